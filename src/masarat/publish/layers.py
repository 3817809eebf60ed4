"""The plan as map layers: what GeoJSON and GeoPackage both write.

Five layers: `places`, `corridors`, `convoys` (a whole trip each, with its ways to all its
destinations), `movements` (a stretch that is driven, with when it begins and ends) and
`inspections` (a point with when it begins and ends). Two more where reports speak of streets:
`place_statuses` and `road_statuses`, a feature for each span of time in which a status holds.
In QGIS's temporal controller take `begins` and `ends`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from masarat.core.languages import LANGUAGES
from masarat.publish.lines import corridor_line, cut, fractions_along, position
from masarat.publish.roles import role_of
from masarat.publish.streets import chain_words, says_words, status_words, street_name
from masarat.publish.timeline import convoy_stops, last_stretches, trip_stops

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from masarat.plan.document import Convoy, EmptyTrip, Passage, Ride
    from masarat.publish.edition import Edition
    from masarat.publish.streets import Said, Street
    from masarat.publish.timeline import Stop
    from masarat.scenario.instance import Corridor

    Point = tuple[float, float]
    Value = str | int | datetime | None

FieldType = Literal["text", "integer", "moment"]
Geometry = Literal["Point", "LineString", "MultiLineString"]


@dataclass(frozen=True, slots=True)
class Feature:
    """`points` in (longitude, latitude); `values` in the order of the layer's fields.

    `branches` are the further lines of a MultiLineString.
    """

    points: tuple[Point, ...]
    values: tuple[Value, ...]
    branches: tuple[tuple[Point, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """Features of one geometry type with the same fields. Moments are in UTC."""

    name: str
    geometry: Geometry
    fields: tuple[tuple[str, FieldType], ...]
    features: tuple[Feature, ...]


NAMES = (
    "places",
    "corridors",
    "convoys",
    "movements",
    "inspections",
    "place_statuses",
    "road_statuses",
)
"""The layers that an edition can have."""


def layers(edition: Edition) -> tuple[Layer, ...]:
    """Return the layers; what has no position is not on them."""
    routes = Routes(edition)
    plain = (
        _places(edition),
        _corridors(edition),
        _convoys(edition, routes),
        _movements(edition, routes),
        _inspections(edition),
    )
    if not edition.reported.streets:
        return plain
    return (*plain, _statuses(edition, routes, "Point"), _statuses(edition, routes, "LineString"))


class Routes:
    """Points between consecutive stops, along the corridor where both are on it."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._on: dict[str, tuple[tuple[Point, ...], dict[str, float]]] = {}
        for corridor in edition.instance.corridors:
            line = corridor_line(edition, corridor)
            shares = corridor_shares(edition, corridor, line)
            self._on[corridor.id] = (line, dict(zip(corridor.places, shares, strict=True)))

    def between(self, corridor: str, origin: str, target: str) -> tuple[Point, ...]:
        """Return at least two points, or none where a position is unknown."""
        line, share = self._on.get(corridor, ((), {}))
        if len(line) > 1 and origin in share and target in share:
            if share[origin] <= share[target]:
                return cut(line, share[origin], share[target])
            return cut(line, share[target], share[origin])[::-1]
        ends = (self._end(line, share, origin), self._end(line, share, target))
        return tuple(end for end in ends if end is not None) if None not in ends else ()

    def _end(self, line: Sequence[Point], share: dict[str, float], place: str) -> Point | None:
        if len(line) > 1 and place in share:
            return cut(line, share[place], share[place])[0]
        return position(self._edition, place)


def corridor_shares(
    edition: Edition,
    corridor: Corridor,
    line: Sequence[Point],
) -> tuple[float, ...]:
    """Return where along its line each of a corridor's places lies, as shares of the length."""
    minutes = [0]
    for leg in corridor.legs[0] if corridor.places else ():
        minutes.append(minutes[-1] + leg)
    points = [position(edition, place) for place in corridor.places]
    return fractions_along(line, points, minutes)


def _places(edition: Edition) -> Layer:
    names = [(f"name_{lang}", lang) for lang in LANGUAGES]
    features = []
    for place in edition.scenario.places:
        point = position(edition, place.id)
        if point is not None:
            named = [place.names.get(lang) for _, lang in names]
            role = role_of(edition.instance, place.id)
            features.append(
                Feature((point,), (place.id, edition.names.place(place.id), *named, role))
            )
    texts = ("id", "name", *(key for key, _ in names), "role")
    return Layer("places", "Point", tuple((key, "text") for key in texts), tuple(features))


