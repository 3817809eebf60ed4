"""Questions to an agreement: read the journal, answer for a moment, with the words to say it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from masarat.agreement.cases import Moment
from masarat.agreement.clauses import LAW
from masarat.agreement.coverage import coverage
from masarat.agreement.execution import execution
from masarat.agreement.gate import gate, go
from masarat.agreement.streets import after_reports
from masarat.app.agreements.answers import coverage_lines
from masarat.app.agreements.desk import agreement_of, read_both, read_state
from masarat.app.agreements.doing import agreement_zone
from masarat.app.agreements.speech import Speech, read_moment
from masarat.app.agreements.streets import flag_lines, flagged, on_the_way
from masarat.app.journals import now
from masarat.scenario import load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from masarat.agreement.execution import Execution
    from masarat.agreement.record import Agreement, Revision, State
    from masarat.agreement.streets import Flag
    from masarat.agreement.verdicts import GoVerdict, Verdict
    from masarat.reports.ledger import Ledger
    from masarat.scenario.document import Scenario


@dataclass(frozen=True, kw_only=True)
class Where:
    """In which journal, about which agreement and moment is asked, with which reports of streets.

    What is None is the usual: the usual journal, its only agreement, now, the journal's reports.
    With a scenario, streets between the places of a corridor count too.
    """

    journal: str | None = None
    agreement: str | None = None
    at: str | None = None
    reports: Path | None = None
    scenario: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The state, the agreement and the moment that a question is about, and how to say it."""

    state: State
    agreement: Agreement
    at: datetime
    ledger: Ledger
    speech: Speech
    scenario: Scenario | None = None

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        """Details that rest on streets of which something new is reported."""
        between = on_the_way(self.ledger, self.scenario) if self.scenario else {}
        return flagged(Moment(self.agreement, self.at, LAW), self.ledger, between)

    @property
    def verdict(self) -> Verdict:
        """The gate's answer, next actions with a look at what is reported."""
        found = gate(self.state, self.agreement.id, self.at)
        return replace(found, next=after_reports(found.next, found.details, self.flags))

    def flag_lines(self, only: Collection[str] | None = None) -> Iterator[str]:
        """Yield what is newly reported of streets, in words; of the details `only`."""
        shown = [flag for flag in self.flags if only is None or flag.detail in only]
        if shown:
            yield ""
            yield self.speech.text("streets_heading")
            yield from (f"  {line}" for line in flag_lines(self.speech, self.ledger, shown))

    def data(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Return an answer as plain data, with the flags."""
        return {**answer, "streets": [flag.to_data() for flag in self.flags]}


def ask(where: Where, lang: str) -> Asked:
    """Find what a question is about.

    Raises
    ------
    UsageError, JournalError
        If the journal, the agreement or the moment is not to be found.
    InputError
        If the reports or the scenario cannot be read.
    """
    scenario = load(where.scenario) if where.scenario else None
    state, ledger = read_both(where.journal, where.reports)
    agreement = agreement_of(state, where.agreement)
    at = read_moment(where.at, agreement_zone(agreement), _present(state))
    speech = _speech(agreement, at, lang)
    return Asked(
        state=state, agreement=agreement, at=at, ledger=ledger, speech=speech, scenario=scenario
    )


def ask_go(asked: Asked, convoy: str) -> tuple[GoVerdict, int]:
    """Ask whether a convoy may depart; also the people on its timetable."""
    verdict = go(asked.state, asked.agreement.id, convoy, asked.at)
    planned = Moment(asked.agreement, asked.at, LAW).convoys.get(convoy)
    goes = planned.people.values() if planned else ()
    return verdict, sum(count for destinations in goes for count in destinations.values())


def ask_progress(asked: Asked) -> Execution:
    """Ask how the movement goes."""
    return execution(asked.state, asked.agreement.id, asked.at)


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
