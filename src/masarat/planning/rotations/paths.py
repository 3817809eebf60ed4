"""Paths of vehicles through places and minutes, and those of their loads that are still open."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from masarat.planning import kernel
from masarat.planning.kernel import Struct
from masarat.planning.rotations.memory import memory_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from masarat.planning.rotations.counted import Counted
    from masarat.planning.rotations.memory import Limited

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

CLOSED = -(1 << 60)
"""What a load is worth that is not open, to the kernel."""


TABLES = ("home", "away", "home_pick", "away_pick", "stand", "arrived")
"""What the kernel finds, by row and state."""


class Stop(NamedTuple):
    """A load of a path: the minute of boarding, its source and its shelter."""

    minute: int
    source: int
    shelter: int


class Path(NamedTuple):
    """What one vehicle of a kind does."""

    kind: int
    stops: tuple[Stop, ...]

    def visits_beyond(self, most: Sequence[int], sources: int) -> dict[int, int]:
        """Return by how many visits more than `most` it is at sources, then shelters."""
        visits = Counter(stop.source for stop in self.stops)
        visits.update(sources + stop.shelter for stop in self.stops)
        return {place: n - most[place] for place, n in visits.items() if n > most[place]}


def path_of(counted: Counted, kind: int, legs: Iterable[tuple[int, int]]) -> Path:
    """Return the path of a vehicle that takes loads, (source, shelter), as soon as it can."""
    stops: list[Stop] = []
    minute, came = 0, -1
    for source, shelter in legs:
        way = counted.start[kind, source] if came < 0 else counted.turn[kind, came, source]
        minute = max(minute + int(way), int(counted.ready[source]))
        stops.append(Stop(minute, source, shelter))
        minute, came = minute + int(counted.ride[kind, source, shelter]), shelter
    return Path(kind, tuple(stops))


class Gains(NamedTuple):
    """What loads [minute, source, shelter], turns [shelter, source] and first loads collect."""

    load: Ints
    turn: Ints
    first: Ints


class Paths:
    """Paths of the vehicles of one kind that end by minute `until`."""

    def __init__(self, counted: Counted, kind: int, until: int) -> None:
        self.kind, self.until = kind, until
        self.ready, self.start = counted.ready, counted.start[kind]
        self.ride, self.turn = counted.ride[kind], counted.turn[kind]
        self._most = counted.most
        sources, shelters = self.ride.shape
        at_source, at_shelter = (until + 1, sources), (until + 1, shelters)
        none = np.zeros(0, np.int64)
        self._struct = Struct(
            "paths",
            {
                "steps": until,
                "sources": sources,
                "shelters": shelters,
                "states": 1,
                "rows": 0,
                "start": self.start,
                "ready": self.ready,
                "ride": self.ride,
                "turn": self.turn,
                "value": np.zeros((*at_source, shelters), np.int64),
                "hop": np.zeros((shelters, sources), np.int64),
                "first": np.zeros(sources, np.int64),
                "source_next": none,
                "shelter_next": none,
                "boards": np.zeros(at_source, np.int64),
                "comes": np.zeros(at_shelter, np.int64),
                "first_pick": np.zeros(1, np.int64),
                **dict.fromkeys(TABLES, none),
            },
        )
        self.remember(())

    def remember(self, limited: Limited) -> None:
        """Let paths visit limited places no more often than they may, from now on."""
        memory = memory_of(self._most, len(self.start), limited)
        self.limited = limited
        self._struct.set_number("states", memory.states)
        self._struct.set_array("source_next", memory.source)
        self._struct.set_array("shelter_next", memory.shelter)

    def all_open(self) -> Bools:
        """Return [minute, source, shelter]: the loads that arrive in time."""
        found: Bools = np.arange(self.until + 1)[:, None, None] + self.ride <= self.until
        return found

    def best(self, gains: Gains, is_open: Bools) -> int:
        """Return the most that a path over open loads collects, at least 0."""
        self._struct["value"][...] = np.where(is_open, gains.load, CLOSED)
        self._struct["hop"][...] = gains.turn
        self._struct["first"][...] = gains.first
        self._make_room(kernel.call("number_rows", self._struct))
        return kernel.call("path_worths", self._struct)

    def _make_room(self, rows: int) -> None:
        """Let tables have so many rows at least."""
        self._struct.set_number("rows", rows)
        cells = rows * self._struct["states"]
        if cells > len(self._struct["home"]):
            for name in TABLES:
                self._struct.set_array(name, np.zeros(cells, np.int64))

    def worth_taking(self, least: int) -> Bools:
        """Return the loads of paths that collect at least so much, after `best`."""
        kernel.call("close_loads", self._struct, least)
        found: Bools = self._struct["value"] != CLOSED
        return found

    def path(self) -> Path | None:
        """Return the path that `best` found; None if none collects anything."""
        struct, stops, state = self._struct, [], 0
        states, memory = struct["states"], (struct["source_next"], struct["shelter_next"])
        source = int(struct["first_pick"][0])
        minute = int(self.start[source]) if source >= 0 else 0
        while source >= 0:
            minute = max(minute, int(self.ready[source]))
            row = int(struct["boards"][minute, source])
            shelter = int(struct["home_pick"][row * states + state])
            stops.append(Stop(minute, source, shelter))
            state = int(memory[1][shelter, memory[0][source, state]])
            minute += int(self.ride[source, shelter])
            row = int(struct["comes"][minute, shelter])
            source = int(struct["away_pick"][row * states + state])
            minute += int(self.turn[shelter, source]) if source >= 0 else 0
        return Path(self.kind, tuple(stops)) if stops else None
