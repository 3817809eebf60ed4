"""Where a total of vehicles waits: along residential streets, gathered in square cells.

Every node is given half the length of each residential street that ends there, whichever way it
may be driven. The total is split over the nodes in proportion. All nodes of one square cell are
gathered at that node of it which has the most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.network.graph import MEAN_EARTH_RADIUS_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.network.graph import RoadNetwork

STREETS = frozenset({"residential", "living_street"})
"""Road classes that people live on: OSM wiki, Key:highway."""

THROUGH_ROADS = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})
"""Roads without houses, where a network has no residential streets at all."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nodes, each once, ascending, and the vehicles that wait there: int64[k] both."""

    nodes: NDArray[np.int64]
    vehicles: NDArray[np.int64]


def spread(network: RoadNetwork, vehicles: int, cell_m: int, allowed: NDArray[np.bool_]) -> Waiting:
    """Return where `vehicles` wait on `network`.

    Parameters
    ----------
    cell_m
        Side of a cell in metres.
    allowed
        bool[n]: nodes at which vehicles may wait.
    """
    metres = np.where(allowed & network.plain, street_metres(network), 0.0)
    cell = _cells(network, cell_m)
    kept = np.flatnonzero(metres > 0)
    order = kept[np.lexsort((kept, -metres[kept], cell[kept]))]
    first = np.ones(len(order), dtype=bool)
    first[1:] = cell[order][1:] != cell[order][:-1]
    starts = np.flatnonzero(first)
    if not len(starts):
        return Waiting(order, order)
    count = _split(vehicles, np.add.reduceat(metres[order], starts))
    nodes = order[starts]
    rank = np.argsort(nodes)
    some = rank[count[rank] > 0]
    return Waiting(nodes[some], count[some])


def street_metres(network: RoadNetwork) -> NDArray[np.float64]:
    """Return half the metres of residential street at each node, float64[n].

    Of a network without any residential street, all roads count but motorways and trunk roads.
    """
    wanted = [name in STREETS for name in network.classes]
    if not any(wanted):
        wanted = [name not in THROUGH_ROADS for name in network.classes]
    arcs = np.flatnonzero(np.array(wanted)[network.class_index])
    low = np.minimum(network.tail[arcs], network.head[arcs])
    high = np.maximum(network.tail[arcs], network.head[arcs])
    _, once = np.unique(low * network.nodes + high, return_index=True)
    half = network.length_m[arcs][once] / 2
    total = np.zeros(network.nodes)
    for end in (low[once], high[once]):
        total += np.bincount(end, weights=half, minlength=network.nodes)
    return total


def _cells(network: RoadNetwork, cell_m: int) -> NDArray[np.int64]:
    """Return the number of each node's cell in a grid that is square at the middle latitude."""
    degree = MEAN_EARTH_RADIUS_M * np.pi / 180
    across = degree * np.cos(np.radians((network.lat.min() + network.lat.max()) / 2))
    column = ((network.lon - network.lon.min()) * across // cell_m).astype(np.int64)
    row = ((network.lat - network.lat.min()) * degree // cell_m).astype(np.int64)
    cells: NDArray[np.int64] = row * (column.max() + 1) + column
    return cells


def _split(total: int, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return whole numbers in proportion to `shares` that add up to `total`.

    By largest remainders (Hamilton's method); of equals the first.
    """
    exact = total * shares / shares.sum()
    whole: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole
