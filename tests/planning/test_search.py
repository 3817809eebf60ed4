"""The search over dispatch lists: what chains believe of their lists is true."""

from __future__ import annotations

import random
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from benchmarks.instances.metro import metro_instance
from tests.plan.instances import random_instance

from masarat.network.build import build_instance
from masarat.planning import kernel
from masarat.planning import rules as rules_module
from masarat.planning import search as search_module
from masarat.planning.dispatcher import build, empty_jobs
from masarat.planning.model import Model
from masarat.planning.rules import make_rule
from masarat.planning.search import (
    FEW_LATER,
    PAUSE,
    Chain,
    Search,
    copy_jobs,
    dusk_of,
    weights_of,
)
from masarat.planning.streams import assign
from masarat.scenario.reading import load

if TYPE_CHECKING:
    from masarat.scenario.instance import Instance

ALEPPO = Path(__file__).resolve().parents[2] / "examples" / "aleppo-2016"


@pytest.fixture(scope="module")
def search() -> Search:
    return made_search(build_instance(load(ALEPPO)))


def cost_of(chain: Chain, jobs: kernel.Struct, rule: kernel.Struct) -> int:
    """Return the cost of the table that a list really gives."""
    copied = empty_jobs(chain.problem)
    copy_jobs(copied, jobs)
    static, begin = chain.problem.static, chain.problem.begin
    return kernel.call("settle", static, begin, chain.work, rule, chain.search, copied)


def plain_cost_of(chain: Chain, jobs: kernel.Struct, rule: kernel.Struct) -> int:
    """Return the same without what stragglers weigh."""
    cost = cost_of(chain, jobs, rule)
    late = chain.work["sums"][kernel.SUM_FIELDS.index("stragglers")]
    return cost - int(late * chain.search["straggler"])


def test_every_list_that_a_chain_goes_on_from_gives_the_table_of_its_cost(search: Search) -> None:
    for _ in range(15):
        search.round()
        for chain in search.chains:
            current, ahead, best = chain.search["cost"].tolist()
            assert cost_of(chain, chain.current, chain.rule) == current
            assert cost_of(chain, chain.lead, chain.lead_rule) == ahead
            assert plain_cost_of(chain, chain.best, chain.best_rule) == best


@pytest.fixture(scope="module")
def nightly() -> Search:
    """A search after few rounds, where nothing passes at night."""
    search = made_search(build_instance(load(ALEPPO / "variants" / "daylight")))
    for _ in range(16):
        search.round(100)
    return search


def test_stragglers_arrive_after_the_last_long_pause(nightly: Search) -> None:
    arrivals = sorted(ride.arrive for convoy in nightly.table().convoys for ride in convoy.rides)
    nightly.score()
    dusk = dusk_of(nightly.best.work, 0)
    place = arrivals.index(dusk) + arrivals.count(dusk)
    pauses = [later - sooner for sooner, later in pairwise(arrivals)]
    assert pauses[place - 1] >= PAUSE * arrivals[-1]
    assert len(arrivals) - place <= FEW_LATER * len(arrivals)
    assert max(pauses[place:]) < PAUSE * arrivals[-1]


def test_what_leads_counts_stragglers_and_what_is_best_does_not(nightly: Search) -> None:
    for chain in nightly.chains:
        assert chain.work["dusk"] < kernel.FAR
        assert cost_of(chain, chain.lead, chain.lead_rule) == chain.ahead
        assert plain_cost_of(chain, chain.best, chain.best_rule) == chain.cost
        assert chain.cost <= plain_cost_of(chain, chain.lead, chain.lead_rule)


def test_every_ride_after_the_last_long_pause_is_a_straggler(nightly: Search) -> None:
    arrivals = [ride.arrive for convoy in nightly.table().convoys for ride in convoy.rides]
    chain = nightly.best
    chain.score()
    counted = chain.work["sums"][kernel.SUM_FIELDS.index("stragglers")]
    assert counted == sum(minute > chain.work["dusk"] for minute in arrivals)


def test_lists_that_rules_form_anew_are_remembered_without_stragglers(nightly: Search) -> None:
    problem = nightly.problem
    chain = Chain(problem, weights_of(problem), 1)
    formed = [make_rule(problem, rule) for rule in islice(rules_module.rules(problem), 8)]
    before = max(formed, key=chain.begin)
    worst = chain.begin(before)
    chain.aim(0)
    for rule in formed:
        chain.redo(rule, 0)
        assert cost_of(chain, chain.lead, chain.lead_rule) == chain.ahead
        assert plain_cost_of(chain, chain.best, chain.best_rule) == chain.cost
    assert chain.cost < worst
    assert chain.begin(before) == worst == chain.cost == chain.ahead


