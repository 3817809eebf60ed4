"""Every change to stored history is detected, and the first bad entry is named."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pytest
from tests.journal.conftest import Clock, node
from tests.journal.tampering import (
    CHANGES,
    Originals,
    joined,
    may_be_named,
    originals,
    truncate,
)

from masarat.core.errors import JournalError
from masarat.core.signing import public_of
from masarat.journal import verification
from masarat.journal.database import sqlite_store
from masarat.journal.entry import Place, make_entry, read_entry
from masarat.journal.file import FileCopy
from masarat.journal.head import read_head
from masarat.journal.journal import Journal, open_new
from masarat.journal.memory import MemoryStore
from masarat.journal.verification import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOME, MANY = 400, 10_000


@cache
def sample() -> Originals:
    return originals()


def changed_file(random: Random) -> tuple[str, bytes]:
    """A change that changes something, and the bytes it leaves."""
    while True:
        change = random.choice(CHANGES)
        lines = change(random, sample())
        octets = b"\n".join(lines) if change is truncate else joined(lines)
        if change is truncate and random.random() < 0.5:
            octets = joined(lines)
        if octets != joined([*sample().lines]):
            return change.__name__, octets


def check_files(folder: Path, count: int, seed: int) -> Counter[str]:
    random, seen = Random(seed), Counter[str]()  # noqa: S311
    path = folder / "tampered.journal"
    for _ in range(count):
        name, octets = changed_file(random)
        path.write_bytes(octets)
        found = verify(FileCopy(path))
        assert found.broken is not None, name
        assert found.broken.sequence in may_be_named(octets, sample()), (name, found.broken)
        seen[name] += 1
    return seen


def test_the_untouched_journals_are_sound(tmp_path: Path) -> None:
    for lines in (sample().lines, sample().other):
        path = tmp_path / "sound.journal"
        path.write_bytes(joined([*lines]))
        found = verify(FileCopy(path))
        assert found.sound
        assert found.entries == len(lines) - 1


def test_every_change_to_a_file_is_named(tmp_path: Path) -> None:
    seen = check_files(tmp_path, SOME, seed=1)
    assert set(seen) == {change.__name__ for change in CHANGES}


@pytest.mark.slow
def test_every_one_of_ten_thousand_changes_to_a_file_is_named(tmp_path: Path) -> None:
    assert check_files(tmp_path, MANY, seed=2).total() == MANY


def database(path: Path, lines: tuple[bytes, ...]) -> None:
    """Write a journal's lines into a store as they would have been taken."""
    store = sqlite_store(path, create=True)
    entries = [read_entry(line) for line in lines[:-1]]
    store.append(entries, read_head(lines[-1]))
    store.close()


def flip_bit(octets: bytes, random: Random) -> bytes:
    changed = bytearray(octets)
    changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


