"""Problems refuse what makes no sense, one message a rule, and round to steps as they say."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import numpy as np
import pytest

from masarat.core.errors import UsageError
from masarat.planning.flow.problem import FlowNetwork, QuickestTransshipment, StepProblem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def network(nodes: int, *columns: ArrayLike) -> FlowNetwork:
    tail, head, capacity, transit = map(np.asarray, columns)
    return FlowNetwork(nodes, tail, head, capacity, transit)


NETWORK = network(3, (0, 1), (1, 2), (1200, 600), (90, 30))
PROBLEM = QuickestTransshipment(NETWORK, *map(np.array, ([0], [4], [2])))
BAD_ARCS = {
    "negative capacity": ((1200, -1), (90, 30), r"capacity\[1\] is -1: it must be 0 to 10,000,000"),
    "fractional capacity": ((1200.5, 1), (90, 30), r"capacity\[0\] is 1200.5: .* a whole number"),
    "capacity is no number": ((np.nan, 1), (90, 30), r"capacity\[0\] is nan: .* a whole number"),
    "endless capacity": ((np.inf, 1), (90, 30), r"capacity\[0\] is inf: .* a whole number"),
    "absurd capacity": ((1, 10**12), (90, 30), r"capacity\[1\] is 1000000000000: "),
    "beyond 64 bits": ((1, 1e30), (90, 30), r"capacity\[1\] is 1e\+30: it must be below 2\^62"),
    "text": (("1", "x"), (90, 30), "capacity holds <U1: it must hold whole numbers"),
    "too few": ((1,), (90, 30), r"capacity has shape \(1,\): it must have shape \(2,\)"),
    "negative transit": ((1, 1), (90, -3), r"transit\[1\] is -3: it must be 0 to 10,000,000"),
}
BAD_TERMINALS = {
    "unknown source": (([3], [5], [2]), r"sources\[0\] is 3: it must be a node 0 to 2"),
    "negative source": (([-1], [5], [2]), r"sources\[0\] is -1: it must be a node 0 to 2"),
    "unknown sink": (([0], [5], [7]), r"sinks\[0\] is 7: it must be a node 0 to 2"),
    "no sink": (([0], [5], []), "there is no sink: at least one must be given"),
    "negative supply": (([0], [-5], [2]), r"supplies\[0\] is -5: it must be 0 to 1,000,000,000"),
    "fractional supply": (([0], [0.5], [2]), r"supplies\[0\] is 0.5: it must be a whole number"),
    "absurd supply": (([0], [10**10], [2]), r"supplies\[0\] is 10000000000: "),
    "source twice": (([0, 0], [5, 5], [2]), r"sources\[1\] is 0: it must be named only once"),
    "sink twice": (([0], [5], [2, 1, 2]), r"sinks\[2\] is 2: it must be named only once"),
    "negative room": (([0], [5], [2], [-2]), r"sink_capacities\[0\] is -2: .* -1 \(unlimited\) or"),
    "rooms and sinks": (([0], [5], [2], [1, 1]), r"sink_capacities has shape \(2,\)"),
}


@pytest.mark.parametrize(("capacity", "transit", "message"), BAD_ARCS.values(), ids=BAD_ARCS)
def test_networks_refuse_what_makes_no_sense(
    capacity: ArrayLike, transit: ArrayLike, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        network(3, (0, 1), (1, 2), capacity, transit)


def test_networks_refuse_unknown_nodes() -> None:
    with pytest.raises(UsageError, match=r"head\[1\] is 3: it must be a node 0 to 2"):
        network(3, (0, 1), (1, 3), (1, 1), (1, 1))
    with pytest.raises(UsageError, match="nodes is -1"):
        network(-1, (), (), (), ())


@pytest.mark.parametrize(("arguments", "message"), BAD_TERMINALS.values(), ids=BAD_TERMINALS)
def test_terminals_that_make_no_sense_are_refused(arguments: list[list[int]], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        QuickestTransshipment(NETWORK, *map(np.asarray, arguments))


def test_rounding_to_steps_puts_halves_up_and_never_gives_zero() -> None:
    roads = network(2, [0] * 5, [1] * 5, [7] * 5, [0, 14, 29, 30, 90])
    problem = QuickestTransshipment(roads, *map(np.array, ([0], [4], [1], [9])))
    steps = problem.in_steps(60)
    assert steps.network.transit.tolist() == [1, 1, 1, 1, 2]
    assert steps.network.capacity.tolist() == [7] * 5
    assert (steps.supplies.tolist(), steps.sink_capacities.tolist()) == ([240], [540])
    assert steps.resolution_seconds == 60


@pytest.mark.parametrize("resolution", [0, -60, 7, 7200])
def test_a_resolution_divides_an_hour(resolution: int) -> None:
    with pytest.raises(UsageError, match="it must divide 3600 seconds"):
        PROBLEM.in_steps(resolution)


def test_steps_allow_transits_of_zero_and_sinks_are_unlimited_unless_said() -> None:
    roads = network(2, [0], [1], [7], [0])
    problem = StepProblem(roads, np.array([0]), np.array([4]), np.array([1]))
    assert problem.network.transit.tolist() == [0]
    assert problem.sink_capacities.tolist() == [-1]


def test_problems_are_frozen_and_travel_between_processes() -> None:
    problem = pickle.loads(pickle.dumps(PROBLEM))  # noqa: S301
    assert problem.network.capacity.tolist() == [1200, 600]
    with pytest.raises(ValueError, match="read-only"):
        NETWORK.capacity[0] = 1
