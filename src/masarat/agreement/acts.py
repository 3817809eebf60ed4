"""Acts: what signatories state, sign, and hand to any node, on line or on a stick.

An act is plain data with exactly these members, and those of its kind (`KINDS`):

    format      "masarat act"
    version     1
    agreement   id of the agreement
    draft       digest of its draft: who the parties are and who must sign what
    act         kind
    by          signatory
    time        when the signatory made it, by the signatory's clock

It is signed by the signatory's enrolled key for the purpose "masarat act 1" over its canonical
bytes (`masarat.core.canonical`). The body of a journal entry of kind "agreement.act", and the file
that carries an act, is {"act": act, "signature": 128 hexadecimal digits}.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from masarat.agreement import shapes
from masarat.core.canonical import canonical_bytes
from masarat.core.instants import read_instant, write_instant
from masarat.core.signing import sign, verify

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from masarat.agreement.parties import Draft
    from masarat.agreement.shapes import Check

FORMAT = "masarat act"
VERSION = 1
PURPOSE = "masarat act 1"

STANCES = ("accept", "accept in principle", "reject", "reserve")
STAGES = ("departure", "arrival")
ALL = ""
"""In a withdrawal: every detail. In a position: the revision as a whole. In a suspension: every
corridor."""

_IDS = shapes.list_of(shapes.identifier)
_EITHER = shapes.or_empty(shapes.identifier)
_PEOPLE = shapes.map_of(shapes.identifier, shapes.map_of(shapes.identifier, shapes.number))
_EXPECTED = {"expected": shapes.text, "from": shapes.instant, "until": shapes.instant}
_MOVED = {"convoy": shapes.identifier, "at": shapes.instant}

KINDS: Mapping[str, Mapping[str, Check]] = {
    # A party puts a revision on the table, at a place: the digest of each detail by its id, and
    # the contents that the journal does not hold yet by their digests.
    "tabled": {
        "revision": shapes.positive,
        "place": shapes.text,
        "details": shapes.map_of(shapes.identifier, shapes.digest),
        "contents": shapes.map_of(shapes.digest, shapes.anything),
    },
    "position": {
        "revision": shapes.positive,
        "detail": _EITHER,
        "stance": shapes.one_of(*STANCES),
        "reason": shapes.text,
    },
    "consultation-called": {
        "consultation": shapes.identifier,
        "place": shapes.text,
        "agenda": _IDS,
        "participants": _IDS,
        **_EXPECTED,
    },
    "consultation-postponed": {
        "consultation": shapes.identifier,
        "reason": shapes.some_text,
        **_EXPECTED,
    },
    "consultation-held": {
        "consultation": shapes.identifier,
        "at": shapes.instant,
        "outcome": shapes.some_text,
    },
    "sign-off": {
        "detail": shapes.identifier,
        "digest": shapes.digest,
        "revision": shapes.positive,
        "intent": shapes.one_of("accept"),
        "until": shapes.or_empty(shapes.instant),
    },
    "withdrawn": {"detail": _EITHER, "reason": shapes.text},
    "suspended": {
        "incident": shapes.some_text,
        "place": shapes.text,
        "corridor": _EITHER,
        "reason": shapes.text,
    },
    "guarantee-renewed": {"suspension": shapes.digest, "terms": shapes.text},
    "departed": {**_MOVED, "people": _PEOPLE},
    "arrived": {**_MOVED, "people": _PEOPLE},
    "turned-back": {**_MOVED, "reason": shapes.text},
    "counted": {**_MOVED, "stage": shapes.one_of(*STAGES), "people": _PEOPLE},
    "received": {"of": shapes.digest},
}
"""Members of each kind of act besides the common ones."""

_COMMON: Mapping[str, Check] = {
    "format": shapes.one_of(FORMAT),
    "version": shapes.positive,
    "agreement": shapes.identifier,
    "draft": shapes.digest,
    "act": shapes.one_of(*KINDS),
    "by": shapes.identifier,
    "time": shapes.instant,
}
_SCHEMAS = {kind: {**_COMMON, **particulars} for kind, particulars in KINDS.items()}


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act; `particulars` are the members of its kind, as plain data."""

    agreement: str
    draft: str
    kind: str
    by: str
    time: datetime
    particulars: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  (plain data)
        return self.particulars[name]

    @cached_property
    def octets(self) -> bytes:
        """The act's canonical bytes: what is signed."""
        return canonical_bytes(write_act(self))

    @cached_property
    def digest(self) -> str:
        """What names this act: SHA-256 of its canonical bytes."""
        return sha256(self.octets).hexdigest()


