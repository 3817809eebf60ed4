"""Corners of single rules that random plans seldom reach, and what the verdict says."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from tests.plan.corrupting import consistent, with_checkpoint, with_convoy, with_corridor, with_trip
from tests.plan.instances import random_instance
from tests.plan.naive import empty_plan, finished, naive_plan
from tests.planning.hand import bus, corridor, group, made

from masarat.core.windows import Window, Windows
from masarat.plan.checker import check
from masarat.plan.document import Convoy, EmptyTrip, Load, Ride
from masarat.plan.rules import figures
from masarat.plan.verdict import Verdict, Violation
from masarat.scenario.instance import (
    AssemblyPoint,
    Corridor,
    Destination,
    Group,
    Instance,
    LinkedOperation,
    Need,
    VehicleClass,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.plan.document import Plan


@cache
def valid(seed: int) -> tuple[Instance, Plan]:
    rng = random.Random(seed)  # noqa: S311
    instance = random_instance(rng, size=6)
    return instance, naive_plan(instance, rng)


def first(fits: Callable[[Instance, Plan], bool]) -> tuple[Instance, Plan]:
    """Return the first random plan that fits."""
    return next(pair for pair in map(valid, range(500)) if fits(*pair))


def messages(instance: Instance, plan: Plan) -> str:
    return str(check(*consistent(instance, plan)))


def without_road(instance: Instance, start: str, end: str) -> Instance:
    roads = {pair: minutes for pair, minutes in instance.roads.items() if pair != (start, end)}
    assert len(roads) < len(instance.roads)
    return replace(instance, roads=roads, _digest=[])


def corridor_places(instance: Instance, name: str) -> tuple[str, ...]:
    return next(corridor.places for corridor in instance.corridors if corridor.id == name)


def test_a_violation_says_rule_what_and_where() -> None:
    violation = Violation(
        rule="R5", message="is busy", convoy="k1", vehicle="bus-1", group="g1", minute=0
    )
    assert str(violation) == "R5: is busy (convoy k1, vehicle bus-1, group g1, minute 0)"
    assert str(Violation(rule="R4", message="too many")) == "R4: too many"
    verdict = Verdict((violation, violation))
    assert not verdict.ok
    assert verdict.rules == {"R5"}
    assert str(verdict).count("\n") == 1


def test_an_exit_that_cannot_reach_the_destination_is_named() -> None:
    def fits(instance: Instance, plan: Plan) -> bool:
        return any(
            (corridor_places(instance, c.corridor) or ("",))[-1] not in ("", c.rides[0].destination)
            for c in plan.convoys
        )

    instance, plan = first(fits)
    convoy = next(c for c in plan.convoys if fits(instance, replace(plan, convoys=(c,))))
    last = corridor_places(instance, convoy.corridor)[-1]
    goal = convoy.rides[0].destination
    assert f"no road from {last} to {goal}" in messages(without_road(instance, last, goal), plan)


def a_return(instance: Instance, trip: EmptyTrip) -> bool:
    places = corridor_places(instance, trip.corridor) if trip.corridor else ()
    return bool(places) and trip.origin != places[-1] and trip.target != places[0]


@pytest.mark.parametrize("end", ["first", "last"])
def test_a_return_without_a_road_is_named(end: str) -> None:
    instance, plan = first(lambda i, p: any(a_return(i, t) for t in p.empty_trips))
    trip = next(t for t in plan.empty_trips if a_return(instance, t))
    places = corridor_places(instance, trip.corridor)
    pair = (trip.origin, places[-1]) if end == "first" else (places[0], trip.target)
    assert f"no road from {pair[0]} to {pair[1]}" in messages(without_road(instance, *pair), plan)


def test_a_first_trip_without_a_road_is_named() -> None:
    def fits(_: Instance, plan: Plan) -> bool:
        return any(not t.corridor and t.origin != t.target for t in plan.empty_trips)

    instance, plan = first(fits)
    trip = next(t for t in plan.empty_trips if not t.corridor and t.origin != t.target)
    told = messages(without_road(instance, trip.origin, trip.target), plan)
    assert f"no road from {trip.origin} to {trip.target}" in told


def test_a_corridor_entrance_that_cannot_be_reached_is_still_judged_by_its_windows() -> None:
    instance, plan = first(lambda i, p: any(a_return(i, t) for t in p.empty_trips))
    trip = next(t for t in plan.empty_trips if a_return(instance, t))
    places = corridor_places(instance, trip.corridor)
    instance = with_corridor(instance, trip.corridor, returns_in_windows=True)
    assert "R5" in messages(without_road(instance, trip.origin, places[-1]), plan)


def test_inspections_have_no_place_on_an_open_road() -> None:
    def opened(instance: Instance, name: str) -> bool:
        return bool(name) and not corridor_places(instance, name)

    def fits(instance: Instance, plan: Plan) -> bool:
        return any(c.passages for c in plan.convoys) and any(
            opened(instance, c.corridor) for c in plan.convoys
        )

    instance, plan = first(fits)
    passage = next(c.passages for c in plan.convoys if c.passages)
    index = next(i for i, c in enumerate(plan.convoys) if opened(instance, c.corridor))
    told = messages(instance, with_convoy(plan, index, passages=passage))
    assert "R11: the inspections on its way are others than those listed" in told


def test_inspections_have_no_place_on_a_first_trip() -> None:
    def fits(_: Instance, plan: Plan) -> bool:
        return any(c.passages for c in plan.convoys) and any(
            not t.corridor for t in plan.empty_trips
        )

    instance, plan = first(fits)
    passage = next(c.passages for c in plan.convoys if c.passages)
    index = next(i for i, t in enumerate(plan.empty_trips) if not t.corridor)
    assert "R11" in messages(instance, with_trip(plan, index, passages=passage))


def test_no_checkpoint_means_no_inspection() -> None:
    instance, plan = first(lambda _, p: any(c.passages for c in p.convoys))
    place = next(c.passages[0].checkpoint for c in plan.convoys if c.passages)
    told = messages(with_checkpoint(instance, place, corridors=frozenset()), plan)
    assert f"others than those listed ({place}" in told


def test_a_linked_operation_without_terms_binds_nobody() -> None:
    instance, plan = first(lambda i, p: len(i.groups) > 1 and bool(p.convoys))
    a, b = (frozenset({group.id}) for group in instance.groups[:2])
    free = LinkedOperation(id="free", a=a, b=b)
    assert check(*consistent(replace(instance, linked=(free,), _digest=[]), plan)).ok


def test_a_side_without_people_has_no_share() -> None:
    instance, plan = first(lambda _, p: bool(p.convoys) and not p.left)
    everybody = frozenset(group.id for group in instance.groups)
    tie = LinkedOperation(id="tie", a=everybody, b=frozenset(), tolerance=Fraction(99, 100))
    told = messages(replace(instance, linked=(tie,), _digest=[]), plan)
    assert "R13: linked operation 'tie'" in told
    loose = replace(tie, tolerance=Fraction(1))
    assert check(*consistent(replace(instance, linked=(loose,), _digest=[]), plan)).ok


def test_a_trip_before_the_first_load_is_refused_where_the_vehicle_just_is() -> None:
    def fits(instance: Instance, plan: Plan) -> bool:
        return any(
            each.start_place == "" and c.rides[0].vehicle in each.vehicle_ids() and c.rides[0].board
            for c in plan.convoys
            for each in instance.classes
        )

    instance, plan = first(fits)
    convoy = next(c for c in plan.convoys if fits(instance, replace(plan, convoys=(c,))))
    trip = EmptyTrip(
        id="first",
        vehicles=(convoy.rides[0].vehicle,),
        origin=convoy.assembly_point,
        target=convoy.assembly_point,
        depart=0,
        arrive=0,
    )
    told = messages(instance, replace(plan, empty_trips=(trip, *plan.empty_trips)))
    assert "drives empty before it loads" in told


def test_a_trip_of_no_minutes_moves_in_no_suspension() -> None:
    def starter(instance: Instance, plan: Plan) -> tuple[str, str, int] | None:
        """Return a vehicle that starts where it loads, where, and a minute when nothing moves."""
        for convoy in plan.convoys:
            for each in instance.classes:
                ride = convoy.rides[0]
                here = each.start_place == convoy.assembly_point
                if here and ride.vehicle in each.vehicle_ids() and ride.board < convoy.depart:
                    trips = [t for t in plan.empty_trips if ride.vehicle in t.vehicles]
                    alone = len(plan.convoys) == 1 and not trips
                    return (ride.vehicle, convoy.assembly_point, ride.board) if alone else None
        return None

    instance, plan = first(lambda i, p: starter(i, p) is not None and not p.empty_trips)
    found = starter(instance, plan)
    assert found is not None
    vehicle, place, minute = found
    still = Windows.of([*instance.suspensions, Window(minute, minute + 1)])
    instance = replace(instance, suspensions=still, _digest=[])
    trip = EmptyTrip(
        id="none", vehicles=(vehicle,), origin=place, target=place, depart=minute, arrive=minute
    )
    assert check(*consistent(instance, replace(plan, empty_trips=(trip,)))).ok


def test_a_priority_that_no_group_has_is_refused() -> None:
    instance, plan = valid(0)
    odd = replace(plan.by_priority[0], priority=99)
    verdict = check(instance, replace(plan, by_priority=(*plan.by_priority, odd)))
    assert "objective" in verdict.rules
    assert "the clearance of each priority is due" in str(verdict)


def test_a_number_of_thousands_of_digits_is_told_without_its_digits() -> None:
    instance, plan = valid(0)
    told = str(check(instance, replace(plan, seed=10**5000)))
    assert told == "form: seed: found a number with thousands of digits, expected a whole number"


def test_a_plan_says_who_is_left_even_when_nobody_is_moved() -> None:
    instance, plan = first(lambda _, p: bool(p.left) and not p.convoys)
    assert check(instance, plan).ok
    assert plan.people_left == sum(group.people for group in instance.groups)


def test_a_bound_may_equal_the_clearance_but_not_exceed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "verify", lambda *_: None)
    instance, plan = first(lambda _, p: bool(p.convoys) and not p.left)
    reached = replace(plan.bound, minutes=plan.clearance_minutes)
    assert check(instance, replace(plan, bound=reached)).ok
    above = replace(plan.bound, minutes=plan.clearance_minutes + 1)
    assert "is above the clearance" in str(check(instance, replace(plan, bound=above)))


def test_a_bound_above_the_clearance_stands_while_people_are_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(figures, "verify", lambda *_: None)
    instance, plan = first(lambda _, p: bool(p.convoys) and bool(p.left))
    above = replace(plan.bound, minutes=plan.clearance_minutes + 1)
    assert check(instance, replace(plan, bound=above)).ok


def last_trip(plan: Plan, vehicle: str) -> int:
    return max(
        [0, *(trip.arrive for trip in plan.empty_trips if vehicle in trip.vehicles)]
        + [r.arrive for c in plan.convoys for r in c.rides if r.vehicle == vehicle]
    )


def test_a_vehicle_drives_empty_once_between_rides_and_by_a_corridor() -> None:
    """A further trip, from where the vehicle is, and a first trip after a ride are refused."""

    def fits(_: Instance, plan: Plan) -> bool:
        return any(
            t.corridor and last_trip(plan, t.vehicles[0]) > t.arrive for t in plan.empty_trips
        )

    instance, plan = first(fits)
    index, trip = next(
        (i, t)
        for i, t in enumerate(plan.empty_trips)
        if t.corridor and last_trip(plan, t.vehicles[0]) > t.arrive
    )
    again = EmptyTrip(
        id="again",
        vehicles=trip.vehicles,
        origin=trip.target,
        target=trip.target,
        depart=trip.arrive,
        arrive=trip.arrive,
    )
    told = messages(instance, replace(plan, empty_trips=(*plan.empty_trips, again)))
    assert "drives empty without having carried anybody" in told
    told = messages(instance, with_trip(plan, index, corridor=""))
    assert "drives empty without having carried anybody" in told


def test_what_takes_no_minute_is_put_where_the_vehicle_is() -> None:
    """Two trips of no minutes at the same minute as a ride of none: one order is possible."""
    always = Windows.of([Window(0, 100)])
    instance = Instance(
        title="Still",
        start="2030-01-01T06:00:00+02:00",
        end=50,
        groups=(
            Group(
                id="g",
                assembly_point="a",
                people=1,
                need=Need.SEAT,
                priority=1,
                destinations=("d",),
            ),
        ),
        assembly_points=(AssemblyPoint(place="a"), AssemblyPoint(place="b")),
        destinations=(Destination(place="d"),),
        corridors=(
            Corridor(id="c", places=(), legs=((),), back_legs=((),), windows=always, largest=1),
        ),
        checkpoints=(),
        escorts=(),
        classes=(
            VehicleClass(id="bus", count=1, seats=1, start_place="s", corridors=frozenset({"c"})),
        ),
        suspensions=Windows.of([]),
        roads={("s", "a"): (0,), ("a", "d"): (0,), ("d", "b"): (0,)},
        paces=(Fraction(1),),
    )
    ride = Ride(
        vehicle="bus-1", board=7, destination="d", loads=(Load(group="g", people=1),), arrive=7
    )
    convoy = Convoy(
        id="k", corridor="c", assembly_point="a", depart=7, entry=7, exit=7, rides=(ride,)
    )
    out = EmptyTrip(id="out", vehicles=("bus-1",), origin="s", target="a", depart=7, arrive=7)
    home = EmptyTrip(
        id="home", vehicles=("bus-1",), origin="d", target="b", corridor="c", depart=7, arrive=7
    )
    plan = replace(empty_plan(instance), convoys=(convoy,), empty_trips=(home, out), left=())
    verdict = check(*consistent(instance, plan))
    assert verdict.ok, str(verdict)


def instant_convoy(name: str, origin: str, target: str) -> Convoy:
    """One person from `origin` to `target` with bus-1, all in minute 7."""
    load = Load(group=origin, people=1)
    ride = Ride(vehicle="bus-1", board=7, destination=target, loads=(load,), arrive=7)
    return Convoy(
        id=name, corridor="c", assembly_point=origin, depart=7, entry=7, exit=7, rides=(ride,)
    )


def instant_trip(name: str, origin: str, target: str, corridor: str = "c") -> EmptyTrip:
    return EmptyTrip(
        id=name,
        vehicles=("bus-1",),
        origin=origin,
        target=target,
        corridor=corridor,
        depart=7,
        arrive=7,
    )


def still(*names: str, back: int) -> tuple[Instance, Plan]:
    """A bus without start place takes one person each from `names`, all in minute 7.

    Only the way back to the last takes no minutes; to the others it takes `back`.
    """
    instance = made(
        *(group(name, 1, assembly_point=name) for name in names),
        fleet=(bus(start_place=""),),
        way={
            **{(name, "d"): (0,) for name in names},
            **{("d", name): (back,) for name in names[:-1]},
            ("d", names[-1]): (0,),
        },
        corridors=(corridor(places=(), legs=((),), back_legs=((),)),),
    )
    convoys = tuple(instant_convoy(name, name, "d") for name in names)
    trips = tuple(instant_trip(f"to {name}", "d", name) for name in names[1:])
    plan = replace(empty_plan(instance), convoys=convoys[::-1], empty_trips=trips, left=())
    return consistent(instance, plan)


def test_a_vehicle_without_start_place_begins_where_all_of_a_minute_can_be_done() -> None:
    verdict = check(*still("a", "b", back=5))
    assert verdict.ok, str(verdict)


def test_what_no_order_of_a_minute_makes_possible_is_named() -> None:
    instance, plan = still("a", "b", back=5)
    told = messages(instance, replace(plan, empty_trips=()))
    assert "R5: is at d, not at " in told
    assert "vehicle bus-1, minute 7" in told


@pytest.mark.parametrize("seed", range(20))
def test_any_day_within_one_minute_is_found_in_any_order(seed: int) -> None:
    """Places are assembly points and destinations at once: trips may be left out, or not."""
    rng = random.Random(seed)  # noqa: S311
    places = ("a", "b", "d")
    start = rng.choice(("", *places))
    instance = made(
        *(
            group(name, 99, assembly_point=name, destinations=places, may_split=True)
            for name in places
        ),
        fleet=(bus(start_place=start),),
        way=dict.fromkeys(permutations(places, 2), (0,)),
        corridors=(corridor(places=(), legs=((),), back_legs=((),)),),
    )
    at, convoys, trips = start or rng.choice(places), list[Convoy](), list[EmptyTrip]()
    for number in range(4):
        place = rng.choice(places) if start or convoys else at
        if place != at or (convoys and rng.random() < 1 / 3):
            trips.append(instant_trip(f"t{number}", at, place, "c" if convoys else ""))
        at = rng.choice(places)
        convoys.append(instant_convoy(f"k{number}", place, at))
    rng.shuffle(convoys)
    rng.shuffle(trips)
    plan = replace(empty_plan(instance), convoys=tuple(convoys), empty_trips=tuple(trips))
    verdict = check(*consistent(instance, finished(instance, plan)))
    assert verdict.ok, str(verdict)
