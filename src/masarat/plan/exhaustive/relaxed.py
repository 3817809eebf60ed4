"""The problem that exhaustive search looks at: a part of the rules, for one class of vehicles.

Whatever is left out here is allowed there, so that every valid plan is among what is searched
(docs/exhaustive.md). Numbers are minutes unless they say otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.plan.certificate.trips import most_aboard
from masarat.plan.exhaustive.lots import in_lots
from masarat.plan.exhaustive.roads import Roads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from masarat.scenario.instance import (
        Corridor,
        Group,
        Instance,
        Need,
        VehicleClass,
    )

    Ints = NDArray[np.int64]

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
    capacity, most_to : [goal]
        People, rides; meant only if `capped`: then a ride has at most `most_aboard` people, and at
        most `spare` seats in all stay empty.
    before, after, lanes, service, wait : [corridor]
        Minutes from entry to the inspection and from its end to the exit; lanes (0: no inspection),
        minutes a row of vehicles, longest wait.
    fifo : [corridor]
        1 where nobody can overtake before the inspection.
    escorted : [corridor]
        1 where a convoy needs one of the `teams`.
    access, team_back : [point, corridor]
        Minutes to the entry, and from the exit until the team is back.
    out : [corridor, goal]
    lots, lot, offset : number, [goal], [goal]
        Goals from which the ways back differ by the same minutes for all points make one lot; a
        vehicle at such a goal is as good as one that came to the lot `offset` minutes later.
    turn : [lot, point]
        From coming to a lot (the last one is where vehicles begin: from minute 0) to standing
        empty, whatever is done in between.
    ordered : bool
        Whether a ride to a goal may be replaced by one to any goal named before it.
    """

    points: tuple[str, ...]
    corridors: tuple[str, ...]
    goals: tuple[str, ...]
    lots: int
    vehicles: int
    teams: int
    load: int
    small_allowed: bool
    fillers: bool
    capped: bool
    ordered: bool
    most_aboard: int
    spare: int
    rides: Ints
    bays: Ints
    ready: Ints
    capacity: Ints
    most_to: Ints
    lot: Ints
    offset: Ints
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
    most_to = (problem.capacity + spare) // problem.most_aboard
    return replace(problem, rides=rides, spare=spare, most_to=most_to)


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
    roads = Roads(instance, cls)
    named, out, turn, ordered = roads.preferring(named)
    points, corridors, goals = named
    lot, offset, turn = in_lots(turn)
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
        lots=len(turn),
        vehicles=cls.count,
        teams=pool.teams if pool else 0,
        load=cls.load,
        small_allowed=instance.small_last_convoy and not cls.alone,
        fillers=all(rooms[goal] >= people for goal in goals),
        capped=any(rooms[goal] < people for goal in goals),
        ordered=ordered,
        most_aboard=aboard,
        spare=aboard * sum(rides) - people,
        rides=_row(rides),
        bays=_row(bays[place] for place in points),
        ready=_row(min(g.ready for g in groups if g.assembly_point == place) for place in points),
        capacity=_row(rooms[goal] for goal in goals),
        most_to=_row((rooms[goal] + aboard * sum(rides) - people) // aboard for goal in goals),
        lot=lot,
        offset=offset,
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
        out=out.reshape(-1),
        turn=turn.reshape(-1),
    )


def _row(values: object) -> Ints:
    return np.array(list(values), np.int64)  # type: ignore[call-overload]
