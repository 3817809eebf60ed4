"""A desk: a journal opened, the state of its agreements, and acts made with this machine's keys."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from masarat.agreement.acts import make_act, read_act, sign_act
from masarat.agreement.state import ACT, consider
from masarat.app.agreements.vouching import advanced, state_of
from masarat.app.journals import (
    all_kept,
    journal_name,
    keys_folder,
    now,
    open_follower,
    open_journal,
    private_key,
)
from masarat.app.writing.atomic import write_whole
from masarat.core.errors import UsageError, suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from masarat.agreement.acts import Act
    from masarat.agreement.parties import Draft
    from masarat.agreement.record import Agreement, State
    from masarat.journal.entry import Entry
    from masarat.journal.journal import Journal
    from masarat.reports.ledger import Ledger

ACTS_FORMAT, ACTS_VERSION = "masarat acts", 1


@dataclass
class Desk:
    """A journal that this machine's node writes, with the state of its agreements so far."""

    journal: Journal
    state: State

    def append(self, kind: str, body: Mapping[str, Any]) -> Entry:
        """Add an entry if the law takes it.

        Raises
        ------
        Refused
            With the clause that it offends; nothing is added.
        JournalError
            If the journal cannot take it.
        """

        def judge(new: Sequence[Entry], entry: Entry) -> None:
            self.state = advanced(self.state, new)
            consider(self.state, entry.kind, entry.body, entry.time)

        entry = self.journal.append(kind, body, judge)
        self.state = advanced(self.state, self.journal.news())
        return entry


def open_desk(name: str | None) -> Desk:
    """Open the journal called `name` (None: the usual one) for writing.

    Raises
    ------
    MasaratError
        If it cannot be opened, is not sound, or holds what the law refuses.
    """
    with all_kept():
        journal = open_journal(journal_name(name))
        return Desk(journal, state_of(journal.news()))


def read_state(name: str | None) -> State:
    """Return the state of the agreements in a journal or an exported copy, read only.

    Raises
    ------
    MasaratError
        As `open_desk`.
    """
    with all_kept():
        return state_of(open_follower(journal_name(name)).news())


def read_both(name: str | None, reports: Path | None) -> tuple[State, Ledger]:
    """Return the state of the agreements in a journal, and what is reported there or in `reports`.

    Raises
    ------
    MasaratError
        As `open_desk`, and if `reports` cannot be read.
    """
    from masarat.app.streets.files import ledger_at
    from masarat.reports.ledger import fold

    with all_kept():
        entries = open_follower(journal_name(name)).news()
        ledger = fold(entries) if reports is None else ledger_at(reports, UTC)
        return state_of(entries), ledger


def agreement_of(state: State, given: str | None) -> Agreement:
    """Return the agreement called `given`, or the only one there is.

    Raises
    ------
    UsageError
        If there is none of that name, or several and none was named.
    """
    known = state.agreements
    if given is None and len(known) == 1:
        return next(iter(known.values()))
    if given is None:
        msg = (
            f"this journal has {len(known)} agreements: say which with --agreement"
            f" ({', '.join(known)})"
            if known
            else "this journal has no agreement yet; see: masarat agreement table --help"
        )
        raise UsageError(msg)
    if given not in known:
        hint = suggestion(given, known) or f"there are: {', '.join(known) or 'none'}"
        msg = f"there is no agreement {given!r} in this journal ({hint})"
        raise UsageError(msg)
    return known[given]


def key_of(draft: Draft, signatory: str) -> Ed25519PrivateKey:
    """Return the private key on this machine that is enrolled for `signatory`.

    Raises
    ------
    UsageError
        If there is no such signatory, or its key is not on this machine.
    JournalError
        If the key cannot be opened.
    """
    from masarat.journal.keys import fingerprint, key_names, public_key

    if signatory not in draft.by_signatory:
        hint = suggestion(signatory, draft.by_signatory)
        hint = hint or f"there are: {', '.join(draft.by_signatory)}"
        msg = f"{signatory!r} is no signatory of {draft.agreement} ({hint})"
        raise UsageError(msg)
    public = draft.by_signatory[signatory][1].key
    folder = keys_folder()
    for name in key_names(folder):
        if public_key(folder, name) == public:
            return private_key(name)
    msg = (
        f"the key of {signatory} is not on this machine: none in {folder} has the"
        f" fingerprint {fingerprint(public)}"
    )
    raise UsageError(msg)


@dataclass(frozen=True, kw_only=True)
class Acting:
    """Who acts, under which draft, with which key, and when."""

    draft: Draft
    by: str
    key: Ed25519PrivateKey
    time: datetime

    def signed(self, kind: str, **particulars: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return a signed act: the body of its journal entry.

        Raises
        ------
        UsageError
            If a particular is not as the act needs it.
        """
        try:
            act = make_act(self.draft, self.by, self.time, kind, **particulars)
        except ValueError as error:
            raise UsageError(str(error)) from error
        return sign_act(act, self.key)


def acting(draft: Draft, by: str) -> Acting:
    """Return the signatory `by`, ready to act now with the key on this machine.

    Raises
    ------
    UsageError, JournalError
        As `key_of`.
    """
    return Acting(draft=draft, by=by, key=key_of(draft, by), time=now())


def write_acts(bodies: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write signed acts to a file, to be carried and taken elsewhere.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    whole = {"format": ACTS_FORMAT, "version": ACTS_VERSION, "acts": list(bodies)}
    write_whole(path, json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n")


def take_all(desk: Desk, bodies: Sequence[Mapping[str, Any]]) -> list[Act]:
    """Take signed acts into the journal in their order, and return them.

    Raises
    ------
    Refused
        By the first that the law refuses; those before it are taken.
    """
    taken = []
    for body in bodies:
        desk.append(ACT, body)
        taken.append(read_act(body["act"]))
    return taken
