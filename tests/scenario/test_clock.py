from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masarat.core.windows import Window
from masarat.scenario.clock import BadTimeError, Clock, parse_moment, time_of_day, zone

DAMASCUS = ZoneInfo("Asia/Damascus")
START = Clock(start=datetime(2016, 12, 15, 6, tzinfo=DAMASCUS), end=12600)
# Clocks in Damascus went back on 2016-10-28 at 00:00 and forward on 2017-03-31 at 00:00.
AUTUMN = Clock(start=datetime(2016, 10, 27, 12, tzinfo=DAMASCUS), end=3 * 1440)
SPRING = Clock(start=datetime(2017, 3, 30, 12, tzinfo=DAMASCUS), end=3 * 1440)


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("start", 0),
        ("End", 12600),
        ("2016-12-15 06:00", 0),
        ("2016-12-16 6:00", 1440),
        ("2016-12-16T06:00:00", 1440),
        ("2016-12-15 06:00+02:00", 0),
        ("2016-12-15 04:00Z", 0),
        ("2016-12-15 24:00", 1080),
        ("day 1 07:30", 90),
        ("Day 2 06:00", 1440),
        ("يوم 2 06:00", 1440),
        ("день 2 06:00", 1440),
        ("2016-12-15 05:00", -60),
    ],
)
def test_times_become_minutes(text: str, minute: int) -> None:
    assert START.parse(text) == minute


@pytest.mark.parametrize(
    "text",
    ["", "soon", "15/12/2016 06:00", "2016-12-15", "2016-13-01 06:00", "2016-12-15 25:00", "06:61",
     "day two 06:00", "2016-12-15 06:00+99:99", "1916-01-01 06:00", "day 2", "2016-12-15 06:00:30"],
)  # fmt: skip
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(BadTimeError):
        START.parse(text)


def test_a_night_that_gains_an_hour_has_25_hours() -> None:
    assert AUTUMN.parse("day 2 12:00") == 25 * 60
    assert SPRING.parse("day 2 12:00") == 23 * 60


def test_a_time_that_comes_twice_is_the_first_or_the_one_with_the_offset() -> None:
    first = AUTUMN.parse("2016-10-27 23:30")
    assert first == 11 * 60 + 30
    assert AUTUMN.parse("2016-10-27 23:30+02:00") == first + 60
    assert AUTUMN.write(first + 60) == "2016-10-27 23:30+02:00"


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(BadTimeError, match="exists"):
        SPRING.parse("2017-03-31 00:30")


@pytest.mark.parametrize("clock", [START, AUTUMN, SPRING])
@given(minute=st.integers(-3000, 20000))
def test_written_times_are_read_back(clock: Clock, minute: int) -> None:
    assert clock.parse(clock.write(minute)) == minute


def test_daily_windows_follow_the_wall_clock() -> None:
    morning = AUTUMN.daily(time_of_day("06:00"), time_of_day("18:00"))
    assert list(AUTUMN.repeats(morning)) == [
        Window(-360, 360),
        Window(19 * 60, 31 * 60),  # 18 hours of wall clock and the hour gained
        Window(43 * 60, 55 * 60),
        Window(67 * 60, 79 * 60),
    ]


def test_a_daily_window_may_go_over_midnight() -> None:
    night = START.daily(time_of_day("22:00"), time_of_day("04:00"))
    assert night == Window(16 * 60, 22 * 60)
    early = Clock(start=datetime(2016, 12, 15, 2, tzinfo=DAMASCUS), end=1440)
    assert early.daily(22 * 60, 4 * 60) == Window(-240, 120)


@pytest.mark.parametrize("clock", [START, AUTUMN, SPRING])
@given(start=st.integers(0, 1439), until=st.integers(1, 1440))
def test_daily_windows_are_read_back(clock: Clock, start: int, until: int) -> None:
    if start == until:
        return
    window = clock.daily(start, until)
    written = clock.write_daily(window)
    if written is not None:  # None: written in full
        assert clock.daily(*map(time_of_day, written)) == window


def test_unknown_zone() -> None:
    with pytest.raises(BadTimeError, match="Asia/Damascus"):
        zone("Asia/Atlantis")
    with pytest.raises(BadTimeError):
        parse_moment("tomorrow", DAMASCUS)
