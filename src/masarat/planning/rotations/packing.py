"""All loads packed into tours that end by a minute: tours mixed, some kept, the rest mixed anew.

A dive (Wolsey, Integer Programming, 1998) over mixes of tours that bring no more than is left, so
that each can be kept as it is. Beam search prices them: it misses some, but remembers everything.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.kernel import FAR
from masarat.planning.lp import INF, quiet_solver
from masarat.planning.rotations.beam import Beam
from masarat.planning.rotations.diving import Dive
from masarat.planning.rotations.pace import EndedError
from masarat.planning.rotations.pricing import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import highspy
    from numpy.typing import NDArray

    from masarat.planning.rotations.counted import Counted
    from masarat.planning.rotations.days import Path
    from masarat.planning.rotations.search import Near

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

MOST_CELLS, STEPS = 500_000, (200, 300)
"""Steps of time, times sources and shelters; steps at least and at most, where minutes are many."""

UNIT = 1_000_000
"""What a load that is missing costs in whole numbers."""

FIRST_ROUNDS, ROUNDS = 400, 40
"""Rounds of generation at most before the first tours are kept, and before others are."""

SMOOTH = 0.5
"""Weight of the prices before beside the program's, in the first rounds."""

AT_ONCE = 16
"""Tours of a kind added at once at most."""

SURE = 0.7
"""Further tours are kept at once of which the mix takes that much."""

LAST, TRIES = 8, 4
"""The last so many vehicles get tours so many times, as long as loads are left."""

TIE = 0.1
"""Shares that differ by less are told apart at random."""

SOME = 1e-6


