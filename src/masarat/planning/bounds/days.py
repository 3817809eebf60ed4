"""The best day of a vehicle under prices.

All prices are whole numbers, so that the planner and the checker get exactly the same sums.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning import kernel
from masarat.planning.bounds.charges import Charges
from masarat.planning.bounds.contents import Contents, TiedContents, best_content, fitting_by_key
from masarat.planning.bounds.openings import clear, within
from masarat.planning.bounds.rides import others_at, ride_types
from masarat.planning.bounds.roundabout import Roundabout, roundabout, standing
from masarat.planning.bounds.sequels import Sequels
from masarat.planning.bounds.ties import Departing, Tie, departure_slack, ties_of
from masarat.planning.bounds.turns import Turns, turns_of
from masarat.planning.bounds.uses import Tariff, inspection_slacks, slower_company, uses
from masarat.planning.kernel import FAR, Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from masarat.planning.bounds.contents import Fitting
    from masarat.planning.bounds.prices import Prices
    from masarat.planning.bounds.rides import RideType, Scope
    from masarat.planning.bounds.uses import Use
    from masarat.planning.model import Model

    Ints = NDArray[np.int64]

MOST_STEPS = 20_000
"""Steps of the time grid at most; longer horizons are looked at in steps of several minutes."""

MANY = 1_000
"""Ride types of a kind from which on it is worth finding out what they share."""


@dataclass(slots=True)
class KindDays:
    """One kind's ride types as arrays, and its best days by any minute."""

    model: Model
    kind: int
    scope: Scope
    ways: Roundabout = field(init=False)
    """Ways by rides with anybody."""
    between: Roundabout = field(init=False)
    """Ways by rides with nobody in scope."""
    types: list[RideType] = field(init=False)
    ties: tuple[Tie, ...] = field(init=False)

    def __post_init__(self) -> None:
        model, kind = self.model, self.kind
        self.ways = roundabout(model, kind)
        self.between = roundabout(model, kind, others_at(model, self.scope))
        firsts = [
            standing(model, number, self.ways)
            for number, of_class in enumerate(model.kind_of_class)
            if of_class == kind
        ]
        first = np.min(firsts, axis=0)
        self.types = [ride for ride in ride_types(model, kind, self.scope) if first[ride.a] < FAR]
        self.a = _ints([ride.a for ride in self.types])
        self.d = _ints([ride.d for ride in self.types])
        self.length = _ints([ride.length for ride in self.types])
        self.ties = ties_of(model.instance, self.scope)
        self._masks = {}
        self._mask_rows = []
        self._same_rows = {}
        self._slacks = {}
        self._early = {}
        self._known = None
        self._turns = {}
        self.mask = _ints([self._mask(ride) for ride in self.types])
        self.allowed = np.array(self._mask_rows, bool)
        self._number_uses()
        cls = model.kinds[self.kind]
        self.load, self.pace = cls.load, cls.pace
        keys: dict[tuple[int, int, int], int] = {}
        self.key = _ints(
            [keys.setdefault((ride.a, ride.d, ride.ready), len(keys)) for ride in self.types]
        )
        self.fitting = fitting_by_key(model, self.kind, self.scope, keys)
        self._sequels = Sequels(self) if len(self.types) >= MANY else None

    a: Ints = field(init=False)
    d: Ints = field(init=False)
    length: Ints = field(init=False)
    mask: Ints = field(init=False)
    uses: list[tuple[RideType, tuple[Use, ...]]] = field(init=False)
    """What rides use; those that differ only in whom they wait for use the same."""
    use: Ints = field(init=False)
    """By ride type: the number of what it uses."""
    charges: Charges = field(init=False)
    """Of `uses`, in their order."""
    allowed: NDArray[np.bool_] = field(init=False)
    """Rows of `mask`: whether a ride may be boarded, by minute."""
    load: int = field(init=False)
    pace: int = field(init=False)
    key: Ints = field(init=False)
    """By ride type: the number of its key in `fitting`."""
    fitting: dict[tuple[int, int, int], Fitting] = field(init=False)
    """By assembly point, destination and ready: who may be aboard."""
    _reach: int = field(init=False)
    _sequels: Sequels | None = field(init=False)
    _masks: dict[tuple[int, int, int, int], int] = field(init=False)
    _mask_rows: list[NDArray[np.bool_]] = field(init=False)
    _same_rows: dict[bytes, int] = field(init=False)
    _slacks: dict[int, list[int]] = field(init=False)
    _early: dict[int, int] = field(init=False)
    _known: Worths | None = field(init=False)
    _turns: dict[int, Turns] = field(init=False)

    def _slack(self, ride: RideType) -> list[int]:
        line = ride.option.line
        if line not in self._slacks:
            self._slacks[line] = inspection_slacks(self.model, self.kind, line)
        return self._slacks[line]

    def _number_uses(self) -> None:
        """Give a number to what rides use; rides that differ in ready times alone share it."""
        self.uses, numbers = [], []
        known: dict[tuple[object, ...], int] = {}
        for ride in self.types:
            key = (ride.option, ride.length, ride.busy)
            if key not in known:
                known[key] = len(self.uses)
                self.uses.append((ride, uses(self.model, ride, self._slack(ride))))
            numbers.append(known[key])
        self.use = _ints(numbers)
        self.charges = Charges(self.model, self.uses)
        self._reach = max(
            (use.offset + use.length for _, found in self.uses for use in found), default=0
        )

    def _mask(self, ride: RideType) -> int:
        """Return the number of the row that says at which minutes such a ride may be boarded."""
        model, line = self.model, ride.option.line
        onward = model.instance.corridors[int(model.line_c[line])].is_open
        earliest = model.instance.destinations[ride.d].ready - ride.length
        first = max(ride.ready, earliest - _delay_behind(model, ride))
        tells = onward or bool(model.instance.suspensions)
        key = (line, ride.option.size, ride.d if tells else -1, max(first, 0))
        if key not in self._masks:
            row = departures(model, ride, self._slack(ride))[ride.load :]
            row[: max(first, 0)] = False
            same = self._same_rows.setdefault(row.tobytes(), len(self._mask_rows))
            self._masks[key] = same
            if same == len(self._mask_rows):
                self._mask_rows.append(row)
        return self._masks[key]

    def step(self, until: int) -> int:
        """Return the minutes of a grid step when looking up to minute `until`."""
        shortest = int(self.length.min(initial=FAR))
        return max(1, min(until // MOST_STEPS, shortest))

    def turns(self, step: int) -> Turns:
        """Return when those who have arrived can stand empty, on a grid of so many minutes."""
        if step not in self._turns:
            self._turns[step] = turns_of(self.model, self.kind, self.between, step)
        return self._turns[step]

    def best(self, prices: Prices, until: int) -> Struct:
        """Return the best days under `prices` when everything arrives by `until`."""
        step, worths = self.step(until), self.worths(prices, until)
        sequels = self._shared(prices, until)
        if sequels is not None:
            return sequels.best(worths, prices, until)
        steps = until // step
        points, destinations = len(self.model.assembly), len(self.model.destinations)
        width = steps + 1
        days = Struct(
            "days",
            {
                "steps": steps,
                "points": points,
                "destinations": destinations,
                "cost_width": worths.costs.shape[1],
                "type_d": self.d,
                "type_length": self.length // step,
                "type_value": worths.values,
                "type_mask": self.mask,
                "type_cost": worths.rows,
                "type_first": np.searchsorted(self.a, np.arange(points + 1)),
                "masks": _by_step(self.allowed, steps, step),
                "costs": worths.costs,
                **self.turns(step).fields,
                "home": np.zeros((points, width), np.int64),
                "away": np.zeros((destinations, width), np.int64),
                "home_pick": np.zeros((points, width), np.int64),
                "away_pick": np.zeros((destinations, width), np.int64),
            },
        )
        kernel.call("best_days", days)
        return days

    def _shared(self, prices: Prices, until: int) -> Sequels | None:
        """Return them where they serve: where what has a price depends on the entry alone."""
        sequels = self._sequels
        if sequels is None or not sequels.usable or self.step(until) > 1:
            return None
        of_the_place = any(prices.small) or prices.departures
        by_boarding = len(prices.blocks) > 1 and any(map(any, prices.bays))
        return None if of_the_place or by_boarding else sequels

    def worths(self, prices: Prices, until: int) -> Worths:
        """Return what every ride type is worth, and costs, under `prices`."""
        known = self._known
        changes = len(prices.blocks) > 1 or prices.departures
        if known is None or known.prices is not prices or (changes and known.until != until):
            self._known = known = self._worths(prices, until)
        return known

    def _worths(self, prices: Prices, until: int) -> Worths:
        contents = {key: best_content(prices, key, each) for key, each in self.fitting.items()}
        content = _ints([each.value for each in contents.values()])[self.key]
        tariff, step = Tariff(prices, until + 1 + self._reach), self.step(until)
        sequels = self._shared(prices, until)
        charges = sequels.charges if sequels else self.charges
        costs = charges.by_minute(tariff, until + 1)
        if sequels is not None:
            return Worths(prices, until, content, contents, costs, self.use, tariff, None)
        rows, tied = self.use, None
        if prices.departures and self.ties:
            departing = Departing(prices, self.ties, until + 1)
            tied = TiedContents(self.fitting, departing)
            costs, rows = self._less_tied(costs, tied)
            content = np.zeros_like(content)
        if not tariff.constant:
            costs = _least_by_step(costs, until // step, step)
        return Worths(prices, until, content, contents, costs, rows, tariff, tied)

    def _less_tied(self, costs: Ints, tied: TiedContents) -> tuple[Ints, Ints]:
        """Return costs less what those aboard are worth by the minute, and each type's row."""
        numbers: dict[tuple[int, ...], int] = {}
        known: dict[tuple[int, ...], Ints] = {}
        found: list[Ints] = []
        rows = []
        for ride, use in zip(self.types, self.use.tolist(), strict=True):
            key, slack = (ride.a, ride.d, ride.ready), self._departure_slack(ride)
            if (use, *key) not in numbers:
                if (*key, slack) not in known:
                    known[*key, slack] = tied.values(key, slack)
                worth = known[*key, slack][ride.load :]
                row = costs[use].copy()
                row[: len(worth)] -= worth
                numbers[use, *key] = len(found)
                found.append(row)
            rows.append(numbers[use, *key])
        return np.array(found), _ints(rows)

    def _departure_slack(self, ride: RideType) -> int:
        line = ride.option.line
        if line not in self._early:
            self._early[line] = departure_slack(self.model, self.kind, line)
        return self._early[line]

    def aboard(
        self, worths: Worths, ride: RideType, minute: int
    ) -> tuple[tuple[int, int, int], ...]:
        """Return groups, people and minutes of departure of the best ride boarded at `minute`."""
        key, departure = (ride.a, ride.d, ride.ready), minute + ride.load
        if worths.tied is not None:
            return worths.tied.at(key, self._departure_slack(ride), departure)
        when = departure if self.ties else 0
        return tuple((g, people, when) for g, people in worths.contents[key].people)


@dataclass(frozen=True, slots=True)
class Worths:
    """What the rides of a kind are worth.

    Attributes
    ----------
    values : int array [ride type]
        Of the best content.
    costs : int array [number of `KindDays.uses`, step]
        A single step where prices never change. Where departures have a price, less what those
        aboard are worth then.
    rows : int array [ride type]
        Which of `costs` a type has; those of `Sequels` have their own.
    """

    prices: Prices
    until: int
    values: Ints
    contents: Contents
    costs: Ints
    rows: Ints
    tariff: Tariff
    tied: TiedContents | None


def departures(model: Model, ride: RideType, slacks: Sequence[int]) -> NDArray[np.bool_]:
    """Return by minute whether a convoy with `ride` may depart: windows and suspensions.

    The minute is that of a convoy of this kind alone, without waits, whose last inspection begins
    as in the plan. A slower companion, or a wait, brings the real convoy to earlier inspections up
    to `slack` minutes before it (docs/bound.md, "When a ride may board").
    """
    instance, cls, line = model.instance, model.kinds[ride.kind], ride.option.line
    c, pace = int(model.line_c[line]), cls.pace
    corridor = instance.corridors[c]
    access, out = int(model.access[pace, line]), int(model.out[pace, line, ride.d])
    inside = out if corridor.is_open else int(model.inside[pace, c]) + ride.option.services
    travel = access + inside + (0 if corridor.is_open else out)
    minutes = instance.end + 1
    spans = [(window.start, window.until) for window in corridor.windows]
    allowed = within(minutes, spans, access, inside)
    gone = access
    for k, q in enumerate(model.stop_q[c][model.stop_q[c] >= 0].tolist()):
        checkpoint = instance.checkpoints[q]
        service = checkpoint.service(ride.option.size)
        spans = [
            (window.start, window.until + slacks[k + 1])
            for window in checkpoint.windows
            if window.minutes >= service
        ]
        allowed &= within(minutes, spans, gone + int(model.stop_at[pace, c, k]), service)
        gone += service
    allowed &= clear(minutes, instance.suspensions, travel)
    return allowed


def _delay_behind(model: Model, ride: RideType) -> int:
    """Return by how much a slower companion can delay the arrival after the last inspection."""
    line, c = ride.option.line, int(model.line_c[ride.option.line])
    cls = model.kinds[ride.kind]
    paces = [cls.pace, *(() if cls.alone else slower_company(model, cls.pace, line))]
    stops = int((model.stop_q[c] >= 0).sum())
    before = model.stop_at[:, c, stops - 1] if stops else 0
    rest = model.inside[:, c] - before + model.out[:, line, ride.d]
    return int(rest[paces].max() - rest[cls.pace])


def _by_step(rows: NDArray[np.bool_], steps: int, step: int) -> Ints:
    """Turn minutes into steps of the grid; a step counts if any of its minutes does."""
    width = (steps + 1) * step
    padded = np.zeros((len(rows), width), bool)
    known = rows[:, :width]
    padded[:, : known.shape[1]] = known
    if step == 1:
        return _ints(padded)
    return _ints(padded.reshape(len(rows), steps + 1, step).any(axis=2))


def _least_by_step(rows: Ints, steps: int, step: int) -> Ints:
    """Turn minutes into steps of the grid; a step costs what its cheapest minute does."""
    missing = (steps + 1) * step - rows.shape[1]
    if step == 1 and missing == 0:
        return rows
    padded = np.pad(rows[:, : (steps + 1) * step], ((0, 0), (0, max(missing, 0))), mode="edge")
    return padded.reshape(len(rows), steps + 1, step).min(axis=2)  # type: ignore[no-any-return]


def _ints(rows: object) -> Ints:
    return np.array(rows, np.int64)
