"""Where everything stands at the minute of the news, and how the dispatcher takes it up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.kernel import FAR, Struct
from masarat.planning.static import tie_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from masarat.plan.document import Convoy
    from masarat.planning.model import Model
    from masarat.planning.replanning.past import Past
    from masarat.scenario.instance import Instance

    Ints = NDArray[np.int64]


class Where(Enum):
    """The kinds of places where an empty vehicle can stand."""

    START = "at its start place"
    POINT = "at an assembly point"
    DESTINATION = "at a destination"


@dataclass(frozen=True, slots=True)
class Standing:
    """A vehicle is free at `place` from minute `free` on."""

    where: Where
    place: str
    free: int


def standings(instance: Instance, past: Past) -> dict[str, Standing]:
    """Return where every vehicle that can still be used stands, from when on.

    A vehicle that has driven to an assembly point and not departed stands there; one that is on the
    way with people will stand at its destination, unloaded; one that is held, where it is held.
    """
    now = instance.now
    found: dict[str, Standing] = {}
    unload: dict[str, int] = {}
    for cls in instance.classes:
        for vehicle in cls.vehicle_ids():
            found[vehicle] = Standing(Where.START, cls.start_place, max(cls.available, now))
            unload[vehicle] = cls.unload
    for vehicle, standing in _moved(past, unload):
        found[vehicle] = Standing(standing.where, standing.place, max(standing.free, now))
    for vehicle, place, free in past.held:
        found[vehicle] = Standing(Where.POINT, place, max(free, now))
    for cls in instance.classes:
        for vehicle in cls.vehicle_ids():
            done = found[vehicle].where is Where.DESTINATION and not cls.comes_back
            if done or any(vehicle == lost for lost, _ in cls.lost):
                del found[vehicle]
    return found


def _moved(past: Past, unload: dict[str, int]) -> list[tuple[str, Standing]]:
    """Return what vehicles did, in order of departure."""
    moved: list[tuple[int, str, Standing]] = []
    for trip in past.empty_trips:
        standing = Standing(Where.POINT, trip.target, trip.arrive)
        moved += [(trip.depart, vehicle, standing) for vehicle in trip.vehicles]
    for convoy in past.convoys:
        for ride in convoy.rides:
            free = ride.arrive + unload[ride.vehicle]
            standing = Standing(Where.DESTINATION, ride.destination, free)
            moved.append((convoy.depart, ride.vehicle, standing))
    moved.sort(key=lambda each: (each[0], each[2].free))
    return [(vehicle, standing) for _, vehicle, standing in moved]


def begin_at(
    model: Model,
    past: Past,
    standing: Mapping[str, Standing],
    remaining: Ints,
) -> Struct:
    """Return the beginning of a dispatch at minute `now` of the model's instance.

    Parameters
    ----------
    model
        With a standing place for every assembly point at which a vehicle stands.
    remaining
        People by stream.
    """
    instance = model.instance
    entries = [
        sorted((x.entry, len(x.rides)) for x in past.convoys if x.corridor == corridor.id)
        for corridor in instance.corridors
    ]
    passages = [passage for convoy in past.convoys for passage in convoy.passages]
    passages += [passage for trip in past.empty_trips for passage in trip.passages]
    inspections = [
        sorted(
            (passage.start, passage.until)
            for passage in passages
            if passage.checkpoint == checkpoint.place and passage.until > instance.now
        )
        for checkpoint in instance.checkpoints
    ]
    times, values = _ties(model, past)
    teams = max((pool.teams for pool in instance.escorts), default=0) or 1
    free, spot = _vehicles(model, standing)
    return Struct(
        "begin",
        {
            "vehicles": len(model.vehicles),
            "now": instance.now,
            "team_width": teams,
            "entry_width": _width(entries),
            "busy_width": _width(inspections),
            "tie_width": values.shape[1],
            "tie_count": len(past.convoys),
            "pool_count": len(instance.escorts),
            "free": free,
            "kind": model.vehicle_kind,
            "spot": spot,
            "remaining": remaining,
            "team_free": _teams(model, past, teams),
            "entries": _table(entries),
            "entry_count": np.array([len(rows) for rows in entries], np.int64),
            "busy": _table(inspections),
            "busy_count": np.array([len(rows) for rows in inspections], np.int64),
            "last_depart": _last_departures(model, past),
            "tie_time": times,
            "tie_value": values,
            "clearance": _clearances(instance, past),
        },
    )


def _width(rows: Sequence[Sequence[tuple[int, int]]]) -> int:
    return max((len(row) for row in rows), default=0) or 1


def _table(rows: Sequence[Sequence[tuple[int, int]]]) -> Ints:
    table = np.zeros((len(rows), _width(rows), 2), np.int64)
    for number, row in enumerate(rows):
        for column, pair in enumerate(row):
            table[number, column] = pair
    return table


def _vehicles(model: Model, standing: Mapping[str, Standing]) -> tuple[Ints, Ints]:
    """Return from when vehicles are free (`FAR`: never again), and at which spot."""
    index = {
        Where.START: model.start_index,
        Where.POINT: model.standing_index,
        Where.DESTINATION: model.d_index,
    }
    free = np.full(len(model.vehicles), FAR, np.int64)
    spot = np.full(len(model.vehicles), len(model.spots), np.int64)
    for number, vehicle in enumerate(model.vehicles):
        if vehicle in standing:
            each = standing[vehicle]
            free[number] = each.free
            if each.place:
                spot[number] = index[each.where][each.place]
    return free, spot


def _back(model: Model, convoy: Convoy) -> int:
    """Return the minute at which a convoy's escort team is back."""
    a, c = model.a_index[convoy.assembly_point], model.c_index[convoy.corridor]
    line = model.line_index[a, c]
    return convoy.exit + max(
        int(model.back[line, model.d_index[r.destination]]) for r in convoy.rides
    )


