"""Numbers that every set of tours has, whole ones: what a proof by cases splits at."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.planning.rotations.paths import Gains, Path


class Row(NamedTuple):
    """What is counted: a kind of number, and where.

    `first` (source): vehicles whose first load is from there; `ride` (source, shelter): loads;
    `turn` (shelter, source): a load from there after one to a shelter; `at` and `until` (source,
    minute): loads boarded there at that minute, or no later; `leave` (source, shelter, minute):
    loads boarded at that minute.
    """

    kind: str
    where: tuple[int, ...]


class Branch(NamedTuple):
    """A row that is at least (`above`) or at most `limit`."""

    row: Row
    limit: int
    above: bool


def counts(path: Path) -> Iterator[Row]:
    """Yield the rows that count something of a path, as often as they do; `until` is left out."""
    stops = path.stops
    yield Row("first", (stops[0].source,))
    for stop in stops:
        yield Row("ride", (stop.source, stop.shelter))
        yield Row("at", (stop.source, stop.minute))
        yield Row("leave", (stop.source, stop.shelter, stop.minute))
    for one, two in pairwise(stops):
        yield Row("turn", (one.shelter, two.source))


def times(row: Row, path: Path) -> int:
    """Return how often a row counts something of a path."""
    stops, where = path.stops, row.where
    if row.kind == "first":
        return int(stops[0].source == where[0])
    if row.kind == "ride":
        return sum(where == (stop.source, stop.shelter) for stop in stops)
    if row.kind == "turn":
        return sum(where == (one.shelter, two.source) for one, two in pairwise(stops))
    if row.kind == "leave":
        return sum(where == (stop.source, stop.shelter, stop.minute) for stop in stops)
    source, minute = where
    if row.kind == "at":
        return sum(stop.source == source and stop.minute == minute for stop in stops)
    return sum(stop.source == source and stop.minute <= minute for stop in stops)


def add_price(gains: Gains, row: Row, price: int) -> None:
    """Let each of what a row counts collect a price."""
    if row.kind == "first":
        gains.first[row.where] += price
    elif row.kind == "turn":
        gains.turn[row.where] += price
    elif row.kind == "ride":
        gains.load[:, row.where[0], row.where[1]] += price
    elif row.kind == "leave":
        gains.load[row.where[2], row.where[0], row.where[1]] += price
    elif row.kind == "at":
        gains.load[row.where[1], row.where[0]] += price
    else:
        gains.load[: row.where[1] + 1, row.where[0]] += price
