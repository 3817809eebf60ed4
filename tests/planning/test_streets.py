"""Plans tell who passes the streets that reports speak of; the checker finds it out by itself."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.network.test_build import a_bus, a_corridor, a_group, a_link, a_scenario
from tests.planning import hand

from masarat.core.availability import Availability, Caution, Opening
from masarat.core.windows import Window, Windows
from masarat.network.build import build_instance
from masarat.plan.checker import check
from masarat.plan.document import RestsOn
from masarat.plan.files import parse, to_json
from masarat.planning import Options, solve
from masarat.planning.replan import Actual, Change, Movement, changed_instance, replan
from masarat.planning.streets import passed_streets
from masarat.scenario.instance import StreetStatus

if TYPE_CHECKING:
    from masarat.plan.document import Plan
    from masarat.scenario.instance import Instance

QUICK = Options(effort=1, threads=1)
END = 1440 * 3
WHOLE = Windows.of([Window(0, END)])
NEVER = Windows(())


def scenario(**changes: Any) -> Any:
    links = (*a_scenario().links, a_link("gate", "ford", 1500), a_link("ford", "bridge", 1500))
    fields: dict[str, Any] = {
        "links": links,
        "groups": (a_group(destinations=("east",), people=400),),
        "corridors": (a_corridor("gate", "bridge", headway=20, largest=1),),
        "vehicles": (a_bus(start_place="depot", load=5, unload=5),),
    }
    return a_scenario(**(fields | changes))


def caution(*ids: str, windows: Windows = WHOLE) -> Caution:
    kind: Any = "link" if len(ids) > 1 else "place"
    return Caution(
        kind=kind, ids=ids, windows=windows, reason="contested", reports=("r-1",), against=("r-2",)
    )


def closed(*ids: str, windows: Windows = NEVER, barred: tuple[str, ...] = ()) -> Opening:
    return Opening(
        kind="link", ids=ids, windows=windows, reason="closed", reports=("r-3",), barred=barred
    )


def made(*said: Opening | Caution, **changes: Any) -> tuple[Instance, Plan]:
    openings = tuple(each for each in said if isinstance(each, Opening))
    cautions = tuple(each for each in said if isinstance(each, Caution))
    instance = build_instance(scenario(**changes), availability=Availability(openings, cautions))
    return instance, told(instance, solve(instance, QUICK))


def told(instance: Instance, plan: Plan) -> Plan:
    streets = passed_streets(instance, plan)
    named = {name for street in streets for name in (*street.reports, *street.against)}
    rests_on = RestsOn(
        known="2016-12-15T04:00:00Z",
        ledger="0" * 64,
        digests=dict.fromkeys(sorted(named), "1" * 64),
        streets=streets,
    )
    return replace(plan, rests_on=rests_on)


def faults(instance: Instance, plan: Plan) -> list[str]:
    return [str(each) for each in check(instance, plan).violations if each.rule == "reports"]


def test_without_reports_a_plan_has_nothing_of_them() -> None:
    instance = build_instance(scenario())
    plan = solve(instance, QUICK)
    assert plan.rests_on is None
    assert b"rests_on" not in to_json(plan)
    assert to_json(
        solve(build_instance(scenario(), availability=Availability()), QUICK)
    ) == to_json(plan)


def test_a_warned_street_lists_who_passes_it_while_the_status_holds() -> None:
    instance, plan = made(caution("gate", "bridge", windows=Windows.of([Window(0, 60)])))
    assert check(instance, plan).ok
    assert plan.rests_on is not None
    [street] = plan.rests_on.streets
    early = [c.id for c in plan.convoys if c.depart < 60]
    assert street.convoys == tuple(early)
    assert 0 < len(early) < len(plan.convoys)
    assert street.empty_trips == tuple(
        trip.id for trip in plan.empty_trips if trip.depart < 60 and trip.corridor
    )
    assert not plan.left


def test_a_warned_way_to_the_corridor_lists_first_trips_and_convoys() -> None:
    instance, plan = made(caution("camp", "gate"), caution("depot"))
    assert check(instance, plan).ok
    assert plan.rests_on is not None
    way, depot = plan.rests_on.streets
    assert way.convoys == tuple(convoy.id for convoy in plan.convoys)
    assert depot.convoys == ()
    assert depot.empty_trips == tuple(trip.id for trip in plan.empty_trips if not trip.corridor)


def test_a_closed_street_is_told_with_who_goes_round() -> None:
    instance, plan = made(closed("gate", "bridge"))
    assert check(instance, plan).ok
    assert plan.rests_on is not None
    [street] = plan.rests_on.streets
    assert (street.does, street.avoided_by, street.convoys) == ("close", ("road",), ())


def test_a_plan_that_uses_a_closed_street_is_refused_naming_the_reports() -> None:
    plain = solve(build_instance(scenario()), QUICK)
    links = a_scenario().links  # no way round: the corridor is closed from minute 60 on
    instance, _ = made(closed("gate", "bridge", windows=Windows.of([Window(0, 60)])), links=links)
    claimed = told(instance, replace(plain, instance=instance.digest))
    verdict = check(instance, claimed)
    assert {"R10", "reports"} <= verdict.rules
    late = {c.id for c in claimed.convoys if c.exit > 60}
    named = {v.convoy for v in verdict.violations if v.rule == "reports"}
    assert late <= named
    assert "closed, by r-3" in str(verdict)


def test_a_barred_class_on_a_forbidden_street_is_refused() -> None:
    instance, plan = made(caution("depot"))
    status = replace(
        instance.statuses[0],
        kind="link",
        ids=("bridge", "gate"),
        does="forbid",
        barred=("bus",),
        corridors=frozenset({"road"}),
        back_corridors=frozenset({"road"}),
        roads=(),
    )
    forbidden = replace(instance, statuses=(status,), _digest=[])
    found = faults(forbidden, told(forbidden, plan))
    assert len(found) == len(plan.convoys) + sum(bool(trip.corridor) for trip in plan.empty_trips)
    assert (
        faults(replace(instance, statuses=(replace(status, barred=("van",)),), _digest=[]), plan)
        != []
    )  # it no longer tells what is so
    van = replace(instance, statuses=(replace(status, barred=("van",)),), _digest=[])
    assert faults(van, told(van, plan)) == []


def changed(plan: Plan, **fields: Any) -> Plan:
    rests_on = plan.rests_on
    assert rests_on is not None
    streets = tuple(replace(each, **fields) for each in rests_on.streets)
    return replace(plan, rests_on=replace(rests_on, streets=streets))


@pytest.mark.parametrize(
    "fields",
    [
        {"convoys": ()},
        {"convoys": ("convoy-999",)},
        {"empty_trips": ()},
        {"status": "open"},
        {"does": "close"},
        {"windows": Windows.of([Window(0, 1)])},
        {"reports": ("r-2",)},
        {"against": ()},
        {"avoided_by": ("road",)},
        {"ids": ("gate", "ford")},
        {"barred": ("bus",)},
        {"kind": "place"},
    ],
    ids=str,
)
def test_a_plan_that_tells_something_else_is_refused(fields: dict[str, Any]) -> None:
    instance, plan = made(caution("gate", "bridge"))
    assert check(instance, plan).ok
    assert faults(instance, changed(plan, **fields))


def test_a_plan_that_says_nothing_of_its_streets_or_reports_is_refused() -> None:
    instance, plan = made(caution("gate", "bridge"))
    assert faults(instance, replace(plan, rests_on=None))
    assert plan.rests_on is not None
    assert faults(instance, replace(plan, rests_on=replace(plan.rests_on, streets=())))
    assert faults(instance, replace(plan, rests_on=replace(plan.rests_on, digests={})))


def test_plan_json_holds_what_the_plan_rests_on() -> None:
    instance, plan = made(caution("gate", "bridge"), closed("ford", "bridge", barred=("bus",)))
    again = parse(to_json(plan))
    assert again == plan
    assert check(instance, again).ok
    altered = to_json(plan).replace(b'"contested"', b'"open"')
    assert "digest" in check(instance, parse(altered)).rules


# ---- an independent judge: every movement walked over the roads, street by street ----

PLACES = ("depot", "camp", "gate", "bridge", "ford", "east")


@given(
    ids=st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True),
    start=st.integers(0, 200),
    length=st.integers(1, 200),
)
def test_who_passes_is_who_walks_over_it(ids: list[str], start: int, length: int) -> None:
    windows = Windows.of([Window(start, start + length)])
    said = Availability(cautions=(caution(*ids, windows=windows),))
    instance = build_instance(scenario(), availability=said)
    plan = told(instance, replace(unwarned(), instance=instance.digest))
    assert check(instance, plan).ok
    assert plan.rests_on is not None
    [street] = plan.rests_on.streets
    assert set(street.convoys) == _walkers(plan, ids, start, start + length, loaded=True)
    assert set(street.empty_trips) == _walkers(plan, ids, start, start + length, loaded=False)


@cache
def unwarned() -> Plan:
    """Warnings change no route and no minute: one search serves them all."""
    return solve(build_instance(scenario()), QUICK)


def _walkers(plan: Plan, ids: list[str], start: int, until: int, *, loaded: bool) -> set[str]:
    out = ["camp", "gate", "bridge", "east"]
    found = set()
    for convoy in plan.convoys if loaded else ():
        if _walks(out, ids) and max(r.arrive for r in convoy.rides) > start:
            found |= {convoy.id} if convoy.depart < until else set()
    for trip in () if loaded else plan.empty_trips:
        way = out[::-1] if trip.corridor else ["depot", "camp"]
        if _walks(way, ids) and trip.arrive > start and trip.depart < until:
            found.add(trip.id)
    return found


def _walks(way: list[str], ids: list[str]) -> bool:
    return ids[0] in way if len(ids) == 1 else set(ids) in map(set, pairwise(way))


HOURS = (NEVER, Windows.of([Window(0, 45)]), Windows.of([Window(30, END)]), WHOLE)
STREETS = (*((place,) for place in PLACES), ("camp", "gate"), ("gate", "bridge"), ("ford", "gate"))
WHOM = st.sets(st.sampled_from(["people", "empty", "bus", "van", "road", "other"]), max_size=2)


@st.composite
def said(draw: st.DrawFn) -> Opening | Caution:
    ids, hours = draw(st.sampled_from(STREETS)), draw(st.sampled_from(HOURS))
    kind: Any = "link" if len(ids) > 1 else "place"
    if draw(st.booleans()):
        return Caution(kind=kind, ids=ids, windows=hours, reason="contested", reports=("r-1",))
    barred = tuple(sorted(draw(WHOM)))
    return Opening(
        kind=kind, ids=ids, windows=hours, reason="closed", reports=("r-2",), barred=barred
    )


@settings(max_examples=40)
@given(said=st.lists(said(), min_size=1, max_size=3))
def test_whatever_is_reported_the_plan_passes_the_check(said: list[Opening | Caution]) -> None:
    instance, plan = made(
        *said,
        corridors=(
            a_corridor("gate", "bridge", headway=5, largest=2, alternatives=2),
            a_corridor("camp", "bridge", id="other", headway=5, largest=2),
        ),
        vehicles=(
            a_bus(start_place="depot", load=5, unload=5),
            a_bus(id="van", start_place="depot", load=5, unload=5, speed_factor=Fraction(1, 2)),
        ),
    )
    verdict = check(instance, plan)
    assert verdict.ok, str(verdict)


def caught_by_a_closure() -> tuple[Instance, Plan]:
    """Two loads for one bus; reports close its corridor from 30 to 60, and C1 leaves at 22."""
    status = StreetStatus(
        kind="corridor",
        ids=("c",),
        status="closed",
        does="close",
        windows=hand.windows((30, 60)),
        reports=("r-1",),
        corridors=frozenset({"c"}),
        back_corridors=frozenset({"c"}),
    )
    way = hand.corridor(windows=hand.windows((0, 30), (60, 1000)), returns_in_windows=True)
    instance = hand.made(hand.group(people=20), corridors=(way,), statuses=(status,))
    plan = told(instance, solve(instance, QUICK))
    assert check(instance, plan).ok
    late = Actual(movements=(Movement(convoy="C1", departed=22),))
    change = Change(at=40, actual=late)
    changed = changed_instance(instance, plan, change)
    return changed, told(changed, replan(instance, plan, change, QUICK))


def test_a_convoy_of_history_that_a_closure_by_reports_caught_is_a_fact() -> None:
    instance, plan = caught_by_a_closure()
    assert (plan.convoys[0].entry, plan.convoys[0].exit) == (27, 37)
    assert check(instance, plan).ok
    (later,) = plan.convoys[1:]
    hurried = replace(later, depart=45, entry=50, exit=60)
    (fault,) = faults(instance, replace(plan, convoys=(plan.convoys[0], hurried)))
    assert "C2 uses corridor c while it is closed to it (closed, by r-1)" in fault


def test_what_a_plan_tells_of_streets_is_judged_for_history_too() -> None:
    instance, plan = caught_by_a_closure()
    silent = replace(plan, rests_on=None)
    assert faults(instance, silent) == [
        "reports: the plan tells of 0 streets with a status, there are 1"
    ]
    assert plan.rests_on is not None
    street = replace(plan.rests_on.streets[0], status="open")
    untrue = replace(plan, rests_on=replace(plan.rests_on, streets=(street,)))
    assert faults(instance, untrue) == ["reports: corridor c: status is not what the plan says"]
