"""Where capacities change: the bound is never above the optimum, the flow never below it."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from tests.plan.flows.expanded import Expanded
from tests.plan.flows.instances import random_changes, random_problem

from masarat.core.errors import UsageError
from masarat.plan.flows import check
from masarat.planning.flow.problem import FlowNetwork, StepProblem
from masarat.planning.flow.varying import Changes, VaryingClearance, quickest_varying, solve

NO_CHANGES = Changes(*np.zeros((3, 0), np.int64))


def changes(*rows: tuple[int, int, int]) -> Changes:
    return Changes(*np.array(rows, np.int64).reshape(-1, 3).T)


def drawn(seed: int, transit: int, latest: int) -> tuple[StepProblem, Changes, Expanded]:
    """Return a random problem, and the reference for those of its sources that are not cut off."""
    rng = random.Random(seed)  # noqa: S311  (a test's choice, no secret)
    problem = random_problem(rng, transit=transit)
    changed = random_changes(rng, problem, latest=latest)
    rows = [(arc, step, size) for arc, each in changed.items() for step, size in each]
    cut_off = quickest_varying(problem, changes(*rows), gap=9.0).cut_off
    supplies = problem.supplies.copy()
    supplies[cut_off] = 0
    return problem, changes(*rows), Expanded(replace(problem, supplies=supplies), changed)


def sound(problem: StepProblem, changed: Changes, gap: float) -> VaryingClearance:
    answer = quickest_varying(problem, changed, gap=gap)
    verdict = check(problem, answer, changed)
    assert verdict.ok, str(verdict)
    assert verdict.bound == answer.bound_steps
    return answer


@pytest.mark.parametrize("seed", range(50))
def test_single_steps_give_the_optimum(seed: int) -> None:
    problem, changed, reference = drawn(seed, transit=3, latest=12)
    least = reference.least(60)
    answer = sound(problem, changed, 0.0)
    assert (answer.steps, answer.bound_steps) == (least, least)
    assert answer.exact


@pytest.mark.parametrize("seed", range(16))
def test_every_grid_brackets_the_optimum_and_gaps_close(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solve, "FIRST_CELLS", 4)
    monkeypatch.setattr(solve, "CHEAP_CELLS", 0)
    monkeypatch.setattr(solve._Search, "_look_at_static_problems", lambda _: None)
    problem, changed, reference = drawn(seed, transit=12, latest=40)
    least = reference.least(150)
    for gap in (2.0, 0.5, 0.1, 0.0):
        answer = sound(problem, changed, gap)
        if least is None:
            assert answer.steps is None
            continue
        assert answer.steps is not None
        assert answer.bound_steps is not None
        assert answer.bound_steps <= least <= answer.steps
        assert answer.gap is not None
        assert answer.gap <= gap


LINE = StepProblem(
    FlowNetwork(3, *map(np.array, ([0, 1], [1, 2], [2, 2], [10, 10]))),
    np.array([0]),
    np.array([100]),
    np.array([2]),
)
"""100 units, 2 a step, 10 + 10 steps on the way: 70."""


@pytest.mark.parametrize(
    ("rows", "steps"),
    [
        ([], 70),
        ([(0, 0, 0), (0, 7, 2)], 77),  # opens in step 7
        ([(1, 20, 0), (1, 35, 2)], 85),  # closed for 15 steps, while vehicles wait before it
        ([(1, 0, 0), (1, 10, 2)], 70),  # closed before anybody comes
        ([(1, 60, 0)], 70),  # closes when the last ones have entered
        ([(0, 25, 1)], 95),  # half as wide after half of them
        ([(0, 25, 4), (1, 35, 4)], 58),  # twice as wide after half of them: 25 + 12.5 + 20
    ],
)
def test_by_hand(rows: list[tuple[int, int, int]], steps: int) -> None:
    answer = sound(LINE, changes(*rows), 0.0)
    assert (answer.steps, answer.bound_steps) == (steps, steps)


@pytest.mark.parametrize(
    ("rows", "method"),
    [
        ([(1, 60, 0)], "static"),  # nobody is left that it could stop
        ([(2, 0, 0), (2, 3, 9)], "static"),  # a road that leads nowhere
        ([(0, 0, 0), (0, 7, 2)], "expanded"),
    ],
)
def test_changes_that_alter_nothing_are_seen_without_any_expansion(
    rows: list[tuple[int, int, int]], method: str
) -> None:
    roads = FlowNetwork(4, *map(np.array, ([0, 1, 1], [1, 2, 3], [2, 2, 5], [10, 10, 1])))
    answer = sound(replace(LINE, network=roads), changes(*rows), 0.0)
    assert answer.exact
    assert answer.method == method


def test_a_road_that_closes_too_early_for_all_is_the_proof_that_no_time_suffices() -> None:
    answer = sound(LINE, changes((1, 50, 0)), 0.0)
    assert answer.steps is None
    assert answer.bound_steps is None
    assert answer.binding is not None
    assert answer.binding.horizon is None
    assert (answer.binding.supply, answer.binding.crossing) == (100, 100 - 20)


def test_who_has_no_way_at_any_time_is_named_and_nobody_waits_for_them() -> None:
    answer = sound(LINE, changes((1, 0, 0)), 0.0)
    assert answer.cut_off.tolist() == [0]
    assert answer.steps == 0


def test_limits_of_the_work_leave_a_gap_that_is_told() -> None:
    narrow = replace(LINE, network=replace(LINE.network, transit=np.array([997, 1003])))
    changed = changes((0, 0, 0), (0, 501, 2))
    coarse = quickest_varying(narrow, changed, gap=0.0, most_cells=200)
    assert check(narrow, coarse, changed).ok
    assert coarse.steps is not None
    assert coarse.bound_steps is not None
    assert coarse.bound_steps <= 501 + 50 + 2000 <= coarse.steps
    assert coarse.grid_steps > 1
    assert sound(narrow, changed, 0.0).steps == 501 + 50 + 2000


def test_the_bound_alone_finds_the_optimum_of_a_line_at_any_resolution() -> None:
    long = replace(
        LINE,
        network=replace(LINE.network, transit=np.array([99_991, 100_003])),
        supplies=np.array([1_000_000]),
    )
    changed = changes((0, 0, 0), (0, 12_345, 2))
    answer = quickest_varying(long, changed, gap=0.05)
    assert answer.bound_steps == 12_345 + 500_000 + 199_994
    assert answer.gap is not None
    assert answer.gap <= 0.001
    assert check(long, answer, changed).ok


def test_the_same_input_gives_the_same_answer() -> None:
    problem, changed, _ = drawn(3, transit=12, latest=40)
    one, two = (quickest_varying(problem, changed, gap=0.1) for _ in range(2))
    assert (one.steps, one.bound_steps, one.grid_steps) == (
        two.steps,
        two.bound_steps,
        two.grid_steps,
    )
    assert one.witness is not None
    assert two.witness is not None
    assert np.array_equal(one.witness.arcs.rate, two.witness.arcs.rate)


def test_unknown_arcs_are_refused() -> None:
    with pytest.raises(UsageError, match="arc is 2: it must be an arc 0 to 1"):
        quickest_varying(LINE, changes((2, 5, 0)))


def test_without_changes_and_people_all_is_over_at_once() -> None:
    answer = sound(replace(LINE, supplies=np.array([0])), NO_CHANGES, 0.0)
    assert (answer.steps, answer.bound_steps, answer.binding) == (0, 0, None)
