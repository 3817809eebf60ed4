"""Good prices, by column generation: a linear program over whole vehicle days.

The program asks for as many people as possible to be moved by a given minute when vehicle days may
be mixed fractionally and resources are shared out by blocks of time (Dantzig & Wolfe 1960). Its
dual values are prices; whatever they are, `prices.Prices` turned into a certificate is valid or
refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.bounds.capacity import Capacities, Supply, cost_of
from masarat.planning.bounds.columns import Column, amounts, follow
from masarat.planning.bounds.days import KindDays
from masarat.planning.bounds.prices import COUNTED, TIMED, Prices
from masarat.planning.bounds.rides import most_aboard
from masarat.planning.bounds.roundabout import standing
from masarat.planning.bounds.ties import Tie, ties_of
from masarat.planning.lp import INF, growing_solver

if TYPE_CHECKING:
    from collections.abc import Callable

    import highspy

    from masarat.planning.bounds.rides import Scope
    from masarat.planning.kernel import Struct
    from masarat.planning.model import Model
    from masarat.scenario.instance import Need

SCALE = 1_000_000
"""Price units of one person."""

FINER = 10
"""Times as many where departures have prices, each worth many units of weight."""

NEAR = 0.5
"""People by which a vehicle day may be dear and is still kept when the blocks of time change."""

OLD = 0.6
"""Share of the best prices so far in those that are tried next (Wentges 1997)."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Prices under which demand is worth more than all that can be had by minute `within`."""

    within: int
    prices: Prices
    surplus: int


