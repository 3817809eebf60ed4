"""Figures side by side: what different sources count of the same, however much they differ."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.reports.clauses.sources import source_of
from masarat.reports.index import seconds
from masarat.reports.sides import Names, name_key
from masarat.reports.takenback import gone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from masarat.reports.ledger import Ledger
    from masarat.reports.report import Report, Subject, When


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one source: the first report of it, and those that repeat it."""

    number: int
    report: Report
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted of a subject in a period, and every figure for it, the least first."""

    subject: Subject
    what: str
    when: When | None
    figures: tuple[Figure, ...]

    @property
    def agree(self) -> bool:
        """Whether all figures are the same."""
        return len({figure.number for figure in self.figures}) == 1


def figures(
    ledger: Ledger,
    known: datetime,
    *,
    subject: Subject | None = None,
    what: str = "",
    during: When | None = None,
) -> tuple[Figures, ...]:
    """Return all figures by subject, by what is counted, and by period.

    Two periods are one if half of the longer is common to both.

    Parameters
    ----------
    known
        What was published later, or is taken back by then, is left out.
    subject, what
        Of what only, and of which count only.
    during
        Only figures of this period.
    """
    until = int(known.timestamp())
    away = gone(ledger.index, until)
    names = Names(ledger.sources.values())
    counted = [
        report
        for report in sorted(ledger.reports.values(), key=lambda e: (e.published.start, e.id))
        if report.claim.number is not None
        and report.published.start <= known
        and report.id not in away
        and (not what or name_key(report.claim.what) == name_key(what))
        and (during is None or (report.occurred and _one_period(report.occurred, during)))
    ]
    about: dict[tuple[Subject, str], list[list[Report]]] = defaultdict(list)
    for report in counted:
        for each in report.about:
            if subject in (None, each):
                _put(about[each, name_key(report.claim.what)], report)

    def source(report: Report) -> str:
        first = ledger.reports[ledger.index.repeats.get(report.id, report.id)]
        return names.source(source_of(first).name)

    return tuple(
        Figures(each, counts, period[0].occurred, _figures(period, source))
        for (each, counts), periods in sorted(about.items())
        for period in sorted(periods, key=lambda period: _span(period[0].occurred))
    )


def _put(periods: list[list[Report]], report: Report) -> None:
    """Put a report to those of its period, if there are some."""
    for period in periods:
        if _one_period(period[0].occurred, report.occurred):
            period.append(report)
            return
    periods.append([report])


def _figures(reports: Iterable[Report], source: Callable[[Report], str]) -> tuple[Figure, ...]:
    by_source: dict[tuple[int, str], list[Report]] = defaultdict(list)
    for report in reports:
        by_source[report.claim.number or 0, source(report)].append(report)
    return tuple(
        Figure(number, first, tuple(each.id for each in repeated))
        for (number, _), (first, *repeated) in sorted(by_source.items(), key=lambda item: item[0])
    )


def _span(when: When | None) -> tuple[int, int]:
    return seconds(when) if when else (0, 0)


def _one_period(one: When | None, other: When | None) -> bool:
    if one is None or other is None:
        return one is other
    (start, until), (since, end) = seconds(one), seconds(other)
    common = min(until, end) - max(start, since)
    return 2 * common >= max(until - start, end - since)
