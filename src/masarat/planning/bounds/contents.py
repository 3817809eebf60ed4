"""What a ride is worth: the most valuable people that a vehicle can carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.planning.bounds.rides import most_aboard
from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from masarat.planning.bounds.prices import Prices
    from masarat.planning.bounds.rides import Scope
    from masarat.planning.model import Model


@dataclass(frozen=True, slots=True)
class Content:
    """The most valuable people aboard: value, and (group, people) pairs."""

    value: int
    people: tuple[tuple[int, int], ...]


Contents = dict[tuple[int, int, int], Content]
"""By (assembly point, destination, ready)."""


def best_content(
    model: Model,
    kind: int,
    scope: Scope,
    prices: Prices,
    key: tuple[int, int, int],
) -> Content:
    """Return the best that a vehicle of `kind` can carry: `key` as of `Contents`."""
    a, d, ready = key
    groups, place, value, people = model.instance.groups, model.destinations[d], 0, []
    for need in Need:
        numbers = scope.seats.get((a, need), ())
        seats = model.kinds[kind].room(need)
        if not numbers or seats == 0:
            continue
        allowed = [
            g for g in numbers if groups[g].ready <= ready and place in groups[g].destinations
        ]
        room = most_aboard(model, seats, allowed) if allowed else 0
        if room == 0:
            continue
        best = max(allowed, key=lambda g: (prices.people[g], -g))
        each = prices.people[best] - prices.destinations[d]
        gain = prices.rides.get((a, need), 0) + max(each, room * each)
        if gain > 0:
            value += gain
            people.append((best, room if each > 0 else 1))
    return Content(value, tuple(people))
