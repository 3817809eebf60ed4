"""Departure orders: how many vehicles leave each place when, and by which roads.

Vehicles are whole numbers: what has left a place by the end of each of its rows is rounded, so that
every place's rows add up to exactly what waits there.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from masarat.publish.quickest.edition import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from masarat.planning.flow.streams import Stream
    from masarat.publish.quickest.edition import QuickestEdition

DASH = " \u2013 "
"""Between the roads of a route."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Vehicles that leave a source within [begin, end) seconds by one route.

    `drive` is the seconds on the way; `source` and `sink` are positions.
    """

    source: int
    sink: int
    arcs: tuple[int, ...]
    begin: int
    end: int
    drive: int
    vehicles: int

    @property
    def per_hour(self) -> int:
        """Vehicles an hour over the interval, at least 1."""
        return max(1, round(self.vehicles * HOUR / (self.end - self.begin)))


def orders(edition: QuickestEdition) -> tuple[Order, ...]:
    """Return the orders of all sources, by source, interval and route."""
    by_source = groupby(edition.streams, key=lambda stream: stream.source)
    return tuple(order for _, rows in by_source for order in _whole(edition, rows))


def _whole(edition: QuickestEdition, rows: Iterable[Stream]) -> Iterator[Order]:
    step, witness = edition.step, edition.answer.witness
    denominator = witness.denominator if witness else 1
    left, told = Fraction(0), 0
    for stream in rows:
        left += edition.vehicles_of(stream.amount, denominator)
        vehicles = int(left + Fraction(1, 2)) - told
        told += vehicles
        if vehicles:
            yield Order(
                source=stream.source,
                sink=stream.sink,
                arcs=stream.arcs,
                begin=stream.begin * step,
                end=min(stream.end * step, edition.seconds or stream.end * step),
                drive=stream.drive * step,
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
