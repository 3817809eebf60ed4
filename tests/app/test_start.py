"""Ctrl-C before the command line is there: quiet, with the exit code of an interruption."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from masarat.app import cli, start
from masarat.app.exits import Exit

ROOT = Path(__file__).parents[2]

INTERRUPTED = """
import os, signal, sys

signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs ignore it

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "{module}":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
from masarat.app.start import main
main()
"""


@pytest.mark.parametrize("module", ["masarat.app.cli", "cyclopts", "masarat.app.commands"])
def test_an_interrupt_during_the_imports_is_quiet(module: str) -> None:
    program = INTERRUPTED.format(module=module)
    done = subprocess.run(
        [sys.executable, "-c", program, "--help"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (done.returncode, done.stdout, done.stderr) == (Exit.INTERRUPTED, "", "")


def test_next_to_nothing_is_imported_before_an_interrupt_is_heard() -> None:
    program = """
import sys
before = set(sys.modules)
import masarat.app.start
print(sorted(name for name in set(sys.modules) - before if name[:7] != "masarat"))
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert "'signal'" in done.stdout
    assert "typing" not in done.stdout


@pytest.mark.parametrize("handler", [signal.default_int_handler, signal.SIG_IGN])
def test_later_an_interrupt_is_what_it_was(monkeypatch: pytest.MonkeyPatch, handler: Any) -> None:
    seen: list[object] = []
    monkeypatch.setattr(cli, "main", lambda: seen.append(signal.getsignal(signal.SIGINT)))
    before = signal.signal(signal.SIGINT, handler)
    try:
        start.main()
    finally:
        signal.signal(signal.SIGINT, before)
    assert seen == [handler]


def test_the_console_script_comes_in_here() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, name = project["scripts"]["masarat"].partition(":")
    assert getattr(import_module(module), name) is start.main
