"""Time-expanded reference: the least time, a flow and a binding set by maximum flow, slot by slot.

Slow and obvious on purpose, and free of the product's algorithms. In the product's convention what
enters an arc in slot j, the interval [j, j + 1), is at its head in slot j + transit, and all is
over by time T = last slot + 1. In the convention of moments (Hoppe & Tardos 2000) flow leaves at
whole moments from 0 on and must have arrived by moment T: the same flows, and T = last slot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx
import numpy as np

from masarat.planning.flow.answer import Binding, Clearance, Rates, Witness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from masarat.planning.flow.problem import StepProblem

Capacities = dict[tuple[Any, Any], int]
START, END = ("start",), ("end",)


class Cut(NamedTuple):
    """A maximum flow's value, its flow by pair of nodes, and the start's side of a minimum cut."""

    value: int
    flow: Capacities
    inside: set[Any]


def by_networkx(capacities: Capacities) -> Cut:
    """Solve with networkx's preflow push."""
    graph: Any = nx.DiGraph()
    graph.add_nodes_from([START, END])
    graph.add_edges_from((*pair, {"capacity": size}) for pair, size in capacities.items())
    residual = nx.algorithms.flow.preflow_push(graph, START, END)
    flow = {
        (u, v): max(residual.edges[u, v]["flow"], 0) if size else 0
        for (u, v), size in capacities.items()
    }
    return Cut(residual.graph["flow_value"], flow, _inside(capacities, flow))


def by_ortools(capacities: Capacities) -> Cut:
    """Solve with OR-Tools' push-relabel."""
    from ortools.graph.python import max_flow  # noqa: PLC0415  (an extra, not always installed)

    numbers: dict[Any, int] = {START: 0, END: 1}
    for pair in capacities:
        for node in pair:
            numbers.setdefault(node, len(numbers))
    solver = max_flow.SimpleMaxFlow()
    arcs = {
        (u, v): solver.add_arc_with_capacity(numbers[u], numbers[v], size)
        for (u, v), size in capacities.items()
    }
    assert solver.solve(0, 1) == solver.OPTIMAL
    flow = {pair: solver.flow(arc) for pair, arc in arcs.items()}
    return Cut(solver.optimal_flow(), flow, _inside(capacities, flow))


def _inside(capacities: Capacities, flow: Capacities) -> set[Any]:
    onward: dict[Any, list[Any]] = {}
    for (u, v), size in capacities.items():
        if flow[u, v] < size:
            onward.setdefault(u, []).append(v)
        if flow[u, v] > 0:
            onward.setdefault(v, []).append(u)
    inside, left = {START}, [START]
    while left:
        for node in onward.get(left.pop(), ()):
            if node not in inside:
                inside.add(node)
                left.append(node)
    return inside


