"""What `masarat reports draft` writes is what `masarat reports review` reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from masarat.app.intake import drafts_of
from masarat.app.reports.drafts import read_drafts
from masarat.core.languages import LANGUAGES
from masarat.reports.intake.lexicon import language
from masarat.reports.times import PARTS

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
قال لافروف إن المشاورات ستبدأ مساء الثلاثاء أو صباح الأربعاء. وأضاف أن حي الشعار مغلق منذ فجر اليوم.
وأعلن الدفاع المدني في وقت سابق أن الطريق مفتوح.
"""


def test_every_draft_becomes_a_row_to_review(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text(TEXT, encoding="utf-8")
    drafts = drafts_of(article, day="2016-12-05")
    file = tmp_path / "drafts.json"
    file.write_text(json.dumps([draft.content() for draft in drafts]), encoding="utf-8")
    rows = [drafted.row for drafted in read_drafts(file, published="2016-12-05", document="x")]
    assert [row["quote"] for row in rows] == [draft.text for draft in drafts]
    assert [row["claim"] for row in rows] == ["meeting", "closed", "open"]
    assert rows[1]["occurred"] == "2016-12-05 dawn"


def test_parts_of_the_day_are_those_that_reports_know() -> None:
    rows = (entry for code in LANGUAGES for _, entry in language(code).rows)
    assert {entry.get("value") for entry in rows if entry.role == "part"} <= set(PARTS)
