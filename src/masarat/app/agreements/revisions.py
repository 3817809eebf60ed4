"""Tabling a draft as the next revision, and what would become of the sign-offs if it were."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from masarat.agreement.changes import compare
from masarat.agreement.contents import read_content, tabling
from masarat.agreement.gate import gate
from masarat.agreement.movements import latest
from masarat.agreement.parties import write_draft
from masarat.agreement.state import ACT, DRAFTED, consider
from masarat.agreement.verdicts import SIGNED
from masarat.app.agreements.desk import acting, agreement_of
from masarat.app.agreements.draft_file import read_drafted
from masarat.app.agreements.speech import Speech
from masarat.app.journals import now
from masarat.core.errors import UsageError
from masarat.core.instants import read_instant, write_instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from masarat.agreement.changes import DetailChange
    from masarat.agreement.record import Agreement, State
    from masarat.app.agreements.desk import Desk
    from masarat.app.agreements.draft_file import Drafted

MOST_PHRASES = 12


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What becomes of every detail, and which signatories' sign-offs are lost with it.

    `lost` has the signatories by detail, only where there are any; None where nobody asks, because
    both revisions have been tabled.
    """

    details: tuple[DetailChange, ...]
    lost: Mapping[str, tuple[str, ...]] | None = None

    def to_data(self) -> list[dict[str, Any]]:
        """Return it as plain data."""
        return [
            {
                "detail": change.detail,
                "fate": change.fate,
                "before": change.before,
                "after": change.after,
                "loses": list((self.lost or {}).get(change.detail, ())),
                "differences": [{"what": phrase.key, **phrase.values} for phrase in change.phrases],
            }
            for change in self.details
        ]


def contents_of(agreement: Agreement, number: int) -> dict[str, Mapping[str, Any]]:
    """Return the contents of a revision by detail; none for revision 0.

    Raises
    ------
    UsageError
        If there is no such revision.
    """
    if number == 0:
        return {}
    if not 1 <= number <= len(agreement.revisions):
        last = len(agreement.revisions)
        msg = f"there is no revision {number}: {agreement.id} has " + (
            f"revisions 1 to {last}" if last else "none yet"
        )
        raise UsageError(msg)
    details = agreement.revisions[number - 1].details
    return {detail: agreement.contents[digest].data for detail, digest in details.items()}


def _lost(
    state: State, agreement: Agreement, details: tuple[DetailChange, ...], at: datetime
) -> dict[str, tuple[str, ...]]:
    void = {change.detail for change in details if change.voids}
    if agreement.revision is None:
        return {}
    verdict = gate(state, agreement.id, at)
    signed = {
        detail.detail: tuple(
            signatory.signatory
            for party in detail.parties
            for signatory in party.signatories
            if signatory.status == SIGNED
        )
        for detail in verdict.details
        if detail.detail in void
    }
    return {detail: names for detail, names in signed.items() if names}


def change_lines(speech: Speech, changes: Changes, *, every: bool = False) -> Iterator[str]:
    """Yield what changed, detail by detail, and who has to sign again."""
    for change in changes.details:
        if change.fate == "same":
            continue
        title = speech.detail(change.detail)
        yield speech.text(f"change_{change.fate}", title=title, detail=change.detail)
        if change.voids and changes.lost is not None:
            names = changes.lost.get(change.detail, ())
            offices = "; ".join(speech.office(name) for name in names)
            yield "  " + (
                speech.text("loses", signatories=offices) if names else speech.text("loses_none")
            )
        shown = change.phrases if every else change.phrases[:MOST_PHRASES]
        for phrase in shown:
            yield f"  - {speech.phrase(phrase)}"
        if len(shown) < len(change.phrases):
            yield "  - " + speech.count("more_changes", len(change.phrases) - len(shown))
    same = sum(change.fate == "same" for change in changes.details)
    if same == len(changes.details):
        yield speech.text("changes_none")
    else:
        yield speech.count("changes_same", same)


