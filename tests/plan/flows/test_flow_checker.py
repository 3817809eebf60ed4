"""The flow checker accepts what holds, and refuses every corruption for the right law."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.plan.flows.corruptions import CORRUPTIONS, Case, Changes, with_part, with_row
from tests.plan.flows.expanded import Expanded
from tests.plan.flows.instances import random_changes, random_problem
from tests.plan.flows.slots import holds

from masarat.plan.flows import check
from masarat.planning.flow.answer import NEVER, Binding, Clearance, Rates, Witness
from masarat.planning.flow.problem import FlowNetwork, StepProblem

if TYPE_CHECKING:
    from masarat.plan.flows import FlowVerdict

CASES = 70


def judged(case: Case) -> FlowVerdict:
    return check(case.problem, case.answer, case.changes)


@cache
def cases() -> tuple[Case, ...]:
    """Answers of the time-expanded reference that move somebody, fractional rates among them."""
    found: list[Case] = []
    seed = 0
    while len(found) < CASES:
        rng = random.Random(seed)  # noqa: S311  (a test's choice, no secret)
        seed += 1
        problem = random_problem(rng)
        answer = Expanded(problem).answer(60)
        if answer is not None and answer.witness is not None and len(answer.witness.arcs.index):
            case = Case(problem, answer)
            found.append(finer(case, rng.choice((1, 2, 7, 1 << 70))))
    return tuple(found)


def finer(case: Case, times: int) -> Case:
    """Write the same rates with a larger denominator."""
    witness = case.witness
    parts = {
        name: replace(part, rate=part.rate.astype(object if times > 7 else np.int64) * times)
        for name, part in (
            ("arcs", witness.arcs),
            ("departures", witness.departures),
            ("arrivals", witness.arrivals),
        )
    }
    return replace(case, answer=replace(case.answer, witness=Witness(denominator=times, **parts)))


def test_valid_answers_are_accepted() -> None:
    for case in cases():
        verdict = judged(case)
        assert verdict.ok, str(verdict)
        assert verdict.bound == case.answer.steps
        assert str(verdict) == "the flow obeys every law"


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_every_corruption_is_refused_for_the_right_law(name: str) -> None:
    law, corrupt = CORRUPTIONS[name]
    applied = 0
    for seed, case in enumerate(cases()):
        corrupted = corrupt(case, random.Random(seed))  # noqa: S311
        if corrupted is None:
            continue
        verdict = judged(corrupted)
        assert law in verdict.laws, f"case {seed}: {verdict}"
        applied += 1
    assert applied >= 10


def test_there_are_enough_corruptions() -> None:
    assert len(CORRUPTIONS) >= 30
    assert {law for law, _ in CORRUPTIONS.values()} == {
        "form", "capacity", "conservation", "supply", "time", "room", "cut off", "cut", "bound",
    }  # fmt: skip


def test_verdicts_agree_with_a_look_at_every_slot() -> None:
    """Rows moved, stretched and thinned at random: some flows still hold, most do not."""
    held = 0
    for seed, case in enumerate(cases() * 4):
        rng = random.Random(seed)  # noqa: S311
        part = rng.choice(("arcs", "arcs", "departures", "arrivals"))
        rows: Rates = getattr(case.witness, part)
        at = rng.randrange(len(rows.index))
        more = rng.choice((-1, 1))
        fields: dict[str, int] = {
            "moved": {"begin": more, "end": more},
            "stretched": {rng.choice(("begin", "end")): more},
            "thinned": {"rate": more * case.witness.denominator},
        }[rng.choice(("moved", "moved", "moved", "stretched", "thinned"))]
        moved = with_part(
            case.witness,
            part,
            with_row(rows, at, **{f: int(getattr(rows, f)[at]) + by for f, by in fields.items()}),
        )
        assert case.answer.steps is not None
        longer = case.answer.steps + rng.randint(0, 2)
        verdict = check(case.problem, replace(case.answer, witness=moved, steps=longer))
        sound = not verdict.laws - {"bound"}
        assert sound == holds(case.problem, moved, longer), f"case {seed}: {verdict}"
        held += sound
    assert held > 10


def changing(seed: int) -> Case | None:
    rng = random.Random(seed)  # noqa: S311
    problem = random_problem(rng)
    changed = random_changes(rng, problem)
    answer = Expanded(problem, changed).answer(60)
    rows = [(arc, step, size) for arc, each in changed.items() for step, size in each]
    if answer is None or not answer.steps:
        return None
    return Case(problem, answer, Changes(*np.array(rows, np.int64).reshape(-1, 3).T))


def test_capacities_that_change_are_seen() -> None:
    seen = 0
    for seed in range(60):
        case = changing(seed)
        if case is None:
            continue
        assert judged(case).ok, f"seed {seed}: {judged(case)}"
        seen += not judged(replace(case, changes=None)).ok
    assert seen > 5


NETWORK = FlowNetwork(3, *map(np.array, ([0, 1], [1, 2], [2, 1], [3, 4])))
PROBLEM = StepProblem(NETWORK, np.array([0]), np.array([6]), np.array([2]))


def row(*values: int) -> Rates:
    return Rates(*np.array([values], np.int64).T)


def by_hand() -> Clearance:
    """Return 6 units over an arc of 2 a step, then one of 1: 3 + 4 + 6 = 13 steps, by waiting."""
    witness = Witness(
        1, Rates(*np.array([[0, 0, 3, 2], [1, 3, 9, 1]]).T), row(0, 0, 3, 2), row(0, 7, 13, 1)
    )
    one, none = np.array([1]), np.zeros(0, np.int64)
    cut = Binding(12, np.array([0]), none, np.array([0, 3, 12]), one, np.array([5]), 6, 0, 5)
    return Clearance(13, 1, np.zeros(0, np.int64), cut, witness, 0.0)


def test_an_answer_by_hand() -> None:
    assert check(PROBLEM, by_hand()).ok


def test_violations_say_where_when_and_how_much() -> None:
    answer = by_hand()
    narrow = Changes(*np.array([[0, 2, 1], [1, 5, 0], [1, 6, 1]]).T)
    verdict = check(PROBLEM, answer, narrow)
    arcs = [(v.arc, v.step, v.found, v.allowed) for v in verdict.violations if v.law == "capacity"]
    assert arcs == [(0, 2, 2, 1), (1, 5, 1, 0)]
    assert (
        "capacity: more enters the arc than it may take (arc 0, step 2, found 2, allowed 1)"
        in str(verdict)
    )


def test_no_time_suffices_where_sinks_are_too_small() -> None:
    problem = replace(PROBLEM, sink_capacities=np.array([5]))
    nothing = np.zeros(0, np.int64)
    never = Binding(
        None, np.array([0]), np.array([0]), np.zeros(3, np.int64), nothing, nothing, 6, 5, 0
    )
    answer = Clearance(None, 1, nothing, never, None, 0.0)
    assert check(problem, answer).ok
    assert not check(PROBLEM, answer).ok
    shut = replace(problem, network=replace(NETWORK, capacity=np.array([2, 0])))
    cut_off = replace(answer, cut_off=np.array([0]), steps=0, binding=None, witness=None)
    assert check(shut, cut_off).laws == {"form"}
    empty = np.zeros((4, 0), np.int64)
    still = Witness(1, Rates(*empty), Rates(*empty), Rates(*empty))
    assert check(shut, replace(cut_off, witness=still)).ok
    assert check(problem, replace(cut_off, witness=still)).laws == {"cut off"}
    assert NEVER == 1 << 40  # labels up to it are in time


def test_absurdly_long_flows_are_added_up_exactly() -> None:
    """2^38 steps at 2^70 a step: beyond what digits in int64 hold."""
    long = 1 << 38
    network = FlowNetwork(2, *map(np.array, ([0], [1], [1], [0])))
    problem = StepProblem(network, np.array([0]), np.array([long]), np.array([1]))
    times = 1 << 70

    def rows(end: int, rate: int) -> Rates:
        return replace(row(0, 0, end, 1), rate=np.array([rate], object))

    whole = rows(long, times)
    answer = Clearance(
        long, 1, np.zeros(0, np.int64), None, Witness(times, whole, whole, whole), 0.0
    )
    assert check(problem, answer).laws == {"bound"}
    short = Witness(times, rows(long, times - 1), whole, whole)
    verdict = check(problem, replace(answer, witness=short))
    assert verdict.laws == {"bound", "conservation"}
    assert [v.found for v in verdict.violations if v.node == 1] == [-long / times]
