"""History: what departed before the news, and which vehicles stand where a convoy gave up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from masarat.plan.document import Convoy, EmptyTrip, Plan
    from masarat.scenario.instance import Instance

    Held = tuple[str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What departed before a minute.

    Parameters
    ----------
    held, gave_up
        As `Instance.held` and `Instance.gave_up`.
    """

    convoys: tuple[Convoy, ...]
    empty_trips: tuple[EmptyTrip, ...]
    held: tuple[Held, ...] = ()
    gave_up: tuple[str, ...] = ()


def past_of(instance: Instance, plan: Plan, at: int) -> Past:
    """Return what departs before minute `at` in `plan`, which is of `instance`."""
    convoys = tuple(convoy for convoy in plan.convoys if convoy.depart < at)
    trips = tuple(trip for trip in plan.empty_trips if trip.depart < at)
    return Past(
        convoys=convoys,
        empty_trips=trips,
        held=still_held(instance.held, convoys),
        gave_up=instance.gave_up,
    )


def still_held(held: tuple[Held, ...], convoys: tuple[Convoy, ...]) -> tuple[Held, ...]:
    """Return those of `held` that have not departed since."""
    boards: dict[str, int] = {}
    for convoy in convoys:
        for ride in convoy.rides:
            boards[ride.vehicle] = max(boards.get(ride.vehicle, 0), ride.board)
    return tuple(each for each in held if boards.get(each[0], -1) < each[2])
