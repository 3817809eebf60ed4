"""Dispatch lists: nobody whom a list leaves over needs a convoy after all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.planning.hand import bus, corridor, group, made

from masarat.planning.dispatcher import build, dispatch
from masarat.planning.kernel import CONVOY_FIELDS, COUNT_FIELDS
from masarat.planning.model import Model
from masarat.planning.rules import Rule, make_rule
from masarat.planning.search import Chain, weights_of
from masarat.planning.streams import assign

if TYPE_CHECKING:
    from masarat.scenario.instance import VehicleClass


def sent(
    loads: int, fleet: tuple[VehicleClass, ...], asked: list[int], wait: int, smallest: int = 1
) -> list[tuple[int, int]]:
    """Return (departure, vehicles) of what a list makes that asks for so many vehicles."""
    people = group(people=10 * loads)
    instance = made(people, fleet=fleet, corridors=(corridor(smallest=smallest),))
    model = Model(instance)
    problem = build(model, assign(model, {"g": 10 * loads}, {}))
    chain = Chain(problem, weights_of(problem), 0)
    jobs = chain.current
    jobs["count"][0] = len(asked)
    jobs["line"][: len(asked)] = 0
    parts = jobs["stream"].reshape(-1, 3)
    parts[: len(asked)] = [0, -1, -1]
    jobs["vehicles"].reshape(-1, 3)[: len(asked), 0] = asked
    rule = make_rule(problem, Rule(0, np.array([1]), wait=wait))
    dispatch(problem, chain.work, jobs, rule)
    assert chain.work["left"].tolist() == [0]
    rows = chain.work["convoys"].reshape(-1, len(CONVOY_FIELDS))
    return [
        (int(row[CONVOY_FIELDS.index("depart")]), int(row[CONVOY_FIELDS.index("size")]))
        for row in rows[: int(chain.work["counts"][COUNT_FIELDS.index("convoys")])]
    ]


def test_the_last_job_of_a_stream_takes_all_who_remain() -> None:
    assert sent(4, (bus(count=4),), asked=[2], wait=60) == [(0, 4)]


@pytest.mark.parametrize(
    ("wait", "expected"),
    [
        pytest.param(60, [(0, 2), (42, 2)], id="others are back before"),
        pytest.param(500, [(400, 4)], id="all of them"),
    ],
)
def test_a_job_waits_for_its_vehicles_so_long(wait: int, expected: list[tuple[int, int]]) -> None:
    fleet = (bus(count=2), bus("late", count=2, available=400))
    assert sent(4, fleet, asked=[4], wait=wait) == expected


def test_what_a_convoy_could_not_wait_for_goes_with_the_next() -> None:
    fleet = (bus(count=2), bus("late", count=1, available=80))
    found = sent(7, fleet, asked=[3, 2, 2], wait=60, smallest=2)
    assert found[:2] == [(0, 2), (80, 3)]
    assert sum(size for _, size in found) == 7
