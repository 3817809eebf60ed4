"""Whether the tables of a scenario fit together: every id exists, every tie makes sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.core.errors import Fault, suggestion
from masarat.scenario.statuses import EMPTY, PEOPLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from masarat.scenario.document import Scenario, ScenarioLinked

LARGEST_SUM = 1 << 62
"""Whoever searches for plans counts in 64 bits."""


def reference_faults(scenario: Scenario) -> list[Fault]:
    """Return every fault between tables: ids that nothing has, ties that cannot be."""
    places = {place.id for place in scenario.places}
    corridors = {corridor.id for corridor in scenario.corridors}
    return [
        *_groups(scenario, places),
        *_corridors(scenario, places),
        *_checkpoints(scenario, places, corridors),
        *_vehicles(scenario, places, corridors),
        *_windows(scenario, corridors),
        *_linked(scenario),
        *_roads(scenario, places),
        *_statuses(scenario, corridors),
    ]


def _unknown(  # noqa: PLR0913, PLR0917  (where, what, and among which)
    scenario: Scenario,
    table: str,
    index: int | str,
    column: str,
    ids: Collection[str],
    known: Collection[str],
    what: str = "place",
) -> Iterator[Fault]:
    file, row = scenario.where(table, index)
    for name in ids:
        if name not in known:
            yield Fault(
                file=file,
                row=row,
                field=column,
                found=name,
                expected=f"the id of a {what}",
                hint=suggestion(name, known),
            )


def _fault(scenario: Scenario, table: str, index: int, column: str, said: tuple[str, str]) -> Fault:
    file, row = scenario.where(table, index)
    return Fault(file=file, row=row, field=column, found=said[0], expected=said[1])


def _groups(scenario: Scenario, places: Collection[str]) -> Iterator[Fault]:
    for i, group in enumerate(scenario.groups):
        yield from _unknown(scenario, "groups", i, "at", [group.at], places)
        yield from _unknown(scenario, "groups", i, "destinations", group.destinations, places)
        if group.at in group.destinations:
            said = (group.at, "other places than where the group waits")
            yield _fault(scenario, "groups", i, "destinations", said)


def _corridors(scenario: Scenario, places: Collection[str]) -> Iterator[Fault]:
    for i, corridor in enumerate(scenario.corridors):
        yield from _unknown(scenario, "corridors", i, "places", corridor.places, places)


def _checkpoints(
    scenario: Scenario, places: Collection[str], corridors: Collection[str]
) -> Iterator[Fault]:
    through = {corridor.id: corridor.places for corridor in scenario.corridors}
    for i, point in enumerate(scenario.checkpoints):
        yield from _unknown(scenario, "checkpoints", i, "place", [point.place], places)
        for column in ("corridors", "back_corridors"):
            ids = getattr(point, column)
            yield from _unknown(scenario, "checkpoints", i, column, ids, corridors, "corridor")
            for name in ids:
                if name in through and point.place not in through[name]:
                    said = (name, f"corridors that pass {point.place}")
                    yield _fault(scenario, "checkpoints", i, column, said)


def _vehicles(
    scenario: Scenario, places: Collection[str], corridors: Collection[str]
) -> Iterator[Fault]:
    for i, cls in enumerate(scenario.vehicles):
        if cls.start_place:
            yield from _unknown(scenario, "vehicles", i, "start_place", [cls.start_place], places)
        yield from _unknown(
            scenario, "vehicles", i, "corridors", cls.corridors, corridors, "corridor"
        )
    for i, pool in enumerate(scenario.escorts):
        yield from _unknown(
            scenario, "escorts", i, "corridors", pool.corridors, corridors, "corridor"
        )


def _windows(scenario: Scenario, corridors: Collection[str]) -> Iterator[Fault]:
    known = {*corridors, *(point.place for point in scenario.checkpoints)}
    for i, row in enumerate(scenario.windows):
        yield from _unknown(scenario, "windows", i, "of", [row.of], known, "corridor or checkpoint")


def _linked(scenario: Scenario) -> Iterator[Fault]:
    groups = {group.id for group in scenario.groups}
    staying = {group.id for group in scenario.groups if group.need is None}
    for i, tie in enumerate(scenario.linked):
        for column in ("a", "b"):
            ids = getattr(tie, column)
            yield from _unknown(scenario, "linked", i, column, ids, groups, "group")
            for name in ids:
                if name in staying:
                    said = (name, "groups that leave: this one stays")
                    yield _fault(scenario, "linked", i, column, said)
        if _largest_sum(scenario, tie) >= LARGEST_SUM:
            column = "tolerance" if tie.ratio is None else "ratio"
            said = (
                str(getattr(tie, column)),
                "fewer digits or people: sums of people times these digits stay below 2^62",
            )
            yield _fault(scenario, "linked", i, column, said)


def _largest_sum(scenario: Scenario, tie: ScenarioLinked) -> int:
    """Return the largest sum that R13 compares, in whole numbers."""
    people = {group.id: group.people.most for group in scenario.groups}
    a, b = (sum(people.get(name, 0) for name in side) for side in (tie.a, tie.b))
    if tie.ratio is None:
        return a * b
    return tie.ratio.numerator * a + tie.ratio.denominator * (b + tie.slack)


def _roads(scenario: Scenario, places: Collection[str]) -> Iterator[Fault]:
    for table in ("links", "travel"):
        for i, road in enumerate(getattr(scenario, table)):
            yield from _unknown(scenario, table, i, "from", [road.start], places)
            yield from _unknown(scenario, table, i, "to", [road.end], places)
    if not (scenario.links or scenario.travel or scenario.roads.network):
        file, _ = scenario.where("settings", "roads.network")
        expected = "travel minutes from somewhere: links.csv, travel.csv, or roads.network"
        yield Fault(file=file, field="roads", expected=expected)
    minutes = {(t.start, t.end): t.minutes for t in scenario.travel}
    for i, road in enumerate(scenario.travel):
        back = minutes.get((road.end, road.start))
        if road.both_ways and back is not None and back != road.minutes:
            said = ("yes", f"no, as the row for the way back says {back} minutes")
            yield _fault(scenario, "travel", i, "both_ways", said)


def _statuses(scenario: Scenario, corridors: Collection[str]) -> Iterator[Fault]:
    known = {PEOPLE, EMPTY, *corridors, *(cls.id for cls in scenario.vehicles)}
    for status, rules in scenario.reports.statuses.items():
        key = f"reports.statuses.{status}"
        if len(rules) > 1 and any(rule.does == "ignore" for rule in rules):
            file, row = scenario.where("settings", key)
            found = ", ".join(map(str, rules))
            expected = "ignore by itself, or what the status does"
            yield Fault(file=file, row=row, field=key, found=found, expected=expected)
        what = "vehicle class or corridor, people or empty"
        barred = [rule.to for rule in rules if rule.does == "forbid"]
        yield from _unknown(scenario, "settings", key, key, barred, known, what)
