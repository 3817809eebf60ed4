"""The movement as it happens: remaining, late, counts side by side, alarms, receipts."""

from __future__ import annotations

from typing import Any

import pytest
from tests.agreement.acting import Table, after, content, draft_data, instant, usual_contents

from masarat.agreement.coverage import coverage
from masarat.agreement.execution import Execution, execution
from masarat.agreement.gate import go
from masarat.core.errors import Refused

FIFTY = {"g": {"idlib": 50}}


def at(table: Table, minute: float) -> Execution:
    return execution(table.state, "east", after(minute))


def convoys(found: Execution) -> dict[str, str]:
    return {convoy.convoy: convoy.status for convoy in found.convoys}


def depart(table: Table, minute: float, convoy: str = "r/1", **more: Any) -> None:
    given = {"convoy": convoy, "at": instant(minute), "people": FIFTY, **more}
    table.act("a", "departed", max(minute, table.minute), **given)


def arrive(table: Table, minute: float, convoy: str = "r/1", **more: Any) -> None:
    given = {"convoy": convoy, "at": instant(minute), "people": FIFTY, **more}
    table.act("b1", "arrived", max(minute, table.minute), **given)


def test_convoys_are_planned_late_under_way_overdue_and_arrived() -> None:
    table = Table().coordinate()
    assert set(convoys(at(table, 90)).values()) == {"planned"}
    assert convoys(at(table, 91)) == {"r/1": "late", "r/2": "planned", "r/3": "planned"}
    depart(table, 92)
    assert convoys(at(table, 150))["r/1"] == "under way"
    assert convoys(at(table, 151))["r/1"] == "overdue"
    arrive(table, 155)
    found = at(table, 155)
    assert convoys(found)["r/1"] == "arrived"
    [group] = found.groups
    assert (group.planned, group.departed, group.arrived, group.remaining) == (150, 50, 50, 100)
    assert not found.alarms
    assert at(table, 154).groups[0].arrived == 0  # what was taken later is not looked at


def test_a_convoy_that_turned_back_may_go_again() -> None:
    table = Table().coordinate()
    depart(table, 91)
    assert not go(table.state, "east", "r/1", after(92)).go
    table.act("a", "turned-back", 100, convoy="r/1", at=instant(99), reason="second checkpoint")
    found = at(table, 100)
    assert convoys(found)["r/1"] == "turned back"
    assert found.groups[0].remaining == 150
    assert go(table.state, "east", "r/1", after(100)).go
    depart(table, 110)
    assert convoys(at(table, 110))["r/1"] == "under way"
    assert not go(table.state, "east", "r/1", after(111)).go
    arrive(table, 140)
    assert convoys(at(table, 140))["r/1"] == "arrived"


def test_an_arrival_reported_before_its_departure_counts_as_both() -> None:
    table = Table().coordinate()
    arrive(table, 150)
    assert convoys(at(table, 150))["r/1"] == "arrived"
    assert at(table, 150).groups[0].departed == 50


def test_people_aboard_too_long_raise_an_alarm() -> None:
    table = Table().coordinate()
    depart(table, 92)
    assert not at(table, 212).alarms
    [alarm] = at(table, 213).alarms
    assert (alarm.kind, alarm.about) == ("aboard too long", "r/1")
    arrive(table, 220)
    assert [a.kind for a in at(table, 300).alarms] == ["aboard too long"]


def test_departures_without_go_early_or_off_the_table_raise_alarms() -> None:
    table = Table().coordinate()
    depart(table, 50)
    depart(table, 85, "r/2")
    assert [(a.kind, a.about) for a in at(table, 86).alarms] == [
        ("departed without go", "r/1"),
        ("departed early", "r/1"),
        ("departed early", "r/2"),
    ]
    others = usual_contents()
    others["timetable/r"] = {**others["timetable/r"], "convoys": []}
    table.table(all_contents=others)
    found = at(table, 100)
    assert [(a.kind, a.about) for a in found.alarms if a.kind == "not on the table"] == [
        ("not on the table", "r/1"),
        ("not on the table", "r/2"),
    ]
    assert found.groups[0].planned == 0


def test_the_monitor_counts_beside_the_implementer() -> None:
    table = Table().coordinate()
    depart(table, 92)
    counted = {"convoy": "r/1", "at": instant(93), "stage": "departure"}
    table.act("m", "counted", 94, people={"g": {"idlib": 47, "azaz": 2}}, **counted)
    found = at(table, 95)
    assert [(d.stage, d.group, d.destination, dict(d.counts)) for d in found.differences] == [
        ("departure", "g", "azaz", {"A": 0, "M": 2}),
        ("departure", "g", "idlib", {"A": 50, "M": 47}),
    ]
    assert found.groups[0].departed == 50  # never the monitor's figure instead
    table.act("m", "counted", 96, people=FIFTY, **{**counted, "at": instant(95)})
    assert not at(table, 96).differences


