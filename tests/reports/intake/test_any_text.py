"""Whatever the text: no crash, offsets that give the words, work in proportion to the length."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from masarat.core.errors import InputError
from masarat.core.languages import LANGUAGES
from masarat.reports.intake.drafting import read_drafts
from masarat.reports.intake.gazetteer import gazetteer
from masarat.reports.intake.lexicon import language
from masarat.reports.intake.places import own_places, with_areas
from masarat.reports.intake.source_text import decode

if TYPE_CHECKING:
    from masarat.reports.intake.draft import Draft

PLACES = gazetteer(with_areas(own_places()))
DAY = date(2016, 12, 5)

_PHRASES = [
    words.replace("*", "").replace("..", "")
    for code in LANGUAGES
    for words, _ in language(code).rows
]
_MARKS = [*list(" \n\t.,،؛:!؟?\"“”«»'‘’()/-–—…[]<>٣5"), "ـ", "ً", "\u200f", "\u200d", "\r\n", "<br>"]
_NAMES = [row["name_ar"] for row in own_places()[:40]]
WORDISH = st.sampled_from([*_PHRASES, *_NAMES]) | st.text(max_size=6)
SOUP = st.lists(WORDISH | st.sampled_from(_MARKS), min_size=1, max_size=80).map(" ".join)


def hold(text: str, drafts: tuple[Draft, ...]) -> None:
    for draft in drafts:
        assert 0 <= draft.start < draft.end <= len(text)
        assert text[draft.start : draft.end] == draft.text
        for why in draft.why:
            assert text[why.start : why.end] == why.text
            assert why.text


def read(text: str) -> tuple[Draft, ...]:
    try:
        return read_drafts(text, PLACES, day=DAY)
    except InputError:
        return ()


@given(SOUP)
@settings(max_examples=80)
@example("قال “ قال ” قال : أن «»")
@example("وأضاف لافروف، أن: ")
@example('"')
@example("5/12/2016 31/2/2016 99/99/2016 30 شباط 2016")
def test_words_of_the_lexicons_in_any_order(text: str) -> None:
    hold(text, read(text))


@given(st.text())
@settings(max_examples=60)
def test_any_characters(text: str) -> None:
    hold(text, read(text))


@given(st.binary(max_size=200))
@settings(max_examples=60)
def test_any_bytes(data: bytes) -> None:
    try:
        text = decode(data, "article.txt")
    except InputError:
        return
    hold(text, read(text))


@given(SOUP)
@settings(max_examples=20)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read(text) == read(text)


REPEATED = {
    "words": "قال ",
    "quotes": "“",
    "that": "أن ",
    "according": "بحسب ",
    "commas": "قال، ",
    "days": "اليوم الاثنين أو ",
    "relays": "نقلا عن وكالة ",
    "names": "حي الشعار و",
    "letters": "ا",
    "marks": "\u064b",
    "months": "5 كانون الأول/ ديسمبر ",
    "english": "said that ",
    "parentheses": "((",
}


@pytest.mark.parametrize("case", REPEATED)
def test_work_grows_in_proportion_to_the_text(case: str) -> None:
    """Counts the interpreter's steps, which do not depend on the machine."""
    once, twice = (_steps(REPEATED[case] * count) for count in (500, 1_000))
    assert twice < 2.6 * once + 50_000


def _steps(text: str) -> int:
    count = 0

    def step(*_: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(step)
    try:
        drafts = read(text)
    finally:
        sys.setprofile(before)
    hold(text, drafts)
    return count


@pytest.mark.slow
def test_five_megabytes_and_a_hundred_thousand_places() -> None:
    rows = [{"id": f"p{n}", "name_ar": f"قرية رقم {n}"} for n in range(100_000)]
    places = gazetteer([*rows, *own_places()])
    line = "وأضاف لافروف أن حي الشعار مغلق وأن قرية رقم 77777 مفتوحة.\n"
    text = line * (5 * 2**20 // len(line.encode()))
    drafts = read_drafts(text, places, day=DAY)
    hold(text, drafts[-10:])
    assert len(drafts) == 2 * text.count("\n")
    assert {draft.places for draft in drafts} == {("ash-sha-ar",), ("p77777",)}
