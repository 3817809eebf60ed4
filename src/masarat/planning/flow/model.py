"""From a problem to what the kernels work on: a pruned network, a root, terminals.

The root has an arc to every source and from every sink; a path of length L over the root carries,
within horizon T, its rate during T - L steps, so that arcs from sinks cost -T (Ford & Fulkerson
1958). The *terminals* are the sources and the sinks with limited capacity. For a set A of them
f(A) is the most that can get from the sources in A to the sinks not in A within T; everybody can
iff f(A) >= need(A) for all A, where a source needs its supply and a limited sink minus its capacity
(Hoppe & Tardos 2000).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.core.errors import UsageError
from masarat.planning.flow.kernel import Simplex, distances
from masarat.planning.flow.problem import UNLIMITED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.flow.kernel import Differences
    from masarat.planning.flow.problem import StepProblem

_MOST = 1 << 62


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A pruned problem.

    Parameters
    ----------
    problem
        Where it came from.
    simplex
        Network, root and terminal arcs: first network arcs, then one arc a source, then one a
        limited sink, then one an unlimited sink.
    nodes, arcs
        Which of the problem's nodes and arcs are left, ascending.
    sources, sinks
        Positions in the problem's `sources` and `sinks` of those that are left, limited sinks
        first.
    needs
        Need of each terminal, sources first, shape (terminals,).
    earliest
        Least horizon within which anything at all can get from each source to a sink.
    cut_off
        Positions of sources with vehicles but no way to a sink.
    """

    problem: StepProblem
    simplex: Simplex
    nodes: NDArray[np.int64]
    arcs: NDArray[np.int64]
    sources: NDArray[np.int64]
    sinks: NDArray[np.int64]
    needs: NDArray[np.int64]
    earliest: NDArray[np.int64]
    cut_off: NDArray[np.int64]

    def copy(self) -> Model:
        """Return the same with working arrays of its own, for another thread."""
        return replace(self, simplex=self.simplex.copy())

    @property
    def terminals(self) -> int:
        """Number of terminals."""
        return len(self.needs)

    def greedy(
        self, order: NDArray[np.int64], horizon: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return what each terminal of `order` adds to f and to the rate of the static flow.

        Raises
        ------
        UsageError
            If numbers would grow beyond 64 bits.
        """
        self.check_size(horizon)
        return self.simplex.greedy(order, horizon)

    def recorded(
        self, order: NDArray[np.int64], horizon: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], Differences]:
        """Return the same, and how each terminal changes the circulation."""
        self.check_size(horizon)
        return self.simplex.recorded(order, horizon)

    def check_size(self, horizon: int) -> None:
        """Raise `UsageError` if a flow over `horizon` steps may not fit into 64 bits."""
        first = len(self.arcs)
        widest = sum(self.simplex.arrays["capacity"][first : first + len(self.sources)].tolist())
        if (horizon + int(self.simplex.arrays["cost"][:first].sum())) * (widest + 1) >= _MOST:
            raise UsageError(
                f"clearing takes {horizon:,} steps or more of up to {widest:,} units each: too "
                "much for 64-bit numbers (are supplies or capacities in the wrong unit?)"
            )


def model(problem: StepProblem) -> Model:
    """Prune `problem` to what lies on a way from a source with vehicles to a sink."""
    roads = problem.network
    supplied = np.flatnonzero(problem.supplies)
    lengths = (roads.capacity, roads.transit)
    ahead, _, _ = distances(
        roads.nodes, (roads.tail, roads.head, *lengths), problem.sources[supplied]
    )
    back, way, near = distances(roads.nodes, (roads.head, roads.tail, *lengths), problem.sinks)
    kept = (ahead >= 0) & (back >= 0)
    nodes = np.flatnonzero(kept)
    open_arcs = (roads.capacity > 0) & kept[roads.tail] & kept[roads.head]
    arcs = np.flatnonzero(open_arcs & (roads.tail != roads.head))
    reaches = back[problem.sources[supplied]] >= 0
    sources = supplied[reaches]
    sinks = np.flatnonzero(kept[problem.sinks])
    limited = problem.sink_capacities[sinks] != UNLIMITED
    sinks = np.concatenate((sinks[limited], sinks[~limited]))
    node = np.cumsum(kept) - 1
    room = problem.sink_capacities[sinks[: np.count_nonzero(limited)]]
    return Model(
        problem=problem,
        simplex=_simplex(problem, (nodes, arcs, sources, sinks), node, (way, near[kept[near]])),
        nodes=nodes,
        arcs=arcs,
        sources=sources,
        sinks=sinks,
        needs=np.concatenate((problem.supplies[sources], -room)),
        earliest=back[problem.sources[sources]] + 1,
        cut_off=supplied[~reaches],
    )


def _simplex(
    problem: StepProblem,
    left: tuple[NDArray[np.int64], ...],
    node: NDArray[np.int64],
    paths: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> Simplex:
    nodes, arcs, sources, sinks = left
    way, near = paths
    roads = problem.network
    root = len(nodes)
    at_source, at_sink = node[problem.sources[sources]], node[problem.sinks[sinks]]
    tail = np.concatenate((node[roads.tail[arcs]], np.full(len(sources), root), at_sink))
    head = np.concatenate((node[roads.head[arcs]], at_source, np.full(len(sinks), root)))
    total = int(problem.supplies[sources].sum()) + 1
    leaving = np.bincount(tail[: len(arcs)], roads.capacity[arcs], root + 1).astype(np.int64)
    leaving[at_sink] = total
    terminal_capacity = np.minimum(problem.supplies[sources], leaving[at_source])
    count = len(tail)
    crash = np.full(root + 1, -1)
    arc = np.zeros(roads.arcs + 1, np.int64)  # sinks have no last arc: -1
    arc[arcs] = np.arange(len(arcs))
    crash[:root] = arc[way[nodes]]
    crash[at_sink] = len(arcs) + len(sources) + np.arange(len(sinks))
    ends = np.concatenate((tail, head))
    return Simplex(
        {"nodes": root + 1, "arcs": count, "terminals": len(arcs)},
        {
            "tail": tail,
            "head": head,
            "capacity": np.concatenate(
                (roads.capacity[arcs], terminal_capacity, np.full(len(sinks), total))
            ),
            "cost": np.concatenate((roads.transit[arcs], np.zeros(count - len(arcs), np.int64))),
            "crash_arc": crash,
            "crash_order": node[near],
            "first": np.concatenate(([0], np.cumsum(np.bincount(ends, minlength=root + 1)))),
            "incident": np.argsort(ends, kind="stable") % count,
        },
    )
