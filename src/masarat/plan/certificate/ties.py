"""What departures cost under a certificate that has a price of linked operations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from masarat.plan.certificate.tariff import least_of
from masarat.plan.certificate.trips import early_entry, most_aboard

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from masarat.plan.certificate.tariff import Tariff
    from masarat.plan.certificate.trips import Trip, Waiting
    from masarat.plan.certificate.ways import Ways
    from masarat.scenario.instance import Instance, LinkedOperation, VehicleClass

    Ints = NDArray[np.int64]

DEAREST = 1 << 44
"""What departing may cost one person at most, so that sums cannot overflow."""


@dataclass(frozen=True, slots=True)
class Ties:
    """The priced linked operations of a certificate.

    Attributes
    ----------
    cost
        Of all that may depart on one side before the other; infinite where a price is not allowed.
    charges
        By group, where there is one: what a person pays for departing, by block of time.
    """

    cost: float
    charges: Mapping[str, tuple[int, ...]]

    def __bool__(self) -> bool:
        """Whether departing costs anything."""
        return bool(self.charges)


def ties_of(instance: Instance, scope: set[str], prices: Mapping[str, list[int]]) -> Ties:
    """Return what the prices of linked operations come to; `scope` holds the ids of groups."""
    cost: float = 0
    charges: dict[str, list[int]] = {}
    for operation in instance.linked:
        by_block = prices.get(operation.id, [])
        if not any(by_block):
            continue
        weights, low, high = _terms(instance, operation)
        if not any(weights.values()):
            continue
        if instance.now > 0 or any(
            weight and name not in scope for name, weight in weights.items()
        ):
            return Ties(math.inf, {})
        cost += _cost([*by_block, 0], low, high)
        for name, weight in weights.items():
            paid = charges.setdefault(name, [0] * len(by_block))
            charges[name] = [x + weight * price for x, price in zip(paid, by_block, strict=True)]
    dearest = max((abs(x) for paid in charges.values() for x in paid), default=0)
    if dearest >= DEAREST:
        return Ties(math.inf, {})
    return Ties(cost, {name: tuple(paid) for name, paid in charges.items()})


def _terms(instance: Instance, operation: LinkedOperation) -> tuple[dict[str, int], float, int]:
    """Return weights by group, and between what their sum over all departed lies at every minute.

    Weights have no common divisor.
    """
    people = {group.id: group.people for group in instance.groups if group.people > 0}
    first = {name for name in operation.a if name in people}
    second = {name for name in operation.b if name in people}
    if operation.tolerance is not None:
        up = max(sum(people[name] for name in second), 1)
        down = max(sum(people[name] for name in first), 1)
        high = math.floor(operation.tolerance * up * down)
        low: float = -high
    else:
        ratio = operation.ratio
        up, down = (ratio.numerator, ratio.denominator) if ratio is not None else (0, 1)
        high, low = operation.slack * down, -math.inf
    weights = {
        name: (up if name in first else 0) - (down if name in second else 0)
        for name in sorted(first | second)
    }
    common = math.gcd(*weights.values()) or 1
    if low != -math.inf:
        low = -(high // common)
    return {name: weight // common for name, weight in weights.items()}, low, high // common


def _cost(by_block: Sequence[int], low: float, high: int) -> float:
    """Return the sum over the ends of blocks: by how much the price falls, times a limit."""
    total: float = 0
    for before, after in pairwise(by_block):
        if before > after:
            total += (before - after) * high
        elif before < after:
            if low == -math.inf:
                return math.inf
            total += (before - after) * int(low)
    return total


def early_departure(ways: Ways, cls: VehicleClass, trip: Trip) -> int:
    """Return by how much the real convoy may depart before the trip does."""
    found = {
        ways.access(trip.assembly, trip.corridor, pace) or 0
        for pace in ways.company(cls, trip.corridor)
    }
    return early_entry(ways, cls, trip) + max(found) - trip.access


def worth_by_minute(
    ways: Ways, cls: VehicleClass, trip: Trip, waiting: Waiting, tariff: Tariff
) -> Ints:
    """Return the most that those aboard can be worth, by minute of boarding."""
    early = early_departure(ways, cls, trip)
    total = np.zeros(tariff.minutes - trip.load, np.int64)
    for need, groups in waiting[trip.assembly].items():
        fitting = [
            g for g in groups if g.ready <= trip.ready and trip.destination in g.destinations
        ]
        room = most_aboard(cls.room(need), fitting)
        if not room:
            continue
        each = np.max(
            [
                tariff.plain("people", g.id)
                - least_of(tariff.by_minute(tariff.ties.charges.get(g.id, ())), early)
                for g in fitting
            ],
            axis=0,
        )[trip.load :] - tariff.plain("destinations", trip.destination)
        gain = tariff.ride(trip.assembly, need) + np.maximum(each, room * each)
        total += np.maximum(gain, 0)
    return total
