"""Work beside a search: what it has done by a round depends on what it was allowed alone."""

from __future__ import annotations

import pytest

from masarat.planning.rotations.pace import Pace


def counting(done: list[int], last: int = 1000) -> Pace:
    """Work that writes down its steps, each of which costs three."""

    def work() -> None:
        while len(done) < last:
            done.append(len(done))
            if pace.spend(3):
                return

    pace = Pace(work)
    return pace


def never() -> bool:
    return False


def test_work_goes_as_far_as_it_may() -> None:
    done: list[int] = []
    pace = counting(done)
    lengths = []
    for allowed in (1, 1, 1, 10, 0, 3):
        pace.allow(allowed)
        assert pace.wait(never)
        lengths.append(len(done))
    pace.close()
    assert lengths == [1, 1, 1, 5, 5, 6]


def test_what_is_over_is_not_waited_for() -> None:
    done: list[int] = []
    pace = counting(done, 2)
    pace.allow(100)
    assert pace.wait(never)
    pace.allow(100)
    assert pace.wait(never)
    assert len(done) == 2
    pace.close()


def test_waiting_ends_when_it_has_to() -> None:
    done: list[int] = []
    pace = counting(done, 10**9)
    pace.allow(10**12)
    assert not pace.wait(lambda: True)
    before = len(done)
    pace.allow(10**12)
    assert len(done) == before


def test_errors_are_raised_where_somebody_waits() -> None:
    def work() -> None:
        raise ZeroDivisionError

    pace = Pace(work)
    pace.allow(1)
    with pytest.raises(ZeroDivisionError):
        pace.wait(never)


def test_what_never_began_can_be_closed() -> None:
    done: list[int] = []
    counting(done).close()
    assert not done
