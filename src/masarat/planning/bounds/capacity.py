"""What the shared resources can give when everybody in scope has arrived by minute T.

Each function returns an upper bound that grows with T; docs/bound.md derives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.core.windows import Window, Windows
from masarat.planning.bounds.prices import overlaps
from masarat.planning.bounds.roundabout import standing
from masarat.planning.kernel import FAR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from masarat.planning.bounds.rides import RideType
    from masarat.planning.bounds.roundabout import Roundabout
    from masarat.planning.model import Model

    Pieces = list[tuple[int, int]]

HOUR = 60


@dataclass(frozen=True, slots=True)
class Supplied:
    """So many units of a timed resource, in these windows."""

    units: int
    when: Windows

    def by_block(self, blocks: tuple[int, ...]) -> tuple[int, ...]:
        """Return unit-minutes by block of time."""
        found = [0] * len(blocks)
        for window in self.when:
            for block, minutes in overlaps(window.start, window.until, blocks):
                found[block] += self.units * minutes
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Capacities:
    """By number: convoys, vehicles and small rides in all; units and when of what is timed."""

    corridors: tuple[int, ...]
    hours: tuple[int, ...]
    small: tuple[int, ...]
    timed: dict[str, tuple[Supplied, ...]]
    """By kind (`prices.TIMED`)."""


def cost_of(by_block: tuple[int, ...], supplied: Supplied, blocks: tuple[int, ...]) -> int:
    """Return what all that is supplied costs; nothing has to be counted where all is free."""
    if not any(by_block):
        return 0
    pairs = zip(by_block, supplied.by_block(blocks), strict=True)
    return sum(price * amount for price, amount in pairs)


@dataclass(slots=True)
class _Reach:
    """What is the same for all T: earliest entry, least minutes after the exit and inside."""

    entry: int = FAR
    tail: int = FAR
    inside: int = FAR
    travels: bool = True
    """Whether every trip takes time."""


@dataclass(slots=True)
class _Yard:
    """An assembly point's earliest boarding and shortest trip."""

    first: int = FAR
    travel: int = FAR


