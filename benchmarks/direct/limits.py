"""How many vehicles a convoy has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from masarat.scenario.instance import Corridor, VehicleClass


def limits(corridor: Corridor, classes: tuple[VehicleClass, ...]) -> tuple[int, int]:
    """Return the fewest and the most vehicles of a convoy of `classes`."""
    if classes[0].alone:
        return classes[0].smallest or 1, classes[0].largest or 1
    return corridor.smallest, corridor.largest
