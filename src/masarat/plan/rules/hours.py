"""R10, R14: when corridors and checkpoints may be used, and when nothing may move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.plan.rules.ground import movers
from masarat.plan.rules.movement import trip_walk
from masarat.plan.verdict import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.plan.document import EmptyTrip, Plan
    from masarat.plan.rules.ground import Ground


def windows(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R10: each stay on a corridor and each inspection lies in one window."""
    for convoy in plan.convoys:
        yield from _on_corridor(ground, convoy.id, convoy.corridor, convoy.entry, convoy.exit)
    for trip in plan.empty_trips:
        if trip.corridor and ground.corridors[trip.corridor].returns_in_windows:
            start, until = _on_the_way_back(ground, trip)
            yield from _on_corridor(ground, trip.id, trip.corridor, start, until)
    for mover in movers(plan):
        for passage in mover.passages:
            checkpoint = ground.checkpoints[passage.checkpoint]
            if not checkpoint.windows.hold(passage.start, passage.until):
                message = (
                    f"is inspected at {passage.checkpoint} from minute {passage.start} to"
                    f" {passage.until}, outside one window"
                )
                yield Violation(rule="R10", message=message, convoy=mover.id, minute=passage.start)


def _on_corridor(
    ground: Ground, mover: str, corridor: str, start: int, until: int
) -> Iterator[Violation]:
    if not ground.corridors[corridor].windows.hold(start, until):
        message = f"is on {corridor} from minute {start} to {until}, outside one window"
        yield Violation(rule="R10", message=message, convoy=mover, minute=start)


def _on_the_way_back(ground: Ground, trip: EmptyTrip) -> tuple[int, int]:
    """Return from leaving the corridor's last place to reaching its first."""
    if ground.corridors[trip.corridor].is_open:
        return trip.depart, trip.arrive
    walk = trip_walk(ground, trip)
    # Where the way itself is wrong, R5 and R11 say so: judge the whole trip instead.
    return (walk.first_left, walk.last_reached) if walk else (trip.depart, trip.arrive)


def suspensions(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R14: nothing moves in a suspension."""
    moving = [
        (convoy.id, ride.vehicle, convoy.depart, ride.arrive)
        for convoy in plan.convoys
        for ride in convoy.rides
    ]
    moving += [(trip.id, "", trip.depart, trip.arrive) for trip in plan.empty_trips]
    for mover, vehicle, depart, arrive in moving:
        for suspension in ground.instance.suspensions:
            # A trip of no minutes moves at no minute.
            if depart < arrive and suspension.overlaps(depart, arrive):
                yield Violation(
                    rule="R14",
                    message=f"moves in the suspension from minute {suspension.start} to"
                    f" {suspension.until}",
                    convoy=mover,
                    vehicle=vehicle,
                    minute=max(depart, suspension.start),
                )
