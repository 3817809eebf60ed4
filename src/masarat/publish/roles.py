"""What a place is for in the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from masarat.scenario.instance import Instance

ROLES = ("assembly point", "destination", "checkpoint", "depot", "junction")


def role_of(instance: Instance, place: str) -> str:
    """Return the first of `ROLES` that the place has in the instance."""
    held = (
        {point.place for point in instance.assembly_points},
        {destination.place for destination in instance.destinations},
        {checkpoint.place for checkpoint in instance.checkpoints},
        {vehicle_class.start_place for vehicle_class in instance.classes},
    )
    return next(
        (role for role, places in zip(ROLES, held, strict=False) if place in places), ROLES[-1]
    )
