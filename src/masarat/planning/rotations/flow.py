"""First tours from a cheapest flow: what all vehicles drive in all, whichever of them drives it.

Rides, and turns from one to the next, are a flow from depots over sources and shelters: whole
numbers that a linear program finds. Every flow is made of ways from a depot to a last shelter and
of loops; loops are put into ways where that costs least. Hardly any tours take fewer minutes in
all, but some are far too long: annealing evens them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import highspy
import numpy as np

from masarat.planning.kernel import FAR
from masarat.planning.lp import INF, program_of, quiet_solver
from masarat.planning.rotations.diving import Dive

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.kernel import Struct

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

Leg = tuple[int, int]
"""A ride: source and shelter."""

MOST_PROGRAMS = 20
"""How often the number of vehicles is weighed anew."""

MOST_CELLS = 10_000_000
"""Entries of the program's table beyond which there is none."""

LONG = 0.93
"""A way may end when it is that share of an even one; loops are put into it later."""


@dataclass(frozen=True, slots=True)
class Flow:
    """How often vehicles drive what.

    Attributes
    ----------
    ride : [source, shelter]
    turn : [shelter, source]
    start : [kind, source]
    end : [shelter]
    even
        Minutes of each vehicle, were all alike.
    ride_loss, turn_loss
        By how many minutes one more would make the flow longer (reduced costs).
    load_price : [source], room_price : [shelter]
        By how much one load more, or less room, would make each vehicle's minutes more (dual
        values, as shares of all minutes).
    """

    ride: Ints
    turn: Ints
    start: Ints
    end: Ints
    even: float
    ride_loss: Floats
    turn_loss: Floats
    load_price: Floats
    room_price: Floats


def cheapest_flow(struct: Struct) -> Flow | None:
    """Return the flow of the fewest minutes a vehicle; None where kinds differ in pace.

    Fewer vehicles may need less each than all of them. The ratio is minimised by Dinkelbach's
    (1967) method: minutes less a reward for each vehicle, which is then the best ratio so far.
    """
    rides, turns = struct["ride"], struct["turn"]
    rows = 2 * struct["sources"] + 2 * struct["shelters"] + struct["kinds"]
    alike = bool((rides == rides[:1]).all() and (turns == turns[:1]).all())
    if not alike or rows * 3 * rides[0].size > MOST_CELLS:
        return None
    minutes = np.concatenate([rides[0].ravel(), turns[0].ravel(), struct["start"].ravel()])
    minutes = np.concatenate([minutes, np.zeros(struct["shelters"], np.int64)])
    first = 2 * rides[0].size
    starts = np.arange(first, first + struct["start"].size)
    solver, even, best = quiet_solver(), float(minutes[minutes < FAR].sum()), None
    solver.passModel(_program(struct, minutes))
    for _ in range(MOST_PROGRAMS):
        for column in starts.tolist():
            solver.changeColCost(column, float(minutes[column]) - even)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        amounts = np.rint(np.array(solver.getSolution().col_value)).astype(np.int64)
        vehicles = int(amounts[starts].sum())
        ratio = float(minutes @ amounts) / max(vehicles, 1)
        if not vehicles or (best is not None and ratio >= even):
            break
        even, best = ratio, _flow(struct, amounts, solver.getSolution(), ratio)
    return best


def _flow(struct: Struct, amounts: Ints, solution: highspy.HighsSolution, even: float) -> Flow:
    sources, shelters, size = struct["sources"], struct["shelters"], struct["ride"][0].size
    losses, duals = np.array(solution.col_dual), np.array(solution.row_dual)
    brought, came, rooms = np.split(duals[: 2 * sources + shelters], [sources, 2 * sources])
    every = max(even * struct["vehicles"], 1.0)
    return Flow(
        ride=amounts[:size].reshape(sources, shelters),
        turn=amounts[size : 2 * size].reshape(shelters, sources),
        start=amounts[2 * size : -shelters].reshape(-1, sources),
        end=amounts[-shelters:],
        even=even,
        ride_loss=losses[:size].reshape(sources, shelters),
        turn_loss=losses[size : 2 * size].reshape(shelters, sources),
        load_price=(brought + came) / every,
        room_price=np.maximum(-rooms, 0) / every,
    )


def _program(struct: Struct, minutes: Ints) -> highspy.HighsLp:
    """Return the program: loads brought, loads come for, rooms, what comes leaves, vehicles."""
    sources, shelters, kinds = struct["sources"], struct["shelters"], struct["kinds"]
    size = sources * shelters
    table = np.zeros((len(minutes), 2 * sources + 2 * shelters + kinds))
    brought, came, rooms, left, fleet = np.split(
        table, np.cumsum([sources, sources, shelters, shelters]), axis=1
    )
    source, shelter = np.divmod(np.arange(size), shelters)
    ride, turn = np.arange(size), size + shelter * sources + source
    brought[ride, source] = rooms[ride, shelter] = left[ride, shelter] = 1
    came[turn, source], left[turn, shelter] = 1, -1
    kind, source = np.divmod(np.arange(kinds * sources), sources)
    came[2 * size + np.arange(len(kind)), source] = 1
    fleet[2 * size + np.arange(len(kind)), kind] = 1
    left[len(minutes) - shelters + np.arange(shelters), np.arange(shelters)] = -1
    loads, none = struct["loads"].astype(float), np.zeros(shelters)
    count = np.bincount(struct["kind"], minlength=kinds).astype(float)
    lower = np.concatenate([loads, loads, none - INF, none, np.zeros(kinds)])
    upper = np.concatenate([loads, loads, struct["room"], none, count])
    ways = np.where(minutes < FAR, INF, 0.0)
    return program_of(table, minutes.astype(float), ways, (lower, upper))


