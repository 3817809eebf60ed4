"""Convoys as a time-indexed integer program on a grid, solved by HiGHS.

Integer flows of identical vehicles between assembly points and destinations, whole convoys a
step, people as amounts. Travel and loading minutes are rounded up to steps, so a value of this
model is what the grid allows, a little later than the minutes would; within a step the order at
checkpoints and on corridors is free, so it is not a plan either and is not decoded. An engineer's
first model, and the one whose size grows with the horizon.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from time import perf_counter
from typing import TYPE_CHECKING

import highspy
import numpy as np
from benchmarks.direct.convoys_cpsat import back_minutes, first_arrival, modelled
from benchmarks.direct.limits import limits
from benchmarks.direct.result import DirectResult, Status

from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from masarat.scenario.instance import Corridor, Group, Instance, VehicleClass

MODEL = "HiGHS time-indexed"
STEP = 15
INF = highspy.kHighsInf
Terms = list[tuple[int, float]]


@dataclass(slots=True)
class Program:
    """A mixed-integer program row by row."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def column(self, upper: float, *, cost: float = 0, whole: bool = True) -> int:
        """Add a variable in [0, upper] and return its number."""
        self.cost.append(cost)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, terms: Iterable[tuple[int, float]], low: float, high: float) -> None:
        """Add low <= terms <= high."""
        for column, value in terms:
            self.index.append(column)
            self.value.append(value)
        self.starts.append(len(self.index))
        self.low.append(low)
        self.high.append(high)

    def lp(self) -> highspy.HighsLp:
        """Return the program as HiGHS takes it."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.cost), len(self.low)
        lp.col_cost_, lp.col_upper_ = np.array(self.cost), np.array(self.upper, dtype=float)
        lp.col_lower_ = np.zeros(len(self.cost))
        lp.row_lower_, lp.row_upper_ = np.array(self.low), np.array(self.high)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(self.starts)
        lp.a_matrix_.index_ = np.array(self.index)
        lp.a_matrix_.value_ = np.array(self.value)
        kinds = {True: highspy.HighsVarType.kInteger, False: highspy.HighsVarType.kContinuous}
        lp.integrality_ = [kinds[whole] for whole in self.whole]
        return lp


@dataclass(frozen=True, slots=True)
class Departure:
    """Convoys that may leave an assembly point on a corridor in one step."""

    point: str
    corridor: Corridor
    classes: tuple[VehicleClass, ...]
    step: int
    convoys: int


@dataclass(slots=True)
class Grid:
    """The program with its variables, by what they mean."""

    instance: Instance
    steps: int
    program: Program = field(default_factory=Program)
    departures: list[Departure] = field(default_factory=list)
    vehicles: list[tuple[Departure, VehicleClass, str, int]] = field(default_factory=list)
    people: list[tuple[Departure, Group, str, int]] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    late: list[int] = field(default_factory=list)


def solve_grid(
    instance: Instance, *, time_limit: float, horizon: int | None = None, seed: int = 0
) -> DirectResult:
    """Minimise people left, then the last arrival, on a grid of `STEP` minutes.

    Parameters
    ----------
    instance
        What to plan.
    time_limit
        Seconds in all.
    horizon
        A minute by which a good plan is done; the model's size is proportional to it.
    seed
        Passed to HiGHS.
    """
    begun = perf_counter()
    why_not = modelled(instance)
    if why_not:
        return DirectResult(model=MODEL, status=Status.NOT_MODELLED, seconds=0, note=why_not)
    grid = build(instance, _up(min(horizon or instance.end, instance.end)))
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)  # noqa: FBT003  (HiGHS takes it by position)
    highs.setOptionValue("time_limit", max(0.1, time_limit - (perf_counter() - begun)))
    highs.setOptionValue("random_seed", seed)
    highs.passModel(grid.program.lp())
    highs.run()
    seconds = perf_counter() - begun
    info, solution = highs.getInfo(), highs.getSolution().col_value
    size = f"{len(grid.program.cost):,} columns, {len(grid.program.low):,} rows, {STEP}-minute grid"
    if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return DirectResult(model=MODEL, status=Status.INFEASIBLE, seconds=seconds, note=size)
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return DirectResult(model=MODEL, status=Status.UNKNOWN, seconds=seconds, note=size)
    left = round(sum(solution[column] for column in grid.left.values()))
    optimal = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return DirectResult(
        model=MODEL,
        status=Status.OPTIMAL if optimal else Status.FEASIBLE,
        clearance=STEP * round(sum(solution[column] for column in grid.late)),
        bound=None if left else STEP * info.mip_dual_bound,
        left=left,
        seconds=seconds,
        note=size,
    )


def build(instance: Instance, steps: int) -> Grid:
    """Build the program over `steps` steps."""
    grid = Grid(instance=instance, steps=steps)
    for corridor, point in product(instance.corridors, instance.assembly_points):
        for classes in _parties(instance, corridor):
            for step in range(steps):
                _add_departure(grid, corridor, point.place, classes, step)
    _add_groups(grid)
    _add_clearance(grid)
    _add_fleet(grid)
    _add_bays(grid)
    _add_corridors(grid)
    _add_checkpoints(grid)
    _add_escorts(grid)
    _add_linked(grid)
    return grid


def _up(minutes: int) -> int:
    return -(-minutes // STEP)


def _parties(instance: Instance, corridor: Corridor) -> Iterator[tuple[VehicleClass, ...]]:
    able = [c for c in instance.classes if corridor.id in c.corridors and c.count]
    together = tuple(c for c in able if not c.alone)
    if together:
        yield together
    yield from ((c,) for c in able if c.alone)


# --- movement -----------------------------------------------------------------------------------


def _add_departure(
    grid: Grid, corridor: Corridor, point: str, classes: tuple[VehicleClass, ...], step: int
) -> None:
    instance, program = grid.instance, grid.program
    groups = [
        g
        for g in instance.groups
        if g.assembly_point == point and g.people and any(c.room(g.need) for c in classes)
    ]
    places = dict.fromkeys(d for g in groups for d in g.destinations)
    reached = [
        d
        for d in places
        if (out := _out(instance, corridor, point, d)) is not None and _fits(grid, step, out)
    ]
    if not reached or not _in_window(grid, corridor, point, step):
        return
    smallest, largest = limits(corridor, classes)
    departure = Departure(point, corridor, classes, step, program.column(STEP))
    grid.departures.append(departure)
    vehicles: Terms = []
    for d in reached:
        here = []
        for c in classes:
            column = program.column(min(c.count, largest * STEP))
            here.append((c, column))
            grid.vehicles.append((departure, c, d, column))
        vehicles.extend((column, 1.0) for _, column in here)
        _add_aboard(grid, departure, d, groups, here)
    least = 1 if instance.small_last_convoy else smallest
    program.row([*vehicles, (departure.convoys, -largest)], -INF, 0)
    program.row([*vehicles, (departure.convoys, -least)], 0, INF)


def _out(instance: Instance, corridor: Corridor, point: str, destination: str) -> int | None:
    """Return minutes from departure to arrival at the fastest pace, one row at each checkpoint."""
    if corridor.is_open:
        return _road(instance, point, destination)
    entry = _entry(instance, corridor, point)
    last = _road(instance, corridor.places[-1], destination)
    if entry is None or last is None:
        return None
    return entry + _through(instance, corridor) + last


def _entry(instance: Instance, corridor: Corridor, point: str) -> int | None:
    return 0 if corridor.is_open else _road(instance, point, corridor.places[0])


def _through(instance: Instance, corridor: Corridor) -> int:
    inspections = sum(
        checkpoint.minutes
        for checkpoint in instance.checkpoints
        if corridor.id in checkpoint.corridors
    )
    return sum(corridor.legs[0]) + inspections if corridor.legs else 0


def _road(instance: Instance, origin: str, target: str) -> int | None:
    if origin == target:
        return 0
    minutes = instance.roads.get((origin, target))
    return None if minutes is None else minutes[0]


def _fits(grid: Grid, step: int, minutes: int) -> bool:
    """Whether a trip that leaves in `step` ends in time and outside suspensions."""
    start, until = step * STEP, (step + _up(minutes)) * STEP
    calm = not any(
        pause.overlaps(start, max(until, start + 1)) for pause in grid.instance.suspensions
    )
    return calm and until <= grid.steps * STEP


def _in_window(grid: Grid, corridor: Corridor, point: str, step: int) -> bool:
    entry = _entry(grid.instance, corridor, point)
    if entry is None:
        return False
    start = step * STEP + entry
    return corridor.windows.hold(start, start + _through(grid.instance, corridor))


def _add_aboard(
    grid: Grid,
    departure: Departure,
    destination: str,
    groups: list[Group],
    vehicles: list[tuple[VehicleClass, int]],
) -> None:
    program = grid.program
    load = min(_up(c.load) for c in departure.classes)
    ready = {d.place: d.ready for d in grid.instance.destinations}
    out = _out(grid.instance, departure.corridor, departure.point, destination) or 0
    if (departure.step + _up(out)) * STEP < ready[destination]:
        return
    for need in Need:
        aboard: Terms = []
        for group in groups:
            early = (departure.step - load) * STEP < group.ready
            if group.need is need and destination in group.destinations and not early:
                column = program.column(group.people, whole=False)
                aboard.append((column, 1.0))
                grid.people.append((departure, group, destination, column))
        room = [(column, -float(c.room(need))) for c, column in vehicles if c.room(need)]
        if aboard:
            program.row([*aboard, *room], -INF, 0)


# --- people -------------------------------------------------------------------------------------


def _add_groups(grid: Grid) -> None:
    program, instance = grid.program, grid.instance
    moved: dict[str, Terms] = {g.id: [] for g in instance.groups}
    arriving: dict[str, Terms] = {d.place: [] for d in instance.destinations}
    for _, group, destination, column in grid.people:
        moved[group.id].append((column, 1.0))
        arriving[destination].append((column, 1.0))
    for group in instance.groups:
        left = program.column(group.people, cost=grid.steps + 1, whole=False)
        grid.left[group.id] = left
        program.row([*moved[group.id], (left, 1.0)], group.people, group.people)
    for town in instance.destinations:
        if town.capacity is not None:
            program.row(arriving[town.place], -INF, town.capacity)
    _add_choices(grid)


def _add_choices(grid: Grid) -> None:
    program = grid.program
    choice: dict[tuple[str, str], int] = {}
    amounts: dict[tuple[str, str, str], Terms] = {}
    people: dict[str, int] = {}
    for _, group, destination, column in grid.people:
        if group.may_split and not group.together:
            continue
        label = group.together or f"group {group.id}"
        if (label, destination) not in choice:
            choice[label, destination] = program.column(1)
        amounts.setdefault((label, destination, group.id), []).append((column, 1.0))
        people[group.id] = group.people
    for (label, destination, group_id), terms in amounts.items():
        program.row([*terms, (choice[label, destination], -people[group_id])], -INF, 0)
    for label in {label for label, _ in choice}:
        program.row([(c, 1.0) for (its, _), c in choice.items() if its == label], -INF, 1)


def _add_clearance(grid: Grid) -> None:
    """Let `late[t]` say that somebody arrives after step t."""
    program, instance = grid.program, grid.instance
    grid.late = [program.column(1, cost=1) for _ in range(grid.steps)]
    for one, two in zip(grid.late, grid.late[1:], strict=False):
        program.row([(one, 1.0), (two, -1.0)], 0, INF)
    arriving: dict[tuple[int, str], Terms] = {}
    for departure, group, destination, column in grid.people:
        out = _out(instance, departure.corridor, departure.point, destination) or 0
        step = max(1, departure.step + _up(out))
        arriving.setdefault((step, group.id), []).append((column, 1.0))
    people = {g.id: g.people for g in instance.groups}
    for (step, group_id), terms in arriving.items():
        program.row([*terms, (grid.late[step - 1], -people[group_id])], -INF, 0)


# --- vehicles -----------------------------------------------------------------------------------


def _add_fleet(grid: Grid) -> None:
    for vehicle_class in grid.instance.classes:
        _add_class(grid, vehicle_class)


def _add_class(grid: Grid, vehicle_class: VehicleClass) -> None:
    """Keep vehicles that wait at every assembly point and destination from becoming negative."""
    program, instance = grid.program, grid.instance
    mine = [(dep, d, column) for dep, c, d, column in grid.vehicles if c is vehicle_class]
    points = sorted({departure.point for departure, _, _ in mine})
    at_point: dict[tuple[str, int], Terms] = {}
    at_town: dict[tuple[str, int], Terms] = {}
    load, unload = _up(vehicle_class.load), _up(vehicle_class.unload)
    for departure, d, column in mine:
        out = _out(instance, departure.corridor, departure.point, d) or 0
        if departure.step < load:
            program.row([(column, 1.0)], 0, 0)
            continue
        at_point.setdefault((departure.point, departure.step - load), []).append((column, -1.0))
        there = departure.step + _up(out) + unload
        at_town.setdefault((d, there), []).append((column, 1.0))
    begins: Terms = []
    for point in points:
        first = first_arrival(instance, vehicle_class, point)
        if first is not None and _up(first) < grid.steps:
            column = program.column(vehicle_class.count)
            begins.append((column, 1.0))
            at_point.setdefault((point, _up(first)), []).append((column, 1.0))
    program.row(begins, 0, vehicle_class.count)
    if vehicle_class.comes_back:
        _add_returns(grid, vehicle_class, at_point, at_town)
        _add_levels(grid, at_town)
    _add_levels(grid, at_point)


def _add_returns(
    grid: Grid,
    vehicle_class: VehicleClass,
    at_point: dict[tuple[str, int], Terms],
    at_town: dict[tuple[str, int], Terms],
) -> None:
    points, towns = ({place for place, _ in table} for table in (at_point, at_town))
    for town, point in product(sorted(towns), sorted(points)):
        minutes = [
            m
            for corridor in grid.instance.corridors
            if corridor.returns and corridor.id in vehicle_class.corridors
            if (m := back_minutes(grid.instance, corridor, town, point, vehicle_class.pace))
            is not None
        ]
        if not minutes:
            continue
        for step in range(grid.steps):
            if _fits(grid, step, min(minutes)):
                column = grid.program.column(vehicle_class.count)
                at_town.setdefault((town, step), []).append((column, -1.0))
                there = step + _up(min(minutes))
                at_point.setdefault((point, there), []).append((column, 1.0))


def _add_levels(grid: Grid, changes: dict[tuple[str, int], Terms]) -> None:
    program = grid.program
    for place in sorted({place for place, _ in changes}):
        before: int | None = None
        for step in range(grid.steps):
            level = program.column(INF, whole=False)
            terms: Terms = [(level, -1.0), *changes.get((place, step), [])]
            if before is not None:
                terms.append((before, 1.0))
            program.row(terms, 0, 0)
            before = level


# --- resources ----------------------------------------------------------------------------------


def _add_bays(grid: Grid) -> None:
    for point in grid.instance.assembly_points:
        if point.bays is None:
            continue
        loading: dict[int, Terms] = {}
        for departure, c, _, column in grid.vehicles:
            if departure.point == point.place and c.load:
                for step in range(departure.step - _up(c.load), departure.step):
                    share = c.load / (_up(c.load) * STEP)
                    loading.setdefault(step, []).append((column, share))
        for terms in loading.values():
            grid.program.row(terms, -INF, point.bays)


def _add_corridors(grid: Grid) -> None:
    """Bound the convoys that enter a corridor in a step and in an hour, and its vehicles."""
    hour = 60 // STEP
    for corridor in grid.instance.corridors:
        convoys, vehicles = _entries(grid, corridor)
        for step in range(grid.steps):
            steps = range(step, step + hour)
            if corridor.headway:
                row = grid.program.row
                row(convoys.get(step, []), -INF, -(-STEP // corridor.headway))
                within = [term for s in steps for term in convoys.get(s, [])]
                row(within, -INF, -(-60 // corridor.headway))
            if corridor.per_hour is not None:
                within = [term for s in steps for term in vehicles.get(s, [])]
                grid.program.row(within, -INF, corridor.per_hour)


def _entries(grid: Grid, corridor: Corridor) -> tuple[dict[int, Terms], dict[int, Terms]]:
    convoys: dict[int, Terms] = {}
    vehicles: dict[int, Terms] = {}
    for departure in grid.departures:
        if departure.corridor is corridor:
            entry = _entry(grid.instance, corridor, departure.point) or 0
            step = departure.step + entry // STEP
            convoys.setdefault(step, []).append((departure.convoys, 1.0))
    for departure, _, _, column in grid.vehicles:
        if departure.corridor is corridor:
            entry = _entry(grid.instance, corridor, departure.point) or 0
            vehicles.setdefault(departure.step + entry // STEP, []).append((column, 1.0))
    return convoys, vehicles


def _add_checkpoints(grid: Grid) -> None:
    for checkpoint in grid.instance.checkpoints:
        busy: dict[int, Terms] = {}
        for departure, _, _, column in grid.vehicles:
            corridor = departure.corridor
            if corridor.id not in checkpoint.corridors or checkpoint.place not in corridor.places:
                continue
            entry = _entry(grid.instance, corridor, departure.point) or 0
            before = sum(corridor.legs[0][: corridor.places.index(checkpoint.place)])
            step = departure.step + (entry + before) // STEP
            if checkpoint.windows.clipped(step * STEP, (step + 1) * STEP):
                share = checkpoint.minutes / checkpoint.lanes
                busy.setdefault(step, []).append((column, share))
            else:
                grid.program.row([(column, 1.0)], 0, 0)
        for terms in busy.values():
            grid.program.row(terms, -INF, STEP)


def _add_escorts(grid: Grid) -> None:
    """Bound the convoys under way by the teams of the pools that may serve them."""
    pools_of = {
        corridor.id: frozenset(p.id for p in grid.instance.escorts if corridor.id in p.corridors)
        for corridor in grid.instance.corridors
    }
    teams = {pool.id: pool.teams for pool in grid.instance.escorts}
    for pools in set(pools_of.values()) - {frozenset()}:
        busy: dict[int, Terms] = {}
        for departure in grid.departures:
            if pools_of[departure.corridor.id] <= pools:
                minutes = _escorted(grid.instance, departure)
                for step in range(departure.step, departure.step + _up(minutes)):
                    busy.setdefault(step, []).append((departure.convoys, 1.0))
        for terms in busy.values():
            grid.program.row(terms, -INF, sum(teams[pool] for pool in pools))


def _escorted(instance: Instance, departure: Departure) -> int:
    corridor, point = departure.corridor, departure.point
    if corridor.is_open:
        reached = [_road(instance, point, d.place) for d in instance.destinations]
        return 2 * min((minutes for minutes in reached if minutes is not None), default=0)
    out = (_entry(instance, corridor, point) or 0) + _through(instance, corridor)
    home = _road(instance, corridor.places[0], point) or 0
    return out + sum(corridor.back_legs[0]) + home


def _add_linked(grid: Grid) -> None:
    people = {g.id: g.people for g in grid.instance.groups}
    for linked in grid.instance.linked:
        of_a, of_b = (max(1, sum(people[g] for g in side)) for side in (linked.a, linked.b))
        weights = {**dict.fromkeys(linked.a, 1 / of_a), **dict.fromkeys(linked.b, -1 / of_b)}
        low, high = (-INF, 0.0) if linked.tolerance is None else _around(float(linked.tolerance))
        if linked.ratio is not None:
            ratio = float(linked.ratio)
            weights = {**dict.fromkeys(linked.a, ratio), **dict.fromkeys(linked.b, -1.0)}
            high = float(linked.slack)
        before: int | None = None
        for step in range(grid.steps):
            difference = grid.program.column(INF, whole=False)
            minus = grid.program.column(INF, whole=False)
            terms: Terms = [
                (column, weights[group.id])
                for departure, group, _, column in grid.people
                if departure.step == step and group.id in weights
            ]
            terms += [(difference, -1.0), (minus, 1.0)]
            if before is not None:
                terms += [(before, 1.0), (before + 1, -1.0)]
            grid.program.row(terms, 0, 0)
            grid.program.row([(difference, 1.0), (minus, -1.0)], low, high)
            before = difference


def _around(tolerance: float) -> tuple[float, float]:
    return -tolerance, tolerance
