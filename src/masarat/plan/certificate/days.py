"""The best day of one vehicle under prices, by a dynamic program over time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.plan.certificate.ties import worth_by_minute
from masarat.plan.certificate.trips import (
    delay_behind,
    early_entry,
    inspections,
    most_aboard,
    starts,
)
from masarat.plan.certificate.turns import Turns
from masarat.plan.certificate.ways import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from masarat.plan.certificate.roundabout import Roundabout
    from masarat.plan.certificate.tariff import Tariff
    from masarat.plan.certificate.trips import Trip, Waiting
    from masarat.plan.certificate.ways import Ways
    from masarat.scenario.instance import VehicleClass

    Ints = NDArray[np.int64]

HOUR = 60


@dataclass(frozen=True, slots=True)
class Fleet:
    """One class, what its vehicles can do, and how soon they stand where without it."""

    ways: Ways
    waiting: Waiting
    cls: VehicleClass
    trips: Sequence[Trip]
    around: Roundabout


def best_day(fleet: Fleet, tariff: Tariff, until: int, step: int) -> float:
    """Return the most that one vehicle of the class can collect until a minute.

    Looks at time in steps, rounding every duration down, which can only help the vehicle. Infinite
    where the sums would overflow, or where a ride takes no time and could be repeated without end.
    """
    cls, trips = fleet.cls, fleet.trips
    steps = until // step
    places = sorted({trip.assembly for trip in trips})
    targets = sorted({trip.destination for trip in trips})
    tied = bool(tariff.ties)
    worths = [0] * len(trips) if tied else _worths(fleet, tariff)
    costs, cost_of = _charges(fleet, tariff, until, step)
    if (max(worths) + int(np.abs(costs).max())) * (steps + 1) >= 1 << 62:
        return math.inf
    lengths = np.array([trip.length // step for trip in trips], np.int64)
    if int(lengths.min()) == 0:
        return math.inf
    from_place = np.array([places.index(trip.assembly) for trip in trips], np.int64)
    order = np.argsort(from_place, kind="stable")
    first_of_place = np.searchsorted(from_place[order], np.arange(len(places)))
    to_target = np.array([targets.index(trip.destination) for trip in trips], np.int64)[order]
    values, lengths, cost_of = np.array(worths, np.int64)[order], lengths[order], cost_of[order]
    allowed = _allowed_boardings(fleet, until, step)[order].T.copy()
    turns = Turns(fleet.ways, cls, fleet.around, (targets, places), (steps, step))
    home = np.zeros((len(places), steps + 2), np.int64)
    away = np.zeros((len(targets), steps + 1), np.int64)
    everywhere = np.arange(len(places))
    for t in range(steps, -1, -1):
        arrive = t + lengths
        good = (arrive <= steps) & allowed[t]
        gains = values - costs[min(t, len(costs) - 1), cost_of]
        worth = np.where(good, gains + away[to_target, np.minimum(arrive, steps)], 0)
        best = np.maximum.reduceat(worth, first_of_place)
        home[:, t] = np.maximum(home[:, t + 1], best)
        # the last column of `home` stays 0: too late
        away[:, t] = home[everywhere, turns.after(t)].max(axis=1)
    found = 0
    for place, name in enumerate(places):
        start = fleet.around.stand[name]
        if start <= until:
            found = max(found, int(home[place, start // step]))
    return found


def _worths(fleet: Fleet, tariff: Tariff) -> list[int]:
    """Return by trip the most that those aboard can be worth; convoy and way do not matter."""
    known: dict[tuple[str, str, int], int] = {}
    found = []
    for trip in fleet.trips:
        key = (trip.assembly, trip.destination, trip.ready)
        if key not in known:
            known[key] = _worth(fleet, tariff, trip)
        found.append(known[key])
    return found


def _worth(fleet: Fleet, tariff: Tariff, trip: Trip) -> int:
    """Return the most that those aboard can be worth."""
    worth = 0
    for need, groups in fleet.waiting[trip.assembly].items():
        fitting = [
            g for g in groups if g.ready <= trip.ready and trip.destination in g.destinations
        ]
        room = most_aboard(fleet.cls.room(need), fitting)
        if room:
            each = max(tariff.plain("people", g.id) for g in fitting)
            each -= tariff.plain("destinations", trip.destination)
            worth += max(0, tariff.ride(trip.assembly, need) + max(each, room * each))
    return worth


def _charges(fleet: Fleet, tariff: Tariff, until: int, step: int) -> tuple[Ints, Ints]:
    """Return charges [step, number], and the number of each trip.

    There is a single step where nothing depends on the hour. Trips that are charged the same have
    one number: what is free does not tell them apart.
    """
    numbers: dict[tuple[object, ...], int] = {}
    rows: list[int | Ints] = []
    found = []
    for trip in fleet.trips:
        key: tuple[object, ...] = (trip.corridor.id, trip.vehicles, trip.access, trip.inside)
        if not tariff.free("escorts"):
            key = (*key, trip.back)
        if not tariff.free("bays", trip.assembly) or not tariff.free("small", trip.assembly):
            key = (*key, trip.assembly, trip.is_small, trip.length)
        if tariff.ties:
            key = (*key, trip.assembly, trip.destination, trip.ready)
        if key not in numbers:
            numbers[key] = len(rows)
            rows.append(_charge(fleet, tariff, trip))
            if tariff.ties:  # what those aboard are worth depends on the minute
                worth = worth_by_minute(fleet.ways, fleet.cls, trip, fleet.waiting, tariff)
                rows[-1] = _both(rows[-1], -worth)
        found.append(numbers[key])
    if all(isinstance(row, int) for row in rows):
        return np.array([rows], np.int64), np.array(found)
    width = (until // step + 1) * step
    by_step = np.zeros((until // step + 1, len(rows)), np.int64)
    for number, row in enumerate(rows):
        minutes = np.broadcast_to(row, until + 1) if isinstance(row, int) else row[: until + 1]
        if step > 1:
            padded = np.pad(minutes, (0, width - until - 1), mode="edge")
            minutes = padded.reshape(-1, step).min(axis=1)
        by_step[:, number] = minutes
    return by_step, np.array(found)


def _charge(fleet: Fleet, tariff: Tariff, trip: Trip) -> int | Ints:
    """Return by minute of boarding a ride's share of what its convoy uses, and its own uses."""
    ways, corridor = fleet.ways, trip.corridor
    entry = trip.load + trip.access
    early = early_entry(ways, fleet.cls, trip)
    convoy: int | Ints = tariff.plain("corridors", corridor.id)
    convoy += tariff.charge("headways", corridor.id, corridor.headway, early, entry)
    for stop in inspections(ways, fleet.cls, trip):
        convoy = _both(
            convoy,
            tariff.charge("checkpoints", stop.place, stop.minutes, stop.early, entry + stop.start),
        )
    pools = [pool.id for pool in ways.instance.escorts if corridor.id in pool.corridors]
    busy = trip.access + trip.inside + trip.back
    teams = [tariff.charge("escorts", pool, busy, 0, trip.load) for pool in pools]
    if teams:
        convoy = _both(convoy, _cheapest(teams))
    limit = ways.instance.aboard_limit
    loaded = NEVER if limit is None else max(limit - trip.travel, 0)
    own = _both(
        tariff.charge("flows", corridor.id, HOUR, early, entry),
        tariff.charge("bays", trip.assembly, trip.load, loaded, 0),
    )
    own = _both(own, tariff.plain("hours", corridor.id))
    if trip.is_small:
        own = _both(own, tariff.plain("small", trip.assembly))
    return _both(convoy // trip.vehicles, own)


def _both(one: int | Ints, two: int | Ints) -> int | Ints:
    """Add numbers or arrays, as far as both reach."""
    if isinstance(one, int) or isinstance(two, int):
        return one + two
    shortest = min(len(one), len(two))
    return one[:shortest] + two[:shortest]


def _cheapest(costs: Sequence[int | Ints]) -> int | Ints:
    """Return the least by minute, as far as all reach."""
    arrays = [cost for cost in costs if not isinstance(cost, int)]
    least = min((cost for cost in costs if isinstance(cost, int)), default=None)
    if not arrays:
        return least or 0
    shortest = min(len(cost) for cost in arrays)
    rows = [cost[:shortest] for cost in arrays]
    if least is not None:
        rows.append(np.full(shortest, least, np.int64))
    found: Ints = np.min(rows, axis=0)
    return found


def _allowed_boardings(fleet: Fleet, until: int, step: int) -> NDArray[np.bool_]:
    """Return [trip, step of boarding]: allowed if any boarding minute in the step may be."""
    ways, cls, steps = fleet.ways, fleet.cls, until // step
    found = np.zeros((len(fleet.trips), steps + 1), bool)
    ready = {d.place: d.ready for d in ways.instance.destinations}
    known: dict[tuple[object, ...], NDArray[np.bool_]] = {}
    pauses = bool(ways.instance.suspensions)
    for number, trip in enumerate(fleet.trips):
        key: tuple[object, ...] = (trip.corridor.id, trip.access, trip.inside, trip.vehicles)
        if pauses:
            key = (*key, trip.travel)
        if key not in known:
            known[key] = starts(ways, cls, trip, until)
        departures = known[key]
        boardings = np.zeros((steps + 1) * step, bool)
        usable = departures[cls.load :]
        boardings[: len(usable)] = usable[: len(boardings)]
        earliest = ready[trip.destination] - trip.length
        if earliest > 0:
            earliest -= delay_behind(ways, cls, trip)
        boardings[: max(trip.ready, earliest, 0)] = False
        found[number] = boardings.reshape(steps + 1, step).any(axis=1)
    return found
