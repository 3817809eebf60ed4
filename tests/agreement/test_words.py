"""What is said about agreements: the same in three languages, and never more than it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.agreement.drafts import source

from masarat.agreement.acts import STANCES
from masarat.agreement.clauses import LAW
from masarat.agreement.drafting import draft_details
from masarat.agreement.wording import texts, vocabulary
from masarat.core.languages import LANGUAGES
from masarat.publish.plurals import CATEGORIES
from masarat.publish.wording import placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = Path(__file__).parents[2] / "src" / "masarat"
CALLED = ("legal", "lawful", "قانوني", "شرعي", "юридич", "законн", "правов")


def every(of: Any) -> Iterator[str]:
    if isinstance(of, str):
        yield of
    else:
        for inner in of.values():
            yield from every(inner)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_calls_an_agreement_legal(lang: str) -> None:
    said = [*every(texts(lang)), *every(vocabulary(lang))]
    assert [text for text in said for word in CALLED if word in text.casefold()] == []


@pytest.mark.parametrize("package", ["agreement", "app/agreements", "app/commands"])
def test_no_message_calls_an_agreement_legal(package: str) -> None:
    for path in sorted((SOURCES / package).rglob("*.py")):
        assert "legal" not in path.read_text(encoding="utf-8").casefold(), path.name


@pytest.mark.parametrize(
    "page", ["docs/agreement.md", "docs/cli.md", "examples/aleppo-2016/agreement/README.md"]
)
def test_no_page_calls_an_agreement_legal(page: str) -> None:
    text = (SOURCES.parents[1] / page).read_text(encoding="utf-8").casefold()
    assert [word for word in CALLED if word in text] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_says_the_same_things(lang: str) -> None:
    english = vocabulary("en")
    assert vocabulary(lang).keys() == english.keys()
    for key, said in vocabulary(lang).items():
        expected = english[key]
        assert isinstance(said, str) == isinstance(expected, str), key
        if isinstance(said, str):
            assert said, key
            assert isinstance(expected, str)
            assert placeholders(said) == placeholders(expected), key
        else:
            assert set(said) == set(CATEGORIES[lang]), key


def members(value: Any) -> Iterator[str]:
    """Members of a content, not ids and languages below maps by id."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            if not name.endswith("names") and name != "people":
                yield from members(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from members(inner)


@pytest.mark.parametrize("name", ["first", "second"])
def test_every_member_of_a_content_has_a_word(name: str) -> None:
    said = {key.removeprefix("m_") for key in vocabulary("en") if key.startswith("m_")}
    for detail in draft_details(source(name)):
        found = set(members(detail.content)) - {"detail", *LANGUAGES}
        assert found <= said, detail.id


def test_every_answer_has_a_word() -> None:
    english = vocabulary("en")
    for clause in (*LAW.gate, *LAW.go):
        assert f"reason_{clause.id}" in english
    for action in ("table", "renew", "sign", "none", "wait"):
        assert f"next_{action}" in english
    for stance in STANCES:
        assert f"stance_{stance}" in english
