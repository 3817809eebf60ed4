"""What one cell or key may hold: how each kind of value is read, written and described."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from masarat.core.errors import suggestion
from masarat.scenario.clock import BadTimeError, Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LARGEST = 1_000_000_000  # everything counted stays far inside 64 bits, sums included
LONGEST_ID = 80
_DIGITS = {
    ord(digit): str(value)
    for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
    for value, digit in enumerate(row)
}
_MARKS = (0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
"""Invisible marks that editors leave, above all around words of another direction."""
_SPACES = (0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
"""Spaces of other widths, and those that do not break: category Zs of Unicode."""
_AS_SEEN = dict.fromkeys(_MARKS) | dict.fromkeys(_SPACES, " ")
_PUNCTUATION = {0x066B: ".", 0x066A: "%"}  # Arabic decimal separator and percent sign
_NO_RESULT = re.compile(r"#(?:[^\W\d_]+(?:/0)?[!?]|[^\W\d_]/[^\W\d_])|Err:[0-9]{3}")
_SEPARATORS = re.compile(r"[;؛]")
_FORBIDDEN_IN_ID = frozenset(';؛,،"#\\')
YES = frozenset({"yes", "true", "1", "نعم", "да"})
NO = frozenset({"no", "false", "0", "لا", "нет"})


class WrongCellError(ValueError):
    """A cell that cannot be read. `expected` ends "expected ..."; `hint` may be empty."""

    def __init__(self, expected: str, hint: str = "", field: str = "") -> None:
        self.expected = expected
        self.hint = hint
        self.field = field
        super().__init__(expected)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: `read` raises `WrongCellError`; `write` gives text that `read` takes back.

    `about` describes the kind in the reference; `number` marks what a workbook stores as numbers.
    """

    about: str
    read: Callable[[str, Clock | None], Any]
    write: Callable[[Any, Clock], str]
    number: bool = False


