"""The least clearance time of tiny instances, by exhaustive search.

All ways to put people into rides, rides into convoys in the order of their departures, vehicles
into rotations and returns into empty trips are enumerated; for each, `timing` finds the least
clearance over all minutes. Nothing is shared with the checker or the planner. Left out is only
what no clearance time can gain from: idle trips, and joint returns where nobody inspects.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from tests.plan.timing import Time, Timing, at_least, at_most, least_last, not_before

from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.scenario.instance import Corridor, Instance


class TooManyError(Exception):
    """The instance has more plans than the budget allows to look at."""


class _Ride(NamedTuple):
    vehicle: int
    goal: str
    loads: tuple[tuple[int, int], ...]  # (group, people)
    trip: int | None  # the empty trip before it
    before: tuple[int, int] | None  # (convoy, ride) before it


class _Convoy(NamedTuple):
    corridor: Corridor
    point: str
    rides: tuple[_Ride, ...]
    small: bool  # allowed only as the last of its assembly point
    pool: str


class _Trip(NamedTuple):
    corridor: Corridor | None
    origin: str
    target: str
    members: tuple[tuple[int, tuple[int, int] | None], ...]  # (vehicle, ride before)


class _Vehicle(NamedTuple):
    place: str  # empty: wherever it loads first
    ride: tuple[int, int] | None  # its last ride
    free: int  # not before


@dataclass(frozen=True)
class _State:
    remaining: tuple[int, ...]
    odd: tuple[bool, ...]
    visited: tuple[frozenset[str], ...]
    arrived: tuple[tuple[str, int], ...]
    vehicles: tuple[_Vehicle, ...]
    convoys: tuple[_Convoy, ...] = ()
    trips: tuple[_Trip, ...] = ()
    ties: frozenset[int] = frozenset()  # convoys that depart with the one before
    depart: int = 0
    closed: frozenset[str] = frozenset()
    last: int = 0  # last arrival in scope, not before


def optimal_clearance(
    instance: Instance, priority: int | None = None, *, budget: int = 50_000
) -> int | None:
    """Return the least clearance time of all valid plans that move everybody in scope.

    `priority` limits scope (and clearance) to its groups; None means all groups. None is returned
    where no valid plan moves everybody in scope.

    Raises
    ------
    TooManyError
        If more than `budget` partial plans would have to be looked at.
    """
    search = _Search(instance, priority, budget)
    search.explore(search.start())
    return search.best if search.best <= instance.end else None


@dataclass
class _Search:
    instance: Instance
    priority: int | None
    budget: int
    best: int = field(init=False)

    def __post_init__(self) -> None:
        instance = self.instance
        self.best = instance.end + 1
        self.groups = instance.groups
        self.scope = [self.priority in (None, group.priority) for group in self.groups]
        self.fleet = [
            vehicle_class for vehicle_class in instance.classes for _ in range(vehicle_class.count)
        ]
        self.checkpoints = {checkpoint.place: checkpoint for checkpoint in instance.checkpoints}
        self.goals = {goal.place: goal for goal in instance.destinations}
        self.bays = {point.place: point.bays for point in instance.assembly_points}
        self.looked_at = 0

    def start(self) -> _State:
        return _State(
            remaining=tuple(group.people for group in self.groups),
            odd=(False,) * len(self.groups),
            visited=(frozenset(),) * len(self.groups),
            arrived=(),
            vehicles=tuple(_Vehicle(each.start_place, None, each.available) for each in self.fleet),
        )

    # The search.

    def explore(self, state: _State) -> None:
        self.looked_at += 1
        if self.looked_at > self.budget:
            raise TooManyError
        tied = not self._linked_holds(state)
        if not tied and self._complete(state):
            self._settle(state)
            return
        children = [self._after(state, convoy, trips, tied) for convoy, trips in self._next(state)]
        possible = [child for child in children if child is not None]
        possible.sort(key=lambda child: (sum(child.remaining), child.last))
        for child in possible:
            if child.last < self.best:
                self.explore(child)

    def _complete(self, state: _State) -> bool:
        for index, group in enumerate(self.groups):
            left = state.remaining[index]
            if left and self.scope[index]:
                return False
            if left % group.unit and state.odd[index]:
                return False
        return True

    def _linked_holds(self, state: _State) -> bool:
        departed = {
            group.id: group.people - left
            for group, left in zip(self.groups, state.remaining, strict=True)
        }
        people = {group.id: group.people for group in self.groups}
        for tie in self.instance.linked:
            a, b = (sum(departed[g] for g in side) for side in (tie.a, tie.b))
            if tie.tolerance is not None:
                all_a, all_b = (sum(people[g] for g in side) for side in (tie.a, tie.b))
                share_a = Fraction(a, all_a) if all_a else Fraction(0)
                share_b = Fraction(b, all_b) if all_b else Fraction(0)
                if abs(share_a - share_b) > tie.tolerance:
                    return False
            elif tie.ratio is not None and b < tie.ratio * a - tie.slack:
                return False
        return True

    # What may depart next.

    def _next(self, state: _State) -> Iterator[tuple[_Convoy, tuple[_Trip, ...]]]:
        waiting = {
            group.assembly_point
            for group, left in zip(self.groups, state.remaining, strict=True)
            if left
        }
        for point in sorted(waiting):
            for corridor in self.instance.corridors:
                for rides, trips in self._rides(state, point, corridor, 0, (), state.trips):
                    yield from self._convoys(state, point, corridor, rides, trips)

    def _convoys(
        self,
        state: _State,
        point: str,
        corridor: Corridor,
        rides: tuple[_Ride, ...],
        trips: tuple[_Trip, ...],
    ) -> Iterator[tuple[_Convoy, tuple[_Trip, ...]]]:
        small = False
        classes = [self.fleet[ride.vehicle] for ride in rides]
        if any(each.alone for each in classes):
            only = classes[0]
            if any(each is not only for each in classes):
                return
            if not (only.smallest or 1) <= len(rides) <= (only.largest or 0):
                return
        else:
            if point in state.closed or len(rides) > corridor.largest:
                return
            small = len(rides) < corridor.smallest
            if small and not self.instance.small_last_convoy:
                return
        pools = [pool.id for pool in self.instance.escorts if corridor.id in pool.corridors]
        for pool in pools or [""]:
            yield _Convoy(corridor, point, rides, small, pool), trips

    def _rides(
        self,
        state: _State,
        point: str,
        corridor: Corridor,
        vehicle: int,
        rides: tuple[_Ride, ...],
        trips: tuple[_Trip, ...],
    ) -> Iterator[tuple[tuple[_Ride, ...], tuple[_Trip, ...]]]:
        """Yield all sets of rides by vehicles from `vehicle` on, added to `rides`."""
        if rides:
            yield rides, trips
        most = max([corridor.largest, *(each.largest or 0 for each in self.fleet)])
        if len(rides) == most:
            return
        taken: Counter[int] = Counter()
        for ride in rides:
            taken.update(dict(ride.loads))
        for index in range(vehicle, len(self.fleet)):
            if not self._may_go(state, corridor, index, rides):
                continue
            for trip, more in self._brought(state, point, index, trips):
                for goal in self.goals:
                    for loads in self._loads(state, point, index, goal, taken):
                        ride = _Ride(index, goal, loads, trip, state.vehicles[index].ride)
                        if self._fits(state, rides, ride):
                            yield from self._rides(
                                state, point, corridor, index + 1, (*rides, ride), more
                            )

    def _may_go(
        self, state: _State, corridor: Corridor, index: int, rides: tuple[_Ride, ...]
    ) -> bool:
        vehicle_class, at = self.fleet[index], state.vehicles[index]
        if corridor.id not in vehicle_class.corridors:
            return False
        if at.ride is not None and not vehicle_class.comes_back:
            return False
        if index == 0 or self.fleet[index - 1] is not vehicle_class:
            return True
        # Of identical vehicles in the same state the first goes first.
        same = at.ride is None and state.vehicles[index - 1].ride is None
        return not same or any(ride.vehicle == index - 1 for ride in rides)

    def _brought(
        self, state: _State, point: str, index: int, trips: tuple[_Trip, ...]
    ) -> Iterator[tuple[int | None, tuple[_Trip, ...]]]:
        """Yield the ways to bring a vehicle to the assembly point: (its trip, all trips)."""
        at = state.vehicles[index]
        if at.place in ("", point):
            yield None, trips
            return
        member = (index, at.ride)
        if at.ride is None:
            if self._road(at.place, point, self.fleet[index].pace) is not None:
                yield len(trips), (*trips, _Trip(None, at.place, point, (member,)))
            return
        for corridor in self.instance.corridors:
            if self._may_return(corridor, index, at.place, point):
                new = _Trip(corridor, at.place, point, (member,))
                yield len(trips), (*trips, new)
                yield from self._joined(new, trips)

    def _may_return(self, corridor: Corridor, index: int, goal: str, point: str) -> bool:
        if not corridor.returns or corridor.id not in self.fleet[index].corridors:
            return False
        if corridor.is_open:
            return self._road(goal, point, 0) is not None
        last, first = corridor.places[-1], corridor.places[0]
        return None not in (self._road(goal, last, 0), self._road(first, point, 0))

    def _joined(
        self, new: _Trip, trips: tuple[_Trip, ...]
    ) -> Iterator[tuple[int, tuple[_Trip, ...]]]:
        """Yield the ways to join an empty trip: worth trying only where it is inspected."""
        if new.corridor is None or not self._stops(new.corridor, back=True):
            return
        (member,) = new.members
        for number, trip in enumerate(trips):
            if trip[:3] == new[:3] and member[0] not in [vehicle for vehicle, _ in trip.members]:
                joint = trip._replace(members=(*trip.members, member))
                yield number, (*trips[:number], joint, *trips[number + 1 :])

    def _loads(
        self, state: _State, point: str, index: int, goal: str, taken: Counter[int]
    ) -> Iterator[tuple[tuple[int, int], ...]]:
        vehicle_class = self.fleet[index]
        here = [
            number
            for number, group in enumerate(self.groups)
            if group.assembly_point == point
            and goal in group.destinations
            and state.remaining[number] > taken[number]
            and vehicle_class.room(group.need)
        ]
        room = (vehicle_class.seats, vehicle_class.stretchers)
        yield from self._fill(state, here, taken, room, ())

    def _fill(
        self,
        state: _State,
        here: list[int],
        taken: Counter[int],
        room: tuple[int, int],
        loads: tuple[tuple[int, int], ...],
    ) -> Iterator[tuple[tuple[int, int], ...]]:
        if not here:
            if loads:
                yield loads
            return
        number, *others = here
        lying = self.groups[number].need is Need.STRETCHER
        most = min(room[lying], state.remaining[number] - taken[number])
        for people in range(most, -1, -1):
            left = (room[0] - people * (not lying), room[1] - people * lying)
            more = (*loads, (number, people)) if people else loads
            yield from self._fill(state, others, taken, left, more)

    def _fits(self, state: _State, rides: tuple[_Ride, ...], ride: _Ride) -> bool:
        """Whether destinations, capacities and units allow the ride after `rides`."""
        together = (*rides, ride)
        for goal in {each.goal for each in together}:
            capacity = self.goals[goal].capacity
            new = sum(n for each in together if each.goal == goal for _, n in each.loads)
            if capacity is not None and dict(state.arrived).get(goal, 0) + new > capacity:
                return False
        return self._one_goal(state, together) and self._whole_units(state, together)

    def _one_goal(self, state: _State, rides: tuple[_Ride, ...]) -> bool:
        visited = [set(places) for places in state.visited]
        for ride in rides:
            for number, _ in ride.loads:
                visited[number].add(ride.goal)
        labels: dict[str, set[str]] = {}
        for group, places in zip(self.groups, visited, strict=True):
            if len(places) > 1 and not group.may_split:
                return False
            if group.together:
                labels.setdefault(group.together, set()).update(places)
        return all(len(places) < 2 for places in labels.values())

    def _whole_units(self, state: _State, rides: tuple[_Ride, ...]) -> bool:
        odd = Counter({number: int(was) for number, was in enumerate(state.odd)})
        for ride in rides:
            for number, people in ride.loads:
                odd[number] += people % self.groups[number].unit > 0
        return max(odd.values()) < 2

    # One convoy more.

    def _after(
        self,
        state: _State,
        convoy: _Convoy,
        trips: tuple[_Trip, ...],
        tied: bool,  # noqa: FBT001
    ) -> _State | None:
        travel = self._travel(convoy)
        if travel is None:
            return None
        remaining, odd = list(state.remaining), list(state.odd)
        visited, arrived = list(state.visited), Counter(dict(state.arrived))
        ready = {}
        depart = state.depart
        for ride in convoy.rides:
            ready[ride.vehicle] = self._ready(state, ride, trips)
            depart = max(depart, ready[ride.vehicle] + self.fleet[ride.vehicle].load)
            for number, people in ride.loads:
                remaining[number] -= people
                odd[number] |= people % self.groups[number].unit > 0
                visited[number] |= {ride.goal}
                arrived[ride.goal] += people
        vehicles, last = list(state.vehicles), state.last
        for place, (ride, minutes) in enumerate(zip(convoy.rides, travel, strict=True)):
            arrive = max(depart + minutes, self.goals[ride.goal].ready)
            if arrive > self.instance.end:
                return None
            free = arrive + self.fleet[ride.vehicle].unload
            vehicles[ride.vehicle] = _Vehicle(ride.goal, (len(state.convoys), place), free)
            if any(self.scope[number] for number, _ in ride.loads):
                last = max(last, arrive)
        if last >= self.best:
            return None
        return replace(
            state,
            remaining=tuple(remaining),
            odd=tuple(odd),
            visited=tuple(visited),
            arrived=tuple(arrived.items()),
            vehicles=tuple(vehicles),
            convoys=(*state.convoys, convoy),
            trips=trips,
            ties=state.ties | {len(state.convoys)} if tied else state.ties,
            depart=depart,
            closed=state.closed | {convoy.point} if convoy.small else state.closed,
            last=last,
        )

    def _ready(self, state: _State, ride: _Ride, trips: tuple[_Trip, ...]) -> int:
        """Return a minute before which the ride cannot board."""
        at = state.vehicles[ride.vehicle]
        minute = at.free
        if ride.trip is not None:
            trip = trips[ride.trip]
            pace = self.fleet[ride.vehicle].pace
            minute += self._shortest_back(trip, pace)
        return max([minute, *(self.groups[number].ready for number, _ in ride.loads)])

    def _shortest_back(self, trip: _Trip, pace: int) -> int:
        corridor = trip.corridor
        if corridor is None or corridor.is_open:
            return self._road(trip.origin, trip.target, pace) or 0
        ends = (self._road(trip.origin, corridor.places[-1], pace) or 0) + (
            self._road(corridor.places[0], trip.target, pace) or 0
        )
        return ends + sum(corridor.back_legs[pace])

    def _road(self, start: str, end: str, pace: int) -> int | None:
        if start == end:
            return 0
        minutes = self.instance.roads.get((start, end))
        return None if minutes is None else minutes[pace]

    def _stops(self, corridor: Corridor, *, back: bool) -> list[int]:
        """Return where on the corridor's places (in the direction driven) inspections are."""
        places = corridor.places[::-1] if back else corridor.places
        stops = []
        for index, place in enumerate(places):
            checkpoint = self.checkpoints.get(place)
            if checkpoint is not None:
                inspected = checkpoint.back_corridors if back else checkpoint.corridors
                if corridor.id in inspected:
                    stops.append(index)
        return stops

    def _travel(self, convoy: _Convoy) -> list[int] | None:
        """Return the minutes from departure to each arrival without any waiting."""
        corridor = convoy.corridor
        pace = max(self.fleet[ride.vehicle].pace for ride in convoy.rides)
        through = 0
        origin = convoy.point
        if corridor.places:
            first = self._road(convoy.point, corridor.places[0], pace)
            if first is None:
                return None
            through = first + sum(corridor.legs[pace])
            for index in self._stops(corridor, back=False):
                checkpoint = self.checkpoints[corridor.places[index]]
                through += checkpoint.service(len(convoy.rides))
            origin = corridor.places[-1]
        roads = [self._road(origin, ride.goal, pace) for ride in convoy.rides]
        return None if None in roads else [through + (road or 0) for road in roads]

    # The minutes of a complete set of convoys.

    def _settle(self, state: _State) -> None:
        """Take the least clearance of these convoys, if it is better."""
        clock = _Clock(self, state, Timing())
        last = clock.build(self.best)
        value = least_last(clock.timing, last, self.best)
        if value is not None:
            self.best = value


