"""Explaining: what binds is named, and every saving is computed."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from benchmarks.instances.small import small
from tests.plan.instances import random_instance
from tests.planning.hand import bus, checkpoint, corridor, group, made, pool, windows

from masarat.core.errors import UsageError
from masarat.core.windows import Window, Windows
from masarat.plan.checker import check
from masarat.planning import Options, solve
from masarat.planning.explain import MOST_WAYS, Explanation, Saving, binds, explain
from masarat.planning.explaining.questions import Ask, Question, questions
from masarat.planning.replan import Change, changed_instance, replan
from masarat.scenario.instance import AssemblyPoint, Destination, Instance, LinkedOperation

QUICK = Options(effort=2, threads=1)


def explained(instance: Instance, *, quick: bool = False) -> Explanation:
    return explain(instance, solve(instance, QUICK), QUICK, quick=quick)


def saving(explanation: Explanation, resource: str) -> Saving:
    return next(each for each in explanation.savings if each.resource == resource)


@pytest.fixture(scope="module")
def gate() -> Instance:
    """Return a checkpoint that binds: 12 buses with 30 minutes each, one lane."""
    return made(
        group(people=120),
        fleet=(bus(count=20),),
        corridors=(corridor(largest=1),),
        checkpoints=(checkpoint(minutes=30),),
    )


def test_the_checkpoint_that_binds_is_named_and_a_lane_saves_nothing_for_single_vehicles(
    gate: Instance,
) -> None:
    found = explained(gate)
    assert found.binds[0].name == "checkpoint x"
    assert found.binds[0].share > 0.5
    assert sum(bind.share for bind in found.binds) == pytest.approx(1, abs=0.01)
    lane = saving(found, "checkpoint x")
    assert (lane.bound_minutes, lane.planned_minutes) == (0, 0)


def test_a_lane_saves_half_the_inspections_of_convoys_of_two(gate: Instance) -> None:
    instance = replace(gate, corridors=(corridor(largest=2),), _digest=[])
    found = explained(instance)
    lane = saving(found, "checkpoint x")
    # 12 buses by twos: 6 inspections of 60 minutes become 6 of 30.
    assert lane.planned_minutes == 180
    assert 150 <= lane.bound_minutes <= 180
    assert lane.most_minutes is not None
    assert lane.most_minutes >= lane.planned_minutes
    assert lane.ask == Ask("lane", "x")
    fleet = saving(found, "fleet bus")
    assert fleet.planned_minutes == 0
    assert fleet.ask == Ask("vehicles", "bus", {"n": 10})


def test_the_largest_saving_comes_first(gate: Instance) -> None:
    found = explained(replace(gate, corridors=(corridor(largest=2),), _digest=[]))
    assert found.savings[0].resource == "checkpoint x"


def test_ten_more_buses_save_the_second_rotation() -> None:
    found = explained(made(group(people=20)))
    more = saving(found, "fleet bus")
    assert (more.bound_minutes, more.planned_minutes) == (42, 42)


def test_a_plan_whose_bound_counts_rides_is_explained_by_prices() -> None:
    instance = made(group(people=20))
    plan = solve(instance, QUICK)
    assert "prices" not in plan.bound.certificate
    found = explain(instance, plan, QUICK, quick=True)
    assert found.binds[0].name == "fleet bus"
    assert saving(found, "fleet bus").bound_minutes == 42


def test_what_binds_is_read_from_the_plan_without_a_search(gate: Instance) -> None:
    plan = solve(gate, QUICK)
    assert binds(gate, plan) == explain(gate, plan, QUICK, quick=True).binds
    assert binds(gate, plan)[0].name == "checkpoint x"


def test_a_bound_without_prices_or_with_very_many_ways_has_no_shares(gate: Instance) -> None:
    counted = made(group(people=20))
    assert binds(counted, solve(counted, QUICK)) == ()
    goals = tuple(Destination(place=f"d{n}") for n in range(MOST_WAYS + 1))
    assert binds(replace(gate, destinations=goals, _digest=[]), solve(gate, QUICK)) == ()


def test_quick_mode_has_bounds_and_no_plans() -> None:
    found = explained(made(group(people=20)), quick=True)
    more = saving(found, "fleet bus")
    assert (more.bound_minutes, more.planned_minutes, more.people) == (42, None, None)


def test_more_room_moves_those_who_are_left() -> None:
    full = Destination(place="d", capacity=15)
    found = explained(made(group(people=20), destinations=(full,)))
    room = saving(found, "destination d")
    assert room.people == 2


def test_where_people_are_left_no_bound_says_what_can_be_gained() -> None:
    full = Destination(place="d", capacity=15)
    more = saving(explained(made(group(people=20), destinations=(full,))), "fleet bus")
    # 15 go in any case; with ten more buses all of them at once, in 20 minutes instead of 62.
    assert (more.most_minutes, more.planned_minutes, more.people) == (None, 42, 0)


def test_prices_are_held_against_prices_where_the_bound_rests_on_more() -> None:
    """Looking at everything proves 406 minutes here, prices prove 383."""
    instance = small(2, 10)
    plan = solve(instance, QUICK)
    assert (plan.bound.minutes, plan.bound.certificate["excluded"]) == (406, 382)
    team = saving(explain(instance, plan, QUICK, quick=True), "escorts escorts")
    assert (team.bound_minutes, team.prices_alone) == (0, True)
    assert team.most_minutes == 406 - 383
    eased = next(each for each in questions(instance) if each.resource == "escorts escorts")
    assert solve(eased.instance, QUICK).clearance_minutes < 406


def test_who_has_departed_bounds_what_can_be_gained() -> None:
    instance = made(group(people=10), group("h", people=10, ready=5), fleet=(bus(count=2),))
    plan = solve(instance, QUICK)
    change = Change(at=10)
    changed, new = changed_instance(instance, plan, change), replan(instance, plan, change, QUICK)
    more = saving(explain(changed, new, QUICK), "fleet bus")
    assert (more.bound_minutes, more.most_minutes, more.prices_alone) == (0, 0, False)


def test_an_hour_of_calm_lets_the_second_rotation_go_today() -> None:
    instance = made(group(people=20), corridors=(corridor(windows=windows((0, 30), (500, 600))),))
    found = explained(instance)
    calm = saving(found, "window")
    # The second trip enters at 500 and arrives at 515; with an hour more it arrives at 62.
    assert calm.planned_minutes == 515 - 62
    assert "window" in solve(instance, QUICK).bound.source


def test_an_explanation_is_the_same_every_time(gate: Instance) -> None:
    assert explained(gate) == explained(gate)


def test_a_replanned_plan_is_explained_from_its_state() -> None:
    instance = made(group(people=30))
    plan = solve(instance, QUICK)
    change = Change(at=10)
    changed, new = changed_instance(instance, plan, change), replan(instance, plan, change, QUICK)
    more = saving(explain(changed, new, QUICK), "fleet bus")
    # At 10 two loads wait: with ten more buses both arrive at 30 instead of 104.
    assert (more.bound_minutes, more.planned_minutes) == (74, 74)


def test_a_plan_of_another_instance_is_not_explained(gate: Instance) -> None:
    with pytest.raises(UsageError, match="expected the plan's"):
        explain(gate, solve(made(group(people=30)), QUICK), QUICK, quick=True)


def every_limit() -> Instance:
    tie = LinkedOperation(
        id="tie", a=frozenset({"g"}), b=frozenset({"h"}), tolerance=Fraction(1, 4)
    )
    pause = Windows.of([Window(100, 200)])
    return made(
        group(people=20),
        group("h", people=20),
        corridors=(corridor(headway=9, per_hour=3, windows=windows((0, 400))),),
        checkpoints=(checkpoint(),),
        escorts=(pool(),),
        linked=(tie,),
        suspensions=pause,
        assembly_points=(AssemblyPoint(place="a", bays=1),),
        destinations=(Destination(place="d", capacity=100),),
    )


def test_every_kind_of_limit_is_asked_for() -> None:
    asked = {question.resource: question for question in questions(every_limit())}
    assert asked.keys() == {
        "checkpoint x", "fleet bus", "escorts team", "window", "headway c", "corridor c", "bays a",
        "destination d", "linked tie",
    }  # fmt: skip
    assert asked["headway c"].ask == Ask("headway", "c", {"n": 6, "before": 9})
    assert asked["linked tie"].instance.linked[0].tolerance == Fraction(1, 2)
    assert asked["destination d"].instance.destinations[0].capacity == 110


def holds_old_plans(seed: int) -> list[Question]:
    """Return the questions whose instance refuses the plan of the unchanged one."""
    rng = random.Random(seed)  # noqa: S311  (test data)
    instance = random_instance(rng, size=6)
    plan = solve(instance, QUICK)
    rules = {"bound", "digest", "R11", "R5"}  # a further lane changes inspections, so minutes
    return [
        question
        for question in questions(instance)
        if not check(question.instance, plan).rules <= rules
    ]


def test_whatever_is_asked_for_only_relaxes() -> None:
    assert [holds_old_plans(seed) for seed in range(25)] == [[]] * 25


def test_random_instances_are_explained() -> None:
    for seed in range(12):
        instance = random_instance(random.Random(seed), size=6)  # noqa: S311  (test data)
        found = explained(instance)
        for each in found.savings:
            assert each.bound_minutes >= 0
            most = each.most_minutes
            assert most is None or most >= (each.planned_minutes or 0)
