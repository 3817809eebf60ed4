"""Minutes of one class of vehicles between places, for exhaustive search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from masarat.plan.exhaustive.lots import by_preference

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.scenario.instance import Checkpoint, Corridor, Instance, VehicleClass

    Ints = NDArray[np.int64]

FAR = 1 << 28
"""Cannot be driven; never."""


class Roads:
    """Minutes of one class between places."""

    def __init__(self, instance: Instance, cls: VehicleClass) -> None:
        self.instance, self.cls = instance, cls

    def road(self, origin: str, target: str, pace: int | None = None) -> int:
        """Return minutes from one place to another, `FAR` where there is no road."""
        if origin == target:
            return 0
        minutes = self.instance.roads.get((origin, target))
        return FAR if minutes is None else minutes[self.cls.pace if pace is None else pace]

    def access(self, point: str, corridor: Corridor) -> int:
        """Return minutes from an assembly point to a corridor's entry."""
        return self.road(point, corridor.places[0])

    def team_back(self, point: str, corridor: Corridor) -> int:
        """Return minutes from a corridor's exit until a convoy's team is back at its point."""
        return min(sum(corridor.back_legs[0]) + self.road(corridor.places[0], point, 0), FAR)

    def first_stop(self, corridor: Corridor) -> tuple[int, int, Checkpoint | None]:
        """Return minutes before and after the first inspection; of later ones the least count."""
        legs = corridor.legs[self.cls.pace]
        stops = [
            (number, checkpoint)
            for number, place in enumerate(corridor.places)
            for checkpoint in self.instance.checkpoints
            if checkpoint.place == place and corridor.id in checkpoint.corridors
        ]
        if not stops:
            return sum(legs), 0, None
        (first, checkpoint), later = stops[0], stops[1:]
        before = sum(legs[:first])
        rest = sum(q.service(1) for _, q in later)
        return before, sum(legs) - before + rest, checkpoint

    def preferring(
        self, named: tuple[list[str], list[Corridor], list[str]]
    ) -> tuple[tuple[list[str], list[Corridor], list[str]], Ints, Ints, bool]:
        """Return names, the better goals first, ways out and back, whether goals are ordered."""
        points, corridors, goals = named
        out = np.array([[self.road(c.places[-1], d) for d in goals] for c in corridors], np.int64)
        turn = self.turns(named)
        order, ordered = by_preference(out, turn)
        named = (points, corridors, [goals[number] for number in order])
        return named, out[:, order], turn[[*order, len(goals)]], ordered

    def turns(self, named: tuple[list[str], list[Corridor], list[str]]) -> Ints:
        """Return [place, point]: the fewest minutes to standing empty, by rides too."""
        points, corridors, goals = named
        direct = np.array([[self._turn(goal, a) for a in points] for goal in goals], np.int64)
        start = np.array([[self._start(a) for a in points]], np.int64)
        ride = np.array(
            [[min(self._ride(a, c, d) for c in corridors) for d in goals] for a in points],
            np.int64,
        )
        hop = _by_way_of(ride, direct)
        for middle in range(len(points)):
            hop = np.minimum(hop, hop[:, middle, None] + hop[None, middle, :])
        found = np.concatenate([direct, start])
        found = np.minimum(found, _by_way_of(found, hop))
        shortest: Ints = np.minimum(found, FAR)
        return shortest

    def _turn(self, goal: str, point: str) -> int:
        if not self.cls.comes_back:
            return FAR
        if goal == point:
            return self.cls.unload
        ways = [
            self._way_back(corridor, goal, point)
            for corridor in self.instance.corridors
            if corridor.returns and corridor.id in self.cls.corridors
        ]
        return min(FAR, self.cls.unload + min(ways, default=FAR))

    def _way_back(self, corridor: Corridor, goal: str, point: str) -> int:
        legs = sum(corridor.back_legs[self.cls.pace])
        return self.road(goal, corridor.places[-1]) + legs + self.road(corridor.places[0], point)

    def _start(self, point: str) -> int:
        place = self.cls.start_place
        return min(FAR, self.cls.available + (self.road(place, point) if place else 0))

    def _ride(self, point: str, corridor: Corridor, goal: str) -> int:
        before, after, checkpoint = self.first_stop(corridor)
        inside = before + after + (checkpoint.service(1) if checkpoint else 0)
        out = self.road(corridor.places[-1], goal)
        return min(FAR, self.cls.load + self.access(point, corridor) + inside + out)


def _by_way_of(first: Ints, second: Ints) -> Ints:
    """Return the fewest minutes of a way of `first` followed by one of `second`."""
    found: Ints = np.minimum((first[:, :, None] + second[None, :, :]).min(axis=1), FAR)
    return found
