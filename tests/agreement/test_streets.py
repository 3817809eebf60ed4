"""Details that rest on streets: which, and that nothing but content voids what was signed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.agreement.acting import Table, after, content, usual_contents

from masarat.agreement.cases import Moment
from masarat.agreement.clauses import LAW
from masarat.agreement.gate import gate
from masarat.agreement.streets import Heard, Told, after_reports, flags, rests_on
from masarat.reports.report import Subject

GATE = ("place", ("gate",))


def now(table: Table, minute: float = 30) -> Moment:
    return Moment(table.state.agreements["east"], after(minute), LAW)


def heard(minute: float, name: str = "r-1") -> Heard:
    return Heard(
        report=name,
        says="closed",
        chain=("an office",),
        published=after(minute) - timedelta(hours=1),
        known=after(minute),
    )


def told(*reports: Heard, street: Any = GATE, status: str = "closed") -> Told:
    return Told(street=street, status=status, heard=reports)


def on_route(**more: Any) -> Table:
    route = content("corridor", corridor="r", places=["camp", "gate", "idlib"])
    return Table().coordinate(**{"corridor/r": route, **more})


def test_a_timetable_rests_on_its_corridor_and_on_where_it_goes() -> None:
    rests = rests_on(now(on_route()))
    links = {("link", ("camp", "gate")), ("link", ("gate", "idlib"))}
    places = {("place", (name,)) for name in ("camp", "gate", "idlib")}
    assert rests["corridor/r"] == {("corridor", ("r",)), *places, *links}
    assert rests["timetable/r"] == rests["corridor/r"]
    assert rests["monitoring"] == frozenset()


def test_only_what_came_to_be_known_after_the_revision_was_tabled_is_news() -> None:
    table = on_route()
    [tabled] = [r.taken.at for r in now(table).agreement.revisions]
    minute = (tabled - after(0)).total_seconds() / 60
    old, new = heard(minute, "r-1"), heard(minute + 1, "r-2")
    found = flags(now(table), [told(old, new)])
    assert {flag.detail for flag in found} == {"corridor/r", "timetable/r"}
    assert all(flag.new == (new,) for flag in found)
    assert flags(now(table), [told(old)]) == ()
    assert flags(now(table), [told(new, status="open")]) == ()


def test_only_another_content_is_made_in_knowledge_of_the_report() -> None:
    table = on_route()
    report = told(heard(table.minute + 1))
    assert {flag.detail for flag in flags(now(table), [report])} == {"corridor/r", "timetable/r"}
    route = content("corridor", corridor="r", places=["camp", "gate", "idlib"], headway=10)
    changed = usual_contents(**{"corridor/r": route})
    table.table(minute=table.minute + 2, all_contents=changed)
    assert [flag.detail for flag in flags(now(table, 300), [report])] == ["timetable/r"]
    table.table(minute=table.minute + 2, all_contents=changed)
    assert [flag.detail for flag in flags(now(table, 300), [report])] == ["timetable/r"]


def test_before_a_revision_is_tabled_nothing_rests_on_anything() -> None:
    table = Table().open()
    assert rests_on(now(table)) == {}
    assert flags(now(table), [told(heard(10))]) == ()


def test_those_with_nothing_else_to_do_look_at_it_and_sign_offs_stay() -> None:
    table = on_route()
    verdict = gate(table.state, "east", after(30))
    found = flags(now(table), [told(heard(table.minute + 1))])
    actions = {
        each.party: each.action for each in after_reports(verdict.next, verdict.details, found)
    }
    assert actions == {"A": "look", "B": "look", "M": "wait"}
    assert verdict.coordinated
    assert after_reports(verdict.next, verdict.details, ()) == verdict.next


def test_who_must_sign_signs_first() -> None:
    table = Table().open()
    route = content("corridor", corridor="r", places=["camp", "gate", "idlib"])
    table.table(all_contents=usual_contents(**{"corridor/r": route}))
    verdict = gate(table.state, "east", after(30))
    found = flags(now(table), [told(heard(table.minute + 1))])
    assert found
    actions = after_reports(verdict.next, verdict.details, found)
    assert {each.action for each in actions} == {"sign"}


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "gate", "camp", "r"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["place", "from", "to", "assembly_point"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(
    places=anything, trips=anything, destinations=anything, returns=anything, checkpoint=anything
)
def test_whatever_contents_hold_they_rest_on_streets_that_can_be(
    places: Any, trips: Any, destinations: Any, returns: Any, checkpoint: Any
) -> None:
    timetable = {**usual_contents()["timetable/r"], "empty_vehicles_return": returns}
    contents = usual_contents(
        **{
            "corridor/r": content("corridor", corridor="r", places=places),
            "timetable/r": timetable,
            "approach": content("approach", trips=trips),
            "destinations": content("destinations", destinations=destinations),
            "inspection/x": content("inspection", checkpoint=checkpoint),
        }
    )
    table = Table().open()
    table.table(all_contents=contents)
    for streets in rests_on(now(table)).values():
        for kind, ids in streets:
            assert Subject(kind, ids).ids == ids  # type: ignore[arg-type]


def test_a_flag_is_plain_data() -> None:
    [flag] = [
        each for each in flags(now(on_route()), [told(heard(29))]) if each.detail == "corridor/r"
    ]
    assert flag.to_data() == {
        "detail": "corridor/r",
        "kind": "place",
        "ids": ["gate"],
        "status": "closed",
        "by": [],
        "reports": [heard(29).to_data()],
    }
    assert heard(29).to_data()["chain"] == ["an office"]
    with pytest.raises(AttributeError):
        flag.detail = "x"  # type: ignore[misc]
