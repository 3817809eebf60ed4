"""Questions to an agreement: read the journal, answer for a moment, with the words to say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from masarat.agreement.cases import Moment
from masarat.agreement.clauses import LAW
from masarat.agreement.coverage import coverage
from masarat.agreement.execution import execution
from masarat.agreement.gate import gate, go
from masarat.app.agreements.answers import coverage_lines
from masarat.app.agreements.desk import agreement_of, read_state
from masarat.app.agreements.doing import agreement_zone
from masarat.app.agreements.speech import Speech, read_moment
from masarat.app.journals import now

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from masarat.agreement.execution import Execution
    from masarat.agreement.record import Agreement, Revision, State
    from masarat.agreement.verdicts import GoVerdict, Verdict


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The gate's answer about an agreement as it was at that moment, and how to say it."""

    agreement: Agreement
    verdict: Verdict
    speech: Speech


def ask(journal: str | None, name: str | None, at: str | None, lang: str) -> Answer:
    """Ask the gate.

    Raises
    ------
    UsageError, JournalError
        If the journal, the agreement or the moment is not to be found.
    """
    state, agreement, moment = asked(journal, name, at)
    return Answer(
        agreement=agreement,
        verdict=gate(state, agreement.id, moment),
        speech=_speech(agreement, moment, lang),
    )


def ask_go(
    where: tuple[str | None, str | None], convoy: str, at: str | None, lang: str
) -> tuple[Speech, GoVerdict, int]:
    """Ask whether a convoy may depart; also the people on its timetable.

    Raises
    ------
    UsageError, JournalError
        As `ask`.
    """
    state, agreement, moment = asked(*where, at)
    verdict = go(state, agreement.id, convoy, moment)
    planned = Moment(agreement, moment, LAW).convoys.get(convoy)
    goes = planned.people.values() if planned else ()
    people = sum(count for destinations in goes for count in destinations.values())
    return _speech(agreement, moment, lang), verdict, people


def ask_progress(
    journal: str | None, name: str | None, at: str | None, lang: str
) -> tuple[Speech, Execution]:
    """Ask how the movement goes.

    Raises
    ------
    UsageError, JournalError
        As `ask`.
    """
    state, agreement, moment = asked(journal, name, at)
    return _speech(agreement, moment, lang), execution(state, agreement.id, moment)


@dataclass(frozen=True, kw_only=True)
class Covered:
    """Which agreement covers each group, at a moment."""

    state: State
    at: datetime
    groups: Mapping[str, str]


def covered(journal: str | None, at: str | None) -> Covered:
    """Ask which agreement covers each group.

    Raises
    ------
    UsageError, JournalError
        If the journal or the moment is not to be found.
    """
    state = read_state(journal)
    moment = read_moment(at, ZoneInfo("UTC"), _present(state))
    return Covered(state=state, at=moment, groups=coverage(state, moment))


def covered_lines(found: Covered, lang: str) -> Iterator[str]:
    """Yield which agreement covers each group, in words."""
    if not found.groups:
        yield from coverage_lines(_nobody(lang), ())
    for agreement in found.state.agreements.values():
        groups = [(g, a) for g, a in found.groups.items() if a == agreement.id]
        if groups:
            yield from coverage_lines(_speech(agreement, found.at, lang), groups)


def asked(
    journal: str | None, name: str | None, at: str | None
) -> tuple[State, Agreement, datetime]:
    """Return the state, the agreement and the moment that a question is about.

    Raises
    ------
    UsageError, JournalError
        If the journal, the agreement or the moment is not to be found.
    """
    state = read_state(journal)
    agreement = agreement_of(state, name)
    return state, agreement, read_moment(at, agreement_zone(agreement), _present(state))


def _present(state: State) -> datetime:
    """Return the present moment; never before the newest entry, whatever this clock says."""
    return max(now(), state.time) if state.time else now()


def _speech(agreement: Agreement, at: datetime, lang: str) -> Speech:
    revision = _revision(agreement, at)
    details = revision.details if revision else {}
    contents = {name: agreement.contents[digest].data for name, digest in details.items()}
    return Speech(lang, agreement.draft, contents)


def _revision(agreement: Agreement, at: datetime) -> Revision | None:
    return Moment(agreement, at, LAW).revision or agreement.revision


def _nobody(lang: str) -> Speech:
    from masarat.agreement.parties import Draft

    nothing = Draft(
        agreement="",
        title={},
        scenario="",
        plan="",
        parties=(),
        required={},
        kinds=(),
        entitled={},
        renew={},
    )
    return Speech(lang, nothing)
