"""How details and changes are told: every one of them, in every language, in the place's time."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.agreement.acting import draft_data
from tests.agreement.drafts import source

from masarat.agreement.changes import compare
from masarat.agreement.drafting import draft_details
from masarat.agreement.parties import read_draft
from masarat.agreement.phrases import Phrase
from masarat.app.agreements.contents import content_lines
from masarat.app.agreements.speech import Speech, read_moment, zone_of
from masarat.core.errors import UsageError
from masarat.core.languages import LANGUAGES

NOW = datetime(2016, 12, 14, 3, 30, tzinfo=UTC)
DAMASCUS = ZoneInfo("Asia/Damascus")


def contents(name: str) -> dict[str, dict[str, object]]:
    return {detail.id: dict(detail.content) for detail in draft_details(source(name))}


def speech(lang: str = "en", name: str = "second") -> Speech:
    return Speech(lang, read_draft(draft_data()), contents(name))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["first", "second"])
def test_every_detail_is_told_with_its_digest_and_its_names(lang: str, name: str) -> None:
    told = speech(lang, name)
    for detail in draft_details(source(name)):
        lines = list(content_lines(told, detail.content, detail.digest))
        assert lines[0] == told.detail(detail.id) != detail.id
        assert lines[1].strip() == detail.digest
        assert all(line.strip() for line in lines)
        assert not [line for line in lines if "m_" in line or "{" in line]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_change_is_told(lang: str) -> None:
    told = speech(lang)
    for change in compare(contents("first"), contents("second")):
        for phrase in change.phrases:
            line = told.phrase(phrase)
            assert line
            assert "{" not in line


def test_differences_are_told_in_words_people_use() -> None:
    told = speech()
    edited = deepcopy(contents("second"))
    crossing = edited["inspection/ramouseh-crossing"]
    crossing["lanes"] = 5
    crossing["longest_wait_minutes"] = None
    crossing["remark"] = "fragile"
    del crossing["inspected_by"]
    changes = {c.detail: c for c in compare(contents("second"), edited)}
    lines = [told.phrase(p) for p in changes["inspection/ramouseh-crossing"].phrases]
    assert lines == [
        "inspected by: no more, was a",
        "lanes: 5 instead of 4",
        "longest wait in minutes: any number instead of 0",
        "remark: new, fragile",
    ]


def test_times_are_those_of_the_place_with_the_date_only_where_it_differs() -> None:
    told = speech()
    values = {"convoy": "ramouseh/7", "before": "2016-12-19T04:25:00Z"}
    same = Phrase("convoy_departs", {**values, "after": "2016-12-19T04:40:00Z"})
    other = Phrase("convoy_departs", {**values, "after": "2016-12-20T04:40:00Z"})
    assert told.phrase(same) == "convoy ramouseh/7 departs 06:40 instead of 19 Dec 06:25"
    assert told.phrase(other) == "convoy ramouseh/7 departs 20 Dec 06:40 instead of 19 Dec 06:25"


def test_one_id_may_be_that_of_several_things() -> None:
    told = speech()
    assert told.name("fuah", "group") == "People of al-Fu'ah"
    assert told.name("fuah", "place") == "al-Fu'ah"
    assert told.name("fuah", "corridor") == "From al-Fu'ah and Kafriya"
    assert told.name("nowhere") == "nowhere"


def test_a_moment_is_read_on_the_clocks_there_or_in_utc() -> None:
    assert read_moment(None, DAMASCUS, NOW) == NOW
    assert read_moment("2016-12-14 05:30", DAMASCUS, NOW) == NOW
    assert read_moment("2016-12-14T03:30:00Z", DAMASCUS, NOW) == NOW
    with pytest.raises(UsageError, match="expected a time such as"):
        read_moment("soon", DAMASCUS, NOW)


def test_without_a_known_time_zone_it_is_utc() -> None:
    assert zone_of(contents("second").values()) == DAMASCUS
    assert zone_of([{"time_zone": "Nowhere/At-All"}]).key == "UTC"
    assert zone_of([]).key == "UTC"
