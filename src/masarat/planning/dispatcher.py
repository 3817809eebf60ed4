"""Between frozen values and the kernels: arrays in, movement tables out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning import kernel
from masarat.planning.kernel import FAR, PARTS, Struct
from masarat.planning.static import goes_anywhere, static_of, tie_rows
from masarat.planning.streams import Stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from masarat.planning.model import Model

    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Problem:
    """What the kernels search over: the instance, who goes where, and the beginning."""

    model: Model
    streams: tuple[Stream, ...]
    priorities: tuple[int, ...]
    static: Struct
    begin: Struct
    most_rides: int


def build(
    model: Model,
    streams: Sequence[Stream],
    begin: Struct | None = None,
    room: Mapping[str, int] | None = None,
) -> Problem:
    """Gather the arrays of a search.

    The search may send people of groups that may split elsewhere than `streams` says, within the
    destinations' capacities (going on from a state: only between these streams).

    Parameters
    ----------
    begin
        The state to go on from; None begins with every vehicle at its start place.
    room
        People that each destination can still take, by place, where a state is given.
    """
    priorities = tuple(sorted({group.priority for group in model.instance.groups}))
    if begin is None:
        room = {d.place: d.capacity for d in model.instance.destinations if d.capacity is not None}
    rooms = _rooms(model, streams, room or {})
    if begin is None:
        streams = [*streams, *alternatives(model, streams)]
    static = static_of(model, streams, priorities, rooms)
    remaining = np.array([stream.people for stream in streams], np.int64)
    if begin is None:
        begin = fresh_begin(model, remaining)
    return Problem(model, tuple(streams), priorities, static, begin, _most_rides(static, remaining))


def _rides_of(static: Struct, remaining: Ints) -> Ints:
    """Rides that each stream may need: smallest vehicles, and some more for rests."""
    room = np.where(static["room"] > 0, static["room"], FAR).min(axis=0, initial=FAR)
    rides: Ints = np.where(room < FAR, -(-remaining // room), 0) + 8
    return rides


def _most_rides(static: Struct, remaining: Ints) -> int:
    """Rides that can ever be needed: tails may be spread over whole convoys."""
    spread = min(int(static["smallest"].max(initial=1)), 1000) * 4 * (int(static["points"]) + 1)
    return int(_rides_of(static, remaining).sum()) + spread + 16


def _rooms(model: Model, streams: Sequence[Stream], room: Mapping[str, int]) -> Ints:
    """People that each destination can take in all from the streams."""
    sent = np.zeros(len(model.destinations), np.int64)
    for stream in streams:
        sent[stream.destination] += stream.people
    for d, destination in enumerate(model.instance.destinations):
        if destination.capacity is None:
            sent[d] = FAR
        else:
            sent[d] = max(int(sent[d]), room.get(destination.place, 0))
    return sent


def alternatives(model: Model, streams: Sequence[Stream]) -> list[Stream]:
    """Return empty streams for the other destinations of groups that may split."""
    used = {(stream.group, stream.destination) for stream in streams}
    kinds = {stream.group: stream.kinds for stream in streams}
    found: list[Stream] = []
    for g in sorted({stream.group for stream in streams}):
        group = model.instance.groups[g]
        if not goes_anywhere(group):
            continue
        a = model.a_index[group.assembly_point]
        lines = np.flatnonzero(model.line_a == a)
        for place in group.destinations:
            d = model.d_index[place]
            ways = tuple(int(n) for n in lines if model.reaches[n, d])
            if (g, d) not in used and ways:
                found.append(Stream(g, d, 0, ways, kinds=kinds[g]))
    return found


def fresh_begin(model: Model, remaining: Ints) -> Struct:
    """Begin with every vehicle at its start place and nothing sent."""
    instance = model.instance
    teams = max((pool.teams for pool in instance.escorts), default=0) or 1
    team_free = np.full((len(instance.escorts), teams), FAR, np.int64)
    for p, pool in enumerate(instance.escorts):
        team_free[p, : pool.teams] = 0
    corridors, checkpoints = len(instance.corridors), len(instance.checkpoints)
    own = np.full_like(model.vehicle_spot, len(model.spots))
    ranks = len({group.priority for group in instance.groups})
    return Struct(
        "begin",
        {
            "vehicles": len(model.vehicles),
            "now": 0,
            "team_width": teams,
            "entry_width": 1,
            "busy_width": 1,
            "tie_width": 1,
            "tie_count": 0,
            "pool_count": len(instance.escorts),
            "free": model.vehicle_free,
            "kind": model.vehicle_kind,
            "spot": np.where(model.vehicle_spot < 0, own, model.vehicle_spot),
            "remaining": remaining,
            "team_free": team_free,
            "entries": np.zeros((corridors, 1, 2), np.int64),
            "entry_count": np.zeros(corridors, np.int64),
            "busy": np.zeros((checkpoints, 1, 2), np.int64),
            "busy_count": np.zeros(checkpoints, np.int64),
            "last_depart": np.full(len(model.assembly), -1, np.int64),
            "tie_time": np.zeros(1, np.int64),
            "tie_value": np.zeros((len(tie_rows(model)[1]), 1), np.int64),
            "clearance": np.zeros(ranks, np.int64),
        },
    )


def scratch_work(problem: Problem) -> Struct:
    """Allocate the scratch space of one search."""
    static, begin = problem.static, problem.begin
    rides = problem.most_rides + 8
    vehicles, kinds = begin["vehicles"], static["kinds"]
    largest = int(max(static["largest"].max(initial=1), static["kind_largest"].max(initial=1)))
    entries = rides + int(begin["entry_count"].max(initial=0)) + 1
    passes = 2 * rides + int(begin["busy_count"].max(initial=0)) + 1
    ties = rides + begin["tie_count"] + 1
    ranks, points = len(problem.priorities), static["points"]
    chosen = min(largest, vehicles) + 1
    options = int(np.diff(static["first_line"])[static["s_a"]].sum())
    from_point = np.bincount(static["s_a"], _rides_of(static, begin["remaining"]), 1)
    bays = 2 * min(rides, int(from_point.max()) + 8 * chosen) + chosen + 4
    teams = 2 * rides + begin["team_width"] + 4
    queues = kinds * (static["spots"] + 1)
    arrays = {
        "free": vehicles,
        "queue": queues * (vehicles + 1),
        "head": queues,
        "tail": queues,
        "remaining": static["streams"],
        "bay_use": points * bays * 2,
        "bay_rows": points,
        "team_use": begin["pool_count"] * teams * 2,
        "team_rows": begin["pool_count"],
        "entries": static["corridors"] * entries * 2,
        "entry_count": static["corridors"],
        "busy": static["checkpoints"] * passes * 2,
        "busy_count": static["checkpoints"],
        "last_depart": points,
        "tie_time": ties,
        "tie_total": static["ties"] * ties,
        "tie_amount": static["ties"],
        "deferred": rides,
        "last_job": static["streams"],
        "owed": static["streams"],
        "options": options * len(kernel.OPTION_FIELDS),
        "least": options,
        "front": options,
        "sent": static["lines"] * static["streams"],
        "chosen": (chosen + 1) * len(kernel.BATCH_FIELDS),
        "picked": chosen,
        "batches": rides * len(kernel.BATCH_FIELDS),
        "driven": rides,
        "convoys": rides * len(kernel.CONVOY_FIELDS),
        "formed_stream": rides * PARTS,
        "formed_vehicles": rides * PARTS,
        "counts": len(kernel.COUNT_FIELDS),
        "trace": 1,
        "clearance": ranks,
        "left": ranks,
        "sums": len(kernel.SUM_FIELDS),
    }
    values: dict[str, int | Ints] = {k: np.zeros(size, np.int64) for k, size in arrays.items()}
    values |= {
        "ranks": ranks,
        "dusk": kernel.FAR,
        "bay_capacity": bays,
        "team_capacity": teams,
        "ride_capacity": rides,
        "entry_capacity": entries,
        "busy_capacity": passes,
        "tie_capacity": ties,
    }
    return Struct("work", values)


def empty_jobs(problem: Problem) -> Struct:
    """Return a dispatch list with nothing in it and people going where the streams say."""
    size = problem.most_rides
    return Struct(
        "jobs",
        {
            "capacity": size,
            "streams": len(problem.streams),
            "open": 0,
            "people": problem.begin["remaining"].copy(),
            "count": np.zeros(1, np.int64),
            "line": np.zeros(size, np.int64),
            "stream": np.full((size, PARTS), -1, np.int64),
            "vehicles": np.zeros((size, PARTS), np.int64),
            "depart": np.zeros(size, np.int64),
        },
    )


def dispatch(problem: Problem, work: Struct, jobs: Struct, rule: Struct) -> None:
    """Make a complete movement table into `work`."""
    kernel.call("dispatch", problem.static, problem.begin, work, jobs, rule)
