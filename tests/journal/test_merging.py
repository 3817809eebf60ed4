"""Two copies of one journal: the longer one, copies written apart, forks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.journal.conftest import Clock, node

from masarat.core.errors import JournalError
from masarat.core.signing import public_of
from masarat.journal.chain import CARRIED, statement
from masarat.journal.errors import Forked, Refused
from masarat.journal.follower import Follower
from masarat.journal.head import read_head
from masarat.journal.journal import Journal, open_new
from masarat.journal.memory import MemoryStore
from masarat.journal.merging import merging
from masarat.journal.verification import verify

if TYPE_CHECKING:
    from masarat.journal.copies import Copy


def copy_of(store: Copy) -> MemoryStore:
    twin = MemoryStore()
    entries = Follower(store).news()
    with store.reading() as contents:
        newest = max(map(read_head, contents.heads), key=lambda head: head.entries)
    twin.append(entries, newest)
    return twin


def apart(clock: Clock, nodes: int = 3) -> list[Journal]:
    """Copies of one journal, each with a node of its own that may write."""
    store = MemoryStore()
    first = open_new(store, "t", node(1), clock)
    for number in range(2, nodes + 1):
        first.append("journal.node-admitted", {"node": public_of(node(number)), "title": "o"})
    return [Journal(copy_of(store), node(number), clock) for number in range(1, nodes + 1)]


def bring(other: Journal, onto: Journal) -> int:
    plan = merging(Follower(onto.store).news(), Follower(other.store).news())
    assert not plan.following
    return len(onto.carry(plan.carried))


def said(journal: Journal) -> list[str]:
    """What counts, in order, after the nodes were admitted."""
    assert verify(journal.store).sound
    statements = [statement(entry) for entry in Follower(journal.store).news()]
    return [one.kind for one in statements if not one.kind.startswith("journal.")]


def test_the_longer_copy_holds_everything(clock: Clock) -> None:
    one, two, _ = apart(clock)
    for n in range(3):
        two.append("k", {"n": n})
    mine, theirs = Follower(one.store).news(), Follower(two.store).news()
    assert merging(mine, theirs).following == tuple(theirs[3:])
    assert merging([], theirs).following == tuple(theirs)
    back = merging(theirs, mine)
    assert (back.following, back.carried, back.common) == ((), (), 3)


def test_what_was_written_apart_is_carried(clock: Clock) -> None:
    one, two, _ = apart(clock)
    one.append("a1", {})
    original = two.append("b1", {"name": "الفوعة"})
    two.append("b2", {})
    assert bring(two, one) == 2
    assert said(one) == ["a1", "b1", "b2"]
    carrier = one.news()[-2]
    assert carrier.kind == CARRIED
    assert statement(carrier) == original
    assert carrier.node == public_of(node(1))


def test_bringing_the_same_copy_again_changes_nothing(clock: Clock) -> None:
    one, two, _ = apart(clock)
    one.append("a1", {})
    two.append("b1", {})
    assert bring(two, one) == 1
    assert bring(two, one) == 0
    two.append("b2", {})
    assert bring(two, one) == 1
    assert said(one) == ["a1", "b1", "b2"]


def test_three_copies_meet_in_any_order(clock: Clock) -> None:
    one, two, three = apart(clock)
    one.append("a1", {})
    two.append("b1", {})
    three.append("c1", {})
    assert bring(three, two) == 1
    two.append("b2", {})
    assert bring(two, one) == 3  # c1 as the original that it was, not as two carried it
    assert bring(three, one) == 0
    assert said(one) == ["a1", "b1", "c1", "b2"]


def test_both_may_carry_what_the_other_wrote(clock: Clock) -> None:
    one, two, _ = apart(clock)
    one.append("a1", {})
    two.append("b1", {})
    before = Journal(copy_of(two.store), node(2), clock)
    bring(two, one)
    bring(before, one)
    bring(one, two)
    assert bring(two, one) == bring(one, two) == 0
    assert sorted(said(one)) == sorted(said(two)) == ["a1", "b1"]


def test_a_node_that_goes_on_with_the_leading_copy_is_no_fork(clock: Clock) -> None:
    one, two, _ = apart(clock)
    one.append("a1", {})
    two.append("b1", {})
    bring(two, one)
    moved = Journal(copy_of(one.store), node(2), clock)
    moved.append("b2", {})
    assert merging(Follower(moved.store).news(), Follower(two.store).news()).carried == ()
    assert said(moved) == ["a1", "b1", "b2"]


def test_a_fork_is_named(clock: Clock) -> None:
    one, two, _ = apart(clock)
    twice = Journal(copy_of(two.store), node(2), clock)
    first = two.append("b1", {})
    second = twice.append("b1", {"n": 2})
    with pytest.raises(Forked) as caught:
        bring(twice, two)
    for named in (public_of(node(2)), "entry 4", first.digest, second.digest, "after entry 3"):
        assert named in str(caught.value)
    assert one.place.sequence == 3


def test_a_fork_further_on_is_named_too(clock: Clock) -> None:
    """The entries right after the parting are by two nodes; later ones by one."""
    one, two, _ = apart(clock)
    shared = Journal(one.store, node(3), clock)
    elsewhere = Journal(two.store, node(3), clock)
    one.append("a1", {})
    shared.append("c1", {})
    two.append("b1", {})
    elsewhere.append("c2", {})
    with pytest.raises(Forked, match=public_of(node(3))):
        bring(two, one)


def test_two_journals_are_never_merged(clock: Clock) -> None:
    one = open_new(MemoryStore(), "t", node(1), clock)
    two = open_new(MemoryStore(), "u", node(1), clock)
    with pytest.raises(JournalError, match="two different journals"):
        bring(two, one)


def test_who_was_retired_meanwhile_is_not_carried(clock: Clock) -> None:
    one, two, _ = apart(clock)
    one.append("journal.node-retired", {"node": public_of(node(2)), "reason": "lost"})
    two.append("b1", {})
    with pytest.raises(Refused, match="not admitted"):
        bring(two, one)
    assert one.place.sequence == 4


def test_what_both_copies_admitted_or_retired_is_done_once(clock: Clock) -> None:
    one, two, _ = apart(clock)
    for journal in (one, two):
        journal.append("journal.node-admitted", {"node": public_of(node(9)), "title": "new"})
        journal.append("journal.node-retired", {"node": public_of(node(3)), "reason": "closed"})
    late = Journal(two.store, node(9), clock)
    late.append("n1", {})
    assert bring(two, one) == 3
    assert said(one) == ["n1"]
    assert set(one.nodes) == {public_of(node(n)) for n in (1, 2, 9)}


def carried_body(journal: Journal) -> dict[str, object]:
    import json  # noqa: PLC0415

    return {"entry": json.loads(journal.append("b", {"n": 1}).octets)}


def test_the_law_of_carrying(clock: Clock) -> None:
    one, two, _ = apart(clock)
    one.append("a1", {})
    body = carried_body(two)
    own = one.news()[-1]
    altered = {**body["entry"], "body": {"n": 2}}  # type: ignore[dict-item]
    bodies: dict[str, object] = {
        "did not sign": altered,
        "of this very chain": {**carried_body(one)["entry"]},  # type: ignore[dict-item]
        "of which": {"kind": "k"},
        "another journal": {**body["entry"], "journal": "ab" * 32},  # type: ignore[dict-item]
        "of kind journal.opened": {**body["entry"], "kind": "journal.opened"},  # type: ignore[dict-item]
    }
    assert own.kind == "a1"
    for match, entry in bodies.items():
        with pytest.raises(Refused, match=match):
            one.append(CARRIED, {"entry": entry})
    one.append(CARRIED, body)
    with pytest.raises(Refused, match="carried before"):
        one.append(CARRIED, body)
    assert verify(one.store).sound


def test_carrying_is_dated_no_earlier_than_what_is_carried(clock: Clock) -> None:
    one, two, _ = apart(clock)
    ahead = Clock(clock.now.replace(year=2017))
    later = Journal(two.store, node(2), ahead).append("b1", {})
    one.append("a1", {})
    assert bring(two, one) == 1
    assert one.news()[-1].time == later.time
    assert verify(one.store).sound
