"""`masarat journal` with a journal in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.app import cli
from masarat.app.exits import Exit

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from tests.journal.postgresql import Server


def test_a_journal_in_postgresql(
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MASARAT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MASARAT_JOURNAL", server.new_database())
    for command in (
        ["journal", "new", "--title", "شرق حلب"],
        ["keys", "new", "other", "--no-passphrase"],
        ["journal", "admit", "home/keys/other.pub", "--title", "Ankara"],
        ["journal", "verify"],
        ["journal", "export", "--out", "carried.journal"],
        ["journal", "import", "carried.journal", "copy.sqlite"],
        ["journal", "verify", "copy.sqlite", "--against", "carried.journal"],
    ):
        assert cli.run(command) == Exit.DONE, capsys.readouterr().err
    capsys.readouterr()
    assert cli.run(["journal", "show"]) == Exit.DONE
    shown = capsys.readouterr().out
    assert cli.run(["journal", "show", "copy.sqlite"]) == Exit.DONE
    assert capsys.readouterr().out == shown
    assert "Entries  2" in shown
