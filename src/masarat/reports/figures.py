"""Figures side by side: what different sources count of the same, however much they differ."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.reports.sides import Names, name_key
from masarat.reports.takenback import gone

if TYPE_CHECKING:
    from datetime import datetime

    from masarat.reports.ledger import Ledger
    from masarat.reports.report import Report, Subject


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one source: the first report of it, and those that repeat it."""

    number: int
    report: Report
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted of a subject, and every figure for it, the least first."""

    subject: Subject
    what: str
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
    during: tuple[datetime, datetime] | None = None,
) -> tuple[Figures, ...]:
    """Return all figures by subject and by what is counted.

    Parameters
    ----------
    known
        What was published later, or is taken back by then, is left out.
    subject, what
        Of what only, and of which count only.
    during
        Only figures of an interval that shares a moment with this one; those that do not tell
        are kept.
    """
    until = int(known.timestamp())
    away = gone(ledger.index, until)
    names = Names(ledger.sources.values())
    found: dict[tuple[Subject, str], dict[tuple[int, str], list[Report]]]
    found = defaultdict(lambda: defaultdict(list))
    ordered = sorted(ledger.reports.values(), key=lambda each: (each.published.start, each.id))
    for report in ordered:
        claim = report.claim
        left_out = report.id in away or report.published.start > known
        if claim.number is None or left_out or not _during(report, during):
            continue
        first = ledger.reports[ledger.index.repeats.get(report.id, report.id)]
        source = next((each for each in first.chain if each.named), first.published_by)
        for about in report.about:
            if subject in (None, about) and what in ("", claim.what):
                key = claim.number, names.source(source.name)
                found[about, name_key(claim.what)][key].append(report)
    return tuple(
        Figures(about, counted, _figures(by_source))
        for (about, counted), by_source in sorted(found.items())
    )


def _figures(by_source: dict[tuple[int, str], list[Report]]) -> tuple[Figure, ...]:
    return tuple(
        Figure(number, first, tuple(each.id for each in repeated))
        for (number, _), (first, *repeated) in sorted(by_source.items(), key=lambda item: item[0])
    )


def _during(report: Report, during: tuple[datetime, datetime] | None) -> bool:
    occurred = report.occurred
    if during is None or occurred is None:
        return True
    start, until = during
    return occurred.start < until and (occurred.until is None or start < occurred.until)
