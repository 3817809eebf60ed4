"""Two plans compared: what is the same is not listed, what differs is."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import pytest
from tests.plan.corrupting import shifted
from tests.plan.instances import random_instance
from tests.plan.naive import empty_plan, naive_plan

from masarat.plan.comparison import compare
from masarat.plan.document import Convoy, EmptyTrip, Left, Load, Passage, Plan, Ride


def convoy(name: str, depart: int, *, goal: str = "d1", people: int = 3) -> Convoy:
    ride = Ride(
        vehicle="bus-1",
        board=depart - 2,
        destination=goal,
        loads=(Load(group="g1", people=people),),
        arrive=depart + 10,
    )
    return Convoy(
        id=name,
        corridor="c1",
        assembly_point="a1",
        depart=depart,
        entry=depart,
        exit=depart + 10,
        rides=(ride,),
    )


def plan_of(*convoys: Convoy) -> Plan:
    instance = random_instance(random.Random(0), size=3)  # noqa: S311
    return replace(empty_plan(instance), convoys=convoys, left=())


def test_a_plan_is_the_same_as_itself() -> None:
    for seed in range(20):
        rng = random.Random(seed)  # noqa: S311
        plan = naive_plan(random_instance(rng, size=5), rng)
        comparison = compare(plan, plan)
        assert comparison.same
        assert str(comparison) == "The plans are the same."


def test_a_later_convoy_is_retimed() -> None:
    first, second = convoy("k1", 10), convoy("k2", 40)
    comparison = compare(plan_of(first, second), plan_of(first, shifted(second, 5)))
    (change,) = comparison.retimed
    assert (change.before, change.after, change.fields) == ("k2", "k2", ("departure", "arrival"))
    assert str(change) == "k2: departure, arrival (+5 min)"
    assert comparison.changed == comparison.retimed
    assert "Convoys retimed:\n  k2" in str(comparison)
    assert not comparison.added
    assert not comparison.removed


def test_renamed_convoys_are_matched_by_their_order_on_corridor_and_assembly_point() -> None:
    before = plan_of(convoy("k1", 10), convoy("k2", 40))
    after = plan_of(convoy("x1", 10), convoy("x2", 45), convoy("x3", 90))
    comparison = compare(before, after)
    assert comparison.added == ("x3",)
    assert [(change.before, change.after) for change in comparison.changed] == [("k2", "x2")]
    assert str(comparison.changed[0]) == "k2 (now x2): departure, arrival (+5 min)"
    assert compare(after, before).removed == ("x3",)


def test_an_id_on_another_corridor_is_another_convoy() -> None:
    moved = replace(convoy("k1", 10), corridor="c2")
    comparison = compare(plan_of(convoy("k1", 10)), plan_of(moved))
    assert (comparison.removed, comparison.added) == (("k1",), ("k1",))


def test_other_destinations_are_named_by_group_and_by_place() -> None:
    comparison = compare(plan_of(convoy("k1", 10)), plan_of(convoy("k1", 10, goal="d2")))
    (change,) = comparison.destinations
    assert (change.group, change.before, change.after) == ("g1", {"d1": 3}, {"d2": 3})
    assert str(change) == "g1: 3 to d1 -> 3 to d2"
    assert [str(arrival) for arrival in comparison.arrivals] == [
        "d1: 3 -> 0 (-3)",
        "d2: 0 -> 3 (+3)",
    ]
    assert comparison.changed[0].fields == ("destinations",)
    assert not comparison.retimed


def test_figures_and_instance_are_compared() -> None:
    before = plan_of(convoy("k1", 10))
    after = replace(before, clearance_minutes=7, instance="0" * 64)
    comparison = compare(before, after)
    assert [str(figure) for figure in comparison.figures] == ["clearance minutes: 0 -> 7 (+7)"]
    assert not comparison.same
    assert str(comparison).startswith("The plans are of different instances.\nFigures:")


def test_nobody_of_a_group_is_said_so() -> None:
    (change,) = compare(plan_of(convoy("k1", 10)), plan_of()).destinations
    assert str(change) == "g1: 3 to d1 -> nobody"


TWO = replace(
    convoy("k1", 10),
    escort="red",
    rides=tuple(
        Ride(
            vehicle=vehicle,
            board=8,
            destination=goal,
            loads=(Load(group="g1", people=3),),
            arrive=arrive,
        )
        for vehicle, goal, arrive in (("bus-1", "d1", 20), ("bus-2", "d2", 40))
    ),
)
GATE = Passage(checkpoint="gate", arrive=12, start=12, until=14)


def swapped(two: Convoy) -> Convoy:
    """The buses of a convoy exchange where they go, and whom they take."""
    first, second = two.rides
    names = (replace(first, vehicle=second.vehicle), replace(second, vehicle=first.vehicle))
    return replace(two, rides=names)


@pytest.mark.parametrize(
    ("other", "fields"),
    [
        (replace(TWO, escort="blue"), ("escort",)),
        (swapped(TWO), ("rides",)),
        (shifted(swapped(TWO), 5), ("departure", "arrival", "rides")),
        (replace(TWO, passages=(GATE,)), ("passages",)),
        (replace(TWO, rides=tuple(replace(r, board=7) for r in TWO.rides)), ("boarding",)),
    ],
)
def test_what_no_sum_shows_differs_too(other: Convoy, fields: tuple[str, ...]) -> None:
    comparison = compare(plan_of(TWO), plan_of(other))
    assert [change.fields for change in comparison.changed] == [fields]
    assert not comparison.same


def test_other_people_left_are_named_with_the_reason() -> None:
    before, after = plan_of(), plan_of()
    after = replace(after, left=(Left(group="g1", people=3, reason="no road"),))
    (change,) = compare(before, after).left
    assert str(change) == "g1: nobody -> 3 (no road)"


def trip(name: str, depart: int) -> EmptyTrip:
    return EmptyTrip(
        id=name, vehicles=("bus-1",), origin="d1", target="a1", depart=depart, arrive=depart + 9
    )


def test_empty_trips_are_counted() -> None:
    before = replace(plan_of(), empty_trips=(trip("e1", 5), trip("e2", 50)))
    after = replace(plan_of(), empty_trips=(trip("e1", 50), trip("e2", 60), trip("e3", 70)))
    comparison = compare(before, after)
    assert (comparison.trips_added, comparison.trips_removed) == (("e2", "e3"), ("e1",))
    assert str(comparison) == "Empty trips:\n  2 added, 1 removed"


PLAN = plan_of(TWO)
PRIORITY = PLAN.by_priority[0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"staying": 9}, "people staying: 7 -> 9 (+2)"),
        ({"title": "other"}, "title"),
        ({"bound": replace(PLAN.bound, source=("fleet",))}, "proof of the bounds"),
        (
            {"by_priority": (replace(PRIORITY, bound=replace(PRIORITY.bound, minutes=9)),)},
            f"bound minutes of priority {PRIORITY.priority}: 0 -> 9 (+9)",
        ),
        ({"convoys": (replace(TWO, id="k9"),)}, "details that no list shows"),
    ],
)
def test_nothing_that_differs_is_the_same(change: dict[str, Any], said: str) -> None:
    comparison = compare(PLAN, replace(PLAN, **change))
    assert not comparison.same
    assert said in str(comparison)


def test_seed_and_effort_are_how_a_plan_was_found_not_what_it_is() -> None:
    assert compare(PLAN, replace(PLAN, seed=7, effort=70)).same


def test_the_data_is_plain() -> None:
    comparison = compare(plan_of(convoy("k1", 10)), plan_of(convoy("k2", 12, goal="d2")))
    assert json.loads(json.dumps(comparison.data()))["destinations"][0]["group"] == "g1"
