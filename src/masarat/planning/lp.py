"""A thin, quiet, deterministic way to HiGHS for linear and small integer programs."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import highspy
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

INF = highspy.kHighsInf
_SHUTTING = threading.Lock()  # two threads at once would keep the shut descriptor as the open one


@dataclass(slots=True)
class Program:
    """A minimisation program, collected column by column and row by row."""

    costs: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integers: list[int] = field(default_factory=list)
    rows: list[tuple[float, float, list[int], list[float]]] = field(default_factory=list)

    def column(
        self,
        cost: float = 0.0,
        lower: float = 0.0,
        upper: float = INF,
        *,
        integer: bool = False,
    ) -> int:
        """Add a column and return its number."""
        self.costs.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        if integer:
            self.integers.append(len(self.costs) - 1)
        return len(self.costs) - 1

    def row(self, lower: float, upper: float, terms: list[tuple[int, float]]) -> int:
        """Add lower <= sum of terms <= upper and return the row's number."""
        columns = [column for column, _ in terms]
        self.rows.append((lower, upper, columns, [value for _, value in terms]))
        return len(self.rows) - 1

    def duals(self) -> list[float]:
        """Return the dual values of the rows of the linear program; zeros without a solution."""
        solver = quiet_solver()
        solver.passModel(self._model())
        solver.run()
        solution = solver.getSolution()
        return list(solution.row_dual) if solution.dual_valid else [0.0] * len(self.rows)

    def solve(self, *, gap: float = 1e-3, nodes: int = 2000) -> list[float] | None:
        """Return the values of the columns, or None when there is no solution.

        Integer programs stop at a relative `gap` or after `nodes` nodes, never by the clock.
        """
        solver = quiet_solver()
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("mip_max_nodes", nodes)
        solver.passModel(self._model())
        solver.run()
        solution = solver.getSolution()
        status = solver.getModelStatus()
        good = status in {
            highspy.HighsModelStatus.kOptimal,
            highspy.HighsModelStatus.kSolutionLimit,
        }
        return list(solution.col_value) if good and solution.value_valid else None

    def _model(self) -> highspy.HighsLp:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.costs), len(self.rows)
        lp.col_cost_ = np.array(self.costs, float)
        lp.col_lower_ = np.array(self.lower, float)
        lp.col_upper_ = np.array(self.upper, float)
        lp.row_lower_ = np.array([row[0] for row in self.rows], float)
        lp.row_upper_ = np.array([row[1] for row in self.rows], float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lengths = [len(row[2]) for row in self.rows]
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        lp.a_matrix_.index_ = np.array([c for row in self.rows for c in row[2]], np.int32)
        lp.a_matrix_.value_ = np.array([v for row in self.rows for v in row[3]], float)
        if self.integers:
            kinds = [highspy.HighsVarType.kContinuous] * len(self.costs)
            for column in self.integers:
                kinds[column] = highspy.HighsVarType.kInteger
            lp.integrality_ = kinds
        return lp


def program_of(
    table: NDArray[np.float64],
    costs: NDArray[np.float64],
    upper: NDArray[np.float64] | float,
    rows: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> highspy.HighsLp:
    """Return the minimisation program over a whole table, whose columns begin at 0.

    Parameters
    ----------
    table
        What each column adds to each row, [column, row].
    costs, upper
        By column.
    rows
        The least and the most that each row may have.
    """
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = table.shape
    lp.col_cost_, lp.col_lower_ = costs, np.zeros(len(table))
    lp.col_upper_ = np.broadcast_to(upper, len(table)).copy()
    lp.row_lower_, lp.row_upper_ = rows
    columns, across = np.nonzero(table)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.searchsorted(columns, np.arange(len(table) + 1)).astype(np.int32)
    lp.a_matrix_.index_ = across.astype(np.int32)
    lp.a_matrix_.value_ = table[columns, across]
    return lp


PRIMAL = 4
"""HiGHS's number for the primal simplex method."""


def growing_solver() -> highspy.Highs:
    """Return a quiet solver for a program that gets columns: the solution stays feasible."""
    solver = quiet_solver()
    solver.setOptionValue("simplex_strategy", PRIMAL)
    return solver


def quiet_solver() -> highspy.Highs:
    """Return a HiGHS instance that prints nothing and runs on one thread.

    HiGHS allows one number of threads in a process. Where somebody has used it with another before,
    every run would fail, so that is put right here.
    """
    with _standard_output_shut():
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)  # noqa: FBT003
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 1)
    if solver.run() == highspy.HighsStatus.kError:  # even without a model
        highspy.Highs.resetGlobalScheduler(True)  # noqa: FBT003
    return solver


@contextmanager
def _standard_output_shut() -> Iterator[None]:
    """Shut file descriptor 1: HiGHS 1.16 greets there when it is made, whatever its options say."""
    with _SHUTTING:
        if sys.stdout is not None:
            sys.stdout.flush()
        try:
            kept = os.dup(1)
        except OSError:  # it was shut by whoever started this process
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)
            os.close(nowhere)
