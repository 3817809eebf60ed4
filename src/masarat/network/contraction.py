"""A smaller network with the same shortest times and capacities between what is kept.

Three steps, repeated until none applies; each keeps, between all remaining nodes, the least time
of every path and the capacity of every cut:

1. An arc from a node to itself goes: no shortest path and no flow needs it.
2. A node that is not kept and has no way in, no way out, or one neighbour only goes: a path through
   it would come back to where it was.
3. A node that is not kept, has exactly two neighbours and at most one arc each way to either is
   bridged: a -> v -> b becomes one arc with the sum of the times and the least of the capacities,
   likewise b -> v -> a. A path through v must use one of the two, because turning back at v gains
   nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from masarat.network.graph import RoadNetwork

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

Number = TypeVar("Number", np.int64, np.float64)
Chain = tuple[int, ...]
"""Arcs of the original network, one after another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contraction:
    """A contracted network and where it came from.

    Parameters
    ----------
    network
        Its arcs hold the sums of length and time, the least lanes and capacity, and the class and
        name of the longest arc of their chain; the nodes in between became points of the shape.
    nodes
        int64: the original index of every node, ascending.
    chains
        The original arcs of every arc.
    """

    network: RoadNetwork
    nodes: NDArray[np.int64]
    chains: tuple[Chain, ...]

    def node(self, original: int) -> int:
        """Return the new index of a kept node.

        Raises
        ------
        KeyError
            If the node was contracted.
        """
        index = int(np.searchsorted(self.nodes, original))
        if index == len(self.nodes) or self.nodes[index] != original:
            raise KeyError(original)
        return index


def contract(network: RoadNetwork, keep: Iterable[int] = ()) -> Contraction:
    """Return `network` without dead ends and with chains as single arcs.

    Parameters
    ----------
    keep
        Nodes that must stay: where places are. Junctions stay by themselves.
    """
    work = _Work(network, frozenset(keep))
    work.run()
    chains = [work.chains[arc] for arc in sorted(work.chains)]
    ends = [(int(network.tail[chain[0]]), int(network.head[chain[-1]])) for chain in chains]
    nodes = np.array(sorted({*work.keep, *(n for pair in ends for n in pair)}), dtype=np.int64)
    return Contraction(network=_joined(network, nodes, chains), nodes=nodes, chains=tuple(chains))


class _Work:
    """The multigraph while it shrinks: arcs by number, with ends and chain."""

    def __init__(self, network: RoadNetwork, keep: frozenset[int]) -> None:
        self.keep = keep
        self.ends = dict(enumerate(zip(network.tail.tolist(), network.head.tolist(), strict=True)))
        self.chains: dict[int, Chain] = {arc: (arc,) for arc in self.ends}
        self.out: dict[int, set[int]] = defaultdict(set)
        self.into: dict[int, set[int]] = defaultdict(set)
        self.following = len(self.ends)
        self.nodes = network.nodes
        for arc, (tail, head) in self.ends.items():
            self.out[tail].add(arc)
            self.into[head].add(arc)

    def run(self) -> None:
        for arc, (tail, head) in list(self.ends.items()):
            if tail == head:
                self.remove(arc)
        waiting = [node for node in range(self.nodes) if node not in self.keep]
        while waiting:
            node = waiting.pop()
            touched = self.shrink(node)
            waiting += [other for other in touched if other not in self.keep]

    def shrink(self, node: int) -> set[int]:
        """Take `node` out if a step applies; return the neighbours for which one may apply now."""
        into, out = sorted(self.into[node]), sorted(self.out[node])
        sources = [self.ends[arc][0] for arc in into]
        targets = [self.ends[arc][1] for arc in out]
        around = {*sources, *targets}
        if not around:
            return set()
        if not into or not out or len(around) == 1:
            for arc in (*into, *out):
                self.remove(arc)
            return around
        simple = len(set(sources)) == len(sources) and len(set(targets)) == len(targets)
        if len(around) != 2 or not simple:  # noqa: PLR2004  (a chain's two neighbours)
            return set()
        bridges = [
            (source, target, self.chains[first] + self.chains[second])
            for source, first in zip(sources, into, strict=True)
            for target, second in zip(targets, out, strict=True)
            if source != target
        ]
        for arc in (*into, *out):
            self.remove(arc)
        for source, target, chain in bridges:
            self.add(source, target, chain)
        return around

    def remove(self, arc: int) -> None:
        tail, head = self.ends.pop(arc)
        self.out[tail].discard(arc)
        self.into[head].discard(arc)
        del self.chains[arc]

    def add(self, tail: int, head: int, chain: Chain) -> None:
        arc = self.following
        self.following += 1
        self.ends[arc] = tail, head
        self.chains[arc] = chain
        self.out[tail].add(arc)
        self.into[head].add(arc)


def _joined(network: RoadNetwork, nodes: NDArray[np.int64], chains: Sequence[Chain]) -> RoadNetwork:
    flat = np.array([arc for chain in chains for arc in chain], dtype=np.int64)
    sizes = np.array([len(chain) for chain in chains], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)[: len(chains)]
    longest = np.array(
        [max(chain, key=lambda arc: network.length_m[arc]) for chain in chains], dtype=np.int64
    )
    shapes = [_shape(network, chain) for chain in chains]
    first, last = flat[starts], flat[starts + sizes - 1]
    return RoadNetwork(
        node_id=network.node_id[nodes],
        lat=network.lat[nodes],
        lon=network.lon[nodes],
        plain=network.plain[nodes],
        tail=np.searchsorted(nodes, network.tail[first]).astype(np.int64),
        head=np.searchsorted(nodes, network.head[last]).astype(np.int64),
        length_m=_over(np.add, network.length_m, flat, starts),
        time_ms=_over(np.add, network.time_ms, flat, starts),
        lanes=_over(np.minimum, network.lanes, flat, starts),
        capacity=_over(np.minimum, network.capacity, flat, starts),
        class_index=network.class_index[longest],
        name_index=network.name_index[longest],
        classes=network.classes,
        names=network.names,
        shape_start=np.concatenate([[0], np.cumsum([len(s) for s in shapes])]).astype(np.int64),
        shape=np.array([point for shape in shapes for point in shape], dtype=float).reshape(-1, 2),
        source=network.source,
        notes=network.notes,
    )


def _over(
    combine: np.ufunc, values: NDArray[Number], flat: NDArray[np.int64], starts: NDArray[np.int64]
) -> NDArray[Number]:
    if not len(starts):
        return values[:0]
    result: NDArray[Number] = combine.reduceat(values[flat], starts)
    return result


def _shape(network: RoadNetwork, chain: Chain) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for arc in chain:
        if arc != chain[0]:
            node = network.tail[arc]
            points.append((float(network.lon[node]), float(network.lat[node])))
        points += network.points(arc)
    return points
