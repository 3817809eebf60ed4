"""An edition: one plan, ready to be published in one language."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from masarat.publish.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from masarat.plan.document import Convoy, Plan
    from masarat.publish.wording import Words
    from masarat.scenario.document import Place, Scenario
    from masarat.scenario.instance import Group, Instance, VehicleClass


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def names(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What every publisher takes: a plan, what it was made from, and a language.

    Parameters
    ----------
    geometry
        Corridor id to its (longitude, latitude) points in degrees, first place to last. A
        corridor without one is drawn straight through its places.
    explanation
        Sentences that say what binds, if somebody computed them.
    """

    scenario: Scenario
    instance: Instance
    plan: Plan
    words: Words
    geometry: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)
    explanation: tuple[str, ...] = ()

    @cached_property
    def clock(self) -> Clock:
        """The scenario's clock."""
        return Clock(self.scenario.start, self.scenario.time_zone)

    @cached_property
    def title(self) -> str:
        """The scenario's title in the reader's language."""
        return self._in_reader_language(self.scenario.title, self.plan.title)

    @cached_property
    def description(self) -> str:
        """The scenario's description in the reader's language, or empty."""
        return self._in_reader_language(self.scenario.description, "")

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

    def place_name(self, place: str) -> str:
        """Return a place's name in the reader's language, else in English, else its id."""
        return self._place_names.get(place, place)

    def group_name(self, group: str) -> str:
        """Return a group's name, as `place_name`."""
        return self._group_names.get(group, group)

    def corridor_name(self, corridor: str) -> str:
        """Return a corridor's name, as `place_name`."""
        return self._corridor_names.get(corridor, corridor)

    def class_name(self, vehicle_class: str) -> str:
        """Return a vehicle class's name, as `place_name`."""
        return self._class_names.get(vehicle_class, vehicle_class)

    @cached_property
    def _place_names(self) -> dict[str, str]:
        return self._names(self.scenario.places)

    @cached_property
    def _group_names(self) -> dict[str, str]:
        return self._names(self.scenario.groups)

    @cached_property
    def _corridor_names(self) -> dict[str, str]:
        return self._names(self.scenario.corridors)

    @cached_property
    def _class_names(self) -> dict[str, str]:
        return self._names(self.scenario.vehicles)

    def _names(self, things: Iterable[_Named]) -> dict[str, str]:
        return {thing.id: self._in_reader_language(thing.names, thing.id) for thing in things}

    def _in_reader_language(self, names: Mapping[str, str], fallback: str) -> str:
        return names.get(self.words.lang) or names.get("en") or fallback
