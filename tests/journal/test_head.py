"""Heads: one byte form, and nothing in one that is not true of the chain."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.journal.conftest import NOON, Clock, node

from masarat.core.signing import public_of, sign
from masarat.journal.errors import Broken
from masarat.journal.follower import Follower
from masarat.journal.head import PURPOSE, Head, _unsigned, make_head, read_head
from masarat.journal.journal import Journal, open_new
from masarat.journal.memory import MemoryStore
from masarat.journal.spelling import spell
from masarat.journal.verification import check_head, check_heads

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.journal.chain import Chain


def journal() -> tuple[Chain, Head, Head]:
    """A journal of four entries, the last of node 2; its head, and node 1's earlier one."""
    store, clock = MemoryStore(), Clock()
    first = open_new(store, "t", node(1), clock)
    first.append("journal.node-admitted", {"node": public_of(node(2)), "title": "o"})
    earlier = make_head(first.append("k", {}), node(1))
    newest = make_head(Journal(store, node(2), clock).append("k", {}), node(2))
    follower = Follower(store)
    follower.news()
    return follower.chain, newest, earlier


def signed(head: Head, number: int = 2, **changes: Any) -> bytes:
    """The head with changes, soundly signed by the node with this number."""
    draft = replace(head, node=public_of(node(number)), **changes)
    return replace(draft, signature=sign(node(number), PURPOSE, spell(_unsigned(draft)))).octets


def test_a_head_survives_its_byte_form() -> None:
    _, newest, _ = journal()
    again = read_head(newest.octets)
    assert (again, again.octets) == (newest, newest.octets)
    assert again.signed_by_node
    assert not replace(newest, entries=5).signed_by_node


def test_true_heads_are_taken_and_the_newest_counts() -> None:
    links, newest, earlier = journal()
    assert check_heads(links, [earlier.octets, newest.octets]) == newest
    assert check_head(links, earlier.octets) == earlier


UNTRUE: dict[str, Callable[[Head], bytes]] = {
    "another journal": lambda head: signed(head, journal="ab" * 32),
    "another digest": lambda head: signed(head, digest="ab" * 32),
    "another time": lambda head: signed(head, time=NOON + timedelta(days=1)),
    "another node": lambda head: signed(head, 1),
    "one entry more": lambda head: signed(head, entries=5),
    "one entry less": lambda head: signed(head, entries=3),
    "no entries": lambda head: signed(head, entries=0),
    "less than none": lambda head: signed(head, entries=-1),
    "another signature": lambda head: replace(head, signature="ab" * 64).octets,
    "a space": lambda head: head.octets + b" ",
    "nothing": lambda _: b"",
}


@pytest.mark.parametrize("make", UNTRUE.values(), ids=UNTRUE)
def test_an_untrue_head_is_refused_beside_a_true_one(make: Callable[[Head], bytes]) -> None:
    links, newest, _ = journal()
    with pytest.raises(Broken, match="J11") as caught:
        check_heads(links, [newest.octets, make(newest)])
    assert caught.value.sequence == 5


def test_an_earlier_head_alone_says_that_entries_were_added() -> None:
    links, _, earlier = journal()
    with pytest.raises(Broken, match="an entry after the head") as caught:
        check_heads(links, [earlier.octets])
    assert caught.value.sequence == 4


SHAPES: dict[str, dict[str, Any]] = {
    "another version": {"version": 2},
    "a version that is true": {"version": True},
    "a member too many": {"title": "t"},
    "a count that is text": {"entries": "4"},
    "a digest that is a number": {"digest": 4},
    "another format": {"format": "masarat journal"},
    "another spelling of time": {"time": "2016-12-13T12:00:00+00:00"},
}


@pytest.mark.parametrize("changes", SHAPES.values(), ids=SHAPES)
def test_a_head_of_another_shape_is_not_read(changes: dict[str, Any]) -> None:
    data = {**json.loads(journal()[1].octets), **changes}
    with pytest.raises(ValueError, match=r"version|members|must be|not the head|expected"):
        read_head(spell(data))