@dataclass
class Expanded:
    """A problem, with capacities that change: arc -> [(step, capacity from it on), ...]."""

    problem: StepProblem
    changes: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    maximum: Callable[[Capacities], Cut] = by_networkx

    def __post_init__(self) -> None:
        roads, problem = self.problem.network, self.problem
        self.arcs = list(
            zip(roads.tail.tolist(), roads.head.tolist(), roads.transit.tolist(), strict=True)
        )
        self.supplies = list(zip(problem.sources.tolist(), problem.supplies.tolist(), strict=True))
        self.sinks = list(
            zip(problem.sinks.tolist(), problem.sink_capacities.tolist(), strict=True)
        )
        self.total = sum(supply for _, supply in self.supplies)

    def capacity(self, arc: int, step: int) -> int:
        """Return what an arc takes in a step."""
        capacity = int(self.problem.network.capacity[arc])
        for since, changed in self.changes.get(arc, ()):
            capacity = changed if since <= step else capacity
        return capacity

    def cut(self, horizon: int) -> Cut:
        """Return the maximum flow over time within `horizon` slots."""
        endless = self.total + 1
        sizes: Capacities = {}
        for arc, (tail, head, transit) in enumerate(self.arcs):
            for step in range(horizon - transit):
                sizes[(tail, step), ("on", arc, step)] = self.capacity(arc, step)
                sizes[("on", arc, step), (head, step + transit)] = endless
        for node in range(self.problem.network.nodes):
            for step in range(horizon - 1):
                sizes[(node, step), (node, step + 1)] = endless
        for node, supply in self.supplies:
            sizes[START, (node, 0)] = supply
        for node, room in self.sinks:
            for step in range(horizon):
                sizes[(node, step), ("in", node)] = endless
            sizes[("in", node), END] = endless if room < 0 else room
        return self.maximum(sizes)

    def least(self, most: int = 200) -> int | None:
        """Return the least number of slots within which all can arrive; None: more than `most`."""
        if self.total == 0:
            return 0
        low, high = 0, 1
        while self.cut(high).value < self.total:
            low, high = high, min(2 * high, most)
            if low == most:
                return None
        while high - low > 1:
            middle = (low + high) // 2
            if self.cut(middle).value < self.total:
                low = middle
            else:
                high = middle
        return high

    def least_moment(self, most: int = 200) -> int | None:
        """Return the least T in the convention of moments."""
        slots = self.least(most)
        return None if slots is None else max(slots - 1, 0)

    def answer(self, most: int = 200) -> Clearance | None:
        """Return the least time with its flow and binding set; None: more than `most`."""
        steps = self.least(most)
        if steps is None:
            return None
        return Clearance(
            steps=steps,
            resolution_seconds=1,
            cut_off=np.zeros(0, np.int64),
            binding=self.binding(steps - 1) if steps else None,
            witness=self.witness(steps),
            seconds_used=0.0,
        )

    def witness(self, horizon: int) -> Witness:
        """Return a maximum flow within `horizon` as rates with denominator 1."""
        flow = self.cut(horizon).flow if horizon else {}
        arcs, leave, arrive = [], [], []
        for (u, v), amount in flow.items():
            if amount and v[0] == "on":
                arcs.append((v[1], v[2], amount))
            elif amount and v[0] == "in":
                arrive.append((self.sinks.index((u[0], dict(self.sinks)[u[0]])), u[1], amount))
        for position, (node, supply) in enumerate(self.supplies):
            if supply and (START, (node, 0)) in flow:
                leave.append((position, 0, supply))
        return Witness(1, rates(arcs), rates(leave), rates(arrive))

    def binding(self, horizon: int) -> Binding:
        """Return the binding set of a minimum cut within `horizon`, which must be too short."""
        cut = self.cut(horizon) if horizon else Cut(0, {}, {(n, 0) for n, _ in self.supplies})
        roads, problem = self.problem.network, self.problem
        labels = np.full(roads.nodes, horizon)
        for node in range(roads.nodes):
            labels[node] = next((t for t in range(horizon) if (node, t) in cut.inside), horizon)
        sources = [
            i
            for i, (node, supply) in enumerate(self.supplies)
            if supply and (node, 0) in cut.inside
        ]
        full = [i for i, (node, _) in enumerate(self.sinks) if ("in", node) in cut.inside]
        steps = np.maximum(labels[roads.head] - labels[roads.tail] - roads.transit, 0)
        arcs = np.flatnonzero(steps)
        crossing = sum(
            self.capacity(arc, int(labels[roads.tail[arc]]) + step)
            for arc in arcs.tolist()
            for step in range(int(steps[arc]))
        )
        return Binding(
            horizon=horizon,
            sources=np.array(sources, np.int64),
            full_sinks=np.array(full, np.int64),
            labels=labels,
            arcs=arcs,
            arc_steps=steps[arcs],
            supply=int(problem.supplies[sources].sum()),
            room=int(problem.sink_capacities[full].sum()),
            crossing=crossing,
        )


def rates(entries: Iterable[tuple[int, int, int]]) -> Rates:
    """Return (index, step, rate) entries as rows, neighbours of the same rate joined."""
    rows: list[tuple[int, int, int, int]] = []
    ordered = sorted(entries)
    for (index, rate, _), run in groupby(
        enumerate(ordered), lambda e: (e[1][0], e[1][2], e[1][1] - e[0])
    ):
        steps = [step for _, (_, step, _) in run]
        rows.append((index, steps[0], steps[-1] + 1, rate))
    table = np.array(sorted(rows), np.int64).reshape(-1, 4)
    return Rates(*table.T)
