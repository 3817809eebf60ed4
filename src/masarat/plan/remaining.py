"""What remains after history: the instance that a bound of a continued plan is about.

An instance with `now` > 0 is planned from the middle: what departs before `now` is history. Whoever
still waits then, with the vehicles as they then stand, makes an instance of its own, whose minute 0
is `now`. A bound of it, plus `now`, bounds every plan with the same history. docs/replanning.md
defines it field by field; the planner derives it on its own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from masarat.core.windows import Window, Windows
from masarat.plan.proof import verify_proof

if TYPE_CHECKING:
    from masarat.plan.document import Bound, Plan
    from masarat.scenario.instance import Corridor, Destination, Group, Instance, VehicleClass

    Roads = dict[tuple[str, str], tuple[int, ...]]


def history(plan: Plan, now: int) -> Plan:
    """Return the part of `plan` that departs before minute `now`; its figures stay as they are."""
    return replace(
        plan,
        convoys=tuple(convoy for convoy in plan.convoys if convoy.depart < now),
        empty_trips=tuple(trip for trip in plan.empty_trips if trip.depart < now),
    )


def verify(instance: Instance, plan: Plan, bound: Bound, priority: int | None) -> str | None:
    """Return None when `bound` is proven for all plans with the history of `plan`.

    Where nothing has happened this is `proof.verify_proof`. With history, a bound is also proven by
    the last arrival of somebody in scope who has departed.
    """
    now = instance.now
    if not now and not any(cls.lost for cls in instance.classes):
        return verify_proof(instance, bound, priority)
    if bound.minutes <= _last_arrival(instance, history(plan, now), priority):
        return None
    rest = remaining(instance, plan)
    return verify_proof(rest, replace(bound, minutes=max(bound.minutes - now, 0)), priority)


def _last_arrival(instance: Instance, past: Plan, priority: int | None) -> int:
    scope = {group.id for group in instance.groups if priority in (None, group.priority)}
    return max(
        (
            ride.arrive
            for convoy in past.convoys
            for ride in convoy.rides
            if any(load.group in scope for load in ride.loads)
        ),
        default=0,
    )


def remaining(instance: Instance, plan: Plan) -> Instance:
    """Return the instance of those who wait at minute `instance.now`, which is its minute 0."""
    now, past = instance.now, history(plan, instance.now)
    corridors = tuple(_corridor(corridor, now) for corridor in instance.corridors)
    there = replace(instance, corridors=corridors)
    classes, roads = _fleet(there, past)
    return replace(
        there,
        end=instance.end - now,
        groups=_groups(instance, past),
        destinations=_destinations(instance, past),
        checkpoints=tuple(replace(q, windows=_later(q.windows, now)) for q in instance.checkpoints),
        classes=classes,
        linked=() if now else instance.linked,
        suspensions=_later(instance.suspensions, now),
        roads={**instance.roads, **roads},
        now=0,
        held=(),
        gave_up=(),
        _digest=[],
    )


def _later(windows: Windows, now: int) -> Windows:
    """Return the part of `windows` from minute `now` on, counted from there."""
    return Windows(
        tuple(
            Window(max(window.start - now, 0), window.until - now)
            for window in windows
            if window.until > now
        ),
    )


def _corridor(corridor: Corridor, now: int) -> Corridor:
    windows = _later(corridor.windows, now)
    returns = corridor.returns and not (corridor.returns_in_windows and not windows)
    return replace(corridor, windows=windows, returns=returns)


def _groups(instance: Instance, past: Plan) -> tuple[Group, ...]:
    gone: Counter[str] = Counter()
    begun: dict[str, str] = {}
    for convoy in past.convoys:
        for ride in convoy.rides:
            for load in ride.loads:
                gone[load.group] += load.people
                begun[load.group] = ride.destination
    label_begun = {
        group.together: begun[group.id]
        for group in instance.groups
        if group.together and group.id in begun
    }

    def left(group: Group) -> Group:
        where = group.destinations
        if group.together in label_begun:
            where = (label_begun[group.together],)
        elif group.id in begun and not group.may_split:
            where = (begun[group.id],)
        where = tuple(place for place in where if place in group.destinations)
        return replace(
            group,
            people=group.people - gone[group.id],
            ready=max(group.ready - instance.now, 0),
            destinations=where,
        )

    return tuple(left(group) for group in instance.groups)


def _destinations(instance: Instance, past: Plan) -> tuple[Destination, ...]:
    arrived: Counter[str] = Counter()
    for convoy in past.convoys:
        for ride in convoy.rides:
            arrived[ride.destination] += sum(load.people for load in ride.loads)

    def left(destination: Destination) -> Destination:
        room = destination.capacity
        if room is not None:
            room = max(room - arrived[destination.place], 0)
        ready = max(destination.ready - instance.now, 0)
        return replace(destination, capacity=room, ready=ready)

    return tuple(left(destination) for destination in instance.destinations)


# ---- vehicles: alike when they stand at the same place and are free at the same minute ----


@dataclass(frozen=True, slots=True, order=True)
class _Doing:
    """A ride until unloaded, or an empty trip; in order of time."""

    start: int
    until: int
    empty: int
    target: str


def _fleet(instance: Instance, past: Plan) -> tuple[tuple[VehicleClass, ...], Roads]:
    last, held = _last_doings(instance, past), _held(instance, past)
    classes: list[VehicleClass] = []
    roads: Roads = {}
    for cls in instance.classes:
        lost = {vehicle for vehicle, _ in cls.lost}
        alike: Counter[tuple[int, str]] = Counter()
        for vehicle in cls.vehicle_ids():
            doing = held.get(vehicle, last.get(vehicle))
            if vehicle in lost or (doing and not doing.empty and not cls.comes_back):
                continue
            alike[_free(instance, cls, doing)] += 1
        for number, ((free, where), count) in enumerate(sorted(alike.items()), 1):
            made = replace(
                cls,
                id=f"{cls.id} {number}",
                count=count,
                start_place=where,
                available=free,
                lost=(),
            )
            classes.append(made)
        for where in {where for _, where in alike} - {"", cls.start_place}:
            roads |= _first_trips(instance, cls, where)
    return tuple(classes), roads


def _last_doings(instance: Instance, past: Plan) -> dict[str, _Doing]:
    unload = {v: cls.unload for cls in instance.classes for v in cls.vehicle_ids()}
    doings = [
        (
            ride.vehicle,
            _Doing(ride.board, ride.arrive + unload[ride.vehicle], 0, ride.destination),
        )
        for convoy in past.convoys
        for ride in convoy.rides
    ]
    doings += [
        (vehicle, _Doing(trip.depart, trip.arrive, 1, trip.target))
        for trip in past.empty_trips
        for vehicle in trip.vehicles
    ]
    last: dict[str, _Doing] = {}
    for vehicle, doing in doings:
        last[vehicle] = max(last.get(vehicle, doing), doing)
    return last


def _held(instance: Instance, past: Plan) -> dict[str, _Doing]:
    """Return what holds vehicles at assembly points, as an empty trip to there, until they ride."""
    rode = {
        (ride.vehicle, minute)
        for vehicle, _, minute in instance.held
        for convoy in past.convoys
        for ride in convoy.rides
        if ride.vehicle == vehicle and ride.board >= minute
    }
    return {
        vehicle: _Doing(minute, minute, 1, place)
        for vehicle, place, minute in instance.held
        if (vehicle, minute) not in rode
    }


STANDING, EMPTY = "standing at", "empty at"


def _free(instance: Instance, cls: VehicleClass, doing: _Doing | None) -> tuple[int, str]:
    """Return from when a vehicle is free, counted from `now`, and the name of where it starts."""
    if doing is None:
        return max(cls.available - instance.now, 0), cls.start_place
    free = max(doing.until - instance.now, 0)
    if doing.empty:
        return free, f"{STANDING} {doing.target}"
    return free, f"{EMPTY} {doing.target} ({cls.id})"


def _first_trips(instance: Instance, cls: VehicleClass, where: str) -> Roads:
    """Return the roads from where a vehicle stands to the assembly points that it can reach."""
    roads: Roads = {}
    for point in instance.assembly_points:
        minutes: int | None = None
        if where == f"{STANDING} {point.place}":
            minutes = 0
        elif where.startswith(EMPTY):
            minutes = _way_back(instance, cls, where, point.place)
        if minutes is not None:
            roads[where, point.place] = (minutes,) * len(instance.paces)
    return roads


def _way_back(instance: Instance, cls: VehicleClass, where: str, point: str) -> int | None:
    """Return the fewest minutes of an empty trip, inspections not counted."""
    start = next(d.place for d in instance.destinations if where == f"{EMPTY} {d.place} ({cls.id})")
    if start == point:
        return 0
    found = [
        minutes
        for corridor in instance.corridors
        if corridor.returns and corridor.id in cls.corridors
        if (minutes := _back_on(instance, corridor, cls.pace, (start, point))) is not None
    ]
    return min(found, default=None)


def _back_on(
    instance: Instance, corridor: Corridor, pace: int, ends: tuple[str, str]
) -> int | None:
    places = (ends[0], *reversed(corridor.places), ends[1])
    if corridor.is_open:
        return _road(instance, *ends, pace)
    first = _road(instance, places[0], places[1], pace)
    last = _road(instance, places[-2], places[-1], pace)
    if first is None or last is None:
        return None
    return first + sum(corridor.back_legs[pace]) + last


def _road(instance: Instance, start: str, end: str, pace: int) -> int | None:
    if start == end:
        return 0
    minutes = instance.roads.get((start, end))
    return None if minutes is None else minutes[pace]
