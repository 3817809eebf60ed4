"""The best tour of a vehicle when every load has a value: what column generation prices with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from masarat.planning import kernel
from masarat.planning.kernel import FAR, Struct

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.rotations.problem import Rotations

    Ints = NDArray[np.int64]

Path = tuple[tuple[int, int], ...]
"""A tour: (source, shelter) of each load."""


class Ways(NamedTuple):
    """Minutes by kind: `start` [source], `ride` [source, shelter], `turn` [shelter, source]."""

    start: Ints
    ride: Ints
    turn: Ints


def direct(rotations: Rotations) -> Ways:
    """Return the ways that vehicles take between full rides."""
    return Ways(*(rotations.struct[name] for name in ("start", "ride", "turn")))


class Days:
    """Best tours by any minute up to `until`, all durations rounded down to `most` steps.

    A ride takes one step at least.
    """

    def __init__(self, ways: Ways, until: int, most: int) -> None:
        self.step = max(-(-until // most), 1)
        self.start, self.ride, self.turn = ways
        self.kinds, self.sources, self.shelters = (int(size) for size in self.ride.shape)
        known: dict[bytes, Struct] = {}
        self._worths: list[Struct] = []
        for kind in range(self.kinds):
            key = self.ride[kind].tobytes() + self.turn[kind].tobytes()
            if key not in known:
                known[key] = self._struct(kind, until // self.step)
            self._worths.append(known[key])
        self._different = list(known.values())

    @property
    def cells(self) -> int:
        """What one look at all kinds costs, roughly."""
        each = (int(self._worths[0]["steps"]) + 1) * self.sources * self.shelters
        return int(2 * len(self._different) * each)

    def _struct(self, kind: int, steps: int) -> Struct:
        return Struct(
            "worths",
            {
                "steps": steps,
                "sources": self.sources,
                "shelters": self.shelters,
                "ride": np.maximum(self.ride[kind] // self.step, 1),
                "turn": self.turn[kind] // self.step,
                "value": np.zeros((self.sources, self.shelters), np.int64),
                "stand": np.zeros((steps + 1, self.sources), np.int64),
                "arrived": np.zeros((steps + 1, self.shelters), np.int64),
                "stand_pick": np.zeros((steps + 1, self.sources), np.int64),
                "arrived_pick": np.zeros((steps + 1, self.shelters), np.int64),
            },
        )

    def value(self, worth: Ints) -> None:
        """Look at all tours when [source, shelter] loads are worth so many units."""
        for worths in self._different:
            worths["value"][...] = worth
            kernel.call("tour_worths", worths)

    def rest(self, kind: int) -> Ints:
        """Return what a vehicle can collect that stands empty: [steps left, source]."""
        found: Ints = self._worths[kind]["stand"]
        return found

    def best(self, kind: int, until: int) -> tuple[int, int]:
        """Return the units that a vehicle can collect by a minute, and its first source or -1."""
        left = until // self.step - self.start[kind] // self.step
        sources = np.flatnonzero(left >= 0)
        if not len(sources):
            return 0, -1
        worth = self._worths[kind]["stand"][left[sources], sources]
        first = int(np.argmax(worth))
        return int(worth[first]), int(sources[first]) if worth[first] > 0 else -1

    def paths(self, kind: int, until: int, most: int) -> list[Path]:
        """Return the best tours by where they begin, so many at most, the best of all first."""
        left = until // self.step - self.start[kind] // self.step
        sources = np.flatnonzero(left >= 0)
        worth = self._worths[kind]["stand"][left[sources], sources]
        order = np.argsort(-worth, kind="stable")[: min(most, int((worth > 0).sum()))]
        return [self.path(kind, until, source) for source in sources[order].tolist()]

    def path(self, kind: int, until: int, source: int) -> Path:
        """Return the best tour that begins at `source`."""
        worths, found = self._worths[kind], []
        left = until // self.step - int(self.start[kind, source]) // self.step
        while source >= 0 and (shelter := int(worths["stand_pick"][left, source])) >= 0:
            found.append((source, shelter))
            left -= int(worths["ride"][source, shelter])
            source = int(worths["arrived_pick"][left, shelter])
            if source >= 0:
                left -= int(worths["turn"][shelter, source])
        return tuple(found)

    def length(self, kind: int, path: Path) -> int:
        """Return the last arrival of a tour, in whole steps."""
        total, came = int(self.start[kind, path[0][0]]) // self.step, -1
        for source, shelter in path:
            total += 0 if came < 0 else int(self.turn[kind, came, source]) // self.step
            total += max(int(self.ride[kind, source, shelter]) // self.step, 1)
            came = shelter
        return min(total * self.step, FAR)
