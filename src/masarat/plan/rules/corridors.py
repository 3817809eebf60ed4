"""R7, R8, R12: how many travel together on a corridor, and how close behind each other."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from masarat.plan.verdict import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.plan.document import Convoy, Plan
    from masarat.plan.rules.ground import Ground
    from masarat.scenario.instance import VehicleClass

HOUR = 60


def sizes(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R7: classes may serve the corridor; convoy sizes are within limits; who is alone is alone."""
    last: defaultdict[str, list[int]] = defaultdict(list)
    for convoy in plan.convoys:
        if _alone(ground, convoy) is None:
            last[convoy.assembly_point].append(convoy.depart)
    for departures in last.values():
        departures.sort()
    for convoy in plan.convoys:
        yield from _classes(ground, convoy)
        yield from _size(ground, convoy, last[convoy.assembly_point])


def _alone(ground: Ground, convoy: Convoy) -> VehicleClass | None:
    """Return the first class with a convoy size of its own, if any is in the convoy."""
    classes = (ground.vehicles[ride.vehicle] for ride in convoy.rides)
    return next((vehicle_class for vehicle_class in classes if vehicle_class.alone), None)


def _classes(ground: Ground, convoy: Convoy) -> Iterator[Violation]:
    alone = _alone(ground, convoy)
    for ride in convoy.rides:
        vehicle_class = ground.vehicles[ride.vehicle]
        if convoy.corridor not in vehicle_class.corridors:
            yield _violation(convoy, f"may not serve {convoy.corridor}", ride.vehicle)
        if alone is not None and vehicle_class.id != alone.id:
            yield _violation(convoy, f"travels with '{alone.id}', which goes alone", ride.vehicle)


def _size(ground: Ground, convoy: Convoy, departures: list[int]) -> Iterator[Violation]:
    corridor, alone = ground.corridors[convoy.corridor], _alone(ground, convoy)
    size = len(convoy.rides)
    largest: int | None
    if alone is not None:
        smallest, largest = alone.smallest or 1, alone.largest
    else:
        smallest, largest = corridor.smallest, corridor.largest
        strictly_last = departures[-1] == convoy.depart and convoy.depart not in departures[-2:-1]
        if ground.instance.small_last_convoy and strictly_last:
            smallest = 1
    if size < smallest or (largest is not None and size > largest):
        yield _violation(convoy, f"{size} vehicles, where {smallest} to {largest} are allowed")


def headways(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R8: entries into one corridor are at least its headway apart."""
    for corridor, convoys in _entries(plan).items():
        headway = ground.corridors[corridor].headway
        for before, after in pairwise(convoys):
            apart = after.entry - before.entry
            if apart < headway:
                message = (
                    f"enters {corridor} {apart} minutes after {before.id}, the headway is {headway}"
                )
                yield Violation(rule="R8", message=message, convoy=after.id, minute=after.entry)


def per_hour(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R12: vehicles entering a corridor during any 60 minutes are within its limit."""
    for corridor, convoys in _entries(plan).items():
        limit = ground.corridors[corridor].per_hour
        if limit is None:
            continue
        oldest, vehicles = 0, 0
        for convoy in convoys:
            vehicles += len(convoy.rides)
            while convoys[oldest].entry <= convoy.entry - HOUR:
                vehicles -= len(convoys[oldest].rides)
                oldest += 1
            if vehicles > limit:
                message = (
                    f"{vehicles} vehicles enter {corridor} within an hour, the limit is {limit}"
                )
                yield Violation(rule="R12", message=message, convoy=convoy.id, minute=convoy.entry)


def _entries(plan: Plan) -> dict[str, list[Convoy]]:
    entries: defaultdict[str, list[Convoy]] = defaultdict(list)
    for convoy in sorted(plan.convoys, key=lambda convoy: convoy.entry):
        entries[convoy.corridor].append(convoy)
    return entries


def _violation(convoy: Convoy, message: str, vehicle: str = "") -> Violation:
    return Violation(
        rule="R7", message=message, convoy=convoy.id, vehicle=vehicle, minute=convoy.depart
    )
