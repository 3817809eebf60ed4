"""Tours packed by beam search and mixes: they end in time and bring no more than there is."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from benchmarks.instances.bep import bep, instance_of
from benchmarks.instances.bep_random import bep_random
from tests.planning.rotations.independent_cases import optimum

from masarat.planning.model import Model
from masarat.planning.rotations import rotations_of
from masarat.planning.rotations.beam import Beam
from masarat.planning.rotations.counted import Counted, counted_of
from masarat.planning.rotations.diving import Dive
from masarat.planning.rotations.pace import EndedError
from masarat.planning.rotations.packing import Packing, fine_enough, rounded
from masarat.planning.rotations.search import RotationSearch

if TYPE_CHECKING:
    from masarat.planning.rotations.days import Path

EVERYWHERE = 50
"""More places than there are: all are near."""


def counted(seed: int, *, plane: bool) -> Counted:
    """Some 30 loads, in the plane or with times drawn at random."""
    problem = bep(seed, 10, 4, 5, 2) if plane else bep_random(seed, 6, longest=30)
    rotations = rotations_of(Model(instance_of(problem, seats=1)))
    assert rotations is not None
    found = counted_of(rotations)
    assert found is not None
    return found


def packed(problem: Counted, until: int, step: int = 1) -> Dive:
    search = RotationSearch(problem.rotations, 1, 1)
    coarse = rounded(problem, step)
    return Packing(coarse, until // step, search.near(10), 8, 1, lambda _: False).dive()


def end_of(problem: Counted, kind: int, legs: Path) -> int:
    minute, came = 0, -1
    for source, shelter in legs:
        way = problem.start[kind, source] if came < 0 else problem.turn[kind, came, source]
        minute += int(way + problem.ride[kind, source, shelter])
        came = shelter
    return minute


def assert_within(problem: Counted, dive: Dive) -> None:
    brought, came = np.zeros_like(problem.loads), np.zeros_like(problem.rooms)
    used = np.zeros_like(problem.fleet)
    for kind, legs in dive.tours:
        used[kind] += 1
        for source, shelter in legs:
            brought[source] += 1
            came[shelter] += 1
    assert (used <= problem.fleet).all()
    assert (came <= problem.rotations.struct["room"]).all()
    assert (brought + dive.left == problem.loads).all()


def reached(problem: Counted) -> int:
    search = RotationSearch(problem.rotations, 1, 1)
    for _ in range(4):
        search.round()
    return search.cost


@pytest.mark.parametrize("plane", [True, False])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_tours_end_in_time_and_take_what_there_is(seed: int, *, plane: bool) -> None:
    problem = counted(seed, plane=plane)
    until = reached(problem)
    found = packed(problem, until)
    assert_within(problem, found)
    assert all(end_of(problem, kind, legs) <= until for kind, legs in found.tours)
    assert sum(found.left) <= 2
    assert found == packed(problem, until)


def test_steps_of_time_are_rounded_and_rides_take_one() -> None:
    problem = counted(1, plane=False)
    until = reached(problem)
    assert_within(problem, packed(problem, until, 5))
    assert (rounded(problem, 1000).ride == 1).all()
    assert fine_enough(problem, 400) == 1
    assert 200 <= 80_000 / fine_enough(problem, 80_000) <= 300


def test_small_problems_are_packed_by_the_optimum() -> None:
    met = 0
    for seed in range(12):
        instance = instance_of(bep_random(seed, 3, buses=2, loads=2, longest=6), seats=1)
        rotations = rotations_of(Model(instance))
        problem = None if rotations is None else counted_of(rotations)
        assert problem is not None
        best = optimum(instance)
        met += not any(packed(problem, best).left)
        assert any(packed(problem, best - 1).left)
    assert met >= 10


def test_wide_beams_find_the_tour_worth_most() -> None:
    """Against all tours of at most four loads."""
    rotations = rotations_of(Model(instance_of(bep_random(4, 3, loads=2), seats=1)))
    problem = None if rotations is None else counted_of(rotations)
    assert problem is not None
    near = RotationSearch(problem.rotations, 1, 1).near(EVERYWHERE)
    rng, until = np.random.default_rng(1), 14
    rides = list(product(range(3), range(3)))
    for _ in range(5):
        worth = rng.integers(1, 100_000, (3, 3))
        grown = Beam(problem, 0, until, near, 200).grow(worth, problem.loads, problem.rooms, 0)
        best = max(
            sum(int(worth[leg]) for leg in legs)
            for count in range(1, 5)
            for legs in product(rides, repeat=count)
            if end_of(problem, 0, legs) <= until and within(problem, legs)
        )
        found = [sum(int(worth[leg]) for leg in legs) for legs in grown.tours]
        assert all(within(problem, legs) for legs in grown.tours)
        assert found == sorted(found, reverse=True)
        if all(len(legs) <= 4 for legs in grown.tours):
            assert found[0] == best
        else:
            assert found[0] >= best


def within(problem: Counted, legs: Path) -> bool:
    sources, shelters = zip(*legs, strict=True)
    return bool(
        (np.bincount(sources, minlength=3) <= problem.loads).all()
        and (np.bincount(shelters, minlength=3) <= problem.rooms).all()
    )


def test_tours_known_before_are_mixed_where_they_fit() -> None:
    problem = counted(2, plane=True)
    until = reached(problem)
    search = RotationSearch(problem.rotations, 1, 1)
    first = Packing(rounded(problem, 1), until, search.near(10), 8, 1, lambda _: False)
    first.dive()
    again = Packing(rounded(problem, 1), until - 5, search.near(10), 8, 1, lambda _: False)
    again.know(first.tours)
    assert set(again.tours) < set(first.tours)
    assert all(end_of(problem, kind, legs) <= until - 5 for kind, legs in again.tours)


def test_tours_are_polished_without_changing_the_search() -> None:
    problem = counted(2, plane=False)
    search = RotationSearch(problem.rotations, 1, 1)
    before = search.cost
    found = packed(problem, before)
    tours = search.polished(found, 1, before - 1)
    assert tours is not None
    assert search.cost == before
    search.adopt(tours)
    assert search.cost == min(before, int(tours["sums"][0]))
    assert np.array_equal(tours["rides"], search.polished(found, 1, before - 1)["rides"])  # type: ignore[index]


def test_tours_for_too_little_room_are_not_taken() -> None:
    problem = counted(2, plane=False)
    search = RotationSearch(problem.rotations, 1, 1)
    source, room = 0, int(problem.rotations.struct["room"][0])
    crowd = Dive(((0, ((source, 0),) * (room + 1)),), tuple(problem.loads.tolist()))
    assert search.polished(crowd, 1, search.cost - 1) is None


def test_looking_for_tours_can_be_ended() -> None:
    problem = counted(1, plane=True)
    near = RotationSearch(problem.rotations, 1, 1).near(10)
    with pytest.raises(EndedError):
        Packing(rounded(problem, 1), 200, near, 8, 1, lambda _: True).dive()
