"""`masarat keys` and `masarat journal`, as people type them."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest

from masarat.app import cli
from masarat.app.exits import Exit

if TYPE_CHECKING:
    from pathlib import Path


class Office:
    """One office's machine: a home of its own, one folder shared with the others."""

    def __init__(
        self, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.name, self._capsys, self._monkeypatch = name, capsys, monkeypatch

    def run(self, *arguments: str) -> tuple[int, str, str]:
        self._monkeypatch.setenv("MASARAT_HOME", f"homes/{self.name}")
        code = cli.run(arguments)
        captured = self._capsys.readouterr()
        return code, captured.out, captured.err

    def does(self, *arguments: str) -> str:
        code, out, err = self.run(*arguments)
        assert (code, err) == (Exit.DONE, "")
        return out


@pytest.fixture
def offices(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[Office, Office]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MASARAT_JOURNAL", raising=False)
    monkeypatch.delenv("MASARAT_PASSPHRASE_FILE", raising=False)
    return Office("geneva", capsys, monkeypatch), Office("ankara", capsys, monkeypatch)


def test_two_offices_keep_one_journal(offices: tuple[Office, Office], tmp_path: Path) -> None:
    geneva, ankara = offices
    geneva.does("journal", "new", "--title", "شرق حلب")
    ankara.does("keys", "new", "node", "--no-passphrase")
    ankara.does("keys", "export", "node", "--out", "ankara.pub")
    geneva.does("journal", "admit", "ankara.pub", "--title", "Ankara")
    geneva.does("journal", "export", "--out", "stick.journal")
    assert "2 entries, 2 of them new" in ankara.does(
        "journal", "import", "stick.journal", "ankara.sqlite"
    )
    key = (tmp_path / "homes/geneva/keys/node.pub").read_text().strip()
    third = geneva.does("keys", "new", "third", "--no-passphrase").split()[5]
    ankara.does("journal", "admit", third, "--title", "third", "--journal", "ankara.sqlite")
    assert "3 entries, 1 of them new" in geneva.does("journal", "import", "ankara.sqlite")
    ankara.does("journal", "retire", third, "--reason", "no", "--journal", "ankara.sqlite")
    shown = geneva.does("journal", "show")
    assert "شرق حلب" in shown
    assert "journal.node-admitted" in shown
    assert key in shown
    listed = json.loads(geneva.does("journal", "show", "ankara.sqlite", "--json", "--after", "3"))
    assert [entry["sequence"] for entry in listed["entries"]] == [4]


def test_copies_written_apart_are_merged(offices: tuple[Office, Office]) -> None:
    geneva, ankara = offices
    geneva.does("journal", "new", "--title", "t")
    ankara.does("keys", "new", "node", "--no-passphrase")
    geneva.does("journal", "admit", "homes/ankara/keys/node.pub", "--title", "Ankara")
    geneva.does("keys", "new", "third", "--no-passphrase")
    geneva.does("keys", "new", "fourth", "--no-passphrase")
    ankara.does("journal", "import", "masarat.sqlite", "ankara.sqlite")
    geneva.does("journal", "admit", "homes/geneva/keys/third.pub", "--title", "third")
    fourth = ("homes/geneva/keys/fourth.pub", "--title", "fourth", "--journal", "ankara.sqlite")
    ankara.does("journal", "admit", *fourth)
    code, _, err = geneva.run("journal", "import", "ankara.sqlite")
    assert code == Exit.UNUSABLE
    assert "both copies went on by themselves after entry 2" in err
    assert "0 taken as they are, 1 carried" in geneva.does("journal", "merge", "ankara.sqlite")
    assert "journal.carried: journal.node-admitted" in geneva.does("journal", "show")
    geneva.does("journal", "verify")


def test_verifying_says_what_is_broken_and_exits_1(
    offices: tuple[Office, Office], tmp_path: Path
) -> None:
    geneva, _ = offices
    geneva.does("journal", "new", "kept.sqlite", "--title", "t")
    geneva.does("journal", "export", "kept.sqlite", "--out", "kept.journal")
    assert "Sound: 1 entries" in geneva.does("journal", "verify", "kept.journal")
    path = tmp_path / "kept.journal"
    path.write_bytes(path.read_bytes().replace(b'"title":"t"', b'"title":"u"'))
    code, out, err = geneva.run("journal", "verify", "kept.journal")
    assert code == Exit.REFUSED
    assert "NOT SOUND after 0 sound entries" in out
    assert "entry 1: found a signature that is not the node's" in err
    code, out, _ = geneva.run("journal", "verify", "kept.journal", "--json")
    assert code == Exit.REFUSED
    assert json.loads(out)["broken"]["entry"] == 1
    code, _, err = geneva.run("journal", "export", "kept.journal", "--out", "again.journal")
    assert code == Exit.UNUSABLE
    assert "entry 1" in err
    assert not (tmp_path / "again.journal").exists()


def test_an_older_copy_is_found_with_a_newer_head(offices: tuple[Office, Office]) -> None:
    geneva, _ = offices
    geneva.does("journal", "new", "--title", "t")
    geneva.does("journal", "export", "--out", "old.journal")
    geneva.does("keys", "new", "third", "--no-passphrase")
    geneva.does("journal", "admit", "homes/geneva/keys/third.pub", "--title", "third")
    geneva.does("journal", "export", "--out", "today.head", "--head")
    geneva.does("journal", "verify", "old.journal")
    geneva.does("journal", "verify", "--against", "old.journal")
    geneva.does("journal", "verify", "--against", "today.head")
    for newer in ("today.head", "masarat.sqlite"):
        code, _, err = geneva.run("journal", "verify", "old.journal", "--against", newer)
        assert code == Exit.REFUSED
        assert "entry 2: found the end of the journal, expected 2 entries" in err


def test_a_closed_journal_is_one_file(offices: tuple[Office, Office], tmp_path: Path) -> None:
    """What is copied is everything: SQLite's write-ahead file is folded in."""
    geneva, _ = offices
    geneva.does("journal", "new", "--title", "t")
    assert sorted(path.name for path in tmp_path.glob("*.sqlite*")) == ["masarat.sqlite"]


def test_the_journal_is_named_by_the_environment(
    offices: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    geneva, _ = offices
    monkeypatch.setenv("MASARAT_JOURNAL", "elsewhere.sqlite")
    geneva.does("journal", "new", "--title", "t")
    assert (tmp_path / "elsewhere.sqlite").exists()
    assert "Title    t" in geneva.does("journal", "show")


def test_keys_are_shown_and_locked(
    offices: tuple[Office, Office], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    geneva, _ = offices
    (tmp_path / "secret").write_text("ظرف\n", encoding="utf-8")
    assert "No keys" in geneva.does("keys", "show")
    geneva.does("keys", "new", "head", "--passphrase-file", "secret")
    shown = json.loads(geneva.does("keys", "show", "head", "--json"))
    assert shown[0]["public"] == geneva.does("keys", "export", "head").strip()
    assert len(shown[0]["fingerprint"].split()) == 6
    typed = iter(["one", "two", "same", "same", ""])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    assert "differ" in geneva.run("keys", "new", "deputy")[2]
    geneva.does("keys", "new", "deputy")
    assert "locks nothing" in geneva.run("keys", "new", "third")[2]
    geneva.does("keys", "new", "node", "--passphrase-file", "secret")
    monkeypatch.setenv("MASARAT_PASSPHRASE_FILE", "secret")
    geneva.does("journal", "new", "--title", "t")


def test_a_passphrase_is_asked_for_only_where_a_key_can_be_made_and_somebody_answers(
    offices: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_: str) -> str:
        raise EOFError

    geneva, _ = offices
    monkeypatch.setattr("getpass.getpass", nobody)
    geneva.does("keys", "new", "head", "--no-passphrase")
    assert "cannot be called 'Head Office'" in geneva.run("keys", "new", "Head Office")[2]
    assert "there is a key of that name" in geneva.run("keys", "new", "head")[2]
    code, _, err = geneva.run("keys", "new", "deputy")
    assert code == Exit.UNUSABLE
    assert err.startswith(
        "passphrase for key deputy: found the end of the input, expected it typed"
    )


WRONG = {
    "no journal": (["journal", "verify", "absent"], "no such journal"),
    "no journal to write": (["journal", "admit", "00", "--title", "t"], "expected a public key"),
    "not a journal": (["journal", "verify", "text"], "entry 1: found bytes"),
    "a file to write": (["journal", "new", "text", "--title", "t"], "exported copy"),
    "a folder": (["journal", "new", ".", "--title", "t"], ". is a folder, expected a file name"),
    "another database": (["journal", "show", "other.sqlite"], "holds no journal"),
    "nothing to import": (["journal", "import", "empty"], "nothing in this journal"),
    "no key": (["keys", "export", "absent"], "no such key"),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said(
    offices: tuple[Office, Office], arguments: list[str], said: str, tmp_path: Path
) -> None:
    geneva, _ = offices
    (tmp_path / "text").write_text("some text\n")
    (tmp_path / "empty").touch()
    with sqlite3.connect(tmp_path / "other.sqlite") as database:
        database.execute("CREATE TABLE t (x)")
    database.close()
    code, _, err = geneva.run(*arguments)
    assert code in (Exit.REFUSED, Exit.UNUSABLE)
    assert said in err


def test_verifying_judges_what_an_admitted_node_wrote_by_the_law_of_the_agreement(
    offices: tuple[Office, Office],
) -> None:
    from masarat.app.journals import open_journal  # noqa: PLC0415

    geneva, ankara = offices
    geneva.does("journal", "new", "--title", "t")
    ankara.does("keys", "new", "node", "--no-passphrase")
    geneva.does("journal", "admit", "homes/ankara/keys/node.pub", "--title", "Ankara")
    ankara.does("keys", "show")  # from here on, the home is Ankara's
    open_journal("masarat.sqlite").append("agreement.act", {"act": {}, "signature": ""})
    code, _, err = geneva.run("journal", "verify")
    assert code == Exit.REFUSED
    assert "entry 3: found a body of which" in err
