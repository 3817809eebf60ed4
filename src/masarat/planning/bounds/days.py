"""Prices, and the best day of a vehicle under them.

All prices are whole numbers, so that the planner and the checker get exactly the same sums.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning import kernel
from masarat.planning.bounds.rides import ride_types
from masarat.planning.kernel import FAR, Struct

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.bounds.rides import RideType, Scope
    from masarat.planning.model import Model
    from masarat.scenario.instance import Need

    Ints = NDArray[np.int64]

MOST_STEPS = 20_000
"""Steps of the time grid at most; longer horizons are looked at in steps of several minutes."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What people are worth and resources cost, in whole numbers of any common unit.

    `people` by group, `rides` by (assembly point, need), `destinations` per person, `escorts` per
    team-minute, `checkpoints` per minute, `corridors` per convoy, `hours` per vehicle, `bays` per
    bay-minute, `small` per ride in a convoy below the minimum.
    """

    people: tuple[int, ...]
    rides: dict[tuple[int, Need], int]
    destinations: tuple[int, ...]
    escorts: tuple[int, ...]
    checkpoints: tuple[int, ...]
    corridors: tuple[int, ...]
    hours: tuple[int, ...]
    bays: tuple[int, ...]
    small: tuple[int, ...]


@dataclass(slots=True)
class KindDays:
    """One kind's ride types as arrays, and its best days by any minute."""

    model: Model
    kind: int
    scope: Scope
    types: list[RideType] = field(init=False)
    ready: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        model, kind = self.model, self.kind
        self.types = ride_types(model, kind, self.scope)
        groups = model.instance.groups
        self.ready = {}
        for (a, _), numbers in self.scope.seats.items():
            first = min(groups[g].ready for g in numbers)
            self.ready[a] = min(self.ready.get(a, first), first)
        self.a = _ints([ride.a for ride in self.types])
        self.d = _ints([ride.d for ride in self.types])
        self.c = _ints([int(model.line_c[ride.option.line]) for ride in self.types])
        self.size = _ints([ride.option.size for ride in self.types])
        self.busy = _ints([ride.busy for ride in self.types])
        self.load = _ints([ride.load for ride in self.types])
        self.length = _ints([ride.length for ride in self.types])
        self.small = _ints([int(ride.option.small) for ride in self.types])
        self.service = np.zeros((len(self.types), len(model.instance.checkpoints)), np.int64)
        for number, ride in enumerate(self.types):
            for q in model.stop_q[self.c[number]]:
                if q >= 0:
                    checkpoint = model.instance.checkpoints[q]
                    self.service[number, q] = checkpoint.service(ride.option.size)
        self.earliest = _ints(
            [
                max(model.instance.destinations[r.d].ready, self.ready.get(r.a, 0) + r.length)
                for r in self.types
            ],
        )
        self._masks: dict[tuple[int, int, int], int] = {}
        self._mask_rows: list[NDArray[np.bool_]] = []
        self.mask = _ints([self._mask(ride) for ride in self.types])

    a: Ints = field(init=False)
    d: Ints = field(init=False)
    c: Ints = field(init=False)
    size: Ints = field(init=False)
    busy: Ints = field(init=False)
    load: Ints = field(init=False)
    length: Ints = field(init=False)
    small: Ints = field(init=False)
    service: Ints = field(init=False)
    earliest: Ints = field(init=False)
    mask: Ints = field(init=False)
    _masks: dict[tuple[int, int, int], int] = field(init=False)
    _mask_rows: list[NDArray[np.bool_]] = field(init=False)

    def _mask(self, ride: RideType) -> int:
        """Number of the row that says at which minutes such a ride may depart."""
        model, line, pace = self.model, ride.option.line, self.model.kinds[self.kind].pace
        corridor = model.instance.corridors[int(model.line_c[line])]
        key = (line, ride.option.size, ride.d if corridor.is_open else -1)
        if key not in self._masks:
            row = departures(model, ride, pace)
            self._masks[key] = len(self._mask_rows)
            self._mask_rows.append(row)
        return self._masks[key]

    def step(self, until: int) -> int:
        """Return the minutes of a grid step when looking up to minute `until`."""
        shortest = int(self.length.min(initial=FAR))
        return max(1, min(until // MOST_STEPS, shortest))

    def best(self, values: Ints, until: int) -> Struct:
        """Return the best days when ride types have `values` and everything arrives by `until`."""
        model, step = self.model, self.step(until)
        steps = until // step
        points, destinations = len(model.assembly), len(model.destinations)
        cls = model.kinds[self.kind]
        turn = model.empty[self.kind, :destinations] + cls.unload
        masks = _ints([_by_step(row, steps, step) for row in self._mask_rows])
        width = steps + 1
        days = Struct(
            "days",
            {
                "steps": steps,
                "points": points,
                "destinations": destinations,
                "types": len(self.types),
                "type_a": self.a,
                "type_d": self.d,
                "type_load": self.load // step,
                "type_length": self.length // step,
                "type_value": values,
                "type_mask": self.mask,
                "type_first": np.searchsorted(self.a, np.arange(points + 1)),
                "type_earliest": self.earliest // step,
                "masks": masks,
                "turn": np.where(turn >= FAR, FAR, turn // step),
                "home": np.zeros((points, width), np.int64),
                "away": np.zeros((destinations, width), np.int64),
                "home_pick": np.zeros((points, width), np.int64),
                "away_pick": np.zeros((destinations, width), np.int64),
            },
        )
        kernel.call("best_days", days)
        return days

    def worth(self, prices: Prices) -> tuple[Ints, dict[tuple[int, int], Content]]:
        """Return the value of every ride type under `prices`, and the best contents by (a, d)."""
        contents = {
            (a, d): best_content(self.model, self.kind, self.scope, prices, (a, d))
            for a, d in {(ride.a, ride.d) for ride in self.types}
        }
        content = _ints([contents[ride.a, ride.d].value for ride in self.types])
        pool_price = _ints(
            [min((prices.escorts[p] for p in pools), default=0) for pools in self.model.pools],
        )
        shared = (
            pool_price[self.c] * self.busy
            + self.service @ _ints(prices.checkpoints)
            + _ints(prices.corridors)[self.c]
        )
        single = (
            _ints(prices.hours)[self.c]
            + _ints(prices.bays)[self.a] * self.load
            + _ints(prices.small)[self.a] * self.small
        )
        return content - shared // self.size - single, contents


@dataclass(frozen=True, slots=True)
class Content:
    """The most valuable people aboard: value, and (group, people) pairs."""

    value: int
    people: tuple[tuple[int, int], ...]


def best_content(
    model: Model,
    kind: int,
    scope: Scope,
    prices: Prices,
    ends: tuple[int, int],
) -> Content:
    """Return the best that a vehicle of `kind` can carry between `ends` (assembly point, d)."""
    a, d = ends
    place, value, people = model.destinations[d], 0, []
    for (point, need), numbers in scope.seats.items():
        room = model.kinds[kind].room(need)
        allowed = [g for g in numbers if place in model.instance.groups[g].destinations]
        if point != a or room == 0 or not allowed:
            continue
        best = max(allowed, key=lambda g: (prices.people[g], -g))
        each = prices.people[best] - prices.destinations[d]
        gain = prices.rides.get((a, need), 0) + max(each, room * each)
        if gain > 0:
            value += gain
            people.append((best, room if each > 0 else 1))
    return Content(value, tuple(people))


def departures(model: Model, ride: RideType, pace: int) -> NDArray[np.bool_]:
    """Return by minute whether a convoy like `ride` may depart: windows and suspensions."""
    instance = model.instance
    line = ride.option.line
    c = int(model.line_c[line])
    corridor = instance.corridors[c]
    access = int(model.access[pace, line])
    out = int(model.out[pace, line, ride.d])
    inside = out if corridor.is_open else int(model.inside[pace, c]) + ride.option.services
    minutes = instance.end + 1
    allowed = _starts(minutes, [(w.start, w.until) for w in corridor.windows], access, inside)
    gone = access
    for k, q in enumerate(model.stop_q[c]):
        if q < 0:
            break
        checkpoint = instance.checkpoints[q]
        service = checkpoint.service(ride.option.size)
        offset = gone + int(model.stop_at[pace, c, k])
        if checkpoint.longest_wait == 0:
            spans = [(w.start, w.until) for w in checkpoint.windows]
            allowed &= _starts(minutes, spans, offset, service)
        gone += service
    for pause in instance.suspensions:
        first = max(pause.start - access - inside + 1, 0)
        allowed[first : pause.until] = False
    return allowed


def _starts(
    minutes: int,
    spans: list[tuple[int, int]],
    offset: int,
    length: int,
) -> NDArray[np.bool_]:
    """Minutes t with [t + offset, t + offset + length) inside one of the spans."""
    found = np.zeros(minutes, bool)
    for start, until in spans:
        first, last = start - offset, until - offset - length
        if last >= 0 and last >= first:
            found[max(first, 0) : last + 1] = True
    return found


def _by_step(row: NDArray[np.bool_], steps: int, step: int) -> Ints:
    """Turn minutes into steps of the grid; a step counts if a departure in it or the next may be."""
    if step == 1:
        found = np.zeros(steps + 1, bool)
        found[: len(row)] = row[: steps + 1]
        return found.astype(np.int64)
    padded = np.zeros((steps + 2) * step, bool)
    padded[: min(len(row), len(padded))] = row[: len(padded)]
    coarse = padded.reshape(steps + 2, step).any(axis=1)
    return (coarse[:-1] | coarse[1:]).astype(np.int64)


def _ints(rows: object) -> Ints:
    return np.array(rows, np.int64)