def _corridors(edition: Edition) -> Layer:
    features = []
    for corridor in edition.instance.corridors:
        line = corridor_line(edition, corridor)
        if len(line) > 1:
            convoys = [c for c in edition.plan.convoys if c.corridor == corridor.id]
            values = (
                corridor.id,
                edition.names.corridor(corridor.id),
                corridor.headway,
                len(convoys),
                sum(len(convoy.rides) for convoy in convoys),
                sum(map(_people, convoys)),
            )
            features.append(Feature(line, values))
    fields: tuple[tuple[str, FieldType], ...] = (
        ("id", "text"),
        ("name", "text"),
        ("headway_minutes", "integer"),
        ("convoys", "integer"),
        ("rides", "integer"),
        ("people", "integer"),
    )
    return Layer("corridors", "LineString", fields, tuple(features))


def _convoys(edition: Edition, routes: Routes) -> Layer:
    features = []
    for convoy in edition.plan.convoys:
        lines = _whole_trip(edition, routes, convoy)
        if lines:
            arrival = max(ride.arrive for ride in convoy.rides)
            values = (
                convoy.id,
                *_corridor_of(edition, convoy),
                edition.names.place(convoy.assembly_point),
                edition.priority(convoy),
                len(convoy.rides),
                _people(convoy),
                edition.clock.utc(convoy.depart),
                edition.clock.utc(arrival),
                edition.clock.plain(convoy.depart),
                edition.clock.plain(arrival),
            )
            features.append(Feature(lines[0], values, lines[1:]))
    fields: tuple[tuple[str, FieldType], ...] = (
        ("id", "text"),
        ("corridor", "text"),
        ("corridor_name", "text"),
        ("assembly_point", "text"),
        ("priority", "integer"),
        ("vehicles", "integer"),
        ("people", "integer"),
        *_TIMES,
    )
    return Layer("convoys", "MultiLineString", fields, tuple(features))


def _whole_trip(edition: Edition, routes: Routes, convoy: Convoy) -> tuple[tuple[Point, ...], ...]:
    """Return the line to one destination, and from where ways part a line to each other one."""
    stops = convoy_stops(edition, convoy)
    together = _joined(
        routes.between(convoy.corridor, origin.place, target.place)
        for origin, target in pairwise(stops)
    )
    goals = sorted({ride.destination for ride in convoy.rides})
    ways = [_joined([routes.between(convoy.corridor, stops[-1].place, goal)]) for goal in goals]
    driven = [way for way in ways if len(way) > 1]
    lines = [_joined([together, *driven[:1]]), *driven[1:]]
    return tuple(line for line in lines if len(line) > 1)


def _joined(lines: Iterable[Sequence[Point]]) -> tuple[Point, ...]:
    """Return lines as one, each point once where one ends and the next begins."""
    points = [point for line in lines for point in line]
    return tuple(point for n, point in enumerate(points) if not n or point != points[n - 1])


_TIMES: tuple[tuple[str, FieldType], ...] = (
    ("begins", "moment"),
    ("ends", "moment"),
    ("begins_local", "text"),
    ("ends_local", "text"),
)


def _movements(edition: Edition, routes: Routes) -> Layer:
    features: list[Feature] = []
    for convoy in edition.plan.convoys:
        head = (convoy.id, "loaded", *_corridor_of(edition, convoy))
        stretches = list(pairwise(convoy_stops(edition, convoy)))
        features.extend(_stretches(edition, routes, (*head, *_load(convoy.rides)), stretches))
        for stretch in last_stretches(edition, convoy):
            goal = stretch[1]
            going = [
                r for r in convoy.rides if (r.destination, r.arrive) == (goal.place, goal.reach)
            ]
            features.extend(_stretches(edition, routes, (*head, *_load(going)), [stretch]))
    for trip in edition.plan.empty_trips:
        empty = (trip.id, "empty", *_corridor_of(edition, trip), len(trip.vehicles), 0)
        features.extend(
            _stretches(edition, routes, empty, list(pairwise(trip_stops(edition, trip))))
        )
    fields: tuple[tuple[str, FieldType], ...] = (
        ("id", "text"),
        ("kind", "text"),
        ("corridor", "text"),
        ("corridor_name", "text"),
        ("vehicles", "integer"),
        ("people", "integer"),
        ("from", "text"),
        ("to", "text"),
        *_TIMES,
    )
    return Layer("movements", "LineString", fields, tuple(features))