class _Way(NamedTuple):
    """What one vehicle of a kind does."""

    kind: int
    legs: list[Leg]


class _Place(NamedTuple):
    """Where a loop goes, and by how many minutes it makes a way of so many loads longer."""

    more: int
    loads: int
    way: int
    at: int
    loop: list[Leg]
    number: int


def tours_of(flow: Flow, struct: Struct, seed: int) -> Dive | None:
    """Return tours of a flow, by a seed; None where one has too many loads."""
    taking = _Taking(flow, np.random.default_rng(seed))
    ways, loops = taking.ways(struct), taking.loops()
    while loops:
        best = min(_places(struct, ways, loops))
        ways[best.way].legs[best.at : best.at] = best.loop
        del loops[best.number]
    if max(len(way.legs) for way in ways) > struct["width"]:
        return None
    return Dive(tuple((kind, tuple(legs)) for kind, legs in ways), (0,) * struct["sources"])


class _Taking:
    """What is left of a flow while ways and loops are taken from it, at random."""

    def __init__(self, flow: Flow, rng: np.random.Generator) -> None:
        self.flow, self.rng = flow, rng
        self.rides, self.turns, self.ends = flow.ride.copy(), flow.turn.copy(), flow.end.copy()

    def ways(self, struct: Struct) -> list[_Way]:
        """Take a way for each vehicle, the shortest one going on first."""
        ways, growing = list[_Way](), list[tuple[int, int, int]]()
        for kind, source in _each(self.flow.start):
            growing.append((int(struct["start"][kind, source]), len(ways), source))
            ways.append(_Way(kind, []))
        while growing:
            minutes, number, source = shortest = min(growing)
            growing.remove(shortest)
            kind, legs = ways[number]
            legs.append(self._ride(source))
            shelter = legs[-1][1]
            minutes += int(struct["ride"][kind, source, shelter])
            long = self.ends[shelter] and minutes >= LONG * self.flow.even
            if self.turns[shelter].any() and not long:
                source = self._turn(shelter)
                minutes += int(struct["turn"][kind, shelter, source])
                growing.append((minutes, number, source))
            else:
                self.ends[shelter] -= 1
        return ways

    def loops(self) -> list[list[Leg]]:
        """Take what is left once no way has an end any more."""
        loops = []
        while self.turns.any():
            shelter = int(np.flatnonzero(self.turns.any(axis=1))[0])
            loop = [self._ride(self._turn(shelter))]
            while loop[-1][1] != shelter:
                loop.append(self._ride(self._turn(loop[-1][1])))
            loops.append(loop)
        return loops

    def _ride(self, source: int) -> Leg:
        shelter = _picked(self.rides[source], self.rng)
        self.rides[source, shelter] -= 1
        return source, shelter

    def _turn(self, shelter: int) -> int:
        source = _picked(self.turns[shelter], self.rng)
        self.turns[shelter, source] -= 1
        return source


def _places(struct: Struct, ways: list[_Way], loops: list[list[Leg]]) -> list[_Place]:
    """Return for each way and loop the best place for the loop, after one of the way's rides."""
    turn, found = struct["turn"][0], []
    rooted = [
        (number, loop[i:] + loop[:i]) for number, loop in enumerate(loops) for i in range(len(loop))
    ]
    into = np.array([loop[0][0] for _, loop in rooted])
    out = np.array([loop[-1][1] for _, loop in rooted])
    for index, (_, legs) in enumerate(ways):
        came = np.array([shelter for _, shelter in legs])
        after = np.array([source for source, _ in legs[1:]], np.int64)
        more = turn[np.ix_(came, into)] - turn[out, into]
        more[:-1] += turn[np.ix_(out, after)].T - turn[came[:-1], after][:, None]
        at, which = np.unravel_index(int(np.argmin(more)), more.shape)
        number, loop = rooted[which]
        found.append(_Place(int(more[at, which]), len(legs), index, int(at) + 1, loop, number))
    return found


def _each(table: Ints) -> list[Leg]:
    """Return the places of a table, each as often as its number says."""
    return [
        (int(row), int(column))
        for row, column in np.argwhere(table)
        for _ in range(int(table[row, column]))
    ]


def _picked(amounts: Ints, rng: np.random.Generator) -> int:
    """Return a place at random, by how much there is."""
    return int(np.searchsorted(np.cumsum(amounts), rng.integers(amounts.sum()), side="right"))
