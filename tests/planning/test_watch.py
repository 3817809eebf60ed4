"""Watching over a search: when it is over."""

from __future__ import annotations

import math

import pytest

from masarat.planning.options import Options
from masarat.planning.search import Score
from masarat.planning.watch import Endless, Watch


class Counting(Endless):
    """A search that finds nothing, and does not care to begin with fewer than four rounds."""

    priorities = (1,)
    cost = 0
    least = 4

    def __init__(self) -> None:
        self.rounds = 0
        self.told: list[tuple[float, float | None]] = []

    def score(self) -> Score:
        return Score((0,), (0,), 0)

    def over(self, bound: int) -> bool:
        return bound > 0

    def round(self, left: float = math.inf, hoped: float | None = None) -> None:
        self.rounds += 1
        self.told.append((left, hoped))

    def table(self) -> None:
        return None


def watch(**options: float) -> Watch:
    return Watch(Options(**options), lambda _: None, lambda: False)  # type: ignore[arg-type]


def test_too_few_rounds_are_not_begun_with() -> None:
    search = Counting()
    watch(effort=9).run(search)  # type: ignore[arg-type]
    assert search.rounds == 6


def test_what_is_left_follows_from_the_effort() -> None:
    search = Counting()
    watch(effort=6).run(search)  # type: ignore[arg-type]
    assert search.told == [(6, 6), (5, 5), (4, 4)]


@pytest.mark.parametrize("crowded", [True, False])
def test_what_is_left_follows_from_the_pace(*, crowded: bool) -> None:
    """100 rounds in 100 of 200 seconds: some 100 are left, 200 if half the machine was taken."""
    watching, search = watch(time_limit=200), Counting()
    watching.beside = lambda: crowded
    assert watching.left(search) == (math.inf, math.inf)  # type: ignore[arg-type]
    watching.started -= 100
    search.rounds, search.spent = 100, 50.0
    left, hoped = watching.left(search)  # type: ignore[arg-type]
    assert left == pytest.approx(95, rel=0.1)
    assert hoped == pytest.approx(190 if crowded else 95, rel=0.1)
