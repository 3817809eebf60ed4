"""From a scenario to private traffic: its groups at their places, on its roads.

Who counts: the groups that leave in vehicles of their own; of a scenario without such groups
everybody who leaves, as if each had a seat in a private vehicle. Sinks are their destinations,
but not those where such groups wait themselves: nobody is cleared by staying where he is.

The roads are those that convoys drive, at the speeds of the scenario, whether or not a corridor is
agreed for them. Inspection is a bottleneck of lanes x 60 / minutes vehicles an hour for everybody
who comes by a road. What is not open all the time carries its windows: links that close, contact
lines without a crossing point, checkpoints, groups and destinations that are ready later,
suspensions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from masarat.core.availability import Availability
from masarat.core.errors import Fault, ScenarioError
from masarat.core.windows import Window, Windows
from masarat.network.cache import cached_network
from masarat.network.contraction import contract
from masarat.network.defaults import HIGHWAY_CLASSES
from masarat.network.faults import Faults
from masarat.network.graph import NetworkGraph
from masarat.network.router import both
from masarat.network.snapping import as_convoys_drive, closings, snap_places
from masarat.network.tables import check_speeds, link_minutes, link_openings, travel_rows
from masarat.network.traffic.case import FREE, UNLIMITED, Note, Traffic
from masarat.network.traffic.demand import OCCUPANCY, Demand, said, vehicles_of
from masarat.network.traffic.roads import arc_ids
from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from masarat.network.traffic.case import Point
    from masarat.scenario.document import Scenario, ScenarioGroup, ScenarioLink

MINUTE = 60
MS_PER_SECOND = 1000

ROW_CAPACITY = HIGHWAY_CLASSES["primary"].lane_capacity
"""Vehicles an hour on a way of which only the minutes are known: one lane of a two-lane highway
(Highway Capacity Manual 2010, chapter 15)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arc:
    """One direction of a road between two nodes. `open` in minutes; None: always."""

    tail: int
    head: int
    capacity: int
    seconds: int
    open: Windows | None = None
    name: str = ""
    points: tuple[Point, ...] = ()


@dataclass(slots=True)
class _Draft:
    """Nodes and arcs while they are gathered; `node` finds the node of a place."""

    ids: list[str]
    spots: list[tuple[float, float]]
    node: dict[str, int]
    arcs: list[_Arc]

    def beside(self, place: str) -> int:
        """Return a new node with the id and position of a place."""
        node = self.node[place]
        self.ids.append(place)
        self.spots.append(self.spots[node])
        return len(self.ids) - 1


def traffic_of(scenario: Scenario, demand: Demand) -> Traffic:
    """Return the private traffic of `scenario`.

    Parameters
    ----------
    demand
        Only `occupancy` counts: people, places and destinations are the scenario's own.

    Raises
    ------
    ScenarioError
        If ids, speeds or places do not hold together, nobody leaves, or nobody who leaves has a
        destination where no private traffic waits.
    NetworkError
        If the road network that the scenario names cannot be read.
    """
    faults = Faults(scenario)
    faults.stop()
    groups, notes = _who(scenario)
    occupancy, told = _occupancy(scenario, groups, demand)
    waiting = {group.at for group in groups}
    ends = {place for group in groups for place in group.destinations} - waiting
    if not ends:
        expected = "at least one group that leaves, with a destination where no other group waits"
        raise ScenarioError([Fault(file="groups.csv", field="destinations", expected=expected)])
    if len({frozenset(group.destinations) - waiting for group in groups}) > 1:
        notes.append(Note("any_exit"))
    draft = _roads(scenario, faults)
    _inspect(scenario, draft)
    supply = _sources(scenario, groups, occupancy, draft)
    limits = _sinks(scenario, ends, occupancy, draft)
    return _traffic(scenario, draft, supply, limits, (*notes, told))


def _who(scenario: Scenario) -> tuple[list[ScenarioGroup], list[Note]]:
    leaving = [g for g in scenario.groups if g.need is not None and scenario.people(g)]
    own = [group for group in leaving if group.need is Need.OWN]
    if own:
        return own, [Note("own")]
    return leaving, [Note("everybody")]


def _occupancy(
    scenario: Scenario, groups: Sequence[ScenarioGroup], demand: Demand
) -> tuple[Fraction, Note]:
    seats = [row.seats for row in scenario.vehicles if row.own and row.count and row.seats]
    if demand.occupancy is not None:
        return demand.occupancy, Note("occupancy_said", {"occupancy": said(demand.occupancy)})
    if seats and groups[0].need is Need.OWN:
        return Fraction(min(seats)), Note("occupancy_seats", {"occupancy": min(seats)})
    return OCCUPANCY, Note("occupancy_assumed", {"occupancy": said(OCCUPANCY)})


