"""The least clearance of the very tiniest instances, by trying every minute of everything.

No cleverness: convoys in the order of departure, with every departure, every boarding minute,
every wait and every empty trip, each prefix judged by the literal reading of the rules. It judges
`enumerator.optimal_clearance`, which is clever.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations, product
from typing import TYPE_CHECKING

from tests.plan.literal import broken_rules
from tests.plan.naive import empty_plan, finished

from masarat.core.windows import Window, Windows
from masarat.plan.document import Convoy, EmptyTrip, Load, Passage, Plan, Ride

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from masarat.scenario.instance import Checkpoint, Corridor, Instance, VehicleClass

_UNDECIDED = {"R2", "R13"}
"""Rules that a prefix may break although the whole plan does not: units left, linked departures."""


def shrunk(instance: Instance, rng: random.Random) -> Instance:
    """Return `instance` with its features, but all minutes and numbers as small as can be."""
    end = rng.randint(8, 10)

    def windows(had: Windows) -> Windows:
        if len(had) < 2:
            return Windows.of([Window(0, end + 9)])
        noon = rng.randint(2, 5)
        return Windows.of([Window(0, noon), Window(noon + 1, end + 9)])

    def small(minutes: int, most: int) -> int:
        return min(minutes, rng.randint(0, most))

    return replace(
        instance,
        end=end,
        groups=tuple(
            replace(group, people=min(group.people, 2), ready=small(group.ready, 3))
            for group in instance.groups[:2]
        ),
        linked=tuple(
            tie
            for tie in instance.linked
            if tie.a | tie.b <= {group.id for group in instance.groups[:2]}
        ),
        destinations=tuple(
            replace(goal, ready=small(goal.ready, 5)) for goal in instance.destinations
        ),
        corridors=tuple(
            replace(
                corridor,
                legs=tuple(tuple(1 for _ in legs) for legs in corridor.legs),
                back_legs=tuple(tuple(1 for _ in legs) for legs in corridor.back_legs),
                windows=windows(corridor.windows),
                headway=small(corridor.headway, 2),
            )
            for corridor in instance.corridors
        ),
        checkpoints=tuple(
            replace(
                checkpoint,
                minutes=1,
                longest_wait=small(checkpoint.longest_wait, 2),
                windows=windows(checkpoint.windows),
            )
            for checkpoint in instance.checkpoints
        ),
        classes=tuple(
            replace(
                each,
                count=min(each.count, 2),
                available=small(each.available, 2),
                load=small(each.load, 1),
                unload=small(each.unload, 1),
            )
            for each in instance.classes
        ),
        suspensions=Windows.of([Window(4, 5)] if instance.suspensions else []),
        roads={
            pair: tuple(1 + (pace and rng.randint(0, 1)) for pace in range(len(minutes)))
            for pair, minutes in instance.roads.items()
        },
        aboard_limit=None if instance.aboard_limit is None else rng.randint(2, 6),
        _digest=[],
    )


def exhaustive_clearance(instance: Instance, most: int) -> int | float | None:
    """Return the least clearance, None if nobody can move everybody.

    Returns infinity where more than `most` prefixes would have to be judged.
    """
    search = _Exhaustive(instance, most)
    try:
        search.extend(empty_plan(instance), {})
    except OverflowError:
        return float("inf")
    return search.best if search.best <= instance.end else None


@dataclass
class _Exhaustive:
    instance: Instance
    most: int
    judged: int = 0
    best: int = field(init=False)

    def __post_init__(self) -> None:
        self.best = self.instance.end + 1
        self.vehicles: dict[str, VehicleClass] = {
            vehicle: each for each in self.instance.classes for vehicle in each.vehicle_ids()
        }
        self.checkpoints: dict[str, Checkpoint] = {
            each.place: each for each in self.instance.checkpoints
        }

    def extend(self, plan: Plan, places: dict[str, tuple[str, int]]) -> None:
        """Try every convoy that departs after those of `plan`."""
        broken = broken_rules(self.instance, plan)
        if not plan.left and not broken:
            self.best = min(self.best, plan.clearance_minutes)
            return
        after = plan.convoys[-1].depart if plan.convoys else 0
        for depart in range(after, self.best):
            for convoy, trips in self.convoys(plan, places, depart):
                if max(ride.arrive for ride in convoy.rides) >= self.best:
                    continue
                longer = replace(
                    plan,
                    convoys=(*plan.convoys, convoy),
                    empty_trips=(*plan.empty_trips, *trips),
                )
                longer = finished(self.instance, longer)
                self.judged += 1
                if self.judged > self.most:
                    raise OverflowError
                if broken_rules(self.instance, longer) <= _UNDECIDED:
                    now = {
                        ride.vehicle: (
                            ride.destination,
                            ride.arrive + self.vehicles[ride.vehicle].unload,
                        )
                        for ride in convoy.rides
                    }
                    self.extend(longer, places | now)

    def convoys(
        self, plan: Plan, places: dict[str, tuple[str, int]], depart: int
    ) -> Iterator[tuple[Convoy, tuple[EmptyTrip, ...]]]:
        left = {each.group: each.people for each in plan.left}
        for corridor, point in product(self.instance.corridors, self.instance.assembly_points):
            for size in range(1, 1 + sum(left.values())):
                for vehicles in combinations(self.vehicles, size):
                    for rides in self.rides(point.place, depart, vehicles, left):
                        for convoy in self.driven(plan, corridor, point.place, depart, rides):
                            for trips in self.trips(plan, places, convoy):
                                yield convoy, trips

    def rides(
        self, point: str, depart: int, vehicles: tuple[str, ...], left: dict[str, int]
    ) -> Iterator[tuple[Ride, ...]]:
        if not vehicles:
            yield ()
            return
        first, *others = vehicles
        here = [
            group
            for group in self.instance.groups
            if group.assembly_point == point and left.get(group.id)
        ]
        latest = depart - self.vehicles[first].load
        for amounts in product(*(range(left[group.id] + 1) for group in here)):
            loads = tuple(
                Load(group=group.id, people=people)
                for group, people in zip(here, amounts, strict=True)
                if people
            )
            if not loads:
                continue
            rest = left | {load.group: left[load.group] - load.people for load in loads}
            for board in range(latest, -1, -1):
                for goal in self.instance.destinations:
                    ride = Ride(
                        vehicle=first, board=board, destination=goal.place, loads=loads, arrive=0
                    )
                    for more in self.rides(point, depart, tuple(others), rest):
                        yield ride, *more

    def driven(
        self, plan: Plan, corridor: Corridor, point: str, depart: int, rides: tuple[Ride, ...]
    ) -> Iterator[Convoy]:
        pace = max(self.vehicles[ride.vehicle].pace for ride in rides)
        pools = [pool.id for pool in self.instance.escorts if corridor.id in pool.corridors]
        ways: list[tuple[int, int, tuple[Passage, ...], str]]
        if corridor.is_open:
            ways = [(depart, depart, (), point)]
        else:
            ways = [
                (entry, left, passages, corridor.places[-1])
                for entry, left, passages in self.along(
                    point, corridor, depart, len(rides), pace, back=False
                )
            ]
        for entry, left, passages, last in ways:
            roads = [self.road(last, ride.destination, pace) for ride in rides]
            if None in roads:
                continue
            arrived = tuple(
                replace(ride, arrive=left + (road or 0))
                for ride, road in zip(rides, roads, strict=True)
            )
            for pool in pools or [""]:
                yield Convoy(
                    id=f"k{len(plan.convoys)}",
                    corridor=corridor.id,
                    assembly_point=point,
                    depart=depart,
                    entry=entry,
                    exit=max(ride.arrive for ride in arrived) if corridor.is_open else left,
                    passages=passages,
                    escort=pool,
                    rides=arrived,
                )

    def road(self, start: str, end: str, pace: int) -> int | None:
        if start == end:
            return 0
        minutes = self.instance.roads.get((start, end))
        return None if minutes is None else minutes[pace]

    def along(
        self, origin: str, corridor: Corridor, depart: int, many: int, pace: int, *, back: bool
    ) -> Iterator[tuple[int, int, tuple[Passage, ...]]]:
        """Yield (entry, exit, passages) for all waits on the way through the places."""
        places = corridor.places[::-1] if back else corridor.places
        legs = (corridor.back_legs if back else corridor.legs)[pace]
        road = self.road(origin, places[0], pace)
        if road is None:
            return
        ways: list[tuple[int, tuple[Passage, ...]]] = [(depart + road, ())]
        for place, leg in zip(places, (*legs, 0), strict=True):
            stop = self.checkpoints.get(place)
            longer = []
            for clock, passages in ways:
                inspected = stop and (stop.back_corridors if back else stop.corridors)
                if stop is None or not inspected or corridor.id not in inspected:
                    longer.append((clock + leg, passages))
                    continue
                for wait in range(stop.longest_wait + 1):
                    until = clock + wait + stop.service(many)
                    passage = Passage(
                        checkpoint=place, arrive=clock, start=clock + wait, until=until
                    )
                    longer.append((until + leg, (*passages, passage)))
            ways = longer
        for clock, passages in ways:
            yield depart + road, clock, passages

    def trips(
        self, plan: Plan, places: dict[str, tuple[str, int]], convoy: Convoy
    ) -> Iterator[tuple[EmptyTrip, ...]]:
        """Yield all ways to bring the convoy's vehicles, each by itself or those of one place."""
        away: dict[str, list[str]] = {}
        for ride in convoy.rides:
            start = self.vehicles[ride.vehicle].start_place
            place = places.get(ride.vehicle, (start, 0))[0]
            if place not in ("", convoy.assembly_point):
                away.setdefault(place, []).append(ride.vehicle)
        alone = [[vehicle] for vehicles in away.values() for vehicle in vehicles]
        parties = [alone]
        if len(alone) > len(away):
            parties.append(list(away.values()))
        for party in parties:
            options = [list(self.trip(places, convoy, vehicles)) for vehicles in party]
            for chosen in product(*options):
                yield tuple(
                    replace(trip, id=f"e{len(plan.empty_trips) + number}")
                    for number, trip in enumerate(chosen)
                )

    def trip(
        self, places: dict[str, tuple[str, int]], convoy: Convoy, vehicles: list[str]
    ) -> Iterator[EmptyTrip]:
        used = [vehicle for vehicle in vehicles if vehicle in places]
        if used and len(used) < len(vehicles):
            return
        pace = max(self.vehicles[vehicle].pace for vehicle in vehicles)
        first = self.vehicles[vehicles[0]]
        origin, free = places.get(vehicles[0], (first.start_place, first.available))
        trip = EmptyTrip(
            id="", vehicles=tuple(vehicles), origin=origin, target=convoy.assembly_point,
            depart=0, arrive=0,
        )  # fmt: skip
        for depart in range(free, convoy.depart + 1):
            if not used:
                road = self.road(origin, trip.target, pace)
                if road is not None:
                    yield replace(trip, depart=depart, arrive=depart + road)
                continue
            for corridor in self.instance.corridors:
                yield from self.back(replace(trip, corridor=corridor.id, depart=depart), corridor)

    def back(self, trip: EmptyTrip, corridor: Corridor) -> Iterator[EmptyTrip]:
        pace = max(self.vehicles[vehicle].pace for vehicle in trip.vehicles)
        if corridor.is_open:
            road = self.road(trip.origin, trip.target, pace)
            if road is not None:
                yield replace(trip, arrive=trip.depart + road)
            return
        road = self.road(corridor.places[0], trip.target, pace)
        if road is None:
            return
        many = len(trip.vehicles)
        for _, left, passages in self.along(
            trip.origin, corridor, trip.depart, many, pace, back=True
        ):
            yield replace(trip, arrive=left + road, passages=passages)
