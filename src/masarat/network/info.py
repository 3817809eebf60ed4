"""A road network at a glance, and as GeoJSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from masarat.network.graph import strong_components

if TYPE_CHECKING:
    from masarat.network.graph import RoadNetwork


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkInfo:
    """What a road network holds.

    Parameters
    ----------
    kilometres
        Length of all arcs by road class, both directions counted.
    components
        Strongly connected components: sets of nodes that all reach each other.
    largest_component
        Share of the nodes in the largest one.
    capacity_km_per_hour
        Sum of capacity x length: vehicle-kilometres that all roads together carry an hour.
    box
        West, south, east, north in degrees.
    """

    source: str
    nodes: int
    arcs: int
    kilometres: dict[str, float]
    components: int
    largest_component: float
    capacity_km_per_hour: float
    box: tuple[float, float, float, float]
    notes: tuple[tuple[str, int], ...]


def info(network: RoadNetwork) -> NetworkInfo:
    """Return a summary of `network`."""
    labels = strong_components(network)
    metres = np.bincount(
        network.class_index, weights=network.length_m, minlength=len(network.classes)
    )
    return NetworkInfo(
        source=network.source,
        nodes=network.nodes,
        arcs=network.arcs,
        kilometres={
            name: round(float(length) / 1000, 3)
            for name, length in zip(network.classes, metres, strict=True)
        },
        components=int(labels.max()) + 1,
        largest_component=float(np.bincount(labels).max()) / network.nodes,
        capacity_km_per_hour=float(network.capacity @ network.length_m) / 1000,
        box=(
            float(network.lon.min()),
            float(network.lat.min()),
            float(network.lon.max()),
            float(network.lat.max()),
        ),
        notes=network.notes,
    )


def as_geojson(network: RoadNetwork) -> dict[str, Any]:
    """Return the arcs as a GeoJSON FeatureCollection of lines (RFC 7946), for maps."""
    lons, lats = network.lon.tolist(), network.lat.tolist()
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": _properties(network, arc),
                "geometry": {
                    "type": "LineString",
                    "coordinates": [
                        [lons[tail], lats[tail]],
                        *(list(point) for point in network.points(arc)),
                        [lons[head], lats[head]],
                    ],
                },
            }
            for arc, (tail, head) in enumerate(
                zip(network.tail.tolist(), network.head.tolist(), strict=True)
            )
        ],
    }


def _properties(network: RoadNetwork, arc: int) -> dict[str, Any]:
    return {
        "class": network.classes[network.class_index[arc]],
        "name": network.names[network.name_index[arc]],
        "length_m": round(float(network.length_m[arc]), 1),
        "speed_kmh": round(float(network.length_m[arc]) * 3600 / int(network.time_ms[arc]), 1),
        "lanes": int(network.lanes[arc]),
        "capacity": int(network.capacity[arc]),
    }
