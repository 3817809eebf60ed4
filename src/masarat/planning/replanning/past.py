"""History: what departed before the news, and where vehicles stand that did not get away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from masarat.plan.document import Convoy, EmptyTrip, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What departed before a minute.

    Parameters
    ----------
    held
        Vehicles that stand at an assembly point though nothing in the past brought them there
        empty, or not before a minute: (assembly point, minute from which they are free).
    highest
        Highest number that convoys and empty trips have used in their ids.
    """

    convoys: tuple[Convoy, ...]
    empty_trips: tuple[EmptyTrip, ...]
    held: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    highest: int = 0


def past_of(plan: Plan, at: int) -> Past:
    """Return what departs before minute `at` in `plan`."""
    convoys = tuple(convoy for convoy in plan.convoys if convoy.depart < at)
    trips = tuple(trip for trip in plan.empty_trips if trip.depart < at)
    return Past(convoys=convoys, empty_trips=trips)
