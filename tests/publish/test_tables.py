"""The CSV files: right numbers, safe cells, readable by spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st

from masarat.publish.movement_table import COLUMNS, movement_table
from masarat.publish.people import people_table
from masarat.publish.spreadsheet import csv_bytes, safe_cell

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.publish import Edition


def _rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")  # Excel takes it for UTF-8 only so
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_movement_table_has_a_row_for_every_ride(small_edition: Callable[[str], Edition]) -> None:
    rows = _rows(movement_table(small_edition("en")))
    assert len(rows) == 1 + 3
    ride = dict(zip((key for key, _ in COLUMNS), rows[2], strict=True))
    assert ride["convoy"] == "c2"
    assert ride["departure"] == "2016-12-15 08:43"  # minute 163
    assert ride["checkpoints"] == "South gate 08:59-09:09"  # minutes 179 to 189
    assert ride["groups"] == "Families: 30"
    assert ride["people"] == "30"
    assert ride["seats"] == "30"
    assert ride["arrival"] == "2016-12-15 09:59"
    assert ride["destination"] == '\'=Camp, "east"'  # not a formula
    assert ride["destination_id"] == "camp"
    assert ride["escort"] == "convoy-team"


def test_headings_and_names_are_in_the_readers_language(
    small_edition: Callable[[str], Edition],
) -> None:
    rows = _rows(movement_table(small_edition("ar")))
    assert rows[0][:3] == ["القافلة", "الممر", "نقطة التجمع"]
    assert rows[1][1:3] == ["الجنوب", "المدرسة"]
    # no Russian name for the mosque: the English one
    assert _rows(movement_table(small_edition("ru")))[2][2] == "Mosque"


def test_hxl_tags_stand_under_the_headings_on_demand(
    small_edition: Callable[[str], Edition],
) -> None:
    tagged = _rows(movement_table(small_edition("en"), hxl=True))
    assert tagged[1] == [tag for _, tag in COLUMNS]
    assert len(tagged) == 1 + 1 + 3


def test_people_table_counts_everybody_once(small_edition: Callable[[str], Edition]) -> None:
    rows = _rows(people_table(small_edition("en")))[1:]
    assert [(row[3], int(row[4])) for row in rows] == [
        ("travels", 4),
        ("travels", 60),
        ("left", 10),
        ("chose to stay; protected", 12),
    ]
    assert rows[1][6:10] == ["2016-12-15 08:43"] * 2 + ["2016-12-15 09:59"] * 2
    assert rows[2][10] == "no vehicle is left"


@given(st.text())
@example(" =1+1")
@example("-2")
def test_no_cell_is_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.lstrip(" ").startswith(
        ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"),
    )
    assert text in {cell, cell.removeprefix("'")}


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=4), min_size=1)
)
def test_cells_survive_the_way_through_a_file(rows: list[list[str]]) -> None:
    assert _rows(csv_bytes(rows)) == [[safe_cell(cell) for cell in row] for row in rows]
