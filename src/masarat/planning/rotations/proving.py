"""Proof by cases beside the search over tours: it raises the bound, or finds tours.

The earliest minute that is not excluded is asked about, then later ones, again and again with more
work. Every round lets the proof go on by a certain amount of work, on a thread of its own: rounds
and work decide, never the clock. Where rides below a full load are shortcuts, a second search goes
on beside the first as if they were roads.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from masarat.plan.certificate import verify_counted
from masarat.planning.rotations.cases import by_cases
from masarat.planning.rotations.counted import counted_of, in_steps
from masarat.planning.rotations.diving import Dive
from masarat.planning.rotations.keeping import keep_tours
from masarat.planning.rotations.known import known_of
from masarat.planning.rotations.mixing import EndedError
from masarat.planning.rotations.pace import Pace
from masarat.planning.rotations.paths import path_of
from masarat.planning.rotations.search import RotationSearch
from masarat.planning.rotations.shortcuts import realized, with_shortcuts

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.plan.document import Bound
    from masarat.planning.kernel import Struct
    from masarat.planning.rotations.cases import Node
    from masarat.planning.rotations.counted import Counted
    from masarat.planning.rotations.paths import Path
    from masarat.planning.rotations.pricing import Pricing
    from masarat.planning.search import Score
    from masarat.planning.table import Table

EACH_ROUND = 30_000_000
"""Work while one round of the search goes on: about as long as that takes."""

FIRST_WORK, FIRST_LOOKS, MORE_WORK = 20_000_000, 100, 3
"""Work on one minute at first, or looks at all cells, whatever is more; then so many times as much.
"""

MOST_WORK = 20_000_000_000

POLISHING = 250_000_000
"""Work that polishing tours takes."""

DIVING = 2
"""So many times the work that asking takes goes into looking for tours."""

TARGETS = 4
"""Tours are looked for by so many minutes in turn, from the bound to what is reached."""

MOST_CELLS = 3_000_000
"""Steps of time, times sources, shelters and kinds, that cases are looked at in."""

LATE = 1.25
"""Nobody has to look later than so many times the minute at which even tours end."""

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
        self,
        counted: Counted,
        inner: RotationSearch,
        bound: int,
        pricing: Pricing,
        valid: Callable[[Table], bool],
    ) -> None:
        self.counted, self.inner, self.bound, self.valid = counted, inner, bound, valid
        self.rounds = inner.rounds
        self.tree: Node | None = None
        self.found: tuple[int, Table] | None = None
        self._short: RotationSearch | None = None
        self._tried = -1
        self.ended: Callable[[], bool] = lambda: False
        coarse = in_steps(counted, MOST_CELLS, _latest(inner)) or counted
        self.step = coarse.step
        self._finding = Finding(coarse, inner, bound, pricing)
        self._pace = Pace(self._finding.run)
        self._finding.spend = self._pace.spend

    @property
    def priorities(self) -> tuple[int, ...]:
        """The one priority."""
        return self.inner.priorities

    def look_for_shortcuts(self, seed: int, threads: int | None) -> None:
        """Search for tours with shortcuts too, from now on."""
        short = RotationSearch(with_shortcuts(self.counted), seed, threads)
        if short.complete:
            self._short = self._finding.search = short

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
        """Search for one more round, and prove something beside it.

        What the clock ends is forgotten, and the round not taken: rounds tell what was done.
        """
        self._finding.reached = self.cost
        self._pace.allow(EACH_ROUND)
        searches = [search for search in (self.inner, self._short) if search is not None]
        if not self.over(self.bound):
            for search in searches:
                if search.cost > self.bound:
                    search.advance()
        if not self._pace.wait(self.ended):
            return
        self.bound, self.tree = self._finding.bound, self._finding.tree
        while self._finding.tours:
            self._finding.search.adopt(self._finding.tours.pop())
        for search in searches:
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


class Finding:
    """What is asked about minutes, one after another, and tours that are looked for in between.

    Attributes
    ----------
    search
        What makes the best of tours found.
    bound, tree
        No plan is over before that minute, and why.
    promised
        A minute that can probably be excluded, asked about first.
    reached
        The minute by which a plan is over; nothing is asked about it.
    tours
        What was found on the way.
    spend
        Told what was done; True ends everything.
    """

    def __init__(
        self, counted: Counted, search: RotationSearch, bound: int, pricing: Pricing
    ) -> None:
        self.counted, self.search = counted, search
        self.bound, self.promised, self.reached = bound, pricing.excluded, bound
        self.tree: Node | None = None
        self.tours: list[Struct] = []
        self.spend: Callable[[int], bool] = lambda _: False
        self._known = known_of(counted)
        for kind, legs in pricing.tours:
            self._known.add(path_of(counted, kind, legs))
        self._done = self._dives = 0

    def run(self) -> None:
        """Ask with more and more work until all minutes before what is reached are excluded.

        More work than that takes goes into looking for tours.
        """
        kinds, sources, shelters = self.counted.ride.shape
        cells = kinds * sources * shelters * self.reached // self.counted.step
        work = max(FIRST_WORK, FIRST_LOOKS * cells)
        with suppress(EndedError):
            while self.bound < self.reached and not self._spend(1):
                before = self._done
                self._ask(work)
                until = self._done + DIVING * (self._done - before)
                while self.bound < self.reached and self._done < until:
                    self._dive()
                work = min(work * MORE_WORK, MOST_WORK)

    def _spend(self, amount: int) -> bool:
        self._done += amount
        return self.spend(amount)

    def _dive(self) -> None:
        """Look for tours that end by some minute between the bound and what is reached."""
        minute = self.bound + (self.reached - self.bound) * (self._dives % TARGETS) // (TARGETS - 1)
        found = keep_tours(self.counted, minute // self.counted.step, self._known, self._spend)
        self._dives += 1
        if found is not None:
            self._offer(found)

    def _offer(self, dive: Dive) -> None:
        if self._spend(POLISHING):
            raise EndedError
        tours = self.search.polished(dive, self._dives, self.reached - 1)
        if tours is not None:
            self.tours.append(tours)

    def _ask(self, work: int) -> None:
        """Exclude minute after minute, in growing strides, until one cannot be excluded."""
        step = self.counted.step
        high, stride = self.reached, max(self.promised + 1 - self.bound, step)
        while self.bound < high and not self._spend(0):
            until = (self.bound + stride - 1) // step
            asked = min(until * step + step, high) - 1
            answer = by_cases(self.counted, asked // step, work, self._spend, self._known)
            if answer.tree is not None:
                self.bound, self.tree, stride = asked + 1, answer.tree, 2 * stride
                continue
            high, stride, self.promised = asked, step, 0
            if answer.tours:
                self._offer(_whole(answer.tours, len(self.counted.loads)))


def _whole(tours: tuple[Path, ...], sources: int) -> Dive:
    """Return tours that leave nothing."""
    kept = tuple(
        (path.kind, tuple((stop.source, stop.shelter) for stop in path.stops)) for path in tours
    )
    return Dive(kept, (0,) * sources)


def countable(inner: RotationSearch) -> Counted | None:
    """Return what counts where proofs by cases are possible."""
    counted = counted_of(inner.rotations)
    if counted is None or in_steps(counted, MOST_CELLS, _latest(inner)) is None:
        return None
    return counted


def _latest(inner: RotationSearch) -> int:
    """Return a minute that is late enough to look at."""
    return inner.cost if inner.even is None else min(inner.cost, round(LATE * inner.even))


def raised_by_cases(bound: Bound, proving: CaseProving) -> Bound:
    """Return `bound` with what proofs by cases add to it, verified once more."""
    if proving.tree is None or proving.bound <= bound.minutes:
        return bound
    found = replace(
        bound,
        minutes=proving.bound,
        source=(*bound.source, SOURCE),
        certificate=bound.certificate
        | {"counted": proving.bound - 1, "step": proving.step, "cases": proving.tree},
    )
    instance = proving.counted.rotations.model.instance
    return found if verify_counted(instance, found, proving.priorities[0]) is None else bound
