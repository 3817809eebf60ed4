"""Bringing two copies of one journal together; finding forks.

Where one copy begins with all of the other, the longer one holds everything. Where both went on
by themselves, one leads, and what the other has besides is carried onto it by entries of kind
`journal.carried` (J10 of `masarat.journal.chain`). An entry that the other carried itself is
carried over as the original that it was.

An honest node writes on one copy only. If a node wrote on both since they parted, other than what
one copy has carried from the other already, it forked the journal: on purpose, or because its key
is in use in two places, or because a backup was put back. That is refused, and named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.core.errors import JournalError
from masarat.journal.chain import CARRIED, statement
from masarat.journal.errors import Forked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from masarat.journal.entry import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """What a copy lacks of another one.

    Parameters
    ----------
    common
        How many entries both begin with.
    following
        Entries of the other that follow this copy's last one, to be taken as they are.
    carried
        Entries of the other to be carried, in order; then `following` is empty.
    """

    common: int
    following: tuple[Entry, ...] = ()
    carried: tuple[Entry, ...] = ()


def merging(leading: Sequence[Entry], other: Sequence[Entry]) -> Merging:
    """Return what the leading copy lacks of the other; both must have been verified.

    Raises
    ------
    JournalError
        If they are copies of two different journals.
    Forked
        If one node wrote on both.
    """
    if leading and other and leading[0].digest != other[0].digest:
        msg = f"two different journals: {leading[0].digest} and {other[0].digest}"
        raise JournalError(msg)
    common = _common(leading, other)
    if common == len(leading):
        return Merging(common=common, following=tuple(other[common:]))
    ours, theirs = _besides(leading, other, common), _besides(other, leading, common)
    _check_fork(ours, theirs, common)
    return Merging(common=common, carried=tuple(statement(entry) for entry in theirs))


def _common(leading: Sequence[Entry], other: Sequence[Entry]) -> int:
    pairs = zip(leading, other, strict=False)
    same = (one.digest == two.digest for one, two in pairs)
    shorter = min(len(leading), len(other))
    return next((count for count, equal in enumerate(same) if not equal), shorter)


def _besides(copy: Sequence[Entry], other: Sequence[Entry], common: int) -> list[Entry]:
    """Return the entries of `copy` after the common ones that say what `other` does not hold."""
    known = {entry.digest for entry in other[common:]}
    known |= {statement(entry).digest for entry in other if entry.kind == CARRIED}
    return [entry for entry in copy[common:] if statement(entry).digest not in known]


def _check_fork(ours: Sequence[Entry], theirs: Sequence[Entry], common: int) -> None:
    written = {entry.node: entry for entry in reversed(ours)}
    for entry in theirs:
        first = written.get(entry.node)
        if first is not None:
            msg = (
                f"a fork after entry {common}: node {entry.node} wrote both "
                f"entry {first.sequence} {first.digest} and entry {entry.sequence} {entry.digest}"
            )
            raise Forked(msg)
