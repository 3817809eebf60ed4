"""What the tags of a way mean for convoys. Sources: the OSM wiki page of each key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.network.defaults import (
    BLOCKING_BARRIERS,
    BUS_CLASSES,
    HIGHWAY_CLASSES,
    IMPLICIT_SPEEDS_KMH,
    KMH_PER_MPH,
    PRIVATE_WAYS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from masarat.network.defaults import RoadClass

CLOSED = frozenset(
    {"no", "private", "agricultural", "forestry", "use_sidepath", "military", "restricted"}
)
ALLOWED = frozenset({"yes", "designated", "permissive", "official", "destination", "customers"})
MOTOR_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
"""From the most specific to the most general: the first that is tagged decides (Key:access)."""
CONVOY_KEYS = ("emergency", "bus", "psv")
SPEED = re.compile(r"(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class OsmOptions:
    """Choices of the OpenStreetMap reader.

    Parameters
    ----------
    convoys
        Also drive what is closed to the public but open to buses or emergency vehicles
        (`emergency`, `bus` or `psv` = yes or designated), because convoys are led by authorities.
    """

    convoys: bool = True


def road_class(tags: Mapping[str, str], options: OsmOptions) -> RoadClass | None:
    """Return the defaults of a way that may be driven, or None."""
    highway = tags.get("highway", "")
    found = HIGHWAY_CLASSES.get(highway) or (BUS_CLASSES.get(highway) if options.convoys else None)
    if found is None or tags.get("area") == "yes" or tags.get("service") in PRIVATE_WAYS:
        return None
    return found if may_drive(tags, options) else None


def may_drive(tags: Mapping[str, str], options: OsmOptions) -> bool:
    """Whether access tags let the public, or with `options.convoys` convoys, through."""
    if options.convoys and any(tags.get(key) in {"yes", "designated"} for key in CONVOY_KEYS):
        return True
    value = next((tags[key] for key in MOTOR_KEYS if key in tags), "yes")
    return value not in CLOSED


def is_blocked(tags: Mapping[str, str], options: OsmOptions) -> bool:
    """Whether a node's barrier stops vehicles."""
    if tags.get("barrier") not in BLOCKING_BARRIERS:
        return not may_drive(tags, options) if "barrier" in tags else False
    keys = (*MOTOR_KEYS, *(CONVOY_KEYS if options.convoys else ()))
    return not any(tags.get(key) in ALLOWED for key in keys)


def directions(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Return whether a way is driven along and against its nodes' order.

    `oneway` decides; without it roundabouts and motorways are one way (Key:oneway). Ways whose
    direction changes by the hour (`reversible`) are not driven.
    """
    oneway = tags.get("oneway", "")
    if oneway in {"yes", "true", "1"}:
        return True, False
    if oneway in {"-1", "reverse"}:
        return False, True
    if oneway == "reversible":
        return False, False
    circular = tags.get("junction") in {"roundabout", "circular"}
    implied = circular or tags.get("highway") == "motorway"
    return True, not implied or oneway in {"no", "false", "0"}


def speed_kmh(text: str) -> float | None:
    """Return the km/h of a `maxspeed` value; None where it says nothing usable.

    "50", "30 mph", "none", "walk", "CH:urban", "DE:zone30"; of several values the least.
    """
    values = [_one_speed(part.strip()) for part in text.split(";")]
    known = [value for value in values if value]
    return min(known) if known else None


def _one_speed(text: str) -> float | None:
    word = text.rpartition(":")[2].lower()
    if word in IMPLICIT_SPEEDS_KMH:
        return float(IMPLICIT_SPEEDS_KMH[word])
    match = SPEED.fullmatch(word.removeprefix("zone").lstrip(":"))
    if match is None:
        return None
    value = float(match[1])
    return value * KMH_PER_MPH if match[2] == "mph" else value


def speeds(tags: Mapping[str, str], default: int) -> tuple[float, float]:
    """Return the speeds along and against the way in km/h."""
    both = speed_kmh(tags.get("maxspeed", "")) or default
    return (
        speed_kmh(tags.get("maxspeed:forward", "")) or both,
        speed_kmh(tags.get("maxspeed:backward", "")) or both,
    )


def lanes(tags: Mapping[str, str], default: int) -> tuple[int, int]:
    """Return the lanes along and against the way; `lanes` counts both directions (Key:lanes)."""
    total = _count(tags.get("lanes", ""))
    each = default
    if total:
        each = max(1, total // 2) if all(directions(tags)) else total
    return (
        _count(tags.get("lanes:forward", "")) or each,
        _count(tags.get("lanes:backward", "")) or each,
    )


def _count(text: str) -> int:
    """Return a whole number of lanes, 0 where there is none; of several values the least.

    More than two digits are no lanes.
    """
    numbers = [int(part) for part in re.findall(r"\d+", text) if len(part) <= 2]  # noqa: PLR2004
    return min(numbers, default=0)
