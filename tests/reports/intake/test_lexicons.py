"""The lexicons are tables that people edit: every cell must mean something to the engine."""

from __future__ import annotations

import pytest

from masarat.core.languages import LANGUAGES
from masarat.reports.intake.judging import OTHER
from masarat.reports.intake.lexicon import language, lexicon_files, table
from masarat.reports.intake.places import own_places, with_areas
from masarat.reports.vocabulary import KINDS, MODALITIES

KINDS_OF_VERB = {"say", "tell", "relay", "learn", "topic", "passive", "accuse", "describe"}
KINDS_OF_SOURCE = {
    "person", "people", "unnamed", "agency", "outlet", "organisation", "document", "pronoun",
    "adjective", "tail",
}  # fmt: skip
ROLES = {
    "joints": {
        "that", "notthat", "andthat", "quoting", "per", "perclause", "from", "learn", "relative",
        "split", "but", "although", "impersonal", "aux", "adverbial", "to", "object",
        "named", "audience", "carried", "belonging", "preposition",
    },
    "dates": {
        "month", "hijri", "weekday", "relative_day", "part", "direction", "filler", "or", "before",
        "after", "earlier", "future", "era", "ordinal",
    },
    "places": {"head", "ordinary"},
    "frame": {"desk", "furniture"},
}  # fmt: skip


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_cell_is_one_that_the_engine_knows(code: str) -> None:
    folder = lexicon_files().joinpath(code)
    for name, roles in ROLES.items():
        assert {row["role"] for row in table(folder.joinpath(f"{name}.csv"))} <= roles, name
    verbs = list(table(folder.joinpath("verbs.csv")))
    assert {row["kind"] for row in verbs} <= KINDS_OF_VERB
    assert {row["modality"] for row in verbs} <= {*MODALITIES, ""}
    assert {row["kind"] for row in table(folder.joinpath("sources.csv"))} <= KINDS_OF_SOURCE
    assert {row["modality"] for row in table(folder.joinpath("modality.csv"))} <= set(MODALITIES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_claims_are_those_of_the_ledger(code: str) -> None:
    claims = {row["claim"] for row in table(lexicon_files().joinpath(code, "claims.csv"))}
    assert claims <= set(KINDS)
    assert OTHER in KINDS


@pytest.mark.parametrize("code", LANGUAGES)
def test_months_weekdays_and_their_order(code: str) -> None:
    found: dict[str, set[str]] = {}
    for _, entry in language(code).rows:
        found.setdefault(entry.role, set()).add(entry.get("value"))
    assert found["month"] == {str(month) for month in range(1, 13)}
    assert found["weekday"] == {str(day) for day in range(7)}


def test_every_row_has_as_many_cells_as_its_header() -> None:
    for code in LANGUAGES:
        for file in lexicon_files().joinpath(code).iterdir():
            if file.name.endswith(".csv"):
                for row in table(file):
                    assert None not in row, (code, file.name, row)


def test_ids_of_variants_and_places_agree() -> None:
    ids = {row["id"] for row in own_places()}
    assert len(ids) > 100
    assert {row["id"] for row in table(lexicon_files().joinpath("variants.csv"))} <= ids
    assert {row["id"] for row in with_areas([])} == {"east-aleppo", "west-aleppo"}
