"""Warnings and contradictions that the tables alone show."""

# ruff: noqa: E501, ISC004  (messages are compared whole)

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masarat.scenario import load, validate
from masarat.scenario.clash import smallest_clash
from masarat.scenario.notes import notes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    MakeFolder = Callable[..., Path]

GROUPS = "id,at,people,need,priority,destinations,unit,may_split\n"
SICK = "sick,square,4,stretcher,1,hall,,\nhome,square,9,stay,,,,\n"
YAML = "title: Small\nstart: 2016-12-15 06:00\nend: day 3 00:00\ntime_zone: Asia/Damascus\n"
VEHICLES = "id,count,seats,stretchers,start_place,load,available\n"


def clashes(path: Path) -> list[str]:
    return [str(clash) for clash in validate(load(path)).contradictions]


def warnings(path: Path) -> list[str]:
    return [str(warning) for warning in validate(load(path)).warnings]


def test_nothing_to_say(make_folder: MakeFolder) -> None:
    validation = validate(load(make_folder()))
    assert not list(notes(load(make_folder())))
    assert validation.messages() == ()
    assert validation.is_clean


CONTRADICTIONS = {
    "smallest convoy above all vehicles": (
        {"corridors.csv": "id,places,smallest,largest\nroad,square;gate;hall,5,6\n"},
        "these three lines cannot hold together: vehicles.csv row 2 (bus: count 3, seats 10, stretchers 0); "
        "vehicles.csv row 3 (van: count 1, seats 1, stretchers 2); corridors.csv row 2 (road: "
        "convoys of 5 to 6 vehicles)",
    ),
    "available after the end": (
        {"vehicles.csv": VEHICLES + "bus,3,10,2,,10,day 9 06:00\nvan,1,9,2,,5,\n"},
        "these two lines cannot hold together: vehicles.csv row 2 (bus: count 3, seats 10, "
        "stretchers 2, from 2016-12-23 06:00); scenario.yaml row 3 (end is 2016-12-17 00:00)",
    ),
    "window outside": (
        {"windows.csv": "of,from,until\nroad,06:00,18:00\nroad,day 8 06:00,day 8 09:00\n"},
        "these two lines cannot hold together: windows.csv row 3 (road: from 2016-12-22 06:00 until "
        "2016-12-22 09:00); scenario.yaml row 3 (end is 2016-12-17 00:00)",
    ),
    "unit above any vehicle": (
        {"groups.csv": GROUPS + "families,square,60,seat,2,hall,12,\n" + SICK},
        "these three lines cannot hold together: groups.csv row 2 (families: 60 people at square, need "
        "seat, never splitting 12, all to one place, to hall); vehicles.csv row 2 (bus: count 3, seats 10, "
        "stretchers 0); vehicles.csv row 3 (van: count 1, seats 1, stretchers 2)",
    ),
    "capacity below an unsplittable group": (
        {"groups.csv": GROUPS + "families,square,70,seat,2,far,5,\n" + SICK},
        "these two lines cannot hold together: groups.csv row 2 (families: 70 people at square, need "
        "seat, never splitting 5, all to one place, to far); places.csv row 5 (far: takes at most 50 "
        "people)",
    ),
    "capacities below a group that may split": (
        {"groups.csv": GROUPS + "families,square,170,seat,2,far;hall,5,yes\n" + SICK},
        "these three lines cannot hold together: groups.csv row 2 (families: 170 people at square, need "
        "seat, never splitting 5, to far or hall); places.csv row 5 (far: takes at most 50 people); "
        "places.csv row 4 (hall: takes at most 100 people)",
    ),
    "destination ready after the end": (
        {"places.csv": "id,ready\nsquare,\ngate,\nhall,\nfar,day 9 00:00\n",
         "groups.csv": GROUPS + "families,square,6,seat,2,far,5,\n" + SICK},
        "these three lines cannot hold together: groups.csv row 2 (families: 6 people at square, need "
        "seat, never splitting 5, all to one place, to far); places.csv row 5 (far: takes any number of "
        "people from 2016-12-23 00:00); scenario.yaml row 3 (end is 2016-12-17 00:00)",
    ),
    "nothing for stretchers": (
        {"vehicles.csv": VEHICLES + "bus,3,10,0,,10,\n"},
        "these two lines cannot hold together: groups.csv row 3 (sick: 4 people at square, need "
        "stretcher, all to one place, to hall); vehicles.csv row 2 (bus: count 3, seats 10, stretchers 0)",
    ),
    "minutes aboard below the trip": (
        {"scenario.yaml": "title: x\nstart: 2016-12-15 06:00\nend: day 3 00:00\n"
         "time_zone: Asia/Damascus\nrules: {aboard_limit: 25}\n"},
        "these three lines cannot hold together: groups.csv row 3 (sick: 4 people at square, need "
        "stretcher, all to one place, to hall); corridors.csv row 2 (road: convoys of 1 to 4 vehicles); "
        "scenario.yaml row 5 (at most 25 minutes aboard)",
    ),
    "windows below the trip": (
        {"windows.csv": "of,from,until\nroad,06:00,06:20\n"},
        "these three lines cannot hold together: groups.csv row 3 (sick: 4 people at square, need "
        "stretcher, all to one place, to hall); corridors.csv row 2 (road: convoys of 1 to 4 vehicles); "
        "windows.csv row 2 (road: from 06:00 until 06:20 daily)",
    ),
    "first convoy breaks the tie": (
        {"groups.csv": GROUPS + "families,square,100,seat,2,hall,10,\n" + "sick,square,4,stretcher,1,far,2,\n",
         "linked.csv": "id,a,b,tolerance\ntie,families,sick,0.05\n",
         "vehicles.csv": VEHICLES + "bus,1,10,0,,10,\nvan,1,1,2,,5,\n"},
        "these five lines cannot hold together: groups.csv row 2 (families: 100 people at square, need "
        "seat, never splitting 10, all to one place, to hall); groups.csv row 3 (sick: 4 people at "
        "square, need stretcher, never splitting 2, all to one place, to far); linked.csv row 2 (tie: "
        "shares differ by at most 0.05); vehicles.csv row 2 (bus: count 1, seats 10, stretchers 0); vehicles.csv "
        "row 3 (van: count 1, seats 1, stretchers 2)",
    ),
    "tie to nobody": (
        {"groups.csv": GROUPS + "families,square,60,seat,2,hall,5,\nsick,square,0,stretcher,1,far,2,\n",
         "linked.csv": "id,a,b,tolerance\ntie,families,sick,0.5\n"},
        "these three lines cannot hold together: groups.csv row 2 (families: 60 people at square, need "
        "seat, never splitting 5, all to one place, to hall); groups.csv row 3 (sick: 0 people at "
        "square, need stretcher, never splitting 2, all to one place, to far); linked.csv row 2 (tie: "
        "shares differ by at most 0.5)",
    ),
    "ratio beyond the other side": (
        {"linked.csv": "id,a,b,ratio,slack\ntie,families,sick,1,50\n"},
        "these three lines cannot hold together: groups.csv row 2 (families: 60 people at square, need "
        "seat, never splitting 5, to hall or far); groups.csv row 3 (sick: 4 people at square, need "
        "stretcher, all to one place, to hall); linked.csv row 2 (tie: departed b at least 1 x departed "
        "a - 50)",
    ),
    "groups that go together to different places": (
        {"groups.csv": "id,at,people,need,destinations,together\nfamilies,square,60,seat,far,A\n"
         "sick,square,4,stretcher,hall,A\n"},
        "these two lines cannot hold together: groups.csv row 2 (families: 60 people at square, need "
        "seat, all to one place, together as A, to far); groups.csv row 3 (sick: 4 people at square, "
        "need stretcher, all to one place, together as A, to hall)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "message"), CONTRADICTIONS.values(), ids=list(CONTRADICTIONS))
def test_the_smallest_clash_is_named(
    make_folder: MakeFolder, changes: dict[str, str | bytes | None], message: str
) -> None:
    assert message in clashes(make_folder(changes))


def test_a_small_last_convoy_lifts_the_minimum(
    make_folder: MakeFolder, small_files: dict[str, str]
) -> None:
    yaml = small_files["scenario.yaml"].replace("rules:\n", "rules:\n  small_last_convoy: yes\n")
    corridor = "id,places,smallest,largest\nroad,square;gate;hall,5,6\n"
    assert clashes(make_folder({"scenario.yaml": yaml, "corridors.csv": corridor})) == []


def test_a_tie_that_both_sides_start_at_once_is_no_clash(make_folder: MakeFolder) -> None:
    groups = GROUPS + "families,square,60,seat,2,hall,10,\nsick,square,4,stretcher,1,far,,\n"
    tie = "id,a,b,tolerance\ntie,families,sick,0.1\n"
    assert clashes(make_folder({"groups.csv": groups, "linked.csv": tie})) == []


WARNINGS = {
    "unreached": (
        {"travel.csv": "from,to,minutes\nsquare,gate,10\ngate,hall,20\n"},
        "groups.csv, row 2, destinations: found 'far', expected a place that a corridor reaches from "
        "square on open roads (nobody will be sent there)",
    ),
    "closed contact line": (
        {"travel.csv": "from,to,minutes\nsquare,gate,10\ngate,hall,20\n",
         "links.csv": "from,to,length_m,class,crosses_contact_line\nhall,far,900,primary,yes\n"},
        "groups.csv, row 2, destinations: found 'far', expected a place that a corridor reaches from "
        "square on open roads (nobody will be sent there)",
    ),
    "corridor written backwards": (
        {"corridors.csv": "id,places,largest\nroad,hall;gate;square,4\n"},
        "groups.csv, row 3, destinations: found 'hall', expected a place that a corridor reaches from "
        "square on open roads (nobody will be sent there: loaded vehicles pass a checkpoint only on a "
        "corridor)",
    ),
    "not carried": (
        {"vehicles.csv": VEHICLES + "bus,3,10,0,,10,\n"},
        "groups.csv, row 3, need: found 'stretcher', expected a need that some vehicle class meets (no "
        "vehicle can carry 'sick', everybody in it will be left)",
    ),
    "window shorter than the trip": (
        {"windows.csv": "of,from,until\nroad,06:00,06:30\n"},
        "windows.csv, row 2, until: found '06:30', expected a window of at least 33 minutes, which the "
        "trip takes (road is open for at most 30 at a time: nobody can use it)",
    ),
    "corridor without vehicles": (
        {"corridors.csv": "id,places,largest\nroad,square;gate;hall,4\nside,square;far,4\n",
         "vehicles.csv": "id,count,seats,stretchers,corridors\nbus,3,10,2,road\n"},
        "corridors.csv, row 3, id: found 'side', expected a corridor that some vehicle class may serve",
    ),
}  # fmt: skip


NOTES = {
    "a vehicle of eight times the speed": (
        {"vehicles.csv": "id,count,seats,stretchers,speed_factor\nbus,3,10,2,8\n"},
        "vehicles.csv, row 2, speed_factor: found '8', expected a factor of at most 2 (0.8 or 80% is a "
        "fifth slower)",
    ),
    "a season of eight times the speed": (
        {"scenario.yaml": YAML + "roads: {season_factor: 8}\n"},
        "scenario.yaml, row 5, roads.season_factor: found '8', expected a factor of at most 2 (0.8 or "
        "80% is a fifth slower)",
    ),
    "a link of 4000 km/h": (
        {"links.csv": "from,to,length_m,class,speed_kmh\nhall,far,900,primary,4000\n"},
        "links.csv, row 2, speed_kmh: found '4000', expected at most 200 km/h",
    ),
    "a class of 4000 km/h": (
        {"scenario.yaml": YAML + "roads: {speeds_kmh: {primary: 4000}}\n"},
        "scenario.yaml, row 5, roads.speeds_kmh.primary: found '4000', expected at most 200 km/h",
    ),
    "a speed of no class": (
        {"scenario.yaml": YAML + "roads: {speeds_kmh: {primery: 40}}\n",
         "links.csv": "from,to,length_m,class,speed_kmh\nhall,far,900,primary,50\n"},
        "scenario.yaml, row 5, roads.speeds_kmh.primery: found 'primery', expected a class of links.csv "
        "(did you mean 'primary'?)",
    ),
    "nobody to move": (
        {"groups.csv": GROUPS, "linked.csv": None},
        "groups.csv: expected groups with people who leave: there is nothing to plan",
    ),
    "ids that differ in capitals": (
        {"groups.csv": GROUPS + "Sick,square,60,seat,2,hall,5,yes\n" + SICK, "linked.csv": None},
        "groups.csv, row 3, id: found 'sick', expected ids that differ in more than capitals ('Sick' is "
        "another row)",
    ),
    "a label that stands once": (
        {"groups.csv": "id,at,people,need,destinations,together\nfamilies,square,60,seat,hall,kin\n"
         "sick,square,4,stretcher,hall,Kin\n"},
        "groups.csv, row 2, together: found 'kin', expected a label that stands at two groups or more "
        "(did you mean 'Kin'?)",
    ),
    "a suspension of another year": (
        {"scenario.yaml": YAML + "rules: {suspensions: [2017-12-15 10:00 to 2017-12-15 12:00]}\n"},
        "scenario.yaml, row 5, rules.suspensions: found '2017-12-15 10:00 to 2017-12-15 12:00', expected a "
        "time of this scenario, from 2016-12-15 06:00 to 2016-12-17 00:00",
    ),
    "a window of the day before": (
        {"windows.csv": "of,from,until\nroad,06:00,18:00\nroad,2016-12-14 06:00,2016-12-15 06:00\n"},
        "windows.csv, row 3, from: found '2016-12-14 06:00 to start', expected a time of this scenario, "
        "from 2016-12-15 06:00 to 2016-12-17 00:00",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "message"), NOTES.values(), ids=list(NOTES))
def test_what_is_odd_is_worth_a_look_and_no_warning(
    make_folder: MakeFolder, changes: dict[str, str | bytes | None], message: str
) -> None:
    scenario = load(make_folder(changes))
    assert message in [str(note) for note in notes(scenario)]
    assert not any(message in text for text in validate(scenario).messages())


@pytest.mark.parametrize(("changes", "message"), WARNINGS.values(), ids=list(WARNINGS))
def test_warnings(
    make_folder: MakeFolder, changes: dict[str, str | bytes | None], message: str
) -> None:
    assert message in warnings(make_folder(changes))


def test_an_open_crossing_point_is_a_road(make_folder: MakeFolder) -> None:
    links = (
        "from,to,length_m,class,crosses_contact_line,crossing_point\nhall,far,900,primary,yes,yes\n"
    )
    travel = "from,to,minutes\nsquare,gate,10\ngate,hall,20\n"
    assert warnings(make_folder({"travel.csv": travel, "links.csv": links})) == []


@given(st.lists(st.frozensets(st.integers(0, 6), min_size=1), min_size=1, max_size=5))
def test_the_clash_is_minimal(cores: list[frozenset[int]]) -> None:
    lines = list(range(7))

    def satisfiable(kept: frozenset[int]) -> bool:
        return not any(core <= kept for core in cores)

    clash = smallest_clash(lines, satisfiable)
    assert clash is not None
    assert not satisfiable(frozenset(clash))
    assert all(satisfiable(frozenset(fewer)) for fewer in combinations(clash, len(clash) - 1))


def test_no_clash() -> None:
    assert smallest_clash([1, 2], lambda _: True) is None
