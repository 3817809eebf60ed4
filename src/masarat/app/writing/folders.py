"""The folder that a plan's files go into, so that none takes the place of another plan's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from masarat.app.loading import PLAN, plan_path, read_plan
from masarat.core.errors import PlanError, UsageError
from masarat.plan.files import to_json
from masarat.scenario.clock import Clock, write_moment
from masarat.scenario.document import is_workbook

if TYPE_CHECKING:
    from masarat.app.loading import Case
    from masarat.plan.document import Plan
    from masarat.scenario.instance import Instance

OUT = Path("out")


def folder_of_plan(case: Case, out: Path | None) -> Path:
    """Return the folder for a plan of the scenario: `out`, or one with the scenario's name."""
    return out or OUT / _name(case)


def folder_of_rest(case: Case, out: Path | None, rest: Instance, before: Path) -> Path:
    """Return the folder for a plan that is made anew of `rest`, what remains at a moment.

    Parameters
    ----------
    out
        As asked; None: one with the scenario's name and the moment of the news.
    before
        Where the plan was read that is gone on from.

    Raises
    ------
    UsageError
        If that plan lies in this folder: it would be lost, and with it what was agreed. If no
        folder is asked for, and a plan after other news lies where the files would go.
    """
    folder = out or _of_moment(case, rest.now)
    if folder.resolve() == plan_path(before).parent.resolve():
        msg = (
            f"--out: found {str(folder)!r}, where the plan lies that this one goes on from,"
            " expected another folder: both are needed to say what changed"
        )
        raise UsageError(msg)
    if out is None and (folder / PLAN).exists() and not _is_of(folder, rest):
        raise _another(folder)
    return folder


def folder_of_report(case: Case, out: Path | None, plan: Plan, *, anew: bool) -> Path:
    """Return the folder for the files of a plan that is written again.

    Parameters
    ----------
    anew
        Whether the plan goes on from what happened, so that it is not the scenario's first one.

    Raises
    ------
    UsageError
        If no folder is asked for, and another plan lies where the files would go.
    """
    folder = out or (_of_moment(case, case.instance.now) if anew else folder_of_plan(case, None))
    there = folder / PLAN
    if out is None and there.exists() and there.read_bytes() != to_json(plan):
        raise _another(folder)
    return folder


def _of_moment(case: Case, at: int) -> Path:
    moment = write_moment(Clock(case.scenario.start, case.scenario.end).moment(at))
    name = _name(case)
    return OUT / name.with_name(f"{name.name}-{moment.replace(' ', '-').replace(':', '')}")


def _name(case: Case) -> Path:
    """Return the scenario's path below where we are, so that no two share a folder; else its name.

    Only a workbook's ending is none of its name: "plan 1.1" is not "plan 1".
    """
    place, here = Path(case.scenario.source).resolve(), Path.cwd()
    place = place.with_suffix("") if is_workbook(place) else place
    return place.relative_to(here) if here in place.parents else Path(place.name)


def _is_of(folder: Path, instance: Instance) -> bool:
    try:
        return read_plan(folder).instance == instance.digest
    except PlanError:
        return False


def _another(folder: Path) -> UsageError:
    return UsageError(
        f"--out: found none, and another plan in {folder}; expected a folder for this one"
    )
