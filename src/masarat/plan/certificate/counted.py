"""Counted rides: what every plan that moves everybody in scope has to do at least.

From each assembly point exactly as many rides count as its people need, and no more of these end
at a destination than it has room for (docs/bound.md, *Counted rides*).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from masarat.plan.certificate.roundabout import roundabout
from masarat.plan.certificate.trips import most_aboard
from masarat.plan.certificate.ways import NEVER, Ways

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from masarat.scenario.instance import Corridor, Group, Instance, Need, VehicleClass

    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Driving:
    """The minutes of one class at least.

    Attributes
    ----------
    start : [place]
        From minute 0 to standing empty there.
    ride : [place, target]
        From boarding to arriving.
    turn : [target, place]
        From arriving to standing empty there.
    """

    count: int
    start: Ints
    ride: Ints
    turn: Ints


@dataclass(frozen=True, slots=True)
class Counted:
    """Assembly points and destinations in order, and what counts.

    Attributes
    ----------
    loads, ready : [place]
        Rides that count, and the minute before which none boards.
    rooms : [target]
        Rides that count and may end there at most; `NEVER` if there is no limit.
    short
        Rides of a path at most that take less than a step of time, and count as one.
    """

    places: tuple[str, ...]
    targets: tuple[str, ...]
    loads: tuple[int, ...]
    ready: Ints
    rooms: tuple[int, ...]
    fleets: tuple[Driving, ...]
    short: int = 0


def counted(instance: Instance, scope: int | None) -> Counted | str:
    """Return what counts for everybody (None) or one priority; a sentence where nothing can."""
    groups = [g for g in instance.groups if g.people > 0 and scope in {None, g.priority}]
    needs = {group.need for group in groups}
    if len(needs) != 1:
        return "its certificate counts rides, of which people of one need are known only"
    classes = [cls for cls in instance.classes if cls.count and cls.room(min(needs))]
    waiting: dict[str, list[Group]] = {}
    for group in groups:
        waiting.setdefault(group.assembly_point, []).append(group)
    rooms = {place: _most(classes, its, min(needs)) for place, its in waiting.items()}
    if not all(rooms.values()):
        return "its certificate counts rides of people whom no vehicle can carry"
    people = {place: sum(g.people for g in its) for place, its in waiting.items()}
    loads = {place: -(-people[place] // rooms[place]) for place in waiting}
    riders = {
        place for place, its in waiting.items() if people[place] // _fewest(its) > loads[place]
    }
    riders |= {g.assembly_point for g in instance.groups if g.people > 0 and g not in groups}
    targets = tuple(sorted({name for group in groups for name in group.destinations}))
    ways = Ways(instance)
    extra = {place: loads[place] - Fraction(people[place], rooms[place]) for place in waiting}
    return Counted(
        tuple(waiting),
        targets,
        tuple(loads.values()),
        np.array([min(g.ready for g in its) for its in waiting.values()], np.int64),
        tuple(_room(instance, waiting, extra, min(rooms.values()), name) for name in targets),
        tuple(_driving(ways, cls, waiting, targets, riders) for cls in classes),
    )


def in_steps(problem: Counted, step: int) -> Counted:
    """Return all minutes as whole steps, rounded down, but rides as one at least.

    A path that ends by a minute ends by the step of that minute, or later by as many steps as it
    has rides shorter than one.
    """
    fleets = tuple(
        replace(f, start=f.start // step, ride=np.maximum(f.ride // step, 1), turn=f.turn // step)
        for f in problem.fleets
    )
    return replace(problem, ready=problem.ready // step, fleets=fleets, short=_short(problem, step))


def _short(problem: Counted, step: int) -> int:
    """Return how many rides shorter than a step count: no vehicle has more."""
    short = np.any([fleet.ride < step for fleet in problem.fleets], axis=0)
    places, targets = np.flatnonzero(short.any(axis=1)), np.flatnonzero(short.any(axis=0))
    return min(
        sum(problem.loads[place] for place in places.tolist()),
        sum(problem.rooms[target] for target in targets.tolist()),
    )


def _most(classes: Sequence[VehicleClass], groups: Sequence[Group], need: Need) -> int:
    return max((most_aboard(cls.room(need), groups) for cls in classes), default=0)


def _fewest(groups: Sequence[Group]) -> int:
    """Return the fewest people that a ride can have aboard: a unit, or a smaller one."""
    return min(group.people % group.unit or group.unit for group in groups)


def _room(
    instance: Instance,
    waiting: dict[str, list[Group]],
    extra: dict[str, Fraction],
    room: int,
    name: str,
) -> int:
    """Return how many counted rides may end at a destination: full ones, and what others lack."""
    (capacity,) = (d.capacity for d in instance.destinations if d.place == name)
    if capacity is None:
        return NEVER
    coming = [place for place, its in waiting.items() if any(name in g.destinations for g in its)]
    return math.ceil(Fraction(capacity, room) + sum(extra[place] for place in coming))


def _driving(
    ways: Ways,
    cls: VehicleClass,
    waiting: dict[str, list[Group]],
    targets: tuple[str, ...],
    riders: set[str],
) -> Driving:
    around = roundabout(ways, cls, riders)
    return Driving(
        cls.count,
        np.array([around.stand[place] for place in waiting], np.int64),
        np.array(
            [
                [
                    _ride(ways, cls, place, target)
                    if any(target in g.destinations for g in its)
                    else NEVER
                    for target in targets
                ]
                for place, its in waiting.items()
            ],
            np.int64,
        ),
        np.array(
            [[around.turn[target, place] for place in waiting] for target in targets], np.int64
        ),
    )


def _ride(ways: Ways, cls: VehicleClass, place: str, target: str) -> int:
    """Return the fewest minutes from boarding to arrival."""
    found = [
        minutes
        for corridor in ways.instance.corridors
        if corridor.id in cls.corridors
        and (minutes := _by(ways, cls, corridor, place, target)) is not None
    ]
    return cls.load + min(found) if found else NEVER


def _by(ways: Ways, cls: VehicleClass, corridor: Corridor, place: str, target: str) -> int | None:
    access = ways.access(place, corridor, cls.pace)
    out = ways.road(place if corridor.is_open else corridor.places[-1], target, cls.pace)
    if access is None or out is None:
        return None
    inside = 0 if corridor.is_open else sum(corridor.legs[cls.pace])
    return access + inside + sum(stop.service(1) for stop in ways.stops(corridor)) + out
