"""The instance as arrays, the form in which the kernels read it.

Places become small integers: assembly points 0..A-1; *spots*, where empty vehicles can stand,
are the destinations 0..D-1 followed by the start places, and by assembly points where vehicles
already stand empty in the middle of an operation. A *line* is an assembly point with a
corridor that its convoys can take. A *kind* is a set of classes that differ only in id, count,
start place and availability; a class that travels alone is a kind by itself. `FAR` stands for
"cannot be driven".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from masarat.core.windows import Window, Windows
from masarat.planning.kernel import FAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from masarat.scenario.instance import Corridor, Group, Instance, VehicleClass

    Ints = NDArray[np.int64]


def _kind_key(cls: VehicleClass) -> tuple[object, ...]:
    return (
        cls.seats, cls.stretchers, cls.load, cls.unload, cls.pace, cls.corridors,
        cls.comes_back, cls.own, cls.smallest, cls.largest, cls.id if cls.alone else "",
    )  # fmt: skip


def _windows_table(sets: Sequence[Windows]) -> Ints:
    """Return windows as [set, number, start | until], padded with FAR."""
    width = max((len(windows) for windows in sets), default=0)
    table = np.full((len(sets), max(width, 1), 2), FAR, np.int64)
    for row, windows in enumerate(sets):
        for column, window in enumerate(windows):
            table[row, column] = (window.start, window.until)
    return table


@dataclass(frozen=True, slots=True)
class Return:
    """One way for an empty vehicle of a kind from a spot to an assembly point."""

    corridor: int
    minutes: int
    before: int
    """Minutes before reaching the corridor's last place (its entry, going back)."""
    inside: int
    """Minutes inside the corridor, inspections not counted."""


