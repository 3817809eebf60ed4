"""The search over tours: chains of simulated annealing that share the best clearance.

As in `planning.search`, chains run on threads and meet only between rounds, and the schedule
depends on the round number alone.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from masarat.planning import kernel
from masarat.planning.kernel import Struct
from masarat.planning.rotations.flow import cheapest_flow, tours_of
from masarat.planning.rotations.table import table_of
from masarat.planning.search import Score
from masarat.planning.watch import Endless

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from masarat.planning.rotations.diving import Dive
    from masarat.planning.rotations.problem import Rotations
    from masarat.planning.table import Table

ROUND_STEPS = 100_000
"""Steps of one chain in one round: some tens of milliseconds."""

FIRST_CYCLE = 2
"""Rounds of the first cooling; each following one takes twice as long."""

HOT, COLD = (0.6, 0.6, 0.2, 0.2), 0.04
"""Temperatures as shares of first tours' mean way: when a cooling begins (by chain), and ends.

Not of all ways: where times are random, most are much longer than any that is used.
"""

THOUSANDTHS = 1000
"""Units of temperature in a minute."""

NEAR = 6
"""Places that are near a place: those to which one more way adds least to the cheapest flow."""

FROM_FLOW = 3
"""How often tours are made of the cheapest flow, to begin with the best."""

LATE_WEIGHTS = (1, 2, 3, 6)
"""What a minute after the target weighs beside a minute that a tour takes, by chain.

Few long tours want lateness to weigh little, many short ones want it to weigh much.
"""

PATIENCE = 20
"""Rounds in which tours may become short enough for the scenario's end."""

CHAINS = len(LATE_WEIGHTS)

POLISH, WARM = (8, 16, 32), ((0.08, 0.04), (0.02, 0.005))
"""Rounds of each cooling of a chain that begins with tours found on the way; how hot it begins and
ends, in turn. Lateness weighs little there: most tours are as long as they may be.
"""


class TourChain:
    """One annealing chain with its own tours."""

    def __init__(
        self, rotations: Rotations, seed: int, late_weight: int, hot: float, near: Near
    ) -> None:
        self.struct, self.hot = rotations.struct, hot
        self.current, self.best = _no_tours(self.struct), _no_tours(self.struct)
        vehicles = self.struct["vehicles"]
        self.chain = Struct(
            "chain",
            {
                "steps": ROUND_STEPS,
                "step_from": 0,
                "cycle_steps": 1,
                "hot": 1,
                "cold": 1,
                "late_weight": late_weight,
                "state": np.array([seed], np.int64),
                "target": np.zeros(1, np.int64),
                "scratch": np.zeros(2 * self.struct["width"], np.int64),
                "waiting": np.zeros(self.struct["sources"], np.int64),
                "soon": np.zeros(vehicles, np.int64),
                "next": np.zeros(vehicles, np.int64),
                "near": near.shelters.shape[1],
                "next_shelter": near.shelters,
                "next_source": near.sources,
            },
        )

    def begin(self) -> bool:
        """Make first tours; whether they bring every load."""
        self.chain["waiting"][:] = self.struct["loads"]
        left = kernel.call("fill_tours", self.struct, self.chain, self.current)
        copy_tours(self.best, self.current)
        self.heat(self.hot, COLD)
        return left == 0

    def heat(self, hot: float, cold: float) -> None:
        """Let coolings go from `hot` to `cold` from now on, in shares of the tours' mean way."""
        ways = 2 * max(int(self.current["count"].sum()), 1)
        mean = THOUSANDTHS * float(self.current["until"].sum()) / ways
        self.chain.set_number("hot", max(round(hot * mean), 1))
        self.chain.set_number("cold", max(round(cold * mean), 1))

    def plant(self, dive: Dive) -> int:
        """Go on from the tours of a dive, and more for what it leaves; return what is left then.

        The best so far stays the best.
        """
        tours, struct = self.current, self.struct
        for field in ("count", "used", "until"):
            tours[field][...] = 0
        vehicles = np.arange(struct["vehicles"])
        free = [vehicles[struct["kind"] == k].tolist() for k in range(struct["kinds"])]
        for kind, path in dive.tours:
            vehicle = free[kind].pop(0)
            tours["count"][vehicle] = len(path)
            for number, (source, shelter) in enumerate(path):
                tours["rides"][vehicle, number] = source * struct["shelters"] + shelter
                tours["used"][shelter] += 1
        self.chain["waiting"][:] = dive.left
        return kernel.call("fill_tours", struct, self.chain, tours)

    @property
    def clearance(self) -> int:
        """The last arrival of the best tours."""
        return int(self.best["sums"][0])

    def run(self, at: int, cycle: int, target: int) -> None:
        """Take a round's steps, the `at`-th of a cooling of `cycle` rounds."""
        self.chain.set_number("step_from", at * ROUND_STEPS)
        self.chain.set_number("cycle_steps", cycle * ROUND_STEPS)
        self.chain["target"][0] = target
        kernel.call("anneal_tours", self.struct, self.chain, self.current, self.best)


