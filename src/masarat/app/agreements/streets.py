"""What is reported of the streets that an agreement rests on: asked of a ledger, said in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from masarat.agreement.streets import Heard, Told, flags, rests_on
from masarat.agreement.wording import named
from masarat.app.streets.effects import subjects_of
from masarat.core.availability import Availability, Caution
from masarat.core.windows import Window, Windows
from masarat.network.build import build_instance
from masarat.publish.wording import Words
from masarat.reports.report import Subject
from masarat.reports.statuses import statuses
from masarat.reports.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from masarat.agreement.cases import Moment
    from masarat.agreement.streets import Flag, Street
    from masarat.app.agreements.speech import Speech
    from masarat.core.availability import Kind
    from masarat.reports.ledger import Ledger
    from masarat.reports.report import SubjectKind
    from masarat.reports.status import Evidence, Status
    from masarat.scenario.document import Scenario

MOST = 4
"""New reports said in one line."""


def flagged(
    now: Moment, ledger: Ledger, between: Mapping[str, frozenset[Street]]
) -> tuple[Flag, ...]:
    """Return the details that rest on streets of which `ledger` has something new at the moment.

    Parameters
    ----------
    between
        By corridor, further streets that its ways pass.
    """
    known = {subject for report in ledger.reports.values() for subject in report.about}
    streets = {street for each in rests_on(now, between).values() for street in each}
    asked = [subject for street in sorted(streets) if (subject := _subject(street)) in known]
    found = statuses(ledger, now.at, asked)
    return flags(now, (_told(ledger, status) for status in found.values()), between)


def on_the_way(ledger: Ledger, scenario: Scenario) -> dict[str, frozenset[Street]]:
    """Return the streets that a report is about and that the ways of each corridor pass.

    Raises
    ------
    ScenarioError, NetworkError
        If the roads of the scenario cannot be used.
    """
    always = Windows.of([Window(0, scenario.end)])
    asked = tuple(
        Caution(kind=cast("Kind", each.kind), ids=each.ids, windows=always)
        for each in subjects_of(ledger, scenario)
    )
    instance = build_instance(scenario, availability=Availability(cautions=asked))
    return {
        corridor.id: frozenset(
            (status.kind, status.ids)
            for status in instance.statuses
            if corridor.id in status.corridors | status.back_corridors
        )
        for corridor in instance.corridors
    }


def _subject(street: Street) -> Subject:
    kind, ids = street
    return Subject(cast("SubjectKind", kind), ids)


def _told(ledger: Ledger, status: Status) -> Told:
    return Told(
        street=(status.subject.kind, status.subject.ids),
        status=status.value,
        by=status.by,
        heard=tuple(_heard(ledger, each) for each in status.evidence if each.says),
    )


def _heard(ledger: Ledger, evidence: Evidence) -> Heard:
    report = ledger.reports[evidence.report]
    entered = ledger.entered.get(evidence.report)
    return Heard(
        report=report.id,
        says=evidence.says,
        chain=tuple(source.name for source in report.chain),
        published=report.published.start,
        known=entered.at if entered else report.published.start,
    )


def flag_lines(speech: Speech, ledger: Ledger, found: Iterable[Flag]) -> Iterator[str]:
    """Yield each detail that rests on a street with something new, and who said what of it."""
    words = Words(speech.lang, vocabulary(speech.lang))
    for flag in found:
        kind, ids = flag.told.street
        street = speech.text(
            f"street_{kind}", name=" - ".join(speech.name(name, kind) for name in ids)
        )
        shown = [_said(speech, words, ledger, heard) for heard in flag.new[:MOST]]
        if hidden := len(flag.new) - len(shown):
            shown.append(speech.count("further_reports", hidden))
        yield speech.text(
            "street_flag",
            detail=speech.detail(flag.detail),
            street=street,
            status=_status(speech, words, ledger, flag.told),
            reports=speech.text("between_reports").join(shown),
        )


def _status(speech: Speech, words: Words, ledger: Ledger, told: Told) -> str:
    sides = speech.listed(_side(speech, ledger, side) for side in told.by)
    if told.status == "controlled" and not sides:
        return words.text("kind_control")
    return words.text(f"value_{told.status}", **({"side": sides} if sides else {}))


def _said(speech: Speech, words: Words, ledger: Ledger, heard: Heard) -> str:
    says = heard.says.removeprefix("not ")
    what, _, side = says.partition(" ")
    told = (
        words.text("value_controlled", side=_side(speech, ledger, side))
        if what == "control" and side
        else words.text(f"kind_{what}")
    )
    return speech.text(
        "report_denies" if heard.says != says else "report_says",
        report=heard.report,
        moment=speech.moment(heard.published),
        chain=" > ".join(heard.chain),
        says=told,
    )


def _side(speech: Speech, ledger: Ledger, side: str) -> str:
    known = ledger.sides.get(side)
    return named(known.names, speech.lang, side) if known else side
