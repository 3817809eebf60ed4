"""The ledger is a fold of the journal: nothing is lost, what cannot be read is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reports.making import SQUARE, fewer, hour, report
from tests.reports.test_exchange import everything

from masarat.core.signing import new_key
from masarat.journal.chain import CARRIED
from masarat.journal.entry import Place, make_entry
from masarat.journal.journal import Journal, open_new
from masarat.journal.memory import MemoryStore
from masarat.reports.entries import FORMS, Things, make_bodies
from masarat.reports.ledger import Ledger, consider, fold
from masarat.reports.members import WrongContentError
from masarat.reports.report import Grading, Link, place
from masarat.reports.statuses import status

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = datetime(2016, 12, 6, tzinfo=UTC)


def journal() -> Journal:
    return open_new(MemoryStore(), "ledger", new_key(), lambda: NOW)


def folded(bodies: Iterable[tuple[str, dict[str, Any]]]) -> Ledger:
    kept = journal()
    for kind, body in bodies:
        kept.append(kind, body)
    return fold(kept.news())


@fewer
@given(everything())
def test_what_is_entered_is_in_the_ledger(things: Things) -> None:
    book = folded(make_bodies(things, "desk", most=1))
    plain = Ledger.of(things)
    for name in ("reports", "links", "gradings", "sides", "sources"):
        assert getattr(book, name) == getattr(plain, name)
    assert {each.by for each in book.entered.values()} <= {"desk"}
    assert set(book.entered) == set(book.reports)
    assert book.not_read == ()


def test_entries_of_others_pass_by_and_what_cannot_be_read_is_told() -> None:
    content = {"id": "a", "about": ["place:square"], "claim": {"kind": "rumour"}}
    book = folded(
        [
            ("agreement.act", {"act": "whatever"}),
            ("reports.dreamt", {"dreams": []}),
            ("reports.reported", {"by": "desk", "reports": [content]}),
            ("reports.reported", {"by": "desk", "reports": []}),
            ("reports.reported", {"reports": "all"}),
            *make_bodies(Things(reports=(report("b"),)), "desk"),
        ]
    )
    assert set(book.reports) == {"b"}
    assert [each.sequence for each in book.not_read] == [3, 4, 5, 6]
    assert "claim.kind: found 'rumour'" in book.not_read[1].says


def test_what_was_carried_from_another_copy_counts() -> None:
    key = new_key()
    [(kind, body)] = make_bodies(Things(reports=(report("a"),)), "elsewhere")
    original = make_entry(Place(), kind, body, NOW, key)
    carrier = make_entry(Place(), CARRIED, {"entry": json.loads(original.octets)}, NOW, key)
    assert fold([carrier]).entered["a"].by == "elsewhere"


def test_an_id_is_never_used_twice() -> None:
    twice = [*make_bodies(Things(reports=(report("a"),)), "one")]
    twice += make_bodies(Things(reports=(report("a"),)), "two")
    twice += make_bodies(Things(reports=(report("a", "closed"),)), "three")
    book = folded(twice)
    assert book.reports["a"] == report("a")
    assert book.entered["a"].by == "one"
    assert "another report has this id" in book.not_read[0].says


def test_the_last_grading_counts() -> None:
    first, last = Grading(report="a", credibility=5), Grading(report="a", credibility=3)
    book = Ledger.of(Things(reports=(report("a"),), gradings=(first, last)))
    assert status(book, SQUARE, hour(1)).value == "open"
    assert status(book.with_(first), SQUARE, hour(1)).value == "unknown"


def test_the_ledger_goes_on_where_it_stood() -> None:
    kept = journal()
    [one, two] = make_bodies(Things(reports=(report("a"), report("b"))), "desk", most=1)
    kept.append(*one)
    book = fold(kept.news())
    kept.append(*two)
    assert set(fold(kept.news(), book).reports) == {"a", "b"}
    assert set(book.reports) == {"a"}


@pytest.mark.parametrize(
    ("things", "says"),
    [
        (Things(reports=(report("a", "closed"),)), "id: found 'a', expected an id that no other"),
        (Things(links=(Link(relation="retracts", target="aa"),)), "found 'aa', expected the id of"),
        (Things(gradings=(Grading(report="z", credibility=1),)), "found 'z', expected the id of"),
    ],
)
def test_a_node_does_not_append_what_does_not_go_with_it(things: Things, says: str) -> None:
    book = Ledger.of(Things(reports=(report("a"),)))
    [(kind, body)] = make_bodies(things, "desk")
    with pytest.raises(WrongContentError) as raised:
        consider(book, kind, body)
    assert says in str(raised.value)


@fewer
@given(st.data())
def test_any_body_is_read_or_told(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([form.kind for form in FORMS]))
    junk = st.recursive(
        st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["id", "about", "claim", "by", "x"]), inner, max_size=3
            )
        ),
        max_leaves=6,
    )
    names = [form.several for form in FORMS]
    body = data.draw(st.dictionaries(st.sampled_from(["by", *names]), junk, max_size=3))
    book = folded([(kind, body)])
    assert (
        book.not_read or book.reports or book.links or book.gradings or book.sides or (book.sources)
    )


def test_a_hundred_thousand_places() -> None:
    about = tuple(place(f"place-{number}") for number in range(100_000))
    book = Ledger.of(Things(reports=(report("a", "closed", about=about),)))
    for each in (about[0], about[-1]):
        assert status(book, each, hour(1)).reports_for == ("a",)
