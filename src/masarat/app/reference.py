"""The command line's own help as a page: `python -m masarat.app.reference docs/cli.md`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from rich.console import Console

from masarat.app.cli import build
from masarat.app.commands.agreements import COMMANDS as AGREEMENT
from masarat.app.commands.reports import COMMANDS as REPORTS

WIDTH = 84

COMMANDS = (
    "new",
    "validate",
    "plan",
    "check",
    "explain",
    "replan",
    "compare",
    "report",
    "clearance",
    "network import",
    "network info",
    "keys new",
    "keys show",
    "keys export",
    "journal new",
    "journal verify",
    "journal show",
    "journal export",
    "journal import",
    "journal merge",
    "journal admit",
    "journal retire",
    *(f"agreement {command.__name__}" for command in AGREEMENT),
    *(f"reports {name}" for name in REPORTS),
)

OPENING = """# Command line

This page is made from the program's own help (`make docs-cli`), and a test holds it current.

Results go to standard output, progress and messages to standard error; `--json` prints results for
programs. Times are written as in the scenario: `2016-12-15 06:00` or `day 2 06:00`, in the
scenario's time zone.

| exit code | meaning |
| --- | --- |
| 0 | done; for `plan` and `replan`: everybody is on the movement table |
| 1 | the answer is no: `check`: a rule is broken; `journal verify`: not sound; `agreement gate`: \
not in force; `agreement go`: no go |
| 2 | the input or the command cannot be used; the message names every fault |
| 3 | `plan`, `replan`: written, but people are left; `validate`: they would be; `clearance`: some \
have no way out |
| 4 | a defect of masarat itself; `--debug` shows where |
| 130 | stopped twice by Ctrl-C, nothing written |
"""


def page() -> str:
    """Return the reference page as Markdown."""
    parts = [OPENING, _section("masarat", ())]
    parts += [_section(f"masarat {command}", tuple(command.split())) for command in COMMANDS]
    return "\n".join(parts)


def _section(title: str, tokens: tuple[str, ...]) -> str:
    text = io.StringIO()
    console = Console(file=text, width=WIDTH, force_terminal=False, color_system=None)
    build().help_print(list(tokens), console=console)
    lines = "\n".join(line.rstrip() for line in text.getvalue().strip("\n").splitlines())
    return f"## {title}\n\n```text\n{lines}\n```\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
