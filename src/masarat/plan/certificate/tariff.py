"""The prices of a certificate, by name and by minute."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from masarat.plan.certificate.shape import TIMED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from masarat.plan.certificate.ties import Ties
    from masarat.scenario.instance import Need

    Ints = NDArray[np.int64]

MOST = 1 << 56
"""What one resource may cost in all, so that a ride can use a hundred of them."""


@dataclass(slots=True)
class Tariff:
    """Prices until a minute; what is not listed is free.

    Attributes
    ----------
    blocks
        When blocks of time begin, the first at 0. The last never ends.
    minutes
        Length of arrays of minutes.
    ties
        What departures cost.
    """

    prices: Mapping[str, Any]
    blocks: list[int]
    minutes: int
    ties: Ties
    _known: dict[tuple[str, str, int, int], Ints] = field(default_factory=dict)

    def plain(self, kind: str, name: str) -> int:
        """Return the price of a thing that costs the same at all hours."""
        return int(self.prices.get(kind, {}).get(name, 0))

    def ride(self, place: str, need: Need) -> int:
        """Return what a ride for `need` from `place` is worth besides the people aboard."""
        return int(self.prices.get("rides", {}).get(place, {}).get(need.value, 0))

    def timed(self, kind: str, name: str) -> Ints:
        """Return the price of each minute."""
        listed = self.prices.get(kind, {}).get(name, 0)
        return self.by_minute(listed if isinstance(listed, list) else [listed] * len(self.blocks))

    def by_minute(self, by_block: Sequence[int]) -> Ints:
        """Return by minute what is given by block of time; nothing where nothing is given."""
        if not by_block:
            return np.zeros(self.minutes, np.int64)
        block = np.searchsorted(self.blocks, np.arange(self.minutes), "right") - 1
        return np.array(by_block, np.int64)[block]

    def free(self, kind: str, name: str | None = None) -> bool:
        """Whether a thing, or all of a kind, costs nothing at any hour."""
        table = self.prices.get(kind, {})
        if name is None:
            return all(self.free(kind, each) for each in table)
        listed = table.get(name, 0)
        return not (any(listed) if isinstance(listed, list) else listed)

    @property
    def is_too_dear(self) -> bool:
        """Whether sums of prices by the minute could overflow."""
        flat: list[int] = []
        for table in (self.prices.get(kind, {}) for kind in TIMED):
            for price in table.values():
                flat += price if isinstance(price, list) else [price]
        return max(flat, default=0) * self.minutes >= MOST

    def charge(self, kind: str, name: str, minutes: int, early: int, offset: int) -> int | Ints:
        """Return the least that so many minutes cost, by minute of boarding.

        They begin `offset` minutes after boarding, or up to `early` minutes earlier. A number where
        the minute does not matter.
        """
        listed = self.prices.get(kind, {}).get(name, 0)
        if not isinstance(listed, list):
            return int(listed) * minutes
        key = (kind, name, minutes, early)
        if key not in self._known:
            self._known[key] = least_of(_spans(self.timed(kind, name), minutes), early)
        return self._known[key][offset:]


def _spans(rates: Ints, minutes: int) -> Ints:
    """Return by minute what the `minutes` from there on cost."""
    paid = np.concatenate(([0], np.cumsum(rates)))
    return np.asarray(paid[minutes:] - paid[: len(paid) - minutes])


def least_of(costs: Ints, early: int) -> Ints:
    """Return by minute m the least of costs[m - early .. m], as far as there are any."""
    if early == 0:
        return costs
    if early >= len(costs):
        return np.minimum.accumulate(costs)
    padded = np.concatenate((np.full(early, np.iinfo(np.int64).max), costs))
    return np.asarray(sliding_window_view(padded, early + 1).min(axis=1))
