"""Arcs in a row are joined, and nothing else changes."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.planning.flow.judging import steps
from tests.planning.flow.test_closures import shut
from tests.planning.flow.test_solve import problems

from masarat.planning.flow.problem import FlowNetwork, StepProblem
from masarat.planning.flow.rows import joined
from masarat.planning.flow.solve import solve_steps


def divided(problem: StepProblem, both_ways: bool) -> StepProblem:  # noqa: FBT001
    """Put a node in the middle of every arc, and perhaps a way back beside every half."""
    roads = problem.network
    middle = roads.nodes + np.arange(roads.arcs)
    tail = np.concatenate((roads.tail, middle))
    head = np.concatenate((middle, roads.head))
    capacity = np.concatenate((roads.capacity, roads.capacity + 1))
    transit = np.concatenate((roads.transit, 1 + 0 * roads.transit))
    if both_ways:
        tail, head = np.concatenate((tail, head)), np.concatenate((head, tail))
        capacity, transit = np.tile(capacity, 2), np.tile(transit, 2)
    network = FlowNetwork(roads.nodes + roads.arcs, tail, head, capacity, transit)
    return StepProblem(
        network, problem.sources, problem.supplies, problem.sinks, problem.sink_capacities
    )


def test_a_road_through_a_village_without_junction_is_one_arc() -> None:
    problem = steps(4, [(0, 1, 3, 1), (1, 2, 2, 5), (2, 1, 9, 9), (2, 3, 4, 1)], {0: 4}, {3: -1})
    short, rows = joined(problem)
    roads = short.network
    assert rows[0] == rows[1] == rows[3] != rows[2]
    at = rows[0]
    assert (roads.tail[at], roads.head[at], roads.capacity[at], roads.transit[at]) == (0, 3, 2, 7)


def test_whoever_starts_or_ends_on_the_way_keeps_the_node() -> None:
    problem = steps(3, [(0, 1, 1, 1), (1, 2, 1, 1)], {0: 1, 1: 1}, {2: -1})
    assert joined(problem)[1].tolist() == [0, 1]


@given(problems(), st.booleans())
@settings(max_examples=60)
def test_times_stay_what_they_are(problem: StepProblem, both_ways: bool) -> None:  # noqa: FBT001
    long = divided(problem, both_ways)
    short, rows = joined(long)
    assert short.network.arcs <= long.network.arcs
    before, after = solve_steps(long), solve_steps(short)
    assert before.steps == after.steps
    assert before.cut_off.tolist() == after.cut_off.tolist()
    for row in np.unique(rows[rows >= 0])[:3].tolist():
        part = int(np.flatnonzero(rows == row)[0])
        assert solve_steps(shut(long, [part])).steps == solve_steps(shut(short, [row])).steps
