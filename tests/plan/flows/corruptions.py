"""Named ways to corrupt a valid answer, each with the law that must refuse it.

A corruption takes a case and a random generator and returns the case that no longer holds, or None
where it does not apply.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from masarat.plan.flows.shapes import UNLIMITED
from masarat.planning.flow.answer import Binding, Clearance, Rates, Witness

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from masarat.plan.flows.verdict import Law
    from masarat.planning.flow.problem import StepProblem


@dataclass(frozen=True)
class Changes:
    """From `step` on, `arc` has `capacity`."""

    arc: Any
    step: Any
    capacity: Any


@dataclass(frozen=True)
class Case:
    """A problem and an answer to it."""

    problem: StepProblem
    answer: Clearance
    changes: Changes | None = None

    @property
    def witness(self) -> Witness:
        assert self.answer.witness is not None
        return self.answer.witness

    @property
    def binding(self) -> Binding:
        assert self.answer.binding is not None
        return self.answer.binding


CORRUPTIONS: dict[str, tuple[Law, Any]] = {}


def refused_for(law: Law) -> Callable[[Any], Any]:
    def register(corrupt: Any) -> Any:
        CORRUPTIONS[corrupt.__name__] = (law, corrupt)
        return corrupt

    return register


def answering(case: Case, **fields: Any) -> Case:
    return replace(case, answer=replace(case.answer, **fields))


def flowing(case: Case, part: str, rows: Rates) -> Case:
    return answering(case, witness=with_part(case.witness, part, rows))


def with_part(witness: Witness, part: str, rows: Rates) -> Witness:
    changes: dict[str, Any] = {part: rows}
    return replace(witness, **changes)


def bound_by(case: Case, **fields: Any) -> Case:
    return answering(case, binding=replace(case.binding, **fields))


def in_network(case: Case, field: str, arc: int, more: int) -> Case:
    network = case.problem.network
    values = changed(getattr(network, field), arc, getattr(network, field)[arc] + more)
    return replace(case, problem=replace(case.problem, network=replace(network, **{field: values})))


def changed(values: Any, at: int, value: Any) -> Any:
    copy = values.copy()
    copy[at] = value
    return copy


def row(rows: Rates, rng: random.Random) -> int:
    return rng.randrange(len(rows.index))


def with_row(rows: Rates, at: int, **fields: int) -> Rates:
    """Change one row, and put rows back in order."""
    fresh = replace(
        rows, **{name: changed(getattr(rows, name), at, value) for name, value in fields.items()}
    )
    order = np.lexsort((fresh.begin, fresh.index))
    return Rates(*(column[order] for column in columns(fresh)))


def without_row(rows: Rates, at: int) -> Rates:
    return Rates(*(np.delete(column, at) for column in columns(rows)))


def is_loop(case: Case, at: int) -> bool:
    """Whether the row is of an arc that leads back to where it begins."""
    arc, roads = case.witness.arcs.index[at], case.problem.network
    return bool(roads.tail[arc] == roads.head[arc])


def columns(rows: Rates) -> tuple[Any, ...]:
    return rows.index, rows.begin, rows.end, rows.rate


@refused_for("capacity")
def an_arc_takes_more_than_it_may(case: Case, rng: random.Random) -> Case:
    arcs = case.witness.arcs
    at = row(arcs, rng)
    capacity = int(case.problem.network.capacity[arcs.index[at]])
    return flowing(case, "arcs", with_row(arcs, at, rate=capacity * case.witness.denominator + 1))


@refused_for("capacity")
def a_road_is_narrower(case: Case, rng: random.Random) -> Case:
    arcs = case.witness.arcs
    arc = int(arcs.index[row(arcs, rng)])
    used = -(-int(arcs.rate[arcs.index == arc].max()) // case.witness.denominator)
    less = used - 1 - int(case.problem.network.capacity[arc])
    return in_network(case, "capacity", arc, less)


@refused_for("capacity")
def a_road_closes_while_it_is_used(case: Case, rng: random.Random) -> Case:
    arcs = case.witness.arcs
    at = row(arcs, rng)
    step = rng.randrange(int(arcs.begin[at]), int(arcs.end[at]))
    closed = Changes(arcs.index[at : at + 1], np.array([step]), np.array([0]))
    return replace(case, changes=closed)


@refused_for("conservation")
def a_stretch_of_flow_is_missing(case: Case, rng: random.Random) -> Case | None:
    arcs = case.witness.arcs
    at = row(arcs, rng)
    return None if is_loop(case, at) else flowing(case, "arcs", without_row(arcs, at))


@refused_for("conservation")
def a_stretch_of_flow_is_thinner(case: Case, rng: random.Random) -> Case | None:
    arcs = case.witness.arcs
    at = row(arcs, rng)
    less = int(arcs.rate[at]) - 1
    if not less or is_loop(case, at):
        return None
    return flowing(case, "arcs", with_row(arcs, at, rate=less))


@refused_for("conservation")
def flow_jumps_to_another_road(case: Case, rng: random.Random) -> Case | None:
    arcs, roads = case.witness.arcs, case.problem.network
    at, other = row(arcs, rng), rng.randrange(roads.arcs)
    arc = arcs.index[at]
    same = roads.tail[arc] == roads.tail[other] and roads.head[arc] == roads.head[other]
    loops = roads.tail[arc] == roads.head[arc] and roads.tail[other] == roads.head[other]
    if same or loops or other in arcs.index:
        return None
    return flowing(case, "arcs", with_row(arcs, at, index=other))


@refused_for("conservation")
def flow_leaves_before_it_has_come(case: Case, rng: random.Random) -> Case | None:
    arcs, roads = case.witness.arcs, case.problem.network
    tail, head = roads.tail[arcs.index], roads.head[arcs.index]
    came = arcs.begin + roads.transit[arcs.index]
    firsts = [
        at
        for at in range(len(arcs.index))
        if tail[at] not in case.problem.sources  # what waits there could go first
        and (head == tail[at]).any()
        and arcs.begin[at] == came[head == tail[at]].min() > 0
    ]
    if not firsts:
        return None
    at = rng.choice(firsts)
    return flowing(case, "arcs", with_row(arcs, at, begin=int(arcs.begin[at]) - 1))


@refused_for("conservation")
def a_road_takes_longer(case: Case, rng: random.Random) -> Case | None:
    """What arrives late at a node that passes everything on at once is missing there."""
    arcs, roads = case.witness.arcs, case.problem.network
    arc = int(arcs.index[row(arcs, rng)])
    head, last = roads.head[arc], int(arcs.end[arcs.index == arc].max())
    leaves = arcs.end[roads.tail[arcs.index] == head].max(initial=0)
    ends = case.witness.arrivals.end[case.problem.sinks[case.witness.arrivals.index] == head]
    until = max(int(leaves), int(ends.max(initial=0)))
    if until != last + int(roads.transit[arc]) or roads.tail[arc] == head:
        return None
    return in_network(case, "transit", arc, 1)


@refused_for("conservation")
def somebody_never_arrives(case: Case, rng: random.Random) -> Case:
    arrivals = case.witness.arrivals
    return flowing(case, "arrivals", without_row(arrivals, row(arrivals, rng)))


@refused_for("conservation")
def more_arrives_than_comes(case: Case, rng: random.Random) -> Case:
    arrivals = case.witness.arrivals
    at = row(arrivals, rng)
    more = int(arrivals.rate[at]) + 1
    return flowing(case, "arrivals", with_row(arrivals, at, rate=more))


@refused_for("supply")
def a_source_keeps_some(case: Case, rng: random.Random) -> Case:
    departures = case.witness.departures
    return flowing(case, "departures", without_row(departures, row(departures, rng)))


@refused_for("supply")
def a_source_sends_more(case: Case, rng: random.Random) -> Case:
    departures = case.witness.departures
    at = row(departures, rng)
    more = int(departures.rate[at]) + rng.randint(1, 3)
    return flowing(case, "departures", with_row(departures, at, rate=more))


@refused_for("supply")
def somebody_is_forgotten(case: Case, rng: random.Random) -> Case:
    problem = case.problem
    at = rng.randrange(len(problem.sources))
    supplies = changed(problem.supplies, at, problem.supplies[at] + 1)
    return replace(case, problem=replace(problem, supplies=supplies))


@refused_for("supply")
def the_denominator_is_another(case: Case, rng: random.Random) -> Case:
    other = case.witness.denominator * rng.randint(2, 5)
    return answering(case, witness=replace(case.witness, denominator=other))


@refused_for("time")
def somebody_departs_before_time_0(case: Case, rng: random.Random) -> Case:
    departures = case.witness.departures
    at = row(departures, rng)
    begin = -rng.randint(1, 3)
    return flowing(case, "departures", with_row(departures, at, begin=begin))


@refused_for("time")
def an_arc_is_entered_before_time_0(case: Case, rng: random.Random) -> Case:
    arcs = case.witness.arcs
    first = int(np.argmax(arcs.index == arcs.index[row(arcs, rng)]))
    return flowing(case, "arcs", with_row(arcs, first, begin=-1))


@refused_for("time")
def the_time_is_less_than_the_flow_takes(case: Case, rng: random.Random) -> Case:
    assert case.answer.steps is not None
    return answering(case, steps=case.answer.steps - 1)


@refused_for("room")
def a_sink_is_smaller(case: Case, rng: random.Random) -> Case:
    arrivals, problem = case.witness.arrivals, case.problem
    at = int(arrivals.index[row(arrivals, rng)])
    mine = arrivals.index == at
    held = int((arrivals.rate[mine] * (arrivals.end[mine] - arrivals.begin[mine])).sum())
    room = changed(problem.sink_capacities, at, -(-held // case.witness.denominator) - 1)
    return replace(case, problem=replace(problem, sink_capacities=room))


@refused_for("form")
def rows_overlap(case: Case, rng: random.Random) -> Case:
    part = rng.choice(("arcs", "departures", "arrivals"))
    rows = getattr(case.witness, part)
    at = row(rows, rng)
    return flowing(case, part, Rates(*(np.insert(c, at, c[at]) for c in columns(rows))))


@refused_for("form")
def a_row_names_what_does_not_exist(case: Case, rng: random.Random) -> Case:
    part = rng.choice(("arcs", "departures", "arrivals"))
    rows = getattr(case.witness, part)
    return flowing(case, part, with_row(rows, row(rows, rng), index=rng.choice((-1, 1000))))


@refused_for("form")
def a_row_ends_before_it_begins(case: Case, rng: random.Random) -> Case:
    part = rng.choice(("arcs", "departures", "arrivals"))
    rows = getattr(case.witness, part)
    at = row(rows, rng)
    return flowing(case, part, with_row(rows, at, end=int(rows.begin[at]) - rng.randint(0, 2)))


@refused_for("form")
def a_rate_is_negative(case: Case, rng: random.Random) -> Case:
    part = rng.choice(("arcs", "departures", "arrivals"))
    rows = getattr(case.witness, part)
    return flowing(case, part, with_row(rows, row(rows, rng), rate=-rng.randint(1, 3)))


@refused_for("form")
def rates_are_no_whole_numbers(case: Case, rng: random.Random) -> Case:
    arcs = case.witness.arcs
    return flowing(case, "arcs", replace(arcs, rate=arcs.rate.astype(float)))


@refused_for("form")
def the_flow_is_missing(case: Case, rng: random.Random) -> Case:
    return answering(case, witness=None)


@refused_for("cut off")
def a_source_is_called_cut_off(case: Case, rng: random.Random) -> Case:
    return answering(case, cut_off=np.array([rng.randrange(len(case.problem.sources))]))


@refused_for("cut")
def a_binding_source_is_in_later(case: Case, rng: random.Random) -> Case:
    binding = case.binding
    node = case.problem.sources[rng.choice(binding.sources.tolist())]
    return bound_by(case, labels=changed(binding.labels, node, rng.randint(1, 3)))


@refused_for("cut")
def an_open_sink_is_in_too_early(case: Case, rng: random.Random) -> Case | None:
    binding, problem = case.binding, case.problem
    others = np.setdiff1d(np.arange(len(problem.sinks)), binding.full_sinks).tolist()
    if not others or not binding.horizon:
        return None
    node = problem.sinks[rng.choice(others)]
    return bound_by(case, labels=changed(binding.labels, node, rng.randrange(binding.horizon)))


@refused_for("cut")
def an_endless_sink_is_called_full(case: Case, rng: random.Random) -> Case | None:
    endless = np.flatnonzero(case.problem.sink_capacities == UNLIMITED).tolist()
    if not endless:
        return None
    full = np.union1d(case.binding.full_sinks, [rng.choice(endless)])
    return bound_by(case, full_sinks=full, room=case.binding.room - 1)


@refused_for("cut")
def a_road_of_the_cut_is_forgotten(case: Case, rng: random.Random) -> Case | None:
    binding = case.binding
    open_arcs = np.flatnonzero(case.problem.network.capacity[binding.arcs] > 0).tolist()
    if not open_arcs:
        return None
    at = rng.choice(open_arcs)
    capacity = int(case.problem.network.capacity[binding.arcs[at]])
    return bound_by(
        case,
        arcs=np.delete(binding.arcs, at),
        arc_steps=np.delete(binding.arc_steps, at),
        crossing=binding.crossing - capacity * int(binding.arc_steps[at]),
    )


@refused_for("cut")
def a_road_of_the_cut_is_wider(case: Case, rng: random.Random) -> Case | None:
    arcs = case.binding.arcs.tolist()
    return in_network(case, "capacity", rng.choice(arcs), rng.randint(1, 3)) if arcs else None


@refused_for("cut")
def a_figure_of_the_cut_is_misstated(case: Case, rng: random.Random) -> Case:
    figure = rng.choice(("supply", "room", "crossing"))
    return bound_by(case, **{figure: getattr(case.binding, figure) + rng.choice((-1, 1))})


@refused_for("cut")
def nothing_is_left_that_must_cross(case: Case, rng: random.Random) -> Case:
    return bound_by(case, sources=np.zeros(0, np.int64), supply=0)


@refused_for("bound")
def the_proof_is_missing(case: Case, rng: random.Random) -> Case:
    return answering(case, binding=None)


@refused_for("bound")
def the_time_is_longer_than_proven(case: Case, rng: random.Random) -> Case:
    assert case.answer.steps is not None
    return answering(case, steps=case.answer.steps + rng.randint(1, 9))


@refused_for("form")
def labels_are_missing(case: Case, rng: random.Random) -> Case:
    return bound_by(case, labels=case.binding.labels[1:])
