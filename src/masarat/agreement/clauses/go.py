"""What holds a convoy back: each clause returns it, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.agreement.law import Clause
from masarat.core.instants import write_instant

if TYPE_CHECKING:
    from masarat.agreement.cases import GoCase


def gate_open(case: GoCase) -> str:
    """Convoys go only while the gate is open."""
    return "" if case.verdict.in_force else f"{case.verdict.agreement} is not in force"


def on_timetable(case: GoCase) -> str:
    """The convoy is on a timetable of the current revision."""
    return "" if case.planned else f"no timetable has a convoy {case.convoy}"


def corridor_free(case: GoCase) -> str:
    """The convoy's corridor is not suspended."""
    if case.planned is None:
        return ""
    for suspension in case.suspensions:
        if suspension.corridor == case.planned.corridor:
            return f"{suspension.corridor} is suspended: {suspension.incident}"
    return ""


def still_here(case: GoCase) -> str:
    """The convoy has not departed, unless it turned back since."""
    departed = case.moment.taken("departed", case.convoy)
    back = case.moment.taken("turned-back", case.convoy)
    last = max((taken.act["at"] for taken in departed), default="")
    if not last or any(taken.act["at"] >= last for taken in back):
        return ""
    return f"departed at {last}"


def not_early(case: GoCase) -> str:
    """The convoy does not depart before its time on the table."""
    if case.planned is None or case.planned.departs <= case.moment.at:
        return ""
    return f"departs at {write_instant(case.planned.departs)}, not before"


GO = (
    Clause("M1", gate_open),
    Clause("M2", on_timetable),
    Clause("M3", corridor_free),
    Clause("M4", still_here),
    Clause("M5", not_early),
)
