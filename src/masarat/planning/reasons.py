"""Why people are left: the first obstacle that the instance itself shows, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.planning.kernel import FAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from masarat.planning.model import Model
    from masarat.scenario.instance import Group, Instance, LinkedOperation


def reason_left(
    model: Model, group: Group, moved: Mapping[str, int], arriving: Mapping[str, int]
) -> str:
    """Say why people of `group` could not be put on the movement table.

    `moved`, `arriving`: people on the table by group, and by destination.
    """
    return (
        _no_trip(model, group)
        or _no_room(model, group, arriving)
        or _bound_to_one(model.instance, group, moved, arriving)
        or _held(model, group, moved)
        or "not enough vehicles, time or corridor capacity before the scenario's end"
    )


def _no_trip(model: Model, group: Group) -> str:
    """Say why nobody of the group can go anywhere; nothing if somebody can."""
    kinds = [k for k in range(len(model.kinds)) if model.takes(k, group) > 0]
    if not kinds:
        return _no_vehicle(model, group)
    a = model.a_index[group.assembly_point]
    lines = [n for n in range(len(model.line_a)) if model.line_a[n] == a]
    served = [(k, n) for k in kinds for n in lines if model.serves(k, n)]
    if not lines:
        return f"no corridor can be reached from {group.assembly_point}"
    if not served:
        return f"no vehicle that can carry them serves a corridor from {group.assembly_point}"
    trips = [
        (k, n, d)
        for k, n in served
        for d in (model.d_index[place] for place in group.destinations)
        if model.out[model.kinds[k].pace, n, d] < FAR
    ]
    if not trips:
        names = ", ".join(group.destinations)
        return f"no corridor from {group.assembly_point} reaches {names}"
    if all(model.travel(k, n, d) >= FAR for k, n, d in trips):
        limit = model.instance.aboard_limit
        return f"every way would keep them aboard for longer than {limit} minutes"
    if not any(_fits(model, k, n, d, group) for k, n, d in trips):
        return "no window of a corridor is long enough for the trip before the scenario's end"
    return ""


def _no_room(model: Model, group: Group, arriving: Mapping[str, int]) -> str:
    permitted = [d for d in model.instance.destinations if d.place in group.destinations]
    if any(d.capacity is None for d in permitted):
        return ""
    free = max((d.capacity or 0) - arriving.get(d.place, 0) for d in permitted)
    if free >= min(group.unit, group.people):
        return ""
    names, room = ", ".join(group.destinations), sum(d.capacity or 0 for d in permitted)
    return f"the destinations they may go to ({names}) take {room} people in all"


def _bound_to_one(
    instance: Instance, group: Group, moved: Mapping[str, int], arriving: Mapping[str, int]
) -> str:
    """Say why no one destination takes them, where they and those they go with have one only."""
    if group.may_split and not group.together:
        return ""
    members = _going_with(instance, group)
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


def _going_with(instance: Instance, group: Group) -> list[Group]:
    """Return the groups that go to one destination with `group`, itself among them."""
    if not group.together:
        return [group]
    return [g for g in instance.groups if g.people and g.together == group.together]


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


def _fits(model: Model, kind: int, line: int, d: int, group: Group) -> bool:
    cls = model.kinds[kind]
    c = int(model.line_c[line])
    corridor = model.instance.corridors[c]
    pace = cls.pace
    inside = int(model.out[pace, line, d] if corridor.is_open else model.inside[pace, c])
    ready = group.ready + cls.load + int(model.access[pace, line])
    onward = 0 if corridor.is_open else int(model.out[pace, line, d])
    return any(
        max(window.start, ready) + inside <= window.until
        and max(window.start, ready) + inside + onward <= model.instance.end
        for window in corridor.windows
    )
