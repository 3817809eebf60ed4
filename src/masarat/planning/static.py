"""What the kernels read and no search changes: the model and the streams as one structure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.kernel import BACK_ENTRY, BACK_EXIT, BACK_INSIDE, FAR, Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from masarat.planning.model import Model
    from masarat.planning.streams import Stream
    from masarat.scenario.instance import Group

    Ints = NDArray[np.int64]


def _int(rows: object) -> Ints:
    return np.array(rows, np.int64)


def goes_anywhere(group: Group) -> bool:
    """Whether people of `group` may go to each of its destinations, whoever else does."""
    return group.may_split and not group.together


def static_of(
    model: Model,
    streams: Sequence[Stream],
    priorities: tuple[int, ...],
    rooms: Ints,
) -> Struct:
    """Return the arrays of a search that nothing changes.

    Parameters
    ----------
    priorities
        Of all groups, the most urgent first.
    rooms
        People that each destination can take in all from the streams.
    """
    instance = model.instance
    tie, tie_limit = tie_rows(model)
    values = {
        "streams": len(streams),
        "groups": len(instance.groups),
        "ties": len(tie_limit),
        "end": instance.end,
        "aboard_limit": FAR if instance.aboard_limit is None else instance.aboard_limit,
        "small_last": int(instance.small_last_convoy),
        "suspension_width": len(model.suspensions),
        "suspensions": model.suspensions,
        "d_room": rooms,
        "tie": tie,
        "tie_limit": tie_limit,
        **_kind_tables(model),
        **_stream_tables(model, streams, priorities),
        **_line_tables(model),
        **_corridor_tables(model),
        **_checkpoint_tables(model),
        **_place_tables(model),
        **_return_tables(model),
        **_way_tables(model),
    }
    return Struct("static", values)


def _kind_tables(model: Model) -> dict[str, int | Ints]:
    kinds = model.kinds
    return {
        "paces": len(model.instance.paces),
        "kinds": len(kinds),
        "load": _int([kind.load for kind in kinds]),
        "unload": _int([kind.unload for kind in kinds]),
        "pace": _int([kind.pace for kind in kinds]),
        "alone": _int([int(kind.alone) for kind in kinds]),
        "kind_smallest": _int([kind.smallest or 1 for kind in kinds]),
        "kind_largest": _int([kind.largest or 0 for kind in kinds]),
        "one_way": _int([int(not kind.comes_back) for kind in kinds]),
    }


def _stream_tables(
    model: Model, streams: Sequence[Stream], priorities: tuple[int, ...]
) -> dict[str, int | Ints]:
    groups = [model.instance.groups[stream.group] for stream in streams]
    seats = [
        [kind.room(group.need) if model.takes(k, group) else 0 for group in groups]
        for k, kind in enumerate(model.kinds)
    ]
    room = [[model.takes(k, group) for group in groups] for k in range(len(model.kinds))]
    return {
        "s_free": _int([int(goes_anywhere(group)) for group in groups]),
        "s_group": _int([stream.group for stream in streams]),
        "s_a": _int([model.a_index[group.assembly_point] for group in groups]),
        "s_d": _int([stream.destination for stream in streams]),
        "s_rank": _int([priorities.index(group.priority) for group in groups]),
        "s_ready": _int([group.ready for group in groups]),
        "s_unit": _int([group.unit for group in groups]),
        "seats": _int(seats),
        "room": _int(room),
    }


def _line_tables(model: Model) -> dict[str, int | Ints]:
    lines, kinds = range(len(model.line_a)), range(len(model.kinds))
    return {
        "lines": len(lines),
        "first_line": np.searchsorted(model.line_a, np.arange(len(model.assembly) + 1)),
        "line_a": model.line_a,
        "line_c": model.line_c,
        "access": model.access,
        "out": np.where(model.reaches, model.out, FAR),
        "back": model.back,
        "serves": _int([[int(model.serves(kind, line)) for line in lines] for kind in kinds]),
        "most": model.most,
    }


def _corridor_tables(model: Model) -> dict[str, int | Ints]:
    corridors, width = model.instance.corridors, len(model.instance.escorts) + 1
    return {
        "corridors": len(corridors),
        "pool_width": width,
        "window_width": model.windows.shape[1],
        "stop_width": model.stop_q.shape[1],
        "inside": model.inside,
        "is_open": _int([int(c.is_open) for c in corridors]),
        "headway": _int([c.headway for c in corridors]),
        "smallest": _int([c.smallest for c in corridors]),
        "largest": _int([c.largest for c in corridors]),
        "per_hour": _int([c.per_hour or 0 for c in corridors]),
        "windows": model.windows,
        "stop_q": model.stop_q,
        "stop_at": model.stop_at,
        "pools": _int([[*found, *[-1] * (width - len(found))] for found in model.pools]),
    }


def _checkpoint_tables(model: Model) -> dict[str, int | Ints]:
    return {
        "checkpoints": len(model.instance.checkpoints),
        "q_window_width": model.q_windows.shape[1],
        "lanes": model.lanes,
        "inspect": model.inspect,
        "q_windows": model.q_windows,
    }


def _place_tables(model: Model) -> dict[str, int | Ints]:
    bays = [point.bays or 0 for point in model.instance.assembly_points]
    return {
        "points": len(model.assembly),
        "destinations": len(model.destinations),
        "spots": len(model.spots),
        "most_bays": max(bays, default=0) or 1,
        "bays": _int(bays),
        "d_ready": _int([d.ready for d in model.instance.destinations]),
    }


def _return_tables(model: Model) -> dict[str, int | Ints]:
    instance = model.instance
    back_q, back_at, back_where = _back_stops(model)
    bound = any(corridor.returns_in_windows for corridor in instance.corridors)
    inspected = bool((back_q >= 0).any())
    return {
        "back_width": back_q.shape[1],
        "plain_returns": int(not (inspected or bound or instance.suspensions)),
        "empty": model.empty,
        "back_q": back_q,
        "back_at": back_at,
        "back_where": back_where,
    }


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
