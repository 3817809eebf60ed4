"""Between Python and C: fields that do not match are refused before anything is called."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from masarat.planning import kernel
from masarat.planning.kernel import Struct

RULE: dict[str, Any] = {
    "patience": 1,
    "wait": 4,
    "long_first": 2,
    "rank_minutes": 3,
    "caps": np.array([4, 5]),
    "prefer": np.array([[1], [0]]),
    "even": 0,
    "detour": 0,
    "later": np.array([0]),
    "finish": 0,
    "share": np.array([[1], [0]]),
    "turn": np.array([[1], [0]]),
    "late": np.array([[0]]),
    "close": 0,
}


def test_a_structure_keeps_its_values() -> None:
    rule = Struct("rule", RULE)
    assert rule["patience"] == 1
    assert rule["caps"].tolist() == [4, 5]
    rule.set_number("patience", 9)
    assert rule["patience"] == 9


def test_arrays_are_shared_with_the_kernel_as_whole_numbers_in_order() -> None:
    rule = Struct("rule", RULE | {"prefer": np.array([[1, 2], [3, 4]]).T})
    assert rule["prefer"].dtype == np.int64
    assert rule["prefer"].flags.c_contiguous
    assert rule["prefer"].tolist() == [[1, 3], [2, 4]]


@pytest.mark.parametrize("field", RULE)
def test_a_missing_field_is_named(field: str) -> None:
    with pytest.raises(TypeError, match=f"rule: missing or unknown fields: {field}"):
        Struct("rule", {name: value for name, value in RULE.items() if name != field})


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(TypeError, match="missing or unknown fields: patients"):
        Struct("rule", RULE | {"patients": 3})


@pytest.mark.parametrize("change", [{"caps": 3}, {"patience": np.array([1])}])
def test_arrays_and_numbers_are_not_confused(change: dict[str, Any]) -> None:
    (field,) = change
    with pytest.raises(TypeError, match=rf"rule\.{field}: array and number confused"):
        Struct("rule", RULE | change)


def test_the_library_is_loaded_once() -> None:
    assert kernel.library() is kernel.library()


def days(**changes: Any) -> Struct:
    """Two points, one destination: from 0 a ride of 3 steps worth 5, from 1 of 2 worth 4."""
    steps = 10
    values: dict[str, Any] = {
        "steps": steps,
        "points": 2,
        "destinations": 1,
        "cost_width": 1,
        "type_d": np.array([0, 0]),
        "type_length": np.array([3, 2]),
        "type_value": np.array([5, 4]),
        "type_mask": np.array([0, 0]),
        "type_cost": np.array([0, 0]),
        "costs": np.zeros((1, 1), np.int64),
        "type_first": np.array([0, 1, 2]),
        "masks": np.ones((1, steps + 1), np.int64),
        "turns": 2,
        "turn": np.array([[0, 1]]),
        "then": np.arange(steps + 1)[:, None] + [1, 2],
        "home": np.zeros((2, steps + 1), np.int64),
        "away": np.zeros((1, steps + 1), np.int64),
        "home_pick": np.zeros((2, steps + 1), np.int64),
        "away_pick": np.zeros((1, steps + 1), np.int64),
    }
    return Struct("days", values | changes)


def test_the_best_day() -> None:
    """From 0: out 3, back 1, out 3 (7), back 2 to the other, out 2: 11 steps. So 5 + 5 by step 10.

    From 1: out 2, back 1, out 3 (6), back 1, out 3 = 10: 4 + 5 + 5.
    """
    table = days()
    kernel.call("best_days", table)
    assert table["home"][:, 0].tolist() == [10, 14]
    assert table["home"][:, 10].tolist() == [0, 0]
    assert table["away"][0, 6] == 5


def test_the_best_day_waits_for_what_is_allowed() -> None:
    """Boarding at step 7 only: one ride, from wherever."""
    masks = np.zeros((1, 11), np.int64)
    masks[0, 7] = 1
    table = days(masks=masks)
    kernel.call("best_days", table)
    assert table["home"][:, 0].tolist() == [5, 4]
    assert table["home"][:, 8].tolist() == [0, 0]


def test_the_best_day_turns_when_vehicles_may_move() -> None:
    """Whoever arrives in [3, 8) stands nowhere before 8: from 0 one ride, then one from 1.

    From 1 the first is there at 2 and turns at once: 4 + 5 + 4.
    """
    then = np.arange(11)[:, None] + [1, 2]
    then[3:8] = 8
    table = days(then=then)
    kernel.call("best_days", table)
    assert table["home"][:, 0].tolist() == [9, 13]
    assert table["away"][0, 3] == 4


def test_rides_that_cost_more_than_they_bring_stay_undone() -> None:
    table = days(type_value=np.array([-1, -5]))
    kernel.call("best_days", table)
    assert not table["home"].any()


def test_a_ride_waits_for_cheaper_minutes() -> None:
    """Until step 3 a ride costs 4, then 1. From 0 at 3 and at 7: 4 + 4.

    From 1 a ride at 0 brings nothing, but is at the other by 3.
    """
    costs = np.array([[4] * 3 + [1] * 8])
    table = days(costs=costs, cost_width=11)
    kernel.call("best_days", table)
    assert table["home"][:, 0].tolist() == [8, 8]
    assert table["home"][:, 7].tolist() == [4, 3]
