"""Expressions of time in three languages and all calendars, against dates derived by hand."""

from __future__ import annotations

from datetime import date

import pytest

from masarat.reports.intake.lexicon import language
from masarat.reports.intake.source_text import script_of
from masarat.reports.intake.timing import timexes
from masarat.reports.intake.tokens import sentences

MONDAY = date(2016, 12, 5)

BEHIND = {
    "5 كانون الأول (ديسمبر - دجنبر)، 2016": "2016-12-05",
    "اليوم “الاثنين” 5 كانون الأول/ ديسمبر": "2016-12-05",
    "يوم الجمعة الماضي": "2016-12-02",
    "الجمعة": "2016-12-02",
    "الخميس المقبل": "2016-12-08",
    "مساء الثلاثاء أو صباح الأربعاء": "2016-11-29 evening / 2016-11-30 morning",
    "أول من أمس": "2016-12-03",
    "ليلة أمس": "2016-12-04 night",
    "صباح اليوم": "2016-12-05 morning",
    "غدا": "2016-12-06",
    "في وقت سابق": "before 2016-12-05",
    "٣٠ تشرين الثاني ٢٠١٦": "2016-11-30",
    "12 جانفي 2017": "2017-01-12",
    "3 غشت": "2016-08-03",
    "20 جويلية 2016": "2016-07-20",
    "27/أغسطس/2016": "2016-08-27",
    "16 ربيع الأول 1438 هـ": "2016-12-15",
    "1 رمضان 1437": "2016-06-06",
    "10-12-2016": "2016-12-10",
    "2016-12-15": "2016-12-15",
    "31 شباط 2016": "",
    "December 5, 2016": "2016-12-05",
    "Dec. 17": "2016-12-17",
    "last Friday": "2016-12-02",
    "on Tuesday evening": "2016-11-29 evening",
    "yesterday evening": "2016-12-04 evening",
    "the 3rd of December": "2016-12-03",
    "5 декабря 2016 года": "2016-12-05",
    "в прошлую пятницу": "2016-12-02",
    "вчера вечером": "2016-12-04 evening",
    "05.12.2016": "2016-12-05",
}
AHEAD = {
    "مساء الثلاثاء أو صباح الأربعاء": "2016-12-06 evening / 2016-12-07 morning",
    "во вторник вечером": "2016-12-06 evening",
    "on Friday": "2016-12-09",
    "الاثنين": "2016-12-05",
}


def resolved(text: str, *, ahead: bool, base: date | None = MONDAY) -> str:
    spoken = language(script_of(text))
    (sentence,) = sentences(text, spoken.abbreviations, spoken.split)
    found = timexes(sentence.tokens, spoken.marks(sentence), 0, len(sentence.tokens))
    assert len(found) <= 1 or not found[0].resolve(base, ahead=ahead)
    return found[0].resolve(base, ahead=ahead) if found else ""


@pytest.mark.parametrize("text", BEHIND)
def test_time_that_lies_behind(text: str) -> None:
    assert resolved(text, ahead=False) == BEHIND[text]


@pytest.mark.parametrize("text", AHEAD)
def test_weekdays_that_lie_ahead(text: str) -> None:
    assert resolved(text, ahead=True) == AHEAD[text]


def test_what_needs_the_articles_day_says_nothing_without_it() -> None:
    assert resolved("أمس", ahead=False, base=None) == ""
    assert resolved("5 كانون الأول", ahead=False, base=None) == ""
    assert resolved("5 كانون الأول 2016", ahead=False, base=None) == "2016-12-05"


def test_the_ends_of_time_are_no_crash() -> None:
    assert resolved("غدا", ahead=False, base=date.max) == ""
    assert resolved("أمس", ahead=False, base=date.min) == ""
