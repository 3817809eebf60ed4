"""No clause is idle: for each there is a case that the law without it judges wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.agreement.acting import (
    WAIVED,
    Table,
    after,
    content,
    draft_data,
    instant,
    party,
    usual_contents,
)

from masarat.agreement.clauses import LAW
from masarat.agreement.contents import LIST, tabling
from masarat.agreement.gate import gate, go
from masarat.agreement.parties import read_draft
from masarat.core.canonical import digest
from masarat.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.agreement.law import Law

SHOTS = {"incident": "shots", "place": "", "corridor": "", "reason": ""}
FIFTY = {"g": {"idlib": 50}}


def refused(clause: str, act: Callable[..., object], *args: Any, **members: Any) -> None:
    """Check that the law refuses this, by this clause."""
    with pytest.raises(Refused) as caught:
        act(*args, **members)
    assert caught.value.clause == clause, str(caught.value)


def ready(law: Law) -> Table:
    return Table(law=law).coordinate()


def is_open(table: Table, minute: float) -> bool:
    return gate(table.state, "east", after(minute), law=table.law).in_force


def goes(table: Table, convoy: str, minute: float) -> bool:
    return go(table.state, "east", convoy, after(minute), law=table.law).go


# Drafts.


def d1(law: Law) -> None:
    refused("D1", ready(law).append, "agreement.drafted", draft_data())


def d2(law: Law) -> None:
    parties = [party("A", ["a"]), party("A", ["a2"]), party("B", ["b1", "b2"]), party("M", ["m"])]
    refused("D2", Table(law=law).open, draft_data(parties=parties))


def a4(law: Law) -> None:
    parties = [party("A", ["a"]), party("B", ["b1", "b2"]), party("M", ["m"])]
    parties[1]["signatories"][1]["key"] = parties[1]["signatories"][0]["key"]
    refused("A4", Table(law=law).open, draft_data(parties=parties))


def d3(law: Law) -> None:
    refused("D3", Table(law=law).open, draft_data(required={"*": {"A": 2}}))


def d4(law: Law) -> None:
    refused("D4", Table(law=law).open, draft_data(renew={}))


# Acts.


def a1(law: Law) -> None:
    refused("A1", ready(law).act, "m", "suspended", signer="a", **SHOTS)


def a2(law: Law) -> None:
    refused("A2", ready(law).act, "m", "suspended", 10, dated=11, **SHOTS)


def a3(law: Law) -> None:
    table = ready(law)
    table.act("m", "suspended", 10, **SHOTS)
    refused("A3", table.act, "m", "suspended", 11, dated=10, **SHOTS)


def a5(law: Law) -> None:
    table = ready(law)
    table.draft = read_draft(draft_data(required={"*": {"A": 1}}))
    refused("A5", table.sign, "a", "monitoring")


def t1(law: Law) -> None:
    refused("T1", ready(law).table, "m")


def t2(law: Law) -> None:
    table = Table(law=law).open()
    members = tabling(usual_contents(), ["g"], WAIVED)
    refused("T2", table.act, "a", "tabled", revision=2, place="", **members)


def tampered(members: dict[str, Any], detail: str, **changes: Any) -> dict[str, Any]:
    """Return the members of a tabling with another content under the digest of `detail`."""
    name = members["details"][detail]
    contents = members["contents"]
    return {**members, "contents": {**contents, name: {**contents[name], **changes}}}


def t3(law: Law) -> None:
    members = tabling(usual_contents(), ["g"], WAIVED)
    table = Table(law=law).open()
    other = tampered(members, "ceasefire", until=instant(9999))
    refused("T3", table.act, "a", "tabled", revision=1, place="", **other)


def t4(law: Law) -> None:
    contents = usual_contents()
    del contents["monitoring"]
    refused("T4", Table(law=law).open().table, all_contents=contents)


def t5(law: Law) -> None:
    table = Table(law=law).coordinate()
    table.open(draft_data(agreement="west"))
    refused("T5", table.table)


def t6(law: Law) -> None:
    contents = usual_contents(ceasefire=content("ceasefire", start=instant(5), until=instant(5)))
    refused("T6", Table(law=law).open().table, all_contents=contents)


def t7(law: Law) -> None:
    members = tabling(usual_contents(), ["g"], WAIVED)
    short = {**members["contents"][members["details"][LIST]]}
    short["details"] = {d: kind for d, kind in short["details"].items() if d != "monitoring"}
    del members["contents"][members["details"][LIST]]
    members["details"][LIST] = digest(short)
    members["contents"][digest(short)] = short
    table = Table(law=law).open()
    refused("T7", table.act, "a", "tabled", revision=1, place="", **members)


def t8(law: Law) -> None:
    twice = {"timetable/again": usual_contents()["timetable/r"] | {"corridor": "q"}}
    refused("T8", Table(law=law).open().table, **twice)


def e1(law: Law) -> None:
    table = Table(law=law).coordinate()
    moved = {"convoy": "r/1", "at": instant(2), "people": FIFTY}
    refused("E1", table.act, "m", "departed", **moved)


def e2(law: Law) -> None:
    table = ready(law)
    suspension = table.suspend()
    refused("E2", table.act, "m", "guarantee-renewed", suspension=suspension, terms="")


def p1(law: Law) -> None:
    given = {"detail": "nothing", "stance": "reject", "reason": ""}
    refused("P1", ready(law).act, "a", "position", revision=1, **given)


def s1(law: Law) -> None:
    refused("S1", ready(law).sign, "a", "monitoring", digest="0" * 64)


def w1(law: Law) -> None:
    refused("W1", ready(law).act, "a", "withdrawn", detail="nothing", reason="")


def u1(law: Law) -> None:
    refused("U1", ready(law).suspend, corridor="q")


def u2(law: Law) -> None:
    refused("U2", ready(law).act, "a", "guarantee-renewed", suspension="0" * 64, terms="")


def x1(law: Law) -> None:
    moved = {"convoy": "q/1", "at": instant(2), "people": FIFTY}
    refused("X1", ready(law).act, "a", "departed", **moved)


def x2(law: Law) -> None:
    moved = {"convoy": "r/1", "at": instant(2), "people": {"x": {"idlib": 1}}}
    refused("X2", ready(law).act, "a", "departed", **moved)


def x3(law: Law) -> None:
    moved = {"convoy": "r/1", "at": instant(12), "people": FIFTY}
    refused("X3", ready(law).act, "a", "departed", 11, **moved)


def called(table: Table, **changes: Any) -> None:
    expected = {"expected": "Tuesday evening", "from": instant(60), "until": instant(120)}
    given = {"place": "Geneva", "agenda": [], "participants": ["A", "B"], **expected, **changes}
    table.act("a", "consultation-called", consultation="geneva", **given)


def c1(law: Law) -> None:
    held = {"consultation": "geneva", "at": instant(1), "outcome": "none"}
    refused("C1", ready(law).act, "a", "consultation-held", **held)


def c2(law: Law) -> None:
    refused("C2", called, ready(law), participants=["A", "nobody"])


def c3(law: Law) -> None:
    refused("C3", called, ready(law), until=instant(60))


# The gate.


def g0(law: Law) -> None:
    table = ready(law)
    table.act("a", "withdrawn", 70, detail="", reason="")
    table.sign("a", minute=80)
    assert not is_open(table, 75)
    assert is_open(table, 65)


def g1(law: Law) -> None:
    assert not is_open(Table(law=law).open(), 100)


def g2(law: Law) -> None:
    table = Table(law=law).open()
    table.table()
    table.sign("a")
    table.sign("b1")
    table.sign("m", "monitoring")
    assert not is_open(table, 100)


def g3(law: Law) -> None:
    assert not is_open(ready(law), 59)


def g4(law: Law) -> None:
    assert not is_open(ready(law), 660)


def g5(law: Law) -> None:
    table = ready(law)
    suspension = table.suspend(minute=70)
    table.act("a", "guarantee-renewed", 71, suspension=suspension, terms="")
    assert not is_open(table, 72)
    table.act("b3", "guarantee-renewed", 73, suspension=suspension, terms="")
    assert is_open(table, 73)


def g6(law: Law) -> None:
    table = ready(law)
    table.table(monitoring=content("monitoring", counts="none"))
    table.table()
    assert not is_open(table, 70)  # back to what was signed: lost all the same
    for signatory in ("a", "b1", "b2", "m"):
        table.sign(signatory, "monitoring")
    assert is_open(table, 70)


def s2(law: Law) -> None:
    table = ready(law)
    table.act("b1", "withdrawn", detail="monitoring", reason="")
    assert not is_open(table, 70)


def g7(law: Law) -> None:
    table = Table(law=law).open()
    table.table()
    for signatory in ("a", "b1", "b2"):
        table.sign(signatory, until=instant(80))
    table.sign("m", "monitoring")
    assert is_open(table, 79)
    assert not is_open(table, 80)


def g8(law: Law) -> None:
    expiring = {"corridor/r": content("corridor", corridor="r", expires=instant(80))}
    table = Table(law=law).coordinate(**expiring)
    assert is_open(table, 79)
    assert not is_open(table, 80)


def s3(law: Law) -> None:
    parties = [party("A", ["a"]), party("B", ["b1", "b2"]), party("M", ["m"], "monitor")]
    parties[1]["signatories"][1]["key"] = parties[1]["signatories"][0]["key"]
    table = Table(law=law.without("A4")).open(draft_data(parties=parties))
    table.table()
    for signatory in ("a", "b1"):
        table.sign(signatory)
    table.sign("b2", signer="b1")
    table.sign("m", "monitoring")
    assert not is_open(table, 70)


# Convoys.


def m1(law: Law) -> None:
    table = ready(law)
    assert goes(table, "r/1", 90)
    table.act("a", "withdrawn", detail="monitoring", reason="")
    assert not goes(table, "r/1", 90)


def m2(law: Law) -> None:
    assert not goes(ready(law), "r/9", 90)


def m3(law: Law) -> None:
    table = ready(law)
    table.suspend(corridor="r")
    assert is_open(table, 90)
    assert not goes(table, "r/1", 90)


def m4(law: Law) -> None:
    table = ready(law)
    table.act("a", "departed", 90, convoy="r/1", at=instant(90), people=FIFTY)
    assert not goes(table, "r/1", 91)


def m5(law: Law) -> None:
    assert not goes(ready(law), "r/1", 89)


CASES = {
    case.__name__.upper(): case
    for case in (
        *(d1, d2, a4, d3, d4, a1, a2, a3, a5, t1, t2, t3, t4, t5, t6, t7, t8),
        *(e1, e2, p1, s1, w1, u1, u2, x1, x2, x3, c1, c2, c3),
        *(g0, g1, g2, g3, g4, g5, g6, s2, g7, g8, s3, m1, m2, m3, m4, m5),
    )
}


def test_there_is_a_case_for_each_clause() -> None:
    assert set(CASES) == set(LAW.by_id)


@pytest.mark.parametrize("number", LAW.by_id)
def test_the_law_judges_the_case_rightly(number: str) -> None:
    CASES[number](LAW)


@pytest.mark.parametrize("number", LAW.by_id)
def test_without_the_clause_it_does_not(number: str) -> None:
    with pytest.raises((AssertionError, ValueError, Refused, pytest.fail.Exception)):
        CASES[number](LAW.without(number))


def test_there_is_no_law_without_a_clause_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        LAW.without("Z9")
