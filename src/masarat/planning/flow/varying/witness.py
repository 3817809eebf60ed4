"""From flows between cells to rates over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.flow.answer import Rates, Witness

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.flow.problem import StepProblem
    from masarat.planning.flow.varying.grid import Expansion

    Whole = NDArray[np.int64]
    Rows = tuple[Whole, Whole, Whole, Whole]


def witness_of(problem: StepProblem, expansion: Expansion) -> Witness:
    """Return the expansion's flow as rates whose denominator is the width of a cell.

    Vehicles of a source leave when those that pass through it do not suffice for what leaves it.
    They end at a sink when they come there, unless some go on from it.
    """
    roads, lattice = problem.network, expansion.lattice
    flow = expansion.flow
    used = flow > 0
    arc, cell, flow = expansion.arc[used], expansion.cell[used], flow[used]
    begin = lattice.begin(roads.tail[arc], cell)
    arcs = joined(arc, begin, begin + lattice.width, flow)

    sink, last, sunk = expansion.sunk
    shape = (roads.nodes, lattice.cells)
    out, come = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    np.add.at(out, (roads.tail[arc], cell), flow)
    at = cell + lattice.shift(roads.tail, roads.head, roads.transit)[arc]
    np.add.at(come, (roads.head[arc], at), flow)
    ended = np.zeros(shape, np.int64)
    np.add.at(ended, (problem.sinks[sink], last), sunk)

    own = np.cumsum((out + ended - come)[problem.sources], axis=1)
    left = np.diff(np.maximum.accumulate(np.maximum(own, 0), axis=1), axis=1, prepend=0)
    source, first = np.nonzero(left)
    leave = lattice.begin(problem.sources[source], first)
    departures = joined(source, leave, leave + lattice.width, left[source, first])

    position = np.full(roads.nodes, -1)
    position[problem.sinks] = np.arange(len(problem.sinks))
    through: NDArray[np.bool_] = np.asarray(out.any(axis=1))
    through[problem.sources[problem.supplies > 0]] = True
    straight = (position[roads.head[arc]] >= 0) & ~through[roads.head[arc]]
    there = begin[straight] + roads.transit[arc[straight]]
    rest = through[problem.sinks[sink]]
    end = lattice.begin(problem.sinks[sink[rest]], last[rest])
    arrivals = summed(
        np.concatenate([position[roads.head[arc[straight]]], sink[rest]]),
        np.concatenate([there, end]),
        lattice.width,
        np.concatenate([flow[straight], sunk[rest]]),
    )
    return Witness(lattice.width, arcs, departures, arrivals)


def joined(index: Whole, begin: Whole, end: Whole, rate: Whole) -> Rates:
    """Return rows that do not overlap as rates, neighbours of the same rate as one row."""
    order = np.lexsort((begin, index))
    index, begin, end, rate = (column[order] for column in (index, begin, end, rate))
    first = np.ones(len(index), bool)
    first[1:] = (np.diff(index) != 0) | (begin[1:] != end[:-1]) | (np.diff(rate) != 0)
    last = np.append(first[1:], True)[: len(index)]
    return Rates(index[first], begin[first], end[last], rate[first])


def summed(index: Whole, begin: Whole, length: int, rate: Whole) -> Rates:
    """Return the sums of rates that each last for `length` steps and may overlap."""
    if not len(index):
        return Rates(index, begin, begin, rate)
    where = np.concatenate([index, index])
    step = np.concatenate([begin, begin + length])
    change = np.concatenate([rate, -rate])
    order = np.lexsort((step, where))
    where, step, change = where[order], step[order], change[order]
    moment = np.flatnonzero((np.diff(where, prepend=-1) != 0) | (np.diff(step, prepend=-1) != 0))
    level = np.cumsum(np.add.reduceat(change, moment))
    where, step = where[moment], step[moment]
    kept = np.flatnonzero(level[:-1] > 0)
    return joined(where[kept], step[kept], step[kept + 1], level[kept])
