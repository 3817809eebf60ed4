"""The bus evacuation problem: a generator, a text form, and its instance as masarat sees it.

Bish (2011), "Planning for a bus-based evacuation", OR Spectrum 33; Goerigk, Gruen and Hessler
(2013), "Branch and bound algorithms for the bus evacuation problem", Computers & OR 40. Buses
wait at depots; every source holds a whole number of bus-loads; a shelter takes a limited number
of loads; a bus carries one load at a time. The last arrival at a shelter is to be as early as
possible. There are no checkpoints, windows, or loading times.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from masarat.core.windows import Window, Windows
from masarat.scenario.instance import (
    AssemblyPoint,
    Corridor,
    Destination,
    Group,
    Instance,
    Need,
    VehicleClass,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Matrix = tuple[tuple[int, ...], ...]

SEATS = 50
CORRIDOR = "any-road"


@dataclass(frozen=True, slots=True, kw_only=True)
class BepInstance:
    """One bus evacuation problem; all times are whole units.

    Parameters
    ----------
    name
        For tables and messages.
    loads
        Bus-loads at each source.
    capacities
        Loads that each shelter takes.
    buses
        Buses at each depot.
    start
        `start[k][i]`: time from depot k to source i.
    out
        `out[i][j]`: time from source i to shelter j.
    back
        `back[j][i]`: time from shelter j to source i.

    Raises
    ------
    ValueError
        If the shapes disagree, a number is negative, or the shelters are too small.
    """

    name: str
    loads: tuple[int, ...]
    capacities: tuple[int, ...]
    buses: tuple[int, ...]
    start: Matrix
    out: Matrix
    back: Matrix

    def __post_init__(self) -> None:
        """Check shapes, signs and room."""
        sources, shelters, depots = len(self.loads), len(self.capacities), len(self.buses)
        shapes = (
            ("start", self.start, depots, sources),
            ("out", self.out, sources, shelters),
            ("back", self.back, shelters, sources),
        )
        for label, matrix, rows, columns in shapes:
            if len(matrix) != rows or any(len(row) != columns for row in matrix):
                msg = f"{label} must have {rows} rows of {columns} times"
                raise ValueError(msg)
        counts = (self.loads, self.capacities, self.buses, *self.start, *self.out, *self.back)
        if any(value < 0 for row in counts for value in row):
            msg = "times and counts must not be negative"
            raise ValueError(msg)
        if sum(self.capacities) < sum(self.loads):
            msg = "shelters must have room for all loads"
            raise ValueError(msg)

    @property
    def horizon(self) -> int:
        """A time by which a single bus has moved every load."""
        reach = max(map(max, self.start))
        rounds = (
            max(out + back[i] for out, back in zip(self.out[i], self.back, strict=True))
            for i in range(len(self.loads))
        )
        longest = max(*map(max, self.out), *rounds)
        return reach + sum(self.loads) * longest + max(map(max, self.back))


def bep(
    seed: int,
    sources: int,
    shelters: int,
    buses: int,
    depots: int = 1,
    *,
    scale: int = 100,
) -> BepInstance:
    """Make a random problem in the plane.

    Parameters
    ----------
    seed
        Fixes the instance.
    sources, shelters, buses, depots
        How many of each. A source has 1 to 5 loads; all shelters 1.1 to 1.5 times all loads.
    scale
        Side of the square in time units; times are Euclidean, rounded up.

    Returns
    -------
    BepInstance
        `back` is the transpose of `out`.
    """
    rng = np.random.default_rng([seed, sources, shelters, buses, depots])
    loads = rng.integers(1, 6, size=sources)
    capacities = _capacities(rng, int(loads.sum()), shelters)
    where = {
        "source": rng.uniform(0, scale, (sources, 2)),
        "shelter": rng.uniform(0, scale, (shelters, 2)),
        "depot": rng.uniform(0, scale, (depots, 2)),
    }
    out = _minutes(where["source"], where["shelter"])
    return BepInstance(
        name=f"bep-{sources}-{shelters}-{buses}-{depots}-s{seed}",
        loads=tuple(int(load) for load in loads),
        capacities=capacities,
        buses=tuple(len(part) for part in np.array_split(np.arange(buses), depots)),
        start=_minutes(where["depot"], where["source"]),
        out=out,
        back=tuple(zip(*out, strict=True)),
    )


def _minutes(origins: np.ndarray, targets: np.ndarray) -> Matrix:
    distances = np.linalg.norm(origins[:, None, :] - targets[None, :, :], axis=2)
    return tuple(tuple(int(value) for value in row) for row in np.ceil(distances))


def _capacities(rng: np.random.Generator, loads: int, shelters: int) -> tuple[int, ...]:
    shares = rng.dirichlet(np.full(shelters, 4.0))
    room = np.ceil(shares * loads * rng.uniform(1.1, 1.5)).astype(int)
    return tuple(int(value) for value in room)


def instance_of(problem: BepInstance, *, seats: int = SEATS) -> Instance:
    """Return `problem` as a masarat instance; its optimum is the same where times are metric.

    Every source is an assembly point with one group of loads x `seats` people, every depot a
    vehicle class; one open corridor joins everything; nothing else binds. People may be split as
    they like. As the loads are full, fewer rides are never enough. More rides than loads, with
    buses that are not full, can be quicker where times break the triangle inequality: a ride with
    one person may be the shortest way back. Then the optimal clearance can be less.
    """
    sources, shelters, depots = (
        [f"{kind}-{number}" for number in range(1, count + 1)]
        for kind, count in (
            ("source", len(problem.loads)),
            ("shelter", len(problem.capacities)),
            ("depot", len(problem.buses)),
        )
    )
    end = problem.horizon
    always = Windows.of([Window(0, end)])
    return Instance(
        title=problem.name,
        start="2026-01-01T00:00+00:00",
        end=end,
        groups=tuple(
            Group(
                id=f"people-{number}",
                assembly_point=source,
                people=load * seats,
                need=Need.SEAT,
                priority=1,
                destinations=tuple(shelters),
                may_split=True,
            )
            for number, (source, load) in enumerate(zip(sources, problem.loads, strict=True), 1)
            if load
        ),
        assembly_points=tuple(AssemblyPoint(place=source) for source in sources),
        destinations=tuple(
            Destination(place=shelter, capacity=capacity * seats)
            for shelter, capacity in zip(shelters, problem.capacities, strict=True)
        ),
        corridors=(
            Corridor(
                id=CORRIDOR,
                places=(),
                legs=((),),
                back_legs=((),),
                windows=always,
                largest=sum(problem.buses),
            ),
        ),
        checkpoints=(),
        escorts=(),
        classes=tuple(
            VehicleClass(
                id=f"bus-{number}",
                count=buses,
                seats=seats,
                start_place=depot,
                corridors=frozenset({CORRIDOR}),
            )
            for number, (depot, buses) in enumerate(zip(depots, problem.buses, strict=True), 1)
            if buses
        ),
        suspensions=Windows(()),
        roads=dict(_roads(problem, sources, shelters, depots)),
        paces=(Fraction(1),),
    )


def _roads(
    problem: BepInstance,
    sources: Sequence[str],
    shelters: Sequence[str],
    depots: Sequence[str],
) -> Iterator[tuple[tuple[str, str], tuple[int, ...]]]:
    tables = (
        (depots, sources, problem.start),
        (sources, shelters, problem.out),
        (shelters, sources, problem.back),
    )
    for origins, targets, minutes in tables:
        for origin, row in zip(origins, minutes, strict=True):
            for target, value in zip(targets, row, strict=True):
                yield (origin, target), (value,)


def dumps(problem: BepInstance) -> str:
    """Return the text form: a header, then named blocks of whole numbers.

    The blocks are `loads`, `capacities`, `buses` (one row each), `start`, `out` and `back` (one row
    per depot, source and shelter). Readers may leave out `back`: it is then the transpose of `out`.
    """
    blocks: tuple[tuple[str, Matrix], ...] = (
        ("loads", (problem.loads,)),
        ("capacities", (problem.capacities,)),
        ("buses", (problem.buses,)),
        ("start", problem.start),
        ("out", problem.out),
        ("back", problem.back),
    )
    lines = [f"bep {problem.name}"]
    for name, rows in blocks:
        lines.append(name)
        lines.extend(" ".join(map(str, row)) for row in rows)
    return "\n".join(lines) + "\n"


def loads(text: str) -> BepInstance:
    """Read the text form that `dumps` writes; `#` starts a comment.

    Raises
    ------
    ValueError
        If the header, a block or a number is not as expected; the message names the line.
    """
    name, blocks = "", dict[str, list[tuple[int, ...]]]()
    current: list[tuple[int, ...]] | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.partition("#")[0].strip()
        if not line:
            continue
        if line.startswith("bep "):
            name = line.removeprefix("bep ").strip()
        elif line[0].isalpha():
            current = blocks.setdefault(line, [])
        else:
            current = _append_row(current, line, number)
    return _from_blocks(name, blocks)


def _append_row(
    current: list[tuple[int, ...]] | None, line: str, number: int
) -> list[tuple[int, ...]]:
    if current is None:
        msg = f"line {number}: expected the name of a block before numbers"
        raise ValueError(msg)
    try:
        current.append(tuple(int(word) for word in line.split()))
    except ValueError:
        msg = f"line {number}: found {line!r}, expected whole numbers"
        raise ValueError(msg) from None
    return current


def _from_blocks(name: str, blocks: dict[str, list[tuple[int, ...]]]) -> BepInstance:
    needed = ("loads", "capacities", "buses", "start", "out")
    missing = [block for block in needed if not blocks.get(block)]
    unknown = sorted(set(blocks) - {*needed, "back"})
    if missing or unknown or not name:
        msg = f"expected a line 'bep NAME' and the blocks {', '.join(needed)}"
        raise ValueError(f"{msg}; missing: {missing}; unknown: {unknown}")
    out = tuple(blocks["out"])
    return BepInstance(
        name=name,
        loads=blocks["loads"][0],
        capacities=blocks["capacities"][0],
        buses=blocks["buses"][0],
        start=tuple(blocks["start"]),
        out=out,
        back=tuple(blocks["back"]) if "back" in blocks else tuple(zip(*out, strict=True)),
    )
