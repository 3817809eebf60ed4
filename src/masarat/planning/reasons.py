"""Why people are left: the first obstacle that the instance itself shows, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.planning.kernel import FAR

if TYPE_CHECKING:
    from masarat.planning.model import Model
    from masarat.scenario.instance import Group


def reason_left(model: Model, group: Group) -> str:
    """Say why people of `group` could not be put on the movement table."""
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
    permitted = [d for d in model.instance.destinations if d.place in group.destinations]
    if all(d.capacity is not None for d in permitted):
        room = sum(d.capacity or 0 for d in permitted)
        wanting = sum(
            other.people
            for other in model.instance.groups
            if set(other.destinations) & set(group.destinations)
        )
        if wanting > room:
            names = ", ".join(group.destinations)
            return f"the destinations they may go to ({names}) take {room} people in all"
    return "not enough vehicles, time or corridor capacity before the scenario's end"


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
