"""The words of an edition: one JSON file a language, one loader.

A word is text with `{placeholders}`, or one text for each plural category. In Arabic, whatever is
put into a sentence is wrapped in Unicode isolates (UAX 9), so that a time or a Latin name keeps its
own direction: right-to-left where it holds a Hebrew, Arabic, Syriac or Thaana letter, otherwise by
its first strong letter. (The first strong letter alone would not do: isolates inside are skipped.)
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import ceil
from typing import TYPE_CHECKING

from masarat.core.errors import UsageError, suggestion
from masarat.core.languages import LANGUAGES
from masarat.publish.plurals import plural_category

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

_RIGHT_TO_LEFT_ISOLATE = "\u2067"
_FIRST_STRONG_ISOLATE = "\u2068"
_POP_ISOLATE = "\u2069"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u07bf]")
_HOUR = 60


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language.

    Parameters
    ----------
    lang
        "ar", "en" or "ru".
    table
        Key to text, or to one text for each plural category.
    """

    lang: str
    table: Mapping[str, str | Mapping[str, str]] = field(repr=False)

    @property
    def direction(self) -> str:
        """Direction of the text: rtl or ltr."""
        return "rtl" if self.lang == "ar" else "ltr"

    def text(self, key: str, **values: object) -> str:
        """Return the text of `key` with its placeholders filled.

        Raises
        ------
        KeyError
            If the key or a value is missing.
        """
        template = self.table[key]
        if not isinstance(template, str):
            msg = f"{key} has plural forms: use count()"
            raise KeyError(msg)
        return self._fill(template, values)

    def count(self, key: str, n: int, **values: object) -> str:
        """Return the plural form of `key` for `n`, which fills the placeholder `n`."""
        forms = self.table[key]
        if isinstance(forms, str):
            msg = f"{key} has no plural forms: use text()"
            raise KeyError(msg)
        return self._fill(forms[plural_category(self.lang, n)], {"n": self.number(n), **values})

    def number(self, n: int) -> str:
        """Return `n` in Latin digits, grouped as the language does."""
        return f"{n:,}".replace(",", str(self.table["group_separator"]))

    def percent(self, share: Fraction) -> str:
        """Return a share (41/1000) as a percentage with one decimal, rounded up.

        Up, because the shares that we print are gaps: none is ever shown smaller than it is.
        """
        tenths = ceil(share * 1000)
        figure = f"{tenths // 10}{self.table['decimal_separator']}{tenths % 10}"
        return str(self.table["percent"]).replace("{n}", figure)

    def share(self, share: Fraction) -> str:
        """Return a share as a percentage, rounded to the nearest whole one."""
        return str(self.table["percent"]).replace("{n}", str(round(share * 100)))

    def duration(self, minutes: int) -> str:
        """Return minutes as days, hours and minutes, without those that are none."""
        hours, minutes = divmod(minutes, _HOUR)
        parts = (("days", hours // 24), ("hours", hours % 24), ("minutes", minutes))
        shown = [self.count(key, n) for key, n in parts if n]
        return self.joined(shown or [self.count("minutes", 0)])

    def joined(self, parts: Sequence[str]) -> str:
        """Return `parts` as a list in a sentence: a, b and c."""
        if len(parts) < 2:  # noqa: PLR2004  (nothing to join)
            return "".join(parts)
        first = self.text("list_separator").join(parts[:-1])
        return self.text("and", a=first, b=parts[-1])

    def _fill(self, template: str, values: Mapping[str, object]) -> str:
        isolate = self.lang == "ar"

        def filled(match: re.Match[str]) -> str:
            value = str(values[match[1]])
            return isolated(value) if isolate else value

        return _PLACEHOLDER.sub(filled, template)


def isolated(value: str) -> str:
    """Return `value` so that it keeps its own direction inside a right-to-left sentence."""
    right_to_left = _RIGHT_TO_LEFT.search(value)
    start = _RIGHT_TO_LEFT_ISOLATE if right_to_left else _FIRST_STRONG_ISOLATE
    return f"{start}{value}{_POP_ISOLATE}"


def placeholders(text: str) -> frozenset[str]:
    """Return the names of the placeholders in `text`."""
    return frozenset(_PLACEHOLDER.findall(text))


@cache
def words(lang: str) -> Words:
    """Load the words of `lang`.

    Raises
    ------
    UsageError
        If there is no such language.
    """
    if lang not in LANGUAGES:
        hint = suggestion(lang, LANGUAGES)
        msg = f"no words for language {lang!r}: expected one of {', '.join(LANGUAGES)}"
        raise UsageError(f"{msg} ({hint})" if hint else msg)
    source = files("masarat.publish") / "words" / f"{lang}.json"
    return Words(lang, json.loads(source.read_text(encoding="utf-8")))
