"""A router from a scenario's own tables: links with lengths, and travel with minutes.

A row of the travel table *is* the way between its two places: links between the same two places
are then not driven. Rows may also be part of a longer way, for example from an assembly point by
links to a junction and from there by a row.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from masarat.core.errors import suggestion
from masarat.core.windows import Window, Windows
from masarat.network.defaults import HIGHWAY_CLASSES
from masarat.network.paths import SmallGraph
from masarat.network.router import Router, both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from masarat.core.availability import Availability
    from masarat.network.faults import Faults
    from masarat.network.paths import Arc
    from masarat.network.router import Point
    from masarat.scenario.document import Scenario, ScenarioLink

METRES_PER_MINUTE_AT_1_KMH = Fraction(1000, 60)


def travel_rows(scenario: Scenario) -> dict[tuple[str, str], Fraction]:
    """Return the minutes that the travel table gives, by pair; a row of its own direction wins."""
    rows = {(row.end, row.start): Fraction(row.minutes) for row in scenario.travel if row.both_ways}
    rows.update({(row.start, row.end): Fraction(row.minutes) for row in scenario.travel})
    return rows


def link_minutes(link: ScenarioLink, scenario: Scenario) -> Fraction | None:
    """Return the exact minutes along `link` at speed factor 1; None where no speed is known."""
    speed = link.speed_kmh or scenario.roads.speeds_kmh.get(link.road_class)
    if not speed:
        return None
    return link.length_m / (speed * scenario.roads.season_factor * METRES_PER_MINUTE_AT_1_KMH)


def openings_of(
    start: str, end: str, scenario: Scenario, availability: Availability
) -> Windows | None:
    """Return when reports let one drive between two places; None for always, empty for never."""
    whole = open_ = Windows.of([Window(0, scenario.end)])
    for kind, ids in (("link", (start, end)), ("place", (start,)), ("place", (end,))):
        for opening in availability.of(kind, *ids):
            open_ = both(open_, opening.windows)
    return None if open_ == whole else open_


def link_openings(
    link: ScenarioLink, scenario: Scenario, availability: Availability
) -> Windows | None:
    """Return when `link` may be driven within [0, end); None for always, empty for never."""
    if link.crosses_contact_line and not link.crossing_point:
        return Windows(())
    open_ = openings_of(link.start, link.end, scenario, availability)
    if link.closed_from is None or link.closed_from >= scenario.end:
        return open_
    whole = Windows.of([Window(0, scenario.end)])
    return (whole if open_ is None else open_).clipped(0, link.closed_from)


def table_router(scenario: Scenario, availability: Availability, faults: Faults) -> Router:
    """Return the router over links and travel rows; stop at `faults`."""
    vertices = {place.id: i for i, place in enumerate(scenario.places)}
    check_speeds(scenario, lambda _: True, faults)
    faults.stop()
    roads = _roads(scenario, availability, vertices)
    rows = {
        pair: minutes
        for pair, minutes in travel_rows(scenario).items()
        if pair in roads and roads[pair][3] is None
    }
    return assemble(scenario, vertices, rows, roads.values())


Road = tuple[str, str, Fraction, Windows | None]
"""Start, end, exact minutes, when open (None: always)."""


def assemble(
    scenario: Scenario,
    vertices: Mapping[str, int],
    rows: Mapping[tuple[str, str], Fraction],
    roads: Iterable[Road],
) -> Router:
    """Return a router over `roads`, with weights scaled to whole numbers exactly."""
    kept = list(roads)
    scale = lcm(*(minutes.denominator for *_, minutes, _ in kept))
    arcs = [
        (vertices[start], vertices[end], int(minutes * scale), open_)
        for start, end, minutes, open_ in kept
    ]
    openings = {(tail, head): open_ for tail, head, _, open_ in arcs if open_ is not None}
    spots = [(p.lon, p.lat) for p in scenario.places]

    def line(tail: int, head: int) -> list[Point]:
        return [(x, y) for x, y in (spots[tail], spots[head]) if x is not None and y is not None]

    def street(start: str, end: str) -> frozenset[Arc]:
        a, b = vertices[start], vertices[end]
        return frozenset({(a, b), (b, a)})

    return Router(
        vertices=vertices,
        rows=rows,
        graph=SmallGraph((t, h, w) for t, h, w, _ in arcs),
        always=SmallGraph((t, h, w) for t, h, w, open_ in arcs if open_ is None),
        scale=scale,
        openings=openings,
        line=line,
        street=street,
    )


def check_speeds(
    scenario: Scenario, driven: Callable[[ScenarioLink], bool], faults: Faults
) -> None:
    """Collect the classes of links that are driven and have no speed."""
    speeds = scenario.roads.speeds_kmh
    unheard = {name for name in speeds if name not in HIGHWAY_CLASSES}
    blamed: set[str] = set()
    for index, link in enumerate(scenario.links):
        if driven(link) and link_minutes(link, scenario) is None:
            hint = suggestion(link.road_class, speeds)
            if link.road_class in HIGHWAY_CLASSES and (
                mistyped := [name for name in unheard if hint.startswith(f"did you mean '{name}'")]
            ):
                if mistyped[0] not in blamed:
                    _blame_key(mistyped[0], link.road_class, faults)
                blamed.update(mistyped)
                continue
            faults.add(
                ("links", index),
                "class",
                link.road_class,
                "a speed in this row, or one for this class in roads.speeds_kmh",
                hint,
            )


def _blame_key(name: str, road_class: str, faults: Faults) -> None:
    at = ("settings", f"roads.speeds_kmh.{name}")
    hint = f"did you mean '{road_class}'?"
    faults.add(at, "roads.speeds_kmh", name, "a class of links.csv that lacks a speed", hint)


def _roads(
    scenario: Scenario, availability: Availability, vertices: Mapping[str, int]
) -> dict[tuple[str, str], Road]:
    """Return the one road of every pair: its row, else its best link.

    Of parallel links one stays, so that a road is known by its ends: the fastest of those that are
    always open, else the fastest.
    """
    roads: dict[tuple[str, str], Road] = {}
    for link in scenario.links:
        minutes = link_minutes(link, scenario)
        if minutes is None:
            continue
        open_ = link_openings(link, scenario, availability)
        ends = (link.start, link.end)
        for pair in (ends,) if link.one_way else (ends, ends[::-1]):
            road = (*pair, minutes, open_)
            if pair not in roads or _rank(road) < _rank(roads[pair]):
                roads[pair] = road
    for (start, end), minutes in travel_rows(scenario).items():
        open_ = openings_of(start, end, scenario, availability)
        roads[start, end] = start, end, minutes, open_
    return {
        (start, end): road
        for (start, end), road in roads.items()
        if (road[3] is None or road[3]) and start in vertices and end in vertices
    }


def _rank(road: Road) -> tuple[int, Fraction]:
    _, _, minutes, open_ = road
    openness = 0 if open_ is None else 1 if open_ else 2
    return openness, minutes
