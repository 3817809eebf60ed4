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
programs.

Times are written `2016-12-15 06:00`, on the clock below, or `2016-12-15T03:00:00Z` for UTC.

| commands | clock of |
| --- | --- |
| `plan`, `replan` | the scenario |
| `agreement` | the agreement, which its ceasefire names; for `coverage`, which asks all of \
them, UTC |
| `reports list`, `show`, `status`, `figures` | `--time-zone`, else the scenario if one is given, \
else UTC |
| other `reports` | `--time-zone`, else UTC |

As in a scenario, `replan --at`, `--suspend` and the table of `--actual` also take `day 2 06:00`,
`start` and `end`; no other command does.

| exit code | meaning |
| --- | --- |
| 0 | done; for `plan` and `replan`: everybody is on the movement table |
| 1 | the answer is no: `check`, `report`: a rule is broken; `journal verify`: not sound; \
`agreement gate`: not in force; `agreement go`: no go |
| 2 | the input or the command cannot be used; the message names every fault |
| 3 | `plan`, `replan`: written, but people are left; `validate`: they would be; `clearance`: some \
have no way out, or no room |
| 4 | a defect of masarat itself; `--debug` shows where |
| 130 | stopped by Ctrl-C, SIGTERM or SIGHUP, nothing written; `plan` and `replan` keep the best \
table at the first, and stop at once at the second |
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
