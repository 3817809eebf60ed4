"""Nothing half-done is left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from masarat.app.outputs import all_or_nothing

if TYPE_CHECKING:
    from pathlib import Path


def test_files_arrive_together(tmp_path: Path) -> None:
    with all_or_nothing(tmp_path / "deep" / "out") as scratch:
        (scratch / "a.txt").write_text("a", encoding="utf-8")
        assert not (tmp_path / "deep" / "out").exists()
    assert (tmp_path / "deep" / "out" / "a.txt").read_text(encoding="utf-8") == "a"


def test_other_files_stay_and_same_names_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "out" / "a.txt").write_text("old", encoding="utf-8")
    with all_or_nothing(tmp_path / "out") as scratch:
        (scratch / "a.txt").write_text("new", encoding="utf-8")
    assert (tmp_path / "out" / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == "new"


def failing_writer(folder: Path) -> None:
    with all_or_nothing(folder) as scratch:
        (scratch / "a.txt").write_text("half", encoding="utf-8")
        raise RuntimeError("disk on fire")


def test_a_failure_leaves_everything_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="disk on fire"):
        failing_writer(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