def test_a_table_without_a_long_pause_has_no_stragglers() -> None:
    search = made_search(random_instance(random.Random(3), size=12))  # noqa: S311
    search.score()
    assert dusk_of(search.best.work, -(10**9)) == kernel.FAR


@pytest.mark.parametrize(
    ("effort", "coolings"),
    [
        (1, [1]),
        (2, [1, 1]),
        (3, [1, 2]),
        (5, [1, 2, 2]),
        (6, [1, 2, 3]),
        (7, [1, 2, 4]),
        (14, [1, 2, 4, 7]),
    ],
)
def test_coolings_double_until_the_last_takes_what_is_left(
    effort: int, coolings: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_module, "ROUND_RIDES", 1_000)
    search = made_search(random_instance(random.Random(3), size=12))  # noqa: S311
    found = [0]
    while not search.over(0):
        left = effort - search.rounds
        search.round(left, left)
        found[-1] += 1
        if search.effort == search.rounds:
            found.append(0)
        assert not search.ending or search.effort == effort
    assert found[:-1] == coolings
    assert search.rounds == effort


@pytest.mark.parametrize("stopped", range(1, 30))
def test_the_effort_of_a_search_that_was_stopped_leads_there(
    stopped: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it hoped for: the same coolings, and so the same lists after as many rounds."""
    monkeypatch.setattr(search_module, "ROUND_RIDES", 1_000)
    drawn = random.Random(stopped)  # noqa: S311
    instance = random_instance(random.Random(3), size=12)  # noqa: S311
    once, again = made_search(instance), made_search(instance)
    for _ in range(stopped):
        left = drawn.uniform(0, 40)
        if not once.least <= left or once.over(0):
            break
        once.round(left, left * drawn.uniform(1, 2))
    for rounds in range(once.rounds):
        left = once.effort - rounds
        again.round(left, left)
    assert lists_of(again, 0) == lists_of(once, 0)


def made_search(instance: Instance) -> Search:
    model = Model(instance)
    waiting = {group.id: group.people for group in instance.groups}
    room = {d.place: d.capacity for d in instance.destinations if d.capacity is not None}
    return Search(build(model, assign(model, waiting, room)), seed=1, threads=1)


def lists_of(search: Search, rounds: int) -> list[list[object]]:
    for _ in range(rounds):
        search.round()
    fields = ("count", "people", "line", "stream", "vehicles")
    return [
        [chain.search["cost"].tolist(), *(chain.current[field].tolist() for field in fields)]
        for chain in search.chains
    ]


@pytest.mark.parametrize("seed", [*range(20), None])
def test_marks_save_time_and_nothing_else(
    seed: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Going on from a mark gives what dispatching from the beginning gives, list after list."""
    drawn = random.Random(seed)  # noqa: S311
    instance = build_instance(load(ALEPPO)) if seed is None else random_instance(drawn, size=12)
    rounds = 3 if seed is None else 1
    monkeypatch.setattr(search_module, "ROUND_RIDES", 150_000 if seed is None else 10_000)
    marked = lists_of(made_search(instance), rounds)
    monkeypatch.setattr(search_module, "MARKS", 0)
    assert marked == lists_of(made_search(instance), rounds)


@pytest.mark.parametrize("seed", range(6))
def test_marks_save_time_where_only_the_last_jobs_are_edited(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_module, "MANY_RIDES", 0)
    monkeypatch.setattr(rules_module, "MANY_RIDES", 0)
    monkeypatch.setattr(search_module, "ROUND_RIDES", 10_000)
    instance = metro_instance(seed, points=8, people=8_000, buses=20)
    marked = lists_of(made_search(instance), 2)
    monkeypatch.setattr(search_module, "MARKS", 0)
    assert marked == lists_of(made_search(instance), 2)


def test_threads_change_nothing_where_rules_are_tried() -> None:
    instance = metro_instance(1, points=8, people=8_000, buses=20)
    model = Model(instance)
    waiting = {group.id: group.people for group in instance.groups}
    room = {d.place: d.capacity for d in instance.destinations if d.capacity is not None}
    problem = build(model, assign(model, waiting, room))
    one, two = (Search(problem, seed=1, threads=threads) for threads in (1, 3))
    assert [chain.stand for chain in one.chains] == [chain.stand for chain in two.chains]
