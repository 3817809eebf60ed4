"""What the reports, taken together, say of a place or a road at a moment.

A status is a pure function of a ledger, a subject and a moment, by the numbered clauses of
docs/status.md. `masarat.reports.statuses` has the functions that decide it:

    statuses(ledger, at, subjects=None, *, rules=RULES, known=None) -> dict[Subject, Status]
    status(ledger, subject, at, *, rules=RULES, known=None) -> Status
    route_status(ledger, places, at, *, corridor="", rules=RULES, known=None) -> RouteStatus
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from masarat.reports.report import Subject

Value = Literal["open", "closed", "contested", "controlled", "unknown"]
Bearing = Literal["for", "against", "aside"]

WEAKEST_FIRST: tuple[Value, ...] = ("closed", "contested", "unknown", "controlled", "open")
"""Values in the order of the weakest-link rule."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How one report bears on a status, and the clause by which it does.

    `bearing` is "aside" where the report says nothing on what the status is about.
    `says` is what it says on a question ("closed", "not clashes", "control government"); empty if
    nothing. `repeats` is the id of the report that it repeats, by a link or by its chain; empty if
    none.
    """

    report: str
    bearing: Bearing
    clause: str
    says: str = ""
    repeats: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that would change a status, and to which value (`by`: controlled by whom).

    Parameters
    ----------
    what
        Key of the words that say it: "open_reported", "closed_reported", "clashes_reported",
        "control_reported", "closed_denied", "clashes_denied", "control_denied" (somebody new says
        so now), "retracted", "stale".
    of
        The side whose control is reported or denied; else empty.
    to, by
        The value that it would become.
    at
        From when, where time alone does it ("stale"); else None.
    report
        Which report would have to be taken back; else empty.
    """

    what: str
    to: Value
    by: tuple[str, ...] = ()
    of: str = ""
    at: datetime | None = None
    report: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the reports say of a subject at a moment.

    Parameters
    ----------
    subject, at
        Of what, and when.
    value
        open, closed, contested, controlled (by `by`) or unknown.
    by
        Ids of the sides in control, whatever the value, where that is undisputed.
    evidence
        Every report about the subject that was known and not taken back, each once: those for the
        value, those against it, those that say nothing on it.
    clauses
        Numbers of the clauses of docs/status.md that decided it, in order.
    changes
        What would change it.
    """

    subject: Subject
    at: datetime
    value: Value
    by: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    clauses: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def reports_for(self) -> tuple[str, ...]:
        """Ids of the reports that it rests on."""
        return tuple(each.report for each in self.evidence if each.bearing == "for")

    @property
    def reports_against(self) -> tuple[str, ...]:
        """Ids of the reports that speak against it."""
        return tuple(each.report for each in self.evidence if each.bearing == "against")


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteStatus:
    """The status of a route: that of its weakest part.

    `parts` are the statuses of the corridor itself and of all its places and links, in order;
    `weakest` those that decide. `by` are all sides in control along it, in order.
    """

    at: datetime
    value: Value
    by: tuple[str, ...]
    parts: tuple[Status, ...]
    weakest: tuple[Status, ...]

    @property
    def reports_for(self) -> tuple[str, ...]:
        """Ids of the reports that it rests on."""
        return tuple(dict.fromkeys(r for part in self.weakest for r in part.reports_for))

    @property
    def reports_against(self) -> tuple[str, ...]:
        """Ids of the reports that speak against it."""
        return tuple(dict.fromkeys(r for part in self.weakest for r in part.reports_against))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The figures in the clauses of docs/status.md, in hours.

    Parameters
    ----------
    stale_fighting, stale_passage, stale_control
        After how many hours a statement no longer decides.
    apart
        Statements of different sources that are further apart in time are a change, not a
        contradiction.
    """

    stale_fighting: int = 24
    stale_passage: int = 72
    stale_control: int = 168
    apart: int = 12


RULES = Rules()
