"""The bus evacuation problem: instances, text form, conversion, and the circuit model."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from benchmarks.direct.bep_routes import Route, greedy, last_arrival, plan_of
from benchmarks.instances.bep import BepInstance, bep, dumps, instance_of, loads
from hypothesis import given, settings
from hypothesis import strategies as st

from masarat.plan.checker import check
from masarat.plan.document import Bound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.plan.document import Plan

NO_BOUND = Bound(minutes=0, source=(), certificate={})

# Depot 2 from A and 9 from B; A to shelter 5, B to shelter 4; one bus, A holds two loads.
HAND = BepInstance(
    name="by hand",
    loads=(2, 1),
    capacities=(3,),
    buses=(1,),
    start=((2, 9),),
    out=((5,), (4,)),
    back=((5, 4),),
)


def judge_bep(problem: BepInstance, plan: Plan) -> int:
    """Judge a plan as routes of the problem, by its matrices alone; return the last arrival."""
    trips: dict[str, list[tuple[int, int, int, int]]] = {}
    for convoy in plan.convoys:
        for ride in convoy.rides:
            source = int(convoy.assembly_point.rpartition("-")[2]) - 1
            shelter = int(ride.destination.rpartition("-")[2]) - 1
            aboard = sum(load.people for load in ride.loads)
            assert aboard <= 50
            trips.setdefault(ride.vehicle, []).append((convoy.depart, ride.arrive, source, shelter))
    moved = [0] * len(problem.loads)
    taken = [0] * len(problem.capacities)
    used = [set[str]() for _ in problem.buses]
    latest = 0
    for vehicle, rides in trips.items():
        depot = int(vehicle.split("-")[1]) - 1
        used[depot].add(vehicle)
        time, row = 0, problem.start[depot]
        for depart, arrive, source, shelter in sorted(rides):
            assert depart >= time + row[source]
            assert arrive == depart + problem.out[source][shelter]
            time, row = arrive, problem.back[shelter]
            moved[source] += 1
            taken[shelter] += 1
            latest = max(latest, arrive)
    assert moved == list(problem.loads)
    assert all(count <= room for count, room in zip(taken, problem.capacities, strict=True))
    assert all(len(buses) <= count for buses, count in zip(used, problem.buses, strict=True))
    return latest


def least_makespan(problem: BepInstance) -> int:
    """Return the optimum by trying every assignment of ordered loads to buses and shelters."""
    depots = [depot for depot, count in enumerate(problem.buses) for _ in range(count)]
    start = tuple((depot, -1, 0) for depot in depots)
    best = problem.horizon

    def search(
        buses: tuple[tuple[int, int, int], ...], left: tuple[int, ...], room: tuple[int, ...]
    ) -> None:
        nonlocal best
        latest = max(time for _, _, time in buses)
        if latest >= best:
            return
        if not any(left):
            best = latest
            return
        for bus, source, shelter in product(range(len(buses)), range(len(left)), range(len(room))):
            if not left[source] or not room[shelter]:
                continue
            depot, at, time = buses[bus]
            to = problem.start[depot][source] if at < 0 else problem.back[at][source]
            moved = (depot, shelter, time + to + problem.out[source][shelter])
            search(
                (*buses[:bus], moved, *buses[bus + 1 :]),
                (*left[:source], left[source] - 1, *left[source + 1 :]),
                (*room[:shelter], room[shelter] - 1, *room[shelter + 1 :]),
            )

    search(start, problem.loads, problem.capacities)
    return best


def small_problems() -> Iterator[BepInstance]:
    for seed in range(60):
        problem = bep(seed, 2, 2, 2, 1 + seed % 2, scale=30)
        if sum(problem.loads) <= 5:
            yield problem


@given(
    seed=st.integers(0, 10**6),
    sources=st.integers(1, 8),
    shelters=st.integers(1, 4),
    buses=st.integers(1, 6),
    depots=st.integers(1, 3),
)
@settings(max_examples=60, deadline=None)
def test_text_form_round_trip(
    seed: int, sources: int, shelters: int, buses: int, depots: int
) -> None:
    problem = bep(seed, sources, shelters, buses, min(buses, depots))
    assert loads(dumps(problem)) == problem


def test_text_form_by_hand() -> None:
    text = """
    bep by hand   # two sources, one shelter
    loads
    2 1
    capacities
    3
    buses
    1
    start
    2 9
    out
    5
    4
    """
    assert loads(text) == HAND


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 2\n", "line 1: expected the name of a block"),
        ("bep x\nloads\n1 two\n", "line 3: found '1 two', expected whole numbers"),
        ("bep x\nloads\n1\ncapacity\n1\n", "missing: .*'capacities'.*unknown: \\['capacity'\\]"),
    ],
)
def test_text_form_faults(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        loads(text)


def test_instances_refuse_contradictions() -> None:
    with pytest.raises(ValueError, match="start must have 1 rows of 2 times"):
        BepInstance(
            name="x", loads=(1, 1), capacities=(2,), buses=(1,), start=((1,),), out=((1,), (1,)),
            back=((1, 1),),
        )  # fmt: skip
    with pytest.raises(ValueError, match="room for all loads"):
        BepInstance(
            name="x", loads=(2,), capacities=(1,), buses=(1,), start=((1,),), out=((1,),),
            back=((1,),),
        )  # fmt: skip


def test_generator_is_deterministic_and_scales() -> None:
    assert bep(7, 50, 10, 20, 3) == bep(7, 50, 10, 20, 3)
    assert bep(7, 50, 10, 20, 3) != bep(8, 50, 10, 20, 3)
    far = bep(7, 50, 10, 20, 3, scale=28_000)
    assert 20_000 < max(map(max, far.out)) <= 40_000
    assert sum(far.buses) == 20


def test_last_arrival_by_hand() -> None:
    # A at 2, shelter 7; back to A 12, shelter 17; back to B 21, shelter 25.
    route = Route(depot=0, trips=((0, 0), (0, 0), (1, 0)))
    assert last_arrival(HAND, [route]) == 25
    plan = plan_of(HAND, [route], NO_BOUND)
    assert check(instance_of(HAND), plan).ok
    assert judge_bep(HAND, plan) == 25


@pytest.mark.parametrize("seed", range(5))
def test_greedy_routes_are_valid_plans(seed: int) -> None:
    problem = bep(seed, 8, 3, 5, 2)
    routes = greedy(problem)
    plan = plan_of(problem, routes, NO_BOUND)
    assert check(instance_of(problem), plan).ok
    assert judge_bep(problem, plan) == last_arrival(problem, routes) == plan.clearance_minutes


def test_circuits_find_the_optimum_of_every_tiny_problem() -> None:
    solve_bep = pytest.importorskip("benchmarks.direct.bep_cpsat", exc_type=ImportError).solve_bep
    problems = list(small_problems())
    assert len(problems) >= 10
    for problem in problems[:10]:
        result = solve_bep(problem, time_limit=20)
        assert result.plan is not None
        assert check(instance_of(problem), result.plan).ok
        assert judge_bep(problem, result.plan) == result.clearance == least_makespan(problem)
        assert result.bound == result.clearance
