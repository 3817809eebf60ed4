"""Reading GMNS folders: units, defaults, and faults by file, row and field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from masarat.core.errors import NetworkError
from masarat.network.defaults import HIGHWAY_CLASSES
from masarat.network.gmns import read

if TYPE_CHECKING:
    from pathlib import Path

NODES = "node_id,x_coord,y_coord\na,0,0\nb,0.01,0\nc,0.02,0\n"
STRAIGHT_KM = 1.111949  # 0.01 degrees on the mean sphere
LINKS = "link_id,from_node_id,to_node_id,directed,length,free_speed,lanes,capacity,allowed_uses\n"


def gmns_folder(folder: Path, links: str, *, nodes: str = NODES, config: str = "") -> Path:
    (folder / "node.csv").write_text(nodes, "utf-8")
    (folder / "link.csv").write_text(links, "utf-8")
    if config:
        (folder / "config.csv").write_text(config, "utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    with pytest.raises(NetworkError) as caught:
        read(folder)
    return [str(fault) for fault in caught.value.faults]


def test_an_undirected_link_goes_both_ways(tmp_path: Path) -> None:
    links = LINKS + "1,a,b,false,1.2,60,2,1800,auto\n2,b,c,true,1.2,60,1,1500,\n"
    network = read(gmns_folder(tmp_path, links))
    assert sorted(zip(network.tail.tolist(), network.head.tolist(), strict=True)) == [
        (0, 1),
        (1, 0),
        (1, 2),
    ]
    assert network.length_m.tolist() == [1200.0] * 3  # kilometres fit the coordinates best
    assert network.time_ms.tolist() == [72_000] * 3
    assert network.capacity.tolist() == [3600, 3600, 1500]  # per lane in the file


@pytest.mark.parametrize(
    ("length", "metres", "speed_kmh"),
    [
        ("1200", 1200, 60),
        ("1.2", 1200, 60),
        ("0.75", 1207.008, 96.56064),
        ("3940", 1200.912, 96.56),
    ],
)
def test_without_config_the_unit_is_the_one_that_fits(
    tmp_path: Path, length: str, metres: float, speed_kmh: float
) -> None:
    network = read(gmns_folder(tmp_path, LINKS + f"1,a,b,true,{length},60,1,,\n"))
    assert network.length_m[0] == pytest.approx(metres)
    assert network.speed_kmh[0] == pytest.approx(speed_kmh, rel=1e-4)


def test_config_names_the_units(tmp_path: Path) -> None:
    config = "dataset_name,long_length,speed\ntest,miles,kph\n"
    network = read(gmns_folder(tmp_path, LINKS + "1,a,b,true,1,60,1,,\n", config=config))
    assert network.length_m[0] == pytest.approx(1609.344)
    assert network.speed_kmh[0] == pytest.approx(60, rel=1e-4)


def test_projected_coordinates_are_converted(tmp_path: Path) -> None:
    nodes = "node_id,x_coord,y_coord\na,500000,0\nb,501000,0\n"
    config = "long_length,crs\nkm,EPSG:32631\n"
    links = "from_node_id,to_node_id,directed\na,b,true\n"
    network = read(gmns_folder(tmp_path, links, nodes=nodes, config=config))
    assert network.lon[0] == pytest.approx(3.0)
    assert network.length_m[0] == pytest.approx(1000, rel=5e-3)


def test_absent_columns_take_the_defaults_of_the_facility_type(tmp_path: Path) -> None:
    links = "from_node_id,to_node_id,facility_type,geometry\n"
    links += 'a,b,Primary,"LINESTRING (0 0, 0.005 0.001, 0.01 0)"\n'
    network = read(gmns_folder(tmp_path, links))
    assert network.capacity[0] == HIGHWAY_CLASSES["primary"].lane_capacity
    assert network.speed_kmh[0] == pytest.approx(65, rel=1e-4)
    assert network.points(0) == [(0.005, 0.001)]


def test_links_for_feet_and_bicycles_are_left_out(tmp_path: Path) -> None:
    links = LINKS + "1,a,b,true,,,1,,walk;bike\n2,b,c,true,,,1,,bike;bus\n3,a,c,true,,,0,,\n"
    assert read(gmns_folder(tmp_path, links)).arcs == 1


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ("1,a,x,true,1.2,60,1,,\n", "link.csv, row 2, to_node_id: found 'x'"),
        ("1,a,b,true,abc,60,1,,\n", "link.csv, row 2, length: found 'abc', expected a number"),
        ("1,a,b,true,-1,60,1,,\n", "row 2, length: found '-1', expected a number that is not"),
        ("1,a,b,true,inf,60,1,,\n", "row 2, length: found 'inf'"),
        (
            "1,a,b,true,0.0000001,60,1,,\n",
            "row 2, length: found '0.0000001', expected a number from",
        ),
        ("1,a,b,true,1e300,60,1,,\n", "length: found '1e300', expected a number from 0.000001 to"),
        ("1,a,b,true,,1e-300,1,,\n", "free_speed: found '1e-300', expected a number from 0.1 to"),
        ("1,a,b,true,,60,1e30,,\n", "lanes: found '1e30', expected a number from 0 to 100"),
        ("1,a,b,true,,60,1,1e15,\n", "capacity: found '1e15', expected a number from 1 to 100000"),
        ("1,a,b,true,,60,1,,,x\n", "link.csv, row 2: found 'x', expected nothing beyond the last"),
        ('1,a,b,true,,60,1,,"x\n2,b,c,true,,,,,\n', "link.csv, row 2: expected a well-formed line"),
        ("1,a,b,maybe,1.2,60,1,,\n", "row 2, directed: found 'maybe', expected true or false"),
        ("1,a,b,true,1.2,60,1,,walk\n", "at least one link that motor vehicles may use"),
    ],
)
def test_faults_name_file_row_and_field(tmp_path: Path, links: str, message: str) -> None:
    assert any(message in fault for fault in faults(gmns_folder(tmp_path, LINKS + links)))


def test_lengths_in_mixed_units_are_found(tmp_path: Path) -> None:
    links = LINKS + "1,a,b,true,1.2,,,,\n2,b,c,true,1.3,,,,\n3,c,a,true,2400,,,,\n"
    [fault] = faults(gmns_folder(tmp_path, links))
    assert "link.csv, row 4, length: found '2400'" in fault
    assert "2.22 in the unit of the other links" in fault


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ("node_id,x_coord,y_coord\na,0,0\na,1,0\n", "node.csv, row 3, node_id: found 'a'"),
        ("node_id,x_coord,y_coord\na,,0\n", "node.csv, row 2, x_coord: expected a number"),
        ("node_id,x_coord,y_coord\na,500000,0\n", "a longitude in degrees"),
        ("node_id,x_cord,y_coord\na,1,0\n", "did you mean 'x_cord'?"),
        ("node_id,x_coord,x_coord,y_coord\na,1,2,0\n", "node.csv, row 1, x_coord: expected each"),
        (
            "node_id,x_coord,y_coord\na,36.2,137.1\n",
            "y_coord: found '137.1', expected a latitude in degrees, or the crs in config.csv",
        ),
    ],
)
def test_bad_nodes_are_named(tmp_path: Path, nodes: str, message: str) -> None:
    folder = gmns_folder(tmp_path, LINKS + "1,a,b,true,,,,,\n", nodes=nodes)
    assert any(message in fault for fault in faults(folder))


def test_unknown_units_are_named(tmp_path: Path) -> None:
    folder = gmns_folder(tmp_path, LINKS, config="long_length,speed,crs\nfurlong,mph,EPSG:1\n")
    assert any("config.csv, row 2, long_length: found 'furlong'" in f for f in faults(folder))
    assert any("config.csv, crs: found 'EPSG:1'" in f for f in faults(folder))


def test_a_missing_table_and_a_wrong_encoding_are_named(tmp_path: Path) -> None:
    (tmp_path / "node.csv").write_bytes(
        "node_id,x_coord,y_coord\na,0,0\nحلب,0,0\n".encode("cp1256")
    )
    wrong, missing = faults(tmp_path)
    assert wrong.startswith(
        "node.csv, row 3: found 'bytes cd e1 c8 2c 30 2c 30 0a', expected text in"
    )
    assert missing == "link.csv: expected this file, which is missing"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_tables_are_read_as_spreadsheets_save_them(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    links = LINKS + "1,a,b,false,1.2,60,2,1800,auto\n\n2,b,c,true,1.2,60,1,1500,\n"
    expected = read(gmns_folder(tmp_path, links))
    for name, text in (("node.csv", NODES), ("link.csv", links)):
        header, rows = text.upper().split("\n", 1)[0], text.split("\n", 1)[1]
        changed = f"{header}\r\n{rows}".replace(",", delimiter)
        (tmp_path / name).write_bytes(changed.encode(encoding))
    network = read(tmp_path)
    assert network.tail.tolist() == expected.tail.tolist()
    assert network.time_ms.tolist() == expected.time_ms.tolist()


def test_a_node_that_is_a_fault_is_none_in_every_link(tmp_path: Path) -> None:
    nodes = "node_id,x_coord,y_coord\na,0,100\nb,0.01,0\nc,0.02,0\n"
    links = LINKS + "1,a,b,true,,,,,\n2,a,c,true,,,,,\n"
    [fault] = faults(gmns_folder(tmp_path, links, nodes=nodes))
    assert fault.startswith("node.csv, row 2, y_coord: found '100'")
