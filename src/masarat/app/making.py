"""From an instance to a checked plan and its files. No plan leaves unchecked."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NewType

from masarat.app.instance_file import NAME as INSTANCE
from masarat.app.instance_file import write_instance
from masarat.app.loading import PLAN
from masarat.app.writing.atomic import all_or_nothing
from masarat.app.writing.writable import refuse_scenario
from masarat.core.errors import CheckFailed
from masarat.network.build import corridor_geometry
from masarat.plan.checker import check
from masarat.plan.document import Plan
from masarat.plan.files import to_json
from masarat.publish import write_all
from masarat.publish.files import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from masarat.app.loading import Case
    from masarat.app.streets.basis import Basis
    from masarat.planning import Options, Progress
    from masarat.planning.replan import Change
    from masarat.scenario.instance import Instance

REPORT = "report.html"

Checked = NewType("Checked", Plan)
"""A plan that passed the check: only such plans are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How the files are written.

    Parameters
    ----------
    lang
        "ar", "en" or "ru".
    report
        Whether to write report.html.
    """

    lang: str = "en"
    report: bool = True


def make_plan(
    instance: Instance,
    options: Options,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    basis: Basis | None = None,
) -> Checked:
    """Plan `instance` and return the plan only if it passes the check.

    `basis` is what is known of its streets, where the instance was built with it.

    Raises
    ------
    CheckFailed
        If the planner made a plan that breaks a rule: a defect, not an output.
    """
    from masarat.planning import solve

    made = solve(instance, options, progress, stop)
    return checked(instance, _told(instance, made, basis))


def remake_plan(
    case: Case,
    plan: Plan,
    change: Change,
    options: Options,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> tuple[Case, Checked]:
    """Plan the rest of `plan` anew after `change`; return it with the case that it is of.

    Raises
    ------
    CheckFailed
        If the new plan breaks a rule: a defect, not an output.
    UsageError
        If the change names what there is not.
    """
    from masarat.planning.replan import changed_instance, replan

    changed = replace(case, instance=changed_instance(case.instance, plan, change))
    made = replan(case.instance, plan, change, options, progress, stop)
    return changed, checked(changed.instance, _told(changed.instance, made, case.basis))


def _told(instance: Instance, plan: Plan, basis: Basis | None) -> Plan:
    """Return `plan` with the reports that it rests on, if there are any."""
    return plan if basis is None else basis.told(instance, plan)


def checked(instance: Instance, plan: Plan) -> Checked:
    """Return `plan` if it passes the check.

    Raises
    ------
    CheckFailed
        With every broken rule.
    """
    verdict = check(instance, plan)
    if not verdict.ok:
        raise CheckFailed(str(verdict))
    return Checked(plan)


def write_outputs(case: Case, plan: Plan, folder: Path, style: Style) -> tuple[Path, ...]:
    """Check `plan`, then write all its files into `folder` and return their paths.

    Raises
    ------
    CheckFailed
        If the plan breaks a rule: nothing is written.
    OSError
        If the folder cannot be written to.
    """
    return write_checked(case, checked(case.instance, plan), folder, style)


def write_checked(case: Case, plan: Checked, folder: Path, style: Style) -> tuple[Path, ...]:
    """Write all files of a plan that passed the check into `folder` and return their paths.

    Files that an earlier plan had there and this one has not are removed.

    Raises
    ------
    UsageError
        If the folder holds a scenario.
    OSError
        If the folder cannot be written to.
    """
    from masarat.app.streets.shown import shown

    refuse_scenario(folder)
    with all_or_nothing(folder, _stale(folder)) as scratch:
        (scratch / PLAN).write_bytes(to_json(plan))
        write_instance(case.instance, scratch / INSTANCE)
        if case.basis is not None:
            from masarat.app.streets.basis import NAME as KEPT
            from masarat.app.streets.files import ledger_bytes

            (scratch / KEPT).write_bytes(ledger_bytes(case.basis.ledger))
        write_all(
            case.scenario,
            case.instance,
            plan,
            scratch,
            lang=style.lang,
            geometry=corridor_geometry(case.scenario, availability=case.availability),
            reported=shown(case.basis, case.scenario),
        )
        if not style.report:
            (scratch / REPORT).unlink()
        names = sorted(path.name for path in scratch.iterdir())
    return tuple(folder / name for name in names)


def _stale(folder: Path) -> frozenset[str]:
    """Return the files that belong to the plan which lies in `folder`, if one does."""
    try:
        document = json.loads((folder / PLAN).read_bytes())
    except (OSError, ValueError):
        return frozenset()
    from masarat.app.streets.basis import NAME as KEPT

    rests_on_reports = isinstance(document, dict) and "rests_on" in document
    return NAMES | ({KEPT} if rests_on_reports else set())
