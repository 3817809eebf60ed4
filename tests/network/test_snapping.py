"""Scenarios on an imported network: the flood example and small street grids."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from masarat.core.availability import Availability, Caution, Opening
from masarat.core.errors import ScenarioError
from masarat.core.windows import Window, Windows
from masarat.network.build import build_instance, corridor_geometry
from masarat.network.cache import cached_network
from masarat.network.snapping import snapped_places
from masarat.scenario.document import (
    Place,
    RoadsSource,
    Scenario,
    ScenarioCorridor,
    ScenarioLink,
    ScenarioTravel,
)
from masarat.scenario.reading import load

if TYPE_CHECKING:
    from collections.abc import Callable

ALWAYS = Windows.of([Window(0, 360)])
ROOT = Path(__file__).parents[2]
EXTRACT = ROOT.parent / "shared" / "data" / "osm" / "liechtenstein.osm.pbf"
needs_extract = pytest.mark.skipif(
    not EXTRACT.exists(), reason="needs the OpenStreetMap extract of Liechtenstein in ../shared"
)


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


# Two rows of three nodes, 0.01 degrees (1.1 km) apart: 1 2 3 above, 4 5 6 below; the street
# 4-5-6 is fast. A shape node 7 lies between 1 and 2.
GRID = {
    1: (0.01, 0.0),
    2: (0.01, 0.01),
    3: (0.01, 0.02),
    4: (0.0, 0.0),
    5: (0.0, 0.01),
    6: (0.0, 0.02),
}
GRID |= {7: (0.0101, 0.005)}
GRID |= {8: (0.0102, 0.0102), 9: (0.0103, 0.0102)}  # a street without a way to it


def grid_file(folder: Path) -> Path:
    nodes = "".join(
        f'<node id="{i}" lat="{lat}" lon="{lon}" version="1"/>' for i, (lat, lon) in GRID.items()
    )
    ways = ""
    streets = [
        ("60", [1, 7, 2, 3]),
        ("120", [4, 5, 6]),
        ("60", [1, 4]),
        ("60", [2, 5]),
        ("60", [3, 6]),
        ("60", [8, 9]),
    ]
    for number, (speed, refs) in enumerate(streets, start=1):
        inner = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        tags = f'<tag k="highway" v="primary"/><tag k="maxspeed" v="{speed}"/>'
        ways += f'<way id="{number}" version="1">{inner}{tags}</way>'
    path = folder / "grid.osm"
    path.write_text(f'<osm version="0.6">{nodes}{ways}</osm>', "utf-8")
    return path


@pytest.fixture
def on_grid(tmp_path: Path) -> Callable[..., Scenario]:
    """The tiny example's people and buses, on a grid of streets."""
    tiny = load(ROOT / "examples" / "tiny")
    grid_file(tmp_path)

    def make(**changes: Any) -> Scenario:
        spots = {"square": 1, "depot": 4, "gate": 2, "hall": 3, "hospital": 6}
        places = tuple(
            replace(place, lat=GRID[spots[place.id]][0], lon=GRID[spots[place.id]][1])
            for place in tiny.places
        )
        scenario = replace(
            tiny,
            places=places,
            travel=(),
            roads=RoadsSource(network="grid.osm", season_factor=Fraction(1)),
            source=str(tmp_path),
        )
        return replace(scenario, **changes)

    return make


def test_minutes_come_from_the_network(on_grid: Callable[..., Scenario]) -> None:
    instance = build_instance(on_grid())
    [corridor] = instance.corridors
    assert corridor.places == ("square", "gate", "hall")
    assert corridor.legs == ((2, 2),)  # 1.11 km at 60 km/h
    assert instance.roads["depot", "square"] == (2,)


def test_class_speeds_cap_and_the_season_slows(on_grid: Callable[..., Scenario]) -> None:
    roads = RoadsSource(
        network="grid.osm", season_factor=Fraction(1, 2), speeds_kmh={"primary": 30}
    )
    [corridor] = build_instance(on_grid(roads=roads)).corridors
    assert corridor.legs == ((5, 5),)  # 1.11 km at 15 km/h: 4.45
    faster = RoadsSource(network="grid.osm", season_factor=Fraction(1), speeds_kmh={"primary": 300})
    [corridor] = build_instance(on_grid(roads=faster)).corridors
    assert corridor.legs == ((2, 2),)  # the limit of 60 still holds


