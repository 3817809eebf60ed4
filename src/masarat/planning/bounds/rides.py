"""Ride types: everything a vehicle of one kind can do once, with what it uses of each resource."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.kernel import FAR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from masarat.planning.model import Model
    from masarat.scenario.instance import Need

    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Option:
    """A convoy size on a line for one kind: `size` vehicles, `services` minutes of inspection.

    Only sizes that are largest for their inspection minutes are options: a smaller convoy would
    take as long and share its costs among fewer. `small`: below the corridor's minimum, which only
    an assembly point's last convoy may be.
    """

    line: int
    size: int
    services: int
    small: bool


@dataclass(frozen=True, slots=True)
class RideType:
    """One kind's ride on a line to a destination in a convoy of a given size.

    `ready`: it boards at that minute or later, and takes those who are ready by then.
    `length`: minutes from boarding to arrival. `back`: minutes that an escort team needs to come
    back, as far as roads lead; `busy`: minutes of a team in all, 0 where none is needed.
    """

    kind: int
    option: Option
    a: int
    d: int
    ready: int
    load: int
    length: int
    back: int
    busy: int


@dataclass(frozen=True, slots=True)
class Scope:
    """The groups whose clearance is bounded, and what they need at each assembly point."""

    groups: tuple[int, ...]
    seats: dict[tuple[int, Need], tuple[int, ...]]
    """(assembly point, need) -> groups."""


def others_at(model: Model, scope: Scope) -> set[int]:
    """Return the assembly points where somebody waits who is not in scope."""
    return {
        model.a_index[group.assembly_point]
        for number, group in enumerate(model.instance.groups)
        if group.people > 0 and number not in scope.groups
    }


def scope_of(model: Model, priority: int | None) -> Scope:
    """Return the scope of one priority, or of everybody (None)."""
    numbers = tuple(
        g
        for g, group in enumerate(model.instance.groups)
        if (priority is None or group.priority == priority) and group.people > 0
    )
    seats: dict[tuple[int, Need], list[int]] = {}
    for g in numbers:
        group = model.instance.groups[g]
        seats.setdefault((model.a_index[group.assembly_point], group.need), []).append(g)
    return Scope(numbers, {key: tuple(found) for key, found in seats.items()})


def options(model: Model, kind: int, line: int) -> list[Option]:
    """Return the convoy sizes worth considering."""
    cls = model.kinds[kind]
    c = int(model.line_c[line])
    corridor = model.instance.corridors[c]
    smallest = (cls.smallest or 1) if cls.alone else corridor.smallest
    largest = (cls.largest or 1) if cls.alone else corridor.largest
    largest = max(min(largest, len(model.vehicles)), 1)
    stops = [int(q) for q in model.stop_q[c] if q >= 0]

    def services(size: int) -> tuple[int, ...]:
        return tuple(model.instance.checkpoints[q].service(size) for q in stops)

    ranges = [(min(smallest, largest), largest, False)]
    if model.instance.small_last_convoy and not cls.alone and smallest > 1:
        ranges.append((1, smallest - 1, True))
    found: list[Option] = []
    for low, high, small in ranges:
        candidates = {high}
        for q in stops:
            lanes = model.instance.checkpoints[q].lanes
            candidates |= set(range(-(-low // lanes) * lanes, high + 1, lanes))
        for size in sorted(candidates):
            bigger = [other for other in candidates if other > size]
            if bigger and services(min(bigger)) == services(size):
                continue
            found.append(Option(line, size, sum(services(size)), small))
    return found


def readies(model: Model, kind: int, scope: Scope, a: int, d: int) -> list[int]:
    """Return when those become ready whom a vehicle of `kind` could carry from `a` to `d`."""
    groups, place = model.instance.groups, model.destinations[d]
    return sorted(
        {
            groups[g].ready
            for (point, need), numbers in scope.seats.items()
            if point == a and model.kinds[kind].room(need) > 0
            for g in numbers
            if place in groups[g].destinations
        },
    )


def most_aboard(model: Model, room: int, numbers: Iterable[int]) -> int:
    """Return the most people of some groups that fit into `room` when units stay whole.

    Any number of whole units and one smaller unit a group: the largest sum that fits.
    """
    groups = [model.instance.groups[g] for g in numbers]
    if any(group.unit == 1 for group in groups):
        return room
    sums = {0}
    for group in groups:
        smaller = group.people % group.unit
        sums |= {n + smaller for n in sums}
    for group in groups:
        sums = {n + k for n in sums for k in range(0, room + 1 - n, group.unit)}
    return max((n for n in sums if n <= room), default=0)


def _escort_back(model: Model, line: int, d: int) -> int:
    corridor = model.instance.corridors[int(model.line_c[line])]
    minutes = int(model.back[line, d])
    return minutes if minutes < FAR else sum(corridor.back_legs[0]) if corridor.places else 0


def ride_types(model: Model, kind: int, scope: Scope) -> list[RideType]:
    """Return the ride types of `kind`, by assembly point."""
    cls = model.kinds[kind]
    found: list[RideType] = []
    for line in np.argsort(model.line_a, kind="stable").tolist():
        if not model.serves(kind, line):
            continue
        a, c = int(model.line_a[line]), int(model.line_c[line])
        chosen = options(model, kind, line)
        escorted = bool(model.pools[c])
        for d in range(len(model.destinations)):
            when = readies(model, kind, scope, a, d)
            for option in chosen if when else ():
                travel = model.travel(kind, line, d, option.services)
                if travel >= FAR:
                    continue
                onward = 0 if model.instance.corridors[c].is_open else model.out[cls.pace, line, d]
                back = _escort_back(model, line, d)
                busy = travel - int(onward) + back if escorted else 0
                length = cls.load + travel
                found += [
                    RideType(kind, option, a, d, ready, cls.load, length, back, busy)
                    for ready in when
                ]
    return found
