"""What room at destinations is worth: to whole units, and to those who may go there."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from masarat.scenario.instance import Destination, Group, Instance


def grain(groups: Iterable[Group]) -> int:
    """Return what divides the number of people of `groups` anywhere; 0 for no groups.

    These are whole units, but for the rest that makes less than one.
    """
    return gcd(*(number for group in groups for number in (group.unit, group.people)))


def usable(room: int, groups: Iterable[Group]) -> int:
    """Return how much of `room` whole units of `groups` can fill."""
    each = grain(groups)
    return room // each * each if each else 0


def has_room(destination: Destination, groups: Iterable[Group]) -> bool:
    """Whether all of `groups` fit into a destination."""
    return destination.capacity is None or sum(g.people for g in groups) <= destination.capacity


def going_to(place: str, groups: Iterable[Group]) -> list[Group]:
    """Return the groups that may go to a place."""
    return [group for group in groups if place in group.destinations]


def going_with(instance: Instance, group: Group) -> list[Group]:
    """Return the groups that go to one destination with `group`, itself among them."""
    if not group.together:
        return [group]
    return [g for g in instance.groups if g.people and g.together == group.together]
