"""When people board: as late as their convoy's departure and the bays allow.

Dispatching loads vehicles as they come, which is all that a search needs to know. But nobody
should sit aboard for hours because other vehicles of a convoy, its escort or its turn are still
awaited: they board shortly before they leave, and vehicles wait empty.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from masarat.plan.document import Convoy
    from masarat.scenario.instance import Instance


@dataclass(slots=True)
class _Loading:
    """One ride's loading, in [board, board + load), until its convoy departs."""

    ride: tuple[int, int]
    board: int
    load: int
    depart: int


def boarding_late(
    instance: Instance, loads: Mapping[str, int], convoys: Sequence[Convoy]
) -> list[Convoy]:
    """Return the convoys with every ride boarding as late as it can, the others being as they are.

    Parameters
    ----------
    loads
        Minutes of loading, by vehicle.
    convoys
        All that load at the same time; no ride of a valid plan boards earlier than it did.
    """
    bays = {point.place: point.bays for point in instance.assembly_points}
    at_point: dict[str, list[_Loading]] = defaultdict(list)
    for c, convoy in enumerate(convoys):
        at_point[convoy.assembly_point] += [
            _Loading((c, r), ride.board, loads[ride.vehicle], convoy.depart)
            for r, ride in enumerate(convoy.rides)
        ]
    board: dict[tuple[int, int], int] = {}
    for point, loading in at_point.items():
        _postpone(loading, bays[point])
        board |= {one.ride: one.board for one in loading}
    return [
        replace(
            convoy,
            rides=tuple(replace(ride, board=board[c, r]) for r, ride in enumerate(convoy.rides)),
        )
        for c, convoy in enumerate(convoys)
    ]


def _postpone(loading: list[_Loading], bays: int | None) -> None:
    """Move what loads at one point, the last to depart first, until nothing can be later."""
    loading.sort(key=lambda one: (one.depart, one.board, one.ride), reverse=True)
    taken = sorted((one.board, one.board + one.load) for one in loading if one.load)
    longest = max((one.load for one in loading), default=0)
    moved = True
    while moved:
        moved = False
        for one in loading:
            latest = one.depart - one.load
            if bays is not None and one.load and one.board < latest:
                del taken[bisect_left(taken, (one.board, one.board + one.load))]
                first = bisect_left(taken, (one.board - longest, 0))
                until = bisect_left(taken, (one.depart, 0))
                latest = _latest(taken[first:until], bays, one, latest)
                insort(taken, (latest, latest + one.load))
            moved |= latest > one.board
            one.board = latest


def _latest(others: Sequence[tuple[int, int]], bays: int, one: _Loading, latest: int) -> int:
    """Return the last minute at which `one` can begin to load, beside what others do."""
    before = {start - one.load for start, _ in others}
    for begin in sorted({latest, *before}, reverse=True):
        if one.board < begin <= latest and most_at_once(others, begin, begin + one.load) < bays:
            return begin
    return one.board


def most_at_once(spans: Sequence[tuple[int, int]], begin: int, until: int) -> int:
    """Return how many of the spans [start, end) go on at once, at most, during [begin, until)."""
    meeting = [span for span in spans if span[0] < until and begin < span[1]]
    moments = {begin, *(start for start, _ in meeting if start > begin)}
    return max(sum(start <= t < end for start, end in meeting) for t in moments)
