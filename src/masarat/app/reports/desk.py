"""The ledger of a journal: opened, asked, and written in by an office or desk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from masarat.app.journals import all_kept, journal_name, open_follower, open_journal
from masarat.core.errors import UsageError, suggestion
from masarat.reports.entries import Things, make_bodies
from masarat.reports.ledger import Ledger, consider, fold, refuse
from masarat.reports.members import WrongContentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from masarat.journal.entry import Entry
    from masarat.journal.journal import Journal
    from masarat.reports.report import Report


@dataclass
class Desk:
    """A journal that this machine's node writes, with its ledger so far."""

    journal: Journal
    ledger: Ledger

    def enter(self, things: Things, by: str) -> Things:
        """Enter things, all or none, and return those that were not in the ledger yet.

        Raises
        ------
        UsageError
            If one cannot be entered: nothing is then.
        """
        new = _new(self.ledger, things)
        bodies = make_bodies(new, by)

        def judge(news: Sequence[Entry], entry: Entry) -> None:
            self.ledger = fold(news, self.ledger)
            consider(self.ledger, entry.kind, entry.body)

        try:
            refuse(self.ledger, (*new.reports, *new.links, *new.gradings))
            for kind, body in bodies:
                self.journal.append(kind, body, judge)
        except WrongContentError as error:
            raise UsageError(str(error)) from error
        self.ledger = fold(self.journal.news(), self.ledger)
        return new


def open_desk(name: str | None) -> Desk:
    """Open the journal called `name` (None: the usual one) for writing.

    Raises
    ------
    JournalError
        If it cannot be opened or is not sound.
    """
    with all_kept():
        journal = open_journal(journal_name(name))
        return Desk(journal, fold(journal.news()))


def read_ledger(name: str | Path | None = None) -> Ledger:
    """Return the ledger of a journal, of an exported copy, or of a file of reports.

    Parameters
    ----------
    name
        Its file, or a postgresql:// address; None: $MASARAT_JOURNAL, else masarat.sqlite here.

    Raises
    ------
    JournalError
        If it is none, or is not sound.
    ReportsError
        If it is a file of reports that cannot be used.
    """
    from masarat.app.reports.files import holds_things, read_things

    chosen = journal_name(None if name is None else str(name))
    if holds_things(Path(chosen)):
        return Ledger.of(read_things(Path(chosen)))
    with all_kept():
        return fold(open_follower(chosen).news())


def everything(ledger: Ledger) -> Things:
    """Return all that a ledger holds."""
    return Things(
        reports=tuple(ledger.reports.values()),
        links=ledger.links,
        gradings=ledger.gradings,
        sides=tuple(ledger.sides.values()),
        sources=tuple(ledger.sources.values()),
    )


def report_named(ledger: Ledger, name: str) -> Report:
    """Return the report with this id, or the only one whose id begins so.

    Raises
    ------
    UsageError
        If there is none, or there are several.
    """
    if name in ledger.reports:
        return ledger.reports[name]
    found = [each for each in ledger.reports if each.startswith(name)]
    if len(found) == 1:
        return ledger.reports[found[0]]
    hint = f"there are: {', '.join(found[:5])}" if found else suggestion(name, ledger.reports)
    msg = f"no report is called {name!r}" + (f" ({hint})" if hint else "")
    raise UsageError(msg)


def _new(ledger: Ledger, things: Things) -> Things:
    """Leave out what the ledger holds already: entering a file twice changes nothing."""
    links = set(ledger.links)
    last = {(each.report, each.source): each for each in ledger.gradings}
    return Things(
        reports=tuple(e for e in things.reports if ledger.reports.get(e.id) != e),
        links=tuple(e for e in things.links if e not in links),
        gradings=tuple(e for e in things.gradings if last.get((e.report, e.source)) != e),
        sides=tuple(e for e in things.sides if ledger.sides.get(e.id) != e),
        sources=tuple(e for e in things.sources if ledger.sources.get(e.source) != e),
    )
