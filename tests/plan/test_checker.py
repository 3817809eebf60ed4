"""The checker accepts what obeys every rule, and refuses every corruption for the right rule."""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING

import pytest
from tests.plan.corruptions import CORRUPTIONS, EDGES
from tests.plan.instances import random_instance
from tests.plan.naive import empty_plan, naive_plan

from masarat.plan.checker import check

if TYPE_CHECKING:
    from masarat.plan.document import Plan
    from masarat.scenario.instance import Instance


@cache
def valid(seed: int) -> tuple[Instance, Plan]:
    rng = random.Random(seed)  # noqa: S311  (a test's choice, no secret)
    instance = random_instance(rng, size=rng.randint(3, 10))
    return instance, naive_plan(instance, rng, tries=14)


@pytest.mark.parametrize("seed", range(150))
def test_valid_plans_are_accepted(seed: int) -> None:
    instance, plan = valid(seed)
    verdict = check(instance, plan)
    assert verdict.ok, str(verdict)
    assert str(verdict) == "the plan obeys every rule"


def test_the_builder_moves_people() -> None:
    plans = [valid(seed)[1] for seed in range(150)]
    assert sum(not plan.left for plan in plans) > 30
    assert sum(len(plan.convoys) > 1 for plan in plans) > 60
    assert sum(len(plan.empty_trips) > 1 for plan in plans) > 30
    assert sum(any(convoy.passages for convoy in plan.convoys) for plan in plans) > 30
    assert sum(any(trip.passages for trip in plan.empty_trips) for plan in plans) > 5
    assert sum(any(convoy.escort for convoy in plan.convoys) for plan in plans) > 30


def test_leaving_everybody_is_valid_unless_it_is_forbidden() -> None:
    for seed in range(20):
        instance, _ = valid(seed)
        verdict = check(instance, empty_plan(instance))
        assert verdict.ok, str(verdict)


def applied(name: str, *, times: int) -> int:
    corruption = CORRUPTIONS[name]
    count = 0
    for seed in range(400):
        instance, plan = valid(seed)
        rng = random.Random(seed)  # noqa: S311
        result = corruption.apply(instance, plan, rng)
        if result is None:
            continue
        verdict = check(*result)
        assert not verdict.ok, f"seed {seed}: accepted"
        assert corruption.rule in verdict.rules, f"seed {seed}: {verdict}"
        count += 1
        if count == times:
            break
    return count


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_every_corruption_is_refused_for_the_right_rule(name: str) -> None:
    assert applied(name, times=14) >= 6


def test_there_are_enough_corruptions() -> None:
    assert len(CORRUPTIONS) >= 30
    assert {corruption.rule for corruption in CORRUPTIONS.values()} == {
        *(f"R{number}" for number in range(1, 17)),
        "form", "objective", "bound", "digest",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", CORRUPTIONS)
def test_every_corruption_is_refused_wherever_it_is_applied(name: str) -> None:
    assert applied(name, times=400) >= 6


@pytest.mark.parametrize("name", EDGES)
def test_what_just_holds_is_accepted_and_one_further_is_refused(name: str) -> None:
    corruption = CORRUPTIONS[name]
    count = 0
    for seed in range(400):
        instance, plan = valid(seed)
        held = EDGES[name](instance, plan, random.Random(seed), over=0)  # noqa: S311
        broken = EDGES[name](instance, plan, random.Random(seed), over=1)  # noqa: S311
        if held is None or broken is None:
            continue
        verdict = check(*held)
        assert verdict.ok, f"seed {seed}: {verdict}"
        assert check(*broken).rules == {corruption.rule}, f"seed {seed}"
        count += 1
        if count == 10:
            break
    assert count >= 5
