"""Closing roads: every one that carries flow, in the order of what it costs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from tests.planning.flow.judging import steps
from tests.planning.flow.test_solve import problems

from masarat.planning.flow.closures import closures
from masarat.planning.flow.problem import FlowNetwork, StepProblem
from masarat.planning.flow.solve import solve_steps


def shut(problem: StepProblem, arcs: list[int]) -> StepProblem:
    roads = problem.network
    capacity = roads.capacity.copy()
    capacity[arcs] = 0
    left = FlowNetwork(roads.nodes, roads.tail, roads.head, capacity, roads.transit)
    return replace(problem, network=left)


def test_who_is_cut_off_comes_first_then_the_longest_delay() -> None:
    """Without the fast road 0, seven of node 0 take 3 + 7 steps; road 2 is node 3's only one."""
    roads = [(0, 1, 2, 2), (0, 1, 1, 3), (3, 1, 4, 1), (1, 2, 9, 1)]
    problem = steps(4, roads, {0: 7, 3: 4}, {1: -1})
    base = solve_steps(problem)
    assert base.steps == 5  # 2 a step from step 2 on, and 1 from step 3 on: 6 + 2 by 5
    found = closures(problem, base)
    assert [(c.road, c.steps, c.delay_steps, c.cut_off.tolist()) for c in found] == [
        (2, 5, 0, [1]),
        (0, 10, 5, []),
        (1, 6, 1, []),
    ]


def test_arcs_of_a_road_are_closed_together() -> None:
    problem = steps(3, [(0, 1, 1, 1), (1, 0, 1, 1), (0, 2, 1, 9), (1, 2, 1, 1)], {0: 3}, {2: -1})
    base = solve_steps(problem)
    found = closures(problem, base, roads=np.array([7, 7, 8, 9]))
    assert {c.road: c.steps for c in found} == {7: 12, 9: 12}


def test_arcs_in_a_row_share_their_answer() -> None:
    """A two-way road 0-1-2-3 beside a slow one: the first three arcs stand and fall together."""
    row = [(i, i + 1, 1, 1) for i in range(3)] + [(i + 1, i, 1, 1) for i in range(3)]
    problem = steps(4, [*row, (0, 3, 1, 9)], {0: 10}, {3: -1})
    found = closures(problem, solve_steps(problem))
    assert {c.road: c.steps for c in found} == {0: 19, 1: 19, 2: 19, 6: 13}


def test_roads_that_cost_nothing_alone_may_cost_something_together() -> None:
    """Three roads side by side, two of which carry enough: any one may close, not two."""
    problem = steps(3, [(0, 1, 2, 1), (0, 1, 2, 1), (0, 1, 2, 1), (1, 2, 4, 1)], {0: 8}, {2: -1})
    found = closures(problem, solve_steps(problem))
    carried = {c.road for c in found} - {3}
    assert len(carried) >= 2
    assert all(c.delay_steps == 0 for c in found if c.road in carried)


def test_a_closure_may_cost_something_to_others_than_those_who_set_the_time() -> None:
    """Node 0 sets the time: 100 steps and 1 on the way. Node 1 needs 112 without either road.

    Its third road is too long to be of use before, so that closing both cuts nobody off.
    """
    roads = [(0, 2, 10, 1), (1, 2, 9, 1), (1, 2, 9, 1), (1, 2, 100, 150)]
    problem = steps(3, roads, {0: 1000, 1: 1000}, {2: -1})
    base = solve_steps(problem)
    assert base.steps == 101
    assert base.binding is not None
    assert base.binding.sources.tolist() == [0]
    found = closures(problem, base)
    assert [(c.road, c.steps, c.cut_off.tolist()) for c in found] == [
        (0, 57, [0]),
        (1, 113, []),
        (2, 113, []),
    ]


@given(problems())
@settings(max_examples=40)
def test_closures_are_what_solving_without_the_road_gives(problem: StepProblem) -> None:
    base = solve_steps(problem)
    found = closures(problem, base, workers=2)
    if base.witness is None:
        assert found == []
        return
    assert {c.road for c in found} == set(base.witness.arcs.index.tolist())
    for closure in found:
        alone = solve_steps(shut(problem, [closure.road]))
        assert closure.steps == alone.steps
        assert set(closure.cut_off.tolist()) | set(base.cut_off.tolist()) == set(
            alone.cut_off.tolist()
        )
