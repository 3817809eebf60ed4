"""Greedy vertices found so far, and the weights that combine them best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.flow.kernel import corral

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST = 1e-12
"""Deficits below this part of the largest need are rounding errors."""

_STEPS = 2_000
"""Most steps of one correction; another vertex helps more than further ones."""

_KEPT = 100
"""Most vertices without weight that are kept."""


class Vertices:
    """A pool of greedy vertices with weights.

    A vertex found at an earlier horizon stays one of the flows possible within a later horizon: its
    flow lasts longer by the difference, so that each terminal gains as much times its rate.

    Parameters
    ----------
    needs
        Need of each terminal.
    """

    def __init__(self, needs: NDArray[np.int64]) -> None:
        self.needs = needs
        self.unit = np.sqrt(np.maximum(np.abs(needs), 1).astype(float))
        self.orders: list[NDArray[np.int64]] = []
        self.horizons: list[int] = []
        self.gains: list[NDArray[np.int64]] = []
        self.rates: list[NDArray[np.int64]] = []
        self.weights = np.zeros(0)
        self._deficits = np.zeros((0, len(needs)))
        self._at = 0

    def add(
        self, order: NDArray[np.int64], horizon: int, found: tuple[NDArray[np.int64], ...]
    ) -> None:
        """Add the vertex of `order`, whose gains and rates, in that order, were found."""
        gains, rates = np.zeros_like(self.needs), np.zeros_like(self.needs)
        gains[order], rates[order] = found
        self.orders.append(order)
        self.horizons.append(horizon)
        self.gains.append(gains)
        self.rates.append(rates)
        self.weights = np.append(self.weights, 0.0 if len(self.weights) else 1.0)
        row = (self.needs - gains) / self.unit
        self._deficits = np.concatenate((self._deficits, row[None]))

    def at(self, horizon: int) -> NDArray[np.int64]:
        """Return what each vertex gives to each terminal within `horizon`, exactly."""
        later = horizon - np.array(self.horizons)[:, None]
        amounts: NDArray[np.int64] = np.array(self.gains) + later * np.array(self.rates)
        return amounts

    def combine(self, horizon: int, margin: float) -> NDArray[np.float64]:
        """Find the best weights; return what terminals still lack, in `unit`s.

        `margin` is how much more than needed is aimed at, as a part of each terminal's largest
        amount.
        """
        if horizon != self._at:
            self._at = horizon
            self._deficits = (self.needs - self.at(horizon)) / self.unit
        deficits = self._deficits
        if margin:
            most = np.abs(self.at(horizon)).max(axis=0)
            deficits = deficits + margin * most / self.unit
        least = _LEAST * float(self.unit.max())
        lack = corral(np.ascontiguousarray(deficits), self.weights, least, _STEPS)
        return np.maximum(lack, 0)

    def improves(self, lack: NDArray[np.float64]) -> bool:
        """Whether the vertex added last can lower what is lacking."""
        norm = float(lack @ lack)
        return float(lack @ self._deficits[-1]) < norm * (1 - 1e-7)

    def forget(self) -> None:
        """Drop vertices that have had no weight for long."""
        idle = np.flatnonzero(self.weights <= 0)
        if len(idle) <= 2 * _KEPT:
            return
        self.keep(np.setdiff1d(np.arange(len(self.orders)), idle[:-_KEPT]))

    def keep(self, chosen: NDArray[np.int64]) -> None:
        """Keep only the vertices at these positions."""
        for name in ("orders", "horizons", "gains", "rates"):
            column = getattr(self, name)
            setattr(self, name, [column[i] for i in chosen])
        self.weights = self.weights[chosen]
        self._deficits = self._deficits[chosen]
