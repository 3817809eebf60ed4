"""The law clause by clause: an entry soundly signed by an admitted node that breaks one clause."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.journal.conftest import NOON, node

from masarat.core.signing import public_of
from masarat.journal.chain import Chain, statement
from masarat.journal.entry import Entry, Place, make_entry
from masarat.journal.errors import Broken

if TYPE_CHECKING:
    from collections.abc import Callable

A, B, C = node(1), node(2), node(3)
TITLE = {"format": "masarat journal", "version": 1, "title": "t"}
LATER = NOON + timedelta(hours=1)


def entries() -> list[Entry]:
    """Opened by A, B admitted, C admitted and retired."""
    made = [make_entry(Place(), "journal.opened", TITLE, NOON, A)]
    for kind, body in (
        ("journal.node-admitted", {"node": public_of(B), "title": "b"}),
        ("journal.node-admitted", {"node": public_of(C), "title": "c"}),
        ("journal.node-retired", {"node": public_of(C), "reason": "r"}),
    ):
        place = Place(made[0].digest, made[-1].sequence, made[-1].digest)
        made.append(make_entry(place, kind, body, LATER, A))
    return made


def chain() -> Chain:
    links = Chain()
    for entry in entries():
        links.take(entry)
    return links


def following(kind: str = "k", body: dict[str, Any] | None = None, **changes: Any) -> Entry:
    """The entry that follows, but for `changes`: journal, sequence, previous, time, key."""
    place = chain().place
    return make_entry(
        Place(
            changes.get("journal", place.journal),
            changes.get("sequence", 5) - 1,
            changes.get("previous", place.digest),
        ),
        kind,
        body or {},
        changes.get("time", LATER),
        changes.get("key", B),
    )


def carried(kind: str = "k", body: dict[str, Any] | None = None, **changes: Any) -> Entry:
    """An entry that carries one of another copy, but for `changes` to that one."""
    original = following(kind, body, **{"previous": "ab" * 32, **changes})
    return following("journal.carried", {"entry": json.loads(original.octets)})


def test_what_follows_is_taken() -> None:
    for entry in (following(), following(key=A), carried(), carried(key=A, sequence=900)):
        links = chain()
        links.take(entry)
        assert links.place == Place(entries()[0].digest, 5, entry.digest)
        assert set(links.nodes) == {public_of(A), public_of(B)}


BROKEN: dict[str, tuple[str, Callable[[], Entry]]] = {
    "a number left out": ("J2", lambda: following(sequence=6)),
    "a number again": ("J2", lambda: following(sequence=4)),
    "after another entry": ("J3", lambda: following(previous="ab" * 32)),
    "after none": ("J3", lambda: following(previous="")),
    "of another journal": ("J4", lambda: following(journal="ab" * 32)),
    "of no journal": ("J4", lambda: following(journal="")),
    "earlier": ("J5", lambda: following(time=LATER - timedelta(seconds=1))),
    "opened again": ("J6", lambda: following("journal.opened", TITLE)),
    "by a stranger": ("J7", lambda: following(key=node(9))),
    "by a retired node": ("J7", lambda: following(key=C)),
    "a stranger retired": (
        "J7",
        lambda: following("journal.node-retired", {"node": public_of(node(9)), "reason": ""}),
    ),
    "admitted twice": (
        "J7",
        lambda: following("journal.node-admitted", {"node": public_of(A), "title": ""}),
    ),
    "admitted again": (
        "J7",
        lambda: following("journal.node-admitted", {"node": public_of(C), "title": ""}),
    ),
    "no key admitted": (
        "J7",
        lambda: following("journal.node-admitted", {"node": "", "title": ""}),
    ),
    "an unknown reserved kind": ("J9", lambda: following("journal.closed")),
    "a member too many": (
        "J9",
        lambda: following("journal.node-retired", {"node": public_of(A), "reason": "", "x": 1}),
    ),
    "a member too few": ("J9", lambda: following("journal.node-retired", {"node": public_of(A)})),
    "a reason that is no text": (
        "J9",
        lambda: following("journal.node-retired", {"node": public_of(A), "reason": None}),
    ),
    "carried from another journal": ("J10", lambda: carried(journal="ab" * 32)),
    "carried by a stranger": ("J10", lambda: carried(key=node(9))),
    "carried by a retired node": ("J10", lambda: carried(key=C)),
    "carried from later": ("J10", lambda: carried(time=LATER + timedelta(seconds=1))),
    "an opening carried": ("J10", lambda: carried("journal.opened", TITLE)),
    "a carrier carried": ("J10", lambda: carried("journal.carried", carried().body)),  # type: ignore[arg-type]
    "nothing carried": ("J10", lambda: following("journal.carried", {"entry": None})),
    "an unknown reserved kind carried": ("J9", lambda: carried("journal.closed")),
    "a member too many carried": (
        "J9",
        lambda: carried("journal.node-retired", {"node": public_of(A), "reason": "", "x": 1}),
    ),
    "a stranger's retirement carried": (
        "J7",
        lambda: carried("journal.node-retired", {"node": public_of(node(9)), "reason": ""}),
    ),
}


@pytest.mark.parametrize(("clause", "make"), BROKEN.values(), ids=BROKEN)
def test_what_breaks_a_clause_is_refused_and_changes_nothing(
    clause: str, make: Callable[[], Entry]
) -> None:
    links = chain()
    entry = make()
    assert entry.signed_by_node
    with pytest.raises(Broken) as caught:
        links.take(entry)
    assert caught.value.sequence == 5
    assert f"({clause})" in caught.value.expected
    untouched = chain()
    assert vars(links) == vars(untouched)


def test_what_was_carried_or_stands_here_is_not_carried_again() -> None:
    links, once = chain(), carried()
    links.take(once)
    again = make_entry(links.place, "journal.carried", once.body, LATER, A)
    own = json.loads(entries()[2].octets)
    for entry in (again, make_entry(links.place, "journal.carried", {"entry": own}, LATER, A)):
        with pytest.raises(Broken, match="J10"):
            links.take(entry)


FIRST: dict[str, tuple[str, dict[str, Any], str]] = {
    "another kind": ("k", {}, "J6"),
    "another format": ("journal.opened", {**TITLE, "format": "masarat acts"}, "J6"),
    "another version": ("journal.opened", {**TITLE, "version": 2}, "J6"),
    "no title": ("journal.opened", {"format": "masarat journal", "version": 1}, "J9"),
    "a title that is no text": ("journal.opened", {**TITLE, "title": 1}, "J9"),
}


@pytest.mark.parametrize(("kind", "body", "clause"), FIRST.values(), ids=FIRST)
def test_a_journal_begins_as_the_law_says(kind: str, body: dict[str, Any], clause: str) -> None:
    with pytest.raises(Broken, match=clause) as caught:
        Chain().take(make_entry(Place(), kind, body, NOON, A))
    assert caught.value.sequence == 1


@pytest.mark.parametrize(
    "place", [Place("ab" * 32, 0, ""), Place("", 0, "ab" * 32), Place("", 1, "")]
)
def test_the_first_entry_names_nothing_before_it(place: Place) -> None:
    with pytest.raises(Broken, match="J2|J3|J4"):  # noqa: RUF043
        Chain().take(make_entry(place, "journal.opened", TITLE, NOON, A))


def test_the_last_node_remains() -> None:
    links = chain()
    body = {"node": public_of(A), "reason": "closed"}
    links.take(make_entry(links.place, "journal.node-retired", body, LATER, B))
    body = {"node": public_of(B), "reason": "closed"}
    with pytest.raises(Broken, match="J7"):
        links.take(make_entry(links.place, "journal.node-retired", body, LATER, B))


def test_what_counts_of_a_carrying_entry_is_what_it_carries() -> None:
    entry = carried("k", {"name": "كفريا"})
    assert statement(entry).body == {"name": "كفريا"}
    assert statement(following()) == following()