class Supply:
    """The capacities of one scope's ride types, by minute."""

    def __init__(
        self,
        model: Model,
        rides: Sequence[RideType],
        ways: Mapping[int, Roundabout],
    ) -> None:
        self.model = model
        self.reach: dict[int, _Reach] = {}
        self.yards: dict[int, _Yard] = {}
        self.lines: dict[int, set[int]] = {}
        self.back: dict[int, int] = {}
        self.around: dict[tuple[int, int], tuple[int, int]] = {}
        firsts = _firsts(model, ways)
        for ride in rides:
            self._add(ride, int(firsts[ride.kind][ride.a]))

    def _add(self, ride: RideType, first: int) -> None:
        model, line = self.model, ride.option.line
        c, pace = int(model.line_c[line]), model.kinds[ride.kind].pace
        self.lines.setdefault(c, set()).add(line)
        self.back[c] = max(self.back.get(c, 0), ride.back)
        if first >= FAR:
            return
        out, access = int(model.out[pace, line, ride.d]), int(model.access[pace, line])
        is_open = model.instance.corridors[c].is_open
        inside = out if is_open else int(model.inside[pace, c]) + ride.option.services
        tail = 0 if is_open else out
        reach = self.reach.setdefault(c, _Reach())
        reach.entry = min(reach.entry, max(first, ride.ready) + ride.load + access)
        reach.tail = min(reach.tail, tail)
        reach.inside = min(reach.inside, inside)
        reach.travels &= access + inside + tail > 0
        self._add_inspections(ride, c)
        yard = self.yards.setdefault(ride.a, _Yard())
        yard.first = min(yard.first, max(first, ride.ready))
        yard.travel = min(yard.travel, access + inside + tail)

    def _add_inspections(self, ride: RideType, c: int) -> None:
        """Note the fewest minutes from entry to each inspection, and from there to the exit."""
        model, pace = self.model, self.model.kinds[ride.kind].pace
        served = 0
        for k, q in enumerate(model.stop_q[c].tolist()):
            if q < 0:
                break
            service = model.instance.checkpoints[q].service(ride.option.size)
            before = served + int(model.stop_at[pace, c, k])
            after = int(model.inside[pace, c]) + ride.option.services - before - service
            old = self.around.get((c, q), (FAR, FAR))
            self.around[c, q] = (min(old[0], before), min(old[1], after))
            served += service

    def until(self, minute: int) -> Capacities:
        """Return what the resources give until `minute`."""
        instance = self.model.instance
        pieces = {c: self._pieces(c, minute) for c in self.reach}
        corridors = [0] * len(instance.corridors)
        hours = [0] * len(instance.corridors)
        for c, found in pieces.items():
            corridor = instance.corridors[c]
            entries = self._entries(c, found)
            if corridor.headway > 0:
                corridors[c] = most_apart(entries, corridor.headway)
            if corridor.per_hour:
                hours[c] = most_apart(entries, HOUR) * corridor.per_hour
        lines = range(len(instance.corridors))
        points = range(len(self.model.assembly))
        return Capacities(
            corridors=tuple(corridors),
            hours=tuple(hours),
            small=tuple(_small(self.model, a) for a in points),
            timed={
                "escorts": tuple(self._teams(p, pieces) for p in range(len(instance.escorts))),
                "checkpoints": tuple(
                    self._inspection(q, pieces) for q in range(len(instance.checkpoints))
                ),
                "headways": tuple(
                    Supplied(1, self._after(c, pieces, instance.corridors[c].headway))
                    for c in lines
                ),
                "flows": tuple(
                    Supplied(instance.corridors[c].per_hour or 0, self._after(c, pieces, HOUR))
                    for c in lines
                ),
                "bays": tuple(self._loading(a, minute) for a in points),
            },
        )

    def _entries(self, c: int, found: Pieces) -> Pieces:
        return [(start, until - self.reach[c].inside) for start, until in found]

    def _after(self, c: int, pieces: Mapping[int, Pieces], minutes: int) -> Windows:
        """Return the minutes that are within `minutes` of a possible entry."""
        entries = self._entries(c, pieces[c]) if c in pieces and minutes else []
        return Windows.of(Window(first, last + minutes) for first, last in entries)

    def _pieces(self, c: int, minute: int) -> Pieces:
        """When convoys in scope can be on corridor `c`; both ends belong to a piece."""
        instance, reach = self.model.instance, self.reach[c]
        pieces = [(window.start, window.until) for window in instance.corridors[c].windows]
        if reach.travels:
            for pause in instance.suspensions:
                before = [(start, min(until, pause.start)) for start, until in pieces]
                after = [(max(start, pause.until), until) for start, until in pieces]
                pieces = sorted({(s, u) for s, u in (*before, *after) if s <= u})
        last = minute - reach.tail
        clipped = [(max(start, reach.entry), min(until, last)) for start, until in pieces]
        return [(start, until) for start, until in clipped if until - start >= reach.inside]

    def _teams(self, pool: int, pieces: Mapping[int, Pieces]) -> Supplied:
        model = self.model
        grown: list[Window] = []
        for c, found in pieces.items():
            if pool not in model.pools[c]:
                continue
            before = max(int(model.access[:, line].max()) for line in self.lines[c])
            grown += [
                Window(max(start - before, 0), until + self.back[c])
                for start, until in found
                if max(start - before, 0) < until + self.back[c]
            ]
        return Supplied(model.instance.escorts[pool].teams, Windows.of(grown))

    def _inspection(self, q: int, pieces: Mapping[int, Pieces]) -> Supplied:
        moving = Windows.of(
            Window(start + before, until - after)
            for c, found in pieces.items()
            if (c, q) in self.around
            for before, after in [self.around[c, q]]
            for start, until in found
            if start + before < until - after
        )
        return Supplied(1, moving.minus(moving.minus(self.model.instance.checkpoints[q].windows)))

    def _loading(self, a: int, minute: int) -> Supplied:
        bays, yard = self.model.instance.assembly_points[a].bays or 0, self.yards.get(a)
        if yard is None or minute - yard.travel <= yard.first:
            return Supplied(bays, Windows(()))
        return Supplied(bays, Windows.of([Window(yard.first, minute - yard.travel)]))


def most_apart(intervals: Sequence[tuple[int, int]], apart: int) -> int:
    """Return how many minutes, each `apart` from the next, sorted intervals (ends included) hold.

    Taking each as early as possible is best. It is also the least number of stretches of `apart`
    minutes that cover the intervals.
    """
    found, free = 0, 0
    for first, last in intervals:
        start = max(first, free)
        if start <= last:
            more = (last - start) // apart + 1
            found += more
            free = start + more * apart
    return found


def _firsts(model: Model, ways: Mapping[int, Roundabout]) -> dict[int, NDArray[np.int64]]:
    """By kind and assembly point: the earliest minute at which one of its vehicles can load."""
    firsts: dict[int, NDArray[np.int64]] = {}
    for number, kind in enumerate(model.kind_of_class):
        if kind in ways:
            found = standing(model, number, ways[kind])
            firsts[kind] = np.minimum(firsts.get(kind, found), found)
    return firsts


def _small(model: Model, a: int) -> int:
    sizes = [
        model.instance.corridors[int(c)].smallest - 1
        for point, c in zip(model.line_a, model.line_c, strict=True)
        if point == a
    ]
    return max(sizes, default=0)
