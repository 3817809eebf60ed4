"""Where main roads leave the area that a road network covers.

With a border around the area: at the first node beyond it, or where a main road ends within
`NEAR_BORDER_M` of it. Without one: where a main road ends within `NEAR_EDGE_M` of the convex hull
of all nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from masarat.core.errors import Fault, NetworkError
from masarat.network.graph import MEAN_EARTH_RADIUS_M
from masarat.network.snapping import FARTHEST_M

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely import Polygon

    from masarat.network.graph import RoadNetwork

MAIN_ROADS = frozenset(
    {
        *("motorway", "motorway_link", "trunk", "trunk_link"),
        *("primary", "primary_link", "secondary", "secondary_link"),
    }
)
"""Classes of roads between towns: OSM wiki, Key:highway."""

NEAR_BORDER_M = 500
"""Borders and roads are drawn by different hands; data of neighbours are cut near the border."""

NEAR_EDGE_M = 1000


def hull(network: RoadNetwork) -> Polygon:
    """Return the convex hull of all nodes, in degrees."""
    from shapely import MultiPoint  # noqa: PLC0415  (only extracts need it)

    return MultiPoint(np.stack([network.lon, network.lat], axis=1)).convex_hull


def inside(network: RoadNetwork, area: Polygon) -> NDArray[np.bool_]:
    """Return which nodes lie in `area` or on its edge, bool[n]."""
    from shapely import intersects_xy  # noqa: PLC0415

    found: NDArray[np.bool_] = intersects_xy(area, network.lon, network.lat)
    return found


def exits(network: RoadNetwork, area: Polygon, *, border: bool) -> NDArray[np.int64]:
    """Return the nodes where main roads leave `area`, ascending.

    Parameters
    ----------
    border
        Whether `area` has a border that roads may cross; otherwise it is the network's hull.
    """
    main = np.array([name in MAIN_ROADS for name in network.classes])[network.class_index]
    within = inside(network, area)
    crossing = main & within[network.tail] & ~within[network.head]
    ends = _dead_ends(network, main) & within
    ends &= _near_edge(network, area, NEAR_BORDER_M if border else NEAR_EDGE_M)
    nodes = np.concatenate([network.head[crossing], np.flatnonzero(ends)])
    found: NDArray[np.int64] = np.unique(nodes[network.plain[nodes]])
    return found


def _dead_ends(network: RoadNetwork, main: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which nodes have one neighbour only and are reached by a main road, bool[n]."""
    low = np.minimum(network.tail, network.head)
    high = np.maximum(network.tail, network.head)
    pairs = np.unique(low * network.nodes + high)
    degree = np.bincount(pairs // network.nodes, minlength=network.nodes)
    degree += np.bincount(pairs % network.nodes, minlength=network.nodes)
    reached = np.zeros(network.nodes, dtype=bool)
    reached[network.head[main]] = True
    ends: NDArray[np.bool_] = reached & (degree == 1)
    return ends


def _near_edge(network: RoadNetwork, area: Polygon, metres: float) -> NDArray[np.bool_]:
    """Return which nodes are at most `metres` from the edge of `area`, bool[n].

    On a plane that is true at the area's middle latitude: within a few per cent for a country.
    """
    import shapely  # noqa: PLC0415

    _, south, _, north = area.bounds
    degree = MEAN_EARTH_RADIUS_M * np.pi / 180
    scale = np.array([degree * np.cos(np.radians((south + north) / 2)), degree])
    edge = shapely.transform(area.boundary, lambda points: points * scale)
    shapely.prepare(edge)
    spots = shapely.points(np.stack([network.lon, network.lat], axis=1) * scale)
    near: NDArray[np.bool_] = shapely.dwithin(edge, spots, metres)
    return near


def named_exits(
    network: RoadNetwork, ids: Sequence[str], wanted: Sequence[str], source: str
) -> NDArray[np.int64]:
    """Return the nodes that `wanted` names: by id, or the nearest to "latitude,longitude".

    Raises
    ------
    NetworkError
        If one is neither the id of a node nor a pair of degrees near a road.
    """
    at = {name: node for node, name in reversed(list(enumerate(ids)))}
    found, faults = [], []
    for text in wanted:
        spot = (at[text], 0.0) if text in at else _nearest(network, text)
        if spot is None:
            expected = f"the id of a node of {source}, or LATITUDE,LONGITUDE"
            faults.append(Fault(file="--exit", found=text, expected=expected))
        elif spot[1] > FARTHEST_M:
            expected = f"a place within {FARTHEST_M} m of a road of {source}"
            hint = f"it is {spot[1] / 1000:,.1f} km away; latitude comes first"
            faults.append(Fault(file="--exit", found=text, expected=expected, hint=hint))
        else:
            found.append(spot[0])
    if faults:
        raise NetworkError(faults)
    return np.unique(np.array(found, dtype=np.int64))


def _nearest(network: RoadNetwork, text: str) -> tuple[int, float] | None:
    """Return the node nearest to "latitude,longitude" and how many metres it is away."""
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return network.nearest(lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None  # noqa: PLR2004
