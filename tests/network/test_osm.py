"""Reading OpenStreetMap: what is a road, which way, how fast; what a broken file says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.network.times import times_ms

from masarat.core.errors import NetworkError
from masarat.network.defaults import HIGHWAY_CLASSES
from masarat.network.osm import read
from masarat.network.tags import (
    OsmOptions,
    directions,
    is_blocked,
    lanes,
    may_drive,
    road_class,
    speed_kmh,
)

if TYPE_CHECKING:
    from masarat.network.graph import RoadNetwork

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "osm"
PUBLIC = OsmOptions(convoys=False)


def osm_file(folder: Path, ways: str, *, nodes: int = 6, extra: str = "") -> Path:
    """Write nodes 1.. in a row to the east, 0.01 degrees apart on the equator, and `ways`."""
    points = "".join(
        f'<node id="{i}" lat="0" lon="{i / 100}" version="1"/>' for i in range(1, nodes)
    )
    path = folder / "roads.osm"
    path.write_text(f'<osm version="0.6" generator="test">{points}{ways}{extra}</osm>', "utf-8")
    return path


def a_way(number: int, nodes: list[int], **tags: str) -> str:
    refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
    pairs = {"highway": "residential", **tags}
    inner = "".join(f'<tag k="{k.replace("__", ":")}" v="{v}"/>' for k, v in pairs.items())
    return f'<way id="{number}" version="1">{refs}{inner}</way>'


def a_turn(rule: str, origin: int, via: int, target: int, **tags: str) -> str:
    inner = "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())
    return (
        f'<relation id="1" version="1"><member type="way" ref="{origin}" role="from"/>'
        f'<member type="node" ref="{via}" role="via"/><member type="way" ref="{target}" role="to"/>'
        f'<tag k="type" v="restriction"/><tag k="restriction" v="{rule}"/>{inner}</relation>'
    )


def driven(network: RoadNetwork) -> set[tuple[int, int]]:
    ids = network.node_id
    return {(int(ids[t]), int(ids[h])) for t, h in zip(network.tail, network.head, strict=True)}


def minutes(network: RoadNetwork, start: int, end: int) -> float | None:
    """Least minutes between two nodes by their ids."""
    [origin] = np.flatnonzero((network.node_id == start) & network.plain)
    targets = np.flatnonzero(network.node_id == end)
    least = float(times_ms(network, int(origin))[targets].min())
    return None if np.isinf(least) else least / 60_000


def test_a_two_way_road_has_both_directions_with_length_and_defaults(tmp_path: Path) -> None:
    network = read(osm_file(tmp_path, a_way(7, [1, 2, 3], name="High Street")))
    assert driven(network) == {(1, 2), (2, 1), (2, 3), (3, 2)}
    assert network.length_m == pytest.approx([1113.19] * 4, abs=0.01)  # 0.01 degrees of the equator
    assert network.speed_kmh == pytest.approx([25.0] * 4, rel=1e-4)
    assert set(network.capacity) == {HIGHWAY_CLASSES["residential"].lane_capacity}
    assert network.names == ("", "High Street")


def test_what_is_not_a_road_for_vehicles_is_left_out(tmp_path: Path) -> None:
    ways = (
        a_way(1, [1, 2])
        + a_way(2, [2, 3], highway="footway")
        + a_way(3, [3, 4], access="private")
        + a_way(4, [4, 5], highway="construction")
        + a_way(5, [1, 3], highway="service", service="driveway")
        + a_way(6, [1, 4], area="yes")
    )
    assert driven(read(osm_file(tmp_path, ways))) == {(1, 2), (2, 1)}


def test_convoys_may_use_what_is_open_to_buses_only(tmp_path: Path) -> None:
    ways = a_way(1, [1, 2]) + a_way(2, [2, 3], access="no", bus="yes")
    path = osm_file(tmp_path, ways)
    assert (2, 3) in driven(read(path))
    assert (2, 3) not in driven(read(path, options=PUBLIC))


def test_a_bollard_stops_vehicles(tmp_path: Path) -> None:
    bollard = '<node id="9" lat="0" lon="0.025" version="1"><tag k="barrier" v="bollard"/></node>'
    path = osm_file(tmp_path, bollard + a_way(1, [1, 2, 9, 3]))
    assert driven(read(path)) == {(1, 2), (2, 1)}


def test_nodes_outside_the_extract_break_a_way(tmp_path: Path) -> None:
    network = read(osm_file(tmp_path, a_way(1, [1, 2, 99, 3, 4])))
    assert driven(network) == {(1, 2), (2, 1), (3, 4), (4, 3)}
    assert ("nodes outside the extract", 1) in network.notes


# A crossing at node 3: way 10 comes from 1 in the west, way 20 goes on east to 4, way 30 ends at 5.
CROSSING = a_way(10, [1, 3]) + a_way(20, [3, 4]) + a_way(30, [3, 5])


@pytest.mark.parametrize(
    ("rule", "open_", "closed"),
    [
        ("no_left_turn", [(1, 4), (4, 5), (5, 1)], [(1, 5)]),
        ("only_right_turn", [(1, 5), (4, 5), (5, 4)], [(1, 4)]),
    ],
)
def test_turn_restrictions_bind_who_comes_from_their_way(
    tmp_path: Path, rule: str, open_: list[tuple[int, int]], closed: list[tuple[int, int]]
) -> None:
    network = read(osm_file(tmp_path, CROSSING, extra=a_turn(rule, 10, 3, 30)))
    assert all(minutes(network, *pair) is not None for pair in open_)
    free = read(osm_file(tmp_path, CROSSING))
    for pair in closed:
        unrestricted, restricted = minutes(free, *pair), minutes(network, *pair)
        assert unrestricted is not None
        assert (
            restricted is None or restricted > unrestricted + 1
        )  # only by turning round elsewhere


def test_a_restricted_node_is_no_place_to_start_or_end(tmp_path: Path) -> None:
    network = read(osm_file(tmp_path, CROSSING, extra=a_turn("no_left_turn", 10, 3, 30)))
    node, distance = network.nearest(0, 0.0301)
    assert network.node_id[node] != 3
    assert distance > 500


def test_restrictions_that_except_buses_do_not_bind_convoys(tmp_path: Path) -> None:
    turn = a_turn("no_left_turn", 10, 3, 30, **{"except": "bus;bicycle"})
    path = osm_file(tmp_path, CROSSING, extra=turn)
    assert minutes(read(path), 1, 5) == minutes(read(osm_file(tmp_path, CROSSING)), 1, 5)
    osm_file(tmp_path, CROSSING, extra=turn)
    assert ("turn restrictions applied", 1) in read(path, options=PUBLIC).notes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50", 50),
        ("30 mph", 48.28032),
        ("20mph", 32.18688),
        ("80 km/h", 80),
        ("CH:urban", 50),
        ("DE:rural", 80),
        ("DE:zone:30", 30),
        ("DE:zone30", 30),
        ("walk", 7),
        ("none", 130),
        ("50;30", 30),
        ("signals", None),
        ("", None),
        ("0", None),
    ],
)
def test_speeds_are_read_in_every_usual_writing(text: str, expected: float | None) -> None:
    assert speed_kmh(text) == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, (True, True)),
        ({"oneway": "yes"}, (True, False)),
        ({"oneway": "-1"}, (False, True)),
        ({"oneway": "reversible"}, (False, False)),
        ({"junction": "roundabout"}, (True, False)),
        ({"junction": "roundabout", "oneway": "no"}, (True, True)),
        ({"highway": "motorway"}, (True, False)),
        ({"highway": "motorway", "oneway": "no"}, (True, True)),
        ({"highway": "motorway_link"}, (True, True)),
    ],
)
def test_one_ways(tags: dict[str, str], expected: tuple[bool, bool]) -> None:
    assert directions(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, (1, 1)),
        ({"lanes": "4"}, (2, 2)),
        ({"lanes": "3"}, (1, 1)),
        ({"lanes": "3", "lanes:forward": "2"}, (2, 1)),
        ({"lanes": "3", "oneway": "yes"}, (3, 3)),
        ({"lanes": "two"}, (1, 1)),
        ({"lanes": "99999999999999999999"}, (1, 1)),
    ],
)
def test_lanes(tags: dict[str, str], expected: tuple[int, int]) -> None:
    assert lanes(tags, 1) == expected


@pytest.mark.parametrize(
    ("tags", "public", "convoys"),
    [
        ({}, True, True),
        ({"access": "no"}, False, False),
        ({"access": "no", "motor_vehicle": "yes"}, True, True),
        ({"motor_vehicle": "no", "access": "yes"}, False, False),
        ({"access": "private", "emergency": "yes"}, False, True),
        ({"vehicle": "forestry"}, False, False),
        ({"motorcar": "destination"}, True, True),
    ],
)
def test_access(tags: dict[str, str], *, public: bool, convoys: bool) -> None:
    assert may_drive(tags, PUBLIC) is public
    assert may_drive(tags, OsmOptions()) is convoys


def test_gates_are_open_unless_their_access_says_no() -> None:
    assert not is_blocked({"barrier": "gate"}, OsmOptions())
    assert is_blocked({"barrier": "gate", "access": "private"}, OsmOptions())
    assert not is_blocked({"barrier": "bollard", "emergency": "yes"}, OsmOptions())
    assert is_blocked({"barrier": "bollard", "emergency": "yes"}, PUBLIC)
    assert not is_blocked({"highway": "crossing", "access": "no"}, OsmOptions())


def test_busways_are_for_convoys() -> None:
    assert road_class({"highway": "busway"}, OsmOptions()) is not None
    assert road_class({"highway": "busway"}, PUBLIC) is None


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("roads.osm.pbf", b"\x00\x00\x00\x0d\x0a", "roads.osm.pbf: found"),
        ("roads.osm", b"<osm version='0.6'><node id='1'", "a whole OpenStreetMap file"),
        ("roads.osm", b"<osm version='0.6'></osm>", "at least one road"),
        ("roads.osm", b"not a map", "a whole OpenStreetMap file"),
        (
            "roads.osm",
            b"<osm version='0.6'><node id='1' lat='9947.1' lon='9.5'/></osm>",
            "roads.osm: found \"wrong format for coordinate: '9947.1'\", expected coordinates in",
        ),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NetworkError) as caught:
        read(tmp_path / name)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match=r"nowhere\.osm\.pbf: expected a file that exists"):
        read(tmp_path / "nowhere.osm.pbf")


@pytest.mark.skipif(not SHARED.exists(), reason="needs the OpenStreetMap extracts in ../shared")
@pytest.mark.parametrize("kept", [100, 50_000, 700_000, 1_323_402])
def test_a_truncated_pbf_is_refused(tmp_path: Path, kept: int) -> None:
    whole = (SHARED / "liechtenstein.osm.pbf").read_bytes()
    (tmp_path / "cut.osm.pbf").write_bytes(whole[:kept])
    with pytest.raises(NetworkError, match="truncated"):
        read(tmp_path / "cut.osm.pbf")
