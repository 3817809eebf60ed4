"""One contract for every store: memory, SQLite, PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.journal.conftest import NOON, node

from masarat.core.errors import JournalError
from masarat.journal.database import postgresql_store, sqlite_store
from masarat.journal.entry import Entry, Place, make_entry
from masarat.journal.errors import Moved
from masarat.journal.head import make_head

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journal.postgresql import Server

    from masarat.journal.copies import Store


def chain(count: int, number: int = 1, after: Entry | None = None) -> list[Entry]:
    """Entries that follow each other; what they say does not matter to a store."""
    place = Place() if after is None else Place("j", after.sequence, after.digest)
    entries = []
    for _ in range(count):
        entries.append(make_entry(place, "k", {"name": "حلب", "n": number}, NOON, node(number)))
        place = Place("j", entries[-1].sequence, entries[-1].digest)
    return entries


def add(store: Store, entries: list[Entry], number: int = 1) -> None:
    store.append(entries, make_head(entries[-1], node(number)))


def numbers(store: Store, after: int = 0) -> list[int]:
    with store.reading(after) as contents:
        return [record.number for record in contents.records]


def test_an_empty_store_is_empty(store: Store) -> None:
    with store.reading() as contents:
        assert contents.heads == ()
        assert list(contents.records) == []


def test_entries_come_back_in_order_to_the_byte(store: Store) -> None:
    entries = chain(5)
    add(store, entries[:1])
    add(store, entries[1:2])
    add(store, entries[2:])
    with store.reading() as contents:
        assert list(contents.records) == [(entry.sequence, entry.octets) for entry in entries]
        assert contents.heads == (make_head(entries[-1], node(1)).octets,)
    assert numbers(store, after=3) == [4, 5]
    assert numbers(store, after=5) == []


def test_each_node_has_one_head(store: Store) -> None:
    first = chain(2)
    add(store, first)
    second = chain(1, 2, first[-1])
    add(store, second, 2)
    add(store, chain(1, 1, second[-1]))
    with store.reading() as contents:
        heads = set(contents.heads)
    assert len(heads) == 2
    assert make_head(second[-1], node(2)).octets in heads


def test_an_entry_that_does_not_follow_is_refused_and_changes_nothing(store: Store) -> None:
    entries = chain(3)
    other = chain(3, 2)
    with pytest.raises(Moved):
        add(store, entries[1:])
    add(store, entries[:2])
    for late in (entries[:1], entries[1:2], entries[:3], other[1:2], other[2:]):
        with pytest.raises(Moved):
            add(store, late)
    assert numbers(store) == [1, 2]
    add(store, entries[2:])
    assert numbers(store) == [1, 2, 3]


def test_a_view_does_not_change_while_it_is_read(store: Store) -> None:
    entries = chain(3)
    add(store, entries[:2])
    with store.reading() as contents:
        records = contents.records
        assert next(records).number == 1
        add(store, entries[2:])
        assert [record.number for record in records] == [2]
    assert numbers(store) == [1, 2, 3]


def test_large_entries_are_kept(store: Store) -> None:
    entry = make_entry(Place(), "k", {"text": "ح" * 500_000}, NOON, node(1))
    add(store, [entry])
    with store.reading() as contents:
        assert next(contents.records).octets == entry.octets


def test_sqlite_says_what_is_not_a_journal(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="no such journal"):
        sqlite_store(tmp_path / "absent.sqlite")
    assert not (tmp_path / "absent.sqlite").exists()
    (tmp_path / "text.sqlite").write_text("not a database, however long it may be" * 100)
    with pytest.raises(JournalError, match="not a database"):
        sqlite_store(tmp_path / "text.sqlite")
    (tmp_path / "empty.sqlite").touch()
    with pytest.raises(JournalError, match="holds no journal"):
        sqlite_store(tmp_path / "empty.sqlite")


def test_sqlite_tables_of_another_version_are_refused(tmp_path: Path) -> None:
    import sqlite3  # noqa: PLC0415  (this test alone looks below)

    path = tmp_path / "journal.sqlite"
    sqlite_store(path, create=True).close()
    with sqlite3.connect(path) as database:
        database.execute("UPDATE journal_format SET version = 2")
    database.close()
    with pytest.raises(JournalError, match=r"tables of 2; known is 1"):
        sqlite_store(path)


def test_sqlite_is_read_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "نسخة %3F? copy.sqlite"
    store = sqlite_store(path, create=True)
    add(store, chain(3))
    store.close()
    monkeypatch.setattr("os.access", lambda *_: False)
    disc = sqlite_store(path)
    assert numbers(disc) == [1, 2, 3]
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    with pytest.raises(JournalError, match="readonly"):
        add(disc, chain(1, after=chain(3)[-1]))
    disc.close()


def test_postgresql_says_what_is_not_a_journal(server: Server) -> None:
    with pytest.raises(JournalError, match="holds no journal"):
        postgresql_store(server.new_database())
    with pytest.raises(JournalError, match="does not exist"):
        postgresql_store(server.url("absent"))
    with pytest.raises(JournalError, match="expected a URL"):
        postgresql_store("postgresql")


def test_passwords_are_not_shown(server: Server) -> None:
    url = server.new_database().replace("postgres@", "postgres:a-secret@")
    with pytest.raises(JournalError) as caught:
        postgresql_store(url)
    assert "a-secret" not in str(caught.value)
