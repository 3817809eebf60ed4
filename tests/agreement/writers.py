"""A process that signs, withdraws, tables and suspends at random, beside others like it.

It keeps what was acknowledged to it and what it saw of the gate, for the test to judge.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.agreement.acting import content, draft_data, key_of

from masarat.agreement.acts import make_act, sign_act
from masarat.agreement.contents import tabling
from masarat.agreement.gate import gate
from masarat.agreement.parties import STANDING, read_draft
from masarat.agreement.record import State
from masarat.agreement.state import take
from masarat.core.errors import Refused
from masarat.core.signing import public_of
from masarat.journal.database import postgresql_store, sqlite_store
from masarat.journal.journal import Journal, open_new

if TYPE_CHECKING:
    from collections.abc import Sequence

    from masarat.journal.copies import Store
    from masarat.journal.entry import Entry

DATA = draft_data(entitled={"table": ["A"], "suspend": ["M"], "record": ["A"], "count": ["M"]})
DRAFT = read_draft(DATA)
WAIVED = {kind: "waived in this test" for kind in STANDING if kind != "ceasefire"}
BEGUN = datetime(2016, 12, 1, tzinfo=UTC)
SPANS = ("2100-01-01T00:00:00Z", "2101-01-01T00:00:00Z")
CONTENTS = [
    {
        "monitoring": content("monitoring", counts="independent"),
        "ceasefire": content("ceasefire", start="2016-12-01T00:00:00Z", until=until),
    }
    for until in SPANS
]


def node(number: int) -> Ed25519PrivateKey:
    """Return the private key of a node."""
    return Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))


def store_at(where: str, *, create: bool = False) -> Store:
    """Return the store of a path or a URL."""
    if "://" in where:
        return postgresql_store(where, create=create)
    return sqlite_store(Path(where), create=create)


def clock() -> datetime:
    """Tell the time, as clocks do that step forth and back."""
    return datetime.now(UTC) + timedelta(seconds=random.choice((0, 0, 0, 1, -20)))  # noqa: S311


def begin(where: str, writers: int) -> None:
    """Open a journal that `writers` nodes may write, with an agreement in force."""
    journal = open_new(store_at(where, create=True), "at once", node(1), clock)
    for number in range(2, writers + 1):
        body = {"node": public_of(node(number)), "title": f"office {number}"}
        journal.append("journal.node-admitted", body)
    journal.append("agreement.drafted", DATA)
    members = tabling(CONTENTS[0], ["g"], WAIVED)
    acts = [("a", "tabled", {"revision": 1, "place": "", **members})]
    for by, (detail, digest) in product(("a", "b1", "b2", "m"), members["details"].items()):
        signed = {"detail": detail, "digest": digest, "revision": 1}
        acts.append((by, "sign-off", {**signed, "intent": "accept", "until": ""}))
    for by, kind, given in acts:
        act = make_act(DRAFT, by, BEGUN, kind, **given)
        journal.append("agreement.act", sign_act(act, key_of(by)))


class Writer:
    """One node: its journal, its state, what it saw."""

    def __init__(self, where: str, number: int) -> None:
        self.journal = Journal(store_at(where), node(number), clock)
        self.random = random.Random(number)  # noqa: S311
        self.state = State()
        self.acknowledged: list[tuple[int, str]] = []
        self.seen: list[tuple[int, datetime, bool]] = []

    def read(self, entries: Sequence[Entry]) -> None:
        """Take what is new: each act's signature is verified here."""
        for entry in entries:
            self.state = take(self.state, entry)

    def judge(self, entries: Sequence[Entry], entry: Entry) -> None:
        """Refuse what the law refuses after everything that came before."""
        self.read(entries)
        take(self.state, entry)

    def step(self) -> None:
        """Do one thing, or be refused; look at the gate."""
        self.read(self.journal.news())
        by, kind, members = self.choice()
        body = sign_act(make_act(DRAFT, by, clock(), kind, **members), key_of(by))
        try:
            entry = self.journal.append("agreement.act", body, self.judge)
        except Refused:
            pass
        else:
            self.acknowledged.append((entry.sequence, entry.digest))
        self.read(self.journal.news())
        at = self.state.time
        assert at is not None
        verdict = gate(self.state, "east", at)
        self.seen.append((self.state.sequence, at, verdict.in_force))

    def choice(self) -> tuple[str, str, dict[str, Any]]:
        """Return an act: mostly what opens the gate, now and then what closes it."""
        agreement = self.state.agreements["east"]
        chance = self.random.random()
        if agreement.revision is None or chance < 0.02:
            members = tabling(self.random.choice(CONTENTS), ["g"], WAIVED)
            given = {"revision": len(agreement.revisions) + 1, "place": "", **members}
            return "a", "tabled", given
        if chance < 0.07:
            detail = self.random.choice(["", *agreement.revision.details])
            return self.somebody(), "withdrawn", {"detail": detail, "reason": ""}
        if chance < 0.11:
            given = {"incident": "shots", "place": "", "corridor": "", "reason": ""}
            return "m", "suspended", given
        verdict = gate(self.state, "east", self.journal_time())
        if verdict.suspensions and chance < 0.6:
            suspension = self.random.choice(verdict.suspensions)
            party = self.random.choice(suspension.missing)[0]
            by = "a" if party == "A" else self.random.choice(["b1", "b2", "b3"])
            return by, "guarantee-renewed", {"suspension": suspension.suspension, "terms": ""}
        return self.signature(verdict.details)

    def signature(self, details: Sequence[Any]) -> tuple[str, str, dict[str, Any]]:
        """Return a sign-off that is wanting, or any if none is."""
        revision = self.state.agreements["east"].revision
        assert revision is not None
        wanting = [d.detail for d in details if not d.ok] or list(revision.details)
        detail = self.random.choice(wanting)
        given: dict[str, Any] = {"detail": detail, "digest": revision.details[detail]}
        given |= {"revision": revision.number, "intent": "accept", "until": ""}
        return self.somebody(), "sign-off", given

    def journal_time(self) -> datetime:
        """Return the time of the newest entry known."""
        assert self.state.time is not None
        return self.state.time

    def somebody(self) -> str:
        """Return a signatory."""
        return self.random.choice(["a", "b1", "b2", "b3", "m"])


def write(
    where: str, number: int, seconds: float
) -> tuple[list[tuple[int, str]], list[tuple[int, datetime, bool]]]:
    """Write for `seconds`; return what was acknowledged and what was seen of the gate."""
    writer = Writer(where, number)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        writer.step()
    return writer.acknowledged, writer.seen
