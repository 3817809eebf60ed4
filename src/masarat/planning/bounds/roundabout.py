"""How soon a vehicle can stand empty at an assembly point, whatever it carries in between.

A bound on a part of the people must not forget that a vehicle may carry others on its way: where
roads or corridors allow no direct way back, such a ride can be one. So the shortest ways are taken
over rides with anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.bounds.openings import past
from masarat.planning.kernel import FAR

if TYPE_CHECKING:
    from collections.abc import Container

    from numpy.typing import NDArray

    from masarat.planning.model import Model, Return

    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Roundabout:
    """Fewest minutes for vehicles of one kind.

    Attributes
    ----------
    turn : int array [destination, assembly point]
        From arriving to standing empty.
    detour : int array [destination, assembly point]
        The same with at least one ride in between.
    hop : int array [assembly point, assembly point]
        From standing empty to standing empty elsewhere with at least one ride in between.
    """

    turn: Ints
    detour: Ints
    hop: Ints


def roundabout(model: Model, kind: int, riders: Container[int] | None = None) -> Roundabout:
    """Return the shortest ways of `kind` between destinations and assembly points.

    Parameters
    ----------
    riders
        Assembly points at which vehicles may take somebody on the way; None: all.
    """
    cls, points = model.kinds[kind], len(model.assembly)
    ride = np.full((points, len(model.destinations)), FAR, np.int64)
    for line in range(len(model.line_a)):
        if not model.serves(kind, line):
            continue
        a, c = int(model.line_a[line]), int(model.line_c[line])
        if riders is not None and a not in riders:
            continue
        before = cls.load + int(model.access[cls.pace, line] + model.inside[cls.pace, c])
        before += sum(int(model.inspect[q]) for q in model.stop_q[c] if q >= 0)
        ride[a] = np.minimum(ride[a], before + model.out[cls.pace, line])
    turn = _direct(model, kind) + cls.unload
    hop = _shortest(ride, turn)
    for middle in range(points):
        hop = np.minimum(hop, hop[:, middle, None] + hop[None, middle, :])
    detour = _shortest(turn, hop)
    return Roundabout(np.minimum(turn, detour), detour, hop)


def way_back(model: Model, way: Return) -> tuple[int, int, int]:
    """Return the minutes of one empty vehicle: before, between, and after two moments.

    It leaves the corridor's last place, and reaches the first: in between, its corridor may want it
    in a window. Its inspections are included.
    """
    corridor = model.instance.corridors[way.corridor]
    inspections = {
        q.place: q.service(1)
        for q in model.instance.checkpoints
        if q.place in corridor.places and corridor.id in q.back_corridors
    }
    after = way.minutes - way.before - way.inside
    at_last = sum(inspections.pop(place, 0) for place in corridor.places[-1:])
    at_first = sum(inspections.pop(place, 0) for place in corridor.places[:1])
    return way.before + at_last, way.inside + sum(inspections.values()), after + at_first


def _direct(model: Model, kind: int) -> Ints:
    """Return the fewest minutes of empty trips [destination, assembly point]."""
    found = model.empty[kind, : len(model.destinations)].copy()
    for (of_kind, spot, a), ways in model.empty_ways.items():
        if of_kind == kind and ways:
            found[spot, a] = min(sum(way_back(model, way)) for way in ways)
    return found


def standing(model: Model, number: int, ways: Roundabout) -> Ints:
    """Return the earliest minute at which a vehicle of a class can stand at each assembly point."""
    cls, kind = model.instance.classes[number], model.kind_of_class[number]
    spot = model.start_index.get(cls.start_place, -1)
    points = len(model.assembly)
    direct = np.zeros((1, points), np.int64) if spot < 0 else model.empty[kind, spot, None]
    begun = [
        past(model.instance.suspensions, cls.available, travel) + travel
        for travel in direct[0].tolist()
    ]
    found: Ints = np.minimum(begun, cls.available + _shortest(direct, ways.hop)[0])
    return np.minimum(found, FAR)


def _shortest(first: Ints, second: Ints) -> Ints:
    found = np.full((first.shape[0], second.shape[1]), FAR, np.int64)
    for middle in range(first.shape[1]):
        found = np.minimum(found, first[:, middle, None] + second[None, middle, :])
    return found
