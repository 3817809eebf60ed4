"""Moments: one spelling, whole seconds, UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masarat.core.instants import read_instant, write_instant


@given(st.datetimes(timezones=st.just(UTC)))
def test_round_trip(moment: datetime) -> None:
    assert read_instant(write_instant(moment)) == moment.replace(microsecond=0)


def test_other_zones_are_turned_to_utc() -> None:
    damascus = timezone(timedelta(hours=2))
    assert write_instant(datetime(2016, 12, 13, 19, 5, tzinfo=damascus)) == "2016-12-13T17:05:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2016-12-13",
        "2016-12-13T17:05:00",
        "2016-12-13T17:05:00+00:00",
        "2016-13-13T17:05:00Z",
        "2016-12-13t17:05:00z",
        "2016-12-13T17:05:00.0Z",
        "٢٠١٦-12-13T17:05:00Z",
        "1481800000",
    ],
)
def test_other_spellings_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_instant(text)


def test_a_moment_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        write_instant(datetime(2016, 12, 13))  # noqa: DTZ001
