"""The head of a journal: a node's signed statement of which entry was the newest.

A chain of digests shows any change before its end, but not that the end itself was cut off. The
head does. It is a JSON object in the form of RFC 8785, with these members:

    format      "masarat journal head"
    version     1
    journal     digest of the first entry
    entries     how many entries there are
    digest      of the newest one
    time        that of the newest one
    node        the node that took the newest one
    signature   the node's, for the purpose "masarat journal head 1", over the same object without
                this member
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from masarat.core.instants import read_instant, write_instant
from masarat.core.signing import sign, verify
from masarat.journal.spelling import parse, spell

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from masarat.journal.entry import Entry

PURPOSE = "masarat journal head 1"
FORMAT = "masarat journal head"
VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Head:
    """The head of a journal; see the module for its members."""

    journal: str
    entries: int
    digest: str
    time: datetime
    node: str
    signature: str

    @cached_property
    def octets(self) -> bytes:
        """The head's one byte form (RFC 8785, UTF-8, no line end)."""
        return spell({**_unsigned(self), "signature": self.signature})

    @property
    def signed_by_node(self) -> bool:
        """Whether the signature is that of the key in `node`."""
        return verify(self.node, PURPOSE, spell(_unsigned(self)), self.signature)


def make_head(newest: Entry, key: Ed25519PrivateKey) -> Head:
    """Return the head of the journal whose newest entry is `newest`, which `key` signed too."""
    draft = Head(
        journal=newest.journal or newest.digest,
        entries=newest.sequence,
        digest=newest.digest,
        time=newest.time,
        node=newest.node,
        signature="",
    )
    return replace(draft, signature=sign(key, PURPOSE, spell(_unsigned(draft))))


def read_head(octets: bytes) -> Head:
    """Return the head that `octets` spell.

    Raises
    ------
    ValueError
        If they are not a head in its one byte form. The signature is not checked here.
    """
    data = parse(octets)
    if not is_head(data):
        msg = "this is not the head of a journal"
        raise ValueError(msg)
    head = _shaped(data)
    head.__dict__["octets"] = octets
    return head


def is_head(data: object) -> bool:
    """Return whether `data` claims to be a head, of whichever version."""
    return isinstance(data, dict) and data.get("format") == FORMAT


_TEXTS = ("journal", "digest", "time", "node", "signature")


def _shaped(data: dict[str, Any]) -> Head:
    if data.get("version") != VERSION or type(data["version"]) is not int:
        msg = f"this head has version {data.get('version')!r}; known is {VERSION}"
        raise ValueError(msg)
    if set(data) != {"format", "version", "entries", *_TEXTS}:
        msg = f"a head has the members format, version, entries, {', '.join(_TEXTS)}, and no others"
        raise ValueError(msg)
    if type(data["entries"]) is not int or not all(isinstance(data[name], str) for name in _TEXTS):
        msg = f"entries must be a whole number, and {', '.join(_TEXTS)} text"
        raise ValueError(msg)
    return Head(
        journal=data["journal"],
        entries=data["entries"],
        digest=data["digest"],
        time=read_instant(data["time"]),
        node=data["node"],
        signature=data["signature"],
    )


def _unsigned(head: Head) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "journal": head.journal,
        "entries": head.entries,
        "digest": head.digest,
        "time": write_instant(head.time),
        "node": head.node,
    }
