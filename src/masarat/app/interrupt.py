"""Ctrl-C asks the search to stop and keep the best so far; a second one stops at once."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stopping_on_interrupt(heard: Callable[[], None]) -> Iterator[Callable[[], bool]]:
    """Give a function that tells whether somebody asked to stop, by SIGINT or SIGTERM.

    Parameters
    ----------
    heard
        Called once, by the first poll after a signal (never inside the signal handler, where
        printing is not safe), to tell the user.

    Yields
    ------
    Callable[[], bool]
        Poll it; False until the first signal. Outside the main thread, where signals cannot be
        caught, it stays False.

    Raises
    ------
    KeyboardInterrupt
        At the second signal.
    """
    requested = threading.Event()
    told = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        if requested.is_set():
            raise KeyboardInterrupt
        requested.set()

    def stop() -> bool:
        if requested.is_set() and not told.is_set():
            told.set()
            heard()
        return requested.is_set()

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    previous = {number: signal.signal(number, on_signal) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
