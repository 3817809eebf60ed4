"""All paths found so far, as tables: what each brings where, and whether all its loads are open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.rotations.rows import times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from masarat.planning.rotations.counted import Counted
    from masarat.planning.rotations.paths import Bools, Path
    from masarat.planning.rotations.rows import Branch, Row

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(slots=True)
class Known:
    """Paths by number.

    Parameters
    ----------
    sources, shelters, kinds
        How many there are of each.
    """

    sources: int
    shelters: int
    kinds: int
    paths: list[Path] = field(default_factory=list)
    numbers: dict[Path, int] = field(default_factory=dict)
    _brought: list[Floats] = field(default_factory=list)
    _table: Floats = field(init=False)
    _stops: list[tuple[int, int, int, int]] = field(default_factory=list)
    _stop_table: Ints = field(init=False)
    _first_stop: list[int] = field(default_factory=list)
    _times: dict[Row, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._table = np.zeros((0, self.sources + self.shelters + self.kinds))
        self._stop_table = np.zeros((0, 4), np.int64)

    def add(self, path: Path) -> int:
        """Return the number of a path, a new one or the one it has."""
        number = self.numbers.get(path)
        if number is not None:
            return number
        row = np.zeros(self._table.shape[1])
        for stop in path.stops:
            row[stop.source] += 1
            row[self.sources + stop.shelter] += 1
        row[self.sources + self.shelters + path.kind] = 1
        self.numbers[path] = len(self.paths)
        self.paths.append(path)
        self._brought.append(row)
        self._first_stop.append(len(self._stop_table) + len(self._stops))
        self._stops += [(path.kind, *stop) for stop in path.stops]
        return len(self.paths) - 1

    def table(self, branches: Sequence[Branch]) -> Floats:
        """Return [path, row]: loads by source and shelter, its kind, what branches count."""
        if self._brought:
            self._table = np.concatenate([self._table, np.array(self._brought)])
            self._brought.clear()
        return np.column_stack([self._table, *(self._counts(each.row) for each in branches)])

    def row(self, number: int, branches: Sequence[Branch]) -> Floats:
        """Return the row of one path."""
        path = self.paths[number]
        self.table(())
        counted = [float(times(branch.row, path)) for branch in branches]
        found: Floats = np.concatenate([self._table[number], counted])
        return found

    def _counts(self, row: Row) -> list[float]:
        found = self._times.setdefault(row, [])
        found += [float(times(row, path)) for path in self.paths[len(found) :]]
        return found

    def open_ones(self, is_open: Bools, most: Floats) -> Ints:
        """Return the numbers of paths whose loads are all open, and which visit no place too often.

        `most` are visits to each source and shelter. Loads after all of `is_open` are closed.
        """
        if not self.paths:
            return np.zeros(0, np.int64)
        if self._stops:
            self._stop_table = np.concatenate([self._stop_table, np.array(self._stops)])
            self._stops.clear()
        kind, minute, source, shelter = self._stop_table.T
        last = is_open.shape[1] - 1
        stops = is_open[kind, np.minimum(minute, last), source, shelter] & (minute <= last)
        good = np.logical_and.reduceat(stops, self._first_stop)
        good &= (self.table(())[:, : len(most)] <= most).all(axis=1)
        found: Ints = np.flatnonzero(good)
        return found


def known_of(counted: Counted) -> Known:
    """Return that no path is known yet."""
    kinds, sources, shelters = counted.ride.shape
    return Known(sources, shelters, kinds)
