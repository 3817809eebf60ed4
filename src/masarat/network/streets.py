"""What reports do to an instance: who may not go where, who goes round, what is warned of."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from masarat.core.availability import Availability, Caution, Opening
from masarat.core.windows import Window, Windows
from masarat.network.corridors import corridor_routes
from masarat.network.roadways import Roadways
from masarat.scenario.instance import StreetStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from masarat.network.access import Minutes
    from masarat.network.corridors import Route
    from masarat.network.router import Way

Street = Opening | Caution
Paths = dict[tuple[str, str], tuple[int, ...]]
"""Vertices on the way between two places."""


class Streets:
    """Which routes pass the corridors, places and links that something is reported of.

    Parameters
    ----------
    roadways
        The roads with what is reported of them.
    routes
        The routes of all corridors.
    """

    def __init__(self, roadways: Roadways, routes: Sequence[Route]) -> None:
        self._roadways = roadways
        self._routes = routes
        self._vertices = roadways.unreported.vertices

    def barred(self, cls: str) -> frozenset[str]:
        """Return the routes that a vehicle class may not take."""
        openings = [each for each in self._roadways.availability.openings if cls in each.barred]
        return frozenset(
            route.id
            for route in self._routes
            if any(self._passes(route, each, route.ways + route.back) for each in openings)
        )

    def statuses(
        self, access: Minutes, whole: Callable[[], Minutes], avoid: Collection[str]
    ) -> tuple[StreetStatus, ...]:
        """Return what reports do, street by street.

        Parameters
        ----------
        access
            The ways to and from corridors, with their exact minutes.
        whole
            Gives the same on roads of which nothing is reported.
        avoid
            Places that loaded vehicles go round on these ways.
        """
        availability = self._roadways.availability
        if not (availability.openings or availability.cautions):
            return ()
        roads, plain = self._roadways.access, self._roadways.unreported
        paths = {pair: roads.between(*pair, access[pair], avoid) for pair in sorted(access)}
        before = whole() if availability.openings else {}
        lost = {p: plain.between(*p, before[p], avoid) for p in sorted(before) if p not in access}
        closing = (
            replace(self._closing(each, paths), cuts=self._access(each, lost))
            for each in availability.openings
        )
        return (*closing, *(self._warning(each, paths) for each in availability.cautions))

    @cached_property
    def _straight(self) -> tuple[Route, ...]:
        """The routes as they would be if nothing were reported."""
        unreported = Roadways(self._roadways.scenario, Availability(), self._roadways.faults)
        return corridor_routes(unreported)

    def _closing(self, street: Opening, paths: Paths) -> StreetStatus:
        out, back = self._passing(street)
        passing = (r.id for r in self._straight if self._passes(r, street, r.ways + r.back))
        whole = Windows.of([Window(0, self._roadways.scenario.end)])
        return StreetStatus(
            kind=street.kind,
            ids=street.ids,
            status=street.reason,
            does="forbid" if street.barred else "close",
            barred=street.barred,
            windows=whole.minus(street.windows),
            reports=street.reports,
            against=street.against,
            corridors=out,
            back_corridors=back,
            roads=self._access(street, paths),
            avoided_by=frozenset(passing) - out - back,
        )

    def _warning(self, street: Caution, paths: Paths) -> StreetStatus:
        out, back = self._passing(street)
        return StreetStatus(
            kind=street.kind,
            ids=street.ids,
            status=street.reason,
            does="warn",
            windows=street.windows,
            reports=street.reports,
            against=street.against,
            corridors=out,
            back_corridors=back,
            roads=self._access(street, paths),
        )

    def _passing(self, street: Street) -> tuple[frozenset[str], frozenset[str]]:
        """Return the routes whose way out, and those whose way back, passes `street`."""
        out = frozenset(r.id for r in self._routes if self._passes(r, street, r.ways))
        homeward = (r for r in self._routes if r.returns)
        return out, frozenset(r.id for r in homeward if self._passes(r, street, r.back))

    def _access(self, street: Street, paths: Paths) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair, path in paths.items() if self._lies_on(street, path))

    def _passes(self, route: Route, street: Street, ways: Sequence[Way]) -> bool:
        if street.kind == "corridor":
            return not {route.id, route.corridor.id}.isdisjoint(street.ids)
        if street.kind == "place" and street.ids[0] in route.places:
            return True
        return any(self._lies_on(street, way.vertices) for way in ways)

    def _lies_on(self, street: Street, path: tuple[int, ...]) -> bool:
        if street.kind == "corridor" or not set(street.ids) <= self._vertices.keys():
            return False
        if street.kind == "place":
            return self._vertices[street.ids[0]] in path
        arcs = self._roadways.unreported.street(street.ids[0], street.ids[-1])
        return not arcs.isdisjoint(pairwise(path))