def _roads(scenario: Scenario, faults: Faults) -> _Draft:
    file = scenario.network_file()
    if file is None:
        check_speeds(scenario, lambda _: True, faults)
        faults.stop()
        return _table(scenario)
    if not file.exists():
        expected = "the path of a road network, relative to the scenario"
        faults.add(("settings", "roads.network"), "roads.network", scenario.roads.network, expected)
    faults.stop()
    return _imported(scenario, file, faults)


def _spot(lon: float | None, lat: float | None) -> tuple[float, float]:
    return (np.nan, np.nan) if lon is None or lat is None else (lon, lat)


def _table(scenario: Scenario) -> _Draft:
    """Return the roads of `links` and `travel`: a row is the way between its two places."""
    node = {place.id: i for i, place in enumerate(scenario.places)}
    spots = [_spot(place.lon, place.lat) for place in scenario.places]
    rows = travel_rows(scenario)
    arcs = []
    widest: dict[tuple[str, str], int] = {}
    for link, pair, open_ in _links(scenario):
        capacity = _capacity(link)
        widest[pair] = max(widest.get(pair, 0), capacity)
        minutes = link_minutes(link, scenario)
        if minutes is not None and pair not in rows:
            arcs.append(
                _Arc(
                    tail=node[pair[0]],
                    head=node[pair[1]],
                    capacity=capacity,
                    seconds=_seconds(minutes, scenario),
                    open=open_,
                    name=_name(link),
                )
            )
    arcs += [
        _Arc(
            tail=node[start],
            head=node[end],
            capacity=widest.get((start, end), ROW_CAPACITY),
            seconds=_seconds(minutes, scenario),
        )
        for (start, end), minutes in rows.items()
    ]
    return _Draft(list(node), spots, node, arcs)


def _links(
    scenario: Scenario,
) -> Iterator[tuple[ScenarioLink, tuple[str, str], Windows | None]]:
    """Yield every direction of every link that is open at some time, with when."""
    for link in scenario.links:
        open_ = link_openings(link, scenario, Availability())
        if open_ is not None and not open_:
            continue
        yield link, (link.start, link.end), open_
        if not link.one_way:
            yield link, (link.end, link.start), open_


def _name(link: ScenarioLink) -> str:
    return link.names.get("en") or next(iter(link.names.values()), "")


def _capacity(link: ScenarioLink) -> int:
    default = HIGHWAY_CLASSES.get(link.road_class, HIGHWAY_CLASSES["unclassified"])
    return link.lanes * default.lane_capacity


def _seconds(minutes: Fraction, scenario: Scenario) -> int:
    """Return the whole seconds that the slowest private vehicle takes for `minutes`."""
    factors = [Fraction(row.speed_factor) for row in scenario.vehicles if row.own and row.count]
    return round(minutes * MINUTE / min(factors, default=Fraction(1)))


def _imported(scenario: Scenario, file: Path, faults: Faults) -> _Draft:
    """Return the roads of an imported network, with the links and rows of the tables."""
    network = cached_network(file)
    check_speeds(
        scenario, lambda link: link_openings(link, scenario, Availability()) is None, faults
    )
    snaps = snap_places(scenario, network, faults)
    faults.stop()
    small = contract(as_convoys_drive(network, scenario), {s.node for s in snaps.values()})
    roads = small.network
    node = {place: small.node(snap.node) for place, snap in snaps.items()}
    ids = [str(name) for name in roads.node_id.tolist()]
    spots = list(zip(roads.lon.tolist(), roads.lat.tolist(), strict=True))
    for place in scenario.places:
        if place.id not in node:
            node[place.id] = len(ids)
            ids.append(place.id)
            spots.append(_spot(place.lon, place.lat))
    ends = list(zip(roads.tail.tolist(), roads.head.tolist(), strict=True))
    graph = NetworkGraph(len(ids), roads.tail, roads.head, roads.time_ms)
    shut = closings(scenario, Availability(), node, graph)
    season = scenario.roads.season_factor
    per_second = MINUTE * MS_PER_SECOND * season
    arcs = [
        _Arc(
            tail=tail,
            head=head,
            capacity=int(roads.capacity[i]),
            seconds=_seconds(Fraction(int(roads.time_ms[i])) / per_second, scenario),
            open=shut.get((tail, head)),
            name=roads.names[roads.name_index[i]],
            points=tuple(roads.points(i)),
        )
        for i, (tail, head) in enumerate(ends)
    ]
    tables = _table(scenario)
    places = {i: place for place, i in tables.node.items()}
    always = [arc for arc in tables.arcs if arc.open is None]
    arcs += [replace(a, tail=node[places[a.tail]], head=node[places[a.head]]) for a in always]
    draft = _Draft(ids, spots, node, [arc for arc in arcs if arc.open is None or arc.open])
    for name, i in node.items():
        draft.ids[i] = name
    return draft


