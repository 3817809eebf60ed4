"""Everything that parties can do, in any order, against the naive model (promise 4).

After each step the gate and the naive model must agree at every moment that could make a
difference, and the law must have taken exactly what the naive model finds lawful.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.agreement import naive
from tests.agreement.acting import (
    after,
    content,
    draft_data,
    instant,
    key_of,
    listed,
    party,
    plain,
)

from masarat.agreement.clauses import LAW
from masarat.agreement.contents import tabling
from masarat.agreement.gate import gate, go
from masarat.agreement.parties import STANDING, read_draft
from masarat.agreement.record import State
from masarat.agreement.state import fold, take
from masarat.core.canonical import canonical_bytes
from masarat.core.errors import Refused
from masarat.core.instants import write_instant
from masarat.core.signing import sign

EAST = draft_data()
WEST = draft_data(
    agreement="west",
    parties=[party("A", ["wa1", "wa2"]), party("C", ["c"], "implementer")],
    required={"*": {"A": 2, "C": 1}, "ceasefire": {"C": 1}},
    entitled={"table": ["C"], "suspend": ["A"], "record": ["C"], "count": ["A"]},
    renew={"A": 2, "C": 1},
)
DRAFTS = {"east": EAST, "west": WEST}
SIGNATORIES = {
    name: [s["signatory"] for p in draft["parties"] for s in p["signatories"]]
    for name, draft in DRAFTS.items()
}
WAIVABLE = {kind: "waived in this test" for kind in STANDING if kind != "ceasefire"}
DETAILS = ("corridor/r", "timetable/r", "monitoring", "ceasefire", "list")
CONVOYS = ("r/1", "r/2", "q/1")
AGREEMENTS = st.sampled_from(["east", "east", "east", "west"])


def timetable(corridor: str, first: int, second: int) -> dict[str, Any]:
    convoys = [
        {
            "convoy": f"{corridor}/{number}",
            "departs": instant(minute),
            "arrives": instant(minute + 20),
            "people": {"g": {"idlib": 20}},
        }
        for number, minute in ((1, first), (2, second))
    ]
    return content("timetable", corridor=corridor, convoys=convoys)


VARIANTS: dict[str, list[dict[str, Any] | None]] = {
    "corridor/r": [
        content("corridor", corridor="r"),
        content("corridor", corridor="r", expires=instant(30)),
        None,
    ],
    "timetable/r": [timetable("r", 3, 9), timetable("r", 3, 12), None],
    "timetable/r2": [None, None, timetable("r", 1, 2), timetable("q", 1, 2)],
    "monitoring": [content("monitoring"), None, content("technical")],
    "ceasefire": [
        content("ceasefire", start=instant(2), until=instant(35)),
        content("ceasefire", start=instant(2), until=instant(35)),
        content("ceasefire", start=instant(8), until=instant(20)),
    ],
}


@cache
def _signature(signer: str, text: str) -> str:
    return sign(key_of(signer), "masarat act 1", canonical_bytes(json.loads(text)))


class Negotiation(RuleBasedStateMachine):
    """Two agreements in one journal; the clock goes on, stands, and acts arrive late or again."""

    law = LAW

    def __init__(self) -> None:
        super().__init__()
        self.minute = 0
        self.touched = "east"
        self.state = State()
        self.entries: list[naive.Entry] = []
        self.bodies: list[dict[str, Any]] = []
        self.drafts = {name: read_draft(data) for name, data in DRAFTS.items()}

    @initialize()
    def drafted(self) -> None:
        for name, groups in (("east", ["g"]), ("west", ["h"])):
            self.append("agreement.drafted", DRAFTS[name])
            contents = {detail: v[0] for detail, v in VARIANTS.items() if v[0] is not None}
            members = tabling(contents, groups, WAIVABLE)
            by = {"east": "a", "west": "c"}[name]
            self.act(name, by, "tabled", revision=1, place="Geneva", **members)
            self.everybody_signs(name)
        self.minute = 4

    # What happens.

    def append(self, kind: str, body: dict[str, Any]) -> bool:
        entry = listed(len(self.entries) + 1, after(self.minute), kind, body)
        lawful = kind != "agreement.act" or naive.lawful(self.entries, plain(entry))
        try:
            self.state = take(self.state, entry, law=self.law)
            refused = ""
        except Refused as error:
            refused = str(error)
        assert bool(refused) != lawful, refused or "taken, and the naive model finds it unlawful"
        if lawful:
            self.entries.append(plain(entry))
        return lawful

    def act(self, agreement: str, by: str, kind: str, *, dated: int = 0, **members: Any) -> bool:
        self.touched = agreement
        data = {
            "format": "masarat act",
            "version": 1,
            "agreement": agreement,
            "draft": self.drafts[agreement].digest,
            "act": kind,
            "by": by,
            "time": instant(self.minute + dated),
            **members,
        }
        signer = members.pop("signer", by)
        data.pop("signer", None)
        body = {"act": data, "signature": _signature(signer, json.dumps(data))}
        self.bodies.append(body)
        return self.append("agreement.act", body)

    def revision(self, agreement: str) -> Any:
        return self.state.agreements[agreement].revision

    def now(self) -> str:
        return write_instant(after(self.minute))

    dates = st.sampled_from([0, 0, 0, -1, -3, 1])

    @rule(minutes=st.sampled_from([0, 1, 1, 2, 7]))
    def time_passes(self, minutes: int) -> None:
        self.minute += minutes

    @rule(agreement=AGREEMENTS, who=st.integers(0, 9), choices=st.data())
    def tables(self, agreement: str, who: int, choices: st.DataObject) -> None:
        chosen = {d: choices.draw(st.sampled_from(v)) for d, v in VARIANTS.items()}
        contents = {detail: c for detail, c in chosen.items() if c is not None}
        groups = choices.draw(st.sampled_from([["g"], ["h"], ["g", "h"], []]))
        members = tabling(contents, groups, WAIVABLE)
        number = self.revision(agreement).number + 1
        number += choices.draw(st.sampled_from([0, 0, 0, 0, 1]))
        by = SIGNATORIES[agreement][who % len(SIGNATORIES[agreement])]
        self.act(agreement, by, "tabled", revision=number, place="Geneva", **members)

    @rule(
        agreement=AGREEMENTS,
        who=st.integers(0, 9),
        detail=st.sampled_from(DETAILS),
        back=st.sampled_from([0, 0, 0, 1, 2]),
        dated=dates,
        until=st.none() | st.integers(1, 15),
        forged=st.sampled_from([False, False, False, True]),
    )
    def signs(  # noqa: PLR0913, PLR0917
        self,
        agreement: str,
        who: int,
        detail: str,
        back: int,
        dated: int,
        until: int | None,
        forged: bool,  # noqa: FBT001
    ) -> None:
        revisions = self.state.agreements[agreement].revisions
        revision = revisions[max(len(revisions) - 1 - back, 0)]
        by = SIGNATORIES[agreement][who % len(SIGNATORIES[agreement])]
        self.act(
            agreement,
            by,
            "sign-off",
            dated=dated,
            detail=detail,
            digest=revision.details.get(detail, "0" * 64),
            revision=revision.number,
            intent="accept",
            until="" if until is None else instant(self.minute + until),
            signer="stranger" if forged else by,
        )

    @rule(agreement=AGREEMENTS)
    def everybody_signs(self, agreement: str) -> None:
        revision = self.revision(agreement)
        for by, detail in product(SIGNATORIES[agreement], revision.details):
            if by not in {"b3", "m"} or detail == "monitoring":
                digest = revision.details[detail]
                given: dict[str, Any] = {"digest": digest, "revision": revision.number, "until": ""}
                self.act(agreement, by, "sign-off", detail=detail, intent="accept", **given)

    @rule(
        agreement=AGREEMENTS,
        who=st.integers(0, 9),
        detail=st.sampled_from(["", *DETAILS]),
        dated=dates,
    )
    def withdraws(self, agreement: str, who: int, detail: str, dated: int) -> None:
        by = SIGNATORIES[agreement][who % len(SIGNATORIES[agreement])]
        self.act(agreement, by, "withdrawn", dated=dated, detail=detail, reason="")

    @rule(
        agreement=AGREEMENTS,
        who=st.integers(0, 9),
        corridor=st.sampled_from(["", "r", "q"]),
        dated=dates,
    )
    def suspends(self, agreement: str, who: int, corridor: str, dated: int) -> None:
        by = SIGNATORIES[agreement][who % len(SIGNATORIES[agreement])]
        given = {"incident": "shots", "place": "", "corridor": corridor, "reason": ""}
        self.act(agreement, by, "suspended", dated=dated, **given)

    @rule(agreement=AGREEMENTS, who=st.integers(0, 9), which=st.integers(0, 5))
    def renews(self, agreement: str, who: int, which: int) -> None:
        known = [t.digest for t in self.state.agreements[agreement].all_taken("suspended")]
        by = SIGNATORIES[agreement][who % len(SIGNATORIES[agreement])]
        suspension = ([*known, "1" * 64])[which % (len(known) + 1)]
        self.act(agreement, by, "guarantee-renewed", suspension=suspension, terms="")

    @rule(agreement=AGREEMENTS)
    def all_renew(self, agreement: str) -> None:
        for taken in self.state.agreements[agreement].all_taken("suspended"):
            for by in SIGNATORIES[agreement]:
                self.act(agreement, by, "guarantee-renewed", suspension=taken.digest, terms="")

    @rule(
        agreement=AGREEMENTS,
        who=st.integers(0, 9),
        kind=st.sampled_from(["departed", "arrived", "turned-back", "counted"]),
        convoy=st.sampled_from(CONVOYS),
        group=st.sampled_from(["g", "g", "x"]),
        ago=st.sampled_from([0, 0, 0, 1, 3, -1]),
    )
    def moves(self, agreement: str, who: int, kind: str, convoy: str, group: str, ago: int) -> None:
        by = SIGNATORIES[agreement][who % len(SIGNATORIES[agreement])]
        members: dict[str, Any] = {"convoy": convoy, "at": instant(self.minute - ago)}
        if kind == "turned-back":
            members["reason"] = ""
        else:
            members["people"] = {group: {"idlib": 20}}
        if kind == "counted":
            members["stage"] = "departure"
        self.act(agreement, by, kind, **members)

    @rule(
        agreement=AGREEMENTS,
        who=st.integers(0, 9),
        number=st.integers(1, 2),
        detail=st.sampled_from(["", *DETAILS]),
        stance=st.sampled_from(["accept", "accept in principle", "reject", "reserve"]),
    )
    def takes_position(
        self, agreement: str, who: int, number: int, detail: str, stance: str
    ) -> None:
        by = SIGNATORIES[agreement][who % len(SIGNATORIES[agreement])]
        given: dict[str, Any] = {
            "revision": number,
            "detail": detail,
            "stance": stance,
            "reason": "",
        }
        self.act(agreement, by, "position", **given)

    @rule(
        who=st.integers(0, 9),
        kind=st.sampled_from(["called", "postponed", "held"]),
        name=st.sampled_from(["geneva", "rome"]),
        hours=st.sampled_from([0, 1, 1, 1]),
        guest=st.sampled_from(["A", "B", "nobody"]),
    )
    def consults(self, who: int, kind: str, name: str, hours: int, guest: str) -> None:
        by = SIGNATORIES["east"][who % len(SIGNATORIES["east"])]
        expected: dict[str, Any] = {
            "expected": "",
            "from": instant(60),
            "until": instant(60 + 60 * hours),
        }
        every = {
            "called": {"place": "", "agenda": [], "participants": [guest], **expected},
            "postponed": {"reason": "talks", **expected},
            "held": {"at": instant(self.minute), "outcome": "none"},
        }
        members: dict[str, Any] = {"consultation": name, **every[kind]}
        self.act("east", by, f"consultation-{kind}", **members)

    @rule(who=st.integers(0, 9), which=st.integers(0, 9))
    def receives(self, who: int, which: int) -> None:
        by = SIGNATORIES["east"][who % len(SIGNATORIES["east"])]
        self.act("east", by, "received", of=str(which) * 64)

    @rule(which=st.integers(0, 10**6), other=st.booleans())
    def replays(self, which: int, other: bool) -> None:  # noqa: FBT001
        """An act comes again: refused if it was taken, taken if it has become lawful."""
        if not self.bodies:
            return
        body = self.bodies[which % len(self.bodies)]
        if other:  # moved to the other agreement: the signature cannot hold
            there = "west" if body["act"]["agreement"] == "east" else "east"
            moved = {"agreement": there, "draft": self.drafts[there].digest}
            body = {**body, "act": {**body["act"], **moved}}
        self.append("agreement.act", body)

    # What must hold.

    @invariant()
    def the_gate_agrees_with_the_naive_model(self) -> None:
        ahead = self.minute + 1 + len(self.entries) * 7 % 30
        for minute in (self.minute, max(self.minute - 2, 0), ahead):
            self.compare(self.touched, minute)

    def compare(self, agreement: str, minute: int) -> None:
        at = instant(minute)
        verdict = gate(self.state, agreement, after(minute), law=self.law)
        assert verdict.in_force == naive.in_force(self.entries, agreement, at)
        assert verdict.coordinated == naive.coordinated(self.entries, agreement, at)
        if minute == self.minute:
            for convoy in CONVOYS:
                expected = naive.may_go(self.entries, agreement, convoy, at)
                answer = go(self.state, agreement, convoy, after(minute), law=self.law)
                assert answer.go == expected

    def teardown(self) -> None:
        """The state is that of its entries, however it came about."""
        entries = [
            listed(e["sequence"], _moment(e["time"]), e["kind"], e["body"]) for e in self.entries
        ]
        assert fold(entries, vouched=True, law=self.law) == self.state


def _moment(text: str) -> Any:
    from masarat.core.instants import read_instant  # noqa: PLC0415

    return read_instant(text)


TestNegotiation = Negotiation.TestCase
TestNegotiation.settings = settings(max_examples=15, stateful_step_count=25)


@pytest.mark.slow
def test_long_negotiations() -> None:
    run_state_machine_as_test(
        Negotiation, settings=settings(max_examples=150, stateful_step_count=50)
    )
