"""From a scenario and its roads to the solver-ready instance.

How minutes come about: along roads, a link takes length / (speed of its class x season factor);
a row of the travel table gives the minutes as they are. Sums along a way are exact fractions;
dividing by a class's speed factor and rounding up to whole minutes happens once for every leg of
a corridor and once for every pair of the roads table, so that no rounding error adds up.

Roads whose closing is known are handled on the safe side: a corridor over such a road has its
windows cut to the minutes at which the road is open, and its empty vehicles keep to these windows;
the ways to and from corridors take only roads that are open all the time (`access` makes them).
Roads that reports close are gone round where there is a way (`roadways`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from masarat.core.availability import Availability
from masarat.network.access import access_minutes
from masarat.network.corridors import corridor_routes
from masarat.network.faults import Faults
from masarat.network.roadways import Roadways
from masarat.network.router import both, common, whole_minutes
from masarat.network.streets import Streets
from masarat.scenario.instance import (
    AssemblyPoint,
    Checkpoint,
    Corridor,
    Destination,
    EscortPool,
    Group,
    Instance,
    LinkedOperation,
    VehicleClass,
)
from masarat.scenario.statuses import EMPTY, PEOPLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from masarat.network.corridors import Route
    from masarat.network.router import Point, Router
    from masarat.scenario.document import Scenario, ScenarioVehicles


def build_instance(scenario: Scenario, *, availability: Availability | None = None) -> Instance:
    """Return the instance of `scenario` under its assumption about uncertain counts.

    Parameters
    ----------
    scenario
        Groups without people under the assumption are left out; groups that chose to stay are
        counted in `staying`. Groups that no corridor or vehicle serves stay in the instance.
    availability
        When corridors, places and links are open besides what the scenario says, to whom, and
        what plans are to warn of. What is not in the scenario does nothing.

    Raises
    ------
    ScenarioError
        With every fault: ids that no row defines, corridors whose places no open road joins,
        checkpoints that their corridors do not pass, links of a class without speed, places far
        from every road of the imported network.
    NetworkError
        If `scenario.roads.network` cannot be read.
    """
    return _instance(_parts(scenario, availability or Availability()))


def corridor_geometry(
    scenario: Scenario, *, availability: Availability | None = None
) -> dict[str, list[Point]]:
    """Return the line of every corridor of the instance as (longitude, latitude) points.

    Along the roads of an imported network; straight from place to place on the route where the
    roads are a table. Open corridors have an empty line, places without coordinates no point.

    Raises
    ------
    ScenarioError, NetworkError
        As `build_instance`.
    """
    parts = _parts(scenario, availability or Availability())
    return {route.id: _line(route, parts.roadways.unreported) for route in parts.routes}


def _line(route: Route, router: Router) -> list[Point]:
    points: list[Point] = []
    for way in route.ways:
        points += [p for p in router.points(way) if not points or points[-1] != p]
    return points


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the instance is put together from."""

    scenario: Scenario
    availability: Availability
    roadways: Roadways
    routes: tuple[Route, ...]

    @property
    def streets(self) -> Streets:
        """Which routes pass what is reported of."""
        return Streets(self.roadways, self.routes)

    def expanded(self, corridors: Collection[str]) -> frozenset[str]:
        """Return the ids of all routes of `corridors`; empty stands for every corridor."""
        return frozenset(
            route.id for route in self.routes if not corridors or route.corridor.id in corridors
        )


def _parts(scenario: Scenario, availability: Availability) -> _Parts:
    faults = Faults(scenario)
    roadways = Roadways(scenario, availability, faults)
    routes = corridor_routes(roadways)
    faults.stop()
    return _Parts(scenario, availability, roadways, routes)


