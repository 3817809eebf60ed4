"""Text for people on the two streams, JSON for programs on the first."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console


def open_streams() -> None:
    """Make the two streams of this process ones that nothing fails of but an answer not heard.

    Letters that a terminal has not are replaced. A stream that was closed before the start leads
    nowhere: its number would go to the next file that is opened, and what is printed into that.
    """
    for number in range(3):
        _stand_in(number)
    out, err = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(errors="replace")
    if err is sys.stderr and isinstance(err, io.TextIOWrapper):
        err = _Unheard(err.buffer, err.encoding, errors="replace", line_buffering=True)
    sys.stdout, sys.stderr = out, err


def _stand_in(number: int) -> None:
    """Open the descriptor if it is closed."""
    try:
        os.fstat(number)
    except OSError:
        nowhere = os.open(os.devnull, os.O_RDWR)
        if nowhere != number:
            os.dup2(nowhere, number)
            os.close(nowhere)


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


class _Unheard(io.TextIOWrapper):
    """Standard error: where it cannot be written to, what is said there is lost, and no plan is."""

    def write(self, text: str) -> int:
        """Write `text`, if anybody hears it."""
        try:
            return super().write(text)
        except OSError:
            forget_reader(self)
            return len(text)

    def flush(self) -> None:
        """Flush, if anybody hears it."""
        try:
            super().flush()
        except OSError:
            forget_reader(self)


def say(lines: Iterable[str]) -> None:
    """Print `lines` on standard output, exactly as they are.

    Raises
    ------
    OSError
        If it cannot be written to, with its name; `BrokenPipeError` if nobody reads it any more.
    """
    try:
        for line in lines:
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        forget_reader(sys.stdout)
        error.filename = "standard output"
        raise


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


def forget_reader(stream: TextIO) -> None:
    """Send what is still in the buffer of a standard stream nowhere: its reader is gone.

    Without it the interpreter would complain again while it exits (Python's own documentation of
    SIGPIPE gives this remedy).
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