def test_a_row_of_the_travel_table_wins(on_grid: Callable[..., Scenario]) -> None:
    travel = (ScenarioTravel(start="square", end="gate", minutes=30),)
    [corridor] = build_instance(on_grid(travel=travel)).corridors
    assert corridor.legs == ((30, 2),)


def a_link(start: str, end: str, **more: Any) -> ScenarioLink:
    return ScenarioLink(
        start=start, end=end, length_m=1000, road_class="bridge", speed_kmh=60, **more
    )


def test_a_closed_link_closes_the_way_between_its_places(on_grid: Callable[..., Scenario]) -> None:
    scenario = on_grid(links=(a_link("square", "gate", closed_from=0),))
    [corridor] = build_instance(scenario).corridors
    assert corridor.legs == ((3, 2),)  # round by the fast street: 1.11 + 0.56 + 1.11 minutes
    assert corridor.back_legs == ((2, 3),)
    other_way = ScenarioCorridor(id="road", places=("gate", "square"), largest=2)
    [corridor] = build_instance(
        on_grid(links=scenario.links, corridors=(other_way,), checkpoints=())
    ).corridors
    assert corridor.legs == ((3,),)


def test_a_link_that_closes_later_cuts_windows(on_grid: Callable[..., Scenario]) -> None:
    scenario = on_grid(links=(a_link("gate", "hall", closed_from=100),))
    [corridor] = build_instance(scenario).corridors
    assert corridor.legs == ((2, 2),)
    assert corridor.windows == Windows.of([Window(0, 100)])
    assert corridor.returns_in_windows


def test_an_open_link_adds_a_road(on_grid: Callable[..., Scenario]) -> None:
    depot = replace(on_grid().places[0], id="island", lat=5.0, lon=5.0)
    places = (*on_grid().places, depot)
    corridor = ScenarioCorridor(id="road", places=("island", "gate", "hall"), largest=2)
    scenario = on_grid(places=places, corridors=(corridor,), links=(a_link("island", "gate"),))
    assert build_instance(scenario).corridors[0].legs == ((1, 2),)
    assert corridor_geometry(scenario)["road"][0] == (5.0, 5.0)


def test_reports_close_places_and_links(on_grid: Callable[..., Scenario]) -> None:
    openings = (
        Opening(kind="place", ids=("hall",), windows=Windows.of([Window(0, 200)])),
        Opening(kind="place", ids=("hall",), windows=Windows.of([Window(70, 900)])),
        Opening(kind="link", ids=("gate", "square"), windows=Windows.of([Window(50, 300)])),
    )
    [corridor] = build_instance(on_grid(), availability=Availability(openings)).corridors
    assert corridor.windows == Windows.of([Window(70, 200)])


def test_what_reports_close_is_gone_round_on_the_streets(on_grid: Callable[..., Scenario]) -> None:
    shut = Opening(kind="link", ids=("square", "gate"), windows=Windows(()), reason="closed")
    known = Availability((shut,), (Caution(kind="place", ids=("gate",), windows=ALWAYS),))
    instance = build_instance(on_grid(), availability=known)
    assert instance.corridors[0].legs == ((3, 2),)  # by the fast street, as a closed row does
    line = corridor_geometry(on_grid(), availability=known)["road"]
    assert (0.005, 0.0101) not in line
    link, gate = instance.statuses
    assert (link.corridors, link.roads, link.avoided_by) == (frozenset(), (), frozenset({"road"}))
    assert gate.corridors == gate.back_corridors == {"road"}


def test_geometry_follows_the_roads(on_grid: Callable[..., Scenario]) -> None:
    scenario = on_grid()
    assert corridor_geometry(scenario)["road"] == [
        (0.0, 0.01),
        (0.005, 0.0101),
        (0.01, 0.01),
        (0.02, 0.01),
    ]


