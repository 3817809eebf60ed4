"""Bounds with prices of linked operations: what they see, and what the checker refuses."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from tests.plan.enumerator import TooManyError, optimal_clearance
from tests.plan.instances import random_instance
from tests.planning.hand import group, made, roads

from masarat.plan.certificate import verify_bound
from masarat.plan.certificate.days import _charges
from masarat.plan.certificate.verifying import _Ledger
from masarat.plan.document import Bound
from masarat.planning.bounds.rides import scope_of
from masarat.planning.bounds.search import bound_clearance
from masarat.planning.bounds.ties import ties_of
from masarat.planning.model import Model
from masarat.scenario.instance import Instance, LinkedOperation


def tied(**terms: Any) -> Instance:
    """One bus; 40 people of g are tied to 40 of h, who are ready at 300.

    A load of ten takes 20 minutes, and the next begins 22 later. Only ten of g may leave before
    300 (a quarter). Seven loads follow: the bus arrives at 300 + 20 + 6 * 42 = 572. Untied, four
    loads of h remain at 300, and the last arrives at 446.
    """
    terms = terms or {"tolerance": Fraction(1, 4)}
    tie = LinkedOperation(id="tie", a=frozenset("g"), b=frozenset("h"), **terms)
    later = replace(group("h", 40), ready=300)
    return replace(made(group("g", 40), later), linked=(tie,), _digest=[])


def claim(excluded: int, **linked: list[int] | int) -> Bound:
    """Return a bound with prices made by hand: everybody is worth 1, departures cost `linked`."""
    prices = {"people": {"g": 1, "h": 1}, "linked": linked}
    certificate = {"excluded": excluded, "blocks": [0, 300], "prices": prices, "steps": {}}
    return Bound(minutes=excluded + 1, source=(), certificate=certificate)


def test_those_who_must_wait_for_the_other_side_are_not_moved_before() -> None:
    instance = tied()
    found = bound_clearance(Model(instance), None, 572)
    assert 560 <= found.minutes <= 572
    assert verify_bound(instance, found, None) is None
    free = bound_clearance(Model(replace(instance, linked=(), _digest=[])), None, 572)
    assert free.minutes <= 446


def test_a_certificate_by_hand() -> None:
    """80 people, of whom 10 may leave before 300; six loads arrive from then until 569."""
    assert verify_bound(tied(), claim(569, tie=[1, 0]), None) is None


@pytest.mark.parametrize(
    ("excluded", "price"),
    [(572, [1, 0]), (569, [0, 0]), (569, [-1, 0]), (569, [0, 1]), (569, [2, 1]), (569, 1)],
)
def test_other_prices_prove_nothing(excluded: int, price: list[int] | int) -> None:
    assert verify_bound(tied(), claim(excluded, tie=price), None) is not None


def test_people_of_places_at_one_distance_are_told_apart() -> None:
    """What those aboard are worth depends on where they wait, even if nothing else does."""
    tie = LinkedOperation(id="tie", a=frozenset("g"), b=frozenset("h"), tolerance=Fraction(1, 4))
    other = group("h", 40, assembly_point="b")
    way = roads(("a", "x", 5), ("b", "x", 5), ("y", "d", 5), ("a", "b", 1))
    instance = replace(made(group("g", 40), other, way=way), linked=(tie,), _digest=[])
    ledger = _Ledger(instance, None, claim(569, tie=[1, 0]).certificate)
    (fleet,) = ledger.fleets
    costs, numbers = _charges(fleet, ledger.tariff, 569, 1)
    at = {trip.assembly: number for trip, number in zip(fleet.trips, numbers, strict=True)}
    assert costs[0, at["a"]] > costs[0, at["b"]]


def test_a_ratio_ties_one_side_only() -> None:
    """At least as many of h as of g, but ten: the same prices prove the same."""
    instance = tied(ratio=Fraction(1), slack=10)
    assert verify_bound(instance, claim(569, tie=[1, 0]), None) is None
    assert "fails" in str(verify_bound(instance, claim(569, tie=[-1, 0]), None))
    assert verify_bound(instance, bound_clearance(Model(instance), None, 572), None) is None


def test_nobody_outside_the_scope_may_be_priced() -> None:
    instance = tied()
    first, second = instance.groups
    parted = replace(instance, groups=(first, replace(second, priority=2)), _digest=[])
    certificate = claim(569, tie=[1, 0]).certificate | {"scope": 1}
    bound = replace(claim(569), certificate=certificate)
    assert verify_bound(parted, bound, 1) is not None
    assert ties_of(parted, scope_of(Model(parted), 1)) == ()
    assert len(ties_of(parted, scope_of(Model(parted), None))) == 1


def test_what_has_departed_before_may_have_pulled_the_sides_apart() -> None:
    instance = replace(tied(), now=1, _digest=[])
    assert verify_bound(instance, claim(569, tie=[1, 0]), None) is not None
    assert ties_of(instance, scope_of(Model(instance), None)) == ()


@pytest.mark.parametrize(
    ("price", "message"),
    [
        ([1, 0, 0], "3 prices for 2 blocks"),
        ([1.5, 0], "not a whole number"),
        ("1", "not a whole number"),
        ([-(1 << 50), 0], "not a whole number"),
    ],
)
def test_malformed_prices_are_refused_by_name(price: Any, message: str) -> None:
    assert message in str(verify_bound(tied(), claim(569, tie=price), None))


def test_dear_prices_cannot_overflow() -> None:
    assert verify_bound(tied(), claim(569, tie=[(1 << 40) - 1, -(1 << 40) + 1]), None) is not None


def tied_instances(seeds: range, size: int) -> list[Instance]:
    found = (random_instance(random.Random(seed), size=size) for seed in seeds)  # noqa: S311
    return [instance for instance in found if instance.linked]


def above_the_optimum(instances: list[Instance], budget: int) -> tuple[int, int]:
    """Return how many bounds were compared with an optimum, and how many are above it."""
    compared = wrong = 0
    for instance in instances:
        found = bound_clearance(Model(instance), None, instance.end + 1)
        assert verify_bound(instance, found, None) is None
        try:
            optimum = optimal_clearance(instance, None, budget=budget)
        except TooManyError:
            continue
        if optimum is not None:
            compared += 1
            wrong += found.minutes > optimum
    return compared, wrong


def test_bounds_of_linked_operations_are_never_above_the_optimum() -> None:
    compared, wrong = above_the_optimum(tied_instances(range(5_000_000, 5_000_150), 2), 1_000)
    assert compared > 10
    assert wrong == 0


@pytest.mark.slow
def test_bounds_of_linked_operations_are_never_above_the_optimum_of_many() -> None:
    compared, wrong = above_the_optimum(tied_instances(range(6_000_000, 6_002_500), 2), 5_000)
    assert compared > 300
    assert wrong == 0
