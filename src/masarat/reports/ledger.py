"""The ledger: every report of a journal, a pure fold of its entries; nothing is ever deleted.

Entries of other kinds pass by. An entry that cannot be read, because it was made by a newer
program or another hand, is remembered with the reason and has no effect.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from masarat.core.errors import suggestion
from masarat.journal.chain import statement
from masarat.reports.entries import OURS, Things, read_body
from masarat.reports.members import Wrong, WrongContentError
from masarat.reports.report import Alias, Grading, Link, Report, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from masarat.journal.entry import Entry
    from masarat.reports.entries import Thing
    from masarat.reports.index import Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Who reviewed something, and in which entry it was taken, when."""

    by: str
    sequence: int
    at: datetime


@dataclass(frozen=True, slots=True)
class NotRead:
    """Something in an entry that has no effect, and why."""

    sequence: int
    says: str


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Every report, and what is said of them.

    Parameters
    ----------
    reports
        By id.
    links
        Between reports, each once.
    gradings
        In the order of the journal: the last one of a report or a source counts.
    sides, sources
        The last that was entered of each, by id and by name.
    entered
        Of each report, by id: who reviewed it, and when it was taken.
    not_read
        What has no effect.
    """

    reports: Mapping[str, Report] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    gradings: tuple[Grading, ...] = ()
    sides: Mapping[str, Side] = field(default_factory=dict)
    sources: Mapping[str, Alias] = field(default_factory=dict)
    entered: Mapping[str, Entered] = field(default_factory=dict)
    not_read: tuple[NotRead, ...] = ()

    @classmethod
    def of(cls, things: Things) -> Ledger:
        """Return the ledger that holds `things`, entered by nobody yet."""
        taking = _Taking(cls())
        for each in fields(Things):
            if each.name != "extra":
                for thing in getattr(things, each.name):
                    taking.take(thing, None, 0)
        return taking.ledger()

    @cached_property
    def index(self) -> Index:
        """What every question about statuses begins with: made once."""
        from masarat.reports.index import index  # noqa: PLC0415

        return index(self)

    def with_(self, *things: Thing) -> Ledger:
        """Return the ledger with further things, entered by nobody yet."""
        taking = _Taking(self)
        for thing in things:
            taking.take(thing, None, 0)
        return taking.ledger()


def fold(entries: Iterable[Entry], ledger: Ledger | None = None) -> Ledger:
    """Return the ledger after all `entries`, which follow those of `ledger`.

    Parameters
    ----------
    entries
        In the order of the journal; entries of other kinds may be left out.
    """
    taking = _Taking(ledger or Ledger())
    for entry in entries:
        said = statement(entry)
        if not said.kind.startswith(OURS):
            continue
        try:
            by, things = read_body(said.kind, said.body)
        except WrongContentError as error:
            taking.not_read.append(NotRead(entry.sequence, str(error)))
            continue
        entered = Entered(by=by, sequence=entry.sequence, at=entry.time)
        for thing in things:
            taking.take(thing, entered, entry.sequence)
    return taking.ledger()


def consider(ledger: Ledger, kind: str, body: Mapping[str, Any]) -> None:
    """Refuse what a node should not append: what cannot be read, or speaks of unknown reports.

    Raises
    ------
    WrongContentError
        With everything that is wrong.
    """
    _, things = read_body(kind, body)
    refuse(ledger, things)


def refuse(ledger: Ledger, things: Sequence[Thing]) -> None:
    """Refuse things that do not go with what the ledger holds.

    Raises
    ------
    WrongContentError
        With everything that is wrong.
    """
    wrong: list[Wrong] = []
    reports = dict(ledger.reports)
    for thing in things:
        if isinstance(thing, Report):
            if reports.setdefault(thing.id, thing) != thing:
                hint = "give it another id, and enter it as a correction if it is one"
                wrong.append(Wrong("id", "an id that no other report has", thing.id, hint))
        elif isinstance(thing, Link | Grading):
            named = [thing.report, thing.target] if isinstance(thing, Link) else [thing.report]
            wrong += [
                Wrong("report", "the id of a report", name, suggestion(name, reports))
                for name in named
                if name and name not in reports
            ]
    if wrong:
        raise WrongContentError(wrong)


class _Taking:
    """A ledger while it is made."""

    def __init__(self, start: Ledger) -> None:
        self._start = start
        self._reports = dict(start.reports)
        self._links = dict.fromkeys(start.links)
        self._gradings = list(start.gradings)
        self._sides = dict(start.sides)
        self._sources = dict(start.sources)
        self._entered = dict(start.entered)
        self.not_read = list(start.not_read)

    def take(self, thing: Thing, entered: Entered | None, sequence: int) -> None:
        """Take one thing more."""
        match thing:
            case Report():
                if self._reports.setdefault(thing.id, thing) != thing:
                    says = f"report {thing.id}: another report has this id"
                    self.not_read.append(NotRead(sequence, says))
                elif entered:
                    self._entered.setdefault(thing.id, entered)
            case Link():
                self._links[thing] = None
            case Grading():
                self._gradings.append(thing)
            case Side():
                self._sides[thing.id] = thing
            case Alias():
                self._sources[thing.source] = thing

    def ledger(self) -> Ledger:
        """Return it."""
        return replace(
            self._start,
            reports=self._reports,
            links=tuple(self._links),
            gradings=tuple(self._gradings),
            sides=self._sides,
            sources=self._sources,
            entered=self._entered,
            not_read=tuple(self.not_read),
        )