@dataclass
class _Clock:
    """Writes a complete state down as a `Timing`."""

    search: _Search
    state: _State
    timing: Timing

    def build(self, best: int) -> list[Time]:
        self.inspected: dict[str, list[tuple[Time, Time]]] = {}
        self.departs: list[Time] = []
        self.entries: list[Time] = []
        self.exits: list[Time] = []
        self.boards: list[list[Time]] = []
        self.arrivals: list[list[Time]] = []
        for convoy in self.state.convoys:
            self._convoy(convoy)
        self.trip_arrivals = [self._trip(trip) for trip in self.state.trips]
        for number, convoy in enumerate(self.state.convoys):
            self._boarding(number, convoy)
        self._order()
        self._bays()
        self._corridors()
        self._escorts()
        self.timing.one_by_one += self.inspected.values()
        last = [
            self.arrivals[number][index]
            for number, convoy in enumerate(self.state.convoys)
            for index, ride in enumerate(convoy.rides)
            if any(self.search.scope[group] for group, _ in ride.loads)
        ]
        self.timing.precedences += [at_most(time, best - 1) for time in last]
        return last

    def _drive(
        self, corridor: Corridor, reach: Time, many: int, pace: int, *, back: bool
    ) -> list[tuple[Time, Time]]:
        """Follow the corridor from reaching its first place; return (reached, left) of each."""
        search, timing = self.search, self.timing
        places = corridor.places[::-1] if back else corridor.places
        legs = (corridor.back_legs if back else corridor.legs)[pace]
        stops = search._stops(corridor, back=back)
        times = []
        for index, place in enumerate(places):
            left = reach
            if index in stops:
                checkpoint = search.checkpoints[place]
                start = (timing.variable(), 0)
                left = (start[0], checkpoint.service(many))
                timing.precedences += [
                    not_before(start, reach),
                    not_before(reach, start, -checkpoint.longest_wait),
                ]
                timing.inside.append((start, left, checkpoint.windows))
                self.inspected.setdefault(place, []).append((start, left))
            times.append((reach, left))
            if index < len(legs):
                reach = (left[0], left[1] + legs[index])
        return times

    def _convoy(self, convoy: _Convoy) -> None:
        search, timing, corridor = self.search, self.timing, convoy.corridor
        pace = max(search.fleet[ride.vehicle].pace for ride in convoy.rides)
        depart = (timing.variable(), 0)
        entry, left, origin = depart, depart, convoy.point
        if corridor.places:
            entry = (depart[0], search._road(convoy.point, corridor.places[0], pace) or 0)
            left = self._drive(corridor, entry, len(convoy.rides), pace, back=False)[-1][1]
            origin = corridor.places[-1]
        arrivals = []
        for ride in convoy.rides:
            arrive = (left[0], left[1] + (search._road(origin, ride.goal, pace) or 0))
            arrivals.append(arrive)
            timing.precedences += [
                at_least(arrive, search.goals[ride.goal].ready),
                at_most(arrive, search.instance.end),
            ]
            self._moving(depart, arrive)
        gone = left if corridor.places else max(arrivals)
        timing.inside.append((entry, gone, corridor.windows))
        self.departs.append(depart)
        self.entries.append(entry)
        self.exits.append(gone)
        self.arrivals.append(arrivals)

    def _moving(self, depart: Time, arrive: Time) -> None:
        for suspension in self.search.instance.suspensions:
            self.timing.outside.append((depart, arrive, suspension.start, suspension.until))

    def _trip(self, trip: _Trip) -> Time:
        search, timing, corridor = self.search, self.timing, trip.corridor
        pace = max(search.fleet[vehicle].pace for vehicle, _ in trip.members)
        depart = (timing.variable(), 0)
        for vehicle, ride in trip.members:
            vehicle_class = search.fleet[vehicle]
            timing.precedences.append(at_least(depart, vehicle_class.available))
            if ride is not None:
                arrived = self.arrivals[ride[0]][ride[1]]
                timing.precedences.append(not_before(depart, arrived, vehicle_class.unload))
        if corridor is None or corridor.is_open:
            arrive = (depart[0], search._road(trip.origin, trip.target, pace) or 0)
            if corridor is not None and corridor.returns_in_windows:
                timing.inside.append((depart, arrive, corridor.windows))
        else:
            first = (depart[0], search._road(trip.origin, corridor.places[-1], pace) or 0)
            times = self._drive(corridor, first, len(trip.members), pace, back=True)
            if corridor.returns_in_windows:
                timing.inside.append((times[0][1], times[-1][0], corridor.windows))
            left = times[-1][1]
            road = search._road(corridor.places[0], trip.target, pace) or 0
            arrive = (left[0], left[1] + road)
        timing.precedences.append(at_most(arrive, search.instance.end))
        self._moving(depart, arrive)
        return arrive

    def _boarding(self, number: int, convoy: _Convoy) -> None:
        search, timing = self.search, self.timing
        boards = []
        for index, ride in enumerate(convoy.rides):
            vehicle_class = search.fleet[ride.vehicle]
            board = (timing.variable(), 0)
            boards.append(board)
            timing.precedences.append(at_least(board, vehicle_class.available))
            timing.precedences += [
                at_least(board, search.groups[group].ready) for group, _ in ride.loads
            ]
            if ride.trip is not None:
                timing.precedences.append(not_before(board, self.trip_arrivals[ride.trip]))
            elif ride.before is not None:
                arrived = self.arrivals[ride.before[0]][ride.before[1]]
                timing.precedences.append(not_before(board, arrived, vehicle_class.unload))
            timing.precedences.append(not_before(self.departs[number], board, vehicle_class.load))
            limit = search.instance.aboard_limit
            if limit is not None:
                arrive = self.arrivals[number][index]
                timing.precedences.append(not_before(board, arrive, -limit - vehicle_class.load))
        self.boards.append(boards)

    def _order(self) -> None:
        convoys = self.state.convoys
        for number, (before, after) in enumerate(pairwise(self.departs), 1):
            self.timing.precedences.append(not_before(after, before))
            if number in self.state.ties:
                self.timing.precedences.append(not_before(before, after))
        for number, convoy in enumerate(convoys):
            if convoy.small:
                self.timing.precedences += [
                    not_before(self.departs[number], self.departs[other], 1)
                    for other in range(number)
                    if convoys[other].point == convoy.point and not self._alone(convoys[other])
                ]

    def _alone(self, convoy: _Convoy) -> bool:
        return any(self.search.fleet[ride.vehicle].alone for ride in convoy.rides)

    def _bays(self) -> None:
        for point, bays in self.search.bays.items():
            if bays is None:
                continue
            intervals: list[tuple[Time, Time | None]] = []
            for number, convoy in enumerate(self.state.convoys):
                if convoy.point != point:
                    continue
                for ride, board in zip(convoy.rides, self.boards[number], strict=True):
                    load = self.search.fleet[ride.vehicle].load
                    if load:
                        intervals.append((board, (board[0], load)))
            self.timing.shared.append((bays, intervals))

    def _corridors(self) -> None:
        for corridor in self.search.instance.corridors:
            mine = [
                (self.entries[number], len(convoy.rides))
                for number, convoy in enumerate(self.state.convoys)
                if convoy.corridor.id == corridor.id
            ]
            if corridor.headway:
                self.timing.apart += [
                    (a, b, corridor.headway)
                    for index, (a, _) in enumerate(mine)
                    for b, _ in mine[:index]
                ]
            if corridor.per_hour is not None:
                self.timing.per_hour.append((corridor.per_hour, mine))

    def _escorts(self) -> None:
        for pool in self.search.instance.escorts:
            busy = [
                (self.departs[number], self._escort_back(number, convoy))
                for number, convoy in enumerate(self.state.convoys)
                if convoy.pool == pool.id
            ]
            self.timing.shared.append(
                (pool.teams, [(s, e) for s, e in busy if e is None or e != s])
            )

    def _escort_back(self, number: int, convoy: _Convoy) -> Time | None:
        corridor, search = convoy.corridor, self.search
        if corridor.is_open:
            roads = [search._road(ride.goal, convoy.point, 0) for ride in convoy.rides]
        else:
            roads = [search._road(corridor.places[0], convoy.point, 0)]
        if None in roads:
            return None
        back = max(road or 0 for road in roads)
        back += 0 if corridor.is_open else sum(corridor.back_legs[0])
        gone = self.exits[number]
        return gone[0], gone[1] + back
