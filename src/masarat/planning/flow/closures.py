"""What closing each road would cost.

Each closure is solved anew, but for its witness, side by side on several threads. It begins with
the set that binds with all roads open: a closure only makes that set need longer. Arcs in a row,
without any other way on between them, share one answer. Most closures cost nothing, and if closing
several roads at once costs nothing, none of them does: roads whose closure neither cuts off anybody
nor makes the binding set need longer are closed in groups first, which are halved where they cost
something (group testing; Dorfman 1943).
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.flow.answer import Closure
from masarat.planning.flow.horizon import least_horizon
from masarat.planning.flow.model import model
from masarat.planning.flow.problem import FlowNetwork
from masarat.planning.flow.search import prove

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from masarat.planning.flow.answer import Clearance
    from masarat.planning.flow.model import Model
    from masarat.planning.flow.problem import StepProblem

_TOGETHER = 16
"""Roads that are closed at once to begin with."""


def closures(
    problem: StepProblem,
    clearance: Clearance,
    roads: NDArray[np.int64] | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Closure]:
    """Close every road that carries flow in the witness, one at a time, and solve again.

    Parameters
    ----------
    problem, clearance
        A problem and its answer.
    roads
        Number of the road that each arc belongs to, shape (arcs,): arcs of a road are closed
        together. None: each arc by itself.
    workers
        Threads; None: as many as the machine has.
    progress
        Told how many of how many closures are solved.

    Returns
    -------
    list of Closure
        Those that cut off most vehicles first, then those after which sinks are too small, then by
        delay, longest first; by number where these are the same.

    Raises
    ------
    UsageError
        If numbers would grow beyond 64 bits.
    """
    if clearance.witness is None or not clearance.steps:
        return []
    names = np.arange(problem.network.arcs) if roads is None else np.asarray(roads)
    carrying = np.unique(names[np.unique(clearance.witness.arcs.index)]).tolist()
    same = _in_a_row(problem) if roads is None else {}
    asked = sorted({same.get(road, road) for road in carrying})
    found: dict[int, Closure] = {}
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as threads:
        alone = threads.map(lambda road: _surely_costs(problem, clearance, names == road), asked)
        waiting = [
            threads.submit(_close_group, problem, clearance, names, group)
            for group in _groups(asked, list(alone))
        ]
        for done in as_completed(waiting):
            found |= {closure.road: closure for closure in done.result()}
            if progress:
                progress(len(found), len(asked))
    answers = [replace(found[same.get(road, road)], road=road) for road in carrying]
    return sorted(answers, key=lambda closure: _rank(problem, closure))


def _in_a_row(problem: StepProblem) -> dict[int, int]:
    """Map arcs to the first arc of those that each way uses all of or none.

    That is so where an arc into a node, turning back aside, can only be followed by one, which can
    only follow that one, and nobody starts or ends at the node.
    """
    pruned = model(problem)
    arcs = pruned.arcs.tolist()
    tail, head = problem.network.tail, problem.network.head
    into: dict[int, list[tuple[int, int]]] = {}
    out: dict[int, list[tuple[int, int]]] = {}
    for arc, u, v in zip(arcs, tail[arcs].tolist(), head[arcs].tolist(), strict=True):
        out.setdefault(u, []).append((arc, v))
        into.setdefault(v, []).append((arc, u))
    ends = {*problem.sources[pruned.sources].tolist(), *problem.sinks[pruned.sinks].tolist()}
    before: dict[int, int] = {}
    for node in into.keys() & out.keys() - ends:
        for arc, u in into[node]:
            onward = [(b, w) for b, w in out[node] if w != u]
            if len(onward) == 1 and [a for a, x in into[node] if x != onward[0][1]] == [arc]:
                before[onward[0][0]] = arc
    return {arc: _first_of(arc, before) for arc in arcs}


def _first_of(arc: int, before: dict[int, int]) -> int:
    """Follow a row back to its first arc, or once around to its lowest."""
    row = [arc]
    while row[-1] in before and before[row[-1]] != arc:
        row.append(before[row[-1]])
    return row[-1] if row[-1] not in before else min(row)


def _rank(problem: StepProblem, closure: Closure) -> tuple[int, bool, int, int]:
    vehicles = int(problem.supplies[closure.cut_off].sum())
    delay = closure.delay_steps
    return -vehicles, delay is not None, -(delay or 0), closure.road


def _surely_costs(problem: StepProblem, clearance: Clearance, shut: NDArray[np.bool_]) -> bool:
    """Return whether a closure cuts somebody off or makes the binding set need longer."""
    pruned = _without(problem, shut)
    if len(pruned.cut_off) > len(clearance.cut_off):
        return True
    guess = _still_there(pruned, clearance)
    if guess is None or clearance.steps is None:
        return False
    return least_horizon(pruned, guess, clearance.steps).horizon != clearance.steps


def _groups(roads: list[int], alone: list[bool]) -> list[list[int]]:
    """Put roads in groups of one, or with others far apart from them."""
    others = [road for road, single in zip(roads, alone, strict=True) if not single]
    count = -(-len(others) // _TOGETHER)
    singles = [[road] for road, single in zip(roads, alone, strict=True) if single]
    return singles + [others[i::count] for i in range(count)]


def _close_group(
    problem: StepProblem, clearance: Clearance, names: NDArray[np.int64], group: list[int]
) -> list[Closure]:
    """Close roads one at a time, or find out that all of them together cost nothing."""
    if len(group) == 1:
        return [_close(problem, clearance, names == group[0], group[0])]
    if _costs_nothing(problem, clearance, np.isin(names, group)):
        nobody = np.zeros(0, np.int64)
        return [Closure(road, clearance.steps, 0, nobody) for road in group]
    middle = len(group) // 2
    return [
        closure
        for half in (group[:middle], group[middle:])
        for closure in _close_group(problem, clearance, names, half)
    ]


def _costs_nothing(problem: StepProblem, clearance: Clearance, shut: NDArray[np.bool_]) -> bool:
    pruned = _without(problem, shut)
    if len(pruned.cut_off) > len(clearance.cut_off):
        return False
    proof = prove(pruned, guess=_still_there(pruned, clearance), limit=clearance.steps)
    return proof.horizon == clearance.steps


def _close(
    problem: StepProblem, clearance: Clearance, shut: NDArray[np.bool_], road: int
) -> Closure:
    pruned = _without(problem, shut)
    steps: int | None = 0
    if len(pruned.sources):
        steps = prove(pruned, guess=_still_there(pruned, clearance)).horizon
    delay = None if steps is None or clearance.steps is None else steps - clearance.steps
    return Closure(road, steps, delay, np.setdiff1d(pruned.cut_off, clearance.cut_off))


def _without(problem: StepProblem, shut: NDArray[np.bool_]) -> Model:
    roads = problem.network
    capacity = np.where(shut, 0, roads.capacity)
    left = FlowNetwork(roads.nodes, roads.tail, roads.head, capacity, roads.transit)
    return model(replace(problem, network=left))


def _still_there(pruned: Model, clearance: Clearance) -> NDArray[np.int64] | None:
    """Return the terminals of the binding set, without those that the closure cuts off."""
    if clearance.binding is None:
        return None
    sources = np.flatnonzero(np.isin(pruned.sources, clearance.binding.sources))
    sinks = np.flatnonzero(np.isin(pruned.sinks, clearance.binding.full_sinks))
    return np.concatenate((sources, len(pruned.sources) + sinks)) if len(sources) else None
