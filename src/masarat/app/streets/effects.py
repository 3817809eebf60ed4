"""What statuses do to a scenario's corridors, places and links: from a ledger to `Availability`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from masarat.app.streets.spans import spans
from masarat.core.availability import Availability, Caution, Opening
from masarat.core.windows import Window, Windows
from masarat.reports.entries import Things
from masarat.reports.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from masarat.app.streets.spans import Span
    from masarat.core.availability import Kind
    from masarat.reports.report import Subject
    from masarat.scenario.document import Scenario


def known_ledger(ledger: Ledger, scenario: Scenario, known: datetime) -> Ledger:
    """Return the part of `ledger` that was published by `known` and can matter for `scenario`.

    That is the reports about its corridors, places and links, those that are linked to them, and
    what is noted about reports, sources and sides.
    """
    ours = set(subjects_of(ledger, scenario))
    published = {
        name: report for name, report in ledger.reports.items() if report.published.start <= known
    }
    kept = {name for name, report in published.items() if not ours.isdisjoint(report.about)}
    grown = True
    while grown:
        ends = [{link.report, link.target} & published.keys() for link in ledger.links]
        linked = {name for pair in ends if pair & kept for name in pair}
        grown = not linked <= kept
        kept |= linked
    links = tuple(link for link in ledger.links if {link.report, link.target} - {""} <= kept)
    gradings = (each for each in ledger.gradings if each.source or each.report in kept)
    return Ledger.of(
        Things(
            reports=tuple(published[name] for name in sorted(kept)),
            links=links,
            gradings=tuple(gradings),
            sides=tuple(ledger.sides.values()),
            sources=tuple(ledger.sources.values()),
        )
    )


def availability_of(ledger: Ledger, scenario: Scenario, known: datetime) -> Availability:
    """Return when streets are open and to whom, and what is to be warned of.

    Parameters
    ----------
    ledger
        Only subjects on which some report says something count: what nobody speaks of is as the
        scenario has it.
    known
        Reports published later are not known. What is known then decides for the whole scenario,
        until it is stale.
    """
    openings: list[Opening] = []
    cautions: list[Caution] = []
    for subject in subjects_of(ledger, scenario):
        for span in spans(ledger, subject, scenario.clock, known):
            openings += _openings(span, scenario)
            cautions += _cautions(span, scenario)
    return Availability(tuple(openings), tuple(cautions))


def subjects_of(ledger: Ledger, scenario: Scenario) -> list[Subject]:
    """Return the corridors, places and links of `scenario` that a report is about, in order."""
    places = {place.id for place in scenario.places}
    known = {"corridor": {each.id for each in scenario.corridors}, "place": places, "link": places}
    spoken = {subject for report in ledger.reports.values() for subject in report.about}
    return sorted(each for each in spoken if set(each.ids) <= known.get(each.kind, set()))


def _openings(span: Span, scenario: Scenario) -> Iterator[Opening]:
    rules = scenario.reports.rules(span.status)
    barred = tuple(rule.to for rule in rules if rule.does == "forbid")
    closed = any(rule.does == "close" for rule in rules)
    if closed or barred:
        whole = Windows.of([Window(0, scenario.end)])
        yield Opening(
            kind=cast("Kind", span.subject.kind),
            ids=span.subject.ids,
            windows=whole.minus(span.windows),
            reason=span.status,
            reports=span.reports,
            against=span.against,
            barred=() if closed else barred,
        )


def _cautions(span: Span, scenario: Scenario) -> Iterator[Caution]:
    if any(rule.does == "warn" for rule in scenario.reports.rules(span.status)):
        yield Caution(
            kind=cast("Kind", span.subject.kind),
            ids=span.subject.ids,
            windows=span.windows,
            reason=span.status,
            reports=span.reports,
            against=span.against,
        )
