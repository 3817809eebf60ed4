"""A solution of the aggregated convoy model as a plan: name the vehicles, seat the people."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

from benchmarks.direct.convoys_cpsat import first_arrival

from masarat.plan.document import (
    Bound,
    Convoy,
    EmptyTrip,
    Left,
    Load,
    Passage,
    Plan,
    PriorityClearance,
    Ride,
)
from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.direct.convoys_cpsat import Convoys, Return, Slot, Var

    from masarat.scenario.instance import Group, Instance, VehicleClass

    Value = Callable[[Var], int]

NO_BOUND = Bound(minutes=0, source=(), certificate={})
NO_TIME = "the direct model found no place in the movement table"


class CannotSeatError(Exception):
    """The counts do not fit into single vehicles."""


def plan_of(convoys: Convoys, value: Value) -> Plan | None:
    """Return the solution as a plan; None where counts do not fit into single vehicles."""
    try:
        return _plan(convoys, value)
    except CannotSeatError:
        return None


def _plan(convoys: Convoys, value: Value) -> Plan:
    instance = convoys.instance
    trips: dict[str, _Trip] = {}
    boarded = _board(convoys, value, trips)
    decoded = [
        _convoy(instance, slot, value, boarded[index])
        for index, slot in enumerate(convoys.slots)
        if value(slot.vehicles)
    ]
    decoded.sort(key=lambda convoy: (convoy.depart, convoy.corridor, convoy.assembly_point))
    empty = [trip.document(name) for name, trip in trips.items() if trip.vehicles]
    return _document(instance, value, convoys, decoded, empty)


@dataclass(slots=True)
class _Trip:
    """An empty trip that is driven only by vehicles that ride again."""

    origin: str
    target: str
    corridor: str
    depart: int
    arrive: int
    vehicles: list[str] = field(default_factory=list)

    def document(self, name: str) -> EmptyTrip:
        return EmptyTrip(
            id=name,
            vehicles=tuple(sorted(self.vehicles)),
            origin=self.origin,
            target=self.target,
            corridor=self.corridor,
            depart=self.depart,
            arrive=self.arrive,
        )


def _board(
    convoys: Convoys, value: Value, trips: dict[str, _Trip]
) -> dict[int, list[tuple[VehicleClass, str, int]]]:
    """Return (class, vehicle, minute of boarding) of each slot, first come, first served.

    Vehicles join a pool when they arrive; a return's vehicles are the slot's, by destination.
    """
    pools: dict[tuple[str, str], list[tuple[int, int, str, str]]] = {}
    order = count()
    _start(convoys, value, pools, trips, order)
    events = sorted(
        (value(batch.start), index, c.id, wave)
        for index, slot in enumerate(convoys.slots)
        for c in slot.classes
        for wave, batch in enumerate(slot.batches[c.id])
        if value(batch.count)
    )
    pending = {
        (index, c.id): sum(1 for _, i, its, _ in events if (i, its) == (index, c.id))
        for index, slot in enumerate(convoys.slots)
        for c in slot.classes
    }
    boarded: dict[int, list[tuple[VehicleClass, str, int]]] = {}
    for minute, index, class_id, wave in events:
        slot = convoys.slots[index]
        vehicle_class = next(c for c in slot.classes if c.id == class_id)
        pool = pools.setdefault((class_id, slot.point), [])
        for _ in range(value(slot.batches[class_id][wave].count)):
            _, _, vehicle, trip = heappop(pool)
            if trip:
                trips[trip].vehicles.append(vehicle)
            boarded.setdefault(index, []).append((vehicle_class, vehicle, minute))
        pending[index, class_id] -= 1
        if not pending[index, class_id]:
            mine = [vehicle for c, vehicle, _ in boarded[index] if c is vehicle_class]
            _send_back(convoys, value, (index, class_id, mine), pools, trips, order)
    return boarded


def _start(
    convoys: Convoys,
    value: Value,
    pools: dict[tuple[str, str], list[tuple[int, int, str, str]]],
    trips: dict[str, _Trip],
    order: Iterator[int],
) -> None:
    for c in convoys.instance.classes:
        ids = iter(c.vehicle_ids())
        for (class_id, point), begin in convoys.starts.items():
            if class_id != c.id:
                continue
            there = first_arrival(convoys.instance, c, point)
            if there is None:
                continue
            name = ""
            if c.start_place not in {"", point}:
                minutes = convoys.instance.roads[c.start_place, point][c.pace]
                name = f"empty-{c.id}-{point}"
                trips[name] = _Trip(c.start_place, point, "", there - minutes, there)
            for _ in range(value(begin)):
                heappush(pools.setdefault((c.id, point), []), (there, next(order), next(ids), name))


def _send_back(
    convoys: Convoys,
    value: Value,
    riders: tuple[int, str, list[str]],
    pools: dict[tuple[str, str], list[tuple[int, int, str, str]]],
    trips: dict[str, _Trip],
    order: Iterator[int],
) -> None:
    """Put a slot's vehicles of one class into the pools that their returns lead to."""
    index, class_id, vehicles = riders
    slot = convoys.slots[index]
    rest = list(vehicles)
    for destination in _destinations(slot, class_id):
        riding = value(slot.rides[class_id, destination])
        here, rest = rest[:riding], rest[riding:]
        for back in _returns(convoys, slot, class_id, destination):
            going, here = here[: value(back.count)], here[value(back.count) :]
            if not going:
                continue
            name = f"empty-{index + 1}-{class_id}-{destination}-{back.target}"
            arrive = value(back.arrive)
            depart = value(back.depart)
            if depart < arrive or destination != back.target:
                trips[name] = _Trip(destination, back.target, back.corridor, depart, arrive)
            for vehicle in going:
                pool = pools.setdefault((class_id, back.target), [])
                heappush(pool, (arrive, next(order), vehicle, name if name in trips else ""))


