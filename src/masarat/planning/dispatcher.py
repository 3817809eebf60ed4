"""Between frozen values and the kernels: arrays in, movement tables out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning import kernel
from masarat.planning.kernel import (
    BACK_ENTRY,
    BACK_EXIT,
    BACK_INSIDE,
    FAR,
    PARTS,
    Struct,
)
from masarat.planning.streams import Stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from masarat.planning.model import Model
    from masarat.scenario.instance import Group

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


def _int(rows: object) -> Ints:
    return np.array(rows, np.int64)


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
    static = _static(model, streams, priorities, rooms)
    remaining = _int([stream.people for stream in streams])
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


def _free(group: Group) -> bool:
    return group.may_split and not group.together


def alternatives(model: Model, streams: Sequence[Stream]) -> list[Stream]:
    """Return empty streams for the other destinations of groups that may split."""
    used = {(stream.group, stream.destination) for stream in streams}
    kinds = {stream.group: stream.kinds for stream in streams}
    found: list[Stream] = []
    for g in sorted({stream.group for stream in streams}):
        group = model.instance.groups[g]
        if not _free(group):
            continue
        a = model.a_index[group.assembly_point]
        lines = np.flatnonzero(model.line_a == a)
        for place in group.destinations:
            d = model.d_index[place]
            ways = tuple(int(n) for n in lines if model.reaches[n, d])
            if (g, d) not in used and ways:
                found.append(Stream(g, d, 0, ways, kinds=kinds[g]))
    return found


def _static(
    model: Model,
    streams: Sequence[Stream],
    priorities: tuple[int, ...],
    rooms: Ints,
) -> Struct:
    instance = model.instance
    groups = [instance.groups[stream.group] for stream in streams]
    kinds, corridors, checkpoints = model.kinds, instance.corridors, instance.checkpoints
    pools = _int(
        [[*found, *[-1] * (len(instance.escorts) + 1 - len(found))] for found in model.pools]
    )
    tie, tie_limit = tie_rows(model)
    ways = _way_tables(model)
    back_q, back_at, back_where = _back_stops(model)
    serves = [
        [int(model.serves(k, n)) for n in range(len(model.line_a))] for k in range(len(kinds))
    ]
    inspects_back = bool((back_q >= 0).any())
    bound = any(c.returns_in_windows for c in corridors)
    bays = [point.bays or 0 for point in instance.assembly_points]
    values = {
        "paces": len(instance.paces),
        "kinds": len(kinds),
        "spots": len(model.spots),
        "points": len(model.assembly),
        "destinations": len(model.destinations),
        "streams": len(streams),
        "lines": len(model.line_a),
        "corridors": len(corridors),
        "checkpoints": len(checkpoints),
        "groups": len(instance.groups),
        "ties": len(tie_limit),
        "stop_width": model.stop_q.shape[1],
        "pool_width": len(instance.escorts) + 1,
        "window_width": model.windows.shape[1],
        "q_window_width": model.q_windows.shape[1],
        "suspension_width": len(model.suspensions),
        "back_width": back_q.shape[1],
        "most_bays": max(bays, default=0) or 1,
        "end": instance.end,
        "aboard_limit": FAR if instance.aboard_limit is None else instance.aboard_limit,
        "small_last": int(instance.small_last_convoy),
        "plain_returns": int(not (inspects_back or bound or instance.suspensions)),
        "load": _int([k.load for k in kinds]),
        "unload": _int([k.unload for k in kinds]),
        "pace": _int([k.pace for k in kinds]),
        "alone": _int([int(k.alone) for k in kinds]),
        "kind_smallest": _int([k.smallest or 1 for k in kinds]),
        "kind_largest": _int([k.largest or 0 for k in kinds]),
        "one_way": _int([int(not k.comes_back) for k in kinds]),
        "d_room": rooms,
        "s_free": _int([int(_free(group)) for group in groups]),
        "s_group": _int([stream.group for stream in streams]),
        "s_a": _int([model.a_index[group.assembly_point] for group in groups]),
        "s_d": _int([stream.destination for stream in streams]),
        "s_rank": _int([priorities.index(group.priority) for group in groups]),
        "s_ready": _int([group.ready for group in groups]),
        "s_unit": _int([group.unit for group in groups]),
        "seats": _int(
            [
                [kind.room(group.need) if model.takes(k, group) else 0 for group in groups]
                for k, kind in enumerate(kinds)
            ],
        ),
        "room": _int([[model.takes(k, group) for group in groups] for k in range(len(kinds))]),
        "first_line": np.searchsorted(model.line_a, np.arange(len(model.assembly) + 1)),
        "line_a": model.line_a,
        "line_c": model.line_c,
        "access": model.access,
        "out": np.where(model.reaches, model.out, FAR),
        "back": model.back,
        "serves": _int(serves),
        "most": model.most,
        "inside": model.inside,
        "is_open": _int([int(c.is_open) for c in corridors]),
        "headway": _int([c.headway for c in corridors]),
        "smallest": _int([c.smallest for c in corridors]),
        "largest": _int([c.largest for c in corridors]),
        "per_hour": _int([c.per_hour or 0 for c in corridors]),
        "windows": model.windows,
        "stop_q": model.stop_q,
        "stop_at": model.stop_at,
        "pools": pools,
        "lanes": _int([q.lanes for q in checkpoints]),
        "inspect": _int([q.minutes for q in checkpoints]),
        "q_windows": model.q_windows,
        "bays": _int(bays),
        "d_ready": _int([d.ready for d in instance.destinations]),
        "suspensions": model.suspensions,
        "empty": model.empty,
        "back_q": back_q,
        "back_at": back_at,
        "back_where": back_where,
        "tie": tie,
        "tie_limit": tie_limit,
        **ways,
    }
    return Struct("static", values)


def tie_rows(model: Model) -> tuple[Ints, Ints]:
    """Linked operations as one-sided sums: coefficients by group, and limits."""
    groups = model.instance.groups
    rows: list[list[int]] = []
    limits: list[int] = []
    for linked in model.instance.linked:
        in_a = [int(group.id in linked.a) for group in groups]
        in_b = [int(group.id in linked.b) for group in groups]
        if linked.tolerance is None:
            ratio = linked.ratio or 0
            top, bottom = ratio.numerator, ratio.denominator
            rows.append([top * x - bottom * y for x, y in zip(in_a, in_b, strict=True)])
            limits.append(linked.slack * bottom)
            continue
        all_a = sum(group.people for group in groups if group.id in linked.a) or 1
        all_b = sum(group.people for group in groups if group.id in linked.b) or 1
        limit = all_a * all_b * linked.tolerance
        forward = [all_b * x - all_a * y for x, y in zip(in_a, in_b, strict=True)]
        rows += [forward, [-value for value in forward]]
        limits += [int(limit), int(limit)]
    return _int(rows).reshape(len(rows), len(groups)), _int(limits)


def _way_tables(model: Model) -> dict[str, int | Ints]:
    width = max((len(ways) for ways in model.empty_ways.values()), default=0) + 1
    shape = (*model.empty.shape, width)
    corridor = np.full(shape, -1, np.int64)
    for spot, place in enumerate(model.spots):
        if place in model.a_index:
            corridor[:, spot, model.a_index[place]] = -2
    total = np.full(shape, FAR, np.int64)
    before, inside, bound = (np.zeros(shape, np.int64) for _ in range(3))
    total[:, len(model.destinations) :, :, 0] = model.empty[:, len(model.destinations) :, :]
    for (kind, spot, a), ways in model.empty_ways.items():
        for w, way in enumerate(ways):
            corridor[kind, spot, a, w] = way.corridor
            total[kind, spot, a, w] = way.minutes
            before[kind, spot, a, w] = way.before
            inside[kind, spot, a, w] = way.inside
            bound[kind, spot, a, w] = int(
                model.instance.corridors[way.corridor].returns_in_windows,
            )
    return {
        "way_width": width,
        "way_c": corridor,
        "way_total": total,
        "way_before": before,
        "way_inside": inside,
        "way_bound": bound,
    }


def _back_stops(model: Model) -> tuple[Ints, Ints, Ints]:
    """Checkpoints that inspect empty trips: minutes from a corridor's last place, and where.

    Where R10 wants empty vehicles in a window, inspections at the last place come before it, and
    those at the first after it. On a corridor of one place all are inside.
    """
    instance = model.instance
    stops = [
        [
            (i, model.q_index[place])
            for i, place in enumerate(reversed(corridor.places))
            if place in model.q_index
            and corridor.id in instance.checkpoints[model.q_index[place]].back_corridors
        ]
        for corridor in instance.corridors
    ]
    width = max((len(found) for found in stops), default=0) + 1
    back_q = np.full((len(stops), width), -1, np.int64)
    back_at = np.zeros((len(instance.paces), len(stops), width), np.int64)
    back_where = np.full((len(stops), width), BACK_INSIDE)
    for c, found in enumerate(stops):
        for k, (place, q) in enumerate(found):
            back_q[c, k] = q
            last = len(instance.corridors[c].places) - 1
            if last and place in {0, last}:
                back_where[c, k] = BACK_EXIT if place else BACK_ENTRY
            for pace in range(len(instance.paces)):
                back_at[pace, c, k] = sum(instance.corridors[c].back_legs[pace][:place])
    return back_q, back_at, back_where


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
        "sums": 3,
    }
    values: dict[str, int | Ints] = {k: np.zeros(size, np.int64) for k, size in arrays.items()}
    values |= {
        "ranks": ranks,
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
