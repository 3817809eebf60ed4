"""What changed, and the instance as it is from that minute on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from masarat.core.errors import UsageError, suggestion
from masarat.core.windows import Windows
from masarat.planning.replanning.actual import actual_past
from masarat.planning.replanning.past import past_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from masarat.plan.document import Plan
    from masarat.planning.replanning.actual import Actual
    from masarat.planning.replanning.past import Past
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
        Vehicle class to how many vehicles there are from `at` on, in all: those that came to it
        since are counted with it. Fewer than before: vehicles that are not on the way are lost
        first, among them those that came last, the highest numbers first. More: a further class,
        free from `at` on at the start place.
    lost
        Ids of vehicles that are lost.
    actual
        What really departed, where it differs from the plan.

    Raises
    ------
    UsageError
        If `at` is no whole number, or text stands for a set of ids, with every fault.
    """

    at: int
    closed: frozenset[str] = frozenset()
    suspensions: Windows = NONE
    fleet: Mapping[str, int] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    actual: Actual | None = None

    def __post_init__(self) -> None:
        faults = [
            f"{name}: found {value!r}, expected a set of ids, such as {{{value!r}}}"
            for name in ("closed", "lost")
            if isinstance(value := getattr(self, name), str)
        ]
        minute: object = self.at
        if not isinstance(minute, int):
            faults.append(
                f"at: found {minute!r}, expected a whole minute from the scenario's start"
            )
        if faults:
            raise UsageError("\n".join(faults))


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
    InputError
        If what really departed cannot have been so.
    """
    return instance_and_past(instance, plan, change)[0]


def instance_and_past(instance: Instance, plan: Plan, change: Change) -> tuple[Instance, Past]:
    """Return `changed_instance` and the history that it goes on from."""
    changed = _changed(instance, plan, change)
    if change.actual is None:
        past = past_of(changed, plan, change.at)
    else:
        past = actual_past(changed, plan, change.actual)
    return replace(changed, held=past.held, gave_up=past.gave_up, _digest=[]), past


def _changed(instance: Instance, plan: Plan, change: Change) -> Instance:
    """Return the instance with everything that is known without the history."""
    _refuse(instance, change)
    later = change.suspensions.clipped(change.at, max(instance.end, change.at + 1))
    lost = change.lost | _lost_by_fleet(instance, plan, change)
    classes = [made for cls in instance.classes for made in _classes(instance, cls, change, lost)]
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
    faults += [
        f"vehicle class '{name}' came to '{base}': say how many of '{base}' there are in all"
        for name, base in _came_to(instance).items()
        if name in change.fleet
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


def _came_to(instance: Instance) -> dict[str, str]:
    """Return the class that each further class came to: its name and minute are in the id."""
    classes = {cls.id: cls for cls in instance.classes}
    found: dict[str, str] = {}
    for cls in instance.classes:
        parts = re.fullmatch(r"(.+)-(\d+)\+*", cls.id)
        base = classes.get(parts[1]) if parts else None
        if parts and base and _further(base, cls, int(parts[2])):
            found[cls.id] = base.id
    return found


def _further(base: VehicleClass, cls: VehicleClass, at: int) -> bool:
    """Whether `cls` is what vehicles that came to `base` at minute `at` are put into."""
    made = replace(base, id=cls.id, count=cls.count, available=max(base.available, at), lost=())
    return replace(cls, lost=()) == made


def _family(instance: Instance, cls: VehicleClass) -> list[VehicleClass]:
    """Return a class and those that came to it, in order of coming."""
    came_to = _came_to(instance)
    further = [each for each in instance.classes if came_to.get(each.id) == cls.id]
    return [cls, *sorted(further, key=lambda each: (each.available, each.id))]


def _here(instance: Instance, cls: VehicleClass, change: Change) -> list[str]:
    """Return the vehicles of a class and those that came to it, without those that are lost."""
    gone = {vehicle for each in instance.classes for vehicle, _ in each.lost} | change.lost
    return [
        vehicle
        for each in _family(instance, cls)
        for vehicle in each.vehicle_ids()
        if vehicle not in gone
    ]


def _lost_by_fleet(instance: Instance, plan: Plan, change: Change) -> frozenset[str]:
    """Return who is lost where there are fewer vehicles now."""
    busy = _on_the_way(plan, change.at)
    lost: set[str] = set()
    for cls in instance.classes:
        last_first = _here(instance, cls, change)[::-1]
        fewer = max(len(last_first) - change.fleet.get(cls.id, len(last_first)), 0)
        lost.update(sorted(last_first, key=lambda vehicle: vehicle in busy)[:fewer])
    return frozenset(lost)


def _classes(
    instance: Instance, cls: VehicleClass, change: Change, lost: frozenset[str]
) -> list[VehicleClass]:
    """Return the class with its losses, and a further class for vehicles that came to it."""
    gone = {vehicle for vehicle, _ in cls.lost}
    now = [(vehicle, change.at) for vehicle in cls.vehicle_ids() if vehicle in lost - gone]
    kept = replace(cls, lost=tuple(sorted((*cls.lost, *now))))
    more = change.fleet.get(cls.id, 0) - len(_here(instance, cls, change))
    if more <= 0:
        return [kept]
    name, known = f"{cls.id}-{change.at}", {other.id for other in instance.classes}
    while name in known:
        name += "+"
    available = max(cls.available, change.at)
    return [kept, replace(cls, id=name, count=more, available=available, lost=())]


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
