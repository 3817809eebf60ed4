"""What can be wrong with a journal.

JournalError (`masarat.core.errors`)
+-- Broken    an entry or a head is not what it must be; names the first bad one
+-- Moved     the chain has moved on since the entry was made: read, judge and sign again
+-- Refused   a node may not do this
+-- Forked    one node signed two different continuations of one journal
"""

from __future__ import annotations

from masarat.core.errors import JournalError


class Broken(JournalError):  # noqa: N818  (it reads as what happened)
    """A journal does not hold together.

    Parameters
    ----------
    sequence
        The first bad entry, counted from 1 by its position in the chain. One more than there are
        entries if it is the head that is bad, or an entry that is missing at the end.
    found
        What stands there.
    expected
        What would have been right.
    """

    def __init__(self, sequence: int, found: str, expected: str) -> None:
        self.sequence = sequence
        self.found = found
        self.expected = expected
        super().__init__(f"entry {sequence}: found {found}, expected {expected}")

    def __reduce__(self) -> tuple[type[Broken], tuple[int, str, str]]:
        return Broken, (self.sequence, self.found, self.expected)


class Moved(JournalError):  # noqa: N818
    """The chain has moved on since this entry was made."""

    def __init__(self) -> None:
        super().__init__("the journal has moved on meanwhile; begin again")


class Refused(JournalError):  # noqa: N818
    """A node may not do this."""


class Forked(JournalError):  # noqa: N818
    """One node signed two different continuations of one journal."""
