"""Verifying a whole copy: every byte, every link, every signature, and the heads.

The law is that of `masarat.journal.chain` (J1 to J11). Entries are independent of each other but
for their links, so that bytes and signatures are examined in batches, by several processes where
there are many, and the links are followed in order. The first bad entry is named.
"""

from __future__ import annotations

import gc
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple, cast

from masarat.core.errors import MasaratError
from masarat.core.signing import verify as verify_signature
from masarat.journal.chain import Chain, Link, link_of
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

    Witness = Callable[[Entry], "Claim | None"]

BATCH = 1000


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
    copy: Copy,
    witness: Witness | None = None,
    processes: int = 1,
    heads: Iterable[bytes] = (),
) -> Verification:
    """Return what verifying every entry and head of `copy` finds.

    Parameters
    ----------
    copy
        What to verify.
    witness
        Called with each entry in order, once it is sound; raises ValueError or MasaratError if
        what the entry says does not hold. It may return a signature within the body that is still
        to be verified: that is shared out too.
    processes
        How many processes may share the work.
    heads
        Heads from elsewhere (of another copy, or kept since an earlier day), which must be true of
        this copy too: so it is found out that it lacks entries, or parted from the other.
    """
    links = Chain()
    with ProcessPoolExecutor(processes, initializer=gc.disable) as pool, copy.reading() as contents:
        claims = _Claims(pool if processes > 1 else None)
        try:
            for number, result in _examined(contents.records, pool, processes, whole=bool(witness)):
                take_examined(links, number, result)
                if witness is not None:
                    claims.add(*_asked(witness, cast("Entry", result)))
            claims.settle()
            check_heads(links, contents.heads)
            for octets in heads:
                check_head(links, octets)
        except Broken as error:
            first = min(error, claims.broken() or error, key=lambda broken: broken.sequence)
            return _verification(_before(copy, links, first.sequence), first)
        finally:
            pool.shutdown(cancel_futures=True)
    return _verification(links, None)


def _asked(witness: Witness, entry: Entry) -> tuple[Entry, Claim | None]:
    try:
        return entry, witness(entry)
    except (ValueError, MasaratError) as error:
        raise Broken(entry.sequence, f"a body of which {error}", f"a sound {entry.kind}") from error


def _before(copy: Copy, links: Chain, sequence: int) -> Chain:
    """Return the chain of the entries before the first bad one; `links` may have gone beyond."""
    if links.place.sequence < sequence:
        return links
    chain_before = Chain()
    with copy.reading() as contents:
        for record in islice(contents.records, sequence - 1):
            take_record(chain_before, record)
    return chain_before


class Claim(NamedTuple):
    """A signature within a body, to be verified when there is time: see `core.signing.verify`."""

    public: str
    purpose: str
    message: bytes
    signature: str


class _Claims:
    """Signatures within bodies, verified in batches, where there is a pool by its processes."""

    def __init__(self, pool: ProcessPoolExecutor | None) -> None:
        self._pool = pool
        self._batch: list[tuple[int, str, Claim]] = []
        self._waiting: list[Future[Broken | None]] = []

    def add(self, entry: Entry, claim: Claim | None) -> None:
        """Take what the body of `entry` claims."""
        if claim is not None:
            self._batch.append((entry.sequence, entry.kind, claim))
        if self._pool is not None and len(self._batch) == BATCH:
            self._waiting.append(self._pool.submit(first_false, self._batch))
            self._batch = []

    def broken(self) -> Broken | None:
        """Return what is wrong with the first claim that does not hold, or None."""
        found = (waiting.result() for waiting in self._waiting)
        return next(filter(None, found), None) or first_false(self._batch)

    def settle(self) -> None:
        """Verify all that was claimed.

        Raises
        ------
        Broken
            By the first claim that does not hold.
        """
        if found := self.broken():
            raise found


def first_false(claims: Sequence[tuple[int, str, Claim]]) -> Broken | None:
    """Return what is wrong with the first of claims (sequence, kind, claim) that does not hold."""
    for sequence, kind, claim in claims:
        if not verify_signature(*claim):
            return Broken(sequence, "a body with a signature that does not hold", f"a sound {kind}")
    return None


class Bad(NamedTuple):
    """What is wrong with a record's bytes or signature by themselves."""

    found: str
    expected: str


class Examined(NamedTuple):
    """A record after it was looked at by itself."""

    number: int
    result: Link | Entry | Bad


def sound(octets: bytes) -> Entry | Bad:
    """Return the entry that `octets` spell, looked at by itself (J1, J8)."""
    try:
        entry = read_entry(octets)
    except ValueError as error:
        return Bad(f"bytes of which {error}", "an entry (J1)")
    if not entry.signed_by_node:
        return Bad("a signature that is not the node's", "that of its node (J8)")
    return entry


def examine(records: Sequence[Record], *, whole: bool) -> list[Examined]:
    """Return what each record is by itself, whole or as a link; stops after the first bad one."""
    done: list[Examined] = []
    for number, octets in records:
        entry = sound(octets)
        if isinstance(entry, Bad):
            return [*done, Examined(number, entry)]
        done.append(Examined(number, entry if whole else link_of(entry)))
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
    known = [check_head(links, octets) for octets in heads]
    if not known:
        raise Broken(after, "the end of the journal", "its head (J11)")
    newest = max(known, key=lambda head: head.entries)
    if newest.entries < after - 1:
        raise Broken(
            newest.entries + 1, "an entry after the head", "none: the head ends here (J11)"
        )
    return newest


def check_head(links: Chain, octets: bytes) -> Head:
    """Return the head that `octets` spell, which must be true of the chain (J11).

    Raises
    ------
    Broken
        If it is not.
    """
    place = links.place
    after = place.sequence + 1
    try:
        head = _signed_head(octets)
    except ValueError as error:
        raise Broken(after, f"a head of which {error}", "a head (J11)") from error
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
    return head


def _examined(
    records: Iterator[Record], pool: ProcessPoolExecutor, processes: int, *, whole: bool
) -> Iterator[Examined]:
    work = partial(examine, whole=whole)
    batches = iter(lambda: list(islice(records, BATCH)), [])
    beginning = list(islice(batches, 2))
    if processes < 2 or len(beginning) < 2:  # noqa: PLR2004  (nothing to share out)
        for batch in chain(beginning, batches):
            yield from work(batch)
        return
    waiting = deque[Future[list[Examined]]]()
    for batch in chain(beginning, batches):
        waiting.append(pool.submit(work, batch))
        if len(waiting) > 2 * processes:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


@lru_cache(maxsize=256)  # the same few heads are looked at before every append
def _signed_head(octets: bytes) -> Head:
    head = read_head(octets)
    if not head.signed_by_node:
        msg = "the signature is not its node's"
        raise ValueError(msg)
    return head


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
