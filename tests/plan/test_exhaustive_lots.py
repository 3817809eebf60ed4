"""Lots and preferred goals of exhaustive search."""

from __future__ import annotations

import numpy as np

from masarat.plan.exhaustive.lots import by_preference, in_lots


def test_goals_with_parallel_ways_back_are_one_lot() -> None:
    turn = np.array([[45, 50, 45], [38, 43, 38], [17, 11, 17]], np.int64)
    lot, offset, ways = in_lots(turn)
    assert lot.tolist() == [0, 0]
    assert offset.tolist() == [7, 0]
    assert ways.tolist() == [[38, 43, 38], [17, 11, 17]]


def test_goals_with_other_ways_back_are_lots_of_their_own() -> None:
    turn = np.array([[45, 39], [55, 47], [8, 5]], np.int64)
    lot, offset, ways = in_lots(turn)
    assert lot.tolist() == [0, 1]
    assert offset.tolist() == [0, 0]
    assert ways.tolist() == turn.tolist()


def test_the_nearer_goal_comes_first() -> None:
    turn = np.array([[45, 50], [38, 43], [17, 11]], np.int64)
    assert by_preference(np.array([[13, 6]], np.int64), turn) == ([1, 0], True)


def test_goals_near_different_exits_have_no_order() -> None:
    turn = np.array([[55, 50], [43, 49], [8, 15]], np.int64)
    _, ordered = by_preference(np.array([[5, 25], [19, 7]], np.int64), turn)
    assert not ordered


def test_a_goal_that_is_nearer_but_farther_from_home_is_not_preferred() -> None:
    turn = np.array([[60], [40], [0]], np.int64)
    order, ordered = by_preference(np.array([[5, 6]], np.int64), turn)
    assert order == [1, 0]
    assert not ordered
