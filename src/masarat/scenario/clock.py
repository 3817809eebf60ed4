"""Times as people write them, and whole minutes from the scenario's start.

A written time is wall-clock time in the scenario's zone. Across a change of the clocks minutes are
real minutes: 01:00 to 03:00 is 60 minutes in a night that loses an hour. A time that comes twice
means the first, unless an offset is written behind it; a time that the clocks skip is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from masarat.core.errors import suggestion
from masarat.core.windows import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = 1440
FIRST_YEAR, LAST_YEAR = 1980, 2199  # whole-minute offsets everywhere, and typing errors show

_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(:00)?"
_DATED = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})[ T]+"
    + _CLOCK
    + r"\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?",
)
_NUMBERED = re.compile(
    r"(day|day:|يوم|اليوم|день)\s*(?P<number>\d{1,4})[ ,]+" + _CLOCK, re.IGNORECASE
)
_DAILY = re.compile(_CLOCK)
_DAY_ALONE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|(day|يوم|اليوم|день)\s*\d{1,4}", re.IGNORECASE)
_WITH_SECONDS = re.compile(r".*\d:\d{2}:\d{2}(\.\d+)?")


class BadTimeError(ValueError):
    """A text that is no time. `expected` ends the sentence "expected ..."; `hint` may be empty."""

    def __init__(self, expected: str, hint: str = "") -> None:
        self.expected = expected
        self.hint = hint
        super().__init__(expected)


def zone(name: str) -> ZoneInfo:
    """Return the time zone of an IANA name such as Asia/Damascus.

    Raises
    ------
    BadTimeError
        If there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        hint = suggestion(name, available_timezones(), cutoff=0.85)
        raise BadTimeError("an IANA time zone such as Asia/Damascus", hint) from error


def parse_moment(text: str, where: ZoneInfo) -> datetime:
    """Read a full date and time such as `2016-12-15 06:00`, in the zone `where`.

    Raises
    ------
    BadTimeError
        If the text is no such time, or the clocks skip it.
    """
    found = _DATED.fullmatch(text)
    expected = "a date and time such as 2016-12-15 06:00"
    if found is None:
        raise BadTimeError(expected, _time_hint(text))
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError as error:
        raise BadTimeError(expected, str(error)) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadTimeError(f"a year from {FIRST_YEAR} to {LAST_YEAR}")
    wall = _wall(day, _minute_of_day(found))
    if found["offset"]:
        return _with_offset(wall, found["offset"]).astimezone(where)
    return _existing(wall, where)


def _time_hint(text: str) -> str:
    if _DAY_ALONE.fullmatch(text):
        return "add the time of day"
    return "whole minutes, without seconds" if _WITH_SECONDS.fullmatch(text) else ""


def _minute_of_day(found: re.Match[str]) -> int:
    hour, minute = int(found["hour"]), int(found["minute"])
    if minute > 59 or hour * 60 + minute > DAY:  # noqa: PLR2004  (minutes of an hour)
        raise BadTimeError("a time of day from 00:00 to 24:00")
    return hour * 60 + minute


def _wall(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)


def _with_offset(wall: datetime, offset: str) -> datetime:
    text = "+00:00" if offset == "Z" else offset
    try:
        return datetime.fromisoformat(f"{wall:%Y-%m-%dT%H:%M}{text}")
    except ValueError as error:
        raise BadTimeError("an offset from UTC such as +02:00") from error


def _existing(wall: datetime, where: ZoneInfo) -> datetime:
    moment = wall.replace(tzinfo=where)
    back = moment.astimezone(UTC).astimezone(where)
    if back.replace(tzinfo=None, fold=0) != wall:
        raise BadTimeError("a time that exists", f"the clocks in {where.key} skip it")
    return moment


