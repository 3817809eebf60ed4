"""A naive judge of flows: slot by slot, with fractions, for tests only."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from masarat.planning.flow.answer import Rates, Witness
    from masarat.planning.flow.problem import StepProblem

Slots = dict[tuple[int, int], Fraction]


def holds(problem: StepProblem, witness: Witness, steps: int) -> bool:
    """Whether the witness is a flow that moves everybody within `steps` slots."""
    parts = (witness.arcs, witness.departures, witness.arrivals)
    if any(map(_meaningless, parts)):
        return False
    arcs, leave, arrive = (_by_slot(part, witness.denominator) for part in parts)
    transit = problem.network.transit.tolist()
    latest = max((slot + transit[arc] for arc, slot in arcs), default=0)
    slots = [slot for part in (arcs, leave, arrive) for _, slot in part]
    if min(slots, default=0) < 0 or max(latest, *slots, 0) >= steps:
        return False
    capacity = problem.network.capacity.tolist()
    if any(rate > capacity[arc] for (arc, _), rate in arcs.items()):
        return False
    sent, come = (_by_index(part) for part in (leave, arrive))
    if any(sent[source] != supply for source, supply in enumerate(problem.supplies.tolist())):
        return False
    rooms = enumerate(problem.sink_capacities.tolist())
    if any(come[sink] > room for sink, room in rooms if room >= 0):
        return False
    return _balanced(problem, (arcs, leave, arrive), steps)


def _balanced(problem: StepProblem, parts: tuple[Slots, Slots, Slots], steps: int) -> bool:
    roads = problem.network
    arcs, leave, arrive = parts
    gain: defaultdict[tuple[int, int], Fraction] = defaultdict(Fraction)
    for (arc, slot), rate in arcs.items():
        gain[int(roads.tail[arc]), slot] -= rate
        gain[int(roads.head[arc]), slot + int(roads.transit[arc])] += rate
    for (source, slot), rate in leave.items():
        gain[int(problem.sources[source]), slot] += rate
    for (sink, slot), rate in arrive.items():
        gain[int(problem.sinks[sink]), slot] -= rate
    for node in range(roads.nodes):
        waiting = list(accumulate(gain[node, slot] for slot in range(steps)))
        if min(waiting) < 0 or waiting[-1]:
            return False
    return True


def _by_index(part: Slots) -> defaultdict[int, Fraction]:
    found: defaultdict[int, Fraction] = defaultdict(Fraction)
    for (index, _), rate in part.items():
        found[index] += rate
    return found


def _by_slot(rows: Rates, denominator: int) -> Slots:
    found: Slots = {}
    columns = (rows.index, rows.begin, rows.end, rows.rate)
    for index, begin, end, rate in zip(*(c.tolist() for c in columns), strict=True):
        for slot in range(begin, end):
            found[index, slot] = found.get((index, slot), Fraction(0)) + Fraction(rate, denominator)
    return found


def _meaningless(rows: Rates) -> bool:
    """Whether rows overlap, are empty or have no rate."""
    columns = (rows.index, rows.begin, rows.end, rows.rate)
    listed = list(zip(*(c.tolist() for c in columns), strict=True))
    if any(end <= begin or rate < 1 for _, begin, end, rate in listed):
        return True
    return any(a[0] == b[0] and b[1] < a[2] for a, b in pairwise(listed))
