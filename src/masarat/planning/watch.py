"""Watching over a search: when it is over, and what it tells while it goes on."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from masarat.planning.options import Options, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.planning.search import Score
    from masarat.planning.table import Table


class Searching(Protocol):
    """A search that goes on round by round from a first complete table.

    `rounds` have been taken; `cost` falls whenever the best table, of which `score` tells, gets
    better.
    """

    rounds: int

    @property
    def priorities(self) -> tuple[int, ...]:
        """The priorities of those who wait, most urgent first."""

    @property
    def cost(self) -> int:
        """The cost of the best table so far."""

    def score(self) -> Score:
        """Return what the best table achieves."""

    def over(self, bound: int) -> bool:
        """Whether no further round could improve the table, given a proven bound."""

    def round(self) -> None:
        """Search for one more round."""

    def table(self) -> Table:
        """Return the best table."""


@dataclass(slots=True)
class Watch:
    """One search from the first table to the last.

    Parameters
    ----------
    tell
        Called with every report.
    stopped
        Asked between rounds; True ends the search.
    bound
        The best bound known at the moment of asking.
    unplaced
        People who wait and are in no stream of the search.
    """

    options: Options
    tell: Callable[[Progress], None]
    stopped: Callable[[], bool]
    bound: Callable[[], int] = lambda: 0
    unplaced: int = 0
    started: float = field(default_factory=time.monotonic)

    def over(self, rounds: int) -> bool:
        """Whether to stop before the next round."""
        if self.stopped():
            return True
        if self.options.effort is not None:
            return rounds >= self.options.effort
        limit = self.options.time_limit
        return limit is not None and time.monotonic() - self.started >= limit

    def late(self, share: float = 1.0) -> bool:
        """Whether what takes no rounds has to end: a share of the time is over, or we are stopped.

        No clock counts where the effort is given.
        """
        if self.stopped():
            return True
        limit = self.options.time_limit if self.options.effort is None else None
        return limit is not None and time.monotonic() - self.started >= share * limit

    def report(self, score: Score, rounds: int) -> Progress:
        """Tell where the search stands."""
        clearance, bound = max(score.clearance, default=0), self.bound()
        progress = Progress(
            clearance=clearance,
            bound=bound,
            gap=(clearance - bound) / bound if bound else math.inf,
            people_left=sum(score.left) + self.unplaced,
            effort=rounds,
            seconds=time.monotonic() - self.started,
        )
        self.tell(progress)
        return progress

    def run(self, search: Searching) -> Table:
        """Search until it is over, or close enough to the bound; return the best table."""
        cost, score = search.cost, search.score()
        shown = self.report(score, search.rounds)
        while not (search.over(shown.bound) or self.over(search.rounds)):
            gap = self.options.gap
            if gap is not None and not shown.people_left and shown.gap <= gap:
                break
            search.round()
            if search.cost < cost:
                cost, score = search.cost, search.score()
            shown = self.report(score, search.rounds)
        return search.table()
