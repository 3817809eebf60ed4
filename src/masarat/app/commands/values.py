"""What one option may hold: its text becomes a value, or is refused with what was expected."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from masarat.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 1_000_000_000
"""Everything counted stays far inside 64 bits, products included; as in a scenario's tables."""


def whole(least: int, most: int = MOST) -> Parameter:
    """Return the parameter of a whole number; 1.5 is none, and is not rounded to one."""
    expected = f"a whole number from {least} to {most:,}"

    def read(text: str) -> int | None:
        value = int(text) if re.fullmatch(r"-?\d{1,18}", text) else None
        return value if value is not None and least <= value <= most else None

    return _reading(read, expected)


def number(expected: str, holds: Callable[[float], bool], hint: str = "") -> Parameter:
    """Return the parameter of a number of which `holds` is true, as `expected` says."""

    def read(text: str) -> float | None:
        try:
            value = float(text)
        except ValueError:
            return None
        return value if holds(value) else None

    return _reading(read, expected, hint)


def _name(text: str) -> Path | None:
    """Return the path; an empty one would be the folder that one is in."""
    return Path(text) if text else None


def _reading(read: Callable[[str], object], expected: str, hint: str = "") -> Parameter:
    def convert(_kind: object, tokens: "Sequence[Any]") -> object:
        text = tokens[0].value
        value = read(text)
        if value is None:
            more = f" ({hint})" if hint else ""
            option = f"{tokens[0].keyword}: " if tokens[0].keyword else ""
            raise UsageError(f"{option}found {text!r}, expected {expected}{more}")
        return value

    return Parameter(converter=convert)


Out = Annotated[Path, _reading(_name, "a name")]
"""Where to write."""

Seed = Annotated[int, whole(0)]
"""Seeds a search."""

Effort = Annotated[int, whole(0)]
"""Search steps."""