def as_seen(text: str) -> str:
    """Return `text` so that what looks the same is the same: stripped, composed (NFC), no marks."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text.translate(_AS_SEEN)).strip()


def plain(text: str) -> str:
    """Return `text` as seen, with Western digits and signs."""
    return as_seen(text).translate(_DIGITS).translate(_PUNCTUATION)


def is_clean(text: str) -> bool:
    """Whether `text` holds only characters that every file format can carry."""
    if text.isprintable():
        return True
    return not any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\t\n" for c in text) and (
        "\ufffe" not in text and "\uffff" not in text
    )


def _read_text(text: str, clock: Clock | None) -> str:
    del clock
    return text


def _write_text(value: str, clock: Clock) -> str:
    del clock
    return value


def _read_id(text: str, clock: Clock | None) -> str:
    del clock
    name = as_seen(text)
    if not name or not name.isprintable() or " " in name or _FORBIDDEN_IN_ID & set(name):
        raise WrongCellError("an id without spaces, commas, semicolons, quotes or #")
    if len(name) > LONGEST_ID:
        raise WrongCellError(f"an id of at most {LONGEST_ID} characters")
    return name


def is_no_result(text: str) -> bool:
    """Whether a spreadsheet put `text` where a formula has no result: #REF!, #N/A, Err:522.

    Excel and LibreOffice translate the letters in them, not the signs.
    """
    return _NO_RESULT.fullmatch(as_seen(text)) is not None


def is_aside(text: str) -> bool:
    """Whether a row that begins with `text` is no data: a remark, or tags."""
    return as_seen(text).startswith("#") and not is_no_result(text)


def split(text: str) -> list[str]:
    """Split a cell at semicolons (`;` or the Arabic `؛`) into parts as seen, none empty."""
    return [part for part in map(as_seen, _SEPARATORS.split(text)) if part]


def _read_ids(text: str, clock: Clock | None) -> tuple[str, ...]:
    names = tuple(_read_id(part, clock) for part in split(text))
    twice = _first_twice(names)
    if twice is not None:
        raise WrongCellError(f"each id once, but '{twice}' stands twice")
    return names


def _read_route(text: str, clock: Clock | None) -> tuple[str, ...]:
    names = tuple(_read_id(part, clock) for part in split(text))
    twice = _first_twice(names)
    if twice is not None:
        raise WrongCellError(
            f"a route that never comes back to a place, but '{twice}' stands twice"
        )
    return names


def _first_twice(names: Sequence[str]) -> str | None:
    return next((name for i, name in enumerate(names) if name in names[:i]), None)


def _write_ids(value: Sequence[str], clock: Clock) -> str:
    del clock
    return ";".join(value)


def whole(least: int, about: str = "", most: int = LARGEST) -> Kind:
    """Return the kind of whole numbers from `least` to `most`."""
    expected = f"a whole number from {least} to {most}"

    def read(text: str, clock: Clock | None) -> int:
        del clock
        cleaned = plain(text)
        if re.fullmatch(r"[+-]?[0-9]{1,10}", cleaned) is None:
            raise WrongCellError(expected)
        value = int(cleaned)
        if not least <= value <= most:
            raise WrongCellError(expected)
        return value

    span = f", at least {least}" if most == LARGEST else f" from {least} to {most}"
    return Kind(about or f"whole number{span}", read, lambda v, _: str(v), number=True)


def fraction(least: int, most: int, *, positive: bool = False) -> Kind:
    """Return the kind of exact fractions between `least` and `most`: 0.8, 80% or 4/5."""
    bounds = f"above 0, at most {most}" if positive else f"from {least} to {most}"
    expected = f"a number {bounds}, such as 0.8, 80% or 4/5"

    def read(text: str, clock: Clock | None) -> Fraction:
        del clock
        value = _fraction(plain(text))
        if value is None or not least <= value <= most or (positive and not value):
            raise WrongCellError(expected)
        return value

    return Kind(f"number {bounds}: 0.8, 80% or 4/5", read, lambda v, _: _write_fraction(v))


def _fraction(text: str) -> Fraction | None:
    parts = re.fullmatch(r"([0-9]{1,12})/([0-9]{1,12})", text)
    if parts is not None:
        return Fraction(int(parts[1]), int(parts[2])) if int(parts[2]) else None
    decimal = re.fullmatch(r"([0-9]{1,10}(?:[.,][0-9]{1,12})?)(%?)", text)
    if decimal is None:
        return None
    return Fraction(decimal[1].replace(",", ".")) / (100 if decimal[2] else 1)


def _write_fraction(value: Fraction) -> str:
    for places in range(13):
        scaled = value * 10**places
        if scaled.denominator == 1:
            return format(Decimal(scaled.numerator).scaleb(-places), "f")
    return f"{value.numerator}/{value.denominator}"


def degrees(most: int) -> Kind:
    """Return the kind of decimal degrees between -`most` and `most`, kept to 7 decimals (1 cm)."""
    expected = f"decimal degrees from -{most} to {most}, such as 36.1706"

    def read(text: str, clock: Clock | None) -> float:
        del clock
        cleaned = plain(text).replace(",", ".")
        if re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{1,20})?", cleaned) is None:
            raise WrongCellError(expected)
        value = round(float(cleaned), 7) + 0.0  # no negative zero
        if abs(value) > most:
            raise WrongCellError(expected)
        return value

    return Kind(expected, read, lambda v, _: format(Decimal(repr(v)), "f"), number=True)


def choice(words: Sequence[str], values: Sequence[Any] | None = None) -> Kind:
    """Return the kind of one of `words`, standing for `values` (the words themselves if None)."""
    meaning = dict(zip(words, values if values is not None else words, strict=True))
    listed = ", ".join(words[:-1]) + " or " + words[-1]

    def read(text: str, clock: Clock | None) -> object:
        del clock
        word = plain(text).casefold()
        if word not in meaning:
            raise WrongCellError(listed, suggestion(word, words))
        return meaning[word]

    def write(value: object, clock: Clock) -> str:
        del clock
        return next(word for word, meant in meaning.items() if meant == value)

    return Kind(listed, read, write)


def _read_yes_no(text: str, clock: Clock | None) -> bool:
    del clock
    word = plain(text).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise WrongCellError("yes or no")


def _read_time(text: str, clock: Clock | None) -> int:
    minute = _read_any_time(text, clock)
    if minute < 0:
        raise WrongCellError("a time not before the scenario's start", "write 'start'")
    return minute


def _read_any_time(text: str, clock: Clock | None) -> int:
    if clock is None:  # the start itself could not be read: that fault is reported already
        return 0
    try:
        return clock.parse(plain(text))
    except BadTimeError as error:
        raise WrongCellError(error.expected, error.hint) from error
    except OverflowError as error:
        raise WrongCellError("a time of this millennium") from error


TEXT = Kind("text", _read_text, _write_text)
ID = Kind("id", _read_id, _write_text)
IDS = Kind("ids separated by ;", _read_ids, _write_ids)
ROUTE = Kind("place ids in order, separated by ;, each once", _read_route, _write_ids)
YES_NO = Kind("yes or no", _read_yes_no, lambda v, _: "yes" if v else "no")
TIME = Kind(
    "time: 2016-12-15 06:00, day 2 06:00, start or end", _read_time, lambda v, c: c.write(v)
)
ANY_TIME = Kind(TIME.about, _read_any_time, TIME.write)
MINUTES = whole(0, "minutes, whole, at least 0")