class Rows:
    """Ways to tamper with rows; each returns the first entry that is bad by what it did."""

    def __init__(self, connection: sqlite3.Connection, random: Random) -> None:
        self._connection, self._random = connection, random
        self.last = len(sample().lines) - 1
        self.at = random.randint(1, self.last)

    def ways(self) -> list[Callable[[], int]]:
        entries = [self.delete, self.truncate, self.swap, self.duplicate, self.renumber]
        entries += [self.flip, self.flip, self.flip, self.replace, self.as_text]
        return [*entries, self.head, self.foreign_head, self.no_head, self.earlier_head]

    def _octets(self, number: int) -> bytes:
        query = "SELECT octets FROM journal_entries WHERE number=?"
        return bytes(self._connection.execute(query, (number,)).fetchone()[0])

    def _put(self, number: int, value: bytes | str) -> None:
        update = "UPDATE journal_entries SET octets=? WHERE number=?"
        self._connection.execute(update, (value, number))

    def _put_head(self, value: bytes) -> None:
        self._connection.execute("UPDATE journal_heads SET octets=?", (value,))

    def flip(self) -> int:
        self._put(self.at, flip_bit(self._octets(self.at), self._random))
        return self.at

    def delete(self) -> int:
        self._connection.execute("DELETE FROM journal_entries WHERE number=?", (self.at,))
        return self.at

    def truncate(self) -> int:
        self._connection.execute("DELETE FROM journal_entries WHERE number>=?", (self.at,))
        return self.at

    def swap(self) -> int:
        other = self._random.choice([n for n in range(1, self.last + 1) if n != self.at])
        one, two = self._octets(self.at), self._octets(other)
        self._put(self.at, two)
        self._put(other, one)
        return min(self.at, other)

    def duplicate(self) -> int:
        values = (self.last + 1, self._octets(self.at))
        self._connection.execute("INSERT INTO journal_entries VALUES (?, ?)", values)
        return self.last + 1

    def renumber(self) -> int:
        number = self._random.choice((-self.at, 0, self.last + self.at))
        update = "UPDATE journal_entries SET number=? WHERE number=?"
        self._connection.execute(update, (number, self.at))
        return self.at if number > 0 else 1

    def replace(self) -> int:
        self._put(self.at, sample().other[self.at - 1])
        return max(self.at, 2)  # another journal's first entry is a sound first entry

    def as_text(self) -> int:
        self._put(self.at, self._octets(self.at).decode()[:-1] + " }")
        return self.at

    def head(self) -> int:
        self._put_head(flip_bit(sample().lines[-1], self._random))
        return self.last + 1

    def foreign_head(self) -> int:
        self._put_head(sample().other[-1])
        return self.last + 1

    def no_head(self) -> int:
        self._connection.execute("DELETE FROM journal_heads")
        return self.last + 1

    def earlier_head(self) -> int:
        value = self._random.choice(sample().earlier_heads)
        self._put_head(value)
        return int(json.loads(value)["entries"]) + 1


def check_rows(folder: Path, count: int, seed: int) -> None:
    random = Random(seed)  # noqa: S311
    database(folder / "sound.sqlite", sample().lines)
    sound = (folder / "sound.sqlite").read_bytes()
    path = folder / "tampered.sqlite"
    for _ in range(count):
        path.write_bytes(sound)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            expected = random.choice(Rows(connection, random).ways())()
        store = sqlite_store(path)
        broken = verify(store).broken
        store.close()
        assert broken is not None
        assert broken.sequence == expected, broken


def test_every_change_to_rows_is_named(tmp_path: Path) -> None:
    check_rows(tmp_path, 100, seed=3)


@pytest.mark.slow
def test_every_one_of_many_changes_to_rows_is_named(tmp_path: Path) -> None:
    check_rows(tmp_path, MANY, seed=4)


def test_tables_of_another_version_are_not_read(tmp_path: Path) -> None:
    database(tmp_path / "j.sqlite", sample().lines)
    with closing(sqlite3.connect(tmp_path / "j.sqlite", isolation_level=None)) as connection:
        connection.execute("DELETE FROM journal_format")
    with pytest.raises(JournalError, match="no version"):
        sqlite_store(tmp_path / "j.sqlite")


def test_an_admitted_node_that_replaces_an_entry_is_found_at_the_next() -> None:
    """Its own entry is sound; that of the node after it says that another one stood there."""
    store, clock = MemoryStore(), Clock()
    first = open_new(store, "t", node(1), clock)
    first.append("journal.node-admitted", {"node": public_of(node(2)), "title": "o"})
    second = Journal(store, node(2), clock)
    second.append("k", {"n": 1})
    first.append("k", {"n": 2})
    before = read_entry(store._records[1].octets)
    place = Place(before.journal, 2, before.digest)
    forged = make_entry(place, "k", {"n": 9}, clock(), node(2))
    clock.now = forged.time
    store._records[2] = store._records[2]._replace(octets=forged.octets)
    broken = verify(store).broken
    assert broken is not None
    assert broken.sequence == 4
    assert "previous" in broken.found or "time" in broken.found


def test_many_entries_are_verified_by_several_processes_just_as_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "BATCH", 3)
    path = tmp_path / "long.journal"
    path.write_bytes(joined([*sample().lines]))
    assert verify(FileCopy(path), processes=2) == verify(FileCopy(path))
    for at in (0, 4, 9, 12):
        changed = [*sample().lines]
        changed[at] = changed[at].replace(b'"kind":"', b'"kind":"x')
        path.write_bytes(joined(changed))
        for processes in (1, 2):
            broken = verify(FileCopy(path), processes=processes).broken
            assert broken is not None
            assert broken.sequence == at + 1
