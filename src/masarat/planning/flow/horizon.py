"""The least horizon that suffices for one set of terminals (discrete Newton method)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.flow.model import Model


@dataclass(frozen=True, slots=True, eq=False)
class Tight:
    """A set of terminals, the least horizon that suffices for it (None: none does), its rate."""

    terminals: NDArray[np.int64]
    horizon: int | None


def least_horizon(model: Model, terminals: NDArray[np.int64], horizon: int) -> Tight:
    """Find the least T >= `horizon` with f(A) >= need(A) within T.

    f(A) as a function of T is the maximum of linear functions T * flow - cost, hence convex and
    increasing: a tangent below the need leads beyond the least T, and tangents lead back from there
    without ever passing it.
    """
    sources = terminals < len(model.sources)
    order = np.concatenate((terminals[~sources], terminals[sources]))
    need = int(model.needs[order].sum())
    below, above, at = horizon - 1, None, horizon
    while above is None or above - below > 1:
        gains, rates = model.greedy(order, at)
        value, rate = int(gains.sum()), int(rates.sum())
        if value >= need:
            above = at
        else:
            below = at
        if rate:
            aim = -((value - need) // rate) + at
        elif above is None:
            return _from_afar(model, terminals, order, need)
        else:
            aim = below + 1
        at = max(aim, below + 1) if above is None else min(max(aim, below + 1), above - 1)
    return Tight(terminals, above)


def _from_afar(
    model: Model, terminals: NDArray[np.int64], order: NDArray[np.int64], need: int
) -> Tight:
    """Begin where every path is in use; if there is none, no horizon suffices."""
    far = int(model.simplex.arrays["cost"][: len(model.arcs)].sum()) + 2
    gains, rates = model.greedy(order, far)
    value, rate = int(gains.sum()), int(rates.sum())
    if not rate:
        return Tight(terminals, None)
    # Linear from here on, and convex before: bisect on what is evaluated exactly.
    below, above = 0, far if value >= need else far - (value - need) // rate
    while above - below > 1:
        middle = (below + above) // 2
        gains, _ = model.greedy(order, middle)
        if int(gains.sum()) >= need:
            above = middle
        else:
            below = middle
    return Tight(terminals, above)
