"""The solver finds the optimum, and proves it, on everything that can be judged otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.planning.flow.judging import (
    check_binding,
    check_witness,
    least_steps,
    reaching,
    steps,
)

from masarat.core.errors import UsageError
from masarat.planning.flow.problem import FlowNetwork, QuickestTransshipment, StepProblem
from masarat.planning.flow.solve import quickest_clearance, solve_steps

if TYPE_CHECKING:
    from masarat.planning.flow.answer import Clearance


def solved(problem: StepProblem) -> Clearance:
    """Solve and check both proofs."""
    answer = solve_steps(problem)
    cut_off = set(np.flatnonzero(problem.supplies).tolist()) - reaching(problem)
    assert answer.cut_off.tolist() == sorted(cut_off)
    if answer.steps != 0:
        assert answer.binding is not None
        horizon = None if answer.steps is None else answer.steps - 1
        assert answer.binding.horizon == horizon
        check_binding(problem, answer.binding)
    if answer.steps is not None:
        assert answer.witness is not None
        check_witness(problem, answer.steps, answer.witness)
    return answer


@st.composite
def problems(draw: st.DrawFn, least_transit: int = 0) -> StepProblem:
    """Small networks: parallel arcs, loops, sources passed through, sinks in between, cut-offs."""
    nodes = draw(st.integers(2, 6))
    node = st.integers(0, nodes - 1)
    arc = st.tuples(node, node, st.integers(0, 4), st.integers(least_transit, 3))
    arcs = draw(st.lists(arc, min_size=1, max_size=14))
    sources = draw(st.dictionaries(node, st.integers(0, 9), min_size=1, max_size=4))
    room = st.one_of(st.just(-1), st.integers(0, 12))
    sinks = draw(st.dictionaries(node, room, min_size=1, max_size=3))
    return steps(nodes, arcs, sources, sinks)


@given(problems())
@settings(max_examples=150)
def test_small_problems_agree_with_the_time_expanded_network(problem: StepProblem) -> None:
    assert solved(problem).steps == least_steps(problem)


@pytest.mark.slow
@given(problems())
@settings(max_examples=3_000)
def test_many_small_problems_agree_with_the_time_expanded_network(problem: StepProblem) -> None:
    assert solved(problem).steps == least_steps(problem)


def test_one_road() -> None:
    """7 units at 2 a step take 4 steps, and the way takes 5: 9."""
    problem = steps(2, [(0, 1, 2, 5)], {0: 7}, {1: -1})
    answer = solved(problem)
    assert answer.steps == 9
    assert answer.binding is not None
    assert answer.binding.arcs.tolist() == [0]
    assert answer.binding.crossing == 2 * 3


def test_seconds_and_vehicles() -> None:
    """1,000 vehicles at 1,200 an hour take 50 minutes, and the way takes one and a half."""
    road = FlowNetwork(2, *(np.array([x]) for x in (0, 1, 1200, 90)))
    problem = QuickestTransshipment(road, np.array([0]), np.array([1000]), np.array([1]))
    assert [quickest_clearance(problem, dt).clearance_seconds for dt in (1, 10, 60)] == [
        3090,
        3090,
        3120,  # 90 s are two steps of 60
    ]


def test_a_source_that_others_pass_through() -> None:
    """Both use the last road: 10 units at 1 a step, from step 0 on, after a transit of 1."""
    problem = steps(3, [(0, 1, 1, 1), (1, 2, 1, 1)], {0: 5, 1: 5}, {2: -1})
    assert solved(problem).steps == 11


def test_people_who_are_already_there() -> None:
    assert solved(steps(2, [(0, 1, 1, 1)], {1: 5}, {1: -1})).steps == 1
    assert solved(steps(2, [(0, 1, 1, 1)], {0: 0}, {1: -1})).steps == 0


def test_sinks_that_fill_up() -> None:
    """Of 9 units, 4 fit into the near sink, so that 5 drive on, at 1 a step, for 10 steps."""
    arcs = [(0, 1, 9, 1), (1, 2, 1, 10)]
    answer = solved(steps(3, arcs, {0: 9}, {1: 4, 2: -1}))
    assert answer.steps == 1 + 10 + 5
    assert answer.binding is not None
    assert answer.binding.full_sinks.tolist() == [0]


def test_sinks_that_are_too_small_are_named() -> None:
    answer = solved(steps(3, [(0, 1, 9, 1), (2, 1, 9, 1)], {0: 3, 2: 3}, {1: 5}))
    assert answer.steps is None
    assert answer.clearance_seconds is None
    assert answer.witness is None
    assert answer.binding is not None
    assert answer.binding.full_sinks.tolist() == [0]
    assert answer.binding.sources.tolist() == [0, 1]


def test_who_is_cut_off_is_named_and_the_others_leave() -> None:
    answer = solved(steps(4, [(0, 1, 1, 1), (2, 3, 1, 1)], {0: 3, 2: 3}, {1: -1}))
    assert answer.cut_off.tolist() == [1]
    assert answer.steps == 4


def test_a_network_without_arcs() -> None:
    answer = solved(steps(2, [], {0: 3, 1: 2}, {1: -1}))
    assert (answer.steps, answer.cut_off.tolist()) == (1, [0])


@pytest.mark.parametrize("seed", range(12))
def test_towns_whose_sinks_fill_up(seed: int) -> None:
    """Grids that take a few long steps: horizons grow by large parts on the way to the answer."""
    rng = np.random.default_rng(seed)
    side, places = 6, 8
    joined = [(v, v + 1) for v in range(side * side) if (v + 1) % side]
    joined += [(v, v + side) for v in range(side * (side - 1))]
    arcs = [
        (*ends, int(rng.integers(1, 40)), int(rng.integers(1, 3)))
        for pair in joined
        for ends in (pair, pair[::-1])
    ]
    at = rng.choice(side * side - 3, places, replace=False).tolist()
    supplies = dict(zip(at, rng.integers(20, 200, places).tolist(), strict=True))
    room = sum(supplies.values()) * 11 // 30
    problem = steps(side * side, arcs, supplies, dict.fromkeys(range(33, 36), room))
    assert solved(problem).steps == least_steps(problem)


def test_circles_of_zero_transits() -> None:
    arcs = [(0, 1, 3, 0), (1, 0, 3, 0), (1, 2, 2, 0), (0, 2, 1, 0)]
    assert solved(steps(3, arcs, {0: 6, 1: 3}, {2: -1})).steps == 3


def test_numbers_beyond_64_bits_are_refused() -> None:
    roads = [(i, i + 1, 10**7, 10**7) for i in range(40)]
    narrow = [(0, 40, 1, 1)]
    problem = steps(42, [*roads, *narrow, (41, 40, 1, 1)], {0: 10**12, 41: 10**12}, {40: -1})
    with pytest.raises(UsageError, match="64-bit"):
        solve_steps(problem)
