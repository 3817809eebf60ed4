"""Rows of piecewise constant rates: whether they mean anything, and how much they add up to."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from masarat.plan.flows.verdict import FlowViolation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from masarat.plan.flows.shapes import Rates

FAR = 1 << 40
"""No step is as late as this."""


def broken(name: str, rows: Rates, most: int) -> Iterator[FlowViolation]:
    """Yield what is meaningless in `rows`, whose indices must be below `most`.

    Rows must be whole numbers of one shape, ascending by (index, begin), none empty, none
    overlapping, each with a rate above 0.
    """
    arrays = (rows.index, rows.begin, rows.end, rows.rate)
    if any(np.ndim(a) != 1 or len(a) != len(rows.index) for a in arrays):
        yield FlowViolation(law="form", message=f"{name}: arrays differ in shape")
        return
    whole = all(a.dtype.kind == "i" for a in arrays[:3]) and rows.rate.dtype.kind in "iO"
    if not whole or (
        rows.rate.dtype.kind == "O" and not all(isinstance(r, int) for r in rows.rate)
    ):
        yield FlowViolation(law="form", message=f"{name}: whole numbers are needed")
        return
    faults: tuple[tuple[str, NDArray[np.bool_]], ...] = (
        ("names what does not exist", (rows.index < 0) | (rows.index >= most)),
        ("ends before it begins", rows.end <= rows.begin),
        ("is out of all time", (np.abs(rows.begin) > FAR) | (np.abs(rows.end) > FAR)),
        ("has a rate below 1", np.asarray(rows.rate < 1, bool)),
        ("overlaps the row before, or is not in order", _disordered(rows)),
    )
    for what, bad in faults:
        for row in np.flatnonzero(bad).tolist():
            yield FlowViolation(
                law="form",
                message=f"{name}: row {row} {what}",
                step=int(rows.begin[row]),
                found=int(rows.rate[row]),
            )


def _disordered(rows: Rates) -> NDArray[np.bool_]:
    found = np.zeros(len(rows.index), bool)
    same = rows.index[1:] == rows.index[:-1]
    found[1:] = (rows.index[1:] < rows.index[:-1]) | (same & (rows.begin[1:] < rows.end[:-1]))
    return found


def totals(rows: Rates, count: int) -> NDArray[Any]:
    """Return rate times steps added up by index, exactly, shape (count,), as Python integers."""
    amounts = rows.rate.astype(object) * (rows.end - rows.begin)
    added = np.zeros(count, object)
    if len(amounts):
        first = np.flatnonzero(np.diff(rows.index, prepend=-1))
        added[rows.index[first]] = np.add.reduceat(amounts, first)
    return added


def fraction(value: int, denominator: int) -> Fraction | int:
    """Return value / denominator, as a whole number where it is one."""
    found = Fraction(int(value), denominator)
    return found.numerator if found.denominator == 1 else found