def draft_change_lines(state: State, drafted: Drafted, lang: str) -> list[str]:
    """Return what becomes of the current revision when a draft is tabled, in words."""
    agreement = state.agreements.get(drafted.draft.agreement)
    if agreement is None or agreement.revision is None:
        return []
    return list(change_lines(*_draft_changes(state, agreement, drafted, lang)))


def asked_changes(
    state: State, name: str | None, asked: tuple[str, int | None], lang: str
) -> tuple[Speech, Changes]:
    """Return the changes between two revisions, or from the current one to a draft, with words.

    Raises
    ------
    UsageError
        If there is no such revision, or no such agreement.
    AgreementError, OSError
        If the draft cannot be used.
    """
    first, second = asked
    if second is not None:
        agreement = agreement_of(state, name)
        if not first.isdigit():
            msg = f"found {first!r}, expected the number of a revision before {second}"
            raise UsageError(msg)
        old, new = contents_of(agreement, int(first)), contents_of(agreement, second)
        speech = Speech(lang, agreement.draft, {**old, **new})
        return speech, Changes(details=compare(old, new))
    drafted = read_drafted(Path(first))
    known = state.agreements.get(drafted.draft.agreement)
    if known is not None:
        return _draft_changes(state, known, drafted, lang)
    speech = Speech(lang, drafted.draft, drafted.all_contents)
    return speech, Changes(details=compare({}, drafted.all_contents), lost={})


def _draft_changes(
    state: State, agreement: Agreement, drafted: Drafted, lang: str
) -> tuple[Speech, Changes]:
    before = contents_of(agreement, len(agreement.revisions))
    details = compare(before, drafted.all_contents)
    lost = _lost(state, agreement, details, max(now(), state.time or now()))
    speech = Speech(lang, agreement.draft, {**before, **drafted.all_contents})
    return speech, Changes(details=details, lost=lost)


def table_draft(desk: Desk, drafted: Drafted, by: str, place: str) -> int:
    """Table a draft as the next revision of its agreement; return the revision's number.

    The agreement itself is drafted first if the journal does not know it. Both or neither.

    Raises
    ------
    Refused
        With the clause that it offends.
    UsageError
        If the journal has this agreement with other parties or another matrix.
    """
    agreement = desk.state.agreements.get(drafted.draft.agreement)
    draft = agreement.draft if agreement else drafted.draft
    if replace(drafted.draft, scenario=draft.scenario, plan=draft.plan) != draft:
        msg = (
            f"{draft.agreement} was drafted with other parties, keys or signatures required:"
            " those stay as long as the agreement does; give a changed one another id"
        )
        raise UsageError(msg)
    if agreement:
        _check_departed(agreement, drafted)
    who = acting(draft, by)
    number = len(agreement.revisions) + 1 if agreement else 1
    held = agreement.contents if agreement else ()
    tabled = tabling(drafted.contents, drafted.groups, drafted.waivers, held)
    body = who.signed("tabled", revision=number, place=place, **tabled)
    if agreement is None:
        opening = write_draft(draft)
        consider(consider(desk.state, DRAFTED, opening, who.time), ACT, body, who.time)
        desk.append(DRAFTED, opening)
    desk.append(ACT, body)
    return number


def _check_departed(agreement: Agreement, drafted: Drafted) -> None:
    """Refuse a draft that gives the name of a convoy that has departed to a later one."""
    contents = map(read_content, drafted.contents.values())
    for convoy in (convoy for content in contents for convoy in content.convoys):
        departed = latest(agreement.taken("departed", convoy.id))
        back = latest(agreement.taken("turned-back", convoy.id))
        if departed is None or (back and back.act["at"] >= departed.act["at"]):
            continue
        if convoy.departs > read_instant(departed.act["at"]):
            msg = (
                f"{convoy.id} departed at {departed.act['at']}, and this draft has it depart at"
                f" {write_instant(convoy.departs)}: plan the rest anew from what happened (masarat"
                " agreement actual, masarat replan) and draft with --after"
            )
            raise UsageError(msg)
