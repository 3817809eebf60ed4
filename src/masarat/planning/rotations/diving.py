"""Tours from prices: a program mixes tours; one after another is taken from it and kept.

Diving is what branch and price does when it only ever goes down (Wolsey, Integer Programming,
1998). Where tours are short it finds what annealing does not; annealing goes on from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.lp import INF

if TYPE_CHECKING:
    from collections.abc import Iterator

    import highspy
    from numpy.typing import NDArray

    from masarat.planning.rotations.days import Path
    from masarat.planning.rotations.pricing import Pricing

    Ints = NDArray[np.int64]

MOST_STEPS = 2_000
"""Steps of time at most."""

DIVES, LATER = 4, 200
"""How many minutes are tried, each later than the one before by a share of one in so many."""

ROUNDS = 30
"""Rounds of column generation at most before a tour is taken."""

MOST_CELLS = 1_500_000_000
"""Work on all dives, in cells of tables of worths; what comes later makes do with known tours."""

WASTED = 0.3
"""What a load too many costs a tour, in shares of a vehicle."""

SOME = 1e-6
"""A share of a vehicle that counts."""


@dataclass(frozen=True, slots=True)
class Dive:
    """Tours (kind, loads) that were kept, and the loads by source that they do not bring."""

    tours: tuple[tuple[int, Path], ...]
    left: tuple[int, ...]


def dive(pricing: Pricing, until: int, most: int = MOST_CELLS) -> Dive:
    """Return tours that end by minute `until` and bring as many loads as a dive finds.

    Once so many cells of tables were looked at, tours known already have to do.
    """
    return _Diving(pricing, until, pricing.spent + most).run()


def dives(pricing: Pricing) -> Iterator[Dive]:
    """Yield dives for minutes from the earliest on that prices do not exclude."""
    if pricing.excluded < 0:
        return
    first = pricing.excluded + 1
    later = {first + 1, *(first + first * n // LATER for n in range(DIVES))}
    targets = sorted({min(until, pricing.reached) for until in later})
    pricing.refine(targets[-1], MOST_STEPS)
    last = pricing.spent + MOST_CELLS
    for until in targets:
        if pricing.spent < last:
            yield dive(pricing, until, last - pricing.spent)


class _Diving:
    """One dive: the program of mixed tours, and what is still to be brought."""

    def __init__(self, pricing: Pricing, until: int, last: int) -> None:
        self.pricing, self.until, self.last = pricing, until, last
        struct = pricing.rotations.struct
        self.loads: Ints = struct["loads"].copy()
        self.room: Ints = struct["room"].copy()
        self.free: Ints = pricing.fleet.copy()
        self.columns = [key for key, end in pricing.tours.items() if end <= until]
        self.solver: highspy.Highs = pricing.program(until)
        self.solver.changeColBounds(0, 1.0, 1.0)
        self.fixed = 1 + 2 * len(self.loads)
        for column in range(1, self.fixed):
            self.solver.changeColCost(column, float(column <= len(self.loads)))

    def run(self) -> Dive:
        kept: list[tuple[int, Path]] = []
        while self.free.any() and self.loads.any():
            self._generate()
            chosen = self._chosen()
            if chosen is None:
                break
            kept.append(self._keep(*chosen))
        return Dive(tuple(kept), tuple(self.loads.tolist()))

    def _generate(self) -> None:
        """Add tours to the program as long as they help."""
        for _ in range(ROUNDS):
            self.solver.run()
            value = self.solver.getInfo().objective_function_value
            if value < 1 + SOME or self.pricing.spent >= self.last:
                return
            _, best = self.pricing.look(self.pricing.duals(self.solver), self.until)
            fresh = [
                (k, path)
                for k, path in best
                if self.free[k] and (k, path) not in self.pricing.tours
            ]
            for kind, path in fresh:
                self.pricing.add(self.solver, kind, path)
            self.columns += fresh
            if not fresh:
                return

    def _chosen(self) -> tuple[int, Path] | None:
        """Return the tour of which most is used and least is wasted."""
        self.solver.run()
        shares = np.array(self.solver.getSolution().col_value)[self.fixed :]
        ranked = []
        for column in np.flatnonzero(shares > SOME).tolist():
            kind, path = self.columns[column]
            if self.free[kind]:
                stops = np.bincount([source for source, _ in path], minlength=len(self.loads))
                useful = int(np.minimum(stops, self.loads).sum())
                wasted = WASTED * (len(path) - useful)
                ranked.append((round(min(shares[column], 1.0) - wasted, 9), useful, -column))
        return self.columns[-max(ranked)[2]] if ranked else None

    def _keep(self, kind: int, path: Path) -> tuple[int, Path]:
        """Take a tour's loads, and a vehicle, out of the program."""
        taken = []
        for source, shelter in path:
            if self.loads[source] and self.room[shelter]:
                self.loads[source] -= 1
                self.room[shelter] -= 1
                taken.append((source, shelter))
        self.free[kind] -= 1
        sources, shelters = len(self.loads), len(self.room)
        for source, count in enumerate(self.loads.tolist()):
            self.solver.changeRowBounds(source, float(count), float(count))
        for shelter, count in enumerate(self.room.tolist()):
            self.solver.changeRowBounds(sources + shelter, -INF, float(count))
        used = float(self.free[kind] - self.pricing.fleet[kind])
        self.solver.changeRowBounds(sources + shelters + kind, -INF, used)
        return kind, tuple(taken)
