"""The published instances: the optimum at every resolution, by the flow checker's judgement."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from masarat.network.traffic.evacflow import read
from masarat.plan.flows.checker import check
from masarat.planning.flow.problem import FlowNetwork, QuickestTransshipment
from masarat.planning.flow.solve import solve_steps

FLOWS = Path(__file__).parents[3].parent / "shared" / "bench" / "flows"
needed = pytest.mark.skipif(not FLOWS.is_dir(), reason="needs ../shared/bench/flows")
MANY_SOURCES = 50


def optima(*, large: bool) -> list[tuple[str, int, int]]:
    """Instance, seconds a step, least steps."""
    if not FLOWS.is_dir():
        return []
    with (FLOWS / "expected.csv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["set"] == "open"]
    return [
        (row["instance"], int(row["dt_s"]), int(row["clearance_steps"]))
        for row in rows
        if (int(row["sources"]) > MANY_SOURCES) == large
    ]


def instance(name: str) -> QuickestTransshipment:
    traffic = read(FLOWS / "open" / f"{name}.flow")
    roads = FlowNetwork(
        len(traffic.node_id), traffic.tail, traffic.head, traffic.capacity, traffic.transit
    )
    return QuickestTransshipment(roads, traffic.source, traffic.supply, traffic.sink, traffic.limit)


def judge(name: str, resolution: int, optimum: int | None) -> None:
    problem = instance(name).in_steps(resolution)
    answer = solve_steps(problem)
    assert optimum in (None, answer.steps)
    verdict = check(problem, answer)
    assert verdict.violations == ()
    assert verdict.bound == answer.steps


@needed
def test_the_optima_of_small_instances() -> None:
    for name, resolution, optimum in optima(large=False):
        judge(name, resolution, optimum)


@needed
@pytest.mark.slow
def test_the_optima_of_large_instances() -> None:
    for name, resolution, optimum in optima(large=True):
        judge(name, resolution, optimum)
        judge(name, 1, None)
