"""The time-expanded network as a competent engineer would build it: pruned, with numpy alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.flow.problem import StepProblem

    Whole = NDArray[np.int64]

ENDLESS = 1 << 50


class Expansion:
    """Nodes by step, from when they can first be reached until it is too late to reach a sink.

    What does not depend on the horizon is worked out once: the least steps from sources to each
    node and from each node to sinks.
    """

    def __init__(self, problem: StepProblem) -> None:
        self.problem = problem
        roads = problem.network
        self._earliest = _steps(
            roads.nodes, (roads.tail, roads.head, roads.transit), problem.sources
        )
        self._onward = _steps(roads.nodes, (roads.head, roads.tail, roads.transit), problem.sinks)
        self.total = int(problem.supplies.sum())

    @property
    def least(self) -> int:
        """A bound on the least time: the longest shortest way of any source, and one step."""
        return int(self._onward[self.problem.sources[self.problem.supplies > 0]].max()) + 1

    def arcs(self, horizon: int) -> tuple[Whole, Whole, Whole, int]:
        """Return tail, head, capacity and number of nodes; node 0 is the start, 1 the end."""
        problem, roads = self.problem, self.problem.network
        steps = np.maximum(horizon - self._onward - self._earliest, 0)
        first = np.concatenate([[2], 2 + np.cumsum(steps)])[:-1] - self._earliest
        nodes = 2 + int(steps.sum())
        since = self._earliest[roads.tail]
        until = np.minimum(
            horizon - self._onward[roads.tail], horizon - self._onward[roads.head] - roads.transit
        )
        arc, step = _ranges(since, until)
        held, at = _ranges(self._earliest, self._earliest + steps - 1)
        limited = problem.sink_capacities >= 0
        room = nodes + np.arange(int(limited.sum()))
        into = np.ones(len(problem.sinks), np.int64)
        into[limited] = room
        sink, then = _ranges(self._earliest[problem.sinks], np.full(len(into), horizon))
        alive = steps[problem.sources] > 0
        parts = (
            (
                first[roads.tail[arc]] + step,
                first[roads.head[arc]] + step + roads.transit[arc],
                roads.capacity[arc],
            ),
            (first[held] + at, first[held] + at + 1, np.full(len(held), ENDLESS)),
            (first[problem.sinks[sink]] + then, into[sink], np.full(len(sink), ENDLESS)),
            (room, np.ones_like(room), problem.sink_capacities[limited]),
            (
                np.zeros(int(alive.sum()), np.int64),
                first[problem.sources[alive]],
                problem.supplies[alive],
            ),
        )
        tail, head, capacity = (np.concatenate(column) for column in zip(*parts, strict=True))
        return tail, head, capacity, nodes + len(room)


def _steps(nodes: int, arcs: tuple[Whole, Whole, Whole], starts: Whole) -> Whole:
    tail, head, transit = arcs
    order = np.lexsort((transit, head, tail))
    tail, head, transit = tail[order], head[order], transit[order]
    first = (np.diff(tail, prepend=-1) != 0) | (np.diff(head, prepend=-1) != 0)
    length = transit[first] + 0.25 / (nodes + 1)  # sparse matrices drop zeros
    network = coo_array((length, (tail[first], head[first])), shape=(nodes, nodes)).tocsr()
    found = dijkstra(network, indices=starts, min_only=True)
    return np.where(np.isfinite(found), np.floor(found), ENDLESS >> 8).astype(np.int64)


def _ranges(since: Whole, until: Whole) -> tuple[Whole, Whole]:
    count = np.maximum(until - since, 0)
    which = np.arange(len(count)).repeat(count)
    return which, since[which] + np.arange(len(which)) - (np.cumsum(count) - count)[which]
