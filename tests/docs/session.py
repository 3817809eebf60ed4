"""A page's commands, run in one terminal session: what was exported stays, `$?` is the last code.

`masarat` runs in this process, which takes a tenth of the time of a process for each command;
everything else runs in a shell. `in_shell` runs the same page in one real shell.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from masarat.app import cli

LOOSELY = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
QUIET = (0, 3)
"""Exit codes with which messages are only about progress; with others the reader sees them."""


@dataclass(frozen=True)
class Step:
    """A command of the page and what it is to print; `...` stands for anything."""

    command: str
    printed: str

    def differs(self, printed: str) -> str:
        """Say how `printed` differs from what the page says; empty if it does not."""
        if doctest.OutputChecker().check_output(self.printed, printed, LOOSELY):
            return ""
        return f"$ {self.command}\nexpected:\n{self.printed}\nprinted:\n{printed}"


def steps(page: Path) -> list[Step]:
    """Return the commands of a page's console boxes, in order."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    found = []
    for block in blocks:
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            found.append(Step(command, printed))
    return found


_PLANNED: dict[tuple[str, bytes], tuple[str, int, Path]] = {}
"""What `masarat plan` and `replan` printed and wrote, by command and what had happened: the same
input gives the same plan, so that two pages that plan the same do not plan it twice."""


@dataclass
class Session:
    """A terminal in `folder`."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    code: int = 0

    def run(self, command: str) -> str:
        """Run a command and return what it prints; messages only where it refuses."""
        environment = {**os.environ, **self.environment, "PWD": str(self.folder)}
        with mock.patch.dict(os.environ, environment), contextlib.chdir(self.folder):
            if command == "echo $?":
                return f"{self.code}\n"
            if command.startswith("export "):
                pairs = shlex.split(os.path.expandvars(command))[1:]
                named = (pair.partition("=") for pair in pairs)
                self.environment.update({name: value for name, _, value in named})
                return ""
            if command.startswith("masarat "):
                return self._masarat(shlex.split(os.path.expandvars(command))[1:])
            return self._shell(command)

    def _masarat(self, arguments: list[str]) -> str:
        if arguments[0] not in {"plan", "replan"} or "--out" not in arguments:
            return self._run(arguments)
        out = self.folder / arguments[arguments.index("--out") + 1]
        actual = self.folder / "actual.csv"
        key = (" ".join(arguments), actual.read_bytes() if actual.exists() else b"")
        if arguments[1].startswith("examples/") and key in _PLANNED:
            printed, self.code, folder = _PLANNED[key]
            shutil.copytree(folder, out)
            return printed
        printed = self._run(arguments)
        _PLANNED[key] = (printed, self.code, out)
        return printed

    def _run(self, arguments: list[str]) -> str:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            self.code = cli.run(arguments)
        assert "Traceback" not in err.getvalue()
        return out.getvalue() + (err.getvalue() if self.code not in QUIET else "")

    def _shell(self, command: str) -> str:
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        self.code = done.returncode
        assert self.code == 0, done.stderr
        return done.stdout


def in_shell(found: list[Step], folder: Path) -> list[str]:
    """Run all commands in one real shell, as somebody types them; return what each printed."""
    mark = "--- that was step ---"
    script = "\n".join(f"{_shown(step.command)}\nanswer '{mark}'" for step in found)
    script = f'answer() {{ local code=$?; echo "$1"; return $code; }}\n{script}'
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash"],
        input=script,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.split(f"{mark}\n")[: len(found)]


def _shown(command: str) -> str:
    """Show messages of commands that refuse, as a terminal would, and not those of progress."""
    if not command.startswith("masarat "):
        return command
    return f"{command} 2> messages || {{ code=$?; cat messages; (exit $code); }}"
