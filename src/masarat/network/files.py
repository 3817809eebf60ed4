"""Road network files: importing by kind, saving and loading our own (.npz)."""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from masarat.core.errors import Fault, NetworkError
from masarat.network import gmns, osm
from masarat.network.graph import RoadNetwork

if TYPE_CHECKING:
    from numpy.typing import NDArray

ARRAYS = {
    "node_id": np.int64,
    "lat": np.float64,
    "lon": np.float64,
    "plain": np.bool_,
    "tail": np.int64,
    "head": np.int64,
    "length_m": np.float64,
    "time_ms": np.int64,
    "lanes": np.int64,
    "capacity": np.int64,
    "class_index": np.int64,
    "name_index": np.int64,
    "shape_start": np.int64,
    "shape": np.float64,
}
SUFFIX = ".npz"
FORMAT = "masarat road network 1"
DAMAGED = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)


def import_network(path: Path | str) -> RoadNetwork:
    """Return the roads of an OpenStreetMap file, a GMNS folder or a network saved before.

    Raises
    ------
    NetworkError
        If `path` is none of these or cannot be read.
    """
    path = Path(path)
    if path.is_dir():
        return gmns.read(path)
    if path.suffix.casefold() == SUFFIX:
        return load(path)
    if osm.is_extract(path) or not path.exists():
        return osm.read(path)
    expected = f"an OpenStreetMap file ({', '.join(osm.SUFFIXES)}), a GMNS folder or a .npz network"
    raise NetworkError([Fault(file=path.name, found=path.suffix, expected=expected)])


def save(network: RoadNetwork, path: Path | str) -> None:
    """Write `network` to `path`, all or nothing; the same network gives the same bytes.

    Raises
    ------
    OSError
        If the folder cannot be written to.
    """
    path = Path(path)
    about = {
        "format": FORMAT,
        "classes": network.classes,
        "names": network.names,
        "source": network.source,
        "notes": network.notes,
    }
    text = json.dumps(about, ensure_ascii=False, sort_keys=True).encode()
    arrays = {name: getattr(network, name) for name in ARRAYS}
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            np.savez(file, about=np.frombuffer(text, dtype=np.uint8), **arrays)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def load(path: Path | str) -> RoadNetwork:
    """Return the network that `save` wrote.

    Raises
    ------
    NetworkError
        If the file is missing, damaged or of another kind.
    """
    path = Path(path)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            about = json.loads(stored["about"].tobytes())
            arrays = {name: stored[name] for name in ARRAYS}
        if about["format"] != FORMAT or not _consistent(arrays):
            raise ValueError(about["format"])
        return RoadNetwork(
            **arrays,
            classes=tuple(about["classes"]),
            names=tuple(about["names"]),
            source=about["source"],
            notes=tuple((what, count) for what, count in about["notes"]),
        )
    except DAMAGED as error:
        expected = "a road network that masarat saved"
        fault = Fault(file=path.name, found=str(error)[:80], expected=expected)
        raise NetworkError([fault]) from error


def _consistent(arrays: dict[str, NDArray[np.generic]]) -> bool:
    nodes, arcs = len(arrays["node_id"]), len(arrays["tail"])
    sizes = {"lat": nodes, "lon": nodes, "plain": nodes, "shape_start": arcs + 1}
    per_arc = set(ARRAYS) - set(sizes) - {"node_id", "shape"}
    sizes |= dict.fromkeys(per_arc, arcs)
    return all(len(arrays[name]) == size for name, size in sizes.items()) and all(
        arrays[name].dtype == dtype for name, dtype in ARRAYS.items()
    )
