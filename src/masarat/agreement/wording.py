"""The texts of the agreement in Arabic, English and Russian: one JSON file a language.

The standing texts are short statements of our own of what UN Security Council resolution 2328
(2016) asks of an evacuation (voluntary, safe and dignified passage to a destination of people's
choice, protection of those who stay, neutral monitoring) and of ICRC's practice of humanitarian
operations (the wounded first, consent of all parties, no lists of people handed over). Parties that
want other words write them; whatever they sign is what binds them.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@cache
def texts(lang: str) -> Mapping[str, str]:
    """Return the standing texts and titles of details in `lang` (ar, en or ru)."""
    return _load(f"texts-{lang}.json")


@cache
def vocabulary(lang: str) -> Mapping[str, str | Mapping[str, str]]:
    """Return what commands say about agreements in `lang`: texts, or one for each plural form."""
    return _load(f"words-{lang}.json")


def in_languages(
    key: str, languages: Iterable[str], **values: str | int | Mapping[str, str]
) -> dict[str, str]:
    """Return the text `key` in each language, its placeholders filled.

    A value may itself be a text by language; where it lacks one, English stands in, then any.

    Raises
    ------
    KeyError
        If there is no such text, or a value for one of its placeholders is missing.
    """
    return {lang: _filled(texts(lang)[key], lang, values) for lang in languages}


def named(names: Mapping[str, str], lang: str, otherwise: str) -> str:
    """Return the name in `lang`, else in English, else any, else `otherwise`."""
    return names.get(lang) or names.get("en") or next(iter(names.values()), otherwise)


def _filled(text: str, lang: str, values: Mapping[str, str | int | Mapping[str, str]]) -> str:
    def value(found: re.Match[str]) -> str:
        given = values[found[1]]
        return str(given) if isinstance(given, str | int) else named(given, lang, "")

    return _PLACEHOLDER.sub(value, text)


def _load(name: str) -> dict[str, Any]:
    source = files("masarat.agreement") / "words" / name
    loaded: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return loaded
