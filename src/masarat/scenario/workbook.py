"""A scenario as one .xlsx workbook: sheet `scenario` with keys and values, one sheet a table."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from masarat.core.errors import Fault, ScenarioError, suggestion
from masarat.scenario import csv_text
from masarat.scenario.cells import as_seen, is_aside, is_clean
from masarat.scenario.convert import setting_values, table_rows
from masarat.scenario.document import is_workbook
from masarat.scenario.raw import (
    Cell,
    RawScenario,
    Row,
    find_key,
    is_name_column,
    is_remark,
    no_results,
    rows_of,
)
from masarat.scenario.reference import help_of
from masarat.scenario.tables import BY_NAME, TABLES, Table
from masarat.scenario.yaml_text import plain_titles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from masarat.scenario.document import Scenario

SETTINGS = "scenario"
NOTES = "notes"
"""A sheet of this name is for remarks and never read."""

# What openpyxl lets through when a package is damaged; it has no error of its own for most of it.
_DAMAGED = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
_MOST_COLUMNS = 200
_FIRST_REAL_YEAR = 1901  # a time of 24:00 in a cell formatted as clock time comes as a day of 1900
_DAY_ONE = datetime(1900, 1, 1)  # noqa: DTZ001  (spreadsheets have no zones)
_HOURS = re.compile("h", re.IGNORECASE)
_FORMULA = re.compile(rb"<(\w+:)?f[ >]")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s+ref=["']([A-Z]+[0-9]+:[A-Z]+[0-9]+)["']""")


def read(path: Path | str, size_limit: int | None = None) -> Scenario:
    """Read a scenario workbook; see `reading.load`, which this is for workbooks only.

    Raises
    ------
    ScenarioError
        With every fault found, if the file is no scenario workbook.
    """
    from masarat.scenario.reading import load  # noqa: PLC0415  (reading knows both formats)

    place = Path(path)
    if not is_workbook(place):
        raise ScenarioError([Fault(file=str(place), expected="a workbook with the ending .xlsx")])
    return load(place, size_limit)


