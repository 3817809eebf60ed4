"""What every copy of a journal can do: be read; and what a store can do: take entries durably."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from masarat.journal.entry import Entry
    from masarat.journal.head import Head


class Record(NamedTuple):
    """An entry's bytes as a copy holds them, and the number under which it holds them."""

    number: int
    octets: bytes


class Contents(NamedTuple):
    """One consistent view of a copy: its heads and its records, which may be read once."""

    heads: tuple[bytes, ...]
    records: Iterator[Record]


class Copy(Protocol):
    """A copy of a journal: a store, or an exported file. Nothing in it is to be trusted."""

    def reading(self, after: int = 0) -> AbstractContextManager[Contents]:
        """Return a view of the heads and of the records numbered above `after`, in order."""


class Store(Copy, Protocol):
    """A copy that takes entries."""

    def append(self, entries: Sequence[Entry], head: Head) -> None:
        """Add `entries`, all or none, durably before it returns; `head` names the last of them.

        The head replaces that of the same node.

        Raises
        ------
        Moved
            If the first of them does not follow the store's last entry.
        JournalError
            If the store failed; the entries may or may not have been taken.
        """