def test_alternatives_on_a_network_really_differ(on_grid: Callable[..., Scenario]) -> None:
    corridor = ScenarioCorridor(id="road", places=("square", "hall"), largest=2, alternatives=5)
    scenario = on_grid(corridors=(corridor,))
    names = [c.id for c in build_instance(scenario).corridors]
    assert names[:2] == ["road", "road~2"]
    lines = list(corridor_geometry(scenario).values())
    assert len({tuple(line) for line in lines}) == len(lines) == len(names)


def test_a_place_far_from_every_road_is_a_fault(on_grid: Callable[..., Scenario]) -> None:
    places = on_grid().places
    far = tuple(replace(p, lat=0.05) if p.id == "hall" else p for p in places)
    nowhere = tuple(replace(p, lat=None) if p.id == "gate" else p for p in far)
    with pytest.raises(ScenarioError) as caught:
        build_instance(on_grid(places=nowhere))
    first, second = sorted(str(fault) for fault in caught.value.faults)
    assert "lat: expected lat and lon" in first or "lat: expected lat and lon" in second
    assert "4.4 km from the nearest road" in first + second


def test_places_stand_on_the_main_part_of_the_network(on_grid: Callable[..., Scenario]) -> None:
    places = tuple(
        replace(p, lat=0.0102, lon=0.0102) if p.id == "gate" else p for p in on_grid().places
    )
    [corridor] = build_instance(on_grid(places=places)).corridors
    assert corridor.legs == ((2, 2),)


def test_an_unused_place_may_be_anywhere(on_grid: Callable[..., Scenario]) -> None:
    places = (*on_grid().places, Place(id="elsewhere", lat=80.0, lon=80.0), Place(id="nowhere"))
    assert build_instance(on_grid(places=places)).corridors[0].legs == ((2, 2),)


def test_a_missing_network_file_is_named(on_grid: Callable[..., Scenario]) -> None:
    roads = RoadsSource(network="gird.osm", season_factor=Fraction(1))
    with pytest.raises(ScenarioError, match=r"roads\.network: found 'gird\.osm'"):
        build_instance(on_grid(roads=roads))


def the_flood() -> Scenario:
    scenario = load(ROOT / "examples" / "flood-liechtenstein")
    return replace(scenario, roads=replace(scenario.roads, network=str(EXTRACT)))


@needs_extract
def test_every_place_of_the_flood_example_lies_near_a_road() -> None:
    scenario = the_flood()
    snaps = snapped_places(scenario, cached_network(EXTRACT))
    assert set(snaps) == {place.id for place in scenario.places}
    assert max(snap.distance_m for snap in snaps.values()) < 100


@needs_extract
def test_the_flood_example_becomes_an_instance() -> None:
    instance = build_instance(the_flood())
    corridors = {corridor.id: corridor for corridor in instance.corridors}
    assert list(corridors) == ["valley", "dam", "north", "north~2", "mountain", "planken", "eschen"]
    assert corridors["dam"].windows == Windows.of([Window(0, 180)])  # flooded at 08:00
    assert corridors["north~2"].windows == Windows.of([Window(0, 1080)])
    assert sum(group.people for group in instance.groups) == 2820
    assert instance.staying == 250
    assert instance.paces == (Fraction(11, 10), Fraction(1))
    assert instance.checkpoints[0].corridors == {"valley"}
    assert instance.classes[1].corridors == {"mountain", "planken", "eschen"}
    assert all(pace_0 <= pace_1 for pace_0, pace_1 in instance.roads.values())


@needs_extract
def test_every_group_of_the_flood_example_has_a_way_out() -> None:
    instance = build_instance(the_flood())
    for group in instance.groups:
        assert any(
            (
                c.places[0] == group.assembly_point
                or (group.assembly_point, c.places[0]) in instance.roads
            )
            and any(
                c.places[-1] == place or (c.places[-1], place) in instance.roads
                for place in group.destinations
            )
            for c in instance.corridors
        )


@needs_extract
def test_lines_of_the_flood_example_are_dense() -> None:
    lines = corridor_geometry(the_flood())
    assert set(lines) == {"valley", "dam", "north", "north~2", "mountain", "planken", "eschen"}
    assert all(len(line) > 100 for line in lines.values())
