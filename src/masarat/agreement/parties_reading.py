"""Reading parties.yaml key by key: every fault is kept with its row, and every key must be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.core.errors import Fault, suggestion
from masarat.scenario.cells import LARGEST, plain, split
from masarat.scenario.clock import BadTimeError
from masarat.scenario.settings import LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from masarat.scenario.clock import Clock
    from masarat.scenario.raw import Cell

TOP = (
    "agreement",
    "title",
    "parties",
    "signatories",
    "required",
    "may",
    "must_renew",
    "waivers",
    "inspection",
    "ceasefire",
    "notice_minutes",
)
"""Keys that nothing stands above."""

PARTS = (
    *TOP,
    "role",
    "name",
    "party",
    "office",
    "key",
    "default",
    "table",
    "suspend",
    "record",
    "count",
    "by",
    "carried",
    "area",
    "start",
    "until",
)
"""Every part of a key that is not free."""


class Reader:
    """Reads values by dotted key; collects faults; knows which keys nobody asked for."""

    def __init__(
        self,
        file: str,
        settings: Mapping[str, tuple[Cell, ...]] | None = None,
        faults: list[Fault] | None = None,
    ) -> None:
        self.file = file
        self.settings = settings or {}
        self.faults = faults or []
        self._used: set[str] = set()

    def fault(
        self, field: str, expected: str, *, found: str | None = None, hint: str = ""
    ) -> Fault:
        """Keep a fault of `field`: by default, found is what stands there."""
        cells = self.settings.get(field, ())
        row = cells[0].row if cells else self._row_above(field)
        if found is None:
            found = ", ".join(cell.text for cell in cells)
        made = Fault(
            file=self.file, row=row, field=field, expected=expected, found=found, hint=hint
        )
        self.faults.append(made)
        return made

    def _row_above(self, field: str) -> int | None:
        rows = [
            cell.row
            for key, cells in self.settings.items()
            if key.startswith(f"{field}.")
            for cell in cells
            if cell.row is not None
        ]
        return min(rows, default=None)

    def below(self, prefix: str) -> tuple[str, ...]:
        """Return the names that stand directly below `prefix`, in order."""
        start = f"{prefix}."
        names = [
            key[len(start) :].partition(".")[0] for key in self.settings if key.startswith(start)
        ]
        if self.settings.get(prefix, ()) and prefix not in self._used:
            self._used.add(prefix)
            if any(cell.text for cell in self.settings[prefix]):
                self.fault(prefix, "keys with values below it")
        return tuple(dict.fromkeys(names))

    def optional(self, field: str) -> str:
        """Return the one text of `field`, empty if it is not there."""
        self._used.add(field)
        cells = self.settings.get(field, ())
        if len(cells) > 1:
            self.fault(field, "one value, not a list")
            return ""
        return cells[0].text if cells else ""

    def text(self, field: str, expected: str) -> str:
        """Return the one text of `field`; that it is missing is a fault."""
        before = len(self.faults)
        text = self.optional(field)
        if not text and len(self.faults) == before:
            self.fault(field, expected)
        return text

    def words(self, field: str, *, needed: bool = False) -> dict[str, str]:
        """Return texts by language; one plain text is taken as English."""
        single = self.optional(field)
        words = {"en": single} if single else {}
        for lang in self.below(field):
            where = f"{field}.{lang}"
            text = self.text(where, "text")
            if LANGUAGE.fullmatch(lang) is None:
                self.fault(where, "a language code such as en, ar or ru", found=lang)
            elif text:
                words[lang] = text
        if needed and not words:
            self.fault(field, "text by language: {en: ..., ar: ..., ru: ...}")
        return words

    def choice(self, field: str, known: Iterable[str]) -> str:
        """Return one of the `known` words."""
        words = tuple(known)
        text = self.text(field, f"one of {', '.join(words) or 'none: there are none'}")
        return text if not text or self.known(field, text, words) else ""

    def known(self, field: str, name: str, known: Iterable[str]) -> bool:
        """Return whether `name`, found at `field`, is known; that it is not is a fault."""
        self._used.add(field)
        words = tuple(known)
        if name in words:
            return True
        self.fault(field, f"one of {', '.join(words)}", found=name, hint=suggestion(name, words))
        return False

    def ids(self, field: str, known: Iterable[str]) -> tuple[str, ...]:
        """Return known ids: a list, or one text with semicolons."""
        self._used.add(field)
        words = tuple(known)
        named = [part for cell in self.settings.get(field, ()) for part in split(cell.text)]
        if len(set(named)) < len(named):
            self.fault(field, "each id once")
        return tuple(dict.fromkeys(name for name in named if self.known(field, name, words)))

    def count(self, field: str, default: int, *, most: int = LARGEST, of: str = "") -> int:
        """Return a whole number from 1 to `most` (the number `of` something)."""
        text = plain(self.optional(field))
        if field not in self.settings:
            return default
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
            limit = f"from 1 to {most:,}" + (f", the number of {of}" if of else "")
            self.fault(field, f"a whole number {limit}")
            return default
        return int(text)

    def moment(self, field: str, text: str, clock: Clock) -> datetime | None:
        """Return the moment that `text`, found at `field`, means in the scenario."""
        try:
            return clock.moment(clock.parse(plain(text)))
        except BadTimeError as error:
            self.fault(field, error.expected, hint=error.hint)
        except OverflowError:
            self.fault(field, "a time of this millennium")
        return None

    def pass_over(self, prefix: str) -> None:
        """Say nothing more of the keys below `prefix`: their place is a fault already."""
        self._used.update(key for key in self.settings if key.startswith(f"{prefix}."))

    def refuse_unknown(self) -> None:
        """Keep a fault for every key that nobody asked for."""
        for key, cells in self.settings.items():
            if key not in self._used and (any(cell.text for cell in cells) or "." not in key):
                top, _, below = key.partition(".")
                part = next((p for p in below.split(".") if p not in PARTS), key)
                part, words = (part, PARTS) if top in TOP else (top, TOP)
                self.fault(key, "a known key", found=part, hint=suggestion(part, words))

    def in_order(self) -> list[Fault]:
        """Return the faults in the order of the file."""
        return sorted(self.faults, key=lambda fault: fault.row or 0)
