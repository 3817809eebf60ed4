"""R5, R15, R16: each vehicle's day, one thing after another, from its first minute to the end."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from masarat.plan.rules.ground import movers
from masarat.plan.verdict import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.plan.document import Convoy, EmptyTrip, Plan, Ride
    from masarat.plan.rules.ground import Ground
    from masarat.plan.verdict import Rule
    from masarat.scenario.instance import VehicleClass


@dataclass(frozen=True, slots=True)
class Stage:
    """What a vehicle does during [start, until): a ride until unloaded, or an empty trip."""

    mover: str
    ride: bool
    start: int
    until: int
    origin: str
    target: str
    corridor: str


def stages(ground: Ground, plan: Plan) -> dict[str, list[Stage]]:
    """Return what every vehicle that is used does, in order of time.

    Stages of no minutes come before others of the same minute; among themselves, in an order in
    which the vehicle can do all of them, if there is one.
    """
    days: defaultdict[str, list[Stage]] = defaultdict(list)
    for convoy in plan.convoys:
        for ride in convoy.rides:
            days[ride.vehicle].append(_ride_stage(ground, convoy, ride))
    for trip in plan.empty_trips:
        for vehicle in trip.vehicles:
            days[vehicle].append(_trip_stage(trip))
    return {vehicle: _in_order(ground, vehicle, day) for vehicle, day in days.items()}


def _ride_stage(ground: Ground, convoy: Convoy, ride: Ride) -> Stage:
    return Stage(
        mover=convoy.id,
        ride=True,
        start=ride.board,
        until=ride.arrive + ground.vehicles[ride.vehicle].unload,
        origin=convoy.assembly_point,
        target=ride.destination,
        corridor=convoy.corridor,
    )


def _trip_stage(trip: EmptyTrip) -> Stage:
    return Stage(
        mover=trip.id,
        ride=False,
        start=trip.depart,
        until=trip.arrive,
        origin=trip.origin,
        target=trip.target,
        corridor=trip.corridor,
    )


def _in_order(ground: Ground, vehicle: str, day: list[Stage]) -> list[Stage]:
    start = ground.vehicles[vehicle].start_place
    by_minutes = sorted(day, key=lambda stage: (*_minutes(stage), stage.corridor != ""))
    groups = [list(alike) for _, alike in groupby(by_minutes, key=_minutes)]
    ordered: list[Stage] = []
    for alike, following in zip(groups, [*groups[1:], []], strict=True):
        if len(alike) > 1 and alike[0].start == alike[0].until:
            begin = _after(ordered[-1]) if ordered else (start, alike[0].corridor != "")
            ordered += _trail(alike, begin, following[:1])
        else:
            ordered += alike
    return ordered


def _minutes(stage: Stage) -> tuple[int, int]:
    return stage.start, stage.until


def _after(stage: Stage) -> tuple[str, bool]:
    """Return where the vehicle is, and whether it came there empty."""
    return stage.target, not stage.ride


def _trail(alike: list[Stage], begin: tuple[str, bool], following: list[Stage]) -> list[Stage]:
    """Order stages of no minutes so that each begins where the one before ends, if any order does.

    An Euler trail by Hierholzer's algorithm: go on until nothing is left here, then see where on
    the way something is. Its nodes are places, to which vehicles came with people or empty; rides
    lead from the latter. So where more rides begin than trips end, vehicles that came with people
    stay for the others: those trips were left out.
    """
    rides = [stage.origin for stage in (*alike, *following) if stage.ride]
    empty = Counter(rides)
    empty.subtract(stage.target for stage in alike if not stage.ride)
    if not begin[0]:  # from where more leads away than leads there; else where most rides begin
        more = Counter(stage.origin for stage in (*alike, *following))
        more.subtract(stage.target for stage in alike)
        begin = (max(rides, key=lambda place: (more[place], empty[place]), default=""), True)
    empty[begin[0]] -= begin[1]
    leaving: defaultdict[tuple[str, bool], list[tuple[tuple[str, bool], Stage | None]]]
    leaving = defaultdict(list)
    for stage in alike:
        leaving[stage.origin, stage.ride].append((_after(stage), stage))
    for place, count in empty.items():
        leaving[place, False] += [((place, True), None)] * count
    for stage in following:
        leaving[stage.origin, stage.ride].append((("", False), None))
    way: list[tuple[tuple[str, bool], Stage | None]] = [(begin, None)]
    trail: list[Stage | None] = []
    while way:
        if leaving[way[-1][0]]:
            way.append(leaving[way[-1][0]].pop(0))
        else:
            trail.append(way.pop()[1])
    unreached = [stage for rest in leaving.values() for _, stage in rest]
    return [stage for stage in (*reversed(trail), *unreached) if stage]


def one_place_at_a_time(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R5: a vehicle loads, rides, unloads, drives empty, loads, ..., in one place at a time."""
    for convoy in plan.convoys:
        for ride in convoy.rides:
            load = ground.vehicles[ride.vehicle].load
            if ride.board + load > convoy.depart:
                message = f"still loads at minute {ride.board + load} of its departure"
                yield _violation("R5", message, convoy.id, ride.vehicle, convoy.depart)
    for trip in plan.empty_trips:
        yield from _may_drive_back(ground, trip)
    days = stages(ground, plan)
    for vehicle, day in days.items():
        yield from _day(ground.vehicles[vehicle], vehicle, day)
    yield from _held(ground, plan, days)


