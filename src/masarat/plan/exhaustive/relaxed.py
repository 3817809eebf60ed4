"""The problem that exhaustive search looks at: a part of the rules, for one class of vehicles.

Whatever is left out here is allowed there, so that every valid plan is among what is searched
(docs/exhaustive.md). Numbers are minutes unless they say otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.plan.certificate.trips import most_aboard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from masarat.scenario.instance import (
        Checkpoint,
        Corridor,
        Group,
        Instance,
        Need,
        VehicleClass,
    )

    Ints = NDArray[np.int64]

FAR = 1 << 28
"""Cannot be driven; never."""

MOST_POINTS, MOST_CORRIDORS, MOST_GOALS, MOST_VEHICLES, MOST_TEAMS = 6, 4, 3, 20, 6
"""Numbers for which the search has room."""

MOST_MINUTES = 20_000
MOST_COUNTS = 4_000_000
"""Combinations of rides left that the search keeps apart."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What has to be moved, and what moves it.

    Attributes
    ----------
    points, corridors, goals
        Ids; every array below counts in their order. Places of vehicles are the goals, then where
        they begin.
    rides : [point]
        Rides needed at least.
    fillers
        Whether more rides are allowed where convoys must have a least size.
    capacity : [goal]
        People; meant only if `capped`: then a ride has at most `most_aboard` people, and at most
        `spare` seats in all stay empty.
    before, after, lanes, service, wait : [corridor]
        Minutes from entry to the inspection and from its end to the exit; lanes (0: no inspection),
        minutes a row of vehicles, longest wait.
    fifo : [corridor]
        1 where nobody can overtake before the inspection.
    escorted : [corridor]
        1 where a convoy needs one of the `teams`.
    access, team_back : [point, corridor]
        Minutes to the gate, and from the exit until the team is back.
    out : [corridor, goal]
    turn : [place, point]
        From arriving (for the last place: from minute 0) to standing empty, whatever is done in
        between.
    """

    points: tuple[str, ...]
    corridors: tuple[str, ...]
    goals: tuple[str, ...]
    vehicles: int
    teams: int
    load: int
    small_allowed: bool
    fillers: bool
    capped: bool
    most_aboard: int
    spare: int
    rides: Ints
    bays: Ints
    ready: Ints
    capacity: Ints
    before: Ints
    after: Ints
    headway: Ints
    smallest: Ints
    largest: Ints
    lanes: Ints
    service: Ints
    wait: Ints
    escorted: Ints
    fifo: Ints
    first_window: Ints
    windows: Ints
    access: Ints
    team_back: Ints
    out: Ints
    turn: Ints


def relaxed(instance: Instance) -> Relaxed | None:
    """Return the problem of `instance`; None where the search does not apply.

    That is: more than one class of vehicles, open corridors, more of something than there is room
    for, or nobody to move. Where a destination is too small for all (`capped`), the problem is
    about plans with no more rides than needed; `with_rides` and `without_capacities` make the
    others.
    """
    base = _base(instance)
    return base if base is not None and has_room(base) else None


def with_rides(problem: Relaxed, rides: Ints) -> Relaxed:
    """Return the problem of plans with exactly so many rides from each point."""
    spare = problem.spare + problem.most_aboard * int(rides.sum() - problem.rides.sum())
    return replace(problem, rides=rides, spare=spare)


def without_capacities(problem: Relaxed) -> Relaxed:
    """Return the problem of plans with at least so many rides, whose people may go anywhere."""
    return replace(problem, fillers=True, capped=False)


def _base(instance: Instance) -> Relaxed | None:
    classes = [cls for cls in instance.classes if cls.count]
    groups = [group for group in instance.groups if group.people]
    if len(classes) != 1 or not groups or instance.now:
        return None
    cls = classes[0]
    corridors = [c for c in instance.corridors if c.id in cls.corridors]
    if not corridors or any(c.is_open or not _takes_time(c, cls) for c in corridors):
        return None
    by_point = {
        point.place: [group for group in groups if group.assembly_point == point.place]
        for point in instance.assembly_points
    }
    points = [place for place, its in by_point.items() if its]
    rides = [_rides(cls, by_point[place]) for place in points]
    goals = sorted({goal for group in groups for goal in group.destinations})
    if any(number is None for number in rides) or not goals:
        return None
    return _relaxed(instance, cls, (points, corridors, goals), [r or 0 for r in rides])


def _takes_time(corridor: Corridor, cls: VehicleClass) -> bool:
    """Whether exits are strictly after entries, so that convoys have an order in time."""
    return sum(corridor.legs[cls.pace]) > 0


def _rides(cls: VehicleClass, groups: Sequence[Group]) -> int | None:
    """Return the least number of rides for groups at one point; None if one cannot be carried."""
    by_need: dict[Need, list[Group]] = {}
    for group in groups:
        by_need.setdefault(group.need, []).append(group)
    found = 0
    for need, its in by_need.items():
        room = most_aboard(cls.room(need), its)
        if room == 0:
            return None
        found = max(found, -(-sum(group.people for group in its) // room))
    return found


def has_room(problem: Relaxed) -> bool:
    """Whether the search has room for all numbers."""
    counts = int(np.prod(problem.rides + 1))
    if problem.capped:
        counts *= (int(problem.rides.sum()) + 1) ** (len(problem.goals) - 1)
    return (
        len(problem.points) <= MOST_POINTS
        and len(problem.corridors) <= MOST_CORRIDORS
        and len(problem.goals) <= MOST_GOALS
        and problem.vehicles <= MOST_VEHICLES
        and problem.teams <= MOST_TEAMS
        and int(problem.rides.sum()) < 128  # noqa: PLR2004  (a byte counts them)
        and counts <= MOST_COUNTS
    )


def _relaxed(
    instance: Instance,
    cls: VehicleClass,
    named: tuple[list[str], list[Corridor], list[str]],
    rides: list[int],
) -> Relaxed:
    points, corridors, goals = named
    roads = _Roads(instance, cls)
    groups = [group for group in instance.groups if group.people]
    people = sum(group.people for group in groups)
    rooms = {d.place: people if d.capacity is None else d.capacity for d in instance.destinations}
    aboard = sum(cls.room(need) for need in {group.need for group in groups})
    bays = {point.place: point.bays or 0 for point in instance.assembly_points}
    stops = [roads.first_stop(corridor) for corridor in corridors]
    pool = max(instance.escorts, key=lambda p: len(p.corridors), default=None)
    limits = [
        (cls.smallest or 1, cls.largest or 1) if cls.alone else (c.smallest, c.largest)
        for c in corridors
    ]
    windows = [list(c.windows) for c in corridors]
    return Relaxed(
        points=tuple(points),
        corridors=tuple(c.id for c in corridors),
        goals=tuple(goals),
        vehicles=cls.count,
        teams=pool.teams if pool else 0,
        load=cls.load,
        small_allowed=instance.small_last_convoy and not cls.alone,
        fillers=all(rooms[goal] >= people for goal in goals),
        capped=any(rooms[goal] < people for goal in goals),
        most_aboard=aboard,
        spare=aboard * sum(rides) - people,
        rides=_row(rides),
        bays=_row(bays[place] for place in points),
        ready=_row(min(g.ready for g in groups if g.assembly_point == place) for place in points),
        capacity=_row(rooms[goal] for goal in goals),
        before=_row(before for before, _, _ in stops),
        after=_row(after for _, after, _ in stops),
        headway=_row(c.headway for c in corridors),
        smallest=_row(smallest for smallest, _ in limits),
        largest=_row(largest for _, largest in limits),
        lanes=_row(q.lanes if q else 0 for _, _, q in stops),
        service=_row(q.minutes if q else 0 for _, _, q in stops),
        wait=_row(q.longest_wait if q else 0 for _, _, q in stops),
        escorted=_row(
            pool is not None and [p for p in instance.escorts if c.id in p.corridors] == [pool]
            for c in corridors
        ),
        fifo=_row(
            q is not None and q.longest_wait < max(c.headway, 1) + q.minutes
            for c, (_, _, q) in zip(corridors, stops, strict=True)
        ),
        first_window=np.cumsum([0, *map(len, windows)]).astype(np.int64),
        windows=_row(end for its in windows for w in its for end in (w.start, w.until)),
        access=_row(roads.access(place, c) for place in points for c in corridors),
        team_back=_row(roads.team_back(place, c) for place in points for c in corridors),
        out=_row(roads.road(c.places[-1], goal) for c in corridors for goal in goals),
        turn=roads.turns(named),
    )


def _row(values: object) -> Ints:
    return np.array(list(values), np.int64)  # type: ignore[call-overload]


class _Roads:
    """Minutes of one class between places."""

    def __init__(self, instance: Instance, cls: VehicleClass) -> None:
        self.instance, self.cls = instance, cls

    def road(self, origin: str, target: str, pace: int | None = None) -> int:
        if origin == target:
            return 0
        minutes = self.instance.roads.get((origin, target))
        return FAR if minutes is None else minutes[self.cls.pace if pace is None else pace]

    def access(self, point: str, corridor: Corridor) -> int:
        return self.road(point, corridor.places[0])

    def team_back(self, point: str, corridor: Corridor) -> int:
        return min(sum(corridor.back_legs[0]) + self.road(corridor.places[0], point, 0), FAR)

    def first_stop(self, corridor: Corridor) -> tuple[int, int, Checkpoint | None]:
        """Return minutes before and after the first inspection; of later ones the least count."""
        legs = corridor.legs[self.cls.pace]
        stops = [
            (number, checkpoint)
            for number, place in enumerate(corridor.places)
            for checkpoint in self.instance.checkpoints
            if checkpoint.place == place and corridor.id in checkpoint.corridors
        ]
        if not stops:
            return sum(legs), 0, None
        (first, checkpoint), later = stops[0], stops[1:]
        before = sum(legs[:first])
        rest = sum(q.service(1) for _, q in later)
        return before, sum(legs) - before + rest, checkpoint

    def turns(self, named: tuple[list[str], list[Corridor], list[str]]) -> Ints:
        """Return [place, point]: the fewest minutes to standing empty, by rides too."""
        points, corridors, goals = named
        direct = np.array([[self._turn(goal, a) for a in points] for goal in goals], np.int64)
        start = np.array([[self._start(a) for a in points]], np.int64)
        ride = np.array(
            [[min(self._ride(a, c, d) for c in corridors) for d in goals] for a in points],
            np.int64,
        )
        hop = _by_way_of(ride, direct)
        for middle in range(len(points)):
            hop = np.minimum(hop, hop[:, middle, None] + hop[None, middle, :])
        found = np.concatenate([direct, start])
        found = np.minimum(found, _by_way_of(found, hop))
        shortest: Ints = np.minimum(found, FAR).reshape(-1)
        return shortest

    def _turn(self, goal: str, point: str) -> int:
        if not self.cls.comes_back:
            return FAR
        if goal == point:
            return self.cls.unload
        ways = [
            self._way_back(corridor, goal, point)
            for corridor in self.instance.corridors
            if corridor.returns and corridor.id in self.cls.corridors
        ]
        return min(FAR, self.cls.unload + min(ways, default=FAR))

    def _way_back(self, corridor: Corridor, goal: str, point: str) -> int:
        legs = sum(corridor.back_legs[self.cls.pace])
        return self.road(goal, corridor.places[-1]) + legs + self.road(corridor.places[0], point)

    def _start(self, point: str) -> int:
        place = self.cls.start_place
        return min(FAR, self.cls.available + (self.road(place, point) if place else 0))

    def _ride(self, point: str, corridor: Corridor, goal: str) -> int:
        before, after, checkpoint = self.first_stop(corridor)
        inside = before + after + (checkpoint.service(1) if checkpoint else 0)
        out = self.road(corridor.places[-1], goal)
        return min(FAR, self.cls.load + self.access(point, corridor) + inside + out)


def _by_way_of(first: Ints, second: Ints) -> Ints:
    """Return the fewest minutes of a way of `first` followed by one of `second`."""
    found: Ints = np.minimum((first[:, :, None] + second[None, :, :]).min(axis=1), FAR)
    return found
