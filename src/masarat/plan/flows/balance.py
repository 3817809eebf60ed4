"""What is at every node at every moment: never less than nothing, and nothing in the end.

Rates times a denominator times steps soon leave int64. They are added up in digits of some base,
each digit's sums exact in int64, and carried over in the end: exact and quick, whatever the size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from masarat.plan.flows.rows import fraction
from masarat.plan.flows.verdict import FlowViolation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from masarat.plan.flows.shapes import Problem, Witness

EXACT_BITS = 61
LEAST_BITS = 8


def unbalanced(problem: Problem, witness: Witness) -> Iterator[FlowViolation]:
    """Yield each node that gives what it does not have, or that keeps something.

    What waits at a node is a piecewise linear function of time, since rates are constant between
    the moments at which a row begins or ends there: its least values are at these moments.
    """
    events = _events(problem, witness)
    if not len(events.node):
        return
    order = _by_node_and_step(events)
    node, step = events.node[order], events.step[order]
    moment = np.flatnonzero((np.diff(node, prepend=-1) != 0) | (np.diff(step, prepend=-1) != 0))
    node, step = node[moment], step[moment]
    first = np.flatnonzero(np.diff(node, prepend=-1))  # each node's first moment
    count = np.diff(np.append(first, len(node)))

    bits, digits = _digits(witness)
    waiting = []
    for digit in digits:
        change = (digit[events.row] * events.sign)[order]
        waiting.append(_waiting(np.add.reduceat(change, moment), step, first, count))
    for place in range(len(waiting) - 1):
        waiting[place + 1] += waiting[place] >> bits
        waiting[place] &= (1 << bits) - 1

    def violation(at: int, message: str) -> FlowViolation:
        amount = sum(int(digit[at]) << (bits * place) for place, digit in enumerate(waiting))
        return FlowViolation(
            law="conservation",
            message=message,
            node=int(node[at]),
            step=int(step[at]),
            found=fraction(amount, witness.denominator),
            allowed=0,
        )

    short = np.flatnonzero(waiting[-1] < 0)
    _, earliest = np.unique(node[short], return_index=True)
    for at in short[earliest].tolist():
        yield violation(at, "more has left the node than has come to it")
    last = first + count - 1
    kept = np.any([digit[last] != 0 for digit in waiting], axis=0) & (waiting[-1][last] >= 0)
    for at in last[kept].tolist():
        yield violation(at, "something stays at the node and arrives nowhere")


@dataclass(frozen=True, slots=True)
class _Events:
    """Moments at which the net rate at a node changes by `sign` times the rate of a row.

    Rows are those of arcs, departures and arrivals, one after another.
    """

    node: NDArray[np.int64]
    step: NDArray[np.int64]
    row: NDArray[np.int64]
    sign: NDArray[np.int64]


def _events(problem: Problem, witness: Witness) -> _Events:
    roads = problem.network
    arcs, leave, arrive = witness.arcs, witness.departures, witness.arrivals
    transit = roads.transit[arcs.index]
    rows = np.arange(len(arcs.index) + len(leave.index) + len(arrive.index))
    of_arcs, of_leave, of_arrive = np.split(
        rows, np.cumsum([len(arcs.index), len(leave.index)]).tolist()
    )
    flows = (
        (roads.tail[arcs.index], arcs.begin, arcs.end, of_arcs, -1),
        (roads.head[arcs.index], arcs.begin + transit, arcs.end + transit, of_arcs, 1),
        (problem.sources[leave.index], leave.begin, leave.end, of_leave, 1),
        (problem.sinks[arrive.index], arrive.begin, arrive.end, of_arrive, -1),
    )
    ends = [
        (node, moment, row, np.full(len(row), sign))
        for node, begin, end, row, gain in flows
        for moment, sign in ((begin, gain), (end, -gain))
    ]
    node, step, row, sign = (np.concatenate(column) for column in zip(*ends, strict=True))
    return _Events(node, np.maximum(step, 0), row, sign)


def _by_node_and_step(events: _Events) -> NDArray[np.int64]:
    span = int(events.step.max()) + 1
    if (int(events.node.max()) + 1) * span < 1 << 62:
        return np.argsort(events.node * span + events.step, kind="stable")
    return np.lexsort((events.step, events.node))


def _digits(witness: Witness) -> tuple[int, list[NDArray[Any]]]:
    """Return the bits of a digit and the rates of all rows, lowest digit first.

    Where flows last so absurdly long that int64 has no room for digits, there is one digit, of
    Python integers.
    """
    parts = (witness.arcs, witness.departures, witness.arrivals)
    steps = sum(int((part.end - part.begin).sum()) + 2 * len(part.index) for part in parts)
    most = max(int(part.rate.max(initial=0)) for part in parts).bit_length()
    bits = EXACT_BITS - (4 * steps).bit_length()
    if bits < LEAST_BITS:
        return most, [np.concatenate([part.rate.astype(object) for part in parts])]
    mask = (1 << bits) - 1
    return bits, [
        np.concatenate([((part.rate >> shift) & mask).astype(np.int64) for part in parts])
        for shift in range(0, most, bits)
    ]


def _waiting(
    change: NDArray[Any], step: NDArray[np.int64], first: NDArray[np.int64], count: NDArray[Any]
) -> NDArray[Any]:
    """Return what waits at each moment, in units of one digit."""
    rate = _restarted(change, first, count)
    gains = np.zeros_like(rate)
    gains[1:] = rate[:-1] * np.diff(step)
    gains[first] = 0
    return _restarted(gains, first, count)


def _restarted(
    values: NDArray[Any], first: NDArray[np.int64], count: NDArray[np.int64]
) -> NDArray[Any]:
    """Return running sums that begin anew at every `first`."""
    running = np.cumsum(values)
    return np.asarray(running - np.repeat(running[first] - values[first], count))
