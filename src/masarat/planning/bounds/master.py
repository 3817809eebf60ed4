"""Good prices, by column generation: a linear program over whole vehicle days.

The program asks for as many people as possible to be moved by a given minute when vehicle days may
be mixed fractionally and resources are shared out by the minute (Dantzig & Wolfe 1960). Its dual
values are prices; whatever they are, `days.Prices` turned into a certificate is valid or refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.bounds.capacity import Supply
from masarat.planning.bounds.days import KindDays, Prices
from masarat.planning.bounds.rides import most_aboard
from masarat.planning.bounds.roundabout import standing
from masarat.planning.lp import INF, quiet_solver

if TYPE_CHECKING:
    import highspy

    from masarat.planning.bounds.capacity import Capacities
    from masarat.planning.bounds.days import Content, Contents
    from masarat.planning.bounds.rides import RideType, Scope
    from masarat.planning.kernel import Struct
    from masarat.planning.model import Model
    from masarat.scenario.instance import Need

SCALE = 1_000_000
"""Price units of one person."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Prices under which demand is worth more than all that can be had by minute `within`."""

    within: int
    prices: Prices
    surplus: int


@dataclass(frozen=True, slots=True)
class _Column:
    """A vehicle day: its class, the grid it was found on, its end, and what it does to the rows."""

    cls: int
    step: int
    ends: int
    rows: tuple[int, ...]
    values: tuple[float, ...]