def fine_enough(counted: Counted, until: int) -> int:
    """Return a step of time, such that tours until a minute are found soon."""
    most = min(max(MOST_CELLS // counted.ride[0].size, STEPS[0]), STEPS[1])
    return 1 if until <= 2 * STEPS[0] else -(-until // most)


def rounded(counted: Counted, step: int) -> Counted:
    """Return full rides in steps, rounded to the nearest: tours need not end quite in time."""
    start, ride, turn, ready = (
        np.minimum((each + step // 2) // step, FAR)
        for each in (counted.start, counted.ride, counted.turn, counted.ready)
    )
    return replace(
        counted,
        step=step,
        start=start,
        ride=np.maximum(ride, 1),
        turn=turn,
        ready=ready,
        rooms=counted.rotations.struct["room"],
    )


@dataclass(slots=True)
class Pool:
    """Tours by number, and what each brings: [tour, source] and [tour, shelter]."""

    sources: int
    shelters: int
    tours: list[tuple[int, Path]] = field(default_factory=list)
    numbers: dict[tuple[int, Path], int] = field(default_factory=dict)
    _rows: list[Ints] = field(default_factory=list)
    _table: Ints = field(init=False)

    def __post_init__(self) -> None:
        self._table = np.zeros((0, self.sources + self.shelters), np.int64)

    def add(self, kind: int, path: Path) -> Ints | None:
        """Add a tour; return what it brings, None if it was there."""
        if (kind, path) in self.numbers:
            return None
        row = np.zeros(self.sources + self.shelters, np.int64)
        for source, shelter in path:
            row[source] += 1
            row[self.sources + shelter] += 1
        self.numbers[kind, path] = len(self.tours)
        self.tours.append((kind, path))
        self._rows.append(row)
        return row

    @property
    def table(self) -> Ints:
        """What all tours bring, from sources and to shelters."""
        if self._rows:
            self._table = np.concatenate([self._table, np.array(self._rows)])
            self._rows.clear()
        return self._table


class Packing:
    """Tours that end by step `until` and bring all that waits, as far as a dive finds any.

    Parameters
    ----------
    counted
        In steps of time, as `rounded` makes them.
    width
        Tours that the beam keeps at each place and step.
    seed
        Settles what nothing else does.
    spend
        Told what was looked at; True ends it all.
    """

    def __init__(
        self,
        counted: Counted,
        until: int,
        near: Near,
        width: int,
        seed: int,
        spend: Callable[[int], bool],
    ) -> None:
        kinds, self._sources, self._shelters = counted.ride.shape
        self._counted, self._until = counted, until
        self._beams = [Beam(counted, kind, until, near, width) for kind in range(kinds)]
        self._pool = Pool(self._sources, self._shelters)
        self._all = np.concatenate([counted.loads, counted.rooms, counted.fleet])
        self._left, self._open = self._all.copy(), np.zeros(0, np.bool_)
        self._rng, self._spend = np.random.default_rng(seed), spend
        self._solver = self._program()

    @property
    def tours(self) -> Sequence[tuple[int, Path]]:
        """All tours found so far."""
        return self._pool.tours

    def know(self, tours: Iterable[tuple[int, Path]]) -> None:
        """Mix these tours, too, if they end in time and bring no more than there is."""
        for kind, path in tours:
            if _end(self._counted, kind, path) <= self._until and self._fits(path):
                self._add(kind, path)

    def _fits(self, path: Path) -> bool:
        sources, shelters = zip(*path, strict=True)
        return bool(
            (np.bincount(sources, minlength=self._sources) <= self._loads).all()
            and (np.bincount(shelters, minlength=self._shelters) <= self._rooms).all()
        )

    def dive(self) -> Dive:
        """Keep tours of one mix after another; the last ones again as long as loads are left.

        Raises
        ------
        EndedError
            As soon as it has to end.
        """
        self._take(self._all)
        kept = self._keep(LAST)
        before, best = self._left.copy(), Dive((), tuple(self._loads.tolist()))
        for _ in range(TRIES):
            last = self._keep(0)
            if not best.tours or sum(best.left) > self._loads.sum():
                best = Dive((*kept, *last), tuple(self._loads.tolist()))
            if not self._loads.any():
                break
            self._take(before)
        return best

    def _keep(self, fewest: int) -> list[tuple[int, Path]]:
        """Keep tours until so few vehicles have none."""
        kept: list[tuple[int, Path]] = []
        while self._loads.any() and self._fleet.sum() > fewest:
            self._generate(ROUNDS if kept or not fewest else FIRST_ROUNDS)
            chosen = list(self._chosen())
            if not chosen:
                break
            kept += chosen
            self._take(self._left)
        return kept

    @property
    def _loads(self) -> Ints:
        return self._left[: self._sources]

    @property
    def _rooms(self) -> Ints:
        return self._left[self._sources : self._sources + self._shelters]

    @property
    def _fleet(self) -> Ints:
        return self._left[self._sources + self._shelters :]

    def _program(self) -> highspy.Highs:
        """Return the program of no tours yet: loads missing or too many, rooms, vehicles."""
        solver, none = quiet_solver(), (np.array([], np.int32), np.array([]))
        for row, amount in enumerate(self._left.tolist()):
            lower = float(amount) if row < self._sources else -INF
            solver.addRow(lower, float(amount), 0, *none)
        for sign in (1.0, -1.0):
            for source in range(self._sources):
                solver.addCol(1.0, 0.0, INF, 1, np.array([source], np.int32), np.array([sign]))
        return solver

    def _generate(self, rounds: int) -> None:
        """Add tours to the program as long as they help."""
        before: Floats | None = None
        for _ in range(rounds):
            self._solver.run()
            work = PROGRAM * self._solver.getNumCol() * self._solver.getNumRow()
            if self._spend(work):
                raise EndedError
            if self._solver.getInfo().objective_function_value < SOME:
                return
            duals = np.array(self._solver.getSolution().row_dual)
            smooth = None if before is None else SMOOTH * before + (1 - SMOOTH) * duals
            if not (smooth is not None and self._grow(smooth, duals)) and not self._grow(
                duals, duals
            ):
                return
            before = duals

    def _grow(self, prices: Floats, duals: Floats) -> int:
        """Add tours that are worth most by some prices and help by others; return how many."""
        sources, rest = self._sources, self._sources + self._shelters
        rooms = np.maximum(-prices[sources:rest], 0)
        worth = np.rint((prices[:sources, None] - rooms) * UNIT).astype(np.int64)
        added = 0
        for kind, beam in enumerate(self._beams):
            if not self._fleet[kind]:
                continue
            least = round(-UNIT * float(prices[rest + kind])) if prices is duals else 0
            grown = beam.grow(worth, self._loads, self._rooms, least)
            if self._spend(grown.work):
                raise EndedError
            good = [path for path in grown.tours if self._helps(kind, path, duals)]
            added += sum(self._add(kind, path) for path in good[:AT_ONCE])
        return added

    def _helps(self, kind: int, path: Path, duals: Floats) -> bool:
        worth = sum(duals[source] + duals[self._sources + shelter] for source, shelter in path)
        return bool(worth + duals[self._sources + self._shelters + kind] > SOME)

    def _add(self, kind: int, path: Path) -> bool:
        row = self._pool.add(kind, path)
        if row is None:
            return False
        indices = np.append(np.flatnonzero(row), len(row) + kind).astype(np.int32)
        values = np.append(row[row > 0], 1).astype(float)
        self._solver.addCol(0.0, 0.0, INF, len(indices), indices, values)
        return True

    def _chosen(self) -> Iterator[tuple[int, Path]]:
        """Yield tours to keep, and take what they bring from what is left.

        That of which the mix takes most, by and large, and all that it takes nearly whole.
        """
        self._solver.run()
        shares = np.array(self._solver.getSolution().col_value)[2 * self._sources :]
        table, size = self._pool.table, self._sources + self._shelters
        ranked = np.minimum(shares, 1.0) + TIE * self._rng.random(len(shares))
        found = False
        for number in np.argsort(-ranked, kind="stable").tolist():
            if shares[number] < (SURE if found else SOME):
                continue
            kind, path = self._pool.tours[number]
            if self._fleet[kind] and (table[number] <= self._left[:size]).all():
                self._left[:size] -= table[number]
                self._left[size + kind] -= 1
                found = True
                yield kind, path

    def _take(self, left: Ints) -> None:
        """Let the program bring what is left, with tours that bring no more."""
        self._left = left.copy()
        for row, amount in enumerate(left.tolist()):
            lower = float(amount) if row < self._sources else -INF
            self._solver.changeRowBounds(row, lower, float(amount))
        table = self._pool.table
        fits: NDArray[np.bool_] = np.all(table <= left[: table.shape[1]], axis=1)
        before = np.ones(len(fits), np.bool_)
        before[: len(self._open)] = self._open
        for number in np.flatnonzero(fits != before).tolist():
            upper = INF if fits[number] else 0.0
            self._solver.changeColBounds(2 * self._sources + number, 0.0, upper)
        self._open = fits


def _end(counted: Counted, kind: int, path: Path) -> int:
    """Return the step by which a vehicle has brought all loads of a tour."""
    step, came = 0, -1
    for source, shelter in path:
        way = counted.start[kind, source] if came < 0 else counted.turn[kind, came, source]
        step = max(step + int(way), int(counted.ready[source]))
        step, came = step + int(counted.ride[kind, source, shelter]), shelter
    return step
