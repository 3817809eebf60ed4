"""Watching over a search: when it is over, and what it tells while it goes on."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from masarat.planning.options import Options, Progress
from masarat.planning.table import read_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.planning.search import Score, Search
    from masarat.planning.table import Table


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

    def run(self, search: Search) -> Table:
        """Search until it is over, or close enough to the bound; return the best table."""
        cost, score = search.best.cost, search.best.score()
        shown = self.report(score, search.rounds)
        while search.problem.streams and not self.over(search.rounds):
            gap = self.options.gap
            if gap is not None and not shown.people_left and shown.gap <= gap:
                break
            search.round()
            if search.best.cost < cost:
                cost, score = search.best.cost, search.best.score()
            shown = self.report(score, search.rounds)
        chain = search.best
        chain.score()
        return read_table(search.problem, chain.work)
