"""Prices, and the best day of a vehicle under them.

All prices are whole numbers, so that the planner and the checker get exactly the same sums.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning import kernel
from masarat.planning.bounds.rides import most_aboard, ride_types
from masarat.planning.bounds.roundabout import Roundabout, roundabout, standing
from masarat.planning.kernel import FAR, Struct
from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.bounds.rides import RideType, Scope
    from masarat.planning.model import Model

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
    ways: Roundabout = field(init=False)
    types: list[RideType] = field(init=False)

    def __post_init__(self) -> None:
        model, kind = self.model, self.kind
        self.ways = roundabout(model, kind)
        firsts = [
            standing(model, number, self.ways)
            for number, of_class in enumerate(model.kind_of_class)
            if of_class == kind
        ]
        first = np.min(firsts, axis=0)
        self.types = [ride for ride in ride_types(model, kind, self.scope) if first[ride.a] < FAR]
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
        self._masks = {}
        self._mask_rows = []
        self._same_rows = {}
        self._known = None
        self.mask = _ints([self._mask(ride) for ride in self.types])
        self._allowed = np.array(self._mask_rows, bool)

    a: Ints = field(init=False)
    d: Ints = field(init=False)
    c: Ints = field(init=False)
    size: Ints = field(init=False)
    busy: Ints = field(init=False)
    load: Ints = field(init=False)
    length: Ints = field(init=False)
    small: Ints = field(init=False)
    service: Ints = field(init=False)
    mask: Ints = field(init=False)
    _masks: dict[tuple[int, int, int, int], int] = field(init=False)
    _mask_rows: list[NDArray[np.bool_]] = field(init=False)
    _same_rows: dict[bytes, int] = field(init=False)
    _known: tuple[Prices, tuple[Ints, Contents]] | None = field(init=False)
    _allowed: NDArray[np.bool_] = field(init=False)

    def _mask(self, ride: RideType) -> int:
        """Return the number of the row that says at which minutes such a ride may be boarded."""
        model, line = self.model, ride.option.line
        onward = model.instance.corridors[int(model.line_c[line])].is_open
        earliest = model.instance.destinations[ride.d].ready - ride.length
        first = max(ride.ready, earliest - _delay_behind(model, ride))
        tells = onward or bool(model.instance.suspensions)
        key = (line, ride.option.size, ride.d if tells else -1, max(first, 0))
        if key not in self._masks:
            row = departures(model, ride)[ride.load :]
            row[: max(first, 0)] = False
            same = self._same_rows.setdefault(row.tobytes(), len(self._mask_rows))
            self._masks[key] = same
            if same == len(self._mask_rows):
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
        turn = self.ways.turn
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
                "type_load": np.zeros_like(self.load),
                "type_length": self.length // step,
                "type_value": values,
                "type_mask": self.mask,
                "type_first": np.searchsorted(self.a, np.arange(points + 1)),
                "type_earliest": np.zeros_like(self.load),
                "masks": _by_step(self._allowed, steps, step),
                "turn": np.where(turn >= FAR, FAR, turn // step),
                "home": np.zeros((points, width), np.int64),
                "away": np.zeros((destinations, width), np.int64),
                "home_pick": np.zeros((points, width), np.int64),
                "away_pick": np.zeros((destinations, width), np.int64),
            },
        )
        kernel.call("best_days", days)
        return days

    def worth(self, prices: Prices) -> tuple[Ints, Contents]:
        """Return the value of every ride type, and the best contents, under `prices`."""
        if self._known is None or self._known[0] is not prices:
            self._known = (prices, self._worth(prices))
        return self._known[1]

    def _worth(self, prices: Prices) -> tuple[Ints, Contents]:
        contents = {
            key: best_content(self.model, self.kind, self.scope, prices, key)
            for key in {(ride.a, ride.d, ride.ready) for ride in self.types}
        }
        content = _ints([contents[ride.a, ride.d, ride.ready].value for ride in self.types])
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


Contents = dict[tuple[int, int, int], Content]
"""By (assembly point, destination, ready)."""


def best_content(
    model: Model,
    kind: int,
    scope: Scope,
    prices: Prices,
    key: tuple[int, int, int],
) -> Content:
    """Return the best that a vehicle of `kind` can carry: `key` as of `Contents`."""
    a, d, ready = key
    groups, place, value, people = model.instance.groups, model.destinations[d], 0, []
    for need in Need:
        numbers = scope.seats.get((a, need), ())
        seats = model.kinds[kind].room(need)
        if not numbers or seats == 0:
            continue
        allowed = [
            g for g in numbers if groups[g].ready <= ready and place in groups[g].destinations
        ]
        room = most_aboard(model, seats, allowed) if allowed else 0
        if room == 0:
            continue
        best = max(allowed, key=lambda g: (prices.people[g], -g))
        each = prices.people[best] - prices.destinations[d]
        gain = prices.rides.get((a, need), 0) + max(each, room * each)
        if gain > 0:
            value += gain
            people.append((best, room if each > 0 else 1))
    return Content(value, tuple(people))


def departures(model: Model, ride: RideType) -> NDArray[np.bool_]:
    """Return by minute whether a convoy with `ride` may depart: windows and suspensions.

    The minute is that of a convoy of this kind alone, without waits, whose last inspection begins
    as in the plan. A slower companion, or a wait, brings the real convoy to earlier inspections up
    to `slack` minutes before it (docs/bound.md, "When a ride may board").
    """
    instance, cls, line = model.instance, model.kinds[ride.kind], ride.option.line
    c, pace = int(model.line_c[line]), cls.pace
    corridor = instance.corridors[c]
    access, out = int(model.access[pace, line]), int(model.out[pace, line, ride.d])
    inside = out if corridor.is_open else int(model.inside[pace, c]) + ride.option.services
    travel = access + inside + (0 if corridor.is_open else out)
    minutes = instance.end + 1
    spans = [(window.start, window.until) for window in corridor.windows]
    allowed = _starts(minutes, spans, access, inside)
    paces = [pace, *(() if cls.alone else _slower_company(model, pace, line))]
    stops = [instance.checkpoints[q] for q in model.stop_q[c] if q >= 0]
    gone, waits = access, sum(checkpoint.longest_wait for checkpoint in stops)
    for k, checkpoint in enumerate(stops):
        service = checkpoint.service(ride.option.size)
        onward = model.stop_at[:, c, len(stops) - 1] - model.stop_at[:, c, k]
        waits -= checkpoint.longest_wait
        slack = waits + int(onward[paces].max() - onward[pace])
        spans = [
            (window.start, window.until + slack)
            for window in checkpoint.windows
            if window.minutes >= service
        ]
        allowed &= _starts(minutes, spans, gone + int(model.stop_at[pace, c, k]), service)
        gone += service
    for pause in instance.suspensions:
        if travel > 0:
            allowed[max(pause.start - travel + 1, 0) : pause.until] = False
    return allowed


def _delay_behind(model: Model, ride: RideType) -> int:
    """Return by how much a slower companion can delay the arrival after the last inspection."""
    line, c = ride.option.line, int(model.line_c[ride.option.line])
    cls = model.kinds[ride.kind]
    paces = [cls.pace, *(() if cls.alone else _slower_company(model, cls.pace, line))]
    stops = int((model.stop_q[c] >= 0).sum())
    before = model.stop_at[:, c, stops - 1] if stops else 0
    rest = model.inside[:, c] - before + model.out[:, line, ride.d]
    return int(rest[paces].max() - rest[cls.pace])


def _slower_company(model: Model, pace: int, line: int) -> set[int]:
    """Return the slower paces at which a vehicle may have to go in a mixed convoy."""
    return {
        cls.pace
        for kind, cls in enumerate(model.kinds)
        if cls.pace > pace and not cls.alone and model.serves(kind, line)
    }


def _starts(
    minutes: int,
    spans: list[tuple[int, int]],
    offset: int,
    length: int,
) -> NDArray[np.bool_]:
    """Return by minute t whether [t + offset, t + offset + length) is inside one of the spans."""
    found = np.zeros(minutes, bool)
    for start, until in spans:
        first, last = start - offset, until - offset - length
        if last >= 0 and last >= first:
            found[max(first, 0) : last + 1] = True
    return found


def _by_step(rows: NDArray[np.bool_], steps: int, step: int) -> Ints:
    """Turn minutes into steps of the grid; a step counts if any of its minutes does."""
    width = (steps + 1) * step
    padded = np.zeros((len(rows), width), bool)
    known = rows[:, :width]
    padded[:, : known.shape[1]] = known
    return _ints(padded.reshape(len(rows), steps + 1, step).any(axis=2))


def _ints(rows: object) -> Ints:
    return np.array(rows, np.int64)
