"""What the plan states of itself: objectives, bounds, digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.plan.content import gap, plan_digest
from masarat.plan.remaining import verify
from masarat.plan.verdict import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.plan.document import Bound, Plan, Stated
    from masarat.plan.rules.ground import Ground


def objectives(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """Every stated figure is what the movement table gives."""
    clearances = clearance_by_priority(ground, plan)
    figures = [
        ("people planned", plan.planned, people_planned(plan)),
        ("people staying", plan.staying, ground.instance.staying),
        ("clearance minutes", plan.clearance_minutes, max(clearances.values(), default=0)),
        ("person-minutes", plan.person_minutes, person_minutes(plan)),
        ("vehicle-minutes", plan.vehicle_minutes, vehicle_minutes(plan)),
    ]
    for each in plan.by_priority:
        if each.priority in clearances:
            name = f"clearance minutes of priority {each.priority}"
            figures.append((name, each.clearance_minutes, clearances[each.priority]))
    for name, stated, given in figures:
        if stated != given:
            yield Violation(rule="objective", message=f"{name} are {given}, not {stated}")
    if [each.priority for each in plan.by_priority] != list(clearances):
        expected = ", ".join(map(str, clearances))
        message = f"the clearance of each priority is due, most urgent first: {expected}"
        yield Violation(rule="objective", message=message)


def people_planned(plan: Plan) -> int:
    """Return the people on the movement table."""
    return sum(
        load.people for convoy in plan.convoys for ride in convoy.rides for load in ride.loads
    )


def clearance_by_priority(ground: Ground, plan: Plan) -> dict[int, int]:
    """Return the last arrival of each priority, most urgent first; 0 if nobody of it is moved."""
    clearances = dict.fromkeys(sorted({group.priority for group in ground.instance.groups}), 0)
    for convoy in plan.convoys:
        for ride in convoy.rides:
            for load in ride.loads:
                priority = ground.groups[load.group].priority
                clearances[priority] = max(clearances[priority], ride.arrive)
    return clearances


def person_minutes(plan: Plan) -> int:
    """Return the minutes until arrival, from the scenario's start, summed over people moved."""
    return sum(
        load.people * ride.arrive
        for convoy in plan.convoys
        for ride in convoy.rides
        for load in ride.loads
    )


def vehicle_minutes(plan: Plan) -> int:
    """Return the minutes from departure to arrival, summed over vehicles, loaded and empty."""
    loaded = sum(ride.arrive - convoy.depart for convoy in plan.convoys for ride in convoy.rides)
    empty = sum((trip.arrive - trip.depart) * len(trip.vehicles) for trip in plan.empty_trips)
    return loaded + empty


def bounds(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """Every bound is proven by its certificate, and no complete plan is below it."""
    everybody_moved = not plan.left
    yield from _bound(ground, plan, (None, plan.bound, plan.clearance_minutes), everybody_moved)
    priorities = {group.id: group.priority for group in ground.instance.groups}
    unfinished = {priorities[left.group] for left in plan.left}
    for each in plan.by_priority:
        if len(set(priorities.values())) == 1 and each.bound == plan.bound:
            continue  # the same statement about the same people
        stated = (each.priority, each.bound, each.clearance_minutes)
        yield from _bound(ground, plan, stated, each.priority not in unfinished)


def _bound(
    ground: Ground,
    plan: Plan,
    stated: tuple[int | None, Bound, int],
    complete: bool,  # noqa: FBT001  (never a literal)
) -> Iterator[Violation]:
    priority, bound, clearance = stated
    scope = "" if priority is None else f" of priority {priority}"
    doubt = verify(ground.instance, plan, bound, priority)
    if doubt is not None:
        yield Violation(rule="bound", message=f"the bound{scope} is not proven: {doubt}")
    if complete and bound.minutes > clearance:
        message = f"the bound{scope}, {bound.minutes}, is above the clearance, {clearance}"
        yield Violation(rule="bound", message=message)


def origin(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """Judge whether the plan is of this instance."""
    if plan.instance != ground.instance.digest:
        message = (
            "the plan was not made from this scenario, with its counts and reports as given"
            f" (instance {plan.instance}, not {ground.instance.digest})"
        )
        yield Violation(rule="digest", message=message)


def digests(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """Judge whether the plan's heading is this instance's, and its file was not altered."""
    instance = ground.instance
    for name, stated, given in (
        ("title", plan.title, instance.title),
        ("start", plan.start, instance.start),
    ):
        if stated != given:
            yield Violation(rule="digest", message=f"the {name} is '{given}', not '{stated}'")
    if plan.stated is not None:
        yield from _file(plan, plan.stated)


def _file(plan: Plan, stated: Stated) -> Iterator[Violation]:
    digest = plan_digest(plan)
    if stated.digest != digest:
        message = f"the file's digest is {digest}, not {stated.digest}: it was altered"
        yield Violation(rule="digest", message=message)
    derived = [
        ("gap", stated.gap, gap(plan.clearance_minutes, plan.bound.minutes)),
        ("people left", stated.people_left, plan.people_left),
    ]
    for each, minutes, ratio in zip(
        plan.by_priority, stated.priority_bounds, stated.priority_gaps, strict=True
    ):
        derived.append((f"bound of priority {each.priority}", minutes, each.bound.minutes))
        given = gap(each.clearance_minutes, each.bound.minutes)
        derived.append((f"gap of priority {each.priority}", ratio, given))
    for name, was, given in derived:
        if was != given:
            yield Violation(rule="objective", message=f"the {name} is {given}, not {was}")
