"""Ctrl-C asks the search to stop and keep the best so far; a second one stops at once.

A request to end (SIGTERM) and a terminal that is closed (SIGHUP) are taken as Ctrl-C is.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


def listen() -> None:
    """Let the signals stop this process by `KeyboardInterrupt`, until `settle`.

    What is ignored, as by nohup, or heard by somebody else stays so.
    """
    for number in SIGNALS:
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _stop)


def settle() -> None:
    """From here on let nothing stop this process: what it does is done, and it says so.

    Only what `listen` set is taken back: a program that uses masarat keeps its own ways.
    """
    for number in SIGNALS:
        if signal.getsignal(number) is _stop:
            signal.signal(number, signal.SIG_IGN)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


@contextmanager
def stopping_on_interrupt(heard: Callable[[], None]) -> Iterator[Callable[[], bool]]:
    """Give a function that tells whether somebody asked to stop, by one of the signals.

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
    heeded = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    previous = {number: signal.signal(number, on_signal) for number in heeded}
    try:
        yield stop
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