def _teams(model: Model, past: Past, width: int) -> Ints:
    """Return from when teams are free; those that are not there never are."""
    table = np.full((len(model.instance.escorts), width), FAR, np.int64)
    for number, pool in enumerate(model.instance.escorts):
        busy = [_back(model, convoy) for convoy in past.convoys if convoy.escort == pool.id]
        late = sorted((until for until in busy if until > model.instance.now), reverse=True)
        late += [0] * pool.teams
        table[number, : pool.teams] = np.minimum(late[: pool.teams], FAR)
    return table


def _last_departures(model: Model, past: Past) -> Ints:
    """Return the last departure to which a corridor's convoy size applied, by assembly point."""
    alone = {v: cls.alone for cls in model.instance.classes for v in cls.vehicle_ids()}
    last = np.full(len(model.assembly), -1, np.int64)
    for convoy in past.convoys:
        if not alone[convoy.rides[0].vehicle]:
            a = model.a_index[convoy.assembly_point]
            last[a] = max(last[a], convoy.depart)
    return last


def _ties(model: Model, past: Past) -> tuple[Ints, Ints]:
    """Return departures and what each adds to the one-sided sums of linked operations."""
    rows, _ = tie_rows(model)
    numbers = {group.id: number for number, group in enumerate(model.instance.groups)}
    convoys = sorted(past.convoys, key=lambda convoy: convoy.depart)
    width = max(len(convoys), 1)
    times, values = np.zeros(width, np.int64), np.zeros((len(rows), width), np.int64)
    for event, convoy in enumerate(convoys):
        times[event] = convoy.depart
        for ride in convoy.rides:
            for load in ride.loads:
                values[:, event] += rows[:, numbers[load.group]] * load.people
    return times, values


def _clearances(instance: Instance, past: Past) -> Ints:
    ranks = sorted({group.priority for group in instance.groups})
    rank = {group.id: ranks.index(group.priority) for group in instance.groups}
    found = np.zeros(len(ranks), np.int64)
    for convoy in past.convoys:
        for ride in convoy.rides:
            for load in ride.loads:
                found[rank[load.group]] = max(found[rank[load.group]], ride.arrive)
    return found