def _held(ground: Ground, plan: Plan, days: dict[str, list[Stage]]) -> Iterator[Violation]:
    """Vehicles whose convoy gave up load next where they are held, and not before."""
    later = {each.id for each in movers(plan) if each.depart >= ground.instance.now}
    for vehicle, place, free in ground.instance.held:
        day = days.get(vehicle, [])
        for stage in day:
            if stage.mover in later and stage.start < free:
                message = f"stands at {place} from minute {free} on, and nowhere before"
                yield _violation("R5", message, stage.mover, vehicle, stage.start)
        after = next((stage for stage in day if stage.start >= free), None)
        if after and not (after.ride and after.origin == place):
            message = f"is held at {place}, where it can load, and nothing else"
            yield _violation("R5", message, after.mover, vehicle, after.start)


def _may_drive_back(ground: Ground, trip: EmptyTrip) -> Iterator[Violation]:
    if not trip.corridor:
        return
    if not ground.corridors[trip.corridor].returns:
        yield _violation("R5", f"nobody returns on {trip.corridor}", trip.id, minute=trip.depart)
    for vehicle in trip.vehicles:
        if trip.corridor not in ground.vehicles[vehicle].corridors:
            message = f"may not serve {trip.corridor}"
            yield _violation("R5", message, trip.id, vehicle, trip.depart)


def _day(vehicle_class: VehicleClass, vehicle: str, day: list[Stage]) -> Iterator[Violation]:
    before: Stage | None = None
    for stage in day:
        if before is None:
            fault = _first(vehicle_class, stage)
        else:
            fault = _next(vehicle_class, before, stage)
        if fault:
            yield _violation("R5", fault, stage.mover, vehicle, stage.start)
        before = stage


def _first(vehicle_class: VehicleClass, stage: Stage) -> str:
    start = vehicle_class.start_place
    if stage.ride:
        return (
            f"starts at {start}, not at {stage.origin}" if start not in ("", stage.origin) else ""
        )
    if not start:
        return "drives empty before it loads, though it is where it first loads"
    if stage.corridor or stage.origin != start:
        return f"its first trip is not from {start} to an assembly point"
    return ""


def _next(vehicle_class: VehicleClass, before: Stage, stage: Stage) -> str:
    if stage.start < before.until:
        return f"is needed while still busy until minute {before.until} ({before.mover})"
    if before.ride and not vehicle_class.comes_back:
        return "is used again, but its class does not come back"
    if not stage.ride and (not before.ride or not stage.corridor):
        return "drives empty without having carried anybody"
    if stage.origin != before.target:
        return f"is at {before.target}, not at {stage.origin}"
    return ""


def aboard(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R15: nobody is aboard longer than the limit."""
    limit = ground.instance.aboard_limit
    if limit is None:
        return
    for convoy in plan.convoys:
        for ride in convoy.rides:
            minutes = ride.arrive - ride.board - ground.vehicles[ride.vehicle].load
            if minutes > limit:
                message = f"{minutes} minutes aboard, at most {limit} are allowed"
                yield _violation("R15", message, convoy.id, ride.vehicle, ride.board)


def between_start_and_end(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R16: nothing before minute 0 or the vehicle's first, no arrival after the end.

    Vehicles that are lost depart on nothing from that minute on. Whoever departs after history
    boards after it, too: bounds of what remains count on that.
    """
    now = ground.instance.now
    lost = {vehicle: minute for cls in ground.instance.classes for vehicle, minute in cls.lost}
    for convoy in plan.convoys:
        for ride in convoy.rides:
            yield from _between(ground, convoy.id, ride.vehicle, ride.board, ride.arrive)
            if ride.board < now <= convoy.depart:
                message = f"boards before minute {now}, but departs after it"
                yield _violation("R16", message, convoy.id, ride.vehicle, ride.board)
            if convoy.depart >= lost.get(ride.vehicle, convoy.depart + 1):
                message = f"is lost from minute {lost[ride.vehicle]} on"
                yield _violation("R16", message, convoy.id, ride.vehicle, convoy.depart)
    for trip in plan.empty_trips:
        for vehicle in trip.vehicles:
            yield from _between(ground, trip.id, vehicle, trip.depart, trip.arrive)
            if trip.depart >= lost.get(vehicle, trip.depart + 1):
                message = f"is lost from minute {lost[vehicle]} on"
                yield _violation("R16", message, trip.id, vehicle, trip.depart)


def _between(
    ground: Ground, mover: str, vehicle: str, start: int, arrive: int
) -> Iterator[Violation]:
    available = max(0, ground.vehicles[vehicle].available)
    if start < available:
        message = f"is available from minute {available}"
        yield _violation("R16", message, mover, vehicle, start)
    if arrive > ground.instance.end:
        message = f"arrives after the end, minute {ground.instance.end}"
        yield _violation("R16", message, mover, vehicle, arrive)


def _violation(
    rule: Rule, message: str, mover: str, vehicle: str = "", minute: int | None = None
) -> Violation:
    return Violation(rule=rule, message=message, convoy=mover, vehicle=vehicle, minute=minute)
