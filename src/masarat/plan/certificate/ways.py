"""Roads, corridors and inspections of an instance, as the rules page defines them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from masarat.scenario.instance import Checkpoint, Corridor, Instance, VehicleClass

NEVER = 1 << 40
"""Minutes that no horizon has: "cannot be driven"."""


@dataclass(slots=True)
class Ways:
    """Minutes between places, and what lies in between."""

    instance: Instance
    checkpoints: dict[str, Checkpoint] = field(init=False)

    def __post_init__(self) -> None:
        self.checkpoints = {
            checkpoint.place: checkpoint for checkpoint in self.instance.checkpoints
        }

    def road(self, start: str, end: str, pace: int) -> int | None:
        """Return minutes by road; None where there is none."""
        if start == end:
            return 0
        minutes = self.instance.roads.get((start, end))
        return None if minutes is None else minutes[pace]

    def access(self, place: str, corridor: Corridor, pace: int = 0) -> int | None:
        """Return minutes from an assembly point to a corridor's entry."""
        return 0 if corridor.is_open else self.road(place, corridor.places[0], pace)

    def stops(self, corridor: Corridor) -> list[Checkpoint]:
        """Return the checkpoints that inspect convoys on a corridor, in order."""
        return [
            self.checkpoints[place]
            for place in corridor.places
            if place in self.checkpoints and corridor.id in self.checkpoints[place].corridors
        ]

    def escort_back(self, corridor: Corridor, assembly: str, destination: str) -> int:
        """Return minutes of an escort team's way back, as far as roads lead."""
        if corridor.is_open:
            return self.road(destination, assembly, 0) or 0
        home = self.road(corridor.places[0], assembly, 0) or 0
        return sum(corridor.back_legs[0]) + home

    def company(self, cls: VehicleClass, corridor: Corridor) -> set[int]:
        """Return the paces at which a convoy with the class may go."""
        return {cls.pace} | {
            other.pace
            for other in self.instance.classes
            if not (cls.alone or other.alone)
            and other.pace > cls.pace
            and corridor.id in other.corridors
        }