class Master:
    """The program for one scope. `excludes` answers whether a minute can be excluded."""

    def __init__(self, model: Model, scope: Scope, priority: int | None) -> None:
        self.model, self.scope, self.priority = model, scope, priority
        self.days = {kind: KindDays(model, kind, scope) for kind in range(len(model.kinds))}
        self.days = {kind: days for kind, days in self.days.items() if days.types}
        self.rides = [ride for days in self.days.values() for ride in days.types]
        self.supply = Supply(model, self.rides, {k: days.ways for k, days in self.days.items()})
        self._standing = {
            number: standing(model, number, self.days[kind].ways)
            for number, kind in enumerate(model.kind_of_class)
            if kind in self.days
        }
        self.columns: list[_Column] = []
        self._known: set[tuple[object, ...]] = set()
        self._rooms: dict[tuple[int, Need], int] = {}
        self._number_rows()

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
        names += [("escorts", p) for p in range(len(instance.escorts))]
        names += [("checkpoints", q) for q in range(len(instance.checkpoints))]
        names += [("corridors", c) for c, x in enumerate(instance.corridors) if x.headway > 0]
        names += [("hours", c) for c, x in enumerate(instance.corridors) if x.per_hour]
        names += [("bays", a) for a, x in enumerate(instance.assembly_points) if x.bays]
        names += [("small", a) for a in range(len(self.model.assembly))]
        names += [("vehicles", v) for v in range(len(instance.classes))]
        self.row = {name: number for number, name in enumerate(names)}
        self.demand: dict[tuple[str, object], int] = {
            ("people", g): instance.groups[g].people for g in self.scope.groups
        }
        for key in needs:
            people = sum(instance.groups[g].people for g in self.scope.seats[key])
            self.demand["rides", key] = -(-people // self._most_room(key))

    def _most_room(self, key: tuple[int, Need]) -> int:
        a, need = key
        if key not in self._rooms:
            rooms = {
                self.model.kinds[k].room(need) for k in {r.kind for r in self.rides if r.a == a}
            }
            fit = [most_aboard(self.model, room, self.scope.seats[key]) for room in rooms]
            self._rooms[key] = max(fit, default=0)
        return self._rooms[key]

    def limits(self, until: int) -> Capacities:
        """Return the capacities by minute `until`."""
        return self.supply.until(until)

    def _bounds(self, until: int) -> tuple[list[float], list[float]]:
        limits, instance = self.limits(until), self.model.instance
        lower, upper = [], []
        for kind, key in self.row:
            if (kind, key) in self.demand:
                lower.append(float(self.demand[kind, key]))
                upper.append(INF)
                continue
            lower.append(-INF)
            if kind == "destinations":
                upper.append(float(instance.destinations[key].capacity or 0))  # type: ignore[call-overload]
            elif kind == "vehicles":
                upper.append(float(instance.classes[key].count))  # type: ignore[call-overload]
            else:
                upper.append(float(getattr(limits, kind)[key]))
        return lower, upper

    def excludes(self, until: int, rounds: int) -> Proof | None:
        """Try to prove that not everybody in scope can have arrived by minute `until`.

        Returns None when the program finds a (fractional) way, or gives up after `rounds`.
        """
        solver = self._program(until)
        center: np.ndarray | None = None
        best = -INF
        for _ in range(rounds):
            solver.run()
            if solver.getInfo().objective_function_value < 1e-6:  # noqa: PLR2004
                return None
            duals = np.array(solver.getSolution().row_dual)
            mixed = duals if center is None else 0.6 * center + 0.4 * duals
            surplus, proof, fresh = self._price(mixed, until)
            if proof is not None:
                return proof
            if surplus > best:
                best, center = surplus, mixed
            if not fresh and center is not duals:
                _, proof, fresh = self._price(duals, until)
                if proof is not None:
                    return proof
            if not fresh:
                return None
            for column in fresh:
                self._append(solver, column)
        return None

    def _program(self, until: int) -> highspy.Highs:
        solver = quiet_solver()
        lower, upper = self._bounds(until)
        for low, high in zip(lower, upper, strict=True):
            solver.addRow(low, high, 0, [], [])
        for (kind, key), people in self.demand.items():
            worth = 1.0
            if kind == "rides":
                worth = float(self._most_room(key))  # type: ignore[arg-type]
            solver.addCol(worth, 0.0, float(people), 1, [self.row[kind, key]], [1.0])
        for column in self.columns:
            # A day of a coarser grid may be too short to be one of a finer grid.
            step = self.days[self.model.kind_of_class[column.cls]].step(until)
            if column.ends <= until and column.step <= step:
                self._append(solver, column)
        return solver

    @staticmethod
    def _append(solver: highspy.Highs, column: _Column) -> None:
        solver.addCol(
            0.0, 0.0, INF, len(column.rows), np.array(column.rows, np.int32),
            np.array(column.values),
        )  # fmt: skip

    def prices(self, duals: np.ndarray) -> Prices:
        """Round dual values to whole prices of the right sign."""
        instance = self.model.instance

        def of(kind: str, key: object) -> int:
            number = self.row.get((kind, key))
            return 0 if number is None else max(round(abs(float(duals[number])) * SCALE), 0)

        def all_of(kind: str, count: int) -> tuple[int, ...]:
            return tuple(of(kind, number) for number in range(count))

        corridors = len(instance.corridors)
        return Prices(
            people=all_of("people", len(instance.groups)),
            rides={key: of("rides", key) for key in self.scope.seats},
            destinations=all_of("destinations", len(instance.destinations)),
            escorts=all_of("escorts", len(instance.escorts)),
            checkpoints=all_of("checkpoints", len(instance.checkpoints)),
            corridors=all_of("corridors", corridors),
            hours=all_of("hours", corridors),
            bays=all_of("bays", len(instance.assembly_points)),
            small=all_of("small", len(self.model.assembly)),
        )

    def surplus(self, prices: Prices, until: int) -> int:
        """Return by how much demand is worth more than all that can be had by minute `until`."""
        return self._evaluate(prices, until)[0]

    def fleet_worth(self, prices: Prices, number: int, until: int) -> int:
        """Return what all vehicles of one class can collect by minute `until`."""
        kind = self.model.kind_of_class[number]
        if kind not in self.days:
            return 0
        values, contents = self.days[kind].worth(prices)
        days = {kind: (self.days[kind].best(values, until), contents)}
        return self.model.instance.classes[number].count * self._best_start(number, days, until)[0]

    def _evaluate(
        self,
        prices: Prices,
        until: int,
    ) -> tuple[int, dict[int, tuple[Struct, Contents]]]:
        limits, instance = self.limits(until), self.model.instance
        total = 0
        for (of, key), amount in self.demand.items():
            worth = prices.people[key] if of == "people" else prices.rides[key]  # type: ignore[call-overload, index]
            total += amount * worth
        for d, destination in enumerate(instance.destinations):
            total -= prices.destinations[d] * (destination.capacity or 0)
        for shared in ("escorts", "checkpoints", "corridors", "hours", "bays", "small"):
            pairs = zip(getattr(prices, shared), getattr(limits, shared), strict=True)
            total -= sum(price * amount for price, amount in pairs)
        days = {}
        for kind, of_kind in self.days.items():
            values, contents = of_kind.worth(prices)
            days[kind] = (of_kind.best(values, until), contents)
        for number in range(len(instance.classes)):
            total -= instance.classes[number].count * self._best_start(number, days, until)[0]
        return total, days

    def _starts(self, number: int, until: int) -> list[tuple[int, int]]:
        """(assembly point, step) at which vehicles of a class can first load."""
        step = self.days[self.model.kind_of_class[number]].step(until)
        minutes = enumerate(self._standing[number].tolist())
        return [(a, minute // step) for a, minute in minutes if minute <= until]

    def _best_start(
        self,
        number: int,
        days: dict[int, tuple[Struct, Contents]],
        until: int,
    ) -> tuple[int, int, int]:
        kind = self.model.kind_of_class[number]
        if kind not in days:
            return 0, -1, 0
        home = days[kind][0]["home"]
        starts = [
            (int(home[a, t]), a, t) for a, t in self._starts(number, until) if t < home.shape[1]
        ]
        return max(starts, default=(0, -1, 0), key=lambda found: (found[0], -found[1]))

    def _price(
        self,
        duals: np.ndarray,
        until: int,
    ) -> tuple[int, Proof | None, list[_Column]]:
        prices = self.prices(duals)
        total, days = self._evaluate(prices, until)
        if total > 0:
            return total, Proof(until, prices, total), []
        fresh: list[_Column] = []
        for number in range(len(self.model.instance.classes)):
            kind = self.model.kind_of_class[number]
            if kind not in days:
                continue
            table, contents = days[kind]
            step = self.days[kind].step(until)
            paid = abs(float(duals[self.row["vehicles", number]])) * SCALE
            for a, t in self._starts(number, until):
                if t >= table["home"].shape[1] or table["home"][a, t] <= paid + SCALE / 1000:
                    continue
                found = self._column(number, (a, t), table, contents, prices)
                column = replace(found, step=step, ends=found.ends * step)
                key = (column.cls, column.step, column.rows, column.values)
                if key not in self._known or column not in self.columns:
                    self._known.add(key)
                    self.columns.append(column)
                    fresh.append(column)
        return total, None, fresh

    def _column(
        self,
        number: int,
        start: tuple[int, int],
        days: Struct,
        contents: Contents,
        prices: Prices,
    ) -> _Column:
        """Follow the best day from `start`; its minutes are steps of the grid."""
        kind = self.model.kind_of_class[number]
        of_kind = self.days[kind]
        uses: dict[int, float] = {self.row["vehicles", number]: 1.0}
        (a, t), ends = start, 0
        while a >= 0:
            pick = int(days["home_pick"][a, t])
            while pick < 0 and t < days["steps"]:
                t += 1
                pick = int(days["home_pick"][a, t])
            if pick < 0:
                break
            ride = of_kind.types[pick]
            self._use(uses, ride, contents[ride.a, ride.d, ride.ready], prices)
            t += int(days["type_length"][pick])
            ends = t
            a = int(days["away_pick"][ride.d, t])
            if a >= 0:
                t += int(days["turn"][ride.d, a])
        rows = tuple(sorted(uses))
        return _Column(number, 1, ends, rows, tuple(uses[row] for row in rows))

    def _use(
        self,
        uses: dict[int, float],
        ride: RideType,
        content: Content,
        prices: Prices,
    ) -> None:
        model = self.model
        c, size = int(model.line_c[ride.option.line]), ride.option.size

        def add(kind: str, key: object, amount: float) -> None:
            number = self.row.get((kind, key))
            if number is not None and amount:
                uses[number] = uses.get(number, 0.0) + amount

        for g, people in content.people:
            add("people", g, people)
            add("destinations", ride.d, people)
            add("rides", (ride.a, model.instance.groups[g].need), 1.0)
        if model.pools[c]:
            pool = min(model.pools[c], key=lambda p: (prices.escorts[p], p))
            add("escorts", pool, ride.busy / size)
        for q in model.stop_q[c]:
            if q >= 0:
                service = model.instance.checkpoints[int(q)].service(size)
                add("checkpoints", int(q), service / size)
        add("corridors", c, 1.0 / size)
        add("hours", c, 1.0)
        add("bays", ride.a, float(ride.load))
        if ride.option.small:
            add("small", ride.a, 1.0)
