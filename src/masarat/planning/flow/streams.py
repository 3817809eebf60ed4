"""From a flow over time to routes with times of departure: who leaves when, and by which roads.

A witness says how fast every arc is entered at every step, not who is who. `streams` follows the
vehicles: at every node what arrives by one arc goes on by another, oldest first where some wait, so
that all totals stay exact. In two stages:

1. Node by node, what comes in is matched to what goes out, over intervals of constant rates: first
   with what leaves in the same step, what is left over with the next free departure. The
   matching at one node knows nothing of the others.
2. Routes are peeled off: from the earliest departure of a source along matched intervals to a sink,
   as wide and as long as all of them allow, which is then subtracted. Every subtraction ends an
   interval at least, so this ends; nothing that departs can get stuck, because matched intervals
   add up to the witness at both ends of every arc.

This is the decomposition of a flow into paths (Ford & Fulkerson 1958, "Constructing maximal dynamic
flows from static flows"), over intervals instead of single steps.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from masarat.planning.flow.answer import Rates, Witness
    from masarat.planning.flow.problem import StepProblem

END = -1
"""Where vehicles go on to when they stay: the sink."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Vehicles that leave one source by one route, one after another at a constant rate.

    Parameters
    ----------
    source, sink
        Positions in the problem's `sources` and `sinks`.
    arcs
        The route, which is at no node twice; empty where the source lies at the sink.
    waits
        Steps for which every vehicle waits at the tail of each arc, shape (arcs,); the first is 0.
    begin, end
        Steps in which vehicles enter the first arc, half-open.
    arrive
        Step in which the first vehicle is at the sink.
    rate
        Units a step times the witness's `denominator`.
    """

    source: int
    sink: int
    arcs: tuple[int, ...]
    waits: tuple[int, ...]
    begin: int
    end: int
    arrive: int
    rate: int

    @property
    def amount(self) -> int:
        """Units in all, times the witness's `denominator`."""
        return self.rate * (self.end - self.begin)


@dataclass(slots=True)
class _Piece:
    """What comes in over [begin, end) at `rate` and goes on over arc `to`, `wait` steps later."""

    begin: int
    end: int
    rate: int
    to: int
    wait: int


Row = tuple[int, int, int, int]
"""Index, begin, end, rate."""

Stock = defaultdict[int, list[_Piece]]


def streams(problem: StepProblem, witness: Witness) -> tuple[Stream, ...]:
    """Return streams that add up to `witness`, by source, time of departure and route.

    Every source's supply is in its streams exactly. Streams enter every arc as the witness does, or
    less where the witness drives in circles: then they wait where it comes back to.

    Parameters
    ----------
    problem
        The network over time, in steps.
    witness
        A flow over time: at every node, never more has gone out than has come in, and in the end
        as much. Vehicles may wait.

    Raises
    ------
    ValueError
        If the witness is no such flow.
    """
    home, stock = _matched(problem, witness)
    follow = _Follow(problem, stock)
    found: list[Stream] = []
    for source in sorted(home):
        waiting = sorted(home[source], key=lambda p: (p.begin, p.to), reverse=True)
        while waiting:
            first = waiting.pop()
            stream = follow.from_home(source, first)
            length = stream.end - stream.begin
            rest = _rest(first, first.begin, first.begin + length, stream.rate)
            waiting += sorted(rest, key=lambda p: p.begin, reverse=True)
            found.append(stream)
    return tuple(_joined(found))


Step = tuple[int, _Piece, int]
"""Arc, the piece that its vehicles take at its head, and how long after departure they do."""


