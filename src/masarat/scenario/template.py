"""A commented starter scenario: small, valid, plannable, made to be edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.core.errors import UsageError
from masarat.core.languages import LANGUAGES
from masarat.scenario import csv_text, folder
from masarat.scenario.convert import header
from masarat.scenario.document import is_workbook
from masarat.scenario.reference import help_of
from masarat.scenario.tables import TABLES, Table
from masarat.scenario.yaml_text import read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_COLUMNS = ("en", *(lang for lang in LANGUAGES if lang != "en"))

SETTINGS = """\
# A scenario: what is known before planning. Edit this file and the tables beside it, then:
#   masarat validate .
#   masarat plan . --out plan
# Lines that start with # are remarks. Every key and column is explained in docs/scenario.md.

title:                              # one line for each language
  en: Flood on the lower river (an example to edit)
  ar: فيضان في أسفل النهر (مثال للتعديل)
  ru: Паводок в низовьях реки (пример для правки)

start: 2030-04-02 06:00             # minute 0
end: 2030-04-03 20:00               # nobody arrives later
time_zone: Asia/Damascus            # all times here are on this clock
languages: [en, ar, ru]             # the main language first
assume: likely                      # plan for the least, likely or most people

rules:
  aboard_limit: 240                 # most minutes aboard, from the end of loading to arrival
  small_last_convoy: yes            # the last convoy of an assembly point may be below the minimum
  suspensions: []                   # when nothing moves: [day 1 12:00 to day 1 13:30]

roads:
  season_factor: 1                  # multiplies road speeds: 0.8 in winter
  # network: roads.osm.pbf          # an imported road network; without it: links.csv, travel.csv
  # speeds_kmh: {primary: 40}       # convoy speed by road class, for links.csv

