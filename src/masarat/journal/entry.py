"""One entry of a journal: its one byte form, its digest, its node's signature.

An entry is a JSON object in the form of RFC 8785, with these members:

    journal     digest of the journal's first entry; empty text in the first entry itself
    sequence    1, 2, 3, ...
    previous    digest of the entry before; empty text in the first
    time        when the node took it (`masarat.core.instants`); never before the entry before
    kind        what happened, such as "agreement.act"
    body        the particulars, plain data without fractions
    node        public key of the node that took the entry
    signature   the node's, for the purpose "masarat journal entry 1", over the same object
                without this member

The digest of an entry is the SHA-256 of these bytes, signature included. Text stays exactly as it
was written: unlike the digest of a detail, that of an entry tells two spellings of a name apart.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from masarat.core.instants import read_instant, write_instant
from masarat.core.signing import public_of, sign, verify
from masarat.journal.spelling import parse, spell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PURPOSE = "masarat journal entry 1"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry; see the module for its members."""

    journal: str
    sequence: int
    previous: str
    time: datetime
    kind: str
    body: Mapping[str, Any]
    node: str
    signature: str

    @cached_property
    def octets(self) -> bytes:
        """The entry's one byte form (RFC 8785, UTF-8, no line end)."""
        return spell({**_unsigned(self), "signature": self.signature})

    @cached_property
    def digest(self) -> str:
        """SHA-256 of `octets`, 64 hexadecimal digits."""
        return hashlib.sha256(self.octets).hexdigest()

    @property
    def signed_by_node(self) -> bool:
        """Whether the signature is that of the key in `node`."""
        octets = self.octets  # members are sorted: the signature stands just before the time
        tail = f',"time":"{write_instant(self.time)}"}}'.encode()
        head = len(octets) - len(tail) - len(f',"signature":"{self.signature}"')
        return verify(self.node, PURPOSE, octets[:head] + tail, self.signature)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next entry goes: after the entry with this sequence and digest."""

    journal: str = ""
    sequence: int = 0
    digest: str = ""


def make_entry(
    after: Place,
    kind: str,
    body: Mapping[str, Any],
    time: datetime,
    key: Ed25519PrivateKey,
) -> Entry:
    """Return the entry that follows `after`, signed with the node's `key`.

    Raises
    ------
    ValueError
        If `time` does not say its offset from UTC, or `body` holds what an entry cannot: a
        fraction, a whole number beyond 2^53 - 1, text that is not Unicode, nesting too deep.
    """
    draft = Entry(
        journal=after.journal,
        sequence=after.sequence + 1,
        previous=after.digest,
        time=read_instant(write_instant(time)),
        kind=kind,
        body=body,
        node=public_of(key),
        signature="",
    )
    signature = sign(key, PURPOSE, spell(_unsigned(draft)))
    return read_entry(spell({**_unsigned(draft), "signature": signature}))


def read_entry(octets: bytes) -> Entry:
    """Return the entry that `octets` spell.

    Raises
    ------
    ValueError
        If they are not an entry in its one byte form, to the byte. Neither the signature nor the
        chain is checked here.
    """
    entry = _shaped(parse(octets))
    entry.__dict__["octets"] = octets  # the cached property, already known
    return entry


def recall_entry(octets: bytes) -> Entry:
    """Return the entry that `octets`, once read by `read_entry`, spell: quicker, with no checks.

    Raises
    ------
    ValueError
        If they are not an entry at all.
    """
    try:
        entry = _shaped(json.loads(octets))
    except RecursionError as error:
        msg = "this is nested too deep"
        raise ValueError(msg) from error
    entry.__dict__["octets"] = octets
    return entry


_TEXTS = ("journal", "previous", "time", "kind", "node", "signature")


def _shaped(data: object) -> Entry:
    members = {"sequence", "body", *_TEXTS}
    if not isinstance(data, dict) or set(data) != members:
        msg = f"an entry has the members {', '.join(sorted(members))}, and no others"
        raise ValueError(msg)
    for name in _TEXTS:
        if not isinstance(data[name], str):
            msg = f"{name} must be text"
            raise ValueError(msg)  # noqa: TRY004  (one kind of error for a malformed entry)
    if type(data["sequence"]) is not int or not isinstance(data["body"], dict):
        msg = "sequence must be a whole number and body an object"
        raise ValueError(msg)
    return Entry(**{**data, "time": read_instant(data["time"])})


def _fields(entry: Entry) -> dict[str, Any]:
    return {
        "journal": entry.journal,
        "sequence": entry.sequence,
        "previous": entry.previous,
        "time": entry.time,
        "kind": entry.kind,
        "body": entry.body,
        "node": entry.node,
        "signature": entry.signature,
    }


def _unsigned(entry: Entry) -> dict[str, Any]:
    fields = _fields(entry)
    del fields["signature"]
    return {**fields, "time": write_instant(entry.time)}