def linked_table(**tie: Any) -> Table:
    groups = {"g": 150, "h": 50}
    contents = usual_contents(
        **{"linked/x": content("linked", a=["g"], b=["h"], people=groups, **tie)}
    )
    convoy = {**contents["timetable/r"]["convoys"][0], "convoy": "r/9"}
    convoy["people"] = {"h": {"aleppo": 50}}
    contents["timetable/r"]["convoys"].append(convoy)
    table = Table().open()
    table.table(all_contents=contents, groups=["g", "h"])
    return table


def unbalanced(table: Table, minute: float) -> list[str]:
    return [a.about for a in at(table, minute).alarms if a.kind.startswith("linked")]


def test_linked_operations_out_of_balance_raise_an_alarm() -> None:
    table = linked_table(tolerance="1/3")
    depart(table, 91)
    assert not unbalanced(table, 91)
    depart(table, 121, "r/2")
    assert unbalanced(table, 121) == ["linked/x"]
    depart(table, 122, "r/9", people={"h": {"aleppo": 40}})
    assert not unbalanced(table, 122)


def test_a_ratio_with_slack_raises_it_when_short() -> None:
    table = linked_table(ratio="1", slack=50)
    depart(table, 91)
    assert not unbalanced(table, 91)
    depart(table, 121, "r/2")
    assert unbalanced(table, 121) == ["linked/x"]
    depart(table, 122, "r/9", people={"h": {"aleppo": 50}})
    assert not unbalanced(table, 122)


def test_a_linked_side_without_people_has_share_0() -> None:
    contents = usual_contents(
        **{"linked/x": content("linked", a=["g"], b=[], people={"g": 150}, tolerance="0.1")}
    )
    table = Table().open()
    assert not at(table, 1).alarms
    table.table(all_contents=contents)
    assert not unbalanced(table, 3)
    depart(table, 91)
    assert unbalanced(table, 91) == ["linked/x"]


def test_receipts_are_kept_by_party() -> None:
    table = Table().coordinate()
    suspended = table.act("m", "suspended", incident="shots", place="", corridor="", reason="")
    table.act("a", "received", of=suspended)
    table.act("b2", "received", of=suspended)
    table.act("b1", "received", of=suspended)
    table.act("m", "received", of="f" * 64)
    found = {notice.of: notice for notice in at(table, 60).notifications}
    assert found[suspended].kind == "suspended"
    assert [party for party, _ in found[suspended].received] == ["A", "B"]
    assert found[suspended].missing == ()  # the monitor sent it
    assert found["f" * 64].missing == ("A", "B")
    tabled = at(table, 60).notifications[0]
    assert (tabled.kind, tabled.missing) == ("tabled", ("B", "M"))


def test_each_group_shows_its_agreement() -> None:
    table = Table().coordinate()
    assert coverage(table.state, after(0)) == {}
    assert coverage(table.state, after(60)) == {"g": "east"}
    table.open(draft_data(agreement="west"))
    table.table(groups=["h"], minute=70)
    assert coverage(table.state, after(69)) == {"g": "east"}
    assert coverage(table.state, after(70)) == {"g": "east", "h": "west"}


def test_double_coverage_names_both_agreements() -> None:
    table = Table().coordinate()
    table.open(draft_data(agreement="west"))
    with pytest.raises(Refused, match="T5: group g is covered by east; west cannot cover it"):
        table.table(groups=["g", "h"])


def test_it_is_plain_data() -> None:
    table = linked_table(tolerance="1/3")
    table.act("m", "received", of="f" * 64)
    depart(table, 91)
    counted = {"convoy": "r/1", "at": instant(93), "stage": "departure"}
    table.act("m", "counted", 94, people={"g": {"idlib": 47}}, **counted)
    data = at(table, 300).to_data()
    assert data["convoys"][0]["departed"] == instant(91)
    assert data["differences"][0]["counts"] == {"A": 50, "M": 47}
    assert data["notifications"][1]["received"] == {"M": instant(3)}
    assert {alarm["kind"] for alarm in data["alarms"]} == {
        "departed without go",
        "aboard too long",
    }
    assert draft_data()["agreement"] == data["agreement"]
