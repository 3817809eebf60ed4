"""Every message is read: file, row, column, what was found, what was expected, a suggestion."""

# ruff: noqa: E501, ISC004  (messages are compared whole)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from masarat.core.errors import ScenarioError
from masarat.scenario import csv_text, folder, load, workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    MakeFolder = Callable[..., Path]

GROUPS = "id,at,people,need,priority,destinations,unit\n"
VEHICLES = "id,count,seats,stretchers,start_place,load\n"
SMALL_TRAVEL = "from,to,minutes\nsquare,gate,10\ngate,hall,20\nhall,far,15\n"
YAML = "title: Small\nstart: 2016-12-15 06:00\nend: day 3 00:00\ntime_zone: Asia/Damascus\n"


def faults_of(path: Path, **options: Any) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(path, **options)
    return [str(fault) for fault in caught.value.faults]


ONE_FAULT = {
    "missing table": (
        {"corridors.csv": None},
        "corridors.csv: expected this table (Agreed routes out.)",
    ),
    "missing settings": (
        {"scenario.yaml": None},
        "scenario.yaml: expected this file, which is missing",
    ),
    "negative people": (
        {
            "groups.csv": GROUPS
            + "families,square,-5,seat,2,hall,\nsick,square,4,stretcher,1,hall,\n"
        },
        "groups.csv, row 2, people: found '-5', expected a whole number from 0 to 1000000000",
    ),
    "people with a decimal point": (
        {
            "groups.csv": GROUPS
            + "families,square,5.5,seat,2,hall,\nsick,square,4,stretcher,1,hall,\n"
        },
        "groups.csv, row 2, people: found '5.5', expected a whole number from 0 to 1000000000",
    ),
    "unknown place": (
        {"corridors.csv": "id,places,largest\nroad,square;gaet;gate;hall,4\n"},
        "corridors.csv, row 2, places: found 'gaet', expected the id of a place (did you mean 'gate'?)",
    ),
    "cyclic corridor": (
        {"corridors.csv": "id,places,largest\nroad,square;gate;square,4\n"},
        "corridors.csv, row 2, places: found 'square;gate;square', expected a route that never comes "
        "back to a place, but 'square' stands twice",
    ),
    "bad time": (
        {"vehicles.csv": "id,count,seats,stretchers,available\nbus,3,10,1,tomorrow\n"},
        "vehicles.csv, row 2, available: found 'tomorrow', expected a time such as 2016-12-15 06:00, "
        "day 2 06:00, start or end",
    ),
    "a day and month in another order": (
        {"vehicles.csv": "id,count,seats,stretchers,available\nbus,3,10,1,16.12.2016 06:00\n"},
        "vehicles.csv, row 2, available: found '16.12.2016 06:00', expected a time such as "
        "2016-12-15 06:00, day 2 06:00, start or end",
    ),
    "before the start": (
        {"vehicles.csv": "id,count,seats,stretchers,available\nbus,3,10,1,2016-12-14 06:00\n"},
        "vehicles.csv, row 2, available: found '2016-12-14 06:00', expected a time not before the "
        "scenario's start (write 'start')",
    ),
    "unknown column": (
        {"escorts.csv": "id,teams,coridors\nescort,2,road\n"},
        "escorts.csv, row 1: found 'coridors', expected a column that this table has: id, teams, "
        "corridors (did you mean 'corridors'?)",
    ),
    "missing column": (
        {"escorts.csv": "id\nescort\n"},
        "escorts.csv, row 1, teams: expected a column teams (how many teams)",
    ),
    "column twice": (
        {"escorts.csv": "id,teams,teams\nescort,2,3\n"},
        "escorts.csv, row 1, teams: expected each column once",
    ),
    "a cell too many": (
        {"escorts.csv": "id,teams\nescort,2,road\n"},
        "escorts.csv, row 2: found 'road', expected nothing beyond the last column",
    ),
    "duplicate ids": (
        {"places.csv": "id\nsquare\ngate\nhall\nfar\nhall\n"},
        "places.csv, row 6, id: found 'hall', expected each id once (it stands in row 4 already)",
    ),
    "unknown need": (
        {
            "groups.csv": GROUPS
            + "families,square,5,seet,2,hall,\nsick,square,4,stretcher,1,hall,\n"
        },
        "groups.csv, row 2, need: found 'seet', expected seat, stretcher, own vehicle or stay "
        "(did you mean 'seat'?)",
    ),
    "nowhere to go": (
        {"groups.csv": GROUPS + "families,square,5,seat,2,,\nsick,square,4,stretcher,1,hall,\n"},
        "groups.csv, row 2, destinations: expected at least one place to go to (or need 'stay')",
    ),
    "least above likely": (
        {
            "groups.csv": "id,at,people,people_least,need,destinations\nfamilies,square,5,6,seat,hall\n"
            "sick,square,4,,stretcher,hall\n"
        },
        "groups.csv, row 2, people_least: found '6', expected at most people, which is 5",
    ),
    "no seats at all": (
        {"vehicles.csv": VEHICLES + "bus,3,0,0,hall,10\n"},
        "vehicles.csv, row 2, seats: found '0', expected a seat or a stretcher",
    ),
    "window ends before it starts": (
        {"windows.csv": "of,from,until\nroad,day 1 08:00,day 1 07:00\n"},
        "windows.csv, row 2, until: found 'day 1 07:00', expected a time after from",
    ),
    "window of nothing": (
        {"windows.csv": "of,from,until\nraod,06:00,18:00\n"},
        "windows.csv, row 2, of: found 'raod', expected the id of a corridor or checkpoint "
        "(did you mean 'road'?)",
    ),
    "window from a day to a time of day": (
        {"windows.csv": "of,from,until\nroad,day 1 08:00,18:00\n"},
        "windows.csv, row 2, until: found '18:00', expected a date and time, as from is",
    ),
    "more vehicles than can be planned": (
        {"vehicles.csv": "id,count,seats,start_place\nbus,100001,10,hall\n"},
        "vehicles.csv, row 2, count: found '100001', expected a whole number from 1 to 100000",
    ),
    "tie without tolerance": (
        {"linked.csv": "id,a,b\ntie,families,sick\n"},
        "linked.csv, row 2, tolerance: expected either a tolerance or a ratio",
    ),
    "tolerance above 1": (
        {"linked.csv": "id,a,b,tolerance\ntie,families,sick,1.5\n"},
        "linked.csv, row 2, tolerance: found '1.5', expected a number from 0 to 1, such as 0.8, 80% or 4/5",
    ),
    "tie with people who stay": (
        {"linked.csv": "id,a,b,tolerance\ntie,families,home,0.5\n"},
        "linked.csv, row 2, b: found 'home', expected groups that leave: this one stays",
    ),
    "tie with more digits than can be counted with": (
        {"linked.csv": "id,a,b,ratio,slack\ntie,families,sick,0.333333333333,10000000\n"},
        "linked.csv, row 2, ratio: found '333333333333/1000000000000', expected fewer digits or "
        "people: sums of people times these digits stay below 2^62",
    ),
    "tie of more people than can be counted with": (
        {
            "groups.csv": "id,at,people,need,destinations\nfamilies,square,1000000000,seat,hall\n"
            "more,square,1000000000,seat,hall\nothers,square,1000000000,seat,hall\n"
            "sick,square,1000000000,stretcher,hall\nweak,square,1000000000,stretcher,hall\n",
            "linked.csv": "id,a,b,tolerance\ntie,families;more;others,sick;weak,0.5\n",
        },
        "linked.csv, row 2, tolerance: found '1/2', expected fewer digits or people: "
        "sums of people times these digits stay below 2^62",
    ),
    "checkpoint beside the corridor": (
        {"checkpoints.csv": "place,lanes,minutes,corridors\nfar,2,3,road\n", "windows.csv": None},
        "checkpoints.csv, row 2, corridors: found 'road', expected corridors that pass far",
    ),
    "no roads": (
        {"travel.csv": None},
        "scenario.yaml, roads: expected travel minutes from somewhere: links.csv, travel.csv, or "
        "roads.network",
    ),
    "unknown key": (
        {"scenario.yaml": YAML + "rules:\n  aboard_limits: 200\n"},
        "scenario.yaml, row 6: found 'rules.aboard_limits', expected a known key: title, description, "
        "start, end, time_zone, languages, assume, rules.aboard_limit, rules.small_last_convoy, "
        "rules.suspensions, roads.network, roads.season_factor, roads.speeds_kmh, reports.ledger, "
        "reports.statuses, based_on, without "
        "(did you mean 'rules.aboard_limit'?)",
    ),
    "missing key": (
        {"scenario.yaml": YAML.replace("title: Small\n", "")},
        "scenario.yaml, title: expected this key (what it is, by language (or one plain text))",
    ),
    "key twice": (
        {"scenario.yaml": YAML + "assume: most\nassume: least\n"},
        "scenario.yaml, row 6, assume: expected each key once",
    ),
    "unknown zone": (
        {"scenario.yaml": YAML.replace("Damascus", "Atlantis")},
        "scenario.yaml, row 4, time_zone: found 'Asia/Atlantis', expected an IANA time zone such as "
        "Asia/Damascus",
    ),
    "end before start": (
        {"scenario.yaml": YAML.replace("day 3 00:00", "day 1 05:00")},
        "scenario.yaml, row 3, end: found 'day 1 05:00', expected a time after the start, by at most "
        "366 days",
    ),
    "bad suspension": (
        {"scenario.yaml": YAML + "rules:\n  suspensions:\n    - day 1 10:00 to day 1 09:00\n"},
        "scenario.yaml, row 7, rules.suspensions: found 'day 1 10:00 to day 1 09:00', expected the "
        "second time after the first",
    ),
    "no YAML": (
        {"scenario.yaml": "title: [Small\n"},
        "scenario.yaml, row 2: expected YAML (expected ',' or ']', but got '<stream end>')",
    ),
    "unknown status": (
        {"scenario.yaml": YAML + "reports:\n  statuses:\n    close: warn\n"},
        "scenario.yaml, row 7, reports.statuses: found 'close', expected a status: open, closed, "
        "contested, controlled, unknown or controlled by SIDE (did you mean 'closed'?)",
    ),
    "unknown effect of a status": (
        {"scenario.yaml": YAML + "reports:\n  statuses:\n    closed: [warn, closes]\n"},
        "scenario.yaml, row 7, reports.statuses.*: found 'closes', expected close, warn, ignore or "
        "forbid with people, empty, a vehicle class or a corridor behind it (did you mean 'close'?)",
    ),
    "street forbidden to nothing": (
        {"scenario.yaml": YAML + "reports:\n  statuses:\n    contested: forbid buss\n"},
        "scenario.yaml, row 7, reports.statuses.contested: found 'buss', expected the id of a vehicle "
        "class or corridor, people or empty (did you mean 'bus'?)",
    ),
    "unknown file": (
        {"place.csv": "id\nsquare\n"},
        "place.csv: expected a file that a scenario has: scenario.yaml, places.csv, groups.csv, "
        "corridors.csv, checkpoints.csv, vehicles.csv, escorts.csv, windows.csv, linked.csv, links.csv, "
        "travel.csv (did you mean 'places.csv'?)",
    ),
    "empty table": (
        {"escorts.csv": ""},
        "escorts.csv, row 1: expected a header with id, teams",
    ),
    "open quotes": (
        {"escorts.csv": 'id,teams\n"escort,2\n'},
        "escorts.csv, row 2: expected a well-formed line of CSV (unexpected end of data)",
    ),
    "mixed encodings": (
        {"places.csv": "id,name_ar\nsquare,الساحة\n".encode() + "gate,باب\n".encode("cp1256")},
        "places.csv, row 3: found 'bytes c8 c7 c8 0a', expected one encoding in the whole file: lines "
        "above are UTF-8, this one is not (save the file as CSV UTF-8)",
    ),
    "another encoding": (
        {"places.csv": "id,name_ar\nsquare,ساحة\n".encode("cp1256")},
        "places.csv, row 2: found 'bytes d3 c7 cd c9 0a', expected text in UTF-8 (save the file as CSV "
        "UTF-8)",
    ),
    "zero bytes": (
        {"places.csv": "id\nsquare\n".encode("utf-16-le")},
        "places.csv, row 1: found 'a zero byte', expected text in UTF-8 (save the file as CSV UTF-8)",
    ),
    "control characters": (
        {"places.csv": "id,name_en\nsquare,a\x07b\n"},
        "places.csv, row 2: found 'a\\x07b', expected text without control characters",
    ),
}


