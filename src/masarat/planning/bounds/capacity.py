"""What the shared resources can give when everybody in scope has arrived by minute T.

Each function returns an upper bound that grows with T; docs/bound.md derives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.core.windows import Window, Windows
from masarat.planning.kernel import FAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from masarat.planning.bounds.rides import RideType
    from masarat.planning.model import Model


@dataclass(frozen=True, slots=True)
class Capacities:
    """By number: team-minutes, checkpoint minutes, convoys, vehicles, bay-minutes, small rides."""

    escorts: tuple[int, ...]
    checkpoints: tuple[int, ...]
    corridors: tuple[int, ...]
    hours: tuple[int, ...]
    bays: tuple[int, ...]
    small: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Reach:
    """A corridor's earliest entry, latest exit before T's end, and least minutes inside."""

    entry: int
    tail: int
    inside: int


def _first_boarding(model: Model, kind: int, a: int) -> int:
    """Earliest minute at which a vehicle of `kind` can load at `a`."""
    found = FAR
    for cls, of_kind in zip(model.instance.classes, model.kind_of_class, strict=True):
        if of_kind != kind:
            continue
        spot = model.start_index.get(cls.start_place, -1)
        way = 0 if spot < 0 else int(model.empty[kind, spot, a])
        found = min(found, cls.available + way)
    return found


def _reach(model: Model, rides: Sequence[RideType]) -> dict[int, _Reach]:
    reach: dict[int, _Reach] = {}
    firsts: dict[tuple[int, int], int] = {}
    for ride in rides:
        line = ride.option.line
        c, pace = int(model.line_c[line]), model.kinds[ride.kind].pace
        key = (ride.kind, ride.a)
        if key not in firsts:
            firsts[key] = _first_boarding(model, *key)
        if firsts[key] >= FAR:
            continue
        out = int(model.out[pace, line, ride.d])
        is_open = model.instance.corridors[c].is_open
        inside = out if is_open else int(model.inside[pace, c]) + ride.option.services
        entry = firsts[key] + ride.load + int(model.access[pace, line])
        tail = 0 if is_open else out
        old = reach.get(c, _Reach(FAR, FAR, FAR))
        reach[c] = _Reach(min(old.entry, entry), min(old.tail, tail), min(old.inside, inside))
    return reach


def _pieces(model: Model, c: int, reach: _Reach, until: int) -> Windows:
    """When convoys in scope can be on corridor `c`."""
    windows = model.instance.corridors[c].windows.minus(model.instance.suspensions)
    last = until - reach.tail
    return windows.clipped(reach.entry, last) if reach.entry < last else Windows(())


def capacities(model: Model, rides: Sequence[RideType], until: int) -> Capacities:
    """Return what the resources give until minute `until`, for the given ride types."""
    instance = model.instance
    reach = _reach(model, rides)
    pieces = {c: _pieces(model, c, reach[c], until) for c in reach}
    corridors = [0] * len(instance.corridors)
    hours = [0] * len(instance.corridors)
    for c, windows in pieces.items():
        corridor = instance.corridors[c]
        spans = [w.minutes - reach[c].inside for w in windows if w.minutes >= reach[c].inside]
        if corridor.headway > 0:
            corridors[c] = sum(span // corridor.headway + 1 for span in spans)
        if corridor.per_hour:
            hours[c] = sum((span // 60 + 1) * corridor.per_hour for span in spans)
    return Capacities(
        escorts=tuple(_team_minutes(model, p, pieces, rides) for p in range(len(instance.escorts))),
        checkpoints=tuple(_inspection(model, q, pieces) for q in range(len(instance.checkpoints))),
        corridors=tuple(corridors),
        hours=tuple(hours),
        bays=tuple((point.bays or 0) * max(until, 0) for point in instance.assembly_points),
        small=tuple(_small(model, a) for a in range(len(model.assembly))),
    )


def _team_minutes(
    model: Model,
    pool: int,
    pieces: dict[int, Windows],
    rides: Sequence[RideType],
) -> int:
    grown: list[Window] = []
    for c, windows in pieces.items():
        if pool not in model.pools[c]:
            continue
        lines = {ride.option.line for ride in rides if int(model.line_c[ride.option.line]) == c}
        before = max(int(model.access[:, line].max()) for line in lines)
        after = max(
            int(model.back[ride.option.line, ride.d]) for ride in rides if ride.option.line in lines
        )
        grown += [Window(max(w.start - before, 0), w.until + after) for w in windows]
    return model.instance.escorts[pool].teams * Windows.of(grown).minutes


def _inspection(model: Model, q: int, pieces: dict[int, Windows]) -> int:
    checkpoint = model.instance.checkpoints[q]
    used = [w for c, windows in pieces.items() if q in model.stop_q[c] for w in windows]
    closed = Windows.of(used).minus(checkpoint.windows)
    return Windows.of(used).minutes - closed.minutes


def _small(model: Model, a: int) -> int:
    sizes = [
        model.instance.corridors[int(c)].smallest - 1
        for point, c in zip(model.line_a, model.line_c, strict=True)
        if point == a
    ]
    return max(sizes, default=0)
