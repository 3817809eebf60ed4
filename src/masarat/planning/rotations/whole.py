"""The bound of counted rides by one table of prices: what proofs by cases begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from masarat.planning.kernel import Struct
from masarat.planning.rotations.counted import in_steps, step_for
from masarat.planning.rotations.days import Days
from masarat.planning.rotations.flow import cheapest_flow
from masarat.planning.rotations.pricing import LoadPrices

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.rotations.counted import Counted

    Ints = NDArray[np.int64]

PRICE = 10_000_000
"""Price units of the load that weighs most."""

MOST_CELLS, MOST_STEPS = 50_000_000, 40_000
"""Steps of time, times sources, shelters and kinds, and steps: what the checker looks at."""

NEARLY = 1e-9

NEAR = 50
"""Minutes later by a share of one in so many are asked about at most."""


class Excluded(NamedTuple):
    """The latest minute that a table of prices excludes in steps of time; -1 if there is none."""

    minute: int
    step: int
    table: dict[str, dict[str, int]]
    cells: int


def latest_excluded(counted: Counted, prices: LoadPrices, promised: int) -> Excluded:
    """Return what prices exclude, rides counted exactly: not much more than is promised."""
    scale = PRICE / max(float(np.abs(prices.loads).max()), NEARLY)
    loads, rooms = (np.rint(each * scale).astype(np.int64) for each in (prices.loads, prices.rooms))
    rooms[~counted.full] = 0
    high = promised + promised // NEAR + 1
    coarse = in_steps(counted, _step(counted, high))
    days = Days(coarse.ways, coarse.steps(high), coarse.steps(high))
    days.value(loads[:, None] - rooms)
    due = int(loads @ counted.loads - rooms @ counted.rooms)
    minute = _latest(coarse, days, due, high)
    return Excluded(minute, coarse.step, _table(counted, loads, rooms), days.cells)


def flow_prices(counted: Counted, promised: int) -> LoadPrices | None:
    """Return the prices of the cheapest flow, in steps of time: what it proves stands at once.

    By the minute, they make loops worth just what they take; in steps, short ones take less.
    """
    coarse = in_steps(counted, _step(counted, promised))
    values = {"start": coarse.start, "ride": coarse.ride, "turn": coarse.turn}
    flow = cheapest_flow(Struct("rounds", dict(counted.rotations.struct.values) | values))
    return None if flow is None else LoadPrices(flow.load_price, flow.room_price)


def _step(counted: Counted, until: int) -> int:
    return max(step_for(counted, MOST_CELLS, until), -(-until // MOST_STEPS))


def _table(counted: Counted, loads: Ints, rooms: Ints) -> dict[str, dict[str, int]]:
    """Return prices as a certificate has them."""
    places = zip(counted.places, loads.tolist(), strict=True)
    targets = zip(counted.targets, rooms.tolist(), strict=True)
    return {
        "loads": {name: price for name, price in places if price},
        "rooms": {name: price for name, price in targets if price},
    }


def _latest(counted: Counted, days: Days, due: int, high: int) -> int:
    """Return the latest minute, before `high`, by which all vehicles collect less than is due."""
    low = -1
    while high - low > 1:
        guess = (low + high) // 2
        had = sum(
            int(count) * days.best(kind, counted.steps(guess))[0]
            for kind, count in enumerate(counted.fleet)
        )
        low, high = (guess, high) if had < due else (low, guess)
    return low
