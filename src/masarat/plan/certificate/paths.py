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

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

NOTHING = -(1 << 61)
"""Less than any path is worth."""


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


class Paths:
    """Paths of the vehicles of one class that end by a minute."""

    def __init__(self, driving: Driving, ready: Ints, until: int) -> None:
        self.until, self.ready, self.ride, self.turn = until, ready, driving.ride, driving.turn
        self.begin = np.minimum(np.maximum(driving.start, ready), until + 1)
        self.places, self.targets = self.ride.shape

    def all_open(self) -> Bools:
        """Return [minute of boarding, place, target]: the rides that arrive in time."""
        return np.arange(self.until + 1)[:, None, None] + self.ride <= self.until

    def best(self, gains: Gains, is_open: Bools) -> tuple[int, Ints]:
        """Return the most that a path collects, at least 0, and [minute, target] what is to come.

        What is to come counts from arriving there at that minute.
        """
        home = np.full((self.until + 2, self.places), NOTHING, np.int64)
        away = np.zeros((self.until + 1, self.targets), np.int64)
        everywhere = np.arange(self.places)
        # a turn may take no time: at each minute first those who board, then those who arrive
        for minute in range(self.until, -1, -1):
            home[minute] = self._boarding(minute, gains, is_open, away).max(axis=1)
            after = home[self._stand(minute), everywhere]
            worth = np.where(after > NOTHING, after + gains.turn, 0)
            away[minute] = np.maximum(worth.max(axis=1), 0)
        after = home[self.begin, everywhere]
        worth = np.where(after > NOTHING, after + gains.first, 0)
        return max(int(worth.max()), 0), away

    def _boarding(self, minute: int, gains: Gains, is_open: Bools, away: Ints) -> Ints:
        """Return [place, target]: what boarding at a minute and all that follows collects."""
        then = np.minimum(minute + self.ride, self.until)
        come = away[then, np.arange(self.targets)]
        found: Ints = np.where(is_open[minute], gains.ride[minute] + come, NOTHING)
        return found

    def _stand(self, minute: int) -> Ints:
        """Return [target, place]: when who arrives at a minute can board; one too many if late."""
        found: Ints = np.minimum(np.maximum(minute + self.turn, self.ready), self.until + 1)
        return found

    def worth_taking(self, gains: Gains, is_open: Bools, away: Ints, least: int) -> Bools:
        """Return the rides of paths that collect at least so much; `away` comes from `best`."""
        stand = np.full((self.until + 2, self.places), NOTHING, np.int64)
        arrived = np.full((self.until + 1, self.targets), NOTHING, np.int64)
        everywhere = np.arange(self.places)
        np.maximum.at(stand, (self.begin, everywhere), gains.first)
        found = np.zeros_like(is_open)
        for minute in range(self.until + 1):
            turned = arrived[minute][:, None] + gains.turn
            reached = np.broadcast_to(arrived[minute][:, None] > NOTHING, turned.shape)
            when = self._stand(minute)
            where = np.broadcast_to(everywhere, when.shape)
            np.maximum.at(stand, (when[reached], where[reached]), turned[reached])
            had = stand[minute]
            through = had[:, None] + self._boarding(minute, gains, is_open, away)
            good = is_open[minute] & (had > NOTHING)[:, None] & (through >= least)
            found[minute] = good
            gained = (had[:, None] + gains.ride[minute])[good]
            np.maximum.at(arrived, ((minute + self.ride)[good], np.nonzero(good)[1]), gained)
        return found
