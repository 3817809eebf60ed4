"""The rules read as literally as they stand: minute by minute, and by trying every order.

A second opinion for tests: it shares nothing with the checker but the documents, and is far too
slow for anything but tiny plans. It answers yes or no, rule by rule.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING

from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from masarat.plan.document import Convoy, EmptyTrip, Plan, Ride
    from masarat.scenario.instance import Checkpoint, Corridor, Group, Instance, VehicleClass


def broken_rules(instance: Instance, plan: Plan) -> set[str]:
    """Return the names of the rules (R1 to R16) that the movement table breaks."""
    reading = _Reading(instance, plan)
    return {name for name, holds in RULES.items() if not holds(reading)}


@dataclass(frozen=True)
class _Reading:
    instance: Instance
    plan: Plan

    def vehicle_class(self, vehicle: str) -> VehicleClass:
        return next(c for c in self.instance.classes if vehicle in c.vehicle_ids())

    def group(self, name: str) -> Group:
        return next(group for group in self.instance.groups if group.id == name)

    def corridor(self, name: str) -> Corridor:
        return next(corridor for corridor in self.instance.corridors if corridor.id == name)

    def checkpoint(self, place: str) -> Checkpoint | None:
        return next((c for c in self.instance.checkpoints if c.place == place), None)

    def road(self, start: str, end: str, pace: int) -> float:
        """Return the minutes, infinitely many where nobody can drive."""
        if start == end:
            return 0
        minutes = self.instance.roads.get((start, end))
        return float("inf") if minutes is None else minutes[pace]

    def pace(self, vehicles: list[str]) -> int:
        return max(self.vehicle_class(vehicle).pace for vehicle in vehicles)

    def rides(self) -> Iterator[tuple[Convoy, Ride]]:
        for convoy in self.plan.convoys:
            for ride in convoy.rides:
                yield convoy, ride

    def movers(self) -> list[Convoy | EmptyTrip]:
        return [*self.plan.convoys, *self.plan.empty_trips]

    def minutes(self) -> range:
        """Return every minute at which anything could happen."""
        times = [0, self.instance.end]
        times += [c.depart for c in self.plan.convoys] + [c.exit for c in self.plan.convoys]
        times += [time for _, ride in self.rides() for time in (ride.board, ride.arrive)]
        times += [p.until for c in self.plan.convoys for p in c.passages]
        latest = max(self.instance.end, *times) if times else self.instance.end
        return range(min(times) - 1, min(latest, 500) + 1)


# Movement: R5 (times) and R11 (passages), by driving from place to place.


@dataclass
class _Driven:
    """A drive along a corridor: minutes of reaching and leaving each place; what went wrong."""

    reached: list[float]
    left: list[float]
    passages_right: bool


def _drive(reading: _Reading, mover: Convoy | EmptyTrip, clock: float, *, back: bool) -> _Driven:
    corridor = reading.corridor(mover.corridor)
    vehicles = list(getattr(mover, "vehicles", ())) or [r.vehicle for r in mover.rides]  # type: ignore[union-attr]
    pace = reading.pace(vehicles)
    places = list(corridor.places)
    legs = corridor.legs[pace]
    if back:
        places.reverse()
        legs = corridor.back_legs[pace]
    listed = list(mover.passages)
    driven = _Driven([], [], passages_right=True)
    for number, place in enumerate(places):
        driven.reached.append(clock)
        checkpoint = reading.checkpoint(place)
        inspected: frozenset[str] = frozenset()
        if checkpoint is not None:
            inspected = checkpoint.back_corridors if back else checkpoint.corridors
        if checkpoint is not None and mover.corridor in inspected:
            if not listed:
                driven.passages_right = False
                break
            passage = listed.pop(0)
            batches = 0
            while batches * checkpoint.lanes < len(vehicles):
                batches += 1
            right = (
                passage.checkpoint == place
                and passage.arrive == clock
                and 0 <= passage.start - clock <= checkpoint.longest_wait
                and passage.until == passage.start + batches * checkpoint.minutes
            )
            driven.passages_right = driven.passages_right and right
            clock = passage.start + batches * checkpoint.minutes
        driven.left.append(clock)
        if number < len(legs):
            clock += legs[number]
    if listed:
        driven.passages_right = False
    return driven


def _convoy_times(reading: _Reading, convoy: Convoy) -> tuple[bool, bool]:
    """Whether the convoy's times (R5) and passages (R11) are right."""
    corridor = reading.corridor(convoy.corridor)
    pace = reading.pace([ride.vehicle for ride in convoy.rides])
    if corridor.is_open:
        times = convoy.entry == convoy.depart and convoy.exit == max(
            ride.arrive for ride in convoy.rides
        )
        origin, left, passages = convoy.assembly_point, float(convoy.depart), not convoy.passages
    else:
        entry = convoy.depart + reading.road(convoy.assembly_point, corridor.places[0], pace)
        driven = _drive(reading, convoy, entry, back=False)
        passages = driven.passages_right
        if len(driven.left) < len(corridor.places):
            return True, False
        times = convoy.entry == entry and convoy.exit == driven.left[-1]
        origin, left = corridor.places[-1], driven.left[-1]
    for ride in convoy.rides:
        times = times and ride.arrive == left + reading.road(origin, ride.destination, pace)
    return times, passages


