"""Proofs by cases: a theorem about every plan, tested against all orders of all rides."""

from __future__ import annotations

import random
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from benchmarks.instances.bep import instance_of
from benchmarks.instances.bep_random import bep_random
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.planning.rotations.independent_cases import dressed, optimum, plain

from masarat.plan.certificate import verify_counted
from masarat.plan.certificate.counted import counted
from masarat.plan.certificate.paths import Gains, Paths
from masarat.plan.certificate.visits import visits
from masarat.plan.checker import check
from masarat.plan.document import Bound
from masarat.planning.model import Model
from masarat.planning.options import Options
from masarat.planning.rotations import rotations_of, tightening
from masarat.planning.rotations.cases import Answer, by_cases
from masarat.planning.rotations.counted import Counted, counted_of, in_steps
from masarat.planning.solve import solve

if TYPE_CHECKING:
    from masarat.scenario.instance import Instance

WORK = 100_000_000


def drawn(seed: int, sources: int = 3, buses: int = 2, seats: int = 1) -> Instance:
    """A random problem of hardly any loads."""
    problem = bep_random(seed, sources, buses=buses, loads=2, longest=6)
    return instance_of(problem, seats=seats)


def counted_in(instance: Instance) -> Counted | None:
    rotations = rotations_of(Model(instance))
    return None if rotations is None else counted_of(rotations)


def claim(until: int, tree: object) -> Bound:
    certificate = {"scope": 1, "counted": until, "cases": tree}
    return Bound(minutes=until + 1, source=(), certificate=certificate)


def fault(instance: Instance, until: int, tree: object) -> str | None:
    return verify_counted(instance, claim(until, tree), 1)


def asked(counted: Counted, until: int) -> Answer:
    return by_cases(counted, until, WORK)


def optimum_by_people(instance: Instance) -> int:
    """The least clearance when a ride may carry any number of people."""
    rotations = rotations_of(Model(instance))
    assert rotations is not None
    struct, seats = rotations.struct, rotations.seats
    start, ride, turn = (struct[name].tolist() for name in ("start", "ride", "turn"))
    kinds = [kind for kind, _ in rotations.vehicles]
    people = tuple(group.people for group in rotations.groups)
    rooms = tuple(d.capacity or 0 for d in instance.destinations)

    @cache
    def after(
        vehicle: int, at: int, minute: int, left: tuple[int, ...], room: tuple[int, ...]
    ) -> int:
        if not any(left):
            return 0
        if vehicle == len(kinds):
            return 1 << 50
        kind, best = kinds[vehicle], after(vehicle + 1, -1, 0, left, room)
        for s, waiting in enumerate(left):
            for d, free in enumerate(room):
                came = start[kind][s] if at < 0 else minute + turn[kind][at][s]
                arrive = came + ride[kind][s][d]
                for aboard in range(1, min(seats, waiting, free) + 1):
                    if arrive >= best:
                        break
                    fewer = tuple(x - aboard * (i == s) for i, x in enumerate(left))
                    fuller = tuple(x - aboard * (i == d) for i, x in enumerate(room))
                    best = min(best, max(arrive, after(vehicle, d, arrive, fewer, fuller)))
        return best

    return after(0, -1, 0, people, rooms)


def assert_exact(instance: Instance, best: int) -> None:
    """The minute before the optimum is excluded, provably; the optimum is not."""
    counted = counted_in(instance)
    assert counted is not None
    tree = asked(counted, best - 1).tree
    assert tree is not None
    assert fault(instance, best - 1, tree) is None
    assert asked(counted, best).tree is None


@pytest.mark.parametrize("seed", range(12))
def test_whole_loads_are_bounded_exactly(seed: int) -> None:
    instance = drawn(seed, buses=1 + seed % 3)
    assert_exact(instance, optimum(instance))


def test_paths_that_remember_visits_need_fewer_splits() -> None:
    """One load at each source: prices alone, and no splits, exclude the minute before the best."""
    for seed in range(12):
        problem = replace(bep_random(seed, 3, buses=2, loads=2, longest=6), loads=(1, 1, 1))
        instance = instance_of(problem, seats=1)
        counted, best = counted_in(instance), optimum(instance)
        assert counted is not None
        tree = asked(counted, best - 1).tree
        assert tree is not None
        assert "split" not in tree