KEYS = "a colon and a space behind the key: key: value"
MANY = "groups.csv, row {}: found {}, expected a header with id, at, people, need ({})"

ONLY_FAULT = {
    "a tab": (
        {"scenario.yaml": YAML + "rules:\n\taboard_limit: 30\n"},
        "scenario.yaml, row 6: found 'aboard_limit: 30', expected spaces at the start of the line, "
        "not a tab",
    ),
    "no colon": (
        {"scenario.yaml": YAML.replace("end:", "end")},
        f"scenario.yaml, row 3: found 'end day 3 00:00', expected {KEYS}",
    ),
    "no space behind the colon": (
        {"scenario.yaml": YAML.replace("zone: ", "zone:")},
        f"scenario.yaml, row 4: found 'time_zone:Asia/Damascus', expected {KEYS}",
    ),
    "a space too many": (
        {"scenario.yaml": YAML.replace("end:", " end:")},
        "scenario.yaml, row 3: found 'end: day 3 00:00', expected as many spaces at the start of the "
        "line as in the lines beside it",
    ),
    "a colon in the title": (
        {"scenario.yaml": YAML.replace("Small", "Small: by hand")},
        "scenario.yaml, row 1: found 'title: Small: by hand', expected quotes around text with a colon "
        "in it",
    ),
    "settings in another encoding": (
        {"scenario.yaml": YAML.replace("Small", "إخلاء").encode("cp1256")},
        "scenario.yaml, row 1: found 'bytes c5 ce e1 c7 c1 0a 73 74', expected text in UTF-8 (save the "
        "file as UTF-8 text)",
    ),
    "a list of settings": (
        {"scenario.yaml": "- a\n- b\n"},
        "scenario.yaml, row 1: expected keys with values, such as title: ...",
    ),
    "a value for a section of free keys": (
        {"scenario.yaml": YAML + "roads:\n  speeds_kmh: 40\n"},
        "scenario.yaml, row 6, roads.speeds_kmh: found '40', expected a key below it for each value, "
        "such as roads.speeds_kmh.primary: 40",
    ),
    "a value for a section": (
        {"scenario.yaml": YAML + "rules: strict\n"},
        "scenario.yaml, row 5, rules: found 'strict', expected keys below it: rules.aboard_limit, "
        "rules.small_last_convoy, rules.suspensions",
    ),
    "without by itself": (
        {"scenario.yaml": YAML + "without: families\n"},
        "scenario.yaml, row 5, without: found 'families', expected a key below it for each value, such "
        "as without.corridors: [north-road]",
    ),
    "without a base": (
        {"scenario.yaml": YAML + "without: {groups: [families]}\n"},
        "scenario.yaml, row 5, without.groups: expected based_on beside it: it leaves out rows of another "
        "scenario",
    ),
    "a mistyped column": (
        {
            "groups.csv": "id,at,peple,need,destinations\na,square,1,seat,hall\nb,square,x,seat,hall\n"
        },
        "groups.csv, row 1: found 'peple', expected a column that this table has: id, at, people, "
        "people_least, people_most, need, priority, ready, destinations, unit, may_split, together "
        "(did you mean 'people'?)",
    ),
    "a title above the header": (
        {"groups.csv": "List of April,,\n" + GROUPS + "families,square,5,seat,2,hall,\n"},
        MANY.format(1, "'List of April'", "it stands in row 2: remove what is above it"),
    ),
    "a spreadsheet's separator": (
        {"groups.csv": "sep=;\n" + GROUPS.replace(",", ";") + "families;square;5;seat;2;hall;\n"},
        MANY.format(1, "'sep='", "it stands in row 2: remove what is above it"),
    ),
    "bars between cells": (
        {"groups.csv": "id|at|people|need\nfamilies|square|5|stay\n"},
        MANY.format(
            1,
            "'id|at|people|need'",
            "cells are separated by '|': use commas, semicolons or tabs",
        ),
    ),
    "a name without its language": (
        {"escorts.csv": "id,name,teams\nescort,Team,2\n"},
        "escorts.csv, row 1: found 'name', expected a column that this table has: id, teams, corridors "
        "(one column for each language: name_en, name_ar, name_ru)",
    ),
    "half a coordinate": (
        {"places.csv": "id,lat,lon\nsquare,36.1,\ngate,,\nhall,36.1,37.2\nfar,,\n"},
        "places.csv, row 2, lon: expected a value beside lat, or neither of the two",
    ),
    "a status that does something and nothing": (
        {"scenario.yaml": YAML + "reports: {statuses: {closed: [close, ignore]}}\n"},
        "scenario.yaml, row 5, reports.statuses.closed: found 'close, ignore', expected ignore by "
        "itself, or what the status does",
    ),
    "a Cyrillic letter": (
        {"escorts.csv": "id,teams,corridors\nescort,2,rоad\n"},  # noqa: RUF001
        "escorts.csv, row 2, corridors: found 'rоad', expected the id of a corridor (did you mean "  # noqa: RUF001
        "'road'? 'о' in what was found is a Cyrillic letter)",  # noqa: RUF001
    ),
    "a row below line breaks": (
        {"escorts.csv": 'id,name_en,teams\na,"one\ntwo\nthree",1\nb,,many\n'},
        "escorts.csv, row 3, teams: found 'many', expected a whole number from 0 to 1000000000",
    ),
    "a no-break space": (
        {"escorts.csv": "id,teams\na,1\xa0500\n"},
        "escorts.csv, row 2, teams: found '1 500', expected a whole number from 0 to 1000000000",
    ),
    "a formula without a result below the header": (
        {"escorts.csv": "id,teams\n#REF!,\n"},
        "escorts.csv, row 2, id: found '#REF!', expected a value, not the error of a formula",
    ),
    "a name that a formula did not find": (
        {"escorts.csv": "id,teams,name_en\nescort,2,#N/A\n"},
        "escorts.csv, row 2, name_en: found '#N/A', expected a value, not the error of a formula",
    ),
    "a formula without a result in a spreadsheet in Russian": (
        {"escorts.csv": "id,teams,name_ru\nescort,2,#ДЕЛ/0!\n"},
        "escorts.csv, row 2, name_ru: found '#ДЕЛ/0!', expected a value, not the error of a formula",
    ),
    "an id twice, once with an invisible mark": (
        {"escorts.csv": "id,teams\nescort,2\n\u200fescort\u202c,3\n"},
        "escorts.csv, row 3, id: found 'escort', expected each id once (it stands in row 2 already)",
    ),
    "an id twice, composed and decomposed": (
        {"escorts.csv": "id,teams\nécole,2\ne\u0301cole,3\n"},
        "escorts.csv, row 3, id: found 'école', expected each id once (it stands in row 2 already)",
    ),
    "a way twice, once with an invisible mark": (
        {"travel.csv": SMALL_TRAVEL + "\u200bsquare,gate,99\n"},
        "travel.csv, row 5, from and to: found 'square gate', expected each from and to once (it "
        "stands in row 2 already)",
    ),
    "a mistyped zone": (
        {"scenario.yaml": YAML.replace("Asia/Damascus", "asia/Damascos")},
        "scenario.yaml, row 4, time_zone: found 'asia/Damascos', expected an IANA time zone such as "
        "Asia/Damascus (did you mean 'Asia/Damascus'?)",
    ),
}


