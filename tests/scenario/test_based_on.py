"""Scenarios that say only what differs from another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from masarat.core.errors import ScenarioError
from masarat.core.windows import Window
from masarat.scenario import folder, load, workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    MakeFolder = Callable[..., Path]


def variant(base: Path, files: dict[str, str]) -> Path:
    place = base.parent / "variant"
    place.mkdir(exist_ok=True)
    yaml = f"based_on: ../{base.name}\n" + files.pop("scenario.yaml", "")
    for name, text in {"scenario.yaml": yaml, **files}.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def test_nothing_differs(make_folder: MakeFolder) -> None:
    base = make_folder()
    assert load(variant(base, {})) == load(base)


def test_rows_replace_and_are_added(make_folder: MakeFolder) -> None:
    files = {
        "vehicles.csv": "id,count,seats\nbus,9,40\ntaxi,2,4\n",
        "scenario.yaml": "assume: most\n",
    }
    scenario = load(variant(make_folder(), files))
    assert [(cls.id, cls.count) for cls in scenario.vehicles] == [
        ("bus", 9),
        ("van", 1),
        ("taxi", 2),
    ]
    assert scenario.vehicles[0].load == 0  # the row is replaced, not single cells of it
    assert scenario.assume == "most"
    assert scenario.aboard_limit == 240


def test_all_windows_of_a_corridor_are_replaced(make_folder: MakeFolder) -> None:
    base = make_folder({"windows.csv": "of,from,until\nroad,06:00,07:00\nroad,08:00,09:00\n"})
    scenario = load(variant(base, {"windows.csv": "of,from,until\nroad,day 1 10:00,day 1 11:00\n"}))
    assert [row.window for row in scenario.windows] == [Window(240, 300)]


def test_invisible_marks_do_not_make_another_row(make_folder: MakeFolder) -> None:
    base = make_folder({"escorts.csv": "id,teams\nécole,1\nother\u200f,1\n"})
    files = {
        "windows.csv": "of,from,until\n\u200froad,day 1 10:00,day 1 11:00\n",
        "escorts.csv": "id,teams\ne\u0301cole,9\n",
        "scenario.yaml": "without:\n  \u200eescorts: [\u2068other\u2069]\n",
    }
    scenario = load(variant(base, files))
    assert [row.window for row in scenario.windows] == [Window(240, 300)]
    assert [(escort.id, escort.teams) for escort in scenario.escorts] == [("école", 9)]


def test_rows_are_left_out(make_folder: MakeFolder) -> None:
    yaml = "without:\n  linked: tie\n  groups: [sick, home]\n"
    scenario = load(variant(make_folder(), {"scenario.yaml": yaml}))
    assert scenario.linked == ()
    assert [group.id for group in scenario.groups] == ["families"]


def test_leaving_out_what_is_not_there(make_folder: MakeFolder) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(variant(make_folder(), {"scenario.yaml": "without:\n  linked: [tei]\n  grups: x\n"}))
    text = str(caught.value)
    assert (
        "scenario.yaml, row 3, without.linked: found 'tei', expected the id of a row that the base "
        "scenario has (did you mean 'tie'?)"
    ) in text
    assert "row 4, without: found 'grups', expected a table: places, groups" in text
    assert "(did you mean 'groups'?)" in text


def test_faults_name_the_base_apart(make_folder: MakeFolder) -> None:
    base = make_folder({"escorts.csv": "id,teams\nescort,none\n"})
    with pytest.raises(ScenarioError, match=r"^\.\./small/escorts\.csv, row 2, teams"):
        load(variant(base, {}))


def test_a_circle_is_refused(make_folder: MakeFolder, small_files: dict[str, str]) -> None:
    base = make_folder({"scenario.yaml": small_files["scenario.yaml"] + "based_on: ../variant\n"})
    with pytest.raises(ScenarioError, match="expected no circle of scenarios"):
        load(variant(base, {}))


def test_a_missing_base(make_folder: MakeFolder) -> None:
    place = variant(make_folder(), {})
    (place / "scenario.yaml").write_text("based_on: ../elsewhere\n", encoding="utf-8")
    with pytest.raises(
        ScenarioError, match=r"found '\.\./elsewhere', expected a folder or workbook"
    ):
        load(place)


def test_a_variant_is_written_complete(make_folder: MakeFolder, tmp_path: Path) -> None:
    scenario = load(variant(make_folder(), {"scenario.yaml": "without: {linked: tie}\n"}))
    folder.write(scenario, tmp_path / "whole")
    assert load(tmp_path / "whole") == scenario


def test_a_folder_may_be_based_on_a_workbook(make_folder: MakeFolder, tmp_path: Path) -> None:
    scenario = load(make_folder())
    workbook.write(scenario, tmp_path / "base.xlsx")
    place = variant(tmp_path / "base.xlsx", {})
    assert load(place) == scenario


def test_a_workbook_may_have_its_ending_in_capitals(
    make_folder: MakeFolder, small_files: dict[str, str], tmp_path: Path
) -> None:
    yaml = small_files["scenario.yaml"] + "roads: {network: roads/x.osm.pbf}\n"
    scenario = load(make_folder({"scenario.yaml": yaml}))
    workbook.write(scenario, tmp_path / "BASE.XLSX")
    book = workbook.new_book([("based_on", "BASE.XLSX")])
    book.save(tmp_path / "ON.XLSX")
    variant = load(tmp_path / "ON.XLSX")
    assert variant.groups == scenario.groups
    file = variant.network_file()
    assert file is not None
    assert file.resolve() == (tmp_path / "small" / "roads" / "x.osm.pbf").resolve()


def test_the_base_network_is_found_from_the_variant(
    make_folder: MakeFolder, small_files: dict[str, str], tmp_path: Path
) -> None:
    yaml = small_files["scenario.yaml"] + "roads: {network: roads/x.osm.pbf}\n"
    file = load(variant(make_folder({"scenario.yaml": yaml}), {})).network_file()
    assert file is not None
    assert file.resolve() == (tmp_path / "small" / "roads" / "x.osm.pbf").resolve()
