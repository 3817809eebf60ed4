"""Small random problems: limited sinks, zero transits, parallel and closed arcs, loops, changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.flow.problem import FlowNetwork, StepProblem

if TYPE_CHECKING:
    import random

Changed = dict[int, list[tuple[int, int]]]


def random_problem(rng: random.Random, *, nodes: int = 5, transit: int = 3) -> StepProblem:
    """Draw a problem of up to `nodes` nodes; some have no answer."""
    n = rng.randint(2, nodes)
    arcs = rng.randint(1, 3 * n)
    tail, head = ([rng.randrange(n) for _ in range(arcs)] for _ in range(2))
    tail += range(n - 1)
    head += range(1, n)
    capacity = [
        rng.choice((0, 1, 2, 3, 5)) if k < arcs else rng.randint(1, 4) for k in range(arcs + n - 1)
    ]
    network = FlowNetwork(
        n,
        np.array(tail),
        np.array(head),
        np.array(capacity),
        np.array([rng.randint(0, transit) for _ in tail]),
    )
    sinks = rng.sample(range(n), rng.randint(1, min(2, n - 1)))
    if n - 1 not in sinks:
        sinks[0] = n - 1
    sources = rng.sample(range(n), rng.randint(1, min(3, n)))
    supplies = [rng.randint(0, 9) for _ in sources]
    room = [rng.choice((-1, -1, rng.randint(0, 12))) for _ in sinks]
    return StepProblem(
        network, np.array(sources), np.array(supplies), np.array(sinks), np.array(room)
    )


def random_changes(rng: random.Random, problem: StepProblem, *, latest: int = 12) -> Changed:
    """Draw windows, closures and other capacities for some of the arcs."""
    changed: Changed = {}
    for arc in range(problem.network.arcs):
        if rng.random() < 0.4:
            steps = sorted(rng.sample(range(latest), rng.randint(1, 3)))
            changed[arc] = [(step, rng.choice((0, 0, 1, 2, 4))) for step in steps]
    return changed
