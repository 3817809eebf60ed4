"""What a member of an act, a draft or a detail may be: small checks of plain data.

Each check takes a value and raises ValueError with the end of the sentence "expected ...".
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from masarat.core.instants import read_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    Check: TypeAlias = Callable[[Any], None]

_DIGEST = re.compile(r"[0-9a-f]{64}")
_ID_CHARACTERS = 200
_MOST = 2**53 - 1


def refuse(expected: str) -> ValueError:
    """Return the error that says what was expected."""
    return ValueError(f"expected {expected}")


def text(value: Any) -> None:  # noqa: ANN401  (anything that JSON holds)
    """Allow any text, in its original wording."""
    if not isinstance(value, str):
        raise refuse("text")


def some_text(value: Any) -> None:  # noqa: ANN401
    """Allow text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise refuse("text that is not empty")


def identifier(value: Any) -> None:  # noqa: ANN401
    """Allow a name by which things are told apart: in NFC, so that it has one spelling."""
    if not isinstance(value, str) or not 0 < len(value) <= _ID_CHARACTERS:
        raise refuse("an identifier")
    if value.isascii() and value.isprintable() and " " not in value:
        return
    if value.strip() != value or not all(c.isprintable() for c in value):
        raise refuse("an identifier without white space around it or control characters")
    if not unicodedata.is_normalized("NFC", value):
        raise refuse("an identifier in Unicode NFC")


def digest(value: Any) -> None:  # noqa: ANN401
    """Allow a SHA-256 in 64 lower-case hexadecimal digits."""
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise refuse("a digest of 64 lower-case hexadecimal digits")


def instant(value: Any) -> None:  # noqa: ANN401
    """Allow a moment as `masarat.core.instants` spells it."""
    if not isinstance(value, str):
        raise refuse("a moment as 2016-12-13T17:05:00Z")
    read_instant(value)


def number(value: Any) -> None:  # noqa: ANN401
    """Allow a whole number from 0 on."""
    if type(value) is not int or not 0 <= value <= _MOST:
        raise refuse("a whole number from 0 on")


def positive(value: Any) -> None:  # noqa: ANN401
    """Allow a whole number from 1 on."""
    if type(value) is not int or not 1 <= value <= _MOST:
        raise refuse("a whole number from 1 on")


def or_empty(check: Check) -> Check:
    """Allow empty text, or what `check` allows."""

    def checked(value: Any) -> None:  # noqa: ANN401
        if value != "" or not isinstance(value, str):
            check(value)

    return checked


def one_of(*words: str) -> Check:
    """Allow one of `words`."""

    def checked(value: Any) -> None:  # noqa: ANN401
        if not isinstance(value, str) or value not in words:
            raise refuse(f"one of {', '.join(words)}")

    return checked


def list_of(check: Check) -> Check:
    """Allow a list whose items `check` allows; no text is in it twice."""

    def checked(value: Any) -> None:  # noqa: ANN401
        if not isinstance(value, list | tuple):
            raise refuse("a list")
        for item in value:
            check(item)
        names = [item for item in value if isinstance(item, str)]
        if len(set(names)) < len(names):
            raise refuse("a list that names nothing twice")

    return checked


def map_of(key: Check, item: Check) -> Check:
    """Allow an object whose names `key` allows and whose values `item` allows."""

    def checked(value: Any) -> None:  # noqa: ANN401
        if not isinstance(value, dict):
            raise refuse("an object")
        for name, inner in value.items():
            key(name)
            item(inner)

    return checked


def anything(value: Any) -> None:  # noqa: ANN401
    """Allow whatever JSON holds; somebody else checks it."""


def members(value: Any, schema: Mapping[str, Check], what: str) -> None:  # noqa: ANN401
    """Check that `value` is an object with exactly the members of `schema`, each as it says.

    Raises
    ------
    ValueError
        Naming the member that is missing, unknown, or not as expected.
    """
    if not isinstance(value, dict):
        raise refuse(f"{what} to be an object")
    if value.keys() != schema.keys():
        missing = sorted(schema.keys() - value.keys())
        unknown = sorted(map(str, value.keys() - schema.keys()))
        parts = [f"{name} is missing" for name in missing]
        parts += [f"{name} is not known" for name in unknown]
        msg = f"{what}: {', '.join(parts)}"
        raise ValueError(msg)
    for name, check in schema.items():
        try:
            check(value[name])
        except ValueError as error:
            msg = f"{what}, {name}: {error}"
            raise ValueError(msg) from error
