"""The .xlsx form: the same scenario, and what spreadsheets do to cells."""

# ruff: noqa: ISC004  (messages are compared whole)

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from masarat.core.errors import ScenarioError
from masarat.scenario import folder, load, workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    MakeFolder = Callable[..., Path]


@pytest.fixture
def book_path(make_folder: MakeFolder, tmp_path: Path) -> Path:
    path = tmp_path / "small.xlsx"
    workbook.write(load(make_folder()), path)
    return path


def changed(path: Path, change: Callable[[Any], None]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def message(path: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(path)
    return str(caught.value)


def test_folder_to_workbook_to_folder(make_folder: MakeFolder, tmp_path: Path) -> None:
    scenario = load(make_folder())
    workbook.write(scenario, tmp_path / "a.xlsx")
    from_book = workbook.read(tmp_path / "a.xlsx")
    folder.write(from_book, tmp_path / "again")
    assert from_book == scenario
    assert folder.read(tmp_path / "again") == scenario


def test_numbers_are_numbers_and_headings_have_help(book_path: Path) -> None:
    sheet = openpyxl.load_workbook(book_path)["groups"]
    names = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, names.index("people") + 1).value == 60
    comment = sheet.cell(1, names.index("unit") + 1).comment
    assert comment is not None
    assert "household" in comment.text


def test_cells_as_spreadsheets_keep_them(book_path: Path) -> None:
    expected = load(book_path)

    def retype(book: Any) -> None:
        settings = {row[0].value: row[1] for row in book["scenario"].iter_rows()}
        settings["start"].value = datetime(2016, 12, 15, 6)  # noqa: DTZ001  (spreadsheets have no zones)
        settings["end"].value = datetime(2016, 12, 17)  # noqa: DTZ001
        windows = book["windows"]
        windows["B2"].value = time(6)
        windows["C2"].value = timedelta(hours=18)
        names = [cell.value for cell in book["groups"][1]]
        book["groups"].cell(2, names.index("people") + 1).value = 60.0
        book["groups"].cell(2, names.index("may_split") + 1).value = True

    assert load(changed(book_path, retype)) == expected


def test_headings_and_keys_are_read_as_they_look(book_path: Path) -> None:
    expected = load(book_path)

    def retype(book: Any) -> None:
        sheet = book["scenario"]
        sheet["A1"].value, sheet["B1"].value = "\u200fKey", "VALUE\xa0"
        sheet["A3"].value = f"\u202a{sheet['A3'].value}\u202c"
        book["groups"]["A1"].value = "\u2067ID\u2069"

    assert load(changed(book_path, retype)) == expected


def test_text_that_looks_like_a_formula_stays_text(make_folder: MakeFolder, tmp_path: Path) -> None:
    scenario = load(
        make_folder({"places.csv": "id,name_en\nsquare,=1+1\ngate,+3\nhall,@x\nfar,'\n"})
    )
    workbook.write(scenario, tmp_path / "a.xlsx")
    assert [p.names["en"] for p in load(tmp_path / "a.xlsx").places] == ["=1+1", "+3", "@x", "'"]


def test_wrong_sheet(book_path: Path) -> None:
    text = message(changed(book_path, lambda book: setattr(book["groups"], "title", "grups")))
    assert (
        "small.xlsx, sheet grups: expected a sheet that a scenario has: scenario, places, groups"
        in text
    )
    assert "(did you mean 'groups'?)" in text
    assert "small.xlsx, sheet groups: expected this table" in text


def test_no_settings_sheet(book_path: Path) -> None:
    text = message(changed(book_path, lambda book: book.remove(book["scenario"])))
    assert "small.xlsx, sheet scenario: expected this sheet, with the columns key and value" in text


def test_settings_without_their_columns(book_path: Path) -> None:
    text = message(changed(book_path, lambda book: book["scenario"].delete_rows(1)))
    assert "small.xlsx, sheet scenario, row 1: expected the columns key and value" in text


def test_faults_name_sheet_and_row(book_path: Path) -> None:
    def spoil(book: Any) -> None:
        book["vehicles"]["B2"].value = "many"
        names = [cell.value for cell in book["vehicles"][1]]
        book["vehicles"].cell(3, names.index("count") + 1).value = -1
        book["scenario"].append(["rules.sesion", "1"])

    text = message(changed(book_path, spoil))
    assert "small.xlsx, sheet vehicles, row 3, count: found '-1', expected a whole number" in text
    assert "sheet scenario, row " in text
    assert "found 'rules.sesion'" in text


def put(sheet: str, row: int, name: str, value: object) -> Callable[[Any], None]:
    """Return a change of one cell by its row and column name; of the settings by key."""

    def change(book: Any) -> None:
        if sheet == "scenario":
            line = next(row[0].row for row in book[sheet].iter_rows() if row[0].value == name)
            book[sheet].cell(line, 2).value = value
        else:
            names = [cell.value for cell in book[sheet][1]]
            book[sheet].cell(row, names.index(name) + 1).value = value

    return change


def merge(sheet: str, cells: str) -> Callable[[Any], None]:
    return lambda book: book[sheet].merge_cells(cells)


SPOILED = {
    "a place for two groups": (
        merge("groups", "D2:D3"),
        "small.xlsx, sheet groups, row 3, at: found 'square', expected a cell by itself (D2:D3 are "
        "merged, but only the first would count: unmerge them)",
    ),
    "one cell over two columns": (
        merge("groups", "D2:E2"),
        "small.xlsx, sheet groups, row 2, people: found 'square', expected a cell by itself (D2:E2 "
        "are merged, but only the first would count: unmerge them)",
    ),
    "one value for two keys": (
        merge("scenario", "B5:B6"),
        "small.xlsx, sheet scenario, row 6, languages: found 'Asia/Damascus', expected a cell by "
        "itself (B5:B6 are merged, but only the first would count: unmerge them)",
    ),
    "a value without a key": (
        lambda book: book["scenario"].append([None, "2016-12-15 10:00 to 2016-12-15 12:00"]),
        "small.xlsx, sheet scenario, row 9: found '2016-12-15 10:00 to 2016-12-15 12:00', expected "
        "a key beside it (all values of a key stand in one cell, with ; between)",
    ),
    "a setting beside the columns": (
        lambda book: book["scenario"].append([None, None, None, "rules.aboard_limit", 60]),
        "small.xlsx, sheet scenario, row 9: found 'rules.aboard_limit', expected nothing beside "
        "key, value and about\nsmall.xlsx, sheet scenario, row 9: found '60', expected nothing "
        "beside key, value and about",
    ),
    "a key that a formula did not find": (
        lambda book: book["scenario"].append(["#N/A", "60"]),
        "small.xlsx, sheet scenario, row 9: found '#N/A', expected a value, not the error of a "
        "formula",
    ),
    "a value that a formula did not find": (
        put("scenario", 0, "rules.aboard_limit", "#REF!"),
        "small.xlsx, sheet scenario, row 7, rules.aboard_limit: found '#REF!', expected a value, "
        "not the error of a formula",
    ),
    "formula": (
        put("groups", 2, "people", "=30+30"),
        "small.xlsx, sheet groups, row 2, people: found '=30+30', expected the result of the "
        "formula, which the file does not hold (open it in Excel or LibreOffice and save it)",
    ),
    "formula of an optional cell": (
        put("corridors", 2, "headway", "=5+5"),
        "small.xlsx, sheet corridors, row 2, headway: found '=5+5', expected the result of the "
        "formula, which the file does not hold (open it in Excel or LibreOffice and save it)",
    ),
    "formula of a setting": (
        put("scenario", 0, "end", "=A1"),
        "small.xlsx, sheet scenario, row 4, end: found '=A1', expected the result of the formula, "
        "which the file does not hold (open it in Excel or LibreOffice and save it)",
    ),
    "two sheets of one name": (
        lambda book: book.create_sheet("groups "),
        "small.xlsx, sheet groups: found 'groups ', expected each sheet once ('groups' has the "
        "same name)",
    ),
    "end without a time": (
        put("scenario", 0, "end", date(2016, 12, 17)),
        "small.xlsx, sheet scenario, row 4, end: found '2016-12-17', expected a time such as "
        "2016-12-15 06:00, day 2 06:00, start or end (add the time of day)",
    ),
    "start with seconds": (
        put("scenario", 0, "start", datetime(2016, 12, 15, 6, 0, 30)),  # noqa: DTZ001
        "small.xlsx, sheet scenario, row 3, start: found '2016-12-15 06:00:30', expected a date "
        "and time such as 2016-12-15 06:00 (whole minutes, without seconds)",
    ),
    "cell without a time": (
        put("vehicles", 2, "available", date(2016, 12, 15)),
        "small.xlsx, sheet vehicles, row 2, available: found '2016-12-15', expected a time such as "
        "2016-12-15 06:00, day 2 06:00, start or end (add the time of day)",
    ),
    "window with seconds": (
        put("windows", 2, "from", time(6, 0, 29)),
        "small.xlsx, sheet windows, row 2, from: found '06:00:29', expected a time such as "
        "2016-12-15 06:00, day 2 06:00, start or end, or a time of day such as 06:00 (whole "
        "minutes, without seconds)",
    ),
}


@pytest.mark.parametrize(("change", "said"), SPOILED.values(), ids=list(SPOILED))
def test_what_a_workbook_does_not_say_is_never_guessed(
    book_path: Path, change: Callable[[Any], None], said: str
) -> None:
    assert message(changed(book_path, change)) == said


def test_merged_cells_that_hide_nothing_are_no_faults(book_path: Path) -> None:
    expected = load(book_path)

    def decorate(book: Any) -> None:
        groups, settings = book["groups"], book["scenario"]
        groups.insert_rows(1)
        groups["A1"].value = "# April"
        groups.merge_cells("A1:F1")
        groups.merge_cells("A9:C11")  # nothing stands there
        settings["C2"].value = "for everybody"
        settings.merge_cells("C2:C4")
        settings.append(["# remarks", None, "as agreed"])
        settings.merge_cells(f"A{settings.max_row}:B{settings.max_row}")

    assert load(changed(book_path, decorate)) == expected


def test_a_sheet_of_notes_is_not_read(book_path: Path) -> None:
    expected = load(book_path)
    assert (
        load(changed(book_path, lambda book: book.create_sheet("Notes").append(["x"]))) == expected
    )


def test_no_workbook_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("id,name\n", encoding="utf-8")
    assert message(tmp_path / "a.xlsx").startswith("a.xlsx: expected an .xlsx workbook")


def test_a_workbook_that_unpacks_to_too_much(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "bomb.xlsx", "w", ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"\0" * (80 * 2**20))
    assert message(tmp_path / "bomb.xlsx") == "bomb.xlsx: found '80.0 MB', expected at most 64.0 MB"
