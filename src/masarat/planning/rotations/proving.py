"""Proof by cases in step with the search over tours: it raises the bound, or finds tours.

Before certain rounds the earliest minute that is not excluded is asked about, then later ones, each
with a certain amount of work: rounds and work decide, never the clock. Where rides below a full
load are shortcuts, a second search goes on beside the first as if they were roads.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.plan.certificate import verify_counted
from masarat.planning.rotations.cases import by_cases
from masarat.planning.rotations.counted import counted_of
from masarat.planning.rotations.diving import Dive
from masarat.planning.rotations.search import RotationSearch
from masarat.planning.rotations.shortcuts import realized, with_shortcuts

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.plan.document import Bound
    from masarat.planning.rotations.cases import Node
    from masarat.planning.rotations.counted import Counted
    from masarat.planning.rotations.paths import Path
    from masarat.planning.search import Score
    from masarat.planning.table import Table

FIRST_ROUND, FIRST_WORK = 2, 20_000_000
"""The round before which minutes are asked about first, and the work then: part of a second."""

MORE_ROUNDS, MORE_WORK = 4, 3
"""After so many times as many rounds, so many times as much work is done."""

MOST_WORK = 20_000_000_000

MOST_CELLS = 2_000_000
"""Minutes times sources, shelters and kinds up to which cases are looked at."""

SOURCE = "whole rides"
"""What binds where a proof by cases is needed."""


class CaseProving:
    """A search over tours whose clearance is proven best, or whose bound is raised, on the way.

    Attributes
    ----------
    ended
        Asked now and then; True ends what is being proven.
    bound
        Everybody's bound; `tree` proves it where it is more than the first one.
    """

    def __init__(
        self, counted: Counted, inner: RotationSearch, bound: int, valid: Callable[[Table], bool]
    ) -> None:
        self.counted, self.inner, self.bound, self.valid = counted, inner, bound, valid
        self.rounds = inner.rounds
        self.tree: Node | None = None
        self.found: tuple[int, Table] | None = None
        self._short: RotationSearch | None = None
        self._tried = -1
        self.ended: Callable[[], bool] = lambda: False
        self._next, self._work = FIRST_ROUND, FIRST_WORK

    @property
    def priorities(self) -> tuple[int, ...]:
        """The one priority."""
        return self.inner.priorities

    def look_for_shortcuts(self, seed: int, threads: int | None) -> None:
        """Search for tours with shortcuts too, from now on."""
        short = RotationSearch(with_shortcuts(self.counted), seed, threads)
        self._short = short if short.complete else None

    @property
    def cost(self) -> int:
        """The best clearance."""
        return min(self.inner.cost, self.found[0] if self.found else self.inner.cost)

    def score(self) -> Score:
        """Return what the best tours achieve."""
        return replace(self.inner.score(), clearance=(self.cost,), cost=self.cost)

    def over(self, bound: int) -> bool:
        """Whether nothing earlier than the best is possible."""
        return self.cost <= max(bound, self.bound)

    def table(self) -> Table:
        """Return the best tours as a movement table."""
        if self.found is None or self.found[0] >= self.inner.cost:
            return self.inner.table()
        return self.found[1]

    def round(self) -> None:
        """Prove something when it is time to, then search for one more round.

        What the clock ends is forgotten, and the round not taken: rounds tell what was done.
        """
        if self.rounds + 1 >= self._next:
            before = self.bound, self.tree, self.found
            self._prove(self._work)
            if self.ended():
                self.bound, self.tree, self.found = before
                return
            self._next *= MORE_ROUNDS
            self._work = min(self._work * MORE_WORK, MOST_WORK)
        if not self.over(self.bound):
            self.inner.round()
            self._cut_short()
        self.rounds = self.inner.rounds = max(self.inner.rounds, self.rounds + 1)

    def _prove(self, work: int) -> None:
        """Exclude minute after minute, in growing strides, until one cannot be excluded."""
        high, stride = self.cost, 1
        while self.bound < high and not self.ended():
            asked = min(self.bound + stride, high) - 1
            answer = by_cases(self.counted, asked, work, self.ended)
            if answer.tree is not None:
                self.bound, self.tree, stride = asked + 1, answer.tree, 2 * stride
                continue
            high, stride = asked, 1
            if answer.tours:
                self._offer(answer.tours)

    def _offer(self, tours: tuple[Path, ...]) -> None:
        """Let the search go on from tours, unless they need more room or shorter ways."""
        struct = self.counted.rotations.struct
        used = np.bincount(
            [stop.shelter for path in tours for stop in path.stops], minlength=len(struct["room"])
        )
        if (used > struct["room"]).any():
            return
        kept = tuple(
            (path.kind, tuple((stop.source, stop.shelter) for stop in path.stops)) for path in tours
        )
        search = self._short if self.counted.shortcuts else self.inner
        if search is not None:
            search.plant((Dive(kept, (0,) * len(struct["loads"])),))

    def _cut_short(self) -> None:
        """Take the other search one round on, and make a table of what it finds."""
        if self._short is None:
            return
        if self._short.cost > self.bound:
            self._short.round()
        if self._short.cost >= self.cost or self._short.cost == self._tried:
            return
        self._tried = self._short.cost
        table = realized(self.counted, self._short.tours())
        if table is not None and self.valid(table):
            last = max(ride.arrive for convoy in table.convoys for ride in convoy.rides)
            self.found = (last, table) if last < self.cost else self.found


def countable(inner: RotationSearch) -> Counted | None:
    """Return what counts where proofs by cases are not too large."""
    counted = counted_of(inner.rotations)
    if counted is None or counted.ride.size * (inner.cost + 1) > MOST_CELLS:
        return None
    return counted


def raised_by_cases(bound: Bound, proving: CaseProving) -> Bound:
    """Return `bound` with what proofs by cases add to it, verified once more."""
    if proving.tree is None or proving.bound <= bound.minutes:
        return bound
    found = replace(
        bound,
        minutes=proving.bound,
        source=(*bound.source, SOURCE),
        certificate=bound.certificate | {"counted": proving.bound - 1, "cases": proving.tree},
    )
    instance = proving.counted.rotations.model.instance
    return found if verify_counted(instance, found, proving.priorities[0]) is None else bound
