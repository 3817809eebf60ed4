"""What a folder may look like: encodings, delimiters, digits, remarks, HXL tags, languages."""

# ruff: noqa: RUF001  (Arabic-Indic digits are what is tested)

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from masarat.core.windows import Window
from masarat.scenario import Scenario, folder, load
from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from collections.abc import Callable

    MakeFolder = Callable[..., Path]


def test_a_folder_becomes_a_scenario(make_folder: MakeFolder) -> None:
    scenario = load(make_folder())
    assert scenario.title == {"en": "Small"}
    assert scenario.end == 42 * 60  # 06:00 on the first day to midnight after the second
    assert list(scenario.suspensions) == [Window(14 * 60, 22 * 60)]
    families, sick, home = scenario.groups
    assert (families.need, sick.need, home.need) == (Need.SEAT, Need.STRETCHER, None)
    assert families.people.least == families.people.most == 60
    assert families.destinations == ("hall", "far")
    assert scenario.places[0].bays == 2
    assert scenario.vehicles[1].start_place == ""
    assert scenario.linked[0].tolerance == Fraction(1)
    assert scenario.windows[0].daily
    assert scenario.windows[0].window == Window(0, 720)
    assert [w for w in scenario.open_windows("road")] == [Window(0, 720), Window(1440, 2160)]  # noqa: C416
    assert list(scenario.open_windows("gate")) == [Window(0, scenario.end)]


def same_as(make_folder: MakeFolder, changes: dict[str, str | bytes | None]) -> None:
    expected = load(make_folder())
    assert load(make_folder(changes)) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_as_spreadsheets_save_it(
    make_folder: MakeFolder,
    small_files: dict[str, str],
    encoding: str,
    delimiter: str,
    newline: str,
) -> None:
    lines = [line.split(",") for line in small_files["groups.csv"].splitlines()]
    quoted = [[f'"{cell}"' if delimiter in cell else cell for cell in line] for line in lines]
    text = newline.join(delimiter.join(line) for line in quoted)
    same_as(make_folder, {"groups.csv": text.encode(encoding)})


def test_arabic_digits_words_and_separators(make_folder: MakeFolder) -> None:
    same_as(
        make_folder,
        {
            "groups.csv": "id,at,people,need,priority,destinations,unit,may_split\n"
            "families,square,٦٠,seat,٢,hall؛ far,٥,نعم\nsick,square,۴,stretcher,1,hall,,لا\n"
            "home,square,9,stay,,,,нет\n",
            "windows.csv": "of,from,until\nroad,٠٦:٠٠,18:00\n",
        },
    )


def test_invisible_marks_and_other_spaces_mean_nothing(
    make_folder: MakeFolder, small_files: dict[str, str]
) -> None:
    yaml = small_files["scenario.yaml"]
    same_as(
        make_folder,
        {
            "scenario.yaml": yaml.replace("aboard_limit", "\u200eaboard_limit")
            .replace("day 2 04:00", "day\xa02\u202f04:00")
            .replace("[en, ar]", "[\u2068en\u2069, ar]"),
            "windows.csv": "\u200fof,\u202afrom\u202c,until\n"
            "\u2067road\u2069,06:00\xa0,18:00\n\u200f,,\n",
        },
    )


def test_names_keep_their_marks(make_folder: MakeFolder) -> None:
    text = "id,name_ar,teams\nescort,\u200fالشرطة (A)\u200f,2\n"
    [escort] = load(make_folder({"escorts.csv": text})).escorts
    assert escort.names == {"ar": "\u200fالشرطة (A)\u200f"}


def test_labels_that_look_the_same_are_the_same(make_folder: MakeFolder) -> None:
    text = (
        "id,at,people,need,destinations,together\n"
        "families,square,60,seat,hall,é a\nsick,square,4,stretcher,hall,\u200fe\u0301\xa0a\n"
    )
    first, second = load(make_folder({"groups.csv": text})).groups
    assert first.together == second.together


def test_remarks_blank_lines_hxl_and_column_order(make_folder: MakeFolder) -> None:
    same_as(
        make_folder,
        {
            "escorts.csv": "# who goes with a convoy\n\nteams,id,corridors\n"
            "#capacity +teams,#Group+code,\n"
            "# the police\n2, escort ,\n,,\n"
        },
    )


