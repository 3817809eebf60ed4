"""Following vehicles through a flow over time: routes and departures that add up exactly."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masarat.planning.flow.answer import Rates, Witness
from masarat.planning.flow.problem import FlowNetwork, StepProblem
from masarat.planning.flow.streams import streams

if TYPE_CHECKING:
    from collections.abc import Mapping

Loads = Counter[tuple[int, int]]
"""Units by index and step."""


def rates(loads: Mapping[tuple[int, int], int]) -> Rates:
    """Return the rates of loads by index and step, equal neighbours joined."""
    rows: list[list[int]] = []
    for (index, step), load in sorted(loads.items()):
        if not load:
            continue
        if rows and rows[-1][0] == index and rows[-1][2] == step and rows[-1][3] == load:
            rows[-1][2] = step + 1
        else:
            rows.append([index, step, step + 1, load])
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return Rates(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def network(arcs: list[tuple[int, int, int]], nodes: int) -> FlowNetwork:
    tail, head, transit = (np.array(column, dtype=np.int64) for column in zip(*arcs, strict=True))
    return FlowNetwork(nodes, tail, head, np.full(len(arcs), 1000), transit)


@st.composite
def flows(draw: st.DrawFn) -> tuple[StepProblem, Witness]:
    """A flow over time that is the sum of random trips, waits on the way included."""
    nodes = draw(st.integers(3, 6))
    node = st.integers(0, nodes - 1)
    arc = st.tuples(node, node, st.integers(0, 3))
    arcs = draw(st.lists(arc, min_size=3, max_size=9))
    out = {v: [a for a, (tail, _, _) in enumerate(arcs) if tail == v] for v in range(nodes)}
    entered, departures, arrivals = Loads(), Loads(), Loads()
    ends: set[tuple[int, int]] = set()
    sources = [v for v in range(nodes) if out[v]][:2]
    for _ in range(draw(st.integers(1, 6))):
        source = draw(st.sampled_from(sources))
        at, begin = source, draw(st.integers(0, 4))
        length, rate = draw(st.integers(1, 4)), draw(st.integers(1, 5))
        step = begin
        for _ in range(draw(st.integers(1, 4))):
            if not out[at]:
                break
            step += draw(st.integers(0, 2))
            a = draw(st.sampled_from(out[at]))
            for j in range(length):
                entered[a, step + j] += rate
            step += arcs[a][2]
            at = arcs[a][1]
        for j in range(length):
            departures[source, begin + j] += rate
            arrivals[at, step + j] += rate
        ends.add((source, at))
    sinks = sorted({sink for _, sink in ends})
    supply = [sum(n for (v, _), n in departures.items() if v == source) for source in sources]
    positions = {
        "departures": {(sources.index(v), t): n for (v, t), n in departures.items()},
        "arrivals": {(sinks.index(v), t): n for (v, t), n in arrivals.items()},
    }
    problem = StepProblem(
        network(arcs, nodes), np.array(sources), np.array(supply), np.array(sinks)
    )
    witness = Witness(
        1, rates(entered), rates(positions["departures"]), rates(positions["arrivals"])
    )
    return problem, witness


def loads(found: Rates) -> Loads:
    table = Loads()
    for index, begin, end, rate in zip(
        found.index.tolist(),
        found.begin.tolist(),
        found.end.tolist(),
        found.rate.tolist(),
        strict=True,
    ):
        for step in range(begin, end):
            table[index, step] += rate
    return table


def amounts(table: Loads, interval: int) -> Counter[tuple[int, int]]:
    """Return units by index and interval."""
    found: Counter[tuple[int, int]] = Counter()
    for (index, step), load in table.items():
        found[index, step // interval] += load
    return found


@given(flows(), st.integers(1, 7))
def test_streams_add_up_to_the_flow(case: tuple[StepProblem, Witness], interval: int) -> None:
    problem, witness = case
    roads = problem.network
    departed: Counter[tuple[int, int]] = Counter()
    arrived: Counter[int] = Counter()
    entered: Counter[int] = Counter()
    for stream in streams(problem, witness, interval):
        assert stream.amount > 0
        assert stream.end - stream.begin == interval
        at, nodes = int(problem.sources[stream.source]), []
        for arc in stream.arcs:
            assert roads.tail[arc] == at
            nodes.append(at)
            at = int(roads.head[arc])
            entered[arc] += stream.amount
        assert at not in nodes
        assert len(set(nodes)) == len(nodes)
        assert at == problem.sinks[stream.sink]
        assert stream.drive == sum(int(roads.transit[arc]) for arc in stream.arcs)
        departed[stream.source, stream.begin // interval] += stream.amount
        arrived[stream.sink] += stream.amount
    assert departed == amounts(loads(witness.departures), interval)
    assert arrived == totals(loads(witness.arrivals))
    # Circles move nobody and are nobody's route.
    assert entered <= totals(loads(witness.arcs))


def totals(table: Loads) -> Counter[int]:
    found: Counter[int] = Counter()
    for (index, _), load in table.items():
        found[index] += load
    return found


def test_who_passes_through_a_source_goes_on() -> None:
    """0 -> 1 -> 2, each a step: node 1 fills up what node 0 leaves free of the last road."""
    problem = StepProblem(
        network([(0, 1, 1), (1, 2, 1)], 3), np.array([0, 1]), np.array([20, 40]), np.array([2])
    )
    witness = Witness(
        1,
        rates(Counter({(0, t): 5 for t in range(4)} | {(1, t): 10 for t in range(6)})),
        rates(
            Counter(
                {(0, t): 5 for t in range(4)}
                | {(1, 0): 10, (1, 5): 10}
                | {(1, t): 5 for t in range(1, 5)}
            )
        ),
        rates(Counter({(0, t): 10 for t in range(1, 7)})),
    )
    found = streams(problem, witness, 2)
    assert [(s.source, s.arcs, s.begin, s.end, s.amount, s.drive) for s in found] == [
        (0, (0, 1), 0, 2, 10, 2),
        (0, (0, 1), 2, 4, 10, 2),
        (1, (1,), 0, 2, 15, 1),
        (1, (1,), 2, 4, 10, 1),
        (1, (1,), 4, 6, 15, 1),
    ]


@pytest.mark.parametrize(
    ("out", "message"),
    [
        (Counter({(1, 0): 5}), "more leaves node 1 in step 0 than has come to it"),
        (Counter({(1, 3): 4}), "do not add up"),
        (Counter({(1, 3): 6}), "more leaves node 1 in step 3"),
    ],
)
def test_what_is_no_flow_is_refused(out: Loads, message: str) -> None:
    problem = StepProblem(
        network([(0, 1, 2), (1, 2, 1)], 3), np.array([0]), np.array([5]), np.array([2])
    )
    moved = Counter({(0, 0): 5})
    arrived = Counter({(0, step + 1): n for (_, step), n in out.items()})
    witness = Witness(1, rates(moved + out), rates(moved), rates(arrived))
    with pytest.raises(ValueError, match=message):
        streams(problem, witness, 1)
