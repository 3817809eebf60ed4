"""What closing each road would cost.

Each closure is solved anew, but for its witness, side by side on several threads. It begins with
the set that binds with all roads open: a closure only makes that set need longer. Arcs in a row are
one arc, and share one answer. Most closures cost nothing, and if closing several roads at once
costs nothing, none of them does: roads whose closure neither cuts off anybody nor makes the binding
set need longer are closed in groups first (group testing; Dorfman 1943). Where a group costs
something, there is a set of terminals that needs longer; the roads without which this set needs
longer are singled out, and if there are none, the group is halved.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.flow.answer import Closure
from masarat.planning.flow.horizon import least_horizon
from masarat.planning.flow.model import model
from masarat.planning.flow.problem import FlowNetwork
from masarat.planning.flow.rows import joined
from masarat.planning.flow.search import prove

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from masarat.planning.flow.answer import Clearance
    from masarat.planning.flow.model import Model
    from masarat.planning.flow.problem import StepProblem

    _Terminals = tuple[NDArray[np.int64], NDArray[np.int64]]
    """Positions of sources and of limited sinks in a problem."""

_TOGETHER = 32
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
    short, rows = joined(problem)
    shut = {road: _parts(rows, names == road) for road in carrying}
    asked = {parts: road for road, parts in reversed(shut.items())}
    case = _Case(short, clearance, {road: parts for parts, road in asked.items()})
    found: dict[int, Closure] = {}
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as threads:
        alone = list(threads.map(case.surely_costs, case.shut))
        waiting = [threads.submit(case.close_group, group) for group in _groups(case.shut, alone)]
        for done in as_completed(waiting):
            found |= {closure.road: closure for closure in done.result()}
            if progress:
                progress(len(found), len(asked))
    answers = [replace(found[asked[shut[road]]], road=road) for road in carrying]
    return sorted(answers, key=lambda closure: _rank(problem, closure))


def _parts(rows: NDArray[np.int64], shut: NDArray[np.bool_]) -> tuple[int, ...]:
    """Return the rows that closed arcs are part of."""
    parts = np.unique(rows[shut])
    return tuple(parts[parts >= 0].tolist())


def _rank(problem: StepProblem, closure: Closure) -> tuple[int, bool, int, int]:
    vehicles = int(problem.supplies[closure.cut_off].sum())
    delay = closure.delay_steps
    return -vehicles, delay is not None, -(delay or 0), closure.road


def _groups(roads: Iterable[int], alone: list[bool]) -> list[list[int]]:
    """Put roads in groups of one, or with others far apart from them."""
    singles = [[road] for road, single in zip(roads, alone, strict=True) if single]
    others = [road for road, single in zip(roads, alone, strict=True) if not single]
    count = -(-len(others) // _TOGETHER)
    return singles + [others[i::count] for i in range(count)]


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """A problem with arcs in a row joined, its answer, and which arcs each road closes."""

    problem: StepProblem
    clearance: Clearance
    shut: dict[int, tuple[int, ...]]

    @property
    def binding(self) -> _Terminals | None:
        """The terminals of the binding set."""
        found = self.clearance.binding
        return None if found is None else (found.sources, found.full_sinks)

    def guess(self, pruned: Model) -> NDArray[np.int64] | None:
        """Return the terminals of the binding set, without those that a closure cuts off."""
        return None if self.binding is None else _there(pruned, self.binding)

    def surely_costs(self, road: int) -> bool:
        """Return whether a closure cuts somebody off or makes the binding set need longer."""
        pruned = self.without([road])
        return self._cuts_off(pruned) or self._need_longer(pruned, self.binding)

    def close_group(self, group: list[int]) -> list[Closure]:
        """Close roads one at a time, or find out that all of them together cost nothing."""
        if len(group) == 1:
            return [self.close(group[0])]
        pruned = self.without(group)
        apart: list[int] = []
        if not self._cuts_off(pruned):
            tight = prove(pruned, guess=self.guess(pruned), limit=self.clearance.steps).tight
            if tight.horizon == self.clearance.steps:
                nobody = np.zeros(0, np.int64)
                return [Closure(road, self.clearance.steps, 0, nobody) for road in group]
            slow = _named(pruned, tight.terminals)
            apart = [road for road in group if self._need_longer(self.without([road]), slow)]
        if apart:
            rest = [road for road in group if road not in apart]
            parts = [[road] for road in apart] + ([rest] if rest else [])
        else:
            middle = len(group) // 2
            parts = [group[:middle], group[middle:]]
        return [closure for part in parts for closure in self.close_group(part)]

    def _cuts_off(self, pruned: Model) -> bool:
        """Return whether somebody has no way any more who has one now."""
        return len(pruned.cut_off) > len(self.clearance.cut_off)

    def _need_longer(self, pruned: Model, terminals: _Terminals | None) -> bool:
        """Return whether those of the terminals that are there need longer than everybody does."""
        there = None if terminals is None else _there(pruned, terminals)
        steps = self.clearance.steps
        if there is None or steps is None:
            return False
        return least_horizon(pruned, there, steps).horizon != steps

    def close(self, road: int) -> Closure:
        """Close one road and solve anew."""
        pruned = self.without([road])
        steps: int | None = 0
        if len(pruned.sources):
            steps = prove(pruned, guess=self.guess(pruned)).horizon
        base = self.clearance.steps
        delay = None if steps is None or base is None else steps - base
        return Closure(road, steps, delay, np.setdiff1d(pruned.cut_off, self.clearance.cut_off))

    def without(self, group: list[int]) -> Model:
        """Return the problem's model with these roads closed."""
        roads = self.problem.network
        capacity = roads.capacity.copy()
        capacity[[arc for road in group for arc in self.shut[road]]] = 0
        left = FlowNetwork(roads.nodes, roads.tail, roads.head, capacity, roads.transit)
        return model(replace(self.problem, network=left))


def _there(pruned: Model, terminals: _Terminals) -> NDArray[np.int64] | None:
    """Return those terminals of a problem that are left in its model; None without sources."""
    sources = np.flatnonzero(np.isin(pruned.sources, terminals[0]))
    sinks = np.flatnonzero(np.isin(pruned.sinks, terminals[1]))
    return np.concatenate((sources, len(pruned.sources) + sinks)) if len(sources) else None


def _named(pruned: Model, terminals: NDArray[np.int64]) -> _Terminals:
    """Return terminals of a model as positions in its problem."""
    count = len(pruned.sources)
    at_source = terminals < count
    return pruned.sources[terminals[at_source]], pruned.sinks[terminals[~at_source] - count]
