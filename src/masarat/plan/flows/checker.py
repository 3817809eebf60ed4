"""Judge an answer: the flow at every moment, the supplies, the time, and the bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from masarat.plan.flows.balance import unbalanced
from masarat.plan.flows.capacity import exceeded, pieces_of
from masarat.plan.flows.cut import unproven
from masarat.plan.flows.rows import FAR, broken, fraction, totals
from masarat.plan.flows.shapes import UNLIMITED
from masarat.plan.flows.verdict import FlowVerdict, FlowViolation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from masarat.plan.flows.shapes import Answer, Changes, Network, Problem, Witness


def check(problem: Problem, answer: Answer, changes: Changes | None = None) -> FlowVerdict:
    """Judge `answer` as the quickest clearance of `problem`, in whole numbers throughout.

    Parameters
    ----------
    problem
        Network, supplies and sinks, in steps and units. It is trusted; the answer is not.
    answer
        Clearance time, flow and binding set. The flow may let vehicles wait at nodes.
    changes
        Capacities that change. With them, and only with them, the proven bound may be less than the
        clearance time.

    Returns
    -------
    FlowVerdict
        Each violation by itself, and the bound that holds.
    """
    found = list(_wrongly_cut_off(problem, answer, changes))
    if answer.steps is not None and not 0 <= answer.steps < FAR:
        found.append(FlowViolation(law="form", message="the clearance time is out of all time"))
    elif answer.witness is not None:
        found += _wrong_flow(problem, answer, answer.witness, changes)
    elif answer.steps is not None:
        found.append(FlowViolation(law="form", message="a clearance time without a flow"))
    unsound, bound = _bound(problem, answer, changes)
    return FlowVerdict((*found, *unsound), bound)


def _wrong_flow(
    problem: Problem, answer: Answer, witness: Witness, changes: Changes | None
) -> Iterator[FlowViolation]:
    if answer.steps is None:
        yield FlowViolation(law="form", message="a flow without a clearance time")
        return
    if witness.denominator < 1:
        yield FlowViolation(law="form", message="the denominator is below 1")
        return
    rows = (
        ("arcs", witness.arcs, len(problem.network.tail)),
        ("departures", witness.departures, len(problem.sources)),
        ("arrivals", witness.arrivals, len(problem.sinks)),
    )
    faults = [fault for name, part, most in rows for fault in broken(name, part, most)]
    if faults:
        yield from faults
        return
    yield from _out_of_time(problem, witness, answer.steps)
    pieces = pieces_of(problem.network, changes)
    yield from exceeded(pieces, witness.arcs, witness.denominator)
    yield from unbalanced(problem, witness)
    yield from _wrong_supplies(problem, answer, witness)
    yield from _too_full(problem, witness)


def _out_of_time(problem: Problem, witness: Witness, steps: int) -> Iterator[FlowViolation]:
    roads, arcs = problem.network, witness.arcs
    parts = (
        ("enters the arc", arcs, arcs.end + roads.transit[arcs.index], roads.tail[arcs.index]),
        (
            "departs",
            witness.departures,
            witness.departures.end,
            problem.sources[witness.departures.index],
        ),
        ("arrives", witness.arrivals, witness.arrivals.end, problem.sinks[witness.arrivals.index]),
    )
    for what, rows, until, node in parts:
        for row in np.flatnonzero((rows.begin < 0) | (until > steps)).tolist():
            early = int(rows.begin[row]) < 0
            yield FlowViolation(
                law="time",
                message=f"something {what} before time 0"
                if early
                else f"what {what} here is not there by the clearance time",
                arc=int(rows.index[row]) if rows is arcs else None,
                node=int(node[row]),
                step=int(rows.begin[row]),
                found=int(rows.begin[row] if early else until[row]),
                allowed=0 if early else steps,
            )


def _wrong_supplies(problem: Problem, answer: Answer, witness: Witness) -> Iterator[FlowViolation]:
    due = problem.supplies.astype(object) * witness.denominator
    due[answer.cut_off[_positions(answer.cut_off, len(due))]] = 0
    sent = totals(witness.departures, len(due))
    for at in np.flatnonzero(np.asarray(sent != due, bool)).tolist():
        yield FlowViolation(
            law="supply",
            message="the source does not send exactly what it has",
            node=int(problem.sources[at]),
            found=fraction(sent[at], witness.denominator),
            allowed=fraction(due[at], witness.denominator),
        )


def _too_full(problem: Problem, witness: Witness) -> Iterator[FlowViolation]:
    arrived = totals(witness.arrivals, len(problem.sinks))
    room = problem.sink_capacities.astype(object) * witness.denominator
    over = (problem.sink_capacities != UNLIMITED) & np.asarray(arrived > room, bool)
    for at in np.flatnonzero(over).tolist():
        yield FlowViolation(
            law="room",
            message="more arrives at the sink than it can hold",
            node=int(problem.sinks[at]),
            found=fraction(arrived[at], witness.denominator),
            allowed=int(problem.sink_capacities[at]),
        )


def _wrongly_cut_off(
    problem: Problem, answer: Answer, changes: Changes | None
) -> Iterator[FlowViolation]:
    cut_off = answer.cut_off
    good = _positions(cut_off, len(problem.sources))
    if not good.all() or (np.diff(cut_off) <= 0).any():
        yield FlowViolation(law="form", message="cut_off: not ascending positions of sources")
    pieces = pieces_of(problem.network, changes)
    usable = np.zeros(len(problem.network.tail), bool)
    usable[pieces.arc[pieces.capacity > 0]] = True
    sound = _leading_to(problem.network, problem.sinks, usable)[problem.sources]
    true = np.flatnonzero(~sound & (problem.supplies > 0))
    for at in np.setxor1d(true, cut_off[good]).tolist():
        wrong = "is said to be cut off and is not" if sound[at] else "has no way to any sink"
        if problem.supplies[at] == 0:
            wrong = "is said to be cut off and has nobody"
        yield FlowViolation(
            law="cut off", message=f"the source {wrong}", node=int(problem.sources[at])
        )


def _positions(values: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    return (values >= 0) & (values < count)


def _leading_to(
    network: Network, sinks: NDArray[np.int64], usable: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return which nodes have a way to a sink over usable arcs, shape (nodes,)."""
    reached = np.zeros(network.nodes, bool)
    reached[sinks] = True
    tail, head = network.tail[usable], network.head[usable]
    order = np.argsort(head, kind="stable")
    tail, first = tail[order], np.searchsorted(head[order], np.arange(network.nodes + 1))
    front = sinks
    while len(front):
        counts = first[front + 1] - first[front]
        offsets = np.repeat(first[front] - np.cumsum(counts) + counts, counts)
        before = np.unique(tail[offsets + np.arange(counts.sum())])
        front = before[~reached[before]]
        reached[front] = True
    return reached


