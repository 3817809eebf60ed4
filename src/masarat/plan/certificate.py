"""Verification of bounds: from the instance and a certificate's prices alone.

The theorem (docs/bound.md): give every person in scope a value and every shared resource a price.
If the values add up to more than (1) everything that the resources can give by minute T costs, plus
(2) the most that every single vehicle can collect in its best day until T, then not everybody in
scope can have arrived by T. Any prices will do; bad ones merely prove nothing. All sums are of
whole numbers.

This module shares no code with the planner: it enumerates what a vehicle can do from the rules
page, and finds the best day by its own dynamic program.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from masarat.core.windows import Window, Windows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from masarat.plan.document import Bound
    from masarat.scenario.instance import (
        Checkpoint,
        Corridor,
        Group,
        Instance,
        Need,
        VehicleClass,
    )

    Ints = NDArray[np.int64]

KINDS = (
    "people",
    "rides",
    "destinations",
    "escorts",
    "checkpoints",
    "corridors",
    "hours",
    "bays",
    "small",
)


def verify_bound(instance: Instance, bound: Bound, priority: int | None) -> str | None:
    """Return None when the certificate proves `bound`, otherwise a sentence that says why not.

    Parameters
    ----------
    priority
        The priority whose groups the bound is about; None for everybody. A bound of everybody may
        rest on a certificate about one priority (its `scope`).
    """
    if bound.minutes <= 0:
        return None
    certificate = bound.certificate
    fault = _malformed(certificate, instance.end)
    if fault:
        return fault
    scope = certificate.get("scope", priority)
    if priority is not None and scope != priority:
        return f"its certificate is about priority {scope}"
    until = certificate["excluded"]
    if bound.minutes > until + 1:
        return f"its certificate excludes minute {until} only"
    surplus = _Ledger(instance, scope, until, certificate["prices"]).surplus(certificate["steps"])
    if surplus > 0:
        return None
    return f"its certificate fails: what can be had by minute {until} is worth {-surplus} more"


def _malformed(certificate: Mapping[str, Any], end: int) -> str | None:
    prices, steps = certificate.get("prices"), certificate.get("steps")
    excluded = certificate.get("excluded")
    if not isinstance(excluded, int) or not isinstance(prices, dict):
        return "it has no certificate"
    if not _whole(excluded, 0) or excluded > end:
        return f"its certificate excludes minute {excluded}, which is not from 0 to the end, {end}"
    if not isinstance(steps, dict) or not all(_whole(step, 1) for step in steps.values()):
        return "its certificate has no time grid"
    if set(prices) - set(KINDS):
        return f"its certificate prices something unknown: {min(set(prices) - set(KINDS))}"
    tables = [table for kind, table in prices.items() if kind != "rides"]
    rides = prices.get("rides", {})
    tables += rides.values() if isinstance(rides, dict) else [rides]
    if not all(isinstance(table, dict) for table in tables):
        return "its certificate has no table of prices where one is due"
    flat = [price for table in tables for price in table.values()]
    if not all(_whole(price, 0) for price in flat):
        return "its certificate has a price that is negative or not a whole number"
    return None


def _whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value < 1 << 40


NEVER = 1 << 40
"""Minutes that no horizon has: "cannot be driven"."""

HOUR = 60

Pieces = list[tuple[int, int]]
"""Intervals of minutes, both ends included."""


@dataclass(frozen=True, slots=True)
class _Roundabout:
    """How soon a vehicle of a class can stand empty at assembly points.

    `stand`: minutes from becoming available, by assembly point. `turn`: minutes from arriving, by
    (destination, assembly point).
    """

    stand: dict[str, int]
    turn: dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class _Trip:
    """One way for a vehicle of a class to carry people in scope, seen from boarding to arrival."""

    corridor: Corridor
    assembly: str
    destination: str
    ready: int
    vehicles: int
    is_small: bool
    access: int
    inside: int
    out: int
    load: int

    @property
    def travel(self) -> int:
        return self.access + self.inside + self.out

    @property
    def length(self) -> int:
        return self.load + self.travel


class _Ledger:
    """Values on one side, costs on the other."""

    def __init__(
        self,
        instance: Instance,
        scope: int | None,
        until: int,
        prices: Mapping[str, Any],
    ) -> None:
        self.instance, self.until, self.prices = instance, until, prices
        self.groups = [g for g in instance.groups if scope is None or g.priority == scope]
        self.by_place: dict[str, dict[Need, list[Group]]] = {}
        for group in self.groups:
            if group.people > 0:
                needs = self.by_place.setdefault(group.assembly_point, {})
                needs.setdefault(group.need, []).append(group)
        self.checkpoints = {checkpoint.place: checkpoint for checkpoint in instance.checkpoints}
        self.places = [point.place for point in instance.assembly_points]
        self.targets = [destination.place for destination in instance.destinations]
        self.days = {cls.id: self._roundabout(cls) for cls in instance.classes}
        self.trips = {
            cls.id: [
                trip for trip in self._trips(cls) if self.days[cls.id].stand[trip.assembly] < NEVER
            ]
            for cls in instance.classes
        }

    def price(self, kind: str, name: str) -> int:
        """Return the price of a thing; what is not listed is free."""
        return int(self.prices.get(kind, {}).get(name, 0))

    def ride_price(self, place: str, need: Need) -> int:
        """Return what a ride for `need` from `place` is worth besides the people aboard."""
        return int(self.prices.get("rides", {}).get(place, {}).get(need.value, 0))

    def surplus(self, steps: Mapping[str, int]) -> float:
        """Return values less costs; positive proves the bound.

        A whole number, or minus infinity where something unlimited has a price.
        """
        total = self._demand() - self._shared()
        for cls in self.instance.classes:
            if self.trips[cls.id]:
                best = _best_day(self, cls, max(steps.get(cls.id, 1), 1))
                total -= cls.count * max(best, 0)
        return total

    def _demand(self) -> int:
        total = sum(g.people * self.price("people", g.id) for g in self.groups)
        for place, needs in self.by_place.items():
            for need, groups in needs.items():
                rooms = [
                    _most_aboard(cls.room(need), groups)
                    for cls in self.instance.classes
                    if any(trip.assembly == place for trip in self.trips[cls.id])
                ]
                room = max(rooms, default=0)
                people = sum(group.people for group in groups)
                total += self.ride_price(place, need) * (-(-people // room) if room else 0)
        return total

    # ---- what the shared resources can give, and what it costs ----

    def _shared(self) -> float:
        instance = self.instance
        pieces = {corridor.id: self._pieces(corridor) for corridor in instance.corridors}
        total: float = 0
        for destination in instance.destinations:
            price = self.price("destinations", destination.place)
            total += _cost(price, destination.capacity)
        for pool in instance.escorts:
            price = self.price("escorts", pool.id)
            total += price * pool.teams * self._team_time(pool.corridors, pieces)
        for checkpoint in instance.checkpoints:
            price = self.price("checkpoints", checkpoint.place)
            total += price * self._inspection_time(checkpoint, pieces)
        for corridor in instance.corridors:
            total += self._entries_cost(corridor, pieces[corridor.id])
        for point in instance.assembly_points:
            time = self._loading_time(point.place)
            bays = None if point.bays is None else point.bays * time
            total += _cost(self.price("bays", point.place), bays)
            sizes = [
                c.smallest - 1
                for c in instance.corridors
                if self._access(point.place, c) is not None
            ]
            total += self.price("small", point.place) * max(sizes, default=0)
        return total

    def _entries_cost(self, corridor: Corridor, pieces: Pieces) -> float:
        """Return what all convoys and all vehicles that can enter a corridor cost."""
        shortest = min((t.inside for t in self._on(corridor)), default=0)
        entries = [(start, until - shortest) for start, until in pieces]
        convoys = _most_apart(entries, corridor.headway) if corridor.headway else None
        limit = corridor.per_hour
        vehicles = None if limit is None else _most_apart(entries, HOUR) * limit
        return _cost(self.price("corridors", corridor.id), convoys) + _cost(
            self.price("hours", corridor.id), vehicles
        )

    def _on(self, corridor: Corridor) -> list[_Trip]:
        return [t for trips in self.trips.values() for t in trips if t.corridor.id == corridor.id]

    def _pieces(self, corridor: Corridor) -> Pieces:
        """Return when convoys with people in scope can be on the corridor.

        Each piece holds entry and exit of its convoys, both ends included: a convoy that passes a
        corridor of one place in no time enters and leaves at the same minute.
        """
        trips = [
            (cls.available + self.days[cls.id].stand[trip.assembly], trip)
            for cls in self.instance.classes
            for trip in self.trips[cls.id]
            if trip.corridor.id == corridor.id
        ]
        if not trips:
            return []
        first = min(max(start, trip.ready) + trip.load + trip.access for start, trip in trips)
        last = self.until - min(trip.out for _, trip in trips)
        shortest = min(trip.inside for _, trip in trips)
        pieces = [(window.start, window.until) for window in corridor.windows]
        if all(trip.travel > 0 for _, trip in trips):
            for pause in self.instance.suspensions:
                before = [(start, min(until, pause.start)) for start, until in pieces]
                after = [(max(start, pause.until), until) for start, until in pieces]
                pieces = sorted({(s, u) for s, u in (*before, *after) if s <= u})
        clipped = [(max(start, first), min(until, last)) for start, until in pieces]
        return [(start, until) for start, until in clipped if until - start >= shortest]

    def _inspection_time(self, checkpoint: Checkpoint, pieces: Mapping[str, Pieces]) -> int:
        moving = Windows.of(
            Window(start + before, until - after)
            for corridor in self.instance.corridors
            for before, after in self._around(checkpoint, corridor)
            for start, until in pieces[corridor.id]
            if start + before < until - after
        )
        return moving.minutes - moving.minus(checkpoint.windows).minutes

    def _around(self, checkpoint: Checkpoint, corridor: Corridor) -> list[tuple[int, int]]:
        """Return the fewest minutes from entry to an inspection and from its end to the exit."""
        stops = self._stops(corridor)
        if checkpoint not in stops:
            return []
        place, order = corridor.places.index(checkpoint.place), stops.index(checkpoint)
        paces = {cls.id: cls.pace for cls in self.instance.classes}
        found = [
            (
                sum(corridor.legs[paces[name]][:place])
                + sum(stop.service(trip.vehicles) for stop in stops[:order]),
                sum(corridor.legs[paces[name]][place:])
                + sum(stop.service(trip.vehicles) for stop in stops[order + 1 :]),
            )
            for name, trips in self.trips.items()
            for trip in trips
            if trip.corridor.id == corridor.id
        ]
        if not found:
            return []
        return [(min(before for before, _ in found), min(after for _, after in found))]

    def _loading_time(self, place: str) -> int:
        """Return minutes from the first possible boarding to the last departure in time."""
        trips = [
            (cls.available + self.days[cls.id].stand[place], trip)
            for cls in self.instance.classes
            for trip in self.trips[cls.id]
            if trip.assembly == place
        ]
        if not trips:
            return 0
        first = min(max(start, trip.ready) for start, trip in trips)
        return max(self.until - min(trip.travel for _, trip in trips) - first, 0)

    def _positioning(self, cls: VehicleClass, place: str) -> int:
        if not cls.start_place or cls.start_place == place:
            return 0
        minutes = self.instance.roads.get((cls.start_place, place))
        return NEVER if minutes is None else minutes[cls.pace]

    def _team_time(self, corridors: frozenset[str], pieces: Mapping[str, Pieces]) -> int:
        """Return the minutes at which a team of a pool can be with, or back from, such a convoy."""
        grown: list[Window] = []
        for corridor in self.instance.corridors:
            trips = self._on(corridor)
            if corridor.id not in corridors or not trips:
                continue
            places = {trip.assembly for trip in trips}
            before = max(
                minutes
                for place in places
                for pace in range(len(self.instance.paces))
                if (minutes := self._access(place, corridor, pace)) is not None
            )
            after = max(self._escort_back(trip) for trip in trips)
            grown += [
                Window(max(start - before, 0), until + after)
                for start, until in pieces[corridor.id]
                if max(start - before, 0) < until + after
            ]
        return Windows.of(grown).minutes

    def _escort_back(self, trip: _Trip) -> int:
        corridor = trip.corridor
        if corridor.is_open:
            return self._road(trip.destination, trip.assembly, 0) or 0
        home = self._road(corridor.places[0], trip.assembly, 0) or 0
        return sum(corridor.back_legs[0]) + home

    # ---- what a vehicle can do ----

    def _road(self, start: str, end: str, pace: int) -> int | None:
        if start == end:
            return 0
        minutes = self.instance.roads.get((start, end))
        return None if minutes is None else minutes[pace]

    def _access(self, place: str, corridor: Corridor, pace: int = 0) -> int | None:
        return 0 if corridor.is_open else self._road(place, corridor.places[0], pace)

    def _trips(self, cls: VehicleClass) -> Iterator[_Trip]:
        for corridor in self.instance.corridors:
            if corridor.id not in cls.corridors:
                continue
            for place, needs in self.by_place.items():
                access = self._access(place, corridor, cls.pace)
                if access is None:
                    continue
                for destination in self.instance.destinations:
                    origin = place if corridor.is_open else corridor.places[-1]
                    out = self._road(origin, destination.place, cls.pace)
                    wanted = {
                        group.ready
                        for need, groups in needs.items()
                        for group in groups
                        if cls.room(need) and destination.place in group.destinations
                    }
                    if out is None or not wanted:
                        continue
                    sizes = self._sizes(cls, corridor)
                    for ready, (vehicles, is_small) in product(sorted(wanted), sizes):
                        inside = 0 if corridor.is_open else sum(corridor.legs[cls.pace])
                        inside += sum(q.service(vehicles) for q in self._stops(corridor))
                        yield _Trip(
                            corridor, place, destination.place, ready, vehicles, is_small, access,
                            inside + (out if corridor.is_open else 0),
                            0 if corridor.is_open else out, cls.load,
                        )  # fmt: skip

    def _stops(self, corridor: Corridor) -> list[Checkpoint]:
        return [
            self.checkpoints[place]
            for place in corridor.places
            if place in self.checkpoints and corridor.id in self.checkpoints[place].corridors
        ]

    def _sizes(self, cls: VehicleClass, corridor: Corridor) -> list[tuple[int, bool]]:
        """Return convoy sizes, of those with equal inspection times the largest only."""
        low = (cls.smallest or 1) if cls.alone else corridor.smallest
        high = (cls.largest or 1) if cls.alone else corridor.largest
        high = max(min(high, sum(other.count for other in self.instance.classes)), 1)
        low = min(low, high)
        stops = self._stops(corridor)
        largest: dict[tuple[bool, tuple[int, ...]], int] = {}
        first = 1 if self.instance.small_last_convoy and not cls.alone else low
        sizes = range(first, high + 1) if stops else (*range(first, low), high)
        for size in sizes:
            largest[size < low, tuple(q.service(size) for q in stops)] = size
        return [(size, is_small) for (is_small, _), size in largest.items()]

    def value(self, cls: VehicleClass, trip: _Trip) -> int:
        """Return the most that a ride can be worth, less its share of what the convoy uses."""
        worth = 0
        for need, groups in self.by_place[trip.assembly].items():
            fitting = [
                g for g in groups if g.ready <= trip.ready and trip.destination in g.destinations
            ]
            room = _most_aboard(cls.room(need), fitting)
            if room:
                each = max(self.price("people", g.id) for g in fitting)
                each -= self.price("destinations", trip.destination)
                worth += max(0, self.ride_price(trip.assembly, need) + max(each, room * each))
        convoy = self.price("corridors", trip.corridor.id)
        for checkpoint in self._stops(trip.corridor):
            convoy += self.price("checkpoints", checkpoint.place) * checkpoint.service(
                trip.vehicles
            )
        pools = [p for p in self.instance.escorts if trip.corridor.id in p.corridors]
        if pools:
            busy = trip.access + trip.inside + self._escort_back(trip)
            convoy += busy * min(self.price("escorts", pool.id) for pool in pools)
        own = self.price("hours", trip.corridor.id) + self.price("bays", trip.assembly) * trip.load
        if trip.is_small:
            own += self.price("small", trip.assembly)
        return worth - convoy // trip.vehicles - own

    def starts(self, cls: VehicleClass, trip: _Trip) -> NDArray[np.bool_]:
        """Return by minute of departure whether the trip is allowed then.

        The minute is that of vehicles of this class alone, without waits, whose last inspection
        begins as in the plan. A slower companion, or a wait, brings the real convoy to earlier
        inspections up to `slack` minutes before.
        """
        minutes = np.arange(self.until + 1)
        entry = minutes + trip.access
        allowed = np.zeros(len(minutes), bool)
        for window in trip.corridor.windows:
            allowed |= (entry >= window.start) & (entry + trip.inside <= window.until)
        for start, slack, service, windows in self._inspections(cls, trip):
            inside = np.zeros(len(minutes), bool)
            for window in windows:
                if window.minutes < service:
                    continue
                begin = entry + start
                inside |= (begin >= window.start) & (begin + service <= window.until + slack)
            allowed &= inside
        if trip.travel > 0:
            for pause in self.instance.suspensions:
                allowed &= (minutes >= pause.until) | (minutes + trip.travel <= pause.start)
        return allowed

    def _inspections(
        self, cls: VehicleClass, trip: _Trip
    ) -> Iterator[tuple[int, int, int, Windows]]:
        """Yield (minutes from entry, slack, minutes of inspection, windows) of each checkpoint."""
        corridor, paces = trip.corridor, self._company(cls, trip.corridor)
        stops = self._stops(corridor)
        reached = [corridor.places.index(checkpoint.place) for checkpoint in stops]
        waits, served = sum(checkpoint.longest_wait for checkpoint in stops), 0
        for number, checkpoint in zip(reached, stops, strict=True):
            waits -= checkpoint.longest_wait
            onward = {pace: sum(corridor.legs[pace][number : reached[-1]]) for pace in paces}
            slack = waits + max(onward.values()) - onward[cls.pace]
            driven = sum(corridor.legs[cls.pace][:number])
            service = checkpoint.service(trip.vehicles)
            yield driven + served, slack, service, checkpoint.windows
            served += service

    def _company(self, cls: VehicleClass, corridor: Corridor) -> set[int]:
        """Return the paces at which a convoy with the class may go."""
        return {cls.pace} | {
            other.pace
            for other in self.instance.classes
            if not (cls.alone or other.alone)
            and other.pace > cls.pace
            and corridor.id in other.corridors
        }

    def delay_behind(self, cls: VehicleClass, trip: _Trip) -> int:
        """Return by how much a slower companion can delay the arrival after the last inspection."""
        corridor = trip.corridor
        stops = self._stops(corridor)
        last = corridor.places.index(stops[-1].place) if stops else 0
        origin = trip.assembly if corridor.is_open else corridor.places[-1]
        rest = {
            pace: (0 if corridor.is_open else sum(corridor.legs[pace][last:]))
            + (self._road(origin, trip.destination, pace) or 0)
            for pace in self._company(cls, corridor)
        }
        return max(rest.values()) - rest[cls.pace]

    # ---- the shortest ways between assembly points, with whomever aboard ----

    def _roundabout(self, cls: VehicleClass) -> _Roundabout:
        """Return how soon a vehicle can stand empty where, whatever it carries in between."""
        turn = np.array(
            [[self._turn(cls, target, place) for place in self.places] for target in self.targets],
            np.int64,
        ).reshape(len(self.targets), len(self.places))
        ride = np.array(
            [[self._ride(cls, place, target) for target in self.targets] for place in self.places],
            np.int64,
        ).reshape(len(self.places), len(self.targets))
        hop = _shortest(ride, turn)
        for middle in range(len(self.places)):
            hop = np.minimum(hop, hop[:, middle, None] + hop[None, middle, :])
        direct = np.array([[self._positioning(cls, place) for place in self.places]], np.int64)
        stand = np.minimum(direct, _shortest(direct, hop))[0]
        turn = np.minimum(turn, _shortest(turn, hop))
        return _Roundabout(
            dict(zip(self.places, stand.tolist(), strict=True)),
            {
                (target, place): int(turn[i, j])
                for i, target in enumerate(self.targets)
                for j, place in enumerate(self.places)
            },
        )

    def _turn(self, cls: VehicleClass, target: str, place: str) -> int:
        """Return minutes from arriving at a destination to standing empty at an assembly point."""
        if not cls.comes_back:
            return NEVER
        if target == place:
            return cls.unload
        ways = [
            way
            for corridor in self.instance.corridors
            if corridor.returns and corridor.id in cls.corridors
            if (way := self._way_back(cls, corridor, target, place)) is not None
        ]
        return cls.unload + min(ways) if ways else NEVER

    def _way_back(
        self, cls: VehicleClass, corridor: Corridor, target: str, place: str
    ) -> int | None:
        if corridor.is_open:
            return self._road(target, place, cls.pace)
        before = self._road(target, corridor.places[-1], cls.pace)
        after = self._road(corridor.places[0], place, cls.pace)
        if before is None or after is None:
            return None
        return before + sum(corridor.back_legs[cls.pace]) + after

    def _ride(self, cls: VehicleClass, place: str, target: str) -> int:
        """Return the fewest minutes from boarding to arrival with anybody, in scope or not."""
        found = NEVER
        for corridor in self.instance.corridors:
            if corridor.id not in cls.corridors:
                continue
            access = self._access(place, corridor, cls.pace)
            origin = place if corridor.is_open else corridor.places[-1]
            out = self._road(origin, target, cls.pace)
            if access is None or out is None:
                continue
            inside = 0 if corridor.is_open else sum(corridor.legs[cls.pace])
            inside += sum(checkpoint.service(1) for checkpoint in self._stops(corridor))
            found = min(found, cls.load + access + inside + out)
        return found


def _most_aboard(room: int, groups: Sequence[Group]) -> int:
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


def _most_apart(intervals: Pieces, apart: int) -> int:
    """Return how many minutes, each `apart` from the next, intervals in order of time hold.

    Each is taken as early as possible. As many stretches of `apart` minutes cover the intervals.
    """
    found, free = 0, 0
    for first, last in intervals:
        while (minute := max(first, free)) <= last:
            more = (last - minute) // apart + 1
            found, free = found + more, minute + more * apart
    return found


def _cost(price: int, amount: int | None) -> float:
    """Return what `amount` costs; None means any amount, and costs without end."""
    if amount is None:
        return math.inf if price else 0
    return price * amount


def _shortest(first: Ints, second: Ints) -> Ints:
    """Return the fewest minutes of a way of `first` followed by one of `second`."""
    found = np.full((first.shape[0], second.shape[1]), NEVER, np.int64)
    for middle in range(first.shape[1]):
        found = np.minimum(found, first[:, middle, None] + second[None, middle, :])
    return found


def _best_day(ledger: _Ledger, cls: VehicleClass, step: int) -> float:
    """Return the most that one vehicle of the class can collect until the ledger's minute.

    Looks at time in steps, rounding every duration down, which can only help the vehicle.
    """
    trips = ledger.trips[cls.id]
    steps = ledger.until // step
    places = sorted({trip.assembly for trip in trips})
    targets = sorted({trip.destination for trip in trips})
    worths = [ledger.value(cls, trip) for trip in trips]
    if max(map(abs, worths)) * (steps + 1) >= 1 << 62:
        return math.inf  # such prices would overflow what follows
    values = np.array(worths, np.int64)
    lengths = np.array([trip.length // step for trip in trips], np.int64)
    if int(lengths.min()) == 0:
        return math.inf  # a ride that takes no time can be repeated without end
    from_place = np.array([places.index(trip.assembly) for trip in trips], np.int64)
    to_target = np.array([targets.index(trip.destination) for trip in trips], np.int64)
    order = np.argsort(from_place, kind="stable")
    first_of_place = np.searchsorted(from_place[order], np.arange(len(places)))
    values, lengths, to_target = values[order], lengths[order], to_target[order]
    allowed = _allowed_boardings(ledger, cls, trips, step)[order].T.copy()
    days = ledger.days[cls.id]
    turns = np.array(
        [
            [min(days.turn[target, place] // step, steps + 1) for place in places]
            for target in targets
        ],
    )
    home = np.zeros((len(places), steps + 2), np.int64)
    away = np.zeros((len(targets), steps + 1), np.int64)
    everywhere = np.arange(len(places))
    for t in range(steps, -1, -1):
        arrive = t + lengths
        good = (arrive <= steps) & allowed[t]
        worth = np.where(good, values + away[to_target, np.minimum(arrive, steps)], 0)
        best = np.maximum.reduceat(worth, first_of_place)
        home[:, t] = np.maximum(home[:, t + 1], best)
        then = np.minimum(t + turns, steps + 1)  # the last column of `home` stays 0: too late
        away[:, t] = home[everywhere, then].max(axis=1)
    found = 0
    for place, name in enumerate(places):
        start = cls.available + days.stand[name]
        if start <= ledger.until:
            found = max(found, int(home[place, start // step]))
    return found


def _allowed_boardings(
    ledger: _Ledger,
    cls: VehicleClass,
    trips: list[_Trip],
    step: int,
) -> NDArray[np.bool_]:
    """Return [trip, step of boarding]: allowed if any boarding minute in the step may be."""
    steps = ledger.until // step
    found = np.zeros((len(trips), steps + 1), bool)
    ready = {d.place: d.ready for d in ledger.instance.destinations}
    known: dict[tuple[str, str, int, str], NDArray[np.bool_]] = {}
    for number, trip in enumerate(trips):
        key = (trip.corridor.id, trip.assembly, trip.vehicles, trip.destination)
        if key not in known:
            known[key] = ledger.starts(cls, trip)
        departures = known[key]
        boardings = np.zeros((steps + 1) * step, bool)
        usable = departures[cls.load :]
        boardings[: len(usable)] = usable[: len(boardings)]
        earliest = ready[trip.destination] - trip.length - ledger.delay_behind(cls, trip)
        boardings[: max(trip.ready, earliest, 0)] = False
        found[number] = boardings.reshape(steps + 1, step).any(axis=1)
    return found
