"""How much time each resource needs at least: what makes an instance hard, in hours.

Rough estimates for people who design instances, not bounds: nothing is proven here.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from masarat.scenario.instance import Corridor, Group, Instance


def resource_hours(instance: Instance, *, convoy: int = 15) -> dict[str, float]:
    """Return hours that fleet, checkpoints, headways, bays and escorts need for everybody.

    Every load takes the corridor and destination that are quickest for it; all resources of a kind
    are pooled (bays: the busiest assembly point). `convoy` is the convoy size assumed.
    """
    classes = [c for c in instance.classes if c.seats and not c.own and c.comes_back]
    buses = sum(c.count for c in classes)
    seats = sum(c.count * c.seats for c in classes) / buses
    loads = {g.id: ceil(g.people / seats) for g in instance.groups if g.need is Need.SEAT}
    total = sum(loads.values())
    load = sum(c.count * c.load for c in classes) / buses
    unload = sum(c.count * c.unload for c in classes) / buses
    drive = sum(loads[g.id] * 2 * _quickest(instance, g) for g in instance.groups if g.id in loads)
    hours = {"fleet": (drive + total * (load + unload)) / buses / 60}
    inspected = sum(c.lanes / c.minutes for c in instance.checkpoints)
    if inspected:
        hours["checkpoints"] = total / inspected / 60
    pace = sum(1 / c.headway for c in instance.corridors if c.headway)
    if pace:
        hours["headway"] = total / convoy / pace / 60
    bays = {a.place: a.bays for a in instance.assembly_points if a.bays}
    if bays:
        hours["bays"] = max(
            sum(loads.get(g.id, 0) for g in instance.groups if g.assembly_point == place)
            * load
            / count
            / 60
            for place, count in bays.items()
        )
    if instance.escorts:
        teams = sum(pool.teams for pool in instance.escorts)
        busy = sum(
            loads[g.id] * _escort_minutes(instance, g) for g in instance.groups if g.id in loads
        )
        hours["escorts"] = busy / convoy / teams / 60
    return hours


def _quickest(instance: Instance, group: Group) -> int:
    return min(
        minutes
        for corridor in instance.corridors
        for destination in group.destinations
        if (minutes := _out(instance, group.assembly_point, corridor, destination)) is not None
    )


def _out(instance: Instance, point: str, corridor: Corridor, destination: str) -> int | None:
    if corridor.is_open:
        road = instance.roads.get((point, destination))
        return None if road is None else road[0]
    before = instance.roads.get((point, corridor.places[0]))
    after = instance.roads.get((corridor.places[-1], destination))
    if before is None or after is None:
        return None
    return before[0] + sum(corridor.legs[0]) + after[0]


def _escort_minutes(instance: Instance, group: Group) -> int:
    return min(
        2 * (instance.roads[group.assembly_point, c.places[0]][0] + sum(c.legs[0]))
        for c in instance.corridors
        if not c.is_open and (group.assembly_point, c.places[0]) in instance.roads
    )
