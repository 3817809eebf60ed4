"""Shortest paths and alternatives, judged by networkx."""

from __future__ import annotations

from itertools import islice, pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masarat.network.graph import NetworkGraph
from masarat.network.paths import (
    SmallGraph,
    alternatives,
    path_weight,
    varied_alternatives,
)

SIZE = 7
arc_lists = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1), st.integers(1, 20)).filter(
        lambda arc: arc[0] != arc[1]
    ),
    max_size=20,
)


def judge(arcs: list[tuple[int, int, int]]) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(SIZE))
    for tail, head, weight in sorted(arcs, reverse=True):
        if not graph.has_edge(tail, head) or graph[tail][head]["weight"] > weight:
            graph.add_edge(tail, head, weight=weight)
    return graph


def both_graphs(arcs: list[tuple[int, int, int]]) -> tuple[SmallGraph, NetworkGraph]:
    columns = list(zip(*arcs, strict=True)) or [(), (), ()]
    return SmallGraph(arcs), NetworkGraph(SIZE, *columns)


@given(arc_lists)
def test_distances_are_networkx_distances_both_ways(arcs: list[tuple[int, int, int]]) -> None:
    expected = judge(arcs)
    for graph in both_graphs(arcs):
        for origin in range(SIZE):
            assert dict(graph.distances(origin)) == dict(
                nx.single_source_dijkstra_path_length(expected, origin)
            )
            assert dict(graph.distances(origin, reverse=True)) == dict(
                nx.single_source_dijkstra_path_length(expected.reverse(), origin)
            )


@given(arc_lists, st.frozensets(st.integers(0, SIZE - 1), max_size=3))
def test_no_distance_leads_through_a_shut_vertex(
    arcs: list[tuple[int, int, int]], shut: frozenset[int]
) -> None:
    whole = judge(arcs)
    for origin in range(SIZE):
        expected = {}
        for target in range(SIZE):
            kept = whole.subgraph(set(range(SIZE)) - shut | {origin, target})
            if nx.has_path(kept, origin, target):
                expected[target] = nx.dijkstra_path_length(kept, origin, target)
        for graph in both_graphs(arcs):
            found = graph.distances(origin, shut=shut)
            assert dict(found) == expected
            for target, weight in expected.items():
                assert graph.distances(target, reverse=True, shut=shut)[origin] == weight


@given(arc_lists, st.sets(st.integers(1, SIZE - 2), max_size=2))
def test_banned_vertices_and_arcs_are_not_used(
    arcs: list[tuple[int, int, int]], banned: set[int]
) -> None:
    gone = {(tail, head) for tail, head, _ in arcs[:2]}
    expected = judge(arcs)
    expected.remove_nodes_from(banned)
    expected.remove_edges_from(gone)
    for graph in both_graphs(arcs):
        path = graph.shortest(0, SIZE - 1, banned, gone)
        assert (path is not None) == nx.has_path(expected, 0, SIZE - 1)
        if path is not None:
            least = nx.dijkstra_path_length(expected, 0, SIZE - 1)
            assert path_weight(graph, path) == least
            assert not banned & set(path)
            assert not gone & set(pairwise(path))


@given(arc_lists)
def test_alternatives_are_all_simple_paths_by_weight(arcs: list[tuple[int, int, int]]) -> None:
    expected = judge(arcs)
    weights = sorted(
        nx.path_weight(expected, path, "weight")
        for path in nx.all_simple_paths(expected, 0, SIZE - 1)
    )
    for graph in both_graphs(arcs):
        found = list(alternatives(graph, 0, SIZE - 1))
        assert len(set(found)) == len(found)
        assert [path_weight(graph, path) for path in found] == weights
        assert all(len(set(path)) == len(path) for path in found)


@given(arc_lists)
def test_varied_alternatives_differ_in_a_quarter_of_their_weight(
    arcs: list[tuple[int, int, int]],
) -> None:
    for graph in both_graphs(arcs):
        found = list(varied_alternatives(graph, 0, SIZE - 1))
        assert found[:1] == list(islice(alternatives(graph, 0, SIZE - 1), 1))
        for i, path in enumerate(found):
            assert len(set(path)) == len(path)
            assert path_weight(graph, path) <= 2 * path_weight(graph, found[0])
            for other in found[:i]:
                shared = set(pairwise(path)) & set(pairwise(other))
                weight = sum(graph.weight(*arc) or 0 for arc in shared)
                assert 4 * weight <= 3 * path_weight(graph, path)


def test_weights_beyond_floating_point_stay_exact() -> None:
    graph = SmallGraph([(0, 1, 2**60), (1, 2, 1), (0, 2, 2**60 + 2)])
    assert graph.distances(0)[2] == 2**60 + 1


def test_a_path_without_arc_is_refused() -> None:
    with pytest.raises(ValueError, match="no arc from 1 to 0"):
        path_weight(SmallGraph([(0, 1, 3)]), (1, 0))
