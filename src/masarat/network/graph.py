"""The road network: frozen arrays of nodes and arcs, and shortest paths over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from masarat.network.paths import NO_ARCS, NOTHING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_array

    from masarat.network.paths import Arc


MEAN_EARTH_RADIUS_M = 6_371_008.8
"""Mean radius R1 of the GRS 80 ellipsoid (Moritz 2000, "Geodetic Reference System 1980")."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RoadNetwork:
    """Roads as a directed multigraph of n nodes and m arcs; the arrays cannot be written to.

    Parameters
    ----------
    node_id
        int64[n]: the source's node ids. Nodes that turn restrictions split share one id.
    lat, lon
        float64[n]: degrees.
    plain
        bool[n]: whether a route may start or end at the node (not split by a turn restriction).
    tail, head
        int64[m]: node indices.
    length_m
        float64[m]: metres.
    time_ms
        int64[m]: free-flow milliseconds, at least 1. Whole numbers keep sums exact.
    lanes
        int64[m]: lanes in the arc's direction.
    capacity
        int64[m]: vehicles per hour over all lanes of the direction.
    class_index, name_index
        int64[m]: into `classes` and `names`.
    shape_start, shape
        int64[m + 1] and float64[k, 2]: longitude and latitude of the points between an arc's ends,
        `shape[shape_start[i]:shape_start[i + 1]]`.
    notes
        What the reader left out or assumed, with how often.
    """

    node_id: NDArray[np.int64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    plain: NDArray[np.bool_]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    length_m: NDArray[np.float64]
    time_ms: NDArray[np.int64]
    lanes: NDArray[np.int64]
    capacity: NDArray[np.int64]
    class_index: NDArray[np.int64]
    name_index: NDArray[np.int64]
    classes: tuple[str, ...]
    names: tuple[str, ...]
    shape_start: NDArray[np.int64]
    shape: NDArray[np.float64]
    source: str = ""
    notes: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_id)

    @property
    def arcs(self) -> int:
        """Number of arcs."""
        return len(self.tail)

    @property
    def speed_kmh(self) -> NDArray[np.float64]:
        """Free-flow speed of every arc, float64[m]."""
        return self.length_m * 3600 / self.time_ms

    def points(self, arc: int) -> list[tuple[float, float]]:
        """Return longitude and latitude of the points between the ends of `arc`."""
        rows = self.shape[self.shape_start[arc] : self.shape_start[arc + 1]].tolist()
        return [(lon, lat) for lon, lat in rows]

    def nearest(self, lat: float, lon: float) -> tuple[int, float]:
        """Return the nearest plain node and its distance in metres.

        Great-circle distances on a sphere (haversine): within 0.5% of the ellipsoid's.
        """
        distance = haversine_m(lat, lon, self.lat, self.lon)
        node = int(np.argmin(np.where(self.plain, distance, np.inf)))
        return node, float(distance[node])

    @cached_property
    def _graph(self) -> NetworkGraph:
        return NetworkGraph(self.nodes, self.tail, self.head, self.time_ms)

    def path(self, origin: int, target: int) -> tuple[int, ...] | None:
        """Return the nodes of a quickest path, or None."""
        return self._graph.shortest(origin, target)

    def arc_between(self, tail: int, head: int) -> int:
        """Return the index of the quickest arc from `tail` to `head`.

        Raises
        ------
        KeyError
            If there is none.
        """
        return self._graph.arc[tail, head]


