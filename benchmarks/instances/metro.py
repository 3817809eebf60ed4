"""A synthetic metropolitan region that has to be emptied by bus.

Everything follows from the seed. The city is a disc of 12 km; assembly points are spread evenly
over it and the people at each fall off exponentially from the centre. Corridors lead out radially
(gate at the city's edge, checkpoint, exit), destinations lie 20 to 80 km from the centre near the
corridors' directions, depots of city buses and coaches inside the city.

What makes the instances hard is that several resources are near their limits at the same time.
The fleet's time (loads x mean quickest round / buses) is estimated first, then the number of
corridors and each checkpoint's lanes are chosen so that the checkpoints can pass `SLACK` times as
many vehicles as the fleet sends; headways and loading bays leave little room for the convoys that
this takes. Escort pools, on request, get about 1.15 times the teams that convoys of 15 need.
`benchmarks.instances.loads.resource_hours` says what each resource needs: for 200 points about
20-22 hours for the fleet, 19-22 for the checkpoints, 8-18 for the headways, 15 for the escorts.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

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
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    Points = npt.NDArray[np.float64]  # x and y in km from the centre, one row a place

RADIUS_KM = 12.0
DETOUR_CITY, CITY_KMH = 1.3, 24.0
DETOUR_LAND, LAND_KMH = 1.2, 50.0
SLACK = 1.1
UNIT = 5
BUS_SEATS, COACH_SEATS = 50, 60
STRETCHER_SHARE = 0.01
STRETCHERS_BUS, STRETCHERS_AMBULANCE = 16, 2
LANES, INSPECTION_MINUTES = range(4, 9), (1, 2)
CORRIDOR_COUNTS = range(4, 9)
SMALLEST, LARGEST = 5, 30
MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Where everything is, with ids in the same order as the rows of coordinates."""

    points: Points
    people: npt.NDArray[np.int64]
    stretchers: npt.NDArray[np.int64]
    angles: npt.NDArray[np.float64]
    gates: Points
    checkpoints: Points
    exits: Points
    destinations: Points
    depots: Points

    def coordinates(self) -> dict[str, tuple[float, float]]:
        """Return id -> (x, y) in km for every place."""
        tables = {
            "point": self.points,
            "gate": self.gates,
            "checkpoint": self.checkpoints,
            "exit": self.exits,
            "town": self.destinations,
            "depot": self.depots,
        }
        return {
            name: (float(row[0]), float(row[1]))
            for kind, rows in tables.items()
            for name, row in zip(ids(kind, len(rows)), rows, strict=True)
        }


def metro_instance(
    seed: int,
    points: int = 200,
    people: int = 750_000,
    buses: int = 1_500,
    *,
    escort_pools: int = 0,
    inspect_returns: bool = False,
) -> Instance:
    """Make a metropolitan region.

    Parameters
    ----------
    seed
        Fixes the instance.
    points
        Assembly points.
    people
        Everybody to move, people on stretchers (1%) included.
    buses
        City buses and coaches together; vehicles with stretchers come on top.
    escort_pools
        How many pools of escort teams share the corridors; 0: no escorts are needed.
    inspect_returns
        Whether checkpoints inspect empty vehicles on their way back, too.

    Returns
    -------
    Instance
        One pace; destinations hold 110% to 150% of what a feasible allocation sends there.
    """
    return metro(
        seed, points, people, buses, escort_pools=escort_pools, inspect_returns=inspect_returns
    )[0]


def metro(
    seed: int,
    points: int = 200,
    people: int = 750_000,
    buses: int = 1_500,
    *,
    escort_pools: int = 0,
    inspect_returns: bool = False,
) -> tuple[Instance, dict[str, tuple[float, float]]]:
    """Make a metropolitan region and the coordinates of its places (km from the centre)."""
    rng = np.random.default_rng([seed, points, people, buses])
    region, lanes = _fitting_region(rng, points, people, buses)
    roads = _roads(region)
    end = _end(region, buses)
    always = Windows.of([Window(0, end)])
    corridors = _corridors(rng, region, always)
    groups, destinations = _groups(rng, region, roads)
    assembly_points = tuple(
        AssemblyPoint(place=name, bays=int(rng.integers(10, 21))) for name in ids("point", points)
    )
    names = frozenset(corridor.id for corridor in corridors)
    classes = _classes(rng, buses, int(region.stretchers.sum()), names)
    unused = {*ids("town", len(region.destinations)), *ids("depot", len(region.depots))}
    unused -= {town.place for town in destinations} | {cls.start_place for cls in classes}
    instance = Instance(
        title=f"Metropolitan region {seed}: {points} points, {people} people, {buses} buses",
        start="2026-01-01T06:00+00:00",
        end=end,
        groups=groups,
        assembly_points=assembly_points,
        destinations=destinations,
        corridors=corridors,
        checkpoints=tuple(
            Checkpoint(
                place=place,
                lanes=count,
                minutes=minutes,
                windows=always,
                corridors=frozenset({corridor.id}),
                back_corridors=frozenset({corridor.id} if inspect_returns else ()),
            )
            for place, corridor, (count, minutes) in zip(
                ids("checkpoint", len(corridors)), corridors, lanes, strict=True
            )
        ),
        escorts=_escorts(region, corridors, buses, escort_pools),
        classes=classes,
        suspensions=Windows(()),
        roads={pair: minutes for pair, minutes in roads.items() if unused.isdisjoint(pair)},
        paces=(Fraction(1),),
        aboard_limit=6 * 60,
        small_last_convoy=True,
    )
    where = region.coordinates()
    return instance, {place: km for place, km in where.items() if place not in unused}


