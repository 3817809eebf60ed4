"""Verification of bounds: from the instance and a certificate's prices alone.

The theorem (docs/bound.md): give every person in scope a value and every shared resource a price. If the
values add up to more than (1) everything that the resources can give by minute T costs, plus (2) the most that
every single vehicle can collect in its best day until T, then not everybody in scope can have
arrived by T. Any prices will do; bad ones merely prove nothing. All sums are of whole numbers.

This module shares no code with the planner: it enumerates what a vehicle can do from the rules page, and
finds the best day by its own dynamic program.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from masarat.core.windows import Window, Windows
from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from masarat.plan.document import Bound
    from masarat.scenario.instance import Checkpoint, Corridor, Group, Instance, VehicleClass

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
    fault = _malformed(certificate)
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


def _malformed(certificate: Mapping[str, Any]) -> str | None:
    prices, steps = certificate.get("prices"), certificate.get("steps")
    if not isinstance(certificate.get("excluded"), int) or not isinstance(prices, dict):
        return "it has no certificate"
    if not isinstance(steps, dict) or not all(_whole(step, 1) for step in steps.values()):
        return "its certificate has no time grid"
    if set(prices) - set(KINDS):
        return f"its certificate prices something unknown: {min(set(prices) - set(KINDS))}"
    flat = [p for kind, table in prices.items() if kind != "rides" for p in table.values()]
    flat += [p for table in prices.get("rides", {}).values() for p in table.values()]
    if not all(_whole(price, 0) for price in flat):
        return "its certificate has a price that is negative or not a whole number"
    return None


def _whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value < 1 << 40


@dataclass(frozen=True, slots=True)
class _Trip:
    """One way for a vehicle of a class to carry people in scope, seen from boarding to arrival."""

    corridor: Corridor
    assembly: str
    destination: str
    vehicles: int
    is_small: bool
    access: int
    inside: int
    out: int
    load: int

    @property
    def length(self) -> int:
        return self.load + self.access + self.inside + self.out


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
        self.trips = {cls.id: list(self._trips(cls)) for cls in instance.classes}

    def price(self, kind: str, name: str) -> int:
        """Return the price of a thing; what is not listed is free."""
        return int(self.prices.get(kind, {}).get(name, 0))

    def ride_price(self, place: str, need: Need) -> int:
        """Return what a ride for `need` from `place` is worth besides the people aboard."""
        return int(self.prices.get("rides", {}).get(place, {}).get(need.value, 0))

    def surplus(self, steps: Mapping[str, int]) -> int:
        """Return values less costs; positive proves the bound."""
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
                    cls.room(need)
                    for cls in self.instance.classes
                    if any(trip.assembly == place for trip in self.trips[cls.id])
                ]
                room = max(rooms, default=0)
                people = sum(group.people for group in groups)
                total += self.ride_price(place, need) * (-(-people // room) if room else 0)
        return total

    # ---- what the shared resources can give, and what it costs ----

    def _shared(self) -> int:
        instance = self.instance
        total = sum(
            self.price("destinations", d.place) * d.capacity
            for d in instance.destinations
            if d.capacity is not None
        )
        if any(
            self.price("destinations", d.place) for d in instance.destinations if d.capacity is None
        ):
            return 1 << 62  # a price on what is unlimited costs without end
        spans = {corridor.id: self._spans(corridor) for corridor in instance.corridors}
        total += sum(
            self.price("escorts", pool.id) * pool.teams * self._team_time(pool.corridors, spans)
            for pool in instance.escorts
        )
        for checkpoint in instance.checkpoints:
            moving = [w for c in checkpoint.corridors for w in spans.get(c, Windows(()))]
            shared = _overlap(Windows.of(moving), checkpoint.windows)
            total += self.price("checkpoints", checkpoint.place) * shared
        for corridor in instance.corridors:
            total += self._entries_cost(corridor, spans[corridor.id])
        for point in instance.assembly_points:
            price = self.price("bays", point.place)
            if price:
                total += price * point.bays * self.until if point.bays else 1 << 62
            sizes = [
                c.smallest - 1
                for c in instance.corridors
                if self._access(point.place, c) is not None
            ]
            total += self.price("small", point.place) * max(sizes, default=0)
        return total

    def _entries_cost(self, corridor: Corridor, spans: Windows) -> int:
        shortest = min((t.inside for t in self._on(corridor)), default=None)
        convoys = self.price("corridors", corridor.id)
        vehicles = self.price("hours", corridor.id)
        if (convoys and not corridor.headway) or (vehicles and not corridor.per_hour):
            return 1 << 62
        if shortest is None:
            return 0
        slack = [w.minutes - shortest for w in spans if w.minutes >= shortest]
        total = 0
        if convoys:
            total += convoys * sum(s // corridor.headway + 1 for s in slack)
        if vehicles:
            total += vehicles * sum((s // 60 + 1) * (corridor.per_hour or 0) for s in slack)
        return total

    def _on(self, corridor: Corridor) -> list[_Trip]:
        return [t for trips in self.trips.values() for t in trips if t.corridor.id == corridor.id]

    def _spans(self, corridor: Corridor) -> Windows:
        """When a convoy with people in scope can be on the corridor."""
        entries, tails = [], []
        for cls in self.instance.classes:
            for trip in self.trips[cls.id]:
                if trip.corridor.id != corridor.id:
                    continue
                start = self._first_at(cls, trip.assembly)
                if start is not None:
                    entries.append(start + trip.load + trip.access)
                    tails.append(trip.out)
        if not entries or min(entries) >= self.until - min(tails):
            return Windows(())
        allowed = corridor.windows.minus(self.instance.suspensions)
        return allowed.clipped(min(entries), self.until - min(tails))

    def _first_at(self, cls: VehicleClass, place: str) -> int | None:
        """Earliest minute at which a vehicle of the class (or one alike) can be at `place`."""
        way = self._positioning(cls, place)
        return None if way is None else cls.available + way

    def _positioning(self, cls: VehicleClass, place: str) -> int | None:
        if not cls.start_place or cls.start_place == place:
            return 0
        minutes = self.instance.roads.get((cls.start_place, place))
        return None if minutes is None else minutes[cls.pace]

    def _team_time(self, corridors: frozenset[str], spans: Mapping[str, Windows]) -> int:
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
            grown += [Window(max(w.start - before, 0), w.until + after) for w in spans[corridor.id]]
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
                    wanted = any(
                        cls.room(need) and destination.place in group.destinations
                        for need, groups in needs.items()
                        for group in groups
                    )
                    if out is None or not wanted:
                        continue
                    for vehicles, is_small in self._sizes(cls, corridor):
                        inside = 0 if corridor.is_open else sum(corridor.legs[cls.pace])
                        inside += sum(q.service(vehicles) for q in self._stops(corridor))
                        yield _Trip(
                            corridor, place, destination.place, vehicles, is_small, access,
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
            room = cls.room(need)
            fitting = [g for g in groups if trip.destination in g.destinations]
            if room and fitting:
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

    def starts(self, trip: _Trip) -> NDArray[np.bool_]:
        """Return by minute of departure whether the trip is allowed then."""
        minutes = np.arange(self.until + 1)
        entry = minutes + trip.access
        allowed = np.zeros(len(minutes), bool)
        for window in trip.corridor.windows:
            allowed |= (entry >= window.start) & (entry + trip.inside <= window.until)
        gone = trip.access
        for number, place in enumerate(trip.corridor.places):
            checkpoint = self.checkpoints.get(place)
            if checkpoint in self._stops(trip.corridor) and checkpoint is not None:
                service = checkpoint.service(trip.vehicles)
                if checkpoint.longest_wait == 0:
                    inside = np.zeros(len(minutes), bool)
                    for window in checkpoint.windows:
                        begin = minutes + gone
                        inside |= (begin >= window.start) & (begin + service <= window.until)
                    allowed &= inside
                gone += service
            if number + 1 < len(trip.corridor.places):
                gone += trip.corridor.legs[self._pace(trip)][number]
        for pause in self.instance.suspensions:
            allowed &= (minutes >= pause.until) | (entry + trip.inside <= pause.start)
        return allowed

    def _pace(self, trip: _Trip) -> int:
        """Return the pace at which `trip` was timed."""
        services = sum(q.service(trip.vehicles) for q in self._stops(trip.corridor))
        driving = trip.inside - services
        paces = range(len(self.instance.paces))
        return next(p for p in paces if sum(trip.corridor.legs[p]) == driving)


def _overlap(first: Windows, second: Windows) -> int:
    return first.minutes - first.minus(second).minutes


def _best_day(ledger: _Ledger, cls: VehicleClass, step: int) -> int:
    """Return the most that one vehicle of the class can collect until the ledger's minute.

    Looks at time in steps, rounding every duration down, which can only help the vehicle.
    """
    trips = ledger.trips[cls.id]
    steps = ledger.until // step
    places = sorted({trip.assembly for trip in trips})
    targets = sorted({trip.destination for trip in trips})
    values = np.array([ledger.value(cls, trip) for trip in trips], np.int64)
    lengths = np.array([trip.length // step for trip in trips], np.int64)
    if lengths.size and int(lengths.min()) == 0:
        return 1 << 62
    from_place = np.array([places.index(trip.assembly) for trip in trips], np.int64)
    to_target = np.array([targets.index(trip.destination) for trip in trips], np.int64)
    allowed = _allowed_boardings(ledger, cls, trips, step)
    turns = _turns(ledger, cls, targets, places, step)
    home = np.zeros((len(places), steps + 2), np.int64)
    away = np.zeros((len(targets), steps + 1), np.int64)
    order = np.argsort(from_place, kind="stable")
    groups = [order[from_place[order] == place] for place in range(len(places))]
    for t in range(steps, -1, -1):
        arrive = t + lengths
        good = (arrive <= steps) & allowed[:, t]
        worth = np.where(good, values + away[to_target, np.minimum(arrive, steps)], 0)
        for place, members in enumerate(groups):
            home[place, t] = max(home[place, t + 1], worth[members].max(initial=0))
        for target in range(len(targets)):
            best = 0
            for place in range(len(places)):
                turn = turns[target][place]
                if turn is not None and t + turn <= steps:
                    best = max(best, int(home[place, t + turn]))
            away[target, t] = best
    found = 0
    for place, name in enumerate(places):
        start = ledger._first_at(cls, name)  # noqa: SLF001
        if start is not None and start <= ledger.until:
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
            known[key] = ledger.starts(trip)
        departures = known[key]
        boardings = np.zeros((steps + 1) * step, bool)
        usable = departures[cls.load :]
        boardings[: len(usable)] = usable[: len(boardings)]
        first = min(g.ready for groups in ledger.by_place[trip.assembly].values() for g in groups)
        boardings[: max(first, ready[trip.destination] - trip.length, 0)] = False
        found[number] = boardings.reshape(steps + 1, step).any(axis=1)
    return found


def _turns(
    ledger: _Ledger,
    cls: VehicleClass,
    targets: list[str],
    places: list[str],
    step: int,
) -> list[list[int | None]]:
    """Return steps from arriving at a destination to standing empty at an assembly point."""
    table: list[list[int | None]] = []
    for target in targets:
        row: list[int | None] = []
        for place in places:
            ways = [
                way
                for corridor in ledger.instance.corridors
                if cls.comes_back and corridor.returns and corridor.id in cls.corridors
                if (way := _way_back(ledger, cls, corridor, (target, place))) is not None
            ]
            if cls.comes_back and target == place:
                ways.append(0)
            row.append((cls.unload + min(ways)) // step if ways else None)
        table.append(row)
    return table


def _way_back(
    ledger: _Ledger,
    cls: VehicleClass,
    corridor: Corridor,
    ends: tuple[str, str],
) -> int | None:
    target, place = ends
    if corridor.is_open:
        return ledger._road(target, place, cls.pace)  # noqa: SLF001
    before = ledger._road(target, corridor.places[-1], cls.pace)  # noqa: SLF001
    after = ledger._road(corridor.places[0], place, cls.pace)  # noqa: SLF001
    if before is None or after is None:
        return None
    return before + sum(corridor.back_legs[cls.pace]) + after
