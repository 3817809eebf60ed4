"""Replanning: history is kept, the rest obeys the rules, the bound is that of those who wait."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest
from tests.plan.instances import random_instance
from tests.planning.hand import bus, corridor, group, made, pool, roads

from masarat.core.errors import InputError, UsageError
from masarat.core.windows import Window, Windows
from masarat.plan.checker import check
from masarat.plan.remaining import remaining
from masarat.planning import Options, solve
from masarat.planning.replan import (
    Actual,
    Change,
    Movement,
    Status,
    changed_instance,
    replan,
    report,
)
from masarat.planning.replanning.past import past_of
from masarat.planning.replanning.rest import rest_of
from masarat.planning.replanning.starting import warm_start
from masarat.scenario.instance import Destination, LinkedOperation, Need

if TYPE_CHECKING:
    from masarat.plan.document import Plan
    from masarat.planning import Progress
    from masarat.scenario.instance import Instance

ALEPPO = Path(__file__).parents[2] / "examples" / "aleppo-2016"
QUICK = Options(effort=2, threads=1)


def two_trips() -> Instance:
    """One bus at `a`, 20 people: 0 to 20, empty until 42, 42 to 62."""
    return made(group(people=20))


def before(plan: Plan, at: int) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    convoys = tuple(convoy for convoy in plan.convoys if convoy.depart < at)
    return convoys, tuple(trip for trip in plan.empty_trips if trip.depart < at)


def replanned(instance: Instance, plan: Plan, change: Change) -> tuple[Instance, Plan]:
    """Replan and check; return the changed instance and the new plan."""
    changed = changed_instance(instance, plan, change)
    new = replan(instance, plan, change, QUICK)
    verdict = check(changed, new)
    assert verdict.ok, str(verdict)
    return changed, new


def after(plan: Plan, **change: Any) -> Plan:
    """Return what the two trips become after a change."""
    return replanned(two_trips(), plan, Change(**change))[1]


@pytest.fixture(scope="module")
def plan() -> Plan:
    made_plan = solve(two_trips(), QUICK)
    assert [convoy.depart for convoy in made_plan.convoys] == [0, 42]
    assert made_plan.clearance_minutes == 62
    return made_plan


def random_change(rng: random.Random, instance: Instance, plan: Plan, earliest: int) -> Change:
    at = rng.randint(earliest, max(plan.clearance_minutes, earliest) + 3)
    kind = rng.choice(["nothing", "close", "suspend", "fleet", "lost", "all at once"])
    one = rng.choice(instance.corridors).id
    cls = rng.choice([cls for cls in instance.classes if "-" not in cls.id])  # none that came later
    pause = Window(at + rng.randint(-3, 10), at + rng.randint(11, 50))
    every = kind == "all at once"
    return Change(
        at=at,
        closed=frozenset({one}) if every or kind == "close" else frozenset(),
        suspensions=Windows.of([pause]) if every or kind == "suspend" else Windows(()),
        fleet={cls.id: rng.randint(0, cls.count + 2)} if every or kind == "fleet" else {},
        lost=frozenset(rng.sample(cls.vehicle_ids(), 1)) if kind == "lost" else frozenset(),
    )


def random_story(seed: int) -> int:
    """Plan, and replan twice at random; return how many convoys were planned anew after some."""
    rng = random.Random(seed)  # noqa: S311  (test data)
    instance = random_instance(rng, size=rng.choice([3, 6, 12]))
    plan, earliest, continued = solve(instance, QUICK), 0, 0
    for _ in range(2):
        change = random_change(rng, instance, plan, earliest)
        changed, new = replanned(instance, plan, change)
        assert before(new, change.at) == before(plan, change.at)
        mine = rest_of(changed, past_of(changed, plan, change.at)).remaining.instance
        assert mine == remaining(changed, new)
        kept = len(before(plan, change.at)[0])
        continued += (len(new.convoys) - kept) if kept else 0
        instance, plan, earliest = changed, new, change.at
    return continued


def test_random_plans_go_on_after_random_changes() -> None:
    assert sum(random_story(seed) for seed in range(40)) > 10


@pytest.mark.slow
def test_many_random_plans_go_on_after_random_changes() -> None:
    assert sum(random_story(seed) for seed in range(1000, 1600)) > 100


# ---- by hand ----


def test_without_news_the_rest_stays_as_good(plan: Plan) -> None:
    new = after(plan, at=10)
    assert new.clearance_minutes == 62
    assert new.bound.minutes == 62
    assert report(new, 10).waiting == 10
    assert report(new, 10).gap == 0


BOTH: dict[str, Any] = {"destinations": ("d", "e"), "may_split": False}
GOALS = (Destination(place="d"), Destination(place="e"))


@pytest.mark.parametrize(
    ("instance", "people"),
    [
        (made(group(people=25), destinations=(Destination(place="d", capacity=15),)), [5]),
        (made(group(people=30), end=65), [20]),
        (
            made(
                group("g", 10, **BOTH, together="kin"),
                group("h", 10, **BOTH, together="kin"),
                fleet=(bus(available=15),),
                way=roads(("a", "x", 5), ("y", "d", 9), ("y", "e", 5)),
                destinations=GOALS,
                end=45,
            ),
            [10, 10],
        ),
    ],
    ids=["full", "too late", "bound to one destination"],
)
def test_a_plan_that_leaves_people_is_gone_on_from(instance: Instance, people: list[int]) -> None:
    """They may go, too, where there is room: news may be that there is time."""
    plan = solve(instance, QUICK)
    assert plan.left
    changed = changed_instance(instance, plan, Change(at=10))
    search = warm_start(rest_of(changed, past_of(changed, plan, 10)), plan, QUICK)
    assert search is not None
    streams = search.problem.streams
    assert [stream.people for stream in streams if stream.people] == people
    assert len({stream.destination for stream in streams if stream.people}) == 1
    rest = [convoy.depart for convoy in plan.convoys if convoy.depart >= 10]
    assert [convoy.depart for convoy in search.table().convoys] == rest


def test_a_vehicle_on_the_way_back_is_where_it_is_going(plan: Plan) -> None:
    new = after(plan, at=30)
    assert [trip.depart for trip in new.empty_trips] == [20]
    assert new.clearance_minutes == 62


def test_a_vehicle_that_loads_can_load_again() -> None:
    instance = made(group(people=20), fleet=(bus(load=15),))
    plan = solve(instance, QUICK)
    boarding, departure = plan.convoys[0].rides[0].board, plan.convoys[0].depart
    assert (boarding, departure) == (0, 15)
    _, new = replanned(instance, plan, Change(at=14))
    assert (new.convoys[0].rides[0].board, new.convoys[0].depart) == (14, 29)


def test_ids_of_history_stay_and_new_ones_go_on(plan: Plan) -> None:
    new = after(plan, at=10)
    assert [convoy.id for convoy in new.convoys] == ["C1", "C2"]
    assert len({trip.id for trip in new.empty_trips}) == len(new.empty_trips)


def test_a_convoy_on_a_corridor_that_closes_goes_on_and_nobody_follows(plan: Plan) -> None:
    new = after(plan, at=10, closed=frozenset({"c"}))
    assert [convoy.depart for convoy in new.convoys] == [0]
    assert not new.empty_trips
    (left,) = new.left
    assert (left.group, left.people) == ("g", 10)
    assert left.reason


def test_a_suspension_catches_nobody_on_the_way(plan: Plan) -> None:
    new = after(plan, at=10, suspensions=Windows.of([Window(10, 100)]))
    assert [convoy.depart for convoy in new.convoys] == [0, 122]
    assert new.bound.minutes == new.clearance_minutes == 142


def test_closing_all_corridors_leaves_people_with_reasons() -> None:
    instance = random_instance(random.Random(5), size=12)  # noqa: S311  (test data)
    plan = solve(instance, QUICK)
    at = plan.clearance_minutes // 2
    everything = frozenset(corridor.id for corridor in instance.corridors)
    _, new = replanned(instance, plan, Change(at=at, closed=everything))
    assert before(new, at)[0] == new.convoys
    assert new.people_left == report(new, at).waiting > 0
    assert all(left.reason for left in new.left)


def test_a_lost_bus_finishes_its_trip_and_is_never_used_again() -> None:
    instance = made(group(people=60), fleet=(bus(count=2),))
    plan = solve(instance, QUICK)
    changed, new = replanned(instance, plan, Change(at=10, lost=frozenset({"bus-1"})))
    rides = [(convoy.depart, r.vehicle) for convoy in new.convoys for r in convoy.rides]
    assert [depart for depart, vehicle in rides if vehicle == "bus-1"] == [0]
    assert not new.left
    assert changed.classes[0].lost == (("bus-1", 10),)
    assert "R16" in check(changed, replace(plan, instance=changed.digest)).rules


def test_fewer_vehicles_lose_those_that_are_not_on_the_way() -> None:
    instance = made(group(people=30), fleet=(bus(count=4),))
    plan = solve(instance, QUICK)
    busy = {ride.vehicle for convoy in plan.convoys for ride in convoy.rides}
    assert len(busy) == 3
    changed = changed_instance(instance, plan, Change(at=10, fleet={"bus": 3}))
    assert {vehicle for vehicle, _ in changed.classes[0].lost}.isdisjoint(busy)


def test_more_vehicles_come_from_the_minute_of_the_news_on(plan: Plan) -> None:
    new = after(plan, at=10, fleet={"bus": 2})
    assert new.convoys[1].depart == 10
    assert new.convoys[1].rides[0].vehicle == "bus-10-1"
    assert new.clearance_minutes == 30


def in_use(instance: Instance) -> dict[str, int]:
    """Return how many vehicles of each class are not lost."""
    return {cls.id: cls.count - len(cls.lost) for cls in instance.classes}


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        (4, {"bus": 2, "bus-10": 2}),
        (5, {"bus": 2, "bus-12": 1, "bus-10": 2}),
        (3, {"bus": 2, "bus-10": 1}),
        (1, {"bus": 1, "bus-10": 0}),
    ],
)
def test_vehicles_that_came_to_a_class_count_with_it(asked: int, left: dict[str, int]) -> None:
    instance = made(group(people=120), fleet=(bus(count=2),))
    changed, more = replanned(instance, solve(instance, QUICK), Change(at=10, fleet={"bus": 4}))
    assert in_use(changed) == {"bus": 2, "bus-10": 2}
    again, _ = replanned(changed, more, Change(at=12, fleet={"bus": asked}))
    assert in_use(again) == left


def test_vehicles_that_came_are_lost_before_others_only_where_neither_is_on_the_way() -> None:
    instance = made(group(people=120), fleet=(bus(count=2),))
    changed, more = replanned(instance, solve(instance, QUICK), Change(at=10, fleet={"bus": 3}))
    # At 20 both buses of the start have arrived; the one that came is on the way until 30.
    again = changed_instance(changed, more, Change(at=20, fleet={"bus": 2}))
    assert in_use(again) == {"bus": 1, "bus-10": 1}


def test_a_class_of_the_scenario_is_not_taken_for_vehicles_that_came() -> None:
    instance = made(group(people=120), fleet=(bus(count=2), bus("bus-2", count=2)))
    changed = changed_instance(instance, solve(instance, QUICK), Change(at=5, fleet={"bus": 3}))
    assert in_use(changed) == {"bus": 2, "bus-5": 1, "bus-2": 2}


def test_vehicles_that_came_are_not_asked_for_by_themselves() -> None:
    instance = made(group(people=120), fleet=(bus(count=2),))
    changed, more = replanned(instance, solve(instance, QUICK), Change(at=10, fleet={"bus": 3}))
    with pytest.raises(UsageError, match="came to 'bus': say how many of 'bus' there are in all"):
        changed_instance(changed, more, Change(at=20, fleet={"bus-10": 2}))


def test_an_escort_team_on_the_way_is_not_free() -> None:
    instance = made(
        group(people=20), fleet=(bus(count=2),), escorts=(pool(),), corridors=(corridor(largest=1),)
    )
    plan = solve(instance, QUICK)
    assert [convoy.depart for convoy in plan.convoys] == [0, 32]
    _, new = replanned(instance, plan, Change(at=1))
    assert [convoy.depart for convoy in new.convoys] == [0, 32]


def test_a_group_that_goes_to_one_destination_goes_where_it_began() -> None:
    instance = made(group(people=20, destinations=("d", "e")), way={
        **two_trips().roads, ("y", "e"): (5,), ("e", "y"): (5,),
    })  # fmt: skip
    plan = solve(instance, QUICK)
    begun = plan.convoys[0].rides[0].destination
    _, new = replanned(instance, plan, Change(at=5))
    assert {ride.destination for convoy in new.convoys for ride in convoy.rides} == {begun}


def test_news_of_minute_0_plans_everything_anew(plan: Plan) -> None:
    new = after(plan, at=0, suspensions=Windows.of([Window(0, 30)]))
    assert new.convoys[0].depart == 30


def test_a_vehicle_lost_before_anything_moved_is_not_used(plan: Plan) -> None:
    new = after(plan, at=0, lost=frozenset({"bus-1"}))
    assert (new.convoys, new.people_left) == ((), 20)


def test_replanning_of_a_replanned_plan_keeps_both_changes(plan: Plan) -> None:
    instance = two_trips()
    pause = Change(at=10, suspensions=Windows.of([Window(10, 100)]))
    changed, new = replanned(instance, plan, pause)
    again, last = replanned(changed, new, Change(at=50, fleet={"bus": 2}))
    assert again.now == 50
    assert last.clearance_minutes == 120
    with pytest.raises(UsageError, match="not between 50"):
        replan(again, last, Change(at=49))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"at": "day 1 07:00"}, "at: found 'day 1 07:00', expected a whole minute"),
        ({"at": 60.5}, "at: found 60.5, expected a whole minute"),
        ({"at": 60, "closed": "road"}, "closed: found 'road', expected a set of ids, such as {'ro"),
        ({"at": 60, "lost": "bus-1"}, "lost: found 'bus-1', expected a set of ids"),
    ],
)
def test_a_change_of_the_wrong_kind_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Change(**given)


def test_faults_of_a_change_are_all_named(plan: Plan) -> None:
    change = Change(
        at=2000, closed=frozenset({"cc"}), fleet={"bsu": 1, "bus": -1}, lost=frozenset({"bus-9"})
    )
    with pytest.raises(UsageError) as raised:
        replan(two_trips(), plan, change)
    lines = str(raised.value).splitlines()
    assert len(lines) == 5
    assert lines[0] == "there is no corridor 'cc' (did you mean 'c'?)"
    assert lines[1] == "there is no vehicle class 'bsu' (did you mean 'bus'?)"


def test_a_plan_of_another_instance_is_not_gone_on_from(plan: Plan) -> None:
    with pytest.raises(UsageError, match="expected the plan's"):
        replan(made(group(people=30)), plan, Change(at=10), QUICK)


# ---- what history does not excuse ----


def test_a_rule_broken_together_with_history_is_broken() -> None:
    instance = made(
        group(people=20), fleet=(bus(count=2),), corridors=(corridor(headway=30, largest=1),)
    )
    plan = solve(instance, QUICK)
    changed, new = replanned(instance, plan, Change(at=10))
    assert [convoy.depart for convoy in new.convoys] == [0, 30]
    late = new.convoys[1]
    early = replace(
        late,
        depart=15,
        entry=20,
        exit=30,
        rides=(replace(late.rides[0], board=15, arrive=35),),
    )
    assert "R8" in check(changed, replace(new, convoys=(new.convoys[0], early))).rules


def test_a_bound_that_history_does_not_prove_is_refused(plan: Plan) -> None:
    changed, new = replanned(two_trips(), plan, Change(at=10))
    for minutes in (61, 62):
        kept = replace(new, bound=replace(new.bound, minutes=minutes))
        assert check(changed, kept).ok
    bare = replace(new, bound=replace(new.bound, minutes=20, certificate={}))
    assert check(changed, bare).ok  # the convoy on the way arrives at 20
    bare = replace(new, bound=replace(new.bound, minutes=21, certificate={}))
    assert check(changed, bare).rules == {"bound"}


# ---- what really departed ----


def told(at: int, *movements: Movement, **change: Any) -> Change:
    return Change(at=at, actual=Actual(movements=movements), **change)


def test_a_convoy_that_left_later_makes_what_follows_later(plan: Plan) -> None:
    late = Movement(convoy="C1", departed=5)
    _, new = replanned(two_trips(), plan, told(30, late))
    first, second = new.convoys
    assert (first.depart, first.entry, first.exit, first.rides[0].arrive) == (5, 10, 20, 25)
    assert [(trip.depart, trip.arrive) for trip in new.empty_trips] == [(25, 47)]
    assert (second.depart, new.clearance_minutes) == (47, 67)


@pytest.mark.parametrize(
    ("status", "back", "depart"),
    [(Status.CANCELLED, None, 10), (Status.TURNED_BACK, 16, 16)],
)
def test_a_convoy_that_gave_up_stands_at_its_assembly_point(
    plan: Plan, status: Status, back: int | None, depart: int
) -> None:
    _, new = replanned(two_trips(), plan, told(10, Movement(convoy="C1", status=status, back=back)))
    assert [convoy.depart for convoy in new.convoys] == [depart, depart + 42]
    assert not new.left


def test_fewer_people_aboard_wait_for_the_next_convoy(plan: Plan) -> None:
    _, new = replanned(two_trips(), plan, told(10, Movement(convoy="C1", people={"g": 4})))
    assert [load.people for c in new.convoys for r in c.rides for load in r.loads] == [4, 10, 6]


def test_a_late_departure_outside_the_window_is_a_fact() -> None:
    instance = replace(
        two_trips(),
        corridors=(corridor(windows=Windows.of([Window(0, 20), Window(40, 1000)])),),
        _digest=[],
    )
    plan = solve(instance, QUICK)
    _, new = replanned(instance, plan, told(30, Movement(convoy="C1", departed=7)))
    assert new.convoys[0].exit == 22


def tied() -> Instance:
    tie = LinkedOperation(
        id="tie", a=frozenset({"g"}), b=frozenset({"h"}), tolerance=Fraction(1, 2)
    )
    singly = (corridor(largest=1, headway=5),)
    groups = group(people=40), group("h", people=40, assembly_point="b")
    way = roads(("a", "x", 5), ("b", "x", 5), ("y", "d", 5))
    fleet = bus(count=4), bus("coach", count=4, start_place="b")
    return made(*groups, fleet=fleet, way=way, linked=(tie,), corridors=singly)


def test_a_tie_that_history_pulled_apart_comes_closer_and_never_drifts() -> None:
    plan = solve(tied(), QUICK)
    side = {convoy.id: convoy.rides[0].loads[0].group for convoy in plan.convoys}
    last = [convoy for convoy in plan.convoys if side[convoy.id] == "g"][-1]
    stayed = [
        Movement(convoy=convoy.id, status=Status.CANCELLED)
        for convoy in plan.convoys
        if side[convoy.id] == "h" and convoy.depart < last.depart
    ]
    changed, new = replanned(tied(), plan, told(last.depart, *stayed))
    sent = {convoy.rides[0].loads[0].group: convoy for convoy in reversed(new.convoys[3:])}
    # Three quarters of g have gone and nothing of h: one more of h is closer, though still apart.
    assert sent["h"].depart < sent["g"].depart
    assert not new.left
    drift = replace(sent["g"], depart=changed.now)
    assert "R13" in check(changed, replace(new, convoys=(*new.convoys[:3], drift))).rules
    assert "R13" not in check(changed, replace(new, convoys=new.convoys[:4])).rules


def turned_back(back: int) -> tuple[Instance, Plan]:
    """Return the two trips after news of minute 10: C1 stands at `a` again at minute `back`."""
    instance = two_trips()
    gave_up = Movement(convoy="C1", status=Status.TURNED_BACK, back=back)
    return replanned(instance, solve(instance, QUICK), told(10, gave_up))


@pytest.mark.parametrize(
    "change",
    [Change(at=20), told(20), Change(at=100), told(90)],
)
def test_a_vehicle_stays_held_until_it_departs(change: Change) -> None:
    instance, plan = turned_back(100)
    assert instance.held == (("bus-1", "a", 100),)
    again, new = replanned(instance, plan, change)
    assert again.held == instance.held
    assert [convoy.depart for convoy in new.convoys] == [100, 142]
    mine = rest_of(again, past_of(again, new, change.at)).remaining.instance
    assert mine == remaining(again, new)


@pytest.mark.parametrize("change", [Change(at=101), told(125)])
def test_a_held_vehicle_that_has_departed_is_where_it_went(change: Change) -> None:
    instance, plan = turned_back(100)
    again, new = replanned(instance, plan, change)
    assert again.held == ()
    assert [convoy.depart for convoy in new.convoys] == [100, 142]
    # The instance may still say where it stood before.
    late = replace(again, held=instance.held, _digest=[])
    assert remaining(late, new) == remaining(again, new)
    assert check(late, replace(new, instance=late.digest)).ok


def test_a_held_vehicle_loads_where_it_stands_and_not_before() -> None:
    instance, plan = turned_back(100)
    (first, second), (back,) = plan.convoys, plan.empty_trips
    by = 60

    def earlier(convoy: Any) -> Any:
        ride = convoy.rides[0]
        return replace(
            convoy,
            depart=convoy.depart - by,
            entry=convoy.entry - by,
            exit=convoy.exit - by,
            rides=(replace(ride, board=ride.board - by, arrive=ride.arrive - by),),
        )

    trip = replace(back, depart=back.depart - by, arrive=back.arrive - by)
    hurried = replace(plan, convoys=(earlier(first), earlier(second)), empty_trips=(trip,))
    faults = [str(fault) for fault in check(instance, hurried).violations if fault.rule == "R5"]
    assert "stands at a from minute 100 on, and nowhere before" in faults[0]
    elsewhere = replace(instance, held=(("bus-1", "b", 100),), _digest=[])
    assert "R5" in check(elsewhere, plan).rules


def test_a_vehicle_without_a_start_place_is_held_where_its_convoy_gave_up() -> None:
    car = bus("car", start_place="", own=True, comes_back=False)
    instance = made(group(need=Need.OWN), fleet=(car,))
    gave_up = Movement(convoy="C1", status=Status.TURNED_BACK, back=50)
    changed, new = replanned(instance, solve(instance, QUICK), told(10, gave_up))
    again, last = replanned(changed, new, Change(at=30))
    assert again.held == (("car-1", "a", 50),)
    assert [convoy.depart for convoy in last.convoys] == [50]


def test_the_id_of_a_convoy_that_gave_up_is_never_used_again() -> None:
    instance, plan = turned_back(100)
    assert instance.gave_up == ("C1",)
    assert [convoy.id for convoy in plan.convoys] == ["C2", "C3"]
    again, new = replanned(instance, plan, Change(at=20))
    assert [convoy.id for convoy in new.convoys] == ["C2", "C3"]
    once_more = Movement(convoy="C2", status=Status.CANCELLED)
    last, newest = replanned(again, new, told(110, once_more))
    assert last.gave_up == ("C1", "C2")
    assert [convoy.id for convoy in newest.convoys] == ["C3", "C4"]
    reused = (replace(newest.convoys[0], id="C1"), *newest.convoys[1:])
    assert "form" in check(last, replace(newest, convoys=reused)).rules


def test_vehicles_are_not_back_before_they_were_there(plan: Plan) -> None:
    early = Movement(convoy="C2", status=Status.CANCELLED, back=30)
    _, new = replanned(two_trips(), plan, told(45, early))
    assert new.convoys[1].rides[0].board >= 45


@pytest.mark.parametrize(
    ("movement", "column", "expected"),
    [
        (Movement(convoy="C9", row=3), "convoy", "a convoy of the plan"),
        (Movement(convoy="C1", departed=70, row=3), "departed", "a time before minute 60"),
        (
            Movement(convoy="C1", status=Status.TURNED_BACK, departed=9, back=8),
            "back",
            "minute 9, on",
        ),
        (Movement(convoy="C3", status=Status.CANCELLED), "convoy", "a convoy of the plan"),
        (Movement(convoy="C1", people={"x": 1}, row=3), "group", "a group aboard C1: g"),
        (Movement(convoy="C1", people={"g": 11}, row=3), "people", "no more than there is room"),
        (Movement(convoy="C1", people={"g": 0}, row=3), "people", "somebody in every vehicle"),
        (Movement(convoy="C1", departed=30, row=3), "convoy", "what became of C2: bus-1"),
    ],
)
def test_what_cannot_have_been_is_named(
    plan: Plan, movement: Movement, column: str, expected: str
) -> None:
    with pytest.raises(InputError) as raised:
        replan(two_trips(), plan, told(60, movement))
    fault = raised.value.faults[0]
    assert fault.file == "actual.csv"
    assert fault.field == column
    assert expected in fault.expected


def random_actual(rng: random.Random, plan: Plan, at: int) -> Actual:
    movements = []
    for convoy in plan.convoys:
        status = rng.choice([None, None, *Status]) if convoy.depart < at else None
        if status is Status.DEPARTED:
            depart = min(convoy.depart + rng.choice([0, 2, 5, 20]), at - 1)
            movements.append(Movement(convoy=convoy.id, departed=depart))
        elif status:
            movements.append(Movement(convoy=convoy.id, status=status, back=at + 4))
    return Actual(movements=tuple(movements))


def test_random_histories_are_gone_on_from_or_refused() -> None:
    good = 0
    for seed in range(40):
        rng = random.Random(seed)  # noqa: S311  (test data)
        instance = random_instance(rng, size=6)
        plan = solve(instance, QUICK)
        at = rng.randint(1, plan.clearance_minutes + 2)
        for _ in range(3):
            change = Change(at=at, actual=random_actual(rng, plan, at))
            try:
                changed, plan = replanned(instance, plan, change)
            except InputError:
                continue
            mine = rest_of(changed, past_of(changed, plan, at)).remaining.instance
            assert mine == remaining(changed, plan)
            instance, at = changed, at + rng.randint(1, 40)
            good += 1
    assert good > 60


# ---- Aleppo ----


@pytest.mark.slow
@pytest.mark.parametrize("hour", [6, 12, 20])
def test_aleppo_after_a_closure(hour: int) -> None:
    from masarat.app.loading import load_case  # noqa: PLC0415  (only here)

    instance = load_case(ALEPPO).instance
    plan = solve(instance, Options(effort=20))
    change = Change(at=hour * 60, closed=frozenset({"castello"}))
    seconds: list[float] = []
    started = monotonic()

    def watch(progress: Progress) -> None:
        seconds.append(monotonic() - started)
        assert not progress.people_left

    new = replan(instance, plan, change, Options(effort=20), watch)
    assert seconds[0] < 1
    assert check(changed_instance(instance, plan, change), new).ok
    assert not new.left
    late = [convoy for convoy in new.convoys if convoy.depart >= change.at]
    assert {convoy.corridor for convoy in late}.isdisjoint({"castello"})
