"""R10, R14: when corridors and checkpoints may be used, and when nothing may move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.plan.rules.ground import movers
from masarat.plan.rules.movement import trip_walk
from masarat.plan.verdict import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.core.windows import Windows
    from masarat.plan.document import Convoy, EmptyTrip, Plan
    from masarat.plan.rules.ground import Ground


def windows(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R10: each stay on a corridor and each inspection lies in one window.

    For whoever departs after history, windows that have ended by then are over.
    """
    for convoy in plan.convoys:
        yield from _on_corridor(ground, convoy, (convoy.entry, convoy.exit))
    for trip in plan.empty_trips:
        if trip.corridor and ground.corridors[trip.corridor].returns_in_windows:
            yield from _on_corridor(ground, trip, _on_the_way_back(ground, trip))
    for mover in movers(plan):
        for passage in mover.passages:
            windows = ground.checkpoints[passage.checkpoint].windows
            if not _hold(ground, windows, mover, (passage.start, passage.until)):
                message = (
                    f"is inspected at {passage.checkpoint} from minute {passage.start} to"
                    f" {passage.until}, outside one window"
                )
                yield Violation(rule="R10", message=message, convoy=mover.id, minute=passage.start)


def _on_corridor(
    ground: Ground, mover: Convoy | EmptyTrip, stay: tuple[int, int]
) -> Iterator[Violation]:
    corridor = ground.corridors[mover.corridor]
    if not _hold(ground, corridor.windows, mover, stay):
        start, until = stay
        message = f"is on {corridor.id} from minute {start} to {until}, outside one window"
        yield Violation(rule="R10", message=message, convoy=mover.id, minute=start)


def _hold(
    ground: Ground, windows: Windows, mover: Convoy | EmptyTrip, stay: tuple[int, int]
) -> bool:
    """Whether a stay of no minutes, too, lies in a window that is not over for the mover."""
    now = ground.instance.now
    return any(
        window.holds(*stay) and (window.until > now or mover.depart < now) for window in windows
    )


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
