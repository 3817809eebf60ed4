"""When convoys and empty trips are where: docs/rules.md, "How a convoy moves"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from masarat.plan.document import Convoy, EmptyTrip, Passage
    from masarat.publish.edition import Edition
    from masarat.scenario.instance import Corridor


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the way, reached at minute `reach` and left at minute `leave`."""

    place: str
    reach: int
    leave: int


def convoy_stops(edition: Edition, convoy: Convoy) -> tuple[Stop, ...]:
    """Return the stops of a convoy: its assembly point, then its corridor's places in order."""
    corridor = _corridor(edition, convoy.corridor)
    legs = (
        corridor.legs[edition.pace(ride.vehicle for ride in convoy.rides)]
        if corridor.places
        else ()
    )
    start = Stop(convoy.assembly_point, min(r.board for r in convoy.rides), convoy.depart)
    return (start, *_along(corridor.places, legs, convoy.entry, convoy.passages))


def trip_stops(edition: Edition, trip: EmptyTrip) -> tuple[Stop, ...]:
    """Return the stops of an empty trip: origin, corridor's places backwards (if any), target."""
    origin = Stop(trip.origin, trip.depart, trip.depart)
    target = Stop(trip.target, trip.arrive, trip.arrive)
    corridor = _corridor(edition, trip.corridor) if trip.corridor else None
    if corridor is None or not corridor.places:
        return (origin, target)
    pace = edition.pace(trip.vehicles)
    places = corridor.places[::-1]
    entry = trip.depart
    if trip.origin != places[0]:
        entry += edition.instance.roads[trip.origin, places[0]][pace]
    return (origin, *_along(places, corridor.back_legs[pace], entry, trip.passages), target)


def _along(
    places: Sequence[str],
    legs: Sequence[int],
    entry: int,
    passages: Iterable[Passage],
) -> list[Stop]:
    inspected = {passage.checkpoint: passage for passage in passages}
    stops: list[Stop] = []
    reach = entry
    for place, leg in zip(places, (*legs, 0), strict=False):
        leave = inspected[place].until if place in inspected else reach
        stops.append(Stop(place, reach, leave))
        reach = leave + leg
    return stops


def _corridor(edition: Edition, identifier: str) -> Corridor:
    return next(c for c in edition.instance.corridors if c.id == identifier)


def last_stretches(edition: Edition, convoy: Convoy) -> tuple[tuple[Stop, Stop], ...]:
    """Return a convoy's ways from its corridor's end (open: its assembly point) to destinations."""
    end = convoy_stops(edition, convoy)[-1]
    arrivals = sorted({(ride.destination, ride.arrive) for ride in convoy.rides})
    return tuple((end, Stop(destination, at, at)) for destination, at in arrivals)
