"""Better labels by looking around: ever smaller cuts, and so better bounds.

Among labels near given ones the best is a minimum cut again, of a network with a few cells a node:
what leaves within a cell and arrives within another may be as much as arcs take while both last.
Spacing is halved down to one step, so the cost grows with the logarithm of the horizon. While the
same sources are in, and nothing changes, cuts are an L-natural convex function of labels, and what
is best nearby is best at all (Murota 2003); with changes this finds good ones. Each is a proof by
itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.flow.varying.cut import Cut, cut_of, limited
from masarat.planning.flow.varying.maximum import ENDLESS, Preflow
from masarat.planning.flow.varying.ranges import ranges

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from masarat.planning.flow.problem import StepProblem
    from masarat.planning.flow.varying.profile import Profile

    Whole = NDArray[np.int64]

REACH = 3
"""Candidates on either side of a label."""

ROUNDS = 6
"""Looks around at one spacing, as long as each finds something."""


def refined(
    problem: StepProblem,
    profile: Profile,
    cut: Cut,
    spacing: int,
    watch: Callable[[], None] | None = None,
) -> Cut:
    """Return a cut of the same horizon whose excess is as great or greater.

    Ends as soon as the excess is above 0. `spacing`, in steps, is how far labels may be off.
    """
    while cut.excess <= 0:
        for _ in range(ROUNDS):
            better = around(problem, profile, cut, spacing, watch)
            if better.excess <= cut.excess:
                break
            cut = better
            if cut.excess > 0:
                return cut
        if spacing == 1:
            break
        spacing = max(spacing // 2, 1)
    return cut


def around(
    problem: StepProblem,
    profile: Profile,
    cut: Cut,
    spacing: int,
    watch: Callable[[], None] | None = None,
) -> Cut:
    """Return the best cut whose labels are the given ones plus up to REACH times `spacing`."""
    horizon, nodes = cut.horizon, problem.network.nodes
    candidates = cut.labels[:, None] + np.arange(-REACH, REACH + 1) * spacing
    node = np.arange(nodes).repeat(2 * REACH + 1)
    # Supplies are raised, so that giving all sources up is no better cut; sums must stay in int64.
    supplies = problem.supplies.copy()
    inside = cut.labels[problem.sources] == 0
    supplies[inside] += min(max(-cut.excess, 0) + 1, ENDLESS // len(supplies))
    return best_of(problem, profile, horizon, (node, candidates.ravel()), supplies, watch)


def best_of(
    problem: StepProblem,
    profile: Profile,
    horizon: int,
    candidates: tuple[Whole, Whole],
    supplies: Whole,
    watch: Callable[[], None] | None = None,
) -> Cut:
    """Return the best cut whose labels are 0, the horizon, or among the candidates (node, step).

    It is the best one for `supplies`; its excess is told for the problem's own.
    """
    nodes = problem.network.nodes
    node = np.concatenate([np.arange(nodes), candidates[0]])
    begin = np.concatenate([np.zeros(nodes, np.int64), candidates[1]])
    kept = (begin >= 0) & (begin < max(horizon, 1))
    pairs = np.unique(np.stack([node[kept], begin[kept]]), axis=1)
    node, begin = pairs
    first = np.searchsorted(node, np.arange(nodes + 1))
    arc, tail, head, since, until = _meetings(problem, begin, first, horizon)
    open_ever = profile.most[arc] > 0
    arc, tail, head, since, until = (a[open_ever] for a in (arc, tail, head, since, until))
    capacity = np.minimum(profile.amount(arc, since, until), ENDLESS)
    open_now = capacity > 0
    rooms = np.flatnonzero(limited(problem))
    room_nodes, sink = len(node) + np.arange(len(rooms)), len(node) + len(rooms)
    into = np.full(len(problem.sinks), sink)
    into[rooms] = room_nodes
    held = np.flatnonzero(np.diff(node) == 0)
    which, cell = ranges(np.diff(first)[problem.sinks])
    ends = first[problem.sinks[which]] + cell
    parts = (
        (tail[open_now], head[open_now], capacity[open_now]),
        (held, held + 1, np.full(len(held), ENDLESS)),
        (room_nodes, np.full(len(rooms), sink), problem.sink_capacities[rooms]),
        (ends, into[which], np.full(len(ends), ENDLESS)),
    )
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    excess = np.zeros(sink + 1, np.int64)
    excess[first[problem.sources]] = supplies
    preflow = Preflow(sink + 1, sink, (columns[0], columns[1], columns[2]), excess)
    preflow.run(watch)
    shut = ~preflow.leads_on
    labels = np.full(nodes, horizon)
    inside = np.flatnonzero(shut[: len(node)])[::-1]
    labels[node[inside]] = begin[inside]  # the earliest comes last
    full = np.zeros(len(problem.sinks), bool)
    full[rooms] = shut[room_nodes]
    return cut_of(problem, profile, horizon, labels, full)


def _meetings(
    problem: StepProblem, begin: Whole, first: Whole, horizon: int
) -> tuple[Whole, Whole, Whole, Whole, Whole]:
    """Return arc, tail's cell, head's cell, since, until: when leaving in one is arriving in other.

    `begin` are the beginnings of all cells, node by node; `first` each node's first cell.
    """
    roads = problem.network
    arcs = np.flatnonzero(roads.transit < horizon)
    count = np.diff(first)
    arc, step, kind = [], [], []
    for which, (node, earlier) in enumerate(
        ((roads.tail, np.zeros_like(roads.transit)), (roads.head, roads.transit))
    ):
        position, cell = ranges(count[node[arcs]])
        mine = arcs[position]
        arc.append(mine)
        step.append(np.maximum(begin[first[node[mine]] + cell] - earlier[mine], 0))
        kind.append(np.full(len(mine), which))
    event_arc, event_step, event_kind = (np.concatenate(a) for a in (arc, step, kind))
    order = np.lexsort((event_step, event_arc))
    event_arc, event_step, event_kind = (a[order] for a in (event_arc, event_step, event_kind))
    start = np.searchsorted(event_arc, arcs)[np.searchsorted(arcs, event_arc)]
    passed = np.cumsum(event_kind)
    heads = passed - (passed[start] - event_kind[start])
    tails = np.arange(1, len(event_arc) + 1) - start - heads
    until = np.append(event_step[1:], 0)
    until[np.append(np.diff(event_arc) != 0, True)] = horizon
    until = np.minimum(until, horizon - roads.transit[event_arc])
    kept = until > event_step
    event_arc, event_step, until = event_arc[kept], event_step[kept], until[kept]
    tail = first[roads.tail[event_arc]] + tails[kept] - 1
    head = first[roads.head[event_arc]] + heads[kept] - 1
    return event_arc, tail, head, event_step, until
