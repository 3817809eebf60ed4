"""Shapes of plain data: one description that both judges a value and prints as JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

from masarat.core.errors import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LARGEST = 2**53 - 1
"""Largest whole number that canonical JSON writes exactly (RFC 8785, section 3.2.2.3)."""

_DEEPEST = 60
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that does not have its shape: where, what was found, what was expected."""

    path: str
    found: str
    expected: str
    hint: str = ""


class Shape(Protocol):
    """What a value must look like."""

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema (draft 2020-12)."""

    def misfits(self, value: object, path: str) -> Iterator[Misfit]:
        """Yield everything in `value` that does not fit."""


def shown(value: object) -> str:
    """Return `value` as a short text for messages."""
    try:
        text = str(value)
    except ValueError:  # a whole number with more digits than Python writes
        return "a number with thousands of digits"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number, not below `least` where that is given."""

    least: int | None = None

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        bound = {} if self.least is None else {"minimum": self.least}
        return {"type": "integer", **bound}

    def misfits(self, value: object, path: str) -> Iterator[Misfit]:
        """Yield a misfit unless `value` is such a number."""
        if type(value) is not int or abs(value) > LARGEST:
            yield Misfit(path, shown(value), "a whole number")
        elif self.least is not None and value < self.least:
            yield Misfit(path, shown(value), f"at least {self.least}")


@dataclass(frozen=True, slots=True)
class Ratio:
    """A number that is not negative, or null."""

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": ["number", "null"], "minimum": 0}

    def misfits(self, value: object, path: str) -> Iterator[Misfit]:
        """Yield a misfit unless `value` is None or such a number."""
        if value is None:
            return
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not (number and 0 <= cast("float", value) <= LARGEST):
            yield Misfit(path, shown(value), "a number not below 0, or null")


@dataclass(frozen=True, slots=True)
class Text:
    """Text, matching nothing in particular unless `exactly` says what it is."""

    exactly: str | None = None
    filled: bool = False

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        if self.exactly is not None:
            return {"const": self.exactly}
        return {"type": "string", "minLength": 1} if self.filled else {"type": "string"}

    def misfits(self, value: object, path: str) -> Iterator[Misfit]:
        """Yield a misfit unless `value` is such text."""
        if not isinstance(value, str) or not _encodable(value):
            yield Misfit(path, shown(ascii(value)), "text")
        elif self.exactly is not None and value != self.exactly:
            yield Misfit(path, shown(value), f"'{self.exactly}'")
        elif self.filled and not value:
            yield Misfit(path, "", "text that is not empty")


@dataclass(frozen=True, slots=True)
class Version:
    """The number of a format that this program reads."""

    number: int

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"const": self.number}

    def misfits(self, value: object, path: str) -> Iterator[Misfit]:
        """Yield a misfit unless `value` is the number."""
        if type(value) is not int or value != self.number:
            yield Misfit(path, shown(value), f"version {self.number}")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of `item`."""

    item: Shape
    filled: bool = False

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {
            "type": "array",
            "items": self.item.schema(),
            **({"minItems": 1} if self.filled else {}),
        }

    def misfits(self, value: object, path: str) -> Iterator[Misfit]:
        """Yield the misfits of the list and of everything in it."""
        if not isinstance(value, list | tuple):
            yield Misfit(path, shown(value), "a list")
            return
        if self.filled and not value:
            yield Misfit(path, "", "a list that is not empty")
        for index, item in enumerate(value):
            yield from self.item.misfits(item, f"{path}[{index}]")


@dataclass(frozen=True, slots=True)
class Record:
    """An object with exactly these fields; those of `optional` may be missing."""

    fields: Mapping[str, Shape]
    about: str = ""
    optional: frozenset[str] = frozenset()

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {
            **({"description": self.about} if self.about else {}),
            "type": "object",
            "properties": {name: shape.schema() for name, shape in self.fields.items()},
            "required": [name for name in self.fields if name not in self.optional],
            "additionalProperties": False,
        }

    def misfits(self, value: object, path: str) -> Iterator[Misfit]:
        """Yield the misfits of the object: missing and unknown fields, and those of each field."""
        if not isinstance(value, dict):
            yield Misfit(path, shown(value), "an object")
            return
        prefix = f"{path}." if path else ""
        for name, shape in self.fields.items():
            if name in value:
                yield from shape.misfits(value[name], prefix + name)
            elif name not in self.optional:
                yield Misfit(path, "", f"the field '{name}'")
        for name in value:
            if name not in self.fields:
                hint = suggestion(shown(name), self.fields)
                yield Misfit(path, shown(ascii(name)), "no such field", hint)


@dataclass(frozen=True, slots=True)
class Exact:
    """An object of any content that a digest can hold: no fractions, no huge numbers."""

    about: str = ""

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {**({"description": self.about} if self.about else {}), "type": "object"}

    def misfits(self, value: object, path: str) -> Iterator[Misfit]:
        """Yield the misfits inside."""
        if not isinstance(value, dict):
            yield Misfit(path, shown(value), "an object")
            return
        yield from _exact(value, path, 0)


def _exact(value: object, path: str, depth: int) -> Iterator[Misfit]:
    if depth > _DEEPEST:
        yield Misfit(path, "", f"at most {_DEEPEST} levels")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from Text().misfits(name, path)
            yield from _exact(item, f"{path}.{shown(ascii(name))}", depth + 1)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _exact(item, f"{path}[{index}]", depth + 1)
    elif isinstance(value, str):
        yield from Text().misfits(value, path)
    elif value is not None and not isinstance(value, bool):
        yield from Whole().misfits(value, path)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True
