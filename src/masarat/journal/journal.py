"""A journal as one node writes it: read what is new, judge, sign, append, or begin again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from masarat.core.errors import JournalError
from masarat.core.signing import public_of
from masarat.journal.chain import CARRIED, FORMAT, OPENED, RESERVED, VERSION
from masarat.journal.entry import Place, make_entry
from masarat.journal.errors import Broken, Moved, Refused
from masarat.journal.follower import Follower
from masarat.journal.head import make_head

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from masarat.journal.chain import Chain
    from masarat.journal.copies import Store
    from masarat.journal.entry import Entry

    Clock = Callable[[], datetime]
    Judge = Callable[[Sequence[Entry], Entry], None]


def open_new(store: Store, title: str, key: Ed25519PrivateKey, clock: Clock) -> Journal:
    """Open a new journal in an empty store; the holder of `key` is its first admitted node.

    Raises
    ------
    JournalError
        If the store holds a journal already.
    """
    body = {"format": FORMAT, "version": VERSION, "title": title}
    entry = make_entry(Place(), OPENED, body, clock(), key)
    try:
        store.append([entry], make_head(entry, key))
    except Moved:
        msg = "this store holds a journal already"
        raise JournalError(msg) from None
    return Journal(store, key, clock)


class Journal:
    """A journal that one node reads and writes, beside any number of others.

    Every entry that it hands over was verified: when it is handed over, or when this node wrote
    its newest head. Not for several threads at once; each may have its own.

    Parameters
    ----------
    store
        Where the journal is kept.
    key
        The node's private key.
    clock
        Tells the present moment. Where it is behind the newest entry, that entry's time is taken
        instead: a clock that steps back never reorders.

    Raises
    ------
    JournalError
        If the store holds no journal, or one that is not sound.
    """

    def __init__(self, store: Store, key: Ed25519PrivateKey, clock: Clock) -> None:
        self.store = store
        self._key = key
        self._clock = clock
        self._follower = Follower(store, {public_of(key)})
        self._unseen = self._follower.news()
        if not self._unseen:
            msg = "this store holds no journal yet"
            raise JournalError(msg)

    @property
    def place(self) -> Place:
        """Where the next entry goes, as far as this node knows."""
        return self._follower.chain.place

    @property
    def vouched(self) -> int:
        """How many entries, from the first on, this node verified on an earlier day, not now."""
        return self._follower.vouched

    @property
    def title(self) -> str:
        """The journal's title."""
        return self._follower.chain.title

    @property
    def nodes(self) -> Mapping[str, str]:
        """Title of each admitted node by its public key, as far as this node knows."""
        return dict(self._follower.chain.nodes)

    def news(self) -> list[Entry]:
        """Return the entries that were not handed over yet: all of them at first.

        Raises
        ------
        Broken
            If what the store holds is not sound.
        """
        self._unseen += self._follower.news()
        return self._handed_over()

    def append(self, kind: str, body: Mapping[str, Any], judge: Judge | None = None) -> Entry:
        """Add an entry and return it once it is durable.

        Parameters
        ----------
        kind, body
            What happened.
        judge
            Called with the entries that were not handed over yet, as `news` would return them, and
            with the entry about to be added; raises whatever it likes to refuse it. If another
            node is quicker, it is called again with what that one wrote and an entry made anew.
            The entry itself is handed over with the next news once it is added.

        Raises
        ------
        Refused
            If this node is not admitted, or a reserved kind breaks the law.
        ValueError
            If `body` holds what an entry cannot.
        Broken
            If what the store holds is not sound.
        """
        again = False
        while True:
            self._read(again=again)
            entry = self._make(kind, body)
            if kind.startswith(RESERVED):
                _try(self._follower.chain.twin(), entry)
            if judge is not None:
                judge(self._handed_over(), entry)
            if self._took([entry]):
                return entry
            again = True

    def carry(self, originals: Sequence[Entry]) -> list[Entry]:
        """Add entries of another copy, all or none, each in an entry of kind `journal.carried`.

        Raises
        ------
        Refused
            If this node is not admitted, or the law (J10) forbids one of them.
        Broken
            If what the store holds is not sound.
        """
        again = False
        while True:
            self._read(again=again)
            tried = self._follower.chain.twin()
            entries = []
            for original in originals:
                body = {"entry": json.loads(original.octets)}
                entries.append(self._make(CARRIED, body, tried, original.time))
                _try(tried, entries[-1])
            if not entries or self._took(entries):
                return entries
            again = True

    def _read(self, *, again: bool) -> None:
        """Read what is new; there must be something where an entry was just refused for it."""
        new = self._follower.news()
        if again and not new:
            found = "another end of the journal in the store"
            raise Broken(self.place.sequence, found, "the entries that were read there before")
        self._unseen += new

    def _handed_over(self) -> list[Entry]:
        unseen, self._unseen = self._unseen, []
        return unseen

    def _make(
        self,
        kind: str,
        body: Mapping[str, Any],
        chain: Chain | None = None,
        not_before: datetime | None = None,
    ) -> Entry:
        chain = chain or self._follower.chain
        node = public_of(self._key)
        if node not in chain.nodes:
            state = "was retired" if node in chain.retired else "is not admitted"
            msg = f"this node ({node}) {state}: an admitted node has to admit it first"
            raise Refused(msg)
        times = (self._clock(), chain.time, not_before)
        return make_entry(chain.place, kind, body, max(filter(None, times)), self._key)

    def _took(self, entries: Sequence[Entry]) -> bool:
        try:
            self.store.append(entries, make_head(entries[-1], self._key))
        except Moved:
            return False
        return True


def _try(chain: Chain, entry: Entry) -> None:
    try:
        chain.take(entry)
    except Broken as error:
        msg = f"a journal cannot take this: found {error.found}, expected {error.expected}"
        raise Refused(msg) from None