def ids(kind: str, count: int) -> list[str]:
    """Return `kind-1`, `kind-2`, ..., numbers padded to equal width."""
    width = len(str(count))
    return [f"{kind}-{number:0{width}}" for number in range(1, count + 1)]


# --- places -------------------------------------------------------------------------------------


def _fitting_region(
    rng: np.random.Generator, points: int, people: int, buses: int
) -> tuple[Region, list[tuple[int, int]]]:
    """Return the region whose number of corridors lets checkpoints come closest to `SLACK`."""
    where = _polar(RADIUS_KM * np.sqrt(rng.uniform(0.005, 1, points)), rng.uniform(0, 1, points))
    counts, stretchers = _people(rng, where, people)
    turn = rng.uniform(0, 1)
    jitter = rng.uniform(-0.02, 0.02, CORRIDOR_COUNTS[-1])
    state = int(rng.integers(2**31))
    best: tuple[float, Region, list[tuple[int, int]]] | None = None
    for number in CORRIDOR_COUNTS:
        angles = (turn + np.arange(number) / number + jitter[:number]) % 1
        region = _region(np.random.default_rng(state), where, counts, stretchers, angles)
        lanes, miss = _lanes(region, buses)
        if best is None or miss < best[0]:
            best = (miss, region, lanes)
    if best is None:
        msg = "CORRIDOR_COUNTS must not be empty"
        raise AssertionError(msg)
    return best[1], best[2]


def _region(
    rng: np.random.Generator,
    points: Points,
    people: npt.NDArray[np.int64],
    stretchers: npt.NDArray[np.int64],
    angles: npt.NDArray[np.float64],
) -> Region:
    number = len(angles)
    towns = 4 * number
    beyond = rng.uniform(4, 10, number)
    near = np.tile(angles, 4) + rng.uniform(-0.4, 0.4, towns) / number
    far = np.repeat([22.0, 34.0, 50.0, 68.0], number) + rng.uniform(-2, 12, towns)
    return Region(
        points=points,
        people=people,
        stretchers=stretchers,
        angles=angles,
        gates=_polar(np.full(number, RADIUS_KM), angles),
        checkpoints=_polar(np.full(number, RADIUS_KM + 2), angles),
        exits=_polar(RADIUS_KM + 2 + beyond, angles),
        destinations=_polar(far, near),
        depots=_polar(RADIUS_KM * rng.uniform(0.4, 0.9, 6), np.arange(6) / 6),
    )


