"""Tours that use rides below a full load as ways to somewhere else.

Where times obey no triangle inequality, bringing one person to a shelter nearby can be the quickest
way to the next source. Tours are searched for as if such ways were roads; then somebody is found
for each ride on the way, within what shelters take.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.kernel import Struct
from masarat.planning.lp import INF, quiet_solver
from masarat.planning.rotations.table import table_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from masarat.planning.rotations.counted import Counted
    from masarat.planning.rotations.problem import Rotations
    from masarat.planning.table import Table

    Ints = NDArray[np.int64]

Leg = tuple[int, int]
"""A ride: source and shelter."""

MOST_HOPS = 8
"""Rides on one way at most."""

NEARLY = 1e-6


def with_shortcuts(counted: Counted) -> Rotations:
    """Return the rotations as if ways by rides that do not count were roads."""
    values = dict(counted.rotations.struct.values) | {
        "start": counted.start,
        "turn": counted.turn,
    }
    return replace(counted.rotations, struct=Struct("rounds", values))


def realized(counted: Counted, tours: Sequence[Sequence[Leg]]) -> Table | None:
    """Return the table of tours by vehicle, with a ride for each shortcut; None if there is none.

    Every ride has somebody aboard: that is a flow of people from sources to shelters.
    """
    rotations = counted.rotations
    if any(group.unit > 1 for group in rotations.groups):
        return None
    spare = counted.rooms - np.bincount(
        [shelter for tour in tours for _, shelter in tour], minlength=len(counted.rooms)
    )
    routes = []
    for (kind, _), tour in zip(rotations.vehicles, tours, strict=True):
        route = _expanded(counted, kind, tour, spare)
        if route is None:
            return None
        routes.append(route)
    people = _people(rotations, routes)
    if people is None:
        return None
    return table_by(rotations, tuple(tuple(_aboard(route, people)) for route in routes))


def _expanded(counted: Counted, kind: int, tour: Sequence[Leg], spare: Ints) -> list[Leg] | None:
    """Return a tour with the rides on its ways."""
    route: list[Leg] = []
    came = -1
    for source, shelter in tour:
        way = _way(counted, kind, (came, source), spare)
        if way is None:
            return None
        route += [*way, (source, shelter)]
        came = shelter
    return route


def _way(counted: Counted, kind: int, ends: tuple[int, int], spare: Ints) -> list[Leg] | None:
    """Return the rides of the shortest way from a shelter (-1: the start) to a source.

    Of several, those whose next shelter has most places to spare.
    """
    (came, source), direct = ends, counted.rotations.struct
    way: list[Leg] = []
    while len(way) <= MOST_HOPS:
        left, roads = (
            (counted.start[kind, source], direct["start"][kind])
            if came < 0
            else (counted.turn[kind, came, source], direct["turn"][kind, came])
        )
        if roads[source] == left:
            return way
        total = roads[:, None] + counted.ride[kind] + counted.turn[kind, :, source]
        on_way = np.argwhere(total == left)
        if not len(on_way):
            return None
        leg = max(on_way.tolist(), key=lambda each: (int(spare[each[1]]), -each[1], -each[0]))
        way.append((leg[0], leg[1]))
        came = leg[1]
    return None


def _people(rotations: Rotations, routes: Sequence[Sequence[Leg]]) -> dict[Leg, list[int]] | None:
    """Return people by ride between each source and shelter; None if that cannot be.

    Between them go at least as many people as rides, and at most as many as have seats.
    """
    rides: dict[Leg, int] = {}
    for route in routes:
        for leg in route:
            rides[leg] = rides.get(leg, 0) + 1
    legs, seats = sorted(rides), rotations.seats
    solver = quiet_solver()
    none = np.array([], np.int32), np.array([])
    for group in rotations.groups:
        solver.addRow(float(group.people), float(group.people), 0, *none)
    for destination in rotations.model.instance.destinations:
        capacity = destination.capacity
        solver.addRow(-INF, INF if capacity is None else float(capacity), 0, *none)
    for source, shelter in legs:
        count = rides[source, shelter]
        rows = np.array([source, len(rotations.groups) + shelter], np.int32)
        solver.addCol(0.0, float(count), float(count * seats), 2, rows, np.ones(2))
    solver.run()
    flows = np.array(solver.getSolution().col_value)
    whole = np.rint(flows).astype(np.int64)
    if solver.getInfo().max_primal_infeasibility > NEARLY or np.abs(flows - whole).max() > NEARLY:
        return None
    return {
        leg: _shared(people, rides[leg], seats)
        for leg, people in zip(legs, whole.tolist(), strict=True)
    }


def _shared(people: int, rides: int, seats: int) -> list[int]:
    """Return full rides first, and at least one person in each of the others."""
    found = []
    for left in range(rides - 1, -1, -1):
        found.append(min(seats, people - left))
        people -= found[-1]
    return found


def _aboard(route: Sequence[Leg], people: dict[Leg, list[int]]) -> Iterator[tuple[int, int, int]]:
    """Yield rides with the people aboard, who are taken from `people`."""
    for leg in route:
        yield (*leg, people[leg].pop())
