"""From a flow over time to routes with times of departure: who leaves when, and by which roads.

A witness says how fast every arc is entered at every step, not who is who. `streams` follows the
vehicles over intervals of time that people can keep to. What enters an arc within one interval
and leaves it within another is one amount, computed exactly; at every node, what comes within an
interval, and what waited there, is what leaves within it, and what waits on. So the amounts are a
flow in a network of (node, interval) pairs, with as few of them as intervals are long, and a flow
is a sum of paths (Ford & Fulkerson 1962, "Flows in networks", chapter I): no more of them than
amounts, because each path that is taken off uses one up. All totals stay exact: of every source,
every sink, and every arc in every interval.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.planning.flow.answer import Rates, Witness
    from masarat.planning.flow.problem import StepProblem

WAIT = -1
"""Instead of an arc: waiting at a node until the next interval."""

END = -2
"""Instead of an arc: into the sink."""

PIECE = 1 << 16
"""Rows taken from arrays at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Vehicles that leave one source within one interval by one route.

    Parameters
    ----------
    source, sink
        Positions in the problem's `sources` and `sinks`.
    arcs
        The route, which is at no node twice; empty where the source lies at the sink.
    begin, end
        Steps of the interval within which they depart, half-open.
    drive
        Steps on the arcs of the route, waits on the way not counted.
    amount
        Units, times the witness's `denominator`.
    """

    source: int
    sink: int
    arcs: tuple[int, ...]
    begin: int
    end: int
    drive: int
    amount: int


def streams(problem: StepProblem, witness: Witness, interval: int) -> tuple[Stream, ...]:
    """Return streams that add up to `witness`, by source, interval and route.

    Parameters
    ----------
    problem
        The network over time, in steps.
    witness
        A flow over time: at every node, never more has gone out than has come in, and in the end
        as much. Vehicles may wait.
    interval
        Steps in an interval.

    Raises
    ------
    ValueError
        If the witness is no such flow.
    """
    follow = _Follow(problem, interval)
    follow.gather(witness)
    found: defaultdict[tuple[int, int, tuple[int, ...]], int] = defaultdict(int)
    for source, mark, amount in follow.homes:
        left = amount
        while left:
            arcs, taken = follow.path(int(problem.sources[source]), mark, left)
            found[source, mark, arcs] += taken
            left -= taken
    sinks = {int(node): i for i, node in enumerate(problem.sinks)}
    return tuple(
        Stream(
            source=source,
            sink=sinks[follow.head[arcs[-1]] if arcs else int(problem.sources[source])],
            arcs=arcs,
            begin=mark * interval,
            end=(mark + 1) * interval,
            drive=sum(follow.transit[arc] for arc in arcs),
            amount=amount,
        )
        for (source, mark, arcs), amount in sorted(found.items())
    )


Spot = tuple[int, int]
"""A node and the number of an interval."""

Move = tuple[int, int]
"""An arc, `WAIT` or `END`, and the interval in which its head is reached."""


class _Follow:
    """Amounts from spot to spot, and paths that are taken off them."""

    def __init__(self, problem: StepProblem, interval: int) -> None:
        roads = problem.network
        self.problem, self.interval = problem, interval
        self.tail, self.head = roads.tail.tolist(), roads.head.tolist()
        self.transit = roads.transit.tolist()
        self.moves: defaultdict[Spot, dict[Move, int]] = defaultdict(dict)
        self.homes: list[tuple[int, int, int]] = []

    def gather(self, witness: Witness) -> None:
        """Sum up what moves, comes home and goes; what is left over at a node waits there."""
        balance: defaultdict[Spot, int] = defaultdict(int)

        def add(spot: Spot, move: Move, amount: int) -> None:
            known = self.moves[spot]
            known[move] = known.get(move, 0) + amount
            balance[spot] -= amount

        for arc, begin, end, rate in rows_of(witness.arcs):
            for enters, leaves, amount in self.parts(begin, end, rate, self.transit[arc]):
                add((self.tail[arc], enters), (arc, leaves), amount)
                balance[self.head[arc], leaves] += amount
        for sink, begin, end, rate in rows_of(witness.arrivals):
            for mark, _, amount in self.parts(begin, end, rate, 0):
                add((int(self.problem.sinks[sink]), mark), (END, mark), amount)
        home: defaultdict[tuple[int, int], int] = defaultdict(int)
        for source, begin, end, rate in rows_of(witness.departures):
            for mark, _, amount in self.parts(begin, end, rate, 0):
                home[source, mark] += amount
                balance[int(self.problem.sources[source]), mark] += amount
        self.homes = [(source, mark, amount) for (source, mark), amount in sorted(home.items())]
        self.wait(balance)

    def parts(self, begin: int, end: int, rate: int, shift: int) -> Iterator[tuple[int, int, int]]:
        """Yield the interval of each part of [begin, end), that of it `shift` later, its amount."""
        long = self.interval
        while begin < end:
            now, then = begin // long, (begin + shift) // long
            until = min(end, (now + 1) * long, (then + 1) * long - shift)
            yield now, then, rate * (until - begin)
            begin = until

    def wait(self, balance: dict[Spot, int]) -> None:
        """Let what is left over at a node in an interval wait until the next."""
        kept, node = 0, -1
        last = max((mark for _, mark in balance), default=0)
        for spot in sorted(balance):
            if spot[0] != node and kept:
                break
            node, mark = spot
            kept += balance[spot]
            following = mark + 1
            while kept > 0 and (spot[0], following) not in balance and following <= last:
                self.moves[node, following - 1][WAIT, following] = kept
                following += 1
            if kept > 0:
                self.moves[node, following - 1][WAIT, following] = kept
            if kept < 0:
                msg = f"more leaves node {node} in step {mark * self.interval} than has come to it"
                raise ValueError(msg)
        if kept:
            msg = f"what comes to node {node} and what leaves it do not add up"
            raise ValueError(msg)

    def path(self, node: int, mark: int, most: int) -> tuple[tuple[int, ...], int]:
        """Take a path from a spot to a sink off the amounts; return its arcs and its amount.

        Circles within an interval move nobody: they are taken off alone, and the walk begins anew.
        """
        while True:
            start: Spot = (node, mark)
            walk: list[tuple[Spot, Move]] = []
            seen = {start: 0}
            amount, at = most, start
            while True:
                move = max(self.moves[at].items(), key=lambda item: (item[1], item[0]))[0]
                amount = min(amount, self.moves[at][move])
                walk.append((at, move))
                if move[0] == END:
                    self.take(walk, amount)
                    return self.route(walk), amount
                at = (at[0] if move[0] == WAIT else self.head[move[0]], move[1])
                if at in seen:
                    circle = walk[seen[at] :]
                    self.take(circle, min(self.moves[spot][move] for spot, move in circle))
                    break
                seen[at] = len(walk)

    def take(self, walk: list[tuple[Spot, Move]], amount: int) -> None:
        """Take an amount off every move of a walk."""
        for spot, move in walk:
            left = self.moves[spot][move] - amount
            if left:
                self.moves[spot][move] = left
            else:
                del self.moves[spot][move]

    def route(self, walk: list[tuple[Spot, Move]]) -> tuple[int, ...]:
        """Return the arcs of a walk; where it comes back to a node, its vehicles waited there."""
        arcs: list[int] = []
        before = {walk[0][0][0]: 0}  # node to how many arcs lead there
        for _, (arc, _) in walk:
            if arc < 0:
                continue
            arcs.append(arc)
            node = self.head[arc]
            if node in before:
                del arcs[before[node] :]
                before = {v: n for v, n in before.items() if n <= before[node]}
            else:
                before[node] = len(arcs)
        return tuple(arcs)


def rows_of(rates: Rates) -> Iterator[tuple[int, int, int, int]]:
    """Yield index, begin, end and rate of every row, as Python's numbers.

    Piece by piece: a flow on a city has millions of rows.
    """
    for first in range(0, len(rates.index), PIECE):
        piece = slice(first, first + PIECE)
        columns = (rates.index[piece], rates.begin[piece], rates.end[piece], rates.rate[piece])
        yield from zip(*(column.tolist() for column in columns), strict=True)
