"""Ctrl-C: the first asks, the second stops."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from masarat.app.interrupt import stopping_on_interrupt


def test_the_first_signal_asks_and_is_announced_once() -> None:
    heard: list[str] = []
    with stopping_on_interrupt(lambda: heard.append("heard")) as stop:
        assert not stop()
        os.kill(os.getpid(), signal.SIGINT)
        assert heard == []  # nothing is printed inside a signal handler
        assert stop()
        assert stop()
    assert heard == ["heard"]


def test_the_second_signal_stops_at_once() -> None:
    with stopping_on_interrupt(lambda: None):
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_handlers_are_as_before_afterwards() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with stopping_on_interrupt(lambda: None):
        assert signal.getsignal(signal.SIGINT) is not before[0]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_outside_the_main_thread_it_never_stops() -> None:
    answers: list[bool] = []

    def work() -> None:
        with stopping_on_interrupt(lambda: None) as stop:
            answers.append(stop())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert answers == [False]