@pytest.mark.parametrize("step", [2, 3])
def test_steps_of_time_prove_no_more_than_minutes_do(step: int) -> None:
    for seed in range(10):
        problem = bep_random(seed, 3, buses=2, loads=2, longest=6)
        out, back = (
            tuple(tuple(3 + minutes for minutes in row) for row in table)
            for table in (problem.out, problem.back)
        )
        instance = instance_of(replace(problem, out=out, back=back), seats=1)
        counted, best = counted_in(instance), optimum(instance)
        assert counted is not None
        coarse = in_steps(counted, step)
        assert asked(coarse, best // step).tree is None
        low = max(n for n in range(best // step) if asked(coarse, n).tree is not None)
        tree, until = asked(coarse, low).tree, low * step + step - 1
        certificate = {"scope": 1, "counted": until, "step": step, "cases": tree}
        bound = Bound(minutes=until + 1, source=(), certificate=certificate)
        assert verify_counted(instance, bound, 1) is None
        for odd in (0, -1, True, 1.0, "1", instance.end + 2):
            other = replace(bound, certificate={**certificate, "step": odd})
            assert "steps" in (verify_counted(instance, other, 1) or "")
        assert until >= best // 2


@pytest.mark.parametrize("step", [2, 3, 4, 7])
def test_rides_shorter_than_a_step_prove_nothing_that_is_not_so(step: int) -> None:
    """Rides of 1 to 6 minutes: a path may have as many steps more as short ones count."""
    shorter = 0
    for seed in range(12):
        instance = drawn(seed, buses=1 + seed % 3)
        counted, best = counted_in(instance), optimum(instance)
        assert counted is not None
        coarse = in_steps(counted, step)
        shorter += coarse.short
        assert asked(coarse, coarse.steps(best)).tree is None
        for until in range(best - 1, -1, -1):
            tree = asked(coarse, coarse.steps(until)).tree
            if tree is not None:
                certificate = {"scope": 1, "counted": until, "step": step, "cases": tree}
                bound = Bound(minutes=until + 1, source=(), certificate=certificate)
                assert verify_counted(instance, bound, 1) is None
                break
    assert shorter > 12


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 7))
def test_no_prices_in_steps_prove_what_is_not_so(seed: int, step: int) -> None:
    rng = random.Random(seed)  # noqa: S311  (a test's choice)
    instance = drawn(seed % 50, sources=3, buses=1 + seed % 2)
    best = optimum(instance)
    for until in (best, best + step):
        tree = tree_of(rng, instance, until // step, [])
        certificate = {"scope": 1, "counted": until, "step": step, "cases": tree}
        bound = Bound(minutes=until + 1, source=(), certificate=certificate)
        assert verify_counted(instance, bound, 1) is not None


@pytest.mark.parametrize("seed", range(8))
def test_rides_below_a_load_serve_as_ways(seed: int) -> None:
    """Two seats: never above the least clearance of any rides."""
    instance = drawn(seed, sources=2, buses=1 + seed % 2, seats=2)
    counted, best = counted_in(instance), optimum_by_people(instance)
    assert counted is not None
    assert best <= optimum(instance)
    assert asked(counted, best).tree is None
    low = max(minute for minute in range(best) if asked(counted, minute).tree is not None)
    tree = asked(counted, low).tree
    assert fault(instance, low, tree) is None


def test_several_kinds_part_loads_and_late_groups() -> None:
    compared = met = 0
    for seed in range(30):
        instance = dressed(seed, sources=2)
        counted = counted_in(instance)
        if counted is None or counted.loads.sum() > 5:
            continue
        best = optimum(instance)
        assert asked(counted, best).tree is None
        tree = asked(counted, best - 1).tree
        compared, met = compared + 1, met + (tree is not None)
        assert tree is None or fault(instance, best - 1, tree) is None
    assert compared >= 5
    assert met * 2 >= compared


def test_two_groups_at_a_place_are_left_to_other_proofs() -> None:
    instance = drawn(1)
    (first, *others) = instance.groups
    moved = [replace(group, assembly_point=first.assembly_point) for group in others]
    counted = counted_in(replace(instance, groups=(first, *moved), _digest=[]))
    assert counted is None


@pytest.mark.parametrize("seed", range(6))
def test_paths_are_worth_the_same_whichever_way_they_are_looked_at(seed: int) -> None:
    """Before anything is closed, only how long rides take matters."""
    rng = np.random.default_rng(seed)
    problem = counted(dressed(seed, sources=3) if seed % 2 else drawn(seed), None)
    assert not isinstance(problem, str)
    places, targets, until = len(problem.places), len(problem.targets), 40
    for fleet in problem.fleets:
        paths = Paths(replace(fleet, ride=np.maximum(fleet.ride, 1)), problem.ready, until)
        each = rng.integers(-5, 30, (places, targets))
        by_minute = np.broadcast_to(each, (until + 1, places, targets))
        none = np.zeros((targets, places), np.int64), np.zeros(places, np.int64)
        memory = visits((places, targets), {}, {})
        best, _ = paths.best(Gains(by_minute, *none), paths.all_open(), memory)
        assert paths.most(each) == best


def prices(rng: random.Random, instance: Instance, above: list[bool]) -> dict[str, Any]:
    def several(names: list[str], low: int) -> dict[str, int]:
        return {name: rng.randint(low, 12) for name in names if rng.random() < 0.9}

    return {
        "loads": several([g.assembly_point for g in instance.groups], -3),
        "rooms": several([d.place for d in instance.destinations if rng.random() < 0.5], 0),
        "splits": [rng.randint(0, 9) * (1 if side else -1) for side in above],
        "limited": {
            "places": [g.assembly_point for g in instance.groups if rng.random() < 0.5],
            "targets": [d.place for d in instance.destinations if rng.random() < 0.5],
        },
    }


def tree_of(
    rng: random.Random, instance: Instance, until: int, above: list[bool]
) -> dict[str, Any]:
    """A tree of prices that somebody made up."""
    node: dict[str, Any] = {
        "prices": [prices(rng, instance, above) for _ in range(rng.randint(1, 2))]
    }
    if len(above) < 3 and rng.random() < 0.7:
        place = rng.choice([g.assembly_point for g in instance.groups])
        target, minute = rng.choice(instance.destinations).place, rng.randint(0, until)
        splits: list[list[Any]] = [
            ["used"], ["first", place], ["ride", place, target], ["turn", target, place],
            ["at", place, minute], ["until", place, minute], ["leave", place, target, minute],
        ]  # fmt: skip
        node |= {"split": rng.choice(splits), "most": rng.randint(0, 2)}
        node["below"] = tree_of(rng, instance, until, [*above, False])
        node["above"] = tree_of(rng, instance, until, [*above, True])
    return node


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from([1, 2]))
def test_no_prices_prove_what_is_not_so(seed: int, seats: int) -> None:
    rng = random.Random(seed)  # noqa: S311  (a test's choice)
    instance = drawn(seed % 50, sources=2, buses=1 + seed % 2, seats=seats)
    best = optimum_by_people(instance)
    for until in (best, best + 2):
        assert fault(instance, until, tree_of(rng, instance, until, [])) is not None


def test_prices_that_somebody_made_up_prove_something_at_times() -> None:
    rng = random.Random(1)  # noqa: S311  (a test's choice)
    instance = drawn(3, sources=2, buses=1)
    best = optimum(instance)
    assert any(
        fault(instance, until, tree_of(rng, instance, until, [])) is None
        for _ in range(100)
        for until in range(best // 2, best)
    )


def split_case() -> tuple[Instance, int, dict[str, Any]]:
    """A problem whose bound needs a split where visits have no limits, and the proof."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tightening, "MOST_STATES", 0)
        for seed in range(40):
            instance = drawn(seed, sources=3, buses=2)
            counted, until = counted_in(instance), optimum(instance) - 1
            tree = asked(counted, until).tree if counted else None
            if tree and "split" in tree:
                return instance, until, tree
    raise AssertionError("no problem needs a split")


def test_both_sides_of_a_split_have_to_be_proven() -> None:
    instance, until, tree = split_case()
    assert fault(instance, until, tree) is None
    assert fault(instance, until + 1, tree) is not None
    for side in ("below", "above"):
        assert fault(instance, until, {**tree, side: {"prices": []}}) is not None
        assert fault(instance, until, {**tree, side: None}) is not None
    assert fault(instance, until, {key: tree[key] for key in ("prices",)}) is not None


@pytest.mark.parametrize(
    "change",
    [
        {"prices": None},
        {"prices": [1]},
        {"prices": [{"loads": {"nowhere": 1}}]},
        {"prices": [{"loads": []}]},
        {"prices": [{"loads": {"source-1": 1.5}}]},
        {"prices": [{"loads": {"source-1": 1 << 50}}]},
        {"prices": [{"rooms": {"shelter-1": -1}}]},
        {"prices": [{"splits": [1]}]},
        {"prices": [{"limited": []}]},
        {"prices": [{"limited": {"places": "source-1"}}]},
        {"prices": [{"limited": {"places": ["shelter-1"]}}]},
        {"prices": [{"limited": {"targets": [1]}}]},
        {"split": []},
        {"split": ["ride", "source-1"]},
        {"split": ["ride", "shelter-1", "source-1"]},
        {"split": ["at", "source-1", -1]},
        {"split": ["at", "source-1", True]},
        {"split": [["used"]]},
        {"split": ["ride", [], {}]},
        {"most": -1},
        {"most": 0.5},
        {"most": None},
    ],
)
def test_what_is_no_proof_is_named_and_never_an_error(change: dict[str, Any]) -> None:
    instance, until, tree = split_case()
    found = fault(instance, until, {**deepcopy(tree), **change})
    assert found is not None
    assert found.startswith("its certificate ")


def test_the_price_of_a_split_has_its_sign() -> None:
    instance, until, tree = split_case()
    below = deepcopy(tree["below"])
    below["prices"][0]["splits"] = [5]
    assert "sign" in (fault(instance, until, {**tree, "below": below}) or "")


def test_a_certificate_without_a_minute_proves_nothing() -> None:
    instance, until, tree = split_case()
    for odd in (None, True, -1, instance.end + 1, "1"):
        bound = replace(claim(until, tree), certificate={"counted": odd, "cases": tree})
        assert verify_counted(instance, bound, 1) is not None
    more = replace(claim(until, tree), minutes=until + 2)
    assert "only" in (verify_counted(instance, more, 1) or "")
    other = replace(claim(until, tree), certificate={"scope": 2, "counted": until, "cases": tree})
    assert verify_counted(instance, other, 1) is not None


@pytest.mark.parametrize(("seed", "sources"), [(1, 6), (3, 8)])
def test_random_problems_are_planned_and_proven(seed: int, sources: int) -> None:
    instance = instance_of(bep_random(seed, sources), seats=1)
    plan = solve(instance, Options(effort=8, threads=1))
    assert plan.clearance_minutes == plan.bound.minutes
    assert check(instance, plan).ok


def test_the_same_effort_gives_the_same_plan() -> None:
    instance = instance_of(bep_random(5, 5), seats=1)
    plans = [solve(instance, Options(effort=8, threads=threads)) for threads in (1, 2)]
    assert plans[0] == plans[1]


@pytest.mark.slow
def test_many_whole_loads_are_bounded_exactly() -> None:
    for seed in range(200):
        instance = drawn(1000 + seed, sources=2 + seed % 2, buses=1 + seed % 3)
        assert_exact(instance, optimum(instance))


@pytest.mark.slow
def test_many_problems_of_the_plane() -> None:
    compared = 0
    for seed in range(100):
        instance = plain(seed, sources=2)
        counted = counted_in(instance)
        if counted is not None and counted.loads.sum() <= 6:
            assert_exact(instance, optimum(instance))
            compared += 1
    assert compared >= 20
