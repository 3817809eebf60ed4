"""What is found beside the search over tours: prices, proofs by cases, and tours to go on from."""

from __future__ import annotations

from contextlib import suppress
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from masarat.planning.rotations.cases import by_cases
from masarat.planning.rotations.counted import in_steps, step_for
from masarat.planning.rotations.diving import Dive
from masarat.planning.rotations.known import known_of
from masarat.planning.rotations.pace import EndedError
from masarat.planning.rotations.packing import Packing, fine_enough, rounded
from masarat.planning.rotations.paths import path_of
from masarat.planning.rotations.pricing import LoadPrices, Pricing
from masarat.planning.rotations.whole import flow_prices, latest_excluded

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.planning.kernel import Struct
    from masarat.planning.rotations.cases import Node
    from masarat.planning.rotations.counted import Counted
    from masarat.planning.rotations.days import Path as Legs
    from masarat.planning.rotations.paths import Path
    from masarat.planning.rotations.search import RotationSearch

FIRST_WORK, FIRST_LOOKS, MORE_WORK = 20_000_000, 100, 3
"""Work on one minute at first, or looks at all cells, whatever is more; then so many times as much.
"""

MOST_WORK = 20_000_000_000

POLISHING = 250_000_000
"""Work that polishing tours takes."""

DIVING = 2
"""So many times the work that asking takes goes into looking for tours."""

TARGETS = (0.5, 0.25, 0.125, 1.0)
"""Tours are looked for by minutes so far from the bound to the minute before the best, in turn."""

MOST_TOURS = 3_000
"""Tours known already that are mixed at most, the latest."""

DIVES, NEAR, WIDTH = 3, 10, 8
"""Dives for one minute; places near a place; tours that the beam keeps at each place and step."""

MOST_CELLS = 3_000_000
"""Steps of time, times sources, shelters and kinds, that cases are looked at in."""

LATE = 1.25
"""Nobody has to look later than so many times the minute at which even tours end."""


class Proof(NamedTuple):
    """A tree of prices, by which no plan is over before a minute, in steps of so many minutes."""

    minutes: int
    step: int
    tree: Node


class Finding:
    """What is asked about minutes, one after another, and tours that are looked for in between.

    Attributes
    ----------
    searches
        Searches over tours: the first with full rides, another with shortcuts as roads. The last
        one makes the best of tours found.
    bound, proof
        No plan is over before that minute, and why.
    reached
        The minute by which a plan is over; nothing is asked about it.
    dives, tours
        What was found on the way, some loads left or whole.
    spend
        Told what was done; True ends everything.
    """

    def __init__(self, counted: Counted, searches: list[RotationSearch]) -> None:
        self.counted, self.searches = counted, searches
        self.bound, self.reached = 0, searches[0].cost
        self.proof: Proof | None = None
        self.dives: list[Dive] = []
        self.tours: list[Struct] = []
        self.spend: Callable[[int], bool] = lambda _: False
        self._coarse = in_steps(counted, step_for(counted, MOST_CELLS, _latest(searches[0])))
        self._known = known_of(counted)
        self._tours: dict[tuple[int, Legs], None] = {}
        self._done = self._dives = self._promised = 0

    def run(self) -> None:
        """Ask with more and more work until all minutes before what is reached are excluded.

        More work than that takes goes into looking for tours.
        """
        kinds, sources, shelters = self.counted.ride.shape
        cells = kinds * sources * shelters * self.reached // self._coarse.step
        work = max(FIRST_WORK, FIRST_LOOKS * cells)
        with suppress(EndedError):
            for search in self.searches:
                self._price(search)
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

    def _price(self, search: RotationSearch) -> None:
        """Find prices, and what they prove of counted rides; where that takes long, tours too."""
        flow, last = search.flow, search is self.searches[-1]
        centre = None if flow is None else LoadPrices(flow.load_price, flow.room_price)
        pricing = Pricing(search.rotations, self.reached, search.even, centre, self._spend)
        if last and flow is not None:
            self._exclude(flow_prices(self.counted, int(flow.even)), int(flow.even))
        for number, _ in enumerate(pricing.search()):
            self._tours, self._promised = dict.fromkeys(pricing.tours), pricing.excluded
            if last:
                self._exclude(pricing.prices, pricing.excluded)
            if last and number == 0 and self.bound < self.reached:
                self._dive()
        for kind, legs in pricing.tours:
            self._known.add(path_of(self._coarse, kind, legs))

    def _exclude(self, prices: LoadPrices | None, promised: int) -> None:
        """Raise the bound by prices of loads and rooms alone, to some such minute."""
        if prices is None:
            return
        found = latest_excluded(self.counted, prices, min(promised, self.reached))
        if self._spend(found.cells):
            raise EndedError
        if found.minute >= self.bound:
            self.bound = found.minute + 1
            self.proof = Proof(self.bound, found.step, {"prices": [found.table]})

    def _dive(self) -> None:
        """Look for tours that end by some minute between the bound and what is reached."""
        number, search = self._dives, self.searches[-1]
        low = min(max(self.bound, self._promised + 1), self.reached - 1)
        minute = low + ceil((self.reached - 1 - low) * TARGETS[number // DIVES % len(TARGETS)])
        step = fine_enough(self.counted, minute)
        coarse, near = rounded(self.counted, step), search.near(NEAR)
        packing = Packing(coarse, minute // step, near, WIDTH, number, self._spend)
        packing.know(list(self._tours)[-MOST_TOURS:])
        for _ in range(DIVES):
            self._dives += 1
            dive = packing.dive()
            self.dives.append(dive)
            self._offer(dive)
        self._tours |= dict.fromkeys(packing.tours)

    def _offer(self, dive: Dive) -> None:
        if self._spend(POLISHING):
            raise EndedError
        tours = self.searches[-1].polished(dive, self._dives, self.reached - 1)
        if tours is not None:
            self.tours.append(tours)

    def _ask(self, work: int) -> None:
        """Exclude minute after minute, in growing strides, until one cannot be excluded."""
        coarse, step = self._coarse, self._coarse.step
        high, stride = self.reached, max(self._promised + 1 - self.bound, step)
        while self.bound < high and not self._spend(0):
            until = (self.bound + stride - 1) // step
            asked = min(until * step + step, high) - 1
            answer = by_cases(coarse, coarse.steps(asked), work, self._spend, self._known)
            if answer.tree is not None:
                self.bound, stride = asked + 1, 2 * stride
                self.proof = Proof(self.bound, step, answer.tree)
                continue
            high, stride, self._promised = asked, step, 0
            if answer.tours:
                self._offer(_whole(answer.tours, len(coarse.loads)))


def _whole(tours: tuple[Path, ...], sources: int) -> Dive:
    """Return tours that leave nothing."""
    kept = tuple(
        (path.kind, tuple((stop.source, stop.shelter) for stop in path.stops)) for path in tours
    )
    return Dive(kept, (0,) * sources)


def _latest(search: RotationSearch) -> int:
    """Return a minute that is late enough to look at."""
    return search.cost if search.even is None else min(search.cost, round(LATE * search.even))
