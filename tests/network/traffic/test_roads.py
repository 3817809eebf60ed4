"""Private traffic on imported road networks: who waits where, and where main roads leave."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masarat.core.errors import NetworkError, UsageError
from masarat.network.graph import ArcRecord, network_of
from masarat.network.traffic.case import Note
from masarat.network.traffic.demand import Demand, vehicles_of
from masarat.network.traffic.roads import read
from masarat.network.traffic.spreading import spread, street_metres

if TYPE_CHECKING:
    from masarat.network.graph import RoadNetwork

SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "osm"

# A town of two residential streets off a primary road that ends at both edges of the map.
NODES = {1: (9.50, 47.0), 2: (9.51, 47.0), 3: (9.52, 47.0), 4: (9.51, 47.005), 5: (9.514, 47.005)}
WAYS = [
    ("primary", "Main Road", (1, 2, 3)),
    ("residential", "Long Street", (2, 4)),
    ("residential", "Short Street", (4, 5)),
]
POPULATION = '<tag k="place" v="village"/><tag k="population" v="1 200"/>'


def osm_file(folder: Path, *, village: str = POPULATION) -> Path:
    parts = ['<osm version="0.6">']
    for number, (lon, lat) in NODES.items():
        tags = village if number == 4 else ""
        parts.append(f'<node id="{number}" lat="{lat}" lon="{lon}" version="1">{tags}</node>')
    for number, (kind, name, nodes) in enumerate(WAYS, start=10):
        refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
        tags = f'<tag k="highway" v="{kind}"/><tag k="name" v="{name}"/>'
        parts.append(f'<way id="{number}" version="1">{refs}{tags}</way>')
    path = folder / "town.osm"
    path.write_text("".join([*parts, "</osm>"]), "utf-8")
    return path


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_people_wait_along_residential_streets_and_leave_where_main_roads_end(
    tmp_path: Path,
) -> None:
    traffic = read(osm_file(tmp_path), Demand(cell_m=100_000))
    assert [traffic.node_id[node] for node in traffic.source] == ["4"]  # most metres of street
    assert traffic.supply.tolist() == [600]  # 1,200 in the village, two a vehicle
    assert [traffic.node_id[node] for node in traffic.sink] == ["1", "3"]
    assert traffic.node_name[int(traffic.sink[0])] == {"en": "Main Road"}
    assert traffic.notes[0] == Note("people_counted", {"people": 1200, "file": "town.osm"})
    assert {traffic.arc_name[arc] for arc in range(len(traffic.arc_id))} == {
        "Main Road",
        "Long Street",
    }


def test_options_say_how_many_people_how_close_and_where_they_leave(tmp_path: Path) -> None:
    demand = Demand(people=900, occupancy=Fraction("1.5"), cell_m=50, exits=("3", "46.999,9.499"))
    traffic = read(osm_file(tmp_path), demand)
    assert traffic.vehicles == 600
    waiting = {
        traffic.node_id[node]: vehicles
        for node, vehicles in zip(traffic.source, traffic.supply.tolist(), strict=True)
    }
    # Street lengths 556 m and 303 m: nodes 2, 4 and 5 have 278, 430 and 152 m of 859 m.
    assert waiting == {"2": 194, "4": 300, "5": 106}
    assert [traffic.node_id[node] for node in traffic.sink] == ["1", "3"]


@pytest.mark.parametrize(
    ("demand", "village", "message"),
    [
        (Demand(), "", "town.osm: expected a total of people"),
        (Demand(people=5, exits=("99",)), "", "--exit: found '99', expected the id of a node"),
        (Demand(people=5, exits=("1,x",)), "", "--exit: found '1,x', expected the id of a node"),
        (Demand(people=5, exits=("99,1",)), "", "--exit: found '99,1', expected the id of a node"),
        (
            Demand(people=5, exits=("9.5,47",)),
            "",
            "--exit: found '9.5,47', expected a place within 1000 m of a road of town.osm (it is",
        ),
        (Demand(people=1, exits=("4",)), "", "found '1 exits', expected a main road that leaves"),
    ],
)
def test_what_cannot_be_used_is_named(
    tmp_path: Path, demand: Demand, village: str, message: str
) -> None:
    with pytest.raises(NetworkError) as caught:
        read(osm_file(tmp_path, village=village), demand)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "wrong", [{"people": 0}, {"occupancy": Fraction(0)}, {"occupancy": Fraction(-1)}, {"cell_m": 0}]
)
def test_numbers_below_one_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="expected"):
        Demand(**wrong)  # type: ignore[arg-type]


def test_a_gmns_folder_keeps_its_own_ids(tmp_path: Path) -> None:
    (tmp_path / "node.csv").write_text(
        "node_id,x_coord,y_coord\nwest,9.5,47\nmid,9.51,47\neast,9.52,47\ntown,9.51,47.01\n"
    )
    (tmp_path / "link.csv").write_text(
        "from_node_id,to_node_id,directed,facility_type,lanes,capacity\n"
        "west,mid,false,primary,1,800\nmid,east,false,primary,2,800\n"
        "town,mid,false,residential,1,\n"
    )
    traffic = read(tmp_path, Demand(people=100, cell_m=10**6, exits=("east",)))
    assert {traffic.node_id[node] for node in traffic.source} == {"mid"}  # of equals the first
    assert [traffic.node_id[node] for node in traffic.sink] == ["east"]
    capacity = dict(zip(traffic.arc_id, traffic.capacity.tolist(), strict=True))
    assert capacity == {"mid-east": 1600, "east-mid": 1600}  # two lanes of 800; no dead ends


def test_people_need_whole_vehicles() -> None:
    assert [vehicles_of(n, Fraction(5, 2)) for n in (0, 1, 5, 6)] == [0, 1, 2, 3]


def line(lengths: list[float]) -> RoadNetwork:
    spots = {i: (9.0 + i / 100, 47.0) for i in range(len(lengths) + 1)}
    arcs = [
        ArcRecord(
            tail=a,
            head=b,
            length_m=length,
            speed_kmh=30,
            lanes=1,
            capacity=700,
            road_class="residential",
        )
        for i, length in enumerate(lengths)
        for a, b in ((i, i + 1), (i + 1, i))
    ]
    return network_of(spots, arcs)


@given(
    st.lists(st.floats(1, 1e4), min_size=1, max_size=12),
    st.integers(1, 10_000),
    st.sampled_from([1, 500, 3000, 10**6]),
)
def test_everybody_waits_somewhere(lengths: list[float], vehicles: int, cell_m: int) -> None:
    network = line(lengths)
    waiting = spread(network, vehicles, cell_m, np.ones(network.nodes, dtype=bool))
    assert int(waiting.vehicles.sum()) == vehicles
    assert waiting.vehicles.min() > 0
    assert (np.diff(waiting.nodes) > 0).all()
    assert street_metres(network).sum() == pytest.approx(sum(lengths))  # both ways are one street


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/data/osm")
@pytest.mark.parametrize(
    ("country", "people", "exits"),
    [
        # The roads over the Rhine at Bendern, Balzers, Schaan and Vaduz, to Ruggell's neighbours,
        # Nofels, Feldkirch and over the Luzisteig.
        ("liechtenstein", 38_195, 8),
        # To Spain: CG-1 and two mountain roads, CG-4; to France: four ends at Pas de la Casa.
        ("andorra", 83_888, 8),
    ],
)
def test_countries_are_left_where_main_roads_cross_their_border(
    country: str, people: int, exits: int
) -> None:
    traffic = read(SHARED / f"{country}.osm.pbf", Demand())
    assert traffic.vehicles == -(-people // 2)
    assert len(traffic.sink) == exits
    assert 70 < len(traffic.source) < 90
