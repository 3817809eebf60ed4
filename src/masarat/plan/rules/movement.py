"""How a convoy moves: the times that docs/rules.md gives, beside the times that the plan states.

Entries, exits and arrivals that differ break R5; passages that differ, and waits out of bounds,
break R11. The other rules take the stated times, which these two have judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.plan.verdict import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.plan.document import Convoy, EmptyTrip, Passage, Plan
    from masarat.plan.rules.ground import Ground
    from masarat.scenario.instance import Checkpoint


@dataclass(frozen=True, slots=True)
class Walk:
    """A way through a corridor's places.

    Minutes of reaching and leaving the first and the last place, and for each inspection the
    checkpoint, the minute it is reached and the minute it ends.
    """

    first_reached: int
    first_left: int
    last_reached: int
    last_left: int
    inspections: tuple[tuple[Checkpoint, int, int], ...]


def movement(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """Entries, exits, passages and arrivals are those that the movement gives."""
    for convoy in plan.convoys:
        yield from _convoy(ground, convoy)
    for trip in plan.empty_trips:
        yield from _empty_trip(ground, trip)


def convoy_walk(ground: Ground, convoy: Convoy, entry: int) -> Walk | None:
    """Follow a convoy from reaching its corridor at minute `entry`, with its stated waits.

    None where `passages` are not the inspections on the way.
    """
    corridor = ground.corridors[convoy.corridor]
    pace = ground.convoy_pace(convoy)
    stops = [_inspects(ground, place, convoy.corridor, back=False) for place in corridor.places]
    return _walk(entry, stops, corridor.legs[pace], convoy.passages, len(convoy.rides))


def trip_walk(ground: Ground, trip: EmptyTrip) -> Walk | None:
    """Follow an empty trip, which is on a corridor with places, from its departure likewise.

    None also where no road leads to the corridor.
    """
    corridor = ground.corridors[trip.corridor]
    pace = ground.trip_pace(trip)
    backwards = corridor.places[::-1]
    road = ground.road(trip.origin, backwards[0], pace)
    if road is None:
        return None
    stops = [_inspects(ground, place, trip.corridor, back=True) for place in backwards]
    return _walk(
        trip.depart + road, stops, corridor.back_legs[pace], trip.passages, len(trip.vehicles)
    )


def _inspects(ground: Ground, place: str, corridor: str, *, back: bool) -> Checkpoint | None:
    checkpoint = ground.checkpoints.get(place)
    if checkpoint is None:
        return None
    inspected = checkpoint.back_corridors if back else checkpoint.corridors
    return checkpoint if corridor in inspected else None


def _walk(
    reached: int,
    stops: list[Checkpoint | None],
    legs: tuple[int, ...],
    passages: tuple[Passage, ...],
    vehicles: int,
) -> Walk | None:
    first = [stop.place for stop in stops if stop is not None]
    if first != [passage.checkpoint for passage in passages]:
        return None
    starts = iter(passages)
    inspections = []
    reaches, leaves = [], []
    for stop, leg in zip(stops, (*legs, 0), strict=True):
        left = reached
        if stop is not None:
            left = next(starts).start + stop.service(vehicles)
            inspections.append((stop, reached, left))
        reaches.append(reached)
        leaves.append(left)
        reached = left + leg
    return Walk(reaches[0], leaves[0], reaches[-1], leaves[-1], tuple(inspections))


def _convoy(ground: Ground, convoy: Convoy) -> Iterator[Violation]:
    if ground.corridors[convoy.corridor].is_open:
        yield from _open_convoy(ground, convoy)
        return
    corridor = ground.corridors[convoy.corridor]
    road = ground.road(convoy.assembly_point, corridor.places[0], ground.convoy_pace(convoy))
    if road is None:
        yield _no_road(convoy.id, convoy.assembly_point, corridor.places[0])
        return
    walk = convoy_walk(ground, convoy, convoy.depart + road)
    if walk is None:
        yield _wrong_passages(convoy.id, convoy.passages)
        return
    yield from _inspections(convoy.id, convoy.passages, walk)
    yield from _minute(convoy.id, "enters the corridor", convoy.entry, walk.first_reached)
    yield from _minute(convoy.id, "leaves the corridor", convoy.exit, walk.last_left)
    yield from _arrivals(ground, convoy, corridor.places[-1], walk.last_left)


def _open_convoy(ground: Ground, convoy: Convoy) -> Iterator[Violation]:
    if convoy.passages:
        yield _wrong_passages(convoy.id, convoy.passages)
    yield from _minute(convoy.id, "enters the corridor", convoy.entry, convoy.depart)
    last = max(ride.arrive for ride in convoy.rides)
    yield from _minute(convoy.id, "leaves the corridor", convoy.exit, last)
    yield from _arrivals(ground, convoy, convoy.assembly_point, convoy.depart)


def _arrivals(ground: Ground, convoy: Convoy, origin: str, left: int) -> Iterator[Violation]:
    pace = ground.convoy_pace(convoy)
    for ride in convoy.rides:
        road = ground.road(origin, ride.destination, pace)
        if road is None:
            yield _no_road(convoy.id, origin, ride.destination, ride.vehicle)
        else:
            yield from _minute(convoy.id, "arrives", ride.arrive, left + road, vehicle=ride.vehicle)


def _empty_trip(ground: Ground, trip: EmptyTrip) -> Iterator[Violation]:
    corridor = ground.corridors.get(trip.corridor)
    pace = ground.trip_pace(trip)
    if corridor is None or corridor.is_open:
        if trip.passages:
            yield _wrong_passages(trip.id, trip.passages)
        road = ground.road(trip.origin, trip.target, pace)
        if road is None:
            yield _no_road(trip.id, trip.origin, trip.target)
        else:
            yield from _minute(trip.id, "arrives", trip.arrive, trip.depart + road)
        return
    last, first = corridor.places[-1], corridor.places[0]
    if ground.road(trip.origin, last, pace) is None:
        yield _no_road(trip.id, trip.origin, last)
        return
    walk = trip_walk(ground, trip)
    if walk is None:
        yield _wrong_passages(trip.id, trip.passages)
        return
    yield from _inspections(trip.id, trip.passages, walk)
    road = ground.road(first, trip.target, pace)
    if road is None:
        yield _no_road(trip.id, first, trip.target)
    else:
        yield from _minute(trip.id, "arrives", trip.arrive, walk.last_left + road)


def _inspections(mover: str, passages: tuple[Passage, ...], walk: Walk) -> Iterator[Violation]:
    for passage, (checkpoint, reached, until) in zip(passages, walk.inspections, strict=True):
        place = passage.checkpoint
        if passage.arrive != reached:
            yield Violation(
                rule="R11",
                message=f"reaches {place} at minute {reached}, not {passage.arrive}",
                convoy=mover,
                minute=passage.arrive,
            )
        if passage.until != until:
            yield Violation(
                rule="R11",
                message=f"its inspection at {place} ends at minute {until}, not {passage.until}",
                convoy=mover,
                minute=passage.until,
            )
        wait = passage.start - passage.arrive
        if not 0 <= wait <= checkpoint.longest_wait:
            yield Violation(
                rule="R11",
                message=f"waits {wait} minutes at {place}, where at most"
                f" {checkpoint.longest_wait} are allowed",
                convoy=mover,
                minute=passage.start,
            )


def _minute(
    mover: str, what: str, stated: int, given: int, *, vehicle: str = ""
) -> Iterator[Violation]:
    if stated != given:
        yield Violation(
            rule="R5",
            message=f"{what} at minute {given}, not {stated}",
            convoy=mover,
            vehicle=vehicle,
            minute=stated,
        )


def _no_road(mover: str, start: str, end: str, vehicle: str = "") -> Violation:
    return Violation(
        rule="R5", message=f"no road from {start} to {end}", convoy=mover, vehicle=vehicle
    )


def _wrong_passages(mover: str, passages: tuple[Passage, ...]) -> Violation:
    listed = ", ".join(passage.checkpoint for passage in passages) or "none"
    return Violation(
        rule="R11",
        message=f"the inspections on its way are others than those listed ({listed})",
        convoy=mover,
    )
