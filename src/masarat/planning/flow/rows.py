"""Arcs in a row, which every way uses all of or none, joined to one arc.

That is so where an arc into a node, turning back aside, can only be followed by one, which can
only follow that one, and nobody starts or ends at the node. Times stay what they are; a third of
the nodes of a European city centre goes away.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.flow.model import model
from masarat.planning.flow.problem import MOST_TRANSIT, FlowNetwork

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.flow.problem import StepProblem


def joined(problem: StepProblem) -> tuple[StepProblem, NDArray[np.int64]]:
    """Join arcs in a row.

    Returns
    -------
    StepProblem
        The same nodes, sources and sinks, with an arc for each row.
    rows
        Arc of the new problem that each arc is part of, shape (arcs,); -1: on no way to a sink.
    """
    roads = problem.network
    follows = _followers(problem)
    after = {b: a for a, b in follows.items()}
    rows = np.full(roads.arcs, -1)
    found: list[tuple[int, int, int, int]] = []
    for first in model(problem).arcs.tolist():
        if first in after:
            continue
        row = [first]
        while row[-1] in follows:
            row.append(follows[row[-1]])
        rows[row] = len(found)
        ends = int(roads.tail[first]), int(roads.head[row[-1]])
        found.append((*ends, int(roads.capacity[row].min()), int(roads.transit[row].sum())))
    tail, head, capacity, transit = np.array(found, np.int64).reshape(-1, 4).T
    if transit.max(initial=0) > MOST_TRANSIT:
        return problem, np.arange(roads.arcs)
    return replace(problem, network=FlowNetwork(roads.nodes, tail, head, capacity, transit)), rows


def _followers(problem: StepProblem) -> dict[int, int]:
    """Map arcs to the only one that can follow them and can follow no other."""
    pruned = model(problem)
    arcs = pruned.arcs.tolist()
    tail, head = problem.network.tail, problem.network.head
    into: dict[int, list[tuple[int, int]]] = {}
    out: dict[int, list[tuple[int, int]]] = {}
    for arc, u, v in zip(arcs, tail[arcs].tolist(), head[arcs].tolist(), strict=True):
        out.setdefault(u, []).append((arc, v))
        into.setdefault(v, []).append((arc, u))
    ends = {*problem.sources[pruned.sources].tolist(), *problem.sinks[pruned.sinks].tolist()}
    found: dict[int, int] = {}
    for node in into.keys() & out.keys() - ends:
        for arc, u in into[node]:
            onward = [(b, w) for b, w in out[node] if w != u]
            if len(onward) == 1 and [a for a, x in into[node] if x != onward[0][1]] == [arc]:
                found[arc] = onward[0][0]
    return found
