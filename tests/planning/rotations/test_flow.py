"""Tours from a cheapest flow: every load once, and no plan drives less on average."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from benchmarks.instances.bep import instance_of
from benchmarks.instances.bep_random import bep_random
from tests.planning.rotations.independent_cases import optimum, plain

from masarat.planning.model import Model
from masarat.planning.rotations import rotations_of
from masarat.planning.rotations.flow import cheapest_flow, tours_of

if TYPE_CHECKING:
    from masarat.planning.rotations.problem import Rotations


def rotations_at_random(seed: int, sources: int) -> Rotations:
    rotations = rotations_of(Model(instance_of(bep_random(seed, sources, longest=100), seats=1)))
    assert rotations is not None
    return rotations


@pytest.mark.parametrize("seed", range(1, 6))
def test_tours_bring_every_load_once_and_keep_to_rooms_and_vehicles(seed: int) -> None:
    struct = rotations_at_random(seed, 12).struct
    flow = cheapest_flow(struct)
    assert flow is not None
    for number in range(3):
        dive = tours_of(flow, struct, number)
        assert dive is not None
        legs = [leg for _, path in dive.tours for leg in path]
        assert np.bincount([s for s, _ in legs], minlength=12).tolist() == struct["loads"].tolist()
        assert (np.bincount([d for _, d in legs], minlength=12) <= struct["room"]).all()
        assert len(dive.tours) <= struct["vehicles"]
        assert all(path for _, path in dive.tours)


def test_the_same_seed_gives_the_same_tours() -> None:
    struct = rotations_at_random(3, 10).struct
    one, two = cheapest_flow(struct), cheapest_flow(struct)
    assert one is not None
    assert two is not None
    assert tours_of(one, struct, 7) == tours_of(two, struct, 7)


def test_no_plan_ends_before_a_flow_that_is_even() -> None:
    for seed in range(1, 9):
        instance = plain(seed, depots=1 + seed % 2)
        rotations = rotations_of(Model(instance))
        assert rotations is not None
        flow = cheapest_flow(rotations.struct)
        assert flow is not None
        if rotations.struct["loads"].sum() <= 8:
            assert flow.even <= optimum(instance), f"seed {seed}"


def test_vehicles_that_differ_in_pace_have_no_common_flow() -> None:
    instance = plain(2, depots=2)
    first, *rest = instance.classes
    slow = replace(instance, classes=(replace(first, load=7), *rest), _digest=[])
    slow = replace(
        slow, assembly_points=tuple(replace(p, bays=9) for p in slow.assembly_points), _digest=[]
    )
    rotations = rotations_of(Model(slow))
    assert rotations is not None
    assert cheapest_flow(rotations.struct) is None