def _destinations(slot: Slot, class_id: str) -> list[str]:
    return [d for its, d in slot.rides if its == class_id]


def _returns(convoys: Convoys, slot: Slot, class_id: str, destination: str) -> list[Return]:
    return [
        back
        for back in convoys.returns
        if back.slot is slot and back.vehicle_class == class_id and back.destination == destination
    ]


# --- convoys ------------------------------------------------------------------------------------


def _convoy(
    instance: Instance, slot: Slot, value: Value, boarded: list[tuple[VehicleClass, str, int]]
) -> Convoy:
    depart, entry, leave = value(slot.depart), value(slot.entry), value(slot.exit)
    rides: list[Ride] = []
    heading = {c.id: _heading(slot, c.id, value) for c in slot.classes}
    seated: dict[str, list[tuple[VehicleClass, str, int]]] = {}
    for c, vehicle, minute in boarded:
        seated.setdefault(next(heading[c.id]), []).append((c, vehicle, minute))
    for destination, riders in seated.items():
        arrive = value(slot.arrive[destination])
        loads = _seat(instance, slot, destination, value, riders)
        rides.extend(
            Ride(
                vehicle=vehicle,
                board=minute,
                destination=destination,
                loads=aboard,
                arrive=arrive,
            )
            for (_, vehicle, minute), aboard in zip(riders, loads, strict=True)
        )
    if slot.corridor.is_open:
        leave = max(ride.arrive for ride in rides)
    rides.sort(key=lambda ride: ride.vehicle)
    return Convoy(
        id=f"{slot.corridor.id}-{slot.point}-{depart}",
        corridor=slot.corridor.id,
        assembly_point=slot.point,
        depart=depart,
        entry=entry,
        exit=leave,
        passages=tuple(
            Passage(
                checkpoint=i.checkpoint,
                arrive=value(i.arrive),
                start=value(i.start),
                until=value(i.until),
            )
            for i in slot.inspections
        ),
        escort=next((pool for pool, literal in slot.escorts.items() if value(literal)), ""),
        rides=tuple(rides),
    )


def _heading(slot: Slot, class_id: str, value: Value) -> Iterator[str]:
    """Return the destination of each vehicle of a class, in the order in which they boarded."""
    return (d for d in _destinations(slot, class_id) for _ in range(value(slot.rides[class_id, d])))


def _seat(
    instance: Instance,
    slot: Slot,
    destination: str,
    value: Value,
    riders: list[tuple[VehicleClass, str, int]],
) -> list[tuple[Load, ...]]:
    """Seat whole units one by one, each where fewest people are aboard."""
    aboard: list[dict[str, int]] = [{} for _ in riders]
    rooms = [{need: c.room(need) for need in Need} for c, _, _ in riders]
    groups = {g.id: g for g in instance.groups}
    for (group_id, d), amount in slot.people.items():
        if d != destination:
            continue
        group = groups[group_id]
        for size in _units(group, value(amount)):
            able = [i for i, room in enumerate(rooms) if room[group.need] >= size]
            if not able:
                raise CannotSeatError
            best = min(able, key=lambda i: (sum(aboard[i].values()), -rooms[i][group.need], i))
            rooms[best][group.need] -= size
            aboard[best][group_id] = aboard[best].get(group_id, 0) + size
    if not all(aboard):
        raise CannotSeatError
    return [
        tuple(Load(group=group, people=people) for group, people in sorted(loads.items()))
        for loads in aboard
    ]


def _units(group: Group, people: int) -> list[int]:
    whole, rest = divmod(people, group.unit)
    return [group.unit] * whole + ([rest] if rest else [])


# --- the document -------------------------------------------------------------------------------


def _document(
    instance: Instance,
    value: Value,
    convoys: Convoys,
    decoded: list[Convoy],
    empty: list[EmptyTrip],
) -> Plan:
    priority_of = {group.id: group.priority for group in instance.groups}
    arrivals = dict.fromkeys(sorted(convoys.clearances), 0)
    people = minutes = 0
    for convoy in decoded:
        for ride in convoy.rides:
            for load in ride.loads:
                priority = priority_of[load.group]
                arrivals[priority] = max(arrivals[priority], ride.arrive)
                people += load.people
                minutes += load.people * ride.arrive
    loaded = sum(ride.arrive - convoy.depart for convoy in decoded for ride in convoy.rides)
    driven = sum((trip.arrive - trip.depart) * len(trip.vehicles) for trip in empty)
    return Plan(
        instance=instance.digest,
        title=instance.title,
        start=instance.start,
        convoys=tuple(decoded),
        empty_trips=tuple(sorted(empty, key=lambda trip: (trip.depart, trip.id))),
        left=tuple(
            Left(group=group, people=value(amount), reason=NO_TIME)
            for group, amount in convoys.left.items()
            if value(amount)
        ),
        clearance_minutes=max(arrivals.values(), default=0),
        bound=NO_BOUND,
        by_priority=tuple(
            PriorityClearance(priority=priority, clearance_minutes=arrival, bound=NO_BOUND)
            for priority, arrival in arrivals.items()
        ),
        planned=people,
        staying=instance.staying,
        person_minutes=minutes,
        vehicle_minutes=loaded + driven,
        seed=0,
        effort=0,
    )
