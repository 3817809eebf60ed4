"""When vehicles do not meet: the exact condition for planning rotations one vehicle at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.planning.rooms import going_to, has_room, usable
from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from collections.abc import Sequence

    from masarat.scenario.instance import Corridor, Destination, Group, Instance, VehicleClass


def independent(instance: Instance) -> bool:
    """Whether rotations of `instance` are independent, and all loads alike.

    Then a vehicle's times follow from its own rotations alone, and every plan moves a known number
    of loads from each group. That is so when

    - nothing has happened yet, nothing is suspended, no operations are linked, and time aboard has
      no limit;
    - all groups have one priority and one need (not their own vehicle), units of which a vehicle
      takes a whole number without a seat left over, are not tied to others, and may go to several
      destinations, have one only, or fit into one vehicle; destinations are ready from the
      beginning, and each has room for all who may go there, or is filled by full loads alone;
    - all vehicles that may carry them take the same number of people, may travel alone, and are
      not lost;
    - the corridors that these serve have one window from beginning to end, no headway, no hourly
      limit, no convoy minimum, no escorts and no inspections, on the way out or back;
    - bays are enough for all vehicles at once, or loading takes no time.
    """
    groups = waiting(instance)
    classes = carriers(instance)
    served = {name for cls in classes for name in cls.corridors}
    return (
        bool(groups and classes)
        and not instance.now
        and not instance.suspensions
        and not instance.linked
        and instance.aboard_limit is None
        and not any(destination.ready for destination in instance.destinations)
        and _alike(groups, classes)
        and all(_takes_loads(d, groups, classes) for d in instance.destinations)
        and all(_is_free(instance, c) for c in instance.corridors if c.id in served)
        and _bays_suffice(instance, classes)
    )


def waiting(instance: Instance) -> list[Group]:
    """Return the groups with people."""
    return [group for group in instance.groups if group.people > 0]


def carriers(instance: Instance) -> list[VehicleClass]:
    """Return the classes with vehicles that may carry somebody."""
    needs = {group.need for group in waiting(instance)}
    return [
        cls
        for cls in instance.classes
        if cls.count and cls.corridors and any(cls.room(need) for need in needs)
    ]


def _alike(groups: Sequence[Group], classes: Sequence[VehicleClass]) -> bool:
    """Whether every load is one vehicle full of one group's people, whichever vehicle it is."""
    if len({group.need for group in groups}) > 1 or groups[0].need is Need.OWN:
        return False
    rooms = {cls.room(groups[0].need) for cls in classes}
    return (
        len(rooms) == 1
        and len({group.priority for group in groups}) == 1
        and all(_is_loose(group, min(rooms)) for group in groups)
        and not any(cls.lost or (cls.alone and (cls.smallest or 1) > 1) for cls in classes)
    )


def _is_loose(group: Group, room: int) -> bool:
    anywhere = group.may_split or len(group.destinations) == 1 or group.people <= room
    return anywhere and room % group.unit == 0 and not group.together


def _takes_loads(
    destination: Destination, groups: Sequence[Group], classes: Sequence[VehicleClass]
) -> bool:
    """Whether the room at a destination is a whole number of loads, whoever goes there."""
    theirs = going_to(destination.place, groups)
    if destination.capacity is None or has_room(destination, theirs):
        return True
    seats = classes[0].room(groups[0].need)
    people = (group.people for group in theirs)
    return not any(n % seats for n in (usable(destination.capacity, theirs), *people))


def _is_free(instance: Instance, corridor: Corridor) -> bool:
    """Whether convoys of one vehicle may enter at any minute and never wait for anybody."""
    always = any(w.start <= 0 and w.until >= instance.end for w in corridor.windows)
    inspected = any(
        corridor.id in checkpoint.corridors or corridor.id in checkpoint.back_corridors
        for checkpoint in instance.checkpoints
    )
    escorted = any(corridor.id in pool.corridors for pool in instance.escorts)
    return (
        always
        and not (inspected or escorted or corridor.headway)
        and corridor.per_hour is None
        and corridor.smallest <= 1
    )


def _bays_suffice(instance: Instance, classes: Sequence[VehicleClass]) -> bool:
    if not any(cls.load for cls in classes):
        return True
    vehicles = sum(cls.count for cls in classes)
    return all(p.bays is None or p.bays >= vehicles for p in instance.assembly_points)
