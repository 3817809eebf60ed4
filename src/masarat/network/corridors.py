"""From a corridor's places to routes: the ways between them, checkpoints on the way, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from heapq import heappop, heappush
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from masarat.core.windows import Windows
from masarat.network.router import common, whole_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from masarat.network.roadways import Roadways
    from masarat.network.router import Router, Way
    from masarat.scenario.document import Scenario, ScenarioCorridor


SHORTEST = 2
"""Places of a corridor that has a leg."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route of a corridor.

    Parameters
    ----------
    id
        The corridor's id; of alternatives after the first the id, "~" and a number from 2.
    ways, back
        The ways from place to place; `back[i]` leads back over `ways[-1 - i]`. `back` is empty
        where there is no way back.
    shut, shut_back
        Whether reports close every way out, or back, all the time.
    """

    id: str
    corridor: ScenarioCorridor
    places: tuple[str, ...]
    ways: tuple[Way, ...] = ()
    back: tuple[Way, ...] = ()
    shut: bool = False
    shut_back: bool = False

    @property
    def returns(self) -> bool:
        """Whether empty vehicles come back on it."""
        return self.corridor.returns and not self.shut_back

    @property
    def open(self) -> Windows | None:
        """When all roads of the route are open, out and, for returns, back; None for always."""
        if self.shut:
            return Windows(())
        back = self.back if self.returns else ()
        return common(way.open for way in (*self.ways, *back))

    def legs(self, paces: Sequence[Fraction]) -> tuple[tuple[int, ...], ...]:
        """Return the whole minutes of every way at every pace."""
        return _legs(self.ways, paces)

    def back_legs(self, paces: Sequence[Fraction]) -> tuple[tuple[int, ...], ...]:
        """Return the whole minutes of every way back at every pace.

        `return_minutes`, where given, count at speed factor 1. They are spread over the legs in
        proportion to the roads and add up exactly. Without a way back, which only a corridor
        without returns may lack, the way out counts (for escorts).
        """
        ways = self.back or tuple(reversed(self.ways))
        total = self.corridor.return_minutes
        if total is None:
            return _legs(ways, paces)
        shares = [way.minutes for way in ways]
        return tuple(_spread(whole_minutes(Fraction(total), pace), shares) for pace in paces)


def _legs(ways: Sequence[Way], paces: Sequence[Fraction]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(whole_minutes(way.minutes, pace) for way in ways) for pace in paces)


def _spread(total: int, shares: Sequence[Fraction]) -> tuple[int, ...]:
    """Return whole numbers in proportion to `shares` that add up to `total`."""
    whole = sum(shares)
    if not whole:
        return (total,) + (0,) * (len(shares) - 1) if shares else ()
    marks = [0]
    so_far = Fraction(0)
    for share in shares:
        so_far += share
        marks.append(int(total * so_far / whole))
    return tuple(after - before for before, after in pairwise(marks))


def corridor_routes(roadways: Roadways) -> tuple[Route, ...]:
    """Return the routes of every corridor, in the scenario's order.

    Corridors with repeated places, without a way between two of their places, or with
    returns but no way back go into the faults of `roadways`.
    """
    routes: list[Route] = []
    for index in range(len(roadways.scenario.corridors)):
        row = _Row(roadways, index)
        if _sound(row):
            routes += _routes_of(row)
    return tuple(routes)


@dataclass(frozen=True, slots=True)
class _Row:
    """A corridor's row, with all that making its routes needs."""

    roadways: Roadways
    index: int

    @property
    def scenario(self) -> Scenario:
        return self.roadways.scenario

    @property
    def corridor(self) -> ScenarioCorridor:
        return self.scenario.corridors[self.index]

    def fault(self, column: str, found: str, expected: str, hint: str = "") -> None:
        self.roadways.faults.add(("corridors", self.index), column, found, expected, hint)


def _sound(row: _Row) -> bool:
    corridor = row.corridor
    repeated = sorted({p for p in corridor.places if corridor.places.count(p) > 1})
    for place in repeated:
        row.fault(
            "places", place, f"each place once: corridor {corridor.id} must not go in circles"
        )
    if corridor.return_minutes is not None and len(corridor.places) < SHORTEST:
        expected = "none on a corridor without two places: empty vehicles take the open roads"
        row.fault("return_minutes", str(corridor.return_minutes), expected)
    return not repeated


