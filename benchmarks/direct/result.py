"""What a direct model answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from masarat.plan.document import Plan


class Status(StrEnum):
    """How far a direct model came in its time."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "nothing"
    NOT_MODELLED = "not modelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectResult:
    """One run of a direct model.

    Parameters
    ----------
    model
        Which model.
    status
        Of the model; `OPTIMAL` speaks of the model, which may be coarser than the rules.
    clearance
        Best clearance time found, in minutes; None without a solution.
    bound
        The model's own lower bound on `clearance`; None where it has none.
    left
        People left behind by the best solution.
    seconds
        Wall-clock time of building and solving.
    plan
        The solution as a plan, where the model is exact enough to be decoded.
    note
        What a reader of the table must know.
    """

    model: str
    status: Status
    clearance: int | None = None
    bound: float | None = None
    left: int | None = None
    seconds: float
    plan: Plan | None = None
    note: str = ""
