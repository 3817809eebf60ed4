"""Bounds of independent rotations: never above the optimum, proven, close to what tours reach."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from benchmarks.instances.bep import BepInstance, bep, instance_of
from benchmarks.instances.bep_random import bep_random
from tests.planning.rotations.independent_cases import dressed, optimum, plain

from masarat.plan.certificate import verify_bound
from masarat.planning.bounds.search import bound_clearance
from masarat.planning.model import Model
from masarat.planning.rotations import Rotations, rotation_search, rotations_of
from masarat.planning.rotations.bound import bound_rotations
from masarat.planning.rotations.days import Days, direct
from masarat.planning.rotations.diving import dives
from masarat.planning.rotations.pricing import Pricing

if TYPE_CHECKING:
    from masarat.plan.document import Bound
    from masarat.scenario.instance import Instance


def rotations_in(instance: Instance) -> Rotations:
    found = rotations_of(Model(instance))
    assert found is not None
    return found


def bounded(instance: Instance, reached: int) -> Bound:
    rotations = rotations_in(instance)
    pricing = Pricing(rotations, reached)
    list(pricing.search())
    bound = bound_rotations(rotations, pricing)
    priority = rotations.groups[0].priority
    assert verify_bound(instance, bound, priority) is None
    return bound


def test_never_above_the_optimum_and_often_there() -> None:
    met = compared = 0
    for seed in range(25):
        for instance in (plain(seed, sources=2), dressed(seed, sources=2)):
            search = rotation_search(rotations_of(Model(instance)), 1, 1)
            if search is None or search.rotations.struct["loads"].sum() > 6:
                continue
            best = optimum(instance)
            bound = bounded(instance, search.cost)
            assert bound.minutes <= best, f"seed {seed}"
            compared, met = compared + 1, met + (bound.minutes == best)
    assert compared >= 25
    assert met >= compared // 2


@pytest.mark.parametrize(("seed", "depots"), [(1, 1), (2, 2), (3, 3)])
def test_as_good_as_the_general_bound(seed: int, depots: int) -> None:
    instance = instance_of(bep(seed, 8, 3, 5, depots))
    search = rotation_search(rotations_in(instance), 1, 1)
    assert search is not None
    general = bound_clearance(search.rotations.model, 1, search.cost)
    assert bounded(instance, search.cost).minutes >= general.minutes


def test_long_minutes_are_bounded_as_closely_as_short_ones() -> None:
    """The same instance in units a thousand times as fine."""
    problem = bep(5, 8, 3, 5)
    fine = replace(
        problem,
        start=tuple(tuple(1000 * x for x in row) for row in problem.start),
        out=tuple(tuple(1000 * x for x in row) for row in problem.out),
        back=tuple(tuple(1000 * x for x in row) for row in problem.back),
    )
    found = []
    for each in (problem, fine):
        search = rotation_search(rotations_in(instance_of(each)), 1, 1)
        assert search is not None
        found.append(bounded(instance_of(each), search.cost).minutes)
    assert found[1] >= 0.998 * 1000 * (found[0] - 1)


def test_sources_are_named() -> None:
    instance = instance_of(bep(1, 8, 3, 5))
    assert "fleet bus-1" in bounded(instance, 10_000).source


def test_days_are_worth_what_their_paths_collect() -> None:
    rotations = rotations_in(instance_of(bep(4, 6, 3, 4, 2)))
    days = Days(direct(rotations), 300, 2000)
    worth = np.random.default_rng(1).integers(-5, 50, (6, 3))
    days.value(worth)
    for until in (60, 150, 300):
        for kind in range(days.kinds):
            most, first = days.best(kind, until)
            path = days.path(kind, until, first) if first >= 0 else ()
            assert sum(int(worth[ride]) for ride in path) == most
            assert not path or days.length(kind, path) <= until


def test_nobody_waits_on_a_roundabout() -> None:
    """One bus, three loads at the first source, none at the second.

    1 + 1 to bring the first load, then 50 + 1 twice: 104. By way of the second source and the
    second shelter the bus would be back in 3, but there is nobody to carry that way.
    """
    problem = BepInstance(
        name="roundabout",
        loads=(3, 0),
        capacities=(3, 3),
        buses=(1,),
        start=((1, 1),),
        out=((1, 100), (1, 1)),
        back=((50, 1), (1, 1)),
    )
    instance = instance_of(problem)
    assert optimum(instance) == 104
    assert bounded(instance, 200).minutes == 104
    assert bound_clearance(Model(instance), None, 200).minutes == 104
    somebody = instance_of(replace(problem, loads=(3, 1)))
    assert bound_clearance(Model(somebody), None, 200).minutes < 104


def test_dives_bring_loads_in_time_and_never_spoil_a_search() -> None:
    rotations = rotations_in(instance_of(bep(6, 12, 4, 8, 2)))
    search = rotation_search(rotations, 1, 1)
    assert search is not None
    before = search.cost
    pricing = Pricing(rotations, before)
    list(pricing.search())
    found = list(dives(pricing))
    assert found
    for dive in found:
        brought = Counter(source for _, path in dive.tours for source, _ in path)
        loads = rotations.struct["loads"].tolist()
        assert [brought[s] + left for s, left in enumerate(dive.left)] == loads
        assert Counter(shelter for _, path in dive.tours for _, shelter in path) <= Counter(
            dict(enumerate(rotations.struct["room"].tolist()))
        )
    search.plant(found)
    assert search.cost <= before
    search.round()
    assert search.cost <= before


def test_dives_begin_where_vehicles_stand() -> None:
    """Ways of no minutes to the first source leave all the time that a dive is asked about."""
    for seed in range(6):
        problem = bep_random(seed, 6)
        problem = replace(problem, start=tuple(tuple(0 for _ in row) for row in problem.start))
        rotations = rotations_in(instance_of(problem, seats=1))
        search = rotation_search(rotations, 1, 1)
        assert search is not None
        pricing = Pricing(rotations, search.cost)
        list(pricing.search())
        assert all(len(dive.left) == 6 for dive in dives(pricing))
