"""Checker, literal reading and exhaustive search agree with each other."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest
from tests.plan.corrupting import consistent, shifted, shifted_passages, with_ride, with_trip
from tests.plan.corruptions import CORRUPTIONS
from tests.plan.enumerator import TooManyError, optimal_clearance
from tests.plan.exhaustive import exhaustive_clearance, shrunk
from tests.plan.instances import random_instance
from tests.plan.literal import broken_rules
from tests.plan.naive import naive_plan

from masarat.plan.checker import check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.plan.document import Plan
    from masarat.scenario.instance import Instance


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  (a test's choice, no secret)


def tiny(seed: int) -> tuple[Instance, Plan]:
    rng = seeded(seed)
    instance = random_instance(rng, size=2)
    return instance, naive_plan(instance, rng, tries=5)


def waiting(plan: Plan, minutes: int) -> Plan:
    """Return the plan with the first inspection of each convoy later, and all that follows."""
    convoys = []
    for convoy in plan.convoys:
        if not convoy.passages:
            convoys.append(convoy)
            continue
        later = shifted(convoy, minutes)
        reached = replace(later.passages[0], arrive=convoy.passages[0].arrive)
        rides = tuple(
            replace(ride, board=old.board)
            for ride, old in zip(later.rides, convoy.rides, strict=True)
        )
        passages = (reached, *later.passages[1:])
        convoys.append(
            replace(later, depart=convoy.depart, entry=convoy.entry, passages=passages, rides=rides)
        )
    return replace(plan, convoys=tuple(convoys))


def tables(plan: Plan, rng: random.Random) -> Iterator[Plan]:
    """Yield all tables of a grid around `plan`: convoys, boarding, waits and trips moved."""
    convoy, trip = (rng.randrange(max(1, n)) for n in (len(plan.convoys), len(plan.empty_trips)))
    grid = product(range(-5, 6), (-1, 0, 1), (0, 0, 2), (-4, -1, 0, 1, 3))
    for shift, board, wait, drive in grid:
        moved = list(plan.convoys)
        moved[convoy] = shifted(moved[convoy], shift)
        table = replace(plan, convoys=tuple(moved))
        ride = table.convoys[convoy].rides[0]
        table = waiting(with_ride(table, convoy, 0, board=ride.board + board), wait)
        if plan.empty_trips:
            old = plan.empty_trips[trip]
            table = with_trip(
                table,
                trip,
                depart=old.depart + drive,
                arrive=old.arrive + drive,
                passages=shifted_passages(old.passages, drive),
            )
        elif drive:
            continue
        yield table


def agreed(instance: Instance, plan: Plan) -> bool:
    """Whether all accept; that they agree rule by rule is asserted."""
    instance, plan = consistent(instance, plan)
    verdict = check(instance, plan)
    literal = broken_rules(instance, plan)
    assert {rule for rule in verdict.rules if rule[0] == "R"} == literal, str(verdict)
    assert verdict.ok == (not literal)
    return verdict.ok


def compared(seeds: range) -> tuple[int, int]:
    accepted = refused = 0
    for seed in seeds:
        instance, plan = tiny(seed)
        if not plan.convoys:
            continue
        for table in tables(plan, seeded(seed)):
            if agreed(instance, table):
                accepted += 1
            else:
                refused += 1
    return accepted, refused


def test_the_checker_accepts_on_a_grid_what_the_literal_reading_accepts() -> None:
    accepted, refused = compared(range(6))
    assert accepted > 50
    assert refused > 200


@pytest.mark.slow
def test_the_checker_accepts_on_many_grids_what_the_literal_reading_accepts() -> None:
    accepted, refused = compared(range(6, 160))
    assert accepted > 2000
    assert refused > 10000


@pytest.mark.parametrize("seed", range(40))
def test_checker_and_literal_reading_name_the_same_rules(seed: int) -> None:
    instance, plan = tiny(1000 + seed)
    assert agreed(instance, plan)
    for name, corruption in CORRUPTIONS.items():
        result = corruption.apply(instance, plan, seeded(seed))
        # The literal reading knows no form, and the checker follows no closed road.
        unread = ("form", "objective", "bound", "digest")
        if result is None or corruption.rule in unread or name == "a_road_closed":
            continue
        verdict = check(*result)
        if "form" in verdict.rules or any("no such" in v.message for v in verdict.violations):
            continue
        literal = broken_rules(*result)
        assert corruption.rule in literal, name
        assert {rule for rule in verdict.rules if rule[0] == "R"} == literal, f"{name}: {verdict}"


def least(seeds: range, size: int) -> tuple[int, int]:
    """Hold the optimum against valid plans; return how many were compared, and how many equal."""
    compared = equal = 0
    for seed in seeds:
        instance = random_instance(seeded(seed), size=size)
        priorities = {group.priority for group in instance.groups}
        try:
            optimum = optimal_clearance(instance, budget=1_000)
            firsts = {p: optimal_clearance(instance, p, budget=1_000) for p in priorities}
        except TooManyError:
            continue
        for attempt in range(3):
            plan = naive_plan(instance, seeded(attempt), tries=8)
            if plan.left:
                continue
            assert optimum is not None, f"seed {seed}"
            assert optimum <= plan.clearance_minutes, f"seed {seed}"
            for each in plan.by_priority:
                first = firsts[each.priority]
                assert first is not None, f"seed {seed}"
                assert first <= min(each.clearance_minutes, optimum), f"seed {seed}"
            compared += 1
            equal += optimum == plan.clearance_minutes
    return compared, equal


def test_no_valid_plan_is_below_the_optimum() -> None:
    compared, equal = least(range(70), 2)
    assert compared > 50
    assert equal > 25


@pytest.mark.slow
def test_no_valid_plan_is_below_the_optimum_of_larger_instances() -> None:
    compared, _ = least(range(200, 500), 3)
    assert compared > 200


def tried(seeds: range, most: int) -> tuple[int, int]:
    """Compare search and trying everything; return how many were compared, and how many planned."""
    compared = planned = 0
    for seed in seeds:
        rng = seeded(seed)
        instance = shrunk(random_instance(rng, size=2), rng)
        everything = exhaustive_clearance(instance, most)
        if everything == float("inf"):
            continue
        assert optimal_clearance(instance) == everything, f"seed {seed}"
        compared += 1
        planned += everything is not None
    return compared, planned


def test_the_search_finds_what_trying_every_minute_finds() -> None:
    compared, planned = tried(range(24), 80)
    assert compared > 3
    assert planned > 0


@pytest.mark.slow
def test_the_search_finds_what_trying_every_minute_of_many_finds() -> None:
    compared, planned = tried(range(100, 160), 1_500)
    assert compared > 20
    assert planned > 10