class _Follow:
    """Peels streams off the pieces of all arcs."""

    def __init__(self, problem: StepProblem, stock: Stock) -> None:
        self.stock = stock
        self.sinks = {int(node): i for i, node in enumerate(problem.sinks)}
        self.homes = problem.sources.tolist()
        self.transit = problem.network.transit.tolist()
        self.head = problem.network.head.tolist()

    def from_home(self, source: int, first: _Piece) -> Stream:
        """Follow the vehicles of a piece that leaves its source, and take them off the stock."""
        steps, length, rate = self.walk(first)
        while steps and steps[-1][1].to != END:  # a circle of no time: it moves nobody
            arc, piece, shift = steps.pop()
            circle = steps[steps.index((arc, piece, shift)) :]
            self.take(circle, first.begin, length, rate)
            steps, length, rate = self.walk(first)
        self.take(steps, first.begin, length, rate)
        return self.stream(source, first, steps, length, rate)

    def walk(self, first: _Piece) -> tuple[list[Step], int, int]:
        """Return the steps from home to a sink, and for how long and how fast all of them last.

        A walk that comes to the same place at the same time ends there.
        """
        steps: list[Step] = []
        seen: dict[int, int] = {}
        length, rate = first.end - first.begin, first.rate
        arc, shift = first.to, first.wait
        while arc != END:
            shift += self.transit[arc]
            begin = first.begin + shift
            piece = _next(self.stock[arc], begin, begin + length, rate)
            length, rate = min(length, piece.end - begin), min(rate, piece.rate)
            if (before := seen.get(id(piece))) is not None:
                if before == shift:
                    return [*steps, (arc, piece, shift)], length, rate
                length = min(length, shift - before)
            seen[id(piece)] = shift
            steps.append((arc, piece, shift))
            arc, shift = piece.to, shift + piece.wait
        return steps, length, rate

    def take(self, steps: Iterable[Step], start: int, length: int, rate: int) -> None:
        """Take a stream off the stock of every arc."""
        for arc, piece, shift in steps:
            begin, end = start + shift, start + shift + length
            pieces = self.stock[arc]
            at = next(
                i
                for i, p in enumerate(pieces)
                if (p.to, p.wait) == (piece.to, piece.wait)
                and p.begin <= begin
                and end <= p.end
                and p.rate >= rate
            )
            pieces += _rest(pieces.pop(at), begin, end, rate)

    def stream(
        self, source: int, first: _Piece, steps: Sequence[Step], length: int, rate: int
    ) -> Stream:
        """Return the stream of a walk, without its circles."""
        at = {self.homes[source]: 0}  # node to how many arcs lead there
        arcs: list[int] = []
        enters: list[int] = []
        shift, reached = first.wait, [0]
        for arc, piece, comes in steps:
            arcs.append(arc)
            enters.append(shift)
            node = self.head[arc]
            kept = at.get(node)
            if kept is None:
                at[node] = len(arcs)
                reached.append(comes)
            else:
                del arcs[kept:], enters[kept:], reached[kept + 1 :]
                at = {v: n for v, n in at.items() if n <= kept}
            shift = comes + piece.wait
        node = self.head[arcs[-1]] if arcs else self.homes[source]
        leaves = first.begin + (enters[0] if enters else 0)
        return Stream(
            source=source,
            sink=self.sinks[node],
            arcs=tuple(arcs),
            waits=(0, *(a - b for a, b in zip(enters[1:], reached[1:], strict=False)))[: len(arcs)],
            begin=leaves,
            end=leaves + length,
            arrive=first.begin + reached[-1] if arcs else leaves,
            rate=rate,
        )


def _next(pieces: list[_Piece], begin: int, end: int, rate: int) -> _Piece:
    """Return the piece that takes most of what comes in over [begin, end) at `rate`."""
    best, most = None, 0
    for piece in pieces:
        if piece.begin <= begin < piece.end:
            taken = min(piece.end, end) - begin
            if taken * min(piece.rate, rate) > most:
                best, most = piece, taken * min(piece.rate, rate)
    if best is None:
        msg = f"what enters an arc so as to reach its head in step {begin} goes nowhere"
        raise ValueError(msg)
    return best


def _rest(piece: _Piece, begin: int, end: int, rate: int) -> list[_Piece]:
    """Return what is left of a piece without `rate` over [begin, end)."""
    parts = (
        (piece.begin, begin, piece.rate),
        (begin, end, piece.rate - rate),
        (end, piece.end, piece.rate),
    )
    return [_Piece(b, e, r, piece.to, piece.wait) for b, e, r in parts if b < e and r > 0]


def _joined(found: Iterable[Stream]) -> Iterator[Stream]:
    """Join streams of one route at one rate where one begins as the other ends."""
    last: Stream | None = None
    order = sorted(found, key=lambda s: (s.source, s.sink, s.arcs, s.waits, s.rate, s.begin))
    joined: list[Stream] = []
    for stream in order:
        if last is not None and _same_way(last, stream) and last.end == stream.begin:
            last = replace(last, end=stream.end)
            joined[-1] = last
        else:
            last = stream
            joined.append(stream)
    yield from sorted(joined, key=lambda s: (s.source, s.begin, s.end, s.arcs, s.waits))


def _same_way(one: Stream, other: Stream) -> bool:
    return (one.source, one.sink, one.arcs, one.waits, one.rate) == (
        (other.source, other.sink, other.arcs, other.waits, other.rate)
    )


# ---- stage 1: matching at every node


