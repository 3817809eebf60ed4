"""From raw cells to a `Scenario` and back; every cell is looked at before anything is raised."""

# ruff: noqa: ANN401  (a cell may hold anything, its kind says what)

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from masarat.core.errors import Fault, ScenarioError
from masarat.core.windows import Windows
from masarat.scenario.cells import WrongCellError, split
from masarat.scenario.clock import Clock
from masarat.scenario.document import RoadsSource, Scenario
from masarat.scenario.raw import Cell, RawScenario, Row, is_name_column, settings_faults
from masarat.scenario.settings import KEYS, Key, read_end, read_start, write_end, write_start
from masarat.scenario.statuses import ReportsUse
from masarat.scenario.tables import TABLES, Column, Table, Values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

LONGEST_FOUND = 80


@dataclass(slots=True)
class _Reading:
    """What has been read so far: values, where they stood, faults."""

    raw: RawScenario
    clock: Clock | None = None
    faults: list[Fault] = field(default_factory=list)
    lines: dict[tuple[str, int | str], tuple[str, int | None]] = field(default_factory=dict)

    def wrong(self, cell: Cell, name: str, error: WrongCellError) -> None:
        self.faults.append(
            Fault(
                file=cell.file,
                row=cell.row,
                field=name,
                found=cell.text[:LONGEST_FOUND],
                expected=error.expected,
                hint=error.hint,
            )
        )


def to_scenario(raw: RawScenario, source: str = "") -> Scenario:
    """Understand what the files say.

    Raises
    ------
    ScenarioError
        With every fault: of the files themselves, of single cells, of rows, of ids used twice.
    """
    reading = _Reading(raw, faults=[*raw.faults, *settings_faults(raw)])
    settings = _settings(reading)
    tables = {table.name: _table(reading, table) for table in TABLES}
    if reading.faults or reading.clock is None:
        raise ScenarioError(reading.faults)
    return Scenario(
        title=settings["title"],
        description=settings["description"],
        start=reading.clock.start,
        end=reading.clock.end,
        time_zone=settings["time_zone"],
        languages=settings["languages"],
        aboard_limit=settings["rules.aboard_limit"],
        small_last_convoy=settings["rules.small_last_convoy"],
        suspensions=Windows.of(settings["rules.suspensions"]),
        roads=RoadsSource(
            network=settings["roads.network"],
            speeds_kmh=settings["roads.speeds_kmh"],
            season_factor=settings["roads.season_factor"],
        ),
        reports=ReportsUse(
            ledger=settings["reports.ledger"], statuses=settings["reports.statuses"]
        ),
        assume=settings["assume"],
        source=source,
        lines=reading.lines,
        **tables,
    )


# --- settings -------------------------------------------------------------------------------------


def _settings(reading: _Reading) -> dict[str, Any]:
    zone_name = _setting(reading, _key("time_zone"))
    reading.clock = _clock(reading, zone_name)
    skipped = {"start", "end", "time_zone", "based_on", "without.*"}
    values = {key.stem: _setting(reading, key) for key in KEYS if key.name not in skipped}
    values["time_zone"] = zone_name
    return values


def _key(name: str) -> Key:
    return next(key for key in KEYS if key.name == name)


def _clock(reading: _Reading, zone_name: str | None) -> Clock | None:
    start = _setting(reading, _key("start"))
    end = _setting(reading, _key("end"))
    if zone_name is None or start is None:
        return None
    try:
        clock = read_start(start, zone_name)
    except WrongCellError as error:
        reading.wrong(reading.raw.settings["start"][0], "start", error)
        return None
    if end is None:
        return None
    cell = reading.raw.settings["end"][0]
    try:
        return Clock(start=clock.start, end=read_end(end, clock))
    except WrongCellError as error:
        reading.wrong(cell, "end", error)
        return None


def _setting(reading: _Reading, key: Key) -> Any:
    if key.free:
        return _free_setting(reading, key)
    cells = reading.raw.settings.get(key.name, ())
    cells = tuple(cell for cell in cells if cell.text)
    if not cells:
        if key.required and not reading.raw.unread:
            reading.faults.append(
                Fault(file=reading.raw.file, field=key.name, expected=f"this key ({key.about})")
            )
        return key.default
    reading.lines["settings", key.name] = (cells[0].file, cells[0].row)
    return _values(reading, key, cells) if key.many else _value(reading, key, cells[0])


def _values(reading: _Reading, key: Key, cells: Iterable[Cell]) -> tuple[Any, ...]:
    parts = [Cell(text, cell.file, cell.row) for cell in cells for text in split(cell.text)]
    return tuple(value for part in parts if (value := _value(reading, key, part)) is not None)


def _value(reading: _Reading, key: Key, cell: Cell) -> Any:
    try:
        return key.kind.read(cell.text, reading.clock)
    except WrongCellError as error:
        reading.wrong(cell, key.name, error)
        return None


def _free_setting(reading: _Reading, key: Key) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, cells in reading.raw.settings.items():
        stem, _, last = name.rpartition(".")
        if stem != key.stem or not cells[0].text:
            continue
        reading.lines["settings", name] = (cells[0].file, cells[0].row)
        value = _values(reading, key, cells) if key.many else _value(reading, key, cells[0])
        if value is not None:
            found[last] = value
    if key.required and not found and not reading.raw.unread:
        reading.faults.append(
            Fault(file=reading.raw.file, field=key.stem, expected=f"this key ({key.about})")
        )
    return found


