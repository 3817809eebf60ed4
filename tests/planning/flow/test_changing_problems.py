"""What must happen to the least time when a problem changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.planning.flow.test_solve import problems

from masarat.planning.flow.problem import FlowNetwork, StepProblem
from masarat.planning.flow.solve import solve_steps

if TYPE_CHECKING:
    from tests.planning.flow.judging import Arc

ARCS = st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(1, 4), st.integers(0, 3))


def least(problem: StepProblem) -> float:
    steps = solve_steps(problem).steps
    return float("inf") if steps is None else steps


@given(problems(), st.integers(2, 50))
@settings(max_examples=60)
def test_times_as_many_on_roads_as_much_wider_take_as_long(problem: StepProblem, by: int) -> None:
    roads = problem.network
    wider = FlowNetwork(roads.nodes, roads.tail, roads.head, roads.capacity * by, roads.transit)
    room = problem.sink_capacities
    more = replace(
        problem,
        network=wider,
        supplies=problem.supplies * by,
        sink_capacities=np.where(room < 0, room, room * by),
    )
    assert least(more) == least(problem)


@given(problems(), ARCS)
@settings(max_examples=60)
def test_another_road_never_takes_longer(problem: StepProblem, arc: Arc) -> None:
    roads = problem.network
    columns = (roads.tail, roads.head, roads.capacity, roads.transit)
    more = FlowNetwork(roads.nodes, *(np.append(x, y) for x, y in zip(columns, arc, strict=True)))
    after = solve_steps(replace(problem, network=more))
    assume(len(after.cut_off) == len(solve_steps(problem).cut_off))  # else more people leave
    assert least(replace(problem, network=more)) <= least(problem)


@given(problems(), st.integers(0, 1), st.integers(1, 9))
@settings(max_examples=60)
def test_another_source_never_takes_less(problem: StepProblem, node: int, supply: int) -> None:
    assume(node not in problem.sources)
    more = replace(
        problem,
        sources=np.append(problem.sources, node),
        supplies=np.append(problem.supplies, supply),
    )
    assert least(more) >= least(problem)


@given(problems(least_transit=1), st.integers(2, 30))
@settings(max_examples=60)
def test_finer_steps_only_tell_the_same_time_more_exactly(problem: StepProblem, by: int) -> None:
    """A step in `by` parts: transits take `by` times as many, as many units are as many more."""
    roads = problem.network
    room = problem.sink_capacities
    finer = StepProblem(
        FlowNetwork(roads.nodes, roads.tail, roads.head, roads.capacity, roads.transit * by),
        problem.sources,
        problem.supplies * by,
        problem.sinks,
        np.where(room < 0, room, room * by),
    )
    coarse = least(problem)
    assert (coarse - 1) * by < least(finer) <= coarse * by or coarse in (0, float("inf"))
