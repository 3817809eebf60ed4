"""All files are written, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from masarat.publish import files as publish_files
from masarat.publish import write, write_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from masarat.publish import Edition

NAMES = {
    "movement-table.csv",
    "people.csv",
    "report.html",
    "plan.gpkg",
    "places.geojson",
    "corridors.geojson",
    "convoys.geojson",
    "movements.geojson",
    "inspections.geojson",
}


def test_every_format_is_written_and_other_files_are_left(
    small_edition: Callable[[str], Edition],
    tmp_path: Path,
) -> None:
    edition = small_edition("en")
    out = tmp_path / "new" / "plan"
    out.mkdir(parents=True)
    (out / "plan.json").write_text("{}")
    made = write_all(edition.scenario, edition.instance, edition.plan, out, "ru", None)
    assert {path.name for path in made} == NAMES < publish_files.NAMES
    assert {path.name for path in out.iterdir()} == NAMES | {"plan.json"}
    assert 'lang="ru"' in (out / "report.html").read_text(encoding="utf-8")


def test_nothing_is_left_behind_when_a_format_fails(
    small_edition: Callable[[str], Edition],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(publish_files, "write_geopackage", fail)
    with pytest.raises(OSError):  # noqa: PT011  (any)
        write(small_edition("en"), tmp_path)
    assert list(tmp_path.iterdir()) == []
