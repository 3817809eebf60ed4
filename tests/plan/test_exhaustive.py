"""Exhaustive search: never excludes what can be done, and excludes much of what cannot."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from benchmarks.instances.small import small
from tests.plan.enumerator import TooManyError, optimal_clearance
from tests.plan.instances import random_instance
from tests.planning.hand import bus, corridor, group, made, roads, windows

from masarat.plan.document import Bound
from masarat.plan.exhaustive import Outcome, applies, search
from masarat.plan.proof import verify_proof
from masarat.scenario.instance import AssemblyPoint, Checkpoint, Destination, EscortPool, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator


def one_class(seeds: range, size: int) -> Iterator[tuple[Instance, int]]:
    """Yield random instances that can be searched, with their least clearance."""
    for seed in seeds:
        drawn = random_instance(Random(seed), size=size)  # noqa: S311
        corridors = tuple(c for c in drawn.corridors if not c.is_open)
        names = frozenset(c.id for c in corridors)
        fleet = next((c for c in drawn.classes if c.corridors & names and not c.own), None)
        if fleet is None:
            continue
        groups = tuple(g for g in drawn.groups if fleet.room(g.need))
        instance = replace(
            drawn,
            corridors=corridors,
            classes=(replace(fleet, corridors=fleet.corridors & names),),
            groups=groups,
            linked=(),
            _digest=[],
        )
        if not groups or not applies(instance):
            continue
        try:
            optimum = optimal_clearance(instance, budget=5_000)
        except TooManyError:
            continue
        if optimum is not None:
            yield instance, optimum


def judge(seeds: range, size: int) -> tuple[int, int]:
    """Hold the search against the optimum; return how many were judged and how many proven."""
    judged = proven = 0
    for instance, optimum in one_class(seeds, size):
        assert search(instance, optimum).outcome is Outcome.REACHED, instance.title
        judged += 1
        proven += search(instance, optimum - 1).outcome is Outcome.EXCLUDED
    return judged, proven


def test_no_optimum_of_random_instances_is_excluded() -> None:
    judged, proven = judge(range(3_000), 2)
    assert judged > 800
    assert proven > judged // 3


@pytest.mark.slow
@pytest.mark.parametrize("size", [2, 3])
def test_no_optimum_of_many_random_instances_is_excluded(size: int) -> None:
    judged, proven = judge(range(3_000, 15_000), size)
    assert judged > 500
    assert proven > judged // 3


def timed(**changes: Any) -> Instance:
    """40 people, one bus of 10: load 2, to the gate 5, corridor 10, out 5; unload 1, back 22.

    A ride takes 22 minutes, the next one begins 23 minutes after its arrival: the fourth arrives at
    22 + 3 * (23 + 22) = 157.
    """
    fleet = changes.pop("fleet", bus(count=1, load=2, unload=1))
    return made(group("g", 40), fleet=(fleet,), **changes)


def test_one_bus_by_hand() -> None:
    assert search(timed(), 156).outcome is Outcome.EXCLUDED
    answer = search(timed(), 157)
    assert answer.outcome is Outcome.REACHED
    assert [step.vehicles for step in answer.steps] == [1, 1, 1, 1]
    assert [step.entry for step in answer.steps] == [7, 52, 97, 142]


def test_a_team_that_has_to_come_back() -> None:
    """Four buses one by one, since convoys have one vehicle; the team is away for 32 minutes."""
    instance = timed(
        fleet=bus(count=4, load=2, unload=1),
        corridors=(corridor(largest=1),),
        escorts=(EscortPool(id="e", teams=1, corridors=frozenset({"c"})),),
    )
    assert search(instance, 117).outcome is Outcome.EXCLUDED
    assert search(instance, 118).outcome is Outcome.REACHED


def test_small_destinations_take_few() -> None:
    """The near place takes two loads: the others go 30 minutes out, not 5."""
    roads = {("y", "e"): (30,), ("e", "y"): (30,)}
    goals = (Destination(place="d", capacity=20), Destination(place="e"))
    instance = timed(fleet=bus(count=4, load=2), destinations=goals)
    instance = replace(
        instance,
        groups=(replace(instance.groups[0], destinations=("d", "e"), may_split=True),),
        roads={**instance.roads, **roads},
        _digest=[],
    )
    assert search(instance, 46).outcome is Outcome.EXCLUDED
    assert search(instance, 47).outcome is Outcome.REACHED


def test_what_it_does_not_apply_to() -> None:
    two = made(group("g", 10), fleet=(bus("one"), bus("two")))
    assert not applies(two)
    assert search(two, 5).outcome is Outcome.GAVE_UP
    assert not applies(timed(corridors=(corridor(places=(), legs=((),), back_legs=((),)),)))


def test_too_few_states_prove_nothing() -> None:
    assert search(timed(), 157, most_states=2).outcome is Outcome.GAVE_UP


@pytest.mark.parametrize(("seed", "optimum"), [(1, 427), (2, 406), (3, 566), (4, 502), (5, 491)])
def test_ten_loads_are_proven(seed: int, optimum: int) -> None:
    """The clearances were reached by plans that passed the checker."""
    assert search(small(seed, 10), optimum - 1).outcome is Outcome.EXCLUDED
    assert search(small(seed, 10), optimum).outcome is Outcome.REACHED


@pytest.mark.parametrize(
    ("seed", "optimum"),
    [
        (2, 522),
        (3, 543),
        (5, 461),
        (7, 372),
        (8, 472),
        (9, 538),
        *(pytest.param(*case, marks=pytest.mark.slow) for case in [(1, 411), (6, 677), (10, 502)]),
    ],
)
def test_twenty_five_loads_are_proven(seed: int, optimum: int) -> None:
    """The clearances were reached by plans that passed the checker."""
    assert search(small(seed, 25), optimum - 1).outcome is Outcome.EXCLUDED
    assert search(small(seed, 25), optimum).outcome is Outcome.REACHED


def test_few_promising_states_find_but_exclude_nothing_that_they_dropped() -> None:
    instance = small(2, 25)
    assert search(instance, 522, width=100).outcome is Outcome.REACHED
    narrow = search(instance, 521, width=10)
    assert narrow.outcome is Outcome.GAVE_UP
    assert narrow.states < search(instance, 521).states


def test_convoys_share_the_bays_of_their_point() -> None:
    """Two vehicles, convoys of one, one bay, no headway: the second loads 30 minutes later.

    The first arrives 30 + 20 minutes after the beginning, the second after 60 + 20.
    """
    instance = made(
        group("g", 20),
        fleet=(bus(count=2, load=30),),
        corridors=(corridor(largest=1),),
        assembly_points=(AssemblyPoint(place="a", bays=1),),
    )
    assert search(instance, 79).outcome is Outcome.EXCLUDED
    assert search(instance, 80).outcome is Outcome.REACHED


def bound(minutes: int, searched: object) -> Bound:
    return Bound(minutes=minutes, source=(), certificate={"exhaustive": searched})


def test_a_bound_by_search_is_searched_again() -> None:
    assert verify_proof(timed(), bound(157, 156), None) is None
    assert verify_proof(timed(), bound(157, 156), 1) is None
    assert verify_proof(timed(), bound(150, 156), None) is None


@pytest.mark.parametrize(
    ("minutes", "searched", "priority", "words"),
    [
        (158, 157, None, "does not exclude minute 157"),
        (158, 156, None, "excludes minute 156 only"),
        (157, "156", None, "names no minute"),
        (157, -1, None, "names no minute"),
        (157, 156, 2, "about everybody"),
        (9_999, 9_998, None, "excludes minute 9998 only"),
    ],
)
def test_bounds_that_search_does_not_prove(
    minutes: int, searched: object, priority: int | None, words: str
) -> None:
    doubt = verify_proof(timed(), bound(minutes, searched), priority)
    assert doubt is not None
    assert words in doubt


def test_inspections_in_turn() -> None:
    """Convoys of one vehicle; each inspection takes 15 minutes, the headway is nothing."""
    gate = Checkpoint(
        place="x", lanes=1, minutes=15, windows=timed().corridors[0].windows,
        longest_wait=0, corridors=frozenset({"c"}),
    )  # fmt: skip
    instance = timed(
        fleet=bus(count=4, load=2), corridors=(corridor(largest=1),), checkpoints=(gate,)
    )
    assert search(instance, 81).outcome is Outcome.EXCLUDED
    assert search(instance, 82).outcome is Outcome.REACHED


def test_what_can_be_done_by_a_minute_can_be_done_by_every_later_one() -> None:
    """Two buses, 2 loads near the corridor and 5 loads 1,500 minutes before it.

    So long a horizon has room for hundreds of short rides, each worth as much as prices can say.
    One bus takes 3 loads from afar, arriving at 1501 + 2 * 3002 = 7505; the other one the rest.
    """
    instance = made(
        group("near", 20, assembly_point="q", destinations=("r",)),
        group("far", 50, assembly_point="far", destinations=("r",)),
        fleet=(bus(count=2, start_place=""),),
        way=roads(("far", "q", 1500)),
        corridors=(
            corridor(
                places=("q", "r"),
                legs=((1,),),
                back_legs=((1,),),
                largest=2,
                windows=windows((0, 20_000)),
            ),
        ),
        end=20_000,
    )
    assert search(instance, 7504).outcome is Outcome.EXCLUDED
    for within in (7505, 8588, 8589, 8590, 8591, 12_000, 20_000):
        assert search(instance, within).outcome is Outcome.REACHED, within
