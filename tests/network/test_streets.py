"""What reports of corridors, places and links do to an instance."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import networkx as nx
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.network.test_build import NEVER, a_bus, a_corridor, a_link, a_scenario

from masarat.core.availability import Availability, Caution, Opening
from masarat.core.windows import Window, Windows
from masarat.network.build import build_instance, corridor_geometry

if TYPE_CHECKING:
    from masarat.scenario.document import Scenario
    from masarat.scenario.instance import Instance, StreetStatus

END = 1440 * 3
WHOLE = Windows.of([Window(0, END)])
MORNING = Windows.of([Window(0, 300)])


def closed(*ids: str, windows: Windows = NEVER, barred: tuple[str, ...] = ()) -> Opening:
    kind: Any = "link" if len(ids) > 1 else "place"
    return Opening(
        kind=kind, ids=ids, windows=windows, reason="closed", reports=("r-1",), barred=barred
    )


def built(scenario: Scenario, *said: Opening | Caution) -> Instance:
    openings = tuple(each for each in said if isinstance(each, Opening))
    cautions = tuple(each for each in said if isinstance(each, Caution))
    return build_instance(scenario, availability=Availability(openings, cautions))


def only_status(instance: Instance) -> StreetStatus:
    [status] = instance.statuses
    return status


def round_the_bridge(**changes: Any) -> Scenario:
    """From the gate to the bridge 1 km, or 3 km over the ford."""
    links = (*a_scenario().links, a_link("gate", "ford", 1500), a_link("ford", "bridge", 1500))
    return a_scenario(links=links, **changes)


def test_without_reports_the_instance_is_what_it_was() -> None:
    scenario = round_the_bridge()
    assert built(scenario) == build_instance(scenario)
    assert build_instance(scenario).statuses == ()
    assert built(scenario).digest == replace(built(scenario), _digest=[]).digest


def test_a_closed_street_is_gone_round_and_the_corridor_is_named() -> None:
    instance = built(round_the_bridge(), closed("bridge", "gate"))
    [corridor] = instance.corridors
    assert (corridor.legs, corridor.back_legs) == (((3,),), ((3,),))
    assert corridor.windows == WHOLE
    status = only_status(instance)
    assert (status.does, status.status, status.reports) == ("close", "closed", ("r-1",))
    assert (status.corridors, status.avoided_by) == (frozenset(), frozenset({"road"}))


def test_a_street_that_is_closed_for_some_hours_is_gone_round_for_good() -> None:
    instance = built(round_the_bridge(), closed("gate", "bridge", windows=MORNING))
    assert instance.corridors[0].legs == ((3,),)
    assert instance.corridors[0].windows == WHOLE
    assert only_status(instance).windows == Windows.of([Window(300, END)])


def test_without_a_way_round_the_corridor_keeps_to_the_open_hours() -> None:
    instance = built(a_scenario(), closed("gate", "bridge", windows=MORNING))
    assert instance.corridors[0].windows == MORNING
    assert only_status(instance).corridors == {"road"}
    assert only_status(instance).back_corridors == {"road"}


def test_a_corridor_without_any_open_way_is_closed_and_named_not_refused() -> None:
    instance = built(a_scenario(), closed("gate", "bridge"))
    [corridor] = instance.corridors
    assert (corridor.legs, corridor.windows) == (((1,),), NEVER)
    assert only_status(instance).corridors == {"road"}


def test_ways_to_corridors_go_round_what_is_closed_at_some_minute() -> None:
    links = (*a_scenario().links, a_link("camp", "ford", 4000), a_link("ford", "gate", 4000))
    instance = built(a_scenario(links=links), closed("camp", "gate", windows=MORNING))
    assert instance.roads["camp", "gate"] == (8,)
    assert only_status(instance).roads == ()
    assert only_status(instance).cuts == ()
    cut = built(a_scenario(), closed("camp", "gate"))
    assert ("camp", "gate") not in cut.roads
    assert only_status(cut).cuts == (("camp", "gate"), ("gate", "camp"))


def test_a_closed_place_is_gone_round() -> None:
    links = (*a_scenario().links, a_link("gate", "ford", 400), a_link("ford", "bridge", 400))
    assert build_instance(a_scenario(links=links)).corridors[0].legs == ((1,),)
    instance = built(a_scenario(links=links), closed("ford"))
    assert only_status(instance).avoided_by == {"road"}
    assert instance.corridors[0].windows == WHOLE
    assert (
        corridor_geometry(a_scenario(links=links))["road"]
        != corridor_geometry(a_scenario(links=links), availability=Availability((closed("ford"),)))[
            "road"
        ]
    )


def test_a_closed_corridor_is_closed_and_others_are_not() -> None:
    scenario = a_scenario(
        corridors=(a_corridor("gate", "bridge"), a_corridor("gate", "bridge", id="other"))
    )
    shut = Opening(kind="corridor", ids=("other",), windows=NEVER, reason="closed", reports=("r",))
    road, other = built(scenario, shut).corridors
    assert (road.windows, other.windows) == (WHOLE, NEVER)


def test_a_street_forbidden_to_a_class_is_left_to_the_others() -> None:
    scenario = round_the_bridge(
        vehicles=(a_bus(start_place="depot"), a_bus(id="van", start_place="depot"))
    )
    instance = built(scenario, closed("gate", "bridge", barred=("bus",)))
    assert instance.corridors[0].legs == ((1,),)
    assert [cls.corridors for cls in instance.classes] == [frozenset(), frozenset({"road"})]
    assert (only_status(instance).does, only_status(instance).barred) == ("forbid", ("bus",))


def test_an_alternative_route_is_left_to_a_barred_class() -> None:
    corridor = a_corridor("gate", "bridge", alternatives=2)
    instance = built(
        round_the_bridge(corridors=(corridor,)), closed("gate", "bridge", barred=("bus",))
    )
    assert instance.classes[0].corridors == {"road~2"}


def test_a_street_forbidden_to_a_corridor_is_gone_round_by_it_alone() -> None:
    scenario = round_the_bridge(
        corridors=(a_corridor("gate", "bridge"), a_corridor("gate", "bridge", id="other"))
    )
    road, other = built(scenario, closed("gate", "bridge", barred=("other",))).corridors
    assert (road.legs, other.legs) == (((1,),), ((3,),))


def test_a_street_forbidden_to_empty_vehicles_is_taken_out_but_not_back() -> None:
    barred = closed("gate", "bridge", barred=("empty",))
    [corridor] = built(round_the_bridge(), barred).corridors
    assert (corridor.legs, corridor.back_legs, corridor.returns) == (((1,),), ((3,),), True)
    [corridor] = built(a_scenario(), barred).corridors
    assert (corridor.windows, corridor.returns) == (WHOLE, False)


def test_a_street_forbidden_to_people_is_gone_round_by_convoys() -> None:
    barred = closed("gate", "bridge", barred=("people",))
    [corridor] = built(round_the_bridge(), barred).corridors
    assert (corridor.legs, corridor.back_legs) == (((3,),), ((3,),))  # back by the same roads
    assert built(a_scenario(), barred).corridors[0].windows == NEVER


def test_a_warning_changes_nothing_but_says_who_passes() -> None:
    cautions = (
        Caution(kind="link", ids=("camp", "gate"), windows=MORNING, reason="contested"),
        Caution(kind="place", ids=("bridge",), windows=WHOLE, reason="contested"),
        Caution(kind="place", ids=("west",), windows=WHOLE, reason="contested"),
    )
    instance = built(a_scenario(), *cautions)
    assert replace(instance, statuses=(), _digest=[]) == build_instance(a_scenario())
    assert instance.digest != build_instance(a_scenario()).digest
    link, bridge, west = instance.statuses
    assert link.roads == (("camp", "gate"), ("gate", "camp"))
    assert bridge.corridors == bridge.back_corridors == {"road"}
    assert bridge.roads == (("bridge", "east"), ("east", "bridge"))
    assert (west.corridors, west.back_corridors, west.roads) == (frozenset(), frozenset(), ())


def test_what_the_scenario_does_not_have_does_nothing() -> None:
    instance = built(a_scenario(), closed("atlantis"), closed("atlantis", "gate"))
    assert replace(instance, statuses=(), _digest=[]) == build_instance(a_scenario())


NODES = ("depot", "camp", "gate", "bridge", "ford", "east", "west")
PAIRS = tuple((a, b) for i, a in enumerate(NODES) for b in NODES[i + 1 :])


@given(
    lengths=st.dictionaries(st.sampled_from(PAIRS), st.integers(1, 9), min_size=6),
    shut=st.lists(st.sampled_from([*PAIRS, *((name,) for name in NODES)]), max_size=4, unique=True),
    hours=st.sampled_from([NEVER, MORNING]),
)
def test_closed_streets_are_never_used(
    lengths: dict[tuple[str, str], int], shut: list[tuple[str, ...]], hours: Windows
) -> None:
    links = tuple(a_link(a, b, 1000 * km) for (a, b), km in lengths.items())
    whole, left = nx.Graph(), nx.Graph()
    for (a, b), km in lengths.items():
        whole.add_edge(a, b, minutes=km)
        if not any(set(street) <= {a, b} for street in shut):
            left.add_edge(a, b, minutes=km)
    left.add_nodes_from(NODES)
    assume("gate" in whole and "bridge" in whole and nx.has_path(whole, "gate", "bridge"))
    instance = built(a_scenario(links=links), *(closed(*ids, windows=hours) for ids in shut))
    for (start, end), (minutes,) in instance.roads.items():
        assert minutes == nx.shortest_path_length(left, start, end, weight="minutes")
    [corridor] = instance.corridors
    ends_shut = bool({("gate",), ("bridge",)} & set(shut))
    if nx.has_path(left, "gate", "bridge"):
        assert corridor.legs[0][0] == nx.shortest_path_length(
            left, "gate", "bridge", weight="minutes"
        )
    if nx.has_path(left, "gate", "bridge") and not ends_shut:
        assert corridor.windows == WHOLE
    else:
        assert corridor.windows == hours
    for status in instance.statuses:
        assert status.roads == ()
        assert not status.corridors or corridor.windows == hours
