"""Texts that cannot be read: the message names what was found, where, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from masarat.core.errors import InputError
from masarat.reports.intake.source_text import check, decode, read_text

if TYPE_CHECKING:
    from pathlib import Path

ARABIC = (
    "قال وزير الخارجية الروسي إن الاتفاق مع واشنطن قريب، وأضاف أن الخبراء سيجتمعون في جنيف.\n" * 3
)
RUSSIAN = (
    "Министр иностранных дел России заявил, что соглашение близко и эксперты встретятся.\n" * 3
)


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (ARABIC, "cp1256", "cp1256"),
        (ARABIC, "iso-8859-6", "iso-8859-6"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "utf-16-be", "utf-16-be"),
        (ARABIC, "utf-16-le", "utf-16-le"),
        ("Convoys left.", "utf-16-le", "utf-16-le"),
    ],
)
def test_another_encoding_is_named_and_then_accepted(text: str, encoding: str, named: str) -> None:
    text = text.replace("،", ",")
    data = text.encode(encoding)
    with pytest.raises(InputError) as caught:
        check(decode(data, "article.txt"), "article.txt")
    assert f"--encoding {named}" in str(caught.value)
    assert decode(data, "article.txt", encoding) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_and_its_mark_does_not_count(encoding: str) -> None:
    assert decode(ARABIC.encode(encoding), "article.txt") == ARABIC


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(InputError, match="--encoding: found 'arabic-dos', expected an encoding"):
        decode(b"", "article.txt", "arabic-dos")


REFUSED = {
    "empty": ("", "found 'nothing', expected the text of an article"),
    "blank": (" \n\t\n", "expected the text of an article"),
    "html page": ("<!DOCTYPE html>\n<html>", "expected plain text, not HTML"),
    "html part": ("قال\n<p class='x'>نص</p>", "row 2, character 1 (offset 4): found '<p...'"),
    "override": ("abc\nقال \u202eالوزير", "row 2, character 5 (offset 8): found 'U+202E'"),
    "left override": ("\u202dقال", "row 1, character 1 (offset 0): found 'U+202D'"),
    "zero byte": ("ab\0c", "found 'U+0000', expected text without control characters"),
    "surrogate": ("ab\ud800", "found 'U+D800'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_article_is_refused_with_its_place(case: str) -> None:
    text, message = REFUSED[case]
    with pytest.raises(InputError) as caught:
        check(text, "article.txt")
    assert message in str(caught.value)


def test_marks_and_isolates_of_ordinary_text_are_accepted() -> None:
    check("قال \u200fالوزير\u200e \u2067ABC\u2069 \u202bنص\u202c <br> 3 < 5", "article.txt")


def test_a_file_too_large_is_never_opened(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    with path.open("wb") as file:
        file.truncate(33 * 2**20)
    with pytest.raises(InputError, match=r"found '33.0 MB', expected at most 32 MB"):
        read_text(path)
