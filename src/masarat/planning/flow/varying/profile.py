"""What arcs take over time: capacities as pieces, added up and at their least."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.flow.answer import NEVER
from masarat.planning.flow.varying.maximum import ENDLESS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.flow.problem import StepProblem
    from masarat.planning.flow.varying.changes import Changes

    Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Profile:
    """Pieces of constant capacity, ascending by (arc, begin); each arc's first begins at 0.

    `taken` is what the arc may take before the piece begins; `first` is each arc's first piece,
    shape (arcs,).
    """

    arc: Whole
    begin: Whole
    capacity: Whole
    taken: Whole
    first: Whole

    @classmethod
    def of(cls, problem: StepProblem, changes: Changes) -> Profile:
        """Put the network's capacities and their changes together."""
        arcs = np.arange(problem.network.arcs)
        plain = np.setdiff1d(arcs, changes.arc[changes.step == 0])
        arc = np.concatenate([plain, changes.arc])
        begin = np.concatenate([np.zeros_like(plain), changes.step])
        capacity = np.concatenate([problem.network.capacity[plain], changes.capacity])
        order = np.lexsort((begin, arc))
        arc, begin, capacity = arc[order], begin[order], capacity[order]
        first = np.searchsorted(arc, arcs)
        gains = np.zeros_like(begin)
        gains[1:] = capacity[:-1] * np.diff(begin)
        gains[first] = 0
        running = np.cumsum(gains)
        return cls(arc, begin, capacity, running - running[first][arc], first)

    @cached_property
    def last_change(self) -> int:
        """From this step on nothing changes."""
        return int(self.begin.max(initial=0))

    @cached_property
    def most(self) -> Whole:
        """Greatest capacity of each arc at any time, shape (arcs,)."""
        return np.asarray(np.maximum.reduceat(self.capacity, self.first))

    @cached_property
    def fewest(self) -> Whole:
        """Least capacity of each arc at any time, shape (arcs,)."""
        return np.asarray(np.minimum.reduceat(self.capacity, self.first))

    @cached_property
    def final(self) -> Whole:
        """Capacity of each arc once nothing changes any more, shape (arcs,)."""
        return np.asarray(self.capacity[np.append(self.first, len(self.arc))[1:] - 1])

    @cached_property
    def changing(self) -> NDArray[np.bool_]:
        """Which arcs have more than one capacity, shape (arcs,)."""
        return np.asarray(np.diff(np.append(self.first, len(self.arc))) > 1)

    def amount(self, arc: Whole, begin: Whole, end: Whole) -> Whole:
        """Return what each arc may take in [begin, end), where 0 <= begin <= end.

        `ENDLESS` where the end is about `NEVER` and the arc stays open.
        """
        endless = (end > NEVER // 2) & (self.final[arc] > 0)
        until = np.where(end > NEVER // 2, np.maximum(self.last_change, begin), end)
        found = self._before(arc, until) - self._before(arc, begin)
        return np.where(endless, ENDLESS, found)

    def _before(self, arc: Whole, step: Whole) -> Whole:
        piece = self._piece(arc, step)
        return self.taken[piece] + (step - self.begin[piece]) * self.capacity[piece]

    def least(self, arc: Whole, begin: Whole, end: Whole) -> Whole:
        """Return each arc's least capacity in [begin, end), which is not empty; begin >= 0."""
        piece, last = self._piece(arc, begin), self._piece(arc, end - 1)
        found = self.capacity[piece]
        while (piece < last).any():
            piece = np.minimum(piece + 1, last)
            found = np.minimum(found, self.capacity[piece])
        return found

    def opens(self, arc: Whole, step: Whole) -> Whole:
        """Return the first moment from `step` on at which each arc takes anything, or `NEVER`."""
        return np.maximum(step, self._next_open[self._piece(arc, step)])

    @cached_property
    def _next_open(self) -> Whole:
        """When each piece or the first one after it that takes anything begins."""
        found = np.where(self.capacity > 0, self.begin, NEVER)
        last = np.append(self.first, len(self.arc))[1:] - 1
        for ahead in range(1, int(np.max(last - self.first, initial=0)) + 1):
            later = np.minimum(np.arange(len(found)) + ahead, last[self.arc])
            found = np.minimum(found, np.where(self.capacity[later] > 0, self.begin[later], NEVER))
        return found

    def _piece(self, arc: Whole, step: Whole) -> Whole:
        moments = self._moments
        key = arc * len(moments) + np.searchsorted(moments, step, side="right") - 1
        return np.searchsorted(self._keys, key, side="right") - 1

    @cached_property
    def _moments(self) -> Whole:
        return np.unique(self.begin)

    @cached_property
    def _keys(self) -> Whole:
        return self.arc * len(self._moments) + np.searchsorted(self._moments, self.begin)