@dataclass(frozen=True, slots=True)
class Clock:
    """The scenario's start (aware, in its zone) and end (minutes): reads and writes times.

    Parameters
    ----------
    start
        Minute 0, with a `ZoneInfo` as its zone.
    end
        Minutes from the start to the scenario's end.
    """

    start: datetime
    end: int = 0

    @property
    def zone(self) -> ZoneInfo:
        """The scenario's time zone."""
        where = self.start.tzinfo
        if not isinstance(where, ZoneInfo):
            msg = "a clock's start must carry a ZoneInfo"
            raise TypeError(msg)
        return where

    def minute(self, moment: datetime) -> int:
        """Whole minutes from the start to `moment` (aware)."""
        return int((moment.astimezone(UTC) - self.start.astimezone(UTC)).total_seconds() // 60)

    def moment(self, minute: int) -> datetime:
        """Return the wall-clock time of a minute from the start."""
        return (self.start.astimezone(UTC) + timedelta(minutes=minute)).astimezone(self.zone)

    def parse(self, text: str) -> int:
        """Read `start`, `end`, `day 2 06:00` (day 1 is the start's) or `2016-12-15 06:00`.

        Raises
        ------
        BadTimeError
            If the text is none of these, or the clocks skip the time.
        """
        word = text.casefold()
        if word == "start":
            return 0
        if word == "end":
            return self.end
        found = _NUMBERED.fullmatch(text)
        if found is not None:
            day = self.start.date() + timedelta(days=int(found["number"]) - 1)
            return self.minute(_existing(_wall(day, _minute_of_day(found)), self.zone))
        if _DATED.fullmatch(text) is None:
            expected = "a time such as 2016-12-15 06:00, day 2 06:00, start or end"
            raise BadTimeError(expected, _time_hint(text))
        return self.minute(parse_moment(text, self.zone))

    def write(self, minute: int) -> str:
        """Write a minute so that `parse` reads it back."""
        if minute == 0:
            return "start"
        return write_moment(self.moment(minute))

    def daily(self, start: int, until: int) -> Window:
        """Return the first window from `start` to `until` (minutes of day) that ends after 0."""
        length = 0 if until > start else DAY
        days = range(-1, 3)
        for day in days:
            first = self._on_day(day, start)
            last = self._on_day(day, until + length)
            if last > max(first, 0):
                return Window(first, last)
        raise BadTimeError("a window that ends after the scenario starts")

    def write_daily(self, window: Window) -> tuple[str, str] | None:
        """Write a daily window as two times of day; None if it does not start with the scenario."""
        start = _clock_text(self.moment(window.start))
        until = _clock_text(self.moment(window.until))
        until = "24:00" if until == "00:00" else until
        same = start != until and self.daily(time_of_day(start), time_of_day(until)) == window
        return (start, until) if same else None

    def repeats(self, window: Window) -> Iterator[Window]:
        """Yield `window` and its repetition on every later day, by the wall clock, to the end."""
        first, last = self.moment(window.start), self.moment(window.until)
        origin = self.start.date()
        begin = (first.date() - origin).days, first.hour * 60 + first.minute
        finish = (last.date() - origin).days, last.hour * 60 + last.minute
        yield window
        day = 1
        while (start := self._on_day(begin[0] + day, begin[1])) < self.end:
            until = self._on_day(finish[0] + day, finish[1])
            if until > start:
                yield Window(start, until)
            day += 1

    def _on_day(self, day: int, minute: int) -> int:
        wall = _wall(self.start.date() + timedelta(days=day), minute)
        return self.minute(wall.replace(tzinfo=self.zone))


def write_moment(moment: datetime) -> str:
    """Write an aware time, with its offset only where the wall clock shows it twice."""
    text = f"{moment:%Y-%m-%d %H:%M}"
    if not moment.fold:
        return text
    offset = f"{moment:%z}"
    return f"{text}{offset[:3]}:{offset[3:5]}"


def _clock_text(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def is_time_of_day(text: str) -> bool:
    """Whether `text` looks like a time of day such as 06:00."""
    return _DAILY.fullmatch(text) is not None


def time_of_day(text: str) -> int:
    """Read `06:00` as minutes after midnight, 0 to 1440.

    Raises
    ------
    BadTimeError
        If the text is no time of day.
    """
    found = _DAILY.fullmatch(text)
    if found is None:
        raise BadTimeError("a time of day such as 06:00")
    return _minute_of_day(found)