def test_names_in_any_language(make_folder: MakeFolder) -> None:
    text = "id,name_ku,name_zh-Hans,name_ar\nsquare,Meydan,广场,الساحة\ngate,,,\nhall,,,\nfar,,,\n"
    scenario = load(make_folder({"places.csv": text}))
    assert scenario.places[0].names == {"ku": "Meydan", "zh-Hans": "广场", "ar": "الساحة"}
    assert scenario.places[1].names == {}


def test_ranges_and_assumptions(make_folder: MakeFolder) -> None:
    text = (
        "id,at,people,people_least,people_most,need,destinations\n"
        "families,square,60,48,75,seat,hall\nsick,square,4,,6,stretcher,hall\nhome,square,9,,,stay,\n"
    )
    scenario = load(make_folder({"groups.csv": text}))
    totals = {
        assume: [scenario.assuming(assume).people(group) for group in scenario.groups]
        for assume in ("least", "likely", "most")
    }
    assert totals == {"least": [48, 4, 9], "likely": [60, 4, 9], "most": [75, 6, 9]}


def test_a_row_knows_where_it_stands(make_folder: MakeFolder) -> None:
    scenario = load(make_folder({"escorts.csv": "# remark\nid,teams\n\nescort,2\n"}))
    assert scenario.where("escorts", 0) == ("escorts.csv", 4)
    assert scenario.where("settings", "rules.aboard_limit") == ("scenario.yaml", 7)


def test_statuses_do_what_the_scenario_says_else_the_usual(
    make_folder: MakeFolder, small_files: dict[str, str]
) -> None:
    yaml = small_files["scenario.yaml"] + (
        "reports:\n"
        "  ledger: reports.sqlite\n"
        "  statuses:\n"
        "    contested: [forbid bus, warn]\n"
        "    controlled: warn\n"
        "    controlled by us: ignore\n"
    )
    scenario = load(make_folder({"scenario.yaml": yaml}))
    said = {
        status: [str(rule) for rule in scenario.reports.rules(status)]
        for status in ("open", "closed", "contested", "controlled by us", "controlled by others")
    }
    assert said == {
        "open": [],
        "closed": ["close"],
        "contested": ["forbid bus", "warn"],
        "controlled by us": ["ignore"],
        "controlled by others": ["warn"],
    }
    assert scenario.ledger_file() == Path(scenario.source) / "reports.sqlite"


def test_a_ledger_is_found_from_wherever_the_scenario_is_written(
    make_folder: MakeFolder, small_files: dict[str, str], tmp_path: Path
) -> None:
    yaml = small_files["scenario.yaml"] + "reports:\n  ledger: reports.sqlite\n"
    scenario = load(make_folder({"scenario.yaml": yaml}))
    folder.write(scenario, tmp_path / "deep" / "er")
    again = load(tmp_path / "deep" / "er")
    found = [each.ledger_file() for each in (scenario, again)]
    assert len({file.resolve() for file in found if file is not None}) == 1


def test_network_file_is_found_from_wherever_it_is_written(
    make_folder: MakeFolder, small_files: dict[str, str], tmp_path: Path
) -> None:
    yaml = small_files["scenario.yaml"] + "roads:\n  network: ../roads.osm.pbf\n"
    scenario = load(make_folder({"scenario.yaml": yaml}))
    folder.write(scenario, tmp_path / "deep" / "er")
    again = load(tmp_path / "deep" / "er")
    assert again.roads.network == "../../roads.osm.pbf"
    for one in (scenario, again):
        file = one.network_file()
        assert file is not None
        assert file.resolve() == (tmp_path / "roads.osm.pbf").resolve()


def test_writing_over_another_scenario_leaves_none_of_its_tables(make_folder: MakeFolder) -> None:
    path = make_folder()
    without = load(make_folder({"linked.csv": "id,a,b,tolerance\n"}))
    folder.write(without, path)
    assert not (path / "linked.csv").exists()
    assert load(path) == without


def test_yaml_keeps_texts_as_typed(make_folder: MakeFolder, small_files: dict[str, str]) -> None:
    yaml = small_files["scenario.yaml"].replace(
        "title: Small", "title: {en: 14:00, ar: yes, 'no': \"0123\"}\ndescription: |\n  one\n  two"
    )
    scenario: Scenario = load(make_folder({"scenario.yaml": yaml}))
    assert scenario.title == {"en": "14:00", "ar": "yes", "no": "0123"}
    assert scenario.description == {"en": "one\ntwo"}
