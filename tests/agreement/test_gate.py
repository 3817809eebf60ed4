"""The gate on small agreements: what opens it, what keeps it closed, what it says."""

from __future__ import annotations

from tests.agreement.acting import Table, after

from masarat.agreement.gate import gate, go


def test_it_opens_with_the_last_sign_off_at_the_start() -> None:
    table = Table().coordinate()
    early = gate(table.state, "east", after(59))
    assert early.coordinated
    assert not early.in_force
    assert [reason.clause for reason in early.reasons] == ["G3"]
    assert gate(table.state, "east", after(60)).in_force
    assert gate(table.state, "east", after(659)).in_force
    assert [r.clause for r in gate(table.state, "east", after(660)).reasons] == ["G4"]


def test_a_convoy_goes_at_its_time_and_once() -> None:
    table = Table().coordinate()
    assert [r.clause for r in go(table.state, "east", "r/1", after(89)).reasons] == ["M5"]
    assert go(table.state, "east", "r/1", after(90)).go
    people = {"g": {"idlib": 50}}
    table.act("a", "departed", 92, convoy="r/1", at="2016-12-13T13:31:00Z", people=people)
    assert [r.clause for r in go(table.state, "east", "r/1", after(93)).reasons] == ["M4"]
