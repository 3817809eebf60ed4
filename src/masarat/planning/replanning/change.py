"""What changed, and the instance as it is from that minute on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from masarat.core.errors import UsageError, suggestion
from masarat.core.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from masarat.plan.document import Plan
    from masarat.planning.replanning.actual import Actual
    from masarat.scenario.instance import Corridor, Instance, VehicleClass


NONE = Windows(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened by minute `at`.

    Parameters
    ----------
    at
        The minute of the news. What departs before it is history; the rest is planned anew.
    closed
        Corridors that nothing enters from `at` on, convoys or empty vehicles.
    suspensions
        When nothing may move; what lies before `at` is left out.
    fleet
        Vehicle class to how many vehicles there are from `at` on. Fewer than before: vehicles that
        are not on the way are lost first, the highest numbers first. More: a further class, free
        from `at` on at the start place.
    lost
        Ids of vehicles that are lost.
    actual
        What really departed, where it differs from the plan.
    """

    at: int
    closed: frozenset[str] = frozenset()
    suspensions: Windows = NONE
    fleet: Mapping[str, int] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    actual: Actual | None = None


def changed_instance(instance: Instance, plan: Plan, change: Change) -> Instance:
    """Return the instance that the rest of `plan` is planned on.

    Parameters
    ----------
    instance
        The instance of `plan`; one with history itself when `plan` was replanned before.

    Raises
    ------
    UsageError
        If the change names corridors, classes or vehicles that there are not, or lies before what
        is history already, or after the end; with every fault.
    """
    _refuse(instance, change)
    later = change.suspensions.clipped(change.at, max(instance.end, change.at + 1))
    classes = [made for cls in instance.classes for made in _classes(instance, cls, plan, change)]
    return replace(
        instance,
        corridors=tuple(
            _closed(corridor, change.at) if corridor.id in change.closed else corridor
            for corridor in instance.corridors
        ),
        suspensions=Windows.of((*instance.suspensions, *later)),
        classes=tuple(classes),
        now=change.at,
        _digest=[],
    )


def _refuse(instance: Instance, change: Change) -> None:
    faults = [
        *_unknown("corridor", change.closed, [corridor.id for corridor in instance.corridors]),
        *_unknown("vehicle class", change.fleet, [cls.id for cls in instance.classes]),
        *_unknown(
            "vehicle", change.lost, [v for cls in instance.classes for v in cls.vehicle_ids()]
        ),
    ]
    faults += [
        f"{name}: a number of vehicles is not negative, but {count}"
        for name, count in change.fleet.items()
        if count < 0
    ]
    if not instance.now <= change.at <= instance.end:
        faults.append(
            f"minute {change.at} is not between {instance.now}, before which everything is history,"
            f" and the end, {instance.end}"
        )
    if faults:
        raise UsageError("\n".join(faults))


def _unknown(what: str, named: Iterable[str], known: list[str]) -> list[str]:
    faults = []
    for name in sorted(set(named) - set(known)):
        hint = suggestion(name, known)
        faults.append(f"there is no {what} '{name}'" + (f" ({hint})" if hint else ""))
    return faults


def _closed(corridor: Corridor, at: int) -> Corridor:
    return replace(corridor, windows=corridor.windows.clipped(0, at), returns_in_windows=True)


def _classes(
    instance: Instance, cls: VehicleClass, plan: Plan, change: Change
) -> list[VehicleClass]:
    """Return the class with its losses, and a further class for vehicles that came to it."""
    gone = {vehicle for vehicle, _ in cls.lost}
    here = [vehicle for vehicle in cls.vehicle_ids() if vehicle not in gone]
    lost = [vehicle for vehicle in here if vehicle in change.lost]
    here = [vehicle for vehicle in here if vehicle not in change.lost]
    count = change.fleet.get(cls.id, len(here))
    if count < len(here):
        busy = _on_the_way(plan, change.at)
        order = sorted(here, key=lambda vehicle: (vehicle in busy, -here.index(vehicle)))
        lost += order[: len(here) - count]
    kept = replace(
        cls, lost=tuple(sorted((*cls.lost, *((vehicle, change.at) for vehicle in lost))))
    )
    if count <= len(here):
        return [kept]
    name, known = f"{cls.id}-{change.at}", {other.id for other in instance.classes}
    while name in known:
        name += "+"
    more = replace(
        cls,
        id=name,
        count=count - len(here),
        available=max(cls.available, change.at),
        lost=(),
    )
    return [kept, more]


def _on_the_way(plan: Plan, at: int) -> frozenset[str]:
    rides = {
        ride.vehicle
        for convoy in plan.convoys
        for ride in convoy.rides
        if convoy.depart < at < ride.arrive
    }
    return frozenset(rides).union(
        *(trip.vehicles for trip in plan.empty_trips if trip.depart < at < trip.arrive)
    )
