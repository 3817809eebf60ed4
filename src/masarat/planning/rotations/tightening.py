"""Prices that close loads, and places that are limited, until neither tells more about a mix."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, NamedTuple

from masarat.planning.rotations.memory import states_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.planning.rotations.memory import Limited
    from masarat.planning.rotations.mixing import Mixed, Mixing, Part, Prices

CLOSES = 10
"""Prices are kept, and asked for again, when they close one load in so many."""

MOST_STATES, MOST_CELLS = 1_000, 6_000_000
"""States of paths up to which places are limited, and states in all rows of a table."""

SOME = 1e-5


class Tight(NamedTuple):
    """What is left of a part of all plans, its last mix, and the prices that say so."""

    part: Part
    mixed: Mixed
    kept: tuple[tuple[Prices, Limited], ...]


def tightened(mixing: Mixing, part: Part, mix: Callable[[Part], Mixed]) -> Tight:
    """Close loads and limit places, as long as that helps."""
    kept: list[tuple[Prices, Limited]] = []
    while True:
        mixed = mix(part)
        if mixed.proof:
            return Tight(part, mixed, (*kept, (mixed.prices, part.limited)))
        left, before = mixing.close(mixed.prices, part), int(part.is_open.sum())
        if before - int(left.sum()) > before // CLOSES:
            kept.append((mixed.prices, part.limited))
            part = part._replace(is_open=left)
            continue
        limited = _more_limited(mixing, mixed, part)
        if limited == part.limited:
            return Tight(part, mixed, tuple(kept))
        part = part._replace(limited=limited)


def _more_limited(mixing: Mixing, mixed: Mixed, part: Part) -> Limited:
    """Return limited places, with the one that the mix visits too often most of all."""
    counted = mixing.counted
    often: dict[int, float] = {}
    for path, amount in mixed.amounts:
        for place in path.visits_beyond(counted.most, len(counted.loads)):
            often[place] = often.get(place, 0.0) + amount / log(counted.most[place] + 2)
    most = min(MOST_STATES, MOST_CELLS // max(int(part.is_open.any(axis=3).sum()), 1))
    for place in sorted(often, key=lambda each: (-round(often[each], 6), each)):
        if often[place] > SOME and states_of(counted.most, (*part.limited, place)) <= most:
            return (*part.limited, place)
    return part.limited
