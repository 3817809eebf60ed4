"""Ctrl-C: the first asks, the second stops."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

import pytest

from masarat.app.interrupt import SIGNALS, listen, settle, stopping_on_interrupt

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def handlers() -> Iterator[None]:
    """Put the handlers back that a process would keep to its end."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize("number", SIGNALS)
def test_every_signal_stops_a_command_until_it_is_settled(number: signal.Signals) -> None:
    listen()
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), number)
    settle()
    os.kill(os.getpid(), number)
    assert signal.getsignal(number) is signal.SIG_IGN


@pytest.mark.usefixtures("handlers")
def test_what_is_ignored_or_heard_by_others_stays_so() -> None:
    def mine(*_: object) -> None:
        """Do nothing."""

    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    signal.signal(signal.SIGTERM, mine)
    listen()
    with stopping_on_interrupt(lambda: None):
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    settle()
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    assert signal.getsignal(signal.SIGTERM) is mine


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
