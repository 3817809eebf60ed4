"""Proof by cases: prices close rides, and where they do not prove all, whole numbers are split.

A certificate is a tree. Each node has tables of prices, each of which may close rides that no plan
has, and either ends with a table that proves that there is no plan, or splits: a number that
every plan has is at most k, or more (docs/bound.md, *Proof by cases*).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from masarat.plan.certificate.paths import Gains, Paths
from masarat.plan.certificate.visits import visits
from masarat.plan.certificate.ways import NEVER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from masarat.plan.certificate.counted import Counted
    from masarat.plan.certificate.visits import Visits

    Bools = NDArray[np.bool_]

MOST = 1 << 40
"""Prices are less than this."""

MOST_STATES = 1 << 12
"""What paths remember has so many states at most."""

MOST_DEPTH = 200
"""Splits one below the other at most."""

ARGUMENTS = {
    "used": (),
    "first": ("place",),
    "ride": ("place", "target"),
    "turn": ("target", "place"),
    "at": ("place", "minute"),
    "until": ("place", "minute"),
    "leave": ("place", "target", "minute"),
}
"""What is counted: vehicles with a ride, or whose first ride is from a place; rides from a place to
a target; rides to a target before one from a place; rides boarded at a place at a minute, or until
it; rides from a place to a target boarded at a minute."""


class FormError(Exception):
    """A certificate does not say what it has to say."""


@dataclass(frozen=True, slots=True)
class Row:
    """A number that every plan has, and which side of it is looked at."""

    kind: str
    where: tuple[int, ...]
    limit: int
    above: bool


@dataclass(slots=True)
class Cases:
    """All plans whose counted rides are over by minute `until`."""

    counted: Counted
    until: int
    paths: list[Paths] = field(init=False)
    _everything: list[Bools] = field(init=False)

    def __post_init__(self) -> None:
        self.paths = [Paths(fleet, self.counted.ready, self.until) for fleet in self.counted.fleets]
        self._everything = [paths.all_open() for paths in self.paths]

    def fault(self, root: object) -> str | None:
        """Return None when a tree proves that there is no such plan, else what is wrong."""
        pending: list[tuple[object, list[Row], list[Bools]]]
        pending = [(root, [], self._everything)]
        try:
            while pending:
                pending += self._node(*pending.pop())
        except FormError as error:
            return f"its certificate {error}"
        return None

    def _node(
        self, node: object, rows: list[Row], is_open: list[Bools]
    ) -> list[tuple[object, list[Row], list[Bools]]]:
        """Return the nodes below that remain to be proven."""
        if not isinstance(node, dict) or len(rows) > MOST_DEPTH:
            raise FormError("has no tree of prices")
        tables, split, most = (node.get(name) for name in ("prices", "split", "most"))
        if not isinstance(tables, list):
            raise FormError("has no list of prices where one is due")
        slack = 0
        for table in tables:
            slack, is_open = self._closed(table, rows, is_open)
            if slack < 0:
                return []
        if split is None:
            raise FormError(f"fails: what can be had by minute {self.until} is worth {slack} more")
        kind, where = self._counts(split)
        if not isinstance(most, int) or not _whole(most) or most < 0:
            raise FormError("splits at what is not a whole number")
        return [
            (node.get("below"), [*rows, Row(kind, where, most, above=False)], is_open),
            (node.get("above"), [*rows, Row(kind, where, most + 1, above=True)], is_open),
        ]

    def _counts(self, split: object) -> tuple[str, tuple[int, ...]]:
        kind, *names = split if isinstance(split, list) and split else [""]
        kind = kind if isinstance(kind, str) else ""
        wanted = ARGUMENTS.get(kind)
        _ask(wanted is not None and len(wanted) == len(names), "splits something unknown")
        known = {"place": self.counted.places, "target": self.counted.targets}
        where = []
        for what, name in zip(wanted or (), names, strict=True):
            good = (
                _whole(name) and 0 <= name <= self.until
                if what == "minute"
                else name in known[what]
            )
            _ask(good, "splits something unknown")
            where.append(name if what == "minute" else known[what].index(name))
        return kind, tuple(where)

    def _closed(
        self, table: object, rows: Sequence[Row], is_open: Sequence[Bools]
    ) -> tuple[int, list[Bools]]:
        """Return what can be had beyond what is due, and the rides that are left then.

        Below 0, there is no plan.
        """
        if not isinstance(table, dict):
            raise FormError("has no table of prices where one is due")
        counted = self.counted
        loads = _prices(table, "loads", counted.places)
        rooms = _prices(table, "rooms", counted.targets)
        _ask(all(price >= 0 for price in rooms), "has a negative price of room")
        free = all(
            price == 0 for price, room in zip(rooms, counted.rooms, strict=True) if room == NEVER
        )
        _ask(free, "has a price of room that is unlimited")
        of_rows = _row_prices(table, rows)
        most = sum(map(abs, (*of_rows, max(loads, key=abs), max(rooms))))
        _ask(most * (self.until + 2) * 2 < 1 << 60, "has prices that are too high")
        slack = sum(price * room for price, room in zip(rooms, counted.rooms, strict=True) if price)
        slack -= sum(price * load for price, load in zip(loads, counted.loads, strict=True))
        slack -= sum(price * row.limit for price, row in zip(of_rows, rows, strict=True))
        memory = self._memory(table)
        if not rows and memory.states == 1 and is_open is self._everything:
            each = np.array(loads, np.int64)[:, None] - np.array(rooms, np.int64)
            pairs = zip(counted.fleets, self.paths, strict=True)
            had = slack + sum(fleet.count * paths.most(each) for fleet, paths in pairs)
            if had < 0:
                return had, []
        gains = self._gains(loads, rooms, rows, of_rows)
        found = [
            paths.best(gains, mask, memory) for paths, mask in zip(self.paths, is_open, strict=True)
        ]
        for fleet, (best, _) in zip(counted.fleets, found, strict=True):
            slack += fleet.count * best
        if slack < 0:
            return slack, []
        left = [
            paths.worth_taking(gains, mask, away, best - slack, memory)
            for paths, mask, (best, away) in zip(self.paths, is_open, found, strict=True)
        ]
        return slack, left

    def _memory(self, table: Mapping[str, Any]) -> Visits:
        """Return what paths remember: how often they were where a table says it matters."""
        counted = self.counted
        limits = [
            _limits(table, kind, names, most)
            for kind, names, most in (
                ("places", counted.places, counted.loads),
                ("targets", counted.targets, counted.rooms),
            )
        ]
        states = prod(most + 1 for limit in limits for most in limit.values())
        _ask(states <= MOST_STATES, "limits too much")
        return visits((len(counted.places), len(counted.targets)), *limits)

    def _gains(
        self,
        loads: Sequence[int],
        rooms: Sequence[int],
        rows: Sequence[Row],
        prices: Sequence[int],
    ) -> Gains:
        places, targets = len(loads), len(rooms)
        each = np.array(loads, np.int64)[:, None] - np.array(rooms, np.int64)
        by_minute = np.broadcast_to(each, (self.until + 1, places, targets))
        gains = Gains(
            by_minute.copy() if rows else by_minute,
            np.zeros((targets, places), np.int64),
            np.zeros(places, np.int64),
        )
        for row, price in zip(rows, prices, strict=True):
            _add(gains, row, price)
        return gains


def _add(gains: Gains, row: Row, price: int) -> None:
    """Let each of what a row counts collect a price."""
    if row.kind == "used":
        gains.first[:] += price
    elif row.kind == "first":
        gains.first[row.where] += price
    elif row.kind == "turn":
        gains.turn[row.where] += price
    elif row.kind == "ride":
        gains.ride[:, row.where[0], row.where[1]] += price
    elif row.kind == "leave":
        gains.ride[row.where[2], row.where[0], row.where[1]] += price
    elif row.kind == "at":
        gains.ride[row.where[1], row.where[0]] += price
    else:
        gains.ride[: row.where[1] + 1, row.where[0]] += price


def _prices(table: Mapping[str, Any], kind: str, names: Sequence[str]) -> list[int]:
    listed = table.get(kind, {})
    _ask(isinstance(listed, dict) and set(listed) <= set(names), "prices something unknown")
    _ask(all(_whole(price) for price in listed.values()), "has a price that is not a whole number")
    return [listed.get(name, 0) for name in names]


def _limits(
    table: Mapping[str, Any], kind: str, names: Sequence[str], most: Sequence[int]
) -> dict[int, int]:
    """Return how often each limited place may be visited, by its number."""
    listed = table.get("limited", {})
    listed = listed.get(kind, []) if isinstance(listed, dict) else None
    _ask(isinstance(listed, list) and all(name in names for name in listed), "limits no place")
    return {names.index(name): most[names.index(name)] for name in listed or []}


def _row_prices(table: Mapping[str, Any], rows: Sequence[Row]) -> list[int]:
    """Return the prices of the splits above: to be paid below, to be collected above."""
    listed = table.get("splits", [0] * len(rows))
    _ask(isinstance(listed, list) and len(listed) == len(rows), "has too few prices of splits")
    for price, row in zip(listed, rows, strict=True):
        _ask(_whole(price), "has a price that is not a whole number")
        _ask(price >= 0 if row.above else price <= 0, "has a price of the wrong sign")
    return list(listed)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -MOST < value < MOST


def _ask(condition: bool, fault: str) -> None:  # noqa: FBT001
    if not condition:
        raise FormError(fault)
