"""A naive builder of valid plans, for tests only: one convoy after another, by trial and error.

It puts a random convoy together, tries it at one minute after another, and keeps it at the first
minute at which the plan so far breaks no rule. What finds no minute is left, with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from masarat.plan.checker import RULES
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
from masarat.plan.rules import figures
from masarat.plan.rules.ground import Ground

if TYPE_CHECKING:
    import random

    from masarat.scenario.instance import Corridor, Instance, VehicleClass

_FIGURES = (figures.objectives, figures.bounds, figures.digests)
MOVEMENT_RULES = tuple(rule for rule in RULES if rule not in _FIGURES)
NO_BOUND = Bound(minutes=0, source=(), certificate={})
"""That nobody arrives before minute 0 needs no proof."""

_TRIES = 12
_MINUTES_TRIED = 45


def with_figures(instance: Instance, plan: Plan) -> Plan:
    """Return `plan` with every figure that follows from its movement table."""
    ground = Ground(instance)
    clearances = figures.clearance_by_priority(ground, plan)
    bounds = {each.priority: each.bound for each in plan.by_priority}
    return replace(
        plan,
        clearance_minutes=max(clearances.values(), default=0),
        by_priority=tuple(
            PriorityClearance(
                priority=priority,
                clearance_minutes=minutes,
                bound=bounds.get(priority, NO_BOUND),
            )
            for priority, minutes in clearances.items()
        ),
        planned=figures.people_planned(plan),
        person_minutes=figures.person_minutes(plan),
        vehicle_minutes=figures.vehicle_minutes(plan),
    )


def empty_plan(instance: Instance) -> Plan:
    """Return the plan that leaves everybody."""
    plan = Plan(
        instance=instance.digest,
        title=instance.title,
        start=instance.start,
        convoys=(),
        empty_trips=(),
        left=(),
        clearance_minutes=0,
        bound=NO_BOUND,
        by_priority=(),
        planned=0,
        staying=instance.staying,
        person_minutes=0,
        vehicle_minutes=0,
        seed=0,
        effort=0,
    )
    return finished(instance, plan)


def finished(instance: Instance, plan: Plan) -> Plan:
    """Return `plan` with everybody who is not on it left, and its figures."""
    remaining = people_remaining(instance, plan)
    left = tuple(
        Left(group=group, people=people, reason="no minute was found")
        for group, people in remaining.items()
        if people > 0
    )
    return with_figures(instance, replace(plan, left=left))


def people_remaining(instance: Instance, plan: Plan) -> dict[str, int]:
    """Return the people of each group who are not on the movement table."""
    remaining = {group.id: group.people for group in instance.groups}
    for convoy in plan.convoys:
        for ride in convoy.rides:
            for load in ride.loads:
                remaining[load.group] -= load.people
    return remaining


@dataclass
class _Where:
    """Where a vehicle is, and from when it is free; place None: wherever it loads first."""

    place: str | None
    free: int
    used: bool = False


@dataclass
class _Builder:
    instance: Instance
    rng: random.Random
    ground: Ground = field(init=False)
    where: dict[str, _Where] = field(init=False)
    plan: Plan = field(init=False)

    def __post_init__(self) -> None:
        self.ground = Ground(self.instance)
        self.plan = empty_plan(self.instance)
        self.where = {
            vehicle: _Where(vehicle_class.start_place or None, vehicle_class.available)
            for vehicle, vehicle_class in self.ground.vehicles.items()
        }

    def holds(self, plan: Plan) -> bool:
        return not any(True for rule in MOVEMENT_RULES for _ in rule(self.ground, plan))

    def attempt(self) -> None:
        """Try to add one convoy to the plan."""
        remaining = {g: n for g, n in people_remaining(self.instance, self.plan).items() if n > 0}
        if not remaining:
            return
        group = self.ground.groups[self.rng.choice(sorted(remaining))]
        corridor = self.rng.choice(self.instance.corridors)
        vehicles = self._vehicles(corridor)
        rides = self._aboard(group.assembly_point, vehicles, remaining)
        if not rides:
            return
        trips, ready = self._trips(group.assembly_point, [ride.vehicle for ride in rides])
        if ready is None:
            return
        for minute in range(ready, ready + _MINUTES_TRIED):
            convoy = self._convoy(corridor, group.assembly_point, minute, rides, ready)
            if convoy is None:
                return
            plan = replace(
                self.plan,
                convoys=(*self.plan.convoys, convoy),
                empty_trips=(*self.plan.empty_trips, *trips),
            )
            plan = finished(self.instance, plan)
            if self.holds(plan):
                self.plan = plan
                self._moved(convoy)
                return

    def _vehicles(self, corridor: Corridor) -> list[str]:
        able = [
            vehicle
            for vehicle, vehicle_class in self.ground.vehicles.items()
            if corridor.id in vehicle_class.corridors
            and (vehicle_class.comes_back or not self.where[vehicle].used)
        ]
        self.rng.shuffle(able)
        return able[: self.rng.randint(1, max(1, corridor.largest))]

    def _aboard(self, point: str, vehicles: list[str], remaining: dict[str, int]) -> list[Ride]:
        goal = self.rng.choice(self.instance.destinations).place
        rides = []
        for vehicle in vehicles:
            loads = self._loads(point, self.ground.vehicles[vehicle], goal, remaining)
            if loads:
                rides.append(
                    Ride(vehicle=vehicle, board=0, destination=goal, loads=loads, arrive=0)
                )
        return rides

    def _loads(
        self, point: str, vehicle_class: VehicleClass, goal: str, remaining: dict[str, int]
    ) -> tuple[Load, ...]:
        room = {"sitting": vehicle_class.seats, "lying": vehicle_class.stretchers}
        loads = []
        for name in sorted(remaining):
            group = self.ground.groups[name]
            if group.assembly_point != point or goal not in group.destinations:
                continue
            where = "lying" if group.need == "stretcher" else "sitting"
            fit = min(remaining[name], room[where]) if vehicle_class.room(group.need) else 0
            if fit < remaining[name]:
                fit -= fit % group.unit
            if fit:
                loads.append(Load(group=name, people=fit))
                remaining[name] -= fit
                room[where] -= fit
        return tuple(loads)

    def _trips(self, point: str, vehicles: list[str]) -> tuple[list[EmptyTrip], int | None]:
        """Return the empty trips that bring the vehicles to `point`, and when all are there."""
        trips: list[EmptyTrip] = []
        ready = 0
        together: dict[tuple[str | None, int], list[str]] = {}
        for vehicle in vehicles:
            at = self.where[vehicle]
            if at.place in (None, point):
                ready = max(ready, at.free)
            else:
                # Vehicles of one place now and then come back together.
                alone = 0 if self.rng.random() < 0.5 else len(together) + 1
                together.setdefault((at.place, alone), []).append(vehicle)
        for number, members in enumerate(together.values()):
            trip = self._trip(f"e{len(self.plan.empty_trips) + number + 1}", point, members)
            if trip is None:
                return [], None
            trips.append(trip)
            ready = max(ready, trip.arrive)
        return trips, ready

    def _trip(self, name: str, point: str, vehicles: list[str]) -> EmptyTrip | None:
        origin = self.where[vehicles[0]].place or ""
        free = max(self.where[vehicle].free for vehicle in vehicles)
        fresh = [vehicle for vehicle in vehicles if not self.where[vehicle].used]
        if fresh and len(fresh) < len(vehicles):
            return None
        corridor = None if fresh else self.rng.choice(self.instance.corridors)
        for minute in range(free, free + _MINUTES_TRIED):
            trip = self._trip_at(name, minute, corridor, (origin, point), tuple(vehicles))
            if trip is None:
                return None
            plan = replace(self.plan, empty_trips=(*self.plan.empty_trips, trip))
            if self.holds(plan):
                return trip
        return None

    def _trip_at(
        self,
        name: str,
        minute: int,
        corridor: Corridor | None,
        ends: tuple[str, str],
        vehicles: tuple[str, ...],
    ) -> EmptyTrip | None:
        pace = self.ground.pace(vehicles)
        passages: tuple[Passage, ...] = ()
        if corridor is None or corridor.is_open:
            road = self.ground.road(*ends, pace)
            arrive = None if road is None else minute + road
        else:
            places, legs = corridor.places[::-1], corridor.back_legs[pace]
            back = True
            arrive, passages = self._along(
                minute, ends[0], (places, legs), (corridor.id, back), (len(vehicles), pace)
            )
            road = self.ground.road(places[-1], ends[1], pace)
            arrive = None if arrive is None or road is None else arrive + road
        if arrive is None:
            return None
        return EmptyTrip(
            id=name,
            vehicles=vehicles,
            origin=ends[0],
            target=ends[1],
            corridor=corridor.id if corridor else "",
            depart=minute,
            arrive=arrive,
            passages=passages,
        )

    def _along(
        self,
        minute: int,
        origin: str,
        way: tuple[tuple[str, ...], tuple[int, ...]],
        direction: tuple[str, bool],
        size: tuple[int, int],
    ) -> tuple[int | None, tuple[Passage, ...]]:
        """Drive through the places from `origin`, waiting a random while where one may wait."""
        (places, legs), (corridor, back), (many, pace) = way, direction, size
        road = self.ground.road(origin, places[0], pace)
        if road is None:
            return None, ()
        clock = minute + road
        passages = []
        for place, leg in zip(places, (*legs, 0), strict=True):
            checkpoint = self.ground.checkpoints.get(place)
            inspected = checkpoint and (checkpoint.back_corridors if back else checkpoint.corridors)
            if checkpoint and inspected and corridor in inspected:
                start = clock
                if self.rng.random() < 0.5:
                    start += self.rng.randint(0, checkpoint.longest_wait)
                until = start + checkpoint.service(many)
                passages.append(Passage(checkpoint=place, arrive=clock, start=start, until=until))
                clock = until
            clock += leg
        return clock, tuple(passages)

    def _convoy(
        self, corridor: Corridor, point: str, minute: int, rides: list[Ride], ready: int
    ) -> Convoy | None:
        pace = self.ground.pace(ride.vehicle for ride in rides)
        load = max(self.ground.vehicles[ride.vehicle].load for ride in rides)
        depart = minute + load
        passages: tuple[Passage, ...] = ()
        origin, left, entry = point, depart, depart
        if corridor.places:
            back = False
            way = corridor.places, corridor.legs[pace]
            gone, passages = self._along(
                depart, point, way, (corridor.id, back), (len(rides), pace)
            )
            if gone is None:
                return None
            origin, left = corridor.places[-1], gone
            entry = depart + (self.ground.road(point, corridor.places[0], pace) or 0)
        arrivals = [self.ground.road(origin, ride.destination, pace) for ride in rides]
        if None in arrivals:
            return None
        done = tuple(
            replace(
                ride,
                board=self._board(ride, depart, ready),
                arrive=left + (road or 0),
            )
            for ride, road in zip(rides, arrivals, strict=True)
        )
        pools = [pool.id for pool in self.instance.escorts if corridor.id in pool.corridors]
        return Convoy(
            id=f"k{len(self.plan.convoys) + 1}",
            corridor=corridor.id,
            assembly_point=point,
            depart=depart,
            entry=entry,
            exit=left if corridor.places else max(ride.arrive for ride in done),
            passages=passages,
            escort=self.rng.choice(pools) if pools else "",
            rides=done,
        )

    def _board(self, ride: Ride, depart: int, ready: int) -> int:
        latest = depart - self.ground.vehicles[ride.vehicle].load
        groups = [self.ground.groups[load.group] for load in ride.loads]
        earliest = max([ready, *(group.ready for group in groups)])
        if earliest >= latest:
            return latest
        return self.rng.choice([latest, latest, self.rng.randint(earliest, latest)])

    def _moved(self, convoy: Convoy) -> None:
        for ride in convoy.rides:
            unload = self.ground.vehicles[ride.vehicle].unload
            self.where[ride.vehicle] = _Where(ride.destination, ride.arrive + unload, used=True)


def naive_plan(instance: Instance, rng: random.Random, *, tries: int = _TRIES) -> Plan:
    """Return a valid plan, with as many people moved as `tries` random convoys could."""
    builder = _Builder(instance, rng)
    for _ in range(tries):
        builder.attempt()
    return builder.plan
