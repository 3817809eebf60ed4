"""A starter scenario, written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.app.writing.atomic import all_or_nothing
from masarat.scenario.document import is_workbook
from masarat.scenario.template import new_place, starter_files, starter_workbook

if TYPE_CHECKING:
    from pathlib import Path


def write_new(path: Path, *, xlsx: bool = False) -> Path:
    """Write a starter scenario and return where it is.

    Parameters
    ----------
    path, xlsx
        As for `masarat.scenario.template.new_place`.

    Raises
    ------
    UsageError
        If something is there already: nothing is overwritten.
    OSError
        If it cannot be written: nothing is left of it.
    """
    place = new_place(path, xlsx=xlsx)
    workbook = is_workbook(place)
    files = {place.name: starter_workbook()} if workbook else starter_files()
    with all_or_nothing(place.parent if workbook else place) as scratch:
        for name, octets in files.items():
            (scratch / name).write_bytes(octets)
    return place
