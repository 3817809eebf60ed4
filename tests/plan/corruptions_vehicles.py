"""Corruptions of movement and of vehicles' days: R5."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.plan.corrupting import (
    Corrupted,
    all_rides,
    class_of,
    corruption,
    pick,
    with_class,
    with_convoy,
    with_corridor,
    with_ride,
    with_trip,
)

from masarat.plan.rules.ground import Ground

if TYPE_CHECKING:
    import random

    from masarat.plan.document import Plan
    from masarat.scenario.instance import Instance


@corruption("R5")
def an_arrival_a_minute_early(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    i, j, _, ride = found
    return instance, with_ride(plan, i, j, arrive=ride.arrive - 1)


@corruption("R5")
def an_entry_a_minute_late(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    if not plan.convoys:
        return None
    i = rng.randrange(len(plan.convoys))
    return instance, with_convoy(plan, i, entry=plan.convoys[i].entry + 1)


@corruption("R5")
def an_exit_a_minute_early(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    if not plan.convoys:
        return None
    i = rng.randrange(len(plan.convoys))
    return instance, with_convoy(plan, i, exit=plan.convoys[i].exit - 1)


@corruption("R5")
def a_departure_a_minute_late(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    if not plan.convoys:
        return None
    i = rng.randrange(len(plan.convoys))
    return instance, with_convoy(plan, i, depart=plan.convoys[i].depart + 1)


@corruption("R5")
def a_vehicle_in_two_places(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    options = [
        (i, j, other.vehicle)
        for i, j, convoy, ride in all_rides(plan)
        for k, _, _, other in all_rides(plan)
        if k != i and other.vehicle not in [each.vehicle for each in convoy.rides]
        if class_of(instance, ride.vehicle).id == class_of(instance, other.vehicle).id
        if ride.board < other.arrive and other.board < ride.arrive
    ]
    found = pick(rng, options)
    if found is None:
        return None
    i, j, vehicle = found
    return instance, with_ride(plan, i, j, vehicle=vehicle)


@corruption("R5")
def a_return_missing(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    trip = pick(rng, plan.empty_trips)
    if trip is None:
        return None
    needed = [
        convoy
        for convoy in plan.convoys
        if convoy.depart >= trip.arrive and convoy.assembly_point == trip.target
        if {ride.vehicle for ride in convoy.rides} & set(trip.vehicles)
    ]
    if not needed:
        return None
    return instance, replace(
        plan, empty_trips=tuple(each for each in plan.empty_trips if each is not trip)
    )


@corruption("R5")
def a_return_too_fast(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    if not plan.empty_trips:
        return None
    i = rng.randrange(len(plan.empty_trips))
    return instance, with_trip(plan, i, arrive=plan.empty_trips[i].arrive - 1)


@corruption("R5")
def a_return_nowhere_needed(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    trip = pick(rng, (trip for trip in plan.empty_trips if trip.depart < trip.arrive))
    if trip is None:
        return None
    return instance, replace(plan, empty_trips=(*plan.empty_trips, replace(trip, id="again")))


@corruption("R5")
def loading_beyond_departure(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    i, j, convoy, ride = found
    late = convoy.depart - class_of(instance, ride.vehicle).load + 1
    return instance, with_ride(plan, i, j, board=late)


@corruption("R5")
def driving_off_before_unloaded(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    options = [
        (ride, trip)
        for *_, ride in all_rides(plan)
        for trip in plan.empty_trips
        if ride.vehicle in trip.vehicles and trip.depart >= ride.arrive
    ]
    found = pick(rng, options)
    if found is None:
        return None
    ride, trip = found
    name = class_of(instance, ride.vehicle).id
    return with_class(instance, name, unload=trip.depart - ride.arrive + 1), plan


@corruption("R5")
def a_one_way_vehicle_used_again(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    rides = Counter(ride.vehicle for *_, ride in all_rides(plan))
    vehicle = pick(rng, (vehicle for vehicle, many in rides.items() if many > 1))
    if vehicle is None:
        return None
    return with_class(instance, class_of(instance, vehicle).id, comes_back=False), plan


@corruption("R5")
def a_vehicle_that_is_not_there(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    i, j, _, ride = found
    vehicle_class = class_of(instance, ride.vehicle)
    return instance, with_ride(plan, i, j, vehicle=f"{vehicle_class.id}-{vehicle_class.count + 1}")


@corruption("R5")
def a_start_elsewhere(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    name = class_of(instance, found[3].vehicle).id
    return with_class(instance, name, start_place="far away"), plan


@corruption("R5")
def a_return_on_a_corridor_without_returns(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    trip = pick(rng, (trip for trip in plan.empty_trips if trip.corridor))
    return None if trip is None else (with_corridor(instance, trip.corridor, returns=False), plan)


@corruption("R5")
def a_return_that_the_class_may_not_drive(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    trip = pick(rng, (trip for trip in plan.empty_trips if trip.corridor))
    if trip is None:
        return None
    vehicle_class = class_of(instance, trip.vehicles[0])
    kept = vehicle_class.corridors - {trip.corridor}
    return with_class(instance, vehicle_class.id, corridors=kept), plan


@corruption("R5")
def a_road_closed(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    convoy = pick(rng, plan.convoys)
    if convoy is None:
        return None
    places = Ground(instance).corridors[convoy.corridor].places
    pair = (convoy.assembly_point, places[0] if places else convoy.rides[0].destination)
    if pair not in instance.roads:
        return None
    roads = {key: minutes for key, minutes in instance.roads.items() if key != pair}
    return replace(instance, roads=roads, _digest=[]), plan


@corruption("R5")
def a_slower_vehicle_in_the_convoy(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    convoy = pick(rng, plan.convoys)
    if convoy is None or len(instance.paces) < 2:
        return None
    vehicle_class = class_of(instance, convoy.rides[0].vehicle)
    if vehicle_class.pace or any(class_of(instance, ride.vehicle).pace for ride in convoy.rides):
        return None
    return with_class(instance, vehicle_class.id, pace=1), plan
