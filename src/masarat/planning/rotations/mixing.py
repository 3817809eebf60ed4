"""Tours mixed fractionally, some loads closed and some numbers limited: prices by generation.

As in `planning.rotations.pricing`, but each source's loads are brought exactly, so that a load may
be worth less than nothing; and what a load is worth may depend on its minute.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from masarat.planning.lp import INF, program_of, quiet_solver
from masarat.planning.rotations.memory import states_of
from masarat.planning.rotations.pace import EndedError
from masarat.planning.rotations.paths import Gains, Paths
from masarat.planning.rotations.rows import add_price

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import highspy
    from numpy.typing import NDArray

    from masarat.planning.rotations.counted import Counted
    from masarat.planning.rotations.known import Known
    from masarat.planning.rotations.memory import Limited
    from masarat.planning.rotations.paths import Path
    from masarat.planning.rotations.rows import Branch

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

UNIT = 1_000_000
"""What the load that weighs most is worth in whole numbers."""

SMOOTH = 0.5
"""Weight of the best prices so far beside the program's (Wentges 1997)."""

MISSING = 100.0
"""What a load too few or too many costs, in fleets."""

RUN = 200_000
"""What solving a program costs, in entries of tables: some milliseconds."""

NEARLY = 1e-9


class Part(NamedTuple):
    """Part of all plans: with branches, over open loads, no path too often at limited places."""

    branches: tuple[Branch, ...]
    is_open: Bools
    limited: Limited = ()

    def split(self, branch: Branch) -> Part:
        """Return the part of it on one side of a split."""
        return self._replace(branches=(*self.branches, branch))


class Prices(NamedTuple):
    """Whole numbers: what loads are worth and rooms cost, and branches earn."""

    loads: Ints
    rooms: Ints
    branches: tuple[int, ...]


class Judged(NamedTuple):
    """What prices prove: nothing can be if `slack` is below 0. Paths of a kind collect `best`."""

    slack: int
    best: tuple[int, ...]


class Mixed(NamedTuple):
    """A mix of paths: how much of each, what share of the fleet, and prices.

    `least` is a share of the fleet below which these prices allow no mix. If they exclude every
    plan, they are `proof`, and there is no mix.
    """

    share: float
    least: float
    amounts: tuple[tuple[Path, float], ...]
    prices: Prices
    proof: bool


