"""A search over tours, and beside it what raises the bound or finds other tours (`finding`).

Every round lets that go on by a certain amount of work, on a thread of its own: rounds and work
decide, never the clock. Where rides below a full load are shortcuts, a second search goes on beside
the first as if they were roads.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from masarat.plan.certificate import verify_counted
from masarat.planning.rotations.finding import Finding
from masarat.planning.rotations.pace import Pace
from masarat.planning.rotations.shortcuts import realized
from masarat.planning.watch import Endless

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.plan.document import Bound
    from masarat.planning.rotations.counted import Counted
    from masarat.planning.rotations.finding import Proof
    from masarat.planning.rotations.search import RotationSearch
    from masarat.planning.search import Score
    from masarat.planning.table import Table

EACH_ROUND = 80_000_000
"""Work while one round of the search goes on: about as long as that takes."""

SOURCE = "whole rides"
"""What binds where counted rides prove more than prices of people."""


class CaseProving(Endless):
    """A search over tours whose clearance is proven best, or whose bound is raised, on the way.

    Parameters
    ----------
    inner, shorter
        Searches over tours of full rides, and over those for which ways by other rides are roads.
    valid
        Whether a table is a plan.

    Attributes
    ----------
    ended
        Asked now and then; True ends what is being proven.
    bound, proof
        Everybody's bound, and what proves it.
    """

    def __init__(
        self,
        counted: Counted,
        inner: RotationSearch,
        shorter: RotationSearch | None,
        valid: Callable[[Table], bool],
    ) -> None:
        self.counted, self.inner, self.valid = counted, inner, valid
        self.bound, self.rounds = 0, inner.rounds
        self.proof: Proof | None = None
        self.found: tuple[int, Table] | None = None
        self.ended: Callable[[], bool] = lambda: False
        self._short, self._tried = shorter, -1
        self._searches = [search for search in (inner, shorter) if search is not None]
        self._finding = Finding(counted, self._searches)
        self._pace = Pace(self._finding.run)
        self._finding.spend = self._pace.spend

    @property
    def priorities(self) -> tuple[int, ...]:
        """The one priority."""
        return self.inner.priorities

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

    def round(self, left: float = math.inf, hoped: float | None = None) -> None:  # noqa: ARG002
        """Search for one more round, and prove something beside it.

        What the clock ends is forgotten, and the round not taken: rounds tell what was done.
        """
        self._finding.reached = self.cost
        self._pace.allow(EACH_ROUND)
        if not self.over(self.bound):
            for search in self._searches:
                if search.cost > self.bound:
                    search.advance()
        if not self._pace.wait(self.ended):
            return
        self.bound, self.proof = self._finding.bound, self._finding.proof
        if self._finding.dives:
            self._searches[-1].plant(self._finding.dives)
            self._finding.dives.clear()
        while self._finding.tours:
            self._searches[-1].adopt(self._finding.tours.pop())
        for search in self._searches:
            search.settle()
        self._cut_short()
        self.rounds = self.inner.rounds = max(self.inner.rounds, self.rounds + 1)

    def close(self) -> None:
        """End what is being proven."""
        self._pace.close()

    def _cut_short(self) -> None:
        """Make a table of what the other search finds."""
        short = self._short
        if short is None or short.cost >= self.cost or short.cost == self._tried:
            return
        self._tried = short.cost
        table = realized(self.counted, short.tours())
        if table is not None and self.valid(table):
            last = max(ride.arrive for convoy in table.convoys for ride in convoy.rides)
            self.found = (last, table) if last < self.cost else self.found


def raised_by_cases(bound: Bound, proving: CaseProving) -> Bound:
    """Return `bound` with what counted rides add to it, verified once more."""
    proof = proving.proof
    if proof is None or proof.minutes <= bound.minutes:
        return bound
    scope = proving.priorities[0]
    found = replace(
        bound,
        minutes=proof.minutes,
        source=(SOURCE,),
        certificate={
            "scope": scope,
            "counted": proof.minutes - 1,
            "step": proof.step,
            "cases": proof.tree,
        },
    )
    instance = proving.counted.rotations.model.instance
    return found if verify_counted(instance, found, scope) is None else bound
