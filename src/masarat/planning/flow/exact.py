"""From weights in floating point to rational weights that prove it."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.flow.vertices import Vertices

_BITS = 62
_NEAR = 1e-6
"""Terminals whose surplus is a smaller part of what they get shall get exactly their need."""


def rational_weights(
    vertices: Vertices, horizon: int, widest: int, *, exactly: bool
) -> tuple[int, dict[int, int]] | None:
    """Return a denominator and the numerators of weights that give every terminal its need.

    Parameters
    ----------
    vertices
        With weights that do so up to rounding.
    horizon
        Within which they are to do so.
    widest
        Largest capacity of an arc: the denominator leaves room for it in 64 bits, if the weights
        can be rounded at all.
    exactly
        Whether to solve for weights in fractions where rounded ones do not suffice.

    Returns
    -------
    tuple or None
        Positions of vertices map to numerators > 0, which sum up to the denominator. None if no
        such weights were found.
    """
    amounts = vertices.at(horizon)
    used = np.flatnonzero(vertices.weights > 0)
    bits = min(44, _BITS - 1 - widest.bit_length())
    if bits > 0:
        rounded = _rounded(vertices.weights, used, 1 << bits)
        if _suffice(amounts, vertices.needs, 1 << bits, rounded):
            return 1 << bits, rounded
    return _solved(amounts, vertices.needs, vertices.weights, used) if exactly else None


def _rounded(weights: NDArray[np.float64], used: NDArray[np.int64], scale: int) -> dict[int, int]:
    """Round down, and give what is left to the heaviest."""
    parts = {int(j): int(weights[j] * scale) for j in used}
    heaviest = max(parts, key=lambda j: (parts[j], -j))
    parts[heaviest] += scale - sum(parts.values())
    return {j: part for j, part in parts.items() if part > 0}


def _suffice(
    amounts: NDArray[np.int64], needs: NDArray[np.int64], scale: int, weights: dict[int, int]
) -> bool:
    total = sum((amounts[j].astype(object) * part for j, part in weights.items()), start=0)
    return bool((total >= needs.astype(object) * scale).all())


def _solved(
    amounts: NDArray[np.int64],
    needs: NDArray[np.int64],
    weights: NDArray[np.float64],
    used: NDArray[np.int64],
) -> tuple[int, dict[int, int]] | None:
    """Solve for weights that meet exactly the needs that are nearly met; drop negative ones."""
    scale = 1 << 40
    while len(used):
        share = weights[used] / weights[used].sum()
        given = share @ amounts[used]
        surplus = (given - needs) / np.maximum(np.abs(amounts[used]).max(axis=0), 1)
        near = np.argsort(surplus, kind="stable")[: np.count_nonzero(surplus <= _NEAR)]
        rows = [[1] * len(used), *(amounts[used, e].tolist() for e in near)]
        right = [1, *needs[near].tolist()]
        heavy = np.argsort(-share, kind="stable").tolist()
        start = [Fraction(round(x * scale), scale) for x in share.tolist()]
        found = _solution(rows, right, heavy, start)
        if min(found) >= 0:
            common = lcm(*(x.denominator for x in found))
            parts = {int(j): int(x * common) for j, x in zip(used, found, strict=True) if x}
            return (common, parts) if _suffice(amounts, needs, common, parts) else None
        used = used[[x >= 0 for x in found]]
    return None


def _solution(
    rows: list[list[int]], right: list[int], heavy: list[int], start: list[Fraction]
) -> list[Fraction]:
    """Solve rows * x = right exactly, near `start`; columns are pivots in the order `heavy`.

    Rows that contradict those before them are left out.
    """
    system = [[*map(Fraction, row), Fraction(b)] for row, b in zip(rows, right, strict=True)]
    pivots: list[tuple[int, int]] = []
    free_rows = list(range(len(system)))
    for column in heavy:
        row = next((i for i in free_rows if system[i][column]), None)
        if row is None:
            continue
        free_rows.remove(row)
        pivots.append((row, column))
        lead = system[row][column]
        system[row] = [x / lead if x else x for x in system[row]]
        for i, other in enumerate(system):
            if i != row and other[column]:
                times = other[column]
                system[i] = [
                    x - times * y if y else x for x, y in zip(other, system[row], strict=True)
                ]
    solution = list(start)
    basic = {column for _, column in pivots}
    for row, column in pivots:
        others = sum(
            (x * start[j] for j, x in enumerate(system[row][:-1]) if x and j not in basic),
            start=Fraction(0),
        )
        solution[column] = system[row][-1] - others
    return solution
