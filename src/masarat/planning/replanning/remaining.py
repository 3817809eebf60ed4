"""The instance of those who still wait, whose minute 0 is now: what streams and bounds see.

docs/replanning.md defines it. The checker derives it on its own (`plan.remaining`), from the plan;
here it comes from where vehicles stand. The two must be equal, to the last digit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from masarat.core.windows import Window, Windows
from masarat.planning.kernel import FAR
from masarat.planning.replanning.state import Standing, Where
from masarat.planning.table import people_arriving, people_moved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from masarat.planning.model import Model
    from masarat.planning.replanning.past import Past
    from masarat.scenario.instance import Corridor, Group, Instance, VehicleClass


def open_instance(instance: Instance, past: Past) -> Instance:
    """Return what the dispatcher may use from `now` on, in the minutes and vehicles of `instance`.

    Windows begin at `now`; a corridor that is closed to returns has none; groups that go to one
    destination go where they have begun to go.
    """
    now, last = instance.now, max(instance.end, instance.now) + 1

    def opened(corridor: Corridor) -> Corridor:
        windows = corridor.windows.clipped(now, last)
        shut = corridor.returns_in_windows and not windows
        return replace(corridor, windows=windows, returns=corridor.returns and not shut)

    begun = _begun(instance, past)
    return replace(
        instance,
        corridors=tuple(map(opened, instance.corridors)),
        groups=tuple(
            replace(group, destinations=_only(group, begun[group.id]))
            if group.id in begun
            else group
            for group in instance.groups
        ),
        _digest=[],
    )


def _only(group: Group, destination: str) -> tuple[str, ...]:
    return (destination,) if destination in group.destinations else ()


def _begun(instance: Instance, past: Past) -> dict[str, str]:
    """Return the destination that groups are bound to by what has departed."""
    went = {
        load.group: ride.destination
        for convoy in past.convoys
        for ride in convoy.rides
        for load in ride.loads
    }
    labels = {g.together: went[g.id] for g in instance.groups if g.together and g.id in went}
    bound = {g.id: went[g.id] for g in instance.groups if g.id in went and not g.may_split}
    return bound | {g.id: labels[g.together] for g in instance.groups if g.together in labels}


def remaining_instance(opened: Model, past: Past, standing: Mapping[str, Standing]) -> Instance:
    """Return the instance of those who still wait.

    Parameters
    ----------
    opened
        Model of `open_instance`.
    standing
        Where vehicles stand.
    """
    instance = opened.instance
    now, gone = instance.now, people_moved(past.convoys)
    arrived = people_arriving(past.convoys)
    classes, roads = _fleet(opened, standing)
    return replace(
        instance,
        end=instance.end - now,
        groups=tuple(_waiting(group, gone.get(group.id, 0), now) for group in instance.groups),
        destinations=tuple(
            replace(
                d,
                capacity=None if d.capacity is None else max(d.capacity - arrived[d.place], 0),
                ready=max(d.ready - now, 0),
            )
            for d in instance.destinations
        ),
        corridors=tuple(
            replace(corridor, windows=_shifted(corridor.windows, now))
            for corridor in instance.corridors
        ),
        checkpoints=tuple(
            replace(checkpoint, windows=_shifted(checkpoint.windows, now))
            for checkpoint in instance.checkpoints
        ),
        classes=classes,
        linked=() if now else instance.linked,
        suspensions=_shifted(instance.suspensions, now),
        roads={**instance.roads, **roads},
        now=0,
        held=(),
        gave_up=(),
        _digest=[],
    )


def _waiting(group: Group, gone: int, now: int) -> Group:
    return replace(group, people=group.people - gone, ready=max(group.ready - now, 0))


def _shifted(windows: Windows, now: int) -> Windows:
    last = max((window.until for window in windows), default=0)
    kept = windows.clipped(now, max(last, now + 1))
    return Windows(tuple(Window(window.start - now, window.until - now) for window in kept))


def _fleet(
    opened: Model, standing: Mapping[str, Standing]
) -> tuple[tuple[VehicleClass, ...], dict[tuple[str, str], tuple[int, ...]]]:
    """Return a class for vehicles that are free at one place from one minute on, and its roads."""
    instance = opened.instance
    classes: list[VehicleClass] = []
    roads: dict[tuple[str, str], tuple[int, ...]] = {}
    for number, cls in enumerate(instance.classes):
        alike: dict[tuple[int, str], int] = {}
        spots: dict[str, Standing] = {}
        for vehicle in cls.vehicle_ids():
            if vehicle in standing:
                each = standing[vehicle]
                key = (each.free - instance.now, _start_name(cls, each))
                alike[key] = alike.get(key, 0) + 1
                spots[key[1]] = each
        for n, (free, where) in enumerate(sorted(alike), 1):
            count = alike[free, where]
            name = f"{cls.id} {n}"
            classes.append(
                replace(cls, id=name, count=count, start_place=where, available=free, lost=())
            )
        for where, each in spots.items():
            roads |= _first_roads(opened, number, where, each)
    return tuple(classes), roads


def _start_name(cls: VehicleClass, standing: Standing) -> str:
    if standing.where is Where.START:
        return standing.place
    if standing.where is Where.POINT:
        return f"standing at {standing.place}"
    return f"empty at {standing.place} ({cls.id})"


def _first_roads(
    opened: Model, number: int, where: str, standing: Standing
) -> dict[tuple[str, str], tuple[int, ...]]:
    paces = len(opened.instance.paces)
    if standing.where is Where.START:
        return {}
    if standing.where is Where.POINT:
        return {(where, standing.place): (0,) * paces}
    minutes = opened.empty[opened.kind_of_class[number], opened.d_index[standing.place]].tolist()
    return {
        (where, place): (minutes[a],) * paces
        for a, place in enumerate(opened.assembly)
        if minutes[a] < FAR
    }
