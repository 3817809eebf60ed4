"""departures.csv, arrivals.csv and closures.csv: tables for a spreadsheet."""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from typing import TYPE_CHECKING

from masarat.publish.quickest.edition import elapsed
from masarat.publish.quickest.orders import orders, route_words
from masarat.publish.quickest.phrases import road_name
from masarat.publish.spreadsheet import csv_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from masarat.publish.quickest.edition import QuickestEdition

DEPARTURES = (
    *("place", "route", "exit", "from", "until", "vehicles", "rate", "drive"),
    *("place_id", "exit_id", "from_seconds", "until_seconds", "arcs"),
)
ARRIVALS = ("until", "vehicles", "arrived", "until_seconds")
CLOSURES = ("road", "delay", "cut_off", "road_id", "delay_seconds", "clearance_seconds")


def _heads(edition: QuickestEdition, keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(edition.words.text(f"quickest_column_{key}") for key in keys)


def departures_table(edition: QuickestEdition) -> bytes:
    """Return who leaves when as CSV: place by place, interval by interval, route by route."""
    traffic = edition.traffic
    rows: list[tuple[object, ...]] = [_heads(edition, DEPARTURES)]
    rows += [
        (
            edition.source_name(order.source),
            route_words(edition, order.arcs),
            edition.sink_name(order.sink),
            edition.moment(order.begin),
            edition.moment(order.end),
            order.vehicles,
            order.per_hour,
            elapsed(order.drive),
            traffic.node_id[traffic.source[order.source]],
            traffic.node_id[traffic.sink[order.sink]],
            order.begin,
            order.end,
            " ".join(str(traffic.arc_id[arc]) for arc in order.arcs),
        )
        for order in orders(edition)
    ]
    return csv_bytes(rows)


def arrivals_table(edition: QuickestEdition) -> bytes:
    """Return how many vehicles are out by when as CSV."""
    rows: list[tuple[object, ...]] = [_heads(edition, ARRIVALS)]
    before = 0
    for seconds, arrived in arrived_by(edition):
        rows.append((edition.moment(seconds), arrived - before, arrived, seconds))
        before = arrived
    return csv_bytes(rows)


def arrived_by(edition: QuickestEdition) -> Iterator[tuple[int, int]]:
    """Yield (seconds, whole vehicles out by then) at the end of every interval."""
    corners, seconds = edition.arrivals, edition.seconds
    if not corners or not seconds:
        return
    length = edition.interval
    marks = [*range(length, seconds, length), seconds]
    times = [at for at, _ in corners]
    for mark in marks:
        after = min(bisect_right(times, mark), len(corners) - 1)
        (t0, v0), (t1, v1) = corners[after - 1], corners[after]
        value = v1 if mark >= t1 else v0 + (v1 - v0) * Fraction(mark - t0, t1 - t0)
        yield mark, int(value)


def closures_table(edition: QuickestEdition) -> bytes:
    """Return what closing each road costs as CSV, the dearest first."""
    rows: list[tuple[object, ...]] = [_heads(edition, CLOSURES)]
    for closure in edition.closures or ():
        delay = closure.delay_steps
        seconds = None if delay is None else delay * edition.step
        lost = sum(int(edition.traffic.supply[at]) for at in closure.cut_off.tolist())
        rows.append(
            (
                road_name(edition, closure),
                "" if seconds is None else elapsed(max(seconds, 0)),
                lost,
                " ".join(str(edition.traffic.arc_id[arc]) for arc in edition.roads[closure.road]),
                "" if seconds is None else seconds,
                "" if closure.steps is None else closure.steps * edition.step,
            )
        )
    return csv_bytes(rows)
