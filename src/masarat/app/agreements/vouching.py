"""Opening long journals fast: what this machine has verified once is not verified again.

After every act of a journal was verified here, a note of how far goes into the folder where the
keys are: the journal, how many entries, the digest of the last of them. Whoever can change that
note can change the keys as well. It is believed only for entries that end in that very digest, and
those are chained to it one by one, which is checked each time.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from masarat.agreement.record import State
from masarat.agreement.state import take
from masarat.app.journals import keys_folder
from masarat.app.writing.atomic import write_whole
from masarat.core.errors import JournalError, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from masarat.journal.entry import Entry

LEAST = 500
"""Entries of a journal from which on a note is worth it: fewer are verified in no time."""


def state_of(entries: Sequence[Entry]) -> State:
    """Return the state after all entries of a journal, every act's signature verified once.

    Raises
    ------
    JournalError
        By the first entry that the law refuses.
    """
    known = _noted(entries)
    state = advanced(State(), entries[:known], vouched=True)
    state = advanced(state, entries[known:])
    if len(entries) - known >= LEAST:
        _note(entries)
    return state


def advanced(state: State, entries: Iterable[Entry], *, vouched: bool = False) -> State:
    """Return the state after further entries.

    Raises
    ------
    JournalError
        By the first entry that the law refuses.
    """
    for entry in entries:
        try:
            state = take(state, entry, vouched=vouched)
        except Refused as refused:
            msg = f"entry {entry.sequence} of this journal is against the law: {refused}"
            raise JournalError(msg) from refused
    return state


def _noted(entries: Sequence[Entry]) -> int:
    """Return how many entries, from the first on, were verified here before."""
    try:
        noted = json.loads(_place(entries).read_bytes())
        count, digest = int(noted["entries"]), str(noted["digest"])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return 0
    return count if 0 < count <= len(entries) and entries[count - 1].digest == digest else 0


def _note(entries: Sequence[Entry]) -> None:
    with suppress(OSError):  # then it is slower, and as sure
        place = _place(entries)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        noted = {"entries": len(entries), "digest": entries[-1].digest}
        write_whole(place, json.dumps(noted).encode())


def _place(entries: Sequence[Entry]) -> Path:
    """Return the file of the note: beside the keys, named after the journal."""
    return keys_folder().parent / "verified" / f"{entries[0].digest}.json"
