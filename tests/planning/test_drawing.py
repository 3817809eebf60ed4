"""Tables by rules drawn at random."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.planning.regions import region

from masarat.planning import drawing
from masarat.planning.drawing import Drawing
from masarat.planning.rules import CLOSE, Rule, draw, make_rule, natural_sizes, ways_of
from masarat.planning.search import Chain, Search, weights_of

if TYPE_CHECKING:
    import pytest


def even() -> Rule:
    return Rule(20, natural_sizes(region()), rank_minutes=60, even=20, detour=15, close=CLOSE)


def listed(chain: Chain, count: int) -> bytes:
    fields = ("line", "stream", "vehicles")
    return b"".join(chain.current[field][:count].tobytes() for field in fields)


def test_the_beginning_is_kept_and_the_rest_is_no_worse() -> None:
    problem = region()
    chain = Chain(problem, weights_of(problem), 0)
    before = chain.begin(make_rule(problem, even()))
    rule, random = make_rule(problem, even()), Random(1)  # noqa: S311
    better = 0
    for _ in range(30):
        keep, stand = int(chain.current["count"][0]) // 2, chain.stand
        kept = listed(chain, keep)
        draw(rule, ways_of(rule), random)
        chain.redo(rule, keep)
        assert listed(chain, keep) == kept
        assert chain.stand <= stand
        better += chain.stand < stand
    assert better > 1
    assert chain.cost == chain.stand < before


def test_lists_of_drawn_rules_give_the_table_of_their_cost() -> None:
    problem = region()
    chain, again = (Chain(problem, weights_of(problem), 0) for _ in range(2))
    rule, random = make_rule(problem, even()), Random(2)  # noqa: S311
    chain.begin(make_rule(problem, even()))
    for _ in range(20):
        draw(rule, ways_of(rule), random)
        chain.redo(rule, int(chain.current["count"][0]) * 2 // 3)
        assert again.begin(chain.rule, chain.current) == chain.stand


def test_the_number_of_threads_changes_nothing_and_lists_come_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawing, "WHOLE", 2)
    monkeypatch.setattr(drawing, "ROUNDS", 5)
    monkeypatch.setattr(drawing, "MEETING", 2)
    found = []
    for threads in (1, 2):
        searching = Drawing(Search(region(), 3, threads), 3)
        for _ in range(7):
            searching.round()
        assert searching.rounds == 7
        assert searching.search.rounds == 2
        found.append((searching.score(), listed(searching.search.best, 20)))
    assert found[0] == found[1]
