"""Minutes and percentages."""

from __future__ import annotations

import doctest
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from masarat.app import words


def test_examples_in_docstrings() -> None:
    assert doctest.testmod(words).failed == 0
    assert doctest.testmod(words).attempted


@given(st.integers(0, 10**7))
def test_duration_says_all_minutes(minutes: int) -> None:
    units = {"d": 1440, "h": 60, "min": 1}
    parts = words.duration(minutes).split()
    assert sum(int(n) * units[u] for n, u in zip(parts[::2], parts[1::2], strict=True)) == minutes


@given(st.fractions(0, 50, max_denominator=10_000))
def test_a_percentage_is_never_shown_smaller_nor_a_tenth_larger(share: Fraction) -> None:
    shown = Fraction(words.percent(share).removesuffix("%")) / 100
    assert share <= shown < share + Fraction(1, 1000)


def test_a_float_that_means_five_percent_shows_five_percent() -> None:
    assert words.percent(0.05) == "5.0%"


def test_a_gap_is_given_only_where_it_says_something() -> None:
    assert words.gap_of(0, 0) is None
    assert words.gap_of(99, 100) is None
    assert words.gap_of(100, 100) == 0
    assert words.gap_of(105, 100) == Fraction(1, 20)
