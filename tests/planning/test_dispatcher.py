"""Movement tables of single rules, with every minute derived by hand.

The plain case (hand.py): 20 minutes out, 22 back.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from tests.planning.hand import (
    PLAIN_ROADS,
    bus,
    checkpoint,
    corridor,
    group,
    made,
    pool,
    roads,
    windows,
)
from tests.planning.test_bounds import CASES, waits_between_openings

from masarat.plan.checker import check
from masarat.plan.rules.ground import movers
from masarat.planning import Options, solve
from masarat.planning.kernel import FAR
from masarat.planning.model import Model
from masarat.scenario.instance import AssemblyPoint, LinkedOperation, Need

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.plan.document import Convoy, Plan
    from masarat.scenario.instance import Instance


def table(instance: Instance, effort: int = 2) -> Plan:
    plan = solve(instance, Options(effort=effort, threads=1))
    verdict = check(instance, plan)
    assert verdict.ok, str(verdict)
    assert not plan.left
    return plan


def departures(plan: Plan) -> list[int]:
    return [convoy.depart for convoy in plan.convoys]


def sizes(plan: Plan) -> list[int]:
    return [len(convoy.rides) for convoy in plan.convoys]


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case is not waits_between_openings],  # never waits on the way
    ids=lambda case: case.__name__,
)
def test_the_planner_reaches_the_optimum_of_cases_solved_by_hand(
    case: Callable[[], Instance],
) -> None:
    assert table(case(), effort=3).clearance_minutes == CASES[case]


# ---- returns ----


def test_a_plain_return() -> None:
    plan = table(made(group("g", 20), fleet=(bus(load=4, unload=3),)))
    # load 0-4, arrive 24, unload until 27, back at 49, load until 53, arrive 73
    (trip,) = plan.empty_trips
    assert (trip.depart, trip.arrive, trip.corridor) == (27, 49, "c")
    assert departures(plan) == [4, 53]


def test_ways_of_no_minutes_are_empty_trips_too() -> None:
    """Only a vehicle that is where it loads already needs no trip."""
    still = corridor(back_legs=((0,),), headway=1)  # so that vehicles meet
    way = {**PLAIN_ROADS, ("s", "a"): (0,), ("d", "y"): (0,), ("x", "a"): (0,)}
    plan = table(made(group("g", 20), fleet=(bus(start_place="s"),), corridors=(still,), way=way))
    assert [(t.origin, t.target, t.corridor, t.depart, t.arrive) for t in plan.empty_trips] == [
        ("s", "a", "", 0, 0),
        ("d", "a", "c", 20, 20),
    ]
    assert plan.clearance_minutes == 40


def test_a_return_of_no_minutes_is_inspected_in_its_window() -> None:
    """Back at 20; the gate inspects from 50 on, for 3 minutes: 50-53, then 20 minutes out."""
    gate = checkpoint(
        "y", corridors=frozenset(), back_corridors=frozenset({"c"}), windows=windows((50, 1000))
    )
    still = corridor(back_legs=((0,),))
    way = {**PLAIN_ROADS, ("d", "y"): (0,), ("x", "a"): (0,)}
    plan = table(made(group("g", 20), corridors=(still,), checkpoints=(gate,), way=way))
    (trip,) = plan.empty_trips
    assert (trip.depart, trip.arrive) == (50, 53)
    assert plan.clearance_minutes == 73


def test_an_inspected_return_takes_its_minutes_at_the_checkpoint() -> None:
    gate = checkpoint("y", minutes=3, corridors=frozenset(), back_corridors=frozenset({"c"}))
    plan = table(made(group("g", 20), checkpoints=(gate,)))
    (trip,) = plan.empty_trips
    # y is reached 5 minutes after d: 25-28, then 12 + 5
    assert [(p.checkpoint, p.start, p.until) for p in trip.passages] == [("y", 25, 28)]
    assert trip.arrive == 45
    assert plan.clearance_minutes == 65


def test_an_inspected_return_keeps_clear_of_a_convoy() -> None:
    """One gate for both directions: 3 minutes a vehicle. Nothing overlaps, and all arrive."""
    gate = checkpoint("x", back_corridors=frozenset({"c"}))
    plan = table(made(group("g", 40), fleet=(bus(count=2),), checkpoints=(gate,)), effort=6)
    busy = sorted(
        (passage.start, passage.until)
        for passages in (mover.passages for mover in movers(plan))
        for passage in passages
    )
    assert len(busy) == len(plan.convoys) + len(plan.empty_trips)
    assert all(until <= start for (_, until), (start, _) in pairwise(busy))


def test_a_return_waits_for_its_window() -> None:
    """Back through [25, 37) is possible at once; where the corridor opens at 60 again, it waits."""
    open_again = corridor(windows=windows((0, 30), (60, 1000)), returns_in_windows=True)
    plan = table(made(group("g", 20), corridors=(open_again,)))
    (trip,) = plan.empty_trips
    # y at 60, x at 72, a at 77; then 5 + 10 + 5
    assert (trip.depart, trip.arrive) == (55, 77)
    assert plan.clearance_minutes == 97


def test_a_return_by_another_corridor_where_its_own_allows_none() -> None:
    one_way = corridor(returns=False)
    other = corridor("b", places=("u", "v"), back_legs=((20,),))
    way = roads(("a", "x", 5), ("y", "d", 5), ("a", "u", 7), ("v", "d", 7))
    fleet = (bus(corridors=frozenset({"b", "c"})),)
    plan = table(made(group("g", 20), corridors=(one_way, other), fleet=fleet, way=way))
    assert [trip.corridor for trip in plan.empty_trips] == ["b"]
    assert plan.clearance_minutes == 20 + (7 + 20 + 7) + 20


# ---- when a convoy may leave ----


def test_a_suspension_holds_rides_and_returns() -> None:
    plan = table(made(group("g", 20), suspensions=windows((30, 50))))
    # back from 20 would take until 42; so at 50, there at 72, at the destination at 92
    (trip,) = plan.empty_trips
    assert (trip.depart, trip.arrive) == (50, 72)
    assert plan.clearance_minutes == 92


def test_a_limit_per_hour_counts_vehicles() -> None:
    instance = made(
        group("g", 50),
        fleet=(bus(count=5, comes_back=False),),
        corridors=(corridor(per_hour=3, largest=2),),
    )
    entries = [(convoy.entry, len(convoy.rides)) for convoy in table(instance, 6).convoys]
    assert max(entry for entry, _ in entries) == 65
    assert sum(size for entry, size in entries if entry < 65) == 3


def test_a_headway_separates_entries_not_departures() -> None:
    """b is 20 minutes from x, a 5: whoever leaves b at 0 enters at 20, between the two from a."""
    instance = made(
        group("g", 20),
        group("h", 10, assembly_point="b"),
        fleet=(bus(count=2, comes_back=False), bus("far", start_place="b")),
        corridors=(corridor(largest=1, headway=10),),
        way=roads(("a", "x", 5), ("b", "x", 20), ("y", "d", 5)),
    )
    assert sorted(convoy.entry for convoy in table(instance, 6).convoys) == [5, 15, 25]


def test_people_do_not_sit_aboard_while_the_corridor_is_closed() -> None:
    """Aboard at most 25 minutes of which 20 are the trip: loading may end at 45 of 50 only."""
    late = corridor(windows=windows((55, 1000)))
    plan = table(made(group("g", 10), fleet=(bus(load=5),), corridors=(late,), aboard_limit=25))
    (convoy,) = plan.convoys
    assert convoy.depart == 50
    assert 40 <= convoy.rides[0].board <= 45


def test_escorts_come_back_before_they_go_again() -> None:
    """Team away from 0: exit 15, back 12 + 5: 32. The second convoy leaves at 32."""
    instance = made(
        group("g", 20),
        fleet=(bus(count=2),),
        corridors=(corridor(largest=1),),
        escorts=(pool(1),),
    )
    assert departures(table(instance)) == [0, 32]


def test_bays_are_shared_by_those_who_load() -> None:
    instance = made(
        group("g", 40),
        fleet=(bus(count=4, load=6, comes_back=False),),
        assembly_points=(AssemblyPoint(place="a", bays=2),),
    )
    boards = sorted(ride.board for convoy in table(instance).convoys for ride in convoy.rides)
    assert boards == [0, 0, 6, 6]


# ---- links ----


def two_sides(link: LinkedOperation) -> Instance:
    return made(
        group("g", 20),
        group("h", 20, assembly_point="b"),
        fleet=(bus("one", 2, comes_back=False), bus("two", start_place="b")),
        corridors=(corridor(largest=1),),
        way=roads(("a", "x", 5), ("b", "x", 5), ("y", "d", 5)),
        linked=(link,),
    )


def when(plan: Plan, point: str) -> list[int]:
    return [convoy.depart for convoy in plan.convoys if convoy.assembly_point == point]


def test_shares_within_a_tolerance() -> None:
    """h goes at 0 and, after 20 + 22, at 42. g is at most half ahead: at 0 and from 0 on."""
    link = LinkedOperation(
        id="tie", a=frozenset({"g"}), b=frozenset({"h"}), tolerance=Fraction(1, 2)
    )
    plan = table(two_sides(link), 6)
    assert when(plan, "b") == [0, 42]
    assert when(plan, "a") == [0, 0]
    assert plan.clearance_minutes == 62


def test_a_ratio_with_slack() -> None:
    """departed(h) >= departed(g) - 5: the second ten of g wait for the second ten of h at 42."""
    link = LinkedOperation(
        id="tie", a=frozenset({"g"}), b=frozenset({"h"}), ratio=Fraction(1), slack=5
    )
    plan = table(two_sides(link), 6)
    assert when(plan, "b") == [0, 42]
    assert when(plan, "a")[1] >= 42
    assert plan.clearance_minutes == 62


# ---- who travels with whom ----


def test_own_vehicles_carry_only_their_own() -> None:
    instance = made(
        group("g", 10),
        group("h", 6, need=Need.OWN),
        fleet=(bus(), bus("car", 3, seats=2, start_place="", own=True, comes_back=False)),
    )
    plan = table(instance)
    by_class = {
        ride.vehicle.split("-")[0]: {load.group for load in ride.loads}
        for convoy in plan.convoys
        for ride in convoy.rides
    }
    assert by_class == {"bus": {"g"}, "car": {"h"}}
    assert plan.clearance_minutes == 20


def test_a_class_that_is_alone_keeps_its_own_size() -> None:
    """The corridor wants 3 together; the vans want exactly 2 and go by themselves."""
    instance = made(
        group("g", 30),
        group("h", 8, need=Need.STRETCHER),
        fleet=(
            bus(count=3),
            bus("van", 4, seats=0, stretchers=2, smallest=2, largest=2),
        ),
        corridors=(corridor(smallest=3),),
    )
    plan = table(instance)
    assert sorted(sizes(plan)) == [2, 2, 3]
    for convoy in plan.convoys:
        assert len({ride.vehicle.split("-")[0] for ride in convoy.rides}) == 1


def test_a_slow_companion_slows_the_convoy() -> None:
    instance = made(
        group("g", 20),
        fleet=(bus("fast"), bus("slow", pace=1)),
        corridors=(corridor(smallest=2, legs=((10,), (20,)), back_legs=((12,), (24,))),),
        way=roads(("a", "x", 5), ("y", "d", 5), paces=2),
        paces=(Fraction(1), Fraction(2)),
    )
    (convoy,) = table(instance).convoys
    assert (convoy.entry, convoy.exit) == (10, 30)
    assert {ride.arrive for ride in convoy.rides} == {40}


def one_more() -> Instance:
    return made(group("g", 25), fleet=(bus(count=3),), corridors=(corridor(smallest=2, largest=2),))


def test_the_last_convoy_may_be_small_and_leaves_last() -> None:
    plan = table(replace(one_more(), small_last_convoy=True))
    assert sizes(plan) == [2, 1]
    assert plan.convoys[0].depart < plan.convoys[1].depart


def test_otherwise_people_are_spread_over_a_whole_convoy() -> None:
    """25 people in convoys of two buses of ten: two convoys, four rides, none empty."""
    plan = table(one_more())
    assert sizes(plan) == [2, 2]
    assert plan.planned == 25


def test_a_group_below_its_unit_is_one_unit() -> None:
    plan = table(made(group("g", 3, unit=12)))
    (ride,) = plan.convoys[0].rides
    assert [load.people for load in ride.loads] == [3]


def test_an_open_corridor_goes_straight() -> None:
    instance = made(
        group("g", 20),
        corridors=(corridor(places=(), legs=((),), back_legs=((),)),),
        way={("a", "d"): (30,), ("d", "a"): (25,)},
    )
    plan = table(instance)
    assert [(c.entry, c.exit) for c in plan.convoys] == [(0, 30), (55, 85)]


@pytest.mark.parametrize("unit", [1, 2])
def test_links_that_no_full_convoy_keeps_are_kept_with_fewer_aboard(unit: int) -> None:
    """Three full vehicles, the least there may be, are 75% of either side: half is allowed."""
    first, *_ = table(half_at_once(40, unit=unit)).convoys
    assert len(first.rides) >= 3
    assert sum(load.people for ride in first.rides for load in ride.loads) <= 20


def test_a_convoy_with_fewer_aboard_is_not_the_last_and_so_not_small() -> None:
    """One vehicle takes all ten of a side, but half is allowed: five go in three vehicles first."""
    plan = table(replace(half_at_once(10), small_last_convoy=True))
    assert plan.planned == 20
    assert len(plan.convoys[0].rides) >= 3


def half_at_once(people: int, unit: int = 1) -> Instance:
    """Return two sides, of which neither may be more than half of its people ahead."""
    tie = LinkedOperation(
        id="tie", a=frozenset({"g"}), b=frozenset({"h"}), tolerance=Fraction(1, 2)
    )
    return made(
        group("g", people, unit=unit),
        group("h", people, unit=unit, assembly_point="b"),
        fleet=(
            bus("one", 12, comes_back=False),
            bus("two", 12, start_place="b", comes_back=False),
        ),
        corridors=(corridor(smallest=3),),
        way=roads(("a", "x", 5), ("b", "x", 5), ("y", "d", 5)),
        linked=(tie,),
    )


# ---- the model behind it ----


def test_the_model_measures_lines_and_returns() -> None:
    model = Model(made(group("g", 20), fleet=(bus(), bus("same", start_place="depot"))))
    assert len(model.kinds) == 1  # classes that differ in start place only are one kind
    assert model.access.tolist() == [[5]]
    assert model.inside.tolist() == [[10]]
    assert model.out.tolist() == [[[5]]]
    assert model.back.tolist() == [[12 + 5]]
    assert model.empty[0, 0, 0] == 22  # from the destination
    assert model.empty[0, model.start_index["a"], 0] == 0
    assert model.empty[0, model.start_index["depot"], 0] == FAR  # no road


def test_the_model_knows_what_cannot_be_driven() -> None:
    model = Model(made(way={("a", "x"): (5,), ("y", "d"): (5,)}))
    assert model.back.tolist() == [[FAR]]
    assert model.empty[0, 0, 0] == FAR


def last_ride(convoy: Convoy) -> int:
    return max(ride.arrive for ride in convoy.rides)


def test_convoys_are_numbered_in_order_of_departure() -> None:
    plan = table(made(group("g", 100), fleet=(bus(count=2),)))
    assert departures(plan) == sorted(departures(plan))
    assert [convoy.id for convoy in plan.convoys] == sorted(convoy.id for convoy in plan.convoys)
    assert max(map(last_ride, plan.convoys)) == plan.clearance_minutes
