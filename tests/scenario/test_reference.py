"""docs/scenario.md says what the readers read."""

from __future__ import annotations

from dataclasses import fields as fields_of
from pathlib import Path

import pytest

from masarat.scenario.document import (
    Place,
    Scenario,
    ScenarioCheckpoint,
    ScenarioCorridor,
    ScenarioEscorts,
    ScenarioLink,
    ScenarioLinked,
    ScenarioTravel,
    ScenarioVehicles,
)
from masarat.scenario.reference import reference, updated
from masarat.scenario.settings import KEYS
from masarat.scenario.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_current() -> None:
    page = (ROOT / "docs" / "scenario.md").read_text(encoding="utf-8")
    hint = "run: python -m masarat.scenario.reference docs/scenario.md"
    assert updated(page) == page, hint


def test_every_column_and_key_is_there() -> None:
    text = reference()
    for table in TABLES:
        assert f"## {table.name}.csv" in text
        for column in table.columns:
            assert f"| `{column.name}` | {column.about} |" in text
    for key in KEYS:
        assert f"| `{key.stem}" in text


def test_every_field_of_the_document_can_be_written() -> None:
    made: dict[str, type] = {
        "places": Place,
        "corridors": ScenarioCorridor,
        "checkpoints": ScenarioCheckpoint,
        "vehicles": ScenarioVehicles,
        "escorts": ScenarioEscorts,
        "linked": ScenarioLinked,
        "links": ScenarioLink,
        "travel": ScenarioTravel,
    }  # groups and windows make fields of several columns: the round trip tests them
    for table in TABLES:
        assert table.name in Scenario.__dataclass_fields__
        if table.name in made:
            fields = {field.name for field in fields_of(made[table.name])} - {"names"}
            assert fields == {column.target for column in table.columns}


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="marks"):
        updated("# a page")