def _matched(problem: StepProblem, witness: Witness) -> tuple[Stock, Stock]:
    """Return the pieces of what leaves each source, and of what each arc brings, by index."""
    roads = problem.network
    comes: defaultdict[int, list[Row]] = defaultdict(list)
    leaves: defaultdict[int, list[Row]] = defaultdict(list)
    tail, head, transit = roads.tail.tolist(), roads.head.tolist(), roads.transit.tolist()
    for arc, begin, end, rate in _rows(witness.arcs):
        leaves[tail[arc]].append((arc, begin, end, rate))
        comes[head[arc]].append((arc, begin + transit[arc], end + transit[arc], rate))
    for sink, begin, end, rate in _rows(witness.arrivals):
        leaves[int(problem.sinks[sink])].append((END, begin, end, rate))
    for source, begin, end, rate in _rows(witness.departures):
        comes[int(problem.sources[source])].append((END - 1 - source, begin, end, rate))
    home: Stock = defaultdict(list)
    stock: Stock = defaultdict(list)
    for node in sorted(comes):
        for index, piece in _match(comes[node], leaves[node]):
            if index <= END - 1:
                home[END - 1 - index].append(piece)
            else:
                stock[index].append(piece)
    return home, stock


def _rows(rates: Rates) -> Iterator[Row]:
    columns = (rates.index, rates.begin, rates.end, rates.rate)
    for index, begin, end, rate in zip(*(column.tolist() for column in columns), strict=True):
        yield index, begin, end, int(rate)


def _match(comes: list[Row], leaves: list[Row]) -> Iterator[tuple[int, _Piece]]:
    """Match what comes to a node to what leaves it; yield pieces with the index they came by."""
    early: list[Row] = []
    late: list[Row] = []
    open_: dict[tuple[int, int, int], _Piece] = {}
    for begin, end, ins, outs in _intervals(comes, leaves):
        for came, goes, rate in _paired(ins, outs):
            key = (came, goes, rate)
            piece = open_.get(key)
            if piece is not None and piece.end == begin:
                piece.end = end
            else:
                if piece is not None:
                    yield came, piece
                open_[key] = _Piece(begin, end, rate, goes, 0)
        early += [(index, begin, end, rate) for index, rate in ins if rate]
        late += [(index, begin, end, rate) for index, rate in outs if rate]
    for (came, _, _), piece in open_.items():
        yield came, piece
    yield from _waiting(early, late)


Active = list[list[int]]
"""Index and rate that is still to be matched, by index."""


def _intervals(comes: list[Row], leaves: list[Row]) -> Iterator[tuple[int, int, Active, Active]]:
    """Yield intervals in which all rates are constant, with what comes and what leaves."""
    marks = sorted({mark for rows in (comes, leaves) for _, b, e, _ in rows for mark in (b, e)})
    lists = [deque(sorted(rows, key=lambda row: row[1])) for rows in (comes, leaves)]
    active: list[dict[tuple[int, int], Row]] = [{}, {}]
    for begin, end in pairwise(marks):
        for rows, now in zip(lists, active, strict=True):
            for key in [key for key, row in now.items() if row[2] <= begin]:
                del now[key]
            while rows and rows[0][1] <= begin:
                row = rows.popleft()
                now[row[0], row[1]] = row
        ins, outs = (
            [[row[0], row[3]] for _, row in sorted(a.items(), reverse=True)] for a in active
        )
        if ins or outs:
            yield begin, end, ins, outs


def _paired(ins: Active, outs: Active) -> Iterator[tuple[int, int, int]]:
    """Match rates in order, as far as they go, and leave the rest in place."""
    i = j = 0
    while i < len(ins) and j < len(outs):
        rate = min(ins[i][1], outs[j][1])
        if rate:
            yield ins[i][0], outs[j][0], rate
        ins[i][1] -= rate
        outs[j][1] -= rate
        i += not ins[i][1]
        j += j < len(outs) and not outs[j][1]


def _waiting(early: list[Row], late: list[Row]) -> Iterator[tuple[int, _Piece]]:
    """Match what has to wait to later departures, oldest first, each piece by one same wait.

    No step is in both lists: what can leave at once has left. So each interval of what comes lies
    wholly before the departure that it is matched to, and what is left stays possible.
    """
    comes, leaves = deque(early), deque(late)
    while comes and leaves:
        came, begin, end, rate = comes.popleft()
        goes, first, last, room = leaves.popleft()
        if first < begin:
            msg = f"more leaves a node in step {first} than has come to it"
            raise ValueError(msg)
        steps, taken = min(end - begin, last - first), min(rate, room)
        yield came, _Piece(begin, begin + steps, taken, goes, first - begin)
        if rate > taken:
            comes.appendleft((came, begin, begin + steps, rate - taken))
        if end > begin + steps:
            comes.insert(1 if rate > taken else 0, (came, begin + steps, end, rate))
        if room > taken:
            leaves.appendleft((goes, first, first + steps, room - taken))
        if last > first + steps:
            leaves.insert(1 if room > taken else 0, (goes, first + steps, last, room))
    if comes or leaves:
        msg = "what comes to a node and what leaves it do not add up"
        raise ValueError(msg)
