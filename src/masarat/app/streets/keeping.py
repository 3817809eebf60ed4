"""The reports that a plan rests on, found again: beside it, or in a ledger that holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.core.errors import Fault, PlanError

if TYPE_CHECKING:
    from pathlib import Path

    from masarat.app.streets.basis import Basis
    from masarat.plan.document import Plan
    from masarat.scenario.document import Scenario


def basis_of_plan(plan: Plan, scenario: Scenario, file: Path | None) -> Basis | None:
    """Return what `plan` rests on; None if it was made without reports.

    Parameters
    ----------
    file
        The reports that were kept with the plan, or a ledger that holds them.

    Raises
    ------
    PlanError
        If there is no file, or it holds other reports than those that the plan rests on.
    InputError, JournalError
        If the file cannot be read.
    """
    if plan.rests_on is None:
        return None
    from masarat.app.streets.basis import NAME, basis_of
    from masarat.app.streets.files import ledger_at

    if file is None:
        expected = "the reports that `masarat plan` wrote beside the plan, or --reports"
        raise PlanError([Fault(file=NAME, found="no such file", expected=expected)])
    return basis_of(plan, ledger_at(file, scenario.clock.zone), scenario, str(file))
