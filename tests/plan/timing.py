"""Earliest times under precedences, and branching where things exclude each other.

Times are variables x[0] = 0, x[1], ...; a precedence (u, v, w) says x[v] >= x[u] + w. The least
times are longest paths from variable 0, least all at once. What a fixed set of precedences cannot
say (one of two before the other, inside one of several windows) is left out at first; where the
least times break it, each way of mending it is tried. Every valid timing survives in one branch.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import permutations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from masarat.core.windows import Windows

Time = tuple[int, int]
"""A variable and minutes after it."""

Precedence = tuple[int, int, int]


def not_before(later: Time, earlier: Time, minutes: int = 0) -> Precedence:
    """Return the precedence `later >= earlier + minutes`."""
    return earlier[0], later[0], earlier[1] + minutes - later[1]


def at_least(time: Time, minute: int) -> Precedence:
    return 0, time[0], minute - time[1]


def at_most(time: Time, minute: int) -> Precedence:
    return time[0], 0, time[1] - minute


@dataclass
class Timing:
    """Variables, precedences and exclusions of one set of convoys and trips."""

    count: int = 1
    precedences: list[Precedence] = field(default_factory=list)
    apart: list[tuple[Time, Time, int]] = field(default_factory=list)
    """Two times that differ by at least so many minutes."""
    one_by_one: list[list[tuple[Time, Time]]] = field(default_factory=list)
    """Intervals of which no two overlap."""
    shared: list[tuple[int, list[tuple[Time, Time | None]]]] = field(default_factory=list)
    """At most so many of these intervals (None: for ever) overlap."""
    inside: list[tuple[Time, Time, Windows]] = field(default_factory=list)
    """An interval in one of the windows."""
    outside: list[tuple[Time, Time, int, int]] = field(default_factory=list)
    """An interval that shares no minute with [start, until)."""
    per_hour: list[tuple[int, list[tuple[Time, int]]]] = field(default_factory=list)
    """Of these sizes at most so many in any 60 minutes."""

    def variable(self) -> int:
        self.count += 1
        return self.count - 1


Ways = list[list[Precedence]]


def least_last(timing: Timing, last: Sequence[Time], best: int) -> int | None:
    """Return the least possible maximum of the times `last`, if it is below `best`."""
    search = _Branching(timing, last, best)
    after: list[list[tuple[int, int]]] = [[] for _ in range(timing.count)]
    for u, v, w in timing.precedences:
        after[u].append((v, w))
    x = [0] * timing.count
    if _lift(x, after, range(timing.count)):
        search.explore(x, after)
    return search.best if search.best < best else None


def _lift(x: list[int], after: list[list[tuple[int, int]]], changed: Sequence[int]) -> bool:
    """Raise `x` to the least times; False if there are none (variable 0 would have to rise)."""
    queue = deque(changed)
    while queue:
        u = queue.popleft()
        base = x[u]
        for v, w in after[u]:
            if base + w > x[v]:
                if v == 0:
                    return False
                x[v] = base + w
                queue.append(v)
    return True


@dataclass
class _Branching:
    timing: Timing
    last: Sequence[Time]
    best: int

    def explore(self, x: list[int], after: list[list[tuple[int, int]]]) -> None:
        value = max((x[v] + w for v, w in self.last), default=0)
        if value >= self.best:
            return
        ways = self._broken(x)
        if ways is None:
            self.best = value
            return
        for way in ways:
            more = [list(arcs) for arcs in after]
            for u, v, w in way:
                more[u].append((v, w))
            y = list(x)
            if _lift(y, more, [u for u, _, _ in way]):
                self.explore(y, more)

    def _broken(self, x: list[int]) -> Ways | None:
        """Return the ways to mend the first thing that these times break."""
        for find in (
            self._inside, self._outside, self._apart, self._one_by_one, self._shared,
            self._per_hour,
        ):  # fmt: skip
            ways = find(x)
            if ways is not None:
                return ways
        return None

    def _inside(self, x: list[int]) -> Ways | None:
        for start, until, windows in self.timing.inside:
            s, e = x[start[0]] + start[1], x[until[0]] + until[1]
            if not any(w.start <= s and e <= w.until for w in windows):
                return [
                    [at_least(start, w.start), at_most(until, w.until)]
                    for w in windows
                    if e <= w.until
                ]
        return None

    def _outside(self, x: list[int]) -> Ways | None:
        for start, until, gone, back in self.timing.outside:
            s, e = x[start[0]] + start[1], x[until[0]] + until[1]
            if s < e and s < back and gone < e:
                return [[at_most(until, gone)], [at_least(start, back)]]
        return None

    def _apart(self, x: list[int]) -> Ways | None:
        for a, b, minutes in self.timing.apart:
            if abs(x[a[0]] + a[1] - x[b[0]] - b[1]) < minutes:
                return [[not_before(b, a, minutes)], [not_before(a, b, minutes)]]
        return None

    def _one_by_one(self, x: list[int]) -> Ways | None:
        for intervals in self.timing.one_by_one:
            for i, (a, a_end) in enumerate(intervals):
                for b, b_end in intervals[:i]:
                    if (
                        x[a[0]] + a[1] < x[b_end[0]] + b_end[1]
                        and x[b[0]] + b[1] < x[a_end[0]] + a_end[1]
                    ):
                        return [[not_before(a, b_end)], [not_before(b, a_end)]]
        return None

    def _shared(self, x: list[int]) -> Ways | None:
        for most, intervals in self.timing.shared:
            for start, _ in intervals:
                minute = x[start[0]] + start[1]
                busy = [
                    (s, e)
                    for s, e in intervals
                    if x[s[0]] + s[1] <= minute and (e is None or x[e[0]] + e[1] > minute)
                ]
                if len(busy) > most:
                    return [
                        [not_before(later, first_end)]
                        for (_, first_end), (later, _) in permutations(busy[: most + 1], 2)
                        if first_end is not None
                    ]
        return None

    def _per_hour(self, x: list[int]) -> Ways | None:
        for most, entries in self.timing.per_hour:
            for start, _ in entries:
                minute = x[start[0]] + start[1]
                close = [
                    (time, size)
                    for time, size in entries
                    if minute <= x[time[0]] + time[1] < minute + 60
                ]
                if sum(size for _, size in close) > most:
                    return [
                        [not_before(later, first, 60)]
                        for (first, _), (later, _) in permutations(close, 2)
                    ]
        return None
