"""A journal as nodes write it: order, time, admission, judging, beginning again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.journal.conftest import NOON, Clock, node

from masarat.core.errors import JournalError
from masarat.core.signing import public_of
from masarat.journal.entry import read_entry
from masarat.journal.errors import Broken, Refused
from masarat.journal.journal import Journal, open_new
from masarat.journal.memory import MemoryStore
from masarat.journal.verification import verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from masarat.journal.copies import Store
    from masarat.journal.entry import Entry

A, B, C = node(1), node(2), node(3)


def admit(journal: Journal, number: int) -> None:
    body = {"node": public_of(node(number)), "title": f"office {number}"}
    journal.append("journal.node-admitted", body)


def kinds(entries: Sequence[Entry]) -> list[str]:
    return [entry.kind for entry in entries]


def test_a_journal_grows_and_verifies(store: Store, clock: Clock) -> None:
    journal = open_new(store, "Aleppo, شرق حلب", A, clock)
    entry = journal.append("k", {"name": "الراموسة"})
    assert entry.sequence == 2
    assert kinds(journal.news()) == ["journal.opened", "k"]
    assert journal.news() == []
    found = verify(store)
    assert found.sound
    assert (found.title, found.entries, found.digest) == ("Aleppo, شرق حلب", 2, entry.digest)
    assert found.nodes == {public_of(A): "Aleppo, شرق حلب"}


def test_reopening_hands_everything_over_again(store: Store, clock: Clock) -> None:
    entries = [open_new(store, "t", A, clock).append("k", {"n": n}) for n in (1,)]
    again = Journal(store, A, clock)
    entries.append(again.append("k", {"n": 2}))
    assert again.news()[1:] == entries
    assert Journal(store, B, clock).news() == Journal(store, A, clock).news()


def test_a_store_holds_one_journal(store: Store, clock: Clock) -> None:
    with pytest.raises(JournalError, match="no journal yet"):
        Journal(store, A, clock)
    open_new(store, "t", A, clock)
    with pytest.raises(JournalError, match="a journal already"):
        open_new(store, "t", A, clock)


def test_the_slower_node_judges_again_with_what_the_quicker_wrote() -> None:
    store, clock = MemoryStore(), Clock()
    slow = open_new(store, "t", A, clock)
    admit(slow, 2)
    quick = Journal(store, B, clock)
    calls: list[tuple[list[str], int]] = []

    def judge(new: Sequence[Entry], entry: Entry) -> None:
        calls.append((kinds(new), entry.sequence))
        if len(calls) == 1:
            quick.append("quick", {})

    entry = slow.append("slow", {}, judge)
    assert calls == [(["journal.opened", "journal.node-admitted"], 3), (["quick"], 4)]
    assert entry.sequence == 4
    assert kinds(slow.news()) == ["slow"]
    assert kinds(quick.news())[2:] == ["quick", "slow"]
    assert verify(store).sound


def test_a_judge_that_refuses_leaves_nothing_behind(store: Store, clock: Clock) -> None:
    journal = open_new(store, "t", A, clock)

    def refuse(new: Sequence[Entry], entry: Entry) -> None:
        msg = f"not {entry.kind}"
        raise KeyError(msg)

    with pytest.raises(KeyError, match="not k"):
        journal.append("k", {}, refuse)
    assert verify(store).entries == 1
    journal.append("k", {})
    assert kinds(journal.news()) == ["k"]  # the first entry was handed to the judge


def test_without_a_judge_news_waits(clock: Clock) -> None:
    journal = open_new(MemoryStore(), "t", A, clock)
    journal.append("k", {})
    journal.append("l", {})
    assert kinds(journal.news()) == ["journal.opened", "k", "l"]


def test_a_clock_that_steps_back_never_reorders(store: Store) -> None:
    clock = Clock()
    journal = open_new(store, "t", A, clock)
    before = journal.append("k", {})
    clock.now = NOON - timedelta(days=1)
    assert journal.append("k", {}).time == before.time
    clock.now = NOON + timedelta(days=1)
    assert journal.append("k", {}).time > before.time
    assert verify(store).sound


def test_only_admitted_nodes_write(store: Store, clock: Clock) -> None:
    first = open_new(store, "t", A, clock)
    second = Journal(store, B, clock)
    with pytest.raises(Refused, match="is not admitted"):
        second.append("k", {})
    admit(first, 2)
    second.append("k", {})
    admit(second, 3)
    third = Journal(store, C, clock)
    third.append("journal.node-retired", {"node": public_of(B), "reason": "office closed"})
    with pytest.raises(Refused, match="was retired"):
        second.append("k", {})
    third.append("k", {})
    found = verify(store)
    assert found.sound
    assert set(found.nodes) == {public_of(A), public_of(C)}


REFUSED = {
    "a second opening": (
        "journal.opened",
        {"format": "masarat journal", "version": 1, "title": ""},
    ),
    "an unknown reserved kind": ("journal.closed", {}),
    "a member too many": ("journal.node-admitted", {"node": "", "title": "", "phone": ""}),
    "not a key": ("journal.node-admitted", {"node": "00", "title": ""}),
    "a key of small order": ("journal.node-admitted", {"node": "00" * 32, "title": ""}),
    "a title that is no text": (
        "journal.node-admitted",
        {"node": public_of(node(7)), "title": 3},
    ),
    "a node admitted already": ("journal.node-admitted", {"node": public_of(A), "title": ""}),
    "an unknown node retired": ("journal.node-retired", {"node": public_of(B), "reason": ""}),
    "the last node retired": ("journal.node-retired", {"node": public_of(A), "reason": ""}),
    "carried nothing": ("journal.carried", {"entry": {}}),
}


@pytest.mark.parametrize(("kind", "body"), REFUSED.values(), ids=REFUSED)
def test_the_law_is_held_before_anything_is_written(
    kind: str, body: dict[str, object], clock: Clock
) -> None:
    store = MemoryStore()
    journal = open_new(store, "t", A, clock)
    with pytest.raises(Refused, match="a journal cannot take this"):
        journal.append(kind, body)
    assert verify(store).entries == 1
    journal.append("k", {})
    assert verify(store).sound


def test_a_retired_node_does_not_come_back(clock: Clock) -> None:
    journal = open_new(MemoryStore(), "t", A, clock)
    admit(journal, 2)
    journal.append("journal.node-retired", {"node": public_of(B), "reason": "lost"})
    with pytest.raises(Refused, match="retired"):
        admit(journal, 2)


@pytest.mark.parametrize("body", [{"n": 0.5}, {"n": 2**53}, {"t": "\ud800"}, {"n": float("nan")}])
def test_a_body_that_cannot_be_read_again_is_not_written(
    body: dict[str, object], clock: Clock
) -> None:
    store = MemoryStore()
    journal = open_new(store, "t", A, clock)
    with pytest.raises(ValueError, match=r"this|2\^53|exceeds|non-UTF-8|representable"):
        journal.append("k", body)
    assert verify(store).entries == 1


def test_a_node_believes_its_own_head_and_nobody_elses(clock: Clock) -> None:
    """What another node wrote with a wrong signature inside is found; bytes changed, always."""
    store = MemoryStore()
    journal = open_new(store, "t", A, clock)
    for n in range(5):
        journal.append("k", {"n": n})
    number, octets = store._records[2]
    store._records[2] = store._records[2]._replace(octets=octets.replace(b'"n":1', b'"n":7'))
    for key in (A, B):
        with pytest.raises(Broken) as caught:
            Journal(store, key, clock)
        assert caught.value.sequence == number == 3


def test_a_store_rolled_back_under_an_open_journal_is_found(clock: Clock) -> None:
    store = MemoryStore()
    journal = open_new(store, "t", A, clock)
    before = dict(store._heads)
    journal.append("k", {})
    journal.append("k", {})
    assert len(journal.news()) == 3
    del store._records[1:]
    store._heads = before
    with pytest.raises(Broken):
        journal.append("k", {})


def test_a_store_cut_off_under_an_open_journal_is_found(clock: Clock) -> None:
    store = MemoryStore()
    journal = open_new(store, "t", A, clock)
    journal.append("k", {})
    journal.news()
    del store._records[1:]
    store._last = read_entry(store._records[0].octets).digest
    with pytest.raises(Broken, match="another end"):
        journal.append("k", {})
