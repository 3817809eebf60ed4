"""Tours kept from mixes: they end in time and take no more than there is."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.instances.bep import bep, instance_of
from benchmarks.instances.bep_random import bep_random

from masarat.planning.model import Model
from masarat.planning.rotations import rotations_of
from masarat.planning.rotations.counted import Counted, counted_of
from masarat.planning.rotations.diving import Dive
from masarat.planning.rotations.keeping import keep_tours
from masarat.planning.rotations.known import known_of
from masarat.planning.rotations.pace import EndedError
from masarat.planning.rotations.search import RotationSearch


def counted(seed: int, *, plane: bool) -> Counted:
    """Some 30 loads, in the plane or with times drawn at random."""
    problem = bep(seed, 10, 4, 5, 2) if plane else bep_random(seed, 6, longest=30)
    rotations = rotations_of(Model(instance_of(problem, seats=1)))
    assert rotations is not None
    found = counted_of(rotations)
    assert found is not None
    return found


def kept(problem: Counted, until: int) -> Dive | None:
    return keep_tours(problem, until, known_of(problem), lambda _: False)


def end_of(problem: Counted, kind: int, legs: tuple[tuple[int, int], ...]) -> int:
    minute, came = 0, -1
    for source, shelter in legs:
        way = problem.start[kind, source] if came < 0 else problem.turn[kind, came, source]
        minute += int(way + problem.ride[kind, source, shelter])
        came = shelter
    return minute


def latest(problem: Counted) -> int:
    search = RotationSearch(problem.rotations, 1, 1)
    for _ in range(4):
        search.round()
    return search.cost


@pytest.mark.parametrize("plane", [True, False])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_tours_end_in_time_and_take_what_there_is(seed: int, *, plane: bool) -> None:
    problem = counted(seed, plane=plane)
    until = latest(problem)
    found = kept(problem, until)
    assert found is not None
    brought, came = np.zeros_like(problem.loads), np.zeros_like(problem.rooms)
    used = np.zeros_like(problem.fleet)
    for kind, legs in found.tours:
        if plane:  # elsewhere, a tour without what is too many may be longer
            assert end_of(problem, kind, legs) <= until
        used[kind] += 1
        for source, shelter in legs:
            brought[source] += 1
            came[shelter] += 1
    assert (used <= problem.fleet).all()
    assert (came <= problem.rooms).all()
    assert (brought + found.left == problem.loads).all()
    assert found == kept(problem, until)


def test_what_prices_exclude_gives_no_tours() -> None:
    problem = counted(1, plane=True)
    assert kept(problem, int(problem.ride.min())) is None


def test_tours_are_polished_without_changing_the_search() -> None:
    problem = counted(2, plane=False)
    search = RotationSearch(problem.rotations, 1, 1)
    before = search.cost
    found = kept(problem, before)
    assert found is not None
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
    with pytest.raises(EndedError):
        keep_tours(problem, latest(problem), known_of(problem), lambda _: True)
