"""The index of a ledger: what each report says of each subject, made once for all questions.

Everything here is the same whatever the order in which reports came, and whatever is asked later:
a statement (clause I2) is made of reports in the order of their publication, so that leaving out
what was published after a moment leaves out the ends of statements, nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.reports.clauses.reading import answers, by_another, denied, told_as_fact
from masarat.reports.clauses.sources import one_statement, origin_of, source_of
from masarat.reports.clauses.time import as_of
from masarat.reports.clauses.weight import interest
from masarat.reports.said import NEVER, Reading, Said, Statement
from masarat.reports.sides import Names, Sides

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from masarat.reports.ledger import Ledger
    from masarat.reports.report import Link, Report, Subject, When

_EXACT = ("minute", "hour", "interval")


@dataclass(frozen=True, slots=True)
class Heard:
    """All that the reports say of one subject, in the order of publication.

    `silent` holds (published, report, clause) of those that say nothing of their own on its status;
    `rests` the reports that any of it rests on.
    """

    said: tuple[Said, ...]
    statements: tuple[Statement, ...]
    silent: tuple[tuple[int, str, str], ...]
    rests: frozenset[str]


NOTHING = Heard(said=(), statements=(), silent=(), rests=frozenset())


@dataclass(frozen=True)
class Index:
    """What a ledger says of every subject.

    `published` and `repeats` are by report: the first moment of publication, and the first report
    that links say it repeats. `voids` are the links that retract or correct, `origins` the sources
    of the reports that do so, `about` the subjects of those that it is done to.
    """

    heard: Mapping[Subject, Heard]
    published: Mapping[str, int]
    repeats: Mapping[str, str]
    voids: tuple[Link, ...]
    origins: Mapping[str, str]
    about: Mapping[str, tuple[Subject, ...]]
    sides: Sides


def index(ledger: Ledger) -> Index:
    """Return the index of a ledger."""
    return _Indexing(ledger).index()


def put_together(said: Iterable[Said]) -> tuple[Statement, ...]:
    """Return the statements that what was said, in the order of publication, makes up."""
    made: list[Statement] = []
    known: dict[tuple[Reading, str], list[Statement]] = defaultdict(list)
    for each in said:
        earlier = known[each.reading, each.origin]
        same = one_statement(earlier, each)
        if same is None:
            made.append(Statement(each))
            earlier.append(made[-1])
        else:
            same.others.append(each)
    return tuple(made)


def seconds(when: When) -> tuple[int, int]:
    """Return an interval in seconds; one without an end is taken to last a minute."""
    start = int(when.start.timestamp())
    return start, int(when.until.timestamp()) if when.until else start + 60


class _Indexing:
    """An index while it is made."""

    def __init__(self, ledger: Ledger) -> None:
        self._reports = ledger.reports
        self._links = ledger.links
        self._sides = Sides(ledger.sides.values())
        self._names = Names(ledger.sources.values())
        self._orders = {
            name: (*seconds(report.published), name) for name, report in self._reports.items()
        }
        self._repeats = self._first_said()
        self._of_source: dict[str, str] = {}
        self._of_report: dict[str, tuple[str | None, int | None]] = {}
        for grading in ledger.gradings:
            if grading.source and grading.reliability:
                self._of_source[self._names.source(grading.source)] = grading.reliability
            elif grading.report:
                old = self._of_report.get(grading.report, (None, None))
                new = (grading.reliability or old[0], grading.credibility or old[1])
                self._of_report[grading.report] = new

    def index(self) -> Index:
        """Return it."""
        said: dict[Subject, list[Said]] = defaultdict(list)
        silent: dict[Subject, list[tuple[int, str, str]]] = defaultdict(list)
        derived = self._derived()
        for name in sorted(self._reports, key=self._orders.__getitem__):
            report = self._reports[name]
            reading, clause = self._reading(report)
            made = self._said(report, reading) if reading else None
            for subject in report.about:
                if made:
                    said[subject].append(made)
                else:
                    silent[subject].append((self._orders[name][0], name, clause))
        for (_, subject), readings in derived.items():
            said[subject] += readings
            said[subject].sort(key=lambda each: (each.order, each.rests, each.reading))
        voids = tuple(
            each
            for each in self._links
            if each.relation in ("retracts", "corrects") and each.target in self._reports
        )
        return Index(
            heard={
                subject: _heard(said.get(subject, []), silent.get(subject, []))
                for subject in sorted({*said, *silent})
            },
            published={name: order[0] for name, order in self._orders.items()},
            repeats=self._repeats,
            voids=voids,
            origins={
                each.report: origin_of(self._reports[each.report], self._names, self._sides)[0]
                for each in voids
                if each.report in self._reports
            },
            about={each.target: self._reports[each.target].about for each in voids},
            sides=self._sides,
        )

    def _first_said(self) -> dict[str, str]:
        """Return the first report that each repeats by links; they lead to earlier ones only."""
        straight = {
            each.report: each.target
            for each in sorted(self._links, key=lambda each: each.target, reverse=True)
            if each.relation == "repeats"
            and each.report in self._reports
            and each.target in self._reports
            and self._orders[each.target][0] <= self._orders[each.report][0]
        }
        found = {}
        for name, target in straight.items():
            first, seen = target, {name}
            while first in straight and first not in seen:
                seen.add(first)
                first = straight[first]
            if first != name:
                found[name] = first
        return found

    def _reading(self, report: Report) -> tuple[Reading | None, str]:
        """Return what a report says, else the clause by which it says nothing."""
        if not told_as_fact(report.modality):
            return None, "S1"
        answer = answers(report.claim.kind, self._sides.id(report.claim.by))
        if answer is None:
            return None, "S2"
        reading = Reading(*answer)
        return (denied(reading) if report.modality == "denied" else reading), ""

    def _said(self, report: Report, reading: Reading) -> Said:
        told = self._reports[self._repeats.get(report.id, report.id)]
        origin, voice, side = origin_of(told, self._names, self._sides)
        reliability, credibility = self._graded(report, told)
        first, last = seconds(told.published)
        occurred = told.occurred
        begins = int(occurred.start.timestamp()) if occurred else NEVER
        ended = int(occurred.until.timestamp()) if occurred and occurred.until else None
        exact = occurred is not None and occurred.precision in _EXACT
        if told.said:
            start, until = seconds(told.said)
        elif len(told.chain) == 1:
            start, until = first, last
        elif ended is not None:
            start, until = begins, ended
        else:
            start, until = NEVER, last
        return Said(
            order=self._orders[report.id],
            reading=reading,
            origin=origin,
            voice=voice,
            interest=interest(side, reading, self._sides),
            said=start,
            until=max(until, start + 1),
            dated=start != NEVER or told is not report,
            as_of=as_of(ended, until, last),
            begins=begins,
            ends=ended if exact and ended is not None and ended > last else -NEVER,
            reliability=reliability,
            credibility=credibility,
        )

    def _graded(self, report: Report, told: Report) -> tuple[str, int]:
        """Return the grading of a report: its own, else that of its source, as entered last."""
        reliability, credibility = self._of_report.get(report.id, (None, None))
        of_source = self._of_source.get(self._names.source(source_of(told).name))
        return reliability or of_source or report.reliability, credibility or report.credibility

    def _derived(self) -> dict[tuple[str, Subject], list[Said]]:
        """Return what reports say by supporting or contradicting another."""
        found: dict[tuple[str, Subject], list[Said]] = defaultdict(list)
        for each in self._links:
            report, other = self._reports.get(each.report), self._reports.get(each.target)
            if each.relation not in ("supports", "contradicts") or not report or not other:
                continue
            theirs, _ = self._reading(other)
            own, _ = self._reading(report)
            for subject in other.about if theirs else ():
                own_here = own if subject in report.about else None
                reading = by_another(own_here, each.relation, theirs) if theirs else None
                if reading:
                    said = self._said(report, reading)
                    later = max(said.order[0], self._orders[other.id][0])
                    said = said._replace(order=(later, *said.order[1:]), rests=other.id)
                    found[report.id, subject].append(said)
        return found


def _heard(said: list[Said], silent: list[tuple[int, str, str]]) -> Heard:
    return Heard(
        said=tuple(said),
        statements=put_together(said),
        silent=tuple(silent),
        rests=frozenset(name for each in said for name in (each.report, each.rests) if name)
        | frozenset(name for _, name, _ in silent),
    )
