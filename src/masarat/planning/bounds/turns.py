"""When a vehicle that has arrived can stand empty at an assembly point again.

Empty trips, too, may not meet a suspension, and some corridors let them pass in their windows only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.bounds.openings import clear, within
from masarat.planning.bounds.roundabout import way_back
from masarat.planning.kernel import FAR

if TYPE_CHECKING:
    from masarat.planning.bounds.roundabout import Ints, Roundabout
    from masarat.planning.model import Model, Return


@dataclass(frozen=True, slots=True)
class Turns:
    """When vehicles of one kind stand empty after a ride.

    Attributes
    ----------
    number : int array [destination, assembly point]
        Which turn; those that take the same have one number.
    then : int array [step of arrival, number]
        Step at which it stands; `FAR`: never.
    """

    number: Ints
    then: Ints

    @property
    def fields(self) -> dict[str, int | Ints]:
        """The fields by which the kernel's searches for a best day know them."""
        return {"turns": self.then.shape[1], "turn": self.number, "then": self.then}


def turns_of(model: Model, kind: int, ways: Roundabout, step: int) -> Turns:
    """Return when vehicles of `kind` stand empty, on a grid of `step` minutes.

    A vehicle that arrives within a step is taken to arrive at its first minute, and stands within
    the step of the minute that follows from that: no later than it really does.
    """
    arrivals = np.arange(model.instance.end // step + 2) * step
    numbers: dict[tuple[object, ...], int] = {}
    rows: list[Ints] = []
    number = np.zeros((len(model.destinations), len(model.assembly)), np.int64)
    for (d, a), detour in np.ndenumerate(ways.detour):
        found = _constrained(model, kind, d, a)
        key = (int(detour), *found) if found else (int(ways.turn[d, a]),)
        if key not in numbers:
            numbers[key] = len(rows)
            quickest = int(detour if found else ways.turn[d, a])
            then = arrivals + quickest
            for way in found:
                then = np.minimum(then, _back(model, kind, way, arrivals))
            rows.append(np.where(then >= FAR, FAR, then // step))
        number[d, a] = numbers[key]
    return Turns(number, np.array(rows, np.int64).T.copy())


def _constrained(model: Model, kind: int, d: int, a: int) -> tuple[Return, ...]:
    """Return the ways back if any of them may have to wait; none otherwise."""
    ways = tuple(model.empty_ways.get((kind, d, a), ()))
    corridors = model.instance.corridors
    bound = any(corridors[way.corridor].returns_in_windows for way in ways)
    return ways if bound or model.instance.suspensions else ()


def _back(model: Model, kind: int, way: Return, arrivals: Ints) -> Ints:
    """Return when vehicles stand empty that come back by `way`, without waits on it."""
    instance, corridor = model.instance, model.instance.corridors[way.corridor]
    before, inside, after = way_back(model, way)
    travel, unload = before + inside + after, model.kinds[kind].unload
    minutes = int(arrivals[-1]) + unload + 1
    allowed = clear(minutes, instance.suspensions, travel)
    if corridor.returns_in_windows and len(corridor.places) != 1:
        spans = [(window.start, window.until) for window in corridor.windows]
        allowed &= within(minutes, spans, before, inside)
    departures = np.where(allowed, np.arange(minutes), FAR)
    earliest = np.minimum.accumulate(departures[::-1])[::-1]
    return earliest[arrivals + unload] + travel
