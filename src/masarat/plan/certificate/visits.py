"""Visits that a path remembers: no vehicle has more rides from or to a place than count there.

States number what is remembered, how often a path was at each of some places; the last state, past
all others, is that of paths that were somewhere too often.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Visits:
    """What is remembered after a ride more: [place or target, state before] the state.

    `states` counts the states of paths that were nowhere too often.
    """

    states: int
    place: Ints
    target: Ints


def visits(sizes: tuple[int, int], places: Mapping[int, int], targets: Mapping[int, int]) -> Visits:
    """Return the memory of so many visits at most, to numbered places and targets.

    `sizes` are the numbers of all places and of all targets.
    """
    states = prod(most + 1 for limits in (places, targets) for most in limits.values())
    found = [np.tile(np.arange(states + 1), (size, 1)) for size in sizes]
    stride = 1
    for table, limits in zip(found, (places, targets), strict=True):
        for number, most in limits.items():
            for state in range(states):
                often = state // stride % (most + 1)
                table[number, state] = state + stride if often < most else states
            stride *= most + 1
    return Visits(states, *found)
