"""What a scenario's files say, cell by cell with its place, before anything is understood.

Folder and workbook both read into `RawScenario` and write from it; `based_on` is resolved here, so
every row keeps the file and line that it came from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from masarat.core.errors import Fault, suggestion
from masarat.scenario.cells import as_seen, is_no_result, split
from masarat.scenario.settings import KEYS, LANGUAGE, Key
from masarat.scenario.statuses import BY, STATUSES, is_status
from masarat.scenario.tables import BY_NAME, TABLES, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_HXL = re.compile(r"#[a-z][a-z0-9_]*(\s*\+[a-z][a-z0-9_]*)*", re.IGNORECASE)
"""A hashtag and its attributes, as HXL 1.1 writes them (https://hxlstandard.org)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text and where it stands."""

    text: str
    file: str
    row: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: text by column name (empty cells left out), and where it stands.

    Names are as they were written, other cells as they are seen.
    """

    cells: Mapping[str, str]
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class RawScenario:
    """All settings by dotted key, all rows by table; `tables` holds only tables that are there.

    `unread`: nothing is known of the settings, and a fault says why.
    """

    settings: Mapping[str, tuple[Cell, ...]]
    tables: Mapping[str, tuple[Row, ...]]
    file: str = "scenario.yaml"
    faults: tuple[Fault, ...] = field(default=())
    unread: bool = False


def rows_of(
    table: Table, lines: Sequence[tuple[int, Sequence[str]]], file: str
) -> tuple[list[Row], list[Fault]]:
    """Turn the lines of a table (row number, cells) into rows, checking the header.

    Blank lines, remarks (first cell starting with "# ") and an HXL tag row below the header are
    passed over; a formula without a result is a fault. Where the header lacks a column that must be
    there, no row is read: the header's fault would come again in each.
    """
    lines = [line for line in lines if any(map(as_seen, line[1])) and not is_remark(line[1])]
    if not lines:
        return [], [Fault(file=file, row=1, expected=_header_of(table))]
    (header_row, header), body = (lines[0][0], _columns(table, lines[0][1])), lines[1:]
    if not any(_is_column(table, name) for name in header):
        return [], [_no_header(table, lines, file)]
    faults = _header_faults(table, header, file, header_row)
    if any(column.required and column.name not in header for column in table.columns):
        return [], faults
    if body and _is_hxl(body[0][1]):
        body = body[1:]
    as_written = {name for name in header if is_name_column(name)}
    rows: list[Row] = []
    for number, cells in body:
        if unresolved := no_results(header, cells, file, number):
            faults.extend(unresolved)
            continue
        extra = [
            cell
            for i, cell in enumerate(map(as_seen, cells))
            if cell and (i >= len(header) or not header[i])
        ]
        if extra:
            faults.append(
                Fault(
                    file=file,
                    row=number,
                    found=extra[0][:80],
                    expected="nothing beyond the last column",
                )
            )
        named = {
            name: cell.strip() if name in as_written else as_seen(cell)
            for name, cell in zip(header, cells, strict=False)
        }
        kept = {name: cell for name, cell in named.items() if name and cell}
        rows.append(Row(kept, file, number))
    return rows, faults


def is_remark(cells: Sequence[str]) -> bool:
    """Whether a row of a table is a remark."""
    first = as_seen(cells[0])
    return first == "#" or first.startswith("# ")


def _is_hxl(cells: Sequence[str]) -> bool:
    return all(_HXL.fullmatch(cell) for cell in map(as_seen, cells) if cell)


def no_results(header: Iterable[str], cells: Iterable[str], file: str, row: int) -> list[Fault]:
    """Return a fault for every cell of a row in which a formula has no result, such as #REF!."""
    expected = "a value, not the error of a formula"
    return [
        Fault(file=file, row=row, field=field, found=as_seen(cell), expected=expected)
        for field, cell in zip_longest(header, cells, fillvalue="")
        if is_no_result(cell)
    ]


def _header_of(table: Table) -> str:
    return "a header with " + ", ".join(c.name for c in table.columns if c.required)


def _is_column(table: Table, name: str) -> bool:
    return name in table.by_name or (table.named and is_name_column(name))


def _columns(table: Table, header: Sequence[str]) -> list[str]:
    """Return the names of a header; capitals in the names of columns do not matter."""
    return [
        next((form for form in (name, name.casefold()) if _is_column(table, form)), name)
        for name in map(as_seen, header)
    ]


def _no_header(table: Table, lines: Sequence[tuple[int, Sequence[str]]], file: str) -> Fault:
    """Return the fault of a first row without any column: what it may be instead of a header."""
    row, cells = lines[0]
    required = {column.name for column in table.columns if column.required}
    below = [number for number, others in lines[1:9] if required <= {*_columns(table, others)}]
    hint = f"it stands in row {below[0]}: remove what is above it" if below else ""
    for separator in "|;\t,":
        if required <= {*_columns(table, cells[0].split(separator))}:
            hint = f"cells are separated by '{separator}': use commas, semicolons or tabs"
    found = next(filter(None, map(as_seen, cells)))[:80]
    return Fault(file=file, row=row, found=found, expected=_header_of(table), hint=hint)


def _header_faults(table: Table, header: Sequence[str], file: str, row: int) -> list[Fault]:
    known = [column.name for column in table.columns]
    free = [name for name in known if name not in header]
    faults: list[Fault] = []
    meant: set[str] = set()
    for i, name in enumerate(header):
        if not name:
            continue
        if name in header[:i]:
            faults.append(Fault(file=file, row=row, field=name, expected="each column once"))
        elif not _is_column(table, name):
            hint = suggestion(name, free)
            meant |= {column for column in free if f"'{column}'" in hint}
            if table.named and name.casefold().startswith("name"):
                hint = "one column for each language: name_en, name_ar, name_ru"
            expected = "a column that this table has: " + ", ".join(known)
            faults.append(Fault(file=file, row=row, found=name[:80], expected=expected, hint=hint))
    faults.extend(
        Fault(
            file=file,
            row=row,
            field=column.name,
            expected=f"a column {column.name} ({column.about})",
        )
        for column in table.columns
        if column.required and column.name not in {*header, *meant}
    )
    return faults


def is_name_column(name: str) -> bool:
    """Whether a column holds names in one language: `name_en`, `name_ar`."""
    return name.startswith("name_") and LANGUAGE.fullmatch(name.removeprefix("name_")) is not None


def find_key(name: str) -> Key | None:
    """Return the specification of a dotted key, None for an unknown one."""
    for key in KEYS:
        if key.name == name:
            return key
        stem, _, last = name.rpartition(".")
        if key.free and last and stem == key.stem:
            return key
    return None


def settings_faults(raw: RawScenario) -> list[Fault]:
    """Return a fault for every unknown key, every language that is none, every unknown table."""
    faults = [fault for name, cells in raw.settings.items() for fault in _key_faults(name, cells)]
    lone = next((name for name in raw.settings if name.startswith("without.")), None)
    if lone is not None and "based_on" not in raw.settings:
        place = raw.settings[lone][0]
        expected = "based_on beside it: it leaves out rows of another scenario"
        faults.append(Fault(file=place.file, row=place.row, field=lone, expected=expected))
    return faults


_EXAMPLES = {
    "roads.speeds_kmh": "primary: 40",
    "reports.statuses": "contested: warn",
    "without": "corridors: [north-road]",
    "title": "en: Evacuation",
    "description": "en: Evacuation",
}
"""What may stand below keys whose last part is free."""


def _key_faults(name: str, cells: Sequence[Cell]) -> list[Fault]:
    place = cells[0]
    key = find_key(name)
    last = name.rpartition(".")[2]
    below = [key.name for key in KEYS if key.name.startswith(f"{name}.")]
    if key is None and below:
        if not any(cell.text for cell in cells):
            return []  # a section without lines
        expected = f"keys below it: {', '.join(below)}"
        if below == [f"{name}.*"]:
            expected = f"a key below it for each value, such as {name}.{_EXAMPLES[name]}"
        found = "; ".join(cell.text for cell in cells)[:80]
        return [Fault(file=place.file, row=place.row, field=name, found=found, expected=expected)]
    if key is None:
        known = [key.stem for key in KEYS]
        return [
            Fault(
                file=place.file,
                row=place.row,
                found=name[:80],
                expected="a known key: " + ", ".join(known),
                hint=suggestion(name, known),
            )
        ]
    if key.stem in {"title", "description"} and not LANGUAGE.fullmatch(last):
        expected = "a language code such as en, ar or ru"
    elif key.stem == "without" and last not in BY_NAME:
        expected = "a table: " + ", ".join(BY_NAME)
    elif key.stem == "reports.statuses" and not is_status(last):
        expected = f"a status: {', '.join(STATUSES)} or {BY}SIDE"
    elif not key.many and len(cells) > 1:
        expected = "one value"
        place, last = cells[1], cells[1].text
    else:
        return []
    names = {"without": tuple(BY_NAME), "reports.statuses": STATUSES}
    hint = suggestion(last, names.get(key.stem, ()))
    return [
        Fault(
            file=place.file, row=place.row, field=key.stem, found=last, expected=expected, hint=hint
        )
    ]


def merged(base: RawScenario, over: RawScenario) -> RawScenario:
    """Return `base` with the settings and rows of `over` put over it.

    A setting of `over` replaces the base's. Rows of `over` replace all rows of the base that have
    their key, in the first one's place; rows with a new key come at the end. Rows named under
    `without` are left out; naming one that the base does not have is a fault.
    """
    settings = {k: v for k, v in base.settings.items() if not k.startswith("without.")} | dict(
        over.settings
    )
    tables: dict[str, tuple[Row, ...]] = {}
    faults = [*base.faults, *over.faults]
    for table in TABLES:
        if table.name not in base.tables and table.name not in over.tables:
            continue
        kept, missing = _without(table, base.tables.get(table.name, ()), over)
        faults.extend(missing)
        tables[table.name] = _put_over(table, kept, over.tables.get(table.name, ()))
    unread = base.unread or over.unread
    return RawScenario(settings, tables, over.file, tuple(faults), unread)


def _key(table: Table, row: Row) -> tuple[str, ...]:
    return tuple(row.cells.get(name, "") for name in table.key)


def _without(table: Table, rows: Sequence[Row], over: RawScenario) -> tuple[list[Row], list[Fault]]:
    cells = over.settings.get(f"without.{table.name}", ())
    gone = {(part, cell) for cell in cells for part in split(cell.text)}
    names = {row.cells.get(table.key[0], "") for row in rows}
    faults = [
        Fault(
            file=cell.file,
            row=cell.row,
            field=f"without.{table.name}",
            found=name,
            expected=f"the {table.key[0]} of a row that the base scenario has",
            hint=suggestion(name, names),
        )
        for name, cell in sorted(gone, key=lambda item: item[0])
        if name not in names
    ]
    dropped = {name for name, _ in gone}
    return [row for row in rows if row.cells.get(table.key[0], "") not in dropped], faults


def _put_over(table: Table, base: Sequence[Row], over: Sequence[Row]) -> tuple[Row, ...]:
    new: dict[tuple[str, ...], list[Row]] = {}
    for row in over:
        new.setdefault(_key(table, row), []).append(row)
    replaced = frozenset(new)
    result: list[Row] = []
    for row in base:
        key = _key(table, row)
        if key not in replaced:
            result.append(row)
        else:
            result.extend(new.pop(key, ()))
    for rows in new.values():
        result.extend(rows)
    return tuple(result)
