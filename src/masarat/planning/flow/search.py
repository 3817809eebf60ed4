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
from masarat.planning.flow.vertices import Vertex, Vertices

if TYPE_CHECKING:
    from collections.abc import Callable

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
    vertices, numerators, denominator
        Vertices combined with weights numerator / denominator.
    """

    tight: Tight
    vertices: list[Vertex]
    numerators: list[int]
    denominator: int

    @property
    def horizon(self) -> int | None:
        """The least horizon."""
        return self.tight.horizon


def prove(
    model: Model,
    *,
    guess: NDArray[np.int64] | None = None,
    progress: Callable[[int, float], None] | None = None,
) -> Proof:
    """Find the least horizon of a model with at least one source.

    Parameters
    ----------
    model
        The pruned problem.
    guess
        Terminals that may need the longest horizon.
    progress
        Told the horizon reached, and which part of all needs is still lacking, at every vertex.

    Raises
    ------
    UsageError
        If numbers would grow beyond 64 bits.
    MasaratError
        If rounding errors stand in the way of a proof.
    """
    tight = _first(model, guess)
    vertices = Vertices(model.needs)
    lack = np.abs(model.needs) / vertices.unit
    margin, stuck, fresh = _MARGIN, 0, False
    while (horizon := tight.horizon) is not None:
        if not fresh:
            order = np.argsort(-lack / vertices.unit, kind="stable")
            vertex = _vertex(model, order, horizon)
            vertices.add(vertex)
            needy = _needy_prefix(model.needs[order], vertex.gains[order], vertex.rates[order])
            if needy:
                tight = least_horizon(model, order[:needy], horizon + 1)
                margin, stuck, fresh = _MARGIN, 0, True
                continue
        lack = vertices.combine(horizon, margin)
        lacking = float(lack @ vertices.unit / np.abs(model.needs).sum())
        if progress:
            progress(horizon, lacking)
        if lacking == 0 or (margin == 0 and lacking < _ALMOST):
            weights = rational_weights(vertices, horizon, widest(model))
            if weights:
                chosen = [vertices.pool[j] for j in weights[1]]
                return Proof(tight, chosen, list(weights[1].values()), weights[0])
        if lacking == 0 or (not fresh and vertices.weights[-1] <= 0):
            margin = 0.0  # as much as can be had: exactly enough, or very nearly
            stuck += 1
            if stuck > _PATIENCE:
                raise MasaratError("rounding errors stand in the way of a proof")
        fresh = False
        vertices.forget()
    return Proof(tight, [], [], 1)


def _vertex(model: Model, order: NDArray[np.int64], horizon: int) -> Vertex:
    gains, rates = np.zeros_like(model.needs), np.zeros_like(model.needs)
    gains[order], rates[order] = model.greedy(order, horizon)
    return Vertex(order, horizon, gains, rates)


def _first(model: Model, guess: NDArray[np.int64] | None) -> Tight:
    """Begin with the source farthest from sinks, with everybody, and with the guess."""
    sources = len(model.sources)
    farthest = int(np.argmax(model.earliest))
    tight = least_horizon(model, np.array([farthest]), int(model.earliest[farthest]))
    everybody = [np.arange(sources), np.arange(model.terminals)]
    for terminals in everybody if guess is None else [*everybody, guess]:
        if tight.horizon is None:
            break
        longer = least_horizon(model, terminals, tight.horizon)
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


def widest(model: Model) -> int:
    """Return the most that can pass a node in a step."""
    arrays = model.simplex.arrays
    into = np.bincount(arrays["head"][: len(model.arcs)], arrays["capacity"][: len(model.arcs)])
    sources = arrays["capacity"][len(model.arcs) :][: len(model.sources)]
    return int(into.max(initial=0)) + int(sources.max(initial=0)) + 1
