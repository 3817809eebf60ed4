"""Road network files: importing by kind, saving and loading our own (.npz)."""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
MOST = 2**53
"""Whole numbers up to here are exact as floats (see `NetworkGraph`)."""
DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error)


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
        if about["format"] != FORMAT:
            raise ValueError(about["format"])
        classes, names = tuple(about["classes"]), tuple(about["names"])
        if wrong := _wrong(arrays, len(classes), len(names)):
            raise ValueError(f"wrong values of {wrong}")
        return RoadNetwork(
            **arrays,
            classes=classes,
            names=names,
            source=about["source"],
            notes=tuple((what, count) for what, count in about["notes"]),
        )
    except DAMAGED as error:
        expected = "a road network that masarat saved"
        fault = Fault(file=path.name, found=str(error)[:80], expected=expected)
        raise NetworkError([fault]) from error


def _wrong(arrays: dict[str, NDArray[Any]], classes: int, names: int) -> str:
    """Return the name of an array that is of another size or kind, or out of range; else none."""
    nodes, arcs, points = (len(arrays[name]) for name in ("node_id", "tail", "shape"))
    shapes: dict[str, tuple[int, ...]] = dict.fromkeys(ARRAYS, (arcs,))
    shapes |= dict.fromkeys(("node_id", "lat", "lon", "plain"), (nodes,))
    shapes |= {"shape_start": (arcs + 1,), "shape": (points, 2)}
    for name, dtype in ARRAYS.items():
        if arrays[name].shape != shapes[name] or arrays[name].dtype != np.dtype(dtype):
            return name
    limits = {
        "lat": (-90, 90),
        "lon": (-180, 180),
        "tail": (0, nodes - 1),
        "head": (0, nodes - 1),
        "length_m": (0, MOST),
        "time_ms": (1, MOST),
        "lanes": (0, MOST),
        "capacity": (0, MOST),
        "class_index": (0, classes - 1),
        "name_index": (0, names - 1),
        "shape": (-MOST, MOST),
    }
    for name, (least, most) in limits.items():
        if not ((least <= arrays[name]) & (arrays[name] <= most)).all():
            return name
    starts = arrays["shape_start"]
    ordered = (starts[0], starts[-1]) == (0, points) and (np.diff(starts) >= 0).all()
    return "" if ordered else "shape_start"
