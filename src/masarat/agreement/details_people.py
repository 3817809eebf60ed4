"""Details about people, as counts: destinations, medical priority, linked operations."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from masarat.agreement.details import only
from masarat.agreement.wording import in_languages
from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.agreement.details import Detail, Source
    from masarat.scenario.instance import Group, LinkedOperation


def destinations(source: Source) -> Iterator[Detail]:
    """Yield every group's choice and number, each destination's readiness and room, who is left."""
    goes: Counter[tuple[str, str]] = Counter()
    for convoy in source.plan.convoys:
        for ride in convoy.rides:
            for load in ride.loads:
                goes[load.group, ride.destination] += load.people
    places = [destination.place for destination in source.instance.destinations]
    places += [group.assembly_point for group in source.instance.groups]
    content = {
        "place_names": only(source.places, places),
        "group_names": only(source.groups, (group.id for group in source.instance.groups)),
        "text": in_languages("destinations", source.languages),
        "destinations": [
            {
                "place": destination.place,
                "ready": source.moment(destination.ready),
                "room": destination.capacity,
            }
            for destination in source.instance.destinations
        ],
        "groups": [
            {
                "group": group.id,
                "from": group.assembly_point,
                "people": group.people,
                "chosen": list(group.destinations),
                "go_to": [
                    {"destination": place, "people": goes[group.id, place]}
                    for place in group.destinations
                    if goes[group.id, place]
                ],
            }
            for group in source.instance.groups
        ],
        "left": [
            {"group": left.group, "people": left.people, "reason": left.reason}
            for left in sorted(source.plan.left, key=lambda left: (left.group, left.reason))
        ],
    }
    yield source.detail("destinations", "", None, content)


def medical(source: Source) -> Iterator[Detail]:
    """Yield the groups that go first, with what they need, if anybody does."""
    groups = [group for group in source.instance.groups if _first(source, group)]
    ambulances = [cls for cls in source.instance.classes if cls.stretchers]
    if not groups:
        return
    content = {
        "group_names": only(source.groups, (group.id for group in groups)),
        "class_names": only(source.classes, (cls.id for cls in ambulances)),
        "text": in_languages("medical", source.languages),
        "groups": [
            {
                "group": group.id,
                "people": group.people,
                "need": group.need.value,
                "priority": group.priority,
                "destinations": list(group.destinations),
            }
            for group in groups
        ],
        "stretcher_vehicles": [
            {"class": cls.id, "vehicles": cls.count - len(cls.lost), "stretchers": cls.stretchers}
            for cls in ambulances
        ],
    }
    yield source.detail("medical", "", None, content)


def _first(source: Source, group: Group) -> bool:
    priorities = {each.priority for each in source.instance.groups}
    urgent = len(priorities) > 1 and group.priority == min(priorities)
    return urgent or group.need is Need.STRETCHER


def linked(source: Source) -> Iterator[Detail]:
    """Yield one detail a linked operation: both sides with their counts, and what ties them."""
    for operation in source.instance.linked:
        members = operation.a | operation.b
        content = {
            "operation": operation.id,
            "group_names": only(source.groups, members),
            "a": sorted(operation.a),
            "b": sorted(operation.b),
            "people": {g.id: g.people for g in source.instance.groups if g.id in members},
            **_tie(source, operation),
        }
        yield source.detail("linked", operation.id, None, content)


def _tie(source: Source, operation: LinkedOperation) -> dict[str, Any]:
    if operation.tolerance is not None:
        tolerance = str(operation.tolerance)
        text = in_languages("linked_tolerance", source.languages, tolerance=tolerance)
        return {"tolerance": tolerance, "text": text}
    ratio = str(operation.ratio)
    text = in_languages("linked_ratio", source.languages, ratio=ratio, slack=operation.slack)
    return {"ratio": ratio, "slack": operation.slack, "text": text}
