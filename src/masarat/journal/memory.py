"""A store in memory: for tests, and for trying things out."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from masarat.journal.copies import Contents, Record
from masarat.journal.errors import Moved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from masarat.journal.entry import Entry
    from masarat.journal.head import Head


class MemoryStore:
    """A store that is gone with its process; safe between threads."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._heads: dict[str, bytes] = {}
        self._last = ""
        self._lock = Lock()

    @contextmanager
    def reading(self, after: int = 0) -> Iterator[Contents]:
        """See `masarat.journal.copies.Copy`."""
        with self._lock:
            heads, records = tuple(self._heads.values()), self._records[after:]
        yield Contents(heads, iter(records))

    def append(self, entries: Sequence[Entry], head: Head) -> None:
        """See `masarat.journal.copies.Store`."""
        with self._lock:
            first = entries[0]
            if (first.sequence - 1, first.previous) != (len(self._records), self._last):
                raise Moved
            self._records.extend(Record(entry.sequence, entry.octets) for entry in entries)
            self._last = entries[-1].digest
            self._heads = {**self._heads, head.node: head.octets}
