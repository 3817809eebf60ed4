"""Witnesses whose rates times the denominator do not fit into 64 bits."""

from __future__ import annotations

import numpy as np
import pytest

from masarat.plan.flows import check
from masarat.planning.flow.problem import FlowNetwork, QuickestTransshipment
from masarat.planning.flow.solve import solve_steps

# Three villages, a junction, an exit and a car park: tail, head, vehicles an hour, seconds. One
# road goes both ways, so that vertices send opposite flows whose weights have large denominators.
ROADS = [
    (0, 1, 900, 240),
    (1, 0, 900, 240),
    (1, 3, 1200, 120),
    (3, 1, 1200, 120),
    (2, 3, 1200, 120),
    (3, 4, 1500, 300),
    (0, 5, 400, 600),
]


@pytest.mark.parametrize("resolution", [1, 2, 10, 60])
@pytest.mark.parametrize(("room", "seconds"), [(300, 4500), (250, 4620), (400, 4260)])
def test_the_valley_is_cleared(resolution: int, room: int, seconds: int) -> None:
    tail, head, capacity, transit = (np.array(column) for column in zip(*ROADS, strict=True))
    problem = QuickestTransshipment(
        FlowNetwork(6, tail, head, capacity, transit),
        np.array([0, 1, 2]),
        np.array([600, 900, 500]),
        np.array([4, 5]),
        np.array([-1, room]),
    ).in_steps(resolution)
    answer = solve_steps(problem)
    assert check(problem, answer).ok
    assert answer.clearance_seconds == pytest.approx(seconds, abs=resolution)
