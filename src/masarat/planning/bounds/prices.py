"""Prices: what people are worth and what shared things cost, by blocks of time."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from masarat.scenario.instance import Need

TIMED = ("escorts", "checkpoints", "headways", "flows", "bays")
"""What is paid for by the minute, at the price of that minute."""

COUNTED = ("corridors", "hours", "small")
"""What is paid for by the piece, at one price."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What people are worth and resources cost, in whole numbers of any common unit.

    `people` by group, `rides` by (assembly point, need), `destinations` per person, `corridors` per
    convoy, `hours` per vehicle, `small` per ride in a convoy below the minimum. By number, then by
    block of time: `escorts` per team-minute, `checkpoints` per minute, `headways` per minute of the
    headway after an entry, `flows` per minute of the 60 after a vehicle's entry, `bays` per
    bay-minute, `linked` for each unit of weight of a person who departs, of either sign
    (`ties.Tie`; empty where no linked operation has a price). Block k lasts from `blocks[k]` to the
    next; the first begins at 0, the last never ends.
    """

    people: tuple[int, ...]
    rides: dict[tuple[int, Need], int]
    destinations: tuple[int, ...]
    corridors: tuple[int, ...]
    hours: tuple[int, ...]
    small: tuple[int, ...]
    blocks: tuple[int, ...]
    escorts: tuple[tuple[int, ...], ...]
    checkpoints: tuple[tuple[int, ...], ...]
    headways: tuple[tuple[int, ...], ...]
    flows: tuple[tuple[int, ...], ...]
    bays: tuple[tuple[int, ...], ...]
    linked: tuple[tuple[int, ...], ...] = ()

    @property
    def departures(self) -> bool:
        """Whether departures have a price."""
        return any(map(any, self.linked))


def overlaps(start: int, until: int, blocks: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return (block, minutes) of the part of [start, until) in each block that it meets."""
    found, block = [], max(bisect_right(blocks, start) - 1, 0)
    while start < until:
        end = until if block + 1 == len(blocks) else min(until, blocks[block + 1])
        if end > start:
            found.append((block, end - start))
        start, block = end, block + 1
    return found
