"""The law of a journal, followed entry by entry.

J1  An entry is one JSON object in its one byte form (`masarat.journal.entry`).
J2  Entries are numbered 1, 2, 3, ...
J3  Each names the digest of the one before it; the first names none.
J4  Each names the journal by the digest of its first entry; the first names none.
J5  None is dated before the one before it.
J6  The first, and no other, is of kind `journal.opened`, with format, version and title; the node
    that wrote it is the first admitted one.
J7  Only admitted nodes write. An admitted node admits others (`journal.node-admitted`) and retires
    them (`journal.node-retired`). Who was retired does not come back, and one node remains.
J8  The signature is that of the entry's node.
J9  Kinds that begin with "journal." are those three and `journal.carried`, with exactly their
    members.
J10 A carried entry comes from another copy of this journal: it names this journal, is signed by a
    node admitted when it is carried, is dated no later than the entry that carries it, is neither
    in this chain nor carried before, and neither opens a journal nor carries another entry. Its
    kind and body count as of the entry that carries it.
J11 A head names an entry of the journal, with that entry's digest, time and node, and is signed by
    that node. The newest head names the last entry.

`Chain` holds J2 to J7, J9 and J10; reading the bytes holds J1; `masarat.journal.verification` adds
J8 and J11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from masarat.core.instants import write_instant
from masarat.core.signing import check_public
from masarat.journal.entry import Entry, Place, read_entry
from masarat.journal.errors import Broken
from masarat.journal.spelling import spell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

OPENED = "journal.opened"
ADMITTED = "journal.node-admitted"
RETIRED = "journal.node-retired"
CARRIED = "journal.carried"
RESERVED = "journal."
FORMAT = "masarat journal"
VERSION = 1

_MEMBERS = {OPENED: {"format", "version", "title"}, ADMITTED: {"node", "title"}}
_MEMBERS |= {RETIRED: {"node", "reason"}, CARRIED: {"entry"}}


class Linked(Protocol):
    """What the chain needs to know of an entry."""

    @property
    def journal(self) -> str: ...  # noqa: D102  (as in Entry)
    @property
    def sequence(self) -> int: ...  # noqa: D102
    @property
    def previous(self) -> str: ...  # noqa: D102
    @property
    def time(self) -> datetime: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def body(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def node(self) -> str: ...  # noqa: D102
    @property
    def digest(self) -> str: ...  # noqa: D102


class Link(NamedTuple):
    """An entry as the chain needs it: the body of reserved kinds only."""

    journal: str
    sequence: int
    previous: str
    time: datetime
    kind: str
    body: Mapping[str, Any]
    node: str
    digest: str


def link_of(entry: Entry) -> Link:
    """Return what the chain needs to know of `entry`."""
    body = entry.body if entry.kind.startswith(RESERVED) else {}
    return Link(
        entry.journal,
        entry.sequence,
        entry.previous,
        entry.time,
        entry.kind,
        body,
        entry.node,
        entry.digest,
    )


def statement(entry: Entry) -> Entry:
    """Return the entry whose kind and body count: the carried one, or `entry` itself.

    Its time says when it was first taken in another copy; it counts as of `entry.time`.
    """
    return carried_by(entry.body) if entry.kind == CARRIED else entry


def carried_by(body: Mapping[str, Any]) -> Entry:
    """Return the entry that the body of a `journal.carried` holds.

    Raises
    ------
    ValueError
        If that is not an entry in the form of `masarat.journal.entry`.
    """
    return read_entry(spell(body.get("entry")))


class Chain:
    """Where a journal stands after the entries taken so far."""

    def __init__(self) -> None:
        self.title = ""
        self.time: datetime | None = None
        self.nodes: dict[str, str] = {}
        self.retired: set[str] = set()
        self.digests: list[str] = []
        self._links: list[tuple[str, datetime]] = []
        self._carried: set[str] = set()

    @property
    def place(self) -> Place:
        """Where the next entry goes."""
        if not self.digests:
            return Place()
        return Place(self.digests[0], len(self.digests), self.digests[-1])

    def written(self, sequence: int) -> tuple[str, str, datetime]:
        """Return digest, node and time of the entry with this sequence number."""
        return self.digests[sequence - 1], *self._links[sequence - 1]

    def holds(self, digest: str) -> bool:
        """Return whether the entry with this digest was carried onto this chain."""
        return digest in self._carried

    def twin(self) -> Chain:
        """Return a chain that stands where this one does, to try entries on."""
        twin = Chain()
        twin.title, twin.time, twin.nodes, twin.retired = (
            self.title,
            self.time,
            self.nodes,
            self.retired,
        )
        twin.digests, twin._links = [*self.digests], [*self._links]
        twin._carried = {*self._carried}
        return twin

    def take(self, entry: Linked) -> None:
        """Take the next entry.

        Raises
        ------
        Broken
            If it breaks the law; the chain then stands where it stood.
        """
        place = self.place
        self._follows(entry, place)
        if place.sequence == 0:
            self._opens(entry)
        else:
            self._continues(entry)
        self.time = entry.time
        self.digests.append(entry.digest)
        self._links.append((entry.node, entry.time))

    def _follows(self, entry: Linked, place: Place) -> None:
        position = place.sequence + 1
        for clause, name, found, expected in (
            ("J2", "sequence", str(entry.sequence), str(position)),
            ("J4", "journal", entry.journal, place.journal),
            ("J3", "previous", entry.previous, place.digest),
        ):
            if found != expected:
                raise Broken(
                    position, f"{name} {found or '(empty)'}", f"{expected or '(empty)'} ({clause})"
                )
        if self.time is not None and entry.time < self.time:
            raise Broken(
                position,
                f"time {write_instant(entry.time)}",
                f"none before {write_instant(self.time)}, that of the entry before (J5)",
            )

    def _opens(self, entry: Linked) -> None:
        if entry.kind != OPENED:
            raise Broken(1, f"kind {entry.kind}", f"{OPENED} (J6)")
        _check_members(1, entry)
        if (entry.body["format"], entry.body["version"]) != (FORMAT, VERSION):
            found = f"{entry.body['format']} {entry.body['version']}"
            raise Broken(1, found, f"{FORMAT} {VERSION} (J6)")
        _check_node(1, entry.node)
        self.title = entry.body["title"]
        self.nodes = {entry.node: entry.body["title"]}

    def _continues(self, entry: Linked) -> None:
        position = len(self.digests) + 1
        if entry.kind == OPENED:
            raise Broken(position, f"kind {OPENED}", "it in the first entry only (J6)")
        if entry.node not in self.nodes:
            state = "retired" if entry.node in self.retired else "not admitted"
            raise Broken(position, f"node {entry.node}, {state}", "an admitted node (J7)")
        if entry.kind.startswith(RESERVED):
            _check_members(position, entry)
            if entry.kind == CARRIED:
                self._carry(position, entry)
            else:
                self._seat(position, entry.kind, entry.body)

    def _seat(self, position: int, kind: str, body: Mapping[str, Any]) -> None:
        """Admit or retire a node (J7)."""
        node = body["node"]
        if kind == ADMITTED:
            _check_node(position, node)
            if node in self.nodes or node in self.retired:
                state = "retired" if node in self.retired else "admitted already"
                raise Broken(position, f"node {node}, {state}", "a new node to admit (J7)")
            self.nodes = {**self.nodes, node: body["title"]}
            return
        if node not in self.nodes:
            raise Broken(position, f"node {node}, not admitted", "an admitted node to retire (J7)")
        if len(self.nodes) == 1:
            raise Broken(position, "the last node retired", "one that remains (J7)")
        self.nodes = {key: title for key, title in self.nodes.items() if key != node}
        self.retired = {*self.retired, node}

    def _carry(self, position: int, entry: Linked) -> None:
        """Take an entry of another copy (J10)."""
        try:
            original = carried_by(entry.body)
        except ValueError as error:
            raise Broken(position, f"a carried entry of which {error}", "an entry (J10)") from error
        digest = original.digest
        for wrong, found in (
            (original.journal != self.digests[0], "an entry of another journal"),
            (original.kind in (OPENED, CARRIED), f"an entry of kind {original.kind}"),
            (original.node not in self.nodes, f"an entry of node {original.node}, not admitted"),
            (original.time > entry.time, f"an entry of {write_instant(original.time)}, later"),
            (digest in self._carried, "an entry that was carried before"),
            (self._stands(original), "an entry of this very chain"),
            (not original.signed_by_node, "an entry that its node did not sign"),
        ):
            if wrong:
                raise Broken(position, f"carried: {found}", "an entry of another copy (J10)")
        if original.kind.startswith(RESERVED):
            self._seat_carried(position, original)
        self._carried.add(digest)

    def _stands(self, entry: Entry) -> bool:
        within = 1 <= entry.sequence <= len(self.digests)
        return within and self.digests[entry.sequence - 1] == entry.digest

    def _seat_carried(self, position: int, original: Entry) -> None:
        """Admit or retire as another copy did; what both copies did is done once."""
        _check_members(position, original)
        node = original.body["node"]
        known = node in self.nodes or node in self.retired
        if original.kind == ADMITTED and known:
            return
        if original.kind == RETIRED and node in self.retired:
            return
        self._seat(position, original.kind, original.body)


def _check_members(position: int, entry: Linked) -> None:
    members = _MEMBERS.get(entry.kind)
    if members is None:
        raise Broken(position, f"kind {entry.kind}", f"one of {', '.join(_MEMBERS)} (J9)")
    if set(entry.body) != members:
        raise Broken(
            position,
            f"a body with {', '.join(sorted(entry.body)) or 'no members'}",
            f"{', '.join(sorted(members))} (J9)",
        )
    for name in ("title", "node", "reason"):
        if not isinstance(entry.body.get(name, ""), str):
            raise Broken(position, f"{name} {entry.body[name]!r}", "text (J9)")


def _check_node(position: int, node: str) -> None:
    try:
        check_public(node)
    except ValueError as error:
        raise Broken(position, f"node {node}: {error}", "a public key (J7)") from error
