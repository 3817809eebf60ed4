"""Linked operations in the bound: what a departure costs that drives two sides apart.

A linked operation keeps a weighted sum of the people who have departed between two numbers, at
every minute (R13). A price of departures by blocks of time then costs no more than how much it
changes from one block to the next, times these numbers (docs/bound.md, "Linked operations").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.bounds.uses import inspection_slacks, least_of_last, slower_company
from masarat.planning.kernel import FAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from masarat.planning.bounds.prices import Prices
    from masarat.planning.bounds.rides import Scope
    from masarat.planning.model import Model
    from masarat.scenario.instance import Instance, LinkedOperation

    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tie:
    """A linked operation: low <= sum of weight times people departed <= high, at every minute.

    Attributes
    ----------
    number
        Of the linked operation in the instance.
    weights
        By group.
    low
        None where the sum may be as low as it likes.
    """

    number: int
    weights: tuple[int, ...]
    low: int | None
    high: int

    @property
    def scale(self) -> int:
        """The largest weight."""
        return max(map(abs, self.weights), default=1) or 1

    def sound(self, by_block: Sequence[int]) -> tuple[int, ...]:
        """Return prices that are not without end: where there is no `low`, they never rise."""
        if self.low is not None:
            return tuple(by_block)
        found = np.maximum.accumulate(np.maximum(by_block, 0)[::-1])[::-1]
        return tuple(found.tolist())

    def cost(self, by_block: Sequence[int]) -> int:
        """Return what a price of each block of time costs in all."""
        falls = [one - two for one, two in pairwise((*by_block, 0))]
        return sum(fall * (self.high if fall > 0 else self.low or 0) for fall in falls)


def ties_of(instance: Instance, scope: Scope) -> tuple[Tie, ...]:
    """Return the linked operations of which everybody is in scope and nobody has departed yet."""
    if instance.now > 0:
        return ()
    found = []
    for number, linked in enumerate(instance.linked):
        tie = _tie(instance, number, linked)
        counted = {g for g, weight in enumerate(tie.weights) if weight}
        if counted and counted <= set(scope.groups):
            found.append(tie)
    return tuple(found)


def _tie(instance: Instance, number: int, linked: LinkedOperation) -> Tie:
    groups = instance.groups
    of_a = [g.people if g.id in linked.a else 0 for g in groups]
    of_b = [g.people if g.id in linked.b else 0 for g in groups]
    if linked.tolerance is not None:
        top, bottom = max(sum(of_b), 1), max(sum(of_a), 1)
        high = int(linked.tolerance * top * bottom)
    else:
        ratio = linked.ratio or 0
        top, bottom = ratio.numerator, ratio.denominator
        high = linked.slack * bottom
    weights = [top * bool(a) - bottom * bool(b) for a, b in zip(of_a, of_b, strict=True)]
    common = gcd(*weights) or 1
    high //= common
    low = None if linked.tolerance is None else -high
    return Tie(number, tuple(weight // common for weight in weights), low, high)


def departure_slack(model: Model, kind: int, line: int) -> int:
    """Return by how much the real convoy may depart before the one in the model of a day."""
    cls = model.kinds[kind]
    paces = [cls.pace, *(() if cls.alone else slower_company(model, cls.pace, line))]
    access = [int(minutes) for minutes in model.access[paces, line] if minutes < FAR]
    return inspection_slacks(model, kind, line)[0] + max(access) - int(model.access[cls.pace, line])


@dataclass(slots=True)
class Departing:
    """What departing costs a person of each group under prices, by minute until `horizon`."""

    prices: Prices
    ties: tuple[Tie, ...]
    horizon: int
    _known: dict[tuple[tuple[int, ...], int], Ints] = field(default_factory=dict)

    def priced(self, g: int) -> tuple[int, ...]:
        """Return the group's weights; all groups with the same weights pay the same."""
        return tuple(tie.weights[g] for tie in self.ties)

    def least(self, weights: tuple[int, ...], slack: int) -> Ints:
        """Return by minute m the least that departing costs at one of [m - slack, m]."""
        if (weights, slack) not in self._known:
            if slack:
                found = least_of_last(self.least(weights, 0), slack)
            else:
                by_block = np.zeros(len(self.prices.blocks), np.int64)
                for tie, weight in zip(self.ties, weights, strict=True):
                    by_block += weight * np.array(self.prices.linked[tie.number], np.int64)
                edges = np.minimum([*self.prices.blocks, self.horizon], self.horizon)
                found = np.repeat(by_block, np.diff(edges))
            self._known[weights, slack] = found
        return self._known[weights, slack]

    def placed(self, weights: tuple[int, ...], slack: int, departure: int) -> tuple[int, int]:
        """Return the least cost of departing up to `slack` minutes before, and when that is."""
        first = max(departure - slack, 0)
        costs = self.least(weights, 0)[first : departure + 1]
        back = int(np.argmin(costs[::-1]))
        return int(costs[len(costs) - 1 - back]), departure - back
