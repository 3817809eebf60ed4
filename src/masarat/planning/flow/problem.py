"""Quickest transshipment problems as arrays: a network, supplies, sinks.

Two conventions of discrete time are offered. `QuickestTransshipment` speaks of seconds and
vehicles; `in_steps` rounds it to steps of a resolution, no transit ever to fewer than one step.
`StepProblem` is what is solved: whole steps, where transits of zero steps are allowed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from masarat.core.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

HOUR = 3600
UNLIMITED = -1
"""Capacity of a sink that holds everybody."""

MOST_NODES = 10**7
MOST_ARCS = 10**7
MOST_CAPACITY = 10**7
"""Vehicles an hour into one arc: some five thousand lanes."""

MOST_TRANSIT = 10**7
"""Seconds or steps on one arc: about four months."""

MOST_VEHICLES = 10**9
"""Vehicles at one source, or room at one sink."""


@dataclass(frozen=True, slots=True, eq=False)
class FlowNetwork:
    """A directed network; parallel arcs are allowed, loops are pointless but harmless.

    Parameters
    ----------
    nodes
        Number of nodes; they are called 0 to nodes - 1.
    tail, head
        Nodes where each arc begins and ends, shape (arcs,).
    capacity
        Vehicles an hour that may enter each arc, shape (arcs,); 0 is a closed arc.
    transit
        Time from tail to head, shape (arcs,): seconds, or steps within a `StepProblem`.

    Raises
    ------
    UsageError
        If a rule is broken; the message names the first arc that breaks it.
    """

    nodes: int
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    capacity: NDArray[np.int64]
    transit: NDArray[np.int64]

    def __post_init__(self) -> None:
        if not 0 <= self.nodes <= MOST_NODES:
            raise UsageError(f"nodes is {self.nodes}: there must be 0 to {MOST_NODES:,} nodes")
        for name in ("tail", "head", "capacity", "transit"):
            _freeze(self, name, len(np.atleast_1d(self.tail)))
        if self.arcs > MOST_ARCS:
            raise UsageError(f"there are {self.arcs:,} arcs: there must be at most {MOST_ARCS:,}")
        _within("tail", self.tail, 0, self.nodes - 1, "a node")
        _within("head", self.head, 0, self.nodes - 1, "a node")
        _within("capacity", self.capacity, 0, MOST_CAPACITY)
        _within("transit", self.transit, 0, MOST_TRANSIT)

    @property
    def arcs(self) -> int:
        """Number of arcs."""
        return len(self.tail)


@dataclass(frozen=True, slots=True, eq=False)
class _Terminals:
    """What both kinds of problem share: a network, where people are, and where they may go."""

    network: FlowNetwork
    sources: NDArray[np.int64]
    supplies: NDArray[np.int64]
    sinks: NDArray[np.int64]
    sink_capacities: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    _most = MOST_VEHICLES

    def __post_init__(self) -> None:
        sinks = len(np.atleast_1d(self.sinks))
        if sinks == 0:
            raise UsageError("there is no sink: at least one must be given")
        if len(np.atleast_1d(self.sink_capacities)) == 0:
            object.__setattr__(self, "sink_capacities", np.full(sinks, UNLIMITED))
        for name in ("sources", "supplies"):
            _freeze(self, name, len(np.atleast_1d(self.sources)))
        for name in ("sinks", "sink_capacities"):
            _freeze(self, name, sinks)
        _within("sources", self.sources, 0, self.network.nodes - 1, "a node")
        _within("sinks", self.sinks, 0, self.network.nodes - 1, "a node")
        _once("sources", self.sources)
        _once("sinks", self.sinks)
        _within("supplies", self.supplies, 0, self._most)
        _within("sink_capacities", self.sink_capacities, UNLIMITED, self._most, "-1 (unlimited) or")


class QuickestTransshipment(_Terminals):
    """The least time by which all vehicles at sources can be in sinks, as a problem in seconds.

    Vehicles are a fluid; waiting at nodes is free and unlimited; any source may use any sink. A
    source may be passed through, and so may a sink.

    Parameters
    ----------
    network
        Capacities in vehicles an hour, transits in seconds.
    sources, supplies
        Nodes, each at most once, and the vehicles that wait there at time 0, shape (sources,).
    sinks, sink_capacities
        Nodes, each at most once, and the vehicles that each can hold in all, shape (sinks,); -1
        (`UNLIMITED`) or an empty array: no limit.

    Raises
    ------
    UsageError
        If a rule is broken; the message names the first position that breaks it.
    """

    __slots__ = ()

    def in_steps(self, resolution_seconds: int) -> StepProblem:
        """Round to whole steps.

        A transit of s seconds takes max(1, floor(s / resolution + 1/2)) steps. Flow is counted in
        units of resolution / 3600 vehicle, so that an arc takes exactly `capacity` units a step.

        Raises
        ------
        UsageError
            If `resolution_seconds` does not divide an hour.
        """
        step = resolution_seconds
        if step < 1 or HOUR % step:
            raise UsageError(f"resolution is {step} s: it must divide 3600 seconds")
        roads = self.network
        transit = np.maximum(1, (2 * roads.transit + step) // (2 * step))
        units = HOUR // step
        limited = self.sink_capacities != UNLIMITED
        return StepProblem(
            FlowNetwork(roads.nodes, roads.tail, roads.head, roads.capacity, transit),
            self.sources,
            self.supplies * units,
            self.sinks,
            np.where(limited, self.sink_capacities * units, UNLIMITED),
            resolution_seconds=step,
        )


@dataclass(frozen=True, slots=True, eq=False)
class StepProblem(_Terminals):
    """The same problem in whole steps of time and whole units of flow.

    A unit that enters an arc in step j, the interval [j, j + 1), reaches its head in step
    j + transit; transits of 0 steps are allowed. All is over by time T if the last unit reaches a
    sink in step T - 1; T, a whole number of steps, is to be least.

    Parameters
    ----------
    network
        Capacities in units a step, transits in steps >= 0.
    sources, supplies, sinks, sink_capacities
        As in `QuickestTransshipment`, in units.
    resolution_seconds
        Length of a step, for reporting alone. A unit is resolution / 3600 vehicle, so that a unit
        a step is one vehicle an hour.
    """

    resolution_seconds: int = 1

    _most = MOST_VEHICLES * HOUR


def _freeze(owner: Any, name: str, length: int) -> None:  # noqa: ANN401  (any frozen dataclass)
    """Replace a field by a read-only int64 array of the same whole numbers."""
    object.__setattr__(owner, name, _whole(name, getattr(owner, name), length))


def _whole(name: str, values: ArrayLike, length: int) -> NDArray[np.int64]:
    given = np.atleast_1d(np.asarray(values))
    if given.ndim != 1 or len(given) != length:
        raise UsageError(f"{name} has shape {given.shape}: it must have shape ({length},)")
    if given.dtype.kind not in "iuf" and length:
        raise UsageError(f"{name} holds {given.dtype}: it must hold whole numbers")
    if given.dtype.kind == "f":
        _first(name, given, ~(np.isfinite(given) & (given == np.floor(given))), "a whole number")
    if given.dtype.kind in "uf":
        _first(name, given, np.abs(given.astype(float)) >= 2.0**62, "below 2^62")
    frozen = given.astype(np.int64)
    frozen.setflags(write=False)
    return frozen


def _within(name: str, values: NDArray[Any], low: int, high: int, what: str = "") -> None:
    rule = f"{what} {max(low, 0)} to {high:,}".strip()
    _first(name, values, (values < low) | (values > high), rule)


def _first(name: str, values: NDArray[Any], bad: NDArray[np.bool_], rule: str) -> None:
    """Raise for the first bad value."""
    if bad.any():
        at = int(np.argmax(bad))
        raise UsageError(f"{name}[{at}] is {values[at]}: it must be {rule}")


def _once(name: str, nodes: NDArray[np.int64]) -> None:
    """Raise for the first node that is named a second time."""
    _, first = np.unique(nodes, return_index=True)
    again = np.ones(len(nodes), bool)
    again[first] = False
    _first(name, nodes, again, "named only once")