def write_act(act: Act) -> dict[str, Any]:
    """Return `act` as plain data."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "agreement": act.agreement,
        "draft": act.draft,
        "act": act.kind,
        "by": act.by,
        "time": write_instant(act.time),
        **act.particulars,
    }


def read_act(data: Any, *, vouched: bool = False) -> Act:  # noqa: ANN401  (anything in JSON)
    """Return the act that `data` is.

    Parameters
    ----------
    vouched
        Whether the caller answers for its shape, because it was read before.

    Raises
    ------
    ValueError
        If it is of an unknown kind or version, or if a member is missing, unknown or not as
        expected.
    """
    if not vouched:
        _check(data)
    return Act(
        agreement=data["agreement"],
        draft=data["draft"],
        kind=data["act"],
        by=data["by"],
        time=read_instant(data["time"]),
        particulars={name: data[name] for name in KINDS[data["act"]]},
    )


def _check(data: Any) -> None:  # noqa: ANN401
    kind = data.get("act") if isinstance(data, dict) else None
    schema = _SCHEMAS.get(kind, _COMMON) if isinstance(kind, str) else _COMMON
    shapes.members(data, schema, "an act")
    if data["version"] != VERSION:
        msg = f"an act of version {data['version']}: this program reads version {VERSION}"
        raise ValueError(msg)


def make_act(draft: Draft, by: str, time: datetime, kind: str, **particulars: Any) -> Act:  # noqa: ANN401
    """Return an act of `kind` by signatory `by` under `draft`, checked for its shape.

    Moments among the particulars may be given as datetimes. A member whose name is a word of
    Python (`from`) goes through `**{"from": ...}`.

    Raises
    ------
    ValueError
        As `read_act`.
    """
    written = {
        name: write_instant(value) if hasattr(value, "utcoffset") else value
        for name, value in particulars.items()
    }
    act = Act(
        agreement=draft.agreement,
        draft=draft.digest,
        kind=kind,
        by=by,
        time=time,
        particulars=written,
    )
    return read_act(write_act(act))


def sign_act(act: Act, key: Ed25519PrivateKey) -> dict[str, Any]:
    """Return the body of the journal entry: `act` with the signature of its signatory's `key`."""
    return {"act": write_act(act), "signature": sign(key, PURPOSE, act.octets)}


_BODY = {"act": shapes.anything, "signature": shapes.text}


def read_body(body: Any, *, vouched: bool = False) -> tuple[Act, str]:  # noqa: ANN401
    """Return the act and the signature in the body of a journal entry, or in a carried file.

    Parameters
    ----------
    vouched
        As `read_act`.

    Raises
    ------
    ValueError
        As `read_act`.
    """
    if not vouched:
        shapes.members(body, _BODY, "a signed act")
    return read_act(body["act"], vouched=vouched), body["signature"]


def verify_act(draft: Draft, act: Act, signature: str) -> bool:
    """Return whether `signature` is that of the key which `draft` enrols for the act's signatory.

    Pure, and apart from the fold: it is asked when an act is taken, and when a journal is
    verified from its beginning.
    """
    enrolled = draft.by_signatory.get(act.by)
    if enrolled is None:
        return False
    return verify(enrolled[1].key, PURPOSE, act.octets, signature)
