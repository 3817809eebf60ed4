"""Corruptions of who is moved, and where to: R1 to R4."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from tests.plan.corrupting import (
    Corrupted,
    all_rides,
    class_of,
    corruption,
    edge,
    pick,
    with_class,
    with_destination,
    with_group,
    with_ride,
)

from masarat.plan.document import Left, Load, Plan, Ride
from masarat.plan.rules.ground import Ground
from masarat.scenario.instance import Instance, Need

if TYPE_CHECKING:
    import random


@corruption("R1")
def a_person_too_many(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    i, j, _, ride = found
    first, *others = ride.loads
    loads = (replace(first, people=first.people + 1), *others)
    return instance, with_ride(plan, i, j, loads=loads)


@corruption("R1")
def a_person_lost(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    found = pick(rng, (each for each in all_rides(plan) if each[3].loads[0].people > 1))
    if found is None:
        return None
    i, j, _, ride = found
    first, *others = ride.loads
    return instance, with_ride(plan, i, j, loads=(replace(first, people=first.people - 1), *others))


@corruption("R1")
def a_convoy_forgotten(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    gone = pick(rng, plan.convoys)
    if gone is None:
        return None
    return instance, replace(
        plan, convoys=tuple(convoy for convoy in plan.convoys if convoy is not gone)
    )


@corruption("R1")
def somebody_moved_and_left(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    left = Left(group=found[3].loads[0].group, people=1, reason="no seat")
    return instance, replace(plan, left=(*plan.left, left))


@corruption("R1")
def left_without_a_reason(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    left = pick(rng, plan.left)
    if left is None:
        return None
    return instance, replace(
        plan,
        left=tuple(replace(each, reason=" ") if each is left else each for each in plan.left),
    )


@corruption("R1")
def those_left_forgotten(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    left = pick(rng, plan.left)
    if left is None:
        return None
    return instance, replace(plan, left=tuple(each for each in plan.left if each is not left))


@corruption("R1")
def a_ride_with_nobody_aboard(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    i, j, _, ride = found
    left = tuple(
        Left(group=load.group, people=load.people, reason="stayed behind") for load in ride.loads
    )
    return instance, replace(with_ride(plan, i, j, loads=()), left=(*plan.left, *left))


@corruption("R1")
def a_load_of_nobody(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    i, j, _, ride = found
    return instance, with_ride(
        plan, i, j, loads=(*ride.loads, Load(group=ride.loads[0].group, people=0))
    )


def _aboard(instance: Instance, ride: Ride, *, lying: bool) -> int:
    groups = Ground(instance).groups
    return sum(
        load.people for load in ride.loads if (groups[load.group].need is Need.STRETCHER) == lying
    )


@edge("R2")
def a_seat_too_few(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    name = class_of(instance, found[3].vehicle).id
    used = max(
        _aboard(instance, ride, lying=False)
        for *_, ride in all_rides(plan)
        if class_of(instance, ride.vehicle).id == name
    )
    return (with_class(instance, name, seats=used - over), plan) if used else None


@edge("R2")
def a_stretcher_too_few(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    lying = [each for each in all_rides(plan) if _aboard(instance, each[3], lying=True)]
    found = pick(rng, lying)
    if found is None:
        return None
    name = class_of(instance, found[3].vehicle).id
    used = max(_aboard(instance, ride, lying=True) for *_, ride in lying)
    return with_class(instance, name, stretchers=used - over), plan


@corruption("R2")
def others_in_an_own_vehicle(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    own = [each for each in all_rides(plan) if class_of(instance, each[3].vehicle).own]
    found = pick(rng, own)
    if found is None:
        return None
    return with_group(instance, found[3].loads[0].group, need=Need.SEAT), plan


@corruption("R2")
def own_vehicle_people_in_the_fleet(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    fleet = [each for each in all_rides(plan) if not class_of(instance, each[3].vehicle).own]
    found = pick(rng, fleet)
    if found is None:
        return None
    return with_group(instance, found[3].loads[0].group, need=Need.OWN), plan


@corruption("R2")
def a_unit_split(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    amounts: dict[str, list[int]] = {}
    for *_, ride in all_rides(plan):
        for load in ride.loads:
            amounts.setdefault(load.group, []).append(load.people)
    for left in plan.left:
        amounts.setdefault(left.group, []).append(left.people)
    group = pick(rng, (group for group, listed in amounts.items() if len(listed) > 1))
    if group is None:
        return None
    return with_group(instance, group, unit=max(amounts[group]) + 1), plan


@corruption("R2")
def people_from_elsewhere(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None or len(instance.assembly_points) < 2:
        return None
    _, _, convoy, ride = found
    other = pick(
        rng, (p.place for p in instance.assembly_points if p.place != convoy.assembly_point)
    )
    return with_group(instance, ride.loads[0].group, assembly_point=other), plan


@edge("R3")
def boarding_before_ready(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    group = found[3].loads[0].group
    first = min(
        ride.board for *_, ride in all_rides(plan) if group in [load.group for load in ride.loads]
    )
    return with_group(instance, group, ready=first + over), plan


@corruption("R4")
def a_destination_not_permitted(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    group = Ground(instance).groups[found[3].loads[0].group]
    kept = tuple(place for place in group.destinations if place != found[3].destination)
    return with_group(instance, group.id, destinations=kept), plan


@corruption("R4")
def a_swapped_destination(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    groups = Ground(instance).groups
    options = [
        (i, j, place.place)
        for i, j, _, ride in all_rides(plan)
        for place in instance.destinations
        if any(place.place not in groups[load.group].destinations for load in ride.loads)
    ]
    found = pick(rng, options)
    if found is None:
        return None
    i, j, place = found
    return instance, with_ride(plan, i, j, destination=place)


def _arrived(plan: Plan, place: str) -> int:
    return sum(
        load.people
        for *_, ride in all_rides(plan)
        if ride.destination == place
        for load in ride.loads
    )


@edge("R4")
def a_destination_overfull(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    place = found[3].destination
    return with_destination(instance, place, capacity=_arrived(plan, place) - over), plan


@edge("R4")
def a_destination_not_ready(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    place = found[3].destination
    first = min(ride.arrive for *_, ride in all_rides(plan) if ride.destination == place)
    return with_destination(instance, place, ready=first + over), plan


def _visited(plan: Plan) -> dict[str, set[str]]:
    visited: dict[str, set[str]] = {}
    for *_, ride in all_rides(plan):
        for load in ride.loads:
            visited.setdefault(load.group, set()).add(ride.destination)
    return visited


@corruption("R4")
def a_group_split_over_destinations(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    group = pick(rng, (group for group, places in _visited(plan).items() if len(places) > 1))
    return None if group is None else (with_group(instance, group, may_split=False), plan)


@corruption("R4")
def together_split(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    visited = _visited(plan)
    pairs = [pair for pair in combinations(visited, 2) if visited[pair[0]] != visited[pair[1]]]
    found = pick(rng, pairs)
    if found is None:
        return None
    first, second = found
    instance = with_group(instance, first, together="family")
    return with_group(instance, second, together="family"), plan
