"""Text for people on the two streams, JSON for programs on the first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Iterable


def say(lines: Iterable[str]) -> None:
    """Print `lines` on standard output, exactly as they are."""
    _print(Console(), lines)


def complain(lines: Iterable[str]) -> None:
    """Print `lines` on standard error, exactly as they are."""
    _print(error_console(), lines)


def error_console() -> Console:
    """Return a console on standard error: progress and messages, never results."""
    return Console(stderr=True)


def say_json(value: object) -> None:
    """Print `value` as JSON on standard output, and nothing else."""
    say([json.dumps(value, ensure_ascii=False, indent=2)])


def _print(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        console.print(line, highlight=False, markup=False, emoji=False, soft_wrap=True)
