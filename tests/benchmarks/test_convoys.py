"""The direct models of convoys: judged by the checker and by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from benchmarks.instances.loads import resource_hours
from benchmarks.instances.small import small

from masarat.core.windows import Window, Windows
from masarat.plan.checker import check
from masarat.scenario.instance import (
    AssemblyPoint,
    Checkpoint,
    Corridor,
    Destination,
    Group,
    Instance,
    LinkedOperation,
    Need,
    VehicleClass,
)

pytest.importorskip("ortools")

from benchmarks.direct.convoys_cpsat import solve_convoys
from benchmarks.direct.convoys_mip import solve_grid
from benchmarks.direct.result import Status


def shuttle(end: int = 600) -> Instance:
    """One bus, two loads: load 10, gate 5, corridor 20, town 5, unload 10; the same way back.

    The bus is there at once. First load arrives at 10 + 30 = 40, unloaded at 50, back at 80,
    loaded at 90, arrives at 120.
    """
    always = Windows.of([Window(0, end)])
    return Instance(
        title="Shuttle",
        start="2026-01-01T00:00+00:00",
        end=end,
        groups=(
            Group(
                id="people", assembly_point="a", people=100, need=Need.SEAT, priority=1,
                destinations=("d",), unit=5, may_split=True,
            ),
        ),
        assembly_points=(AssemblyPoint(place="a", bays=1),),
        destinations=(Destination(place="d", capacity=100),),
        corridors=(
            Corridor(
                id="c", places=("gate", "exit"), legs=((20,),), back_legs=((20,),),
                windows=always, headway=10, largest=4,
            ),
        ),
        checkpoints=(),
        escorts=(),
        classes=(
            VehicleClass(
                id="bus", count=1, seats=50, start_place="a", load=10, unload=10,
                corridors=frozenset({"c"}),
            ),
        ),
        suspensions=Windows(()),
        roads={
            ("a", "gate"): (5,), ("gate", "a"): (5,), ("exit", "d"): (5,), ("d", "exit"): (5,),
        },
        paces=(Fraction(1),),
    )  # fmt: skip


def test_optimum_by_hand() -> None:
    result = solve_convoys(shuttle(), time_limit=10)
    assert (result.status, result.clearance, result.left) == (Status.OPTIMAL, 120, 0)
    assert result.bound == pytest.approx(120)
    assert result.plan is not None
    assert check(shuttle(), result.plan).ok


def test_windows_and_suspensions_by_hand() -> None:
    # Open until 60 and from 100: the second convoy is loaded at 90 and enters at 100, arrives 125.
    windows = Windows.of([Window(0, 60), Window(100, 600)])
    calm = shuttle()
    corridor = replace(calm.corridors[0], windows=windows)
    windowed = replace(calm, corridors=(corridor,))
    result = solve_convoys(windowed, time_limit=10)
    assert result.clearance == 125
    assert result.plan is not None
    assert check(windowed, result.plan).ok

    # Nothing moves in [45, 70): the bus waits at d, leaves at 70, is back at 100, arrives at 140.
    paused = replace(calm, suspensions=Windows.of([Window(45, 70)]))
    result = solve_convoys(paused, time_limit=10)
    assert result.clearance == 140
    assert result.plan is not None
    assert check(paused, result.plan).ok


@pytest.mark.parametrize("start", [45, 60, 79])
def test_empty_trips_keep_out_of_suspensions(start: int) -> None:
    # The bus would drive back in [50, 80); it leaves at 80 instead, is back at 110, arrives at 150.
    paused = replace(shuttle(), suspensions=Windows.of([Window(start, 80)]))
    result = solve_convoys(paused, time_limit=10)
    assert result.clearance == 150
    assert result.plan is not None
    assert check(paused, result.plan).ok


def test_one_convoy_at_a_time_at_a_checkpoint() -> None:
    # Two buses loaded at 10, at the gate at 15: inspected [15, 25) and [25, 35), arrive 50 and 60.
    calm = shuttle()
    gate = Checkpoint(
        place="gate", lanes=1, minutes=10, windows=calm.corridors[0].windows,
        corridors=frozenset({"c"}),
    )  # fmt: skip
    inspected = replace(
        calm,
        checkpoints=(gate,),
        corridors=(replace(calm.corridors[0], headway=0, largest=1),),
        assembly_points=(AssemblyPoint(place="a"),),
        classes=(replace(calm.classes[0], count=2),),
    )
    result = solve_convoys(inspected, time_limit=10)
    assert (result.status, result.clearance) == (Status.OPTIMAL, 60)
    assert result.plan is not None
    assert check(inspected, result.plan).ok


def test_returns_in_windows_by_hand() -> None:
    # Windows [0, 60) and [100, 600): back on the corridor at 100 at the earliest, there at 125.
    windows = Windows.of([Window(0, 60), Window(100, 600)])
    calm = shuttle()
    corridor = replace(calm.corridors[0], windows=windows, returns_in_windows=True)
    bound = replace(calm, corridors=(corridor,))
    result = solve_convoys(bound, time_limit=10)
    assert result.clearance == 165
    assert result.plan is not None
    assert check(bound, result.plan).ok


def test_linked_operation_is_obeyed() -> None:
    # Two buses; each group may be ahead by at most half of its people: one load each at a time.
    calm = shuttle()
    groups = tuple(
        replace(calm.groups[0], id=name, people=100, destinations=("d",)) for name in ("x", "y")
    )
    tie = LinkedOperation(
        id="tie", a=frozenset({"x"}), b=frozenset({"y"}), tolerance=Fraction(1, 2)
    )
    linked = replace(
        calm,
        groups=groups,
        destinations=(Destination(place="d"),),
        classes=(replace(calm.classes[0], count=2),),
        linked=(tie,),
    )
    result = solve_convoys(linked, time_limit=10, horizon=300)
    assert result.left == 0
    assert result.plan is not None
    assert check(linked, result.plan).ok


def test_grid_by_hand() -> None:
    # On 15 minutes: load 1 step, out 2, unload 1, back 2, load 1, out 2: 9 steps.
    result = solve_grid(shuttle(), time_limit=10)
    assert (result.status, result.clearance, result.left) == (Status.OPTIMAL, 135, 0)
    assert result.bound == pytest.approx(135)


def test_too_short_an_end_leaves_people() -> None:
    short = shuttle(end=100)
    aggregated, grid = solve_convoys(short, time_limit=10), solve_grid(short, time_limit=10)
    assert aggregated.left == grid.left == 50
    assert aggregated.plan is not None
    assert check(short, aggregated.plan).ok


def test_inspected_returns_are_declined() -> None:
    instance = small(1, 6)
    checkpoint = replace(instance.checkpoints[0], back_corridors=instance.checkpoints[0].corridors)
    inspected = replace(instance, checkpoints=(checkpoint, *instance.checkpoints[1:]))
    for result in (solve_convoys(inspected, time_limit=1), solve_grid(inspected, time_limit=1)):
        assert result.status is Status.NOT_MODELLED
        assert "returns" in result.note


@pytest.mark.parametrize("seed", range(1, 5))
def test_small_instances_give_plans_that_pass(seed: int) -> None:
    instance = small(seed, 6)
    result = solve_convoys(instance, time_limit=3, horizon=900)
    assert result.clearance is not None
    assert result.plan is not None
    verdict = check(instance, result.plan)
    assert verdict.ok, str(verdict)
    assert result.plan.clearance_minutes == result.clearance
    if result.bound is not None:
        assert result.bound <= result.clearance


@pytest.mark.parametrize("loads", [25, 50])
def test_small_instances_have_the_loads_asked_for(loads: int) -> None:
    for seed in range(1, 6):
        instance = small(seed, loads)
        assert sum(group.people for group in instance.groups) == loads * 50
        assert small(seed, loads).digest == instance.digest
        assert resource_hours(instance, convoy=5)["fleet"] < instance.end / 60


def test_fewer_loads_than_points_are_refused() -> None:
    with pytest.raises(ValueError, match="at least"):
        small(1, 1)
