"""Private traffic of a scenario: groups become vehicles, roads keep their limits and windows."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from masarat.core.errors import ScenarioError
from masarat.core.windows import Window, Windows
from masarat.network.traffic.case import UNLIMITED, Note
from masarat.network.traffic.demand import Demand
from masarat.network.traffic.scenario import ROW_CAPACITY, traffic_of
from masarat.scenario import load
from masarat.scenario.document import ScenarioLink, ScenarioWindow
from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from masarat.network.traffic.case import Traffic
    from masarat.scenario.document import Scenario

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture
def tiny() -> Scenario:
    return load(EXAMPLES / "tiny")


def arcs(traffic: Traffic) -> dict[object, tuple[int, int]]:
    numbers = zip(traffic.capacity.tolist(), traffic.transit.tolist(), strict=True)
    return dict(zip(traffic.arc_id, numbers, strict=True))


def opening(traffic: Traffic, arc: str) -> list[tuple[int, int]]:
    windows = traffic.opening[traffic.arc_id.index(arc)]
    return [(window.start, window.until) for window in windows]


def waiting(traffic: Traffic) -> dict[object, int]:
    rows = zip(traffic.source, traffic.supply.tolist(), strict=True)
    return {traffic.node_id[node]: vehicles for node, vehicles in rows}


def test_without_vehicles_of_their_own_everybody_drives(tiny: Scenario) -> None:
    traffic = traffic_of(tiny, Demand())
    assert waiting(traffic) == {"square": 31}
    limits = {traffic.node_id[n]: int(u) for n, u in zip(traffic.sink, traffic.limit, strict=True)}
    assert limits == {"hall": 50, "hospital": 5}  # people / 2
    assert [note.key for note in traffic.notes] == ["everybody", "any_exit", "occupancy_assumed"]
    # One lane of 5 minutes lets 12 vehicles an hour through the gate.
    assert arcs(traffic)["gate-gate"] == (12, 300)
    assert arcs(traffic)["square-gate"] == (ROW_CAPACITY, 600)
    assert traffic.opening == {}


def test_groups_with_vehicles_of_their_own_are_the_traffic() -> None:
    traffic = traffic_of(load(EXAMPLES / "aleppo-2016"), Demand())
    assert waiting(traffic) == {"as-sukkari": 500, "al-ansari-mashhad": 500}  # 2,000 by 4 seats
    assert traffic.notes == (Note("own"), Note("occupancy_seats", {"occupancy": 4}))
    # Their vehicles may leave from 16 December 06:00 on, a day after the start.
    ready = [arc for arc, windows in traffic.opening.items() if windows.windows[0].start == 86_400]
    assert len(ready) == 2
    shut = {
        f"{link.start}-{link.end}"
        for link in load(EXAMPLES / "aleppo-2016").links
        if link.crosses_contact_line and not link.crossing_point
    }
    assert shut
    assert not shut & set(traffic.arc_id)


def test_occupancy_can_be_said(tiny: Scenario) -> None:
    assert waiting(traffic_of(tiny, Demand(occupancy=Fraction(4)))) == {"square": 16}


def test_what_is_not_always_open_carries_its_windows(tiny: Scenario) -> None:
    link = ScenarioLink(
        start="square",
        end="gate",
        length_m=6000,
        road_class="tertiary",
        speed_kmh=60,
        lanes=2,
        closed_from=30,
    )
    scenario = replace(
        tiny,
        travel=tuple(row for row in tiny.travel if row.start != "square"),
        links=(link,),
        windows=(ScenarioWindow(of="gate", window=Window(10, 60)),),
        groups=tuple(replace(group, ready=5) for group in tiny.groups),
        places=tuple(replace(p, ready=90 if p.id == "hall" else 0) for p in tiny.places),
        suspensions=Windows.of([Window(20, 25)]),
    )
    traffic = traffic_of(scenario, Demand())
    assert arcs(traffic)["square-gate"] == (1900, 360)  # two lanes of a tertiary street; 6 minutes
    assert opening(traffic, "square-gate") == [(0, 1200), (1500, 1800)]
    assert opening(traffic, "gate-gate") == [(600, 1200), (1500, 3600)]
    assert opening(traffic, "square-square") == [(300, 1200), (1500, 21600)]
    assert opening(traffic, "hall-hall") == [(5400, 21600)]
    assert opening(traffic, "gate-hall") == [(0, 1200), (1500, 21600)]  # suspensions stop all
    assert traffic.until == 21_600


def test_nobody_is_cleared_by_staying_where_others_wait(tiny: Scenario) -> None:
    families = next(group for group in tiny.groups if group.id == "families")
    back = replace(families, id="back", at="hall", destinations=("square",))
    traffic = traffic_of(replace(tiny, groups=(*tiny.groups, back)), Demand())
    assert {traffic.node_id[node] for node in traffic.sink} == {"hospital"}
    with pytest.raises(ScenarioError, match="a destination where no other group waits"):
        traffic_of(replace(tiny, groups=(families, back)), Demand())


def test_a_destination_without_capacity_takes_all(tiny: Scenario) -> None:
    places = tuple(replace(place, capacity=None) for place in tiny.places)
    assert set(traffic_of(replace(tiny, places=places), Demand()).limit.tolist()) == {UNLIMITED}


def test_only_those_who_leave_count(tiny: Scenario) -> None:
    groups = tuple(
        replace(group, need=None if group.id == "families" else Need.SEAT) for group in tiny.groups
    )
    assert waiting(traffic_of(replace(tiny, groups=groups), Demand())) == {"square": 1}


def test_unknown_ids_are_named(tiny: Scenario) -> None:
    groups = tuple(replace(group, at="sqare") for group in tiny.groups)
    with pytest.raises(ScenarioError, match="did you mean 'square'"):
        traffic_of(replace(tiny, groups=groups), Demand())
