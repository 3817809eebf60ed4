"""Departure orders: how many vehicles leave each place when, and by which roads.

Streams are cut into intervals of a length that people can keep to. Vehicles are whole numbers: what
has left a place by the end of each of its rows is rounded, so that every place's rows add up to
exactly what waits there.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from masarat.publish.quickest.edition import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.planning.flow.streams import Stream
    from masarat.publish.quickest.edition import QuickestEdition

INTERVALS = (60, 300, 600, 900, 1800, HOUR)
"""Lengths of an interval in seconds: the shortest that cuts the time into at most `MOST` is taken,
or the longest."""

MOST = 24

DASH = " \u2013 "
"""Between the roads of a route."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Vehicles that leave a source within [begin, end) seconds by one route.

    `arrive` is when the first of them is out; `source` and `sink` are positions.
    """

    source: int
    sink: int
    arcs: tuple[int, ...]
    begin: int
    end: int
    arrive: int
    vehicles: int

    @property
    def per_hour(self) -> int:
        """Vehicles an hour over the interval, at least 1."""
        return max(1, round(self.vehicles * HOUR / (self.end - self.begin)))


@dataclass(slots=True)
class _Sum:
    """What streams of one route send in one interval."""

    begin: int
    end: int
    arrive: int
    sink: int
    amount: Fraction


Route = tuple[int, tuple[int, ...]]
"""When its interval begins, and its arcs."""


def orders(edition: QuickestEdition) -> tuple[Order, ...]:
    """Return the orders of all sources, by source, interval and route."""
    length = interval(edition.seconds or 0)
    by_source: dict[int, dict[Route, _Sum]] = {}
    for stream in edition.streams:
        table = by_source.setdefault(stream.source, {})
        for mark, part in _parts(edition, stream, length):
            known = table.get((mark, stream.arcs))
            if known is None:
                table[mark, stream.arcs] = part
                continue
            known.begin, known.end = min(known.begin, part.begin), max(known.end, part.end)
            known.arrive = min(known.arrive, part.arrive)
            known.amount += part.amount
    return tuple(
        order for source in sorted(by_source) for order in _whole(source, by_source[source])
    )


def interval(seconds: int) -> int:
    """Return the seconds in an interval where all are out after `seconds`."""
    return next((length for length in INTERVALS if seconds <= length * MOST), INTERVALS[-1])


def _parts(edition: QuickestEdition, stream: Stream, length: int) -> Iterator[tuple[int, _Sum]]:
    """Yield what a stream sends in each interval, with when that begins."""
    step, witness = edition.step, edition.answer.witness
    denominator = witness.denominator if witness else 1
    begin, until = stream.begin * step, stream.end * step
    way = (stream.arrive - stream.begin) * step
    while begin < until:
        mark = begin // length * length
        end = min(mark + length, until)
        amount = Fraction(stream.rate * (end - begin), HOUR * denominator)
        yield mark, _Sum(begin, end, begin + way, stream.sink, amount)
        begin = end


def _whole(source: int, table: dict[Route, _Sum]) -> Iterator[Order]:
    left, told = Fraction(0), 0
    for (_, arcs), part in sorted(table.items(), key=lambda item: (item[1].begin, item[0])):
        left += part.amount
        vehicles = int(left + Fraction(1, 2)) - told
        told += vehicles
        if vehicles:
            yield Order(
                source=source,
                sink=part.sink,
                arcs=arcs,
                begin=part.begin,
                end=part.end,
                arrive=part.arrive,
                vehicles=vehicles,
            )


def route_words(edition: QuickestEdition, arcs: tuple[int, ...]) -> str:
    """Return a route by the names of its roads, else by the nodes it passes."""
    named = [edition.traffic.arc_name.get(arc, "") for arc in arcs]
    if any(named):
        parts = [name for name in named if name]
    elif not arcs:
        return ""
    else:
        nodes = [int(edition.traffic.tail[arcs[0]])]
        nodes += [int(edition.traffic.head[arc]) for arc in arcs]
        parts = [edition.node_name(node) for node in nodes]
    kept = [name for i, name in enumerate(parts) if i == 0 or name != parts[i - 1]]
    return DASH.join(kept)