def _trip_times(reading: _Reading, trip: EmptyTrip) -> tuple[bool, bool, float, float]:
    """Whether times and passages are right, and when the trip is on its corridor."""
    pace = reading.pace(list(trip.vehicles))
    if not trip.corridor or reading.corridor(trip.corridor).is_open:
        arrive = trip.depart + reading.road(trip.origin, trip.target, pace)
        return trip.arrive == arrive, not trip.passages, trip.depart, trip.arrive
    corridor = reading.corridor(trip.corridor)
    reach = trip.depart + reading.road(trip.origin, corridor.places[-1], pace)
    driven = _drive(reading, trip, reach, back=True)
    if len(driven.left) < len(corridor.places):
        return True, False, trip.depart, trip.arrive
    arrive = driven.left[-1] + reading.road(corridor.places[0], trip.target, pace)
    return (
        trip.arrive == arrive,
        driven.passages_right,
        driven.left[0],
        driven.reached[-1],
    )


# The rules.


def _r1(reading: _Reading) -> bool:
    for group in reading.instance.groups:
        moved = [
            load.people
            for _, ride in reading.rides()
            for load in ride.loads
            if load.group == group.id
        ]
        left = [each for each in reading.plan.left if each.group == group.id]
        if sum(moved) + sum(each.people for each in left) != group.people:
            return False
        if any(people < 1 for people in moved) or not all(each.reason.strip() for each in left):
            return False
    return all(ride.loads for _, ride in reading.rides())


def _r2(reading: _Reading) -> bool:
    for convoy, ride in reading.rides():
        vehicle_class = reading.vehicle_class(ride.vehicle)
        people: Counter[Need] = Counter()
        for load in ride.loads:
            group = reading.group(load.group)
            people[group.need] += load.people
            if group.assembly_point != convoy.assembly_point:
                return False
        if people[Need.SEAT] + people[Need.OWN] > vehicle_class.seats:
            return False
        if people[Need.STRETCHER] > vehicle_class.stretchers:
            return False
        if vehicle_class.own and (people[Need.SEAT] or people[Need.STRETCHER]):
            return False
        if people[Need.OWN] and not vehicle_class.own:
            return False
    for group in reading.instance.groups:
        amounts = [
            sum(load.people for load in ride.loads if load.group == group.id)
            for _, ride in reading.rides()
        ]
        amounts += [left.people for left in reading.plan.left if left.group == group.id]
        odd = [amount % group.unit for amount in amounts if amount % group.unit]
        if len(odd) > 1 or (odd and odd[0] != group.people % group.unit):
            return False
    return True


def _r3(reading: _Reading) -> bool:
    return all(
        ride.board >= reading.group(load.group).ready
        for _, ride in reading.rides()
        for load in ride.loads
    )


def _r4(reading: _Reading) -> bool:
    went: set[tuple[str, str]] = set()
    arrived: Counter[str] = Counter()
    goals = {goal.place: goal for goal in reading.instance.destinations}
    for _, ride in reading.rides():
        if ride.arrive < goals[ride.destination].ready:
            return False
        for load in ride.loads:
            if ride.destination not in reading.group(load.group).destinations:
                return False
            went.add((load.group, ride.destination))
            arrived[ride.destination] += load.people
    for place, people in arrived.items():
        most = goals[place].capacity
        if most is not None and people > most:
            return False
    return all(_may_part(reading, *pair) for pair in permutations(went, 2))


def _may_part(reading: _Reading, one: tuple[str, str], two: tuple[str, str]) -> bool:
    """Whether two groups (or one) may go to these two destinations."""
    first, second = reading.group(one[0]), reading.group(two[0])
    if one[1] == two[1]:
        return True
    if first is second and not first.may_split:
        return False
    return not first.together or first.together != second.together


