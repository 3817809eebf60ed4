"""What shared resources can give to people in scope until a minute."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from masarat.plan.certificate.trips import Trip
    from masarat.plan.certificate.ways import Ways
    from masarat.scenario.instance import Checkpoint, Corridor, EscortPool

    Bools = NDArray[np.bool_]

HOUR = 60

Pieces = list[tuple[int, int]]
"""Intervals of minutes, both ends included."""


@dataclass(slots=True)
class Supply:
    """The capacities of shared resources.

    Attributes
    ----------
    trips
        By corridor: (earliest minute at which its vehicle can board, trip).
    until
        The minute by which everybody in scope has arrived.
    minutes
        Length of the arrays of minutes that are returned: beyond all that is used.
    """

    ways: Ways
    trips: Mapping[str, Sequence[tuple[int, Trip]]]
    until: int
    minutes: int
    pieces: dict[str, Pieces] = field(init=False)

    def __post_init__(self) -> None:
        self.pieces = {c.id: self._pieces(c) for c in self.ways.instance.corridors}

    def _of(self, corridor: Corridor) -> list[Trip]:
        return [trip for _, trip in self.trips.get(corridor.id, ())]

    def _pieces(self, corridor: Corridor) -> Pieces:
        """Return when convoys with people in scope can be on the corridor.

        Each piece holds entry and exit of its convoys, both ends included: a convoy that passes a
        corridor of one place in no time enters and leaves at the same minute.
        """
        trips = self.trips.get(corridor.id, ())
        if not trips:
            return []
        first = min(max(start, trip.ready) + trip.load + trip.access for start, trip in trips)
        last = self.until - min(trip.out for _, trip in trips)
        shortest = min(trip.inside for _, trip in trips)
        pieces = [(window.start, window.until) for window in corridor.windows]
        if all(trip.travel > 0 for _, trip in trips):
            for pause in self.ways.instance.suspensions:
                before = [(start, min(until, pause.start)) for start, until in pieces]
                after = [(max(start, pause.until), until) for start, until in pieces]
                pieces = sorted({(s, u) for s, u in (*before, *after) if s <= u})
        clipped = [(max(start, first), min(until, last)) for start, until in pieces]
        return [(start, until) for start, until in clipped if until - start >= shortest]

    def entries(self, corridor: Corridor) -> Pieces:
        """Return when convoys can enter, both ends included."""
        shortest = min((trip.inside for trip in self._of(corridor)), default=0)
        return [(start, until - shortest) for start, until in self.pieces[corridor.id]]

    def after_entries(self, corridor: Corridor, minutes: int) -> Bools:
        """Return by minute whether a convoy can have entered in the last `minutes`."""
        return self._covered((one, two + minutes) for one, two in self.entries(corridor))

    def inspecting(self, checkpoint: Checkpoint) -> Bools:
        """Return by minute whether a convoy can be inspected."""
        moving = self._covered(
            (start + before, until - after)
            for corridor in self.ways.instance.corridors
            for before, after in self._around(checkpoint, corridor)
            for start, until in self.pieces[corridor.id]
        )
        return moving & self._covered((w.start, w.until) for w in checkpoint.windows)

    def _around(self, checkpoint: Checkpoint, corridor: Corridor) -> list[tuple[int, int]]:
        """Return the fewest minutes from entry to an inspection and from its end to the exit."""
        stops, trips = self.ways.stops(corridor), self._of(corridor)
        if checkpoint not in stops or not trips:
            return []
        place, order = corridor.places.index(checkpoint.place), stops.index(checkpoint)
        found = [
            (
                sum(legs[:place]) + sum(stop.service(vehicles) for stop in stops[:order]),
                sum(legs[place:]) + sum(stop.service(vehicles) for stop in stops[order + 1 :]),
            )
            for pace, vehicles in {(trip.pace, trip.vehicles) for trip in trips}
            for legs in (corridor.legs[pace],)
        ]
        return [(min(before for before, _ in found), min(after for _, after in found))]

    def escorting(self, pool: EscortPool) -> Bools:
        """Return by minute whether a team can be with, or back from, such a convoy."""
        grown: Pieces = []
        for corridor in self.ways.instance.corridors:
            trips = self._of(corridor)
            if corridor.id not in pool.corridors or not trips:
                continue
            before = max(
                minutes
                for place in {trip.assembly for trip in trips}
                for pace in range(len(self.ways.instance.paces))
                if (minutes := self.ways.access(place, corridor, pace)) is not None
            )
            after = max(trip.back for trip in trips)
            grown += [(start - before, until + after) for start, until in self.pieces[corridor.id]]
        return self._covered(grown)

    def loading(self, place: str) -> Bools:
        """Return by minute whether somebody can board there and still arrive in time."""
        trips = [
            pair for pairs in self.trips.values() for pair in pairs if pair[1].assembly == place
        ]
        if not trips:
            return self._covered([])
        first = min(max(start, trip.ready) for start, trip in trips)
        return self._covered([(first, self.until - min(trip.travel for _, trip in trips))])

    def _covered(self, spans: Iterable[tuple[int, int]]) -> Bools:
        """Return by minute whether it lies in one of the half-open spans."""
        found = np.zeros(self.minutes, bool)
        for start, until in spans:
            found[max(start, 0) : max(until, 0)] = True
        return found


def most_apart(intervals: Pieces, apart: int) -> int:
    """Return how many minutes, each `apart` from the next, intervals in order of time hold.

    Each is taken as early as possible. As many stretches of `apart` minutes cover the intervals.
    """
    found, free = 0, 0
    for first, last in intervals:
        while (minute := max(first, free)) <= last:
            more = (last - minute) // apart + 1
            found, free = found + more, minute + more * apart
    return found
