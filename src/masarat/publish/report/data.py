"""What the report's scripts draw, as plain data: ids become positions in lists.

`plan.js` and the scripts beside it read exactly these keys. Times are minutes from the scenario's
start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from masarat.publish.layers import Routes, corridor_shares, street_points
from masarat.publish.lines import corridor_line, position, simplified
from masarat.publish.report.phrases import arranged
from masarat.publish.roles import ROLES, role_of
from masarat.publish.streets import (
    STATUSES,
    chain_words,
    passed,
    passed_words,
    says_words,
    status_words,
    street_name,
)
from masarat.publish.timeline import convoy_stops, trip_stops

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from masarat.core.windows import Windows
    from masarat.plan.document import Convoy, EmptyTrip, Passage, Ride
    from masarat.publish.edition import Edition
    from masarat.publish.streets import Said, Street
    from masarat.publish.timeline import Stop
    from masarat.scenario.instance import Corridor

_MOST_LINKS = 4000  # the background of the map: the longest roads of a large network
_DIGITS = 5  # a hundred-thousandth of a degree is a metre


class _Positions:
    """Where an id is in its list."""

    def __init__(self, edition: Edition, used_places: Sequence[str]) -> None:
        instance = edition.instance
        self.place = _positions(used_places)
        self.corridor = _positions(c.id for c in instance.corridors)
        self.vehicle_class = _positions(c.id for c in instance.classes)
        self.group = _positions(g.id for g in instance.groups)
        self.checkpoint = _positions(c.place for c in instance.checkpoints)
        vehicles = {ride.vehicle for convoy in edition.plan.convoys for ride in convoy.rides}
        self.vehicles = [v for c in instance.classes for v in c.vehicle_ids() if v in vehicles]
        self.vehicle = _positions(self.vehicles)


def _positions(ids: Iterable[str]) -> dict[str, int]:
    return {identifier: i for i, identifier in enumerate(ids)}


def report_data(edition: Edition) -> dict[str, Any]:
    """Return everything the report draws."""
    instance, plan = edition.instance, edition.plan
    used = _used_places(edition)
    at = _Positions(edition, used)
    convoys = sorted(plan.convoys, key=lambda c: (c.depart, c.corridor, c.id))
    return {
        "lang": edition.words.lang,
        "words": arranged(edition.words),
        "local": f"{edition.clock.local(0):%Y-%m-%dT%H:%M}",
        "offsets": edition.clock.offsets(instance.end),
        "end": instance.end,
        "now": instance.now,
        "clearance": plan.clearance_minutes,
        "bound": plan.bound.minutes,
        "planned": plan.planned,
        "priorities": [
            [part.priority, part.clearance_minutes, part.bound.minutes] for part in plan.by_priority
        ],
        "places": [_place(edition, place) for place in used],
        "links": _links(edition),
        "corridors": [_corridor(edition, corridor, at) for corridor in instance.corridors],
        "checkpoints": [
            [at.place[c.place], c.lanes, c.minutes, _windows(c.windows)]
            for c in instance.checkpoints
        ],
        "suspensions": _windows(instance.suspensions),
        "classes": [
            [edition.names.vehicles(c.id), c.count, c.seats, c.stretchers, c.load, c.unload]
            for c in instance.classes
        ],
        "groups": [
            [edition.names.group(g.id), at.place[g.assembly_point], g.people, g.priority]
            for g in instance.groups
        ],
        "vehicles": [[v, at.vehicle_class[edition.class_of(v).id]] for v in at.vehicles],
        "left": [[at.group[left.group], left.people] for left in plan.left],
        "convoys": [_convoy(edition, convoy, at) for convoy in convoys],
        "trips": [_trip(edition, trip, at) for trip in plan.empty_trips],
        "streets": [_street(edition, street, at) for street in edition.reported.streets],
    }


def _used_places(edition: Edition) -> list[str]:
    instance = edition.instance
    used = {place for corridor in instance.corridors for place in corridor.places}
    used |= {point.place for point in instance.assembly_points}
    used |= {group.assembly_point for group in instance.groups}
    used |= {destination.place for destination in instance.destinations}
    used |= {checkpoint.place for checkpoint in instance.checkpoints}
    used |= {trip.origin for trip in edition.plan.empty_trips}
    used |= {c.start_place for c in instance.classes if c.start_place}
    used |= {p for s in edition.reported.streets if s.kind != "corridor" for p in s.ids}
    known = [place.id for place in edition.scenario.places if place.id in used]
    return [*known, *sorted(used - set(known))]


def _place(edition: Edition, place: str) -> list[Any]:
    point = position(edition, place)
    role = ROLES.index(role_of(edition.instance, place))
    where = [None, None] if point is None else [round(part, _DIGITS) for part in point]
    return [edition.names.place(place), role, *where]


def _links(edition: Edition) -> list[list[float]]:
    roads: list[list[float]] = []
    longest = sorted(edition.scenario.links, key=lambda link: -link.length_m)
    for link in longest[:_MOST_LINKS]:
        ends = (position(edition, link.start), position(edition, link.end))
        if ends[0] is not None and ends[1] is not None and link.closed_from != 0:
            roads.append([round(part, _DIGITS) for end in ends if end for part in end])
    return roads


def _corridor(edition: Edition, corridor: Corridor, at: _Positions) -> dict[str, Any]:
    line = simplified(corridor_line(edition, corridor))
    minutes = [0]
    for leg in corridor.legs[0] if corridor.places else ():
        minutes.append(minutes[-1] + leg)
    return {
        "id": corridor.id,
        "name": edition.names.corridor(corridor.id),
        "places": [at.place[place] for place in corridor.places],
        "minutes": minutes,
        "windows": _windows(corridor.windows),
        "line": [round(part, _DIGITS) for point in line for part in point],
        "shares": [round(share, 4) for share in corridor_shares(edition, corridor, line)],
    }


def _convoy(edition: Edition, convoy: Convoy, at: _Positions) -> list[Any]:
    return [
        convoy.id,
        at.corridor[convoy.corridor],
        at.place[convoy.assembly_point],
        convoy.depart,
        convoy.exit,
        edition.priority(convoy),
        edition.names.escorts(convoy.escort),
        _stops(convoy_stops(edition, convoy)[1:]),
        _passages(convoy.passages, at),
        [_ride(ride, at) for ride in convoy.rides],
    ]


def _ride(ride: Ride, at: _Positions) -> list[Any]:
    loads = [part for load in ride.loads for part in (at.group[load.group], load.people)]
    return [at.vehicle[ride.vehicle], ride.board, at.place[ride.destination], ride.arrive, *loads]


def _trip(edition: Edition, trip: EmptyTrip, at: _Positions) -> list[Any]:
    return [
        trip.id,
        [at.vehicle[vehicle] for vehicle in trip.vehicles if vehicle in at.vehicle],
        at.place[trip.origin],
        at.place[trip.target],
        at.corridor[trip.corridor] if trip.corridor else -1,
        trip.depart,
        trip.arrive,
        _stops(trip_stops(edition, trip)[1:-1]),
        _passages(trip.passages, at),
    ]


def _street(edition: Edition, street: Street, at: _Positions) -> dict[str, Any]:
    points = street_points(edition, Routes(edition), street)
    return {
        "kind": street.kind,
        "name": street_name(edition, street.kind, street.ids),
        "place": at.place[street.ids[0]] if street.kind == "place" else -1,
        "line": [round(part, _DIGITS) for point in simplified(points) for part in point],
        "spans": [
            [
                span.start,
                span.until,
                STATUSES.index(span.status),
                status_words(edition, span.status, span.by),
                [_said(edition, said) for said in span.reports],
                [_said(edition, said) for said in span.against],
            ]
            for span in street.spans
        ],
        "passed": [
            [passed_words(edition, each), [*each.convoys, *each.empty_trips]]
            for each in passed(edition, street)
            if each.convoys or each.empty_trips
        ],
    }


def _said(edition: Edition, said: Said) -> list[Any]:
    says, chain = says_words(edition, said.says), chain_words(edition, said)
    return [said.id, says, chain, said.published, said.quote]


def _stops(stops: Iterable[Stop]) -> list[int]:
    return [minute for stop in stops for minute in (stop.reach, stop.leave)]


def _passages(passages: Iterable[Passage], at: _Positions) -> list[list[int]]:
    return [[at.checkpoint[p.checkpoint], p.arrive, p.start, p.until] for p in passages]


def _windows(windows: Windows) -> list[list[int]]:
    return [[window.start, window.until] for window in windows]
