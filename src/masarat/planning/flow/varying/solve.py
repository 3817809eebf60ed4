"""Bracket the quickest clearance where capacities change: a proven bound below, a flow above.

First, static problems: with all roads at their widest, and at their narrowest. If that leaves a
gap, coarse to fine: a flow on a grid of cells, whose cut gives labels; the labels, made better down
to single steps, give the bound; the flow says how the next, finer grid is to lie. A flow on the
grid of single steps is optimal.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.flow.answer import NEVER, Rates, Witness
from masarat.planning.flow.problem import StepProblem
from masarat.planning.flow.varying.changes import VaryingClearance, check_arcs
from masarat.planning.flow.varying.cut import Cut, binding_of, cut_of, growth
from masarat.planning.flow.varying.grid import Expansion, Lattice, Useful
from masarat.planning.flow.varying.offsets import first_there, nearest, offsets, steps_to_sinks
from masarat.planning.flow.varying.profile import Profile
from masarat.planning.flow.varying.refine import refined
from masarat.planning.flow.varying.static import (
    at_narrowest,
    at_widest,
    carried,
    cut_behind,
    obeys,
)
from masarat.planning.flow.varying.witness import witness_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from masarat.planning.flow.varying.changes import Changes

MOST_CELLS = 3_000_000
"""Arcs of the largest expansion: some 800 megabytes."""

CHEAP_CELLS = 1_000_000
"""Arcs of expansions that are solved even though the gap is small enough: a few seconds."""

FIRST_CELLS = 64
"""Cells of the first grid of any horizon."""

FEW_CELLS = 8
"""Cells until the last change of the first grid on which vehicles may wait for ever."""

FINER = 4
"""How many times finer each grid is than the one before."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """What is known while solving: proven at least `bound`, attained within `steps`."""

    bound: int
    steps: int | None
    width: int


def quickest_varying(
    problem: StepProblem,
    changes: Changes,
    *,
    gap: float = 0.01,
    most_cells: int = MOST_CELLS,
    watch: Callable[[Bracket], None] | None = None,
) -> VaryingClearance:
    """Bracket the least time by which all supplies can be in sinks.

    Parameters
    ----------
    problem
        Network, supplies and sinks in steps and units.
    changes
        When capacities change, in steps.
    gap
        Solving ends when (steps - bound_steps) / bound_steps is at most this and the next grid
        would take more than seconds; 0 asks for the least time.
    most_cells
        Solving ends, whatever the gap, when the next grid would need more arcs than this.
    watch
        Called with what is known, about every second; what it raises ends the solving.

    Returns
    -------
    VaryingClearance
        The bound and the flow; exact if they meet.

    Raises
    ------
    UsageError
        If `changes` name arcs that `problem` does not have.
    """
    began = perf_counter()
    check_arcs(problem, changes)
    profile = Profile.of(problem, changes)
    cut_off = _cut_off(problem, profile)
    reached = _without(problem, cut_off)
    search = _Search(reached, profile, gap, most_cells, watch)
    search.run()
    binding = None if search.proof is None else binding_of(reached, profile, search.proof)
    return VaryingClearance(
        steps=search.steps,
        bound_steps=None if search.never else search.bound,
        resolution_seconds=problem.resolution_seconds,
        cut_off=cut_off,
        binding=binding,
        witness=search.witness,
        grid_steps=search.width,
        method="expanded" if search.width else "static",
        seconds_used=perf_counter() - began,
    )


def _cut_off(problem: StepProblem, profile: Profile) -> NDArray[np.int64]:
    steps = steps_to_sinks(problem, profile.most > 0)
    return np.flatnonzero(np.isinf(steps[problem.sources]) & (problem.supplies > 0))


def _without(problem: StepProblem, cut_off: NDArray[np.int64]) -> StepProblem:
    supplies = problem.supplies.copy()
    supplies[cut_off] = 0
    return StepProblem(
        problem.network,
        problem.sources,
        supplies,
        problem.sinks,
        problem.sink_capacities,
        problem.resolution_seconds,
    )


class _Search:
    """The bracket, made narrower grid by grid."""

    def __init__(
        self,
        problem: StepProblem,
        profile: Profile,
        gap: float,
        most_cells: int,
        watch: Callable[[Bracket], None] | None,
    ) -> None:
        self._problem, self._profile = problem, profile
        self._gap, self._most_cells, self._watch = gap, most_cells, watch
        self.bound = 0
        self.steps: int | None = None
        self.width = 0
        self.never = False
        self.proof: Cut | None = None
        self.witness: Witness | None = None
        onward = steps_to_sinks(problem, profile.most > 0)
        self._weight = nearest(problem, onward)
        reaching = np.where(np.isfinite(onward), onward, NEVER).astype(np.int64)
        self._useful = Useful(first_there(problem, profile), reaching)

    def run(self) -> None:
        """Narrow the bracket until the gap, the finest grid, or the limit is reached."""
        if not self._problem.supplies.any():
            self.steps, self.witness = 0, _standing()
            return
        nobody = np.zeros(len(self._problem.sinks), bool)
        at_once = np.zeros(self._problem.network.nodes, np.int64)
        self._proven(cut_of(self._problem, self._profile, 0, at_once, nobody))
        self._look_at_static_problems()
        if self.never or self.steps == self.bound:
            return
        if self.steps is not None and not self._worth(self.steps, self.steps // FIRST_CELLS + 1):
            return
        patient = self._widest_that_suffices()
        if patient is None:
            return
        steps = self._first_flow(patient)
        while steps is not None and self.width > 1:
            finer = max(self.width // FINER, 1)
            if not self._worth(steps, finer):
                return
            steps = self._flow_within(steps, finer) or steps

    def _worth(self, horizon: int, width: int) -> bool:
        """Whether to go on with such a grid: always while the gap is larger than asked for."""
        if self.steps is None or self.steps == self.bound:
            return self.steps is None
        close = self.steps - self.bound <= self._gap * self.bound
        arcs = self._steps_of_use(horizon) // width
        return arcs <= min(self._most_cells, CHEAP_CELLS if close else NEVER)

    def _steps_of_use(self, horizon: int) -> int:
        """Return how many steps all arcs together can be of use within a horizon."""
        since, until = self._useful.within(self._problem.network, horizon)
        return int((until - since)[self._profile.most > 0].sum())

    def _look_at_static_problems(self) -> None:
        problem, profile = self._problem, self._profile
        wide = at_widest(problem, profile)
        if wide.binding is not None:
            cut = cut_behind(problem, profile, wide.binding)
            if cut.horizon == NEVER:
                self.proof, self.never = cut, True
                return
            self._proven(cut)
        if wide.witness is not None:
            self._weight = carried(problem, wide.witness)
            if obeys(profile, wide.witness):
                self.steps, self.witness = wide.steps, wide.witness
                return
        narrow = at_narrowest(problem, profile)
        if narrow is not None:
            self.steps, self.witness = narrow.steps, narrow.witness

    def _widest_that_suffices(self) -> int | None:
        """Return a width of cells by which all arrive at some time, however late.

        None where that cannot be, or is not known within the limit of the work.
        """
        problem, profile = self._problem, self._profile
        last = profile.last_change
        width = max(last // FEW_CELLS, 1)
        while np.count_nonzero(profile.most) * (last // width + 1) <= self._most_cells:
            lattice = Lattice(offsets(problem, self._weight, width), width, last // width + 1)
            expansion = Expansion(problem, profile, lattice, self._useful, forever=True)
            if expansion.ever(self._tell):
                return width if last else NEVER
            cut = refined(problem, profile, expansion.cut(NEVER, last=True), width, self._tell)
            if cut.excess > 0:
                self.proof, self.never = cut, True
                return None
            if width == 1:
                break
            width = max(width // FINER, 1)
        return None

    def _first_flow(self, patient: int) -> int | None:
        """Find some flow, with horizons ever longer, and return its time."""
        horizon = self.steps or self.bound + self.bound // 8 + 1
        while horizon < NEVER // 2:
            finest = -(-self._steps_of_use(horizon) // self._most_cells)
            width = max(min(horizon // FIRST_CELLS, patient), finest, 1)
            steps = self._flow_within(horizon, width)
            if steps is not None:
                return steps
            horizon += horizon // 2 + 1
        return None

    def _flow_within(self, horizon: int, width: int) -> int | None:
        """Look for a flow on a grid, and raise the bound by the cut of what was too short.

        Returns the least time of any flow so far; None if there is none.
        """
        problem = self._problem
        lattice = Lattice(offsets(problem, self._weight, width), width, horizon // width + 1)
        expansion = Expansion(problem, self._profile, lattice, self._useful)
        self.width = width
        short = horizon
        if expansion.least(self.bound - 1, horizon, self._tell) is not None:
            witness = witness_of(problem, expansion)
            steps = int(witness.arrivals.end.max())
            if self.steps is None or steps < self.steps:
                self.steps, self.witness = steps, witness
            short = self.steps - 1
            self._weight = np.zeros_like(self._weight)
            np.add.at(self._weight, expansion.arc, expansion.flow)
        self._raise_bound(expansion, short)
        return self.steps

    def _raise_bound(self, expansion: Expansion, highest: int) -> None:
        """Prove as long a horizon too short as labels around the expansion's cut can.

        Newton's method from above (without changes, what crosses at best is convex in the horizon)
        until a proof is found, then bisection.
        """
        problem, profile, width = self._problem, self._profile, expansion.lattice.width
        low, high = self.bound - 1, highest + 1
        start = expansion.cut(highest)
        trying, found = highest, False
        while high - low > max(1, found * width // 4):
            self._tell()
            cut = cut_of(problem, profile, trying, start.labels, start.full)
            cut = refined(problem, profile, cut, width, self._tell)
            if cut.excess > 0:
                self._proven(cut)
                low, found = trying, True
            else:
                high = trying
            if found:
                trying = (low + high) // 2
            else:
                rate = growth(problem, profile, cut)
                trying -= -cut.excess // rate + 1 if rate else trying - low
                trying = max(trying, low + 1)
            start = start if found and cut.excess <= 0 else cut

    def _proven(self, cut: Cut) -> None:
        self.proof, self.bound = cut, cut.horizon + 1

    def _tell(self) -> None:
        if self._watch is not None:
            self._watch(Bracket(self.bound, self.steps, self.width))


def _standing() -> Witness:
    nothing = np.zeros(0, np.int64)
    rates = Rates(nothing, nothing, nothing, nothing)
    return Witness(1, rates, rates, rates)
