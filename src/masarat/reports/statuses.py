"""Statuses of places, links and corridors at a moment: pure functions of a ledger."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from masarat.core.errors import UsageError
from masarat.reports.changes import Among, changes
from masarat.reports.clauses.looking import published_by_then
from masarat.reports.clauses.routes import covered, takes_part, weakest
from masarat.reports.deciding import decide
from masarat.reports.index import NOTHING, put_together
from masarat.reports.report import Subject, corridor, link, place
from masarat.reports.said import Statement
from masarat.reports.status import RULES, Evidence, RouteStatus, Rules, Status
from masarat.reports.takenback import gone, takers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from masarat.reports.deciding import Judged
    from masarat.reports.index import Heard, Index
    from masarat.reports.ledger import Ledger
    from masarat.reports.status import Bearing

_STATUS_KINDS = ("place", "link", "corridor")


def statuses(
    ledger: Ledger,
    at: datetime,
    subjects: Iterable[Subject] | None = None,
    *,
    rules: Rules = RULES,
    known: datetime | None = None,
) -> dict[Subject, Status]:
    """Return what the reports, taken together, say of each subject at a moment.

    Parameters
    ----------
    ledger
        The reports.
    at
        The moment.
    subjects
        Of what; if None, every place, link and corridor that a report is about.
    rules
        The figures in the clauses.
    known
        Until when reports are looked at: those published later are not. If None, until `at`; later
        for hindsight.

    Raises
    ------
    UsageError
        If a moment has no time zone, or text stands for a subject.
    """
    index = ledger.index
    seconds, until = _seconds(at), _seconds(known or at)
    away = gone(index, until)
    wanted = (
        (each for each in index.heard if each.kind in _STATUS_KINDS)
        if subjects is None
        else map(_subject, subjects)
    )
    return {each: _status(index, each, seconds, until, away, rules) for each in wanted}


def status(
    ledger: Ledger,
    subject: Subject,
    at: datetime,
    *,
    rules: Rules = RULES,
    known: datetime | None = None,
) -> Status:
    """Return the status of one subject; see `statuses`.

    Raises
    ------
    UsageError
        As for `statuses`.
    """
    return statuses(ledger, at, (subject,), rules=rules, known=known)[subject]


def route_status(
    ledger: Ledger,
    places: Sequence[str],
    at: datetime,
    *,
    corridor_id: str = "",
    rules: Rules = RULES,
    known: datetime | None = None,
) -> RouteStatus:
    """Return the status of a route: that of its weakest part.

    Parameters
    ----------
    places
        Ids of its places in order.
    corridor_id
        Id of the corridor that it is; empty for a route that is none.
    ledger, at, rules, known
        As for `statuses`.

    Raises
    ------
    UsageError
        As for `statuses`.
    """
    whole_route = [corridor(corridor_id)] if corridor_id else []
    legs = [(link(here, there), place(there)) for here, there in pairwise(places)]
    wanted = [*whole_route, *map(place, places[:1]), *(each for leg in legs for each in leg)]
    found = statuses(ledger, at, wanted, rules=rules, known=known)
    whole = found.get(corridor(corridor_id)) if corridor_id else None
    parts = tuple(part for part in found.values() if takes_part(part))
    values = [covered(part, whole) for part in parts]
    value = weakest(values) if values else "unknown"
    weak = tuple(part for part, its in zip(parts, values, strict=True) if its == value)
    return RouteStatus(
        at=at,
        value=value,
        by=tuple(dict.fromkeys(side for part in parts for side in part.by)),
        parts=parts,
        weakest=weak,
    )


def _seconds(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise UsageError(f"found {moment}, expected a moment with a time zone")
    return int(moment.timestamp())


def _subject(named: Subject) -> Subject:
    given: object = named
    if isinstance(given, str):
        hint = f"such as place({given!r}) of masarat.reports.report"
        raise UsageError(f"found {given!r}, expected a subject, {hint}")
    return named


def _status(
    index: Index, subject: Subject, at: int, known: int, away: frozenset[str], rules: Rules
) -> Status:
    moment = datetime.fromtimestamp(at, UTC)
    heard = index.heard.get(subject, NOTHING)
    statements = _looked_at(heard, known, away)
    decision = decide(statements, at, rules)
    evidence = _evidence(decision.judged)
    shown = {each.report for each in evidence}
    silent = tuple(
        Evidence(report, "aside", clause)
        for published, report, clause in heard.silent
        if published_by_then(published, known) and report not in away and report not in shown
    )
    return Status(
        subject=subject,
        at=moment,
        value=decision.value,
        by=decision.by,
        evidence=(*evidence, *silent),
        clauses=decision.clauses,
        changes=changes(statements, decision, at, rules, Among(index.sides, takers(index, known))),
    )


def _looked_at(heard: Heard, known: int, away: frozenset[str]) -> list[Statement]:
    """Return the statements that are looked at (K1 to K4); made anew where one is taken back."""
    statements: Iterable[Statement] = heard.statements
    if not away.isdisjoint(heard.rests):
        statements = put_together(
            each for each in heard.said if each.report not in away and each.rests not in away
        )
    return [
        Statement(each.first, [o for o in each.others if published_by_then(o.published, known)])
        if each.others
        else each
        for each in statements
        if published_by_then(each.first.published, known)
    ]


def _evidence(judged: Iterable[Judged]) -> list[Evidence]:
    """Return every report once, those for it first, then those against it."""
    found: dict[Bearing, list[Evidence]] = {"for": [], "against": [], "aside": []}
    for statement, bearing, clause in judged:
        says, first = str(statement.first.reading), statement.first.report
        found[bearing].append(Evidence(first, bearing, clause, says))
        found[bearing] += [
            Evidence(each.report, bearing, clause, says, first) for each in statement.others
        ]
    every = [each for kept in found.values() for each in kept]
    seen: set[str] = set()
    once = []
    for each in every:  # one that supports or contradicts several may stand here more than once
        if each.report not in seen:
            seen.add(each.report)
            once.append(each)
    return once