def _r5(reading: _Reading) -> bool:
    if not all(_convoy_times(reading, convoy)[0] for convoy in reading.plan.convoys):
        return False
    if not all(_trip_times(reading, trip)[0] for trip in reading.plan.empty_trips):
        return False
    days: dict[str, list[tuple[Convoy, Ride] | EmptyTrip]] = {}
    for convoy, ride in reading.rides():
        if ride.board + reading.vehicle_class(ride.vehicle).load > convoy.depart:
            return False
        days.setdefault(ride.vehicle, []).append((convoy, ride))
    for trip in reading.plan.empty_trips:
        for vehicle in trip.vehicles:
            days.setdefault(vehicle, []).append(trip)
    return all(
        any(_day_possible(reading, vehicle, order) for order in permutations(day))
        for vehicle, day in days.items()
    )


def _day_possible(
    reading: _Reading, vehicle: str, order: tuple[tuple[Convoy, Ride] | EmptyTrip, ...]
) -> bool:
    """Whether the vehicle can do these one after another, in just this order."""
    vehicle_class = reading.vehicle_class(vehicle)
    place, free, doing = vehicle_class.start_place, float("-inf"), "nothing"
    for each in order:
        if isinstance(each, tuple):
            convoy, ride = each
            if place not in ("", convoy.assembly_point) or ride.board < free:
                return False
            if doing == "carried" and not vehicle_class.comes_back:
                return False
            place, free, doing = ride.destination, ride.arrive + vehicle_class.unload, "carried"
            continue
        if each.depart < free or each.origin != place or doing == "empty":
            return False
        if doing == "nothing" and each.corridor:
            return False
        if doing == "carried" and not _may_come_back(reading, vehicle_class, each.corridor):
            return False
        place, free, doing = each.target, each.arrive, "empty"
    return True


def _may_come_back(reading: _Reading, vehicle_class: VehicleClass, name: str) -> bool:
    return (
        name in vehicle_class.corridors
        and vehicle_class.comes_back
        and reading.corridor(name).returns
    )


def _r6(reading: _Reading) -> bool:
    for point in reading.instance.assembly_points:
        for minute in reading.minutes():
            loading = sum(
                convoy.assembly_point == point.place
                and ride.board <= minute < ride.board + reading.vehicle_class(ride.vehicle).load
                for convoy, ride in reading.rides()
            )
            if point.bays is not None and loading > point.bays:
                return False
    return True


def _r7(reading: _Reading) -> bool:
    def classes(convoy: Convoy) -> list[VehicleClass]:
        return [reading.vehicle_class(ride.vehicle) for ride in convoy.rides]

    limited = [c for c in reading.plan.convoys if not any(k.alone for k in classes(c))]
    for convoy in reading.plan.convoys:
        kinds = classes(convoy)
        if any(convoy.corridor not in kind.corridors for kind in kinds):
            return False
        size = len(convoy.rides)
        if convoy not in limited:
            kind = kinds[0]
            if len({each.id for each in kinds}) > 1 or kind.largest is None:
                return False
            if not (kind.smallest or 1) <= size <= kind.largest:
                return False
            continue
        corridor = reading.corridor(convoy.corridor)
        last = reading.instance.small_last_convoy and all(
            other.depart < convoy.depart
            for other in limited
            if other is not convoy and other.assembly_point == convoy.assembly_point
        )
        if size > corridor.largest or (size < corridor.smallest and not last):
            return False
    return True


def _r8(reading: _Reading) -> bool:
    return all(
        abs(first.entry - second.entry) >= reading.corridor(first.corridor).headway
        for first, second in permutations(reading.plan.convoys, 2)
        if first.corridor == second.corridor
    )


def _r9(reading: _Reading) -> bool:
    busy: list[tuple[str, float, float]] = []
    for convoy in reading.plan.convoys:
        serving = [p.id for p in reading.instance.escorts if convoy.corridor in p.corridors]
        if convoy.escort not in (serving or [""]):
            return False
        corridor = reading.corridor(convoy.corridor)
        point = convoy.assembly_point
        if corridor.is_open:
            back = max(reading.road(ride.destination, point, 0) for ride in convoy.rides)
        else:
            back = sum(corridor.back_legs[0]) + reading.road(corridor.places[0], point, 0)
        busy.append((convoy.escort, convoy.depart, convoy.exit + back))
    return all(
        sum(name == pool.id and start <= minute < until for name, start, until in busy)
        <= pool.teams
        for pool in reading.instance.escorts
        for minute in reading.minutes()
    )


