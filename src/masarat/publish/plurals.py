"""Plural categories of whole numbers in Arabic, English and Russian.

Source: Unicode CLDR, language plural rules (supplemental data `plurals.xml`), for whole numbers
without decimals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CATEGORIES = {
    "ar": ("zero", "one", "two", "few", "many", "other"),
    "en": ("one", "other"),
    "ru": ("one", "few", "many", "other"),
}


def _arabic(n: int) -> str:
    if n in {0, 1, 2}:
        return ("zero", "one", "two")[n]
    if n % 100 in range(3, 11):
        return "few"
    return "many" if n % 100 in range(11, 100) else "other"


def _english(n: int) -> str:
    return "one" if n == 1 else "other"


def _russian(n: int) -> str:
    if n % 10 == 1 and n % 100 != 11:  # noqa: PLR2004  (the rule's own numbers)
        return "one"
    if n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14}:
        return "few"
    return "many"


_RULES: dict[str, Callable[[int], str]] = {"ar": _arabic, "en": _english, "ru": _russian}


def plural_category(lang: str, n: int) -> str:
    """Return the CLDR plural category of `n` >= 0 in `lang` (ar, en or ru)."""
    return _RULES[lang](n)
