"""What a vehicle of a class can do once: every way to carry people in scope."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from masarat.core.windows import Windows
    from masarat.plan.certificate.ways import Ways
    from masarat.scenario.instance import Corridor, Group, Need, VehicleClass

    Waiting = Mapping[str, Mapping[Need, Sequence[Group]]]
    """The groups in scope, by assembly point and need."""


@dataclass(frozen=True, slots=True)
class Trip:
    """One way for a vehicle of a class to carry people in scope, seen from boarding to arrival."""

    corridor: Corridor
    pace: int
    assembly: str
    destination: str
    ready: int
    vehicles: int
    is_small: bool
    access: int
    inside: int
    out: int
    load: int
    back: int
    """Minutes of an escort team's way back."""

    @property
    def travel(self) -> int:
        """Minutes from departure to arrival."""
        return self.access + self.inside + self.out

    @property
    def length(self) -> int:
        """Minutes from boarding to arrival."""
        return self.load + self.travel


def trips_of(ways: Ways, waiting: Waiting, cls: VehicleClass) -> Iterator[Trip]:
    """Yield the trips of a class that keep nobody aboard for too long."""
    limit = ways.instance.aboard_limit
    for corridor in ways.instance.corridors:
        if corridor.id not in cls.corridors:
            continue
        sizes = _sizes(ways, cls, corridor)
        for place, needs in waiting.items():
            access = ways.access(place, corridor, cls.pace)
            if access is None:
                continue
            for destination in ways.instance.destinations:
                origin = place if corridor.is_open else corridor.places[-1]
                out = ways.road(origin, destination.place, cls.pace)
                wanted = {
                    group.ready
                    for need, groups in needs.items()
                    for group in groups
                    if cls.room(need) and destination.place in group.destinations
                }
                if out is None or not wanted:
                    continue
                back = ways.escort_back(corridor, place, destination.place)
                for ready, (vehicles, is_small) in product(sorted(wanted), sizes):
                    inside = 0 if corridor.is_open else sum(corridor.legs[cls.pace])
                    inside += sum(q.service(vehicles) for q in ways.stops(corridor))
                    trip = Trip(
                        corridor, cls.pace, place, destination.place, ready, vehicles, is_small,
                        access, inside + (out if corridor.is_open else 0),
                        0 if corridor.is_open else out, cls.load, back,
                    )  # fmt: skip
                    if limit is None or trip.travel <= limit:
                        yield trip


def _sizes(ways: Ways, cls: VehicleClass, corridor: Corridor) -> list[tuple[int, bool]]:
    """Return convoy sizes, of those with equal inspection times the largest only."""
    low = (cls.smallest or 1) if cls.alone else corridor.smallest
    high = (cls.largest or 1) if cls.alone else corridor.largest
    high = max(min(high, sum(other.count for other in ways.instance.classes)), 1)
    low = min(low, high)
    stops = ways.stops(corridor)
    largest: dict[tuple[bool, tuple[int, ...]], int] = {}
    first = 1 if ways.instance.small_last_convoy and not cls.alone else low
    sizes = range(first, high + 1) if stops else (*range(first, low), high)
    for size in sizes:
        largest[size < low, tuple(q.service(size) for q in stops)] = size
    return [(size, is_small) for (is_small, _), size in largest.items()]


def most_aboard(room: int, groups: Sequence[Group]) -> int:
    """Return the most people of `groups` that fit into `room` when units stay whole.

    Each group has any number of whole units and at most one smaller unit.
    """
    if not groups or any(group.unit == 1 for group in groups):
        return room if groups else 0
    fits = np.zeros(room + 1, bool)
    fits[0] = True
    for group in groups:
        smaller = group.people % group.unit
        if 0 < smaller <= room:
            fits[smaller:] |= fits[: room + 1 - smaller].copy()
    for group in groups:
        for people in range(group.unit, room + 1):
            fits[people] |= fits[people - group.unit]
    return int(np.flatnonzero(fits)[-1])


@dataclass(frozen=True, slots=True)
class Inspection:
    """One inspection of a trip: minutes from entry to its beginning, and its minutes.

    `early`: by how much the real one may begin before that of the trip.
    """

    place: str
    start: int
    minutes: int
    early: int
    windows: Windows


def inspections(ways: Ways, cls: VehicleClass, trip: Trip) -> list[Inspection]:
    """Return the inspections of a trip in order.

    The trip stands for a real one whose last inspection begins at the same minute. That may be
    slower on the way there, with other vehicles, and wait: it began earlier inspections before.
    """
    corridor, paces = trip.corridor, ways.company(cls, trip.corridor)
    stops = ways.stops(corridor)
    reached = [corridor.places.index(checkpoint.place) for checkpoint in stops]
    waits, served, found = sum(stop.longest_wait for stop in stops), 0, []
    for number, checkpoint in zip(reached, stops, strict=True):
        waits -= checkpoint.longest_wait
        onward = {pace: sum(corridor.legs[pace][number : reached[-1]]) for pace in paces}
        driven = sum(corridor.legs[cls.pace][:number])
        service = checkpoint.service(trip.vehicles)
        early = waits + max(onward.values()) - onward[cls.pace]
        found.append(
            Inspection(checkpoint.place, driven + served, service, early, checkpoint.windows)
        )
        served += service
    return found


def early_entry(ways: Ways, cls: VehicleClass, trip: Trip) -> int:
    """Return by how much the real convoy may enter the corridor before the trip does."""
    corridor, stops = trip.corridor, ways.stops(trip.corridor)
    if not stops:
        return 0
    last = corridor.places.index(stops[-1].place)
    until = {pace: sum(corridor.legs[pace][:last]) for pace in ways.company(cls, corridor)}
    waits = sum(stop.longest_wait for stop in stops)
    return waits + max(until.values()) - until[cls.pace]


def starts(ways: Ways, cls: VehicleClass, trip: Trip, until: int) -> NDArray[np.bool_]:
    """Return by minute of departure whether the trip is allowed then: windows and suspensions."""
    minutes = np.arange(until + 1)
    entry = minutes + trip.access
    allowed = np.zeros(len(minutes), bool)
    for window in trip.corridor.windows:
        allowed |= (entry >= window.start) & (entry + trip.inside <= window.until)
    for stop in inspections(ways, cls, trip):
        inside = np.zeros(len(minutes), bool)
        for window in stop.windows:
            if window.minutes < stop.minutes:
                continue
            begin = entry + stop.start
            inside |= (begin >= window.start) & (begin + stop.minutes <= window.until + stop.early)
        allowed &= inside
    if trip.travel > 0:
        for pause in ways.instance.suspensions:
            allowed &= (minutes >= pause.until) | (minutes + trip.travel <= pause.start)
    return allowed


def delay_behind(ways: Ways, cls: VehicleClass, trip: Trip) -> int:
    """Return by how much a slower companion can delay the arrival after the last inspection."""
    corridor = trip.corridor
    stops = ways.stops(corridor)
    last = corridor.places.index(stops[-1].place) if stops else 0
    origin = trip.assembly if corridor.is_open else corridor.places[-1]
    rest = {
        pace: (0 if corridor.is_open else sum(corridor.legs[pace][last:]))
        + (ways.road(origin, trip.destination, pace) or 0)
        for pace in ways.company(cls, corridor)
    }
    return max(rest.values()) - rest[cls.pace]
