"""The plan by itself: right types, no duplicate ids, nothing named that the instance lacks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from masarat.plan.content import CONTENT, content
from masarat.plan.rules.ground import movers
from masarat.plan.verdict import Violation

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from masarat.plan.document import Plan
    from masarat.plan.rules.ground import Ground


def form(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """Only a plan that has the right form can be judged by the other rules."""
    shape = tuple(_shape(plan))
    if shape:
        yield from shape
        return
    yield from _duplicates("id", (mover.id for mover in movers(plan)))
    for convoy in plan.convoys:
        if convoy.id in ground.instance.gave_up:
            message = f"id '{convoy.id}' is that of a convoy that gave up"
            yield Violation(rule="form", message=message, convoy=convoy.id)
    yield from _names(ground, plan)


def _shape(plan: Plan) -> Iterator[Violation]:
    for misfit in CONTENT.misfits(content(plan), ""):
        found = f"found {misfit.found}, " if misfit.found else ""
        message = f"{misfit.path}: {found}expected {misfit.expected}"
        yield Violation(rule="form", message=message)


def _duplicates(what: str, names: Iterable[str], mover: str = "") -> Iterator[Violation]:
    for name, times in Counter(names).items():
        if times > 1:
            yield Violation(rule="form", message=f"{what} '{name}' twice", convoy=mover)


def _names(ground: Ground, plan: Plan) -> Iterator[Violation]:
    for convoy in plan.convoys:
        mover = convoy.id
        yield from _known("corridor", convoy.corridor, ground.corridors, mover)
        yield from _known("assembly point", convoy.assembly_point, ground.assembly_points, mover)
        yield from _duplicates("vehicle", (ride.vehicle for ride in convoy.rides), mover)
        for ride in convoy.rides:
            yield from _vehicle(ground, ride.vehicle, mover)
            yield from _known("destination", ride.destination, ground.destinations, mover)
            for load in ride.loads:
                yield from _known("group", load.group, ground.groups, mover)
    for trip in plan.empty_trips:
        mover = trip.id
        yield from _duplicates("vehicle", trip.vehicles, mover)
        yield from _known("assembly point", trip.target, ground.assembly_points, mover)
        if trip.corridor:
            yield from _known("corridor", trip.corridor, ground.corridors, mover)
            yield from _known("destination", trip.origin, ground.destinations, mover)
        for vehicle in trip.vehicles:
            yield from _vehicle(ground, vehicle, mover)
    for each in movers(plan):
        for passage in each.passages:
            yield from _known("checkpoint", passage.checkpoint, ground.checkpoints, each.id)
    for left in plan.left:
        yield from _known("group", left.group, ground.groups, "")


def _vehicle(ground: Ground, vehicle: str, mover: str) -> Iterator[Violation]:
    """R5: vehicle ids are those of `vehicle_ids`."""
    if vehicle not in ground.vehicles:
        yield Violation(rule="R5", message="no such vehicle", convoy=mover, vehicle=vehicle)


def _known(what: str, name: str, known: Container[str], mover: str) -> Iterator[Violation]:
    if name not in known:
        yield Violation(rule="form", message=f"unknown {what} '{name}'", convoy=mover)
