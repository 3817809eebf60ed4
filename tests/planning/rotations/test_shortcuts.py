"""Rides with hardly anybody as ways: tables that use them are valid, and as good as any rides."""

from __future__ import annotations

import pytest
from benchmarks.instances.bep import BepInstance, instance_of
from benchmarks.instances.bep_random import bep_random
from tests.planning.rotations.independent_cases import optimum
from tests.planning.rotations.test_cases import counted_in, drawn, optimum_by_people

from masarat.plan.checker import check
from masarat.planning.options import Options
from masarat.planning.rotations.shortcuts import realized
from masarat.planning.solve import solve

ROUNDS = Options(effort=4, threads=1)


def test_one_person_shortens_the_way_back() -> None:
    """One bus, three loads at the first source, one at the second.

    Straight back takes 50; with half the second source to the second shelter, 3. Twice that way:
    2 + 4 + 4. Only once, if all rides are full: 2 + 4 + 51 or more.
    """
    problem = BepInstance(
        name="shortcut",
        loads=(3, 1),
        capacities=(3, 2),
        buses=(1,),
        start=((1, 1),),
        out=((1, 100), (100, 1)),
        back=((50, 1), (1, 1)),
    )
    instance = instance_of(problem, seats=2)
    assert optimum_by_people(instance) == 10
    assert optimum(instance) > 50
    plan = solve(instance, ROUNDS)
    assert plan.clearance_minutes == plan.bound.minutes == 10
    assert check(instance, plan).ok


@pytest.mark.parametrize("seed", range(10))
def test_tables_are_as_good_as_any_rides(seed: int) -> None:
    """Two seats, tiny: the bound never lies, and where it is met the table is the best there is."""
    instance = drawn(seed, sources=2, buses=1, seats=2)
    best = optimum_by_people(instance)
    plan = solve(instance, ROUNDS)
    assert check(instance, plan).ok
    assert plan.bound.minutes <= best <= plan.clearance_minutes <= optimum(instance)


def test_larger_tables_are_valid() -> None:
    instance = instance_of(bep_random(3, 6), seats=30)
    plan = solve(instance, ROUNDS)
    full = solve(instance_of(bep_random(3, 6), seats=1), ROUNDS)
    assert check(instance, plan).ok
    assert plan.clearance_minutes <= full.clearance_minutes


def test_without_room_there_is_no_shortcut() -> None:
    """A tour whose ways need places that full rides take."""
    problem = BepInstance(
        name="full",
        loads=(2, 1),
        capacities=(2, 1),
        buses=(2,),
        start=((1, 1),),
        out=((1, 100), (100, 1)),
        back=((50, 1), (1, 1)),
    )
    counted = counted_in(instance_of(problem, seats=2))
    assert counted is not None
    assert counted.shortcuts
    assert realized(counted, [[(0, 0), (0, 0)], [(1, 1)]]) is not None
    assert realized(counted, [[(0, 1), (0, 1)], [(1, 0)]]) is None