class Master:
    """The program for one scope. `excludes` answers whether a minute can be excluded."""

    def __init__(self, model: Model, scope: Scope, priority: int | None) -> None:
        self.model, self.scope, self.priority = model, scope, priority
        self.days = {kind: KindDays(model, kind, scope) for kind in range(len(model.kinds))}
        self.days = {kind: days for kind, days in self.days.items() if days.types}
        self.rides = [ride for days in self.days.values() for ride in days.types]
        self.supply = Supply(model, self.rides, {k: days.ways for k, days in self.days.items()})
        self.standing = {
            number: standing(model, number, self.days[kind].between)
            for number, kind in enumerate(model.kind_of_class)
            if kind in self.days
        }
        self.ties = ties_of(model.instance, scope)
        self.priced_ties: tuple[Tie, ...] = ()
        self.scale = SCALE * FINER if self.ties else SCALE
        self.columns: dict[Column, None] = {}
        self._calls = sorted({(ride.a, ride.kind) for ride in self.rides})
        self._rooms: dict[tuple[int, Need], int] = {}
        self._limits: tuple[int, Capacities] | None = None
        self._center: np.ndarray | None = None
        self._solver: highspy.Highs | None = None
        self._placed: dict[Column, bool] = {}
        self._dearness: list[float] = []
        self.blocks: tuple[int, ...] = (0,)
        self._number_rows()

    def divide(self, blocks: tuple[int, ...]) -> None:
        """Let prices change at the beginning of each of `blocks` of time, the first of them 0."""
        self._forget_dear_days()
        old, known = self.row, self._center
        parents = np.searchsorted(self.blocks, blocks, "right") - 1
        self.blocks, self._solver = blocks, None
        self._number_rows()
        if known is None:
            return
        self._center = np.zeros(self.rows)
        for (kind, key), number in self.row.items():
            before = old.get((kind, key))
            if before is not None and kind in (*TIMED, "linked"):
                self._center[number : number + len(blocks)] = known[before + parents]
            elif before is not None:
                self._center[number] = known[before]

    def _forget_dear_days(self) -> None:
        """Keep those days that the last program used, or nearly so, and those that came later."""
        if self._solver is None or not self._dearness:
            return
        first = self._solver.getNumCol() - len(self._placed)
        for column, dear in zip(self._placed, self._dearness[first:], strict=False):
            if abs(dear) >= NEAR:
                del self.columns[column]
        self._dearness = []

    def price_ties(self, *, wanted: bool) -> None:
        """Let departures have prices, or not, where there are linked operations."""
        self.priced_ties = self.ties if wanted else ()
        self.divide(self.blocks)

    def _number_rows(self) -> None:
        instance = self.model.instance
        needs = [key for key in self.scope.seats if self._most_room(key)]
        names: list[tuple[str, object]] = [("people", g) for g in self.scope.groups]
        names += [("rides", key) for key in needs]
        names += [
            ("destinations", d)
            for d, x in enumerate(instance.destinations)
            if x.capacity is not None
        ]
        names += [("corridors", c) for c, x in enumerate(instance.corridors) if x.headway > 0]
        names += [("hours", c) for c, x in enumerate(instance.corridors) if x.per_hour]
        names += [("small", a) for a in range(len(self.model.assembly))]
        names += [("vehicles", v) for v in range(len(instance.classes))]
        self.row = {name: number for number, name in enumerate(names)}
        self.rows = len(names)
        linked: list[tuple[str, object]] = [("linked", tie.number) for tie in self.priced_ties]
        for name in [*self.timed, *linked] if len(self.blocks) > 1 else self._steady():
            self.row[name] = self.rows
            self.rows += len(self.blocks)
        self.demand: dict[tuple[str, object], int] = {
            ("people", g): instance.groups[g].people for g in self.scope.groups
        }
        for key in needs:
            people = sum(instance.groups[g].people for g in self.scope.seats[key])
            self.demand["rides", key] = -(-people // self._most_room(key))

    @cached_property
    def timed(self) -> list[tuple[str, object]]:
        """What rides use by the minute: (kind, number)."""
        found = {
            (use.kind, number)
            for days in self.days.values()
            for _, of_ride in days.uses
            for use in of_ride
            for number in use.numbers
        }
        return sorted(found)

    def _steady(self) -> list[tuple[str, object]]:
        """Return what has a price by the minute even if it never changes.

        A convoy's headway and a vehicle's hour are then better counted than measured.
        """
        return [name for name in self.timed if name[0] not in {"headways", "flows"}]

    def _most_room(self, key: tuple[int, Need]) -> int:
        a, need = key
        if key not in self._rooms:
            rooms = {self.model.kinds[kind].room(need) for point, kind in self._calls if point == a}
            fit = [most_aboard(self.model, room, self.scope.seats[key]) for room in rooms]
            self._rooms[key] = max(fit, default=0)
        return self._rooms[key]

    def limits(self, until: int) -> Capacities:
        """Return the capacities by minute `until`."""
        if self._limits is None or self._limits[0] != until:
            self._limits = (until, self.supply.until(until))
        return self._limits[1]

    def bounds(self, until: int) -> tuple[list[float], list[float]]:
        """Return the least and the most of each row by minute `until`."""
        limits, instance = self.limits(until), self.model.instance
        lower, upper = [-INF] * self.rows, [INF] * self.rows
        for (kind, key), number in self.row.items():
            if (kind, key) in self.demand:
                lower[number] = float(self.demand[kind, key])
            elif kind == "destinations":
                upper[number] = float(instance.destinations[key].capacity or 0)  # type: ignore[call-overload]
            elif kind == "vehicles":
                upper[number] = float(instance.classes[key].count)  # type: ignore[call-overload]
            elif kind == "linked":
                lower[number : number + len(self.blocks)] = [0.0] * len(self.blocks)
                upper[number : number + len(self.blocks)] = [0.0] * len(self.blocks)
            elif kind in TIMED:
                by_block = limits.timed[kind][key].by_block(self.blocks)  # type: ignore[call-overload]
                upper[number : number + len(by_block)] = map(float, by_block)
            else:
                upper[number] = float(getattr(limits, kind)[key])
        return lower, upper

    def excludes(
        self, until: int, rounds: int, stop: Callable[[], bool] = lambda: False
    ) -> Proof | None:
        """Try to prove that not everybody in scope can have arrived by minute `until`.

        Returns None when the program finds a (fractional) way, or gives up after `rounds`, or
        because it is told to stop.
        """
        solver = self._program(until)
        best = -INF
        if self._center is not None:
            best, proof, fresh = self._price(self._center, until)
            if proof is not None:
                return proof
            self._append(solver, fresh)
        for _ in range(rounds):
            solver.run()
            if stop() or solver.getInfo().objective_function_value < 1e-6:  # noqa: PLR2004
                return None
            solution = solver.getSolution()
            duals, self._dearness = np.array(solution.row_dual), solution.col_dual
            mixed = duals if self._center is None else OLD * self._center + (1 - OLD) * duals
            surplus, proof, fresh = self._price(mixed, until)
            if proof is None and not fresh and self._center is not None:
                _, proof, fresh = self._price(duals, until)
            if surplus > best:
                best, self._center = surplus, mixed
            if proof is not None or not fresh:
                return proof
            self._append(solver, fresh)
        return None

    def _program(self, until: int) -> highspy.Highs:
        """Return the program for a minute, as the last one left it."""
        if self._solver is None:
            self._solver, self._placed = self._without_days(), {}
        solver = self._solver
        for row, (low, high) in enumerate(zip(*self.bounds(until), strict=True)):
            solver.changeRowBounds(row, low, high)
        # A day of a coarser grid may be too short to be one of a finer grid.
        steps = {kind: days.step(until) for kind, days in self.days.items()}
        kinds = self.model.kind_of_class

        def fits(column: Column) -> bool:
            return column.ends <= until and column.step <= steps[kinds[column.cls]]

        first = solver.getNumCol() - len(self._placed)
        for number, (column, placed) in enumerate(self._placed.items(), first):
            if fits(column) != placed:
                solver.changeColBounds(number, 0.0, 0.0 if placed else INF)
                self._placed[column] = not placed
        unplaced = (column for column in self.columns if column not in self._placed)
        self._append(solver, [column for column in unplaced if fits(column)])
        return solver

    def _without_days(self) -> highspy.Highs:
        """Return the program as it begins: what is asked for, and how far ties may part."""
        solver = growing_solver()
        for _ in range(self.rows):
            solver.addRow(-INF, INF, 0, [], [])
        for (kind, key), people in self.demand.items():
            worth = 1.0
            if kind == "rides":
                worth = float(self._most_room(key))  # type: ignore[arg-type]
            solver.addCol(worth, 0.0, float(people), 1, [self.row[kind, key]], [1.0])
        self._tie(solver)
        return solver

    def _tie(self, solver: highspy.Highs) -> None:
        """Add how far apart both sides of each tie are at the end of each block of time."""
        last = len(self.blocks) - 1
        for tie in self.priced_ties if last else ():
            low = -INF if tie.low is None else tie.low / tie.scale
            for block in range(last + 1):
                rows = np.array([self.row["linked", tie.number] + block], np.int32)
                if block < last:
                    rows = np.append(rows, rows[0] + 1).astype(np.int32)
                values = np.array([-1.0, 1.0])[: len(rows)]
                solver.addCol(0.0, low, tie.high / tie.scale, len(rows), rows, values)

    def _append(self, solver: highspy.Highs, columns: list[Column]) -> None:
        """Place days that have no place yet."""
        for column in columns:
            of_kind = self.days[self.model.kind_of_class[column.cls]]
            rows, values = amounts(of_kind, column, self.row, self.blocks)
            solver.addCol(0.0, 0.0, INF, len(rows), np.array(rows, np.int32), np.array(values))
            self._placed[column] = True

    def prices(self, duals: np.ndarray) -> Prices:
        """Round dual values to whole prices of the right sign."""
        instance = self.model.instance

        whole = np.rint(np.abs(duals) * self.scale).astype(np.int64).tolist()

        def of(kind: str, key: object) -> int:
            number = self.row.get((kind, key))
            return 0 if number is None else whole[number]

        def all_of(kind: str, count: int) -> tuple[int, ...]:
            return tuple(of(kind, number) for number in range(count))

        def timed(kind: str, count: int) -> tuple[tuple[int, ...], ...]:
            width = len(self.blocks)
            first = [self.row.get((kind, number)) for number in range(count)]
            return tuple((0,) * width if n is None else tuple(whole[n : n + width]) for n in first)

        linked = [(0,) * len(self.blocks)] * len(instance.linked)
        for tie in self.priced_ties if len(self.blocks) > 1 else ():
            n = self.row["linked", tie.number]
            signed = np.rint(-duals[n : n + len(self.blocks)] * (self.scale / tie.scale))
            linked[tie.number] = tie.sound(signed.astype(np.int64).tolist())
        corridors, points = len(instance.corridors), len(instance.assembly_points)
        return Prices(
            people=all_of("people", len(instance.groups)),
            rides={key: of("rides", key) for key in self.scope.seats},
            destinations=all_of("destinations", len(instance.destinations)),
            corridors=all_of("corridors", corridors),
            hours=all_of("hours", corridors),
            small=all_of("small", points),
            blocks=self.blocks,
            escorts=timed("escorts", len(instance.escorts)),
            checkpoints=timed("checkpoints", len(instance.checkpoints)),
            headways=timed("headways", corridors),
            flows=timed("flows", corridors),
            bays=timed("bays", points),
            linked=tuple(linked),
        )

    def surplus(self, prices: Prices, until: int) -> int:
        """Return by how much demand is worth more than all that can be had by minute `until`."""
        return self.evaluate(prices, until)[0]

    def fleet_worth(self, prices: Prices, number: int, until: int) -> int:
        """Return what all vehicles of one class can collect by minute `until`."""
        kind = self.model.kind_of_class[number]
        if kind not in self.days:
            return 0
        days = {kind: self.days[kind].best(prices, until)}
        return self.model.instance.classes[number].count * self._best_start(number, days, until)

    def evaluate(self, prices: Prices, until: int) -> tuple[int, dict[int, Struct]]:
        """Return by how much demand is worth more than all that can be had, and the best days."""
        limits, instance = self.limits(until), self.model.instance
        total = 0
        for (of, key), amount in self.demand.items():
            worth = prices.people[key] if of == "people" else prices.rides[key]  # type: ignore[call-overload, index]
            total += amount * worth
        for d, destination in enumerate(instance.destinations):
            total -= prices.destinations[d] * (destination.capacity or 0)
        for kind in COUNTED:
            pairs = zip(getattr(prices, kind), getattr(limits, kind), strict=True)
            total -= sum(price * amount for price, amount in pairs)
        for kind in TIMED:
            for by_block, supplied in zip(getattr(prices, kind), limits.timed[kind], strict=True):
                total -= cost_of(by_block, supplied, prices.blocks)
        for tie in self.ties if prices.linked else ():
            total -= tie.cost(prices.linked[tie.number])
        days = {kind: of_kind.best(prices, until) for kind, of_kind in self.days.items()}
        for number in range(len(instance.classes)):
            total -= instance.classes[number].count * self._best_start(number, days, until)
        return total, days

    def starts(self, number: int, until: int) -> list[tuple[int, int]]:
        """Return (assembly point, step) at which vehicles of a class can first load."""
        step = self.days[self.model.kind_of_class[number]].step(until)
        minutes = enumerate(self.standing[number].tolist())
        return [(a, minute // step) for a, minute in minutes if minute <= until]

    def _best_start(self, number: int, days: dict[int, Struct], until: int) -> int:
        kind = self.model.kind_of_class[number]
        if kind not in days:
            return 0
        home = days[kind]["home"]
        starts = self.starts(number, until)
        return max((int(home[a, t]) for a, t in starts if t < home.shape[1]), default=0)

    def _price(self, duals: np.ndarray, until: int) -> tuple[int, Proof | None, list[Column]]:
        prices = self.prices(duals)
        total, days = self.evaluate(prices, until)
        if total > 0:
            return total, Proof(until, prices, total), []
        fresh: list[Column] = []
        for number in range(len(self.model.instance.classes)):
            kind = self.model.kind_of_class[number]
            if kind not in days:
                continue
            home, worths = days[kind]["home"], self.days[kind].worths(prices, until)
            paid = abs(float(duals[self.row["vehicles", number]])) * self.scale
            for a, t in self.starts(number, until):
                if t >= home.shape[1] or home[a, t] <= paid + self.scale / 1000:
                    continue
                column = follow(self.days[kind], days[kind], worths, number, (a, t))
                if column not in self.columns:
                    self.columns[column] = None
                    fresh.append(column)
        return total, None, fresh
