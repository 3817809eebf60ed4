"""Values on one side, costs on the other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from masarat.plan.certificate.days import Fleet, best_day
from masarat.plan.certificate.roundabout import roundabout
from masarat.plan.certificate.shape import malformed
from masarat.plan.certificate.supply import HOUR, Supply, most_apart
from masarat.plan.certificate.tariff import Tariff
from masarat.plan.certificate.ties import ties_of
from masarat.plan.certificate.trips import most_aboard, trips_of
from masarat.plan.certificate.ways import NEVER, Ways

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from masarat.plan.certificate.trips import Trip
    from masarat.plan.document import Bound
    from masarat.scenario.instance import Group, Instance, Need


def verify_bound(instance: Instance, bound: Bound, priority: int | None) -> str | None:
    """Return None when the certificate proves `bound`, otherwise a sentence that says why not.

    Parameters
    ----------
    priority
        The priority whose groups the bound is about; None for everybody. A bound of everybody may
        rest on a certificate about one priority (its `scope`).
    """
    if bound.minutes <= 0:
        return None
    certificate = bound.certificate
    fault = malformed(certificate, instance.end)
    if fault:
        return fault
    scope = certificate.get("scope", priority)
    if priority is not None and scope != priority:
        return f"its certificate is about priority {scope}"
    until = certificate["excluded"]
    if bound.minutes > until + 1:
        return f"its certificate excludes minute {until} only"
    surplus = _Ledger(instance, scope, certificate).surplus(certificate["steps"])
    if surplus > 0:
        return None
    return f"its certificate fails: what can be had by minute {until} is worth {-surplus} more"


class _Ledger:
    """What the people of one scope are worth, and what moving them costs, by a minute."""

    def __init__(
        self, instance: Instance, scope: int | None, certificate: Mapping[str, Any]
    ) -> None:
        self.instance, self.until = instance, certificate["excluded"]
        self.groups = [g for g in instance.groups if scope is None or g.priority == scope]
        self.waiting: dict[str, dict[Need, list[Group]]] = {}
        for group in self.groups:
            if group.people > 0:
                needs = self.waiting.setdefault(group.assembly_point, {})
                needs.setdefault(group.need, []).append(group)
        ways = Ways(instance)
        others = {
            g.assembly_point for g in instance.groups if g.people > 0 and g not in self.groups
        }
        self.fleets = []
        by_corridor: dict[str, list[tuple[int, Trip]]] = {}
        for cls in instance.classes:
            stand = roundabout(ways, cls).stand
            trips = [t for t in trips_of(ways, self.waiting, cls) if stand[t.assembly] < NEVER]
            around = roundabout(ways, cls, others)
            self.fleets.append(Fleet(ways, self.waiting, cls, trips, around))
            for trip in trips:
                by_corridor.setdefault(trip.corridor.id, []).append((stand[trip.assembly], trip))
        reach = [t.length + t.back for fleet in self.fleets for t in fleet.trips]
        reach += [corridor.headway for corridor in instance.corridors]
        minutes = self.until + 1 + 2 * max(reach, default=0) + HOUR
        self.supply = Supply(ways, by_corridor, self.until, minutes)
        blocks = certificate.get("blocks", [0])
        prices = certificate["prices"]
        linked = {
            name: price if isinstance(price, list) else [price] * len(blocks)
            for name, price in prices.get("linked", {}).items()
        }
        ties = ties_of(instance, {group.id for group in self.groups}, linked)
        self.tariff = Tariff(prices, blocks, minutes, ties)

    def surplus(self, steps: Mapping[str, int]) -> float:
        """Return values less costs; positive proves the bound.

        A whole number, or minus infinity where something unlimited has a price or sums overflow.
        """
        if self.tariff.is_too_dear or self.tariff.ties.cost == math.inf:
            return -math.inf
        total = self._demand() - self._timed() - self._counted() - self.tariff.ties.cost
        for fleet in self.fleets:
            if fleet.trips:
                step = max(steps.get(fleet.cls.id, 1), 1)
                total -= fleet.cls.count * max(best_day(fleet, self.tariff, self.until, step), 0)
        return total

    def _demand(self) -> int:
        total = sum(g.people * self.tariff.plain("people", g.id) for g in self.groups)
        reached = [{trip.assembly for trip in fleet.trips} for fleet in self.fleets]
        for place, needs in self.waiting.items():
            for need, groups in needs.items():
                rooms = [
                    most_aboard(fleet.cls.room(need), groups)
                    for fleet, places in zip(self.fleets, reached, strict=True)
                    if place in places
                ]
                room = max(rooms, default=0)
                people = sum(group.people for group in groups)
                total += self.tariff.ride(place, need) * (-(-people // room) if room else 0)
        return total

    def _timed(self) -> float:
        """Return what all minutes of resources cost that can be used."""
        supply, instance = self.supply, self.instance
        total: float = 0
        for pool in instance.escorts:
            total += self._cost("escorts", pool.id, pool.teams, supply.escorting(pool))
        for checkpoint in instance.checkpoints:
            total += self._cost("checkpoints", checkpoint.place, 1, supply.inspecting(checkpoint))
        for corridor in instance.corridors:
            headway, limit = corridor.headway, corridor.per_hour
            total += self._cost(
                "headways", corridor.id, 1 if headway else None,
                supply.after_entries(corridor, headway),
            )  # fmt: skip
            total += self._cost("flows", corridor.id, limit, supply.after_entries(corridor, HOUR))
        for point in instance.assembly_points:
            if not self.tariff.free("bays", point.place):
                total += self._cost("bays", point.place, point.bays, supply.loading(point.place))
        return total

    def _cost(self, kind: str, name: str, units: int | None, when: NDArray[np.bool_]) -> float:
        """Return what so many units cost at the minutes that can be used; None means any number."""
        if self.tariff.free(kind, name):
            return 0
        if units is None:
            return math.inf
        return units * int(self.tariff.timed(kind, name)[when].sum())

    def _counted(self) -> float:
        """Return what costs the same at all hours: all of it that there is."""
        tariff, supply = self.tariff, self.supply
        total: float = 0
        for destination in self.instance.destinations:
            place, room = destination.place, destination.capacity
            total += _all_of(tariff.plain("destinations", place), room)
        for corridor in self.instance.corridors:
            entries, limit = supply.entries(corridor), corridor.per_hour
            convoys = most_apart(entries, corridor.headway) if corridor.headway else None
            vehicles = None if limit is None else most_apart(entries, HOUR) * limit
            total += _all_of(tariff.plain("corridors", corridor.id), convoys)
            total += _all_of(tariff.plain("hours", corridor.id), vehicles)
        for point in self.instance.assembly_points:
            sizes = [
                corridor.smallest - 1
                for corridor in self.instance.corridors
                if supply.ways.access(point.place, corridor) is not None
            ]
            total += tariff.plain("small", point.place) * max(sizes, default=0)
        return total


def _all_of(price: int, amount: int | None) -> float:
    """Return what `amount` costs; None means any amount, and costs without end."""
    if amount is None:
        return math.inf if price else 0
    return price * amount
