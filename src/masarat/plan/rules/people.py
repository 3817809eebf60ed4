"""R1 to R4: who is moved, in what, when they board, where they arrive."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from masarat.plan.verdict import Violation
from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.plan.document import Convoy, Plan, Ride
    from masarat.plan.rules.ground import Ground
    from masarat.plan.verdict import Rule


def everybody(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R1: everybody is moved once or left with a reason; no empty load, no empty ride."""
    counted: Counter[str] = Counter()
    for convoy in plan.convoys:
        for ride in convoy.rides:
            if not ride.loads:
                yield _of_ride("R1", "nobody is aboard", convoy, ride)
            for load in ride.loads:
                counted[load.group] += load.people
                if load.people < 1:
                    yield _of_ride("R1", "a load of nobody", convoy, ride, load.group)
    for left in plan.left:
        counted[left.group] += left.people
        if not left.reason.strip():
            yield Violation(rule="R1", message="left without a reason", group=left.group)
    for group in ground.instance.groups:
        if counted[group.id] != group.people:
            yield Violation(
                rule="R1",
                message=f"{counted[group.id]} people are moved or left, the group is"
                f" {group.people}",
                group=group.id,
            )


def seats(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R2: seats and stretchers suffice, own vehicles carry their own, loads are from here."""
    for convoy in plan.convoys:
        for ride in convoy.rides:
            yield from _seats(ground, convoy, ride)


def _seats(ground: Ground, convoy: Convoy, ride: Ride) -> Iterator[Violation]:
    vehicle_class = ground.vehicles[ride.vehicle]
    needs: Counter[Need] = Counter()
    for load in ride.loads:
        group = ground.groups[load.group]
        needs[group.need] += load.people
        if group.assembly_point != convoy.assembly_point:
            yield _of_ride("R2", f"the group is at {group.assembly_point}", convoy, ride, group.id)
        if (group.need is Need.OWN) != vehicle_class.own:
            what = "its own vehicle" if group.need is Need.OWN else "a vehicle of the fleet"
            yield _of_ride("R2", f"the group needs {what}", convoy, ride, group.id)
    lying = needs[Need.STRETCHER]
    sitting = needs.total() - lying
    if sitting > vehicle_class.seats:
        yield _of_ride("R2", f"{sitting} people on {vehicle_class.seats} seats", convoy, ride)
    if lying > vehicle_class.stretchers:
        message = f"{lying} people on {vehicle_class.stretchers} stretchers"
        yield _of_ride("R2", message, convoy, ride)


def units(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R2: no unit is split between rides, or between a ride and those left."""
    odd: defaultdict[str, list[int]] = defaultdict(list)
    for name, amount in _amounts(plan):
        if amount % ground.groups[name].unit:
            odd[name].append(amount)
    for group in ground.instance.groups:
        amounts = odd[group.id]
        rest = group.people % group.unit
        if len(amounts) > 1 or any(amount % group.unit != rest for amount in amounts):
            listed = ", ".join(map(str, amounts))
            message = f"units of {group.unit} of {group.people} people are split: {listed}"
            yield Violation(rule="R2", message=message, group=group.id)


def _amounts(plan: Plan) -> Iterator[tuple[str, int]]:
    for convoy in plan.convoys:
        for ride in convoy.rides:
            aboard: Counter[str] = Counter()
            for load in ride.loads:
                aboard[load.group] += load.people
            yield from aboard.items()
    for left in plan.left:
        yield left.group, left.people


def readiness(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R3: nobody boards before the group is ready."""
    for convoy in plan.convoys:
        for ride in convoy.rides:
            for load in ride.loads:
                ready = ground.groups[load.group].ready
                if ride.board < ready:
                    message = f"boards before the group is ready at minute {ready}"
                    yield _of_ride("R3", message, convoy, ride, load.group, ride.board)


def destinations(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R4: destinations are permitted, ready, within capacity; who stays together does."""
    arrived: Counter[str] = Counter()
    visited: defaultdict[str, set[str]] = defaultdict(set)
    for convoy in plan.convoys:
        for ride in convoy.rides:
            place = ride.destination
            ready = ground.destinations[place].ready
            if ride.arrive < ready:
                message = f"arrives before {place} is ready at minute {ready}"
                yield _of_ride("R4", message, convoy, ride, minute=ride.arrive)
            for load in ride.loads:
                arrived[place] += load.people
                visited[load.group].add(place)
                if place not in ground.groups[load.group].destinations:
                    yield _of_ride("R4", f"{place} is not permitted", convoy, ride, load.group)
    for destination in ground.instance.destinations:
        people, capacity = arrived[destination.place], destination.capacity
        if capacity is not None and people > capacity:
            yield Violation(
                rule="R4",
                message=f"{people} people arrive at {destination.place}, which takes {capacity}",
            )
    yield from _together(ground, visited)


def _together(ground: Ground, visited: dict[str, set[str]]) -> Iterator[Violation]:
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for group in ground.instance.groups:
        places = visited.get(group.id, set())
        if len(places) > 1 and not group.may_split:
            message = f"may not be split, but goes to {', '.join(sorted(places))}"
            yield Violation(rule="R4", message=message, group=group.id)
        if group.together:
            labels[group.together] |= places
    for label, places in sorted(labels.items()):
        if len(places) > 1:
            yield Violation(
                rule="R4",
                message=f"the groups that stay together as '{label}' go to"
                f" {', '.join(sorted(places))}",
            )


def _of_ride(
    rule: Rule,
    message: str,
    convoy: Convoy,
    ride: Ride,
    group: str = "",
    minute: int | None = None,
) -> Violation:
    return Violation(
        rule=rule,
        message=message,
        convoy=convoy.id,
        vehicle=ride.vehicle,
        group=group,
        minute=minute,
    )