class NetworkGraph:
    """The graph protocol of `paths` over large arrays, by scipy's Dijkstra.

    Weights are whole numbers below 2**53 in sum, so floating point adds them exactly. Of parallel
    arcs the lightest counts (of equals the first).

    Parameters
    ----------
    nodes
        Number of vertices.
    tail, head, weight
        Arrays of the arcs; weight >= 1.
    """

    def __init__(self, nodes: int, tail: ArrayLike, head: ArrayLike, weight: ArrayLike) -> None:
        tail, head, weight = np.asarray(tail), np.asarray(head), np.asarray(weight)
        order = np.lexsort((np.arange(len(tail)), weight, head, tail))
        tails, heads = tail[order], head[order]
        first = np.ones(len(order), dtype=bool)
        first[1:] = (tails[1:] != tails[:-1]) | (heads[1:] != heads[:-1])
        chosen = order[first]
        self._tails, self._heads = tails[first], heads[first]
        self._weights = np.asarray(weight, dtype=np.float64)[chosen]
        self._chosen = chosen
        starts = np.searchsorted(self._tails, np.arange(nodes + 1))
        self._matrix = _sparse((self._weights, self._heads, starts), (nodes, nodes))
        self._reverse: csr_array | None = None
        self._cache: dict[tuple[int, bool, frozenset[int]], ArrayMapping] = {}

    @cached_property
    def arc(self) -> Mapping[tuple[int, int], int]:
        """The index of the lightest arc between two vertices."""
        pairs = zip(self._tails.tolist(), self._heads.tolist(), strict=True)
        return dict(zip(pairs, self._chosen.tolist(), strict=True))

    @cached_property
    def _position(self) -> Mapping[tuple[int, int], int]:
        pairs = zip(self._tails.tolist(), self._heads.tolist(), strict=True)
        return {pair: i for i, pair in enumerate(pairs)}

    def array(
        self, origin: int, *, reverse: bool = False, shut: frozenset[int] = NOTHING
    ) -> NDArray[np.float64]:
        """Return `distances` of every vertex, inf where there is no path."""
        if reverse and self._reverse is None:
            self._reverse = self._matrix.T.tocsr()
        matrix = self._reverse if reverse else self._matrix
        return _dijkstra(_dead_ends(matrix, shut - {origin}), origin)[0]

    def distances(
        self, origin: int, *, reverse: bool = False, shut: frozenset[int] = NOTHING
    ) -> Mapping[int, int]:
        """Return the least weight from `origin` (`reverse`: to it) of every connected vertex.

        No path passes through the vertices of `shut`; it may start and end there.
        """
        key = origin, reverse, shut
        if key not in self._cache:
            self._cache[key] = ArrayMapping(self.array(origin, reverse=reverse, shut=shut))
        return self._cache[key]

    def weight(self, tail: int, head: int) -> int | None:
        """Return the weight of the lightest arc, or None where there is none."""
        position = self._position.get((tail, head))
        return None if position is None else int(self._weights[position])

    def shortest(
        self,
        origin: int,
        target: int,
        banned: Collection[int] = NOTHING,
        banned_arcs: Collection[Arc] = NO_ARCS,
    ) -> tuple[int, ...] | None:
        """Return a shortest path without `banned` vertices and arcs, or None."""
        matrix = self._without(banned, banned_arcs)
        distance, before = _dijkstra(matrix, origin)
        if not np.isfinite(distance[target]):
            return None
        path = [target]
        while path[-1] != origin:
            path.append(int(before[path[-1]]))
        return tuple(reversed(path))

    def _without(self, banned: Collection[int], banned_arcs: Collection[Arc]) -> csr_array:
        matrix = _dead_ends(self._matrix, banned)
        if not banned_arcs:
            return matrix
        weights = matrix.data.copy()
        for arc in banned_arcs:
            weights[self._position[arc]] = np.inf
        return _sparse((weights, matrix.indices, matrix.indptr), matrix.shape)


def _dead_ends(matrix: csr_array, vertices: Collection[int]) -> csr_array:
    """Return `matrix` with no way out of `vertices`: what cannot be left is on no path."""
    if not vertices:
        return matrix
    weights = matrix.data.copy()
    for vertex in vertices:
        weights[matrix.indptr[vertex] : matrix.indptr[vertex + 1]] = np.inf
    return _sparse((weights, matrix.indices, matrix.indptr), matrix.shape)


# scipy takes a third of a second to import: only what searches paths should pay for it.


def _sparse(parts: object, shape: tuple[int, int]) -> csr_array:
    from scipy.sparse import csr_array  # noqa: PLC0415

    return csr_array(parts, shape=shape)


def _dijkstra(matrix: csr_array, origin: int) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

    distance, before = dijkstra(matrix, indices=origin, return_predecessors=True)
    return distance, before


def strong_components(network: RoadNetwork) -> NDArray[np.int32]:
    """Return for every node the number of its set of nodes that all reach each other."""
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    ends = (np.ones(network.arcs), (network.tail, network.head))
    matrix = _sparse(ends, (network.nodes, network.nodes))
    labels: NDArray[np.int32] = connected_components(matrix, directed=True, connection="strong")[1]
    return labels


