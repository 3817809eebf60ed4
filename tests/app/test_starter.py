"""The starter scenario is valid, commented, complete, and never overwrites anything."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from masarat.app.starter import write_new
from masarat.core.errors import UsageError
from masarat.scenario import load, validate
from masarat.scenario.tables import TABLES


def test_the_starter_is_valid(tmp_path: Path) -> None:
    scenario = load(write_new(tmp_path / "new"))
    assert validate(scenario).is_clean
    assert scenario.people(scenario.groups[1]) == 600
    names = [item.names for item in scenario.places]
    names += [item.names for item in scenario.groups]
    names += [item.names for item in scenario.vehicles]
    assert all(set(one) == set(scenario.languages) for one in names)


def test_both_forms_say_the_same(tmp_path: Path) -> None:
    assert load(write_new(tmp_path / "new")) == load(write_new(tmp_path / "new.xlsx", xlsx=True))


def test_every_column_is_explained(tmp_path: Path) -> None:
    folder = write_new(tmp_path / "new")
    book = openpyxl.load_workbook(write_new(tmp_path / "new", xlsx=True))
    for table in TABLES:
        file = folder / f"{table.name}.csv"
        text = file.read_text(encoding="utf-8") if file.exists() else None
        headings = {cell.value: cell.comment for cell in book[table.name][1]}
        for column in table.columns:
            comment = headings[column.name]
            assert comment is not None
            assert column.about in comment.text
            if text is not None:
                assert f"# {column.name}: {column.about}" in text


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    write_new(tmp_path / "new")
    write_new(tmp_path / "new.xlsx", xlsx=True)
    with pytest.raises(UsageError, match="exists already"):
        write_new(tmp_path / "new")
    with pytest.raises(UsageError, match="exists already"):
        write_new(tmp_path / "new.xlsx", xlsx=True)
    (tmp_path / "empty").mkdir()
    assert write_new(tmp_path / "empty") == tmp_path / "empty"


@pytest.mark.parametrize(
    ("name", "failing"), [("deep/new", "travel.csv"), ("deep/new.xlsx", "new.xlsx")]
)
@pytest.mark.parametrize("stop", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_nothing_is_left_where_it_is_stopped_or_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, failing: str, stop: BaseException
) -> None:
    write_bytes = Path.write_bytes

    def stopped(path: Path, octets: bytes) -> int:
        if path.name == failing:
            write_bytes(path, octets[:10])
            raise stop
        return write_bytes(path, octets)

    monkeypatch.setattr(Path, "write_bytes", stopped)
    with pytest.raises(type(stop)):
        write_new(tmp_path / name)
    assert list(tmp_path.iterdir()) == []
