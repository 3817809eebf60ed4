"""What changed between two revisions, in phrases, and which details lose their sign-offs."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.agreement.drafts import source

from masarat.agreement.changes import compare
from masarat.agreement.drafting import draft_details
from masarat.core.canonical import canonical_bytes
from masarat.core.instants import read_instant, write_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from masarat.agreement.changes import DetailChange

Contents = dict[str, dict[str, Any]]


def contents(name: str = "second") -> Contents:
    return {detail.id: deepcopy(dict(detail.content)) for detail in draft_details(source(name))}


def said(change: DetailChange) -> list[tuple[str, Mapping[str, Any]]]:
    return [(phrase.key, dict(phrase.values)) for phrase in change.phrases]


def after(edit: Callable[[Contents], None]) -> dict[str, DetailChange]:
    edited = contents()
    edit(edited)
    return {change.detail: change for change in compare(contents(), edited)}


def convoys(of: Contents) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = of["timetable/ramouseh"]["convoys"]
    return found


def test_nothing_changed() -> None:
    changes = compare(contents(), contents())
    assert {change.fate for change in changes} == {"same"}
    assert not any(change.voids or change.phrases for change in changes)


def later(moment: str, minutes: int) -> str:
    return write_instant(read_instant(moment) + timedelta(minutes=minutes))


def shift(convoy: dict[str, Any], minutes: int) -> None:
    for name in ("boards", "departs", "enters", "leaves", "arrives"):
        convoy[name] = later(convoy[name], minutes)
    for inspection in convoy["inspections"]:
        for name in ("arrives", "from", "until"):
            inspection[name] = later(inspection[name], minutes)


def test_a_later_departure_is_said_once() -> None:
    def edit(of: Contents) -> None:
        shift(convoys(of)[-1], 15)

    change = after(edit)["timetable/ramouseh"]
    last = convoys(contents())[-1]
    values = {"convoy": last["convoy"], "before": last["departs"]}
    assert said(change) == [("convoy_departs", {**values, "after": later(last["departs"], 15)})]
    assert change.voids


def test_an_added_convoy_renumbers_and_changes_no_other() -> None:
    def edit(of: Contents) -> None:
        one = deepcopy(convoys(of)[0])
        shift(one, -30)
        convoys(of).insert(0, one)
        for number, convoy in enumerate(convoys(of), start=1):
            convoy["convoy"] = f"ramouseh/{number}"

    keys = [key for key, _ in said(after(edit)["timetable/ramouseh"])]
    assert keys == ["convoys_renumbered", "convoy_added"]


def test_a_removed_convoy_is_named() -> None:
    def edit(of: Contents) -> None:
        convoys(of).pop()

    last = convoys(contents())[-1]
    ((key, values),) = said(after(edit)["timetable/ramouseh"])
    assert key == "convoy_removed"
    assert values["convoy"] == last["convoy"]
    assert values["n"] == sum(n for goes in last["people"].values() for n in goes.values())


def test_vehicles_people_escort_and_hours_are_said() -> None:
    def edit(of: Contents) -> None:
        convoy = convoys(of)[0]
        convoy["vehicles"][0]["vehicles"] += 1
        group, goes = next(iter(convoy["people"].items()))
        destination = next(iter(goes))
        convoy["people"][group][destination] += 5
        convoy["escort"] = "another"
        convoy["inspections"][0]["until"] = later(convoy["inspections"][0]["until"], 1)
        convoy["arrives"] = later(convoy["arrives"], 1)

    keys = [key for key, _ in said(after(edit)["timetable/ramouseh"])]
    assert keys == [
        "convoy_arrives",
        "convoy_vehicles",
        "convoy_people",
        "convoy_escort",
        "convoy_hours",
    ]


def test_empty_trips_are_counted() -> None:
    def edit(of: Contents) -> None:
        of["approach"]["trips"][0]["departs"] = "2016-12-18T20:00:00Z"

    ((key, values),) = said(after(edit)["approach"])
    assert key == "trips"
    kept = len(contents()["approach"]["trips"]) - 1
    assert values == {"kept": kept, "added": 1, "removed": 1}


def test_any_other_value_is_said_with_its_place() -> None:
    def edit(of: Contents) -> None:
        of["inspection/ramouseh-crossing"]["lanes"] = 5
        destinations = of["destinations"]["destinations"]
        next(each for each in destinations if each["place"] == "idlib")["room"] = 9000

    changes = after(edit)
    values = {"path": ("lanes",), "before": 4, "after": 5}
    assert said(changes["inspection/ramouseh-crossing"]) == [("value", values)]
    values = {"path": ("destinations", "idlib", "room"), "before": 24000, "after": 9000}
    assert said(changes["destinations"]) == [("value", values)]


def test_added_and_removed_details() -> None:
    changes = {change.detail: change for change in compare(contents("first"), contents())}
    assert changes["linked/west-and-fuah"].fate == "added"
    assert not changes["linked/west-and-fuah"].voids
    assert changes["medical"].fate == "removed"
    assert changes["medical"].voids
    assert changes["return"].fate == "same"


PLACES = st.sampled_from(
    [
        ("inspection/ramouseh-west", ("minutes_a_vehicle",)),
        ("corridor/fuah", ("headway_minutes",)),
        ("fleet", ("classes", 0, "seats")),
        ("timetable/ramouseh", ("convoys", 0, "vehicles", 0, "vehicles")),
        ("timetable/fuah", ("aboard_limit",)),
        ("voluntariness", ("protected", 0, "people")),
        ("return", ("text", "ar")),
        ("linked/west-and-fuah", ("people", "fuah")),
    ]
)


@settings(max_examples=40)
@given(edits=st.lists(st.tuples(PLACES, st.integers(0, 3)), max_size=4))
def test_what_is_voided_is_what_differs_and_is_always_explained(
    edits: list[tuple[tuple[str, tuple[Any, ...]], int]],
) -> None:
    edited = contents()
    for (detail, path), more in edits:
        place: Any = edited[detail]
        for part in path[:-1]:
            place = place[part]
        value = place[path[-1]]
        place[path[-1]] = value + more if isinstance(value, int) else value + "." * more
    before = contents()
    differ = {d for d in before if canonical_bytes(before[d]) != canonical_bytes(edited[d])}
    changes = compare(before, edited)
    assert {change.detail for change in changes if change.voids} == differ
    assert all(bool(change.phrases) == (change.detail in differ) for change in changes)


@pytest.mark.parametrize("name", ["first", "second"])
def test_every_detail_is_compared(name: str) -> None:
    assert [change.detail for change in compare({}, contents(name))] == list(contents(name))
