"""The instance by id: what every rule looks things up in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from masarat.plan.document import Convoy, EmptyTrip, Plan
    from masarat.scenario.instance import (
        AssemblyPoint,
        Checkpoint,
        Corridor,
        Destination,
        Group,
        Instance,
        VehicleClass,
    )


def movers(plan: Plan) -> tuple[Convoy | EmptyTrip, ...]:
    """Return everything that moves: convoys, then empty trips."""
    return (*plan.convoys, *plan.empty_trips)


@dataclass(frozen=True)
class Ground:
    """An instance with its objects by id."""

    instance: Instance

    @cached_property
    def groups(self) -> dict[str, Group]:
        """Groups by id."""
        return {group.id: group for group in self.instance.groups}

    @cached_property
    def assembly_points(self) -> dict[str, AssemblyPoint]:
        """Assembly points by place."""
        return {point.place: point for point in self.instance.assembly_points}

    @cached_property
    def destinations(self) -> dict[str, Destination]:
        """Destinations by place."""
        return {destination.place: destination for destination in self.instance.destinations}

    @cached_property
    def corridors(self) -> dict[str, Corridor]:
        """Corridors by id."""
        return {corridor.id: corridor for corridor in self.instance.corridors}

    @cached_property
    def checkpoints(self) -> dict[str, Checkpoint]:
        """Checkpoints by place."""
        return {checkpoint.place: checkpoint for checkpoint in self.instance.checkpoints}

    @cached_property
    def vehicles(self) -> dict[str, VehicleClass]:
        """The class of every vehicle by the vehicle's id."""
        return {
            vehicle: vehicle_class
            for vehicle_class in self.instance.classes
            for vehicle in vehicle_class.vehicle_ids()
        }

    def road(self, start: str, end: str, pace: int) -> int | None:
        """Minutes between two places, 0 between a place and itself, None where nobody can drive."""
        if start == end:
            return 0
        minutes = self.instance.roads.get((start, end))
        return None if minutes is None else minutes[pace]

    def pace(self, vehicles: Iterable[str]) -> int:
        """Return the slowest pace among `vehicles`."""
        return max(self.vehicles[vehicle].pace for vehicle in vehicles)

    def convoy_pace(self, convoy: Convoy) -> int:
        """Return the pace of a convoy."""
        return self.pace(ride.vehicle for ride in convoy.rides)

    def trip_pace(self, trip: EmptyTrip) -> int:
        """Return the pace of an empty trip."""
        return self.pace(trip.vehicles)