def _polar(radius: npt.NDArray[np.float64], turns: npt.NDArray[np.float64]) -> Points:
    angle = 2 * np.pi * turns
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def _people(
    rng: np.random.Generator, points: Points, people: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return people who need a seat and a stretcher at each point; every fifth has a hospital."""
    radius = np.linalg.norm(points, axis=1)
    weight = np.exp(-radius / (0.6 * RADIUS_KM)) * rng.lognormal(0, 0.4, len(points))
    hospitals = np.zeros(len(points))
    hospitals[rng.choice(len(points), max(1, len(points) // 5), replace=False)] = 1
    stretchers = round(people * STRETCHER_SHARE)
    return _apportion(people - stretchers, weight), _apportion(stretchers, weight * hospitals)


def _apportion(total: int, weight: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    edges = np.rint(np.cumsum(weight) / weight.sum() * total).astype(np.int64)
    parts: npt.NDArray[np.int64] = np.diff(edges, prepend=0)
    return parts


# --- times --------------------------------------------------------------------------------------


def _minutes(origins: Points, targets: Points, *, city: bool) -> npt.NDArray[np.int64]:
    """Return whole minutes; rounded up, so that a detour is never shorter than the way itself."""
    detour, kmh = (DETOUR_CITY, CITY_KMH) if city else (DETOUR_LAND, LAND_KMH)
    km = np.linalg.norm(origins[:, None, :] - targets[None, :, :], axis=2) * detour
    minutes: npt.NDArray[np.int64] = np.maximum(1, np.ceil(km / kmh * 60)).astype(np.int64)
    return minutes


def _legs(region: Region) -> list[tuple[int, int]]:
    first = np.diag(_minutes(region.gates, region.checkpoints, city=True))
    second = np.diag(_minutes(region.checkpoints, region.exits, city=False))
    return [(int(one), int(two)) for one, two in zip(first, second, strict=True)]


def _roads(region: Region) -> dict[tuple[str, str], tuple[int, ...]]:
    names = {
        "point": ids("point", len(region.points)),
        "gate": ids("gate", len(region.gates)),
        "exit": ids("exit", len(region.exits)),
        "town": ids("town", len(region.destinations)),
        "depot": ids("depot", len(region.depots)),
    }
    tables = (
        ("depot", "point", _minutes(region.depots, region.points, city=True), False),
        ("point", "gate", _minutes(region.points, region.gates, city=True), True),
        ("exit", "town", _minutes(region.exits, region.destinations, city=False), True),
    )
    roads: dict[tuple[str, str], tuple[int, ...]] = {}
    for origin, target, minutes, both_ways in tables:
        for (i, one), (j, two) in product(enumerate(names[origin]), enumerate(names[target])):
            roads[one, two] = (int(minutes[i, j]),)
            if both_ways:
                roads[two, one] = (int(minutes[i, j]),)
    return roads


def _home_minutes(region: Region) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return each point's quickest corridor and its minutes to the nearest town by it."""
    to_gate = _minutes(region.points, region.gates, city=True)
    legs = np.array([sum(pair) for pair in _legs(region)])
    to_town = _minutes(region.exits, region.destinations, city=False).min(axis=1)
    whole = to_gate + (legs + to_town)[None, :]
    return whole.argmin(axis=1), whole.min(axis=1)


def _rotation_minutes(region: Region, buses: int) -> float:
    """Estimate how long the fleet alone takes: loads x round / buses."""
    seats = (BUS_SEATS + COACH_SEATS) / 2
    out = float(np.average(_home_minutes(region)[1], weights=region.people))
    return float(region.people.sum()) / seats * (2 * out + 18 + 12) / buses


def _end(region: Region, buses: int) -> int:
    days = np.ceil((3 * _rotation_minutes(region, buses) + 600) / MINUTES_A_DAY)
    return int(days) * MINUTES_A_DAY


# --- resources ----------------------------------------------------------------------------------


def _lanes(region: Region, buses: int) -> tuple[list[tuple[int, int]], float]:
    """Return lanes and minutes of each checkpoint, and how far they miss `SLACK` on average."""
    share = _sector_shares(region)
    loads = region.people.sum() / ((BUS_SEATS + COACH_SEATS) / 2)
    target = SLACK * share * loads / _rotation_minutes(region, buses)
    options = list(product(LANES, INSPECTION_MINUTES))
    chosen = [_closest(options, float(want)) for want in target]
    got = sum(count / minutes for count, minutes in chosen)
    return chosen, float(abs(got - target.sum()) / target.sum())


def _closest(options: list[tuple[int, int]], a_minute: float) -> tuple[int, int]:
    misses = [(abs(lanes / minutes - a_minute), (lanes, minutes)) for lanes, minutes in options]
    return min(misses)[1]


def _sector_shares(region: Region) -> npt.NDArray[np.float64]:
    """Return each corridor's share of the people, half by nearest corridor and half evenly."""
    number = len(region.angles)
    nearest = np.bincount(_home_minutes(region)[0], weights=region.people, minlength=number)
    shares: npt.NDArray[np.float64] = 0.5 * nearest / nearest.sum() + 0.5 / number
    return shares


def _corridors(rng: np.random.Generator, region: Region, always: Windows) -> tuple[Corridor, ...]:
    number = len(region.angles)
    places = zip(ids("gate", number), ids("checkpoint", number), ids("exit", number), strict=True)
    return tuple(
        Corridor(
            id=name,
            places=where,
            legs=(legs,),
            back_legs=(legs[::-1],),
            windows=always,
            headway=int(rng.integers(2, 6)),
            smallest=SMALLEST,
            largest=LARGEST,
        )
        for name, where, legs in zip(ids("corridor", number), places, _legs(region), strict=True)
    )


def _escorts(
    region: Region, corridors: Sequence[Corridor], buses: int, pools: int
) -> tuple[EscortPool, ...]:
    """Return pools with about 1.15 times the teams that convoys of 15 vehicles need."""
    share = _sector_shares(region)
    loads = region.people.sum() / ((BUS_SEATS + COACH_SEATS) / 2)
    a_minute = share * loads / 15 / _rotation_minutes(region, buses)
    to_gate = np.average(
        _minutes(region.points, region.gates, city=True), axis=0, weights=region.people
    )
    busy = 2 * (to_gate / 1.5 + np.array([sum(corridor.legs[0]) for corridor in corridors])) + 10
    need = 1.15 * a_minute * busy
    return tuple(
        EscortPool(
            id=name,
            teams=max(1, int(np.ceil(need[pool::pools].sum()))),
            corridors=frozenset(corridor.id for corridor in corridors[pool::pools]),
        )
        for pool, name in enumerate(ids("escorts", pools))
    )


def _classes(
    rng: np.random.Generator, buses: int, stretchers: int, corridors: frozenset[str]
) -> tuple[VehicleClass, ...]:
    """Return four depots of city buses (60%) and two of coaches, then vehicles with stretchers."""
    ambulances = max(1, stretchers // 60)
    stretcher_buses = max(1, -(-stretchers // (STRETCHERS_BUS * 4)))
    city = _apportion(round(0.6 * buses), np.ones(4))
    coaches = _apportion(buses - round(0.6 * buses), np.ones(2))
    depots = ids("depot", 6)
    rows = [
        *(("bus", int(n), BUS_SEATS, 0, depot) for n, depot in zip(city, depots, strict=False)),
        *(("coach", int(n), COACH_SEATS, 0, d) for n, d in zip(coaches, depots[4:], strict=True)),
        ("stretcher-bus", stretcher_buses, 10, STRETCHERS_BUS, depots[0]),
        ("ambulance", ambulances, 0, STRETCHERS_AMBULANCE, depots[1]),
    ]
    return tuple(
        VehicleClass(
            id=f"{kind}-{depot}" if kind in {"bus", "coach"} else kind,
            count=count,
            seats=seats,
            stretchers=room,
            start_place=depot,
            available=60 if kind == "coach" and depot == depots[5] else 0,
            load=int(rng.integers(15, 21)),
            unload=int(rng.integers(10, 16)),
            corridors=corridors,
        )
        for kind, count, seats, room, depot in rows
        if count
    )


# --- people -------------------------------------------------------------------------------------


def _groups(
    rng: np.random.Generator, region: Region, roads: dict[tuple[str, str], tuple[int, ...]]
) -> tuple[tuple[Group, ...], tuple[Destination, ...]]:
    """Return groups with their nearest towns, and towns with room for a feasible allocation."""
    reach = _reach(region, roads)
    towns = ids("town", len(region.destinations))
    hospitals = np.argsort(np.linalg.norm(region.destinations, axis=1))[: max(3, len(towns) // 6)]
    sent = np.zeros(len(towns))
    groups: list[Group] = []
    for index, place in enumerate(ids("point", len(region.points))):
        nearest = np.argsort(reach[index], kind="stable")[: int(rng.integers(3, 5))]
        cared = hospitals[np.argsort(reach[index][hospitals], kind="stable")][:2]
        for need, count, where in (
            (Need.STRETCHER, int(region.stretchers[index]), cared),
            (Need.SEAT, int(region.people[index]), nearest),
        ):
            if not count:
                continue
            sent[where] += count * rng.dirichlet(np.linspace(3, 1, len(where)))
            groups.append(_group(place, need, count, [towns[town] for town in where]))
    room = np.ceil(sent * rng.uniform(1.1, 1.5, len(towns)) / UNIT).astype(int) * UNIT
    return tuple(groups), tuple(
        Destination(place=town, capacity=int(capacity))
        for town, capacity in zip(towns, room, strict=True)
        if capacity
    )


def _reach(region: Region, roads: dict[tuple[str, str], tuple[int, ...]]) -> npt.NDArray[np.int64]:
    """Return minutes from each point to each town by the quickest corridor."""
    number = len(region.gates)
    legs = np.array([sum(pair) for pair in _legs(region)])
    to_gate = _table(roads, ids("point", len(region.points)), ids("gate", number))
    to_town = _table(roads, ids("exit", number), ids("town", len(region.destinations)))
    whole: npt.NDArray[np.int64] = (to_gate + legs)[:, :, None] + to_town[None, :, :]
    shortest: npt.NDArray[np.int64] = whole.min(axis=1)
    return shortest


def _table(
    roads: dict[tuple[str, str], tuple[int, ...]], origins: Iterable[str], targets: Sequence[str]
) -> npt.NDArray[np.int64]:
    return np.array([[roads[one, two][0] for two in targets] for one in origins])


def _group(place: str, need: Need, people: int, destinations: Sequence[str]) -> Group:
    stretcher = need is Need.STRETCHER
    return Group(
        id=f"{'stretchers' if stretcher else 'people'}-{place.removeprefix('point-')}",
        assembly_point=place,
        people=people,
        need=need,
        priority=1 if stretcher else 2,
        destinations=tuple(destinations),
        unit=1 if stretcher else UNIT,
        may_split=True,
    )
