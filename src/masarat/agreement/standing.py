"""Where every party stands on every detail, and on every suspension, at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.agreement.cases import SignOffCase
from masarat.agreement.verdicts import (
    MISSING,
    SAME_KEY,
    SIGNED,
    DetailVerdict,
    PartyVerdict,
    SignatoryVerdict,
    SuspensionVerdict,
)
from masarat.core.instants import read_instant

if TYPE_CHECKING:
    from datetime import datetime

    from masarat.agreement.cases import Moment
    from masarat.agreement.parties import Party, Signatory
    from masarat.agreement.record import Revision, Taken


def detail_verdicts(moment: Moment) -> tuple[DetailVerdict, ...]:
    """Return where each party stands on each detail of the current revision, by id of detail."""
    revision = moment.revision
    if revision is None:
        return ()
    return tuple(_detail(moment, revision, detail) for detail in sorted(revision.details))


def _detail(moment: Moment, revision: Revision, detail: str) -> DetailVerdict:
    content = moment.agreement.content(revision, detail)
    draft = moment.agreement.draft
    row = draft.row(content.kind)
    return DetailVerdict(
        detail=detail,
        kind=content.kind,
        digest=revision.details[detail],
        expires=content.expires,
        parties=tuple(
            _party(moment, revision, detail, party, row[party.id])
            for party in draft.parties
            if party.id in row
        ),
    )


def _party(
    moment: Moment, revision: Revision, detail: str, party: Party, needed: int
) -> PartyVerdict:
    verdicts = []
    counted: frozenset[str] = frozenset()
    for signatory in party.signatories:
        verdict = _signatory(moment, revision, detail, signatory)
        if verdict.status == SIGNED:
            verdict = _with_key(moment, verdict, signatory.key, counted)
            counted |= {signatory.key}
        verdicts.append(verdict)
    signed = sum(verdict.status == SIGNED for verdict in verdicts)
    return PartyVerdict(party=party.id, needed=needed, signed=signed, signatories=tuple(verdicts))


def _with_key(
    moment: Moment, verdict: SignatoryVerdict, key: str, counted: frozenset[str]
) -> SignatoryVerdict:
    if all(clause.check(key, counted) for clause in moment.law.distinct):
        return verdict
    return SignatoryVerdict(signatory=verdict.signatory, status=SAME_KEY, act=verdict.act)


def _signatory(
    moment: Moment, revision: Revision, detail: str, signatory: Signatory
) -> SignatoryVerdict:
    """Return the signatory's last sign-off that counts, or else why the last one does not."""
    sign_offs = moment.taken("sign-off", detail, signatory.id)
    withdrawn = moment.last_withdrawal(signatory.id, detail) if sign_offs else (None, 0)
    status, last = MISSING, None
    for sign_off in reversed(sign_offs):
        case = SignOffCase(moment, revision, detail, sign_off, withdrawn)
        against = next(filter(None, (c.check(case) for c in moment.law.counts)), "")
        if last is None or not against:
            status, last = against or SIGNED, sign_off
        if not against:
            break
    return SignatoryVerdict(
        signatory=signatory.id,
        status=status,
        act=last.digest if last else "",
        until=_until(last) if last else None,
    )


def _until(sign_off: Taken) -> datetime | None:
    until = sign_off.act["until"]
    return read_instant(until) if until else None


def open_suspensions(moment: Moment) -> tuple[SuspensionVerdict, ...]:
    """Return the suspensions after which somebody must still renew the guarantee, oldest first."""
    verdicts = (
        _suspension(moment, taken)
        for taken in moment.agreement.all_taken("suspended")
        if moment.looks_at(taken)
    )
    return tuple(verdict for verdict in verdicts if verdict.missing)


def _suspension(moment: Moment, suspended: Taken) -> SuspensionVerdict:
    keys: dict[str, set[str]] = {}
    for guarantee in moment.taken("guarantee-renewed", suspended.digest):
        _, signatory = moment.agreement.draft.by_signatory[guarantee.act.by]
        keys.setdefault(guarantee.party, set()).add(signatory.key)
    missing = {
        party: needed - len(keys.get(party, ()))
        for party, needed in moment.agreement.draft.renew.items()
    }
    return SuspensionVerdict(
        suspension=suspended.digest,
        corridor=suspended.act["corridor"],
        incident=suspended.act["incident"],
        by=suspended.act.by,
        since=suspended.at,
        missing=tuple((party, count) for party, count in missing.items() if count > 0),
    )
