"""The metropolitan generator: what it promises, and its scenario folder."""

from __future__ import annotations

import runpy
from pathlib import Path

import networkx as nx
import pytest
from benchmarks.instances.as_scenario import scenario_of
from benchmarks.instances.bep import bep, instance_of
from benchmarks.instances.loads import resource_hours
from benchmarks.instances.metro import metro, metro_instance
from benchmarks.instances.small import small

from masarat.network.build import build_instance
from masarat.scenario.instance import Instance, Need
from masarat.scenario.reading import load

ROOT = Path(__file__).resolve().parents[2]


def people_that_fit(instance: Instance) -> int:
    """Return how many people the permitted destinations can take, by maximum flow."""
    graph = nx.DiGraph()
    for group in instance.groups:
        graph.add_edge("from", group.id, capacity=group.people)
        for destination in group.destinations:
            graph.add_edge(group.id, destination, capacity=group.people)
    for town in instance.destinations:
        graph.add_edge(town.place, "to", capacity=town.capacity)
    return int(nx.maximum_flow_value(graph, "from", "to"))


@pytest.mark.parametrize("seed", range(1, 4))
def test_a_region_is_what_was_asked_for(seed: int) -> None:
    instance = metro_instance(seed, 120, 500_000, 1_000, escort_pools=3)
    assert len(instance.assembly_points) == 120
    assert sum(group.people for group in instance.groups) == 500_000
    stretchers = sum(g.people for g in instance.groups if g.need is Need.STRETCHER)
    assert stretchers == 5_000
    assert sum(c.count for c in instance.classes if c.id.startswith(("bus", "coach"))) == 1_000
    assert 4 <= len(instance.corridors) <= 8
    assert len(instance.escorts) == 3
    assert {c for pool in instance.escorts for c in pool.corridors} == {
        c.id for c in instance.corridors
    }
    assert all(10 <= (a.bays or 0) <= 20 for a in instance.assembly_points)
    assert all(2 <= c.headway <= 5 for c in instance.corridors)
    assert all(4 <= c.lanes <= 8 for c in instance.checkpoints)


@pytest.mark.parametrize("seed", range(1, 4))
def test_everybody_has_a_place_to_go(seed: int) -> None:
    instance = metro_instance(seed, 120, 500_000, 1_000)
    assert people_that_fit(instance) == 500_000
    assert 1.1 <= sum(d.capacity or 0 for d in instance.destinations) / 500_000 <= 1.5


@pytest.mark.parametrize("seed", range(1, 6))
def test_several_resources_are_nearly_binding(seed: int) -> None:
    hours = resource_hours(metro_instance(seed))
    assert 15 < hours["fleet"] < 40
    assert 0.8 < hours["checkpoints"] / hours["fleet"] < 1.2


def test_same_seed_same_region() -> None:
    assert metro_instance(1, 30, 50_000, 120).digest == metro_instance(1, 30, 50_000, 120).digest
    assert metro_instance(1, 30, 50_000, 120).digest != metro_instance(2, 30, 50_000, 120).digest


def test_returns_may_be_inspected() -> None:
    one, both = (metro_instance(1, 30, 50_000, 120, inspect_returns=flag) for flag in (False, True))
    assert not any(c.back_corridors for c in one.checkpoints)
    assert all(c.back_corridors == c.corridors for c in both.checkpoints)


@pytest.mark.parametrize(
    "instance",
    [
        small(3, 12),
        instance_of(bep(1, 5, 3, 4, 2)),
        metro_instance(1, 20, 20_000, 60, escort_pools=2, inspect_returns=True),
    ],
    ids=["windows", "open corridor", "metro"],
)
def test_an_instance_as_scenario_is_the_same_instance(instance: Instance) -> None:
    assert build_instance(scenario_of(instance)).digest == instance.digest


@pytest.mark.parametrize("sizes", [(25, 30_000, 80), (2, 600, 3)], ids=["metro", "few buses"])
def test_the_example_writes_a_scenario_that_reads_back(
    sizes: tuple[int, int, int], tmp_path: Path
) -> None:
    """Few buses leave depots without any."""
    points, people, buses = sizes
    module = runpy.run_path(str(ROOT / "examples" / "metro" / "generate.py"))
    options = f"--seed 4 --points {points} --people {people} --buses {buses} --escort-pools 2 --out"
    assert module["main"]([*options.split(), str(tmp_path)]) == 0
    instance, where = metro(4, points, people, buses, escort_pools=2)
    scenario = load(tmp_path)
    assert build_instance(scenario).digest == instance.digest
    assert {place.id for place in scenario.places} == set(where)
    assert all(place.lat is not None and abs(place.lat) < 1 for place in scenario.places)
