"""Tables of places: a person's own, and those that come with masarat."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from masarat.core.errors import Fault, InputError, suggestion
from masarat.reports.intake.lexicon import lexicon_files, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


def with_areas(rows: Iterable[Mapping[str, str]]) -> Iterator[Mapping[str, str]]:
    """Yield the rows of a table of places, other spellings of them, and areas that it lacks.

    Spellings and areas are those of lexicons/variants.csv and lexicons/areas.csv.
    """
    known: set[str] = set()
    for row in rows:
        known.add(row["id"])
        yield row
    for row in table(lexicon_files().joinpath("variants.csv")):
        if row["id"] in known:
            yield {"id": row["id"], "variants": row["names"]}
    for row in table(lexicon_files().joinpath("areas.csv")):
        if row["id"] not in known:
            yield row


def own_places() -> list[dict[str, str]]:
    """Return the places that come with masarat: the neighbourhoods of Aleppo and its roads."""
    return list(table(lexicon_files().joinpath("places.csv")))


def read_places(path: Path) -> list[dict[str, str]]:
    """Read a table of places: CSV in UTF-8 with `id` and at least one column of names.

    Raises
    ------
    InputError
        If it is not such a table; names the row.
    """
    name = path.name
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault(file=name, expected="text in UTF-8", hint="save the file as CSV UTF-8")
        raise InputError([fault]) from error
    try:
        rows = list(csv.reader(text.splitlines(), strict=True))
    except csv.Error as error:
        raise InputError([Fault(file=name, expected="CSV", hint=str(error))]) from error
    header = [cell.strip() for cell in rows[0]] if rows else []
    _check_header(name, header)
    return list(_rows(name, header, rows[1:]))


def _check_header(name: str, header: list[str]) -> None:
    if "id" not in header:
        hint = suggestion("id", header)
        found = ", ".join(header)[:80]
        raise InputError([Fault(file=name, row=1, found=found, expected="a column id", hint=hint)])
    if not any(is_name(column) for column in header):
        expected = "a column of names: name, name_ar, name_en, name_ru, variants"
        raise InputError([Fault(file=name, row=1, found=", ".join(header)[:80], expected=expected)])


def is_name(column: str) -> bool:
    """Whether a column of a table of places holds names."""
    return column in {"name", "variants"} or column.startswith("name_")


def _rows(name: str, header: list[str], rows: Iterable[list[str]]) -> Iterator[dict[str, str]]:
    faults: list[Fault] = []
    for number, cells in enumerate(rows, start=2):
        row = {
            column: cell.strip()
            for column, cell in zip(header, cells, strict=False)
            if column in {"id", "needs"} or is_name(column)
        }
        if not any(row.values()):
            continue
        if not row.get("id"):
            faults.append(Fault(file=name, row=number, field="id", expected="an id"))
        else:
            yield row
    if faults:
        raise InputError(faults)
