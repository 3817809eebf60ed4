"""Intervals of time as people write them in reports, and as files keep them.

    2016-12-05                     the whole day
    2016-12-05 14:00               a minute
    2016-12-05 morning             dawn, morning, noon, afternoon, evening or night
    2016-12, 2016                  a month, a year
    2016-12-05 / 2016-12-07 10:00  from the start of the one to the end of the other
    2016-12-05 /                   from then on, nobody says until when
    2016-12-04T22:00:00Z / 2016-12-05T22:00:00Z day   exactly, with the precision behind it

The first forms are in local time.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

from masarat.core.instants import read_instant, write_instant
from masarat.reports.report import When
from masarat.reports.text import WrongTextError
from masarat.reports.vocabulary import PRECISIONS

if TYPE_CHECKING:
    from datetime import tzinfo

    from masarat.reports.report import Precision

EXPECTED = "a time such as 2016-12-05, 2016-12-05 14:00, 2016-12-05 morning or FROM / UNTIL"
PARTS = {
    "dawn": (3, 6),
    "morning": (5, 12),
    "noon": (11, 13),
    "afternoon": (12, 17),
    "evening": (17, 22),
    "night": (22, 29),
}
"""From which hour to which; the night ends on the next day."""

_EXACT = re.compile(r"(\S+Z) /(?: (\S+Z))?(?: (\w+))?")
_LOCAL = re.compile(
    r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T](?:(\d{1,2}):(\d{2})|([a-z]+)))?)?)?", re.ASCII
)


def write_when(when: When) -> str:
    """Return the exact form of an interval, which reads back as the same."""
    until = f" {write_instant(when.until)}" if when.until else ""
    return f"{write_instant(when.start)} /{until} {when.precision}"


def read_when(text: str, zone: tzinfo = UTC) -> When:
    """Return the interval that `text` tells, in any of the forms above.

    Raises
    ------
    WrongTextError
        If it tells none.
    """
    try:
        if found := _EXACT.fullmatch(text.strip()):
            return _exact(*found.groups())
        first, slash, second = (part.strip() for part in text.partition("/"))
        start = _local(first, zone)
        if not slash:
            return start
        until = _local(second, zone).until if second else None
    except (ValueError, OverflowError) as error:
        raise WrongTextError(EXPECTED, text[:80]) from error
    return _in_order(When(start=start.start, until=until), text)


def _exact(start: str, until: str | None, precision: str | None) -> When:
    if precision not in (None, *PRECISIONS):
        raise ValueError(precision)
    when = When(
        start=read_instant(start),
        until=read_instant(until) if until else None,
        precision=cast("Precision", precision or "interval"),
    )
    return _in_order(when, f"{start} / {until or ''}")


def _in_order(when: When, text: str) -> When:
    if when.until is not None and when.until <= when.start:
        raise WrongTextError("an interval that ends after it starts", text[:80])
    return when


def _local(text: str, zone: tzinfo) -> When:
    if text.endswith("Z"):
        return _lasting(read_instant(text), timedelta(minutes=1), "minute")
    found = _LOCAL.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day, hour, minute, part = found.groups()
    if day is None:
        return _of_calendar(int(year), month, zone)
    date = datetime(int(year), int(month), int(day), tzinfo=zone)
    if part is not None:
        first, last = PARTS.get(part, (-1, -1))
        if first < 0:
            raise ValueError(part)
        return When(start=_at(date, first), until=_at(date, last), precision="part")
    if hour is None:
        return When(start=_at(date, 0), until=_at(date, 24), precision="day")
    start = date.replace(hour=int(hour), minute=int(minute)).astimezone(UTC)
    return _lasting(start, timedelta(minutes=1), "minute")


def _of_calendar(year: int, month: str | None, zone: tzinfo) -> When:
    start = datetime(year, int(month or 1), 1, tzinfo=zone)
    years, months = divmod(start.month, 12) if month else (1, 0)
    end = datetime(year + years, months + 1, 1, tzinfo=zone)
    precision: Precision = "month" if month else "year"
    return When(start=start.astimezone(UTC), until=end.astimezone(UTC), precision=precision)


def _at(date: datetime, hour: int) -> datetime:
    days, hours = divmod(hour, 24)
    return (date.replace(hour=hours) + timedelta(days=days)).astimezone(UTC)


def _lasting(start: datetime, length: timedelta, precision: Precision) -> When:
    return When(start=start, until=start + length, precision=precision)
