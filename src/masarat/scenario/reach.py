"""Least minutes over a scenario's own links and travel table: enough to warn, never to plan.

Loaded vehicles pass a checkpoint on a corridor only: the ways to and from one lead through none.
Every value is a lower bound of what roads can give: the fastest class, closures after the start
ignored, a road class without a speed taken as instantaneous.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from masarat.scenario.document import Scenario, ScenarioCorridor, ScenarioLink


@dataclass(frozen=True, slots=True)
class Reach:
    """Least minutes between places; None where no open road leads.

    `loaded` are those to and from corridors, `known` those on corridors.
    """

    known: Mapping[str, Mapping[str, float]]
    loaded: Mapping[str, Mapping[str, float]]

    def minutes(self, start: str, end: str) -> int | None:
        """Return least whole minutes on a corridor, None if `end` cannot be reached."""
        return _whole(self.known, start, end)

    def is_barred(self, start: str, end: str) -> bool:
        """Whether all ways from `start` to `end` lead through checkpoints."""
        free, loaded = (_whole(least, start, end) for least in (self.known, self.loaded))
        return free is not None and loaded is None

    def span(self, corridor: ScenarioCorridor) -> int | None:
        """Return least minutes from the corridor's first place to its last."""
        legs = [self.minutes(a, b) for a, b in pairwise(corridor.places)]
        return None if None in legs else sum(leg for leg in legs if leg is not None)

    def trip(self, at: str, corridor: ScenarioCorridor, destination: str) -> int | None:
        """Return least minutes from an assembly point through the corridor to a destination."""
        if not corridor.places:
            return _whole(self.loaded, at, destination)
        parts = (
            _whole(self.loaded, at, corridor.places[0]),
            self.span(corridor),
            _whole(self.loaded, corridor.places[-1], destination),
        )
        return None if None in parts else sum(part for part in parts if part is not None)


def _whole(least: Mapping[str, Mapping[str, float]], start: str, end: str) -> int | None:
    if start == end:
        return 0
    minutes = least.get(start, {}).get(end)
    return None if minutes is None else int(minutes)


def reach(scenario: Scenario) -> Reach | None:
    """Return least minutes between places; None if roads come from an imported network."""
    if scenario.roads.network:
        return None
    roads = _roads(scenario)
    sources = {group.at for group in scenario.groups}
    for corridor in scenario.corridors:
        sources.update(corridor.places)
    inspected = {point.place for point in scenario.checkpoints if point.outbound}
    return Reach(
        {source: _from(source, roads) for source in sources},
        {source: _from(source, roads, inspected) for source in sources},
    )


def _roads(scenario: Scenario) -> dict[str, dict[str, float]]:
    fastest = max((float(cls.speed_factor) for cls in scenario.vehicles), default=1.0)
    roads: dict[str, dict[str, float]] = {}

    def add(start: str, end: str, minutes: float) -> None:
        ends = roads.setdefault(start, {})
        ends[end] = min(minutes, ends.get(end, minutes))

    for link in scenario.links:
        if _is_closed(link):
            continue
        speed = link.speed_kmh or scenario.roads.speeds_kmh.get(link.road_class)
        per_km = 60 / (speed * float(scenario.roads.season_factor) * fastest) if speed else 0.0
        add(link.start, link.end, per_km * link.length_m / 1000)
        if not link.one_way:
            add(link.end, link.start, per_km * link.length_m / 1000)
    for row in scenario.travel:
        add(row.start, row.end, row.minutes / fastest)
        if row.both_ways:
            add(row.end, row.start, row.minutes / fastest)
    return roads


def _is_closed(link: ScenarioLink) -> bool:
    return link.closed_from == 0 or (link.crosses_contact_line and not link.crossing_point)


def _from(
    source: str, roads: Mapping[str, Mapping[str, float]], shut: Collection[str] = ()
) -> dict[str, float]:
    """Return least minutes from `source` to every place that it reaches (Dijkstra 1959).

    Ways lead through no place of `shut`, but may start and end there.
    """
    least: dict[str, float] = {}
    queue = [(0.0, source)]
    while queue:
        minutes, place = heapq.heappop(queue)
        if place in least:
            continue
        least[place] = minutes
        if place in shut and place != source:
            continue
        for end, more in roads.get(place, {}).items():
            if end not in least:
                heapq.heappush(queue, (minutes + more, end))
    return least
