"""Where vehicles do not meet: valid plans, optimal when small, no worse with more buses."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from benchmarks.direct.bep_routes import greedy, last_arrival
from benchmarks.instances.bep import bep, instance_of
from tests.planning.hand import bus, corridor, group, made, roads
from tests.planning.rotations.independent_cases import dressed, optimum, plain

from masarat.core.windows import Window, Windows
from masarat.plan.checker import check
from masarat.plan.files import to_json
from masarat.planning import Options, solve
from masarat.planning.model import Model
from masarat.planning.rotations import rotation_search, rotations_of
from masarat.planning.rotations.conditions import independent
from masarat.scenario.instance import Checkpoint, Destination, EscortPool, LinkedOperation, Need

if TYPE_CHECKING:
    from masarat.plan.document import Plan
    from masarat.scenario.instance import Instance

BRIEF = Options(effort=4, threads=1)


def solved(instance: Instance, options: Options = BRIEF) -> Plan:
    plan = solve(instance, options)
    verdict = check(instance, plan)
    assert verdict.ok, str(verdict)
    return plan


def with_one(instance: Instance, table: str, **changes: Any) -> Instance:
    """Change the first row of a table."""
    first, *rest = getattr(instance, table)
    changed: dict[str, Any] = {table: (replace(first, **changes), *rest)}
    return replace(instance, **changed, _digest=[])


# ---- the condition ----


def test_bus_evacuation_problems_are_independent_rotations() -> None:
    assert independent(plain(1))
    assert all(independent(dressed(seed)) for seed in range(10))


PAUSE = Windows.of([Window(5, 10)])
CHECK = Checkpoint(
    place="gate",
    lanes=1,
    minutes=5,
    windows=Windows.of([Window(0, 10_000)]),
    corridors=frozenset(),
    back_corridors=frozenset({"any-road"}),
)
LINK = LinkedOperation(id="l", a=frozenset({"people-1"}), b=frozenset(), tolerance=Fraction(1))
MEETING: dict[str, tuple[str, dict[str, Any]]] = {
    "headway": ("corridors", {"headway": 5}),
    "vehicles an hour": ("corridors", {"per_hour": 10}),
    "convoy minimum": ("corridors", {"smallest": 2}),
    "windows": ("corridors", {"windows": PAUSE}),
    "priorities": ("groups", {"priority": 2}),
    "needs": ("groups", {"need": Need.STRETCHER}),
    "households": ("groups", {"unit": 4}),
    "one destination": ("groups", {"may_split": False, "people": 500}),
    "together": ("groups", {"together": "t"}),
    "seats": ("classes", {"seats": 40}),
    "a lost vehicle": ("classes", {"lost": (("bus-1-1", 100),)}),
    "own convoys": ("classes", {"smallest": 2, "largest": 3}),
    "a late destination": ("destinations", {"ready": 10}),
}


@pytest.mark.parametrize(("table", "changes"), MEETING.values(), ids=MEETING)
def test_one_thing_shared_is_enough_to_meet(table: str, changes: dict[str, Any]) -> None:
    instance = instance_of(bep(1, 3, 2, 4, 2))
    assert independent(instance)
    assert not independent(with_one(instance, table, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"suspensions": PAUSE},
        {"checkpoints": (CHECK,)},
        {"escorts": (EscortPool(id="e", teams=1, corridors=frozenset({"any-road"})),)},
        {"linked": (LINK,)},
        {"aboard_limit": 1000},
        {"now": 5},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_is_shared_by_all_makes_them_meet(changes: dict[str, Any]) -> None:
    assert not independent(replace(plain(1), **changes, _digest=[]))


def test_bays_matter_only_where_loading_takes_time() -> None:
    instance = with_one(plain(1), "assembly_points", bays=1)
    assert independent(instance)
    slow = with_one(instance, "classes", load=5)
    assert not independent(slow)
    assert independent(with_one(slow, "assembly_points", bays=2))


# ---- the tables ----


def test_small_plans_are_optimal() -> None:
    for seed in range(1, 9):
        instance = plain(seed, depots=1 + seed % 2)
        if sum(group.people for group in instance.groups) <= 8 * 50:
            assert solved(instance).clearance_minutes == optimum(instance), f"seed {seed}"


def test_loading_readiness_part_loads_and_single_trips_are_optimal_too() -> None:
    compared = 0
    for seed in range(40):
        instance = dressed(seed, sources=2)
        rotations = rotations_of(Model(instance))
        if rotation_search(rotations, 1, 1) is None:
            continue  # too few vehicles come back
        plan = solved(instance)
        assert not plan.left
        if rotations is not None and rotations.struct["loads"].sum() <= 6:
            assert plan.clearance_minutes == optimum(instance), f"seed {seed}"
            compared += 1
    assert compared >= 10


def test_a_fixed_corridor_is_driven_from_end_to_end() -> None:
    instance = plain(3)
    (corridor,) = instance.corridors
    ends = ("in", "out")
    roads = dict(instance.roads)
    for number, point in enumerate(instance.assembly_points):
        roads[point.place, "in"] = roads["in", point.place] = (3 + number,)
    for number, destination in enumerate(instance.destinations):
        roads["out", destination.place] = roads[destination.place, "out"] = (2 + number,)
    fixed = replace(corridor, places=ends, legs=((10,),), back_legs=((7,),))
    instance = replace(instance, corridors=(fixed,), roads=roads, _digest=[])
    assert independent(instance)
    assert solved(instance).clearance_minutes == optimum(instance)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_plan_is_worse_than_the_greedy_routes(seed: int) -> None:
    problem = bep(seed, 12, 4, 6, 2, scale=20_000)
    plan = solved(instance_of(problem))
    assert plan.clearance_minutes <= last_arrival(problem, greedy(problem))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_more_bus_is_never_a_loss(seed: int) -> None:
    """Same sources and shelters, one to nine buses at one depot."""
    problem = bep(seed, 6, 3, 9)
    minutes = [
        solved(instance_of(replace(problem, buses=(buses,)))).clearance_minutes
        for buses in range(1, 10)
    ]
    assert minutes == sorted(minutes, reverse=True)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 7))
def test_one_more_bus_is_never_a_loss_where_there_are_many_loads(seed: int) -> None:
    problem = bep(seed, 15, 5, 14, 2)
    minutes = [
        solved(
            instance_of(replace(problem, buses=(buses, 3))), Options(effort=60)
        ).clearance_minutes
        for buses in range(2, 15)
    ]
    assert minutes == sorted(minutes, reverse=True)


# ---- promises ----


def test_the_number_of_threads_changes_nothing() -> None:
    instance = instance_of(bep(4, 10, 4, 6, 2))
    plans = [solve(instance, Options(effort=7, threads=threads)) for threads in (1, 3)]
    assert to_json(plans[0]) == to_json(plans[1])


def test_more_effort_is_never_a_loss() -> None:
    instance = instance_of(bep(7, 15, 4, 6, 2))
    minutes = [solved(instance, replace(BRIEF, effort=e)).clearance_minutes for e in (0, 1, 4, 9)]
    assert minutes == sorted(minutes, reverse=True)


def test_search_ends_when_the_bound_is_met() -> None:
    plan = solved(plain(1), Options(effort=10_000, threads=1))
    assert plan.clearance_minutes == plan.bound.minutes
    assert plan.effort < 10_000


def test_where_tours_cannot_end_in_time_the_general_planner_moves_as_many_as_possible() -> None:
    instance = plain(2)
    late = replace(instance, end=optimum(instance) - 1, _digest=[])
    assert rotation_search(rotations_of(Model(late)), 1, 1) is None
    plan = solved(late)
    assert plan.left
    assert plan.planned > 0


def test_broken_loads_are_left_to_the_general_planner() -> None:
    """80 people and shelters of 40 each: a full bus of 50 fits nowhere."""
    instance = plain(1)
    crowded = replace(
        instance,
        groups=(replace(instance.groups[0], people=80),),
        destinations=tuple(replace(d, capacity=40) for d in instance.destinations),
        _digest=[],
    )
    assert not independent(crowded)
    assert not solved(crowded).left


def part_loads(near: int, unit: int = 1) -> Instance:
    """Loads of 14 and 12, where six sit in a bus; 10 minutes to the near shelter, 60 to the far."""
    groups = (group("g", 14, **SOMEWHERE, unit=unit), group("h", 12, **SOMEWHERE, unit=unit))
    return made(
        *groups,
        fleet=(bus(seats=6),),
        corridors=(corridor(places=(), legs=((),), back_legs=((),)),),
        way=roads(("a", "d", 10), ("a", "e", 60)),
        destinations=(Destination(place="d", capacity=near), Destination(place="e")),
    )


SOMEWHERE: dict[str, Any] = {"destinations": ("d", "e"), "may_split": True}


def test_room_for_everybody_is_room_for_loads_that_are_not_full() -> None:
    """26 places are four full loads and a rest, but take all five rides: nine times 10 minutes."""
    assert independent(part_loads(26))
    assert solved(part_loads(26)).clearance_minutes == 90


def test_room_is_counted_by_people_where_loads_are_not_full() -> None:
    """20 places take 6, 2 and 12; one load goes far. Of whole loads, two would."""
    assert not independent(part_loads(20))
    assert solved(part_loads(20)).clearance_minutes == 140


@pytest.mark.parametrize(
    ("near", "unit", "expected"), [(12, 1, True), (15, 1, False), (15, 6, True)]
)
def test_whole_loads_fill_a_shelter(near: int, unit: int, *, expected: bool) -> None:
    """Both groups are 12: three places of 15 are left over, unless units are whole loads."""
    first, *others = part_loads(near, unit).groups
    full = replace(part_loads(near, unit), groups=(replace(first, people=12), *others), _digest=[])
    assert independent(full) == expected
