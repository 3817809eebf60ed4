"""Places along a line."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masarat.publish.lines import cut, fractions_along, simplified

# An L on the equator, where a degree is as long in both directions: 2 east, then 1 north.
CORNER = ((0.0, 0.0), (2.0, 0.0), (2.0, 1.0))

points = st.tuples(st.floats(-1, 1), st.floats(-1, 1))


def test_places_lie_at_their_share_of_the_length() -> None:
    shares = fractions_along(CORNER, [(0.0, 0.0), (1.5, 0.2), (2.0, 1.0)], [0, 5, 9])
    assert shares == pytest.approx((0.0, 0.5, 1.0), abs=1e-3)


def test_a_place_without_position_lies_between_its_neighbours_by_minutes() -> None:
    shares = fractions_along(CORNER, [(0.0, 0.0), None, (2.0, 0.0)], [0, 30, 40])
    assert shares == pytest.approx((0.0, 0.5, 2 / 3), abs=1e-3)  # three quarters of two thirds


def test_a_line_that_passes_a_place_twice_is_followed_in_order() -> None:
    there_and_back = ((0.0, 0.0), (1.0, 0.0), (0.0, 0.0))
    shares = fractions_along(there_and_back, [(0.0, 0.0), (1.0, 0.0), (0.0, 0.0)], [0, 1, 2])
    assert shares == pytest.approx((0.0, 0.5, 1.0))


@given(
    st.lists(points, min_size=2, max_size=6), st.lists(st.none() | points, min_size=1, max_size=6)
)
def test_shares_never_decrease(
    line: list[tuple[float, float]],
    places: list[tuple[float, float] | None],
) -> None:
    shares = fractions_along(line, places, list(range(len(places))))
    assert len(shares) == len(places)
    assert all(0 <= share <= 1 + 1e-9 for share in shares)
    assert all(a <= b + 1e-9 for a, b in pairwise(shares))


def test_a_cut_keeps_the_corners_inside() -> None:
    part = cut(CORNER, 0.5, 1.0)
    assert part[1] == (2.0, 0.0)
    assert part[0] == pytest.approx((1.5, 0.0), abs=1e-3)
    assert part[-1] == pytest.approx((2.0, 1.0))


def test_a_long_straight_road_needs_two_points() -> None:
    straight = [(37 + i / 1000, 36.0) for i in range(200)]
    assert simplified(straight) == (straight[0], straight[-1])
    assert simplified(straight[:10]) == tuple(straight[:10])
    bent = [*straight, *((37.2, 36 + i / 1000) for i in range(200))]
    assert (37.2, 36.0) in simplified(bent)
