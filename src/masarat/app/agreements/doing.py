"""Doing something as a signatory: acts that go into the journal, or into a file to be carried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from masarat.agreement.acts import ALL, read_act
from masarat.agreement.execution import execution
from masarat.agreement.gate import gate
from masarat.agreement.state import ACT, consider
from masarat.agreement.verdicts import SIGNED
from masarat.app.agreements.desk import (
    acting,
    agreement_of,
    open_desk,
    read_state,
    take_all,
    write_acts,
)
from masarat.app.agreements.speech import read_moment, zone_of
from masarat.core.errors import UsageError, suggestion
from masarat.core.instants import write_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from masarat.agreement.acts import Act
    from masarat.agreement.record import Agreement, Revision, State
    from masarat.app.agreements.desk import Acting
    from masarat.app.commands.agreement_options import Signing

    Body = dict[str, Any]
    Make = Callable[[State, Agreement, Acting], Sequence[Body]]


@dataclass(frozen=True, kw_only=True)
class Who:
    """Who acts: the signatory, in which agreement of which journal, and where the acts go.

    `out`: the file to write signed acts to instead of the journal, to be carried and taken
    elsewhere. Then the journal may be an exported copy.
    """

    by: str
    journal: str | None = None
    agreement: str | None = None
    out: Path | None = None


def who(signing: Signing) -> Who:
    """Return who acts, as said on the command line."""
    return Who(by=signing.by, journal=signing.journal, agreement=signing.agreement, out=signing.out)


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was done: the acts, and the agreement and state as they are after it."""

    agreement: Agreement
    state: State
    acts: tuple[Act, ...]


def do(who: Who, make: Make) -> Done:
    """Make acts and take them into the journal, or write them to a file; all are tried first.

    Raises
    ------
    Refused
        With the clause that an act offends: then none is taken or written.
    UsageError, JournalError
        If the agreement, the signatory or its key is not to be found.
    """
    desk = None if who.out else open_desk(who.journal)
    state = desk.state if desk else read_state(who.journal)
    agreement = agreement_of(state, who.agreement)
    signatory = acting(agreement.draft, who.by)
    bodies = make(state, agreement, signatory)
    tried = state
    for body in bodies:
        tried = consider(tried, ACT, body, signatory.time)
    if desk:
        take_all(desk, bodies)
        tried = desk.state
    elif who.out:
        write_acts(bodies, who.out)
    acts = tuple(read_act(body["act"]) for body in bodies)
    return Done(agreement=tried.agreements[agreement.id], state=tried, acts=acts)


def current(agreement: Agreement) -> Revision:
    """Return the current revision.

    Raises
    ------
    UsageError
        If nothing is tabled yet.
    """
    if agreement.revision is None:
        msg = f"nothing is tabled yet under {agreement.id}; see: masarat agreement table --help"
        raise UsageError(msg)
    return agreement.revision


def known_detail(revision: Revision, detail: str) -> str:
    """Return `detail` if the revision has it.

    Raises
    ------
    UsageError
        If not, with a suggestion.
    """
    if detail in revision.details:
        return detail
    hint = suggestion(detail, revision.details) or f"there are: {', '.join(revision.details)}"
    msg = f"revision {revision.number} has no detail {detail!r} ({hint})"
    raise UsageError(msg)


def sign_offs(details: Iterable[str], until: str) -> Make:
    """Return what makes sign-offs on these details; on all that are still to be signed if none."""
    named = tuple(details)

    def make(state: State, agreement: Agreement, who: Acting) -> list[Body]:
        revision = current(agreement)
        zone = agreement_zone(agreement)
        last = write_instant(read_moment(until, zone, who.time)) if until else ""
        chosen = [known_detail(revision, detail) for detail in named]
        return [
            who.signed(
                "sign-off",
                detail=detail,
                digest=revision.details[detail],
                revision=revision.number,
                intent="accept",
                until=last,
            )
            for detail in chosen or still_to_sign(state, agreement, who)
        ]

    return make


def still_to_sign(state: State, agreement: Agreement, who: Acting) -> list[str]:
    """Return the details that this signatory's party must sign and this signatory has not."""
    at = max(who.time, state.time or who.time)
    return [
        detail.detail
        for detail in gate(state, agreement.id, at).details
        for party in detail.parties
        for signatory in party.signatories
        if signatory.signatory == who.by and signatory.status != SIGNED
    ]


def stated(stance: str, detail: str | None, reason: str) -> Make:
    """Return what states a position on a detail, or on the current revision as a whole."""

    def make(_: State, agreement: Agreement, who: Acting) -> list[Body]:
        revision = current(agreement)
        about = ALL if detail is None else known_detail(revision, detail)
        said = {"detail": about, "stance": stance, "reason": reason}
        return [who.signed("position", revision=revision.number, **said)]

    return make


def withdrawal(detail: str | None, reason: str) -> Make:
    """Return what withdraws the sign-off on a detail, or on all."""

    def make(_: State, agreement: Agreement, who: Acting) -> list[Body]:
        name = ALL if detail is None else known_detail(current(agreement), detail)
        return [who.signed("withdrawn", detail=name, reason=reason)]

    return make


def renewals(suspension: str | None, terms: str) -> Make:
    """Return what renews the guarantee after a suspension; after all that wait for it if None."""

    def make(state: State, agreement: Agreement, who: Acting) -> list[Body]:
        at = max(who.time, state.time or who.time)
        party = agreement.draft.by_signatory[who.by][0].id
        open_ones = gate(state, agreement.id, at).suspensions
        waiting = [each.suspension for each in open_ones if party in dict(each.missing)]
        if suspension is not None:
            waiting = [each for each in _all_suspensions(agreement) if each.startswith(suspension)]
        if not waiting:
            msg = f"no suspension waits for the guarantee of {party}"
            raise UsageError(msg)
        return [who.signed("guarantee-renewed", suspension=each, terms=terms) for each in waiting]

    return make


def agreement_zone(agreement: Agreement) -> ZoneInfo:
    """Return the time zone of an agreement's current revision."""
    details = agreement.revision.details if agreement.revision else {}
    return zone_of(agreement.contents[digest].data for digest in details.values())


def _all_suspensions(agreement: Agreement) -> list[str]:
    return [taken.digest for taken in agreement.all_taken("suspended")]


def receipts(of: str | None) -> Make:
    """Return what confirms the receipt of an act; None: of all that its party has not confirmed."""

    def make(state: State, agreement: Agreement, who: Acting) -> list[Body]:
        if of is not None:
            return [who.signed("received", of=of)]
        party = agreement.draft.by_signatory[who.by][0].id
        at = max(who.time, state.time or who.time)
        notices = execution(state, agreement.id, at).notifications
        return [who.signed("received", of=each.of) for each in notices if party in each.missing]

    return make


def one(kind: str, **particulars: Any) -> Make:  # noqa: ANN401  (plain data)
    """Return what makes one act of `kind`."""

    def make(_: State, agreement: Agreement, who: Acting) -> list[Body]:
        del agreement
        return [who.signed(kind, **particulars)]

    return make
