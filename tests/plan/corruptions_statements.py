"""Corruptions of what a plan states of itself, and of its form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.plan.corrupting import (
    Corrupted,
    all_rides,
    pick,
    statement,
    with_convoy,
    with_ride,
)

from masarat.plan.document import Left, Load, Plan, Stated

if TYPE_CHECKING:
    import random

    from masarat.scenario.instance import Instance


@statement("objective")
def a_wrong_clearance(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    return instance, replace(plan, clearance_minutes=plan.clearance_minutes + 1)


@statement("objective")
def a_wrong_priority_clearance(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    first, *others = plan.by_priority
    wrong = replace(first, clearance_minutes=first.clearance_minutes + 1)
    return instance, replace(plan, by_priority=(wrong, *others))


@statement("objective")
def a_priority_missing(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    return instance, replace(plan, by_priority=plan.by_priority[1:])


@statement("objective")
def wrong_person_minutes(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    return instance, replace(plan, person_minutes=plan.person_minutes + 1)


@statement("objective")
def wrong_vehicle_minutes(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    return instance, replace(plan, vehicle_minutes=plan.vehicle_minutes + 1)


@statement("objective")
def wrong_people_planned(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    return instance, replace(plan, planned=plan.planned + 1)


@statement("objective")
def wrong_people_staying(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    return instance, replace(plan, staying=plan.staying + 1)


@statement("bound")
def a_bound_without_proof(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    return instance, replace(plan, bound=replace(plan.bound, minutes=10**6))


@statement("bound")
def a_priority_bound_without_proof(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    first, *others = plan.by_priority
    wrong = replace(first, bound=replace(first.bound, minutes=10**6))
    return instance, replace(plan, by_priority=(wrong, *others))


@statement("digest")
def another_instance(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    return instance, replace(plan, instance=plan.instance[::-1] + "0")


@statement("digest")
def another_title(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    return instance, replace(plan, title=plan.title + "!")


@statement("digest")
def an_altered_file(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    stated = Stated(
        digest="0" * 64,
        gap=None,
        priority_gaps=(None,) * len(plan.by_priority),
        priority_bounds=tuple(each.bound.minutes for each in plan.by_priority),
        people_left=plan.people_left,
    )
    return instance, replace(plan, stated=stated)


@statement("form")
def an_unknown_destination(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    return None if found is None else (instance, with_ride(plan, *found[:2], destination="nowhere"))


@statement("form")
def an_unknown_group(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    left = Left(group="nobody", people=1, reason="unknown")
    return instance, replace(plan, left=(*plan.left, left))


@statement("form")
def an_unknown_corridor(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    return (instance, with_convoy(plan, 0, corridor="nowhere")) if plan.convoys else None


@statement("form")
def the_same_convoy_twice(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    convoy = pick(rng, plan.convoys)
    return None if convoy is None else (instance, replace(plan, convoys=(*plan.convoys, convoy)))


@statement("form")
def the_same_vehicle_twice_in_a_convoy(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    i, _, convoy, ride = found
    return instance, with_convoy(plan, i, rides=(*convoy.rides, ride))


@statement("form")
def a_fraction_of_a_minute(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    i, j, _, ride = found
    return instance, with_ride(plan, i, j, arrive=float(ride.arrive))


@statement("form")
def negative_people(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    i, j, _, ride = found
    minus = Load(group=ride.loads[0].group, people=-1)
    plus = Load(group=ride.loads[0].group, people=1)
    return instance, with_ride(plan, i, j, loads=(*ride.loads, minus, plus))
