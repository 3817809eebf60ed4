"""Small agreements for tests: two parties and a monitor, their keys, journals of entries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from masarat.agreement.acts import make_act, sign_act
from masarat.agreement.clauses import LAW
from masarat.agreement.contents import tabling
from masarat.agreement.parties import STANDING, Draft, read_draft
from masarat.agreement.record import State
from masarat.agreement.state import take
from masarat.core.instants import write_instant
from masarat.core.signing import public_of
from masarat.journal.entry import Entry, Place, make_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from masarat.agreement.law import Law

START = datetime(2016, 12, 13, 12, tzinfo=UTC)
NODE = Ed25519PrivateKey.from_private_bytes(bytes(32))


def after(minutes: float) -> datetime:
    """Return the moment so many minutes after START."""
    return START + timedelta(minutes=minutes)


def instant(minutes: float) -> str:
    """Return its spelling."""
    return write_instant(after(minutes))


@cache
def key_of(signatory: str) -> Ed25519PrivateKey:
    """Return the key of a signatory: always the same for one name."""
    return Ed25519PrivateKey.from_private_bytes(signatory.encode().ljust(32, b".")[:32])


def party(name: str, signatories: Iterable[str], role: str = "party") -> dict[str, Any]:
    """Return a party as plain data."""
    return {
        "party": name,
        "names": {"en": f"Party {name}"},
        "role": role,
        "signatories": [
            {
                "signatory": signatory,
                "office": {"en": f"office {signatory}"},
                "key": public_of(key_of(signatory)),
            }
            for signatory in signatories
        ],
    }


def draft_data(**changes: Any) -> dict[str, Any]:
    """Return a draft: A (one signatory), B (two of three), M (monitor); changed as told."""
    data = {
        "agreement": "east",
        "title": {"en": "East"},
        "scenario": "",
        "plan": "",
        "parties": [
            party("A", ["a"]),
            party("B", ["b1", "b2", "b3"]),
            party("M", ["m"], "monitor"),
        ],
        "required": {"*": {"A": 1, "B": 2}, "monitoring": {"A": 1, "B": 2, "M": 1}},
        "kinds": [],
        "entitled": {
            "table": ["A", "B"],
            "suspend": ["A", "B", "M"],
            "record": ["A", "B"],
            "count": ["M"],
        },
        "renew": {"A": 1, "B": 1},
    }
    return {**data, **changes}


def content(kind: str, **members: Any) -> dict[str, Any]:
    """Return a content of `kind`."""
    return {"kind": kind, "title": {"en": kind}, **members}


WAIVED = {kind: "not for this test" for kind in STANDING if kind not in {"ceasefire", "monitoring"}}


def usual_contents(**more: Any) -> dict[str, dict[str, Any]]:
    """Return contents: a corridor with three convoys, monitoring, a ceasefire of ten hours."""
    contents = {
        "corridor/r": content("corridor", corridor="r"),
        "timetable/r": content(
            "timetable",
            corridor="r",
            aboard_limit=120,
            convoys=[
                {
                    "convoy": f"r/{number}",
                    "departs": instant(60 + 30 * number),
                    "arrives": instant(120 + 30 * number),
                    "people": {"g": {"idlib": 50}},
                }
                for number in (1, 2, 3)
            ],
        ),
        "monitoring": content("monitoring", counts="independent"),
        "ceasefire": content("ceasefire", start=instant(60), until=instant(660)),
    }
    return {**contents, **more}


@dataclass
class Table:
    """A journal in the making, with the state after each entry: acts are refused as by a node."""

    draft: Draft = field(default_factory=lambda: read_draft(draft_data()))
    entries: list[Entry] = field(default_factory=list)
    state: State = field(default_factory=State)
    minute: float = 0
    law: Law = LAW

    def append(self, kind: str, body: Mapping[str, Any], minute: float | None = None) -> Entry:
        """Append an entry at `minute` (by default a minute after the last)."""
        self.minute = self.minute + 1 if minute is None else minute
        last = self.entries[-1] if self.entries else None
        place = Place(self.entries[0].digest, last.sequence, last.digest) if last else Place()
        entry = make_entry(place, kind, body, after(self.minute), NODE)
        self.state = take(self.state, entry, law=self.law)
        self.entries.append(entry)
        return entry

    def open(self, draft: Mapping[str, Any] | None = None) -> Table:
        """Draft the agreement."""
        data = draft_data() if draft is None else draft
        self.draft = read_draft(data)
        self.append("agreement.drafted", data)
        return self

    def act(self, by: str, kind: str, minute: float | None = None, **members: Any) -> str:
        """Append an act, dated when it is taken unless `dated` says otherwise; its digest."""
        at = self.minute + 1 if minute is None else minute
        dated = members.pop("dated", at)
        signer = members.pop("signer", by)
        act = make_act(self.draft, by, after(dated), kind, **members)
        self.append("agreement.act", sign_act(act, key_of(signer)), at)
        return act.digest

    def table(self, by: str = "A", minute: float | None = None, **changes: Any) -> str:
        """Table the next revision."""
        agreement = self.state.agreements[self.draft.agreement]
        groups = changes.pop("groups", ["g"])
        contents = changes.pop("all_contents", None) or usual_contents(**changes)
        members = tabling(contents, groups, WAIVED)
        number = len(agreement.revisions) + 1
        by = {"A": "a", "B": "b1"}.get(by, by)
        given = {"revision": number, "place": "Geneva", **members}
        return self.act(by, "tabled", minute, **given)

    def sign(self, by: str, *details: str, minute: float | None = None, **members: Any) -> None:
        """Sign details of the current revision; all of them if none is named."""
        revision = self.state.agreements[self.draft.agreement].revision
        assert revision is not None
        for detail in details or sorted(revision.details):
            given = {
                "detail": detail,
                "digest": revision.details[detail],
                "revision": revision.number,
                "intent": "accept",
                "until": "",
                **members,
            }
            self.act(by, "sign-off", minute, **given)

    def suspend(self, by: str = "m", minute: float | None = None, corridor: str = "") -> str:
        """Suspend a corridor, or all of them."""
        given = {"incident": "shots", "place": "", "corridor": corridor, "reason": ""}
        return self.act(by, "suspended", minute, **given)

    def coordinate(self, draft: Mapping[str, Any] | None = None, **changes: Any) -> Table:
        """Draft, table, and sign everything as everybody who must."""
        self.open(draft)
        self.table(**changes)
        for signatory in ("a", "b1", "b2"):
            self.sign(signatory, minute=self.minute)
        self.sign("m", "monitoring", minute=self.minute)
        return self


def listed(sequence: int, time: datetime, kind: str, body: Mapping[str, Any]) -> Entry:
    """Return an entry as the fold reads it: without the chain and the node's signature."""
    return Entry(
        journal="",
        sequence=sequence,
        previous="",
        time=time,
        kind=kind,
        body=body,
        node="",
        signature="",
    )


def plain(entry: Entry) -> dict[str, Any]:
    """Return what the naive model reads of an entry."""
    return {
        "sequence": entry.sequence,
        "time": write_instant(entry.time),
        "kind": entry.kind,
        "body": entry.body,
    }
