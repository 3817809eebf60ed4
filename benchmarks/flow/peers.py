"""Peers: maximum flow on the time-expanded network, with the horizon found by bisection.

Each solver gives the value of a maximum flow within a horizon and keeps the flow itself, since ours
holds a flow too. The bracket begins at the longest shortest way; it grows by half until all fits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.flow.expansion import Expansion

    Solver = Callable[[Expansion, int], int]


def by_ortools(expansion: Expansion, horizon: int) -> int:
    """OR-Tools SimpleMaxFlow (push-relabel in C++), arcs handed over as arrays."""
    from ortools.graph.python import max_flow  # noqa: PLC0415  (an extra)

    tail, head, capacity, _ = expansion.arcs(horizon)
    solver = max_flow.SimpleMaxFlow()
    arcs = solver.add_arcs_with_capacity(tail, head, capacity)
    solver.solve(0, 1)
    solver.flows(arcs)
    return int(solver.optimal_flow())


def by_highs(expansion: Expansion, horizon: int) -> int:
    """HiGHS on the linear program of the maximum flow."""
    import highspy  # noqa: PLC0415

    tail, head, capacity, nodes = expansion.arcs(horizon)
    count = len(tail)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, nodes - 2
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = (tail == 0).astype(float)
    lp.col_lower_ = np.zeros(count)
    lp.col_upper_ = np.minimum(capacity, expansion.total).astype(float)
    lp.row_lower_ = lp.row_upper_ = np.zeros(nodes - 2)
    ends = np.stack([tail, head], axis=1)
    inner = ends > 1
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(inner.sum(axis=1))]).astype(np.int32)
    lp.a_matrix_.index_ = (ends[inner] - 2).astype(np.int32)
    lp.a_matrix_.value_ = np.broadcast_to([-1.0, 1.0], ends.shape)[inner]
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)  # noqa: FBT003
    solver.passModel(lp)
    solver.run()
    return round(solver.getInfo().objective_function_value)


def by_networkx(expansion: Expansion, horizon: int) -> int:
    """Networkx's preflow push, in Python."""
    import networkx as nx  # noqa: PLC0415

    tail, head, capacity, _ = expansion.arcs(horizon)
    graph: Any = nx.MultiDiGraph()
    graph.add_nodes_from((0, 1))
    merged: dict[tuple[int, int], int] = {}
    for u, v, size in zip(tail.tolist(), head.tolist(), capacity.tolist(), strict=True):
        merged[u, v] = merged.get((u, v), 0) + size
    graph = nx.DiGraph()
    graph.add_nodes_from((0, 1))
    graph.add_edges_from((u, v, {"capacity": size}) for (u, v), size in merged.items())
    return int(nx.algorithms.flow.preflow_push(graph, 0, 1).graph["flow_value"])


SOLVERS: dict[str, Solver] = {
    "ortools": by_ortools,
    "highs": by_highs,
    "networkx": by_networkx,
}


def bisect(expansion: Expansion, solver: Solver) -> int:
    """Return the least horizon within which all arrive."""
    low, high = expansion.least - 1, expansion.least
    while solver(expansion, high) < expansion.total:
        low, high = high, high + max(high // 2, 1)
    while high - low > 1:
        middle = (low + high) // 2
        if solver(expansion, middle) < expansion.total:
            low = middle
        else:
            high = middle
    return high


def confirm(expansion: Expansion, solver: Solver, steps: int) -> int:
    """Prove a time that is told: that it suffices, and that one step less does not."""
    if solver(expansion, steps) < expansion.total:
        raise ValueError(f"not all arrive within {steps} steps")
    if steps > expansion.least and solver(expansion, steps - 1) >= expansion.total:
        raise ValueError(f"all arrive within less than {steps} steps")
    return steps
