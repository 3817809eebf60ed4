"""Independent rotations as arrays: loads, rooms, and minutes from each place to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.kernel import FAR, Struct
from masarat.planning.rooms import going_to, has_room
from masarat.planning.rotations.conditions import carriers, independent, waiting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.model import Model
    from masarat.scenario.instance import Destination, Group, VehicleClass

    Ints = NDArray[np.int64]

LONGER = 4
"""A tour has at most so many times the loads that fall to each vehicle, and some more."""

MOST_CELLS = 50_000_000
"""Beyond so many minutes to remember, the general planner does better."""


@dataclass(frozen=True, slots=True)
class Rotations:
    """One instance whose vehicles do not meet.

    Parameters
    ----------
    groups, classes
        The groups that wait, and the classes that may carry them: *sources* and *kinds* below.
    vehicles
        (kind, vehicle id) of every vehicle.
    seats
        People in a full load.
    struct
        What the kernels read. `start` [kind, source], `ride` [kind, source, destination] and
        `turn` [kind, destination, source] are minutes, `FAR` where there is no way; `room` are
        loads.
    lines
        [kind, source, destination]: the line that a loaded vehicle takes.
    """

    model: Model
    groups: tuple[Group, ...]
    classes: tuple[VehicleClass, ...]
    vehicles: tuple[tuple[int, str], ...]
    seats: int
    struct: Struct
    lines: Ints


def rotations_of(model: Model) -> Rotations | None:
    """Return the instance as rotations; None if its vehicles meet, or there is too little room."""
    instance = model.instance
    if not independent(instance):
        return None
    groups, classes = tuple(waiting(instance)), tuple(carriers(instance))
    seats = classes[0].room(groups[0].need)
    loads = np.array([-(-group.people // seats) for group in groups], np.int64)
    total = int(loads.sum())
    rooms = [_room(d, groups, seats, total) for d in instance.destinations]
    vehicles = tuple((k, name) for k, cls in enumerate(classes) for name in cls.vehicle_ids())
    width = min(total, LONGER * -(-total // len(vehicles)) + 16)
    cells = len(classes) * len(groups) * len(rooms) + len(vehicles) * width
    if sum(rooms) < total or cells > MOST_CELLS:
        return None
    ride, lines = _rides(model, groups, classes)
    struct = Struct(
        "rounds",
        {
            "vehicles": len(vehicles),
            "kinds": len(classes),
            "sources": len(groups),
            "shelters": len(rooms),
            "width": width,
            "kind": np.array([kind for kind, _ in vehicles], np.int64),
            "start": _starts(model, groups, classes),
            "ride": ride,
            "turn": _turns(model, groups, classes),
            "ready": np.array([group.ready for group in groups], np.int64),
            "loads": loads,
            "room": np.array(rooms, np.int64),
        },
    )
    return Rotations(model, groups, classes, vehicles, seats, struct, lines)


def _room(destination: Destination, groups: tuple[Group, ...], seats: int, total: int) -> int:
    """Return the loads that a destination takes."""
    if destination.capacity is None or has_room(destination, going_to(destination.place, groups)):
        return total
    return destination.capacity // seats


def _rides(
    model: Model, groups: tuple[Group, ...], classes: tuple[VehicleClass, ...]
) -> tuple[Ints, Ints]:
    """Return minutes from boarding to arrival, and the lines that take least."""
    shape = (len(classes), len(groups), len(model.destinations))
    minutes, lines = np.full(shape, FAR, np.int64), np.full(shape, -1, np.int64)
    names = [model.instance.corridors[c].id for c in model.line_c.tolist()]
    for k, cls in enumerate(classes):
        total = model.access[cls.pace] + model.inside[cls.pace, model.line_c]
        driven = cls.load + total[:, None] + model.out[cls.pace]
        serves = np.array([name in cls.corridors for name in names], bool)
        for s, group in enumerate(groups):
            a = model.a_index[group.assembly_point]
            usable = np.flatnonzero(serves & (model.line_a == a))
            if not len(usable):
                continue
            best = usable[np.argmin(driven[usable], axis=0)]
            for name in group.destinations:
                d = model.d_index[name]
                minutes[k, s, d] = min(int(driven[best[d], d]), FAR)
                lines[k, s, d] = best[d]
    return minutes, lines


def _starts(model: Model, groups: tuple[Group, ...], classes: tuple[VehicleClass, ...]) -> Ints:
    return np.array(
        [
            [
                cls.available
                + (
                    model.road(cls.start_place, g.assembly_point, cls.pace)
                    if cls.start_place
                    else 0
                )
                for g in groups
            ]
            for cls in classes
        ],
        np.int64,
    )


def _turns(model: Model, groups: tuple[Group, ...], classes: tuple[VehicleClass, ...]) -> Ints:
    """Return minutes from arriving at a destination to standing empty at a source."""
    points = [model.a_index[group.assembly_point] for group in groups]
    kinds = dict(zip((cls.id for cls in model.instance.classes), model.kind_of_class, strict=True))
    found = np.empty((len(classes), len(model.destinations), len(groups)), np.int64)
    for k, cls in enumerate(classes):
        empty = model.empty[kinds[cls.id], : len(model.destinations)]
        found[k] = np.minimum(empty[:, points] + cls.unload, FAR)
    return found
