"""Tours from mixes of paths that remember visits: of each mix some are kept, and the rest mixed.

As `planning.rotations.diving`, but minute by minute, over loads that no prices close, and with
limits: what the last vehicles can bring is known best by paths that do not go round in circles.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from masarat.planning.rotations.diving import WASTED, Dive
from masarat.planning.rotations.mixing import Mixing, Part
from masarat.planning.rotations.tightening import more_limited, tightened

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from masarat.planning.rotations.counted import Counted
    from masarat.planning.rotations.known import Known
    from masarat.planning.rotations.mixing import Mixed
    from masarat.planning.rotations.paths import Path

    Ints = NDArray[np.int64]

ROUNDS, FIRST_ROUNDS = 60, 2_000
"""Rounds of generation at most before tours are kept, and before the first are."""

MOST_STATES, MOST_CELLS = 400, 3_000_000
"""States of paths up to which places are limited, and states of all open loads."""

AT_ONCE = 8
"""Of so many vehicles one more tour is kept at once."""


class _Taken(NamedTuple):
    """A tour without its loads too many, how many these are, and what it leaves."""

    legs: tuple[tuple[int, int], ...]
    wasted: int
    loads: Ints
    rooms: Ints


def keep_tours(
    counted: Counted, until: int, known: Known, spend: Callable[[int], bool]
) -> Dive | None:
    """Return tours that end by step `until`; None where prices exclude that all loads do.

    Raises
    ------
    EndedError
        When `spend`, which is told what was looked at, says so.
    """
    mixing = Mixing(counted, until, known, spend)
    tight = tightened(
        mixing,
        Part((), mixing.all_open()),
        lambda part: mixing.mix(part, FIRST_ROUNDS),
        MOST_STATES,
    )
    if tight.mixed.proof:
        return None
    part = tight.part._replace(limited=())
    kept: list[tuple[int, tuple[tuple[int, int], ...]]] = []
    rest = replace(counted, fleet=counted.fleet.copy())
    while rest.fleet.any() and rest.loads.any():
        mixed = _mixed(Mixing(rest, until, known, spend), part)
        before, most = len(kept), -(-int(rest.fleet.sum()) // AT_ONCE)
        for path in _ranked(rest, mixed):
            taken = _taken(rest, path)
            if not rest.fleet[path.kind] or (taken.wasted and len(kept) > before):
                continue
            kept.append((path.kind, taken.legs))
            rest = replace(rest, loads=taken.loads, rooms=taken.rooms)
            rest.fleet[path.kind] -= 1
            if len(kept) - before == most:
                break
        if len(kept) == before:
            break
    return Dive(tuple(kept), tuple(rest.loads.tolist()))


def _mixed(mixing: Mixing, part: Part) -> Mixed:
    """Return a mix for what is left, with limits that suit it."""
    most = min(MOST_STATES, MOST_CELLS // max(int(part.is_open.sum()), 1))
    while True:
        mixed = mixing.mix(part, ROUNDS, proving=False)
        limited = more_limited(mixing, mixed, part, most)
        if limited == part.limited:
            return mixed
        part = part._replace(limited=limited)


def _ranked(rest: Counted, mixed: Mixed) -> list[Path]:
    """Return paths of a mix, first those of which most is used and least is wasted."""
    ranked = []
    for path, amount in mixed.amounts:
        wasted = _taken(rest, path).wasted
        share = min(amount, 1.0) - WASTED * wasted
        ranked.append((round(share, 9), len(path.stops) - wasted, path))
    return [path for _, _, path in sorted(ranked, reverse=True)]


def _taken(rest: Counted, path: Path) -> _Taken:
    """Return what a path takes of the loads and rooms that are left."""
    loads, rooms, legs = rest.loads.copy(), rest.rooms.copy(), []
    for stop in path.stops:
        if loads[stop.source] and rooms[stop.shelter]:
            loads[stop.source] -= 1
            rooms[stop.shelter] -= 1
            legs.append((stop.source, stop.shelter))
    return _Taken(tuple(legs), len(path.stops) - len(legs), loads, rooms)
