"""Text for people on the two streams, JSON for programs on the first."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console


def say(lines: Iterable[str]) -> None:
    """Print `lines` on standard output, exactly as they are."""
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(lines: Iterable[str]) -> None:
    """Print `lines` on standard error, exactly as they are."""
    for line in lines:
        sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def say_json(value: object) -> None:
    """Print `value` as JSON on standard output, and nothing else."""
    say([json.dumps(value, ensure_ascii=False, indent=2)])


def error_console() -> Console:
    """Return a console on standard error: progress and messages, never results."""
    from rich.console import Console

    return Console(stderr=True)


def forget_reader() -> None:
    """Send what is still in the buffer of standard output nowhere: its reader is gone.

    Without it the interpreter would complain again while it exits (Python's own documentation of
    SIGPIPE gives this remedy).
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
