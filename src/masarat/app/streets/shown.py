"""From a ledger to what publishers show of streets: every status, whatever it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from masarat.app.streets.effects import subjects_of
from masarat.app.streets.spans import named, statuses_over_time
from masarat.publish.streets import Reported, Said, Span, Street

if TYPE_CHECKING:
    from masarat.app.streets.basis import Basis
    from masarat.reports.ledger import Ledger
    from masarat.reports.status import Evidence, Status
    from masarat.scenario.clock import Clock
    from masarat.scenario.document import Scenario


def shown(basis: Basis | None, scenario: Scenario) -> Reported:
    """Return the statuses of all streets of `scenario` that reports speak of, over time."""
    if basis is None:
        return Reported()
    clock, ledger = scenario.clock, basis.ledger
    streets = []
    for subject in subjects_of(ledger, scenario):
        found = statuses_over_time(ledger, subject, clock, basis.known)
        if spans := tuple(_span(ledger, clock, *each) for each in found):
            kind = cast("Literal['corridor', 'place', 'link']", subject.kind)
            streets.append(Street(kind=kind, ids=subject.ids, spans=spans))
    sides = {side.id: side.names for side in ledger.sides.values()}
    return Reported(streets=tuple(streets), sides=sides)


def _span(ledger: Ledger, clock: Clock, start: int, until: int, status: Status) -> Span:
    told = {each.report: each for each in status.evidence}
    for_it, against = ([told[report] for report in reports] for reports in named(status))
    return Span(
        start=start,
        until=until,
        status=status.value,
        by=status.by,
        reports=tuple(_said(ledger, clock, each) for each in for_it),
        against=tuple(_said(ledger, clock, each) for each in against),
    )


def _said(ledger: Ledger, clock: Clock, evidence: Evidence) -> Said:
    report = ledger.reports[evidence.report]
    return Said(
        id=report.id,
        said_by=report.said_by.name if report.said_by else "",
        through=tuple(source.name for source in report.through),
        published_by=report.published_by.name,
        published=clock.minute(report.published.start),
        says=evidence.says,
        quote=report.quote.text if report.quote else "",
    )
