"""`masarat reports draft` as people and programs meet it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from masarat.app.cli import run

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "قال وزير الخارجية الروسي سيرغي لافروف إن حي الشعار مغلق منذ صباح اليوم.\n"
FIELDS = (
    "said_by", "via", "published_by", "occurred", "places", "modality", "distanced", "claim",
    "start", "end", "text",
)  # fmt: skip


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_json_has_the_fields_and_offsets(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--json", "--published-by", "Microsyria", "--date", "2016-12-05"]
    assert run(["reports", "draft", str(article), *options]) == 0
    (draft,) = json.loads(capsys.readouterr().out)
    assert set(FIELDS) <= set(draft)
    assert TEXT[draft["start"] : draft["end"]] == draft["text"]
    assert draft["said_by"] == "Sergei Lavrov"
    assert draft["occurred"] == "2016-12-05 morning"
    assert draft["places"] == ["ash-sha-ar"]
    assert draft["claim"] == "closed"
    assert draft["published_by"] == "Microsyria"
    for why in draft["why"]:
        assert TEXT[why["start"] : why["end"]] == why["text"]


def test_people_see_the_chain_and_the_words(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["reports", "draft", str(article)]) == 0
    out = capsys.readouterr().out
    assert "1. closed, asserted: Sergei Lavrov < ?" in out
    assert "1 draft; nothing is recorded yet." in out


@pytest.mark.parametrize(
    ("data", "options", "message"),
    [
        (TEXT.encode("cp1256"), [], "it looks like cp1256: say --encoding cp1256"),
        (b"<html><p>x", [], "expected plain text, not HTML"),
        (b"", [], "expected the text of an article"),
        (TEXT.encode(), ["--date", "5 December"], "expected a day such as 2016-12-05"),
        ("said \u202eminister".encode(), [], "U+202E"),
    ],
)
def test_bad_input_is_refused_and_named(
    data: bytes, options: list[str], message: str, article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article.write_bytes(data)
    assert run(["reports", "draft", str(article), *options]) == 2
    assert message in capsys.readouterr().err


def test_another_encoding_is_read_when_named(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article.write_bytes(TEXT.encode("cp1256"))
    assert run(["reports", "draft", str(article), "--encoding", "cp1256", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["text"] in TEXT


def test_a_missing_article_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reports", "draft", str(tmp_path / "none.txt")]) == 2
    assert "none.txt" in capsys.readouterr().err