def raw(path: Path, size_limit: int | None = None) -> RawScenario:
    """Read what the sheets of a workbook say; faults of single sheets are collected in the result.

    Raises
    ------
    ScenarioError
        If the file is no workbook, or larger than `size_limit` bytes, packed or unpacked.
    """
    sheets = _sheets(path, csv_text.SIZE_LIMIT if size_limit is None else size_limit)
    faults = _sheet_faults(path, [sheet.title for sheet in sheets])
    settings: dict[str, tuple[Cell, ...]] | None = None
    tables: dict[str, tuple[Row, ...]] = {}
    first: dict[str, _Sheet] = {}
    for sheet in sheets:
        first.setdefault(sheet.name, sheet)
    for sheet in first.values():
        name, label = sheet.name, f"{path.name}, sheet {sheet.name}"
        unclean = [*_unclean(sheet.lines, label), *_unstored(sheet, label), *_covered(sheet, label)]
        if unclean and (name == SETTINGS or name in BY_NAME):
            faults.extend(unclean)
            tables |= {name: ()} if name in BY_NAME else {}
        elif name == SETTINGS:
            settings, found = _settings(sheet.lines, label)
            faults.extend(found)
        elif name in BY_NAME:
            rows, found = rows_of(BY_NAME[name], sheet.lines, label)
            tables[name] = tuple(rows)
            faults.extend(found)
    file = f"{path.name}, sheet {SETTINGS}"
    return RawScenario(settings or {}, tables, file, tuple(faults), unread=settings is None)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What a sheet shows, row by row, its formulas without a stored result, and merged ranges."""

    title: str
    lines: list[tuple[int, list[str]]]
    unstored: list[tuple[int, int, str]]
    merged: list[str]

    @property
    def name(self) -> str:
        """The name by which a scenario knows it."""
        return self.title.strip().casefold()

    @property
    def header(self) -> list[str]:
        """What heads its columns; of the settings, those that are read."""
        lines = ([*map(as_seen, cells)] for _, cells in self.lines)
        names = next((cells for cells in lines if any(cells) and not is_remark(cells)), [])
        return names[:2] if self.name == SETTINGS else names

    def field(self, row: int, column: int) -> str:
        """Return the name of a cell: its key or what heads its column (counted from 0)."""
        names = self.lines[row - 1][1] if self.name == SETTINGS else self.header[column:]
        return "".join(map(as_seen, names[:1]))


def _sheets(path: Path, limit: int) -> list[_Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415  (0.2 s that only workbooks pay)
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    content = BytesIO(csv_text.read_bytes(path, path.name, limit))  # openpyxl leaves files open
    try:
        with zipfile.ZipFile(content) as package:
            unpacked = sum(member.file_size for member in package.infolist())
            if unpacked > limit:
                raise ScenarioError([csv_text.size_fault(path.name, unpacked, limit)])
            written = {
                name: package.read(name)
                for name in package.namelist()
                if name.startswith("xl/worksheets/")
            }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and menus that a scenario does not use
            book = load_workbook(content, read_only=True, data_only=True)
            has_formulas = any(map(_FORMULA.search, written.values()))
            formulas = load_workbook(content, read_only=True) if has_formulas else None
        try:
            return [
                _Sheet(
                    sheet.title,
                    [
                        (number, [_text(cell) for cell in cells])
                        for number, cells in enumerate(_rows(sheet), start=1)
                    ],
                    [] if formulas is None else _without_result(sheet, formulas[sheet.title]),
                    _merged(written.get(getattr(sheet, "_worksheet_path", ""), b"")),
                )
                for sheet in book.worksheets
            ]
        finally:
            book.close()
    except (*_DAMAGED, InvalidFileException) as error:
        hint = "the file is damaged, or not saved as Excel workbook (.xlsx)"
        raise ScenarioError(
            [Fault(file=path.name, expected="an .xlsx workbook", hint=hint)]
        ) from error


def _rows(sheet: Any) -> Iterable[tuple[Any, ...]]:  # noqa: ANN401  (two kinds of openpyxl's sheets)
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # what a file claims of its size may be wrong
    return (cells[:_MOST_COLUMNS] for cells in sheet.iter_rows())


def _without_result(results: Any, formulas: Any) -> list[tuple[int, int, str]]:  # noqa: ANN401
    """Return row, column and text of the formulas that no spreadsheet has computed yet."""
    return [
        (number, column, str(formula.value))
        for number, (cells, written) in enumerate(
            zip(_rows(results), _rows(formulas), strict=True), start=1
        )
        for column, (cell, formula) in enumerate(zip(cells, written, strict=True))
        if formula.data_type == "f" and cell.value is None and cell.data_type == "n"
    ]


def _merged(sheet: bytes) -> list[str]:
    """Return the merged ranges of a sheet's XML: openpyxl drops them where it only reads."""
    return [found[1].decode() for found in _MERGED.finditer(sheet)]


