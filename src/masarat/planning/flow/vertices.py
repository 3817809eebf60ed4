"""Greedy vertices found so far, and the weights that combine them best."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.flow.kernel import corral

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from masarat.planning.flow.kernel import Differences

_LEAST = 1e-12
"""Deficits below this part of the largest need are rounding errors."""

_STEPS = 300
"""Most steps of one correction; another vertex helps more than further ones."""

_IDLE = 100
"""Vertices without weight that are kept when old ones are dropped."""

_ROOM = 1 << 28
"""Bytes that differences may take; those of light vertices can be found again."""


@dataclass(frozen=True, slots=True, eq=False)
class Vertex:
    """What terminals gain when they are served in an order.

    Parameters
    ----------
    order
        All terminals.
    horizon
        For which it was found.
    gains, rates
        What each terminal adds to f and to the rate of the static flow, by terminal.
    differences
        How the circulation changes with each terminal of the order; None if that is not kept.
    """

    order: NDArray[np.int64]
    horizon: int
    gains: NDArray[np.int64]
    rates: NDArray[np.int64]
    differences: Differences | None = None


class Vertices:
    """A pool of greedy vertices with weights.

    A vertex found for an earlier horizon is taken to last longer by the difference, so that each
    terminal gains as much times its rate. That is nearly always so, but not always (chains may meet
    in another order): it guides the search, and what proves is found anew.

    Parameters
    ----------
    needs
        Need of each terminal.
    """

    def __init__(self, needs: NDArray[np.int64]) -> None:
        self.needs = needs
        self.unit = np.sqrt(np.maximum(np.abs(needs), 1).astype(float))
        self.pool: list[Vertex] = []
        self.weights = np.zeros(0)
        self._deficits = np.zeros((0, len(needs)))
        self._at = 0

    def extend(self, found: list[Vertex]) -> None:
        """Add vertices, without weight unless it is the first."""
        weights = np.zeros(len(found))
        weights[0] = 0.0 if self.pool else 1.0
        self.weights = np.append(self.weights, weights)
        self.pool += found
        rows = [(self.needs - vertex.gains) / self.unit for vertex in found]
        self._deficits = np.concatenate((self._deficits, rows))

    def all_for(self, horizon: int, chosen: Iterable[int]) -> bool:
        """Return whether chosen vertices were all found for `horizon`."""
        return all(self.pool[j].horizon == horizon for j in chosen)

    def renew(self, positions: list[int], found: list[Vertex]) -> None:
        """Put other vertices where some were, with their weights."""
        for position, vertex in zip(positions, found, strict=True):
            self.pool[position] = vertex
            self._deficits[position] = (self.needs - vertex.gains) / self.unit

    def at(self, horizon: int) -> NDArray[np.int64]:
        """Return what each vertex is taken to give to each terminal within `horizon`."""
        later = horizon - np.array([vertex.horizon for vertex in self.pool])[:, None]
        gains = np.array([vertex.gains for vertex in self.pool])
        rates = np.array([vertex.rates for vertex in self.pool])
        amounts: NDArray[np.int64] = gains + later * rates
        return amounts

    def combine(self, horizon: int, margin: float) -> NDArray[np.float64]:
        """Find the best weights; return what terminals lack, in `unit`s: < 0 what they can spare.

        `margin` is how much more than needed is aimed at, as a part of each terminal's largest
        amount.
        """
        if horizon != self._at:
            self._at = horizon
            self._deficits = (self.needs - self.at(horizon)) / self.unit
        most = np.abs(self.needs - self._deficits * self.unit).max(axis=0)
        deficits = self._deficits + margin * most / self.unit
        least = _LEAST * float(self.unit.max())
        return corral(np.ascontiguousarray(deficits), self.weights, least, _STEPS)

    def forget(self) -> None:
        """Drop vertices that have had no weight for long, and differences beyond their room."""
        idle = np.flatnonzero(self.weights <= 0)
        if len(idle) > 2 * _IDLE:
            self._keep(np.setdiff1d(np.arange(len(self.pool)), idle[:-_IDLE]))
        taken = 0
        for j in np.argsort(-self.weights, kind="stable").tolist():
            differences = self.pool[j].differences
            taken += differences.nbytes if differences else 0
            if differences and taken > _ROOM:
                self.pool[j] = replace(self.pool[j], differences=None)

    def drop_all_but(self, horizon: int) -> None:
        """Drop vertices found for other horizons, whose gains are only nearly right."""
        self._keep(np.flatnonzero([vertex.horizon == horizon for vertex in self.pool]))

    def _keep(self, positions: NDArray[np.int64]) -> None:
        self.pool = [self.pool[i] for i in positions]
        self.weights = self.weights[positions]
        self._deficits = self._deficits[positions]
