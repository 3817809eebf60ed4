"""When a status holds: the windows of each status of a corridor, place or link in a scenario.

A status changes at moments only that its reports and the figures of docs/status.md give: when
something was said, happened or was published, and so many hours later. It is asked for at each of
these minutes and holds until the next; in between nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from masarat.core.windows import Window, Windows
from masarat.reports.status import RULES
from masarat.reports.statuses import status
from masarat.scenario.statuses import BY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from masarat.reports.ledger import Ledger
    from masarat.reports.report import Report, Subject, When
    from masarat.reports.status import Evidence, Status
    from masarat.scenario.clock import Clock

HOURS = (0, RULES.stale_fighting, RULES.stale_passage, RULES.stale_control, RULES.apart)
"""Hours after a moment of a report at which its status may change."""


@dataclass(frozen=True, slots=True)
class Span:
    """A status, in the words of a scenario's rules, that holds during `windows`."""

    subject: Subject
    status: str
    windows: Windows
    reports: tuple[str, ...]
    against: tuple[str, ...]


def spans(ledger: Ledger, subject: Subject, clock: Clock, known: datetime) -> tuple[Span, ...]:
    """Return the statuses of `subject` from the scenario's start to its end, in order of time.

    When nothing is said of it, or all was taken back, it has none.

    Parameters
    ----------
    known
        Reports published later are not known.
    """
    said: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[Window]] = {}
    for start, until, now in statuses_over_time(ledger, subject, clock, known):
        said.setdefault((words(now), *named(now)), []).append(Window(start, until))
    return tuple(Span(subject, key[0], Windows.of(w), key[1], key[2]) for key, w in said.items())


def statuses_over_time(
    ledger: Ledger, subject: Subject, clock: Clock, known: datetime
) -> Iterator[tuple[int, int, Status]]:
    """Yield each status of `subject` that holds in [start, until) minutes, in order of time.

    Minutes at which nothing is said of it, or all was taken back, are left out. Neighbours differ
    in value or in the reports for or against.
    """
    waiting: tuple[int, int, Status] | None = None
    for start, until in pairwise([*_minutes(ledger, _bearing(ledger, subject), clock), clock.end]):
        now = status(ledger, subject, clock.moment(start), known=known)
        if waiting and spoken_of(now) and _alike(waiting[2], now):
            waiting = (waiting[0], until, waiting[2])
            continue
        if waiting:
            yield waiting
        waiting = (start, until, now) if spoken_of(now) else None
    if waiting:
        yield waiting


def _alike(one: Status, other: Status) -> bool:
    return (one.value, one.by, named(one)) == (other.value, other.by, named(other))


def words(status: Status) -> str:
    """Return a status in the words of a scenario's rules: closed, controlled by SIDE ..."""
    if status.value == "controlled" and status.by:
        return f"{BY}{', '.join(status.by)}"
    return status.value


def spoken_of(status: Status) -> bool:
    """Whether any report says something of this moment, be it stale by now.

    What begins later, or has ended as announced, does not (clause S5 of docs/status.md).
    """
    return any(_speaks(each) for each in status.evidence)


def _speaks(evidence: Evidence) -> bool:
    return bool(evidence.says) and evidence.clause != "S5"


def _bearing(ledger: Ledger, subject: Subject) -> list[Report]:
    """Return the reports about `subject`, and those that are linked to one."""
    about = {report.id for report in ledger.reports.values() if subject in report.about}
    pairs = [{link.report, link.target} for link in ledger.links]
    linked = {name for pair in pairs if pair & about for name in pair}
    return [ledger.reports[name] for name in sorted(about | linked) if name in ledger.reports]


def named(status: Status) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the reports for and against; of a status that none decides, all that spoke of it."""
    if status.reports_for or status.reports_against:
        return status.reports_for, status.reports_against
    return tuple(each.report for each in status.evidence if _speaks(each)), ()


def _minutes(ledger: Ledger, about: Sequence[Report], clock: Clock) -> list[int]:
    """Return the minutes of the scenario from which on a status may be another, the first first."""
    ids = {report.id for report in about}
    moments = [moment for report in about for moment in _moments(report)]
    moments += [
        link.at
        for link in ledger.links
        if link.at is not None and not ids.isdisjoint((link.report, link.target))
    ]
    minutes = {0}
    for moment in moments:
        for hours in HOURS:
            minute = clock.minute(moment + timedelta(hours=hours))
            minutes.update((minute, minute + 1))
    return sorted(minute for minute in minutes if 0 <= minute < clock.end)


def _moments(report: Report) -> Iterator[datetime]:
    said: tuple[When | None, ...] = (report.occurred, report.said, report.published)
    for when in said:
        if when is not None:
            yield when.start
            yield when.until or when.start + timedelta(minutes=1)
