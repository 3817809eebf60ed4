"""The frame of an article: bylines, datelines and dates of agencies and newspapers."""

from __future__ import annotations

import pytest

from masarat.reports.intake.drafting import read_drafts
from masarat.reports.intake.gazetteer import gazetteer

NOWHERE = gazetteer([])
BODY = "قال الوزير إن الطريق مفتوح."

FRAMES = {
    f"عنوان الخبر هنا\n5 كانون الأول (ديسمبر - دجنبر)، 2016\nميكروسيريا – متابعة\n{BODY}": (
        "Microsyria",
        "2016-12-05",
    ),
    f"دمشق-سانا\n{BODY}": ("SANA", ""),
    f"الجزائر – (وأج) – {BODY}": ("APS", ""),
    f"الرباط/ 10 دجنبر 2016/ ومع/ {BODY}": ("MAP", "2016-12-10"),
    f"تونس 14 فيفري 2017 (وات) – {BODY}": ("TAP", "2017-02-14"),
    f"بيروت (رويترز) - {BODY}": ("Reuters", ""),
    f"عنب بلدي – خاص\nالأحد 4 كانون الأول 2016\n{BODY}": ("Enab Baladi", "2016-12-04"),
    f"صحيفة لا يعرفها أحد - وكالات\n{BODY}": ("صحيفة لا يعرفها أحد", ""),
    "BEIRUT/MOSCOW (Reuters) - The minister said the road was open.": ("Reuters", ""),
    "МОСКВА, 5 декабря 2016. /ТАСС/. Министр заявил, что дорога открыта.": ("TASS", "2016-12-05"),
    BODY: ("", ""),
}


@pytest.mark.parametrize("text", FRAMES)
def test_publisher_and_day(text: str) -> None:
    (draft,) = read_drafts(text, NOWHERE)
    assert (draft.published_by, draft.occurred) == FRAMES[text]
    assert draft.claim == "open"
    assert "دجنبر" not in draft.text
    assert "ТАСС" not in draft.text


def test_what_is_said_of_the_publisher_by_hand_comes_first() -> None:
    (draft,) = read_drafts(f"دمشق-سانا\n{BODY}", NOWHERE, published_by="a person")
    assert draft.published_by == "a person"


def test_a_headline_is_no_statement_but_a_line_alone_is() -> None:
    assert len(read_drafts(f"الوزير يعلن أن الطريق مفتوح\n{BODY}", NOWHERE)) == 1
    assert len(read_drafts("الوزير يعلن أن الطريق مفتوح", NOWHERE)) == 1