def _routes_of(row: _Row) -> Iterator[Route]:
    corridor = row.corridor
    if len(corridor.places) < SHORTEST:
        yield Route(id=corridor.id, corridor=corridor, places=corridor.places)
        return
    router, shut = row.roadways.chosen(corridor.id, lambda roads: not _gaps(corridor, roads))
    gaps = _gaps(corridor, router)
    for start, end in gaps:
        expected = f"open roads or a row of minutes from {start} to {end} (corridor {corridor.id})"
        row.fault("places", f"{start};{end}", expected, _closed_between(start, end, row))
    if gaps:
        return
    choices = islice(_choices(corridor, router), corridor.alternatives)
    for number, chosen in enumerate(choices, start=1):
        name = corridor.id if number == 1 else f"{corridor.id}~{number}"
        yield replace(_route(name, chosen, row, router), shut=shut)


def _gaps(corridor: ScenarioCorridor, router: Router) -> list[tuple[str, str]]:
    return [pair for pair in pairwise(corridor.places) if router.way(*pair) is None]


def _route(name: str, chosen: Sequence[Way], row: _Row, router: Router) -> Route:
    corridor = row.corridor
    stops = _inspected(corridor, row.scenario) - set(corridor.places)
    ways = tuple(part for way in chosen for part in router.split(way, stops))
    homeward, shut_back = row.roadways.chosen(
        corridor.id, lambda roads: None not in map(roads.back, ways), empty=True
    )
    back = [homeward.back(way) for way in reversed(ways)]
    kept = tuple(way for way in back if way is not None)
    if len(kept) < len(ways):
        if corridor.returns and corridor.return_minutes is None:
            way = next(way for way, home in zip(ways[::-1], back, strict=True) if home is None)
            expected = (
                f"open roads back from {way.end} to {way.start}, return_minutes or returns no"
            )
            row.fault("places", f"{way.start};{way.end}", expected)
        kept = ()
    return Route(
        id=name,
        corridor=corridor,
        places=(ways[0].start, *(way.end for way in ways)),
        ways=ways,
        back=kept,
        shut_back=shut_back,
    )


def _inspected(corridor: ScenarioCorridor, scenario: Scenario) -> set[str]:
    return {
        row.place
        for row in scenario.checkpoints
        if row.outbound and (not row.corridors or corridor.id in row.corridors)
    }


def _choices(corridor: ScenarioCorridor, router: Router) -> Iterator[tuple[Way, ...]]:
    """Yield loopless combinations of the ways between consecutive places, shortest in all first."""
    options = [
        tuple(router.ways(*pair, corridor.alternatives)) for pair in pairwise(corridor.places)
    ]
    first = (0,) * len(options)
    waiting = [(sum(ways[0].minutes for ways in options), first)]
    seen = {first}
    while waiting:
        total, picks = heappop(waiting)
        chosen = tuple(ways[pick] for ways, pick in zip(options, picks, strict=True))
        if _loopless(chosen) or corridor.alternatives == 1:
            yield chosen
        for i, (ways, pick) in enumerate(zip(options, picks, strict=True)):
            following = (*picks[:i], pick + 1, *picks[i + 1 :])
            if pick + 1 < len(ways) and following not in seen:
                seen.add(following)
                more = ways[pick + 1].minutes - ways[pick].minutes
                heappush(waiting, (total + more, following))


def _loopless(ways: Sequence[Way]) -> bool:
    visited = [vertex for way in ways for vertex in way.vertices[1:]]
    return len({ways[0].vertices[0], *visited}) == len(visited) + 1


def _closed_between(start: str, end: str, row: _Row) -> str:
    """Return which closed links lie at the edge of what can be reached, or an empty string."""
    router = row.roadways.unreported
    found = router.graph.distances(router.vertices[start])
    reached = {place for place, vertex in router.vertices.items() if vertex in found}
    edge = [
        f"{link.start} - {link.end}"
        for link in row.scenario.links
        if (link.start in reached) != (link.end in reached)
    ]
    if not edge or end in reached:
        return ""
    return f"closed or one-way at the edge of what {start} reaches: {', '.join(edge[:3])}"
