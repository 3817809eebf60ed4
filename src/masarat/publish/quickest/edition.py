"""A quickest clearance, ready to be published in one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from masarat.network.traffic.case import FREE, UNLIMITED
from masarat.planning.flow.streams import streams

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.network.traffic.case import Traffic
    from masarat.planning.flow.answer import Binding, Clearance, Closure, Rates
    from masarat.planning.flow.problem import StepProblem
    from masarat.planning.flow.streams import Stream
    from masarat.planning.flow.varying.changes import VaryingClearance
    from masarat.publish.wording import Words

HOUR = 3600

INTERVALS = (60, 300, 600, 900, 1800, HOUR)
"""Lengths of an interval of departure in seconds, which people can keep to."""

MOST_INTERVALS = 24


@dataclass(frozen=True, slots=True)
class CutArc:
    """An arc of the cut: for `seconds` what enters it counts, so at most `vehicles` pass."""

    arc: int
    seconds: int
    vehicles: Fraction


@dataclass(frozen=True, slots=True)
class Load:
    """What an arc carries: vehicles in all, most vehicles an hour, share of what it could carry."""

    arc: int
    vehicles: float
    peak: float
    share: float


@dataclass(frozen=True, kw_only=True)
class QuickestEdition:
    """What every publisher takes: the traffic, the answer, and a language.

    Parameters
    ----------
    problem, answer
        What was solved, in steps, and what was found and checked.
    closures
        What closing each road costs, the dearest first, if that was asked; `roads` holds the arcs
        of the road that a closure numbers.
    """

    traffic: Traffic
    problem: StepProblem
    answer: Clearance | VaryingClearance
    words: Words
    closures: tuple[Closure, ...] | None = None
    roads: tuple[tuple[int, ...], ...] = ()

    @cached_property
    def step(self) -> int:
        """Seconds in a step."""
        return self.problem.resolution_seconds

    @cached_property
    def bound_steps(self) -> int | None:
        """Nothing is faster than this; None if no time is enough, or if nobody moves."""
        found = getattr(self.answer, "bound_steps", self.answer.steps)
        return None if found is None or self.nobody else int(found)

    @cached_property
    def steps(self) -> int | None:
        """The clearance time in steps; None if no time is enough, or if nobody can move."""
        return None if self.nobody else self.answer.steps

    @cached_property
    def nobody(self) -> bool:
        """Whether everybody who has to move is cut off."""
        return bool(self.cut_off) and sum(self.cut_off.values()) == self.traffic.vehicles

    @cached_property
    def seconds(self) -> int | None:
        """The clearance time in seconds."""
        return None if self.steps is None else self.steps * self.step

    @cached_property
    def bound_seconds(self) -> int | None:
        """The bound in seconds."""
        return None if self.bound_steps is None else self.bound_steps * self.step

    @cached_property
    def cut_off(self) -> dict[int, int]:
        """Vehicles without a way out, by position among the sources."""
        return {at: int(self.traffic.supply[at]) for at in self.answer.cut_off.tolist()}

    @cached_property
    def binding(self) -> Binding | None:
        """The set of sources that sets the time."""
        return self.answer.binding

    @cached_property
    def binding_sources(self) -> tuple[int, ...]:
        """Positions of the sources that set the time."""
        return tuple(self.binding.sources.tolist()) if self.binding else ()

    @cached_property
    def full_sinks(self) -> tuple[int, ...]:
        """Positions of the sinks that are full before the time is over."""
        return tuple(self.binding.full_sinks.tolist()) if self.binding else ()

    @cached_property
    def binding_share(self) -> Fraction:
        """Share of all vehicles that wait at the sources that set the time."""
        waiting = sum(int(self.traffic.supply[at]) for at in self.binding_sources)
        return Fraction(waiting, max(1, self.traffic.vehicles))

    @cached_property
    def cut(self) -> tuple[CutArc, ...]:
        """The arcs that set the time, those that let most vehicles pass first."""
        if self.binding is None or self.binding.horizon is None:
            return ()
        found = []
        rows = zip(self.binding.arcs.tolist(), self.binding.arc_steps.tolist(), strict=True)
        for arc, steps in rows:
            open_ = self._open_steps(arc, self.binding, steps)
            units = int(self.problem.network.capacity[arc]) * open_
            found.append(CutArc(arc, open_ * self.step, self.vehicles_of(units)))
        return tuple(sorted(found, key=lambda row: (-row.vehicles, row.arc)))

    def _open_steps(self, arc: int, binding: Binding, steps: int) -> int:
        """Return for how many of its steps in the cut an arc is open."""
        windows = self.traffic.opening.get(arc)
        if windows is None:
            return steps
        first = int(binding.labels[self.problem.network.tail[arc]])

        def step(seconds: int) -> int:
            return (2 * seconds + self.step) // (2 * self.step)

        spans = ((step(w.start), step(w.until)) for w in windows)
        return sum(max(0, min(until, first + steps) - max(start, first)) for start, until in spans)

    @cached_property
    def main_cut(self) -> tuple[CutArc, ...]:
        """The arcs of the cut that are in it for at least half as long as the longest.

        A cut over time may hold roads for some minutes only, before or behind another one.
        """
        capacity = self.problem.network.capacity
        roads = [row for row in self.cut if capacity[row.arc] < FREE]
        longest = max((row.seconds for row in roads), default=0)
        return tuple(row for row in roads if 2 * row.seconds >= longest)

    @cached_property
    def cut_per_hour(self) -> int:
        """Vehicles an hour that the arcs of `main_cut` take together."""
        return sum(int(self.problem.network.capacity[row.arc]) for row in self.main_cut)

    def vehicles_of(self, units: int, denominator: int = 1) -> Fraction:
        """Return the vehicles in so many units of flow."""
        return Fraction(units * self.step, HOUR * denominator)

    @cached_property
    def interval(self) -> int:
        """Seconds in an interval of departure: the shortest of `INTERVALS` that makes few of them.

        A whole number of steps, so that nobody stands in two intervals.
        """
        few = (length for length in INTERVALS if (self.seconds or 0) <= length * MOST_INTERVALS)
        length = next(few, INTERVALS[-1])
        return max(length // self.step, 1) * self.step

    @cached_property
    def streams(self) -> tuple[Stream, ...]:
        """Who leaves when by which roads."""
        witness = self.answer.witness
        if witness is None or not self.steps:
            return ()
        return streams(self.problem, witness, self.interval // self.step)

    @cached_property
    def loads(self) -> tuple[Load, ...]:
        """What every arc that is used carries, by arc."""
        witness = self.answer.witness
        if witness is None or not self.steps:
            return ()
        rows, arcs = witness.arcs, self.problem.network.arcs
        rate = self._hourly(rows)
        amount = rate * (rows.end - rows.begin) * self.step / HOUR
        total = np.bincount(rows.index, weights=amount, minlength=arcs)
        peak = np.zeros(arcs)
        np.maximum.at(peak, rows.index, rate)
        could = self.problem.network.capacity * (self.steps * self.step / HOUR)
        return tuple(
            Load(arc, float(total[arc]), float(peak[arc]), float(total[arc] / could[arc]))
            for arc in np.flatnonzero(total > 0).tolist()
        )

    def _hourly(self, rates: Rates) -> NDArray[np.float64]:
        """Return rates in vehicles an hour."""
        witness = self.answer.witness
        denominator = witness.denominator if witness else 1
        hourly: NDArray[np.float64] = rates.rate.astype(np.float64) / float(denominator)
        return hourly

    @cached_property
    def arrivals(self) -> tuple[tuple[int, Fraction], ...]:
        """(Seconds, vehicles out by then): the corners of the arrival curve, from (0, 0) on.

        What arrives in a step is counted at its end.
        """
        witness = self.answer.witness
        if witness is None or not self.steps:
            return ()
        slope: dict[int, int] = {0: 0, self.steps: 0}
        rows = witness.arrivals
        columns = (rows.begin, rows.end, rows.rate)
        for begin, end, rate in zip(*(column.tolist() for column in columns), strict=True):
            slope[begin] = slope.get(begin, 0) + int(rate)
            slope[end] = slope.get(end, 0) - int(rate)
        corners, units, rate, last = [], 0, 0, 0
        for at in sorted(slope):
            units += rate * (at - last)
            rate += slope[at]
            last = at
            corners.append((at * self.step, self.vehicles_of(units, witness.denominator)))
        return tuple(corners)

    # ---- names

    @property
    def title(self) -> str:
        """What the input calls itself, in the reader's language if it can."""
        return self.traffic.titles.get(self.words.lang) or self.traffic.name

    def node_name(self, node: int) -> str:
        """Return a node's name in the reader's language, else its id."""
        names = self.traffic.node_name.get(node, {})
        named = names.get(self.words.lang) or names.get("en") or next(iter(names.values()), "")
        return named or str(self.traffic.node_id[node])

    def source_name(self, source: int) -> str:
        """Return the name of a source by its position."""
        return self.node_name(int(self.traffic.source[source]))

    def sink_name(self, sink: int) -> str:
        """Return the name of a sink by its position."""
        return self.node_name(int(self.traffic.sink[sink]))

    def arc_name(self, arc: int) -> str:
        """Return the name of an arc's road, else the names of its ends."""
        name = self.traffic.arc_name.get(arc)
        if name:
            return name
        ends = (int(self.traffic.tail[arc]), int(self.traffic.head[arc]))
        a, b = (self.node_name(node) for node in ends)
        if a == b:  # the way past an inspection
            return a
        return self.words.text("quickest_arrow", a=a, b=b)

    def ids(self, sources: tuple[int, ...]) -> list[str | int]:
        """Return the ids of sources, as in the input, each once."""
        return list(dict.fromkeys(self.traffic.node_id[self.traffic.source[at]] for at in sources))

    def sink_ids(self, sinks: tuple[int, ...]) -> list[str | int]:
        """Return the ids of sinks, as in the input, each once."""
        return list(dict.fromkeys(self.traffic.node_id[self.traffic.sink[at]] for at in sinks))

    def room(self, sink: int) -> int | None:
        """Return the vehicles that a sink holds; None for any number."""
        limit = int(self.traffic.limit[sink])
        return None if limit == UNLIMITED else limit

    # ---- times

    def moment(self, seconds: int) -> str:
        """Return a time: of a scenario its local date and time, else hours, minutes and seconds."""
        if self.traffic.start is None:
            return elapsed(seconds)
        zone = ZoneInfo(self.traffic.time_zone) if self.traffic.time_zone else None
        local = (self.traffic.start + timedelta(seconds=seconds)).astimezone(zone)
        return f"{local:%Y-%m-%d %H:%M:%S}"


def elapsed(seconds: int) -> str:
    """Return seconds as h:mm:ss."""
    return f"{seconds // HOUR}:{seconds % HOUR // 60:02}:{seconds % 60:02}"
