"""Better prices by cutting planes, for instances with too many days to mix them.

What can be had under prices, divided by what everybody is worth, is a quasiconvex function of the
prices, and each best day is a plane below what its class can collect. The least of these planes is
looked for in a box around the best prices so far, which grows with success and shrinks without
(Marsten, Hogan and Blankenship 1975): far from there the planes say little, and a linear program
with few of them is small.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.bounds.blocks import crowded
from masarat.planning.bounds.columns import amounts, follow
from masarat.planning.bounds.steady import crowd_of, steady_vectors
from masarat.planning.lp import INF, quiet_solver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import highspy
    from numpy.typing import NDArray

    from masarat.planning.bounds.columns import Column
    from masarat.planning.bounds.master import Master
    from masarat.planning.bounds.prices import Prices
    from masarat.planning.kernel import Struct

    Floats = NDArray[np.float64]

PRICED = ("people", "destinations", "corridors", "escorts", "checkpoints")
"""What has a price here; nothing depends on bays, single rides, or convoys below the minimum."""

BY_BLOCK = frozenset({"escorts", "checkpoints"})

SHARE = 1.0
"""Usual prices are such that all of a kind is worth this share of everybody."""

BOX, LESS, MORE, ENOUGH = 0.01, 0.9, 1.5, 0.2
"""The first box as a share of usual prices; by how much it shrinks, or grows where at least that
share of the promised progress is made."""

DAYS = 20
"""Best days of a class that become planes in one round."""

KEPT = 15
"""Rounds for which a plane that does not bind is kept."""


class Cutting:
    """Prices under which as little as possible can be had by minute `until`.

    Attributes
    ----------
    center : float array [row of the master program]
        The best prices so far; everybody together is worth 1.
    ratio
        What can be had under them: below 1 they exclude the minute.
    planes
        The best days that have not been forgotten.
    """

    def __init__(self, master: Master, until: int, before: Cutting | None = None) -> None:
        self.master, self.until = master, until
        crowd = crowd_of(master)
        master.divide(crowded(master.model.instance, until, crowd))
        self._blocks, self._row = master.blocks, master.row
        self._list_rows()
        self._solver = self._program()
        self._idle = np.zeros(0, np.int64)
        self.planes: list[Column] = []
        self.center, self.ratio = np.zeros(master.rows), INF
        self._fresh: list[Column] = []
        self._box = BOX
        begin = [self._moved(before)] if before else steady_vectors(master, until, crowd)
        for vector in begin:
            worth = float(vector @ self._worth)
            if worth > 0:
                self._try(vector / worth)
        if before and before.master is master:
            later = until - before.until
            self._fresh += [_moved(column, until // 2, later) for column in before.planes]

    def _moved(self, before: Cutting) -> Floats:
        """Return the best prices for another minute: those of the last hours move with it."""
        minutes = np.array(self._blocks)
        late = minutes > self.until // 2
        parents = np.searchsorted(before._blocks, minutes + late * (before.until - self.until),
                                  "right") - 1  # fmt: skip
        found = np.zeros(self.master.rows)
        for name, row in self._row.items():
            old = before._row.get(name)
            if name[0] in BY_BLOCK and old is not None:
                found[row : row + len(minutes)] = before.center[old + parents]
            elif name[0] in PRICED and old is not None:
                found[row] = before.center[old]
        return found

    def _list_rows(self) -> None:
        """List the rows with a price, what is demanded and supplied, and what is usual."""
        master, blocks = self.master, len(self.master.blocks)
        lower, upper = master.bounds(self.until)
        self._worth, self._supply = np.zeros(master.rows), np.zeros(master.rows)
        self._usual = np.zeros(master.rows)
        found = {kind: np.zeros((0, 1), np.int64) for kind in PRICED}
        for (kind, _), row in master.row.items():
            if kind in found:
                width = blocks if kind in BY_BLOCK else 1
                mine = np.arange(row, row + width)[None, :]
                found[kind] = mine if not len(found[kind]) else np.vstack((found[kind], mine))
        for kind, rows in found.items():
            if kind == "people":
                self._worth[rows] = np.array(lower)[rows]
                self._usual[rows] = 1 / max(float(self._worth.sum()), 1.0)
            elif len(rows):
                self._supply[rows] = np.array(upper)[rows]
                of_each = np.maximum(self._supply[rows].sum(axis=1), 1.0)
                self._usual[rows] = (SHARE / len(rows) / of_each)[:, None]
        self.rows = np.concatenate([rows.ravel() for rows in found.values()])
        self._place = np.full(master.rows, -1, np.int64)
        self._place[self.rows] = np.arange(len(self.rows))

    def _program(self) -> highspy.Highs:
        """Return the program over prices and what each class's day collects at least."""
        solver, classes = quiet_solver(), self.master.model.instance.classes
        for row in self.rows.tolist():
            solver.addCol(float(self._supply[row]), 0.0, INF, 0, [], [])
        for cls in classes:
            solver.addCol(float(cls.count), 0.0, INF, 0, [], [])
        valued = np.flatnonzero(self._worth[self.rows]).astype(np.int32)
        solver.addRow(1.0, 1.0, len(valued), valued, self._worth[self.rows][valued])
        return solver

    def prices(self) -> Prices:
        """Return the best prices so far as whole numbers."""
        return self._whole(self.center)

    def _whole(self, vector: Floats) -> Prices:
        return self.master.prices(vector * self._worth.sum())

    def _try(self, vector: Floats) -> bool:
        """Look what can be had under prices; keep them if it is less than ever."""
        prices = self._whole(vector)
        surplus, days = self.master.evaluate(prices, self.until)
        groups = self.master.scope.groups
        worth = sum(prices.people[g] * self.master.model.instance.groups[g].people for g in groups)
        ratio = 1 - surplus / worth if worth else INF
        self._fresh += self._best_days(prices, days) if worth else ()
        if ratio >= self.ratio:
            return False
        self.center, self.ratio = vector, ratio
        return True

    def _best_days(self, prices: Prices, days: dict[int, Struct]) -> Iterator[Column]:
        """Yield the best days of each class from the places where they are worth most."""
        master = self.master
        for number, kind in enumerate(master.model.kind_of_class):
            if kind not in days:
                continue
            home, worths = days[kind]["home"], master.days[kind].worths(prices, self.until)
            starts = [(a, t) for a, t in master.starts(number, self.until) if t < home.shape[1]]
            starts.sort(key=lambda start: (-int(home[start]), start))
            for start in starts[:DAYS]:
                yield follow(master.days[kind], days[kind], worths, number, start)

    def improve(self, rounds: int, stop: Callable[[], bool]) -> int:
        """Look for better prices until they exclude the minute; return how many rounds it took."""
        for done in range(rounds):
            if self.ratio < 1 or stop() or not np.isfinite(self.ratio):
                return done
            self._add(self._fresh)
            self._fresh = []
            promised, vector = self._least_in_box()
            before = self.ratio
            better = self._try(vector)
            if better and before - self.ratio > ENOUGH * (before - promised):
                self._box *= MORE
            elif not better:
                self._box *= LESS
        return rounds

    def _add(self, columns: list[Column]) -> None:
        """Add days as planes: a class collects at least what each of its days does."""
        master, first = self.master, len(self.rows)
        for column in dict.fromkeys(columns):
            of_kind = master.days[master.model.kind_of_class[column.cls]]
            rows, values = map(np.array, amounts(of_kind, column, master.row, master.blocks))
            priced = self._place[rows] >= 0
            sign = np.where(self._worth[rows] > 0, -1.0, 1.0)
            places = np.append(self._place[rows][priced], first + column.cls).astype(np.int32)
            terms = np.append((sign * values)[priced], 1.0)
            self._solver.addRow(0.0, INF, len(places), places, terms)
            self.planes.append(column)
            self._idle = np.append(self._idle, 0)

    def _least_in_box(self) -> tuple[float, Floats]:
        """Return the least that the planes allow near the best prices, and where."""
        near, reach = self.center[self.rows], self._box * self._usual[self.rows]
        count = len(self.rows)
        self._solver.changeColsBounds(
            count, np.arange(count, dtype=np.int32), np.maximum(near - reach, 0.0), near + reach
        )
        self._solver.run()
        solution = self._solver.getSolution()
        found = np.zeros(self.master.rows)
        found[self.rows] = np.maximum(solution.col_value[:count], 0.0)
        promised = float(self._solver.getInfo().objective_function_value)
        self._forget(np.array(solution.row_dual[1:]))
        return promised, found

    def _forget(self, duals: Floats) -> None:
        """Drop the planes that have not bound for a while."""
        self._idle = np.where(duals != 0, 0, self._idle + 1)
        old = np.flatnonzero(self._idle > KEPT)
        if len(old):
            self._solver.deleteRows(len(old), (old + 1).astype(np.int32))
            self.planes = [self.planes[k] for k in np.flatnonzero(self._idle <= KEPT)]
            self._idle = np.delete(self._idle, old)


def _moved(day: Column, middle: int, later: int) -> Column:
    """Return a day with what it does after a minute so much later."""
    return replace(
        day,
        picks=tuple(
            replace(pick, used=tuple((n, b + later if b > middle else b) for n, b in pick.used))
            for pick in day.picks
        ),
    )
