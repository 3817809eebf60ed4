"""Capacities over time: constant ones and ones that change, by moment and added up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.plan.flows.rows import FAR, fraction
from masarat.plan.flows.verdict import FlowViolation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from masarat.plan.flows.shapes import Changes, Network, Rates


@dataclass(frozen=True, slots=True)
class Pieces:
    """Capacity of every arc as pieces, ascending by (arc, begin), each arc's first from time 0."""

    arc: NDArray[np.int64]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    capacity: NDArray[np.int64]

    def at(self, arc: NDArray[np.int64], step: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of the piece that holds at a step >= 0 of an arc."""
        begins = np.unique(self.begin)

        def key(arc: NDArray[np.int64], step: NDArray[np.int64]) -> NDArray[np.int64]:
            return arc * len(begins) + np.searchsorted(begins, step, side="right") - 1

        return np.searchsorted(key(self.arc, self.begin), key(arc, step), side="right") - 1


def pieces_of(network: Network, changes: Changes | None) -> Pieces:
    """Return capacities as pieces. Of changes of one arc at one step, the last one holds."""
    arcs = np.arange(len(network.tail))
    arc, begin, capacity = arcs, np.zeros_like(arcs), network.capacity
    if changes is not None:
        arc = np.concatenate([arc, changes.arc])
        begin = np.concatenate([begin, changes.step])
        capacity = np.concatenate([capacity, changes.capacity])
        order = np.lexsort((begin, arc))
        arc, begin, capacity = arc[order], begin[order], capacity[order]
        last = np.ones(len(arc), bool)
        last[:-1] = (arc[1:] != arc[:-1]) | (begin[1:] != begin[:-1])
        arc, begin, capacity = arc[last], begin[last], capacity[last]
    end = np.full(len(arc), FAR)
    follows = arc[1:] == arc[:-1]
    end[:-1][follows] = begin[1:][follows]
    return Pieces(arc, begin, end, capacity)


def exceeded(pieces: Pieces, rows: Rates, denominator: int) -> Iterator[FlowViolation]:
    """Yield every row that at some moment takes more than its arc may, at the first such moment."""
    if not len(rows.index):
        return
    first = pieces.at(rows.index, np.maximum(rows.begin, 0))
    last = pieces.at(rows.index, np.maximum(rows.end - 1, 0))
    size = denominator * int(pieces.capacity.max(initial=0))
    limit = pieces.capacity.astype(np.int64 if size < 1 << 62 else object) * denominator
    row = np.arange(len(first))
    while len(row):
        bad = np.asarray(rows.rate[row] > limit[first[row]], bool)
        for at in row[bad].tolist():
            piece = int(first[at])
            yield FlowViolation(
                law="capacity",
                message="more enters the arc than it may take",
                arc=int(rows.index[at]),
                step=max(int(rows.begin[at]), int(pieces.begin[piece])),
                found=fraction(rows.rate[at], denominator),
                allowed=int(pieces.capacity[piece]),
            )
        row = row[~bad & (first[row] < last[row])]
        first[row] += 1


def within(
    pieces: Pieces, arc: NDArray[np.int64], begin: NDArray[np.int64], end: NDArray[np.int64]
) -> list[int]:
    """Return how much each arc may take in [begin, end), which lies after 0 and is not empty."""
    added = []
    first, last = pieces.at(arc, begin), pieces.at(arc, end - 1)
    for one, (lo, hi) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
        since = np.maximum(pieces.begin[lo : hi + 1], begin[one])
        until = np.minimum(pieces.end[lo : hi + 1], end[one])
        steps = zip((until - since).tolist(), pieces.capacity[lo : hi + 1].tolist(), strict=True)
        added.append(sum(length * units for length, units in steps))
    return added
