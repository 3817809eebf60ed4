"""Where the grid of each node begins, so that the heaviest flows meet its cells without waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from masarat.planning.flow.answer import NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.flow.problem import StepProblem
    from masarat.planning.flow.varying.profile import Profile


def offsets(problem: StepProblem, weight: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """Return an offset in [0, width) for every node, shape (nodes,).

    They differ by the transit along a spanning forest of the heaviest arcs (Kruskal 1956), and are
    0 at sources, where the source's supply is heavier than the arcs that say otherwise.

    Parameters
    ----------
    weight
        How much flow each arc carries, shape (arcs,).
    width
        Width of a cell in steps.
    """
    roads = problem.network
    start = roads.nodes  # a node from which all sources are 0 steps away
    tail = np.concatenate([roads.tail, np.full(len(problem.sources), start)])
    head = np.concatenate([roads.head, problem.sources])
    transit = np.concatenate([roads.transit, np.zeros(len(problem.sources), np.int64)])
    order = np.argsort(-np.concatenate([weight, problem.supplies]), kind="stable")
    forest = _Forest(start + 1)
    for u, v, steps in zip(*(a[order].tolist() for a in (tail, head, transit)), strict=True):
        forest.join(u, v, steps)
    found = np.array([forest.place(node)[1] for node in range(start + 1)])
    return np.asarray((found[:start] - found[start]) % width)


class _Forest:
    """Trees of nodes with known distances, joined one arc at a time (Tarjan 1975)."""

    def __init__(self, nodes: int) -> None:
        self._parent = list(range(nodes))
        self._from_parent = [0] * nodes

    def place(self, node: int) -> tuple[int, int]:
        """Return the root of the node's tree, and the node's distance from it."""
        way = []
        while self._parent[node] != node:
            way.append(node)
            node = self._parent[node]
        total = 0
        for below in reversed(way):
            total += self._from_parent[below]
            self._parent[below], self._from_parent[below] = node, total
        return node, total

    def join(self, tail: int, head: int, steps: int) -> None:
        """Put `head` at `steps` behind `tail`, unless both are in one tree already."""
        (one, near), (other, far) = self.place(tail), self.place(head)
        if one != other:
            self._parent[other], self._from_parent[other] = one, near + steps - far


def steps_to_sinks(problem: StepProblem, usable: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the least transit from each node to any sink over usable arcs, inf where none."""
    roads = problem.network
    length = roads.transit[usable] + 0.5 / (roads.nodes + 1)  # sparse matrices drop zeros
    tail, head = roads.tail[usable], roads.head[usable]
    order = np.lexsort((length, tail, head))
    head, tail, length = head[order], tail[order], length[order]
    first = np.ones(len(head), bool)  # of parallel arcs, sparse matrices would add lengths up
    first[1:] = (np.diff(head) != 0) | (np.diff(tail) != 0)
    backwards = coo_array(
        (length[first], (head[first], tail[first])), shape=(roads.nodes, roads.nodes)
    )
    found = dijkstra(backwards.tocsr(), indices=problem.sinks, min_only=True)
    return np.asarray(np.floor(found))


def first_there(problem: StepProblem, profile: Profile) -> NDArray[np.int64]:
    """Return when somebody can first be at each node, `NEVER` where nobody can, shape (nodes,).

    Bellman and Ford's rounds over all arcs at once, each entered as soon as it is open.
    """
    roads = problem.network
    found = np.full(roads.nodes, NEVER)
    found[problem.sources[problem.supplies > 0]] = 0
    arcs = np.arange(roads.arcs)
    while len(arcs):
        arcs = arcs[found[roads.tail[arcs]] < NEVER]
        there = profile.opens(arcs, found[roads.tail[arcs]]) + roads.transit[arcs]
        sooner = there < found[roads.head[arcs]]
        head = np.unique(roads.head[arcs[sooner]])
        np.minimum.at(found, roads.head[arcs[sooner]], there[sooner])
        arcs = np.flatnonzero(np.isin(roads.tail, head))
    return np.asarray(np.minimum(found, NEVER))


def nearest(problem: StepProblem, steps: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return 1 for each arc on a shortest way to a sink, else 0, shape (arcs,)."""
    roads = problem.network
    with np.errstate(invalid="ignore"):
        tight = steps[roads.tail] == steps[roads.head] + roads.transit
    return np.asarray(tight & np.isfinite(steps[roads.tail])).astype(np.int64)
