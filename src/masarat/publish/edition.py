"""An edition: one plan, ready to be published in one language."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from masarat.publish.clock import Clock
from masarat.publish.names import Names
from masarat.publish.streets import Reported

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from masarat.plan.document import Convoy, Plan
    from masarat.publish.wording import Words
    from masarat.scenario.document import Place, Scenario
    from masarat.scenario.instance import Group, Instance, VehicleClass


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What every publisher takes: a plan, what it was made from, and a language.

    Parameters
    ----------
    geometry
        Corridor id to its (longitude, latitude) points in degrees, first place to last. A
        corridor without one is drawn straight through its places.
    reported
        What is reported of streets; nothing, if the plan was made without reports.
    """

    scenario: Scenario
    instance: Instance
    plan: Plan
    words: Words
    geometry: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)
    reported: Reported = field(default_factory=Reported)

    @cached_property
    def clock(self) -> Clock:
        """The scenario's clock."""
        return Clock(self.scenario.start, self.scenario.time_zone)

    @cached_property
    def names(self) -> Names:
        """What things are called in the reader's language."""
        return Names(self.scenario, self.words.lang)

    @cached_property
    def title(self) -> str:
        """The scenario's title in the reader's language."""
        return self.names.chosen(self.scenario.title, self.plan.title)

    @cached_property
    def description(self) -> str:
        """The scenario's description in the reader's language, or empty."""
        return self.names.chosen(self.scenario.description, "")

    @cached_property
    def places(self) -> dict[str, Place]:
        """The scenario's places by id."""
        return {place.id: place for place in self.scenario.places}

    @cached_property
    def groups(self) -> dict[str, Group]:
        """The planned groups by id."""
        return {group.id: group for group in self.instance.groups}

    @cached_property
    def classes(self) -> dict[str, VehicleClass]:
        """The vehicle classes by id."""
        return {vehicle_class.id: vehicle_class for vehicle_class in self.instance.classes}

    def class_of(self, vehicle: str) -> VehicleClass:
        """Return the class of a vehicle from its id (class, hyphen, number)."""
        return self.classes[vehicle.rpartition("-")[0]]

    def pace(self, vehicles: Iterable[str]) -> int:
        """Return the pace of vehicles that travel together: their slowest."""
        return max((self.class_of(vehicle).pace for vehicle in vehicles), default=0)

    def priority(self, convoy: Convoy) -> int:
        """Return the most urgent priority aboard a convoy."""
        return min(self.groups[load.group].priority for ride in convoy.rides for load in ride.loads)
