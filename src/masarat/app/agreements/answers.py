"""Answers of the gate as lines that people read, in their language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.agreement.verdicts import MISSING, SIGNED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from masarat.agreement.verdicts import (
        DetailVerdict,
        GoVerdict,
        NextAction,
        PartyVerdict,
        Verdict,
    )
    from masarat.app.agreements.speech import Speech


def gate_lines(speech: Speech, verdict: Verdict) -> Iterator[str]:
    """Yield what the gate answers, what is open, and the next action of each party."""
    moment = speech.moment(verdict.at)
    if verdict.in_force:
        yield speech.text("in_force", moment=moment, title=speech.title, n=verdict.revision)
        if verdict.ends is not None:
            yield speech.text("until_moment", moment=speech.moment(verdict.ends))
    else:
        yield speech.text("not_in_force", moment=moment, title=speech.title)
        yield from (f"  {line}" for line in _reasons(speech, verdict))
    yield from (f"  {line}" for line in suspension_lines(speech, verdict))
    open_details = [detail for detail in verdict.details if not detail.ok]
    if open_details:
        yield ""
        yield from detail_table(speech, open_details)
    if not verdict.in_force:
        yield ""
        yield from next_lines(speech, verdict)


def _reasons(speech: Speech, verdict: Verdict) -> Iterator[str]:
    clauses = dict.fromkeys(reason.clause for reason in verdict.reasons)
    signed = sum(detail.ok for detail in verdict.details)
    if verdict.coordinated and "G3" in clauses and verdict.starts is not None:
        yield speech.text("coordinated_not_yet", moment=speech.moment(verdict.starts))
        del clauses["G3"]
    for clause in clauses:
        if clause == "G2":
            yield speech.text("reason_G2", signed=signed, all=len(verdict.details))
        elif clause == "G3" and verdict.starts is not None:
            yield speech.text("reason_G3", moment=speech.moment(verdict.starts))
        elif clause == "G4" and verdict.ends is not None:
            yield speech.text("reason_G4", moment=speech.moment(verdict.ends))
        elif clause == "G1":
            yield speech.text("reason_G1")


def suspension_lines(speech: Speech, verdict: Verdict) -> Iterator[str]:
    """Yield every suspension that is not lifted, and who must still renew the guarantee."""
    for suspension in verdict.suspensions:
        values = {"moment": speech.moment(suspension.since), "incident": suspension.incident}
        if suspension.corridor:
            corridor = speech.name(suspension.corridor, "corridor")
            yield speech.text("corridor_suspended", corridor=corridor, **values)
        else:
            yield speech.text("reason_G5", **values)
        missing = speech.listed(speech.name(party) for party, _ in suspension.missing)
        yield speech.text("renewal_missing", parties=missing)


def detail_table(speech: Speech, details: Sequence[DetailVerdict]) -> Iterator[str]:
    """Yield a table: a row a detail, a column a party, what is signed and what is not."""
    parties = [party.id for party in speech.draft.parties]
    rows = [[speech.text("detail"), *map(speech.name, parties)]]
    for detail in details:
        marks = {party.party: _mark(speech, party) for party in detail.parties}
        nothing = speech.text("not_required")
        rows.append([speech.detail(detail.detail), *(marks.get(p, nothing) for p in parties)])
    yield from table_lines(rows)


def _mark(speech: Speech, party: PartyVerdict) -> str:
    if party.ok:
        return speech.text("status_signed")
    if party.signed:
        return speech.text("status_part", signed=party.signed, needed=party.needed)
    states = [s.status for s in party.signatories if s.status not in (MISSING, SIGNED)]
    return speech.text(f"status_{states[0] if states else MISSING}")


def table_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows as lines with columns of equal width on a terminal."""
    from rich.cells import cell_len

    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)
        ]
        yield "  ".join(cells).rstrip()


def next_lines(speech: Speech, verdict: Verdict) -> Iterator[str]:
    """Yield the one next action of each party."""
    yield speech.text("next_heading")
    for action in verdict.next:
        yield f"  {_next(speech, action)}"


def _next(speech: Speech, action: NextAction) -> str:
    party = speech.name(action.party)
    if action.action in ("sign", "look"):
        few = len(action.about) <= 3  # noqa: PLR2004  (names that fit a line)
        named = speech.listed(speech.detail(detail) for detail in action.about)
        details = named if few else speech.count("details_n", len(action.about))
        return speech.text(f"next_{action.action}", party=party, details=details)
    if action.action == "table" and action.about:
        about = speech.listed(speech.detail(detail) for detail in action.about)
        return speech.text("next_table_again", party=party, about=about)
    if action.action == "wait":
        until = len(action.about) == 1 and action.about[0] not in speech.draft.by_party
        about = speech.listed(speech.value(each) for each in action.about)
        return speech.text("next_wait_until" if until else "next_wait", party=party, about=about)
    return speech.text(f"next_{action.action}", party=party)


def go_lines(speech: Speech, verdict: GoVerdict, people: int) -> Iterator[str]:
    """Yield whether a convoy may depart, and every reason why not."""
    if verdict.go and verdict.departs is not None:
        departs = speech.hour(verdict.departs, verdict.at)
        aboard = speech.count("people", people)
        yield speech.text("go_yes", convoy=verdict.convoy, moment=departs, people=aboard)
        return
    yield speech.text("go_no", convoy=verdict.convoy)
    for clause in dict.fromkeys(reason.clause for reason in verdict.reasons):
        if clause.startswith("M"):
            moment = speech.hour(verdict.departs) if verdict.departs else ""
            values = {"moment": moment} if clause == "M5" else {}
            yield "  " + speech.text(f"reason_{clause}", **values)


def coverage_lines(speech: Speech, covered: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield which agreement covers each group."""
    rows = [(speech.name(group, "group"), agreement) for group, agreement in covered]
    for group, agreement in rows:
        yield speech.text("coverage_group", group=group, agreement=agreement)
    if not rows:
        yield speech.text("coverage_none")
