"""Contradictory lines of a scenario, each explained as the smallest set of lines that clash.

A claim is something that people evidently want of the scenario: this group can leave, this class
can drive, this window can be used, this tie lets somebody start. Giving up a line lifts all that it
restricts. Each test is a relaxation: it never calls lines contradictory that a plan could satisfy.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from masarat.scenario.clash import Contradiction, Line, smallest_clash
from masarat.scenario.instance import room
from masarat.scenario.reach import reach

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from masarat.scenario.document import (
        Place,
        Scenario,
        ScenarioCorridor,
        ScenarioGroup,
        ScenarioLinked,
        ScenarioVehicles,
        ScenarioWindow,
    )
    from masarat.scenario.reach import Reach

Item = tuple[str, int | str]
Kept = frozenset[Item]

END: Item = ("settings", "end")
ABOARD: Item = ("settings", "rules.aboard_limit")
_FOREVER = 10**9


@dataclass(frozen=True, slots=True)
class _Facts:
    """The scenario with what every claim looks up."""

    scenario: Scenario
    reach: Reach | None
    places: dict[str, tuple[int, Place]]

    def end(self, kept: Kept) -> int:
        return self.scenario.end if END in kept else _FOREVER


def contradictions(scenario: Scenario) -> tuple[Contradiction, ...]:
    """Return the contradictions of a scenario, the smallest first, none containing another.

    Parameters
    ----------
    scenario
        A scenario whose ids all exist (`consistency.reference_faults` finds nothing).
    """
    places = {place.id: (i, place) for i, place in enumerate(scenario.places)}
    facts = _Facts(scenario, reach(scenario), places)
    found = {
        frozenset(clash): clash
        for lines, holds in _claims(facts)
        if (clash := smallest_clash(lines, holds)) is not None
    }
    smallest = sorted(found, key=lambda clash: (len(clash), _order(found[clash])))
    kept: list[frozenset[Item]] = []
    for core in smallest:
        if not any(other <= core for other in kept):
            kept.append(core)
    return tuple(_explained(scenario, found[clash]) for clash in kept)


def _order(clash: Sequence[Item]) -> list[tuple[str, str]]:
    return [(table, f"{item:09}" if isinstance(item, int) else item) for table, item in clash]


def _explained(scenario: Scenario, clash: Sequence[Item]) -> Contradiction:
    order = {"groups": 0, "linked": 1, "vehicles": 2, "corridors": 3, "windows": 4, "places": 5}
    ordered = sorted(clash, key=lambda item: order.get(item[0], len(order)))
    return Contradiction(tuple(_line(scenario, *item) for item in ordered))


Claim = tuple["list[Item]", "Callable[[Kept], bool]"]


def _claims(facts: _Facts) -> Iterator[Claim]:
    scenario = facts.scenario
    vehicles: list[Item] = [("vehicles", i) for i in range(len(scenario.vehicles))]
    for i in range(len(scenario.vehicles)):
        yield _vehicle_claim(facts, i)
    for i, row in enumerate(scenario.windows):
        if not row.daily:
            yield _window_claim(facts, i)
    for i in range(len(scenario.corridors)):
        yield [*vehicles, ("corridors", i)], _corridor_holds(facts, i)
    for i, group in enumerate(scenario.groups):
        if group.need is not None and scenario.people(group):
            yield _group_lines(facts, i, group, vehicles), _group_holds(facts, i, group)
    yield from _together_claims(scenario)
    for i, tie in enumerate(scenario.linked):
        yield _linked_lines(facts, i, tie, vehicles), _linked_holds(facts, i, tie)


def _vehicle_claim(facts: _Facts, index: int) -> Claim:
    item: Item = ("vehicles", index)
    cls = facts.scenario.vehicles[index]
    return [END, item], lambda kept: item not in kept or cls.available < facts.end(kept)


def _window_claim(facts: _Facts, index: int) -> Claim:
    item: Item = ("windows", index)
    window = facts.scenario.windows[index].window
    return [END, item], lambda kept: item not in kept or window.overlaps(0, facts.end(kept))


# --- a corridor's least convoy --------------------------------------------------------------------


def _corridor_holds(facts: _Facts, index: int) -> Callable[[Kept], bool]:
    corridor = facts.scenario.corridors[index]

    def holds(kept: Kept) -> bool:
        if ("corridors", index) not in kept:
            return True
        serving = [cls for cls in facts.scenario.vehicles if _serves(cls, corridor)]
        if not serving or any(cls.largest is not None for cls in serving):
            return True  # a class with a convoy size of its own is not bound by the corridor's
        return _enough(facts, kept, index)

    return holds


def _enough(facts: _Facts, kept: Kept, index: int) -> bool:
    """Whether the classes that may mix on a corridor have the vehicles of its smallest convoy."""
    scenario = facts.scenario
    corridor = scenario.corridors[index]
    if scenario.small_last_convoy or ("corridors", index) not in kept:
        return True
    count = 0
    for i, cls in enumerate(scenario.vehicles):
        if ("vehicles", i) not in kept:
            return True
        if _serves(cls, corridor) and cls.largest is None:
            count += cls.count
    return count >= corridor.smallest


def _serves(cls: ScenarioVehicles, corridor: ScenarioCorridor) -> bool:
    return not cls.corridors or corridor.id in cls.corridors


# --- a group can leave ----------------------------------------------------------------------------


def _group_lines(
    facts: _Facts, index: int, group: ScenarioGroup, vehicles: Sequence[Item]
) -> list[Item]:
    scenario = facts.scenario
    return [
        END,
        ABOARD,
        *(("windows", i) for i in range(len(scenario.windows))),
        *(("corridors", i) for i in range(len(scenario.corridors))),
        *(("places", facts.places[name][0]) for name in group.destinations),
        *vehicles,
        ("groups", index),
    ]


def _group_holds(facts: _Facts, index: int, group: ScenarioGroup) -> Callable[[Kept], bool]:
    scenario = facts.scenario
    people = scenario.people(group)

    def holds(kept: Kept) -> bool:
        if ("groups", index) not in kept:
            return True
        if group.may_split and sum(_capacity(facts, kept, d) for d in group.destinations) < people:
            return False
        return any(
            _option(facts, kept, group, (v, c, d))
            for d in group.destinations
            for v in _kept_or_free(kept, "vehicles", len(scenario.vehicles))
            for c in _kept_or_free(kept, "corridors", len(scenario.corridors))
        )

    return holds


def _kept_or_free(kept: Kept, table: str, count: int) -> list[int | None]:
    """Return the indices of kept rows, and None (no restrictions) if a row was given up."""
    rows: list[int | None] = [i for i in range(count) if (table, i) in kept]
    return rows if len(rows) == count else [*rows, None]


def _capacity(facts: _Facts, kept: Kept, name: str) -> int:
    index, place = facts.places[name]
    if ("places", index) not in kept or place.capacity is None:
        return _FOREVER
    return place.capacity


def _option(
    facts: _Facts, kept: Kept, group: ScenarioGroup, choice: tuple[int | None, int | None, str]
) -> bool:
    """Whether class, corridor and destination could take the group (None: without restrictions)."""
    vehicle, corridor, destination = choice
    cls = None if vehicle is None else facts.scenario.vehicles[vehicle]
    return (
        _destination_takes(facts, kept, group, destination)
        and (cls is None or _carries(facts.scenario, cls, group))
        and _may_run(facts, kept, cls, corridor)
        and _in_time(facts, kept, group, (cls, corridor, destination))
    )


def _destination_takes(facts: _Facts, kept: Kept, group: ScenarioGroup, destination: str) -> bool:
    index, place = facts.places[destination]
    if ("places", index) in kept and place.ready > facts.end(kept):
        return False
    least = 1 if group.may_split else facts.scenario.people(group)
    return _capacity(facts, kept, destination) >= least


def _carries(scenario: Scenario, cls: ScenarioVehicles, group: ScenarioGroup) -> bool:
    return room(cls, group.need) >= min(group.unit, scenario.people(group))


def _may_run(facts: _Facts, kept: Kept, cls: ScenarioVehicles | None, index: int | None) -> bool:
    if index is None or cls is None:
        return True
    if not _serves(cls, facts.scenario.corridors[index]):
        return False
    if cls.largest is not None:
        smallest = cls.smallest or 1
        return facts.scenario.small_last_convoy or cls.count >= smallest
    return _enough(facts, kept, index)


def _in_time(
    facts: _Facts,
    kept: Kept,
    group: ScenarioGroup,
    choice: tuple[ScenarioVehicles | None, int | None, str],
) -> bool:
    cls, index, destination = choice
    trip, span = _least_minutes(facts, group, index, destination)
    depart = group.ready if cls is None else max(group.ready, cls.available) + cls.load
    if depart + trip > facts.end(kept):
        return False
    limit = facts.scenario.aboard_limit
    if ABOARD in kept and limit is not None and trip > limit:
        return False
    return index is None or _window_holds(facts, kept, index, (depart, span))


def _least_minutes(
    facts: _Facts, group: ScenarioGroup, index: int | None, destination: str
) -> tuple[int, int]:
    if index is None or facts.reach is None:
        return 0, 0
    corridor = facts.scenario.corridors[index]
    trip = facts.reach.trip(group.at, corridor, destination) or 0
    span = facts.reach.span(corridor) if corridor.places else trip
    return trip, span or 0


def _window_holds(facts: _Facts, kept: Kept, index: int, when: tuple[int, int]) -> bool:
    scenario = facts.scenario
    corridor = scenario.corridors[index]
    rows = [i for i, row in enumerate(scenario.windows) if row.of == corridor.id]
    if not rows or any(("windows", i) not in kept for i in rows):
        return True
    earliest, span = when
    end = facts.end(kept)
    return any(
        max(window.start, earliest, 0) + span <= min(window.until, end)
        for window in scenario.open_windows(corridor.id)
    ) or (end > scenario.end and any(scenario.windows[i].window.minutes >= span for i in rows))


# --- groups that go together can go somewhere -----------------------------------------------------


def _together_claims(scenario: Scenario) -> Iterator[Claim]:
    labelled: dict[str, dict[Item, set[str]]] = {}
    for i, group in enumerate(scenario.groups):
        if group.together and group.need is not None and scenario.people(group):
            labelled.setdefault(group.together, {})["groups", i] = set(group.destinations)
    for places in labelled.values():
        yield list(places), partial(_share_a_place, places)


def _share_a_place(places: Mapping[Item, set[str]], kept: Kept) -> bool:
    bound = [goals for item, goals in places.items() if item in kept]
    return not bound or bool(set.intersection(*bound))


# --- a linked operation can start -----------------------------------------------------------------


def _linked_lines(
    facts: _Facts, index: int, tie: ScenarioLinked, vehicles: Sequence[Item]
) -> list[Item]:
    ids = {*tie.a, *tie.b}
    groups: list[Item] = [
        ("groups", i) for i, group in enumerate(facts.scenario.groups) if group.id in ids
    ]
    return [*vehicles, *groups, ("linked", index)]


def _linked_holds(facts: _Facts, index: int, tie: ScenarioLinked) -> Callable[[Kept], bool]:
    scenario = facts.scenario
    rows = {group.id: i for i, group in enumerate(scenario.groups)}
    sides = [[scenario.groups[rows[name]] for name in names] for names in (tie.a, tie.b)]
    people = [sum(scenario.people(group) for group in side) for side in sides]

    def holds(kept: Kept) -> bool:
        if ("linked", index) not in kept:
            return True
        flexible = [any(("groups", rows[g.id]) not in kept for g in side) for side in sides]
        if tie.tolerance is None:
            owed = (tie.ratio or 0) * people[0] - tie.slack
            return any(flexible) or owed <= people[1]
        if not all(people):
            # a set without people keeps share 0, so the other can never go beyond the tolerance
            lacking, other = (0, 1) if not people[0] else (1, 0)
            return not people[other] or flexible[lacking] or flexible[other] or tie.tolerance == 1
        return any(flexible) or _can_start(facts, kept, (sides, people), tie.tolerance)

    return holds


def _can_start(
    facts: _Facts,
    kept: Kept,
    both: tuple[Sequence[Sequence[ScenarioGroup]], Sequence[int]],
    tolerance: Fraction,
) -> bool:
    """Whether some first departure, of one side or of both at once, stays within the tolerance."""
    sides, people = both
    least = [
        Fraction(_first_convoy(facts.scenario, side), n)
        for side, n in zip(sides, people, strict=True)
    ]
    if min(least) <= tolerance:
        return True
    if any(("vehicles", i) not in kept for i in range(len(facts.scenario.vehicles))):
        return True
    seats = sum(cls.count * (cls.seats + cls.stretchers) for cls in facts.scenario.vehicles)
    most = [min(Fraction(seats, n), Fraction(1)) for n in people]
    return least[0] - most[1] <= tolerance and least[1] - most[0] <= tolerance


def _first_convoy(scenario: Scenario, side: Collection[ScenarioGroup]) -> int:
    """Return the fewest people of a side that can leave at first."""
    ids = {group.id for group in side}
    smallest = [corridor.smallest for corridor in scenario.corridors]
    smallest += [cls.smallest or 1 for cls in scenario.vehicles if cls.largest is not None]
    mixed = {g.at for g in scenario.groups if g.need is not None and g.id not in ids}
    least = []
    for group in side:
        people = scenario.people(group)
        if not people:
            continue
        alone = group.at not in mixed and not scenario.small_last_convoy
        vehicles = min(smallest, default=1) if alone else 1
        unit = min(group.unit, people % group.unit or group.unit)
        least.append(min(vehicles * unit, people))
    return min(least)


# --- what a line says -----------------------------------------------------------------------------


def _line(scenario: Scenario, table: str, item: int | str) -> Line:
    file, row = scenario.where(table, item)
    return Line(file, row, _says(scenario, table, item))


def _says(scenario: Scenario, table: str, item: int | str) -> str:
    if isinstance(item, str):
        if item == "end":
            return f"end is {scenario.clock.write(scenario.end)}"
        return f"at most {scenario.aboard_limit} minutes aboard"
    return _TELLERS[table](scenario, item)


def _say_group(scenario: Scenario, index: int) -> str:
    group = scenario.groups[index]
    text = f"{group.id}: {scenario.people(group)} people at {group.at}, need {group.need}"
    if group.unit > 1:
        text += f", never splitting {group.unit}"
    if not group.may_split:
        text += ", all to one place"
    if group.together:
        text += f", together as {group.together}"
    if group.ready:
        text += f", ready {scenario.clock.write(group.ready)}"
    return f"{text}, to {' or '.join(group.destinations)}"


def _say_vehicles(scenario: Scenario, index: int) -> str:
    cls = scenario.vehicles[index]
    text = f"{cls.id}: count {cls.count}, seats {cls.seats}, stretchers {cls.stretchers}"
    if cls.own:
        text += ", only people's own"
    if cls.available:
        text += f", from {scenario.clock.write(cls.available)}"
    if cls.corridors:
        text += f", on {' or '.join(cls.corridors)}"
    return text


def _say_corridor(scenario: Scenario, index: int) -> str:
    corridor = scenario.corridors[index]
    return f"{corridor.id}: convoys of {corridor.smallest} to {corridor.largest} vehicles"


def window_times(scenario: Scenario, row: ScenarioWindow) -> tuple[str, str]:
    """Return the start and the end of a window as they are written."""
    times = scenario.clock.write_daily(row.window) if row.daily else None
    return times or (
        scenario.clock.write(row.window.start),
        scenario.clock.write(row.window.until),
    )


def _say_window(scenario: Scenario, index: int) -> str:
    row = scenario.windows[index]
    start, until = window_times(scenario, row)
    return f"{row.of}: from {start} until {until}{' daily' if row.daily else ''}"


def _say_place(scenario: Scenario, index: int) -> str:
    place = scenario.places[index]
    capacity = "any number of" if place.capacity is None else f"at most {place.capacity}"
    ready = f" from {scenario.clock.write(place.ready)}" if place.ready else ""
    return f"{place.id}: takes {capacity} people{ready}"


def _say_linked(scenario: Scenario, index: int) -> str:
    tie = scenario.linked[index]
    if tie.tolerance is not None:
        return f"{tie.id}: shares differ by at most {float(tie.tolerance):g}"
    ratio = float(tie.ratio or 0)
    return f"{tie.id}: departed b at least {ratio:g} x departed a - {tie.slack}"


_TELLERS: dict[str, Callable[[Scenario, int], str]] = {
    "groups": _say_group,
    "vehicles": _say_vehicles,
    "corridors": _say_corridor,
    "windows": _say_window,
    "places": _say_place,
    "linked": _say_linked,
}
