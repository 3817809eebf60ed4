"""The bound of independent rotations: prices by `pricing`, proven like every other bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from masarat.plan.certificate import verify_bound
from masarat.plan.document import Bound
from masarat.planning.bounds.search import NONE
from masarat.planning.rotations.days import Days, direct
from masarat.planning.rotations.pricing import NEAR

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from masarat.planning.rotations.pricing import LoadPrices, Pricing
    from masarat.planning.rotations.problem import Rotations

PERSON = 10_000_000
"""Price units of a person from the most valuable source."""

MOST_STEPS = 20_000
"""Steps of the certificate's grid of time at most."""


def bound_rotations(rotations: Rotations, pricing: Pricing) -> Bound:
    """Bound the clearance from below, by the prices that `pricing` has found.

    What the prices prove is found on a finer grid of time than they came from. The certificate is
    one of those that `plan.certificate` verifies, and has been verified.
    """
    if pricing.prices is None:
        return NONE
    priority = rotations.groups[0].priority
    prices = _table(rotations, pricing.prices)
    high = min(pricing.reached, pricing.excluded + pricing.excluded // NEAR + 1)
    days = Days(direct(rotations), high, MOST_STEPS)
    excluded = _latest(rotations, prices, days, high)
    bound = Bound(
        minutes=excluded + 1,
        source=_source(rotations, prices, days, excluded),
        certificate={
            "excluded": excluded,
            "scope": priority,
            "blocks": [0],
            "prices": prices,
            "steps": {cls.id: days.step for cls in rotations.classes},
        },
    )
    proven = verify_bound(rotations.model.instance, bound, priority) is None
    return bound if proven else NONE


def _table(rotations: Rotations, prices: LoadPrices) -> dict[str, Any]:
    """Return prices per person and ride, in whole numbers.

    A load is worth its ride and its people. Where a place has one group, rides are worth as much as
    they can: they count part loads full. People then are worth what no destination costs more than.
    """
    seats, model = rotations.seats, rotations.model
    scale = PERSON / max(float(prices.loads.max(initial=0)), 1e-9)
    rooms = np.maximum(np.rint(prices.rooms * scale), 0).astype(np.int64).tolist()
    loads = np.maximum(np.rint(prices.loads * scale * seats), 0).astype(np.int64).tolist()
    places = [group.assembly_point for group in rotations.groups]
    table: dict[str, Any] = {"people": {}, "rides": {}}
    rooms = [
        0 if destination.capacity is None else price
        for destination, price in zip(model.instance.destinations, rooms, strict=True)
    ]
    table["destinations"] = dict(zip(model.destinations, rooms, strict=True))
    for group, load in zip(rotations.groups, loads, strict=True):
        dearest = max(rooms[model.d_index[name]] for name in group.destinations)
        each = load // seats
        if places.count(group.assembly_point) == 1:
            each = min(each, dearest)
            table["rides"][group.assembly_point] = {group.need.value: load - seats * each}
        table["people"][group.id] = each
    return table


def _latest(rotations: Rotations, table: Mapping[str, Any], days: Days, high: int) -> int:
    """Return the latest minute by which the fleet cannot collect what all loads are worth."""
    rooms = list(table["destinations"].values())
    worth = np.empty((days.sources, days.shelters), np.int64)
    demand = -sum(_room_worths(rotations, table).values())
    for source, group in enumerate(rotations.groups):
        ride = table["rides"].get(group.assembly_point, {}).get(group.need.value, 0)
        each = table["people"][group.id]
        demand += group.people * each + ride * int(rotations.struct["loads"][source])
        worth[source] = [_worth(ride, rotations.seats, each - room) for room in rooms]
    days.value(worth)
    low = 0
    while high - low > 1:
        guess = (low + high) // 2
        had = sum(_fleet_worths(rotations, days, guess).values())
        low, high = (guess, high) if demand > had else (low, guess)
    return low


def _worth(ride: int, seats: int, each: int) -> int:
    """Return what a ride is worth at most: full, with one person, or as a mere way to go on."""
    return max(ride + max(seats * each, each), 0)


def _fleet_worths(rotations: Rotations, days: Days, until: int) -> dict[str, int]:
    return {
        cls.id: cls.count * days.best(kind, until)[0] for kind, cls in enumerate(rotations.classes)
    }


def _room_worths(rotations: Rotations, table: Mapping[str, Any]) -> dict[str, int]:
    return {
        destination.place: table["destinations"][destination.place] * (destination.capacity or 0)
        for destination in rotations.model.instance.destinations
    }


def _source(
    rotations: Rotations, table: Mapping[str, Any], days: Days, until: int
) -> tuple[str, ...]:
    """Name what holds at least a twentieth of what can be had, most first."""
    held = {f"fleet {name}": x for name, x in _fleet_worths(rotations, days, until).items()}
    rooms = _room_worths(rotations, table)
    held |= {f"destination {name}": worth for name, worth in rooms.items()}
    total = sum(held.values())
    ranked = sorted(held.items(), key=lambda item: (-item[1], item[0]))
    return tuple(name for name, worth in ranked if worth * 20 >= total > 0) or ("longest trip",)
