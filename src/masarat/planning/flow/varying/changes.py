"""Capacities that change at known moments, and what is known of the clearance time then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.core.errors import UsageError
from masarat.planning.flow.problem import MOST_CAPACITY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from masarat.core.windows import Windows
    from masarat.planning.flow.answer import Binding, Witness
    from masarat.planning.flow.problem import StepProblem

LATEST = 1 << 31
"""No change comes later, in steps or seconds: 68 years."""


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """Row i: from `step[i]` on, `arc[i]` takes `capacity[i]` units a step, until its next row.

    Before its first row an arc has its network's capacity. What has entered an arc goes on to its
    head, whatever happens behind it. Shapes are (rows,).

    Parameters
    ----------
    arc
        Arcs of the problem's network.
    step
        Moments from 0 on: steps, or seconds for `in_steps`.
    capacity
        Units a step (vehicles an hour); 0 closes.

    Raises
    ------
    UsageError
        If the shapes differ, a number is out of range, or two rows are of one arc and step.
    """

    arc: NDArray[np.int64]
    step: NDArray[np.int64]
    capacity: NDArray[np.int64]

    def __post_init__(self) -> None:
        for name, most in (("arc", None), ("step", LATEST), ("capacity", MOST_CAPACITY)):
            values = np.array(getattr(self, name))
            if values.ndim != 1 or len(values) != len(self.arc):
                raise UsageError(f"changes: {name} has shape {values.shape}: all must be as long")
            if values.dtype.kind != "i" and len(values):
                raise UsageError(
                    f"changes: {name} holds {values.dtype}: it must hold whole numbers"
                )
            bad = (values < 0) | (values > (values if most is None else most))
            if bad.any():
                at = int(np.argmax(bad))
                upper = "" if most is None else f" to {most:,}"
                raise UsageError(f"changes: {name}[{at}] is {values[at]}: it must be 0{upper}")
            object.__setattr__(self, name, values.astype(np.int64))
        order = np.lexsort((self.step, self.arc))
        for name in ("arc", "step", "capacity"):
            values = getattr(self, name)[order]
            values.setflags(write=False)
            object.__setattr__(self, name, values)
        twice = (np.diff(self.arc) == 0) & (np.diff(self.step) == 0)
        if twice.any():
            at = int(np.argmax(twice))
            raise UsageError(
                f"changes: arc {self.arc[at]} changes twice at {self.step[at]}: once must be given"
            )

    def in_steps(self, resolution_seconds: int) -> Changes:
        """Round moments given in seconds to whole steps, as transits are: halves go up.

        Of several changes of one arc that come to the same step, the last one holds.
        """
        step = (2 * self.step + resolution_seconds) // (2 * resolution_seconds)
        last = np.ones(len(step), bool)
        last[:-1] = (np.diff(self.arc) != 0) | (np.diff(step) != 0)
        return Changes(self.arc[last], step[last], self.capacity[last])


def in_windows(
    openings: Iterable[tuple[int, Windows]], capacity: NDArray[np.int64], seconds: int = 60
) -> Changes:
    """Return changes, in seconds, of arcs that are open within windows only.

    Parameters
    ----------
    openings
        (arc, windows) pairs, each arc once.
    capacity
        What each arc of the network takes while it is open, shape (arcs,).
    seconds
        Length of the unit in which windows are given: minutes, by default.
    """
    rows: list[tuple[int, int, int]] = []
    for arc, windows in openings:
        if not windows or windows.windows[0].start > 0:
            rows.append((arc, 0, 0))
        for window in windows:
            rows.append((arc, max(window.start, 0) * seconds, int(capacity[arc])))
            rows.append((arc, window.until * seconds, 0))
    return Changes(*np.array(rows, np.int64).reshape(-1, 3).T)


@dataclass(frozen=True, slots=True, eq=False)
class VaryingClearance:
    """A clearance time between a proven bound and a flow.

    Parameters
    ----------
    steps
        By then all are in sinks, by `witness`; None if no flow was found.
    bound_steps
        All need at least so long, by `binding`; None if no time suffices.
    resolution_seconds
        Length of a step.
    cut_off
        Positions in the problem's `sources` of those that have vehicles but no way to any sink at
        any time, ascending. They are no part of anything else here.
    binding
        Why less than `bound_steps` does not suffice; None only if nobody has to move. Its crossing
        counts what each arc of the cut takes while it is in it, change by change.
    witness
        Why `steps` suffices. Vehicles may wait on the way.
    grid_steps
        Width, in steps, of the finest grid of times on which flows were looked for; 0: on none.
    method
        How the time came about: "static" (from problems without changes: the roads at their widest
        and at their narrowest), or "expanded" (time expansion).
    seconds_used
        Wall-clock time of the computation.
    """

    steps: int | None
    bound_steps: int | None
    resolution_seconds: int
    cut_off: NDArray[np.int64]
    binding: Binding | None
    witness: Witness | None
    grid_steps: int
    method: str
    seconds_used: float

    @property
    def exact(self) -> bool:
        """Whether the bound is attained."""
        return self.steps == self.bound_steps

    @property
    def gap(self) -> float | None:
        """(steps - bound_steps) / bound_steps; None where one of them is missing."""
        if self.steps is None or self.bound_steps is None:
            return None
        return (self.steps - self.bound_steps) / self.bound_steps if self.bound_steps else 0.0

    @property
    def clearance_seconds(self) -> int | None:
        """When all are in sinks, in seconds."""
        return None if self.steps is None else self.steps * self.resolution_seconds

    @property
    def bound_seconds(self) -> int | None:
        """The bound in seconds."""
        return None if self.bound_steps is None else self.bound_steps * self.resolution_seconds


def check_arcs(problem: StepProblem, changes: Changes) -> None:
    """Raise `UsageError` if `changes` name arcs that the problem does not have."""
    arcs = problem.network.arcs
    if len(changes.arc) and changes.arc[-1] >= arcs:
        raise UsageError(f"changes: arc is {changes.arc[-1]}: it must be an arc 0 to {arcs - 1}")