def _stretches(
    edition: Edition,
    routes: Routes,
    head: tuple[str, str, str, str, int, int],
    stretches: list[tuple[Stop, Stop]],
) -> Iterator[Feature]:
    for origin, target in stretches:
        points = routes.between(head[2], origin.place, target.place)
        if len(points) > 1 and target.reach > origin.leave:
            ends = (edition.names.place(origin.place), edition.names.place(target.place))
            yield Feature(points, (*head, *ends, *_times(edition, origin.leave, target.reach)))


def _inspections(edition: Edition) -> Layer:
    features: list[Feature] = []
    inspected: list[tuple[Convoy | EmptyTrip, int, Passage]] = [
        (convoy, len(convoy.rides), passage)
        for convoy in edition.plan.convoys
        for passage in convoy.passages
    ]
    inspected.extend(
        (trip, len(trip.vehicles), passage)
        for trip in edition.plan.empty_trips
        for passage in trip.passages
    )
    for mover, vehicles, passage in inspected:
        point = position(edition, passage.checkpoint)
        if point is not None:
            times = _times(edition, passage.start, passage.until)
            name = edition.names.place(passage.checkpoint)
            features.append(Feature((point,), (mover.id, name, vehicles, *times)))
    fields: tuple[tuple[str, FieldType], ...] = (
        ("id", "text"),
        ("checkpoint", "text"),
        ("vehicles", "integer"),
        *_TIMES,
    )
    return Layer("inspections", "Point", fields, tuple(features))


def _statuses(edition: Edition, routes: Routes, geometry: Literal["Point", "LineString"]) -> Layer:
    features: list[Feature] = []
    for street in edition.reported.streets:
        points = street_points(edition, routes, street)
        if (len(points) > 1) != (geometry == "LineString") or not points:
            continue
        name = street_name(edition, street.kind, street.ids)
        features.extend(
            Feature(
                points,
                (
                    " - ".join(street.ids),
                    street.kind,
                    name,
                    span.status,
                    status_words(edition, span.status, span.by),
                    _told(edition, span.reports),
                    _told(edition, span.against),
                    *_times(edition, span.start, span.until),
                ),
            )
            for span in street.spans
        )
    texts = ("id", "kind", "name", "status", "status_words", "reports", "against")
    fields: tuple[tuple[str, FieldType], ...] = (*((key, "text") for key in texts), *_TIMES)
    name = "place_statuses" if geometry == "Point" else "road_statuses"
    return Layer(name, geometry, fields, tuple(features))


def street_points(edition: Edition, routes: Routes, street: Street) -> tuple[Point, ...]:
    """Return a place's position, or the line of a link or corridor; nothing without positions.

    A link is drawn along a corridor that has both its ends, else straight.
    """
    if street.kind == "place":
        point = position(edition, street.ids[0])
        return () if point is None else (point,)
    if street.kind == "corridor":
        found = (c for c in edition.instance.corridors if c.id == street.ids[0])
        return next((corridor_line(edition, corridor) for corridor in found), ())
    for corridor in edition.instance.corridors:
        if set(street.ids) <= set(corridor.places):
            return routes.between(corridor.id, *street.ids)
    return routes.between("", *street.ids)


def _told(edition: Edition, reports: Iterable[Said]) -> str:
    return "\n".join(
        f"{each.id}: {says_words(edition, each.says)} ({chain_words(edition, each)},"
        f" {edition.clock.plain(each.published)})"
        for each in reports
    )


def _times(edition: Edition, begins: int, ends: int) -> tuple[datetime, datetime, str, str]:
    clock = edition.clock
    return (clock.utc(begins), clock.utc(ends), clock.plain(begins), clock.plain(ends))


def _corridor_of(edition: Edition, mover: Convoy | EmptyTrip) -> tuple[str, str]:
    """Return the id and the name of the corridor that is driven; of none, nothing."""
    name = edition.names.corridor(mover.corridor) if mover.corridor else ""
    return mover.corridor, name


def _people(convoy: Convoy) -> int:
    return _load(convoy.rides)[1]


def _load(rides: Sequence[Ride]) -> tuple[int, int]:
    """Return the vehicles and the people of rides."""
    return len(rides), sum(load.people for ride in rides for load in ride.loads)
