"""Load a scenario from wherever it is: a folder or a workbook, by itself or based on another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from masarat.core.errors import Fault, ScenarioError
from masarat.scenario import folder
from masarat.scenario.consistency import reference_faults
from masarat.scenario.convert import relative, to_scenario
from masarat.scenario.document import is_workbook
from masarat.scenario.raw import Cell, RawScenario, merged
from masarat.scenario.tables import TABLES

if TYPE_CHECKING:
    from masarat.scenario.document import Scenario

DEEPEST = 8


def load(path: Path | str, size_limit: int | None = None) -> Scenario:
    """Read a scenario folder or .xlsx workbook and check that its tables fit together.

    Parameters
    ----------
    path
        The folder or workbook.
    size_limit
        Largest size of one file in bytes; None for `csv_text.SIZE_LIMIT`.

    Raises
    ------
    ScenarioError
        With every fault found: files, cells, rows, ids that nothing has.
    """
    place = Path(path)
    scenario = to_scenario(read_raw(place, size_limit), source=str(place))
    faults = reference_faults(scenario)
    if faults:
        raise ScenarioError(faults)
    return scenario


def read_raw(path: Path, size_limit: int | None = None) -> RawScenario:
    """Read what a folder or workbook says, put over what it is based on.

    Raises
    ------
    ScenarioError
        If nothing readable is there, or scenarios are based on each other in a circle.
    """
    result = _read_based(path, size_limit, ())
    missing = [
        Fault(file=_table_file(path, table.name), expected=f"this table ({table.about})")
        for table in TABLES
        if table.required and table.name not in result.tables
    ]
    return replace(result, faults=(*result.faults, *missing))


def _table_file(path: Path, table: str) -> str:
    return f"{path.name}, sheet {table}" if is_workbook(path) else f"{table}.csv"


def _read_based(path: Path, size_limit: int | None, above: tuple[Path, ...]) -> RawScenario:
    result = _read_one(path, size_limit)
    if above:
        result = _labelled(result, path, above[0])
    based_on = result.settings.get("based_on", ())
    if not based_on or not based_on[0].text:
        return result
    cell = based_on[0]
    base_path = _home(path) / cell.text
    chain = (*above, path)
    if len(chain) > DEEPEST or base_path.resolve() in {p.resolve() for p in chain}:
        fault = Fault(
            file=cell.file,
            row=cell.row,
            field="based_on",
            found=cell.text,
            expected="no circle of scenarios",
        )
        raise ScenarioError([*result.faults, fault])
    if not base_path.exists():
        fault = Fault(
            file=cell.file,
            row=cell.row,
            field="based_on",
            found=cell.text,
            expected="a folder or workbook that exists",
        )
        raise ScenarioError([*result.faults, fault])
    return merged(_read_based(base_path, size_limit, chain), result)


def _read_one(path: Path, size_limit: int | None) -> RawScenario:
    if path.is_dir():
        return folder.raw(path, size_limit)
    if not path.exists():
        raise ScenarioError(
            [Fault(file=str(path), expected="a scenario folder or .xlsx workbook that exists")]
        )
    if not is_workbook(path):
        raise ScenarioError([Fault(file=str(path), expected="a scenario folder or .xlsx workbook")])
    from masarat.scenario import workbook  # noqa: PLC0415  (openpyxl only where a workbook is read)

    return workbook.raw(path, size_limit)


def _home(path: Path) -> Path:
    return path.parent if is_workbook(path) else path


def _labelled(raw: RawScenario, path: Path, top: Path) -> RawScenario:
    """Name the base's files, and its network, as they are found from the variant `top`."""
    home = relative(_home(path), _home(top))

    def seen(file: str) -> str:
        return f"{home}/{file}" if home != "." else file

    settings = {
        key: tuple(Cell(cell.text, seen(cell.file), cell.row) for cell in cells)
        for key, cells in raw.settings.items()
    }
    for key in ("roads.network", "reports.ledger"):
        cell = settings.get(key, (None,))[0]
        if cell is not None and cell.text:
            text = relative(_home(path) / cell.text, _home(top))
            settings[key] = (Cell(text, cell.file, cell.row),)
    tables = {
        name: tuple(replace(row, file=seen(row.file)) for row in rows)
        for name, rows in raw.tables.items()
    }
    faults = tuple(replace(fault, file=seen(fault.file)) for fault in raw.faults)
    return RawScenario(settings, tables, seen(raw.file), faults, raw.unread)
