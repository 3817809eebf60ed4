"""What the rules ask of whoever departs after history, and what bounds say of it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.planning.hand import bus, corridor, group, made, roads

from masarat.plan.checker import check
from masarat.plan.document import Bound, Convoy, Load, Plan, PriorityClearance, Ride
from masarat.planning import Options, solve
from masarat.planning.replan import Change, changed_instance, replan
from masarat.scenario.instance import LinkedOperation

if TYPE_CHECKING:
    from masarat.scenario.instance import Instance

QUICK = Options(effort=2, threads=1)
NONE = Bound(minutes=0, source=(), certificate={})


def as_plan_of(instance: Instance, plan: Plan) -> Plan:
    """The same table as a plan of another instance, without bounds."""
    priorities = tuple(replace(each, bound=NONE) for each in plan.by_priority)
    changed = replace(plan, instance=instance.digest, bound=NONE, by_priority=priorities)
    return replace(changed, stated=None)


def broken(instance: Instance, plan: Plan) -> list[tuple[str, int | None]]:
    return [(each.rule, each.minute) for each in check(instance, plan).violations]


def test_whoever_departs_after_history_boards_after_it() -> None:
    """One bus loads from 0 to 15; the news comes at 14. Bounds begin with empty vehicles then."""
    instance = made(group(people=20), fleet=(bus(load=15),))
    old, change = solve(instance, QUICK), Change(at=14)
    changed = changed_instance(instance, old, change)
    new = replan(instance, old, change, QUICK)
    assert check(changed, new).ok
    assert old.clearance_minutes < new.bound.minutes == new.clearance_minutes
    assert broken(changed, as_plan_of(changed, old)) == [("R16", 0)]


def test_a_window_that_ended_with_the_news_holds_nobody_any_more() -> None:
    """The corridor is one place, entered and left at the same minute, the first of its closure."""
    gate = corridor(places=("a",), legs=((),), back_legs=((),))
    way = roads(("a", "d", 20), ("a", "x", 50), ("y", "d", 50))
    fleet = (bus(corridors=frozenset({"c", "f"})),)
    instance = made(group(people=20), fleet=fleet, corridors=(gate, corridor("f")), way=way)
    old = solve(instance, QUICK)
    second = old.convoys[1]
    assert (second.corridor, second.depart) == ("c", 40)
    changed = changed_instance(instance, old, Change(at=40, closed=frozenset({"c"})))
    assert broken(changed, as_plan_of(changed, old)) == [("R10", 40)]


def test_what_history_pulled_apart_does_not_swing_to_the_other_side() -> None:
    """20 of 40 have left on one side and nobody on the other; then 38 leave there at once."""
    tie = LinkedOperation(
        id="tie", a=frozenset({"ga"}), b=frozenset({"gb"}), tolerance=Fraction(1, 4)
    )
    instance = made(
        group("ga", people=40),
        group("gb", people=40, assembly_point="b"),
        fleet=(bus(count=9, start_place="", seats=40),),
        way=roads(("a", "x", 5), ("b", "x", 5), ("y", "d", 5)),
        linked=(tie,),
        now=10,
    )
    table = (("a", 0, 20), ("b", 12, 38), ("a", 14, 20), ("b", 16, 2))
    convoys = tuple(
        Convoy(
            id=f"C{number}",
            corridor="c",
            assembly_point=point,
            depart=depart,
            entry=depart + 5,
            exit=depart + 15,
            rides=(
                Ride(
                    vehicle=f"bus-{number}",
                    board=depart,
                    destination="d",
                    loads=(Load(group=f"g{point}", people=people),),
                    arrive=depart + 20,
                ),
            ),
        )
        for number, (point, depart, people) in enumerate(table, 1)
    )
    plan = Plan(
        instance=instance.digest,
        title=instance.title,
        start=instance.start,
        convoys=convoys,
        empty_trips=(),
        left=(),
        clearance_minutes=36,
        bound=NONE,
        by_priority=(PriorityClearance(priority=1, clearance_minutes=36, bound=NONE),),
        planned=80,
        staying=0,
        person_minutes=20 * 20 + 38 * 32 + 20 * 34 + 2 * 36,
        vehicle_minutes=4 * 20,
        seed=0,
        effort=0,
    )
    assert broken(instance, plan) == [("R13", 12)]


def test_the_bound_knows_who_was_lost_before_anything_moved() -> None:
    """40 people, four trips for the one bus that is left: 20 + 3 * 42 minutes."""
    instance = made(group(people=40), fleet=(bus(count=4),))
    change = Change(at=0, fleet={"bus": 1})
    plan = solve(instance, QUICK)
    changed, new = changed_instance(instance, plan, change), replan(instance, plan, change, QUICK)
    assert check(changed, new).ok
    assert new.bound.minutes == new.clearance_minutes == 146
