"""Loaded vehicles slip round no inspection on the way to and from corridors."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masarat.core.windows import Windows
from masarat.network.build import build_instance
from masarat.scenario.document import (
    GroupCount,
    Place,
    RoadsSource,
    Scenario,
    ScenarioCheckpoint,
    ScenarioCorridor,
    ScenarioGroup,
    ScenarioLink,
    ScenarioTravel,
    ScenarioVehicles,
)
from masarat.scenario.instance import Instance, Need
from masarat.scenario.reading import load

ROOT = Path(__file__).parents[2]

# Two banks of a river. The bridge is a checkpoint; the ford is slow and free.
#
#     camp --2-- gate --3-- bridge --4-- fork --5-- town
#        \\                               /
#         20------------ ford ----------20
ROADS = (
    ("camp", "gate", 2),
    ("gate", "bridge", 3),
    ("bridge", "fork", 4),
    ("fork", "town", 5),
)
FORD = (("camp", "ford", 20), ("ford", "fork", 20))
INSPECTED = ScenarioCheckpoint(place="bridge", lanes=1, minutes=1)


def rows(*roads: tuple[str, str, int]) -> tuple[ScenarioTravel, ...]:
    return tuple(ScenarioTravel(start=a, end=b, minutes=minutes) for a, b, minutes in roads)


def people(name: str, at: str, *destinations: str) -> ScenarioGroup:
    count = GroupCount(least=10, likely=10, most=10)
    return ScenarioGroup(id=name, at=at, people=count, need=Need.SEAT, destinations=destinations)


def route(name: str, *places: str) -> ScenarioCorridor:
    return ScenarioCorridor(id=name, places=places, largest=5)


def buses(**more: Any) -> ScenarioVehicles:
    return ScenarioVehicles(id="bus", count=2, seats=50, speed_factor=Fraction(1), **more)


def by_the_river(*travel: tuple[str, str, int], **changes: Any) -> Scenario:
    """People in the camp may go to the town by `out`, which is inspected on the bridge."""
    names = ("camp", "gate", "bridge", "fork", "town", "ford", "depot")
    whole = Scenario(
        title={"en": "River"},
        start=datetime(2030, 1, 1, tzinfo=ZoneInfo("UTC")),
        end=1440,
        time_zone="UTC",
        places=tuple(Place(id=name) for name in names),
        groups=(people("all", "camp", "town"),),
        corridors=(route("out", "gate", "bridge", "fork"), route("far", "fork", "town")),
        checkpoints=(INSPECTED,),
        vehicles=(buses(),),
        suspensions=Windows(()),
        travel=rows(*ROADS, *travel),
        roads=RoadsSource(season_factor=Fraction(1)),
    )
    return replace(whole, **changes)


def test_the_way_to_a_corridor_passes_no_checkpoint() -> None:
    roads = build_instance(by_the_river()).roads
    assert roads["camp", "gate"] == (2,)
    assert ("camp", "fork") not in roads  # only over the bridge: corridor far is out of reach
    assert roads["fork", "town"] == (5,)
    assert build_instance(by_the_river(*FORD)).roads["camp", "fork"] == (40,)
    free = build_instance(by_the_river(*FORD, checkpoints=()))
    assert free.roads["camp", "fork"] == (9,)


def test_the_way_from_a_corridor_passes_no_checkpoint() -> None:
    near = (route("near", "camp", "gate"),)
    assert ("gate", "town") not in build_instance(by_the_river(corridors=near)).roads
    # gate - camp - ford - fork - town
    assert build_instance(by_the_river(*FORD, corridors=near)).roads["gate", "town"] == (47,)


def test_open_corridors_pass_no_checkpoint() -> None:
    free = (route("free"),)
    one_bank = build_instance(by_the_river(corridors=free))
    assert ("camp", "town") not in one_bank.roads
    assert one_bank.roads["town", "camp"] == (14,)  # empty
    forded = build_instance(by_the_river(*FORD, corridors=free))
    assert forded.roads["camp", "town"] == (45,)


def test_a_checkpoint_may_be_where_a_way_starts_or_ends() -> None:
    beyond = (route("out", "bridge", "fork"),)
    assert build_instance(by_the_river(corridors=beyond)).roads["camp", "bridge"] == (5,)
    before = (route("out", "gate", "bridge"),)
    assert build_instance(by_the_river(corridors=before)).roads["bridge", "town"] == (9,)


def test_a_row_of_the_travel_table_for_the_very_pair_is_allowed() -> None:
    roads = build_instance(by_the_river(("camp", "fork", 33))).roads
    assert roads["camp", "fork"] == (33,)


def test_a_checkpoint_that_inspects_no_convoys_stops_nobody() -> None:
    point = replace(INSPECTED, back_corridors=("out",), outbound=False)
    assert build_instance(by_the_river(checkpoints=(point,))).roads["camp", "fork"] == (9,)


def test_empty_vehicles_pass_checkpoints() -> None:
    far = (route("far", "fork", "town"), route("out", "gate", "bridge"))
    start = (("depot", "fork", 1),)
    roads = build_instance(
        by_the_river(*start, corridors=far, vehicles=(buses(start_place="depot"),))
    ).roads
    assert roads["depot", "camp"] == (10,)  # start place to assembly point
    assert roads["fork", "camp"] == (9,)  # first place to assembly point
    assert roads["town", "bridge"] == (9,)  # destination to last place
    near = build_instance(by_the_river(corridors=(route("near", "camp", "gate"),))).roads
    assert near["town", "gate"] == (12,)


def test_a_pair_of_both_uses_is_as_strict_as_for_loaded_vehicles() -> None:
    """Buses start in the camp; there are people at the fork too, and corridors both ways."""
    scenario = by_the_river(
        groups=(people("all", "camp", "town"), people("others", "fork", "town")),
        vehicles=(buses(start_place="camp"),),
    )
    # the people in the camp would get to the town by the corridor far
    assert ("camp", "fork") not in build_instance(scenario).roads
    forded = replace(scenario, travel=rows(*ROADS, *FORD))
    assert build_instance(forded).roads["camp", "fork"] == (40,)


def test_empty_vehicles_may_leave_where_nobody_needs_the_corridor() -> None:
    """Buses wait at the fork, where corridor far starts, for people in the camp, too.

    From the camp corridor home leads to the ford only, where nobody at the fork wants to go.
    """
    scenario = by_the_river(
        groups=(people("all", "camp", "ford"), people("others", "fork", "town")),
        corridors=(route("home", "camp", "ford"), route("far", "fork", "town")),
        vehicles=(buses(start_place="fork"),),
        travel=rows(*ROADS, ("camp", "ford", 20)),
    )
    assert build_instance(scenario).roads["fork", "camp"] == (9,)
    wanted = (people("all", "camp", "ford"), people("others", "fork", "ford", "town"))
    assert ("fork", "camp") not in build_instance(replace(scenario, groups=wanted)).roads


NAMES = "abcdefg"
pairs = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] != p[1])


@given(
    st.lists(st.tuples(pairs, st.integers(1, 9)), min_size=4, max_size=14),
    st.lists(pairs, min_size=1, max_size=3),
    st.lists(pairs, min_size=1, max_size=4),
    st.sets(st.sampled_from(NAMES), min_size=1, max_size=3),
    st.sampled_from(NAMES),
)
def test_no_loaded_trip_passes_a_checkpoint_on_its_way_to_or_from_a_corridor(
    roads: list[tuple[tuple[str, str], int]],
    corridors: list[tuple[str, str]],
    groups: list[tuple[str, str]],
    inspected: set[str],
    depot: str,
) -> None:
    lengths = dict.fromkeys(corridors, 2) | dict(roads)
    instance = build_instance(
        by_the_river(
            places=tuple(Place(id=name) for name in NAMES),
            links=tuple(
                ScenarioLink(start=a, end=b, length_m=km * 1000, road_class="any", speed_kmh=60)
                for (a, b), km in lengths.items()
            ),
            travel=(),
            corridors=tuple(route(f"c{i}", *pair) for i, pair in enumerate(corridors)),
            groups=tuple(people(f"g{i}", *pair) for i, pair in enumerate(groups)),
            checkpoints=tuple(replace(INSPECTED, place=name) for name in sorted(inspected)),
            vehicles=(buses(start_place=depot),),
        )
    )
    judge = nx.Graph()
    judge.add_nodes_from(NAMES)
    for (a, b), km in lengths.items():
        minutes = judge.get_edge_data(a, b, {"minutes": km})["minutes"]
        judge.add_edge(a, b, minutes=min(km, minutes))

    def least(start: str, end: str, graph: nx.Graph) -> tuple[int, ...] | None:
        if start == end:
            return (0,)
        if not nx.has_path(graph, start, end):
            return None
        return (nx.dijkstra_path_length(graph, start, end, weight="minutes"),)

    def loaded(start: str, end: str) -> tuple[int, ...] | None:
        return least(start, end, judge.subgraph(set(NAMES) - inspected | {start, end}))

    table = dict(instance.roads) | {(name, name): (0,) for name in NAMES}
    for group in instance.groups:
        for corridor in instance.corridors:
            for place in group.destinations:
                to, onward = (
                    (group.assembly_point, corridor.places[0]),
                    (corridor.places[-1], place),
                )
                may = loaded(*to) is not None and loaded(*onward) is not None
                assert (to in table and onward in table) == may
                if may:
                    assert (table[to], table[onward]) == (loaded(*to), loaded(*onward))
    assert all(
        minutes >= (least(pair[0], pair[1], judge) or (0,)) for pair, minutes in table.items()
    )


@pytest.fixture(scope="module")
def aleppo() -> Instance:
    return build_instance(load(ROOT / "examples" / "aleppo-2016"))


def driven(instance: Instance, start: str, end: str) -> bool:
    return start == end or (start, end) in instance.roads


def reached(instance: Instance, corridor: str) -> set[str]:
    [found] = [c for c in instance.corridors if c.id == corridor]
    wanted = {destination.place for destination in instance.destinations}
    return {place for place in wanted if driven(instance, found.places[-1], place)}


def test_aleppo_is_not_left_by_the_other_towns_corridor(aleppo: Instance) -> None:
    assert not driven(aleppo, "al-ansari-mashhad", "fuah")
    assert driven(aleppo, "kafriya", "fuah")
    takers = {
        group.assembly_point
        for group in aleppo.groups
        if driven(aleppo, group.assembly_point, "fuah")
        and reached(aleppo, "fuah") & set(group.destinations)
    }
    assert takers == {"fuah", "kafriya"}
    inside = {point.place for point in aleppo.assembly_points} - takers
    assert all(
        driven(aleppo, place, corridor.places[0])
        for place in inside
        for corridor in aleppo.corridors
        if corridor.id != "fuah"
    )


def test_corridors_of_aleppo_reach_what_lies_on_their_side(aleppo: Instance) -> None:
    west = {"atarib", "idlib", "ad-dana", "bab-al-hawa"}
    assert reached(aleppo, "ramouseh") == west
    assert reached(aleppo, "castello") == west
    assert reached(aleppo, "airport-road") == {"jibreen-centre"}
    assert reached(aleppo, "fuah") == {"jibreen-centre"}


def test_empty_buses_of_aleppo_still_get_everywhere(aleppo: Instance) -> None:
    for point in aleppo.assembly_points:
        for corridor in aleppo.corridors:
            if (corridor.id == "fuah") == (point.place in {"fuah", "kafriya"}):
                assert driven(aleppo, corridor.places[0], point.place)
    for cls in aleppo.classes:
        outside = cls.id == "bus-fuah"
        assert all(
            driven(aleppo, cls.start_place, point.place)
            for point in aleppo.assembly_points
            if cls.start_place and outside == (point.place in {"fuah", "kafriya"})
        )
