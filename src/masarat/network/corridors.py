"""From a corridor's places to routes: the ways between them, checkpoints on the way, and back."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from masarat.network.router import common, whole_minutes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from masarat.core.windows import Windows
    from masarat.network.faults import Faults
    from masarat.network.router import Router, Way
    from masarat.scenario.document import Scenario, ScenarioCorridor


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
    """

    id: str
    corridor: ScenarioCorridor
    places: tuple[str, ...]
    ways: tuple[Way, ...] = ()
    back: tuple[Way, ...] = ()

    @property
    def open(self) -> Windows | None:
        """When all roads of the route are open; None for always."""
        return common(way.open for way in (*self.ways, *self.back))

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


def corridor_routes(scenario: Scenario, router: Router, faults: Faults) -> tuple[Route, ...]:
    """Return the routes of every corridor, in the scenario's order.

    Corridors with unknown or repeated places, without a way between two of their places, or with
    returns but no way back go into `faults`.
    """
    routes: list[Route] = []
    for corridor in scenario.corridors:
        if _sound(corridor, router, faults):
            routes += _routes_of(corridor, scenario, router, faults)
    return tuple(routes)


def _sound(corridor: ScenarioCorridor, router: Router, faults: Faults) -> bool:
    sound = True
    for place in corridor.places:
        sound &= faults.known(
            "corridors",
            f"places of {corridor.id}",
            place,
            router.vertices,
            "the id of a place",
        )
    for place in sorted({p for p in corridor.places if corridor.places.count(p) > 1}):
        faults.add(
            "corridors",
            f"places of {corridor.id}",
            place,
            "each place once, because nothing circles",
        )
        sound = False
    if corridor.return_minutes and len(corridor.places) == 1:
        faults.add(
            "corridors",
            f"return_minutes of {corridor.id}",
            str(corridor.return_minutes),
            "none on a corridor of one place: the way back is by the roads",
        )
    if corridor.return_minutes and not corridor.places:
        faults.add(
            "corridors",
            f"return_minutes of {corridor.id}",
            str(corridor.return_minutes),
            "none on an open corridor: empty vehicles take the shortest open roads",
        )
    return sound


def _routes_of(
    corridor: ScenarioCorridor, scenario: Scenario, router: Router, faults: Faults
) -> Iterator[Route]:
    if len(corridor.places) < 2:  # noqa: PLR2004  (no leg, so nothing to choose)
        yield Route(id=corridor.id, corridor=corridor, places=corridor.places)
        return
    gaps = [pair for pair in pairwise(corridor.places) if router.way(*pair) is None]
    for start, end in gaps:
        faults.add(
            "corridors",
            f"places of {corridor.id}",
            f"{start}, {end}",
            f"open roads or a row of minutes from {start} to {end}",
            closed_between(start, end, scenario, router),
        )
    if gaps:
        return
    choices = islice(_choices(corridor, router), corridor.alternatives)
    for number, chosen in enumerate(choices, start=1):
        name = corridor.id if number == 1 else f"{corridor.id}~{number}"
        yield _route(name, corridor, chosen, _Setting(scenario, router, faults))


@dataclass(frozen=True, slots=True)
class _Setting:
    scenario: Scenario
    router: Router
    faults: Faults


def _route(
    name: str, corridor: ScenarioCorridor, chosen: Sequence[Way], setting: _Setting
) -> Route:
    stops = _inspected(corridor, setting.scenario) - set(corridor.places)
    ways = tuple(part for way in chosen for part in setting.router.split(way, stops))
    back = [setting.router.back(way) for way in reversed(ways)]
    kept = tuple(way for way in back if way is not None)
    if len(kept) < len(ways):
        if corridor.returns and corridor.return_minutes is None:
            way = next(way for way, home in zip(ways[::-1], back, strict=True) if home is None)
            setting.faults.add(
                "corridors",
                f"places of {corridor.id}",
                f"{way.end}, {way.start}",
                f"open roads back from {way.end} to {way.start}, return_minutes, or no returns",
            )
        kept = ()
    places = (ways[0].start, *(way.end for way in ways))
    return Route(id=name, corridor=corridor, places=places, ways=ways, back=kept)


def _inspected(corridor: ScenarioCorridor, scenario: Scenario) -> set[str]:
    return {
        row.place
        for row in scenario.checkpoints
        if not row.corridors or corridor.id in row.corridors
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


def closed_between(start: str, end: str, scenario: Scenario, router: Router) -> str:
    """Return which closed links lie at the edge of what can be reached, or an empty string."""
    reached = _reached(start, router)
    edge = [
        f"{link.start} - {link.end}"
        for link in scenario.links
        if (link.start in reached) != (link.end in reached)
    ]
    if not edge or end in reached:
        return ""
    return f"closed or one-way at the edge of what {start} reaches: {', '.join(edge[:3])}"


def _reached(start: str, router: Router) -> Collection[str]:
    found = router.graph.distances(router.vertices[start])
    return {place for place, vertex in router.vertices.items() if vertex in found}
