"""The rule that forms convoys where a dispatch list is used up: progress that is even."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.planning.hand import bus, corridor, group, made, windows
from tests.planning.regions import region

from masarat.planning import rules as rules_module
from masarat.planning.dispatcher import build, dispatch
from masarat.planning.kernel import BATCH_FIELDS, CONVOY_FIELDS, COUNT_FIELDS
from masarat.planning.model import Model
from masarat.planning.rules import Rule, make_rule, natural_sizes, rules
from masarat.planning.search import Chain, weights_of
from masarat.planning.streams import assign
from masarat.scenario.instance import AssemblyPoint

CLOSE = {"detour": 15, "close": 300}


def begun(even: int, **more: int) -> Chain:
    problem = region()
    static = problem.static
    corridors = static["line_c"]
    caps = np.clip(
        natural_sizes(problem), static["smallest"][corridors], static["largest"][corridors]
    )
    chain = Chain(problem, weights_of(problem), 0)
    chain.begin(make_rule(problem, Rule(10, caps, rank_minutes=60, even=even, **more)))
    return chain


def table(chain: Chain, what: str, fields: tuple[str, ...]) -> dict[str, np.ndarray]:
    count = int(chain.work["counts"][COUNT_FIELDS.index(what)])
    rows = chain.work[what].reshape(-1, len(fields))[:count]
    return {field: rows[:, n].copy() for n, field in enumerate(fields)}


@pytest.mark.parametrize("more", [{}, {"detour": 15}, {"long_first": 15, "turns": 0}, CLOSE])
def test_even_progress_moves_everybody_and_its_list_gives_the_same_table(
    more: dict[str, int],
) -> None:
    chain = begun(30, **more)
    assert chain.score().left == (0, 0)
    before = table(chain, "batches", BATCH_FIELDS)
    dispatch(chain.problem, chain.work, chain.current, chain.rule)
    after = table(chain, "batches", BATCH_FIELDS)
    assert all((before[field] == after[field]).all() for field in BATCH_FIELDS)


def test_even_progress_clears_earlier_where_several_resources_are_scarce() -> None:
    assert max(begun(20, detour=15).score().clearance) < max(begun(0).score().clearance)


def test_streams_progress_together() -> None:
    assert _unevenness(begun(100)) < 0.7 * _unevenness(begun(0))


def _unevenness(chain: Chain) -> float:
    """How far the mean departures of the people of large streams lie apart, in minutes."""
    batches = table(chain, "batches", BATCH_FIELDS)
    people = batches["people"] * batches["count"]
    depart = table(chain, "convoys", CONVOY_FIELDS)["depart"][batches["convoy"]]
    means = [
        np.average(depart[mine], weights=people[mine])
        for stream, entry in enumerate(chain.problem.streams)
        if entry.people > 500 and (mine := batches["stream"] == stream).any()
    ]
    assert len(means) > 10
    return float(np.std(means))


def loaded_by(close: int, late: int, *, bays: int | None = None, people: int = 10) -> list[int]:
    """Return which of two kinds of buses at `a` load, the second free at `late`; it opens at 100.

    Loading takes 10 minutes, the way to the corridor 5: whoever is there at 85 is there in time.
    """
    fleet = (bus("early", 5, load=10), bus("late", 5, load=11, available=late))
    opening = corridor(windows=windows((100, 900)))
    instance = made(group(people=people), fleet=fleet, corridors=(opening,))
    instance = replace(instance, assembly_points=(AssemblyPoint(place="a", bays=bays),), _digest=[])
    model = Model(instance)
    problem = build(model, assign(model, {"g": people}, {}))
    chain = Chain(problem, weights_of(problem), 0)
    caps = np.full(len(problem.static["line_c"]), 5)
    chain.begin(make_rule(problem, Rule(10, caps, close=close)))
    batches = table(chain, "batches", BATCH_FIELDS)
    return sorted(np.repeat(batches["kind"], batches["count"]).tolist())


@pytest.mark.parametrize(
    ("close", "late", "kinds"),
    [(0, 50, [0]), (300, 50, [1]), (300, 85, [1]), (300, 87, [0])],
    ids=["the first", "the last in time", "just in time", "too late"],
)
def test_vehicles_come_just_in_time(close: int, late: int, kinds: list[int]) -> None:
    assert loaded_by(close, late) == kinds


def test_those_who_load_before_others_come_earlier() -> None:
    """One bay, two loads of 10 minutes: the first is to be there at 75, not free at 80."""
    assert loaded_by(300, 80, bays=1, people=20) == [0, 0]
    assert loaded_by(300, 74, bays=1, people=20) == [1, 1]


def test_vehicles_that_the_fluid_program_does_not_use_carry_few() -> None:
    def small_rides(chain: Chain) -> int:
        batches = table(chain, "batches", BATCH_FIELDS)
        rows = zip(*(batches[field].tolist() for field in ("kind", "stream", "count")), strict=True)
        streams = chain.problem.streams
        return sum(count for kind, stream, count in rows if kind not in streams[stream].kinds)

    assert small_rides(begun(30)) < small_rides(begun(0)) / 2


def test_a_small_rest_goes_with_the_last_convoy() -> None:
    def small_convoys(chain: Chain) -> int:
        sizes = table(chain, "convoys", CONVOY_FIELDS)["size"]
        smallest = int(chain.problem.static["smallest"].min())
        return int((sizes < smallest).sum())

    assert small_convoys(begun(30)) < small_convoys(begun(0))


def test_shares_add_up_to_what_the_fluid_program_sends() -> None:
    for stream in region().streams:
        if stream.people:
            assert sum(stream.shares) == pytest.approx(stream.people, abs=70)
            assert len(stream.shares) == len(stream.lines)
            assert stream.kinds
            assert stream.horizon > 0


def test_large_instances_are_given_few_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(list(rules(region()))) > 20
    monkeypatch.setattr(rules_module, "MANY_RIDES", 0)
    found = list(rules(region()))
    assert 3 < len(found) < 10
    assert all(rule.close for rule in found)