def _instance(parts: _Parts) -> Instance:
    scenario = parts.scenario
    paces = _paces(scenario)
    groups = tuple(_groups(scenario))
    ids = {group.id for group in groups}
    at = {group.assembly_point for group in groups}
    wanted = {place for group in groups for place in group.destinations}
    corridors = tuple(_corridor(route, parts, paces) for route in parts.routes)
    access = access_minutes(scenario, parts.roadways.access, groups, corridors)
    streets = parts.streets
    return Instance(
        title=next((scenario.title[x] for x in scenario.languages if x in scenario.title), ""),
        start=scenario.start.isoformat(timespec="minutes"),
        end=scenario.end,
        groups=groups,
        assembly_points=tuple(
            AssemblyPoint(place=place.id, bays=place.bays)
            for place in scenario.places
            if place.id in at
        ),
        destinations=tuple(
            Destination(place=place.id, capacity=place.capacity, ready=place.ready)
            for place in scenario.places
            if place.id in wanted
        ),
        corridors=corridors,
        checkpoints=tuple(_checkpoints(parts)),
        escorts=tuple(
            EscortPool(id=row.id, teams=row.teams, corridors=parts.expanded(row.corridors))
            for row in scenario.escorts
        ),
        classes=tuple(
            _class(row, parts, paces, streets.barred(row.id))
            for row in scenario.vehicles
            if row.count > 0
        ),
        linked=tuple(
            LinkedOperation(
                id=row.id,
                a=frozenset(row.a) & ids,
                b=frozenset(row.b) & ids,
                tolerance=row.tolerance,
                ratio=row.ratio,
                slack=row.slack,
            )
            for row in scenario.linked
        ),
        suspensions=scenario.suspensions.clipped(0, scenario.end),
        roads={
            pair: tuple(whole_minutes(minutes, pace) for pace in paces)
            for pair, minutes in access.items()
        },
        paces=paces,
        aboard_limit=scenario.aboard_limit,
        small_last_convoy=scenario.small_last_convoy,
        staying=sum(scenario.people(group) for group in scenario.groups if group.need is None),
        statuses=streets.statuses(
            access,
            lambda: access_minutes(scenario, parts.roadways.unreported, groups, corridors),
            {row.place for row in scenario.checkpoints if row.outbound},
        ),
    )


def _paces(scenario: Scenario) -> tuple[Fraction, ...]:
    factors = {Fraction(row.speed_factor) for row in scenario.vehicles if row.count > 0}
    if max(factors, default=Fraction(0)) < 1:
        factors.add(Fraction(1))
    return tuple(sorted(factors, reverse=True))


def _groups(scenario: Scenario) -> Iterator[Group]:
    for row in scenario.groups:
        if row.need is None or scenario.people(row) == 0:
            continue
        yield Group(
            id=row.id,
            assembly_point=row.at,
            people=scenario.people(row),
            need=row.need,
            priority=row.priority,
            ready=row.ready,
            destinations=row.destinations,
            unit=row.unit,
            may_split=row.may_split,
            together=row.together,
        )


def _corridor(route: Route, parts: _Parts, paces: Sequence[Fraction]) -> Corridor:
    row = route.corridor
    windows = parts.scenario.open_windows(row.id)
    named = [("corridor", row.id), ("corridor", route.id), *(("place", p) for p in route.places)]
    binding = parts.availability.to({PEOPLE, row.id})
    openings = [opening.windows for pair in named for opening in binding.of(*pair)]
    closing = common([route.open, *openings])
    homeward = parts.availability.to({EMPTY})
    barred_home = {each for pair in named for each in homeward.of(*pair)} - set(binding.openings)
    return Corridor(
        id=route.id,
        places=route.places,
        legs=route.legs(paces),
        back_legs=route.back_legs(paces),
        windows=windows if closing is None else both(windows, closing),
        headway=row.headway,
        smallest=row.smallest,
        largest=row.largest,
        per_hour=row.per_hour,
        returns=route.returns and not barred_home,
        returns_in_windows=row.returns_in_windows or closing is not None,
    )


def _checkpoints(parts: _Parts) -> Iterator[Checkpoint]:
    for row in parts.scenario.checkpoints:
        through = frozenset(route.id for route in parts.routes if row.place in route.places)
        windows = parts.scenario.open_windows(row.place)
        for opening in parts.availability.to({PEOPLE}).of("place", row.place):
            windows = both(windows, opening.windows)
        yield Checkpoint(
            place=row.place,
            lanes=row.lanes,
            minutes=row.minutes,
            windows=windows,
            longest_wait=row.longest_wait,
            corridors=(parts.expanded(row.corridors) & through) if row.outbound else frozenset(),
            back_corridors=(parts.expanded(row.back_corridors) & through)
            if row.back_corridors
            else frozenset(),
        )


def _class(
    row: ScenarioVehicles, parts: _Parts, paces: Sequence[Fraction], barred: Collection[str]
) -> VehicleClass:
    return VehicleClass(
        id=row.id,
        count=row.count,
        seats=row.seats,
        stretchers=row.stretchers,
        start_place=row.start_place,
        available=row.available,
        load=row.load,
        unload=row.unload,
        pace=paces.index(Fraction(row.speed_factor)),
        corridors=parts.expanded(row.corridors).difference(barred),
        comes_back=row.comes_back,
        own=row.own,
        smallest=row.smallest,
        largest=row.largest,
    )
