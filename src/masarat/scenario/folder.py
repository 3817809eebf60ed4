"""A scenario as a folder: scenario.yaml and one CSV file a table."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from masarat.core.errors import Fault, ScenarioError, suggestion
from masarat.scenario import csv_text
from masarat.scenario.convert import setting_values, table_rows
from masarat.scenario.raw import Cell, RawScenario, Row, rows_of
from masarat.scenario.tables import BY_NAME, TABLES
from masarat.scenario.yaml_text import read_settings, write_settings

if TYPE_CHECKING:
    from masarat.scenario.document import Scenario

SETTINGS = "scenario.yaml"
_TEXTS = frozenset({".csv", ".yaml", ".yml", ".tsv"})
_SHEETS = frozenset({".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".fods", ".numbers"})
"""How spreadsheets end that are saved beside the table that was meant."""


def read(path: Path | str, size_limit: int | None = None) -> Scenario:
    """Read a scenario folder.

    Parameters
    ----------
    path
        The folder.
    size_limit
        Largest size of one file in bytes; None for `csv_text.SIZE_LIMIT`.

    Raises
    ------
    ScenarioError
        With every fault found, if the folder is no scenario.
    """
    from masarat.scenario.reading import load  # noqa: PLC0415  (reading knows both formats)

    folder = Path(path)
    if not folder.is_dir():
        raise ScenarioError([Fault(file=str(folder), expected="a folder with scenario.yaml")])
    return load(folder, size_limit)


def raw(folder: Path, size_limit: int | None = None) -> RawScenario:
    """Read what the files of a folder say; faults of single files are collected in the result."""
    faults: list[Fault] = []
    settings: dict[str, tuple[Cell, ...]] | None = None
    tables: dict[str, tuple[Row, ...]] = {}
    try:
        file = folder / SETTINGS
        text = csv_text.decode(csv_text.read_bytes(file, SETTINGS, size_limit), SETTINGS)
        settings, found = read_settings(text, SETTINGS)
        faults.extend(found)
    except ScenarioError as error:
        faults.extend(error.faults)
    faults.extend(_unknown_files(folder))
    for table in TABLES:
        file = folder / f"{table.name}.csv"
        if not os.path.lexists(file):  # a link to what is not there is no absent table
            continue
        try:
            text = csv_text.decode(csv_text.read_bytes(file, file.name, size_limit), file.name)
            rows, found = rows_of(table, csv_text.parse(text, file.name), file.name)
        except ScenarioError as error:
            faults.extend(error.faults)
            rows, found = [], []
        faults.extend(found)
        tables[table.name] = tuple(rows)
    return RawScenario(settings or {}, tables, SETTINGS, tuple(faults), unread=settings is None)


def _unknown_files(folder: Path) -> list[Fault]:
    known = [SETTINGS, *(f"{name}.csv" for name in BY_NAME)]
    names = sorted(file.name for file in folder.iterdir() if not file.is_dir())
    return [
        Fault(
            file=name,
            expected="a file that a scenario has: " + ", ".join(known),
            hint=suggestion(name, known),
        )
        for name in names
        if name not in known and not name.startswith(".") and _is_meant(Path(name.casefold()))
    ]


def _is_meant(name: Path) -> bool:
    """Whether somebody may take a file of this name, in small letters, for one of a scenario."""
    return name.suffix in _TEXTS or (name.suffix in _SHEETS and name.stem in BY_NAME)


def write(scenario: Scenario, path: Path | str) -> None:
    """Write a scenario as a folder; tables without rows are not written.

    Files of an earlier scenario in the folder are replaced, those of tables now empty removed.
    """
    folder = Path(path)
    folder.mkdir(parents=True, exist_ok=True)
    text = write_settings(setting_values(scenario, folder))
    (folder / SETTINGS).write_text(text, encoding="utf-8", newline="\n")
    for table in TABLES:
        file = folder / f"{table.name}.csv"
        columns, rows = table_rows(table, scenario)
        if rows or table.required:
            file.write_text(csv_text.write([columns, *rows]), encoding="utf-8", newline="")
        else:
            file.unlink(missing_ok=True)
