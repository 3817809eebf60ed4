"""The one next action of each party."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.agreement.acts import ALL
from masarat.agreement.verdicts import NextAction
from masarat.core.instants import write_instant

if TYPE_CHECKING:
    from masarat.agreement.cases import Moment


def next_actions(moment: Moment) -> tuple[NextAction, ...]:
    """Return what each party can do next towards the agreement being in force, by party.

    First a revision must be tabled; then guarantees are renewed, oldest suspension first; then
    details are signed. A detail that has expired, and a ceasefire that has ended, need another
    revision.
    """
    parties = moment.agreement.draft.parties
    own = {party.id: _own(moment, party.id) for party in parties}
    acting = tuple(party for party, action in own.items() if action is not None)
    return tuple(own[party.id] or _waiting(moment, party.id, acting) for party in parties)


def _own(moment: Moment, party: str) -> NextAction | None:
    stale = _stale(moment)
    if moment.revision is None or stale:
        if party in moment.agreement.draft.entitled["table"]:
            return NextAction(party=party, action="table", about=stale)
        return None
    for suspension in moment.suspensions:
        if party in dict(suspension.missing):
            return NextAction(party=party, action="renew", about=(suspension.suspension,))
    unsigned = tuple(
        detail.detail
        for detail in moment.details
        for p in detail.parties
        if p.party == party and not p.ok
    )
    return NextAction(party=party, action="sign", about=unsigned) if unsigned else None


def _stale(moment: Moment) -> tuple[str, ...]:
    """Return the details that nobody can sign any more: only another revision helps."""
    if moment.revision is None:
        return ()
    ended = {
        detail
        for detail in moment.revision.details
        if (span := moment.agreement.content(moment.revision, detail).span) is not None
        and span[1] <= moment.at
    }
    expired = {d.detail for d in moment.details if d.expires is not None and d.expires <= moment.at}
    return tuple(sorted(ended | expired))


def _waiting(moment: Moment, party: str, acting: tuple[str, ...]) -> NextAction:
    if acting:
        return NextAction(party=party, action="wait", about=acting)
    starts = [start for start, _ in moment.spans if moment.at < start]
    if starts and not any(s.corridor == ALL for s in moment.suspensions):
        return NextAction(party=party, action="wait", about=(write_instant(max(starts)),))
    return NextAction(party=party, action="none")
