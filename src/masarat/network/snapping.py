"""The router that a scenario's roads call for: its own tables, or an imported network.

On an imported network every place stands at the nearest node from which all of the network's main
part can be reached. The travel table still wins for its pairs. A row of `links` that is open adds
a road; one that is closed, for good or from a minute on, closes the network's shortest way between
its two places, both ways: put a place at either end of a bridge to close the bridge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from masarat.network.cache import cached_network
from masarat.network.contraction import contract
from masarat.network.graph import NetworkGraph, milliseconds, strong_components
from masarat.network.router import Router, both
from masarat.network.tables import (
    check_speeds,
    link_minutes,
    link_openings,
    openings_of,
    table_router,
    travel_rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from masarat.core.availability import Availability
    from masarat.core.windows import Windows
    from masarat.network.contraction import Contraction
    from masarat.network.faults import Faults
    from masarat.network.graph import RoadNetwork
    from masarat.network.paths import Arc
    from masarat.network.router import Point
    from masarat.scenario.document import Scenario

FARTHEST_M = 1000
"""A place farther than this from any road is not on the network (a coordinate typed wrongly)."""

MS_PER_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Snap:
    """Where a place stands on the network: node index, and how far the place is from it."""

    node: int
    distance_m: float


def router_for(scenario: Scenario, availability: Availability, faults: Faults) -> Router:
    """Return the router over the scenario's tables or its imported network.

    Raises
    ------
    NetworkError
        If the network file cannot be read.
    """
    file = scenario.network_file()
    if file is None:
        return table_router(scenario, availability, faults)
    if not file.exists():
        expected = "the path of a road network, relative to the scenario"
        faults.add(("settings", "roads.network"), "roads.network", scenario.roads.network, expected)
    elif file.is_dir() and not (file / "node.csv").exists():
        expected = "a file of roads, or a folder with node.csv and link.csv"
        faults.add(("settings", "roads.network"), "roads.network", scenario.roads.network, expected)
    faults.stop()
    network = cached_network(file)
    check_speeds(scenario, lambda link: link_openings(link, scenario, availability) is None, faults)
    snaps = snap_places(scenario, network, faults)
    faults.stop()
    return _router(scenario, availability, as_convoys_drive(network, scenario), snaps)


def snapped_places(scenario: Scenario, network: RoadNetwork) -> dict[str, Snap]:
    """Return where every place with coordinates stands on `network`, however far away."""
    main = main_part(network)
    nearest = replace(network, plain=network.plain & main)
    return {
        place.id: Snap(*nearest.nearest(place.lat, place.lon))
        for place in scenario.places
        if place.lat is not None and place.lon is not None
    }


def main_part(network: RoadNetwork) -> NDArray[np.bool_]:
    """Return which nodes belong to the largest set of nodes that all reach each other."""
    labels = strong_components(network)
    part: NDArray[np.bool_] = labels == np.bincount(labels).argmax()
    return part


def snap_places(scenario: Scenario, network: RoadNetwork, faults: Faults) -> dict[str, Snap]:
    """Return the places on the network; places of the tables may be off it, others are faults."""
    snaps = snapped_places(scenario, network)
    tables = {end for link in scenario.links for end in (link.start, link.end)}
    tables |= {end for row in scenario.travel for end in (row.start, row.end)}
    used = set(_used(scenario))
    for index, place in enumerate(scenario.places):
        at = ("places", index)
        snap = snaps.get(place.id)
        if snap is not None and snap.distance_m <= FARTHEST_M:
            continue
        snaps.pop(place.id, None)
        if place.id in tables or place.id not in used:
            continue
        if snap is None:
            expected = "lat and lon, because the roads are an imported network"
            faults.add(at, "lat", "", expected)
        else:
            away = f"{snap.distance_m / 1000:.1f} km from the nearest road"
            expected = f"a place within {FARTHEST_M} m of a road of {scenario.roads.network}"
            faults.add(at, "lat, lon", away, expected)
    return snaps


def _used(scenario: Scenario) -> Iterator[str]:
    for group in scenario.groups:
        if group.need is not None:
            yield group.at
            yield from group.destinations
    for corridor in scenario.corridors:
        yield from corridor.places
    for vehicle in scenario.vehicles:
        yield vehicle.start_place


def as_convoys_drive(network: RoadNetwork, scenario: Scenario) -> RoadNetwork:
    """Return the network with no road faster than `speeds_kmh` says for its class."""
    caps = [scenario.roads.speeds_kmh.get(name, 0) or np.inf for name in network.classes]
    fastest = np.array(caps, dtype=float)[network.class_index]
    slower = np.isfinite(fastest)
    time_ms = network.time_ms.copy()
    capped = milliseconds(network.length_m[slower], fastest[slower])
    time_ms[slower] = np.maximum(time_ms[slower], capped)
    return replace(network, time_ms=time_ms)


Weighted = tuple[int, int, int]
"""Tail, head, weight."""


def _router(
    scenario: Scenario, availability: Availability, network: RoadNetwork, snaps: Mapping[str, Snap]
) -> Router:
    small = contract(network, {snap.node for snap in snaps.values()})
    vertices = {place: small.node(snap.node) for place, snap in snaps.items()}
    outside = [place.id for place in scenario.places if place.id not in vertices]
    vertices |= {place: small.network.nodes + i for i, place in enumerate(outside)}
    size = small.network.nodes + len(outside)

    season = scenario.roads.season_factor
    scale = MS_PER_MINUTE * season.numerator
    weights = small.network.time_ms * season.denominator
    roads = list(
        zip(small.network.tail.tolist(), small.network.head.tolist(), weights.tolist(), strict=True)
    )
    graph = _graph(size, roads)

    def street(start: str, end: str) -> frozenset[Arc]:
        a, b = vertices[start], vertices[end]
        return _street(graph, a, b) | {(a, b), (b, a)}

    openings = closings(scenario, availability, vertices, graph)
    for arc, open_ in _places_closed(scenario, availability, vertices, roads):
        openings[arc] = both(openings[arc], open_) if arc in openings else open_
    rows = {
        pair: minutes
        for pair, minutes in travel_rows(scenario).items()
        if set(pair) <= set(vertices) and openings_of(*pair, scenario, availability) is None
    }
    roads += [(vertices[a], vertices[b], int(m * scale)) for (a, b), m in rows.items()]
    roads += _open_links(scenario, availability, vertices, scale)
    never = {pair for pair, open_ in openings.items() if not open_}
    return Router(
        vertices=vertices,
        rows=rows,
        graph=_graph(size, [road for road in roads if road[:2] not in never]),
        always=_graph(size, [road for road in roads if road[:2] not in openings]),
        scale=scale,
        openings={pair: open_ for pair, open_ in openings.items() if open_},
        line=_Lines(small, scenario, outside),
        street=street,
        varied=True,
    )


def _graph(size: int, roads: Iterable[Weighted]) -> NetworkGraph:
    table = np.array(list(roads), dtype=np.int64).reshape(-1, 3)
    return NetworkGraph(size, table[:, 0], table[:, 1], np.maximum(1, table[:, 2]))


def closings(
    scenario: Scenario,
    availability: Availability,
    vertices: Mapping[str, int],
    graph: NetworkGraph,
) -> dict[Arc, Windows]:
    """Return when the arcs are open that closed links and reports about links close."""
    closed: dict[Arc, Windows] = {}
    spans = [
        (link.start, link.end, link_openings(link, scenario, availability))
        for link in scenario.links
    ]
    spans += [
        (opening.ids[0], opening.ids[-1], opening.windows)
        for opening in availability.openings
        if opening.kind == "link" and set(opening.ids) <= set(vertices)
    ]
    for start, end, open_ in spans:
        if open_ is None:
            continue
        for arc in _street(graph, vertices[start], vertices[end]):
            closed[arc] = both(closed[arc], open_) if arc in closed else open_
    return closed


def _street(graph: NetworkGraph, start: int, end: int) -> frozenset[Arc]:
    """Return the arcs of the shortest ways between two vertices, there and back."""
    paths = (graph.shortest(start, end), graph.shortest(end, start))
    return frozenset(arc for path in paths for arc in pairwise(path or ()))


def _places_closed(
    scenario: Scenario,
    availability: Availability,
    vertices: Mapping[str, int],
    roads: Iterable[Weighted],
) -> Iterator[tuple[Arc, Windows]]:
    at: dict[int, Windows] = {}
    for place in scenario.places:
        for opening in availability.of("place", place.id):
            vertex, open_ = vertices[place.id], opening.windows
            at[vertex] = both(at[vertex], open_) if vertex in at else open_
    for tail, head, _ in roads if at else ():
        for vertex in (tail, head):
            if vertex in at:
                yield (tail, head), at[vertex]


def _open_links(
    scenario: Scenario, availability: Availability, vertices: Mapping[str, int], scale: int
) -> Iterator[Weighted]:
    for link in scenario.links:
        minutes = link_minutes(link, scenario)
        if minutes is None or link_openings(link, scenario, availability) is not None:
            continue
        ends = vertices[link.start], vertices[link.end]
        for tail, head in (ends,) if link.one_way else (ends, ends[::-1]):
            yield tail, head, -int(-minutes * scale // 1)


class _Lines:
    """The points from one vertex to the next: along the road, or straight for rows of tables."""

    def __init__(self, small: Contraction, scenario: Scenario, outside: list[str]) -> None:
        self._network = small.network
        spots = {p.id: (p.lon, p.lat) for p in scenario.places}
        self._outside = [spots[place] for place in outside]

    def __call__(self, tail: int, head: int) -> list[Point]:
        """Return the points from `tail` to `head`, both included where their position is known."""
        try:
            between = self._network.points(self._network.arc_between(tail, head))
        except KeyError:
            between = []
        return [*self._spot(tail), *between, *self._spot(head)]

    def _spot(self, vertex: int) -> list[Point]:
        if vertex < self._network.nodes:
            return [(float(self._network.lon[vertex]), float(self._network.lat[vertex]))]
        lon, lat = self._outside[vertex - self._network.nodes]
        return [] if lon is None or lat is None else [(lon, lat)]
