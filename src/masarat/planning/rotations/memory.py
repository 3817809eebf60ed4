"""What a path remembers: how often it was where it may be so many times only.

No vehicle brings more loads from a source than there are, nor more to a shelter than it takes; yet
the best path for given prices does, wherever a loop is short. To keep it from that everywhere is
hard; it mostly suffices at a few places (decremental state space relaxation: Righini and Salani
2008).
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

Limited = tuple[int, ...]
"""Places that are remembered: numbers of sources, then of shelters."""


class Memory(NamedTuple):
    """What follows what is remembered, [source or shelter, state], after one visit more.

    -1 if that is one too many.
    """

    states: int
    source: Ints
    shelter: Ints


def memory_of(most: Sequence[int], sources: int, limited: Limited) -> Memory:
    """Return the memory of visits to limited places.

    Parameters
    ----------
    most
        Visits to each place at most, first to sources, then to shelters.
    """
    states = states_of(most, limited)
    state = np.arange(states)
    following = np.tile(state, (len(most), 1))
    stride = 1
    for place in limited:
        visits = state // stride % (most[place] + 1)
        following[place] = np.where(visits < most[place], state + stride, -1)
        stride *= most[place] + 1
    return Memory(states, following[:sources], following[sources:])


def states_of(most: Sequence[int], limited: Limited) -> int:
    """Return in how many states a path can be that remembers visits to limited places."""
    return prod(most[place] + 1 for place in limited)
