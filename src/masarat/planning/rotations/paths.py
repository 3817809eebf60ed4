"""Paths of vehicles through places and minutes, and those of their loads that are still open."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from masarat.planning import kernel
from masarat.planning.kernel import Struct

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.rotations.counted import Counted

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

CLOSED = -(1 << 60)
"""What a load is worth that is not open, to the kernel."""


class Stop(NamedTuple):
    """A load of a path: the minute of boarding, its source and its shelter."""

    minute: int
    source: int
    shelter: int


class Path(NamedTuple):
    """What one vehicle of a kind does."""

    kind: int
    stops: tuple[Stop, ...]


class Gains(NamedTuple):
    """What loads [minute, source, shelter], turns [shelter, source] and first loads collect."""

    load: Ints
    turn: Ints
    first: Ints


class Paths:
    """Paths of the vehicles of one kind that end by minute `until`."""

    def __init__(self, counted: Counted, kind: int, until: int) -> None:
        self.kind, self.until = kind, until
        sources, shelters = counted.ride.shape[1:]
        self.ready, self.start = counted.ready, counted.start[kind]
        self.ride, self.turn = counted.ride[kind], counted.turn[kind]
        at_source, at_shelter = (until + 1, sources), (until + 1, shelters)
        self._struct = Struct(
            "paths",
            {
                "steps": until,
                "sources": sources,
                "shelters": shelters,
                "start": self.start,
                "ready": self.ready,
                "ride": self.ride,
                "turn": self.turn,
                "value": np.zeros((until + 1, sources, shelters), np.int64),
                "hop": np.zeros((shelters, sources), np.int64),
                "first": np.zeros(sources, np.int64),
                "home": np.zeros(at_source, np.int64),
                "away": np.zeros(at_shelter, np.int64),
                "home_pick": np.zeros(at_source, np.int64),
                "away_pick": np.zeros(at_shelter, np.int64),
                "first_pick": np.zeros(1, np.int64),
                "stand": np.zeros(at_source, np.int64),
                "arrived": np.zeros(at_shelter, np.int64),
            },
        )

    def all_open(self) -> Bools:
        """Return [minute, source, shelter]: the loads that arrive in time."""
        found: Bools = np.arange(self.until + 1)[:, None, None] + self.ride <= self.until
        return found

    def best(self, gains: Gains, is_open: Bools) -> int:
        """Return the most that a path over open loads collects, at least 0."""
        self._struct["value"][...] = np.where(is_open, gains.load, CLOSED)
        self._struct["hop"][...] = gains.turn
        self._struct["first"][...] = gains.first
        return kernel.call("path_worths", self._struct)

    def worth_taking(self, least: int) -> Bools:
        """Return the loads of paths that collect at least so much, after `best`."""
        kernel.call("close_loads", self._struct, least)
        found: Bools = self._struct["value"] != CLOSED
        return found

    def path(self) -> Path | None:
        """Return the path that `best` found; None if none collects anything."""
        struct, stops = self._struct, []
        source = int(struct["first_pick"][0])
        minute = int(self.start[source]) if source >= 0 else 0
        while source >= 0:
            minute = max(minute, int(self.ready[source]))
            shelter = int(struct["home_pick"][minute, source])
            stops.append(Stop(minute, source, shelter))
            minute += int(self.ride[source, shelter])
            source = int(struct["away_pick"][minute, shelter])
            minute += int(self.turn[shelter, source]) if source >= 0 else 0
        return Path(self.kind, tuple(stops)) if stops else None
