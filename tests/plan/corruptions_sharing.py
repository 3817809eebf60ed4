"""Corruptions of what convoys share: bays, corridors, escorts, checkpoints (R6 to R11)."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from tests.plan.corrupting import (
    Corrupted,
    all_rides,
    changed,
    class_of,
    corruption,
    edge,
    is_alone,
    most_at_once,
    passing,
    pick,
    shifted,
    with_checkpoint,
    with_class,
    with_convoy,
    with_corridor,
    with_trip,
)

from masarat.core.windows import Window, Windows
from masarat.plan.document import Convoy, Passage, Plan
from masarat.plan.rules.ground import Ground

if TYPE_CHECKING:
    import random

    from masarat.scenario.instance import Instance


@edge("R6")
def a_bay_over_used(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    loading = [
        (convoy.assembly_point, ride.board, ride.board + class_of(instance, ride.vehicle).load)
        for *_, convoy, ride in all_rides(plan)
    ]
    place = pick(rng, (place for place, start, until in loading if start < until))
    if place is None:
        return None
    most = most_at_once((start, until) for at, start, until in loading if at == place)
    points = changed(instance.assembly_points, "place", place, bays=most - over)
    return replace(instance, assembly_points=points, _digest=[]), plan


@edge("R7")
def a_convoy_too_small(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    convoy = pick(rng, (c for c in plan.convoys if not is_alone(instance, c)))
    if convoy is None:
        return None
    sizes = [
        len(each.rides)
        for each in plan.convoys
        if each.corridor == convoy.corridor and not is_alone(instance, each)
    ]
    instance = replace(instance, small_last_convoy=False, _digest=[])
    kept = {
        corridor.id: min(
            [
                corridor.smallest,
                *(len(c.rides) for c in plan.convoys if c.corridor == corridor.id),
            ]
        )
        for corridor in instance.corridors
    }
    for name, smallest in kept.items():
        instance = with_corridor(instance, name, smallest=smallest)
    return with_corridor(instance, convoy.corridor, smallest=min(sizes) + over), plan


@edge("R7")
def a_convoy_too_large(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    convoy = pick(rng, (c for c in plan.convoys if not is_alone(instance, c)))
    if convoy is None:
        return None
    most = max(
        len(each.rides)
        for each in plan.convoys
        if each.corridor == convoy.corridor and not is_alone(instance, each)
    )
    return with_corridor(instance, convoy.corridor, largest=most - over), plan


@edge("R7")
def a_convoy_too_large_for_its_class(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    convoy = pick(rng, (c for c in plan.convoys if is_alone(instance, c)))
    if convoy is None:
        return None
    name = class_of(instance, convoy.rides[0].vehicle).id
    most = max(
        len(each.rides)
        for each in plan.convoys
        if class_of(instance, each.rides[0].vehicle).id == name
    )
    if most == over:
        return None
    return with_class(instance, name, largest=most - over), plan


@corruption("R7")
def a_class_that_goes_alone_in_company(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    mixed = [
        convoy
        for convoy in plan.convoys
        if len({class_of(instance, ride.vehicle).id for ride in convoy.rides}) > 1
    ]
    convoy = pick(rng, mixed)
    if convoy is None:
        return None
    name = class_of(instance, rng.choice(convoy.rides).vehicle).id
    return with_class(instance, name, smallest=1, largest=99), plan


@corruption("R7")
def a_class_that_may_not_serve_the_corridor(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    found = pick(rng, all_rides(plan))
    if found is None:
        return None
    _, _, convoy, ride = found
    vehicle_class = class_of(instance, ride.vehicle)
    kept = vehicle_class.corridors - {convoy.corridor}
    return with_class(instance, vehicle_class.id, corridors=kept), plan


@corruption("R7")
def a_small_convoy_that_is_not_the_last(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    bound = [convoy for convoy in plan.convoys if not is_alone(instance, convoy)]
    pairs = [
        (first, second)
        for first in bound
        for second in bound
        if first is not second
        and first.assembly_point == second.assembly_point
        and first.depart <= second.depart
    ]
    found = pick(rng, pairs)
    if found is None:
        return None
    first, _ = found
    instance = replace(instance, small_last_convoy=True, _digest=[])
    return with_corridor(instance, first.corridor, smallest=len(first.rides) + 1, largest=99), plan


@edge("R8")
def a_smaller_headway(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    pairs = [
        (first, second)
        for first, second in combinations(plan.convoys, 2)
        if first.corridor == second.corridor
    ]
    found = pick(rng, pairs)
    if found is None:
        return None
    corridor = found[0].corridor
    least = min(abs(a.entry - b.entry) for a, b in pairs if a.corridor == corridor)
    return with_corridor(instance, corridor, headway=least + over), plan


@corruption("R8")
def a_convoy_right_behind_another(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    headways = {corridor.id: corridor.headway for corridor in instance.corridors}
    pairs = [
        (i, second.entry - first.entry)
        for i, first in enumerate(plan.convoys)
        for second in plan.convoys
        if first is not second
        and first.corridor == second.corridor
        and headways[first.corridor] > 0
    ]
    found = pick(rng, pairs)
    if found is None:
        return None
    i, apart = found
    convoys = list(plan.convoys)
    closer = rng.randrange(headways[convoys[i].corridor])
    convoys[i] = shifted(convoys[i], apart + closer)
    return instance, replace(plan, convoys=tuple(convoys))


def _busy(instance: Instance, convoy: Convoy) -> tuple[int, int]:
    ground = Ground(instance)
    corridor = ground.corridors[convoy.corridor]
    if corridor.is_open:
        roads = [ground.road(r.destination, convoy.assembly_point, 0) for r in convoy.rides]
    else:
        roads = [ground.road(corridor.places[0], convoy.assembly_point, 0)]
    back = 0 if corridor.is_open else sum(corridor.back_legs[0])
    longest = max(5000 if road is None else road for road in roads)
    return convoy.depart, convoy.exit + back + longest


@edge("R9")
def an_escort_too_few(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    convoy = pick(rng, (convoy for convoy in plan.convoys if convoy.escort))
    if convoy is None:
        return None
    most = most_at_once(_busy(instance, c) for c in plan.convoys if c.escort == convoy.escort)
    if not most:
        return None
    pools = changed(instance.escorts, "id", convoy.escort, teams=most - over)
    return replace(instance, escorts=pools, _digest=[]), plan


@corruption("R9")
def no_escort(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    i = pick(rng, (i for i, convoy in enumerate(plan.convoys) if convoy.escort))
    return None if i is None else (instance, with_convoy(plan, i, escort=""))


@corruption("R9")
def an_escort_pool_that_does_not_serve(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    options = [
        (i, pool)
        for i, convoy in enumerate(plan.convoys)
        for pool in [*(pool.id for pool in instance.escorts), "nobody's"]
        if not any(p.id == pool and convoy.corridor in p.corridors for p in instance.escorts)
    ]
    found = pick(rng, options)
    return None if found is None else (instance, with_convoy(plan, found[0], escort=found[1]))


def _tight(start: int, until: int, over: int, rng: random.Random) -> Windows | None:
    """Return a window that [start, until) just fits, or misses by `over` at one end."""
    early = rng.random() < 0.5
    start, until = (start + over, until) if early else (start, until - over)
    return Windows.of([Window(start, until)]) if start < until else None


@corruption("R10")
def a_corridor_window_missed_by_a_minute(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    convoy = pick(rng, plan.convoys)
    windows = _tight(convoy.entry, convoy.exit, 1, rng) if convoy else None
    if convoy is None or windows is None:
        return None
    return with_corridor(instance, convoy.corridor, windows=windows), plan


@corruption("R10")
def a_corridor_stay_over_two_windows(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    convoy = pick(rng, (convoy for convoy in plan.convoys if convoy.exit - convoy.entry > 2))
    if convoy is None:
        return None
    noon = rng.randrange(convoy.entry + 1, convoy.exit - 1)
    windows = Windows.of([Window(0, noon), Window(noon + 1, instance.end + 1)])
    return with_corridor(instance, convoy.corridor, windows=windows), plan


@corruption("R10")
def a_checkpoint_window_missed_by_a_minute(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    found = pick(rng, passing(plan))
    windows = _tight(found[1].start, found[1].until, 1, rng) if found else None
    if found is None or windows is None:
        return None
    return with_checkpoint(instance, found[1].checkpoint, windows=windows), plan


@corruption("R10")
def a_return_out_of_the_window(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    trip = pick(rng, (t for t in plan.empty_trips if t.corridor and t.arrive - t.depart > 1))
    if trip is None:
        return None
    windows = Windows.of([Window(trip.arrive, instance.end + 1)])
    corridor = Ground(instance).corridors[trip.corridor]
    if len(corridor.places) == 1:
        return None
    return with_corridor(instance, trip.corridor, windows=windows, returns_in_windows=True), plan


@corruption("R11")
def a_lane_doubly_used(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    options = [
        (i, passage.start - other.start)
        for i, convoy in enumerate(plan.convoys)
        for other in convoy.passages
        for mover, passage in passing(plan)
        if mover is not convoy and passage.checkpoint == other.checkpoint
    ]
    found = pick(rng, options)
    if found is None:
        return None
    i, minutes = found
    convoys = list(plan.convoys)
    convoys[i] = shifted(convoys[i], minutes)
    return instance, replace(plan, convoys=tuple(convoys))


@edge("R11")
def a_wait_too_long(
    instance: Instance, plan: Plan, rng: random.Random, over: int
) -> Corrupted | None:
    waits = [(p.checkpoint, p.start - p.arrive) for _, p in passing(plan) if p.start > p.arrive]
    found = pick(rng, waits)
    if found is None:
        return None
    place = found[0]
    longest = max(wait for at, wait in waits if at == place)
    return with_checkpoint(instance, place, longest_wait=longest - over), plan


@corruption("R11")
def a_lane_closed(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    options = [
        passage.checkpoint
        for mover, passage in passing(plan)
        if len(getattr(mover, "rides", getattr(mover, "vehicles", ()))) > 1
        and Ground(instance).checkpoints[passage.checkpoint].lanes > 1
    ]
    place = pick(rng, options)
    return None if place is None else (with_checkpoint(instance, place, lanes=1), plan)


def _with_passage(plan: Plan, convoy: int, index: int, **changes: Any) -> Plan:
    passages = list(plan.convoys[convoy].passages)
    passages[index] = replace(passages[index], **changes)
    return with_convoy(plan, convoy, passages=tuple(passages))


def _a_passage(plan: Plan, rng: random.Random) -> tuple[int, int, Passage] | None:
    return pick(
        rng,
        (
            (i, j, passage)
            for i, convoy in enumerate(plan.convoys)
            for j, passage in enumerate(convoy.passages)
        ),
    )


@corruption("R11")
def an_inspection_a_minute_short(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    found = _a_passage(plan, rng)
    if found is None:
        return None
    i, j, passage = found
    return instance, _with_passage(plan, i, j, until=passage.until - 1)


@corruption("R11")
def a_checkpoint_reached_a_minute_early(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    found = _a_passage(plan, rng)
    if found is None:
        return None
    i, j, passage = found
    return instance, _with_passage(plan, i, j, arrive=passage.arrive - 1)


@corruption("R11")
def an_inspection_before_it_is_reached(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    found = _a_passage(plan, rng)
    if found is None:
        return None
    i, j, passage = found
    return instance, _with_passage(plan, i, j, start=passage.arrive - 1)


@corruption("R11")
def an_inspection_left_out(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
    found = _a_passage(plan, rng)
    if found is None:
        return None
    i, j, _ = found
    passages = plan.convoys[i].passages
    return instance, with_convoy(plan, i, passages=(*passages[:j], *passages[j + 1 :]))


@corruption("R11")
def an_inspection_of_a_return_left_out(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    i = pick(rng, (i for i, trip in enumerate(plan.empty_trips) if trip.passages))
    return None if i is None else (instance, with_trip(plan, i, passages=()))


@corruption("R11")
def an_inspection_where_there_is_none(
    instance: Instance, plan: Plan, rng: random.Random
) -> Corrupted | None:
    if not plan.convoys or not instance.checkpoints:
        return None
    i = rng.randrange(len(plan.convoys))
    convoy = plan.convoys[i]
    extra = Passage(
        checkpoint=instance.checkpoints[0].place,
        arrive=convoy.exit,
        start=convoy.exit,
        until=convoy.exit,
    )
    return instance, with_convoy(plan, i, passages=(*convoy.passages, extra))
