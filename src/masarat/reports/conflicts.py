"""Which reports say the contrary of one another, or count the same otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.reports.figures import figures

if TYPE_CHECKING:
    from datetime import datetime

    from masarat.reports.ledger import Ledger
    from masarat.reports.report import Report


def conflicting(ledger: Ledger, report: Report, known: datetime) -> tuple[Report, ...]:
    """Return the reports that conflict with one, in the order of publication.

    Those whose reading of a common subject cannot be so beside this one's, whenever they were
    published until `known`; and those that count the same of it in the same period, and find
    another number. Which of them counts, the status of the subject says.
    """
    found: set[str] = set()
    for subject in report.about:
        said = ledger.index.heard[subject].said
        own = [each.reading for each in said if each.report == report.id]
        found |= {
            each.report for each in said if any(each.reading.conflicts(reading) for reading in own)
        }
    if report.claim.number is not None:
        for side_by_side in figures(ledger, known, what=report.claim.what):
            numbers = {
                name: figure.number
                for figure in side_by_side.figures
                for name in (figure.report.id, *figure.repeated)
            }
            own_number = numbers.get(report.id)
            if own_number is not None:
                found |= {name for name, number in numbers.items() if number != own_number}
    others = (ledger.reports[name] for name in found if name != report.id)
    until = (each for each in others if each.published.start <= known)
    return tuple(sorted(until, key=lambda each: (each.published.start, each.id)))
