"""docs/agreement.md is a session that somebody can follow word for word."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.docs.session import Session, in_shell, steps

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "agreement.md"


def test_the_session_prints_what_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    terminal = Session(tmp_path)
    found = steps(PAGE)
    assert len(found) > 40
    failures = [step.differs(terminal.run(step.command)) for step in found]
    assert [failure for failure in failures if failure] == []


@pytest.mark.slow
def test_the_session_runs_in_a_real_shell(tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    found = steps(PAGE)
    printed = in_shell(found, tmp_path)
    failures = [step.differs(text) for step, text in zip(found, printed, strict=True)]
    assert [failure for failure in failures if failure] == []
