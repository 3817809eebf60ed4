"""What a plan says of streets, in lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.core.windows import Window, Windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from masarat.app.loading import Case
    from masarat.app.streets.news import Newer
    from masarat.core.windows import Windows as Spans
    from masarat.plan.document import Passed, Plan
    from masarat.reports.ledger import Ledger
    from masarat.scenario.clock import Clock
    from masarat.scenario.instance import StreetStatus

MOST = 6
"""Names and reports listed in one line."""


def street_lines(case: Case, plan: Plan) -> Iterator[str]:
    """Say what is gone round, closed, forbidden or warned of, and by which reports."""
    if plan.rests_on is None or case.basis is None:
        return
    clock, ledger = case.scenario.clock, case.basis.ledger
    known = f"{clock.moment(clock.minute(case.basis.known)):%Y-%m-%d %H:%M}"
    count = len(ledger.reports)
    reports = f"{count:,} report{'' if count == 1 else 's'}"
    yield f"Reports known until {known}: {reports} about this scenario's streets"
    for street in plan.rests_on.streets:
        closed, cut = _closed_corridors(case, street), _cut(case, street)
        yield f"  {_subject(street.kind, street.ids)} is {_status(street, clock)}: " + "; ".join(
            [
                *_done(street),
                *([f"no other way for {_some(closed)}"] if closed else []),
                *([f"no other way {_some(cut)}"] if cut else []),
                _reports(ledger, street),
            ]
        )


def newer_lines(case: Case, newer: Sequence[Newer]) -> Iterator[str]:
    """Say which streets have another status by now than the plan rests on."""
    if not newer:
        return
    clock = case.scenario.clock
    yield "Newer reports would change what this plan rests on:"
    for each in newer:
        passed = f", passed by {_some(each.passed_by)}" if each.passed_by else ""
        yield (
            f"  {_subject(each.kind, each.ids)} was {_was(each.before)}, is now"
            f" {_spans(each.after, clock)}{passed};"
            f" reports: {_listed(each.ledger, each.reports)}"
        )


def _subject(kind: str, ids: Iterable[str]) -> str:
    return f"{kind} {' - '.join(ids)}"


def _status(street: Passed, clock: Clock) -> str:
    return f"{street.status}{_when(street.windows, clock)}"


def _when(windows: Spans, clock: Clock) -> str:
    if windows == Windows.of([Window(0, clock.end)]):
        return ""
    spans = [f"from {clock.write(w.start)} until {clock.write(w.until)}" for w in windows]
    return " " + " and ".join(spans[:MOST])


def _was(before: Sequence[str]) -> str:
    return ", then ".join(before) or "not spoken of"


def _spans(after: Sequence[tuple[str, Spans]], clock: Clock) -> str:
    return (
        ", ".join(f"{word}{_when(windows, clock)}" for word, windows in after) or "without effect"
    )


def _done(street: Passed) -> Iterator[str]:
    if street.avoided_by:
        yield f"{_some(street.avoided_by)} goes round it"
    if street.does == "forbid":
        yield f"forbidden to {_some(street.barred)}"
    for names, noun in ((street.convoys, "convoy"), (street.empty_trips, "empty trip")):
        if names:
            passes = f"{noun} passes" if len(names) == 1 else f"{noun}s pass"
            yield f"{len(names):,} {passes} it ({_some(names)})"
    if not (street.avoided_by or street.convoys or street.empty_trips or street.barred):
        yield "nobody passes it"


def _closed_corridors(case: Case, street: Passed) -> tuple[str, ...]:
    """Return the corridors whose only way is closed by this street at some minute."""
    statuses = _statuses(case, street) if street.does == "close" else ()
    return tuple(sorted({c for status in statuses for c in status.corridors}))


def _cut(case: Case, street: Passed) -> tuple[str, ...]:
    """Return the ways to and from corridors that there are no more because of this street."""
    cuts = {pair for status in _statuses(case, street) for pair in status.cuts}
    return tuple(f"from {start} to {end}" for start, end in sorted(cuts))


def _statuses(case: Case, street: Passed) -> Iterator[StreetStatus]:
    for status in case.instance.statuses:
        if (status.kind, status.ids, status.does) == (street.kind, street.ids, street.does):
            yield status


def _reports(ledger: Ledger, street: Passed) -> str:
    against = f"; against: {_listed(ledger, street.against)}" if street.against else ""
    return f"reports: {_listed(ledger, street.reports)}{against}"


def _listed(ledger: Ledger, reports: Sequence[str]) -> str:
    shown = [_report(ledger, name) for name in reports[:MOST]]
    hidden = len(reports) - len(shown)
    return ", ".join([*shown, *([f"and {hidden:,} more"] if hidden else [])]) or "none"


def _report(ledger: Ledger, name: str) -> str:
    """Return a report's id, chain and moment: r-1a2b (an official, Reuters, 2016-12-05 10:00Z)."""
    report = ledger.reports.get(name)
    if report is None:
        return name
    chain = " > ".join(source.name for source in report.chain)
    return f"{name} ({chain}, {report.published.start:%Y-%m-%d %H:%MZ})"


def _some(names: Sequence[str]) -> str:
    hidden = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" and {hidden:,} more" if hidden > 0 else "")
