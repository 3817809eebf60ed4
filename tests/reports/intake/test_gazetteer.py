"""Places in text: clitics, articles, spelling, slips, ordinary words, any table of names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from masarat.core.errors import InputError
from masarat.reports.intake.gazetteer import gazetteer
from masarat.reports.intake.lexicon import language
from masarat.reports.intake.places import own_places, read_places, with_areas
from masarat.reports.intake.source_text import script_of
from masarat.reports.intake.tokens import sentences

if TYPE_CHECKING:
    from pathlib import Path

    from masarat.reports.intake.gazetteer import Gazetteer

OWN = gazetteer(with_areas(own_places()))

FOUND = {
    "حيي كرم الجبل والشعار": {"كرم الجبل": "karm-aj-jabal", "والشعار": "ash-sha-ar"},
    "بالشعار": {"بالشعار": "ash-sha-ar"},
    "للصاخور": {"للصاخور": "as-sakhour"},
    "شعار المرحلة": {},
    "كرمالجبل": {"كرمالجبل": "karm-aj-jabal"},
    "كرم الجبلي": {},
    "حي كرم الجبيل": {"كرم الجبيل": "karm-aj-jabal"},
    "السكر": {},
    "حيّ السُّكَّري": {"السُّكَّري": "as-sukkari"},
    "بستان القصر": {"بستان القصر": "bustan-al-qaser"},
    "كرم، الجبل": {},
    "الميدان": {},
    "حي الميدان": {"الميدان": "al-midan"},
    "تشرين الثاني": {},
    "إدلب": {"إدلب": "idlib"},
    "ادلب": {"ادلب": "idlib"},
    "شرقي حلب": {"شرقي حلب": "east-aleppo"},
    "Karm al-Jabal": {"Karm al-Jabal": "karm-aj-jabal"},
    "ash-Sha’ar": {"ash-Sha’ar": "ash-sha-ar"},
    "in al-Shaar": {"al-Shaar": "ash-sha-ar"},
    "Карм-эль-Джабаль": {"Карм-эль-Джабаль": "karm-aj-jabal"},
}


def found(text: str, places: Gazetteer = OWN) -> dict[str, str]:
    spoken = language(script_of(text))
    (sentence,) = sentences(text, spoken.abbreviations, spoken.split)
    hits = places.find(sentence.tokens, spoken.marks(sentence), spoken)
    return {
        text[sentence.tokens[hit.start].start : sentence.tokens[hit.end - 1].end]: hit.places[0]
        for hit in hits
    }


@pytest.mark.parametrize("text", FOUND)
def test_names_in_text(text: str) -> None:
    expected = {words.removeprefix("al-"): place for words, place in FOUND[text].items()}
    given = {words.removeprefix("al-").removeprefix("ash-"): p for words, p in found(text).items()}
    assert list(given.values()) == list(expected.values())
    assert all(words in text for words in given)


def test_places_that_share_a_name_are_all_given() -> None:
    spoken = language("ar")
    (sentence,) = sentences("الراموسة", spoken.abbreviations, spoken.split)
    (hit,) = OWN.find(sentence.tokens, spoken.marks(sentence), spoken)
    assert len(hit.places) == 4


def test_any_table_of_names_will_do(tmp_path: Path) -> None:
    table = tmp_path / "villages.csv"
    table.write_text(
        "id,kind,name_fr,variants\nv1,x,Zarzis,جرجيس|جرجيس المدينة\n", encoding="utf-8"
    )
    places = gazetteer(with_areas(read_places(table)))
    assert found("بين بن قردان وجرجيس", places) == {"وجرجيس": "v1"}
    assert found("near Zarzis", places) == {"Zarzis": "v1"}


REFUSED = {
    "empty": ("", "expected a column id"),
    "no names": ("id,lat\na,1\n", "expected a column of names"),
    "no id": ("id,name\n,Bab\n", "row 2, id: expected an id"),
    "quotes": ('id,name\n"a', "expected CSV"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_table_that_is_none_is_refused(case: str, tmp_path: Path) -> None:
    table = tmp_path / "places.csv"
    text, message = REFUSED[case]
    table.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"places\.csv") as caught:
        read_places(table)
    assert message in str(caught.value)


def test_a_table_in_another_encoding_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "places.csv"
    table.write_bytes("id,name\na,حلب\n".encode("cp1256"))
    with pytest.raises(InputError, match="expected text in UTF-8"):
        read_places(table)
