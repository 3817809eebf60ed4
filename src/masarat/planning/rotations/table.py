"""From tours to convoys of one vehicle and empty trips."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from masarat.plan.document import Convoy, EmptyTrip, Load, Ride
from masarat.planning.table import numbered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.planning.kernel import Struct
    from masarat.planning.rotations.problem import Rotations
    from masarat.planning.table import Table


class _Stop(NamedTuple):
    """One ride of a tour: `came` is where its vehicle last was (None: at its start)."""

    vehicle: str
    kind: int
    source: int
    shelter: int
    came: int | None
    free: int
    board: int
    arrive: int
    most: int


Route = tuple[tuple[int, int, int], ...]
"""What a vehicle does: source, shelter, and people aboard at most, of each ride."""


def table_of(rotations: Rotations, tours: Struct) -> Table:
    """Return the movement table of `tours`; of each group, the last to board may be fewer."""
    rows, counts = tours["rides"].tolist(), tours["count"].tolist()
    shelters, seats = rotations.struct["shelters"], rotations.seats
    routes = (
        tuple((*divmod(ride, shelters), seats) for ride in row[:count])
        for row, count in zip(rows, counts, strict=True)
    )
    return table_by(rotations, tuple(routes))


def table_by(rotations: Rotations, routes: tuple[Route, ...]) -> Table:
    """Return the movement table of vehicles that take these routes, in the order of vehicles."""
    stops = sorted(_stops(rotations, routes), key=lambda stop: (stop.board, stop.vehicle))
    waiting = [group.people for group in rotations.groups]
    convoys: list[Convoy] = []
    for stop in stops:
        people = min(waiting[stop.source], stop.most)
        waiting[stop.source] -= people
        convoys.append(_convoy(rotations, stop, people))
    return numbered(convoys, [trip for stop in stops for trip in _empty_trip(rotations, stop)])


def _stops(rotations: Rotations, routes: tuple[Route, ...]) -> Iterator[_Stop]:
    struct = rotations.struct
    for (kind, vehicle), route in zip(rotations.vehicles, routes, strict=True):
        came: int | None = None
        free = arrive = rotations.classes[kind].available
        for source, shelter, most in route:
            start, turns = struct["start"][kind, source], struct["turn"][kind, :, source]
            stand = int(start) if came is None else arrive + int(turns[came])
            board = max(stand, int(struct["ready"][source]))
            arrive = board + int(struct["ride"][kind, source, shelter])
            yield _Stop(vehicle, kind, source, shelter, came, free, board, arrive, most)
            came, free = shelter, arrive + rotations.classes[kind].unload


def _convoy(rotations: Rotations, stop: _Stop, people: int) -> Convoy:
    model, cls = rotations.model, rotations.classes[stop.kind]
    line = int(rotations.lines[stop.kind, stop.source, stop.shelter])
    corridor = model.instance.corridors[int(model.line_c[line])]
    depart = stop.board + cls.load
    entry = depart + int(model.access[cls.pace, line])
    inside = int(model.inside[cls.pace, model.line_c[line]])
    group = rotations.groups[stop.source]
    return Convoy(
        id="",
        corridor=corridor.id,
        assembly_point=group.assembly_point,
        depart=depart,
        entry=entry,
        exit=stop.arrive if corridor.is_open else entry + inside,
        rides=(
            Ride(
                vehicle=stop.vehicle,
                board=stop.board,
                destination=model.destinations[stop.shelter],
                loads=(Load(group=group.id, people=people),),
                arrive=stop.arrive,
            ),
        ),
    )


def _empty_trip(rotations: Rotations, stop: _Stop) -> Iterator[EmptyTrip]:
    """Yield the trip to where the vehicle loads, unless it is there."""
    model, cls = rotations.model, rotations.classes[stop.kind]
    target = rotations.groups[stop.source].assembly_point
    if stop.came is None:
        origin, corridor = cls.start_place or target, ""
        minutes = model.road(origin, target, cls.pace)
    else:
        origin = model.destinations[stop.came]
        kind = model.kind_of_class[[c.id for c in model.instance.classes].index(cls.id)]
        ways = model.empty_ways.get((kind, stop.came, model.a_index[target]))
        corridor = model.instance.corridors[ways[0].corridor].id if ways else ""
        minutes = ways[0].minutes if ways else 0
    if origin == target:
        return
    yield EmptyTrip(
        id="",
        vehicles=(stop.vehicle,),
        origin=origin,
        target=target,
        corridor=corridor,
        depart=stop.free,
        arrive=stop.free + minutes,
    )
