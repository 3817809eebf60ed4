"""What an OpenStreetMap extract says besides its roads: the border around it, and its people."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from masarat.network.osm import processor, reading

if TYPE_CHECKING:
    from pathlib import Path

    from shapely import Polygon

SETTLEMENTS = frozenset({"city", "town", "village", "hamlet", "isolated_dwelling"})
"""Values of `place` for settlements that do not hold each other: OSM wiki, Key:place."""

REGIONS = frozenset({"country", "state", "region", "province", "district", "county", "island"})
"""Values of `place` for areas with settlements in them: OSM wiki, Key:place."""

MOST_MISSING = 0.1
"""Gaps of a border, as a share of what is there of it, that may be closed straight."""

Line = list[tuple[float, float]]

NATIONAL = "2"
"""`admin_level` of national borders: OSM wiki, Tag:boundary=administrative."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What an extract says besides its roads.

    Parameters
    ----------
    borders
        The areas, in degrees, that the national borders in the extract enclose.
    populations
        Longitude, latitude, value of `place` and `population` of every place with a count.
    """

    borders: tuple[Polygon, ...]
    populations: tuple[tuple[float, float, str, int], ...]

    def people(self, area: Polygon) -> int:
        """Return the people in `area`: in its settlements together, or in a region of its own.

        Whichever is more, because either may lack counts; 0 where nothing is counted.
        """
        from shapely import Point  # noqa: PLC0415  (only extracts need it)

        inside = [row for row in self.populations if area.covers(Point(row[:2]))]
        settled = sum(count for *_, kind, count in inside if kind in SETTLEMENTS)
        return max([settled, *(count for *_, kind, count in inside if kind in REGIONS)])


def read(path: Path) -> Extract:
    """Return the borders and people of an OpenStreetMap file.

    Raises
    ------
    NetworkError
        If the file is missing, truncated or damaged.
    """
    import osmium  # noqa: PLC0415  (see `osm.processor`)

    nations: list[frozenset[int]] = []
    populations: list[tuple[float, float, str, int]] = []
    tagged = osmium.filter.KeyFilter("boundary", "population")
    item: Any
    with reading(path):
        for item in processor(path).with_filter(tagged):
            if item.is_node():
                populations += _population(item)
            elif item.is_relation() and item.tags.get("admin_level") == NATIONAL:
                nations.append(frozenset(m.ref for m in item.members if m.type == "w"))
        lines = _lines(path, frozenset().union(*nations))
    areas = (_ring([lines[way] for way in sorted(ways & set(lines))]) for ways in nations)
    return Extract(tuple(area for area in areas if area is not None), tuple(populations))


def _lines(path: Path, ways: frozenset[int]) -> dict[int, Line]:
    """Return the points of those of `ways` that are in the file."""
    import osmium  # noqa: PLC0415

    if not ways:
        return {}
    found = {}
    only_ways = osmium.filter.EntityFilter(osmium.osm.WAY)
    named = osmium.filter.IdFilter(ways)
    way: Any
    for way in processor(path).with_locations().with_filter(only_ways).with_filter(named):
        spots = [(n.lon, n.lat) for n in way.nodes if n.location.valid()]
        if len(spots) > 1:
            found[way.id] = spots
    return found


def _ring(lines: list[Line]) -> Polygon | None:
    """Return the area that `lines` go round, where little of its edge is missing; else None.

    The lines are put end to end, each time the one that begins or ends nearest; gaps are closed
    straight.
    """
    from shapely import LineString, Polygon, line_merge, union_all  # noqa: PLC0415

    if not lines:
        return None
    merged = line_merge(union_all([LineString(line) for line in lines]))
    rest = [list(part.coords) for part in getattr(merged, "geoms", [merged])]
    ring = rest.pop(max(range(len(rest)), key=lambda i: len(rest[i])))
    length, gaps = merged.length, 0.0
    while rest:
        steps = [
            (math.dist(ring[-1], x[end]), i, end) for i, x in enumerate(rest) for end in (0, -1)
        ]
        gap, i, end = min(steps)
        gaps += gap
        ring += rest.pop(i)[:: 1 if end == 0 else -1]
    gaps += math.dist(ring[-1], ring[0])
    if gaps > MOST_MISSING * length:
        return None
    area = Polygon(ring).buffer(0)
    return max(getattr(area, "geoms", [area]), key=lambda part: part.area)


def _population(node: Any) -> list[tuple[float, float, str, int]]:  # noqa: ANN401  (osmium's)
    kind, text = node.tags.get("place", ""), node.tags.get("population", "")
    digits = "".join(text.split()).replace(",", "")
    if not kind or not (digits.isascii() and digits.isdigit()):
        return []
    return [(node.lon, node.lat, kind, int(digits))]
