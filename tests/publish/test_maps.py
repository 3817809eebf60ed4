"""GeoJSON and GeoPackage: what a GIS reads back is what the plan says."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyogrio
import pyogrio.raw
import pytest
import shapely

from masarat.publish.geojson import geojson_texts
from masarat.publish.geopackage import write_geopackage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from masarat.publish import Edition

LAYERS = ["places", "corridors", "convoys", "movements", "inspections"]


def _features(edition: Edition, layer: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(geojson_texts(edition)[layer])["features"]
    return found


def test_movements_say_when_each_stretch_begins_and_ends(
    small_edition: Callable[[str], Edition],
) -> None:
    stretches = [
        feature["properties"]
        for feature in _features(small_edition("en"), "movements")
        if feature["properties"]["id"] == "c2"
    ]
    assert [(s["from"], s["begins_local"][-5:], s["ends_local"][-5:]) for s in stretches] == [
        ("Mosque", "08:43", "08:53"),  # minutes 163 to 173
        ("South gate", "09:09", "09:29"),  # left after the inspection at 189
        ("Bridge", "09:29", "09:59"),
    ]
    assert stretches[0]["begins"] == "2016-12-15T08:43:00+02:00"
    assert {s["people"] for s in stretches} == {60}


@pytest.mark.parametrize("layer", ["convoys", "movements"])
def test_corridors_stand_by_id_and_by_name(
    small_edition: Callable[[str], Edition], layer: str
) -> None:
    found = {
        (feature["properties"]["corridor"], feature["properties"]["corridor_name"])
        for feature in _features(small_edition("ar"), layer)
    }
    assert found - {("", "")} == {("south", "الجنوب")}


def with_a_second_camp(edition: Edition) -> Edition:
    """Return the edition with the second convoy's second vehicle going to the depot, with 20."""
    first, convoy = edition.plan.convoys
    to_camp, ride = convoy.rides
    load = replace(ride.loads[0], people=20)
    parted = replace(ride, destination="depot", arrive=249, loads=(load,))
    convoys = (first, replace(convoy, rides=(to_camp, parted)))
    return replace(edition, plan=replace(edition.plan, convoys=convoys))


def test_each_way_carries_the_vehicles_and_people_that_go_there(
    small_edition: Callable[[str], Edition],
) -> None:
    driven = [
        (s["properties"]["to"], s["properties"]["vehicles"], s["properties"]["people"])
        for s in _features(with_a_second_camp(small_edition("en")), "movements")
        if s["properties"]["id"] == "c2"
    ]
    assert driven == [
        ("South gate", 2, 50),
        ("Bridge", 2, 50),
        ('=Camp, "east"', 1, 30),
        ("depot", 1, 20),
    ]


def test_convoys_go_from_the_assembly_point_to_every_destination(
    small_edition: Callable[[str], Edition],
) -> None:
    mosque, gate, bridge = [37.14, 36.19], [37.12, 36.16], [37.05, 36.15]
    camp, depot = [36.9, 36.14], [37.2, 36.2]
    first, second = _features(with_a_second_camp(small_edition("en")), "convoys")
    assert first["geometry"]["type"] == "MultiLineString"
    assert first["geometry"]["coordinates"] == [[[37.13, 36.18], gate, bridge, camp]]
    assert second["geometry"]["coordinates"] == [[mosque, gate, bridge, camp], [bridge, depot]]


def test_convoys_on_open_corridors_go_straight(small_edition: Callable[[str], Edition]) -> None:
    edition = with_a_second_camp(small_edition("en"))
    free = replace(edition.instance.corridors[0], places=(), legs=(), back_legs=())
    opened = replace(edition, instance=replace(edition.instance, corridors=(free,), _digest=[]))
    second = _features(opened, "convoys")[1]
    mosque, camp, depot = [37.14, 36.19], [36.9, 36.14], [37.2, 36.2]
    assert second["geometry"]["coordinates"] == [[mosque, camp], [mosque, depot]]


def test_corridors_follow_the_given_geometry(small_edition: Callable[[str], Edition]) -> None:
    road = [(37.12, 36.16), (37.1, 36.17), (37.05, 36.15)]
    edition = replace(small_edition("en"), geometry={"south": road})
    (corridor,) = _features(edition, "corridors")
    assert corridor["geometry"]["coordinates"] == [list(point) for point in road]
    driven = [f for f in _features(edition, "movements") if f["properties"]["from"] == "South gate"]
    assert driven[0]["geometry"]["coordinates"] == [list(point) for point in road]


def test_empty_trips_run_the_other_way(small_edition: Callable[[str], Edition]) -> None:
    back = [f for f in _features(small_edition("en"), "movements") if f["properties"]["id"] == "e3"]
    assert [f["properties"]["kind"] for f in back] == ["empty"] * 3
    on_corridor = back[1]["geometry"]["coordinates"]
    assert on_corridor[0][0] == pytest.approx(37.05)
    assert on_corridor[-1][0] == pytest.approx(37.12)


def test_a_gis_reads_every_layer(small_edition: Callable[[str], Edition], tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    edition = with_a_second_camp(small_edition("ar"))
    write_geopackage(edition, path)
    assert [name for name, _ in pyogrio.list_layers(path)] == LAYERS
    meta, _, shapes, columns = pyogrio.raw.read(path, layer="inspections", datetime_as_string=True)
    read = dict(zip(meta["fields"], columns, strict=True))
    assert meta["crs"] == "EPSG:4326"
    assert shapely.from_wkb(shapes[0]).coords[0] == (37.12, 36.16)
    assert list(read["begins"]) == ["2016-12-15T04:33:00Z", "2016-12-15T06:59:00Z"]
    assert list(read["checkpoint"]) == ["البوابة الجنوبية"] * 2
    trips = shapely.from_wkb(pyogrio.raw.read(path, layer="convoys")[2])
    assert [len(trip.geoms) for trip in trips] == [1, 2]
    for layer in LAYERS:
        collection = json.loads(geojson_texts(edition)[layer])
        assert pyogrio.read_info(path, layer=layer)["features"] == len(collection["features"])


def test_a_geopackage_that_cannot_be_written_is_named(
    small_edition: Callable[[str], Edition], tmp_path: Path
) -> None:
    path = tmp_path / "nowhere" / "plan.gpkg"
    with pytest.raises(OSError, match="GDAL cannot write it") as raised:
        write_geopackage(small_edition("en"), path)
    assert raised.value.filename == str(path)


def test_the_same_edition_gives_the_same_bytes(
    small_edition: Callable[[str], Edition],
    tmp_path: Path,
) -> None:
    paths = [tmp_path / name for name in ("a.gpkg", "b.gpkg")]
    for path in paths:
        write_geopackage(small_edition("ru"), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_places_without_position_are_left_out(small_edition: Callable[[str], Edition]) -> None:
    edition = small_edition("en")
    assert len(_features(edition, "places")) == 6
    assert all(f["geometry"]["coordinates"][0] > 36 for f in _features(edition, "places"))
