"""Vehicle days as columns of the master program: what each day does to the rows."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.planning.bounds.prices import overlaps

if TYPE_CHECKING:
    from masarat.planning.bounds.days import KindDays, Worths
    from masarat.planning.kernel import Struct

    Rows = dict[tuple[str, object], int]
    """Row number by (kind, key); of a timed resource the row of its first block."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One ride of a day.

    `used`: which resource of each timed use, and from when (minute); `people`: groups, people and
    minutes of departure (0 where departures have no price).
    """

    ride: int
    used: tuple[tuple[int, int], ...]
    people: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A vehicle day: its class, the grid it was found on, its last minute, its rides."""

    cls: int
    step: int
    ends: int
    picks: tuple[Pick, ...]


def follow(
    of_kind: KindDays, days: Struct, worths: Worths, cls: int, start: tuple[int, int]
) -> Column:
    """Return the best day of a class from `start`, an (assembly point, step of the grid)."""
    step = of_kind.step(worths.until)
    turns = of_kind.turns(step)
    (a, t), ends, picks = start, 0, []
    boarded = days["home_pick"]
    while a >= 0:
        t += int((boarded[a, t:] >= 0).argmax())
        pick = int(boarded[a, t])
        if pick < 0:
            break
        ride = of_kind.types[pick]
        people = of_kind.aboard(worths, ride, t * step)
        picks.append(Pick(pick, _used(of_kind, worths, pick, t * step), people))
        t += int(of_kind.length[pick]) // step
        ends = t
        a = int(days["away_pick"][ride.d, t])
        if a >= 0:
            t = int(turns.then[t, turns.number[ride.d, a]])
    return Column(cls, step, ends * step, tuple(picks))


def _used(of_kind: KindDays, worths: Worths, pick: int, minute: int) -> tuple[tuple[int, int], ...]:
    found = []
    for use in of_kind.uses[int(of_kind.use[pick])][1]:
        options = [worths.tariff.placed(number, use, minute) for number in use.numbers]
        _, begin, number = min((c, b, n) for (c, b), n in zip(options, use.numbers, strict=True))
        found.append((number, begin))
    return tuple(found)


def amounts(
    of_kind: KindDays, column: Column, row: Rows, blocks: tuple[int, ...]
) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Return the rows that a day touches, in order, and by how much."""
    found: dict[int, float] = {row["vehicles", column.cls]: 1.0}

    def add(kind: str, key: object, amount: float, block: int = 0) -> None:
        number = row.get((kind, key))
        if number is not None and amount:
            found[number + block] = found.get(number + block, 0.0) + amount

    model = of_kind.model
    for pick in column.picks:
        ride = of_kind.types[pick.ride]
        c, size = int(model.line_c[ride.option.line]), ride.option.size
        for g, people, minute in pick.people:
            block = bisect_right(blocks, minute) - 1
            for tie in of_kind.ties:
                add("linked", tie.number, people * tie.weights[g] / tie.scale, block)
            add("people", g, people)
            add("destinations", ride.d, people)
            add("rides", (ride.a, model.instance.groups[g].need), 1.0)
        add("corridors", c, 1.0 / size)
        add("hours", c, 1.0)
        if ride.option.small:
            add("small", ride.a, 1.0)
        found_uses = of_kind.uses[int(of_kind.use[pick.ride])][1]
        for use, (number, begin) in zip(found_uses, pick.used, strict=True):
            share = size if use.shared else 1
            for block, minutes in overlaps(begin, begin + use.length, blocks):
                add(use.kind, number, minutes / share, block)
    rows = tuple(sorted(found))
    return rows, tuple(found[number] for number in rows)
