"""The best path of a vehicle over counted rides, and the rides that no path worth taking has.

A path boards each of its rides as soon as its vehicle stands there and somebody is ready. Rides
are told apart by their minute of boarding, so that they can be closed one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.plan.certificate.counted import Driving
    from masarat.plan.certificate.visits import Visits

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

NOTHING, NEVER = -(1 << 61), -(1 << 60)
"""What no path collects, and what is more than that and less than any path does."""


@dataclass(frozen=True, slots=True)
class Gains:
    """What a path collects.

    Attributes
    ----------
    ride : [minute of boarding, place, target]
    turn : [target, place]
        For a ride to a target and the next one, from a place.
    first : [place]
        For the first ride.
    """

    ride: Ints
    turn: Ints
    first: Ints


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of tables, by minute and place: where open rides board or arrive."""

    boarding: Ints
    arriving: Ints


class Paths:
    """Paths of the vehicles of one class that end by a minute."""

    def __init__(self, driving: Driving, ready: Ints, until: int) -> None:
        self.until, self.ready, self.ride, self.turn = until, ready, driving.ride, driving.turn
        self.begin = np.minimum(np.maximum(driving.start, ready), until + 1)
        self.places, self.targets = self.ride.shape

    def all_open(self) -> Bools:
        """Return [minute of boarding, place, target]: the rides that arrive in time."""
        return np.arange(self.until + 1)[:, None, None] <= self.until - self.ride

    def most(self, each: Ints) -> int:
        """Return the most that a path collects, at least 0: rides are worth `each` at any minute.

        What `best` returns where all rides are open and nothing is remembered, much sooner.
        """
        late, everywhere, anywhere = self.until + 1, np.arange(self.places), np.arange(self.targets)
        home = np.full((late + 1, self.places), NOTHING, np.int64)
        away = np.full((late + 1, self.targets), NOTHING, np.int64)
        ride, turn = np.minimum(self.ride, late), np.minimum(self.turn, late)
        # a turn may take no time: at each minute first those who board, then those who arrive
        for minute in range(self.until, -1, -1):
            then = np.minimum(ride + minute, late)
            home[minute] = (away[then, anywhere] + each).max(axis=1)
            stand = np.minimum(np.maximum(turn + minute, self.ready), late)
            away[minute] = np.maximum(home[stand, everywhere].max(axis=1), 0)
        return max(int(home[self.begin, everywhere].max()), 0)

    def best(self, gains: Gains, is_open: Bools, memory: Visits) -> tuple[int, Ints]:
        """Return the most that a path collects, at least 0, and what is to come.

        What is to come, [row of arriving, state], counts from arriving there at that minute.
        """
        rows, states = self._rows(is_open), memory.states + 1
        home = np.full((rows.boarding.max() + 2, states), NOTHING, np.int64)
        away = np.zeros((rows.arriving.max() + 2, states), np.int64)
        away[:, -1] = NOTHING
        everywhere = np.arange(self.places)
        # a turn may take no time: at each minute first those who board, then those who arrive
        for minute in range(self.until, -1, -1):
            place, target = np.nonzero(is_open[minute])
            worth = self._worth(minute, (place, target), gains, rows, away, memory)
            np.maximum.at(home, rows.boarding[minute, place], worth)
            here = np.flatnonzero(rows.arriving[minute] >= 0)
            after = home[rows.boarding[self._stand(minute)[here], everywhere]]
            worth = np.where(after > NEVER, after + gains.turn[here, :, None], 0)
            away[rows.arriving[minute, here], :-1] = np.maximum(worth.max(axis=1), 0)[:, :-1]
        after = home[rows.boarding[self.begin, everywhere], 0]
        worth = np.where(after > NEVER, after + gains.first, 0)
        return max(int(worth.max()), 0), away

    def _rows(self, is_open: Bools) -> Rows:
        boarding = np.zeros((self.until + 2, self.places), np.bool_)
        arriving = np.zeros((self.until + 1, self.targets), np.bool_)
        boarding[:-1] = is_open.any(axis=2)
        for (place, target), ride in np.ndenumerate(self.ride):
            if ride <= self.until:
                arriving[ride:, target] |= is_open[: self.until + 1 - ride, place, target]
        return Rows(_numbered(boarding), _numbered(arriving))

    def _worth(
        self,
        minute: int,
        rides: tuple[Ints, Ints],
        gains: Gains,
        rows: Rows,
        away: Ints,
        memory: Visits,
    ) -> Ints:
        """Return [ride, state]: what rides that board at a minute and all that follows collect."""
        place, target = rides
        then = rows.arriving[minute + self.ride[place, target], target]
        come = away[then[:, None], memory.target[target[:, None], memory.place[place]]]
        gained = gains.ride[minute, place, target][:, None]
        found: Ints = np.where(come > NEVER, gained + come, NOTHING)
        return found

    def _stand(self, minute: int) -> Ints:
        """Return [target, place]: when who arrives at a minute can board; one too many if late."""
        found: Ints = np.minimum(np.maximum(minute + self.turn, self.ready), self.until + 1)
        return found

    def worth_taking(
        self, gains: Gains, is_open: Bools, away: Ints, least: int, memory: Visits
    ) -> Bools:
        """Return the rides of paths that collect at least so much; `away` comes from `best`."""
        rows, states = self._rows(is_open), memory.states + 1
        stand = np.full((rows.boarding.max() + 2, states), NOTHING, np.int64)
        arrived = np.full((rows.arriving.max() + 2, states), NOTHING, np.int64)
        everywhere = np.arange(self.places)
        np.maximum.at(stand[:, 0], rows.boarding[self.begin, everywhere], gains.first)
        found = np.zeros_like(is_open)
        for minute in range(self.until + 1):
            here = np.flatnonzero(rows.arriving[minute] >= 0)
            had = arrived[rows.arriving[minute, here]][:, None]
            turned = np.where(had > NEVER, had + gains.turn[here, :, None], NOTHING)
            np.maximum.at(stand, rows.boarding[self._stand(minute)[here], everywhere], turned)
            place, target = np.nonzero(is_open[minute])
            worth = self._worth(minute, (place, target), gains, rows, away, memory)
            before = stand[rows.boarding[minute, place]]
            good = (before > NEVER) & (worth > NEVER) & (before + worth >= least)
            some = good.any(axis=1)
            found[minute, place[some], target[some]] = True
            ride, state = np.nonzero(good)
            place, target = place[ride], target[ride]
            then = rows.arriving[minute + self.ride[place, target], target]
            reached = memory.target[target, memory.place[place, state]]
            gained = before[ride, state] + gains.ride[minute, place, target]
            np.maximum.at(arrived, (then, reached), gained)
        return found


def _numbered(marks: Bools) -> Ints:
    """Return numbers of what is marked; elsewhere -1, a table's last row: there is nothing."""
    return np.where(marks, np.cumsum(marks).reshape(marks.shape) - 1, -1)
