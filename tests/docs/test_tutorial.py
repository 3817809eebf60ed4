"""The tutorial's commands are run, and print what the page says."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from masarat.app.exits import Exit

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
LOOSELY = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Step:
    """A command of the page and what it is to print; `...` stands for anything."""

    command: str
    printed: str


def steps(page: Path) -> list[Step]:
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    found = []
    for block in blocks:
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            found.append(Step(command, printed))
    return found


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
    failures = []
    for step in steps(ROOT / "docs" / "tutorial.md"):
        printed = run(step, tmp_path)
        if not doctest.OutputChecker().check_output(step.printed, printed, LOOSELY):
            failures.append(f"$ {step.command}\nexpected:\n{step.printed}\nprinted:\n{printed}")
    assert failures == []
    assert (tmp_path / "out" / "report.html").stat().st_size > 10_000


def test_the_harness_notices_a_difference() -> None:
    assert not doctest.OutputChecker().check_output("62 ... people\n", "63 people\n", LOOSELY)


def test_the_python_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for example in ("tiny", "valley", "aleppo-2016/reports"):
        shutil.copytree(ROOT / "examples" / example, tmp_path / "examples" / example)
    monkeypatch.chdir(tmp_path)
    result = doctest.testfile(
        str(ROOT / "docs" / "python.md"), module_relative=False, optionflags=LOOSELY
    )
    assert result.attempted > 10
    assert result.failed == 0
