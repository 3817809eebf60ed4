"""The page on quickest clearances: its commands are run, and print what it says."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tests.docs.session import Session, steps

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]


def test_the_page_prints_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for example in ("tiny", "valley"):
        shutil.copytree(ROOT / "examples" / example, tmp_path / "examples" / example)
    session = Session(tmp_path)
    found = steps(ROOT / "docs" / "clearance.md")
    assert len(found) > 3
    assert [d for step in found if (d := step.differs(session.run(step.command)))] == []
    assert (tmp_path / "out" / "valley" / "report.html").stat().st_size > 10_000
