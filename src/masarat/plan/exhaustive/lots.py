"""Goals that vehicles leave alike, and goals that are better than others.

Fewer kinds of places make more states comparable (docs/exhaustive.md).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


def in_lots(turn: Ints) -> tuple[Ints, Ints, Ints]:
    """Join goals from which the ways to all points differ by the same minutes.

    Parameters
    ----------
    turn : [place, point]
        Minutes from each goal, and in the last row from where vehicles begin, to each point.

    Returns
    -------
    lot : [goal]
    offset : [goal]
        Minutes later at the lot that are as good, at least 0.
    turn : [lot, point]
        The last row is where vehicles begin.
    """
    goals, rows = turn[:-1], list[int]()
    lot, apart = np.zeros(len(goals), np.int64), np.zeros(len(goals), np.int64)
    for number, row in enumerate(goals):
        same = [k for k, first in enumerate(rows) if len(set(row - goals[first])) == 1]
        if not same:
            same = [len(rows)]
            rows.append(number)
        lot[number] = same[0]
        apart[number] = row[0] - goals[rows[same[0]]][0]
    nearest = np.array([apart[lot == k].min() for k in range(len(rows))], np.int64)
    by_lot = [goals[first] + near for first, near in zip(rows, nearest, strict=True)]
    return lot, apart - nearest[lot], np.array([*by_lot, turn[-1]], np.int64)


def by_preference(out: Ints, turn: Ints) -> tuple[list[int], bool]:
    """Order goals so that a ride may go to an earlier one in place of a later one.

    Parameters
    ----------
    out : [corridor, goal]
    turn : [place, point]
        As in `in_lots`.

    Returns
    -------
    order : list of int
        Goals.
    ordered : bool
        Whether each is at least as good as the next: nearer to every exit, and no later back at any
        point.
    """
    back = (out[:, :, None] + turn[None, :-1, :]).min(axis=0)
    reach = np.concatenate([out.T, (out[:, :, None] + turn[None, :-1, :]).transpose(1, 0, 2)
                            .reshape(out.shape[1], -1)], axis=1)  # fmt: skip
    order = sorted(range(out.shape[1]), key=lambda goal: (int(back[goal].sum()), goal))
    ordered = all(bool((reach[one] <= reach[two]).all()) for one, two in pairwise(order))
    return order, ordered
