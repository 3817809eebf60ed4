"""Members of plain data, read one by one: what is wrong is gathered, what is unknown is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from masarat.core.errors import suggestion
from masarat.core.instants import read_instant
from masarat.reports.text import WrongTextError, check_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

Made = TypeVar("Made")

DEFAULTS = {"modality": "asserted", "reliability": "F", "credibility": 6}
LARGEST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Wrong:
    """One member that is wrong; `expected` ends the sentence "expected ..."."""

    field: str
    expected: str
    found: str = ""
    hint: str = ""

    def __str__(self) -> str:
        found = f"found {self.found!r}, " if self.found else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.field}: {found}expected {self.expected}{hint}"


class WrongContentError(ValueError):
    """Plain data that is no report, link, grading, side or source; `wrong` is all that is wrong."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        self.wrong = tuple(wrong)
        super().__init__("; ".join(map(str, self.wrong)))


class Members:
    """The members of one object: each is read once, what is wrong is gathered."""

    def __init__(self, data: object, path: str = "", wrong: list[Wrong] | None = None) -> None:
        self.wrong: list[Wrong] = [] if wrong is None else wrong
        self._path = path
        self.data: dict[str, Any] = {}
        self.unknown: dict[str, Any] = {}
        self.read: set[str] = set()
        if isinstance(data, dict) and all(isinstance(name, str) for name in data):
            self.data = data
        else:
            self.blame("", "an object")

    def blame(self, name: str, expected: str, found: object = None, hint: str = "") -> None:
        """Note that a member is wrong."""
        field = ".".join(part for part in (self._path, name) if part) or "report"
        shown = "" if found is None else str(found)[:80]
        self.wrong.append(Wrong(field, expected, shown, hint))

    def made(self, make: Callable[[], Made]) -> Made:
        """Return what `make` makes, if nothing was wrong."""
        made = make()
        if self.wrong:
            raise WrongContentError(self.wrong)
        return made

    def get(self, name: str) -> Any:  # noqa: ANN401  (anything that JSON holds)
        """Return a member, None where there is none."""
        self.read.add(name)
        return self.data.get(name)

    def rest(self) -> dict[str, Any]:
        """Return the members that were not read."""
        return {name: value for name, value in self.data.items() if name not in self.read}

    def extra(self) -> dict[str, Any]:
        """Return what was not read, inner members too, by JSON Pointer (RFC 6901): `/claim/x`."""
        return {
            **{_pointer("", name): value for name, value in self.rest().items()},
            **self.unknown,
        }

    def text(self, name: str, check: Callable[[str], None] = check_text) -> str:
        """Return text; empty where there is none."""
        value = self.get(name)
        if value is None or value == "":
            return ""
        if not isinstance(value, str):
            self.blame(name, "text", value)
            return ""
        try:
            check(value)
        except WrongTextError as error:
            self.blame(name, error.expected, error.found or value)
        return value

    def plain(self) -> str:
        """Return the name of a document, which may hold long numbers."""
        value = self.get("document")
        if value is None:
            return ""
        if not isinstance(value, str) or not value.isprintable():
            self.blame("document", "an address or a digest", value)
            return ""
        return value

    def needed(self, name: str, check: Callable[[str], None] = check_text) -> str:
        """Return text that may not be empty."""
        value = self.text(name, check)
        if not value.strip() and self.data.get(name) in (None, "", value):
            self.blame(name, "text that is not empty")
        return value

    def choice(self, name: str, words: Sequence[str], otherwise: str = "") -> str:
        """Return one of `words`; where there is none, the default or `otherwise`."""
        value = self.get(name)
        if value is None:
            value = otherwise or DEFAULTS.get(name)
        if value in words:
            return str(value)
        hint = suggestion(value, words) if isinstance(value, str) else ""
        self.blame(name, f"one of {', '.join(words)}", value, hint)
        return words[0]

    def one_of(self, name: str, values: Sequence[object], otherwise: object = None) -> object:
        """Return one of `values`; where there is none, `otherwise`."""
        value = self.get(name)
        if value is None:
            return otherwise
        if any(value == known and type(value) is type(known) for known in values):
            return value
        listed = ", ".join(str(known) for known in values if known is not None)
        self.blame(name, f"one of {listed}", value)
        return values[0]

    def whole(self, name: str) -> int | None:
        """Return a whole number from 0 on, or None."""
        value = self.get(name)
        if value is None:
            return None
        if type(value) is not int or not 0 <= value <= LARGEST:
            self.blame(name, f"a whole number from 0 to {LARGEST:,}", value)
            return None
        return value

    def moment(self, name: str) -> datetime | None:
        """Return a moment, or None."""
        value = self.get(name)
        if value is None:
            return None
        try:
            return read_instant(str(value))
        except ValueError:
            self.blame(name, "a moment as 2016-12-05T08:00:00Z", value)
            return None

    def texts(self, name: str) -> dict[str, str]:
        """Return texts by language."""
        value = self.get(name)
        if value is None:
            return {}
        inside = Members(value, self._at(name), self.wrong)
        return {lang: inside.needed(lang) for lang in inside.data}

    def several(self, name: str, read: Callable[[object], Any]) -> tuple[Any, ...]:
        """Return what `read` makes of each item of a list."""
        found = []
        for place, item in enumerate(self._items(name), 1):
            try:
                found.append(read(item))
            except ValueError as error:
                expected = getattr(error, "expected", str(error))
                self.blame(f"{name}.{place}", expected, getattr(error, "found", "") or item)
        return tuple(found)

    def inside(self, name: str, read: Callable[[Members], Any]) -> Any:  # noqa: ANN401
        """Return what `read` makes of an object that has to be there."""
        value = self.get(name)
        if value is None:
            self.blame(name, "this member")
            return None
        return self._object(name, value, read)

    def maybe(self, name: str, read: Callable[[Members], Any]) -> Any:  # noqa: ANN401
        """Return what `read` makes of an object, None where there is none."""
        value = self.get(name)
        return None if value is None else self._object(name, value, read)

    def inner(self, name: str, read: Callable[[Members], Any]) -> list[Any]:
        """Return what `read` makes of each object of a list."""
        items = enumerate(self._items(name), 1)
        return [self._object(f"{name}.{place}", item, read) for place, item in items]

    def _at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _items(self, name: str) -> list[Any]:
        value = self.get(name)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.blame(name, "a list", value)
            return []
        return list(value)

    def _object(self, name: str, value: object, read: Callable[[Members], Any]) -> Any:  # noqa: ANN401
        before = len(self.wrong)
        inside = Members(value, self._at(name), self.wrong)
        if len(self.wrong) > before:
            return None
        made = read(inside)
        if rest := inside.rest():
            above = "/" + "/".join(
                str(int(part) - 1) if part.isdigit() else part for part in self._at(name).split(".")
            )
            self.unknown |= {_pointer(above, key): item for key, item in rest.items()}
        self.unknown |= inside.unknown
        return made


def put(members: dict[str, Any], pointer: str, value: object) -> None:
    """Put a member back where `Members.extra` found it."""
    *above, last = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
    where: Any = members
    for part in above:
        where = where[int(part)] if isinstance(where, list) else where[part]
    where[last] = value


def _pointer(above: str, name: str) -> str:
    return f"{above}/{name.replace('~', '~0').replace('/', '~1')}"