class Near(NamedTuple):
    """Shelters near a source [source, number] and sources near a shelter [shelter, number]."""

    shelters: NDArray[np.int64]
    sources: NDArray[np.int64]


def _no_tours(struct: Struct) -> Struct:
    vehicles = struct["vehicles"]
    return Struct(
        "tours",
        {
            "count": np.zeros(vehicles, np.int64),
            "rides": np.zeros((vehicles, struct["width"]), np.int64),
            "until": np.zeros(vehicles, np.int64),
            "used": np.zeros(struct["shelters"], np.int64),
            "sums": np.zeros(1, np.int64),
        },
    )


def copy_tours(target: Struct, source: Struct) -> None:
    """Copy all tours."""
    for field in ("count", "rides", "until", "used", "sums"):
        target[field][...] = source[field]


class RotationSearch(Endless):
    """Chains over one set of rotations; `round` goes on, the rest tells where it stands.

    Attributes
    ----------
    flow, even
        The cheapest flow, and the minutes of each vehicle were its minutes shared evenly; None
        where that is unknown.
    """

    def __init__(self, rotations: Rotations, seed: int, threads: int | None) -> None:
        self.rotations = rotations
        flow = cheapest_flow(rotations.struct)
        self.flow, self.even = flow, None if flow is None else flow.even
        self._nearness = self.near(NEAR)
        self.chains = [
            TourChain(rotations, seed * 1_000_003 + n, weight, hot, self._nearness)
            for n, (weight, hot) in enumerate(zip(LATE_WEIGHTS, HOT, strict=True))
        ]
        self.complete = all(chain.begin() for chain in self.chains)
        self._best = _no_tours(self.rotations.struct)
        copy_tours(self._best, self.chains[0].best)
        if self.complete and flow is not None:
            tours = (tours_of(flow, rotations.struct, n) for n in range(FROM_FLOW))
            self._plant(self.chains[: CHAINS // 2], (each for each in tours if each is not None))
        self.rounds = 0
        self._at, self._cycle = 0, FIRST_CYCLE
        self._threads = min(threads or os.cpu_count() or 1, CHAINS)

    def near(self, most: int) -> Near:
        """Return so many places near each."""
        ride, turn = self.rotations.struct["ride"][0], self.rotations.struct["turn"][0]
        if self.flow is not None:
            ride, turn = self.flow.ride_loss, self.flow.turn_loss
        most = min(most, *ride.shape)
        return Near(*(np.argsort(x, axis=1, kind="stable")[:, :most].copy() for x in (ride, turn)))

    def plant(self, dives: Iterable[Dive]) -> None:
        """Let half of the chains go on from the dives that make the shortest tours."""
        self._plant(self.chains[CHAINS // 2 :], dives)

    def polished(self, dive: Dive, number: int, target: int) -> Struct | None:
        """Return what a chain of its own makes of a dive when it cools down some times.

        None if the dive brings more to a shelter than there is room for, or leaves a load that no
        vehicle can bring. Nothing else changes.
        """
        chain = TourChain(self.rotations, number, LATE_WEIGHTS[0], HOT[0], self._nearness)
        used = np.zeros(self.rotations.struct["shelters"], np.int64)
        for _, legs in dive.tours:
            np.add.at(used, [shelter for _, shelter in legs], 1)
        if not chain.begin() or (used > self.rotations.struct["room"]).any() or chain.plant(dive):
            return None
        copy_tours(chain.best, chain.current)
        chain.heat(*WARM[number % len(WARM)])
        for cycle in POLISH:
            for at in range(cycle):
                chain.run(at, cycle, min(target, chain.clearance - 1))
        return chain.best

    def adopt(self, tours: Struct) -> None:
        """Let the chain that is worst go on from tours that are better."""
        worst = max(self.chains, key=lambda chain: chain.clearance)
        if tours["sums"][0] < worst.clearance:
            copy_tours(worst.current, tours)
            copy_tours(worst.best, tours)
        self.settle()

    def _plant(self, chains: Sequence[TourChain], dives: Iterable[Dive]) -> None:
        scout = TourChain(self.rotations, 0, 1, 1.0, self._nearness)
        ranked = []
        for number, dive in enumerate(dives):
            if scout.plant(dive) == 0:
                ranked.append((sum(dive.left), int(scout.current["sums"][0]), number, dive))
        ranked.sort(key=lambda entry: entry[:3])
        for chain, (_, _, _, dive) in zip(chains, ranked, strict=False):
            chain.plant(dive)
            if chain.current["sums"][0] < chain.clearance:
                copy_tours(chain.best, chain.current)
        self.settle()

    @property
    def priorities(self) -> tuple[int, ...]:
        """The one priority."""
        return (self.rotations.groups[0].priority,)

    @property
    def cost(self) -> int:
        """The best clearance."""
        return int(self._best["sums"][0])

    def score(self) -> Score:
        """Return what the best tours achieve: nobody is left."""
        return Score((0,), (self.cost,), self.cost)

    def over(self, bound: int) -> bool:
        """Whether nothing earlier than the best is possible."""
        return self.cost <= bound

    def table(self) -> Table:
        """Return the best tours as a movement table."""
        return table_of(self.rotations, self._best)

    def tours(self) -> list[list[tuple[int, int]]]:
        """Return the best tours: (source, shelter) of each load, by vehicle."""
        best, shelters = self._best, self.rotations.struct["shelters"]
        rows = zip(best["rides"].tolist(), best["count"].tolist(), strict=True)
        return [[divmod(ride, shelters) for ride in row[:count]] for row, count in rows]

    def round(self, left: float = math.inf, hoped: float | None = None) -> None:  # noqa: ARG002
        """Let every chain take its steps, and keep the best tours."""
        self.advance()
        self.settle()

    def settle(self) -> None:
        """Keep the best tours of all chains."""
        found = min(self.chains, key=lambda chain: chain.clearance)
        if found.clearance < self.cost:
            copy_tours(self._best, found.best)

    def advance(self) -> None:
        """Let every chain take its steps; at the end of a cooling the worst two start anew."""
        at, cycle, target = self._at, self._cycle, self.cost - 1
        with ThreadPoolExecutor(self._threads) as pool:
            list(pool.map(lambda chain: chain.run(at, cycle, target), self.chains))
        self.rounds += 1
        self._at += 1
        if self._at < self._cycle:
            return
        self._at, self._cycle = 0, self._cycle * 2
        order = sorted(self.chains, key=lambda chain: chain.clearance)
        for chain in order[CHAINS // 2 :]:
            copy_tours(chain.current, order[0].best)


def rotation_search(
    rotations: Rotations | None, seed: int, threads: int | None
) -> RotationSearch | None:
    """Return a search whose tours end in time; None where they cannot be made to."""
    if rotations is None:
        return None
    search, end = RotationSearch(rotations, seed, threads), rotations.model.instance.end
    while search.complete and search.cost > end and search.rounds < PATIENCE:
        search.round()
    return search if search.complete and search.cost <= end else None
