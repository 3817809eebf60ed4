"""Watching over a search: when it is over, and what it tells while it goes on."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from masarat.planning.options import Options, Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from masarat.planning.search import Score
    from masarat.planning.table import Table


CAREFUL, GRACE = 0.95, 1.1
"""The share that the last cooling takes of the rounds that the time seems to allow; and how late it
may end if it takes longer."""

LATEST, MOMENT = 1.05, 1e-3
"""The pace is that since a twentieth fewer rounds had been taken. And seconds that are as good as
none."""


class Searching(Protocol):
    """A search that goes on round by round from a first complete table.

    `rounds` have been taken; `cost` falls whenever the best table, of which `score` tells, gets
    better.
    """

    rounds: int

    @property
    def spent(self) -> float:
        """Seconds that all rounds together would have taken if nothing else had gone on."""

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

    @property
    def ending(self) -> bool:
        """Whether the last of its parts has begun, which should be brought to its end."""

    @property
    def least(self) -> int:
        """The fewest rounds that are worth going on for."""

    @property
    def effort(self) -> int:
        """The fewest rounds to ask for that lead here."""

    def round(self, left: float = math.inf, hoped: float | None = None) -> None:
        """Search for one more round of so many that are left, at least and at most."""

    def table(self) -> Table:
        """Return the best table."""


class Endless:
    """A search whose parts just follow one another: it may stop after any round."""

    rounds: int
    ending, least, spent = False, 0, 0.0

    @property
    def effort(self) -> int:
        """The rounds taken."""
        return self.rounds


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
    beside
        Whether something else takes a part of the machine's time now, and will not for ever.
    unplaced
        People who wait and are in no stream of the search, by priority.
    """

    options: Options
    tell: Callable[[Progress], None]
    stopped: Callable[[], bool]
    bound: Callable[[], int] = lambda: 0
    beside: Callable[[], bool] = lambda: False
    unplaced: Mapping[int, int] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)
    _recent: tuple[tuple[float, int], ...] = ((0.0, 0),)
    _crowded: bool = False

    def over(self, rounds: int, *, ending: bool = False) -> bool:
        """Whether to stop before the next round; one that is `ending` may be a little late."""
        if self.options.effort is not None:
            return self.stopped() or rounds >= self.options.effort
        return self.late(GRACE if ending else 1.0)

    def left(self, search: Searching) -> tuple[float, float]:
        """Return how many rounds are left: by the effort, or by the pace of the latest ones.

        Somewhat fewer than seem to be, as the last cooling has to end in time; and how many there
        would be if the search had the machine to itself, while it has not.
        """
        rounds, limit, now = search.rounds, self.options.time_limit, self._seconds()
        if self.options.effort is not None:
            return self.options.effort - rounds, self.options.effort - rounds
        crowded, alone = self.beside(), rounds / max(search.spent, MOMENT)
        if crowded != self._crowded:
            self._crowded, self._recent = crowded, ((now, rounds),)
        elif rounds >= LATEST * self._recent[-1][1]:
            self._recent = (self._recent[-1], (now, rounds))
        if limit is None or not rounds:
            return math.inf, math.inf
        seconds, taken = self._recent[0]
        pace = (rounds - taken) / max(now - seconds, MOMENT) if rounds > taken else alone
        time_left = CAREFUL * (limit - now)
        return time_left * pace, time_left * (max(pace, alone) if crowded else pace)

    def _seconds(self) -> float:
        return time.monotonic() - self.started

    def late(self, share: float = 1.0) -> bool:
        """Whether what takes no rounds has to end: a share of the time is over, or we are stopped.

        No clock counts where the effort is given.
        """
        if self.stopped():
            return True
        limit = self.options.time_limit if self.options.effort is None else None
        return limit is not None and self._seconds() >= share * limit

    def report(self, score: Score, rounds: int) -> Progress:
        """Tell where the search stands."""
        clearance, bound = max(score.clearance, default=0), self.bound()
        progress = Progress(
            clearance=clearance,
            bound=bound,
            gap=(clearance - bound) / bound if bound else math.inf,
            people_left=sum(score.left) + sum(self.unplaced.values()),
            effort=rounds,
            seconds=self._seconds(),
        )
        self.tell(progress)
        return progress

    def run(self, search: Searching) -> Table:
        """Search until it is over, or close enough to the bound; return the best table."""
        cost, score = search.cost, search.score()
        shown = self.report(score, search.rounds)
        while not (search.over(shown.bound) or self.over(search.rounds, ending=search.ending)):
            left, hoped = self.left(search)
            gap = self.options.gap
            reached = gap is not None and not shown.people_left and shown.gap <= gap
            if reached or left < search.least:
                break
            search.round(left, hoped)
            if search.cost < cost:
                cost, score = search.cost, search.score()
            shown = self.report(score, search.rounds)
        return search.table()
