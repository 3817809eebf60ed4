"""From an instance to a checked plan and its files. No plan leaves unchecked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.app.instance_file import NAME, write_instance
from masarat.app.outputs import all_or_nothing
from masarat.core.errors import CheckFailed
from masarat.plan.checker import check
from masarat.planning import Options, solve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from masarat.app.loading import Case
    from masarat.plan.document import Plan
    from masarat.planning import Progress
    from masarat.scenario.instance import Instance


def make_plan(
    instance: Instance,
    options: Options,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """Plan `instance` and return the plan only if it passes the check.

    Raises
    ------
    CheckFailed
        If the planner made a plan that breaks a rule: a defect, not an output.
    """
    return checked(instance, solve(instance, options, progress, stop))


def checked(instance: Instance, plan: Plan) -> Plan:
    """Return `plan` if it passes the check.

    Raises
    ------
    CheckFailed
        With every broken rule.
    """
    verdict = check(instance, plan)
    if not verdict.ok:
        raise CheckFailed(str(verdict))
    return plan
