"""Rules of different temperament that form convoys where the dispatch list is used up."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.kernel import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from numpy.typing import NDArray

    from masarat.planning.dispatcher import Problem

    Ints = NDArray[np.int64]

MANY_RIDES = 20_000
"""From so many rides on, a table takes long and few rules are tried."""

LATER = 600
"""Minutes that vehicles which the fluid program does not use for such people count as later, where
progress is to be even: they would fill checkpoints and carry few."""

CROWDED = ((20, 15, 10), (20, 30, 10), (20, 60, 40), (30, 15, 40), (30, 30, 20), (10, 60, 40))
"""Evenness, detour and patience where many vehicles are short of the same resources."""

CLOSE = 300
"""How often a minute counts by which a vehicle delays its convoy, against one that it waits."""

EVENS, PATIENCES, DETOURS = (10, 14, 18, 20, 24, 28), (5, 10, 20, 30), (8, 10, 15, 20, 30)
"""What is drawn from where rules are drawn at random."""

LATER_BY = 20
"""Minutes, at most, by which a corridor of such a rule counts as later or earlier than others."""

GOLDEN = 0.6180339887498949
"""The golden ratio's fraction: multiples of it spread evenly over the unit interval."""

MARGIN = 115
"""Percent of the fluid program's horizon over which progress is spread."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How the rule forms convoys when the dispatch list is used up.

    Parameters
    ----------
    patience
        Minutes for which a convoy that is big enough waits for more vehicles.
    caps : int array [line]
        Vehicles of a usual convoy.
    long_first
        Hundredths of a minute that a line counts as earlier for each minute of its trip.
    rank_minutes
        Minutes that people count as later for each rank of priority.
    even
        0: the line that could depart first is taken. Otherwise the one that could enter its
        corridor first, and being ahead of its share counts so many hundredths.
    detour
        Minutes that lines which the fluid program does not use count as later; 0: they come last
        (only where progress is to be even).
    close
        0: vehicles are chosen that can be there first. Otherwise those that are free last and still
        come in time; a minute by which they delay the convoy counts so many times.
    turns
        Percent of a convoy, at most, by which streams begin apart.
    wait
        Minutes for which a convoy of the dispatch list waits for the vehicles that it asks for.
    """

    patience: int
    caps: Ints
    long_first: int = 0
    rank_minutes: int = 0
    even: int = 0
    detour: int = 0
    close: int = 0
    turns: int = 100
    wait: int = 60


def make_rule(problem: Problem, rule: Rule) -> Struct:
    """Return `rule` as the kernel reads it, with what the fluid program says of each stream."""
    streams, static = problem.streams, problem.static
    shape = (len(streams), int(static["lines"]))
    prefer, share, turn = (np.zeros(shape, np.int64) for _ in range(3))
    late = np.zeros((int(static["kinds"]), len(streams)), np.int64)
    ways = 0
    for number, stream in enumerate(streams):
        prefer[number, list(stream.lines) or slice(None)] = 1
        for line, people in zip(stream.lines, stream.shares, strict=False):
            share[number, line] = round(people)
            turn[number, line] = int(ways * GOLDEN % 1 * rule.turns)
            ways += 1
        if rule.even and stream.kinds:
            late[:, number] = LATER
            late[list(stream.kinds), number] = 0
    horizon = max((stream.horizon for stream in streams), default=0)
    return Struct(
        "rule",
        {
            "patience": rule.patience,
            "wait": rule.wait,
            "long_first": rule.long_first,
            "rank_minutes": rule.rank_minutes,
            "caps": rule.caps,
            "prefer": prefer,
            "even": rule.even,
            "detour": rule.detour,
            "later": np.zeros(int(static["corridors"]), np.int64),
            "finish": horizon * MARGIN // 100,
            "share": share,
            "turn": turn,
            "late": late,
            "close": rule.close,
        },
    )


def ways_of(rule: Struct) -> list[tuple[int, int]]:
    """Return the streams and lines of which people have a share."""
    return [(stream, line) for stream, line in np.argwhere(rule["share"] > 0).tolist()]


def draw(rule: Struct, ways: Sequence[tuple[int, int]], random: Random) -> None:
    """Draw what a rule with even progress weighs anew, and how far apart its `ways` begin."""

    def one_of(values: Sequence[int]) -> int:
        return values[int(random.random() * len(values))]

    rule.set_number("even", one_of(EVENS))
    rule.set_number("patience", one_of(PATIENCES))
    rule.set_number("detour", one_of(DETOURS))
    for corridor in range(len(rule["later"])):
        rule["later"][corridor] = round((2 * random.random() - 1) * LATER_BY)
    for way in ways:
        rule["turn"][way] = int(100 * random.random()) - 50


def natural_sizes(problem: Problem) -> NDArray[np.int64]:
    """Return by line the convoy size that fills the lanes of its checkpoints for one headway.

    Smaller convoys would leave lanes empty between two entries; larger ones wait for bays and keep
    their vehicles longer at the checkpoint. Where nothing is shared, vehicles go one by one.
    """
    static = problem.static
    sizes = np.ones(len(static["line_c"]), np.int64)
    for line, c in enumerate(static["line_c"].tolist()):
        if static["headway"][c] > 0 or static["pools"][c, 0] >= 0:
            sizes[line] = 8
        stops = [int(q) for q in static["stop_q"][c] if q >= 0]
        rows = [
            int(static["lanes"][q]) * max(-(-int(static["headway"][c]) // int(minutes)), 1)
            for q in stops
            if (minutes := static["inspect"][q]) > 0
        ]
        sizes[line] = max(min(rows), 1) if rows else sizes[line]
    return sizes


def rules(problem: Problem) -> Iterator[Rule]:
    """Yield rules of different temperament for the first tables; few where a table takes long."""
    static = problem.static
    corridors = static["line_c"]
    most, least = static["largest"][corridors], static["smallest"][corridors]
    natural = natural_sizes(problem)
    usual = Rule(10, np.minimum(np.maximum(least, natural), most), rank_minutes=60)
    if problem.most_rides >= MANY_RIDES:
        for even, detour, patience in CROWDED:
            yield replace(usual, even=even, detour=detour, patience=patience, close=CLOSE)
        return
    sizes = [natural, 2 * natural, 3 * natural, np.full_like(most, 12), most]
    weights = itertools.product((0, 50), (0, 60, 240))
    for size, patience, (long_first, rank) in itertools.product(sizes, (0, 10, 40), list(weights)):
        caps = np.minimum(np.maximum(least, size), most)
        yield Rule(patience, caps, long_first, rank)
    for patience in (0, 10, 40):
        yield replace(usual, patience=patience, even=30, detour=30)
