"""From scenario to instance: minutes, windows, closures, alternatives, and what is refused."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masarat.core.availability import Availability, Opening
from masarat.core.errors import ScenarioError
from masarat.core.windows import Window, Windows
from masarat.network.build import build_instance, corridor_geometry
from masarat.scenario.document import (
    GroupCount,
    Place,
    RoadsSource,
    Scenario,
    ScenarioCheckpoint,
    ScenarioCorridor,
    ScenarioEscorts,
    ScenarioGroup,
    ScenarioLink,
    ScenarioLinked,
    ScenarioTravel,
    ScenarioVehicles,
    ScenarioWindow,
)
from masarat.scenario.instance import Need

NEVER = Windows(())


def a_place(name: str, i: int) -> Place:
    kind = "destination" if name in {"east", "west"} else "junction"
    return Place(id=name, lat=36.0 + i / 100, lon=37.0 + i / 50, kind=kind, bays=3)


def a_link(start: str, end: str, length_m: int = 1000, **more: Any) -> ScenarioLink:
    return ScenarioLink(start=start, end=end, length_m=length_m, road_class="primary", **more)


def a_bus(**more: Any) -> ScenarioVehicles:
    fields: dict[str, Any] = {
        "id": "bus",
        "count": 2,
        "seats": 50,
        "speed_factor": Fraction(1),
    } | more
    return ScenarioVehicles(**fields)


def a_group(name: str = "all", people: int = 100, **more: Any) -> ScenarioGroup:
    count = GroupCount(least=people * 4 // 5, likely=people, most=people * 5 // 4)
    fields: dict[str, Any] = {"id": name, "at": "camp", "people": count, "need": Need.SEAT} | more
    return ScenarioGroup(**fields)


def a_corridor(*places: str, **more: Any) -> ScenarioCorridor:
    fields: dict[str, Any] = {"id": "road", "places": places, "largest": 5} | more
    return ScenarioCorridor(**fields)


def a_scenario(**changes: Any) -> Scenario:
    """A camp, a gate 3 km on, a bridge 1 km after it, east another 2 km away; all at 60 km/h."""
    names = ("depot", "camp", "gate", "bridge", "ford", "east", "west")
    whole = Scenario(
        title={"en": "Test", "ar": "تجربة"},
        start=datetime(2016, 12, 15, 6, 0, tzinfo=ZoneInfo("Asia/Damascus")),
        end=1440 * 3,
        time_zone="Asia/Damascus",
        places=tuple(a_place(name, i) for i, name in enumerate(names)),
        groups=(a_group(destinations=("east",)),),
        corridors=(a_corridor("gate", "bridge"),),
        vehicles=(a_bus(start_place="depot"),),
        suspensions=NEVER,
        links=(
            a_link("depot", "camp", 2500),
            a_link("camp", "gate", 3000),
            a_link("gate", "bridge", 1000),
            a_link("bridge", "east", 2000),
        ),
        roads=RoadsSource(speeds_kmh={"primary": 60}, season_factor=Fraction(1)),
    )
    return replace(whole, **changes)


def faults_of(scenario: Scenario) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        build_instance(scenario)
    return [str(fault) for fault in caught.value.faults]


def test_minutes_along_roads_are_length_over_speed_rounded_up() -> None:
    instance = build_instance(a_scenario())
    assert instance.paces == (Fraction(1),)
    assert instance.corridors[0].legs == ((1,),)
    assert instance.roads["depot", "camp"] == (3,)  # 2.5 minutes
    assert instance.roads["camp", "gate"] == (3,)
    assert instance.roads["bridge", "east"] == (2,)


def test_the_roads_table_holds_exactly_the_documented_pairs() -> None:
    assert set(build_instance(a_scenario()).roads) == {
        ("depot", "camp"),
        ("camp", "gate"),
        ("gate", "camp"),
        ("bridge", "east"),
        ("east", "bridge"),
    }


def test_open_corridors_add_the_pairs_from_assembly_point_to_destination() -> None:
    instance = build_instance(a_scenario(corridors=(a_corridor(),)))
    assert instance.corridors[0].is_open
    assert set(instance.roads) == {("depot", "camp"), ("camp", "east"), ("east", "camp")}
    assert instance.roads["camp", "east"] == (6,)


def test_season_and_class_factors_are_multiplied_before_the_one_rounding() -> None:
    roads = RoadsSource(speeds_kmh={"primary": 60}, season_factor=Fraction(4, 5))
    slow = a_bus(id="truck", speed_factor=Fraction(2, 3))
    instance = build_instance(a_scenario(roads=roads, vehicles=(a_bus(start_place="depot"), slow)))
    assert instance.paces == (Fraction(1), Fraction(2, 3))
    assert [c.pace for c in instance.classes] == [0, 1]
    # 3 km at 48 km/h are 3.75 minutes, at 32 km/h 5.625; rounding 3.75 first would give 6 as well,
    # but 1 km: 1.25 and 1.875 would become 2 and 3.
    assert instance.roads["camp", "gate"] == (4, 6)
    assert instance.corridors[0].legs == ((2,), (2,))


def test_factor_one_is_pace_zero_unless_a_class_is_faster() -> None:
    slow = build_instance(a_scenario(vehicles=(a_bus(speed_factor=Fraction(1, 2)),)))
    assert slow.paces == (Fraction(1), Fraction(1, 2))
    fast = build_instance(a_scenario(vehicles=(a_bus(speed_factor=Fraction(3, 2)),)))
    assert fast.paces == (Fraction(3, 2),)


def test_a_row_of_the_travel_table_wins_over_roads_and_knows_no_season() -> None:
    roads = RoadsSource(speeds_kmh={"primary": 60}, season_factor=Fraction(1, 2))
    travel = (
        ScenarioTravel(start="gate", end="bridge", minutes=7),
        ScenarioTravel(start="camp", end="gate", minutes=11, both_ways=False),
    )
    vehicles = (a_bus(speed_factor=Fraction(4, 5)),)
    instance = build_instance(a_scenario(travel=travel, roads=roads, vehicles=vehicles))
    assert instance.corridors[0].legs == ((7,), (9,))  # 8.75
    assert instance.corridors[0].back_legs == ((7,), (9,))
    assert instance.roads["camp", "gate"] == (11, 14)
    assert instance.roads["gate", "camp"] == (6, 8)  # 3 km at 30 km/h; at 24 km/h 7.5


def test_legs_between_places_that_are_not_adjacent_take_the_shortest_open_roads() -> None:
    instance = build_instance(a_scenario(corridors=(a_corridor("gate", "east"),)))
    assert instance.corridors[0].places == ("gate", "east")
    assert instance.corridors[0].legs == ((3,),)


@pytest.mark.parametrize(
    "closure",
    [
        {"crosses_contact_line": True},
        {"closed_from": 0},
    ],
)
def test_closed_links_are_not_driven(closure: dict[str, Any]) -> None:
    links = (*a_scenario().links[:2], a_link("gate", "bridge", **closure), a_scenario().links[3])
    [fault] = faults_of(a_scenario(links=links))
    assert "gate;bridge" in fault
    assert "gate - bridge" in fault.split("edge")[1]


def test_an_agreed_crossing_point_is_driven() -> None:
    crossing = a_link("gate", "bridge", crosses_contact_line=True, crossing_point=True)
    links = (*a_scenario().links[:2], crossing, a_scenario().links[3])
    assert build_instance(a_scenario(links=links)).corridors[0].legs == ((1,),)


def test_a_link_that_closes_cuts_the_windows_of_the_corridor_over_it() -> None:
    links = (
        *a_scenario().links[:2],
        a_link("gate", "bridge", closed_from=500),
        a_scenario().links[3],
    )
    [corridor] = build_instance(a_scenario(links=links)).corridors
    assert corridor.windows == Windows.of([Window(0, 500)])
    assert corridor.returns_in_windows


def test_ways_to_corridors_avoid_roads_that_close() -> None:
    links = (*a_scenario().links, a_link("camp", "gate", 600, closed_from=500))
    assert build_instance(a_scenario(links=links)).roads["camp", "gate"] == (3,)
    only = tuple(
        replace(x, closed_from=500) if x.start == "camp" else x for x in a_scenario().links
    )
    assert ("camp", "gate") not in build_instance(a_scenario(links=only)).roads


def test_availability_of_corridors_places_and_links_cuts_windows() -> None:
    openings = (
        Opening(kind="corridor", ids=("road",), windows=Windows.of([Window(100, 900)])),
        Opening(kind="link", ids=("bridge", "gate"), windows=Windows.of([Window(0, 800)])),
        Opening(
            kind="place", ids=("bridge",), windows=Windows.of([Window(0, 300), Window(400, 850)])
        ),
    )
    [corridor] = build_instance(a_scenario(), availability=Availability(openings)).corridors
    assert corridor.windows == Windows.of([Window(100, 300), Window(400, 800)])


def test_daily_windows_repeat_until_the_end_and_are_cut_there() -> None:
    windows = (ScenarioWindow(of="road", window=Window(120, 840), daily=True),)
    [corridor] = build_instance(a_scenario(windows=windows, end=3000)).corridors
    assert list(corridor.windows) == [Window(120, 840), Window(1560, 2280)]


def test_daily_windows_follow_the_clock_when_it_changes() -> None:
    start = datetime(
        2026, 3, 28, 0, 0, tzinfo=ZoneInfo("Europe/Zurich")
    )  # clocks go forward on the 29th
    windows = (ScenarioWindow(of="road", window=Window(360, 420), daily=True),)
    scenario = a_scenario(windows=windows, start=start, time_zone="Europe/Zurich", end=2880)
    [corridor] = build_instance(scenario).corridors
    assert list(corridor.windows) == [Window(360, 420), Window(1740, 1800)]


def test_night_windows_reach_over_midnight_and_before_the_start() -> None:
    windows = (ScenarioWindow(of="road", window=Window(-240, 60), daily=True),)
    [corridor] = build_instance(a_scenario(windows=windows, end=1440)).corridors
    assert list(corridor.windows) == [Window(0, 60), Window(1200, 1440)]


def test_groups_are_counted_under_the_assumption_and_staying_is_only_counted() -> None:
    groups = (
        a_group(destinations=("east",)),
        a_group("stay", 40, need=None, at="west"),
        a_group("nobody", 0, destinations=("east",)),
    )
    scenario = a_scenario(groups=groups)
    instance = build_instance(scenario)
    assert [(g.id, g.people) for g in instance.groups] == [("all", 100)]
    assert instance.staying == 40
    assert [a.place for a in instance.assembly_points] == ["camp"]
    assert build_instance(scenario.assuming("most")).groups[0].people == 125
    assert build_instance(scenario.assuming("least")).staying == 32


def test_a_destination_that_no_road_reaches_stays_in_the_instance() -> None:
    instance = build_instance(a_scenario(groups=(a_group(destinations=("west",)),)))
    assert instance.groups[0].destinations == ("west",)
    assert ("bridge", "west") not in instance.roads


def test_empty_lists_of_corridors_mean_every_corridor() -> None:
    scenario = a_scenario(
        checkpoints=(ScenarioCheckpoint(place="bridge", lanes=2, minutes=3),),
        escorts=(ScenarioEscorts(id="police", teams=2),),
    )
    instance = build_instance(scenario)
    assert instance.checkpoints[0].corridors == {"road"}
    assert instance.checkpoints[0].back_corridors == frozenset()
    assert instance.escorts[0].corridors == {"road"}
    assert instance.classes[0].corridors == {"road"}


def test_a_checkpoint_on_the_way_becomes_a_place_of_the_corridor() -> None:
    scenario = a_scenario(
        corridors=(a_corridor("gate", "east"),),
        checkpoints=(ScenarioCheckpoint(place="bridge", lanes=1, minutes=1),),
    )
    [corridor] = build_instance(scenario).corridors
    assert corridor.places == ("gate", "bridge", "east")
    assert corridor.legs == ((1, 2),)
    assert corridor.back_legs == ((2, 1),)


def test_a_checkpoint_that_is_not_outbound_inspects_empty_returns_only() -> None:
    point = ScenarioCheckpoint(
        place="bridge", lanes=1, minutes=1, outbound=False, back_corridors=("road",)
    )
    corridor = a_corridor("gate", "bridge", "east")
    [built] = build_instance(a_scenario(corridors=(corridor,), checkpoints=(point,))).checkpoints
    assert built.corridors == frozenset()
    assert built.back_corridors == {"road"}
    [also] = build_instance(
        a_scenario(corridors=(corridor,), checkpoints=(replace(point, outbound=True),))
    ).checkpoints
    assert also.corridors == also.back_corridors == {"road"}


def test_return_minutes_add_up_exactly_at_every_pace() -> None:
    corridor = a_corridor("camp", "gate", "bridge", "east", return_minutes=100)
    vehicles = (a_bus(), a_bus(id="truck", speed_factor=Fraction(3, 7)))
    [built] = build_instance(a_scenario(corridors=(corridor,), vehicles=vehicles)).corridors
    assert [sum(legs) for legs in built.back_legs] == [100, 234]  # 233.33 rounded up once
    assert built.back_legs[0] == (33, 17, 50)  # in proportion 2 : 1 : 3


@given(
    st.lists(st.integers(1, 9000), min_size=2, max_size=6), st.integers(0, 500), st.integers(1, 9)
)
def test_return_minutes_always_add_up(lengths: list[int], total: int, factor: int) -> None:
    names = [f"p{i}" for i in range(len(lengths) + 1)]
    scenario = a_scenario(
        places=(*a_scenario().places, *(Place(id=name) for name in names)),
        links=(
            *a_scenario().links,
            *(a_link(*x, n) for x, n in zip(pairwise(names), lengths, strict=True)),
        ),
        corridors=(a_corridor(*names, return_minutes=total),),
        vehicles=(a_bus(speed_factor=Fraction(factor, 10)),),
    )
    [corridor] = build_instance(scenario).corridors
    assert [sum(legs) for legs in corridor.back_legs] == [total, -(-total * 10 // factor)]
    assert all(minutes >= 0 for legs in corridor.back_legs for minutes in legs)


roads_between_places = st.lists(
    st.tuples(
        st.sampled_from([("depot", "camp"), ("camp", "gate"), ("depot", "ford"), ("ford", "camp")]),
        st.integers(1, 9000),
        st.sampled_from([7, 20, 30, 45, 60]),
        st.sampled_from([None, 0, 50]),
    ),
    max_size=8,
)


@given(
    roads_between_places,
    st.fractions(Fraction(1, 4), 2, max_denominator=9),
    st.fractions(Fraction(1, 4), 2, max_denominator=9),
)
def test_road_minutes_are_the_exact_shortest_way_rounded_up_once(
    roads: list[tuple[tuple[str, str], int, int, int | None]], season: Fraction, factor: Fraction
) -> None:
    judge = nx.Graph()
    judge.add_nodes_from(("depot", "camp"))
    for (start, end), length_m, speed, closed_from in roads:
        minutes = Fraction(length_m * 60, 1000 * speed) / season
        before = judge.get_edge_data(start, end, {"minutes": minutes})["minutes"]
        if closed_from is None:
            judge.add_edge(start, end, minutes=min(minutes, before))
    scenario = a_scenario(
        links=(
            *(
                a_link(*pair, length_m, speed_kmh=speed, closed_from=closed_from)
                for pair, length_m, speed, closed_from in roads
            ),
            a_link("gate", "bridge"),
        ),
        roads=RoadsSource(speeds_kmh={"primary": 60}, season_factor=season),
        vehicles=(a_bus(start_place="depot", speed_factor=factor), a_bus(id="car", speed_factor=2)),
    )
    instance = build_instance(scenario)
    pace = instance.classes[0].pace
    found = instance.roads.get(("depot", "camp"))
    if not nx.has_path(judge, "depot", "camp"):
        assert found is None
    else:
        least = nx.dijkstra_path_length(judge, "depot", "camp", weight="minutes")
        assert found is not None
        assert found[pace] == math.ceil(least / factor)


def test_a_way_back_that_closes_does_not_matter_without_returns() -> None:
    links = (
        *a_scenario().links[:2],
        a_link("gate", "bridge", one_way=True),
        a_link("bridge", "gate", one_way=True, closed_from=100),
        a_scenario().links[3],
    )
    [corridor] = build_instance(a_scenario(links=links)).corridors
    assert corridor.windows == Windows.of([Window(0, 100)])
    one_way = a_corridor("gate", "bridge", returns=False)
    [corridor] = build_instance(a_scenario(links=links, corridors=(one_way,))).corridors
    assert corridor.windows == Windows.of([Window(0, 4320)])


def test_alternatives_become_corridors_of_their_own() -> None:
    links = (*a_scenario().links, a_link("gate", "ford", 2000), a_link("ford", "east", 5000))
    scenario = a_scenario(
        links=links,
        corridors=(a_corridor("gate", "east", alternatives=3, headway=7, per_hour=9),),
        checkpoints=(ScenarioCheckpoint(place="ford", lanes=1, minutes=1),),
        windows=(ScenarioWindow(of="road", window=Window(0, 60)),),
        escorts=(ScenarioEscorts(id="police", teams=1, corridors=("road",)),),
    )
    instance = build_instance(scenario)
    first, second = instance.corridors  # there is no third loopless way
    assert (first.id, first.places, first.legs) == ("road", ("gate", "east"), ((3,),))
    assert (second.id, second.places, second.legs) == (
        "road~2",
        ("gate", "ford", "east"),
        ((2, 5),),
    )
    assert second.back_legs == ((5, 2),)
    assert (second.headway, second.per_hour) == (7, 9)
    assert second.windows == first.windows == Windows.of([Window(0, 60)])
    assert instance.checkpoints[0].corridors == {"road~2"}
    assert instance.escorts[0].corridors == instance.classes[0].corridors == {"road", "road~2"}


def test_alternatives_do_not_go_in_circles() -> None:
    # gate - camp - ford - east is an alternative of the second leg, but would pass camp twice
    links = (*a_scenario().links, a_link("camp", "ford"), a_link("ford", "east"))
    corridor = a_corridor("camp", "gate", "east", alternatives=3)
    instance = build_instance(a_scenario(links=links, corridors=(corridor,)))
    assert [c.id for c in instance.corridors] == ["road"]


def test_a_corridor_without_a_way_back_needs_return_minutes_or_no_returns() -> None:
    one_way = (
        *a_scenario().links[:2],
        a_link("gate", "bridge", one_way=True),
        a_scenario().links[3],
    )
    [fault] = faults_of(a_scenario(links=one_way))
    assert "back from bridge to gate" in fault
    given_minutes = a_corridor("gate", "bridge", return_minutes=4)
    assert build_instance(a_scenario(links=one_way, corridors=(given_minutes,))).corridors[
        0
    ].back_legs == ((4,),)
    no_returns = a_corridor("gate", "bridge", returns=False)
    assert build_instance(a_scenario(links=one_way, corridors=(no_returns,))).corridors[
        0
    ].back_legs == ((1,),)


def test_the_digest_does_not_depend_on_the_order_of_links() -> None:
    scenario = a_scenario()
    turned = a_scenario(links=tuple(reversed(scenario.links)))
    assert build_instance(scenario).digest == build_instance(turned).digest


def test_geometry_goes_through_the_places_on_the_route() -> None:
    scenario = a_scenario(corridors=(a_corridor("gate", "east"), a_corridor(id="free")))
    spots = {place.id: (place.lon, place.lat) for place in scenario.places}
    assert corridor_geometry(scenario) == {
        "road": [spots["gate"], spots["bridge"], spots["east"]],
        "free": [],
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"corridors": (a_corridor("gate", "brigde"),)}, "did you mean 'bridge'?"),
        ({"corridors": (a_corridor("gate", "bridge", "gate"),)}, "must not go in circles"),
        ({"corridors": (a_corridor("gate", "west"),)}, "open roads or a row of minutes from gate"),
        ({"groups": (a_group(at="kamp"),)}, "did you mean 'camp'?"),
        ({"groups": (a_group(destinations=("eats",)),)}, "destinations: found 'eats'"),
        ({"vehicles": (a_bus(start_place="deppot"),)}, "did you mean 'depot'?"),
        (
            {"vehicles": (a_bus(corridors=("rode",)),)},
            "vehicles.csv, row 2, corridors: found 'rode'",
        ),
        ({"escorts": (ScenarioEscorts(id="e", teams=1, corridors=("x",)),)}, "id of a corridor"),
        ({"windows": (ScenarioWindow(of="rood", window=Window(0, 9)),)}, "did you mean 'road'?"),
        (
            {"linked": (ScenarioLinked(id="l", a=("al",), b=("all",)),)},
            "linked.csv, row 2, a: found 'al'",
        ),
        ({"links": (a_link("camp", "gaet"),)}, "did you mean 'gate'?"),
        ({"roads": RoadsSource(season_factor=Fraction(1))}, "roads.speeds_kmh"),
        (
            {"travel": (ScenarioTravel(start="a", end="gate", minutes=1),)},
            "travel.csv, row 2, from: found 'a'",
        ),
        (
            {
                "checkpoints": (
                    ScenarioCheckpoint(place="ford", lanes=1, minutes=1, corridors=("road",)),
                )
            },
            "corridors that pass ford",
        ),
        (
            {"roads": RoadsSource(season_factor=Fraction(1), speeds_kmh={"primery": 40})},
            "roads.speeds_kmh: found 'primery', expected a class of links.csv that lacks a speed",
        ),
        (
            {"roads": RoadsSource(season_factor=Fraction(1), network=str(Path(__file__).parent))},
            "expected a file of roads, or a folder with node.csv and link.csv",
        ),
        (
            {"corridors": (a_corridor("gate", return_minutes=9),)},
            "none on a corridor without two places",
        ),
    ],
)
def test_what_cannot_be_built_is_named(changes: dict[str, Any], message: str) -> None:
    assert any(message in fault for fault in faults_of(a_scenario(**changes)))


def test_all_faults_come_at_once() -> None:
    scenario = a_scenario(
        corridors=(a_corridor("gate", "x"), a_corridor("gate", "y", id="other")),
        groups=(a_group(at="z"),),
    )
    assert len(faults_of(scenario)) == 3
