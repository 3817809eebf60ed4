"""What loads are worth and rooms cost: column generation over tours (Dantzig and Wolfe 1960).

The program asks for the least share of the fleet that brings every load by a minute when tours may
be mixed fractionally. Above 1, nobody can: its dual values are prices that prove it. The values are
smoothed between rounds (Wentges 1997), or they would swing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.lp import INF, quiet_solver
from masarat.planning.rotations.days import Days, direct
from masarat.planning.rotations.pace import EndedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import highspy
    from numpy.typing import NDArray

    from masarat.planning.rotations.days import Path
    from masarat.planning.rotations.problem import Rotations

    Floats = NDArray[np.float64]

GRIDS = (1_000, 3_000, 8_000)
"""Steps of time at most, at first and then: prices need not be exact, what they prove is."""

UNIT = 1_000_000
"""What the most valuable load is worth in a table of worths."""

SMOOTH = 0.5
"""Weight of the best prices so far beside the program's."""

MOST_CELLS = 5_000_000_000
"""Work at most, in cells of tables of worths: some seconds."""

EVEN = 4
"""The first grid ends later than even tours by a share of one in so many, if that is enough."""

NEAR = 50
"""A finer grid is asked about minutes later by at most a share of one in so many."""

FINENESS = 500
"""The minute sought is known when it is open by a share of one in so many."""

UNCOVERED = 10.0
"""Cost of a load that no tour brings, or of one too many, in fleets."""

AT_ONCE = 8
"""Tours added at once at most, which begin at different sources."""

PROGRAM = 10
"""What solving a program costs, in cells of tables, for each row and column."""

NEARLY = 1e-9


@dataclass(slots=True)
class LoadPrices:
    """The value of a load by source, of any sign, and the price of a place by shelter."""

    loads: Floats
    rooms: Floats


