"""Verifying a whole copy: every byte, every link, every signature, and the heads.

The law is that of `masarat.journal.chain` (J1 to J11). Entries are independent of each other but
for their links, so that bytes and signatures are examined in batches, by several processes where
there are many, and the links are followed in order. The first bad entry is named.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple, cast

from masarat.journal.chain import Chain, Link, link_of, statement
from masarat.journal.entry import read_entry
from masarat.journal.errors import Broken
from masarat.journal.head import read_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from masarat.journal.chain import Linked
    from masarat.journal.copies import Copy, Record
    from masarat.journal.entry import Entry
    from masarat.journal.head import Head

    Judge = Callable[[Entry], None]

BATCH = 1000
_NO_JUDGES: Mapping[str, Judge] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What verifying a copy found.

    Parameters
    ----------
    journal, title
        Of the first entry; empty where that is bad already.
    entries
        How many entries are sound, from the first on.
    digest, time
        Of the last sound one.
    nodes
        Title of each admitted node by its public key, as of the last sound entry.
    broken
        What is wrong with the first bad entry, or None.
    """

    journal: str
    title: str
    entries: int
    digest: str
    time: datetime | None
    nodes: Mapping[str, str]
    broken: Broken | None

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.broken is None


def verify(
    copy: Copy, judges: Mapping[str, Judge] = _NO_JUDGES, processes: int = 1
) -> Verification:
    """Return what verifying every entry and head of `copy` finds.

    Parameters
    ----------
    copy
        What to verify.
    judges
        By kind: raises ValueError for an entry whose body does not hold by itself (say, a
        signature in it is wrong). A carried entry is judged by its own kind. Judges must be
        functions of a module, so that other processes can call them.
    processes
        How many processes may share the work.
    """
    links = Chain()
    with copy.reading() as contents:
        try:
            for examined in _examined(contents.records, judges, processes):
                take_examined(links, *examined)
            check_heads(links, contents.heads)
        except Broken as error:
            return _verification(links, error)
    return _verification(links, None)


class Bad(NamedTuple):
    """What is wrong with a record's bytes, signature or body by themselves."""

    found: str
    expected: str


class Examined(NamedTuple):
    """A record after it was looked at by itself."""

    number: int
    result: Link | Bad


def sound(octets: bytes, judges: Mapping[str, Judge] = _NO_JUDGES) -> Entry | Bad:
    """Return the entry that `octets` spell, looked at by itself (J1, J8, judges)."""
    try:
        entry = read_entry(octets)
    except ValueError as error:
        return Bad(f"bytes of which {error}", "an entry (J1)")
    if not entry.signed_by_node:
        return Bad("a signature that is not the node's", "that of its node (J8)")
    try:
        judged = statement(entry)
        if judged.kind in judges:
            judges[judged.kind](judged)
    except ValueError as error:
        return Bad(f"a body of which {error}", f"a sound {entry.kind}")
    return entry


def examine(records: Sequence[Record], judges: Mapping[str, Judge]) -> list[Examined]:
    """Return what each record is by itself; stops after the first bad one."""
    done: list[Examined] = []
    for number, octets in records:
        entry = sound(octets, judges)
        done.append(Examined(number, entry if isinstance(entry, Bad) else link_of(entry)))
        if isinstance(entry, Bad):
            break
    return done


def take_examined(links: Chain, number: int, result: Linked | Bad) -> None:
    """Let the chain take what was examined under this number.

    Raises
    ------
    Broken
        If it is bad by itself, does not follow, or stands under another number.
    """
    position = len(links.digests) + 1
    if number != position:
        raise Broken(position, f"entry {number} in its place", f"entry {position} (J2)")
    if isinstance(result, Bad):
        raise Broken(position, result.found, result.expected)
    links.take(result)


def take_record(links: Chain, record: Record) -> Entry:
    """Examine a record, let the chain take it, and return it.

    Raises
    ------
    Broken
        As `take_examined`.
    """
    entry = sound(record.octets)
    take_examined(links, record.number, entry)
    return cast("Entry", entry)


def check_heads(links: Chain, heads: Iterable[bytes]) -> Head:
    """Return the newest of `heads`, all of which must be true of the chain (J11).

    Raises
    ------
    Broken
        If one is not, or none names the last entry.
    """
    after = len(links.digests) + 1
    known = [_head(octets, after) for octets in heads]
    if not known:
        raise Broken(after, "the end of the journal", "its head (J11)")
    for head in known:
        _check_head(links, head)
    newest = max(known, key=lambda head: head.entries)
    if newest.entries < after - 1:
        raise Broken(
            newest.entries + 1, "an entry after the head", "none: the head ends here (J11)"
        )
    return newest


def _head(octets: bytes, after: int) -> Head:
    try:
        return read_head(octets)
    except ValueError as error:
        raise Broken(after, f"a head of which {error}", "a head (J11)") from error


def _check_head(links: Chain, head: Head) -> None:
    place = links.place
    after = place.sequence + 1
    if not head.signed_by_node:
        raise Broken(after, "a head that its node did not sign", "its signature (J11)")
    if head.journal != place.journal:
        raise Broken(after, f"the head of journal {head.journal}", f"{place.journal} (J11)")
    if head.entries > place.sequence:
        raise Broken(
            after, "the end of the journal", f"{head.entries} entries, says the head (J11)"
        )
    if head.entries < 1:
        raise Broken(after, f"a head of {head.entries} entries", "at least one (J11)")
    stated = (head.digest, head.node, head.time)
    if stated != links.written(head.entries):
        raise Broken(after, "a head with another digest, node or time", "those it names (J11)")


def _examined(
    records: Iterator[Record], judges: Mapping[str, Judge], processes: int
) -> Iterator[Examined]:
    batches = iter(lambda: list(islice(records, BATCH)), [])
    beginning = list(islice(batches, 2))
    if processes < 2 or len(beginning) < 2:  # noqa: PLR2004  (nothing to share out)
        for batch in chain(beginning, batches):
            yield from examine(batch, judges)
        return
    with ProcessPoolExecutor(processes) as pool:
        try:
            waiting = deque[Future[list[Examined]]]()
            work = partial(examine, judges=judges)
            for batch in chain(beginning, batches):
                waiting.append(pool.submit(work, batch))
                if len(waiting) > 2 * processes:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _verification(links: Chain, broken: Broken | None) -> Verification:
    place = links.place
    return Verification(
        journal=place.journal,
        title=links.title,
        entries=place.sequence,
        digest=place.digest,
        time=links.time,
        nodes=dict(links.nodes),
        broken=broken,
    )
