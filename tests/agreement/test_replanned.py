"""Promise 6 over plans made anew: the details whose content changed lose their sign-offs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from tests.agreement.acting import Table, after
from tests.agreement.drafts import source

from masarat.agreement.changes import compare
from masarat.agreement.contents import tabling
from masarat.agreement.drafting import convoy_names, draft_details, groups_covered
from masarat.agreement.gate import gate
from masarat.core.canonical import canonical_bytes
from masarat.core.windows import Window, Windows
from masarat.planning import Options
from masarat.planning.replan import Change, changed_instance, replan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from masarat.agreement.details import Source

NOW = 600  # minutes from the start: 19 December, 09:00

CHANGES = {
    "fewer buses": Change(at=NOW, fleet={"bus": 12}),
    "a day of calm lost": Change(at=NOW, suspensions=Windows.of([Window(NOW, NOW + 1440)])),
}


def contents(of: Source) -> dict[str, Mapping[str, Any]]:
    return {detail.id: detail.content for detail in draft_details(of)}


@cache
def made_anew(name: str) -> Source:
    before, change = source(), CHANGES[name]
    plan = replan(before.instance, before.plan, change, Options(effort=0, seed=1))
    known = {convoy: name for name, convoy in convoy_names(before).items()}
    departed = {c.id: known[c.id] for c in plan.convoys if c.depart < change.at}
    instance = changed_instance(before.instance, before.plan, change)
    return replace(before, instance=instance, plan=plan, kept=departed)


def table(at: Table, of: Source) -> dict[str, Mapping[str, Any]]:
    agreement = at.state.agreements["east"]
    made = tabling(contents(of), groups_covered(of), {}, agreement.contents)
    at.act("a", "tabled", revision=len(agreement.revisions) + 1, place="", **made)
    current = at.state.agreements["east"]
    assert current.revision is not None
    return {d: current.contents[digest].data for d, digest in current.revision.details.items()}


@pytest.mark.parametrize("name", CHANGES)
def test_exactly_the_changed_details_lose_their_sign_offs(name: str) -> None:
    at = Table().open()
    first = table(at, source())
    for signatory in ("a", "b1", "b2"):
        at.sign(signatory)
    at.sign("m", "monitoring")
    assert all(detail.ok for detail in gate(at.state, "east", after(at.minute)).details)

    anew = made_anew(name)
    second = table(at, anew)
    differ = {
        detail
        for detail in second
        if detail not in first or canonical_bytes(first[detail]) != canonical_bytes(second[detail])
    }
    verdict = gate(at.state, "east", after(at.minute))
    assert {detail.detail for detail in verdict.details if not detail.ok} == differ
    told = {c.detail for c in compare(first, second) if c.fate in ("changed", "added")}
    assert told == differ
    assert "voluntariness" not in differ


def test_a_convoy_that_has_departed_keeps_its_name() -> None:
    before = source()
    anew = made_anew("fewer buses")
    old, new = convoy_names(before), convoy_names(anew)
    departed = {convoy.id for convoy in anew.plan.convoys if convoy.depart < NOW}
    assert departed
    for name, convoy in old.items():
        if convoy in departed:
            assert new[name] == convoy
    others = {name for name, convoy in new.items() if convoy not in departed}
    assert not others & {name for name, convoy in old.items() if convoy in departed}


def test_names_of_departed_convoys_are_never_given_again() -> None:
    before = source()
    convoys = [c for c in before.plan.convoys if c.corridor == "ramouseh"]
    last = max(convoys, key=lambda convoy: convoy.depart)
    names = convoy_names(replace(before, kept={last.id: "ramouseh/2"}))
    assert names["ramouseh/2"] == last.id
    numbers = sorted(int(name.rpartition("/")[2]) for name in names if name.startswith("ramou"))
    assert numbers == list(range(2, len(convoys) + 2))
