"""Blocks of time: when prices may change."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from masarat.scenario.instance import Instance

STAGES = (16, 64)
"""Regular blocks at each stage of refinement."""

SHORTEST = 5
"""Minutes of a regular block at least."""

MOST_EDGES = 24
"""Hours at which something changes by itself that begin a block of their own."""

SPREAD, PARTS = 1.4, 40
"""How long vehicles crowd, in crowds, and into how many blocks this time is divided."""

MOST_ROWS = 800
"""Prices by the minute in all."""

MOST_REFINED = (1200, 2000)
"""The same after blocks in which prices change most have been refined once, and again."""


def divisions(instance: Instance, until: int, resources: int) -> list[tuple[int, ...]]:
    """Return coarser and finer ways to divide the time until `until`; the first is one block.

    Parameters
    ----------
    resources
        How many things have a price for each block; where there are none, one block is enough.
    """
    found: list[tuple[int, ...]] = [(0,)]
    edges, most = _edges(instance, until), MOST_ROWS // max(resources, 1)
    for stage in STAGES if resources else ():
        regular = min(stage, until // SHORTEST, most - len(edges))
        blocks = {0, *edges, *(until * k // regular for k in range(1, regular))}
        if len(found[-1]) < len(blocks) <= most:
            found.append(tuple(sorted(blocks)))
    return found


def refined(
    blocks: tuple[int, ...], rates: Sequence[int], until: int, most: int
) -> tuple[int, ...]:
    """Divide the blocks further in which prices are likely to change most.

    Parameters
    ----------
    rates
        By block: what a minute of everything that is there costs.
    until
        The minute that matters last.
    most
        How many blocks there may be.

    Returns
    -------
    tuple of int
        The same blocks, but some in quarters: those that cost most more or less than a neighbour,
        with regard to their length.
    """
    ends = (*blocks[1:], max(until, blocks[-1]))
    changes = [0, *(abs(one - two) for one, two in pairwise(rates)), 0]
    weights = [
        max(changes[k], changes[k + 1]) * (min(end, until) - start)
        for k, (start, end) in enumerate(zip(blocks, ends, strict=True))
    ]
    found = set(blocks)
    for k in sorted(range(len(blocks)), key=lambda k: (-weights[k], k)):
        minutes = min(ends[k], until) - blocks[k]
        if weights[k] > 0 and minutes >= 4 * SHORTEST and len(found) + 3 <= most:
            found |= {blocks[k] + minutes * part // 4 for part in (1, 2, 3)}
    return tuple(sorted(found))


def crowded(instance: Instance, until: int, crowd: float) -> tuple[int, ...]:
    """Divide the time finely where vehicles crowd: at the beginning and at the end.

    Parameters
    ----------
    crowd
        In how many minutes all vehicles could pass once.
    """
    span = min(int(SPREAD * crowd), until // 3)
    found = {0, *_edges(instance, until)}
    for part in range(1, PARTS):
        found |= {span * part // PARTS, until - span * part // PARTS}
    found |= {span, until - span}
    return tuple(sorted(minute for minute in found if 0 <= minute < max(until, 1)))


def _edges(instance: Instance, until: int) -> list[int]:
    """Return when windows, suspensions and the availability of vehicles change things."""
    sets = [corridor.windows for corridor in instance.corridors]
    sets += [checkpoint.windows for checkpoint in instance.checkpoints]
    sets.append(instance.suspensions)
    minutes = {minute for windows in sets for w in windows for minute in (w.start, w.until)}
    minutes |= {cls.available for cls in instance.classes}
    inside = sorted(minute for minute in minutes if 0 < minute < until)
    every = -(-len(inside) // MOST_EDGES) or 1
    return inside[::every]
