"""From the convoys of an exhaustive search to a movement table.

The search looks at a part of the rules. Here its convoys are sent one after the other, each at the
first minute from the search's own on at which everything is free: vehicles, bays, headway,
checkpoint, team. What comes out is a proposal: whether it is a valid plan, the checker says.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from masarat.plan.document import Convoy, EmptyTrip, Load, Passage, Ride
from masarat.planning.boarding import most_at_once
from masarat.planning.table import Table, numbered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from masarat.plan.exhaustive import Step
    from masarat.scenario.instance import Corridor, Instance, VehicleClass


@dataclass(slots=True)
class _Vehicle:
    """Where a vehicle is free, from when; `rides` it has made."""

    name: str
    place: str
    free: int
    rides: int = 0


@dataclass(frozen=True, slots=True)
class _Passing:
    """A convoy's way at one departure."""

    entry: int
    exit: int
    back: int
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """How a vehicle comes to an assembly point: `corridor` is empty for the first trip."""

    minutes: int
    corridor: str


@dataclass(slots=True)
class _Sending:
    """The table so far."""

    instance: Instance
    cls: VehicleClass
    vehicles: list[_Vehicle]
    waiting: Counter[str]
    room: dict[str, int]
    convoys: list[Convoy] = field(default_factory=list)
    trips: list[EmptyTrip] = field(default_factory=list)
    busy: list[tuple[int, int]] = field(default_factory=list)  # teams

    def send(self, step: Step, latest: int) -> bool:
        """Send one convoy that enters by minute `latest`; whether it was possible."""
        corridor = next(c for c in self.instance.corridors if c.id == step.corridor)
        access = self._road(step.assembly_point, corridor.places[0])
        if access is None:
            return False
        ways = [self._way(vehicle, step.assembly_point) for vehicle in self.vehicles]
        for entry in range(step.entry, latest + 1):
            passing = self._passing(corridor, step, entry)
            if passing is None:
                continue
            boards = self._boards(ways, step, entry - access)
            if boards is not None:
                return self._write(step, passing, entry - access, (ways, boards))
        return False

    def _road(self, origin: str, target: str, pace: int | None = None) -> int | None:
        if origin == target:
            return 0
        minutes = self.instance.roads.get((origin, target))
        return None if minutes is None else minutes[self.cls.pace if pace is None else pace]

    def _way(self, vehicle: _Vehicle, point: str) -> _Way | None:
        if not vehicle.rides:
            minutes = self._road(vehicle.place, point) if vehicle.place else 0
            return None if minutes is None else _Way(minutes, "")
        if vehicle.place == point:
            return _Way(0, "")
        found = [
            _Way(first + sum(corridor.back_legs[self.cls.pace]) + last, corridor.id)
            for corridor in self.instance.corridors
            if corridor.returns and corridor.id in self.cls.corridors and not corridor.is_open
            if (first := self._road(vehicle.place, corridor.places[-1])) is not None
            and (last := self._road(corridor.places[0], point)) is not None
        ]
        return min(found, key=lambda way: way.minutes, default=None)

    def _passing(self, corridor: Corridor, step: Step, entry: int) -> _Passing | None:
        others = [c for c in self.convoys if c.corridor == corridor.id]
        if any(abs(other.entry - entry) < corridor.headway for other in others):
            return None
        legs = (0, *corridor.legs[self.cls.pace])
        now, passages = entry, []
        for place, leg in zip(corridor.places, legs, strict=True):
            now += leg
            for checkpoint in self.instance.checkpoints:
                if checkpoint.place == place and corridor.id in checkpoint.corridors:
                    minutes = checkpoint.service(step.vehicles)
                    start = self._inspected(place, now, minutes)
                    if start - now > checkpoint.longest_wait:
                        return None
                    passages.append(Passage(checkpoint=place, arrive=now, start=start,
                                            until=start + minutes))  # fmt: skip
                    now = start + minutes
        if not any(window.start <= entry and now <= window.until for window in corridor.windows):
            return None
        home = self._road(corridor.places[0], step.assembly_point, 0)
        back = now + sum(corridor.back_legs[0]) + (home if home is not None else 1 << 30)
        access = self._road(step.assembly_point, corridor.places[0]) or 0
        if not self._team_free(corridor.id, entry - access, back):
            return None
        return _Passing(entry, now, back, tuple(passages))

    def _inspected(self, place: str, arrive: int, minutes: int) -> int:
        """Return the first minute from `arrive` on at which the checkpoint is free so long."""
        taken = sorted(
            (passage.start, passage.until)
            for convoy in self.convoys
            for passage in convoy.passages
            if passage.checkpoint == place
        )
        for start, until in taken:
            if start < arrive + minutes and arrive < until:
                arrive = until
        return arrive

    def _team_free(self, corridor: str, depart: int, back: int) -> bool:
        pools = [pool for pool in self.instance.escorts if corridor in pool.corridors]
        if not pools:
            return True
        return most_at_once(self.busy, depart, back) < pools[0].teams

    def _boards(
        self, ways: Sequence[_Way | None], step: Step, depart: int
    ) -> list[tuple[int, int]] | None:
        """Choose vehicles and when they board: those that can be there last, as late as can be.

        Returns
        -------
        list of (vehicle, minute), or None
            None where too few can be there in time.
        """
        load, place = self.cls.load, step.assembly_point
        bays = next(p.bays for p in self.instance.assembly_points if p.place == place)
        ready = min(g.ready for g in self.instance.groups if g.assembly_point == place)
        stands = [
            (max(vehicle.free + way.minutes, ready), number)
            for number, (vehicle, way) in enumerate(zip(self.vehicles, ways, strict=True))
            if way is not None
        ]
        loading = [
            (ride.board, ride.board + load)
            for convoy in self.convoys
            if convoy.assembly_point == place
            for ride in convoy.rides
        ]

        def free(board: int) -> bool:
            return bays is None or most_at_once(loading, board, board + load) < bays

        chosen: list[tuple[int, int]] = []
        for stand, number in sorted(stands, key=lambda entry: (-entry[0], entry[1])):
            board = depart - load
            while board >= stand and not free(board):
                board -= 1
            if board < stand:
                continue
            chosen.append((number, board))
            loading.append((board, board + load))
            if len(chosen) == step.vehicles:
                return chosen
        return None

    def _write(
        self,
        step: Step,
        passing: _Passing,
        depart: int,
        chosen: tuple[Sequence[_Way | None], list[tuple[int, int]]],
    ) -> bool:
        ways, boards = chosen
        goals = [goal for goal, count in step.goals for _ in range(count)]
        rides = []
        for (number, board), goal in zip(boards, goals, strict=True):
            vehicle, way = self.vehicles[number], ways[number]
            loads = self._loads(step.assembly_point, goal, board)
            corridor = next(c for c in self.instance.corridors if c.id == step.corridor)
            out = self._road(corridor.places[-1], goal)
            if not loads or out is None or way is None:
                return False
            if vehicle.place and vehicle.place != step.assembly_point:
                self._drive(vehicle, way, step.assembly_point)
            arrive = passing.exit + out
            rides.append(Ride(vehicle=vehicle.name, board=board, destination=goal,
                              loads=loads, arrive=arrive))  # fmt: skip
            vehicle.place, vehicle.free = goal, arrive + self.cls.unload
            vehicle.rides += 1
        pools = [pool.id for pool in self.instance.escorts if step.corridor in pool.corridors]
        if pools:
            self.busy.append((depart, passing.back))
        self.convoys.append(
            Convoy(
                id="",
                corridor=step.corridor,
                assembly_point=step.assembly_point,
                depart=depart,
                entry=passing.entry,
                exit=passing.exit,
                passages=passing.passages,
                escort=pools[0] if pools else "",
                rides=tuple(sorted(rides, key=lambda ride: ride.vehicle)),
            )
        )
        return True

    def _drive(self, vehicle: _Vehicle, way: _Way, point: str) -> None:
        self.trips.append(
            EmptyTrip(
                id="",
                vehicles=(vehicle.name,),
                origin=vehicle.place,
                target=point,
                corridor=way.corridor,
                depart=vehicle.free,
                arrive=vehicle.free + way.minutes,
            )
        )

    def _loads(self, place: str, goal: str, board: int) -> tuple[Load, ...]:
        """Fill one vehicle with people of one group who may go to the destination."""
        for group in self.instance.groups:
            if group.assembly_point != place or goal not in group.destinations:
                continue
            amount = min(self.waiting[group.id], self.room.get(goal, group.people))
            amount = min(amount, self.cls.room(group.need))
            if amount < self.waiting[group.id]:
                amount -= amount % group.unit
            if amount and group.ready <= board:
                self.waiting[group.id] -= amount
                if goal in self.room:
                    self.room[goal] -= amount
                return (Load(group=group.id, people=amount),)
        return ()


def realize(instance: Instance, steps: Sequence[Step], latest: int) -> Table | None:
    """Return a movement table with these convoys in this order; None where that fails.

    Parameters
    ----------
    latest
        Last minute at which a convoy may enter its corridor.
    """
    cls = next(cls for cls in instance.classes if cls.count)
    vehicles = [_Vehicle(name, cls.start_place, cls.available) for name in cls.vehicle_ids()]
    waiting = Counter({group.id: group.people for group in instance.groups})
    room = {d.place: d.capacity for d in instance.destinations if d.capacity is not None}
    sending = _Sending(instance, cls, vehicles, waiting, room)
    if not all(sending.send(step, latest) for step in steps) or any(waiting.values()):
        return None
    return numbered(sending.convoys, sending.trips)
