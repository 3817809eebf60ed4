"""What a ride uses by the minute, when, and what that costs under prices that change over time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.kernel import FAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from masarat.planning.bounds.prices import Prices
    from masarat.planning.bounds.rides import RideType
    from masarat.planning.model import Model

    Ints = NDArray[np.int64]

HOUR = 60


@dataclass(frozen=True, slots=True)
class Use:
    """Minutes of a timed resource that a ride, or its whole convoy, uses.

    Attributes
    ----------
    kind, numbers
        What is used: one of `numbers`, whichever is cheapest.
    offset, length
        Minutes from boarding (or from where else minutes are counted) to the beginning of the use;
        minutes of use.
    slack
        By how many minutes, at most, the real use may be earlier than in the model of a day.
    shared
        Whether the convoy uses it once, whatever its size.
    """

    kind: str
    numbers: tuple[int, ...]
    offset: int
    length: int
    slack: int
    shared: bool

    @property
    def tariff(self) -> tuple[str, tuple[int, ...], int, int]:
        """What its cost by the minute depends on: kind, numbers, length and slack."""
        return self.kind, self.numbers, self.length, self.slack


def uses(model: Model, ride: RideType, slacks: Sequence[int]) -> tuple[Use, ...]:
    """Return what `ride` uses by the minute (docs/bound.md, "What a ride is charged").

    `slacks`: of its kind on its line, as `inspection_slacks` returns them.
    """
    instance, line = model.instance, ride.option.line
    c, cls = int(model.line_c[line]), model.kinds[ride.kind]
    entry = ride.load + int(model.access[cls.pace, line])
    corridor = instance.corridors[c]
    found = []
    if model.pools[c]:
        found.append(Use("escorts", tuple(model.pools[c]), ride.load, ride.busy, 0, shared=True))
    stops = [int(q) for q in model.stop_q[c] if q >= 0]
    gone = entry
    for k, q in enumerate(stops):
        service = instance.checkpoints[q].service(ride.option.size)
        begin = gone + int(model.stop_at[cls.pace, c, k])
        found.append(Use("checkpoints", (q,), begin, service, slacks[k + 1], shared=True))
        gone += service
    if corridor.headway > 0:
        found.append(Use("headways", (c,), entry, corridor.headway, slacks[0], shared=True))
    if corridor.per_hour:
        found.append(Use("flows", (c,), entry, HOUR, slacks[0], shared=False))
    if instance.assembly_points[ride.a].bays and ride.load:
        travel = ride.length - ride.load
        limit = instance.aboard_limit
        loaded = FAR if limit is None else max(limit - travel, 0)
        found.append(Use("bays", (ride.a,), 0, ride.load, loaded, shared=False))
    return tuple(found)


def inspection_slacks(model: Model, kind: int, line: int) -> list[int]:
    """Return by how much the real convoy may enter, and be inspected at each stop, earlier.

    In the model it travels at its own pace, without waits, and its last inspection begins when it
    really does. A slower companion, or a wait further on, brings the real one to what comes before
    that inspection up to so many minutes before the model's.
    """
    c, cls = int(model.line_c[line]), model.kinds[kind]
    stops = [int(q) for q in model.stop_q[c] if q >= 0]
    if not stops:
        return [0]
    paces = [cls.pace, *(() if cls.alone else slower_company(model, cls.pace, line))]
    waits = [model.instance.checkpoints[q].longest_wait for q in stops]
    last = model.stop_at[:, c, len(stops) - 1]
    found = [sum(waits) + int(last[paces].max() - last[cls.pace])]
    for k in range(len(stops)):
        onward = last - model.stop_at[:, c, k]
        found.append(sum(waits[k + 1 :]) + int(onward[paces].max() - onward[cls.pace]))
    return found


def slower_company(model: Model, pace: int, line: int) -> set[int]:
    """Return the slower paces at which a vehicle may have to go in a mixed convoy."""
    return {
        cls.pace
        for kind, cls in enumerate(model.kinds)
        if cls.pace > pace and not cls.alone and model.serves(kind, line)
    }


@dataclass(slots=True)
class Tariff:
    """What minutes of timed resources cost, by the minute at which their use begins.

    With one block of time the minute does not matter: arrays then have a single element.
    """

    prices: Prices
    horizon: int
    """The last minute that matters."""
    _sums: dict[tuple[str, int], Ints] = field(default_factory=dict)
    _known: dict[tuple[str, int, int, int], Ints] = field(default_factory=dict)

    @property
    def constant(self) -> bool:
        """Whether prices are the same at all hours."""
        return len(self.prices.blocks) == 1 and not self.prices.departures

    def row(self, kind: str, numbers: tuple[int, ...], length: int, slack: int) -> Ints | None:
        """Return the least that a use of one of `numbers` can cost, by the minute it begins.

        None where it is free.
        """
        by_block = getattr(self.prices, kind)
        if not all(any(by_block[number]) for number in numbers):
            return None
        rows = [self._from(kind, number, length, slack) for number in numbers]
        return rows[0] if len(rows) == 1 else np.min(rows, axis=0)

    def placed(self, number: int, use: Use, boarding: int) -> tuple[int, int]:
        """Return the least cost of a use of `number` when boarding at a minute, and its minute."""
        begin = boarding + use.offset
        costs = self._from(use.kind, number, use.length, 0)
        if self.constant:
            return int(costs[0]), begin
        first = max(begin - use.slack, 0)
        back = int(np.argmin(costs[first : begin + 1][::-1]))
        return int(costs[begin - back]), begin - back

    def _from(self, kind: str, number: int, length: int, slack: int) -> Ints:
        """Return by minute m: the least cost of `length` minutes from one of [m - slack, m] on."""
        key = (kind, number, length, slack)
        if key not in self._known:
            by_block = getattr(self.prices, kind)[number]
            if self.constant:
                self._known[key] = np.array([by_block[0] * length], np.int64)
            elif slack:
                self._known[key] = least_of_last(self._from(kind, number, length, 0), slack)
            else:
                sums = self._sum(kind, number)
                self._known[key] = sums[length:] - sums[: len(sums) - length]
        return self._known[key]

    def _sum(self, kind: str, number: int) -> Ints:
        """Return by minute what one unit costs from minute 0 until then."""
        if (kind, number) not in self._sums:
            by_block = np.array(getattr(self.prices, kind)[number], np.int64)
            edges = np.minimum([*self.prices.blocks, self.horizon], self.horizon)
            by_minute = np.repeat(by_block, np.diff(edges))
            self._sums[kind, number] = np.concatenate(([0], np.cumsum(by_minute)))
        return self._sums[kind, number]


def least_of_last(costs: Ints, slack: int) -> Ints:
    """Return by m the least of costs[m - slack .. m], as far as there are any."""
    if slack >= len(costs):
        return np.minimum.accumulate(costs)
    found, reach = costs.copy(), 1
    while reach <= slack:
        more = min(reach, slack + 1 - reach)
        found[more:] = np.minimum(found[more:], found[:-more].copy())
        reach += more
    return found
