"""Corruptions of limits over time: R12 to R16."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.plan.corrupting import (
    Corrupted,
    all_rides,
    class_of,
    corruption,
    edge,
    pick,
    with_class,
    with_corridor,
    with_ride,
)

from masarat.core.windows import Window, Windows
from masarat.scenario.instance import Instance, LinkedOperation

if TYPE_CHECKING:
    import random

    from masarat.plan.document import Plan


@edge("R12")
def too_many_vehicles_in_an_hour(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    convoy = pick(rng, plan.convoys)
    if convoy is None:
        return None
    entries = [
        (each.entry, len(each.rides)) for each in plan.convoys if each.corridor == convoy.corridor
    ]
    most = max(
        sum(many for entry, many in entries if minute <= entry < minute + 60)
        for minute, _ in entries
    )
    return with_corridor(instance, convoy.corridor, per_hour=most - over), plan


def _departed(plan: Plan, groups: frozenset[str], minute: int) -> int:
    return sum(
        load.people
        for *_, convoy, ride in all_rides(plan)
        if convoy.depart <= minute
        for load in ride.loads
        if load.group in groups
    )


def _sides(instance: Instance, rng: random.Random) -> tuple[frozenset[str], frozenset[str]]:
    ids = [group.id for group in instance.groups]
    rng.shuffle(ids)
    cut = rng.randint(1, len(ids))
    return frozenset(ids[:cut]), frozenset(ids[cut:])


def _people(instance: Instance, groups: frozenset[str]) -> int:
    return sum(group.people for group in instance.groups if group.id in groups)


@edge("R13")
def linked_shares_too_far_apart(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    a, b = _sides(instance, rng)
    if not b:
        return None
    total_a, total_b = _people(instance, a), _people(instance, b)
    apart = max(
        (
            abs(
                Fraction(_departed(plan, a, minute), total_a)
                - Fraction(_departed(plan, b, minute), total_b)
            )
            for minute in range(instance.end + 1)
        ),
    )
    if not apart:
        return None
    tie = LinkedOperation(
        id="tie", a=a, b=b, tolerance=apart - over * Fraction(1, total_a * total_b * 1000)
    )
    return replace(instance, linked=(tie,), _digest=[]), plan


@edge("R13")
def a_linked_ratio_broken(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    a, b = _sides(instance, rng)
    ratio = Fraction(rng.randint(1, 3), 2)
    behind = max(
        ratio * _departed(plan, a, minute) - _departed(plan, b, minute)
        for minute in range(instance.end + 1)
    )
    slack = -(-behind.numerator // behind.denominator)
    if slack < 1:
        return None
    tie = LinkedOperation(id="tie", a=a, b=b, ratio=ratio, slack=slack - over)
    return replace(instance, linked=(tie,), _digest=[]), plan


@corruption("R14")
def a_ride_in_a_suspension(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    found = pick(rng, (each for each in all_rides(plan) if each[2].depart < each[3].arrive))
    if found is None:
        return None
    _, _, convoy, ride = found
    minute = rng.choice([convoy.depart, ride.arrive - 1, rng.randrange(convoy.depart, ride.arrive)])
    gone = Windows.of([*instance.suspensions, Window(minute, minute + 1)])
    return replace(instance, suspensions=gone, _digest=[]), plan


@corruption("R14")
def a_return_in_a_suspension(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    trip = pick(rng, (trip for trip in plan.empty_trips if trip.depart < trip.arrive))
    if trip is None:
        return None
    minute = rng.choice([trip.depart, trip.arrive - 1])
    gone = Windows.of([*instance.suspensions, Window(minute, minute + 1)])
    return replace(instance, suspensions=gone, _digest=[]), plan


@edge("R15")
def aboard_too_long(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    aboard = [
        ride.arrive - ride.board - class_of(instance, ride.vehicle).load
        for *_, ride in all_rides(plan)
    ]
    if not aboard:
        return None
    return replace(instance, aboard_limit=max(aboard) - over, _digest=[]), plan


@edge("R16")
def an_arrival_after_the_end(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    arrivals = [ride.arrive for *_, ride in all_rides(plan)]
    arrivals += [trip.arrive for trip in plan.empty_trips]
    if not arrivals:
        return None
    return replace(instance, end=max(arrivals) - over, _digest=[]), plan


@edge("R16")
def a_vehicle_before_it_is_available(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    name = class_of(instance, found[3].vehicle).id
    starts = [
        ride.board for *_, ride in all_rides(plan) if class_of(instance, ride.vehicle).id == name
    ]
    starts += [
        trip.depart
        for trip in plan.empty_trips
        for vehicle in trip.vehicles
        if class_of(instance, vehicle).id == name
    ]
    return with_class(instance, name, available=min(starts) + over), plan


@corruption("R16")
def boarding_before_the_start(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    return None if found is None else (instance, with_ride(plan, *found[:2], board=-1))
