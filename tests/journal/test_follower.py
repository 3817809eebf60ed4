"""Following a copy: handed over once, believed only where a trusted node's head covers it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.journal.conftest import NOON, Clock, node

from masarat.core.signing import public_of
from masarat.journal.entry import Entry, Place, make_entry
from masarat.journal.errors import Broken
from masarat.journal.follower import Follower
from masarat.journal.head import make_head
from masarat.journal.journal import Journal, open_new
from masarat.journal.memory import MemoryStore
from masarat.journal.verification import verify

A, B = node(1), node(2)


def unsigned_within() -> tuple[MemoryStore, list[Entry]]:
    """A chain whose links all hold, with a signature in it that does not; its head is B's."""
    store, clock = MemoryStore(), Clock()
    open_new(store, "t", A, clock).append(
        "journal.node-admitted", {"node": public_of(B), "title": "o"}
    )
    entries = Follower(store).news()
    wrong = replace(
        make_entry(Place(entries[0].digest, 2, entries[1].digest), "k", {}, clock(), A),
        signature="ab" * 64,
    )
    place = Place(entries[0].digest, 3, wrong.digest)
    added = [wrong, make_entry(place, "k", {}, clock(), B)]
    store.append(added, make_head(added[-1], B))
    return store, [*entries, *added]


def test_a_trusted_nodes_head_is_believed_and_no_other() -> None:
    store, entries = unsigned_within()
    believing = Follower(store, {public_of(B)})
    assert believing.news() == entries
    assert believing.vouched == 4
    for trusted in (set(), {public_of(A)}):
        with pytest.raises(Broken, match="J8") as caught:
            Follower(store, trusted).news()
        assert caught.value.sequence == 3
    broken = verify(store).broken
    assert broken is not None
    assert broken.sequence == 3


def test_a_head_that_only_names_a_trusted_node_is_not_believed() -> None:
    store, entries = unsigned_within()
    forged = replace(make_head(entries[-1], B), signature="ab" * 64)
    store._heads[public_of(B)] = forged.octets
    with pytest.raises(Broken, match="J8"):
        Follower(store, {public_of(B)}).news()


def test_a_trusted_head_still_needs_the_chain_that_it_names() -> None:
    store, _ = unsigned_within()
    octets = store._records[3].octets
    store._records[3] = store._records[3]._replace(octets=octets.replace(b'"k"', b'"l"'))
    with pytest.raises(Broken) as caught:
        Follower(store, {public_of(B)}).news()
    assert caught.value.sequence == 3  # in full, the first bad one is named


def test_what_follows_a_trusted_head_is_verified_in_full() -> None:
    store, clock = MemoryStore(), Clock()
    journal = open_new(store, "t", A, clock)
    journal.append("journal.node-admitted", {"node": public_of(B), "title": "o"})
    Journal(store, B, clock).append("k", {})
    follower = Follower(store, {public_of(A)})
    assert len(follower.news()) == 3
    assert follower.vouched == 2
    last = store._records[2]
    store._records[2] = last._replace(octets=last.octets.replace(b'"k"', b'"l"'))
    with pytest.raises(Broken, match="J8"):
        Follower(store, {public_of(A)}).news()


def test_everything_is_handed_over_once() -> None:
    store, clock = MemoryStore(), Clock()
    follower = Follower(store)
    assert follower.news() == []
    journal = open_new(store, "t", A, clock)
    assert [entry.sequence for entry in follower.news()] == [1]
    journal.append("k", {"at": str(NOON)})
    journal.append("k", {})
    assert [entry.sequence for entry in follower.news()] == [2, 3]
    assert follower.news() == []
    assert follower.head is not None
    assert follower.head.entries == 3
    assert Follower(MemoryStore()).head is None


def test_entries_or_heads_removed_while_following_are_found() -> None:
    store, clock = MemoryStore(), Clock()
    journal = open_new(store, "t", A, clock)
    journal.append("k", {})
    follower = Follower(store)
    follower.news()
    heads = dict(store._heads)
    store._heads.clear()
    with pytest.raises(Broken, match="J11"):
        follower.news()
    store._heads.update(heads)
    del store._records[:]
    with pytest.raises(Broken, match="J11"):
        Follower(store).news()
