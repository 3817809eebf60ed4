"""Streets that reports speak of: closed ones are not used, who passes the others is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.plan.verdict import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.plan.document import Convoy, EmptyTrip, Passed, Plan
    from masarat.plan.rules.ground import Ground
    from masarat.scenario.instance import StreetStatus


def closed(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """Nothing is on a street while it is closed to it."""
    for status in ground.instance.statuses:
        yield from _used(ground, plan, status)


def told(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """Nothing that the plan tells of streets is untrue, and it names the reports."""
    statuses = ground.instance.statuses
    streets = plan.rests_on.streets if plan.rests_on is not None else ()
    if len(streets) != len(statuses):
        message = (
            f"the plan tells of {len(streets)} streets with a status, there are {len(statuses)}"
        )
        yield Violation(rule="reports", message=message)
        return
    for street, status in zip(streets, statuses, strict=True):
        yield from _told(ground, plan, street, status)
    named = {each for status in statuses for each in (*status.reports, *status.against)}
    if plan.rests_on is not None and set(plan.rests_on.digests) != named:
        message = "the plan gives digests of other reports than those that its statuses name"
        yield Violation(rule="reports", message=message)


def _used(ground: Ground, plan: Plan, status: StreetStatus) -> Iterator[Violation]:
    """Yield who is on a closed street; a street forbidden to some is closed to those."""
    if status.does == "warn" or not status.windows:
        return
    name = f"{status.kind} {' - '.join(status.ids)}"
    why = f"{status.status}, by {', '.join(status.reports)}"
    for convoy in plan.convoys:
        aboard = {ground.vehicles[ride.vehicle].id for ride in convoy.rides}
        if not _is_barred(status, {"people", *_named(convoy.corridor), *aboard}):
            continue
        on_corridor = convoy.corridor in status.corridors
        if _on_roads(ground, convoy, status) or (
            on_corridor and _holds(status, convoy.entry, convoy.exit)
        ):
            message = f"{convoy.id} uses {name} while it is closed to it ({why})"
            yield Violation(rule="reports", message=message, convoy=convoy.id, minute=convoy.depart)
    for trip in plan.empty_trips:
        driven = {ground.vehicles[vehicle].id for vehicle in trip.vehicles}
        if not _is_barred(status, {"empty", *_named(trip.corridor), *driven}):
            continue
        on_corridor = trip.corridor in status.back_corridors
        if _trip_on_roads(ground, trip, status) or (
            on_corridor and _holds(status, *_on_corridor(ground, trip))
        ):
            message = f"{trip.id} uses {name} while it is closed to it ({why})"
            yield Violation(rule="reports", message=message, convoy=trip.id, minute=trip.depart)


def _named(route: str) -> set[str]:
    """Return the names of a route: its own, and its corridor's where it is an alternative."""
    return {route, route.rpartition("~")[0]} - {""}


def _is_barred(status: StreetStatus, whom: set[str]) -> bool:
    return not status.barred or not whom.isdisjoint(status.barred)


def _told(ground: Ground, plan: Plan, street: Passed, status: StreetStatus) -> Iterator[Violation]:
    name = f"{status.kind} {' - '.join(status.ids)}"
    for member in ("kind", "ids", "status", "does", "barred", "windows", "reports", "against"):
        if getattr(street, member) != getattr(status, member):
            message = f"{name}: {member} is not what the plan says"
            yield Violation(rule="reports", message=message)
    due: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
        ("avoided_by", street.avoided_by, tuple(sorted(status.avoided_by))),
        ("convoys", street.convoys, tuple(_convoys(ground, plan, status))),
        ("empty_trips", street.empty_trips, tuple(_trips(ground, plan, status))),
    ]
    for member, said, found in due:
        if said != found:
            listed = ", ".join(found) or "none"
            message = f"{name}: the plan's {member} are not those that there are: {listed}"
            yield Violation(rule="reports", message=message)


def _convoys(ground: Ground, plan: Plan, status: StreetStatus) -> Iterator[str]:
    for convoy in plan.convoys:
        arrive = max(ride.arrive for ride in convoy.rides)
        passes = convoy.corridor in status.corridors or _on_roads(ground, convoy, status)
        if status.does != "close" and passes and _holds(status, convoy.depart, arrive):
            yield convoy.id


def _trips(ground: Ground, plan: Plan, status: StreetStatus) -> Iterator[str]:
    for trip in plan.empty_trips:
        passes = trip.corridor in status.back_corridors or _trip_on_roads(ground, trip, status)
        if status.does != "close" and passes and _holds(status, trip.depart, trip.arrive):
            yield trip.id


def _on_roads(ground: Ground, convoy: Convoy, status: StreetStatus) -> bool:
    """Whether the ways to and from the corridor pass the street."""
    places = ground.corridors[convoy.corridor].places
    first, last = (places[0], places[-1]) if places else (None, convoy.assembly_point)
    pairs = {(last, ride.destination) for ride in convoy.rides}
    pairs |= {(convoy.assembly_point, first)} if first is not None else set()
    return not pairs.isdisjoint(status.roads)


def _trip_on_roads(ground: Ground, trip: EmptyTrip, status: StreetStatus) -> bool:
    if not trip.corridor or not ground.corridors[trip.corridor].places:
        return (trip.origin, trip.target) in status.roads
    places = ground.corridors[trip.corridor].places
    return not {(trip.origin, places[-1]), (places[0], trip.target)}.isdisjoint(status.roads)


def _on_corridor(ground: Ground, trip: EmptyTrip) -> tuple[int, int]:
    """Return from when until when an empty trip is on its corridor."""
    places, pace = ground.corridors[trip.corridor].places, ground.trip_pace(trip)
    if not places:
        return trip.depart, trip.arrive
    before = ground.road(trip.origin, places[-1], pace) or 0
    after = ground.road(places[0], trip.target, pace) or 0
    return trip.depart + before, trip.arrive - after


def _holds(status: StreetStatus, start: int, until: int) -> bool:
    return any(window.overlaps(start, until) for window in status.windows)
