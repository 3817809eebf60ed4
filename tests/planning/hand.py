"""Small instances made by hand: one thing each, so that every minute can be derived on paper.

`made()` is the plain case: people at `a`, a corridor from `x` to `y` in 10 minutes (12 back), 5
minutes from `a` to `x` and from `y` to the destination `d`, the same back. One bus of 10 seats
stands at `a`. A loaded trip takes 5 + 10 + 5 = 20 minutes, an empty one 5 + 12 + 5 = 22.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from masarat.core.windows import Window, Windows
from masarat.scenario.instance import (
    AssemblyPoint,
    Checkpoint,
    Corridor,
    Destination,
    EscortPool,
    Group,
    Instance,
    Need,
    VehicleClass,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

END = 1000
ALWAYS = Windows((Window(0, END),))


def windows(*pairs: tuple[int, int]) -> Windows:
    return Windows.of(Window(*pair) for pair in pairs)


def group(name: str = "g", people: int = 10, **changes: Any) -> Group:
    fields: dict[str, Any] = {
        "assembly_point": "a",
        "need": Need.SEAT,
        "priority": 1,
        "destinations": ("d",),
    }
    return Group(id=name, people=people, **(fields | changes))


def bus(name: str = "bus", count: int = 1, **changes: Any) -> VehicleClass:
    fields: dict[str, Any] = {"seats": 10, "start_place": "a", "corridors": frozenset({"c"})}
    return VehicleClass(id=name, count=count, **(fields | changes))


def corridor(name: str = "c", **changes: Any) -> Corridor:
    fields: dict[str, Any] = {
        "places": ("x", "y"),
        "legs": ((10,),),
        "back_legs": ((12,),),
        "windows": ALWAYS,
        "largest": 5,
    }
    return Corridor(id=name, **(fields | changes))


def checkpoint(place: str = "x", **changes: Any) -> Checkpoint:
    fields: dict[str, Any] = {
        "lanes": 1,
        "minutes": 3,
        "windows": ALWAYS,
        "corridors": frozenset({"c"}),
    }
    return Checkpoint(place=place, **(fields | changes))


def pool(teams: int = 1, **changes: Any) -> EscortPool:
    fields: dict[str, Any] = {"id": "team", "corridors": frozenset({"c"})}
    return EscortPool(teams=teams, **(fields | changes))


def roads(*lines: tuple[str, str, int], paces: int = 1) -> dict[tuple[str, str], tuple[int, ...]]:
    """Return roads in both directions; a second pace takes twice as long."""
    both = [*lines, *((end, start, minutes) for start, end, minutes in lines)]
    return {(s, e): tuple(m * (p + 1) for p in range(paces)) for s, e, m in both}


PLAIN_ROADS = roads(("a", "x", 5), ("y", "d", 5))


def made(
    *groups: Group,
    fleet: tuple[VehicleClass, ...] = (),
    way: Mapping[tuple[str, str], tuple[int, ...]] = PLAIN_ROADS,
    **changes: Any,
) -> Instance:
    groups = groups or (group(),)
    points = dict.fromkeys(each.assembly_point for each in groups)
    goals = dict.fromkeys(place for each in groups for place in each.destinations)
    fields: dict[str, Any] = {
        "title": "Made by hand",
        "start": "2030-01-01T06:00:00+02:00",
        "end": END,
        "assembly_points": tuple(AssemblyPoint(place=place) for place in points),
        "destinations": tuple(Destination(place=place) for place in goals),
        "corridors": (corridor(),),
        "checkpoints": (),
        "escorts": (),
        "suspensions": Windows(()),
        "paces": (Fraction(1),),
    }
    return Instance(groups=groups, classes=fleet or (bus(),), roads=dict(way), **(fields | changes))
