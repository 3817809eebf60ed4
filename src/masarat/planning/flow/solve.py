"""Solve quickest transshipment problems exactly (docs/flow.md)."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from masarat.planning.flow.answer import Clearance
from masarat.planning.flow.binding import binding
from masarat.planning.flow.model import model
from masarat.planning.flow.search import prove
from masarat.planning.flow.witness import no_flow, witness

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.planning.flow.problem import QuickestTransshipment, StepProblem


def quickest_clearance(
    problem: QuickestTransshipment,
    resolution_seconds: int = 1,
    progress: Callable[[int, float], None] | None = None,
) -> Clearance:
    """Find the least time in which all vehicles can be in sinks, with both proofs.

    Parameters
    ----------
    problem
        In seconds, vehicles, and vehicles an hour.
    resolution_seconds
        Length of a step, a divisor of 3600; transits are rounded to whole steps.
    progress
        Called now and then with the least steps known to be needed, and which part of all
        supplies is still without a flow within them.

    Raises
    ------
    UsageError
        If the resolution does not divide an hour, or numbers would grow beyond 64 bits.
    """
    return solve_steps(problem.in_steps(resolution_seconds), progress)


def solve_steps(
    problem: StepProblem, progress: Callable[[int, float], None] | None = None
) -> Clearance:
    """Do the same for a problem in steps."""
    begin = perf_counter()
    pruned = model(problem)
    if not len(pruned.sources):
        answer = Clearance(0, problem.resolution_seconds, pruned.cut_off, None, no_flow(), 0.0)
    else:
        proof = prove(pruned, in_pairs=True, recorded=True, progress=progress)
        answer = Clearance(
            steps=proof.horizon,
            resolution_seconds=problem.resolution_seconds,
            cut_off=pruned.cut_off,
            binding=binding(pruned, proof.tight),
            witness=None if proof.horizon is None else witness(pruned, proof),
            seconds_used=0.0,
        )
    return replace(answer, seconds_used=perf_counter() - begin)
