"""Private traffic on roads, as every reader of it gives it: arrays, with ids and names beside."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from masarat.core.canonical import digest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from numpy.typing import NDArray

    from masarat.core.windows import Windows

Id = str | int
Point = tuple[float, float]

FREE = 1_000_000
"""Vehicles an hour that are no limit: ways that are no road, as from a house to its street."""

UNLIMITED = -1
"""The limit of a sink that takes any number of vehicles."""

_DEGREES = (180.0, 90.0)


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader assumed: `key` says what, in words that publishers have, with `values`."""

    key: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class Traffic:
    """Private vehicles at sources, roads, and sinks: n nodes, m arcs; arrays cannot be written to.

    Parameters
    ----------
    name, titles
        What the input calls itself, and in other languages.
    node_id, arc_id
        Ids of all nodes and arcs, as in the input.
    x, y
        float64[n]: longitude and latitude in degrees, or coordinates in a plane (see `degrees`);
        nan where unknown.
    tail, head
        int64[m]: node indices; parallel arcs are allowed.
    capacity
        int64[m]: vehicles per hour that may enter the arc.
    transit
        int64[m]: seconds along the arc, 0 or more.
    source, supply
        int64[k]: node indices, each at most once, and the vehicles that wait there at time 0.
    sink, limit
        int64[q]: node indices, and the vehicles that each holds in all; `UNLIMITED` for any number.
    node_name, arc_name
        Names of those nodes and arcs that have one, by index.
    shape
        Points between the ends of those arcs that are not straight, by index.
    opening
        Windows in seconds from the start in which vehicles may enter an arc, by index; arcs without
        an entry are always open.
    start, time_zone
        Moment of time 0 and zone of a scenario; None and empty: nobody says.
    until
        Seconds at which the scenario ends; None: no end.
    file, source_row
        Where each source is written, for messages: a name, and a line each, or none.
    paired
        Whether an arc and one back between the same two nodes are two directions of one road.
    notes
        What the reader assumed or left out.
    """

    name: str
    node_id: tuple[Id, ...]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    capacity: NDArray[np.int64]
    transit: NDArray[np.int64]
    arc_id: tuple[Id, ...]
    source: NDArray[np.int64]
    supply: NDArray[np.int64]
    sink: NDArray[np.int64]
    limit: NDArray[np.int64]
    node_name: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    arc_name: Mapping[int, str] = field(default_factory=dict)
    shape: Mapping[int, tuple[Point, ...]] = field(default_factory=dict)
    opening: Mapping[int, Windows] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    start: datetime | None = None
    time_zone: str = ""
    until: int | None = None
    file: str = ""
    source_row: tuple[int, ...] = ()
    paired: bool = False
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def vehicles(self) -> int:
        """Vehicles at all sources together."""
        return int(self.supply.sum())

    @cached_property
    def degrees(self) -> bool:
        """Whether all coordinates can be longitude and latitude."""
        spans = zip((self.x, self.y), _DEGREES, strict=True)
        return all(bool(np.all(np.abs(axis[np.isfinite(axis)]) <= most)) for axis, most in spans)

    def points(self, arc: int) -> tuple[Point, ...]:
        """Return the points of an arc from tail to head; none where an end is not known."""
        ends = [(float(self.x[v]), float(self.y[v])) for v in (self.tail[arc], self.head[arc])]
        if not np.all(np.isfinite(ends)):
            return ()
        return (ends[0], *self.shape.get(arc, ()), ends[1])

    @cached_property
    def roads(self) -> tuple[tuple[int, ...], ...]:
        """The arcs of every road, by its first arc: one, or both directions where `paired`."""
        found: dict[int, tuple[int, ...]] = {}
        waiting: dict[tuple[int, int], list[int]] = {}
        for arc, (tail, head) in enumerate(
            zip(self.tail.tolist(), self.head.tolist(), strict=True)
        ):
            back = waiting.get((head, tail)) if self.paired else None
            if back:
                first = back.pop(0)
                found[first] = (first, arc)
            else:
                found[arc] = (arc,)
                waiting.setdefault((tail, head), []).append(arc)
        return tuple(found.values())

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of what decides the answer: ids, roads, supplies, sinks."""
        return digest(
            {
                "nodes": list(self.node_id),
                "arcs": [
                    list(row)
                    for row in zip(
                        self.arc_id,
                        self.tail.tolist(),
                        self.head.tolist(),
                        self.capacity.tolist(),
                        self.transit.tolist(),
                        strict=True,
                    )
                ],
                "sources": np.stack([self.source, self.supply], axis=1).tolist(),
                "sinks": np.stack([self.sink, self.limit], axis=1).tolist(),
                "openings": [
                    [arc, *([w.start, w.until] for w in self.opening[arc])]
                    for arc in sorted(self.opening)
                ],
                "until": self.until,
            }
        )
