"""Judges that share nothing with the solver: a time-expanded maximum flow, and plain arithmetic."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from masarat.planning.flow.problem import FlowNetwork, StepProblem

if TYPE_CHECKING:
    from masarat.planning.flow.answer import Binding, Rates, Witness

Arc = tuple[int, int, int, int]


def steps(
    nodes: int, arcs: list[Arc], sources: dict[int, int], sinks: dict[int, int]
) -> StepProblem:
    """A problem from arcs (tail, head, capacity, transit), supplies and capacities of sinks."""
    tail, head, capacity, transit = np.array(arcs, np.int64).reshape(-1, 4).T
    return StepProblem(
        FlowNetwork(nodes, tail, head, capacity, transit),
        np.array(list(sources)),
        np.array(list(sources.values())),
        np.array(list(sinks)),
        np.array(list(sinks.values())),
    )


def reaching(problem: StepProblem) -> set[int]:
    """Positions of sources that have vehicles and a way to a sink."""
    roads = problem.network
    graph = nx.DiGraph()
    graph.add_nodes_from(range(roads.nodes))
    graph.add_edges_from((u, v) for u, v, capacity, _ in arcs_of(problem) if capacity)
    sinks = set(problem.sinks.tolist())
    return {
        i
        for i, node in enumerate(problem.sources.tolist())
        if problem.supplies[i] and (nx.descendants(graph, node) | {node}) & sinks
    }


def arriving(problem: StepProblem, horizon: int) -> int:
    """The most units that can be in sinks by `horizon`, by maximum flow over copies of nodes."""
    graph = nx.DiGraph()
    graph.add_nodes_from(("from", "to"))
    for t in range(horizon):
        if t + 1 < horizon:
            graph.add_edges_from(((v, t), (v, t + 1)) for v in range(problem.network.nodes))
        for u, v, capacity, transit in arcs_of(problem):
            if t + transit < horizon and u != v:
                _widen(graph, (u, t), (v, t + transit), capacity)
        _enter_sinks(problem, graph, t)
    if horizon:
        _leave_sources(problem, graph)
    return int(nx.maximum_flow_value(graph, "from", "to"))


def ever_arriving(problem: StepProblem) -> int:
    """The most units that can be in sinks at any time: arcs hold everybody in the end."""
    graph = nx.DiGraph()
    graph.add_nodes_from(("from", "to"))
    graph.add_edges_from(((u, 0), (v, 0)) for u, v, capacity, _ in arcs_of(problem) if capacity)
    _enter_sinks(problem, graph, 0)
    _leave_sources(problem, graph)
    return int(nx.maximum_flow_value(graph, "from", "to"))


def arcs_of(problem: StepProblem) -> list[Arc]:
    """Tail, head, capacity and transit of every arc."""
    roads = problem.network
    columns = (roads.tail, roads.head, roads.capacity, roads.transit)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _widen(graph: nx.DiGraph, tail: object, head: object, capacity: int) -> None:
    """Add capacity to an edge; one without the attribute has no limit."""
    if not graph.has_edge(tail, head):
        graph.add_edge(tail, head, capacity=capacity)
    elif "capacity" in graph[tail][head]:
        graph[tail][head]["capacity"] += capacity


def _enter_sinks(problem: StepProblem, graph: nx.DiGraph, time: int) -> None:
    for i, (v, room) in enumerate(
        zip(problem.sinks.tolist(), problem.sink_capacities.tolist(), strict=True)
    ):
        graph.add_edge((v, time), ("sink", i))
        graph.add_edge(("sink", i), "to", capacity=10**6 if room < 0 else room)


def _leave_sources(problem: StepProblem, graph: nx.DiGraph) -> None:
    for i in reaching(problem):
        supply = int(problem.supplies[i])
        graph.add_edge("from", (int(problem.sources[i]), 0), capacity=supply)


def least_steps(problem: StepProblem) -> int | None:
    """The least horizon by looking at one after the other; None if there is none."""
    supply = int(problem.supplies[sorted(reaching(problem))].sum()) if reaching(problem) else 0
    if ever_arriving(problem) < supply:
        return None
    horizon = 0
    while arriving(problem, horizon) < supply:
        horizon += 1
    return horizon


def check_witness(problem: StepProblem, horizon: int, witness: Witness) -> None:
    """Capacity, conservation without waiting, supplies, room in sinks, all in time."""
    roads, scale = problem.network, witness.denominator
    balance: Counter[tuple[int, int]] = Counter()

    def add(node: int, begin: int, end: int, rate: int) -> None:
        balance[node, begin] += rate
        balance[node, end] -= rate

    for arc, begin, end, rate in rows(witness.arcs):
        assert 0 <= begin < end
        assert 0 < rate <= int(roads.capacity[arc]) * scale
        transit = int(roads.transit[arc])
        assert end + transit <= horizon
        add(int(roads.tail[arc]), begin, end, -rate)
        add(int(roads.head[arc]), begin + transit, end + transit, rate)
    sent: Counter[int] = Counter()
    for i, begin, end, rate in rows(witness.departures):
        assert rate > 0
        assert begin >= 0
        sent[i] += (end - begin) * rate
        add(int(problem.sources[i]), begin, end, rate)
    got: Counter[int] = Counter()
    for i, begin, end, rate in rows(witness.arrivals):
        assert rate > 0
        assert begin < end <= horizon
        got[i] += (end - begin) * rate
        add(int(problem.sinks[i]), begin, end, -rate)
    assert not any(balance.values())
    leaving = reaching(problem)
    for i, supply in enumerate(problem.supplies.tolist()):
        assert sent[i] == (supply * scale if i in leaving else 0)
    for i, room in enumerate(problem.sink_capacities.tolist()):
        assert room < 0 or got[i] <= room * scale


def rows(rates: Rates) -> list[tuple[int, int, int, int]]:
    """Rows of a table of rates, which must be in order and apart."""
    columns = (rates.index, rates.begin, rates.end, rates.rate)
    found = [(*map(int, row),) for row in zip(*columns, strict=True)]
    for one, two in pairwise(found):
        assert one[0] < two[0] or (one[0] == two[0] and one[2] <= two[1])
    return found  # type: ignore[return-value]


def check_binding(problem: StepProblem, binding: Binding) -> None:
    """The inequality, from nothing but its labels."""
    labels = binding.labels.tolist()
    crossing = 0
    for u, v, capacity, transit in arcs_of(problem):
        crossing += capacity * max(0, labels[v] - labels[u] - transit)
    full = set(binding.full_sinks.tolist())
    for i, node in enumerate(problem.sinks.tolist()):
        if i not in full:
            assert labels[node] >= (1 if binding.horizon is None else binding.horizon)
    assert all(labels[problem.sources[i]] == 0 for i in binding.sources)
    room = sum(int(problem.sink_capacities[i]) for i in full)
    supply = sum(int(problem.supplies[i]) for i in binding.sources)
    assert (binding.supply, binding.room, binding.crossing) == (supply, room, crossing)
    assert all(problem.sink_capacities[i] >= 0 for i in full)
    assert supply > room + crossing