class Model:
    """Arrays of one instance.

    Parameters
    ----------
    standing
        Assembly points at which vehicles stand empty: they can load there and nowhere else.

    Attributes
    ----------
    access, out : int arrays [pace, line], [pace, line, destination]
        Minutes from assembly point to corridor entry; from exit (open corridor: from departure) to
        the destination.
    inside : int array [pace, corridor]
        Minutes on the corridor, inspections not counted.
    back : int array [line, destination]
        Minutes until an escort team is back, from the exit; `FAR`: never.
    empty : int array [kind, spot, assembly point]
        Fewest minutes of an empty trip, inspections not counted.
    """

    def __init__(self, instance: Instance, standing: Sequence[str] = ()) -> None:
        self.instance = instance
        self.assembly = [point.place for point in instance.assembly_points]
        self.destinations = [destination.place for destination in instance.destinations]
        starts = {cls.start_place for cls in instance.classes if cls.start_place}
        self.spots = [*self.destinations, *sorted(starts), *standing]
        self.a_index = {place: index for index, place in enumerate(self.assembly)}
        self.d_index = {place: index for index, place in enumerate(self.destinations)}
        first = len(self.destinations)
        self.start_index = {place: first + n for n, place in enumerate(sorted(starts))}
        self.standing_index = {place: first + len(starts) + n for n, place in enumerate(standing)}
        self.c_index = {c.id: index for index, c in enumerate(instance.corridors)}
        self.q_index = {q.place: index for index, q in enumerate(instance.checkpoints)}
        self.p_index = {pool.id: index for index, pool in enumerate(instance.escorts)}
        self._fill_kinds()
        self._fill_corridors()
        self._fill_lines()
        self._fill_empty()

    def road(self, start: str, end: str, pace: int) -> int:
        """Minutes by the shortest open roads, `FAR` where there is no way."""
        if start == end:
            return 0
        minutes = self.instance.roads.get((start, end))
        return FAR if minutes is None else minutes[pace]

    def _fill_kinds(self) -> None:
        keys: dict[tuple[object, ...], int] = {}
        self.kind_of_class = [
            keys.setdefault(_kind_key(cls), len(keys)) for cls in self.instance.classes
        ]
        self.kinds: list[VehicleClass] = [
            self.instance.classes[self.kind_of_class.index(kind)] for kind in range(len(keys))
        ]
        self.vehicles = list(
            chain.from_iterable(cls.vehicle_ids() for cls in self.instance.classes),
        )
        counts = [cls.count for cls in self.instance.classes]
        self.vehicle_class = np.repeat(np.arange(len(counts)), counts).astype(np.int64)
        kinds = np.array(self.kind_of_class, np.int64)
        self.vehicle_kind = kinds[self.vehicle_class]
        spots = np.array(
            [self.start_index.get(cls.start_place, -1) for cls in self.instance.classes],
            np.int64,
        )
        self.vehicle_spot = spots[self.vehicle_class]
        available = np.array([cls.available for cls in self.instance.classes], np.int64)
        self.vehicle_free = available[self.vehicle_class]

    def _fill_corridors(self) -> None:
        corridors, checkpoints = self.instance.corridors, self.instance.checkpoints
        paces = len(self.instance.paces)
        self.inside = np.array(
            [[sum(c.legs[p]) if c.places else 0 for c in corridors] for p in range(paces)],
            np.int64,
        ).reshape(paces, len(corridors))
        self.windows = _windows_table([c.windows for c in corridors])
        self.q_windows = _windows_table([q.windows for q in checkpoints])
        self.suspensions = _windows_table([self.instance.suspensions])[0]
        stops = [
            [(i, self.q_index[place]) for i, place in enumerate(c.places)
             if place in self.q_index and c.id in checkpoints[self.q_index[place]].corridors]
            for c in corridors
        ]  # fmt: skip
        width = max((len(s) for s in stops), default=0)
        self.stop_q = np.full((len(corridors), width + 1), -1, np.int64)
        self.stop_at = np.zeros((paces, len(corridors), width + 1), np.int64)
        for ci, corridor in enumerate(corridors):
            for k, (place, q) in enumerate(stops[ci]):
                self.stop_q[ci, k] = q
                for pace in range(paces):
                    self.stop_at[pace, ci, k] = sum(corridor.legs[pace][:place])
        self.lanes = np.array([q.lanes for q in checkpoints], np.int64)
        self.inspect = np.array([q.minutes for q in checkpoints], np.int64)
        self.pools = [
            [self.p_index[p.id] for p in self.instance.escorts if c.id in p.corridors]
            for c in corridors
        ]

    def _fill_lines(self) -> None:
        corridors, paces = self.instance.corridors, range(len(self.instance.paces))
        lines: list[tuple[int, int]] = []
        for a, place in enumerate(self.assembly):
            for ci, corridor in enumerate(corridors):
                target = corridor.places[0] if corridor.places else ""
                if not target or self.road(place, target, 0) < FAR:
                    lines.append((a, ci))
        self.line_a = np.array([a for a, _ in lines], np.int64)
        self.line_c = np.array([c for _, c in lines], np.int64)
        shape = (len(paces), len(lines))
        self.access = np.zeros(shape, np.int64)
        self.out = np.full((*shape, len(self.destinations)), FAR, np.int64)
        self.back = np.zeros((len(lines), len(self.destinations)), np.int64)
        for line, (a, ci) in enumerate(lines):
            places = corridors[ci].places
            for pace in paces:
                if places:
                    self.access[pace, line] = self.road(self.assembly[a], places[0], pace)
                origin = places[-1] if places else self.assembly[a]
                self.out[pace, line] = [self.road(origin, d, pace) for d in self.destinations]
            if places:
                home = self.road(places[0], self.assembly[a], 0)
                self.back[line] = min(sum(corridors[ci].back_legs[0]) + home, FAR)
            else:
                self.back[line] = [self.road(d, self.assembly[a], 0) for d in self.destinations]

    def returns(self, cls: VehicleClass, destination: str, assembly: str) -> list[Return]:
        """Return the ways back of an empty vehicle, quickest first."""
        found: list[Return] = []
        for corridor in self.instance.corridors:
            if not corridor.returns or corridor.id not in cls.corridors:
                continue
            before, inside, after = self._return_parts(corridor, cls.pace, destination, assembly)
            total = before + inside + after
            if total < FAR:
                found.append(Return(self.c_index[corridor.id], total, before, inside))
        return sorted(found, key=lambda way: (way.minutes, way.corridor))

    def _return_parts(
        self,
        corridor: Corridor,
        pace: int,
        destination: str,
        assembly: str,
    ) -> tuple[int, int, int]:
        if not corridor.places:
            return 0, self.road(destination, assembly, pace), 0
        return (
            self.road(destination, corridor.places[-1], pace),
            sum(corridor.back_legs[pace]),
            self.road(corridor.places[0], assembly, pace),
        )

    def _fill_empty(self) -> None:
        kinds, spots, points = len(self.kinds), len(self.spots), len(self.assembly)
        self.empty = np.full((kinds, spots, points), FAR, np.int64)
        self.empty_ways: dict[tuple[int, int, int], list[Return]] = {}
        for k, cls in enumerate(self.kinds):
            for a, assembly in enumerate(self.assembly):
                for spot, place in enumerate(self.spots):
                    if spot >= len(self.destinations) + len(self.start_index):
                        self.empty[k, spot, a] = 0 if place == assembly else FAR
                        continue
                    if spot >= len(self.destinations):
                        self.empty[k, spot, a] = self.road(place, assembly, cls.pace)
                        continue
                    if not cls.comes_back:
                        continue
                    if place == assembly:
                        self.empty[k, spot, a] = 0
                        continue
                    ways = self.returns(cls, place, assembly)
                    self.empty_ways[k, spot, a] = ways
                    if ways:
                        self.empty[k, spot, a] = ways[0].minutes

    def takes(self, kind: int, group: Group) -> int:
        """Most people of `group` that one vehicle of `kind` takes, in whole units.

        A group smaller than its unit is one unit.
        """
        room, unit = self.kinds[kind].room(group.need), max(min(group.unit, group.people), 1)
        return room // unit * unit

    @cached_property
    def line_index(self) -> dict[tuple[int, int], int]:
        """Line number of each (assembly point, corridor)."""
        pairs = zip(self.line_a.tolist(), self.line_c.tolist(), strict=True)
        return {pair: line for line, pair in enumerate(pairs)}

    def travel(self, kind: int, line: int, d: int, services: int | None = None) -> int:
        """Fewest minutes from departure to arrival, inspections of so many minutes included.

        Those of one vehicle if none are given. `FAR` where roads do not lead there, or people would
        be aboard for longer than they may.
        """
        pace, c = self.kinds[kind].pace, int(self.line_c[line])
        minutes = int(self.access[pace, line] + self.inside[pace, c] + self.out[pace, line, d])
        if services is None:
            services = sum(int(self.inspect[q]) for q in self.stop_q[c] if q >= 0)
        minutes += services
        limit = self.instance.aboard_limit
        return FAR if minutes >= FAR or (limit is not None and minutes > limit) else minutes

    @cached_property
    def most(self) -> Ints:
        """Most vehicles in a convoy that takes people there, [kind, line, destination].

        So many that inspections leave time enough in the windows, between suspensions, and within
        the limit on minutes aboard; 0 where there is no way.
        """
        shape = (len(self.kinds), len(self.line_a), len(self.destinations))
        found = np.zeros(shape, np.int64)
        longest = self._longest_travel()
        for kind, cls in enumerate(self.kinds):
            for c, corridor in enumerate(self.instance.corridors):
                lines = np.flatnonzero(self.line_c == c)
                if corridor.id not in cls.corridors or not lines.size:
                    continue
                services = self._services(c, (cls.largest or 1) if cls.alone else corridor.largest)
                onward = self.access[cls.pace, lines, None] + self.out[cls.pace, lines]
                inside = services + self.inside[cls.pace, c]
                found[kind, lines] = np.searchsorted(inside, longest - onward, "right")
        return found

    def _longest_travel(self) -> int:
        """Return for how long people may be on the way: aboard, and between suspensions."""
        whole = Windows((Window(0, self.instance.end),)).minus(self.instance.suspensions)
        free = max((window.minutes for window in whole), default=0)
        limit = self.instance.aboard_limit
        return free if limit is None else min(free, limit)

    def _services(self, c: int, largest: int) -> Ints:
        """Return the minutes of all inspections by number of vehicles, from 1 on, while they fit.

        They have to fit into the checkpoints' windows and, with the way, into the corridor's.
        """
        instance = self.instance
        stops = [instance.checkpoints[int(q)] for q in self.stop_q[c] if q >= 0]
        openings = instance.corridors[c].windows.minus(instance.suspensions)
        open_for = max((window.minutes for window in openings), default=-1)
        found: list[int] = []
        for vehicles in range(1, largest + 1):
            served = [stop.service(vehicles) for stop in stops]
            fits = all(
                any(window.minutes >= minutes for window in stop.windows)
                for stop, minutes in zip(stops, served, strict=True)
            )
            if not fits or sum(served) + int(self.inside[0, c]) > open_for:
                break
            found.append(sum(served))
        return np.array(found, np.int64)

    @cached_property
    def reaches(self) -> NDArray[np.bool_]:
        """Whether some kind can take people over a line to a destination, [line, destination]."""
        return np.asarray(self.most.max(axis=0, initial=0) > 0)

    def serves(self, kind: int, line: int) -> bool:
        """Whether vehicles of `kind` may form convoys on `line`."""
        return self.instance.corridors[int(self.line_c[line])].id in self.kinds[kind].corridors