@pytest.mark.parametrize(("changes", "message"), ONLY_FAULT.values(), ids=list(ONLY_FAULT))
def test_one_slip_is_one_fault(
    make_folder: MakeFolder, changes: dict[str, str | bytes | None], message: str
) -> None:
    assert faults_of(make_folder(changes)) == [message]


def test_sections_without_lines_and_capitals_in_headers_are_no_faults(
    make_folder: MakeFolder,
) -> None:
    changes = {
        "scenario.yaml": YAML + "rules:\nroads:\n  speeds_kmh:\nreports:\n",
        "escorts.csv": "ID,Teams,Name_EN\nescort,2,Team\n",
    }
    assert (
        load(make_folder(changes)).escorts
        == load(make_folder({"escorts.csv": "id,teams,name_en\nescort,2,Team\n"})).escorts
    )


@pytest.mark.parametrize(("changes", "message"), ONE_FAULT.values(), ids=list(ONE_FAULT))
def test_the_message_names_the_fault(
    make_folder: MakeFolder, changes: dict[str, str | bytes | None], message: str
) -> None:
    assert message in faults_of(make_folder(changes))


def test_all_faults_are_collected(make_folder: MakeFolder) -> None:
    found = faults_of(
        make_folder(
            {
                "groups.csv": GROUPS + "families,square,-5,seet,2,hall,\n",
                "vehicles.csv": VEHICLES + "bus,3,ten,0,hall,soon\n",
                "escorts.csv": "id,teams,colour\nescort,2,red\n",
            }
        )
    )
    assert len(found) == 5
    assert {text.split(",")[0] for text in found} == {"groups.csv", "vehicles.csv", "escorts.csv"}


