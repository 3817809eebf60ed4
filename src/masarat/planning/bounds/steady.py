"""Prices from a steady state: vehicles go round, nobody is first or last.

Rides and empty trips are a flow through places, so that a vehicle pays for its way back to where
people wait, and vehicles wait for a given time in all: where many begin at once, they cannot all
pass at once. These prices are where `cutting` begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.kernel import FAR
from masarat.planning.lp import INF, Program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from masarat.planning.bounds.master import Master

    Floats = NDArray[np.float64]

WAITS = (0.3, 0.5)
"""Shares of a crowd's time for which vehicles wait in the steady states that are tried."""

FIRST, LAST = (0.9, 1.2, 0.6), (1.0, 1.1, 0.9)
"""By how much a minute at a checkpoint is dearer for each minute nearer to the beginning, or the
end, in what waiting costs; for how long, and until how near it rises, in crowds."""

DETOUR = 60
"""Rides that take so many minutes longer than the shortest to the same place are left out."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """Kinds of vehicles that differ in where they begin and how long they load only."""

    kinds: tuple[int, ...]
    count: int
    load: float
    unload: float


@dataclass(frozen=True, slots=True)
class Steady:
    """Dual values by (kind of row, number), and what a minute of a vehicle is worth on average."""

    duals: dict[tuple[str, int], float]
    minute: float


def fleets_of(master: Master) -> list[Fleet]:
    """Return the kinds that have something to do, those that are much alike together."""
    model = master.model
    alike: dict[tuple[object, ...], list[int]] = {}
    for kind in master.days:
        cls = model.kinds[kind]
        key = (cls.seats, cls.stretchers, cls.pace, cls.corridors, cls.own, cls.alone,
               cls.comes_back)  # fmt: skip
        alike.setdefault(key, []).append(kind)
    found = []
    for kinds in alike.values():
        counts = [int((model.vehicle_kind == kind).sum()) for kind in kinds]
        load, unload = (
            sum(n * getattr(model.kinds[kind], name) for n, kind in zip(counts, kinds, strict=True))
            / max(sum(counts), 1)
            for name in ("load", "unload")
        )
        found.append(Fleet(tuple(kinds), sum(counts), load, unload))
    return found


def crowd_of(master: Master) -> float:
    """Return in how many minutes all vehicles could pass all checkpoints once; 0 without any."""
    model = master.model
    passing = sum(q.lanes / q.minutes for q in model.instance.checkpoints if q.minutes and q.lanes)
    return len(model.vehicles) / passing if passing else 0.0


def steady_vectors(master: Master, until: int, crowd: float) -> Iterator[Floats]:
    """Yield prices by row of the master program, from several steady states.

    Where all vehicles begin at once, and should end at once, checkpoints are dearer in the first
    and the last minutes by what the vehicles that have to wait lose by it.
    """
    for share in WAITS:
        yield _vector(master, until, steady_prices(master, until, share * crowd), crowd)


def _vector(master: Master, until: int, steady: Steady, crowd: float) -> Floats:
    found, instance = np.zeros(master.rows), master.model.instance
    blocks = np.array([*master.blocks, max(until, master.blocks[-1] + 1)])
    middle = (blocks[1:] + blocks[:-1]) / 2
    dearer = sum(
        slope * np.clip(span * crowd - away, 0, most * crowd)
        for away, (slope, span, most) in ((middle, FIRST), (until - middle, LAST))
    )
    for (kind, key), row in master.row.items():
        number = key if isinstance(key, int) else -1
        dual = steady.duals.get((kind, number), 0.0)
        if kind in {"people", "destinations"}:
            found[row] = dual
        elif kind == "corridors":
            found[row] = dual * instance.corridors[number].headway
        elif kind == "escorts":
            found[row : row + len(middle)] = dual
        elif kind == "checkpoints":
            checkpoint = instance.checkpoints[number]
            passing = checkpoint.lanes / max(checkpoint.minutes, 1)
            found[row : row + len(middle)] = dual + steady.minute * passing * dearer
    return found


def steady_prices(master: Master, until: int, waiting: float) -> Steady:
    """Return what everything is worth when rides and ways back repeat themselves.

    Parameters
    ----------
    until
        About when everybody will have arrived.
    waiting
        Minutes for which each vehicle waits in all.
    """
    return _Builder(master, until, waiting).solved()


class _Builder:
    def __init__(self, master: Master, until: int, waiting: float) -> None:
        self.master, self.model, self.waiting = master, master.model, waiting
        self.program = Program()
        self._known: dict[tuple[int, int, int], int] = {}
        self.terms: dict[tuple[str, int], list[tuple[int, float]]] = {}
        self.limits: dict[tuple[str, int], tuple[float, float]] = {}
        self.horizon = self.program.column(cost=1.0)
        self._shared(until)
        for number, fleet in enumerate(fleets_of(master)):
            self._fleet(number, fleet)

    def _shared(self, until: int) -> None:
        """Limit what is shared: what is lost of the time until then is lost of any horizon."""
        instance, model = self.model.instance, self.model
        for g in self.master.scope.groups:
            self.limits["people", g] = (float(instance.groups[g].people), INF)
        for d, destination in enumerate(instance.destinations):
            if destination.capacity is not None:
                self.limits["destinations", d] = (-INF, float(destination.capacity))
        capacities = self.master.limits(until)
        for kind in ("checkpoints", "escorts"):
            for number, supplied in enumerate(capacities.timed[kind]):
                minutes = supplied.by_block((0,))[0]
                self._timed((kind, number), supplied.units, minutes, until)
        for c, corridor in enumerate(model.instance.corridors):
            if corridor.headway:
                minutes = min(capacities.corridors[c] * corridor.headway, until)
                self._timed(("corridors", c), 1, minutes, until)

    def _timed(self, name: tuple[str, int], units: int, minutes: int, until: int) -> None:
        self.terms[name] = [(self.horizon, -float(units))]
        self.limits[name] = (-INF, float(minutes - units * until))

    def _fleet(self, number: int, fleet: Fleet) -> None:
        """Add what a fleet does: it begins, rides and comes back."""
        model, first = self.model, fleet.kinds[0]
        base = number * (len(model.assembly) + len(model.destinations))
        points = [("standing", base + a) for a in range(len(model.assembly))]
        towns = [("arrived", base + d) for d in range(len(model.destinations))]
        fleet_row = ("fleet", number)
        self.terms[fleet_row] = [(self.horizon, -float(fleet.count))]
        self.limits[fleet_row] = (-INF, 0.0)
        self.limits |= dict.fromkeys(points, (0.0, 0.0)) | dict.fromkeys(towns, (-INF, 0.0))
        for a, d, minutes, terms in self._rides(first):
            ends = [(points[a], -1.0), (towns[d], -1.0)]
            self._column([*ends, (fleet_row, minutes + fleet.load), *terms])
        turn = self.master.days[first].between.turn - model.kinds[first].unload + fleet.unload
        for d, town in enumerate(towns):
            for a, point in enumerate(points):
                if turn[d, a] < FAR / 2:
                    self._column([(point, 1.0), (town, 1.0), (fleet_row, float(turn[d, a]))])
        for cls, kind in enumerate(model.kind_of_class):
            if kind not in fleet.kinds:
                continue
            count = float(model.instance.classes[cls].count)
            self.limits["begins", cls] = (count, count)
            for a, minute in enumerate(self.master.standing[cls].tolist()):
                if minute < FAR:
                    begins = [(("begins", cls), 1.0), (points[a], 1.0)]
                    self._column([*begins, (fleet_row, minute + self.waiting)])

    def _rides(
        self, kind: int
    ) -> Iterator[tuple[int, int, float, list[tuple[tuple[str, int], float]]]]:
        """Yield assembly point, destination, minutes without loading, and what else is used."""
        model, out = self.model, self.model.out[self.model.kinds[kind].pace]
        for line in range(len(model.line_a)):
            if not model.serves(kind, line):
                continue
            a, moving = int(model.line_a[line]), self._moving(kind, line)
            for d, aboard in self._aboard(kind, a):
                length = moving + int(out[line, d])
                if length < self._shortest(kind, a, d) + DETOUR:
                    yield a, d, float(length), [*aboard, *self._uses(kind, line, d)]

    def _shortest(self, kind: int, a: int, d: int) -> int:
        """Return the fewest minutes from departure to arrival."""
        key = (kind, a, d)
        if key not in self._known:
            out = self.model.out[self.model.kinds[kind].pace]
            lines = np.flatnonzero(self.model.line_a == a).tolist()
            self._known[key] = min(
                (
                    self._moving(kind, n) + int(out[n, d])
                    for n in lines
                    if self.model.serves(kind, n)
                ),
                default=FAR,
            )
        return min(self._known[key], FAR - DETOUR)

    def _aboard(
        self, kind: int, a: int
    ) -> Iterator[tuple[int, list[tuple[tuple[str, int], float]]]]:
        """Yield destinations and who can be aboard together for them, one group for each need."""
        model, groups = self.model, self.model.instance.groups
        for d, place in enumerate(model.destinations):
            options = [
                [
                    g
                    for g in numbers
                    if model.takes(kind, groups[g]) and place in groups[g].destinations
                ]
                for (point, _), numbers in self.master.scope.seats.items()
                if point == a
            ]
            for aboard in product(*filter(None, options)):
                takes = [(g, float(model.takes(kind, groups[g]))) for g in aboard]
                if takes:
                    people = sum(n for _, n in takes)
                    yield (
                        d,
                        [*((("people", g), n) for g, n in takes), (("destinations", d), people)],
                    )

    def _sizes(self, kind: int, line: int) -> tuple[int, int]:
        """Return a usual convoy, which fills the lanes for one headway, and the largest."""
        model, cls = self.model, self.model.kinds[kind]
        corridor = model.instance.corridors[int(model.line_c[line])]
        least, most = corridor.smallest, corridor.largest
        if cls.alone:
            least, most = cls.smallest or 1, cls.largest or 1
        stops = [model.instance.checkpoints[q] for q in model.stop_q[model.line_c[line]] if q >= 0]
        rows = [
            stop.lanes * max(-(-corridor.headway // stop.minutes), 1)
            for stop in stops
            if stop.minutes
        ]
        return max(min(min(rows, default=most), most), least, 1), max(most, 1)

    def _moving(self, kind: int, line: int) -> int:
        """Return minutes from departure to the exit."""
        model, c = self.model, int(self.model.line_c[line])
        (size, _), pace = self._sizes(kind, line), model.kinds[kind].pace
        stops = model.stop_q[c].tolist()
        services = sum(model.instance.checkpoints[q].service(size) for q in stops if q >= 0)
        minutes: int = int(model.access[pace, line] + model.inside[pace, c]) + services
        return minutes

    def _uses(self, kind: int, line: int, d: int) -> list[tuple[tuple[str, int], float]]:
        model, c = self.model, int(self.model.line_c[line])
        size, most = self._sizes(kind, line)
        found = [
            (("checkpoints", int(q)), model.instance.checkpoints[q].service(size) / size)
            for q in model.stop_q[c]
            if q >= 0
        ]
        if model.instance.corridors[c].headway:
            found.append((("corridors", c), model.instance.corridors[c].headway / most))
        if len(model.pools[c]) == 1:
            busy = self._moving(kind, line) + min(int(model.back[line, d]), model.instance.end)
            found.append((("escorts", int(model.pools[c][0])), busy / most))
        return found

    def _column(self, terms: list[tuple[tuple[str, int], float]]) -> None:
        column = self.program.column()
        for name, amount in terms:
            if name in self.limits:
                self.terms.setdefault(name, []).append((column, amount))

    def solved(self) -> Steady:
        names = list(self.limits)
        for name in names:
            self.program.row(*self.limits[name], self.terms.get(name, []))
        duals = dict(zip(names, map(abs, self.program.duals()), strict=True))
        used = [
            (fleet.count, duals["fleet", number])
            for number, fleet in enumerate(fleets_of(self.master))
            if duals["fleet", number] > 0
        ]
        vehicles = sum(count for count, _ in used)
        return Steady(duals, sum(count * price for count, price in used) / max(vehicles, 1))
