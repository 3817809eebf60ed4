"""Following a copy as it grows: each entry is handed over once, verified.

What the head of a trusted node covers was verified by that node when it took the entries; for that
part the chain of digests up to the head is followed, and the signatures are not checked again.
Everything after it is verified in full.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from masarat.journal.chain import Chain
from masarat.journal.entry import recall_entry
from masarat.journal.errors import Broken
from masarat.journal.head import read_head
from masarat.journal.verification import check_heads, take_record, verify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from masarat.journal.copies import Contents, Copy, Record
    from masarat.journal.entry import Entry
    from masarat.journal.head import Head


class Follower:
    """Reads a copy again and again, each time what is new.

    Parameters
    ----------
    copy
        What to follow.
    trusted
        Public keys of nodes whose heads are believed: this node's own, as a rule.

    Attributes
    ----------
    chain
        Where the journal stands after what was read so far.
    head
        The newest head, or None where there is no journal yet.
    vouched
        How many entries, from the first on, were not verified again for the sake of such a head.
    """

    def __init__(self, copy: Copy, trusted: Iterable[str] = ()) -> None:
        self.copy = copy
        self.chain = Chain()
        self.head: Head | None = None
        self.vouched = 0
        self._trusted = frozenset(trusted)

    def news(self) -> list[Entry]:
        """Return the entries that were not handed over yet, verified.

        Raises
        ------
        Broken
            If anything is wrong with them, or with the heads; the follower is then of no more use.
        """
        begun = self.chain.place
        with self.copy.reading(after=begun.sequence) as contents:
            if begun.sequence == 0:
                return self._begin(contents)
            entries = [take_record(self.chain, record) for record in contents.records]
            self.head = check_heads(self.chain, contents.heads)
        return entries

    def _begin(self, contents: Contents) -> list[Entry]:
        covered = self._covered(contents.heads)
        try:
            entries = list(self._recalled(islice(contents.records, covered)))
            self.vouched = len(entries)
            entries += [take_record(self.chain, record) for record in contents.records]
            if entries or contents.heads:
                self.head = check_heads(self.chain, contents.heads)
        except (Broken, ValueError):
            self.chain, self.vouched = Chain(), 0
            found = verify(self.copy).broken  # slower, and names the first bad entry
            if found is None:
                raise
            raise found from None
        return entries

    def _recalled(self, records: Iterator[Record]) -> Iterator[Entry]:
        for record in records:
            entry = recall_entry(record.octets)
            self.chain.take(entry)
            yield entry

    def _covered(self, heads: Iterable[bytes]) -> int:
        """How many entries a trusted node's head covers; the head is checked against them later."""
        known = (_trusted_head(octets, self._trusted) for octets in heads)
        return max((head.entries for head in known if head), default=0)


def _trusted_head(octets: bytes, trusted: frozenset[str]) -> Head | None:
    try:
        head = read_head(octets)
    except ValueError:
        return None
    return head if head.node in trusted and head.signed_by_node else None
