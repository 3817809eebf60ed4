"""Changes refuse what makes no sense, come in order, round to steps, and follow from windows."""

from __future__ import annotations

import numpy as np
import pytest

from masarat.core.errors import UsageError
from masarat.core.windows import Window, Windows
from masarat.planning.flow.varying.changes import Changes, in_windows


def changes(*rows: tuple[int, int, int]) -> Changes:
    return Changes(*np.array(rows, np.int64).reshape(-1, 3).T)


def listed(changed: Changes) -> list[tuple[int, int, int]]:
    return list(
        zip(changed.arc.tolist(), changed.step.tolist(), changed.capacity.tolist(), strict=True)
    )


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (((0, -1, 5),), r"step\[0\] is -1: it must be 0 to 2,147,483,648"),
        (((0, 1, 5), (0, 1 << 40, 0)), r"step\[1\] is 1099511627776: it must be 0 to"),
        (((-2, 1, 5),), r"arc\[0\] is -2: it must be 0"),
        (((0, 1, -5),), r"capacity\[0\] is -5: it must be 0 to 10,000,000"),
        (((3, 7, 1), (2, 7, 5), (3, 7, 2)), "arc 3 changes twice at 7"),
    ],
)
def test_changes_refuse_what_makes_no_sense(
    rows: tuple[tuple[int, int, int], ...], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        changes(*rows)


def test_changes_refuse_other_shapes_and_fractions() -> None:
    with pytest.raises(UsageError, match=r"capacity has shape \(1,\)"):
        Changes(np.array([0, 1]), np.array([0, 1]), np.array([3]))
    with pytest.raises(UsageError, match="step holds float64: it must hold whole numbers"):
        Changes(np.array([0]), np.array([0.5]), np.array([3]))


def test_changes_come_in_order_and_round_to_steps() -> None:
    changed = changes((1, 200, 4), (0, 30, 0), (0, 29, 7), (1, 89, 3))
    assert listed(changed) == [(0, 29, 7), (0, 30, 0), (1, 89, 3), (1, 200, 4)]
    assert listed(changed.in_steps(60)) == [(0, 0, 7), (0, 1, 0), (1, 1, 3), (1, 3, 4)]
    assert listed(changed.in_steps(3600)) == [(0, 0, 0), (1, 0, 4)]


def test_windows_close_before_between_and_after() -> None:
    capacity = np.array([600, 900, 100])
    windows = Windows.of([Window(10, 20), Window(30, 40)])
    changed = in_windows(
        [(1, windows), (2, Windows(())), (0, Windows.of([Window(0, 5)]))], capacity
    )
    assert listed(changed) == [
        (0, 0, 600), (0, 300, 0),
        (1, 0, 0), (1, 600, 900), (1, 1200, 0), (1, 1800, 900), (1, 2400, 0),
        (2, 0, 0),
    ]  # fmt: skip
