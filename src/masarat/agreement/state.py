"""State is a pure fold of journal entries: no files, no clock, no database.

`take` applies one entry under the law or refuses it, naming the clause; `fold` takes them all.
docs/gate.md states the law clause by clause; `masarat.agreement.clauses` holds each clause as one
function. What other packages wrote into the journal (kinds that do not begin with "agreement.")
passes by. An entry of kind "journal.carried" brings an entry of another copy; what the law refuses
of it has no effect and is remembered with the reason.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from masarat.agreement.acts import read_body
from masarat.agreement.cases import ActCase, DraftCase
from masarat.agreement.clauses import LAW
from masarat.agreement.clauses.tabling import contents_of
from masarat.agreement.parties import read_draft
from masarat.agreement.record import Agreement, NotCarried, Revision, State, Taken
from masarat.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from masarat.agreement.law import Law
    from masarat.journal.entry import Entry

ACT, DRAFTED, CARRIED = "agreement.act", "agreement.drafted", "journal.carried"
_OURS = "agreement."


def fold(entries: Iterable[Entry], *, vouched: bool = False, law: Law = LAW) -> State:
    """Return the state after all `entries`.

    Parameters
    ----------
    entries
        In the order of the journal; entries of other kinds may be left out.
    vouched
        Whether the caller answers for it that these entries were taken once before, without being
        vouched for: shapes and signatures of acts are not verified again.

    Raises
    ------
    Refused
        By the first entry that the law refuses.
    """
    state = State()
    for entry in entries:
        state = take(state, entry, vouched=vouched, law=law)
    return state


def take(state: State, entry: Entry, *, vouched: bool = False, law: Law = LAW) -> State:
    """Return the state with one more entry.

    Raises
    ------
    Refused
        With the clause that the entry offends.
    """
    if entry.sequence <= state.sequence or (state.time is not None and entry.time < state.time):
        raise Refused("J1", "entries are taken in the order of the journal and of time")
    after = _at(state, entry.sequence, entry.time)
    if entry.kind == CARRIED:
        return _carried(after, entry, law)
    if not entry.kind.startswith(_OURS):
        return after
    return _applied(after, entry.kind, entry.body, vouched=vouched, law=law)


def consider(
    state: State, kind: str, body: Mapping[str, Any], at: datetime, *, law: Law = LAW
) -> State:
    """Return the state as it would be with an entry of this kind and body, taken at `at` next.

    For a node that is about to append, and for whoever wants to know beforehand.

    Raises
    ------
    Refused
        As `take`.
    """
    at = at if state.time is None else max(at, state.time)
    after = _at(state, state.sequence + 1, at)
    return _applied(after, kind, body, vouched=False, law=law)


def _at(state: State, sequence: int, time: datetime) -> State:
    return State(
        agreements=state.agreements, not_carried=state.not_carried, sequence=sequence, time=time
    )


def _carried(after: State, entry: Entry, law: Law) -> State:
    """Apply what is carried: nobody vouches for it, since what is refused of it stays, too."""
    inner: Any = {"kind": entry.kind, "body": entry.body}
    try:
        while inner["kind"] == CARRIED:
            inner = inner["body"]["entry"]
        kind, body = str(inner["kind"]), inner["body"]
    except (KeyError, TypeError) as error:
        raise Refused("J2", "what is carried is not an entry") from error
    if not kind.startswith(_OURS):
        return after
    try:
        return _applied(after, kind, body, vouched=False, law=law)
    except Refused as refused:
        idle = NotCarried(entry.sequence, refused.clause, refused.says)
        return replace(after, not_carried=(*after.not_carried, idle))


def _applied(after: State, kind: str, body: Any, *, vouched: bool, law: Law) -> State:  # noqa: ANN401
    """Apply an entry; `after` says its sequence and time."""
    if kind == DRAFTED:
        agreement = _drafted(after, body, law)
    elif kind == ACT:
        agreement = _acted(after, body, vouched=vouched, law=law)
    else:
        raise Refused("J3", f"{kind} is not known")
    return State(
        agreements={**after.agreements, agreement.id: agreement},
        not_carried=after.not_carried,
        sequence=after.sequence,
        time=after.time,
    )


def _drafted(after: State, body: Any, law: Law) -> Agreement:  # noqa: ANN401
    try:
        draft = read_draft(body)
    except ValueError as error:
        raise Refused("J4", str(error)) from error
    case = DraftCase(after, draft)
    for clause in law.drafts:
        if against := clause.check(case):
            raise Refused(clause.id, against)
    return Agreement(draft=draft, drafted=_time(after))


def _acted(after: State, body: Any, *, vouched: bool, law: Law) -> Agreement:  # noqa: ANN401
    try:
        act, signature = read_body(body, vouched=vouched)
        if not vouched:
            act.digest  # noqa: B018  (what has none is refused here)
    except (TypeError, ValueError) as error:
        raise Refused("J4", str(error)) from error
    agreement = after.agreements.get(act.agreement)
    if agreement is None:
        raise Refused("A1", f"agreement {act.agreement} is not drafted")
    case = ActCase(
        state=after,
        agreement=agreement,
        act=act,
        at=_time(after),
        signature=signature,
        vouched=vouched,
    )
    for clause in law.for_acts[act.kind]:
        if against := clause.check(case):
            raise Refused(clause.id, against)
    taken = Taken(act, case.party, case.at, after.sequence)
    noted = agreement.with_taken(taken)
    return _tabled(noted, case, taken) if act.kind == "tabled" else noted


def _time(after: State) -> datetime:
    if after.time is None:  # pragma: no cover  (set before anything is applied)
        raise AssertionError
    return after.time


def _tabled(agreement: Agreement, case: ActCase, taken: Taken) -> Agreement:
    contents = contents_of(case)
    details: Mapping[str, str] = taken.act["details"]
    number = len(agreement.revisions) + 1
    last = agreement.revision
    since = {
        detail: last.since[detail]
        if last is not None and last.details.get(detail) == name
        else number
        for detail, name in details.items()
    }
    revision = Revision(number=number, taken=taken, details=details, since=since)
    every = contents.values()
    return replace(
        agreement,
        revisions=(*agreement.revisions, revision),
        contents={**agreement.contents, **{details[d]: c for d, c in contents.items()}},
        corridors=agreement.corridors | {c.corridor for c in every if c.corridor},
        convoys=agreement.convoys | {convoy.id for c in every for convoy in c.convoys},
        groups=agreement.groups | {g for c in every if c.listing for g in c.listing.groups},
    )
