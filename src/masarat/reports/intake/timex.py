"""An expression of time as written, and the date that it means once the article's day is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Timex:
    """An expression of time in tokens [start, end).

    Parameters
    ----------
    day, month, year
        As written; 0 where nothing is.
    hijri
        Whether the month is of the hijri calendar.
    weekday
        0 (Monday) to 6; None where none is named.
    offset
        Days from the article's day ("yesterday" -1); None where nothing says so.
    direction
        -1 "last", 1 "next", 0 where nothing is said.
    part
        morning, evening ...; or empty.
    bound
        `before`, or empty.
    other
        The alternative after "or".
    """

    start: int
    end: int
    day: int = 0
    month: int = 0
    year: int = 0
    hijri: bool = False
    weekday: int | None = None
    offset: int | None = None
    direction: int = 0
    part: str = ""
    bound: str = ""
    other: Timex | None = None

    @property
    def full(self) -> bool:
        """Whether it says day, month and year."""
        return bool(self.day and self.month and self.year)

    def resolve(self, base: date | None, *, ahead: bool) -> str:
        """Return the date as a draft writes it, or an empty string if it cannot be known.

        Parameters
        ----------
        base
            The day of the article.
        ahead
            Whether a bare weekday lies ahead of `base` rather than behind it.
        """
        written = self._day(base, ahead=ahead)
        if written and self.part:
            written += f" {self.part}"
        if written and self.bound:
            written = f"{self.bound} {written}"
        other = self.other.resolve(base, ahead=ahead) if self.other else ""
        return f"{written} / {other}" if written and other else written

    def _day(self, base: date | None, *, ahead: bool) -> str:
        if self.month:
            return self._calendar_day(base)
        if base is None:
            return ""
        try:
            if self.offset is not None:
                return (base + timedelta(self.offset)).isoformat()
            if self.weekday is None:
                return base.isoformat()
            return (base + timedelta(self._days_to_weekday(base, ahead=ahead))).isoformat()
        except OverflowError:
            return ""

    def _days_to_weekday(self, base: date, *, ahead: bool) -> int:
        away = ((self.weekday or 0) - base.weekday()) % _WEEK
        if self.direction > 0:
            return away or _WEEK
        if self.direction < 0:
            return away - _WEEK
        return away if ahead or away == 0 else away - _WEEK

    def _calendar_day(self, base: date | None) -> str:
        if not self.day:
            return f"{self.year:04}-{self.month:02}" if self.year and not self.hijri else ""
        years = [self.year] if self.year else _near_years(base, hijri=self.hijri)
        days = [
            d for d in (calendar_day(y, self.month, self.day, hijri=self.hijri) for y in years) if d
        ]
        if not days:
            return ""
        return min(days, key=lambda d: abs(d - base) if base else timedelta(0)).isoformat()


def _near_years(base: date | None, *, hijri: bool) -> list[int]:
    if base is None:
        return []
    year = base.year
    if hijri:
        year = round((base.year - 622) * 33 / 32)
    return [year - 1, year, year + 1]


def calendar_day(year: int, month: int, day: int, *, hijri: bool) -> date | None:
    """Return a day of the Gregorian or the hijri calendar (Umm al-Qura), None if there is none."""
    try:
        if hijri:
            from hijridate import Hijri  # noqa: PLC0415  (few articles name such a month)

            return date.fromisoformat(Hijri(year, month, day).to_gregorian().isoformat())
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None
