"""Corridors as lines on the map, and where along the line their places are."""

from __future__ import annotations

from itertools import pairwise
from math import cos, hypot, radians
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from masarat.publish.edition import Edition
    from masarat.scenario.instance import Corridor

    Point = tuple[float, float]


_SHORT = 50
_TEN_METRES = 1e-4  # degrees of latitude


def position(edition: Edition, place: str) -> Point | None:
    """Return (longitude, latitude) in degrees of a place, or None where it has none."""
    found = edition.places.get(place)
    if found is None or found.lon is None or found.lat is None:
        return None
    return (found.lon, found.lat)


def corridor_line(edition: Edition, corridor: Corridor) -> tuple[Point, ...]:
    """Return a corridor's line, straight through its places where the geometry has none."""
    given = edition.geometry.get(corridor.id)
    if given and len(given) > 1:
        return tuple((float(lon), float(lat)) for lon, lat in given)
    known = [position(edition, place) for place in corridor.places]
    return tuple(point for point in known if point is not None)


def fractions_along(
    line: Sequence[Point],
    points: Sequence[Point | None],
    minutes: Sequence[int],
) -> tuple[float, ...]:
    """Return where along `line` each of `points` lies, as shares of its length, never decreasing.

    Parameters
    ----------
    line
        At least two points.
    points
        Places in order; None where a place has no position: it is put between its neighbours by
        the minutes from one to the next.
    minutes
        Minutes from the first place to each place.
    """
    if len(line) < 2:  # noqa: PLR2004  (a line has two ends)
        return tuple(0.0 for _ in points)
    lengths = [_length(a, b) for a, b in pairwise(line)]
    total = sum(lengths) or 1.0
    found: list[float | None] = []
    reached = 0.0
    for point in points:
        if point is None:
            found.append(None)
            continue
        reached = _nearest(line, lengths, point, reached)
        found.append(reached / total)
    return _filled(found, minutes)


def _nearest(line: Sequence[Point], lengths: Sequence[float], point: Point, least: float) -> float:
    best_distance, best = float("inf"), least
    before = 0.0
    for (a, b), length in zip(pairwise(line), lengths, strict=True):
        share = _share(a, b, point)
        along = max(before + share * length, least)
        if before + length >= least:
            share = (along - before) / length if length else 0.0
            foot = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
            distance = _length(foot, point)
            if distance < best_distance - 1e-9:
                best_distance, best = distance, along
        before += length
    return best


def _share(a: Point, b: Point, point: Point) -> float:
    squeeze = cos(radians(a[1])) ** 2
    east, north = b[0] - a[0], b[1] - a[1]
    square = squeeze * east * east + north * north
    if not square:
        return 0.0
    dot = squeeze * (point[0] - a[0]) * east + (point[1] - a[1]) * north
    return min(max(dot / square, 0.0), 1.0)


def _length(a: Point, b: Point) -> float:
    return hypot((b[0] - a[0]) * cos(radians(a[1])), b[1] - a[1])


def _filled(found: list[float | None], minutes: Sequence[int]) -> tuple[float, ...]:
    known = [i for i, share in enumerate(found) if share is not None]
    if not known:
        last = minutes[-1] or 1
        return tuple(minute / last for minute in minutes)
    filled: list[float] = []
    for i, share in enumerate(found):
        if share is not None:
            filled.append(share)
            continue
        before = max((k for k in known if k < i), default=None)
        after = min((k for k in known if k > i), default=None)
        low = found[before] if before is not None else 0.0
        high = found[after] if after is not None else 1.0
        start = minutes[before] if before is not None else minutes[0]
        until = minutes[after] if after is not None else minutes[-1]
        part = (minutes[i] - start) / (until - start) if until > start else 0.0
        filled.append((low or 0.0) + part * ((high or 0.0) - (low or 0.0)))
    return tuple(filled)


def simplified(line: Sequence[Point]) -> tuple[Point, ...]:
    """Return `line` without the points that lie within ten metres of a straight way.

    Method: Douglas and Peucker 1973, through GEOS. Short lines are returned as they are.
    """
    if len(line) <= _SHORT:
        return tuple(line)
    from shapely import LineString  # noqa: PLC0415  (only long lines need it)

    return tuple((lon, lat) for lon, lat in LineString(line).simplify(_TEN_METRES).coords)


def cut(line: Sequence[Point], start: float, until: float) -> tuple[Point, ...]:
    """Return the part of `line` between two shares of its length, at least two points."""
    if len(line) < 2:  # noqa: PLR2004  (a line has two ends)
        return (*line, *line)
    lengths = [_length(a, b) for a, b in pairwise(line)]
    total = sum(lengths) or 1.0
    inside: list[Point] = []
    before = 0.0
    for point, length in zip(line, (*lengths, 0.0), strict=True):
        if start * total < before < until * total:
            inside.append(point)
        before += length
    return (_at(line, lengths, start * total), *inside, _at(line, lengths, until * total))


def _at(line: Sequence[Point], lengths: Sequence[float], along: float) -> Point:
    for (a, b), length in zip(pairwise(line), lengths, strict=True):
        if along <= length:
            share = along / length if length else 0.0
            return (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
        along -= length
    return line[-1]
