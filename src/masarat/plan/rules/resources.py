"""R6, R9, R11: what few share: loading bays, escort teams, checkpoints."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from masarat.plan.rules.ground import movers
from masarat.plan.rules.sweep import excess
from masarat.plan.verdict import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.plan.document import Convoy, Plan
    from masarat.plan.rules.ground import Ground


def bays(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R6: at every minute loading bays suffice; a vehicle loads during [board, board + load)."""
    loading: defaultdict[str, list[tuple[int, float, str]]] = defaultdict(list)
    for convoy in plan.convoys:
        for ride in convoy.rides:
            until = ride.board + ground.vehicles[ride.vehicle].load
            loading[convoy.assembly_point].append((ride.board, until, ride.vehicle))
    for point in ground.instance.assembly_points:
        if point.bays is None:
            continue
        for minute, many, vehicle in excess(loading[point.place], point.bays):
            yield Violation(
                rule="R6",
                message=f"{many} vehicles load at {point.place}, which has {point.bays} bays",
                vehicle=vehicle,
                minute=minute,
            )


def escorts(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R9: every convoy that needs one has a team of a pool that serves its corridor."""
    pools = {pool.id: pool for pool in ground.instance.escorts}
    served = frozenset().union(*(pool.corridors for pool in pools.values()))
    busy: defaultdict[str, list[tuple[int, float, str]]] = defaultdict(list)
    for convoy in plan.convoys:
        pool = pools.get(convoy.escort)
        if pool is not None and convoy.corridor in pool.corridors:
            busy[pool.id].append((convoy.depart, _back(ground, convoy), convoy.id))
        elif convoy.escort or convoy.corridor in served:
            what = f"'{convoy.escort}' does not serve" if convoy.escort else "no escort for"
            message = f"{what} {convoy.corridor}"
            yield Violation(rule="R9", message=message, convoy=convoy.id, minute=convoy.depart)
    for name, pool in pools.items():
        for minute, many, mover in excess(busy[name], pool.teams):
            message = f"{many} convoys need one of the {pool.teams} teams of '{name}'"
            yield Violation(rule="R9", message=message, convoy=mover, minute=minute)


def _back(ground: Ground, convoy: Convoy) -> float:
    """Return when the convoy's escort is back: never, where the road back is missing."""
    corridor = ground.corridors[convoy.corridor]
    point = convoy.assembly_point
    if corridor.is_open:
        roads = [ground.road(ride.destination, point, 0) for ride in convoy.rides]
    else:
        roads = [ground.road(corridor.places[0], point, 0)]
    longest = max(float("inf") if road is None else road for road in roads)
    return convoy.exit + longest + (0 if corridor.is_open else sum(corridor.back_legs[0]))


def checkpoints(_: Ground, plan: Plan) -> Iterator[Violation]:
    """R11: one convoy (or empty trip) at a time at a checkpoint."""
    inspected: defaultdict[str, list[tuple[int, float, str]]] = defaultdict(list)
    for mover in movers(plan):
        for passage in mover.passages:
            inspected[passage.checkpoint].append((passage.start, passage.until, mover.id))
    for place, intervals in inspected.items():
        for minute, _many, mover_id in excess(intervals, 1):
            message = f"another convoy is being inspected at {place}"
            yield Violation(rule="R11", message=message, convoy=mover_id, minute=minute)
