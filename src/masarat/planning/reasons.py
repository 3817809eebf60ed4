"""Why people are left: the first obstacle that the instance itself shows, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.planning.kernel import FAR
from masarat.planning.lone import Trip
from masarat.planning.model import Model
from masarat.planning.rooms import going_with

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from masarat.scenario.instance import Group, Instance, LinkedOperation


def reason_left(
    model: Model, group: Group, moved: Mapping[str, int], arriving: Mapping[str, int]
) -> str:
    """Say why people of `group` could not be put on the movement table.

    `moved`, `arriving`: people on the table by group, and by destination.
    """
    alike = [each for each in model.instance.groups if each.need == group.need]
    return (
        _no_trip(model, group)
        or _no_room(model.instance, group, moved, arriving)
        or _bound_to_one(model.instance, group, moved, arriving)
        or _held(model, group, moved)
        or _no_return(model, group, alike)
        or "not enough vehicles, time or corridor capacity before the scenario's end"
    )


def unmovable(instance: Instance) -> dict[str, str]:
    """Return why nobody, or not everybody, of a group can be moved, for groups where it shows."""
    model = Model(instance)
    found = {
        group.id: _no_trip(model, group) or _no_return(model, group, [group])
        for group in instance.groups
    }
    return {name: reason for name, reason in found.items() if reason}


def _no_trip(model: Model, group: Group) -> str:
    """Say why nobody of the group can go anywhere; nothing if somebody can."""
    kinds = [k for k in range(len(model.kinds)) if model.takes(k, group) > 0]
    if not kinds:
        return _no_vehicle(model, group)
    place, names = group.assembly_point, ", ".join(group.destinations)
    a = model.a_index[place]
    lines = [n for n in range(len(model.line_a)) if model.line_a[n] == a]
    if not lines:
        return f"no corridor can be reached from {place}"
    goals = [model.d_index[destination] for destination in group.destinations]
    served = [(k, n) for k in kinds for n in lines if model.serves(k, n)]
    if not served:
        return f"no vehicle that can carry them serves a corridor from {place}"
    trips = [Trip(model, group, k, n, d) for k, n in served for d in goals]
    trips = [trip for trip in trips if trip.is_reached()]
    if not trips and any(model.out[0, n, d] < FAR for n in lines for d in goals):
        return f"no vehicle that can carry them serves a corridor from {place} to {names}"
    if not trips:
        return f"no corridor from {place} reaches {names}"
    return _no_passage(trips)


def _no_passage(trips: Sequence[Trip]) -> str:
    """Say what stops a convoy on every way of `trips`, even if it were alone."""
    if any(trip.is_possible() for trip in trips):
        return ""
    group, limit = trips[0].group, trips[0].model.instance.aboard_limit
    place, names = group.assembly_point, ", ".join(group.destinations)
    if not (trips := [trip for trip in trips if trip.is_in_limit()]):
        return f"every way would keep them aboard for longer than {limit} minutes"
    if not (trips := [trip for trip in trips if trip.is_in_time()]):
        return f"no vehicle that can carry them gets to {names} before the scenario's end"
    if not (trips := [trip for trip in trips if trip.is_open()]):
        return f"every corridor from {place} to {names} is closed when they could use it"
    if not (trips := [trip for trip in trips if trip.is_escorted()]):
        return f"no corridor from {place} to {names} has an escort team"
    if not (trips := [trip for trip in trips if trip.is_within_hour()]):
        return "the smallest convoy has more vehicles than may enter a corridor in an hour"
    if not (trips := [trip for trip in trips if trip.fits()]):
        return "no window of a corridor is long enough for the trip before the scenario's end"
    if not (trips := [trip for trip in trips if trip.fits(checkpoints=True)]):
        return "on every way a checkpoint is not open for long enough when they could pass it"
    return "the suspensions leave no time for the trip"


def _no_room(
    instance: Instance, group: Group, moved: Mapping[str, int], arriving: Mapping[str, int]
) -> str:
    """Say that their destinations are full, and nobody there could go elsewhere."""
    permitted = [d for d in instance.destinations if d.place in group.destinations]
    free = {
        d.place: d.capacity - arriving.get(d.place, 0)
        for d in instance.destinations
        if d.capacity is not None
    }
    least = min(group.unit, group.people)
    if any(free.get(place, least) >= least for place in group.destinations):
        return ""
    if _room_can_be_made(instance, group, moved, free):
        return ""
    names, room = ", ".join(group.destinations), sum(d.capacity or 0 for d in permitted)
    return f"the destinations they may go to ({names}) take {room} people in all"


def _room_can_be_made(
    instance: Instance, group: Group, moved: Mapping[str, int], free: Mapping[str, int]
) -> bool:
    """Whether others who may go where the group may have another destination with room.

    Or those there who may make room for them, and so on. `free` is the room that is limited.
    """
    full = set(group.destinations)
    others = [g for g in instance.groups if g.id != group.id and moved.get(g.id)]
    while True:
        beyond = {
            (place, _least_move(instance, other))
            for other in others
            if full.intersection(other.destinations)
            for place in other.destinations
            if place not in full
        }
        if any(free.get(place, n) >= n for place, n in beyond):
            return True
        if not beyond:
            return False
        full.update(place for place, _ in beyond)


def _least_move(instance: Instance, group: Group) -> int:
    """Return the fewest people of a group who can go elsewhere by themselves."""
    if group.may_split and not group.together:
        return min(group.unit, group.people)
    return sum(member.people for member in going_with(instance, group))


def _bound_to_one(
    instance: Instance, group: Group, moved: Mapping[str, int], arriving: Mapping[str, int]
) -> str:
    """Say why no one destination takes them, where they and those they go with have one only."""
    if group.may_split and not group.together:
        return ""
    members = going_with(instance, group)
    common, label = _common(members), group.together
    if not common and not moved.get(group.id):
        return f"the groups of '{label}' go to one destination, and none is permitted to all"
    n = sum(member.people for member in members)
    gone = sum(moved.get(member.id, 0) for member in members)
    free = {
        d.place: n if d.capacity is None else d.capacity - arriving.get(d.place, 0)
        for d in instance.destinations
    }
    # Those who are moved are all at one of these; it takes the others besides them.
    theirs = {place for place in free if arriving.get(place, 0) >= gone > 0}
    if common and all(free[place] + (gone if place in theirs else 0) < n for place in common):
        names = ", ".join(common)
        if label:
            return f"the groups of '{label}' go to one destination; none ({names}) has room for {n}"
        return f"they go to one destination, and none of theirs ({names}) has room for all {n}"
    going = theirs.intersection(group.destinations)
    if going and all(free[place] < min(group.unit, group.people) for place in going):
        return "they go to one destination, and that has no room for more people"
    return ""


def _common(groups: list[Group]) -> list[str]:
    """Return the destinations that are permitted to all of `groups`."""
    return [d for d in groups[0].destinations if all(d in g.destinations for g in groups)]


def _held(model: Model, group: Group, moved: Mapping[str, int]) -> str:
    for linked in model.instance.linked:
        if _is_held(model.instance, linked, group, moved):
            return f"the linked operation {linked.id} holds them until more of its other side leave"
    return ""


def _is_held(
    instance: Instance, linked: LinkedOperation, group: Group, moved: Mapping[str, int]
) -> bool:
    """Whether some of the other side are left who would have to leave before more of the group."""
    own, other = (linked.a, linked.b) if group.id in linked.a else (linked.b, linked.a)
    if group.id not in own:
        return False
    people, gone = _counted(instance, own, moved)
    others, others_gone = _counted(instance, other, moved)
    if linked.tolerance is not None:
        held = gone * others >= others_gone * people
    else:
        next_one = min(group.unit, group.people)
        ratio = linked.ratio or 0
        held = own is linked.a and ratio * (gone + next_one) - linked.slack > others_gone
    return held and others_gone < others


def _counted(instance: Instance, side: frozenset[str], moved: Mapping[str, int]) -> tuple[int, int]:
    """Return the people of a side, and how many of them are on the table."""
    people = sum(group.people for group in instance.groups if group.id in side)
    return people, sum(moved.get(name, 0) for name in side)


def _no_vehicle(model: Model, group: Group) -> str:
    if any(cls.room(group.need) > 0 for cls in model.kinds):
        return f"no vehicle takes a unit of {group.unit} people together"
    return f"no vehicle class has room for the need '{group.need.value}'"


def _no_return(model: Model, group: Group, alike: Sequence[Group]) -> str:
    """Say that vehicles make one trip each, and are too few for groups with the group's need."""
    able = [
        (cls.count, model.kind_of_class[i])
        for i, cls in enumerate(model.instance.classes)
        if cls.room(group.need) > 0
    ]
    spots = len(model.destinations)
    if any((model.empty[kind, :spots] < model.instance.end).any() for _, kind in able):
        return ""
    rooms = [(count, model.kinds[kind].room(group.need)) for count, kind in able]
    room = sum(count * each for count, each in rooms)
    if room < sum(other.people for other in alike):
        return (
            f"the vehicles that can carry them come back for no second trip and take {room} in all"
        )
    # all people aboard a ride come from one group (docs/planner.md)
    largest = max(each for _, each in rooms)
    if sum(count for count, _ in rooms) < sum(-(-other.people // largest) for other in alike):
        return "their vehicles come back for no second trip and are too few, as groups share none"
    return ""
