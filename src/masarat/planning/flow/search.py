"""The least horizon, with a set that proves it from below and weights that prove it from above.

For a horizon, greedy vertices are combined so as to lack least (Fujishige 1980, Wolfe 1976: the
minimum-norm point of the base polytope, here of deficits alone); the terminals that lack most come
first in the next vertex, and those that have most to spare last. Orders follow a moving average of
what is lacking, since what the last combination lacks swings from one vertex to the next. On large
problems a second vertex is found beside it on another thread, for the last deficits in another
unit: the two of them help nearly twice as much as one. A prefix of an order
whose gains do not reach its needs is a set that needs a longer horizon, which discrete Newton steps
find exactly. When nothing is lacking, nothing needs longer.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from masarat.core.errors import MasaratError
from masarat.planning.flow.exact import rational_weights
from masarat.planning.flow.horizon import Tight, least_horizon
from masarat.planning.flow.vertices import Vertex, Vertices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from masarat.planning.flow.model import Model

_MARGIN = 1e-10
"""Surplus aimed at, so that rounded weights still suffice, as a part of what a terminal gets."""

_ALMOST = 1e-6
"""Lacking a smaller part, exact weights are worth trying where there is no surplus."""

_PATIENCE = 60
"""Most vertices that do not help before giving up, beyond one for each terminal."""

_TRIES = 5
"""Vertices that do not help before weights are solved for exactly, which takes long."""

_LARGE = 2_000_000
"""Arcs times terminals from which on a vertex takes longer than to start a thread."""


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
    in_pairs: bool = False,
    recorded: bool = False,
    limit: int | None = None,
    progress: Callable[[int, float], None] | None = None,
) -> Proof:
    """Find the least horizon of a model with at least one source.

    Parameters
    ----------
    model
        The pruned problem.
    guess
        Terminals that may need the longest horizon.
    in_pairs
        Whether to use two threads where vertices take long.
    recorded
        Whether the flows of the vertices will be asked for: what is needed is written down in
        passing.
    limit
        Largest horizon of interest: beyond it only a set that needs longer is returned, without
        vertices, and its horizon need not be the least that suffices for all.
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
    recent = lack
    margin, stuck, fresh = _MARGIN, 0, False
    models = (model, model.copy()) if in_pairs and _is_large(model) else (model,)
    finder = _Finder(models, recorded)
    while (horizon := _within(tight, limit)) is not None:
        if not fresh:
            recent = (recent + lack) / 2
            directions = (recent / vertices.unit, lack)[: len(models)]
            orders = [np.argsort(-direction, kind="stable") for direction in directions]
            found = finder.find(orders, horizon)
            vertices.extend(found)
            longer = _longer(model, found, tight)
            if longer:
                tight, margin, stuck, fresh = longer, _MARGIN, 0, True
                continue
        lack = vertices.combine(horizon, margin)
        lacking = float(np.maximum(lack, 0) @ vertices.unit / np.abs(model.needs).sum())
        if progress:
            progress(horizon, lacking)
        enough = lacking <= margin  # what is lacking of the margin aimed at does not matter
        if enough or (margin == 0 and lacking < _ALMOST):
            exactly = margin == 0 and stuck > _TRIES
            weights = rational_weights(vertices, horizon, widest(model), exactly=exactly)
            if weights and vertices.all_for(horizon, weights[1]):
                chosen = [vertices.pool[j] for j in weights[1]]
                return Proof(tight, chosen, list(weights[1].values()), weights[0])
            if weights:
                tight = _renewed(finder, vertices, weights[1], tight)
                margin, stuck, fresh = _MARGIN, 0, True
                continue
        if enough or (not fresh and not vertices.weights[-len(models) :].any()):
            margin = 0.0 if margin else _MARGIN  # 0: exactly enough may be all that can be had
            stuck += 1
            if stuck > _PATIENCE + model.terminals:
                raise MasaratError("rounding errors stand in the way of a proof")
        fresh = False
        vertices.forget()
    return Proof(tight, [], [], 1)


def _is_large(model: Model) -> bool:
    return len(model.arcs) * model.terminals >= _LARGE


def _within(tight: Tight, limit: int | None) -> int | None:
    """Return the horizon if it is of interest."""
    beyond = tight.horizon is not None and limit is not None and tight.horizon > limit
    return None if beyond else tight.horizon


def _renewed(finder: _Finder, vertices: Vertices, chosen: Iterable[int], tight: Tight) -> Tight:
    """Find chosen vertices of earlier horizons anew; return a set that needs longer, if one shows.

    Only a vertex found for the horizon is surely a flow that ends by then.
    """
    horizon = tight.horizon
    if horizon is None:
        return tight
    old = [j for j in chosen if vertices.pool[j].horizon != horizon]
    at_once = len(finder.models)
    for begin in range(0, len(old), at_once):
        positions = old[begin : begin + at_once]
        found = finder.find([vertices.pool[j].order for j in positions], horizon)
        vertices.renew(positions, found)
        tight = _longer(finder.models[0], found, tight) or tight
    vertices.drop_all_but(horizon)
    return tight


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds vertices, as many at once as it has models: the kernels run side by side.

    Parameters
    ----------
    models
        The same problem with working arrays of its own for each thread.
    recorded
        Whether to write down how circulations change.
    """

    models: tuple[Model, ...]
    recorded: bool

    def find(self, orders: list[NDArray[np.int64]], horizon: int) -> list[Vertex]:
        """Return the vertex of each order."""
        if len(orders) == 1:
            return [self._vertex(self.models[0], orders[0], horizon)]
        with ThreadPoolExecutor(len(orders)) as threads:
            return list(threads.map(self._vertex, self.models, orders, repeat(horizon)))

    def _vertex(self, model: Model, order: NDArray[np.int64], horizon: int) -> Vertex:
        gains, rates = np.zeros_like(model.needs), np.zeros_like(model.needs)
        differences = None
        if self.recorded:
            gains[order], rates[order], differences = model.recorded(order, horizon)
        else:
            gains[order], rates[order] = model.greedy(order, horizon)
        return Vertex(order, horizon, gains, rates, differences)


def _longer(model: Model, found: list[Vertex], tight: Tight) -> Tight | None:
    """Return the set among first terminals that needs longest, if any needs more than `tight`."""
    longest = tight
    for vertex in found:
        order = vertex.order
        needy = _needy_prefix(model.needs[order], vertex.gains[order], vertex.rates[order])
        if needy and longest.horizon is not None:
            longer = least_horizon(model, order[:needy], longest.horizon)
            if longer.horizon is None or longer.horizon > longest.horizon:
                longest = longer
    return None if longest is tight else longest


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