# reports:                          # what statuses of streets do (docs/streets.md)
#   ledger: reports.sqlite          # journal or file of reports
#   statuses: {closed: close, contested: [forbid bus, warn], unknown: warn, open: ignore}
"""

ROWS: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "places": (
        {
            "id": "school",
            "name_en": "River School",
            "name_ar": "مدرسة النهر",
            "name_ru": "Речная школа",
            "lat": "35.9500",
            "lon": "39.0100",
            "kind": "assembly",
            "bays": "4",
        },
        {
            "id": "clinic",
            "name_en": "Clinic",
            "name_ar": "المستوصف",
            "name_ru": "Поликлиника",
            "lat": "35.9530",
            "lon": "39.0250",
            "kind": "assembly",
            "bays": "2",
        },
        {
            "id": "bridge",
            "name_en": "Bridge",
            "name_ar": "الجسر",
            "name_ru": "Мост",
            "lat": "35.9700",
            "lon": "39.0300",
            "kind": "checkpoint",
        },
        {
            "id": "sports-hall",
            "name_en": "Sports hall",
            "name_ar": "الصالة الرياضية",
            "name_ru": "Спортзал",
            "lat": "36.0100",
            "lon": "39.0600",
            "kind": "destination",
            "capacity": "1200",
        },
        {
            "id": "hospital",
            "name_en": "Hospital",
            "name_ar": "المستشفى",
            "name_ru": "Больница",
            "lat": "36.0300",
            "lon": "39.0800",
            "kind": "destination",
            "capacity": "40",
        },
        {
            "id": "depot",
            "name_en": "Bus depot",
            "name_ar": "مرآب الحافلات",
            "name_ru": "Автобусный парк",
            "lat": "35.9800",
            "lon": "38.9600",
            "kind": "depot",
        },
    ),
    "groups": (
        {
            "id": "bedridden",
            "name_en": "Bedridden patients",
            "name_ar": "مرضى طريحو الفراش",
            "name_ru": "Лежачие больные",
            "at": "clinic",
            "people": "12",
            "people_least": "10",
            "people_most": "16",
            "need": "stretcher",
            "priority": "1",
            "destinations": "hospital",
        },
        {
            "id": "families",
            "name_en": "Families",
            "name_ar": "العائلات",
            "name_ru": "Семьи",
            "at": "school",
            "people": "600",
            "people_least": "500",
            "people_most": "750",
            "need": "seat",
            "priority": "2",
            "ready": "day 1 07:00",
            "destinations": "sports-hall",
            "unit": "5",
        },
        {
            "id": "staying",
            "name_en": "People who stay",
            "name_ar": "الباقون",
            "name_ru": "Остающиеся",
            "at": "school",
            "people": "80",
            "need": "stay",
        },
    ),
    "corridors": (
        {
            "id": "north-road",
            "name_en": "North road",
            "name_ar": "الطريق الشمالي",
            "name_ru": "Северная дорога",
            "places": "school;bridge;sports-hall",
            "headway": "10",
            "smallest": "1",
            "largest": "6",
        },
    ),
    "checkpoints": ({"place": "bridge", "lanes": "2", "minutes": "2", "longest_wait": "10"},),
    "vehicles": (
        {
            "id": "bus",
            "name_en": "Buses",
            "name_ar": "حافلات",
            "name_ru": "Автобусы",
            "count": "6",
            "seats": "50",
            "start_place": "depot",
            "load": "15",
            "unload": "10",
        },
        {
            "id": "ambulance",
            "name_en": "Ambulances",
            "name_ar": "سيارات إسعاف",
            "name_ru": "Скорая помощь",
            "count": "3",
            "seats": "1",
            "stretchers": "2",
            "start_place": "hospital",
            "load": "10",
            "unload": "10",
        },
    ),
    "escorts": ({"id": "police", "teams": "2"},),
    "windows": ({"of": "north-road", "from": "06:00", "until": "20:00"},),
    "travel": (
        {"from": "clinic", "to": "school", "minutes": "5"},
        {"from": "school", "to": "bridge", "minutes": "15"},
        {"from": "bridge", "to": "sports-hall", "minutes": "20"},
        {"from": "sports-hall", "to": "hospital", "minutes": "10"},
        {"from": "depot", "to": "school", "minutes": "20"},
        {"from": "depot", "to": "clinic", "minutes": "20"},
        {"from": "hospital", "to": "clinic", "minutes": "45"},
        {"from": "hospital", "to": "school", "minutes": "45"},
    ),
}


def new_place(path: Path, *, xlsx: bool = False) -> Path:
    """Return where a starter scenario goes: a folder, or a workbook's file, which ends in `.xlsx`.

    Parameters
    ----------
    path
        The place as asked.
    xlsx
        Whether it is to be a workbook whatever the name (`.xlsx` is added where it is missing).

    Raises
    ------
    UsageError
        If something is there already: nothing is overwritten.
    """
    place = path.with_name(path.name + ".xlsx") if xlsx and not is_workbook(path) else path
    if place.exists() and (is_workbook(place) or not place.is_dir() or any(place.iterdir())):
        raise UsageError(f"{place} exists already; choose another name")
    return place


def starter_files() -> dict[str, bytes]:
    """Return the files of the starter scenario as a folder."""
    files = {folder.SETTINGS: SETTINGS.encode()}
    for table in TABLES:
        if table.name not in ROWS:
            continue
        remarks = [[f"# {table.about}"]]
        remarks += [[f"# {column.name}: {help_of(column)}"] for column in table.columns]
        columns, rows = _starter(table)
        files[f"{table.name}.csv"] = csv_text.write([*remarks, columns, *rows]).encode()
    return files


def starter_workbook() -> bytes:
    """Return the starter scenario as a workbook."""
    from masarat.scenario import workbook  # noqa: PLC0415  (openpyxl only where a workbook is made)

    settings, _ = read_settings(SETTINGS, folder.SETTINGS)
    book = workbook.new_book(
        (key, [cell.text for cell in cells if cell.text]) for key, cells in settings.items()
    )
    for table in TABLES:
        workbook.add_sheet(book, table, *_starter(table))
    return workbook.octets(book)


def _starter(table: Table) -> tuple[list[str], list[list[str]]]:
    columns = header(table, _COLUMNS)
    rows = ROWS.get(table.name, ())
    unknown = {name for row in rows for name in row} - set(columns)
    if unknown:
        msg = f"the starter's table {table.name} has no columns {sorted(unknown)}"
        raise KeyError(msg)
    return columns, [[row.get(name, "") for name in columns] for row in rows]
