"""What people ask a ledger: the status of a place or a route, reports about something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.agreement.wording import named
from masarat.app.agreements.speech import read_moment
from masarat.core.errors import UsageError, suggestion
from masarat.reports.content import read_subject
from masarat.reports.report import Subject, corridor, place
from masarat.reports.statuses import route_status, status, statuses
from masarat.reports.text import WrongTextError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from masarat.app.reports.speech import Speech
    from masarat.reports.ledger import Ledger
    from masarat.reports.report import Report
    from masarat.reports.status import RouteStatus, Status
    from masarat.scenario.document import Scenario


def moment_of(text: str | None, zone: tzinfo, otherwise: datetime) -> datetime:
    """Return the moment that `text` means on a clock.

    Raises
    ------
    UsageError
        If it means none.
    """
    from zoneinfo import ZoneInfo

    return read_moment(text, zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC"), otherwise)


def subject_named(text: str, ledger: Ledger, scenario: Scenario | None) -> Subject:
    """Return the subject that people mean: `place:ID`, or the id or a name of a place or corridor.

    Raises
    ------
    UsageError
        If nothing is called so, with a suggestion.
    """
    if ":" in text:
        try:
            return read_subject(text)
        except (WrongTextError, ValueError) as error:
            msg = f"found {text!r}, expected {getattr(error, 'expected', error)}"
            raise UsageError(msg) from error
    known: dict[str, list[Subject]] = {}
    for each in _subjects(ledger, scenario):
        known.setdefault(each.ids[0], []).append(each)
    if len(known.get(text, ())) > 1:
        msg = f"{text} is several things: say {' or '.join(map(str, known[text]))}"
        raise UsageError(msg)
    if text in known:
        return known[text][0]
    called: dict[str, Subject] = {}
    if scenario is not None:
        for place_ in scenario.places:
            called |= dict.fromkeys(place_.names.values(), place(place_.id))
        for corridor_ in scenario.corridors:
            called |= dict.fromkeys(corridor_.names.values(), corridor(corridor_.id))
    if text in called:
        return called[text]
    hint = suggestion(text, (*known, *called)) or "say place:ID for one of which nothing is known"
    msg = f"no report is about {text!r} ({hint})"
    raise UsageError(msg)


def statuses_of(
    names: Sequence[str],
    ledger: Ledger,
    scenario: Scenario | None,
    at: datetime,
    known: datetime | None,
) -> Status | RouteStatus | tuple[Status, ...]:
    """Return the status of a place, of a corridor, of a route through places; of all if no name.

    Raises
    ------
    UsageError
        If nothing is called so.
    """
    if not names:
        return tuple(statuses(ledger, at, known=known).values())
    subjects = [subject_named(name, ledger, scenario) for name in names]
    if len(subjects) > 1:
        if any(each.kind != "place" for each in subjects):
            msg = "a route is a list of places; ask for a corridor or a street by itself"
            raise UsageError(msg)
        return route_status(ledger, [each.ids[0] for each in subjects], at, known=known)
    [subject] = subjects
    corridors = {each.id: each for each in scenario.corridors} if scenario else {}
    if subject.kind == "corridor" and subject.ids[0] in corridors:
        found = corridors[subject.ids[0]]
        return route_status(ledger, list(found.places), at, corridor_id=subject.ids[0], known=known)
    return status(ledger, subject, at, known=known)


def route_name(names: Sequence[str], scenario: Scenario | None, speech: Speech) -> str:
    """Return what a route is called."""
    corridors = {each.id: each for each in scenario.corridors} if scenario else {}
    if len(names) == 1:
        of = names[0].removeprefix("corridor:")
        return named(corridors[of].names, speech.lang, of) if of in corridors else of
    first, last = (speech.name("place", each) for each in (names[0], names[-1]))
    return speech.text("between", a=first, b=last)


def reports_about(ledger: Ledger, names: Sequence[str], scenario: Scenario | None) -> list[Report]:
    """Return the reports about any of some subjects; all if none is named.

    Raises
    ------
    UsageError
        If nothing is called so.
    """
    subjects = {subject_named(name, ledger, scenario) for name in names}
    every = ledger.reports.values()
    return [each for each in every if not subjects or subjects & set(each.about)]


def _subjects(ledger: Ledger, scenario: Scenario | None) -> list[Subject]:
    found = [each for each in ledger.index.heard if each.kind != "link"]
    if scenario is not None:
        found += [corridor(each.id) for each in scenario.corridors]
        found += [place(each.id) for each in scenario.places]
    return sorted(set(found))
