"""The gate on small agreements: what opens it, what keeps it closed, what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.agreement.acting import Table, after, content, draft_data, instant, party, usual_contents

from masarat.agreement.gate import gate, go

if TYPE_CHECKING:
    from masarat.agreement.verdicts import DetailVerdict, Verdict

PEOPLE = {"g": {"idlib": 50}}


def at(table: Table, minute: float) -> Verdict:
    return gate(table.state, "east", after(minute))


def detail(verdict: Verdict, name: str) -> DetailVerdict:
    return next(each for each in verdict.details if each.detail == name)


def statuses(verdict: Verdict, name: str) -> dict[str, str]:
    return {s.signatory: s.status for p in detail(verdict, name).parties for s in p.signatories}


def actions(verdict: Verdict) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {action.party: (action.action, action.about) for action in verdict.next}


def test_it_opens_with_the_last_sign_off_at_the_start() -> None:
    table = Table().coordinate()
    early = at(table, 59)
    assert early.coordinated
    assert not early.in_force
    assert [reason.clause for reason in early.reasons] == ["G3"]
    assert at(table, 60).in_force
    assert at(table, 659).in_force
    assert [r.clause for r in at(table, 660).reasons] == ["G4"]
    assert (early.starts, early.ends) == (after(60), after(660))


def test_half_a_second_before_the_end_is_before_the_end() -> None:
    table = Table().coordinate()
    assert at(table, 660 - 1 / 120).in_force
    assert not at(table, 60 - 1 / 120).in_force


def test_a_convoy_goes_at_its_time_and_once() -> None:
    table = Table().coordinate()
    assert [r.clause for r in go(table.state, "east", "r/1", after(89)).reasons] == ["M5"]
    assert go(table.state, "east", "r/1", after(90)).go
    table.act("a", "departed", 92, convoy="r/1", at="2016-12-13T13:31:00Z", people=PEOPLE)
    assert [r.clause for r in go(table.state, "east", "r/1", after(93)).reasons] == ["M4"]


def test_a_convoy_held_back_by_the_gate_says_why_it_is_closed() -> None:
    table = Table().coordinate()
    table.suspend(minute=70)
    answer = go(table.state, "east", "r/1", after(95))
    assert [reason.clause for reason in answer.reasons] == ["M1", "G5"]
    data = answer.to_data()
    assert (data["go"], data["departs"], data["at"]) == (False, instant(90), instant(95))
    assert go(table.state, "east", "q/1", after(95)).to_data()["departs"] == ""


def test_another_corridor_goes_on() -> None:
    other = {"convoy": "q/1", "departs": instant(90), "arrives": instant(95), "people": PEOPLE}
    timetables = {"timetable/q": content("timetable", corridor="q", convoys=[other])}
    table = Table().coordinate(**timetables)
    table.suspend(corridor="r")
    assert at(table, 90).in_force
    assert [s.corridor for s in at(table, 90).suspensions] == ["r"]
    assert go(table.state, "east", "q/1", after(90)).go
    assert [r.clause for r in go(table.state, "east", "r/1", after(90)).reasons] == ["M3"]


def test_each_signatory_has_a_status() -> None:
    table = Table().open()
    table.table(monitoring=content("monitoring", counts="none"))
    table.sign("a", "monitoring")
    table.table()
    table.sign("b1", "monitoring")
    table.sign("b2", "monitoring", until=instant(50))
    table.sign("b3", "monitoring")
    table.act("b3", "withdrawn", detail="monitoring", reason="not yet")
    found = at(table, 70)
    assert statuses(found, "monitoring") == {
        "a": "other content",
        "b1": "signed",
        "b2": "expired",
        "b3": "withdrawn",
        "m": "missing",
    }
    says = {r.party: r.says for r in found.reasons if r.detail == "monitoring"}
    assert says["B"] == "1 of 2 sign-offs of B on monitoring"
    assert set(says) == {"A", "B", "M"}


def test_the_last_sign_off_that_counts_is_named() -> None:
    table = Table().open()
    table.table()
    table.sign("a", "monitoring")
    table.sign("a", "monitoring", until=instant(30))
    first = detail(at(table, 40), "monitoring").parties[0].signatories[0]
    assert (first.status, first.until) == ("signed", None)
    last = detail(at(table, 20), "monitoring").parties[0].signatories[0]
    assert (last.status, last.until) == ("signed", after(30))
    assert first.act != last.act


def test_only_a_changed_detail_loses_its_sign_offs() -> None:
    table = Table().coordinate()
    table.table(monitoring=content("monitoring", counts="none"))
    found = at(table, 70)
    assert [each.detail for each in found.details if not each.ok] == ["monitoring"]
    for signatory in ("a", "b3", "b2", "m"):
        table.sign(signatory, "monitoring")
    assert at(table, 70).in_force


def test_no_detail_is_added_dropped_or_waived_without_the_list_being_signed_anew() -> None:
    table = Table().coordinate()
    table.table(fleet=content("fleet"))
    assert [each.detail for each in at(table, 70).details if not each.ok] == ["fleet", "list"]
    table = Table().coordinate()
    contents = usual_contents()
    del contents["corridor/r"]
    table.table(all_contents=contents)
    assert [each.detail for each in at(table, 70).details if not each.ok] == ["list"]
    table = Table().coordinate()
    table.table(groups=["g", "h"])
    assert [each.detail for each in at(table, 70).details if not each.ok] == ["list"]


def test_a_late_sign_off_of_an_unchanged_detail_counts() -> None:
    table = Table().coordinate()
    table.act("b1", "withdrawn", detail="monitoring", reason="")
    table.table(fleet=content("fleet"))
    table.sign("b1", "monitoring", revision=1)
    assert statuses(at(table, 70), "monitoring")["b1"] == "signed"


def test_all_ceasefires_must_be_on() -> None:
    later = content("ceasefire", start=instant(120), until=instant(180))
    table = Table().coordinate(**{"ceasefire/west": later})
    assert not at(table, 119).in_force
    assert at(table, 120).in_force
    assert not at(table, 180).in_force
    assert (at(table, 0).starts, at(table, 0).ends) == (None, None)  # not tabled yet
    assert (at(table, 9).starts, at(table, 9).ends) == (after(120), after(180))


def test_renewal_needs_as_many_signatories_as_agreed() -> None:
    table = Table().coordinate(draft_data(renew={"B": 2}))
    first = table.suspend()
    second = table.suspend()
    for suspension in (first, second):
        table.act("b1", "guarantee-renewed", suspension=suspension, terms="")
    table.act("b1", "guarantee-renewed", suspension=first, terms="again")
    assert [s.missing for s in at(table, 70).suspensions] == [(("B", 1),), (("B", 1),)]
    table.act("b2", "guarantee-renewed", suspension=first, terms="")
    assert [s.suspension for s in at(table, 70).suspensions] == [second]
    table.act("b3", "guarantee-renewed", suspension=second, terms="")
    assert at(table, 70).in_force


# The one next action of each party.


def test_first_somebody_tables() -> None:
    table = Table().open()
    assert actions(at(table, 1)) == {
        "A": ("table", ()),
        "B": ("table", ()),
        "M": ("wait", ("A", "B")),
    }


def test_then_everybody_signs_and_waits_for_the_others_and_for_the_start() -> None:
    table = Table().open()
    table.table()
    table.sign("a")
    assert actions(at(table, 9))["A"] == ("wait", ("B", "M"))
    assert actions(at(table, 9))["M"] == ("sign", ("monitoring",))
    table.sign("b1")
    table.sign("b2")
    assert actions(at(table, 40))["B"] == ("wait", ("M",))
    table.sign("m", "monitoring")
    assert set(actions(at(table, 50)).values()) == {("wait", (instant(60),))}
    assert set(actions(at(table, 60)).values()) == {("none", ())}


def test_after_a_suspension_guarantees_come_first() -> None:
    table = Table().coordinate()
    suspension = table.suspend(minute=20)
    table.act("a", "withdrawn", detail="", reason="")
    found = actions(at(table, 30))
    assert found["A"] == ("renew", (suspension,))
    table.act("a", "guarantee-renewed", suspension=suspension, terms="")
    assert actions(at(table, 30))["A"][0] == "sign"
    assert actions(at(table, 30))["M"] == ("wait", ("A", "B"))


@pytest.mark.parametrize("minute", [80, 700])
def test_what_has_expired_is_tabled_anew(minute: int) -> None:
    expiring = {"corridor/r": content("corridor", corridor="r", expires=instant(80))}
    table = Table().coordinate(**expiring)
    found = actions(at(table, minute))
    about = ("corridor/r",) if minute == 80 else ("ceasefire", "corridor/r")
    assert found["A"] == found["B"] == ("table", about)
    assert found["M"] == ("wait", ("A", "B"))


def test_nobody_waits_for_a_start_while_all_is_suspended() -> None:
    parties = [party("A", ["a"]), party("B", ["b1", "b2"]), party("M", ["m"], "monitor")]
    draft = draft_data(parties=parties, renew={"M": 1})
    table = Table().coordinate(draft)
    table.suspend(minute=20)
    assert actions(at(table, 30))["A"] == ("wait", ("M",))


def test_it_is_plain_data() -> None:
    table = Table().open()
    nothing: dict[str, Any] = at(table, 1).to_data()
    assert (nothing["revision"], nothing["starts"], nothing["ends"]) == (0, "", "")
    expiring: dict[str, Any] = {
        "corridor/r": content("corridor", corridor="r", expires=instant(80))
    }
    table.table(**expiring)
    table.sign("a", "corridor/r", until=instant(70))
    suspension = table.suspend(corridor="r")
    data = at(table, 60).to_data()
    assert data["suspensions"] == [
        {
            "suspension": suspension,
            "corridor": "r",
            "incident": "shots",
            "by": "m",
            "since": instant(4),
            "missing": {"A": 1, "B": 1},
        }
    ]
    assert data["reasons"][0] == {
        "clause": "G2",
        "says": "0 of 1 sign-offs of A on ceasefire",
        "detail": "ceasefire",
        "party": "A",
    }
    [corridor] = [each for each in data["details"] if each["detail"] == "corridor/r"]
    assert (corridor["expires"], corridor["ok"]) == (instant(80), False)
    first = corridor["parties"][0]
    assert (first["needed"], first["signed"], first["ok"]) == (1, 1, True)
    assert first["signatories"][0]["until"] == instant(70)
    assert [action["action"] for action in data["next"]] == ["renew", "renew", "sign"]
