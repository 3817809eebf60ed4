"""Who passes the streets that reports speak of: what a plan tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.plan.document import Passed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from masarat.core.windows import Windows
    from masarat.plan.document import Plan
    from masarat.scenario.instance import Instance, StreetStatus

Stretch = tuple[str, str]
"""From one place to another by the shortest open roads."""


def passed_streets(instance: Instance, plan: Plan) -> tuple[Passed, ...]:
    """Return every street with a status that does something, and who passes it while it holds.

    A convoy is on its way from its departure to its last arrival, an empty trip from its departure
    to its arrival; whoever is on the way at a minute at which the status holds is told of it. What
    is closed to all is passed by nobody.
    """
    ends = {c.id: (c.places[0], c.places[-1]) for c in instance.corridors if c.places}
    loaded = []
    for convoy in plan.convoys:
        targets = {ride.destination for ride in convoy.rides}
        if convoy.corridor in ends:
            first, last = ends[convoy.corridor]
            stretches = {(convoy.assembly_point, first), *((last, target) for target in targets)}
        else:
            stretches = {(convoy.assembly_point, target) for target in targets}
        last_arrival = max(ride.arrive for ride in convoy.rides)
        loaded.append((convoy.id, convoy.corridor, stretches, convoy.depart, last_arrival))
    empty = []
    for trip in plan.empty_trips:
        if trip.corridor in ends:
            first, last = ends[trip.corridor]
            stretches = {(trip.origin, last), (first, trip.target)}
        else:
            stretches = {(trip.origin, trip.target)}
        empty.append((trip.id, trip.corridor, stretches, trip.depart, trip.arrive))
    return tuple(
        Passed(
            kind=status.kind,
            ids=status.ids,
            status=status.status,
            does=status.does,
            barred=status.barred,
            windows=status.windows,
            reports=status.reports,
            against=status.against,
            avoided_by=tuple(sorted(status.avoided_by)),
            convoys=_passing(loaded, status.corridors, status),
            empty_trips=_passing(empty, status.back_corridors, status),
        )
        for status in instance.statuses
    )


def _passing(
    movements: Iterable[tuple[str, str, set[Stretch], int, int]],
    corridors: frozenset[str],
    status: StreetStatus,
) -> tuple[str, ...]:
    if status.does == "close":
        return ()
    roads = set(status.roads)
    return tuple(
        name
        for name, corridor, stretches, start, until in movements
        if (corridor in corridors or stretches & roads) and _meet(status.windows, start, until)
    )


def _meet(windows: Windows, start: int, until: int) -> bool:
    return any(window.start < until and start < window.until for window in windows)