def _inspect(scenario: Scenario, draft: _Draft) -> None:
    """Let roads end before the inspection of each place that has one."""
    for point in scenario.checkpoints:
        if not point.outbound or point.place not in draft.node:
            continue
        node, before = draft.node[point.place], draft.beside(point.place)
        draft.arcs = [replace(a, head=before) if a.head == node else a for a in draft.arcs]
        windows = scenario.open_windows(point.place)
        rate = point.lanes * MINUTE // point.minutes if point.minutes else FREE
        draft.arcs.append(
            _Arc(
                tail=before,
                head=node,
                capacity=rate,
                seconds=point.minutes * MINUTE,
                open=None if windows == _all(scenario) else windows,
            )
        )


def _all(scenario: Scenario) -> Windows:
    return Windows.of([Window(0, scenario.end)])


def _from(ready: int, scenario: Scenario) -> Windows | None:
    return None if ready <= 0 else _all(scenario).clipped(ready, scenario.end)


def _sources(
    scenario: Scenario, groups: Iterable[ScenarioGroup], occupancy: Fraction, draft: _Draft
) -> dict[int, int]:
    """Return the vehicles that wait at each node.

    Those who are ready later, or wait at an inspected place, wait beside the road.
    """
    available = [row.available for row in scenario.vehicles if row.own and row.count]
    supply: dict[int, int] = {}
    beside: dict[tuple[str, int], int] = {}
    for group in groups:
        own = group.need is Need.OWN
        ready = max([group.ready, min(available, default=0) if own else 0])
        key = group.at, ready
        node = draft.node[group.at]
        if ready > 0:
            if key not in beside:
                beside[key] = draft.beside(group.at)
                draft.arcs.append(_beside(beside[key], node, _from(ready, scenario)))
            node = beside[key]
        vehicles = vehicles_of(scenario.people(group), occupancy)
        supply[node] = supply.get(node, 0) + vehicles
    return supply


def _beside(tail: int, head: int, open_: Windows | None) -> _Arc:
    return _Arc(tail=tail, head=head, capacity=FREE, seconds=0, open=open_)


def _sinks(
    scenario: Scenario, ends: set[str], occupancy: Fraction, draft: _Draft
) -> dict[int, int]:
    """Return the vehicles that each sink takes; one that is ready later lies beside the road."""
    limits: dict[int, int] = {}
    for place in scenario.places:
        if place.id not in ends:
            continue
        node = draft.node[place.id]
        if place.ready > 0:
            node = draft.beside(place.id)
            draft.arcs.append(_beside(draft.node[place.id], node, _from(place.ready, scenario)))
        limits[node] = UNLIMITED if place.capacity is None else int(place.capacity // occupancy)
    return limits


def _traffic(
    scenario: Scenario,
    draft: _Draft,
    supply: Mapping[int, int],
    limits: Mapping[int, int],
    notes: tuple[Note, ...],
) -> Traffic:
    arcs = draft.arcs
    opening = {}
    for i, arc in enumerate(arcs):
        open_ = arc.open
        if scenario.suspensions:
            whole = _all(scenario).minus(scenario.suspensions)
            open_ = whole if open_ is None else both(open_, whole)
        if open_ is not None:
            opening[i] = Windows.of(Window(w.start * MINUTE, w.until * MINUTE) for w in open_)
    names = {place.id: place.names for place in scenario.places}
    spots = np.array(draft.spots, dtype=float).reshape(-1, 2)

    def whole_numbers(values: Iterable[int]) -> np.ndarray:
        return np.fromiter(values, dtype=np.int64)

    tail, head = whole_numbers(a.tail for a in arcs), whole_numbers(a.head for a in arcs)
    return Traffic(
        name=scenario.title.get("en") or next(iter(scenario.title.values()), ""),
        node_id=tuple(draft.ids),
        x=spots[:, 0].copy(),
        y=spots[:, 1].copy(),
        tail=tail,
        head=head,
        capacity=whole_numbers(a.capacity for a in arcs),
        transit=whole_numbers(a.seconds for a in arcs),
        arc_id=arc_ids(draft.ids, tail, head),
        source=whole_numbers(supply),
        supply=whole_numbers(supply.values()),
        sink=whole_numbers(limits),
        limit=whole_numbers(limits.values()),
        node_name={i: names[name] for i, name in enumerate(draft.ids) if names.get(name)},
        arc_name={i: arc.name for i, arc in enumerate(arcs) if arc.name},
        shape={i: arc.points for i, arc in enumerate(arcs) if arc.points},
        opening=opening,
        titles=scenario.title,
        start=scenario.start,
        time_zone=scenario.time_zone,
        until=scenario.end * MINUTE,
        file="groups.csv",
        paired=True,
        notes=notes,
    )