def _bound(
    problem: Problem, answer: Answer, changes: Changes | None
) -> tuple[list[FlowViolation], int | None]:
    """Return what is wrong with the bound, and the bound where it is proven."""
    binding = answer.binding
    if binding is None:
        moves = np.setdiff1d(np.flatnonzero(problem.supplies > 0), answer.cut_off)
        if answer.steps == 0 and not len(moves):
            return [], 0
        return [FlowViolation(law="bound", message="no binding set: nothing is proven")], None
    faults = list(unproven(problem, binding, changes))
    if np.isin(binding.sources, answer.cut_off).any():
        faults.append(
            FlowViolation(law="bound", message="the binding set counts sources that are cut off")
        )
    if faults:
        return faults, None
    if binding.horizon is None:
        if answer.steps is None:
            return [], None
        return [FlowViolation(law="bound", message="a time, though none suffices")], None
    bound = binding.horizon + 1
    if answer.steps is None:
        if changes is not None:
            return [], bound
        return [FlowViolation(law="bound", message="no time, though some may suffice")], bound
    if bound == answer.steps or (changes is not None and bound < answer.steps):
        return [], bound
    wrong = FlowViolation(
        law="bound",
        message="what the binding set proves is not the clearance time",
        found=bound,
        allowed=answer.steps,
    )
    return [wrong], bound
