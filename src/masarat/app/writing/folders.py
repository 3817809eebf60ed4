"""The folder that a plan's files go into, so that none takes the place of another plan's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from masarat.app.loading import PLAN, plan_path
from masarat.core.errors import UsageError
from masarat.plan.files import to_json
from masarat.scenario.clock import Clock, write_moment

if TYPE_CHECKING:
    from masarat.app.loading import Case
    from masarat.plan.document import Plan

OUT = Path("out")


def folder_of_plan(case: Case, out: Path | None) -> Path:
    """Return the folder for a plan of the scenario: `out`, or one with the scenario's name."""
    return out or OUT / Path(case.scenario.source).stem


def folder_of_rest(case: Case, out: Path | None, at: int, before: Path) -> Path:
    """Return the folder for a plan that was made anew at minute `at`.

    Parameters
    ----------
    out
        As asked; None: one with the scenario's name and the moment of the news.
    before
        Where the plan was read that is gone on from.

    Raises
    ------
    UsageError
        If that plan lies in this folder: it would be lost, and with it what was agreed.
    """
    folder = out or _of_moment(case, at)
    if folder.resolve() == plan_path(before).parent.resolve():
        msg = (
            f"--out: found {str(folder)!r}, where the plan lies that this one goes on from,"
            " expected another folder: both are needed to say what changed"
        )
        raise UsageError(msg)
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
        msg = f"--out: found none, and another plan in {folder}; expected a folder for this one"
        raise UsageError(msg)
    return folder


def _of_moment(case: Case, at: int) -> Path:
    moment = write_moment(Clock(case.scenario.start, case.scenario.end).moment(at))
    name = f"{Path(case.scenario.source).stem}-{moment}"
    return OUT / name.replace(" ", "-").replace(":", "")