@dataclass(slots=True)
class Mixing:
    """Programs over all paths known so far that end by minute `until`.

    Attributes
    ----------
    known
        Those paths, and others that end later.
    spend
        Told what was looked at; True ends it all.
    work
        Entries of tables looked at so far; a program counts as `RUN` of them.
    """

    counted: Counted
    until: int
    known: Known
    spend: Callable[[int], bool]
    work: int = 0
    paths: list[Paths] = field(init=False)
    _solver: highspy.Highs = field(default_factory=quiet_solver)

    def __post_init__(self) -> None:
        kinds = range(len(self.counted.fleet))
        self.paths = [Paths(self.counted, kind, self.until) for kind in kinds]

    def all_open(self) -> Bools:
        """Return [kind, minute, source, shelter]: the loads that arrive in time."""
        return np.stack([paths.all_open() for paths in self.paths])

    @property
    def _rows(self) -> int:
        return sum(map(len, (self.counted.loads, self.counted.rooms, self.counted.fleet)))

    def judge(self, prices: Prices, part: Part) -> Judged:
        """Return what all vehicles can collect beyond what all loads are worth."""
        counted = self.counted
        shape = (self.until + 1, len(counted.loads), len(counted.rooms))
        each = prices.loads[:, None] - prices.rooms
        gains = Gains(
            np.broadcast_to(each, shape).copy(),
            np.zeros(shape[:0:-1], np.int64),
            np.zeros(shape[1], np.int64),
        )
        slack = int(prices.rooms @ counted.rooms - prices.loads @ counted.loads)
        for branch, price in zip(part.branches, prices.branches, strict=True):
            add_price(gains, branch.row, price)
            slack -= price * branch.limit
        best = []
        for paths, mask in zip(self.paths, part.is_open, strict=True):
            if paths.limited != part.limited:
                paths.remember(part.limited)
            best.append(paths.best(gains, mask))
        looked = len(best) * each.size * (self.until + 1)
        looked += 2 * int(part.is_open.sum()) * states_of(counted.most, part.limited)
        self._spent(looked)
        slack += sum(int(count) * most for count, most in zip(counted.fleet, best, strict=True))
        return Judged(slack, tuple(best))

    def _spent(self, amount: int) -> None:
        self.work += amount
        if self.spend(amount):
            raise EndedError

    def close(self, prices: Prices, part: Part) -> Bools:
        """Return the loads that are open still if prices are right."""
        judged = self.judge(prices, part)
        return np.stack(
            [
                paths.worth_taking(best - judged.slack)
                for paths, best in zip(self.paths, judged.best, strict=True)
            ]
        )

    def mix(self, part: Part, rounds: int) -> Mixed:
        """Mix paths so that they take the least share of the fleet, in so many rounds at most.

        Raises
        ------
        EndedError
            As soon as it has to end.
        """
        branches = part.branches
        used = self._begin(part)
        extra = 1 + 2 * len(self.counted.loads) + len(branches)
        centre: Floats | None = None
        least, kept = np.inf, self._rounded(np.zeros(self._rows + len(branches)), branches)
        for _ in range(rounds):
            self._solver.run()
            self._spent(RUN)
            exact = np.array(self._solver.getSolution().row_dual)
            fresh: list[int] = []
            for share in (SMOOTH, 0.0) if centre is not None else (0.0,):
                duals = exact if centre is None else (1 - share) * exact + share * centre
                prices = self._rounded(duals, branches)
                judged = self.judge(prices, part)
                held = sum(n * b for n, b in zip(self.counted.fleet, judged.best, strict=True))
                if judged.slack < 0:
                    return Mixed(np.inf, np.inf, (), prices, proof=True)
                waste = judged.slack / max(int(held), 1)
                if waste < least:
                    least, centre, kept = waste, duals, prices
                found = [path for each in self.paths if (path := each.path()) is not None]
                fresh = [number for number in map(self.known.add, found) if number not in used]
                if fresh:
                    break
            for number in fresh:
                self._append(number, branches)
                used[number] = None
            if not fresh:
                break
        amounts = np.array(self._solver.getSolution().col_value)[extra : extra + len(used)]
        share = self._solver.getInfo().objective_function_value
        mixed = zip(used, amounts.tolist(), strict=False)
        taken = tuple((self.known.paths[number], x) for number, x in mixed if x > NEARLY)
        return Mixed(share, 1 - least, taken, kept, proof=False)

    def _rounded(self, duals: Floats, branches: Sequence[Branch]) -> Prices:
        sources, rest = len(self.counted.loads), self._rows
        shelters = slice(sources, sources + len(self.counted.rooms))
        # a load is worth as much less as all rooms cost less: what all loads take, all rooms have
        least = np.where(self.counted.full, np.maximum(-duals[shelters], 0), 0).min()
        shifted = duals.copy()
        shifted[:sources] -= least
        shifted[shelters] += least
        scale = UNIT / max(float(np.abs(shifted[:sources]).max()), NEARLY)
        whole = np.rint(np.clip(shifted * scale, -UNIT * UNIT, UNIT * UNIT)).astype(np.int64)
        rooms = np.where(self.counted.full, np.maximum(-whole[shelters], 0), 0)
        earned = zip(whole[rest:].tolist(), branches, strict=True)
        signed = tuple(max(x, 0) if branch.above else min(x, 0) for x, branch in earned)
        return Prices(whole[:sources], rooms, signed)

    def _begin(self, part: Part) -> dict[int, None]:
        """Set up the program with all paths that are open; return these in order."""
        counted, branches = self.counted, part.branches
        most = np.full(len(counted.most), INF)
        most[list(part.limited)] = [counted.most[place] for place in part.limited]
        chosen = self.known.open_ones(part.is_open, most)
        fixed = self._fixed(len(branches))
        table = np.concatenate([fixed, self.known.table(branches)[chosen]])
        costs = np.zeros(len(table))
        costs[0], costs[1 : len(fixed)] = 1.0, MISSING
        loads, none = counted.loads.astype(float), np.full(len(counted.rooms), -INF)
        unused = np.zeros(len(counted.fleet))
        limits = [(each.limit, INF) if each.above else (-INF, each.limit) for each in branches]
        lower, upper = zip(*limits, strict=True) if limits else ((), ())
        low = np.concatenate([loads, none, unused - INF, lower])
        high = np.concatenate([loads, counted.rooms, unused, upper])
        self._solver.passModel(program_of(table, costs, INF, (low, high)))
        return dict.fromkeys(chosen.tolist())

    def _fixed(self, branches: int) -> Floats:
        """Return columns: the share of the fleet, loads too few, too many, what branches lack."""
        sources, rows = len(self.counted.loads), self._rows
        found = np.zeros((1 + 2 * sources + branches, rows + branches))
        found[0, rows - len(self.counted.fleet) : rows] = -self.counted.fleet
        found[1 : 1 + sources, :sources] = np.eye(sources)
        found[1 + sources : 1 + 2 * sources, :sources] = -np.eye(sources)
        found[1 + 2 * sources :, rows:] = np.eye(branches)
        return found

    def _append(self, number: int, branches: Sequence[Branch]) -> None:
        values = self.known.row(number, branches)
        rows = np.flatnonzero(values)
        self._solver.addCol(0.0, 0.0, INF, len(rows), rows.astype(np.int32), values[rows])