class ArrayMapping(Mapping[int, int]):
    """An array of floats as a mapping from index to whole number; inf stands for no entry."""

    def __init__(self, array: NDArray[np.float64]) -> None:
        self._array = array

    def __getitem__(self, index: int) -> int:
        """Return the number at `index`."""
        if not np.isfinite(self._array[index]):
            raise KeyError(index)
        return int(self._array[index])

    def __iter__(self) -> Iterator[int]:
        """Yield the indices that have a number."""
        return iter(np.flatnonzero(np.isfinite(self._array)).tolist())

    def __len__(self) -> int:
        """Return how many indices have a number."""
        return int(np.isfinite(self._array).sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcRecord:
    """One arc as a reader finds it, between nodes known by the reader's own ids."""

    tail: int
    head: int
    length_m: float
    speed_kmh: float
    lanes: int
    capacity: int
    road_class: str
    name: str = ""
    shape: tuple[tuple[float, float], ...] = field(default=())


def network_of(
    nodes: Mapping[int, tuple[float, float]],
    arcs: Iterable[ArcRecord],
    *,
    split: Mapping[int, int] | None = None,
    source: str = "",
    notes: Mapping[str, int] | None = None,
) -> RoadNetwork:
    """Return the frozen network of `arcs`; nodes that no arc uses are left out.

    Parameters
    ----------
    nodes
        Longitude and latitude of every node by id.
    split
        Copies of nodes that turn restrictions made: id of the copy -> id of the original.
    """
    split = split or {}
    records = list(arcs)
    used = sorted({end for arc in records for end in (arc.tail, arc.head)})
    index = {node: i for i, node in enumerate(used)}
    spots = np.array([nodes[split.get(node, node)] for node in used], dtype=float).reshape(-1, 2)
    special = set(split) | set(split.values())
    classes = tuple(sorted({arc.road_class for arc in records}))
    names = ("", *sorted({arc.name for arc in records} - {""}))
    class_at = {name: i for i, name in enumerate(classes)}
    name_at = {name: i for i, name in enumerate(names)}
    points = [point for arc in records for point in arc.shape]
    lengths = np.array([arc.length_m for arc in records], dtype=float)
    speeds = np.array([arc.speed_kmh for arc in records], dtype=float)

    def whole(values: Iterable[int]) -> NDArray[np.int64]:
        return np.fromiter(values, dtype=np.int64)

    return RoadNetwork(
        node_id=whole(split.get(node, node) for node in used),
        lat=spots[:, 1].copy(),
        lon=spots[:, 0].copy(),
        plain=np.fromiter((node not in special for node in used), dtype=bool),
        tail=whole(index[arc.tail] for arc in records),
        head=whole(index[arc.head] for arc in records),
        length_m=lengths,
        time_ms=milliseconds(lengths, speeds),
        lanes=whole(arc.lanes for arc in records),
        capacity=whole(arc.capacity for arc in records),
        class_index=whole(class_at[arc.road_class] for arc in records),
        name_index=whole(name_at[arc.name] for arc in records),
        classes=classes,
        names=names,
        shape_start=np.concatenate([[0], np.cumsum([len(arc.shape) for arc in records])]).astype(
            np.int64
        ),
        shape=np.array(points, dtype=float).reshape(-1, 2),
        source=source,
        notes=tuple(sorted((notes or {}).items())),
    )


def milliseconds(length_m: ArrayLike, speed_kmh: ArrayLike) -> NDArray[np.int64]:
    """Return the time of every arc in whole milliseconds, at least 1."""
    exact = np.asarray(length_m, dtype=float) * 3600 / np.asarray(speed_kmh, dtype=float)
    result: NDArray[np.int64] = np.maximum(1, np.rint(exact)).astype(np.int64)
    return result


def haversine_m(
    lat: ArrayLike, lon: ArrayLike, lats: ArrayLike, lons: ArrayLike
) -> NDArray[np.float64]:
    """Return great-circle distances in metres between points in degrees."""
    a, b = np.radians(lat), np.radians(lats)
    across = np.sin((np.radians(lons) - np.radians(lon)) / 2)
    chord = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * across**2
    result: NDArray[np.float64] = 2 * MEAN_EARTH_RADIUS_M * np.arcsin(np.sqrt(chord))
    return result