def _r10(reading: _Reading) -> bool:
    stays: list[tuple[float, float, str]] = [
        (convoy.entry, convoy.exit, convoy.corridor) for convoy in reading.plan.convoys
    ]
    for trip in reading.plan.empty_trips:
        if trip.corridor and reading.corridor(trip.corridor).returns_in_windows:
            _, _, start, until = _trip_times(reading, trip)
            stays.append((start, until, trip.corridor))
    for start, until, name in stays:
        windows = reading.corridor(name).windows
        if not any(w.start <= start and until <= w.until for w in windows):
            return False
    for mover in reading.movers():
        for passage in mover.passages:
            checkpoint = reading.checkpoint(passage.checkpoint)
            if checkpoint is None or not any(
                w.start <= passage.start and passage.until <= w.until for w in checkpoint.windows
            ):
                return False
    return True


def _r11(reading: _Reading) -> bool:
    if not all(_convoy_times(reading, convoy)[1] for convoy in reading.plan.convoys):
        return False
    if not all(_trip_times(reading, trip)[1] for trip in reading.plan.empty_trips):
        return False
    taken: set[tuple[str, int]] = set()
    for mover in reading.movers():
        for passage in mover.passages:
            for minute in range(passage.start, passage.until):
                if (passage.checkpoint, minute) in taken:
                    return False
                taken.add((passage.checkpoint, minute))
    return True


def _r12(reading: _Reading) -> bool:
    for corridor in reading.instance.corridors:
        if corridor.per_hour is None:
            continue
        for minute in range(-60, 500):
            entering = sum(
                len(convoy.rides)
                for convoy in reading.plan.convoys
                if convoy.corridor == corridor.id and minute <= convoy.entry < minute + 60
            )
            if entering > corridor.per_hour:
                return False
    return True


def _r13(reading: _Reading) -> bool:
    for tie in reading.instance.linked:
        sums = [
            sum(group.people for group in reading.instance.groups if group.id in side)
            for side in (tie.a, tie.b)
        ]
        for minute in reading.minutes():
            a, b = (
                sum(
                    load.people
                    for convoy, ride in reading.rides()
                    if convoy.depart <= minute
                    for load in ride.loads
                    if load.group in side
                )
                for side in (tie.a, tie.b)
            )
            if tie.tolerance is not None:
                share_a = Fraction(a, sums[0]) if sums[0] else Fraction(0)
                share_b = Fraction(b, sums[1]) if sums[1] else Fraction(0)
                if abs(share_a - share_b) > tie.tolerance:
                    return False
            elif tie.ratio is not None and b < tie.ratio * a - tie.slack:
                return False
    return True


def _r14(reading: _Reading) -> bool:
    still = {
        minute
        for suspension in reading.instance.suspensions
        for minute in range(suspension.start, suspension.until)
    }
    drives = [(convoy.depart, ride.arrive) for convoy, ride in reading.rides()]
    drives += [(trip.depart, trip.arrive) for trip in reading.plan.empty_trips]
    return not any(minute in still for start, end in drives for minute in range(start, end))


def _r15(reading: _Reading) -> bool:
    limit = reading.instance.aboard_limit
    return limit is None or all(
        ride.arrive - (ride.board + reading.vehicle_class(ride.vehicle).load) <= limit
        for _, ride in reading.rides()
    )


def _r16(reading: _Reading) -> bool:
    uses = [(ride.vehicle, ride.board, ride.arrive) for _, ride in reading.rides()]
    uses += [
        (vehicle, trip.depart, trip.arrive)
        for trip in reading.plan.empty_trips
        for vehicle in trip.vehicles
    ]
    return all(
        start >= 0
        and start >= reading.vehicle_class(vehicle).available
        and arrive <= reading.instance.end
        for vehicle, start, arrive in uses
    )


RULES: dict[str, Callable[[_Reading], bool]] = {
    "R1": _r1, "R2": _r2, "R3": _r3, "R4": _r4, "R5": _r5, "R6": _r6, "R7": _r7, "R8": _r8,
    "R9": _r9, "R10": _r10, "R11": _r11, "R12": _r12, "R13": _r13, "R14": _r14, "R15": _r15,
    "R16": _r16,
}  # fmt: skip
