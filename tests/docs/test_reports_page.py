"""docs/reports.md is a session that somebody can follow word for word."""

from __future__ import annotations

from pathlib import Path

from tests.docs.session import Session, steps

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reports.md"


def test_the_session_prints_what_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    terminal = Session(tmp_path)
    found = steps(PAGE)
    assert len(found) > 15
    failures = [step.differs(terminal.run(step.command)) for step in found]
    assert [failure for failure in failures if failure] == []
