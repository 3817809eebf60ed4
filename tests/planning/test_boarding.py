"""People board as late as their convoy and the bays allow."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st
from tests.planning.hand import bus, corridor, group, made

from masarat.plan.checker import check
from masarat.plan.document import Convoy, Ride
from masarat.planning import Options, solve
from masarat.planning.boarding import boarding_late
from masarat.scenario.instance import AssemblyPoint

QUICK = Options(effort=2, threads=1)


def convoy(number: int, depart: int, rides: list[tuple[str, int]]) -> Convoy:
    return Convoy(
        id=f"C{number}",
        corridor="c",
        assembly_point="a",
        depart=depart,
        entry=depart + 5,
        exit=depart + 15,
        passages=(),
        escort="",
        rides=tuple(
            Ride(vehicle=vehicle, board=board, destination="d", loads=(), arrive=depart + 20)
            for vehicle, board in rides
        ),
    )


def boards(convoys: list[Convoy]) -> list[int]:
    return [ride.board for each in convoys for ride in each.rides]


def bays(number: int | None) -> tuple[AssemblyPoint, ...]:
    return (AssemblyPoint(place="a", bays=number),)


def test_with_one_bay_they_load_one_after_the_other_just_before_they_leave() -> None:
    instance = made(assembly_points=bays(1))
    loads = dict.fromkeys(("b1", "b2"), 20)
    late = boarding_late(instance, loads, [convoy(1, 100, [("b1", 10), ("b2", 30)])])
    assert boards(late) == [60, 80]


def test_a_later_convoy_keeps_its_bay() -> None:
    instance = made(assembly_points=bays(1))
    loads = dict.fromkeys(("b1", "b2"), 20)
    plans = [convoy(1, 100, [("b1", 0)]), convoy(2, 110, [("b2", 20)])]
    assert boards(boarding_late(instance, loads, plans)) == [70, 90]


def test_without_a_limit_of_bays_nobody_waits_aboard() -> None:
    loads = {"b1": 20, "car": 0}
    plans = [convoy(1, 100, [("b1", 0), ("car", 0)])]
    assert boards(boarding_late(made(), loads, plans)) == [80, 100]


@st.composite
def loadings(draw: st.DrawFn) -> tuple[int, dict[str, int], list[Convoy]]:
    """Convoys whose vehicles load as soon as a bay is free, and then wait."""
    number = draw(st.integers(1, 3))
    free, convoys = [0] * number, list[Convoy]()
    loads: dict[str, int] = {}
    for k in range(draw(st.integers(1, 4))):
        rides, ready = [], 0
        for _ in range(draw(st.integers(1, 4))):
            vehicle, load = f"v{len(loads)}", draw(st.integers(0, 5))
            bay = min(range(number), key=free.__getitem__)
            board = free[bay] + draw(st.integers(0, 6))
            loads[vehicle], free[bay] = load, board + load
            rides.append((vehicle, board))
            ready = max(ready, board + load)
        convoys.append(convoy(k, ready + draw(st.integers(0, 12)), rides))
    return number, loads, convoys


def loading_at(minute: int, loads: dict[str, int], convoys: list[Convoy]) -> list[str]:
    return [
        ride.vehicle
        for each in convoys
        for ride in each.rides
        if ride.board <= minute < ride.board + loads[ride.vehicle]
    ]


@given(loadings())
def test_nobody_could_board_later(case: tuple[int, dict[str, int], list[Convoy]]) -> None:
    number, loads, before = case
    after = boarding_late(made(assembly_points=bays(number)), loads, before)
    last = max(each.depart for each in before)
    use = [loading_at(t, loads, after) for t in range(last + 1)]
    assert max(map(len, use)) <= number
    assert all(old <= new for old, new in zip(boards(before), boards(after), strict=True))
    for each in after:
        for ride in each.rides:
            load = loads[ride.vehicle]
            assert ride.board + load <= each.depart
            for later in range(ride.board + 1, each.depart - load + 1):
                others = (set(use[t]) - {ride.vehicle} for t in range(later, later + load))
                assert any(len(loading) == number for loading in others)


def test_a_plan_lets_nobody_wait_aboard_for_the_headway() -> None:
    """Two convoys of one vehicle, half an hour apart; there are bays enough."""
    way = corridor(headway=30, largest=1)
    instance = made(group("g", 20), fleet=(bus(count=2, load=4),), corridors=(way,))
    plan = solve(instance, QUICK)
    assert check(instance, plan).ok
    waits: dict[str, list[int]] = defaultdict(list)
    for each in plan.convoys:
        waits[each.id] += [each.depart - ride.board - 4 for ride in each.rides]
    assert len(plan.convoys) == 2
    assert all(wait == [0] for wait in waits.values())
