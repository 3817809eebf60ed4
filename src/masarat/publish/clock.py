"""Minutes from the scenario's start as dates and times people read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from masarat.publish.wording import Words

_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Clock:
    """The scenario's start and time zone.

    Parameters
    ----------
    start
        Minute 0. A naive time is taken as local to `zone`.
    zone
        IANA name, such as "Asia/Damascus".
    """

    start: datetime
    zone: str

    def utc(self, minute: int) -> datetime:
        """Return the moment of `minute` in UTC; hours stay real hours across a clock change."""
        start = self.start if self.start.tzinfo else self.start.replace(tzinfo=ZoneInfo(self.zone))
        return start.astimezone(UTC) + timedelta(minutes=minute)

    def local(self, minute: int) -> datetime:
        """Return the moment of `minute` in the scenario's time zone."""
        return self.utc(minute).astimezone(ZoneInfo(self.zone))

    def plain(self, minute: int) -> str:
        """Return the local time of `minute` as a spreadsheet reads it: 2016-12-15 06:00."""
        return f"{self.local(minute):%Y-%m-%d %H:%M}"

    def time(self, minute: int) -> str:
        """Return the local time of day of `minute`: 06:00."""
        return f"{self.local(minute):%H:%M}"

    def offsets(self, end: int) -> list[tuple[int, int]]:
        """Return (minute, minutes ahead of UTC) at 0 and wherever the clock changes until `end`."""
        found: list[tuple[int, int]] = [(0, self._offset(0))]
        for day in range(0, end + _DAY, _DAY):
            if self._offset(day) == found[-1][1]:
                continue
            low, high = day - _DAY, day
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (
                    (middle, high) if self._offset(middle) == found[-1][1] else (low, middle)
                )
            found.append((high, self._offset(high)))
        return found

    def _offset(self, minute: int) -> int:
        offset = self.local(minute).utcoffset() or timedelta()
        return int(offset.total_seconds()) // 60


def long_date_time(words: Words, moment: datetime) -> str:
    """Return a moment in full: Thursday 15 December 2016, 06:00."""
    return words.text(
        "date_time_long",
        weekday=words.text(f"weekday_{moment.isoweekday()}"),
        day=moment.day,
        month=words.text(f"month_{moment.month}"),
        year=moment.year,
        time=f"{moment:%H:%M}",
    )
