"""The fold: order, shapes, carried entries, late acts, and opening ten thousand acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.agreement.acting import (
    NODE,
    WAIVED,
    Table,
    after,
    draft_data,
    instant,
    key_of,
    listed,
    party,
    usual_contents,
)

from masarat.agreement.acts import KINDS, make_act, read_act, read_body, sign_act, write_act
from masarat.agreement.contents import tabling
from masarat.agreement.gate import gate
from masarat.agreement.parties import read_draft, write_draft
from masarat.agreement.record import State
from masarat.agreement.state import consider, fold, take
from masarat.core.canonical import digest
from masarat.core.errors import Refused, UsageError
from masarat.journal.entry import Place, make_entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from masarat.journal.entry import Entry

SHOTS = {"incident": "shots", "place": "", "corridor": "", "reason": ""}


def is_open(state: State, minute: float) -> bool:
    return gate(state, "east", after(minute)).in_force


def clause(state: State, entry: Entry) -> str:
    with pytest.raises(Refused) as caught:
        take(state, entry)
    return caught.value.clause


def body(table: Table, by: str, kind: str, minute: float, **members: Any) -> dict[str, Any]:
    return sign_act(make_act(table.draft, by, after(minute), kind, **members), key_of(by))


# Order.


def test_the_fold_is_that_of_its_entries() -> None:
    table = Table().coordinate()
    assert fold(table.entries) == table.state == fold(table.entries, vouched=True)


@pytest.mark.parametrize(("sequence", "minute"), [(18, 99), (17, 99), (19, 1)])
def test_entries_come_in_the_order_of_the_journal_and_of_time(sequence: int, minute: float) -> None:
    table = Table().coordinate()
    assert (table.state.sequence, table.minute) == (18, 2)
    assert clause(table.state, listed(sequence, after(minute), "other", {})) == "J1"


def test_what_is_of_others_passes_by() -> None:
    table = Table().coordinate()
    state = take(table.state, listed(19, after(9), "report.taken", {"anything": 1}))
    assert state.agreements == table.state.agreements
    assert (state.sequence, state.time) == (19, after(9))


def test_a_state_is_not_changed_by_what_is_taken_after_it() -> None:
    table = Table().coordinate()
    before = table.state
    table.act("a", "withdrawn", detail="", reason="")
    table.suspend()
    assert is_open(before, 70)
    assert before == fold(table.entries[:18])


def test_considering_is_taking_next() -> None:
    table = Table().coordinate()
    withdrawal = body(table, "a", "withdrawn", 3, detail="", reason="")
    late = consider(table.state, "agreement.act", withdrawal, after(3))
    assert not is_open(late, 70)
    stepped_back = body(table, "a", "withdrawn", 1, detail="", reason="")
    assert consider(table.state, "agreement.act", stepped_back, after(-60)).time == after(2)
    assert consider(State(), "agreement.drafted", draft_data(), after(0)).sequence == 1


# Shapes.


@pytest.mark.parametrize("kind", ["agreement.other", "agreement."])
def test_unknown_kinds_of_entry_are_refused(kind: str) -> None:
    assert clause(Table().open().state, listed(9, after(9), kind, {})) == "J3"


def spoilt_bodies() -> dict[str, Any]:
    table = Table().open()
    good = body(table, "m", "suspended", 3, **SHOTS)
    act = good["act"]

    def changed(**changes: Any) -> dict[str, Any]:
        return {**good, "act": {**act, **changes}}

    return {
        "no object": [],
        "no act": {"signature": ""},
        "more beside the act": {**good, "phone": "1"},
        "act is no object": {**good, "act": "x"},
        "signature is no text": {**good, "signature": 1},
        "extra member": changed(phone="+1"),
        "missing member": {**good, "act": {k: v for k, v in act.items() if k != "corridor"}},
        "unknown kind": changed(act="opened"),
        "kind is no text": changed(act=["suspended"]),
        "another format": changed(format="masarat entry"),
        "another version": changed(version=2),
        "version is true": changed(version=True),
        "fraction": changed(incident=1.5),
        "no incident": changed(incident=" "),
        "time with an offset": changed(time="2016-12-13T12:00:00+00:00"),
        "time is no text": changed(time=5),
        "signatory with a space": changed(by=" m"),
        "signatory in two spellings": changed(by="e\u0301"),
        "no signatory": changed(by=""),
        "draft is no digest": changed(draft="A" * 64),
        "lone surrogate": changed(reason="\ud800"),
    }


@pytest.mark.parametrize("spoilt", spoilt_bodies().values(), ids=spoilt_bodies())
def test_acts_of_another_shape_are_refused(spoilt: Any) -> None:
    assert clause(Table().open().state, listed(9, after(9), "agreement.act", spoilt)) == "J4"


SPOILT_MEMBERS = [
    ("tabled", {"details": {"a": 1}}),
    ("tabled", {"details": []}),
    ("tabled", {"revision": 0}),
    ("sign-off", {"intent": "perhaps"}),
    ("sign-off", {"until": "tomorrow"}),
    ("position", {"stance": "maybe"}),
    ("consultation-called", {"participants": ["A", "A"]}),
    ("consultation-called", {"participants": "A"}),
    ("departed", {"people": {"g": {"idlib": -1}}}),
    ("departed", {"people": {"g": {"idlib": True}}}),
    ("counted", {"stage": "lunch"}),
]


@pytest.mark.parametrize(("kind", "members"), SPOILT_MEMBERS)
def test_particulars_of_another_shape_are_refused(kind: str, members: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        read_act({**write_act(every_act(kind)), **members})


EVERY: dict[str, dict[str, Any]] = {
    "tabled": {"revision": 1, "place": "", "details": {}, "contents": {}},
    "position": {"revision": 1, "detail": "", "stance": "reserve", "reason": ""},
    "consultation-called": {
        "consultation": "geneva",
        "place": "Geneva",
        "agenda": ["fleet"],
        "participants": ["A"],
        "expected": "Tuesday evening or Wednesday morning",
        "from": after(60),
        "until": after(900),
    },
    "consultation-postponed": {
        "consultation": "geneva",
        "reason": "no quorum",
        "expected": "",
        "from": after(60),
        "until": after(900),
    },
    "consultation-held": {"consultation": "geneva", "at": after(1), "outcome": "agreed"},
    "sign-off": {
        "detail": "fleet",
        "digest": "0" * 64,
        "revision": 1,
        "intent": "accept",
        "until": "",
    },
    "withdrawn": {"detail": "", "reason": ""},
    "suspended": {**SHOTS},
    "guarantee-renewed": {"suspension": "0" * 64, "terms": ""},
    "departed": {"convoy": "r/1", "at": after(1), "people": {"g": {"idlib": 3}}},
    "arrived": {"convoy": "r/1", "at": after(1), "people": {"g": {"idlib": 3}}},
    "turned-back": {"convoy": "r/1", "at": after(1), "reason": ""},
    "counted": {"convoy": "r/1", "at": after(1), "stage": "arrival", "people": {}},
    "received": {"of": "0" * 64},
}


def every_act(kind: str) -> Any:
    return make_act(read_draft(draft_data()), "a", after(2), kind, **EVERY[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_acts_survive_being_written(kind: str) -> None:
    act = every_act(kind)
    assert read_act(write_act(act)) == act
    assert read_body(sign_act(act, key_of("a")))[0].digest == act.digest == digest(write_act(act))


def test_drafts_survive_being_written() -> None:
    assert write_draft(read_draft(draft_data())) == draft_data()


def test_two_spellings_of_an_act_are_one_act() -> None:
    table = Table().coordinate()
    table.act("m", "suspended", 9, **{**SHOTS, "place": "\u0623"})
    again = body(table, "m", "suspended", 9, **{**SHOTS, "place": "\u0627\u0654"})
    assert clause(table.state, listed(99, after(9), "agreement.act", again)) == "A3"


def test_details_in_two_spellings_are_refused() -> None:
    table = Table().open()
    members = tabling(usual_contents(), ["g"], WAIVED)
    act = make_act(table.draft, "a", after(3), "tabled", revision=1, place="", **members)
    signed = sign_act(act, key_of("a"))
    details = {"\u00e9": "0" * 64, "e\u0301": "1" * 64, **members["details"]}
    signed["act"] = {**signed["act"], "details": details}
    assert clause(table.state, listed(9, after(9), "agreement.act", signed)) == "J4"


BAD_DRAFTS: dict[str, dict[str, Any]] = {
    "J4 unknown role": {"parties": [party("A", ["a"], "friend")]},
    "J4 phone": {"parties": [{**party("A", ["a"]), "phone": "1"}]},
    "D2 signatory twice": {"parties": [party("A", ["a"]), party("B", ["a"])]},
    "D2 no signatory": {"parties": [party("A", [])]},
    "A4 small order": {
        "parties": [
            {
                **party("A", ["a"]),
                "signatories": [{"signatory": "a", "office": {}, "key": "0" * 64}],
            }
        ],
    },
    "D3 no default": {"required": {"ceasefire": {"A": 1}}},
    "D3 nobody": {"required": {"*": {"A": 1}, "ceasefire": {}}},
    "D3 unknown party": {"required": {"*": {"Z": 1}}},
    "D4 nobody tables": {
        "entitled": {"table": [], "suspend": ["A"], "record": [], "count": []},
    },
    "D4 unknown party": {
        "entitled": {"table": ["Z"], "suspend": ["A"], "record": [], "count": []},
    },
    "D4 too many": {"renew": {"A": 2}},
}


@pytest.mark.parametrize("name", BAD_DRAFTS)
def test_drafts_that_cannot_hold_are_refused(name: str) -> None:
    entry = listed(1, after(0), "agreement.drafted", draft_data(**BAD_DRAFTS[name]))
    assert clause(State(), entry) == name.split(maxsplit=1)[0]


def test_acts_of_an_agreement_that_is_not_drafted_are_refused() -> None:
    entry = listed(1, after(9), "agreement.act", body(Table(), "m", "suspended", 3, **SHOTS))
    assert clause(State(), entry) == "A1"


def test_strangers_are_refused() -> None:
    table = Table().coordinate()
    signed = body(table, "stranger", "withdrawn", 3, detail="", reason="")
    assert clause(table.state, listed(99, after(9), "agreement.act", signed)) == "A1"


def test_questions_that_make_no_sense_are_refused() -> None:
    table = Table().coordinate()
    with pytest.raises(UsageError, match="did you mean 'east'"):
        gate(table.state, "eest", after(60))
    with pytest.raises(UsageError, match="there is no agreement"):
        gate(State(), "east", after(60))
    with pytest.raises(UsageError, match="offset"):
        gate(table.state, "east", after(60).replace(tzinfo=None))


# What acts are about.


def test_positions_are_on_what_was_tabled() -> None:
    table = Table().coordinate()
    for revision, detail in ((1, ""), (1, "monitoring")):
        given: dict[str, Any] = {"stance": "reserve", "reason": "which hour?"}
        table.act("b1", "position", revision=revision, detail=detail, **given)
    for revision, detail in ((2, ""), (1, "nothing")):
        signed = body(
            table,
            "a",
            "position",
            2,
            **EVERY["position"] | {"revision": revision, "detail": detail},
        )
        assert clause(table.state, listed(99, after(9), "agreement.act", signed)) == "P1"
    kept = table.state.agreements["east"].taken("position", "monitoring", "b1")
    assert [taken.act["stance"] for taken in kept] == ["reserve"]


def test_sign_offs_are_on_the_current_content() -> None:
    table = Table().coordinate()
    table.table(monitoring={**usual_contents()["monitoring"], "counts": "none"})
    revision = table.state.agreements["east"].revisions[1]
    good = {"detail": "monitoring", "digest": revision.details["monitoring"], "revision": 2}
    good |= {"intent": "accept", "until": ""}
    for spoilt in (
        {"detail": "nothing"},
        {"digest": table.state.agreements["east"].revisions[0].details["monitoring"]},
        {"revision": 1},  # it had other content
        {"revision": 3},  # not tabled yet
    ):
        signed = body(table, "a", "sign-off", 3, **{**good, **spoilt})
        assert clause(table.state, listed(99, after(9), "agreement.act", signed)) == "S1"
    untabled = Table().open()
    signed = body(untabled, "a", "sign-off", 3, **good)
    assert clause(untabled.state, listed(99, after(9), "agreement.act", signed)) == "S1"
    table.sign("a", "monitoring")


def test_a_consultation_is_called_postponed_and_held() -> None:
    table = Table().open()
    for kind in ("called", "postponed", "postponed", "held"):
        members = dict(EVERY[f"consultation-{kind}"])
        table.act("a", f"consultation-{kind}", 10 + table.minute, **members)
    for kind in ("called", "postponed", "held"):
        signed = body(table, "b1", f"consultation-{kind}", 50, **EVERY[f"consultation-{kind}"])
        assert clause(table.state, listed(99, after(60), "agreement.act", signed)) == "C1"
    agreement = table.state.agreements["east"]
    assert len(agreement.taken("consultation-postponed", "geneva")) == 2
    assert agreement.taken("consultation-held", "geneva")[0].act["outcome"] == "agreed"


# Carried entries.


def carried(table: Table, kind: str, inner: Any, minute: float, *, deep: bool = False) -> None:
    place = Place("0" * 64, 7, "1" * 64)
    entry: Any = {"kind": kind, "body": inner, "sequence": place.sequence}
    if deep:
        entry = {"kind": "journal.carried", "body": {"entry": entry}}
    table.append("journal.carried", {"entry": entry}, minute)


@pytest.mark.parametrize("deep", [False, True])
def test_what_is_carried_counts_from_the_carrying_entry(deep: bool) -> None:  # noqa: FBT001
    table = Table().coordinate()
    signed = body(table, "a", "withdrawn", 5, detail="", reason="")
    carried(table, "agreement.act", signed, 100, deep=deep)
    assert is_open(table.state, 99)
    assert not is_open(table.state, 100)


def test_what_is_carried_against_the_law_has_no_effect_and_is_remembered() -> None:
    table = Table().coordinate()
    carried(table, "agreement.drafted", draft_data(), 9)
    members = tabling(usual_contents(), ["g"], WAIVED)
    signed = body(table, "a", "tabled", 5, revision=1, place="", **members)
    carried(table, "agreement.act", signed, 10)
    carried(table, "report.taken", {}, 11)
    assert [(idle.sequence, idle.clause) for idle in table.state.not_carried] == [
        (19, "D1"),
        (20, "T2"),
    ]
    assert is_open(table.state, 70)


def test_nobody_vouches_for_what_is_carried() -> None:
    """A forged act may be carried, without effect: vouching must not give it one."""
    table = Table().coordinate()
    signed = body(table, "a", "withdrawn", 5, detail="", reason="")
    carried(table, "agreement.act", {**signed, "signature": "0" * 128}, 9)
    for vouched in (False, True):
        state = fold(table.entries, vouched=vouched)
        assert [idle.clause for idle in state.not_carried] == ["A1"]
        assert is_open(state, 70)


@pytest.mark.parametrize("inner", [{}, {"entry": {}}, {"entry": []}, {"entry": {"kind": "x"}}])
def test_what_is_carried_must_be_an_entry(inner: Any) -> None:
    assert clause(State(), listed(1, after(0), "journal.carried", inner)) == "J2"


# Withdrawals, late acts, and clocks that step.


def test_a_sign_off_that_arrives_after_its_withdrawal_does_not_count() -> None:
    table = Table().coordinate()
    table.act("a", "withdrawn", 20, dated=15, detail="monitoring", reason="")
    table.sign("a", "monitoring", minute=21, dated=15)
    assert not is_open(table.state, 70)
    table.sign("a", "monitoring", minute=22, dated=16)
    assert is_open(table.state, 70)


def test_a_withdrawal_by_a_clock_that_stepped_back_withdraws() -> None:
    table = Table().coordinate()
    table.act("a", "withdrawn", 20, dated=-60, detail="monitoring", reason="")
    [detail] = [d for d in gate(table.state, "east", after(70)).details if not d.ok]
    assert detail.parties[0].signatories[0].status == "withdrawn"


def test_a_withdrawal_of_all_is_of_the_details_there_are_then() -> None:
    table = Table().coordinate()
    table.act("a", "withdrawn", 20, detail="", reason="")
    table.sign("a", minute=21)
    assert is_open(table.state, 70)


@settings(max_examples=30)
@given(order=st.permutations(range(5)), moment=st.integers(0, 40))
def test_acts_on_a_stick_open_the_gate_no_earlier_in_any_order(
    order: list[int], moment: int
) -> None:
    """The five acts of one signatory arrive in any order: the last withdrawal always holds."""
    table = Table().open()
    table.table()
    for signatory in ("b1", "b2"):
        table.sign(signatory, minute=2)
    table.sign("m", "monitoring", minute=2)
    revision = table.state.agreements["east"].revision
    assert revision is not None
    for detail in revision.details:
        if detail != "monitoring":
            table.sign("a", detail, minute=2)
    signed = {"detail": "monitoring", "digest": revision.details["monitoring"], "revision": 1}
    signed |= {"intent": "accept", "until": ""}
    void = {"detail": "monitoring", "reason": ""}
    acts = [
        body(table, "a", "sign-off", 3, **signed),
        body(table, "a", "withdrawn", 4, **void),
        body(table, "a", "sign-off", 5, **signed),
        body(table, "a", "withdrawn", 6, **void),
        body(table, "a", "position", 7, revision=1, detail="", stance="accept", reason=""),
    ]
    for place in order:
        table.append("agreement.act", acts[place], 60)
    assert not is_open(table.state, 60 + moment)
    table.sign("a", "monitoring", minute=61)
    assert is_open(table.state, 61 + moment)


def test_a_copy_of_a_journal_cannot_use_acts_under_another_matrix() -> None:
    table = Table().coordinate()
    weaker = draft_data(required={"*": {"A": 1}})
    other = Table().open(weaker)
    for entry in table.entries[1:]:
        assert clause(other.state, listed(9, entry.time, entry.kind, entry.body)) == "A5"


# Many acts.


def many(count: int) -> list[Entry]:
    """Return a journal of `count` sign-offs and withdrawals (nodes' signatures left out)."""
    table = Table().coordinate()
    revision = table.state.agreements["east"].revision
    assert revision is not None
    details = sorted(revision.details)
    entries = list(table.entries)
    for number in range(count):
        at = 3 + number / 60
        members: dict[str, Any] = {"detail": details[number % len(details)]}
        kind = "withdrawn" if number % 10 == 9 else "sign-off"
        if kind == "withdrawn":
            members["reason"] = ""
        else:
            members |= {"digest": revision.details[members["detail"]], "revision": 1}
            members |= {"intent": "accept", "until": ""}
        act = write_act(
            make_act(table.draft, ("a", "b1", "b2")[number % 3], after(at), kind, **members)
        )
        signed = {"act": act, "signature": "0" * 128}
        entries.append(listed(len(entries) + 1, after(at), "agreement.act", signed))
    return entries


def test_a_state_shares_all_but_a_little_with_the_one_before() -> None:
    """The cost of an act does not grow with what was taken before (measured: docs/gate.md)."""
    entries = many(1_000)
    state = fold(entries[:-1], vouched=True)
    longer = take(state, entries[-1], vouched=True)
    old, new = state.agreements["east"], longer.agreements["east"]
    shards = [[s for row in each.dates.shards for s in row] for each in (old, new)]
    assert sum(a is not b for a, b in zip(*shards, strict=True)) == 1
    assert sum(map(len, shards[1])) == sum(map(len, shards[0])) + 1
    assert [kind for kind in old.log if old.log[kind] is not new.log[kind]] == ["withdrawn"]


def test_the_node_signs_what_it_took() -> None:
    entry = make_entry(Place(), "agreement.drafted", draft_data(), after(0), NODE)
    assert entry.signed_by_node
    assert take(State(), entry).time == after(0)
    assert instant(0) == "2016-12-13T12:00:00Z"