def _text(cell: Any) -> str:  # noqa: ANN401
    """Return what a person sees in a cell."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        digits = Decimal(repr(value))
        return format(digits.to_integral() if value.is_integer() else digits, "f")
    if isinstance(value, datetime) and value.year >= _FIRST_REAL_YEAR:
        if value.time() == time() and not _HOURS.search(cell.number_format):
            return f"{value:%Y-%m-%d}"
        value += timedelta(microseconds=500_000)  # spreadsheets keep times as fractions of a day
        return f"{value:%Y-%m-%d} {_clock(value.time())}"
    if isinstance(value, datetime | time | timedelta):
        return _clock(value)
    return str(value).replace("\r\n", "\n")


def _clock(value: datetime | time | timedelta) -> str:
    """Write a time of day, with its seconds where there are any."""
    if isinstance(value, datetime):
        value = timedelta(days=1) + (value - _DAY_ONE)
    elif isinstance(value, time):
        value = datetime.combine(_DAY_ONE, value) - _DAY_ONE
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def _sheet_faults(path: Path, titles: Sequence[str]) -> list[Fault]:
    known = [SETTINGS, *BY_NAME]
    sheets = [title.strip().casefold() for title in titles]
    found = set(sheets)
    faults = [
        Fault(
            file=f"{path.name}, sheet {name}",
            found=titles[i],
            expected="each sheet once",
            hint=f"'{titles[sheets.index(name)]}' has the same name",
        )
        for i, name in enumerate(sheets)
        if name in sheets[:i]
    ]
    faults += [
        Fault(
            file=f"{path.name}, sheet {name}",
            expected="a sheet that a scenario has: " + ", ".join(known),
            hint=suggestion(name, known),
        )
        for name in sheets
        if name not in known and name != NOTES
    ]
    if SETTINGS not in found:
        expected = "this sheet, with the columns key and value"
        faults.append(Fault(file=f"{path.name}, sheet {SETTINGS}", expected=expected))
    return faults


def _unclean(lines: Sequence[tuple[int, Sequence[str]]], label: str) -> list[Fault]:
    expected = "text without control characters"
    return [
        Fault(file=label, row=number, found=cell[:80], expected=expected)
        for number, cells in lines
        for cell in cells
        if not is_clean(cell)
    ]


def _unstored(sheet: _Sheet, label: str) -> list[Fault]:
    """Return a fault for every formula without a stored result: its cell would count as empty."""
    return [
        Fault(
            file=label,
            row=row,
            field=sheet.field(row, column),
            found=text[:80],
            expected="the result of the formula, which the file does not hold",
            hint="open it in Excel or LibreOffice and save it",
        )
        for row, column, text in sheet.unstored
    ]


def _covered(sheet: _Sheet, label: str) -> list[Fault]:
    """Return a fault for every merged range that hides a cell: it would count as empty."""
    return [
        Fault(
            file=label,
            row=row,
            field=sheet.field(row, column),
            found=found[:80],
            expected="a cell by itself",
            hint=f"{merged} are merged, but only the first would count: unmerge them",
        )
        for merged in sheet.merged
        for row, column, found in _hidden(sheet, merged)
    ]


def _hidden(sheet: _Sheet, merged: str) -> Iterator[tuple[int, int, str]]:
    """Yield the first cell that a merged range hides from the reader, and what covers it.

    Nothing is hidden in rows and columns that are not read, or below an empty cell.
    """
    from openpyxl.worksheet.cell_range import CellRange  # noqa: PLC0415

    area = CellRange(merged)
    top, left = area.min_row, area.min_col - 1
    lines, names = sheet.lines[top - 1 : area.max_row], sheet.header
    found = "".join(lines[0][1][left : left + 1]) if lines else ""
    for row, cells in lines if as_seen(found) else ():
        is_read = any(map(as_seen, cells)) and not as_seen(cells[0]).startswith("#")
        for column in range(left, min(area.max_col, len(names)) if is_read else 0):
            if (row, column) != (top, left) and names[column]:
                yield row, column, found
                return


def _settings(
    lines: Sequence[tuple[int, Sequence[str]]], label: str
) -> tuple[dict[str, tuple[Cell, ...]], list[Fault]]:
    settings: dict[str, tuple[Cell, ...]] = {}
    filled = [line for line in lines if any(map(as_seen, line[1]))] or [(1, ("",))]
    names = [as_seen(cell).casefold() for cell in filled[0][1]]
    if names[:2] != ["key", "value"]:
        fault = Fault(file=label, row=filled[0][0], expected="the columns key and value")
        return settings, [fault]
    faults = _beyond(names, filled[0][1], label, filled[0][0])
    for number, cells in filled[1:]:
        key, value = as_seen(cells[0]), "".join(cells[1:2]).strip()
        unresolved = no_results(("", key), cells[:2], label, number)
        if is_aside(key):
            continue
        faults.extend(unresolved or _beyond(names, cells, label, number))
        if unresolved or not (key or value):
            continue
        if not key:
            expected, hint = (
                "a key beside it",
                "all values of a key stand in one cell, with ; between",
            )
            faults.append(
                Fault(file=label, row=number, found=value[:80], expected=expected, hint=hint)
            )
        elif key in settings:
            faults.append(Fault(file=label, row=number, field=key, expected="each key once"))
        else:
            settings[key] = (Cell(value, label, number),)
    return plain_titles(settings), faults


def _beyond(names: Sequence[str], cells: Sequence[str], label: str, row: int) -> list[Fault]:
    """Return a fault for every cell of the settings in a column that is not read."""
    return [
        Fault(file=label, row=row, found=cell[:80], expected="nothing beside key, value and about")
        for column, cell in enumerate(map(as_seen, cells))
        if cell and column > 1 and names[column : column + 1] != ["about"]
    ]


def write(scenario: Scenario, path: Path | str) -> None:
    """Write a scenario as a workbook that Excel and LibreOffice open, with help at each heading."""
    place = Path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    book = new_book(setting_values(scenario, place.parent))
    for table in TABLES:
        add_sheet(book, table, *table_rows(table, scenario))
    place.write_bytes(octets(book))


def octets(book: Workbook) -> bytes:
    """Return the bytes of a workbook: openpyxl leaves half a file where a disk is full."""
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def new_book(settings: Iterable[tuple[str, list[str] | str]]) -> Workbook:
    """Return a workbook with the sheet `scenario`."""
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SETTINGS
    _head(sheet, ["key", "value", "about"])
    for number, (key, value) in enumerate(settings, start=2):
        spec = find_key(key)
        _put(sheet.cell(number, 1), key)
        _put(sheet.cell(number, 2), value if isinstance(value, str) else "; ".join(value))
        _put(sheet.cell(number, 3), spec.about if spec is not None else "")
    for letter, width in zip("ABC", (30, 60, 80), strict=True):
        sheet.column_dimensions[letter].width = width
    return book


def add_sheet(
    book: Workbook, table: Table, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    """Add the sheet of a table: numbers as numbers, a comment with help at each heading."""
    from openpyxl.comments import Comment  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    sheet = book.create_sheet(table.name)
    _head(sheet, columns)
    for i, name in enumerate(columns, start=1):
        comment = Comment(_comment(table, name), "masarat")
        comment.width, comment.height = 320, 120
        sheet.cell(1, i).comment = comment
        longest = max((len(row[i - 1]) for row in rows), default=0)
        sheet.column_dimensions[get_column_letter(i)].width = min(max(len(name), longest) + 2, 50)
    for number, row in enumerate(rows, start=2):
        for i, (name, text) in enumerate(zip(columns, row, strict=True), start=1):
            column = table.by_name.get(name)
            _put(sheet.cell(number, i), text, number=column is not None and column.kind.number)


def _comment(table: Table, name: str) -> str:
    if is_name_column(name):
        return f"name in the language '{name.removeprefix('name_')}'"
    return help_of(table.by_name[name])


def _head(sheet: Worksheet, names: Sequence[str]) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415

    for i, name in enumerate(names, start=1):
        cell = sheet.cell(1, i)
        _put(cell, name)
        cell.font = Font(bold=True)
    sheet.freeze_panes = "B2"


def _put(cell: Any, text: str, *, number: bool = False) -> None:  # noqa: ANN401  (merged or not)
    written: SheetCell = cell
    if not text:
        return
    if number:
        written.value = float(text) if "." in text else int(text)
        return
    written.value = text
    written.data_type = "s"  # text stays text, also where it starts like a formula
