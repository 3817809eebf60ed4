"""Travel minutes and ways between places: by the rows of a travel table first, then by roads."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from masarat.core.windows import Windows
from masarat.network.paths import alternatives, path_weight, varied_alternatives

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from masarat.network.paths import Arc, Graph

Point = tuple[float, float]
"""Longitude, latitude in degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How to get from one place to another.

    Parameters
    ----------
    minutes
        Exact minutes at speed factor 1.
    vertices
        The graph's vertices on the way, both ends included.
    direct
        Whether the minutes come from a row of the travel table, so that no roads are known.
    open
        When the whole way is open; None for always.
    """

    start: str
    end: str
    minutes: Fraction
    vertices: tuple[int, ...]
    direct: bool = False
    open: Windows | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Router:
    """Minutes and ways between places.

    Parameters
    ----------
    vertices
        The graph's vertex of every place.
    rows
        Exact minutes of the pairs that the travel table gives, both directions where it says so.
    graph, always
        All roads that are open at some time, and those that are open at all times.
    openings
        When the arcs that are open at some times only are open.
    scale
        Weight of one minute in the graphs.
    line
        The points from one vertex to the next.
    street
        The arcs of the street between two places, both ways, whether open or not.
    varied
        Whether alternatives must differ from each other in a quarter of their minutes. On a real
        street network the k shortest paths are one path around k blocks; on a schematic table
        every path is a choice of its own.
    """

    vertices: Mapping[str, int]
    rows: Mapping[tuple[str, str], Fraction]
    graph: Graph
    always: Graph
    scale: int
    openings: Mapping[tuple[int, int], Windows] = field(default_factory=dict)
    line: Callable[[int, int], Iterable[Point]]
    street: Callable[[str, str], frozenset[Arc]]
    varied: bool = False

    def minutes(
        self, origins: Collection[str], targets: Collection[str], avoid: Collection[str] = ()
    ) -> Iterator[tuple[str, str, Fraction]]:
        """Yield the exact minutes of every pair of different places that can be driven.

        Only roads that are open at all times count, because these minutes hold at any minute.
        Ways pass through no place of `avoid`, but may start and end there; a row of the travel
        table always holds for its own pair.
        """
        shut = frozenset(self.vertices[place] for place in avoid)
        backwards = len(targets) < len(origins)
        for fixed in targets if backwards else origins:
            for other in origins if backwards else targets:
                start, end = (other, fixed) if backwards else (fixed, other)
                found = self._minutes(start, end, shut, backwards=backwards)
                if start != end and found is not None:
                    yield start, end, found

    def _minutes(
        self, start: str, end: str, shut: frozenset[int], *, backwards: bool
    ) -> Fraction | None:
        row = self.rows.get((start, end))
        if row is not None:
            return row
        a, b = self.vertices[start], self.vertices[end]
        weight = self.always.distances(b if backwards else a, reverse=backwards, shut=shut)
        found = weight.get(a if backwards else b)
        return None if found is None else Fraction(found, self.scale)

    def between(
        self, start: str, end: str, minutes: Fraction, avoid: Collection[str] = ()
    ) -> tuple[int, ...]:
        """Return the vertices of a way that `minutes` found: round `avoid` where it goes round."""
        a, b = self.vertices[start], self.vertices[end]
        shut = {self.vertices[place] for place in avoid} - {a, b}
        for banned in (shut, frozenset[int]()) if (start, end) not in self.rows else ():
            path = self.always.shortest(a, b, banned)
            if path and Fraction(path_weight(self.always, path), self.scale) == minutes:
                return path
        return (a, b)

    def way(self, start: str, end: str) -> Way | None:
        """Return the shortest way over the roads that are open at some time, or None."""
        return next(self.ways(start, end), None)

    def ways(self, start: str, end: str, most: int = 1) -> Iterator[Way]:
        """Yield up to `most` loopless ways, shortest first; a row is a pair's only way."""
        a, b = self.vertices[start], self.vertices[end]
        row = self.rows.get((start, end))
        if row is not None:
            yield Way(start=start, end=end, minutes=row, vertices=(a, b), direct=True)
        elif most == 1:
            path = self.graph.shortest(a, b)
            if path is not None:
                yield self._way(start, end, path)
        else:
            find = varied_alternatives if self.varied else alternatives
            for path in islice(find(self.graph, a, b), most):
                yield self._way(start, end, path)

    def _way(self, start: str, end: str, path: tuple[int, ...]) -> Way:
        return Way(
            start=start,
            end=end,
            minutes=Fraction(path_weight(self.graph, path), self.scale),
            vertices=path,
            open=common(self.openings.get(arc) for arc in pairwise(path)),
        )

    def split(self, way: Way, stops: Collection[str]) -> tuple[Way, ...]:
        """Return `way` cut at those of `stops` that lie on it, in order."""
        if way.direct:
            return (way,)
        place_at = {self.vertices[stop]: stop for stop in sorted(stops, reverse=True)}
        cuts = [
            (i, place_at[vertex])
            for i, vertex in enumerate(way.vertices)
            if 0 < i < len(way.vertices) - 1 and vertex in place_at
        ]
        marks = [(0, way.start), *cuts, (len(way.vertices) - 1, way.end)]
        return tuple(
            self._way(start, end, way.vertices[i : j + 1])
            for (i, start), (j, end) in pairwise(marks)
        )

    def back(self, way: Way) -> Way | None:
        """Return the way back: by the same roads where that is allowed, else the shortest."""
        reverse = tuple(reversed(way.vertices))
        if way.direct or (way.end, way.start) in self.rows:
            return self.way(way.end, way.start)
        if any(self.graph.weight(tail, head) is None for tail, head in pairwise(reverse)):
            return self.way(way.end, way.start)
        return self._way(way.end, way.start, reverse)

    def points(self, way: Way) -> list[Point]:
        """Return the points of `way` as longitude and latitude; consecutive ones differ."""
        points: list[Point] = []
        for tail, head in pairwise(way.vertices):
            points += [p for p in self.line(tail, head) if not points or points[-1] != p]
        return points


def common(openings: Iterable[Windows | None]) -> Windows | None:
    """Return when all of `openings` are open; None stands for always."""
    result: Windows | None = None
    for opening in openings:
        if opening is not None:
            result = opening if result is None else both(result, opening)
    return result


def both(one: Windows, other: Windows) -> Windows:
    """Return the minutes that lie in both sets of windows."""
    return Windows.of(part for window in one for part in other.clipped(window.start, window.until))


def whole_minutes(minutes: Fraction, factor: Fraction) -> int:
    """Return exact `minutes` at speed factor 1 as whole minutes at `factor`, rounded up once."""
    slower = minutes / factor
    return -(-slower.numerator // slower.denominator)
