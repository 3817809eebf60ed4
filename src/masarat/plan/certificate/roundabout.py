"""How soon a vehicle can stand empty at assembly points, whatever it carries in between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.plan.certificate.ways import NEVER

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from numpy.typing import NDArray

    from masarat.plan.certificate.ways import Ways
    from masarat.scenario.instance import Corridor, VehicleClass

    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Roundabout:
    """How soon a vehicle of a class can stand empty at assembly points.

    `stand`: minute at which it first can, by assembly point. `turn`: minutes from arriving, by
    (destination, assembly point). `detour`: the same with at least one ride in between.
    """

    stand: dict[str, int]
    turn: dict[tuple[str, str], int]
    detour: dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class WayBack:
    """An empty trip of one vehicle, inspections included.

    `before` it leaves the corridor's last place, `inside` until it reaches the first, and `after`.
    """

    corridor: Corridor
    before: int
    inside: int
    after: int

    @property
    def travel(self) -> int:
        """Minutes from departure to arrival."""
        return self.before + self.inside + self.after


def roundabout(ways: Ways, cls: VehicleClass, riders: Container[str] | None = None) -> Roundabout:
    """Return how soon a vehicle can stand empty where, whatever it carries in between.

    Parameters
    ----------
    riders
        Assembly points at which it may take somebody on the way; None: all.
    """
    places = [point.place for point in ways.instance.assembly_points]
    targets = [destination.place for destination in ways.instance.destinations]
    turn = np.array(
        [[_turn(ways, cls, target, place) for place in places] for target in targets],
        np.int64,
    ).reshape(len(targets), len(places))
    ride = np.array(
        [
            [
                _ride(ways, cls, place, target) if riders is None or place in riders else NEVER
                for target in targets
            ]
            for place in places
        ],
        np.int64,
    ).reshape(len(places), len(targets))
    hop = _shortest(ride, turn)
    for middle in range(len(places)):
        hop = np.minimum(hop, hop[:, middle, None] + hop[None, middle, :])
    direct = [_positioning(ways, cls, place) for place in places]
    begun = [_resumed(ways, cls.available, minutes) + minutes for minutes in direct]
    stand = np.minimum(begun, cls.available + _shortest(np.array([direct]), hop)[0])
    detour = _shortest(turn, hop)
    return Roundabout(
        dict(zip(places, stand.tolist(), strict=True)),
        _by_ends(np.minimum(turn, detour), targets, places),
        _by_ends(detour, targets, places),
    )


def _by_ends(
    minutes: Ints, targets: Sequence[str], places: Sequence[str]
) -> dict[tuple[str, str], int]:
    return {
        (target, place): int(minutes[i, j])
        for i, target in enumerate(targets)
        for j, place in enumerate(places)
    }


def _resumed(ways: Ways, minute: int, travel: int) -> int:
    """Return the first minute from which so many minutes of movement meet no suspension."""
    for pause in ways.instance.suspensions:
        if travel and pause.start < minute + travel and minute < pause.until:
            minute = pause.until
    return minute


def _turn(ways: Ways, cls: VehicleClass, target: str, place: str) -> int:
    """Return minutes from arriving at a destination to standing empty at an assembly point."""
    if not cls.comes_back:
        return NEVER
    if target == place:
        return cls.unload
    found = [way.travel for way in ways_back(ways, cls, target, place)]
    return cls.unload + min(found) if found else NEVER


def ways_back(ways: Ways, cls: VehicleClass, target: str, place: str) -> list[WayBack]:
    """Return how an empty vehicle can drive from a destination to an assembly point elsewhere."""
    return [
        way
        for corridor in ways.instance.corridors
        if corridor.returns and corridor.id in cls.corridors
        if (way := _way_back(ways, corridor, cls.pace, (target, place))) is not None
    ]


def _way_back(ways: Ways, corridor: Corridor, pace: int, ends: tuple[str, str]) -> WayBack | None:
    if corridor.is_open:
        minutes = ways.road(*ends, pace)
        return None if minutes is None else WayBack(corridor, 0, minutes, 0)
    before = ways.road(ends[0], corridor.places[-1], pace)
    after = ways.road(corridor.places[0], ends[1], pace)
    if before is None or after is None:
        return None
    first, *between = [_inspected_back(ways, corridor, place) for place in corridor.places]
    last = between.pop() if between else 0
    inside = sum(corridor.back_legs[pace]) + sum(between)
    return WayBack(corridor, before + last, inside, first + after)


def _inspected_back(ways: Ways, corridor: Corridor, place: str) -> int:
    checkpoint = ways.checkpoints.get(place)
    return checkpoint.service(1) if checkpoint and corridor.id in checkpoint.back_corridors else 0


def _ride(ways: Ways, cls: VehicleClass, place: str, target: str) -> int:
    """Return the fewest minutes from boarding to arrival with anybody, in scope or not."""
    found = NEVER
    for corridor in ways.instance.corridors:
        if corridor.id not in cls.corridors:
            continue
        access = ways.access(place, corridor, cls.pace)
        origin = place if corridor.is_open else corridor.places[-1]
        out = ways.road(origin, target, cls.pace)
        if access is None or out is None:
            continue
        inside = 0 if corridor.is_open else sum(corridor.legs[cls.pace])
        inside += sum(checkpoint.service(1) for checkpoint in ways.stops(corridor))
        found = min(found, cls.load + access + inside + out)
    return found


def _positioning(ways: Ways, cls: VehicleClass, place: str) -> int:
    if not cls.start_place or cls.start_place == place:
        return 0
    minutes = ways.instance.roads.get((cls.start_place, place))
    return NEVER if minutes is None else minutes[cls.pace]


def _shortest(first: Ints, second: Ints) -> Ints:
    """Return the fewest minutes of a way of `first` followed by one of `second`."""
    found = np.full((first.shape[0], second.shape[1]), NEVER, np.int64)
    for middle in range(first.shape[1]):
        found = np.minimum(found, first[:, middle, None] + second[None, middle, :])
    return found
