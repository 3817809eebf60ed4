"""What static problems tell of one whose capacities change.

With every road as wide as it ever is, the least time is a bound, and its binding set proves it. If
its flow meets every road wide enough, the time is exact. With every road as narrow as it ever is,
the flow is one of the changing network, too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.flow.answer import NEVER
from masarat.planning.flow.solve import solve_steps
from masarat.planning.flow.varying.cut import Cut, cut_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.flow.answer import Binding, Clearance, Witness
    from masarat.planning.flow.problem import StepProblem
    from masarat.planning.flow.varying.profile import Profile


def at_widest(problem: StepProblem, profile: Profile) -> Clearance:
    """Solve with every road as wide as it ever is."""
    return solve_steps(_with(problem, profile.most))


def at_narrowest(problem: StepProblem, profile: Profile) -> Clearance | None:
    """Solve with every road as narrow as it ever is; None if then somebody has no way."""
    answer = solve_steps(_with(problem, profile.fewest))
    return None if len(answer.cut_off) or answer.steps is None else answer


def _with(problem: StepProblem, capacity: NDArray[np.int64]) -> StepProblem:
    return replace(problem, network=replace(problem.network, capacity=capacity))


def cut_behind(problem: StepProblem, profile: Profile, binding: Binding) -> Cut:
    """Return the binding set of a static problem as a cut of the changing network."""
    full = np.zeros(len(problem.sinks), bool)
    full[binding.full_sinks] = True
    horizon = NEVER if binding.horizon is None else binding.horizon
    return cut_of(problem, profile, horizon, binding.labels, full)


def obeys(profile: Profile, witness: Witness) -> bool:
    """Whether no arc is ever entered by more than it takes then."""
    rows = witness.arcs
    least = profile.least(rows.index, rows.begin, rows.end)
    return bool(np.all(rows.rate <= least.astype(object) * witness.denominator))


def carried(problem: StepProblem, witness: Witness) -> NDArray[np.int64]:
    """Return about how much each arc carries in all, shape (arcs,)."""
    rows = witness.arcs
    amount = rows.rate.astype(float) / witness.denominator * (rows.end - rows.begin)
    return np.bincount(rows.index, amount, problem.network.arcs).astype(np.int64)
