"""Proofs of the optimum on the way: the table and the bound meet, and the checker agrees."""

from __future__ import annotations

import pytest
from benchmarks.instances.small import small
from tests.planning.hand import bus, group, made

from masarat.plan.checker import check
from masarat.plan.document import Bound
from masarat.plan.exhaustive import search
from masarat.planning.options import Options
from masarat.planning.proving import raised
from masarat.planning.realize import realize
from masarat.planning.solve import solve

QUICK = Options(effort=2, threads=1)


@pytest.mark.parametrize(("seed", "optimum"), [(2, 406), (3, 566), (4, 502), (5, 491)])
def test_ten_loads_are_planned_and_proven(seed: int, optimum: int) -> None:
    instance = small(seed, 10)
    plan = solve(instance, QUICK)
    assert plan.clearance_minutes == plan.bound.minutes == optimum
    assert [each.bound.minutes for each in plan.by_priority] == [optimum]
    assert check(instance, plan).ok


def test_the_same_effort_gives_the_same_plan() -> None:
    instance = small(2, 10)
    plans = [solve(instance, Options(effort=4, threads=threads)) for threads in (1, 2)]
    assert plans[0] == plans[1]


def test_without_rounds_nothing_is_searched() -> None:
    plan = solve(small(2, 10), Options(effort=0, threads=1))
    assert "exhaustive" not in plan.bound.certificate


def test_a_proof_that_is_ended_is_forgotten() -> None:
    """25 loads take longer to prove than the first look at the clock."""
    reports: list[int] = []
    instance = small(9, 25)
    plan = solve(
        instance,
        Options(time_limit=None, threads=1),
        lambda progress: reports.append(progress.effort),
        lambda: bool(reports) and reports[-1] >= 7,
    )
    assert plan.effort == 7
    assert plan == solve(instance, Options(effort=7, threads=1))


def test_a_search_that_proves_less_changes_nothing() -> None:
    bound = Bound(minutes=10, source=("fleet bus",), certificate={"excluded": 9})
    assert raised(bound, 10) is bound
    more = raised(bound, 12)
    assert (more.minutes, more.source) == (12, ("fleet bus", "exhaustive search"))
    assert more.certificate == {"excluded": 9, "exhaustive": 11}


def test_convoys_found_become_a_table() -> None:
    """Two loads by one bus: a ride takes 20 minutes, the way back 22."""
    instance = made(group("g", 20), fleet=(bus(count=1),))
    table = realize(instance, search(instance, 62).steps, 100)
    assert table is not None
    assert [convoy.rides[0].arrive for convoy in table.convoys] == [20, 62]
    assert [(trip.depart, trip.arrive) for trip in table.empty_trips] == [(20, 42)]


def test_convoys_that_cannot_enter_in_time_become_none() -> None:
    instance = made(group("g", 20), fleet=(bus(count=1),))
    assert realize(instance, search(instance, 62).steps, 10) is None
