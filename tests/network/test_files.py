"""Importing, saving, caching and summing up networks."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.network.times import times_ms

from masarat.core.errors import NetworkError
from masarat.network import cache, files
from masarat.network.cache import cache_folder, cached_network, content_digest
from masarat.network.files import ARRAYS, import_network, load, save
from masarat.network.info import info

if TYPE_CHECKING:
    from masarat.network.graph import RoadNetwork

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "osm"

OSM = """<osm version="0.6"><node id="1" lat="0" lon="0.01" version="1"/>
<node id="2" lat="0" lon="0.02" version="1"/><node id="3" lat="0" lon="0.03" version="1"/>
<way id="5" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/>
<tag k="name" v="شارع"/></way>
<way id="6" version="1"><nd ref="3"/><nd ref="1"/><tag k="highway" v="residential"/>
<tag k="oneway" v="yes"/></way></osm>"""


@pytest.fixture
def roads(tmp_path: Path) -> Path:
    path = tmp_path / "roads.osm"
    path.write_text(OSM, "utf-8")
    return path


def same(one: RoadNetwork, other: RoadNetwork) -> bool:
    arrays = all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ARRAYS)
    return arrays and (one.classes, one.names, one.notes) == (
        other.classes,
        other.names,
        other.notes,
    )


def test_saving_and_loading_gives_the_same_network_and_bytes(tmp_path: Path, roads: Path) -> None:
    network = import_network(roads)
    save(network, tmp_path / "one.npz")
    save(network, tmp_path / "two.npz")
    assert same(load(tmp_path / "one.npz"), network)
    assert same(import_network(tmp_path / "one.npz"), network)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one.npz", "roads.osm", "two.npz"]


def test_arrays_cannot_be_written_to(roads: Path) -> None:
    network = import_network(roads)
    with pytest.raises(ValueError, match="read-only"):
        network.time_ms[0] = 0


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "roads.txt").write_text("x", "utf-8")
    with pytest.raises(NetworkError, match="an OpenStreetMap file"):
        import_network(tmp_path / "roads.txt")


def test_endings_may_be_in_capitals(tmp_path: Path, roads: Path) -> None:
    network = import_network(roads)
    capitals = roads.rename(tmp_path / "ROADS.OSM")
    save(network, tmp_path / "NET.NPZ")
    assert same(import_network(capitals), network)
    assert same(cached_network(tmp_path / "NET.NPZ", folder=tmp_path), network)


@pytest.mark.parametrize("damage", ["cut", "flipped", "other", "short"])
def test_a_damaged_npz_is_refused(tmp_path: Path, roads: Path, damage: str) -> None:
    path = tmp_path / "net.npz"
    save(import_network(roads), path)
    content = bytearray(path.read_bytes())
    if damage == "cut":
        path.write_bytes(content[:-200])
    elif damage == "flipped":
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(content)
    elif damage == "other":
        np.savez(path, x=np.zeros(3))
    else:
        with np.load(path) as stored:
            arrays = dict(stored)
        np.savez(path, **(arrays | {"tail": arrays["tail"][:-1]}))
    with pytest.raises(NetworkError, match="a road network that masarat saved"):
        load(path)


OUT_OF_RANGE = {
    "lat": 91.0,
    "lon": np.nan,
    "tail": -1,
    "head": 3,
    "length_m": np.inf,
    "time_ms": 0,
    "lanes": -1,
    "capacity": -1,
    "class_index": -1,
    "name_index": 99,
    "shape_start": -1,
}


@pytest.mark.parametrize(("array", "value"), OUT_OF_RANGE.items(), ids=list(OUT_OF_RANGE))
def test_an_npz_with_what_no_road_has_is_refused(
    tmp_path: Path, roads: Path, array: str, value: float
) -> None:
    path = tmp_path / "net.npz"
    save(import_network(roads), path)
    with np.load(path) as stored:
        arrays = dict(stored)
    arrays[array][0] = value
    np.savez(path, **arrays)
    with pytest.raises(NetworkError) as caught:
        load(path)
    expected = "expected a road network that masarat saved"
    assert str(caught.value) == f"net.npz: found 'wrong values of {array}', {expected}"


def counting(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    calls: list[Path] = []

    def reading(path: Path) -> RoadNetwork:
        calls.append(path)
        return files.import_network(path)

    monkeypatch.setattr(cache, "import_network", reading)
    return calls


def test_the_same_content_is_imported_once(
    tmp_path: Path, roads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = counting(monkeypatch)
    folder = tmp_path / "cache"
    first = cached_network(roads, folder=folder)
    copy = tmp_path / "copy.osm"
    shutil.copy(roads, copy)
    assert same(first, cached_network(copy, folder=folder))
    assert len(calls) == 1
    copy.write_text(OSM.replace("0.03", "0.04"), "utf-8")
    assert not same(first, cached_network(copy, folder=folder))
    assert len(calls) == 2


def test_a_damaged_cache_is_rebuilt(
    tmp_path: Path, roads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = counting(monkeypatch)
    first = cached_network(roads, folder=tmp_path / "cache")
    [entry] = (tmp_path / "cache").iterdir()
    entry.write_bytes(entry.read_bytes()[:500])
    assert same(first, cached_network(roads, folder=tmp_path / "cache"))
    assert len(calls) == 2
    assert same(first, load(entry))


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, roads: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", "utf-8")
    assert cached_network(roads, folder=tmp_path / "cache").arcs == 5


def test_the_cache_is_where_the_platform_keeps_caches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "masarat" / "networks"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "masarat" / "networks"


def test_the_digest_of_a_folder_depends_on_names_and_contents(tmp_path: Path) -> None:
    digests = set()
    for name, text in (("a", "bc"), ("ab", "c"), ("a", "cb")):
        folder = tmp_path / f"{name}-{text}"
        folder.mkdir()
        (folder / name).write_text(text, "utf-8")
        digests.add(content_digest(folder))
    assert len(digests) == 3


def test_info_sums_up(roads: Path) -> None:
    summary = info(import_network(roads))
    assert (summary.nodes, summary.arcs, summary.components) == (3, 5, 1)
    assert summary.kilometres == pytest.approx({"primary": 4.453, "residential": 2.226}, abs=1e-3)
    assert summary.largest_component == 1
    assert summary.capacity_km_per_hour == pytest.approx(4.45278 * 1700 + 2.22639 * 760, rel=1e-4)
    assert summary.box == (0.01, 0.0, 0.03, 0.0)


@pytest.mark.skipif(not SHARED.exists(), reason="needs the OpenStreetMap extracts in ../shared")
def test_liechtenstein_is_a_whole_road_network(tmp_path: Path) -> None:
    network = cached_network(SHARED / "liechtenstein.osm.pbf", folder=tmp_path)
    summary = info(network)
    assert summary.largest_component > 0.98
    assert 600 < sum(summary.kilometres.values()) < 900  # both directions of about 390 km
    node, distance = network.nearest(47.1393, 9.5228)  # Vaduz
    assert distance < 100
    there, _ = network.nearest(47.2126, 9.5233)  # Eschen, 11 km by road
    assert 8 < times_ms(network, node)[there] / 60_000 < 25
    assert same(network, cached_network(SHARED / "liechtenstein.osm.pbf", folder=tmp_path))
