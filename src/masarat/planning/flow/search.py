"""The least horizon, with a set that proves it from below and weights that prove it from above.

For a horizon, greedy vertices are combined so as to lack least (Fujishige 1980, Wolfe 1976: the
minimum-norm point of the base polytope, here of deficits alone); the terminals that lack most come
first in the next vertex. A prefix of an order whose gains do not reach its needs is a set that
needs a longer horizon, which discrete Newton steps find exactly. When nothing is lacking, nothing
needs longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.core.errors import MasaratError
from masarat.planning.flow.exact import rational_weights
from masarat.planning.flow.horizon import Tight, least_horizon
from masarat.planning.flow.vertices import Vertices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from masarat.planning.flow.model import Model

_MARGIN = 1e-11
"""Surplus aimed at, so that rounded weights still suffice, as a part of what a terminal gets."""

_ALMOST = 1e-6
"""Lacking a smaller part, exact weights are worth trying where there is no surplus."""

_PATIENCE = 60
"""Most vertices that do not help before giving up."""


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """The least horizon and why.

    Parameters
    ----------
    tight
        A set that needs this horizon (None: none suffices for it).
    orders, horizons
        Of the vertices combined: their orders, and the horizons that their flows were found for.
    denominator, numerators
        Rational weights of the vertices.
    """

    tight: Tight
    orders: list[NDArray[np.int64]]
    horizons: list[int]
    denominator: int
    numerators: list[int]

    @property
    def horizon(self) -> int | None:
        """The least horizon."""
        return self.tight.horizon


def prove(
    model: Model,
    guesses: Iterable[NDArray[np.int64]] = (),
    orders: Iterable[NDArray[np.int64]] = (),
    progress: Callable[[int, float], None] | None = None,
) -> Proof:
    """Find the least horizon of a model with at least one source.

    Parameters
    ----------
    model
        The pruned problem.
    guesses
        Sets of terminals that may need the longest horizon.
    orders
        Orders of all terminals to begin with.
    progress
        Told the horizon reached, and which part of all needs is still lacking, at every vertex.

    Raises
    ------
    UsageError
        If numbers would grow beyond 64 bits.
    MasaratError
        If rounding errors stand in the way of a proof.
    """
    tight = _first(model, guesses)
    vertices = Vertices(model.needs)
    waiting = list(orders)
    lack = np.abs(model.needs) / vertices.unit
    margin, stuck = _MARGIN, 0
    horizon = tight.horizon
    while horizon is not None:
        planned = waiting.pop() if waiting else None
        order = np.argsort(-lack / vertices.unit, kind="stable") if planned is None else planned
        found = model.greedy(order, horizon)
        vertices.add(order, horizon, found)
        needy = _needy_prefix(model.needs[order], *found)
        if needy:
            tight = least_horizon(model, order[:needy], horizon + 1)
            horizon = tight.horizon
            if horizon is None:
                break
            margin, stuck = _MARGIN, 0
        lack = vertices.combine(horizon, margin)
        lacking = float(lack @ vertices.unit / np.abs(model.needs).sum())
        if progress:
            progress(horizon, lacking)
        if lacking == 0 or (margin == 0 and lacking < _ALMOST):
            weights = rational_weights(vertices, horizon, _widest(model))
            if weights:
                return Proof(
                    tight,
                    [vertices.orders[j] for j in weights[1]],
                    [vertices.horizons[j] for j in weights[1]],
                    weights[0],
                    list(weights[1].values()),
                )
        if lacking == 0 or (planned is None and vertices.weights[-1] <= 0):
            margin = 0.0  # as much as can be had: exactly enough, or very nearly
            stuck += 1
            if stuck > _PATIENCE:
                raise MasaratError("rounding errors stand in the way of a proof")
        vertices.forget()
    return Proof(tight, [], [], 1, [])


def _first(model: Model, guesses: Iterable[NDArray[np.int64]]) -> Tight:
    """Begin with the source farthest from sinks, with everybody, and with the guesses."""
    sources = len(model.sources)
    farthest = int(np.argmax(model.earliest))
    tight = least_horizon(model, np.array([farthest]), int(model.earliest[farthest]))
    for guess in (np.arange(sources), np.arange(model.terminals), *guesses):
        if tight.horizon is None:
            break
        longer = least_horizon(model, guess, tight.horizon)
        if longer.horizon is None or longer.horizon > tight.horizon:
            tight = longer
    return tight


def _needy_prefix(
    needs: NDArray[np.int64], gains: NDArray[np.int64], rates: NDArray[np.int64]
) -> int:
    """Return how many of the first terminals form the set that needs most time beyond; or 0."""
    slack = np.cumsum(gains - needs)
    if slack.min() >= 0:
        return 0
    return int(np.argmax(-slack / np.maximum(np.cumsum(rates), 1e-3))) + 1


def _widest(model: Model) -> int:
    """Return the most that can pass a node in a step."""
    arrays = model.simplex.arrays
    into = np.bincount(arrays["head"][: len(model.arcs)], arrays["capacity"][: len(model.arcs)])
    sources = arrays["capacity"][len(model.arcs) :][: len(model.sources)]
    return int(into.max(initial=0)) + int(sources.max(initial=0)) + 1
