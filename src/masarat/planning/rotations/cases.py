"""Proof by cases that nobody can be done by a minute, or tours that are: branch and price.

At each node prices close loads with which no plan can be; then a whole number that the mix of tours
has a fraction of is limited from above and from below (Barnhart et al. 1998). Which number is
found by trying some (strong branching). The tree of prices is the certificate.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING, Any, NamedTuple

from masarat.planning.rotations.known import known_of
from masarat.planning.rotations.mixing import Mixing, Part
from masarat.planning.rotations.pace import EndedError
from masarat.planning.rotations.rows import Branch, Row, counts
from masarat.planning.rotations.tightening import tightened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from masarat.planning.rotations.counted import Counted
    from masarat.planning.rotations.known import Known
    from masarat.planning.rotations.memory import Limited
    from masarat.planning.rotations.mixing import Mixed, Prices
    from masarat.planning.rotations.paths import Path

ROUNDS, TRYING = 2_000, 12
"""Rounds of generation at most at a node, and for a number that is tried."""

WIDTH = 3
"""Numbers of each kind that are tried, those nearest to a half."""

SPARE, FEW = 0.25, 4
"""Where a mix leaves more of a vehicle to spare, whole tours mostly exist: no proof is tried.

Unless there are fewer vehicles, for whom proofs are short.
"""

MOST_ROWS = 12_000
"""Minutes in all tables of prices: the checker needs some seconds for so many."""

MOST_DEPTH = 100
SOME = 1e-5
OVER = 1.02
"""A share of the fleet beyond which it does not matter how much."""

Node = dict[str, Any]


class Answer(NamedTuple):
    """A tree of prices that excludes the minute, tours that end by it, or neither."""

    tree: Node | None = None
    tours: tuple[Path, ...] = ()


class _GaveUpError(Exception):
    """There was too much to look at."""


class _FoundError(Exception):
    """There are tours."""

    def __init__(self, tours: tuple[Path, ...]) -> None:
        super().__init__()
        self.tours = tours


def by_cases(
    counted: Counted,
    until: int,
    most: int,
    spend: Callable[[int], bool] = lambda _: False,
    known: Known | None = None,
) -> Answer:
    """Look for a proof that not all loads can have arrived by minute `until`, or for tours.

    Parameters
    ----------
    most
        Entries of tables to look at before giving up.
    spend
        Told what was looked at; True ends the search.
    known
        Paths to begin with; those that are found are added.
    """
    return _Search(Mixing(counted, until, known or known_of(counted), spend), most).answer()


@dataclass(slots=True)
class _Search:
    mixing: Mixing
    most: int
    tables: int = 0

    def answer(self) -> Answer:
        try:
            return Answer(tree=self._node(Part((), self.mixing.all_open())))
        except _FoundError as found:
            return Answer(tours=found.tours)
        except (_GaveUpError, EndedError):
            return Answer()

    def _mix(self, part: Part, rounds: int) -> Mixed:
        if self.mixing.work > self.most:
            raise _GaveUpError
        return self.mixing.mix(part, rounds)

    def _node(self, part: Part) -> Node:
        """Return the tree of a node."""
        tight = tightened(self.mixing, part, lambda part: self._mix(part, ROUNDS))
        part, mixed, kept = tight
        self.tables += len(kept)
        if self.tables * self.mixing.until > MOST_ROWS:
            raise _GaveUpError
        tables = [self._table(prices, limited) for prices, limited in kept]
        if mixed.proof:
            return {"prices": tables}
        self._look(mixed)
        fleet = int(self.mixing.counted.fleet.sum())
        vain = not part.branches and fleet >= FEW and (1 - mixed.least) * fleet > SPARE
        if vain or len(part.branches) >= MOST_DEPTH:
            raise _GaveUpError
        row, most, above_first = self._choose(mixed, part)
        sides = [Branch(row, most, above=False), Branch(row, most + 1, above=True)]
        trees = {}
        for branch in sides[::-1] if above_first else sides:
            trees[branch.above] = self._node(part.split(branch))
        return {
            "prices": tables,
            "split": self._named(row),
            "most": most,
            "below": trees[False],
            "above": trees[True],
        }

    def _look(self, mixed: Mixed) -> None:
        """End the search when the mix is of whole tours."""
        if mixed.share > 1 + SOME or not all(_whole(amount) for _, amount in mixed.amounts):
            return
        tours = [path for path, amount in mixed.amounts for _ in range(round(amount))]
        raise _FoundError(tuple(tours))

    def _choose(self, mixed: Mixed, part: Part) -> tuple[Row, int, bool]:
        """Return the number to split at, and which side to look at first."""
        best: tuple[float, Row, int, bool] | None = None
        for row, amount in _candidates(mixed):
            most, shares = floor(amount), []
            for branch in (Branch(row, most, above=False), Branch(row, most + 1, above=True)):
                tried = self._mix(part.split(branch), TRYING)
                shares.append(min(tried.least, OVER))
            low, high = (max(share - mixed.least, 1e-6) for share in shares)
            score = min(low, high) * max(low, high)
            if best is None or score > best[0]:
                best = (score, row, most, shares[1] > shares[0])
            if min(shares) >= OVER:
                break
        if best is None:
            raise _GaveUpError
        return best[1:]

    def _table(self, prices: Prices, limited: Limited) -> Node:
        places, targets = self.mixing.counted.places, self.mixing.counted.targets
        sources = len(places)
        loads = zip(places, prices.loads.tolist(), strict=True)
        rooms = zip(targets, prices.rooms.tolist(), strict=True)
        return {
            "loads": {name: price for name, price in loads if price},
            "rooms": {name: price for name, price in rooms if price},
            "splits": list(prices.branches),
            "limited": {
                "places": [places[place] for place in limited if place < sources],
                "targets": [targets[place - sources] for place in limited if place >= sources],
            },
        }

    def _named(self, row: Row) -> list[str | int]:
        sources, shelters = self.mixing.counted.places, self.mixing.counted.targets
        names: dict[str, tuple[Sequence[str], ...]] = {
            "first": (sources,),
            "ride": (sources, shelters),
            "turn": (shelters, sources),
            "at": (sources,),
            "until": (sources,),
            "leave": (sources, shelters),
        }
        where: list[str | int] = list(row.where)
        for place, known in enumerate(names[row.kind]):
            where[place] = known[row.where[place]]
        return [row.kind, *where]


def _whole(amount: float) -> bool:
    return abs(amount - round(amount)) < SOME


def _candidates(mixed: Mixed) -> Iterator[tuple[Row, float]]:
    """Yield the numbers of which the mix has a fraction nearest to a half, some of each kind."""
    amounts: dict[Row, float] = {}
    for path, amount in mixed.amounts:
        for row in counts(path):
            amounts[row] = amounts.get(row, 0.0) + amount
    for row in sorted(row for row in amounts if row.kind == "at"):
        source, minute = row.where
        until = sum(amounts.get(Row("at", (source, m)), 0.0) for m in range(minute + 1))
        amounts[Row("until", (source, minute))] = until
    kinds: dict[str, int] = {}
    ranked = sorted((round(abs(amount % 1 - 0.5), 4), row) for row, amount in amounts.items())
    for _, row in ranked:
        if not _whole(amounts[row]) and kinds.get(row.kind, 0) < WIDTH:
            kinds[row.kind] = kinds.get(row.kind, 0) + 1
            yield row, amounts[row]
