"""Contraction keeps shortest times and capacities; judged by scipy and networkx."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from tests.network.times import times_ms

from masarat.network.contraction import contract
from masarat.network.graph import ArcRecord, RoadNetwork, network_of
from masarat.network.osm import read

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "osm"
SIZE = 9


def a_network(arcs: list[tuple[int, int, int, int]]) -> RoadNetwork:
    """A network of arcs (tail, head, seconds, capacity) over SIZE nodes in a row."""
    spine = [(SIZE, SIZE + i, 1, 1) for i in range(1, 2)]  # so that arrays are never empty
    records = [
        ArcRecord(
            tail=tail,
            head=head,
            length_m=seconds,
            speed_kmh=3.6,
            lanes=1,
            capacity=capacity,
            road_class="primary",
        )
        for tail, head, seconds, capacity in [*arcs, *spine]
    ]
    return network_of({i: (i / 1000, 0.0) for i in range(SIZE + 2)}, records)


def index_of(network: RoadNetwork) -> dict[int, int]:
    return {int(node): i for i, node in enumerate(network.node_id)}


arc_lists = st.lists(
    st.tuples(
        st.integers(0, SIZE - 1),
        st.integers(0, SIZE - 1),
        st.integers(1, 9),
        st.integers(1, 9),
    ),
    max_size=22,
)


@given(arc_lists, st.sets(st.integers(0, SIZE - 1), min_size=2, max_size=4))
def test_least_times_between_kept_nodes_stay(
    arcs: list[tuple[int, int, int, int]], keep: set[int]
) -> None:
    network = a_network(arcs)
    index = index_of(network)
    kept = [index[node] for node in keep if node in index]
    small = contract(network, kept)
    for origin in kept:
        before = times_ms(network, origin)[kept]
        after = times_ms(small.network, small.node(origin))[[small.node(node) for node in kept]]
        assert before.tolist() == after.tolist()


def most_flow(network: RoadNetwork, origin: int, target: int) -> int:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.nodes))
    for tail, head, capacity in zip(
        network.tail.tolist(), network.head.tolist(), network.capacity.tolist(), strict=True
    ):
        before = graph[tail][head]["capacity"] if graph.has_edge(tail, head) else 0
        graph.add_edge(tail, head, capacity=before + capacity)
    return int(nx.maximum_flow_value(graph, origin, target))


@given(arc_lists)
def test_most_flow_between_kept_nodes_stays(arcs: list[tuple[int, int, int, int]]) -> None:
    network = a_network(arcs)
    index = index_of(network)
    if 0 not in index or 1 not in index:
        return
    small = contract(network, [index[0], index[1]])
    ends = small.node(index[0]), small.node(index[1])
    assert most_flow(network, index[0], index[1]) == most_flow(small.network, *ends)


@given(arc_lists)
def test_chains_are_paths_whose_sums_and_least_are_the_arc(
    arcs: list[tuple[int, int, int, int]],
) -> None:
    network = a_network(arcs)
    small = contract(network, [0, 1])
    for arc, chain in enumerate(small.chains):
        pieces = list(chain)
        assert (network.head[pieces[:-1]] == network.tail[pieces[1:]]).all()
        assert small.network.time_ms[arc] == network.time_ms[pieces].sum()
        assert small.network.length_m[arc] == pytest.approx(network.length_m[pieces].sum())
        assert small.network.capacity[arc] == network.capacity[pieces].min()
        assert len(small.network.points(arc)) == len(pieces) - 1


def test_a_chain_becomes_one_arc_and_a_dead_end_goes() -> None:
    # 0 = 1 = 2 = 3 both ways, and a dead end 2 = 4 = 5
    pairs = [(0, 1), (1, 2), (2, 3), (2, 4), (4, 5)]
    arcs = [(a, b, 10, 5 + a) for a, b in pairs] + [(b, a, 20, 5 + a) for a, b in pairs]
    network = a_network(arcs)
    small = contract(network, [0, 3])
    assert small.network.node_id.tolist() == [0, 3]
    assert sorted(small.network.time_ms.tolist()) == [30_000, 60_000]
    assert small.network.capacity.tolist() == [5, 5]
    with pytest.raises(KeyError):
        small.node(1)


@pytest.mark.skipif(not SHARED.exists(), reason="needs the OpenStreetMap extracts in ../shared")
def test_liechtenstein_has_the_same_times_on_a_thousand_random_pairs() -> None:
    network = read(SHARED / "liechtenstein.osm.pbf")
    random = np.random.default_rng(2016)
    origins = random.choice(network.nodes, 20, replace=False)
    targets = random.choice(network.nodes, 50, replace=False)
    small = contract(network, {*origins.tolist(), *targets.tolist()})
    assert small.network.nodes < network.nodes / 10
    before = dijkstra(_matrix(network), indices=origins)[:, targets]
    after = np.array(
        [
            times_ms(small.network, small.node(int(origin)))[[small.node(int(t)) for t in targets]]
            for origin in origins
        ]
    )
    assert before.size == 1000
    assert np.isfinite(before).mean() > 0.9
    assert (before == after).all()


def _matrix(network: RoadNetwork) -> Any:
    """A matrix of the least time between neighbours, made without the code under test."""
    order = np.argsort(-network.time_ms, kind="stable")
    least = dict(
        zip(
            zip(network.tail[order].tolist(), network.head[order].tolist(), strict=True),
            network.time_ms[order].tolist(),
            strict=True,
        )
    )
    rows, columns = zip(*least, strict=True)
    shape = (network.nodes, network.nodes)
    return coo_array((list(least.values()), (rows, columns)), shape=shape).tocsr()
