"""Small convoy instances whose optimum a direct model can prove or nearly prove.

Two or three assembly points, one or two corridors with a checkpoint each, one or two escort teams,
a handful of buses, and for every third seed windows on the first corridor: every rule of a large
instance that makes timetabling hard, in a few dozen loads.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from benchmarks.instances.metro import ids

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
    from collections.abc import Sequence

SEATS = 50
UNIT = 5
MINUTES_A_ROUND = 75  # about load + out + unload + back
LOADS_A_BUS = 4


def small(seed: int, loads: int = 25) -> Instance:
    """Make a small instance.

    Parameters
    ----------
    seed
        Fixes the instance; every third has windows on its first corridor.
    loads
        Full bus-loads of people; buses are about `loads / 4`, so each makes about four rounds.

    Raises
    ------
    ValueError
        If there are fewer loads than assembly points.
    """
    rng = np.random.default_rng([seed, loads])
    points = ids("point", int(rng.integers(2, 4)))
    if loads < len(points):
        msg = f"loads must be at least {len(points)}, one for each assembly point"
        raise ValueError(msg)
    lines = int(rng.integers(1, 3))
    towns = ids("town", int(rng.integers(1, 3)))
    buses = max(2, round(loads / LOADS_A_BUS) - int(rng.integers(0, 2)))
    end = (4 * LOADS_A_BUS * MINUTES_A_ROUND) + 240
    corridors = _corridors(rng, lines, end, windowed=seed % 3 == 0)
    names = frozenset(corridor.id for corridor in corridors)
    return Instance(
        title=f"Small {seed}: {loads} loads, {buses} buses",
        start="2026-01-01T06:00+00:00",
        end=end,
        groups=_groups(rng, points, towns, loads),
        assembly_points=tuple(
            AssemblyPoint(place=point, bays=int(rng.integers(2, 5))) for point in points
        ),
        destinations=tuple(
            Destination(place=town, capacity=_room(loads, len(towns))) for town in towns
        ),
        corridors=corridors,
        checkpoints=tuple(
            Checkpoint(
                place=corridor.places[1],
                lanes=int(rng.integers(1, 3)),
                minutes=int(rng.integers(2, 4)),
                windows=Windows.of([Window(0, end)]),
                longest_wait=int(rng.integers(0, 2)) * 10,
                corridors=frozenset({corridor.id}),
            )
            for corridor in corridors
        ),
        escorts=(EscortPool(id="escorts", teams=int(rng.integers(1, 3)), corridors=names),),
        classes=(
            VehicleClass(
                id="bus",
                count=buses,
                seats=SEATS,
                start_place="depot",
                load=int(rng.integers(10, 21)),
                unload=int(rng.integers(5, 16)),
                corridors=names,
            ),
        ),
        suspensions=Windows(()),
        roads=_roads(rng, points, corridors, towns),
        paces=(Fraction(1),),
        aboard_limit=240,
        small_last_convoy=True,
    )


def _room(loads: int, towns: int) -> int:
    """Return people each town takes: together a quarter more than needed."""
    return -(-loads * SEATS * 5 // (4 * towns * UNIT)) * UNIT


def _groups(
    rng: np.random.Generator, points: Sequence[str], towns: Sequence[str], loads: int
) -> tuple[Group, ...]:
    extra = rng.multinomial(loads - len(points), np.full(len(points), 1 / len(points)))
    return tuple(
        Group(
            id=f"people-{number}",
            assembly_point=point,
            people=(int(more) + 1) * SEATS,
            need=Need.SEAT,
            priority=1,
            destinations=tuple(towns),
            unit=UNIT,
            may_split=True,
        )
        for number, (point, more) in enumerate(zip(points, extra, strict=True), 1)
    )


def _corridors(
    rng: np.random.Generator, count: int, end: int, *, windowed: bool
) -> tuple[Corridor, ...]:
    corridors = []
    for index, name in enumerate(ids("corridor", count)):
        legs = (int(rng.integers(3, 11)), int(rng.integers(5, 16)))
        windows = Windows.of([Window(0, end)])
        if windowed and index == 0:
            windows = Windows.of(Window(day, day + 150) for day in range(30, end - 150, 240))
        corridors.append(
            Corridor(
                id=name,
                places=(f"gate-{name}", f"checkpoint-{name}", f"exit-{name}"),
                legs=(legs,),
                back_legs=(legs[::-1],),
                windows=windows,
                headway=int(rng.integers(5, 16)),
                smallest=2,
                largest=int(rng.integers(4, 9)),
            )
        )
    return tuple(corridors)


def _roads(
    rng: np.random.Generator,
    points: Sequence[str],
    corridors: Sequence[Corridor],
    towns: Sequence[str],
) -> dict[tuple[str, str], tuple[int, ...]]:
    gates = [corridor.places[0] for corridor in corridors]
    exits = [corridor.places[-1] for corridor in corridors]
    roads: dict[tuple[str, str], tuple[int, ...]] = {
        ("depot", point): (int(rng.integers(5, 21)),) for point in points
    }
    for origins, targets, most in ((points, gates, 16), (exits, towns, 26)):
        for one in origins:
            for two in targets:
                minutes = (int(rng.integers(5, most)),)
                roads[one, two] = roads[two, one] = minutes
    return roads
