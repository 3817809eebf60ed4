"""The binding set of an answer: labels that prove a minimum cut of the network over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from masarat.core.errors import MasaratError
from masarat.planning.flow.answer import NEVER, Binding
from masarat.planning.flow.kernel import distances

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.flow.horizon import Tight
    from masarat.planning.flow.model import Model


def binding(model: Model, tight: Tight) -> Binding:
    """Prove that `tight.terminals` need `tight.horizon`.

    The labels are the potentials of a minimum-cost circulation for one step less: by duality they
    are a cut of exactly its value.

    Raises
    ------
    MasaratError
        If the inequality does not hold: a bug.
    """
    count = len(model.sources)
    sources = tight.terminals[tight.terminals < count]
    sinks = np.sort(model.sinks[tight.terminals[tight.terminals >= count] - count])
    if tight.horizon is None:
        horizon, labels = None, _reached(model, sources)
    else:
        horizon = tight.horizon - 1
        sources, labels = _labels(model, tight.terminals, horizon)
    sources = np.sort(model.sources[sources])
    problem = model.problem
    supply = int(problem.supplies[sources].sum())
    room = int(problem.sink_capacities[sinks].sum())
    roads = problem.network
    steps = labels[roads.head] - labels[roads.tail] - roads.transit
    cut = np.flatnonzero((steps > 0) & (roads.capacity > 0))
    crossing = int(roads.capacity[cut].astype(object) @ steps[cut]) if len(cut) else 0
    if supply <= room + crossing:
        raise MasaratError("the binding set does not prove its horizon")
    return Binding(horizon, sources, sinks, labels, cut, steps[cut], supply, room, crossing)


def _labels(
    model: Model, chosen: NDArray[np.int64], horizon: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the sources that belong to the set, and labels."""
    at_source = chosen < len(model.sources)
    sources = chosen[at_source]
    model.greedy(np.concatenate((chosen[~at_source], sources)), horizon)
    labels = np.zeros(model.problem.network.nodes, np.int64)
    labels[model.nodes] = model.simplex.arrays["potential"][:-1]
    # A label beyond 0 at a source puts its own arc from the root into the cut. Where that arc is as
    # narrow as its supply, the source does not help the inequality; otherwise all roads out of it
    # do as well.
    positions = model.sources[sources]
    nodes = model.problem.sources[positions]
    capacity = model.simplex.arrays["capacity"][len(model.arcs) + sources]
    useless = (labels[nodes] > 0) & (capacity == model.problem.supplies[positions])
    labels[nodes[~useless]] = 0
    labels[_ahead(model, sources[~useless]) < 0] = horizon  # no way passes there
    return sources[~useless], np.clip(labels, 0, horizon)


def _reached(model: Model, sources: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(_ahead(model, sources) >= 0, 0, NEVER)


def _ahead(model: Model, sources: NDArray[np.int64]) -> NDArray[np.int64]:
    roads = model.problem.network
    begins = model.problem.sources[model.sources[sources]]
    arcs = (roads.tail, roads.head, roads.capacity, roads.transit)
    return distances(roads.nodes, arcs, begins)[0]
