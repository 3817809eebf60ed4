"""The article of 5 December 2016 against the statements that a person found in it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from masarat.app.intake import drafts_of

if TYPE_CHECKING:
    from masarat.reports.intake.draft import Draft

SOUGHT = [parent / "shared/data/aleppo" for parent in Path(__file__).resolve().parents]
FOLDER = next((folder for folder in SOUGHT if folder.is_dir()), SOUGHT[0])

# Words of each expected statement, in the order of expected-reports.csv.
WORDS = (
    "التوصل قريبا", "سيتم التعامل", "سيبدأون العمل في جنيف", "اقتراح نظيره الأمريكي",
    "كان مستعدا لبدء", "مساء الثلاثاء أو صباح الأربعاء", "وقف إطلاق النار لن يدخل",
    "سينجح في حل قضية", "كيري سلم اقتراحاته", "تتناسب مع المقاربات", "بمفاوضات سرية مع جيش",
    "الخلافات اندلعت", "رفضهم مغادرة حلب", "تنوي قبول شروط", "تصفية وضعهم القانوني",
    "خسروا", "حيي كرم الجبل والشعار", "اشتباكات عنيفة",
)  # fmt: skip
GAZETTEER = {
    "karm-aj-jabal; ash-sha-ar": ("karm-aj-jabal", "ash-sha-ar"),
    "ash-sha-ar": ("ash-sha-ar",),
}
RELAYS = ("press conference", "Novosti", "Reuters")


@pytest.fixture(scope="module")
def drafts() -> tuple[Draft, ...]:
    if not FOLDER.is_dir():
        pytest.skip("the article is not here (../shared/data/aleppo)")
    return drafts_of(FOLDER / "article-2016-12-05.txt", FOLDER / "places.csv")


@pytest.fixture(scope="module")
def expected(drafts: tuple[Draft, ...]) -> list[dict[str, str]]:
    with (FOLDER / "expected-reports.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_statement_is_found_and_none_invented(drafts: tuple[Draft, ...]) -> None:
    found = [draft for words, draft in zip(WORDS, drafts, strict=True) if words in draft.text]
    assert len(found) == 18


def test_offsets_give_the_text(drafts: tuple[Draft, ...]) -> None:
    text = (FOLDER / "article-2016-12-05.txt").read_text(encoding="utf-8")
    for draft in drafts:
        assert text[draft.start : draft.end] == draft.text
        assert all(text[why.start : why.end] == why.text for why in draft.why)


def test_speaker_relay_publisher_time_and_places_are_right_on_seventeen(
    drafts: tuple[Draft, ...], expected: list[dict[str, str]]
) -> None:
    wrong = [
        row["n"]
        for row, draft in zip(expected, drafts, strict=True)
        if not (
            draft.said_by == row["said_by"]
            and _relays(row["via"]) == draft.via
            and draft.published_by == row["published_by"]
            and draft.occurred == row["occurred"]
            and _places(row["about"]) == draft.places
        )
    ]
    # 1: the press conference is named only in the next paragraph
    assert wrong == ["1"]


def test_distance_is_right_on_all(
    drafts: tuple[Draft, ...], expected: list[dict[str, str]]
) -> None:
    for row, draft in zip(expected, drafts, strict=True):
        assert draft.distanced == row["distanced"].startswith("yes"), row["n"]
        assert draft.modality == row["modality"], row["n"]


def _relays(via: str) -> tuple[str, ...]:
    return tuple(relay for relay in RELAYS if relay in via)


def _places(about: str) -> tuple[str, ...]:
    return GAZETTEER.get(about, ("east-aleppo",) if about == "east Aleppo" else ())