# --- tables ---------------------------------------------------------------------------------------


def _table(reading: _Reading, table: Table) -> tuple[Any, ...]:
    rows = reading.raw.tables.get(table.name, ())
    items: list[Any] = []
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        if table.unique:
            _check_unique(reading, table, row, seen)
        item = _item(reading, table, row)
        if item is not None:
            reading.lines[table.name, len(items)] = (row.file, row.row)
            items.append(item)
    return tuple(items)


def _check_unique(
    reading: _Reading, table: Table, row: Row, seen: dict[tuple[str, ...], Row]
) -> None:
    key = tuple(row.cells.get(name, "") for name in table.key)
    first = seen.setdefault(key, row)
    if first is not row and all(key):
        where = f"row {first.row}" if first.file == row.file else f"{first.file}, row {first.row}"
        name = " and ".join(table.key)
        error = WrongCellError(f"each {name} once", f"it stands in {where} already")
        reading.wrong(Cell(" ".join(key), row.file, row.row), name, error)


def _item(reading: _Reading, table: Table, row: Row) -> Any:
    before = len(reading.faults)
    values: Values = {column.target: _cell(reading, column, row) for column in table.columns}
    if table.named:
        values["names"] = {
            name.removeprefix("name_"): text
            for name, text in row.cells.items()
            if is_name_column(name)
        }
    if len(reading.faults) > before:
        return None
    try:
        return table.make(values, reading.clock)
    except WrongCellError as error:
        cell = Cell(row.cells.get(error.field, ""), row.file, row.row)
        reading.wrong(cell, error.field, error)
        return None


def _cell(reading: _Reading, column: Column, row: Row) -> Any:
    text = row.cells.get(column.name, "")
    cell = Cell(text, row.file, row.row)
    if not text:
        if column.required:
            reading.wrong(cell, column.name, WrongCellError(f"a value ({column.kind.about})"))
        return column.default
    try:
        return column.kind.read(text, reading.clock)
    except WrongCellError as error:
        reading.wrong(cell, column.name, error)
        return None


# --- and back -------------------------------------------------------------------------------------


def header(table: Table, languages: Iterable[str] = ()) -> list[str]:
    """Return the column names of a table, with a name column for each language."""
    names = [column.name for column in table.columns]
    if not table.named:
        return names
    return [names[0], *(f"name_{language}" for language in languages), *names[1:]]


def table_rows(table: Table, scenario: Scenario) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of a table, all as text."""
    items: Sequence[Any] = getattr(scenario, table.name)
    languages = list(scenario.languages)
    if table.named:
        languages += sorted({code for item in items for code in item.names} - set(languages))
    columns = header(table, languages)
    rows = []
    for item in items:
        texts = _texts(table, item, scenario.clock)
        rows.append([texts.get(name, "") for name in columns])
    return columns, rows


def _texts(table: Table, item: Any, clock: Clock) -> Mapping[str, str]:
    values = table.take(item, clock)
    texts = {f"name_{code}": text for code, text in values.get("names", {}).items()}
    for column in table.columns:
        value = values[column.target]
        if value is not None and (column.required or value != column.default):
            texts[column.name] = column.kind.write(value, clock)
    return texts


def setting_values(
    scenario: Scenario, folder: Path | None = None
) -> Iterator[tuple[str, list[str] | str]]:
    """Yield the dotted keys of a scenario with their text, defaults left out, in order of `KEYS`.

    `folder` is where the scenario will be written: the network's file stays found from there.
    """
    clock = scenario.clock
    values: dict[str, Any] = {
        "title": scenario.title,
        "description": scenario.description,
        "start": write_start(clock),
        "end": write_end(clock),
        "time_zone": scenario.time_zone,
        "languages": scenario.languages,
        "assume": scenario.assume,
        "rules.aboard_limit": scenario.aboard_limit,
        "rules.small_last_convoy": scenario.small_last_convoy,
        "rules.suspensions": tuple(scenario.suspensions),
        "roads.network": _moved(scenario, scenario.network_file(), folder, scenario.roads.network),
        "roads.season_factor": scenario.roads.season_factor,
        "roads.speeds_kmh": scenario.roads.speeds_kmh,
        "reports.ledger": _moved(scenario, scenario.ledger_file(), folder, scenario.reports.ledger),
        "reports.statuses": scenario.reports.statuses,
    }
    for key in KEYS:
        if key.stem in values:
            yield from _written(key, values[key.stem], clock)


def _written(key: Key, value: Any, clock: Clock) -> Iterator[tuple[str, list[str] | str]]:
    if key.free:
        for last, item in value.items():
            written = [key.kind.write(each, clock) for each in item] if key.many else None
            yield f"{key.stem}.{last}", key.kind.write(item, clock) if written is None else written
    elif key.many and (value != key.default or key.required):
        yield key.name, [key.kind.write(item, clock) for item in value]
    elif not key.many and value is not None and (key.required or value != key.default):
        yield key.name, key.kind.write(value, clock)


def _moved(scenario: Scenario, file: Path | None, folder: Path | None, name: str) -> str:
    """Return what a scenario written to `folder` calls the file that it now calls `name`."""
    return name if file is None or folder is None or not scenario.source else relative(file, folder)


def relative(file: Path, folder: Path) -> str:
    """Return the path of `file` as seen from `folder`, with forward slashes."""
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:  # another drive
        return file.as_posix()
