"""Opening long journals: acts are verified once on this machine, and never believed unverified."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.agreement.acting import NODE, Table, after

from masarat.agreement.state import fold
from masarat.app.agreements import vouching
from masarat.core.errors import JournalError
from masarat.journal.entry import Place, make_entry

if TYPE_CHECKING:
    from pathlib import Path

    from masarat.journal.entry import Entry


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MASARAT_HOME", str(tmp_path))
    monkeypatch.setattr(vouching, "LEAST", 5)
    return tmp_path


def journal() -> list[Entry]:
    return Table().coordinate().entries


def forged(entries: list[Entry]) -> list[Entry]:
    """Return a journal of the same beginning in which one more act is signed with a wrong key."""
    table = Table().coordinate()
    body = {**table.entries[-1].body, "signature": "00" * 64}
    act = {**body["act"], "detail": "ceasefire", "time": "2016-12-13T12:30:00Z"}
    last = entries[-1]
    place = Place(entries[0].digest, last.sequence, last.digest)
    more = make_entry(place, "agreement.act", {**body, "act": act}, after(60), NODE)
    return [*entries, more]


def test_a_second_opening_gives_the_same_state_without_verifying(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = journal()
    assert vouching.state_of(entries) == fold(entries)
    assert len(list((home / "verified").iterdir())) == 1

    def never(*_: object) -> bool:
        raise AssertionError

    monkeypatch.setattr("masarat.agreement.clauses.acts.verify_act", never)
    assert vouching.state_of(entries) == fold(entries, vouched=True)


def test_what_came_later_is_verified(home: Path) -> None:
    entries = journal()
    vouching.state_of(entries)
    with pytest.raises(JournalError, match=rf"entry {len(entries) + 1} .*A1: the signature"):
        vouching.state_of(forged(entries))


def test_a_note_about_another_end_is_not_believed(home: Path) -> None:
    entries = forged(journal())
    (home / "verified").mkdir()
    note = home / "verified" / f"{entries[0].digest}.json"
    for text in (f'{{"entries": {len(entries)}, "digest": "{"0" * 64}"}}', "{}", "no note", "[1]"):
        note.write_text(text, encoding="utf-8")
        with pytest.raises(JournalError, match="A1: the signature"):
            vouching.state_of(entries)


def test_short_journals_leave_nothing_behind(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vouching, "LEAST", 500)
    vouching.state_of(journal())
    assert list(home.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_no_obstacle(home: Path) -> None:
    (home / "verified").write_text("a file in the way", encoding="utf-8")
    assert vouching.state_of(journal()) == fold(journal())
