"""Proof of the optimum on small instances, in step with the search for tables.

After certain rounds the exhaustive search of `masarat.plan.exhaustive` is asked about minutes
below the best clearance: first with few of the most promising states, then with all of them. A
minute that it excludes raises the bound; one that it reaches names convoys, which often make a
better table. Rounds and numbers of states decide, never the clock.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from typing import TYPE_CHECKING

from masarat.plan.exhaustive import MOST_STATES, Cancel, Outcome, applies, search
from masarat.planning.realize import realize
from masarat.planning.watch import Endless

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.plan.document import Bound
    from masarat.planning.search import Score
    from masarat.planning.table import Table
    from masarat.planning.watch import Searching
    from masarat.scenario.instance import Instance

FIRST_ROUND, FIRST_STATES = 2, 30_000
"""The round before which something is proven first, and the states looked at then."""

MORE_ROUNDS, MORE_STATES = 4, 3
"""After so many times as many rounds, so many times as many states are looked at."""

FIRST_WIDTH = 100
"""States of equally many rides left that are followed first."""

POLL = 0.1
"""Seconds between two looks at the clock while something is being proven."""

SURE = 10**15
"""What a minute of clearance costs: more than all that the search weighs."""


class Proving(Endless):
    """A search whose clearance is proven best, or whose bound is raised, on the way.

    Attributes
    ----------
    ended
        Asked now and then; True ends what is being proven.
    bound
        Everybody's bound by exhaustive search; 0 before anything is known.
    """

    def __init__(
        self, instance: Instance, inner: Searching, bound: int, valid: Callable[[Table], bool]
    ) -> None:
        self.instance, self.inner, self.valid = instance, inner, valid
        self.bound, self.rounds = bound, inner.rounds
        self.ended: Callable[[], bool] = lambda: False
        self._cancel = Cancel()
        self.found: tuple[int, Table] | None = None
        self.known: dict[int, Outcome] = {}
        self._next, self._states, self._width = FIRST_ROUND, FIRST_STATES, FIRST_WIDTH

    @property
    def priorities(self) -> tuple[int, ...]:
        """The priorities of those who wait."""
        return self.inner.priorities

    @property
    def cost(self) -> int:
        """The cost of the best table so far: its clearance, then what the search makes of it."""
        return self._reached() * SURE + self.inner.cost

    def score(self) -> Score:
        """Return what the best table achieves."""
        score = self.inner.score()
        if self.found is None or not self._ahead():
            return score
        return replace(score, clearance=(self.found[0],))

    def over(self, bound: int) -> bool:
        """Whether no further round could improve the table."""
        return self.inner.over(bound)

    def round(self, left: float = math.inf, hoped: float | None = None) -> None:  # noqa: ARG002
        """Prove something when it is time to, then search for one more round.

        What the clock ends is forgotten, and the round not taken: rounds tell what was done.
        """
        if self.rounds + 1 >= self._next:
            before = self.bound, self.found, dict(self.known)
            self._improve()
            self._prove(self._states)
            if self._cancel.cancelled:
                self.bound, self.found, self.known = before
                return
            self._next *= MORE_ROUNDS
            self._width *= MORE_STATES
            self._states = min(self._states * MORE_STATES, 2 * MOST_STATES)
        self.inner.round()
        self.rounds = self.inner.rounds

    def table(self) -> Table:
        """Return the best table."""
        if self.found is None or not self._ahead():
            return self.inner.table()
        return self.found[1]

    def _ahead(self) -> bool:
        return self.found is not None and self.found[0] < max(self.inner.score().clearance)

    def _reached(self) -> int:
        return max(self.score().clearance)

    def _improve(self) -> None:
        """Look for better tables where they are most promising."""
        low, high = self.bound, self._reached()
        while low < high and not self._cancel.cancelled:
            asked = (low + high - 1) // 2
            outcome, _ = self._ask(asked, MOST_STATES, self._width)
            if outcome is Outcome.EXCLUDED:
                self.bound = max(self.bound, asked + 1)
            if outcome is Outcome.REACHED:
                high = min(asked, self._reached())
            else:
                low = asked + 1

    def _prove(self, states: int) -> None:
        """Ask about the minute before the best, then about those between."""
        high, asked, limit = self._reached(), self._reached() - 1, states // 2
        while states > 0 and self.bound < high and not self._cancel.cancelled:
            outcome, used = self._ask(asked, min(limit, MOST_STATES))
            states -= used
            if outcome is Outcome.EXCLUDED:
                self.bound = max(self.bound, asked + 1)
            else:
                high = asked
            asked = (self.bound - 1 + high) // 2
            high = min(high, self._reached())
            if asked < self.bound:
                break

    def _ask(self, minute: int, states: int, width: int = 0) -> tuple[Outcome, int]:
        known = self.known.get(minute)
        if known is not None:
            return known, 0
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(search, self.instance, minute, states, self._cancel, width)
            while not wait((asked,), POLL).done:
                if self.ended():
                    self._cancel.cancel()
            answer = asked.result()
        if self._cancel.cancelled:
            return Outcome.GAVE_UP, answer.states
        if answer.outcome is not Outcome.GAVE_UP:
            self.known[minute] = answer.outcome
        if answer.outcome is Outcome.REACHED:
            table = realize(self.instance, answer.steps, self._reached())
            if table is not None:
                self._offer(table)
        return answer.outcome, answer.states

    def _offer(self, table: Table) -> None:
        clearance = max(ride.arrive for convoy in table.convoys for ride in convoy.rides)
        if clearance < self._reached() and self.valid(table):
            self.found = (clearance, table)


def provable(instance: Instance, inner: Searching) -> bool:
    """Whether exhaustive search can say something about the tables that `inner` finds."""
    return len(inner.priorities) == 1 and not sum(inner.score().left) and applies(instance)


def raised(bound: Bound, minutes: int) -> Bound:
    """Return `bound` with what exhaustive search adds to it."""
    if minutes <= bound.minutes:
        return bound
    return replace(
        bound,
        minutes=minutes,
        source=(*bound.source, "exhaustive search"),
        certificate=bound.certificate | {"exhaustive": minutes - 1},
    )
