"""Dates and times: local, with real hours across a clock change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from masarat.publish.clock import Clock, long_date_time
from masarat.publish.wording import words

ALEPPO = Clock(datetime(2016, 12, 15, 4, 0, tzinfo=UTC), "Asia/Damascus")


def test_minutes_are_local_times() -> None:
    assert ALEPPO.plain(0) == "2016-12-15 06:00"
    assert ALEPPO.time(1439) == "05:59"


def test_a_naive_start_is_local() -> None:
    naive = datetime(2016, 12, 15, 6, 0)  # noqa: DTZ001  (the case under test)
    assert Clock(naive, "Asia/Damascus").utc(0) == ALEPPO.utc(0)


def test_minutes_stay_minutes_when_the_clock_changes() -> None:
    # Damascus put its clocks forward at 00:00 on 25 March 2016 (tz database): +2 became +3.
    clock = Clock(datetime(2016, 3, 24, 20, 0, tzinfo=UTC), "Asia/Damascus")
    assert clock.plain(0) == "2016-03-24 22:00"
    assert clock.plain(119) == "2016-03-24 23:59"
    assert clock.plain(120) == "2016-03-25 01:00"
    assert clock.offsets(3000) == [(0, 120), (120, 180)]


def test_offsets_of_a_winter_are_one() -> None:
    assert ALEPPO.offsets(20_000) == [(0, 120)]


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "Wednesday 21 December 2016, 05:22"),
        ("ru", "среда, 21 декабря 2016 г., 05:22"),  # noqa: RUF001  (Russian)
        ("ar", "الأربعاء 21 كانون الأول 2016، 05:22"),
    ],
)
def test_dates_in_full(lang: str, expected: str) -> None:
    moment = ALEPPO.local(6 * 1440 - 38)
    written = long_date_time(words(lang), moment)
    assert "".join(c for c in written if c not in "\u2067\u2068\u2069") == expected
