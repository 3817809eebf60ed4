"""A road network at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
