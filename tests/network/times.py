"""Least times from a node to all others, for tests that compare networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.network.graph import NetworkGraph

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from masarat.network.graph import RoadNetwork


def times_ms(network: RoadNetwork, origin: int) -> NDArray[np.float64]:
    """Return the least milliseconds from `origin` to every node; inf where no way leads."""
    graph = NetworkGraph(network.nodes, network.tail, network.head, network.time_ms)
    return graph.array(origin)
