"""Where the console script comes in: Ctrl-C ends it quietly while the command line is imported."""

from __future__ import annotations

import os
import signal

from masarat.app.exits import Exit

TYPE_CHECKING = False  # without typing, Ctrl-C is heard sooner
if TYPE_CHECKING:
    from types import FrameType


def main() -> None:
    """Run the command line with the process's arguments and exit."""
    # Where it is ignored, as by nohup, it stays so.
    usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if usual:
        signal.signal(signal.SIGINT, _leave)
    from masarat.app.cli import main as run

    if usual:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


def _leave(_number: int, _frame: FrameType | None) -> None:
    """Leave at once: an exception could be caught, or turned into another, by what is imported."""
    os._exit(Exit.INTERRUPTED)
