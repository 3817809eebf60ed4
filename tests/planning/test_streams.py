"""Who goes where: capacities, units, splitting, togetherness."""

from __future__ import annotations

from collections import Counter, defaultdict
from random import Random

import pytest
from tests.plan.instances import random_instance
from tests.planning.hand import bus, group, made, roads

from masarat.planning.model import Model
from masarat.planning.streams import Stream, assign
from masarat.scenario.instance import Destination, Group, Instance, Need

BOTH = roads(("a", "x", 5), ("y", "d", 5), ("y", "e", 30))


def assigned(instance: Instance) -> list[Stream]:
    waiting = {each.id: each.people for each in instance.groups}
    room = {d.place: d.capacity for d in instance.destinations if d.capacity is not None}
    return assign(Model(instance), waiting, room)


def by_place(instance: Instance) -> dict[tuple[str, str], int]:
    return {
        (instance.groups[s.group].id, instance.destinations[s.destination].place): s.people
        for s in assigned(instance)
    }


def two_places(*groups: Group, d: int | None = None, e: int | None = None) -> Instance:
    goals = (Destination(place="d", capacity=d), Destination(place="e", capacity=e))
    return made(*groups, fleet=(bus(count=2),), way=BOTH, destinations=goals)


def test_the_near_destination_is_preferred() -> None:
    assert by_place(two_places(group("g", 40, destinations=("d", "e")))) == {("g", "d"): 40}


def test_a_group_that_may_split_spills_over() -> None:
    whole = group("g", 40, destinations=("d", "e"), may_split=True)
    assert by_place(two_places(whole, d=30)) == {("g", "d"): 30, ("g", "e"): 10}


def test_a_group_that_may_not_split_goes_where_it_fits() -> None:
    assert by_place(two_places(group("g", 40, destinations=("d", "e")), d=30)) == {("g", "e"): 40}


def test_groups_that_stay_together_go_to_one_place() -> None:
    groups = [group(n, 20, destinations=("d", "e"), together="kin") for n in ("g", "h")]
    assert by_place(two_places(*groups, d=30)) == {("g", "e"): 20, ("h", "e"): 20}


def test_units_are_not_split_between_places() -> None:
    """Sevens: 30 places take 28, the other 14 go on."""
    whole = group("g", 42, destinations=("d", "e"), may_split=True, unit=7)
    assert by_place(two_places(whole, d=30)) == {("g", "d"): 28, ("g", "e"): 14}


BETWEEN = roads(("a", "x", 5), ("y", "hall", 5), ("y", "hut", 5), ("y", "town", 200))


def halls(*groups: Group, hall: int, hut: int, town: int) -> Instance:
    rooms = {"hall": hall, "hut": hut, "town": town}
    goals = tuple(Destination(place=place, capacity=room) for place, room in rooms.items())
    return made(*groups, fleet=(bus(count=2),), way=BETWEEN, destinations=goals)


def test_room_that_units_cannot_fill_is_none() -> None:
    """Fives: 12 places take 10, and 3 none. All fit only if those who may go to town do."""
    urgent = group("urgent", 10, destinations=("hall", "hut"), may_split=True, unit=5)
    late = group("late", 5, priority=2, destinations=("hall", "town"), may_split=False, unit=5)
    assert by_place(halls(urgent, late, hall=12, hut=3, town=5)) == {
        ("urgent", "hall"): 10,
        ("late", "town"): 5,
    }


def test_the_rest_of_a_group_fills_what_its_units_cannot() -> None:
    whole = group("g", 13, destinations=("hall", "hut"), may_split=True, unit=5)
    assert by_place(halls(whole, hall=12, hut=3, town=0)) == {("g", "hall"): 10, ("g", "hut"): 3}


@pytest.mark.parametrize("seed", range(60))
def test_nobody_is_left_where_there_is_a_place_for_everybody(seed: int) -> None:
    """No place more than people, besides what no unit can fill."""
    assert sum(stream.people for stream in assigned(packed(seed))) == PACKED


PACKED = 96


def packed(seed: int) -> Instance:
    """Groups in units of one size, most of which may go elsewhere than to their places."""
    dice = Random(seed)  # noqa: S311
    unit, rest = dice.choice(((1, 0), (3, 2), (4, 3)))
    rooms = dict.fromkeys(("hall", "hut", "town"), rest)
    groups: list[Group] = []
    left = PACKED
    while left:
        people = min(unit * dice.randint(1, 4), left)
        place = dice.choice(list(rooms))
        goals = [place, *(other for other in rooms if other != place and dice.random() < 0.6)]
        dice.shuffle(goals)
        fields = {"priority": dice.choice((1, 2)), "destinations": tuple(goals), "unit": unit}
        groups.append(group(f"g{len(groups)}", people, **fields, may_split=True))
        rooms[place] += people
        left -= people
    return halls(*groups, **rooms)


def test_a_split_leaves_no_ride_half_empty() -> None:
    """Three loads of 10; 15 near places would make 2 rides there and 2 to the other place."""
    whole = group("g", 30, destinations=("d", "e"), may_split=True, unit=5)
    assert by_place(two_places(whole, d=15)) == {("g", "d"): 10, ("g", "e"): 20}


def test_a_rest_stays_where_the_other_place_is_full() -> None:
    whole = group("g", 30, destinations=("d", "e"), may_split=True, unit=5)
    assert by_place(two_places(whole, d=15, e=15)) == {("g", "d"): 15, ("g", "e"): 15}


def test_the_urgent_get_scarce_places() -> None:
    late, urgent = group("late", 20, priority=2), group("urgent", 20)
    found = by_place(two_places(late, urgent, d=30))
    assert found["urgent", "d"] == 20
    assert found.get(("late", "d"), 0) <= 10


def test_nobody_is_assigned_whom_no_vehicle_takes() -> None:
    assert by_place(two_places(group("g", 5), group("h", 5, need=Need.STRETCHER))) == {
        ("g", "d"): 5
    }


def test_nobody_is_assigned_who_does_not_wait() -> None:
    instance = two_places(group("g", 5), group("h", 5))
    assert [s.group for s in assign(Model(instance), {"g": 0, "h": 3}, {})] == [1]


@pytest.mark.parametrize("seed", range(120))
def test_streams_of_random_instances_keep_what_was_agreed(seed: int) -> None:
    instance = random_instance(Random(seed), size=8)  # noqa: S311
    streams = assigned(instance)
    arrived: Counter[int] = Counter()
    goals: defaultdict[int, set[int]] = defaultdict(set)
    moved: Counter[int] = Counter()
    labels: defaultdict[str, set[int]] = defaultdict(set)
    odd: Counter[int] = Counter()
    for stream in streams:
        each = instance.groups[stream.group]
        assert stream.people > 0
        assert instance.destinations[stream.destination].place in each.destinations
        arrived[stream.destination] += stream.people
        goals[stream.group].add(stream.destination)
        moved[stream.group] += stream.people
        odd[stream.group] += stream.people % each.unit > 0
        if each.together:
            labels[each.together].add(stream.destination)
    for number, each in enumerate(instance.groups):
        assert moved[number] <= each.people
        assert each.may_split or len(goals[number]) <= 1
        assert odd[number] <= 1
    for number, destination in enumerate(instance.destinations):
        assert destination.capacity is None or arrived[number] <= destination.capacity
    assert all(len(places) == 1 for places in labels.values())
