"""A grid of times for every node, and flows on it: the side of the bracket that is attained.

Node v's cells are [offset v + i * width, offset v + (i + 1) * width), i = 0, 1, ... What enters an
arc within a cell, at a constant rate, is at its head within a stretch of the same length, and goes
on with the head's first cell that begins no earlier. Until then it waits. So every flow between
cells is a flow over time. Where offsets differ by the transit, nothing waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.flow.answer import NEVER
from masarat.planning.flow.varying.cut import Cut, cut_of, limited
from masarat.planning.flow.varying.maximum import ENDLESS, Preflow
from masarat.planning.flow.varying.ranges import ranges

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from masarat.planning.flow.problem import FlowNetwork, StepProblem
    from masarat.planning.flow.varying.profile import Profile

    Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Cells of all nodes: offsets in [0, width) by node, width in steps, cells of each node."""

    offset: Whole
    width: int
    cells: int

    def begin(self, node: Whole, cell: Whole) -> Whole:
        """Return the step at which a cell begins."""
        return self.offset[node] + cell * self.width

    def shift(self, tail: Whole, head: Whole, transit: Whole) -> Whole:
        """Return by how many cells going from tail to head puts one on."""
        return -(-(transit + self.offset[tail] - self.offset[head]) // self.width)


@dataclass(frozen=True, slots=True, eq=False)
class Useful:
    """When somebody can first be at each node, and the least steps from there to a sink."""

    since: Whole
    onward: Whole

    def within(self, roads: FlowNetwork, horizon: int) -> tuple[Whole, Whole]:
        """Return from when to when entering each arc can be of use within a horizon."""
        since = self.since[roads.tail]
        return since, np.maximum(horizon - roads.transit - self.onward[roads.head], since)


class Expansion:
    """The network of cells, solved for one time after another.

    Parameters
    ----------
    problem, profile
        What to solve.
    lattice
        Its cells must reach beyond the last change if `forever`.
    useful
        When somebody can first be at each node, and how long it takes from there to a sink.
    forever
        Give every node one more cell, without end, in which nothing changes any more.
    """

    def __init__(
        self,
        problem: StepProblem,
        profile: Profile,
        lattice: Lattice,
        useful: Useful,
        *,
        forever: bool = False,
    ) -> None:
        self._problem, self._profile, self.lattice = problem, profile, lattice
        self._useful = useful
        stride = lattice.cells + 1  # the last one is the cell without end
        nodes = problem.network.nodes * stride
        # Then follow a node for each limited sink, and the sink of all.
        self._rooms = np.flatnonzero(limited(problem))
        room_nodes = nodes + np.arange(len(self._rooms))
        sink = nodes + len(self._rooms)
        into = np.full(len(problem.sinks), sink)
        into[self._rooms] = room_nodes

        self.arc, self.cell, head, capacity = self._roads(forever=forever)
        held = np.arange(problem.network.nodes)[:, None] * stride + np.arange(lattice.cells)
        held = (held if forever else held[:, :-1]).ravel()
        which, cell = ranges(np.full(len(problem.sinks), stride))
        self._closes = lattice.begin(problem.sinks[which], cell + 1)
        self._closes[cell == lattice.cells] = NEVER
        tail = problem.network.tail[self.arc] * stride + self.cell
        parts = [
            (tail, head, capacity),
            (held, held + 1, np.full(len(held), ENDLESS)),
            (room_nodes, np.full_like(room_nodes, sink), problem.sink_capacities[self._rooms]),
            (problem.sinks[which] * stride + cell, into[which], np.zeros_like(cell)),
        ]
        if forever:
            ways = np.flatnonzero(profile.final > 0)
            tail, head = problem.network.tail[ways] * stride, problem.network.head[ways] * stride
            ends = np.full(len(ways), ENDLESS)
            parts.insert(0, (tail + lattice.cells, head + lattice.cells, ends))
        tail, head, capacity = (np.concatenate(column) for column in zip(*parts, strict=True))
        self._gates = np.arange(len(tail) - len(which), len(tail))
        excess = np.zeros(sink + 1, np.int64)
        excess[problem.sources * stride] = problem.supplies
        self._total = int(problem.supplies.sum())
        self._preflow = Preflow(sink + 1, sink, (tail, head, capacity), excess)
        self._room_nodes = room_nodes
        self._short = self._preflow.state(), -1

    def _roads(self, *, forever: bool) -> tuple[Whole, Whole, Whole, Whole]:
        """Return arc, cell, where that leads in the network, and capacity of all that is open."""
        roads, lattice, profile = self._problem.network, self.lattice, self._profile
        shift = lattice.shift(roads.tail, roads.head, roads.transit)
        since, until = self._useful.within(roads, (lattice.cells + 1) * lattice.width)
        first = np.maximum(-(-(since - lattice.offset[roads.tail]) // lattice.width), 0)
        last = lattice.cells - np.zeros_like(shift)
        if not forever:
            ends = (until - lattice.offset[roads.tail]) // lattice.width
            last = np.minimum(lattice.cells - shift, ends)
        arc, cell = ranges(np.where(profile.most > 0, np.maximum(last - first, 0), 0))
        cell += first[arc]
        rate = profile.capacity[profile.first][arc]
        changing = profile.changing[arc]
        begin = lattice.begin(roads.tail[arc[changing]], cell[changing])
        rate[changing] = profile.least(arc[changing], begin, begin + lattice.width)
        arc, cell, rate = arc[rate > 0], cell[rate > 0], rate[rate > 0]
        at = np.minimum(cell + shift[arc], lattice.cells)
        return arc, cell, roads.head[arc] * (lattice.cells + 1) + at, rate * lattice.width

    def ever(self, watch: Callable[[], None] | None = None) -> bool:
        """Return whether all arrive at some time; needs the cells without end."""
        self._open(-1, NEVER)
        return self._preflow.run(watch) == self._total

    def least(self, low: int, high: int, watch: Callable[[], None] | None = None) -> int | None:
        """Return the least time in (low, high] within which all arrive; None: not by `high`.

        Times are ends of sinks' cells. Every try goes on from the flow of the latest time that was
        too short. Then `flow` is that of the time returned.
        """
        times = np.unique(self._closes[(self._closes > low) & (self._closes <= high)]).tolist()
        best = None
        short, enough = -1, len(times)
        while enough - short > 1:
            at = (short + enough) // 2 if best else len(times) - 1
            state, reached = self._short
            self._preflow.restore(state)
            self._open(reached, times[at])
            if self._preflow.run(watch) == self._total:
                enough, best = at, self._preflow.state()
            else:
                short, self._short = at, (self._preflow.state(), times[at])
                if best is None:
                    return None
        if best is None:
            return None
        self._preflow.restore(best)
        return int(times[enough])

    def _open(self, since: int, until: int) -> None:
        """Let flow end in sinks' cells that close in (since, until]."""
        self._preflow.widen(self._gates[(self._closes > since) & (self._closes <= until)])

    @property
    def flow(self) -> Whole:
        """Flow of `arc` in `cell`, in units, shape like theirs."""
        begin = len(self._preflow.capacity) - len(self._gates) - len(self._rooms)
        held = self._problem.network.nodes * (self.lattice.cells - 1)
        return self._preflow.flow[begin - held - len(self.arc) : begin - held]

    @property
    def sunk(self) -> tuple[Whole, Whole, Whole]:
        """Position in `sinks`, cell, and amount of all that ends at sinks."""
        which, cell = ranges(np.full(len(self._problem.sinks), self.lattice.cells + 1))
        amount = self._preflow.flow[self._gates]
        return which[amount > 0], cell[amount > 0], amount[amount > 0]

    def cut(self, horizon: int, *, last: bool = False) -> Cut:
        """Return the cut of the latest time that was too short, or of the `last` run."""
        if not last:
            self._preflow.restore(self._short[0])
            self._preflow.run()
        leads_on = self._preflow.leads_on
        stride = self.lattice.cells + 1
        nodes = self._problem.network.nodes
        shut = ~leads_on[: nodes * stride].reshape(nodes, stride)
        node, first = np.arange(nodes), np.argmax(shut, axis=1)
        labels = np.where(first == 0, 0, self.lattice.begin(node, first))
        labels[~shut.any(axis=1)] = horizon
        labels = np.maximum(labels, self._useful.since)  # earlier cells lead nowhere
        full = np.zeros(len(self._problem.sinks), bool)
        full[self._rooms] = ~leads_on[self._room_nodes]
        return cut_of(self._problem, self._profile, horizon, labels, full)
