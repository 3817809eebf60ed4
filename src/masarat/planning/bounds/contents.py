"""What a ride is worth: the most valuable people that a vehicle can carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.bounds.rides import most_aboard
from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from masarat.planning.bounds.prices import Prices
    from masarat.planning.bounds.rides import Scope
    from masarat.planning.bounds.ties import Departing
    from masarat.planning.model import Model


@dataclass(frozen=True, slots=True)
class Content:
    """The most valuable people aboard: value, and (group, people) pairs."""

    value: int
    people: tuple[tuple[int, int], ...]


Contents = dict[tuple[int, int, int], Content]
"""By (assembly point, destination, ready)."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """Who may be aboard a vehicle: by need, the groups and for how many people there is room."""

    by_need: tuple[tuple[Need, tuple[int, ...], int], ...]


def fitting_by_key(
    model: Model, kind: int, scope: Scope, keys: Iterable[tuple[int, int, int]]
) -> dict[tuple[int, int, int], Fitting]:
    """Return who may be aboard a vehicle of `kind`, by key as of `Contents`."""
    return {key: _fitting(model, kind, scope, key) for key in keys}


def best_content(prices: Prices, key: tuple[int, int, int], fitting: Fitting) -> Content:
    """Return the best of those who fit: `key` as of `Contents`."""
    a, d, _ = key
    value, people = 0, []
    for need, allowed, room in fitting.by_need:
        best = max(allowed, key=lambda g: (prices.people[g], -g))
        each = prices.people[best] - prices.destinations[d]
        gain = prices.rides.get((a, need), 0) + max(each, room * each)
        if gain > 0:
            value += gain
            people.append((best, room if each > 0 else 1))
    return Content(value, tuple(people))


def _fitting(model: Model, kind: int, scope: Scope, key: tuple[int, int, int]) -> Fitting:
    a, d, ready = key
    groups, place = model.instance.groups, model.destinations[d]
    found = []
    for need in Need:
        numbers = scope.seats.get((a, need), ())
        seats = model.kinds[kind].room(need)
        if not numbers or seats == 0:
            continue
        allowed = tuple(
            g for g in numbers if groups[g].ready <= ready and place in groups[g].destinations
        )
        room = most_aboard(model, seats, allowed) if allowed else 0
        if room:
            found.append((need, allowed, room))
    return Fitting(tuple(found))


@dataclass(frozen=True, slots=True)
class TiedContents:
    """What rides of a kind are worth where departures have a price, by the minute."""

    fitting: Mapping[tuple[int, int, int], Fitting]
    departing: Departing

    def _classes(self, allowed: tuple[int, ...]) -> dict[tuple[int, ...], int]:
        """Of each kind of weight the group whose people are worth most."""
        found: dict[tuple[int, ...], int] = {}
        people = self.departing.prices.people
        for g in allowed:
            weights = self.departing.priced(g)
            if weights not in found or people[g] > people[found[weights]]:
                found[weights] = g
        return found

    def values(self, key: tuple[int, int, int], slack: int) -> NDArray[np.int64]:
        """Return by minute of departure the most that those aboard can be worth."""
        prices, (a, d, _) = self.departing.prices, key
        total = np.zeros(self.departing.horizon, np.int64)
        for need, allowed, room in self.fitting[key].by_need:
            each = np.max(
                [
                    prices.people[g] - prices.destinations[d] - self.departing.least(weights, slack)
                    for weights, g in self._classes(allowed).items()
                ],
                axis=0,
            )
            gain = prices.rides.get((a, need), 0) + np.maximum(each, room * each)
            total += np.maximum(gain, 0)
        return total

    def at(
        self, key: tuple[int, int, int], slack: int, departure: int
    ) -> tuple[tuple[int, int, int], ...]:
        """Return (group, people, minute of departure) of the best content at a minute."""
        prices, (a, d, _) = self.departing.prices, key
        found = []
        for need, allowed, room in self.fitting[key].by_need:
            options = []
            for weights, g in self._classes(allowed).items():
                cost, minute = self.departing.placed(weights, slack, departure)
                options.append((prices.people[g] - prices.destinations[d] - cost, -g, minute))
            each, best, minute = max(options)
            if prices.rides.get((a, need), 0) + max(each, room * each) > 0:
                found.append((-best, room if each > 0 else 1, minute))
        return tuple(found)
