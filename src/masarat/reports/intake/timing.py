"""Finding expressions of time: `today Monday`, `مساء الثلاثاء أو صباح الأربعاء`, `5 Dec. 2016`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from masarat.reports.intake.timex import Timex, calendar_day
from masarat.reports.intake.tokens import NUMBER, POINT, QUOTE, WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from masarat.reports.intake.lexicon import Marks
    from masarat.reports.intake.phrases import Match
    from masarat.reports.intake.tokens import Token

_OPENERS = frozenset(  # roles of the words that an expression of time may begin with
    {
        "earlier",
        "before",
        "filler",
        "part",
        "direction",
        "relative_day",
        "weekday",
        "month",
        "hijri",
    }
)
_YEARS = range(1900, 2101)
_HIJRI_YEARS = range(1343, 1501)  # what hijridate's table (Umm al-Qura) covers
_NUMERIC = re.compile(r"(\d{1,2})[.](\d{1,2})[.](\d{4})")


@dataclass(slots=True)
class _Reader:
    """Reads one expression; `index` is the next token."""

    tokens: Sequence[Token]
    marks: Marks
    index: int

    def role(self, *roles: str) -> Match | None:
        """Take a phrase of one of `roles`, looking through quotation marks."""
        index = self.index
        while index < len(self.tokens) and self.tokens[index].kind == QUOTE:
            index += 1
        match = self.marks.at(index, *roles)
        if match is not None:
            quoted = index > self.index
            self.index = match.end
            if quoted and self.index < len(self.tokens) and self.tokens[self.index].kind == QUOTE:
                self.index += 1
        return match

    def point(self, marks: str) -> bool:
        """Take one of the marks."""
        if self.index < len(self.tokens):
            token = self.tokens[self.index]
            if token.kind in {POINT, QUOTE} and token.form in marks:
                self.index += 1
                return True
        return False

    def number(self, highest: int) -> int:
        """Take a whole number from 1 to `highest`, or return 0 and take nothing."""
        if self.index < len(self.tokens):
            token = self.tokens[self.index]
            form = token.form.rstrip(".,")
            if token.kind == NUMBER and form.isdecimal() and len(form) <= 4:  # noqa: PLR2004  (digits of a year)
                value = int(form)
                if 1 <= value <= highest:
                    self.index += 1
                    return value
        return 0


def timex_at(tokens: Sequence[Token], marks: Marks, index: int) -> Timex | None:
    """Read the expression of time that starts at token `index`, with what follows an "or"."""
    if index >= len(tokens):
        return None
    here = marks.found.get(index)
    if tokens[index].kind == WORD and (here is None or _OPENERS.isdisjoint(here)):
        return None
    first = _one(tokens, marks, index)
    if first is None:
        return None
    reader = _Reader(tokens, marks, first.end)
    if reader.role("or"):
        second = _one(tokens, marks, reader.index)
        if second is not None:
            return replace(first, other=second, end=second.end)
    return first


def timexes(tokens: Sequence[Token], marks: Marks, start: int, end: int) -> list[Timex]:
    """Return the expressions of time inside tokens [start, end)."""
    found = []
    index = start
    while index < end:
        timex = timex_at(tokens, marks, index)
        if timex is not None and timex.end <= end:
            found.append(timex)
            index = timex.end
        else:
            index += 1
    return found


def _one(tokens: Sequence[Token], marks: Marks, index: int) -> Timex | None:
    reader = _Reader(tokens, marks, index)
    earlier = reader.role("earlier")
    if earlier:
        return Timex(start=index, end=reader.index, offset=0, bound="before")
    bound = "before" if reader.role("before") else ""
    part = _part(reader)
    day = _named_day(reader, index)
    part = part or (_part(reader) if day else "")
    day = _calendar(reader, day) or day
    if day is None and part and reader.marks.at(index, "part"):
        if bound or not _part_alone(reader.marks.at(index, "part")):
            return None
        day = Timex(start=index, end=reader.index, offset=0)
    if day is None:
        return None
    part = part or _part(reader)
    if reader.index == index:
        return None
    return replace(day, start=index, end=reader.index, part=part, bound=bound)


def _part_alone(match: Match | None) -> bool:
    return match is not None and match.entry.get("alone") == "yes"


def _part(reader: _Reader) -> str:
    before = reader.index
    reader.role("filler")
    match = reader.role("part")
    if match is None:
        reader.index = before
        return ""
    return match.entry.get("value")


def _named_day(reader: _Reader, index: int) -> Timex | None:
    """Read `today`, `today Monday`, `last Friday`, `Friday last`."""
    before = reader.index
    reader.role("filler")
    ahead = reader.role("direction")
    relative = reader.role("relative_day")
    if relative:
        reader.point("(")
        reader.role("filler")
    weekday = reader.role("weekday")
    if relative is None and weekday is None:
        reader.index = before
        return None
    reader.point(")")
    behind = reader.role("direction") if weekday else None
    direction = ahead or behind
    offset = int(relative.entry.get("value")) if relative else None
    return Timex(
        start=index,
        end=reader.index,
        weekday=int(weekday.entry.get("value")) if weekday else None,
        offset=offset,
        direction=int(direction.entry.get("value")) if direction else 0,
    )


def _calendar(reader: _Reader, day: Timex | None) -> Timex | None:
    """Read `5 December 2016`, `5 كانون الأول/ ديسمبر`, `Dec. 17`, `2016-12-05`, `05/12/2016`."""
    before = reader.index
    if day is not None:
        reader.point(",،")
        reader.point("(")
    reader.role("filler")
    found = _day_month(reader) or _month_day(reader) or _numeric(reader)
    if found is None:
        reader.index = before
        return None
    if day is not None:
        reader.point(")")
    return replace(found, part=day.part if day else "")


def _day_month(reader: _Reader) -> Timex | None:
    before = reader.index
    day = reader.number(31)
    if day:
        reader.point("-–/")
        reader.role("ordinal")
        reader.role("filler")
    month = reader.role("month", "hijri")
    if not day or month is None:
        reader.index = before
        return None
    while _same_month(reader, month.entry.get("value")):
        pass
    return _with_year(reader, month, day)


def _same_month(reader: _Reader, value: str) -> bool:
    """Take another name of the month: `ديسمبر (كانون الأول)`, `/ ديسمبر`, `- دجنبر`."""
    before = reader.index
    opened = reader.point("(")
    if opened or reader.point("/-–،"):
        again = reader.role("month")
        if again is not None and again.entry.get("value") == value:
            reader.point(")")
            return True
    reader.index = before
    return False


def _month_day(reader: _Reader) -> Timex | None:
    before = reader.index
    month = reader.role("month")
    if month is None:
        return None
    reader.point(".")
    day = reader.number(31)
    if not day and month.entry.get("value") and not _has_year(reader):
        reader.index = before
        return None
    reader.role("ordinal")
    return _with_year(reader, month, day)


def _has_year(reader: _Reader) -> bool:
    before = reader.index
    year = reader.number(_YEARS[-1])
    reader.index = before
    return year in _YEARS


def _with_year(reader: _Reader, month: Match, day: int) -> Timex:
    before = reader.index
    hijri = month.entry.role == "hijri"
    reader.point(",،./")
    reader.role("filler")
    year = reader.number(_YEARS[-1])
    if year not in (_HIJRI_YEARS if hijri else _YEARS):
        reader.index = before
        year = 0
    else:
        reader.role("era")
    value = int(month.entry.get("value"))
    return Timex(start=before, end=reader.index, day=day, month=value, year=year, hijri=hijri)


def _numeric(reader: _Reader) -> Timex | None:
    before = reader.index
    if reader.index < len(reader.tokens):
        dotted = _NUMERIC.fullmatch(reader.tokens[reader.index].form)
        if dotted:
            reader.index += 1
            return _checked(reader, before, tuple(map(int, dotted.groups())))
    parts = [reader.number(_YEARS[-1])]
    mark = next((m for m in "/-–" if reader.point(m)), "")
    while mark and len(parts) < 3 and parts[-1]:  # noqa: PLR2004  (year, month, day)
        parts.append(reader.number(_YEARS[-1]))
        if len(parts) < 3 and not reader.point(mark):  # noqa: PLR2004
            break
    if len(parts) == 3 and all(parts):  # noqa: PLR2004
        year_first = parts[0] in _YEARS
        return _checked(reader, before, tuple(reversed(parts)) if year_first else tuple(parts))
    reader.index = before
    return None


def _checked(reader: _Reader, before: int, parts: tuple[int, ...]) -> Timex | None:
    day, month, year = parts
    if year in _YEARS and calendar_day(year, month, day, hijri=False):
        return Timex(start=before, end=reader.index, day=day, month=month, year=year)
    reader.index = before
    return None
