"""What could be bargained for: each question is the instance with one limit relaxed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from masarat.core.windows import Window, Windows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from masarat.scenario.instance import Instance, LinkedOperation, VehicleClass

HOUR = 60
MORE_VEHICLES = 10
ROOM = 10
"""Per cent of further room asked for at a destination."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What could be bargained for.

    Parameters
    ----------
    kind
        bay, calm, headway, lane, pause, per_hour, room, slack, team, tolerance or vehicles.
    of
        Id of the place, corridor, class, pool or linked operation; empty for every suspension.
    values
        The figures that belong to it, `before` for what there is now.
    """

    kind: str
    of: str = ""
    values: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """What if one limit were relaxed.

    `resource` is the name that bounds give to what is relaxed ("checkpoint X"); every plan of the
    unchanged instance is one of `instance`, too.
    """

    ask: Ask
    resource: str
    instance: Instance


def questions(instance: Instance) -> Iterator[Question]:
    """Yield what to ask for: lanes, vehicles, teams, hours, ties, headways, room, bays."""
    yield from _lanes(instance)
    yield from _fleet(instance)
    yield from _escorts(instance)
    yield from _calm(instance)
    yield from _linked(instance)
    yield from _corridors(instance)
    yield from _room(instance)
    yield from _bays(instance)


def _with(instance: Instance, field: str, number: int, **changes: object) -> Instance:
    """Return the instance with one item of a tuple field changed."""
    items: tuple[Any, ...] = getattr(instance, field)
    changed = (*items[:number], replace(items[number], **changes), *items[number + 1 :])
    return replace(instance, _digest=[], **{field: changed})  # type: ignore[arg-type]  # by name


def _lanes(instance: Instance) -> Iterator[Question]:
    for number, checkpoint in enumerate(instance.checkpoints):
        yield Question(
            Ask("lane", checkpoint.place),
            f"checkpoint {checkpoint.place}",
            _with(instance, "checkpoints", number, lanes=checkpoint.lanes + 1),
        )


def _fleet(instance: Instance) -> Iterator[Question]:
    for cls in instance.classes:
        if cls.own:  # people's own: nobody can provide more of them
            continue
        yield Question(
            Ask("vehicles", cls.id, {"n": MORE_VEHICLES}),
            f"fleet {cls.id}",
            replace(instance, classes=(*instance.classes, _more(instance, cls)), _digest=[]),
        )


def _more(instance: Instance, cls: VehicleClass) -> VehicleClass:
    """Return further vehicles like those of `cls`; the ids of the others stay as they are."""
    name, known = f"{cls.id}-more", {other.id for other in instance.classes}
    while name in known:
        name += "+"
    return replace(cls, id=name, count=MORE_VEHICLES, lost=())


def _escorts(instance: Instance) -> Iterator[Question]:
    for number, pool in enumerate(instance.escorts):
        yield Question(
            Ask("team", pool.id),
            f"escorts {pool.id}",
            _with(instance, "escorts", number, teams=pool.teams + 1),
        )


def _calm(instance: Instance) -> Iterator[Question]:
    for number, corridor in enumerate(instance.corridors):
        longer = _longer(corridor.windows, instance.end)
        if longer == corridor.windows or not corridor.windows:
            continue
        changed = _with(instance, "corridors", number, windows=longer)
        checkpoints = tuple(
            replace(q, windows=_longer(q.windows, instance.end))
            if q.place in corridor.places
            else q
            for q in instance.checkpoints
        )
        yield Question(
            Ask("calm", corridor.id),
            "window",
            replace(changed, checkpoints=checkpoints, _digest=[]),
        )
    if instance.suspensions:
        shorter = Windows.of(
            Window(pause.start, pause.until - HOUR)
            for pause in instance.suspensions
            if pause.minutes > HOUR
        )
        yield Question(
            Ask("pause"),
            "window",
            replace(instance, suspensions=shorter, _digest=[]),
        )


def _longer(windows: Windows, end: int) -> Windows:
    return Windows.of(
        Window(window.start, max(window.until, min(window.until + HOUR, end))) for window in windows
    )


def _corridors(instance: Instance) -> Iterator[Question]:
    for number, corridor in enumerate(instance.corridors):
        if corridor.headway > 1:
            headway = corridor.headway * 2 // 3
            yield Question(
                Ask("headway", corridor.id, {"n": headway, "before": corridor.headway}),
                f"headway {corridor.id}",
                _with(instance, "corridors", number, headway=headway),
            )
        if corridor.per_hour:
            more = -(-corridor.per_hour * 4 // 3)
            yield Question(
                Ask("per_hour", corridor.id, {"n": more, "before": corridor.per_hour}),
                f"corridor {corridor.id}",
                _with(instance, "corridors", number, per_hour=more),
            )


def _bays(instance: Instance) -> Iterator[Question]:
    for number, point in enumerate(instance.assembly_points):
        if point.bays is not None:
            yield Question(
                Ask("bay", point.place),
                f"bays {point.place}",
                _with(instance, "assembly_points", number, bays=point.bays + 1),
            )


def _room(instance: Instance) -> Iterator[Question]:
    for number, destination in enumerate(instance.destinations):
        if destination.capacity is not None:
            room = -(-destination.capacity * (100 + ROOM) // 100)
            yield Question(
                Ask("room", destination.place, {"percent": ROOM}),
                f"destination {destination.place}",
                _with(instance, "destinations", number, capacity=room),
            )


def _linked(instance: Instance) -> Iterator[Question]:
    for number, linked in enumerate(instance.linked):
        ask, relaxed = _relaxed(linked)
        yield Question(
            ask,
            f"linked {linked.id}",
            _with(instance, "linked", number, **relaxed),
        )


def _relaxed(linked: LinkedOperation) -> tuple[Ask, dict[str, object]]:
    if linked.tolerance is not None:
        tolerance = min(2 * linked.tolerance, type(linked.tolerance)(1))
        ask = Ask("tolerance", linked.id, {"percent": round(100 * tolerance)})
        return ask, {"tolerance": tolerance}
    slack = max(2 * linked.slack, 100)
    return Ask("slack", linked.id, {"n": slack, "before": linked.slack}), {"slack": slack}
