"""From a road network to private traffic: OpenStreetMap extracts, GMNS folders, saved networks.

A total of people is spread by `spreading`, traffic leaves at `exits`. Roads are contracted first,
so that a chain of arcs is one arc with its least capacity; transit times are rounded to seconds
once for every chain.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from masarat.core.errors import Fault, NetworkError
from masarat.network import gmns, osm
from masarat.network.cache import cached_network
from masarat.network.contraction import contract
from masarat.network.snapping import main_part
from masarat.network.traffic import extract
from masarat.network.traffic.case import UNLIMITED, Note, Traffic
from masarat.network.traffic.demand import OCCUPANCY, Demand, said, vehicles_of
from masarat.network.traffic.exits import exits, hull, inside, named_exits
from masarat.network.traffic.spreading import spread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely import Polygon

    from masarat.network.graph import RoadNetwork

MS = 1000


def read(path: Path, demand: Demand) -> Traffic:
    """Return the traffic of a road network: an OpenStreetMap file, a GMNS folder or a .npz.

    Raises
    ------
    NetworkError
        If it cannot be read, counts no people and `demand` does not either, or has no exit.
    """
    network = cached_network(path)
    ids = _ids(path, network)
    area, border, counted = _surroundings(path, network)
    people = demand.people or counted
    notes: list[Note] = []
    if not people:
        expected = "a total of people: the file counts none, so name one with --people"
        raise NetworkError([Fault(file=path.name, expected=expected)])
    if demand.people is None:
        notes.append(Note("people_counted", {"people": people, "file": path.name}))
    occupancy = demand.occupancy or OCCUPANCY
    allowed = inside(network, area) & main_part(network)
    waiting = spread(network, vehicles_of(people, occupancy), demand.cell_m, allowed)
    notes.append(Note("spread", {"occupancy": said(occupancy), "metres": demand.cell_m}))
    if demand.exits:
        sinks = named_exits(network, ids, demand.exits, path.name)
    else:
        sinks = exits(network, area, border=border)
        notes.append(Note("exits_border" if border else "exits_edge"))
    away = ~np.isin(waiting.nodes, sinks)
    if not len(sinks) or not away.any():
        expected = "a main road that leaves the area, or exits named with --exit"
        found = f"{len(sinks)} exits" if len(sinks) else ""
        raise NetworkError([Fault(file=path.name, found=found, expected=expected)])
    kept = waiting.nodes[away], waiting.vehicles[away]
    return _traffic(network, ids, kept, sinks, tuple(notes))


def _surroundings(path: Path, network: RoadNetwork) -> tuple[Polygon, bool, int]:
    """Return the area, whether it has a border, and the people that the input counts in it."""
    if not osm.is_extract(path):
        return hull(network), False, 0
    found = extract.read(path)
    area, border = _area(network, found.borders)
    return area, border, found.people(area)


def _ids(path: Path, network: RoadNetwork) -> tuple[str, ...]:
    """Return the ids of nodes as the input writes them."""
    if path.is_dir():
        names = gmns.node_ids(path)
        return tuple(names[node] for node in network.node_id.tolist())
    return tuple(map(str, network.node_id.tolist()))


def _area(network: RoadNetwork, borders: Sequence[Polygon]) -> tuple[Polygon, bool]:
    """Return the bordered area with most of the nodes, or the hull if none has half of them."""
    shares = [(float(inside(network, area).mean()), area) for area in borders]
    share, area = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    if area is None or share < 0.5:  # noqa: PLR2004  (most of them)
        return hull(network), False
    return area, True


def _traffic(
    network: RoadNetwork,
    ids: Sequence[str],
    waiting: tuple[NDArray[np.int64], NDArray[np.int64]],
    sinks: NDArray[np.int64],
    notes: tuple[Note, ...],
) -> Traffic:
    sources, vehicles = waiting
    small = contract(network, {*sources.tolist(), *sinks.tolist()})
    roads = small.network
    names = [roads.names[i] for i in roads.name_index.tolist()]
    node_id = tuple(ids[node] for node in small.nodes.tolist())
    ends = np.searchsorted(small.nodes, np.concatenate([sources, sinks]))
    return Traffic(
        name=network.source,
        node_id=node_id,
        x=roads.lon,
        y=roads.lat,
        tail=roads.tail,
        head=roads.head,
        capacity=roads.capacity,
        transit=np.rint(roads.time_ms / MS).astype(np.int64),
        arc_id=arc_ids(node_id, roads.tail, roads.head),
        source=ends[: len(sources)].astype(np.int64),
        supply=vehicles,
        sink=ends[len(sources) :].astype(np.int64),
        limit=np.full(len(sinks), UNLIMITED, dtype=np.int64),
        node_name=_node_names(roads, ends.tolist(), names),
        arc_name={arc: name for arc, name in enumerate(names) if name},
        shape={arc: tuple(points) for arc in range(roads.arcs) if (points := roads.points(arc))},
        paired=True,
        notes=notes,
    )


def arc_ids(
    node_id: Sequence[object], tail: NDArray[np.int64], head: NDArray[np.int64]
) -> tuple[str, ...]:
    """Return "tail-head" for every arc, of parallel ones from the second on with "~2", "~3"."""
    seen: Counter[str] = Counter()
    found = []
    for start, end in zip(tail.tolist(), head.tolist(), strict=True):
        name = f"{node_id[start]}-{node_id[end]}"
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}~{seen[name]}")
    return tuple(found)


def _node_names(
    roads: RoadNetwork, nodes: Sequence[int], names: Sequence[str]
) -> dict[int, dict[str, str]]:
    """Return for each of `nodes` the name of the longest road with one that ends there."""
    best: dict[int, tuple[float, str]] = {}
    wanted = set(nodes)
    lengths = roads.length_m.tolist()
    for tail, head, name, metres in zip(
        roads.tail.tolist(), roads.head.tolist(), names, lengths, strict=True
    ):
        for node in {tail, head} & wanted if name else ():
            best[node] = max(best.get(node, (0.0, "")), (metres, name))
    return {node: {"en": name} for node, (_, name) in best.items()}
