"""The tutorial's commands are run, and print what the page says."""

from __future__ import annotations

import doctest
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.docs.session import LOOSELY, Step, steps

from masarat.app.exits import Exit

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]


def run(step: Step, folder: Path) -> str:
    """Run a command; what it prints, messages only where it refuses."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(  # noqa: S602  (the page's own commands)
        step.command,
        shell=True,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != Exit.DEFECT, done.stderr
    return done.stdout + (done.stderr if done.returncode not in {0, 1, 3} else "")


def test_the_tutorial_prints_what_it_says(tmp_path: Path) -> None:
    assert shutil.which("sed")
    tutorial = steps(ROOT / "docs" / "tutorial.md")
    differences = [step.differs(run(step, tmp_path)) for step in tutorial]
    assert not any(differences), "\n".join(filter(None, differences))
    assert (tmp_path / "out" / "report.html").stat().st_size > 10_000


def test_the_harness_notices_a_difference() -> None:
    assert Step("masarat plan", "62 ... people\n").differs("63 people\n")


def test_the_python_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for example in ("tiny", "valley", "aleppo-2016/reports"):
        shutil.copytree(ROOT / "examples" / example, tmp_path / "examples" / example)
    monkeypatch.chdir(tmp_path)
    result = doctest.testfile(
        str(ROOT / "docs" / "python.md"), module_relative=False, optionflags=LOOSELY
    )
    assert result.attempted > 10
    assert result.failed == 0
