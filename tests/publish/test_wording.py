"""Words: the three languages say the same things, with the right plural forms."""

from __future__ import annotations

import re
from fractions import Fraction
from importlib.resources import files

import pytest

from masarat.core.errors import UsageError
from masarat.core.languages import LANGUAGES
from masarat.publish.plurals import CATEGORIES, plural_category
from masarat.publish.wording import placeholders, words

# Examples from the CLDR tables' own integer samples, one list a category.
CLDR_SAMPLES = {
    "ar": {
        "zero": [0],
        "one": [1],
        "two": [2],
        "few": [3, 10, 103, 110, 203, 1003],
        "many": [11, 26, 99, 111, 1011],
        "other": [100, 102, 200, 202, 300, 1000, 10000, 1000000],
    },
    "en": {"one": [1], "other": [0, 2, 16, 100, 1000]},
    "ru": {
        "one": [1, 21, 31, 101, 1001],
        "few": [2, 4, 22, 24, 102, 1002],
        "many": [0, 5, 11, 12, 14, 19, 100, 111, 1000],
    },
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plural_categories_follow_the_samples_of_cldr(lang: str) -> None:
    for category, numbers in CLDR_SAMPLES[lang].items():
        for n in numbers:
            assert plural_category(lang, n) == category, n


def test_all_languages_have_the_same_keys_and_kinds() -> None:
    kinds = [{k: isinstance(v, str) for k, v in words(lang).table.items()} for lang in LANGUAGES]
    assert kinds[0] == kinds[1] == kinds[2]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_placeholders_are_those_of_english(lang: str) -> None:
    english = words("en").table
    for key, value in words(lang).table.items():
        expected = english[key]
        if isinstance(value, str):
            assert isinstance(expected, str)
            assert placeholders(value) == placeholders(expected), key
            assert value, key
        else:
            assert set(value) == set(CATEGORIES[lang]), key
            # Arabic says one and two without the number.
            full = {text for text in value.values() if placeholders(text)}
            assert full, key
            assert all(placeholders(text) == {"n"} for text in full), key


def test_the_report_uses_only_words_that_exist() -> None:
    table = words("en").table
    folder = files("masarat.publish.report")
    for part in sorted(folder.iterdir(), key=lambda p: p.name):
        if not part.name.endswith((".js", ".html")):
            continue
        text = part.read_text(encoding="utf-8")
        used = re.findall(r'\b(?:text|count)\("(\w+)"', text) + re.findall(r"\{\{w:(\w+)", text)
        used += re.findall(r'"(ui_\w+)"', text)
        missing = {key for key in used if key not in table}
        assert not missing, part.name


def test_durations_read_as_people_say_them() -> None:
    assert words("en").duration(5 * 1440 + 23 * 60 + 12) == "5 days, 23 hours and 12 minutes"
    assert words("en").duration(5 * 1440 + 12) == "5 days and 12 minutes"
    assert words("en").duration(61) == "1 hour and 1 minute"
    assert words("en").duration(0) == "0 minutes"
    assert words("ru").duration(2 * 1440 + 60) == "2 дня и 1 час"
    assert _bare(words("ar").duration(2 * 1440 + 3 * 60)) == "يومان و3 ساعات"
    assert _bare(words("ar").duration(2 * 1440 + 3 * 60 + 7)) == "يومان، 3 ساعات و7 دقائق"


def test_numbers_have_latin_digits_and_the_languages_own_separators() -> None:
    assert words("ar").number(36312) == "36,312"
    assert words("ru").number(36312) == "36\u00a0312"
    assert words("ru").percent(Fraction(41, 1000)) == "4,1 %"


def test_a_gap_is_never_shown_smaller_than_it_is() -> None:
    assert words("en").percent(Fraction(40001, 1000000)) == "4.1%"
    assert words("en").percent(Fraction(4, 100)) == "4.0%"


def test_arabic_sentences_isolate_what_is_put_into_them() -> None:
    at = words("ar").text("ui_load", group="bus", n="مركبة 3")
    assert at == "\u2068bus\u2069: \u2067مركبة 3\u2069"
    assert words("en").text("ui_load", group="bus", n="3") == "bus: 3"


def test_an_unknown_language_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="expected one of ar, en, ru"):
        words("fr")


def _bare(text: str) -> str:
    return re.sub("[\u2067-\u2069]", "", text)