def test_a_fault_of_the_start_is_not_repeated_for_every_time(make_folder: MakeFolder) -> None:
    bad = YAML.replace("2016-12-15 06:00", "in December")
    assert len(faults_of(make_folder({"scenario.yaml": bad}))) == 1


def test_a_huge_table_is_refused_before_reading(make_folder: MakeFolder) -> None:
    path = make_folder()
    with (path / "links.csv").open("wb") as file:
        file.truncate(200 * 2**20)  # sparse: 200 MB that take no room
    assert faults_of(path) == ["links.csv: found '200.0 MB', expected at most 64.0 MB"]
    assert csv_text.SIZE_LIMIT == 64 * 2**20


def test_the_size_limit_can_be_set(make_folder: MakeFolder) -> None:
    small = faults_of(make_folder(), size_limit=10)
    assert all("expected at most 0.0 MB" in text for text in small if "found" in text)


def test_nothing_there(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "nowhere") == [
        f"{tmp_path / 'nowhere'}: expected a scenario folder or .xlsx workbook that exists"
    ]
    (tmp_path / "old.xls").write_bytes(b"")
    assert faults_of(tmp_path / "old.xls") == [
        f"{tmp_path / 'old.xls'}: expected a scenario folder or .xlsx workbook"
    ]
    with pytest.raises(ScenarioError, match=r"expected a folder with scenario\.yaml"):
        folder.read(tmp_path / "nowhere")
    with pytest.raises(ScenarioError, match=r"expected a workbook with the ending \.xlsx"):
        workbook.read(tmp_path / "old.xls")


@pytest.mark.parametrize("name", ["groups.xlsx", "Groups.ODS", "windows.txt", "places.Csv"])
def test_a_spreadsheet_beside_its_table_is_named(make_folder: MakeFolder, name: str) -> None:
    stem = name.partition(".")[0].casefold()
    [fault] = faults_of(make_folder({name: b""}))
    assert fault.startswith(
        f"{name}: expected a file that a scenario has: scenario.yaml, places.csv"
    )
    assert fault.endswith(f"(did you mean '{stem}.csv'?)")


def test_other_files_beside_the_tables_are_left_alone(make_folder: MakeFolder) -> None:
    others = (".~lock.groups.csv#", "~$groups.xlsx", "letters.xlsx", "places.geojson", "README.txt")
    load(make_folder(dict.fromkeys(others, "")))


def test_a_table_that_is_a_link_to_nothing_is_no_absent_table(make_folder: MakeFolder) -> None:
    path = make_folder({"windows.csv": None})
    (path / "windows.csv").symlink_to(path / "share" / "windows.csv")
    assert faults_of(path) == ["windows.csv: expected this file, which is missing"]
