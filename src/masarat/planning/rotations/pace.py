"""Work on a thread of its own, let on bit by bit: what it has found by when depends on no clock."""

from __future__ import annotations

from threading import Condition, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

POLL = 0.1
"""Seconds between two looks at the clock while work goes on."""


class EndedError(Exception):
    """Somebody said stop."""


class Pace:
    """One piece of work that stops whenever it has done as much as it may.

    It has to call `spend` now and then. Between `wait` and `allow` it stands still, so that what it
    shares with others can be read and changed.
    """

    def __init__(self, work: Callable[[], None]) -> None:
        self._work, self._turn = work, Condition()
        self._allowed = self._spent = 0
        self._over = self._closed = False
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)

    def allow(self, amount: int) -> None:
        """Let work go on until so much more has been done; it may overdraw, and is held longer."""
        with self._turn:
            self._allowed += amount
            self._turn.notify_all()
        if not self._thread.ident:
            self._thread.start()

    def wait(self, ended: Callable[[], bool]) -> bool:
        """Return True once work stands still or is over; False if it has to be ended before."""
        while True:
            with self._turn:
                if self._turn.wait_for(self._stands_still, POLL):
                    break
            if ended():
                self.close()
                return False
        if self._error is not None:
            raise self._error
        return True

    def spend(self, amount: int) -> bool:
        """Say that so much has been done; return True, perhaps much later, if work has to end."""
        with self._turn:
            self._spent += amount
            self._turn.notify_all()
            self._turn.wait_for(lambda: self._closed or self._spent < self._allowed)
            return self._closed

    def close(self) -> None:
        """End the work."""
        with self._turn:
            self._closed = True
            self._turn.notify_all()
        if self._thread.ident:
            self._thread.join()

    def _stands_still(self) -> bool:
        return self._over or self._spent >= self._allowed

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001  (raised where somebody waits)
            self._error = error
        finally:
            with self._turn:
                self._over = True
                self._turn.notify_all()