@dataclass(slots=True)
class Pricing:
    """Tours found so far, and the latest minute that their prices exclude.

    Attributes
    ----------
    excluded
        The latest minute by which prices found say that not all can have arrived, or -1.
    prices
        These prices; None if there are none.
    tours
        Their ends by (kind, tour).
    even, centre
        Minutes of each vehicle were the fewest minutes shared evenly, and prices that say so, if
        known: where to begin.
    spend
        Told what was looked at; True ends it all.
    spent
        Cells of tables looked at so far.
    fleet
        Vehicles by kind.
    """

    rotations: Rotations
    reached: int
    even: float | None = None
    centre: LoadPrices | None = None
    spend: Callable[[int], bool] = lambda _: False
    excluded: int = -1
    prices: LoadPrices | None = None
    tours: dict[tuple[int, Path], int] = field(default_factory=dict)
    spent: int = 0
    fleet: NDArray[np.int64] = field(init=False)
    _days: Days = field(init=False)

    def __post_init__(self) -> None:
        struct = self.rotations.struct
        self.fleet = np.bincount(struct["kind"], minlength=struct["kinds"])

    def search(self) -> Iterator[None]:
        """Look for the latest minute that can be excluded, as long as the work allows.

        On finer and finer grids of time: yields after each.
        """
        first = self.even and int(self.even)
        if first and first + first // EVEN < self.reached:
            self._look_until(first + first // EVEN, first + first // NEAR, GRIDS[0])
        if not first or self.excluded < 0 or self.excluded + 1 >= first + first // EVEN:
            self._look_until(self.reached, -1, GRIDS[0])
        yield
        for most in GRIDS[1:]:
            if self.excluded >= 0 and self._days.step > 1:
                high = min(self.reached, self.excluded + self.excluded // NEAR + 1)
                self._look_until(high, self.excluded + self.excluded // (10 * NEAR), most)
                yield

    def _look_until(self, high: int, guess: int, most: int) -> None:
        """Exclude minutes up to `high`, on a grid of at most so many steps."""
        self.refine(high, most)
        self._narrow(high, guess)

    def refine(self, until: int, most: int) -> None:
        """Look at time until a minute in at most so many steps from now on."""
        self._days = Days(direct(self.rotations), until, most)
        for kind, path in self.tours:
            self.tours[kind, path] = self._days.length(kind, path)

    def _narrow(self, high: int, guess: int) -> None:
        """Exclude later minutes until it is known which; begin with `guess`."""
        guess = guess if 0 < guess < high else high - 1
        while high - self.excluded > max(1, self.excluded // FINENESS) and high > 0:
            if self.spent > MOST_CELLS:
                return
            if self._excludes(guess):
                self.excluded = guess
            else:
                high = guess
            guess = (self.excluded + high) // 2 if self.excluded >= 0 else guess * 7 // 8

    def _excludes(self, until: int) -> bool:
        """Whether prices show that not all can have arrived by minute `until`."""
        struct = self.rotations.struct
        solver = self.program(until)
        centre, best = self.centre, 0.0
        while self.spent <= MOST_CELLS:
            solver.run()
            self._spent(PROGRAM * solver.getNumCol() * solver.getNumRow())
            if solver.getInfo().objective_function_value <= 1 + NEARLY:
                return False
            exact = self.duals(solver)
            new = 0
            for share in (SMOOTH, 0.0) if centre is not None else (0.0,):
                prices = _between(exact, centre, share) if centre is not None else exact
                total, fresh = self.look(prices, until)
                bound = float(struct["loads"] @ prices.loads - struct["room"] @ prices.rooms)
                bound = bound / total if total > 0 else np.inf
                if bound > best:
                    best, self.centre = bound, prices
                if bound > 1 + NEARLY:
                    self.prices = prices
                    return True
                for kind, path in fresh:
                    new += self.add(solver, kind, path)
                if new:
                    break
            centre = self.centre
            if not new:
                return False
        return False

    def program(self, until: int) -> highspy.Highs:
        """Return the program with all known tours that end in time: loads, rooms, fleet."""
        struct, solver = self.rotations.struct, quiet_solver()
        none = np.array([], np.int32), np.array([])
        solver.addVar(0.0, INF)
        solver.changeColCost(0, 1.0)
        for loads in struct["loads"].tolist():
            solver.addRow(float(loads), float(loads), 0, *none)
        for room in struct["room"].tolist():
            solver.addRow(-INF, float(room), 0, *none)
        for count in self.fleet.tolist():
            solver.addRow(-INF, 0.0, 1, np.array([0], np.int32), np.array([-float(count)]))
        for each in (1.0, -1.0):
            for source in range(self._days.sources):
                index = np.array([source], np.int32)
                solver.addCol(UNCOVERED, 0.0, INF, 1, index, np.array([each]))
        for (kind, path), length in self.tours.items():
            if length <= until:
                self._append(solver, kind, path)
        return solver

    def add(self, solver: highspy.Highs, kind: int, path: Path) -> int:
        """Add a tour to the program; return 0 if it was known."""
        if (kind, path) in self.tours:
            return 0
        self.tours[kind, path] = self._days.length(kind, path)
        self._append(solver, kind, path)
        return 1

    def _append(self, solver: highspy.Highs, kind: int, path: Path) -> None:
        days, rows = self._days, dict[int, float]()
        for source, shelter in path:
            rows[source] = rows.get(source, 0.0) + 1
            rows[days.sources + shelter] = rows.get(days.sources + shelter, 0.0) + 1
        rows[days.sources + days.shelters + kind] = 1.0
        indices, values = np.array(list(rows), np.int32), np.array(list(rows.values()))
        solver.addCol(0.0, 0.0, INF, len(rows), indices, values)

    def duals(self, solver: highspy.Highs) -> LoadPrices:
        """Return the program's prices."""
        duals = np.array(solver.getSolution().row_dual)
        sources, rest = self._days.sources, self._days.sources + self._days.shelters
        rooms = np.maximum(-duals[sources:rest], 0)
        # a load is worth as much less as all rooms cost less: what all loads take, all rooms have
        return LoadPrices(duals[:sources] - rooms.min(), rooms - rooms.min())

    def _spent(self, amount: int) -> None:
        self.spent += amount
        if self.spend(amount):
            raise EndedError

    def look(self, prices: LoadPrices, until: int) -> tuple[float, list[tuple[int, Path]]]:
        """Return what the whole fleet can collect, and each kind's best tours."""
        days = self._days
        scale = UNIT / max(float(np.abs(prices.loads).max(initial=0)), NEARLY)
        worth = (prices.loads[:, None] - prices.rooms[None, :]) * scale
        days.value(np.rint(worth).astype(np.int64))
        self._spent(days.cells)
        total, best = 0.0, []
        for kind in range(days.kinds):
            most, _ = days.best(kind, until)
            total += most / scale * float(self.fleet[kind])
            best += [(kind, path) for path in days.paths(kind, until, AT_ONCE)]
        return total, best


def _between(one: LoadPrices, other: LoadPrices, share: float) -> LoadPrices:
    return LoadPrices(
        (1 - share) * one.loads + share * other.loads,
        (1 - share) * one.rooms + share * other.rooms,
    )
