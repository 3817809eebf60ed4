"""Tables by rules drawn at random, where lists are too long for a search that edits them.

One edit of a long list changes all that follows, and mostly for the worse: nothing answers to it. A
rule does. So each chain keeps the beginning of its list, up to a place drawn at random, and lets a
rule with weights drawn at random form the rest, as in the iterated greedy algorithm of Ruiz and
Stuetzle (2007). When that is done with, the search over lists goes on.
"""

from __future__ import annotations

import math
import time
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import TYPE_CHECKING

from masarat.planning.rules import draw, make_rule, rules, ways_of

if TYPE_CHECKING:
    from masarat.planning.kernel import Struct
    from masarat.planning.search import Chain, Score, Search
    from masarat.planning.table import Table

DRAWS = 4
"""Tables that one chain makes in one round."""

WHOLE, ROUNDS = 8, 240
"""Rounds in which whole tables are drawn, and rounds of drawing in all."""

KEPT = 0.5
"""The share of a list, at least, that is kept after that."""

MEETING = 60
"""After how many rounds the worse half of the chains goes on from where the better half is."""


class Drawing:
    """A search that draws rules for its first rounds.

    Attributes
    ----------
    rounds
        Rounds of drawing and of the search over lists together.
    """

    def __init__(self, search: Search, seed: int) -> None:
        self.search, self.rounds, self._spent = search, 0, 0.0
        usual = next(rules(search.problem))
        self._drawn = [make_rule(search.problem, usual) for _ in search.chains]
        self._ways = ways_of(self._drawn[0])
        self._randoms = [
            Random(f"{seed} {number}")  # noqa: S311  (a search, no secret)
            for number in range(len(search.chains))
        ]

    @property
    def priorities(self) -> tuple[int, ...]:
        """The priorities of those who wait, most urgent first."""
        return self.search.priorities

    @property
    def cost(self) -> int:
        """The cost of the best table so far."""
        return self.search.cost

    def score(self) -> Score:
        """Return what the best table achieves."""
        return self.search.score()

    def over(self, bound: int) -> bool:
        """Whether there is nothing to search for."""
        return self.search.over(bound)

    def table(self) -> Table:
        """Return the best table."""
        return self.search.table()

    @property
    def ending(self) -> bool:
        """Whether the search over lists is in its last cooling."""
        return self.search.ending

    @property
    def effort(self) -> int:
        """The fewest rounds to ask for that lead here."""
        return min(self.rounds, ROUNDS) + self.search.effort

    @property
    def least(self) -> int:
        """The fewest rounds that are worth going on for."""
        return 0 if self.rounds < ROUNDS else self.search.least

    @property
    def spent(self) -> float:
        """Seconds that all rounds together would have taken if nothing else had gone on."""
        return self._spent + self.search.spent

    def round(self, left: float = math.inf, hoped: float | None = None) -> None:
        """Let every chain draw some tables, or search over lists when that is done with."""
        self.rounds += 1
        if self.rounds > ROUNDS:
            self.search.round(left, hoped)
            return
        with ThreadPoolExecutor(self.search.threads) as pool:
            spent = pool.map(self._draw, self.search.chains, self._drawn, self._randoms)
        self._spent += sum(spent) / self.search.threads
        if self.rounds % MEETING == 0:
            self.search.meet()

    def _draw(self, chain: Chain, rule: Struct, random: Random) -> float:
        began = time.thread_time()
        for _ in range(DRAWS):
            share = 0.0
            if self.rounds > WHOLE:
                share = KEPT + (1 - KEPT) * random.random()
            draw(rule, self._ways, random)
            chain.redo(rule, int(share * int(chain.current["count"][0])))
        return time.thread_time() - began
