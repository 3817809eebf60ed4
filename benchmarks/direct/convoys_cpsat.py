"""Convoys as one CP-SAT model on counts of identical vehicles, exact to the minute.

Every pair of assembly point and corridor (and class that travels by itself) gets a number of
convoy slots. A slot has times, vehicles by class and destination, people by group, and loads in
waves; vehicles are counts that flow between assembly points. One checkpoint, headway, escort
pool, bay or pool of vehicles is one disjunctive or cumulative constraint. `convoys_decode` names
the vehicles.

Coarser than the rules in four places, all restrictions, so that solutions are plans but the bound
is the model's own: at most `slots` convoys a pair; at most `WAVES` waves a convoy; an empty
vehicle comes back at once by the quickest permitted corridor (or at the first minute allowed); a
vehicle holds whole units side by side, and only one group where all vehicles are of one size.
Checkpoints that inspect empty returns are not modelled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import lcm
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks.direct.limits import limits
from benchmarks.direct.result import DirectResult, Status
from ortools.sat.python import cp_model

from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from collections.abc import Iterable

    from masarat.core.windows import Windows
    from masarat.scenario.instance import (
        Checkpoint,
        Corridor,
        Group,
        Instance,
        LinkedOperation,
        VehicleClass,
    )

MODEL = "CP-SAT aggregated"
WAVES = 3
_MANY = 2**40
STATUSES = {
    cp_model.OPTIMAL: Status.OPTIMAL,
    cp_model.FEASIBLE: Status.FEASIBLE,
    cp_model.INFEASIBLE: Status.INFEASIBLE,
}
Var = Any  # OR-Tools' expressions share no useful base class


@dataclass(slots=True)
class Batch:
    """Vehicles of one class that load side by side for a slot from `start` on."""

    start: Var
    count: Var


@dataclass(slots=True)
class Inspection:
    """A slot at a checkpoint."""

    checkpoint: str
    arrive: Var
    start: Var
    minutes: Var
    until: Var


@dataclass(slots=True)
class Slot:
    """A convoy that may be used."""

    point: str
    corridor: Corridor
    classes: tuple[VehicleClass, ...]
    active: Var
    depart: Var
    entry: Var
    exit: Var
    vehicles: Var
    alone: bool
    paces: dict[int, Var] = field(default_factory=dict)
    inspections: list[Inspection] = field(default_factory=list)
    rides: dict[tuple[str, str], Var] = field(default_factory=dict)  # class, destination
    people: dict[tuple[str, str], Var] = field(default_factory=dict)  # group, destination
    batches: dict[str, list[Batch]] = field(default_factory=dict)
    used: dict[str, Var] = field(default_factory=dict)  # destination
    arrive: dict[str, Var] = field(default_factory=dict)  # destination
    escorts: dict[str, Var] = field(default_factory=dict)  # pool


@dataclass(slots=True)
class Return:
    """Vehicles of one class that drive empty from a slot's destination to an assembly point."""

    slot: Slot
    vehicle_class: str
    destination: str
    target: str
    corridor: str
    count: Var
    depart: Var
    arrive: Var


@dataclass(slots=True)
class Convoys:
    """The model with what its solution is read from."""

    instance: Instance
    horizon: int
    model: cp_model.CpModel
    slots: list[Slot] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    starts: dict[tuple[str, str], Var] = field(default_factory=dict)  # class, assembly point
    left: dict[str, Var] = field(default_factory=dict)
    clearances: dict[int, Var] = field(default_factory=dict)
    odd: dict[str, list[Var]] = field(default_factory=dict)  # group -> where its odd unit may be

    def number(self, most: int, least: int = 0) -> Var:
        """Return a new whole-number variable."""
        return self.model.new_int_var(least, max(least, most), "")

    def variable(self, expression: Var) -> Var:
        """Return a new variable that equals `expression`, for constraints that want one."""
        new = self.number(_MANY)
        self.model.add(new == expression)
        return new

    def literal(self) -> Var:
        """Return a new Boolean variable."""
        return self.model.new_bool_var("")


def modelled(instance: Instance) -> str:
    """Return why `instance` cannot be modelled, or an empty text."""
    if any(checkpoint.back_corridors for checkpoint in instance.checkpoints):
        return "checkpoints that inspect empty returns are not modelled"
    return ""


def solve_convoys(
    instance: Instance,
    *,
    time_limit: float,
    horizon: int | None = None,
    workers: int = 2,
    seed: int = 0,
) -> DirectResult:
    """Minimise people left, then the clearance of each priority in turn, with CP-SAT.

    Parameters
    ----------
    instance
        What to plan.
    time_limit
        Seconds in all, shared evenly by the priorities.
    horizon
        A minute by which a good plan is done; a hint that makes the model easier, not a bound.
    workers, seed
        Passed to CP-SAT.
    """
    from benchmarks.direct.convoys_decode import plan_of  # noqa: PLC0415  (decode needs our types)

    begun = perf_counter()
    why_not = modelled(instance)
    if why_not:
        return DirectResult(model=MODEL, status=Status.NOT_MODELLED, seconds=0, note=why_not)
    convoys = build(instance, min(horizon or instance.end, instance.end))
    best, status, bound = _solve_stages(convoys, begun + time_limit, workers, seed)
    seconds = perf_counter() - begun
    if best is None:
        return DirectResult(model=MODEL, status=status, seconds=seconds)
    people_left = sum(best.value(amount) for amount in convoys.left.values())
    return DirectResult(
        model=MODEL,
        status=status,
        clearance=max(best.value(clearance) for clearance in convoys.clearances.values()),
        bound=None if people_left else bound,
        left=people_left,
        seconds=seconds,
        plan=plan_of(convoys, best.value),
    )


def _solve_stages(
    convoys: Convoys, deadline: float, workers: int, seed: int
) -> tuple[cp_model.CpSolver | None, Status, float | None]:
    """Minimise the clearance of each priority in turn; people left weigh more than any."""
    best: cp_model.CpSolver | None = None
    status, bound = Status.UNKNOWN, None
    priorities = sorted(convoys.clearances)
    left = sum(convoys.left.values())
    for rank, priority in enumerate(priorities):
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        share = (deadline - perf_counter()) / (len(priorities) - rank)
        solver.parameters.max_time_in_seconds = max(0.1, share)
        objective = (convoys.horizon + 1) * left + convoys.clearances[priority]
        convoys.model.minimize(objective)
        stage = STATUSES.get(solver.solve(convoys.model), Status.UNKNOWN)
        if stage not in {Status.OPTIMAL, Status.FEASIBLE}:
            return best, status if best else stage, None
        best, status = solver, stage
        if len(priorities) == 1:
            bound = solver.best_objective_bound
        convoys.model.add(objective <= round(solver.objective_value))
        _hint(convoys, solver)
    return best, status, bound


def _hint(convoys: Convoys, solver: cp_model.CpSolver) -> None:
    """Start the next stage from the last solution."""
    model = convoys.model
    model.clear_hints()  # type: ignore[no-untyped-call]
    for index, value in enumerate(solver.response_proto.solution):
        model.add_hint(model.get_int_var_from_proto_index(index), value)


def build(instance: Instance, horizon: int) -> Convoys:
    """Build the model; every arrival is at most `horizon`."""
    convoys = Convoys(instance=instance, horizon=horizon, model=cp_model.CpModel())
    _add_clearances(convoys)
    for corridor in instance.corridors:
        for point in instance.assembly_points:
            for party in _parties(instance, corridor):
                _add_slots(convoys, corridor, point.place, party)
    _add_people(convoys)
    _add_bays(convoys)
    _add_headways(convoys)
    _add_checkpoints(convoys)
    _add_escorts(convoys)
    _add_last_convoys(convoys)
    for linked in instance.linked:
        _add_linked(convoys, linked)
    _add_returns(convoys)
    _add_fleet(convoys)
    return convoys


def _add_clearances(convoys: Convoys) -> None:
    convoys.clearances = {
        priority: convoys.number(convoys.horizon)
        for priority in {group.priority for group in convoys.instance.groups if group.people}
    }


def _parties(instance: Instance, corridor: Corridor) -> Iterable[tuple[VehicleClass, ...]]:
    """Return the sets of classes that may travel together on `corridor`."""
    able = [c for c in instance.classes if corridor.id in c.corridors and c.count]
    together = tuple(c for c in able if not c.alone)
    return [*([together] if together else []), *((c,) for c in able if c.alone)]


# --- slots --------------------------------------------------------------------------------------


def _add_slots(
    convoys: Convoys, corridor: Corridor, point: str, classes: tuple[VehicleClass, ...]
) -> None:
    groups = _groups_at(convoys.instance, point)
    served = [g for g in groups if any(c.room(g.need) for c in classes)]
    smallest, largest = limits(corridor, classes)
    loads = sum(-(-g.people // max(c.room(g.need) for c in classes)) for g in served)
    if not served or not _reachable(convoys.instance, corridor, point, served):
        return
    count = min(-(-loads // smallest), -(-5 * loads // (2 * largest)) + 2)
    slots = [_slot(convoys, corridor, point, classes) for _ in range(count)]
    for one, two in pairwise(slots):
        convoys.model.add_implication(two.active, one.active)
        convoys.model.add(one.depart <= two.depart)


def _groups_at(instance: Instance, point: str) -> list[Group]:
    return [g for g in instance.groups if g.assembly_point == point and g.people]


def _reachable(
    instance: Instance, corridor: Corridor, point: str, groups: Iterable[Group]
) -> list[str]:
    """Return permitted destinations that `corridor` reaches from `point`."""
    if not corridor.is_open and (point, corridor.places[0]) not in instance.roads:
        return []
    origin = point if corridor.is_open else corridor.places[-1]
    wanted = dict.fromkeys(d for group in groups for d in group.destinations)
    return [d for d in wanted if d == origin or (origin, d) in instance.roads]


def _minutes(instance: Instance, origin: str, target: str, pace: int) -> int:
    return 0 if origin == target else instance.roads[origin, target][pace]


def _slot(
    convoys: Convoys, corridor: Corridor, point: str, classes: tuple[VehicleClass, ...]
) -> Slot:
    horizon = convoys.horizon
    _, largest = limits(corridor, classes)
    slot = Slot(
        point=point,
        corridor=corridor,
        classes=classes,
        active=convoys.literal(),
        depart=convoys.number(horizon),
        entry=convoys.number(horizon),
        exit=convoys.number(horizon),
        vehicles=convoys.number(min(largest, sum(c.count for c in classes))),
        alone=classes[0].alone,
    )
    convoys.slots.append(slot)
    _add_rides(convoys, slot)
    _add_pace(convoys, slot)
    _add_movement(convoys, slot)
    _add_arrivals(convoys, slot)
    _add_loading(convoys, slot)
    _add_calm(convoys, slot)
    return slot


def _add_rides(convoys: Convoys, slot: Slot) -> None:
    model, instance = convoys.model, convoys.instance
    groups = _groups_at(instance, slot.point)
    destinations = _reachable(instance, slot.corridor, slot.point, groups)
    smallest, largest = limits(slot.corridor, slot.classes)
    for c in slot.classes:
        for d in destinations:
            slot.rides[c.id, d] = convoys.number(min(c.count, largest))
    model.add(sum(slot.rides.values()) == slot.vehicles)
    model.add(slot.vehicles >= 1).only_enforce_if(slot.active)
    model.add(slot.vehicles == 0).only_enforce_if(~slot.active)
    if not instance.small_last_convoy:
        model.add(slot.vehicles >= smallest).only_enforce_if(slot.active)
    for d in destinations:
        units: list[Var] = []
        for group in groups:
            if d in group.destinations and any(c.room(group.need) for c in slot.classes):
                slot.people[group.id, d], pieces = _amount(convoys, group, slot.classes)
                units.append(pieces)
        model.add(sum(slot.rides[c.id, d] for c in slot.classes) <= sum(units))
        _add_seats(convoys, slot, d, groups)


def _amount(convoys: Convoys, group: Group, classes: tuple[VehicleClass, ...]) -> tuple[Var, Var]:
    """Return people of `group` in one destination of one slot, and of how many pieces."""
    piece = _piece(group, classes)
    whole, rest = divmod(group.people, piece)
    pieces = convoys.number(whole)
    if not rest:
        return pieces * piece, pieces
    odd = convoys.literal()
    convoys.odd.setdefault(group.id, []).append(odd)
    return pieces * piece + rest * odd, pieces + odd


def _piece(group: Group, classes: tuple[VehicleClass, ...]) -> int:
    """Return a whole vehicle-load where all vehicles take the same, else the group's unit.

    Counting loads instead of people makes the model far smaller; groups then share no vehicle.
    """
    rooms = {_whole_units(c.room(group.need), group.unit) for c in classes} - {0}
    return rooms.pop() if len(rooms) == 1 else group.unit


def _add_seats(convoys: Convoys, slot: Slot, destination: str, groups: Iterable[Group]) -> None:
    for need in Need:
        aboard = [
            (slot.people[g.id, destination], _piece(g, slot.classes))
            for g in groups
            if g.need is need and (g.id, destination) in slot.people
        ]
        if not aboard:
            continue
        unit = lcm(*(unit for _, unit in aboard))
        room = sum(
            slot.rides[c.id, destination] * _whole_units(c.room(need), unit) for c in slot.classes
        )
        convoys.model.add(sum(people for people, _ in aboard) <= room)


def _whole_units(room: int, unit: int) -> int:
    return room - room % unit


def _add_pace(convoys: Convoys, slot: Slot) -> None:
    """Choose the slowest pace among the classes in use."""
    model = convoys.model
    paces = sorted({c.pace for c in slot.classes})
    slot.paces = {pace: convoys.literal() for pace in paces}
    model.add_exactly_one(slot.paces.values())
    if len(paces) == 1:
        return
    for pace, literal in slot.paces.items():
        for (class_id, _), count in slot.rides.items():
            its = next(c.pace for c in slot.classes if c.id == class_id)
            if its > pace:
                model.add(count == 0).only_enforce_if(literal)
        slowest = [
            count
            for (class_id, _), count in slot.rides.items()
            if next(c.pace for c in slot.classes if c.id == class_id) == pace
        ]
        model.add(sum(slowest) >= 1).only_enforce_if(literal, slot.active)


def _at_pace(slot: Slot, minutes: dict[int, int]) -> Var:
    """Return the minutes of the pace chosen."""
    if len(minutes) == 1 or len(set(minutes.values())) == 1:
        return next(iter(minutes.values()))
    return sum(slot.paces[pace] * value for pace, value in minutes.items())


def _add_movement(convoys: Convoys, slot: Slot) -> None:
    model, instance, corridor = convoys.model, convoys.instance, slot.corridor
    if corridor.is_open:
        model.add(slot.entry == slot.depart)
        return
    to_first = {p: _minutes(instance, slot.point, corridor.places[0], p) for p in slot.paces}
    model.add(slot.entry == slot.depart + _at_pace(slot, to_first))
    now: Var = slot.entry
    for index, place in enumerate(corridor.places):
        if index:
            now = now + _at_pace(slot, {p: corridor.legs[p][index - 1] for p in slot.paces})
        for checkpoint in instance.checkpoints:
            if checkpoint.place == place and corridor.id in checkpoint.corridors:
                now = _inspect(convoys, slot, checkpoint, now)
    model.add(slot.exit == now)
    _add_windows(convoys, slot.active, corridor.windows, slot.entry, slot.exit)


def _inspect(convoys: Convoys, slot: Slot, checkpoint: Checkpoint, arrive: Var) -> Var:
    model = convoys.model
    largest = limits(slot.corridor, slot.classes)[1]
    rows = convoys.number(-(-largest // checkpoint.lanes))
    model.add(rows * checkpoint.lanes >= slot.vehicles)
    model.add(rows * checkpoint.lanes <= slot.vehicles + checkpoint.lanes - 1)
    start, until = convoys.number(convoys.horizon), convoys.number(convoys.horizon)
    model.add(start >= arrive)
    model.add(start <= arrive + checkpoint.longest_wait)
    model.add(until == start + rows * checkpoint.minutes)
    _add_windows(convoys, slot.active, checkpoint.windows, start, until)
    slot.inspections.append(
        Inspection(
            checkpoint=checkpoint.place,
            arrive=arrive,
            start=start,
            minutes=rows * checkpoint.minutes,
            until=until,
        )
    )
    return until


def _add_windows(convoys: Convoys, active: Var, windows: Windows, start: Var, until: Var) -> None:
    """Keep [start, until) inside one window if `active`."""
    if any(w.start <= 0 and w.until >= convoys.horizon for w in windows):
        return
    inside = []
    for window in windows.clipped(0, convoys.horizon):
        literal = convoys.literal()
        convoys.model.add(start >= window.start).only_enforce_if(literal)
        convoys.model.add(until <= window.until).only_enforce_if(literal)
        inside.append(literal)
    convoys.model.add_bool_or([*inside, ~active])


def _add_arrivals(convoys: Convoys, slot: Slot) -> None:
    model, instance, corridor = convoys.model, convoys.instance, slot.corridor
    ready = {d.place: d.ready for d in instance.destinations}
    last = slot.point if corridor.is_open else corridor.places[-1]
    begin = slot.depart if corridor.is_open else slot.exit
    for d in {d for _, d in slot.rides}:
        minutes = {p: _minutes(instance, last, d, p) for p in slot.paces}
        slot.arrive[d] = begin + _at_pace(slot, minutes)
        if len(set(minutes.values())) > 1:
            slot.arrive[d] = convoys.variable(slot.arrive[d])
        slot.used[d] = used = convoys.literal()
        riding = sum(count for (_, to), count in slot.rides.items() if to == d)
        model.add(riding >= 1).only_enforce_if(used)
        model.add(riding == 0).only_enforce_if(~used)
        model.add(slot.arrive[d] <= convoys.horizon).only_enforce_if(used)
        if ready[d]:
            model.add(slot.arrive[d] >= ready[d]).only_enforce_if(used)
        if corridor.is_open:
            model.add(slot.exit >= slot.arrive[d]).only_enforce_if(used)
        _add_arrival_clearances(convoys, slot, d)
    if corridor.is_open:
        _add_windows(convoys, slot.active, corridor.windows, slot.entry, slot.exit)


def _add_arrival_clearances(convoys: Convoys, slot: Slot, destination: str) -> None:
    model = convoys.model
    priority_of = {g.id: g.priority for g in convoys.instance.groups}
    for priority, clearance in convoys.clearances.items():
        people = [
            amount
            for (group, d), amount in slot.people.items()
            if d == destination and priority_of[group] == priority
        ]
        if not people:
            continue
        if len(convoys.clearances) == 1:
            aboard = slot.used[destination]
        else:
            aboard = convoys.literal()
            model.add(sum(people) == 0).only_enforce_if(~aboard)
        model.add(clearance >= slot.arrive[destination]).only_enforce_if(aboard)


def _add_loading(convoys: Convoys, slot: Slot) -> None:
    model, instance = convoys.model, convoys.instance
    bays = next(a.bays for a in instance.assembly_points if a.place == slot.point)
    largest = limits(slot.corridor, slot.classes)[1]
    for c in slot.classes:
        most = min(largest, c.count)
        side_by_side = min(most, bays or most) if c.load else most
        waves = min(WAVES, -(-most // side_by_side))
        batches = [
            Batch(start=convoys.number(convoys.horizon), count=convoys.number(side_by_side))
            for _ in range(waves)
        ]
        slot.batches[c.id] = batches
        riding = sum(count for (its, _), count in slot.rides.items() if its == c.id)
        model.add(sum(batch.count for batch in batches) == riding)
        for batch in batches:
            model.add(batch.start + c.load <= slot.depart)
            if instance.aboard_limit is not None:
                for d, arrive in slot.arrive.items():
                    model.add(
                        arrive - batch.start - c.load <= instance.aboard_limit
                    ).only_enforce_if(slot.used[d])
            _add_ready(convoys, slot, batch)
        for one, two in pairwise(batches):
            model.add(one.start <= two.start)
            model.add(one.count >= two.count)


def _add_ready(convoys: Convoys, slot: Slot, batch: Batch) -> None:
    for group in _groups_at(convoys.instance, slot.point):
        amounts = [amount for (its, _), amount in slot.people.items() if its == group.id]
        if group.ready and amounts:
            aboard = convoys.literal()
            convoys.model.add(sum(amounts) == 0).only_enforce_if(~aboard)
            convoys.model.add(batch.start >= group.ready).only_enforce_if(aboard)


def _add_calm(convoys: Convoys, slot: Slot) -> None:
    """Keep the convoy from its departure to its last arrival out of every suspension."""
    for pause in convoys.instance.suspensions:
        before = convoys.literal()
        convoys.model.add(slot.depart >= pause.until).only_enforce_if(~before, slot.active)
        for d, arrive in slot.arrive.items():
            convoys.model.add(arrive <= pause.start).only_enforce_if(before, slot.used[d])


# --- people and resources -----------------------------------------------------------------------


def _add_people(convoys: Convoys) -> None:
    model, instance = convoys.model, convoys.instance
    aboard: dict[str, list[Var]] = {group.id: [] for group in instance.groups}
    arriving: dict[str, list[Var]] = {d.place: [] for d in instance.destinations}
    for slot in convoys.slots:
        for (group_id, d), amount in slot.people.items():
            aboard[group_id].append(amount)
            arriving[d].append(amount)
    for group in instance.groups:
        convoys.left[group.id] = left = convoys.number(group.people)
        model.add(sum(aboard[group.id]) + left == group.people)
    for literals in convoys.odd.values():
        model.add_at_most_one(literals)
    for destination in instance.destinations:
        if destination.capacity is not None:
            model.add(sum(arriving[destination.place]) <= destination.capacity)
    _add_choices(convoys)


def _add_choices(convoys: Convoys) -> None:
    """One destination for every group that may not split and for groups that stay together."""
    choices: dict[str, dict[str, Var]] = {}
    for group in convoys.instance.groups:
        if group.may_split and not group.together:
            continue
        label = group.together or f"group {group.id}"
        choice = choices.setdefault(label, {})
        for d in group.destinations:
            choice.setdefault(d, convoys.literal())
        for slot in convoys.slots:
            for d in group.destinations:
                if (group.id, d) in slot.people:
                    amount = slot.people[group.id, d]
                    convoys.model.add(amount == 0).only_enforce_if(~choice[d])
    for choice in choices.values():
        convoys.model.add_at_most_one(choice.values())


def _add_bays(convoys: Convoys) -> None:
    for point in convoys.instance.assembly_points:
        if point.bays is None:
            continue
        intervals, demands = [], []
        for slot in convoys.slots:
            if slot.point != point.place:
                continue
            for c in slot.classes:
                if c.load:
                    for batch in slot.batches[c.id]:
                        intervals.append(
                            convoys.model.new_fixed_size_interval_var(batch.start, c.load, "")
                        )
                        demands.append(batch.count)
        if intervals:
            convoys.model.add_cumulative(intervals, demands, point.bays)


def _add_headways(convoys: Convoys) -> None:
    model = convoys.model
    for corridor in convoys.instance.corridors:
        slots = [slot for slot in convoys.slots if slot.corridor is corridor]
        if corridor.headway:
            model.add_no_overlap(
                model.new_optional_fixed_size_interval_var(s.entry, corridor.headway, s.active, "")
                for s in slots
            )
        if corridor.per_hour is not None and slots:
            hours = [model.new_fixed_size_interval_var(s.entry, 60, "") for s in slots]
            model.add_cumulative(hours, [s.vehicles for s in slots], corridor.per_hour)


def _add_checkpoints(convoys: Convoys) -> None:
    model = convoys.model
    for checkpoint in convoys.instance.checkpoints:
        stays = [
            model.new_optional_interval_var(i.start, i.minutes, i.until, slot.active, "")
            for slot in convoys.slots
            for i in slot.inspections
            if i.checkpoint == checkpoint.place
        ]
        model.add_no_overlap(stays)


def _add_escorts(convoys: Convoys) -> None:
    model, instance = convoys.model, convoys.instance
    for slot in convoys.slots:
        pools = [pool for pool in instance.escorts if slot.corridor.id in pool.corridors]
        slot.escorts = {pool.id: convoys.literal() for pool in pools}
        if pools:
            model.add(sum(slot.escorts.values()) == slot.active)
    for pool in instance.escorts:
        busy = []
        for slot in convoys.slots:
            if pool.id in slot.escorts:
                until = convoys.number(2 * convoys.horizon + instance.end)
                _add_escort_return(convoys, slot, until)
                busy.append(
                    model.new_optional_interval_var(
                        slot.depart, convoys.number(_MANY), until, slot.escorts[pool.id], ""
                    )
                )
        if busy:
            model.add_cumulative(busy, [1] * len(busy), pool.teams)


def _add_escort_return(convoys: Convoys, slot: Slot, until: Var) -> None:
    instance, corridor = convoys.instance, slot.corridor
    if not corridor.is_open:
        home = _minutes(instance, corridor.places[0], slot.point, 0)
        convoys.model.add(until == slot.exit + sum(corridor.back_legs[0]) + home)
        return
    for d, used in slot.used.items():
        home = _minutes(instance, d, slot.point, 0)
        convoys.model.add(until >= slot.exit + home).only_enforce_if(used)


def _add_last_convoys(convoys: Convoys) -> None:
    """Let only an assembly point's last convoy be smaller than the corridor's minimum."""
    if not convoys.instance.small_last_convoy:
        return
    model = convoys.model
    for slot in convoys.slots:
        smallest, _ = limits(slot.corridor, slot.classes)
        if slot.alone:
            model.add(slot.vehicles >= smallest).only_enforce_if(slot.active)
            continue
        if smallest == 1:
            continue
        last = convoys.literal()
        model.add(slot.vehicles >= smallest).only_enforce_if(slot.active, ~last)
        for other in convoys.slots:
            if other is not slot and other.point == slot.point and not other.alone:
                model.add(other.depart < slot.depart).only_enforce_if(
                    last, slot.active, other.active
                )


def _add_linked(convoys: Convoys, linked: LinkedOperation) -> None:
    """Hold a linked operation at every minute, as a level that only departures move."""
    people = {g.id: g.people for g in convoys.instance.groups}
    of_a, of_b = (sum(people[g] for g in side) for side in (linked.a, linked.b))
    if linked.tolerance is not None:
        scale = linked.tolerance.denominator
        one, two = scale * max(of_b, 1), scale * max(of_a, 1)
        slack = linked.tolerance.numerator * max(of_a, 1) * max(of_b, 1)
        _add_level(convoys, (linked.a, one), (linked.b, two), slack)
        _add_level(convoys, (linked.b, two), (linked.a, one), slack)
    elif linked.ratio is not None:
        scale, part = linked.ratio.denominator, linked.ratio.numerator
        _add_level(convoys, (linked.a, part), (linked.b, scale), scale * linked.slack)


def _add_level(
    convoys: Convoys,
    up: tuple[frozenset[str], int],
    down: tuple[frozenset[str], int],
    slack: int,
) -> None:
    """Keep weight(up) * departed(up) - weight(down) * departed(down) <= slack at every minute.

    What has not gone down yet counts as taken: one cumulative constraint of variable capacity.
    """
    model, intervals, demands, later = convoys.model, [], [], []
    for slot in convoys.slots:
        gone, freed = (
            weight * sum(amount for (g, _), amount in slot.people.items() if g in groups)
            for groups, weight in (up, down)
        )
        if not isinstance(gone, int):
            intervals.append(_until_end(convoys, slot.depart))
            demands.append(convoys.variable(gone))
        if not isinstance(freed, int):
            intervals.append(model.new_interval_var(0, slot.depart, slot.depart, ""))
            demands.append(convoys.variable(freed))
            later.append(freed)
    if intervals:
        model.add_cumulative(intervals, demands, convoys.variable(slack + sum(later)))


def _until_end(convoys: Convoys, start: Var) -> Var:
    """Return [start, end) with an end after everything."""
    end = 2 * (convoys.horizon + convoys.instance.end)
    return convoys.model.new_interval_var(start, end - start, end, "")


# --- vehicles -----------------------------------------------------------------------------------


def _add_returns(convoys: Convoys) -> None:
    """Let vehicles come back, at once or as soon as windows and suspensions allow."""
    points = sorted({slot.point for slot in convoys.slots})
    for slot in convoys.slots:
        for (class_id, d), count in slot.rides.items():
            vehicle_class = next(c for c in slot.classes if c.id == class_id)
            if not vehicle_class.comes_back:
                continue
            back = [
                added
                for target in points
                if (added := _add_return(convoys, slot, vehicle_class, d, target))
            ]
            if back:
                convoys.model.add(sum(r.count for r in back) <= count)
            convoys.returns.extend(back)


def _add_return(
    convoys: Convoys, slot: Slot, vehicle_class: VehicleClass, origin: str, target: str
) -> Return | None:
    ways = [
        (minutes, corridor.id, corridor)
        for corridor in convoys.instance.corridors
        if corridor.returns and corridor.id in vehicle_class.corridors
        if (minutes := back_minutes(convoys.instance, corridor, origin, target, vehicle_class.pace))
        is not None
    ]
    if not ways:
        return None
    minutes, _, corridor = min(ways, key=lambda way: way[:2])
    free = slot.arrive[origin] + vehicle_class.unload
    starts = _free_starts(convoys, corridor, origin, minutes, target, vehicle_class.pace)
    depart: Var = free
    if starts is not None:
        depart = convoys.model.new_int_var_from_domain(starts, "")
    count = convoys.number(vehicle_class.count)
    if starts is not None:
        some = convoys.literal()
        convoys.model.add(count == 0).only_enforce_if(~some)
        convoys.model.add(depart >= free).only_enforce_if(some)
    return Return(
        slot=slot,
        vehicle_class=vehicle_class.id,
        destination=origin,
        target=target,
        corridor=corridor.id,
        count=count,
        depart=depart,
        arrive=depart + minutes,
    )


def back_minutes(
    instance: Instance, corridor: Corridor, origin: str, target: str, pace: int
) -> int | None:
    """Return minutes of an empty trip on `corridor`, None where it cannot be driven."""
    if corridor.is_open:
        return _known(instance, origin, target, pace)
    first = _known(instance, origin, corridor.places[-1], pace)
    last = _known(instance, corridor.places[0], target, pace)
    if first is None or last is None:
        return None
    return first + sum(corridor.back_legs[pace]) + last


def _known(instance: Instance, origin: str, target: str, pace: int) -> int | None:
    if origin == target:
        return 0
    minutes = instance.roads.get((origin, target))
    return None if minutes is None else minutes[pace]


def _free_starts(
    convoys: Convoys, corridor: Corridor, origin: str, minutes: int, target: str, pace: int
) -> cp_model.Domain | None:
    """Return when an empty trip may start; None if at any time."""
    instance = convoys.instance
    end = 2 * (convoys.horizon + instance.end)
    if not corridor.returns_in_windows and not instance.suspensions:
        return None
    allowed = cp_model.Domain(0, end)
    for pause in instance.suspensions:
        gone = cp_model.Domain(pause.start - minutes + 1, pause.until - 1)
        allowed = allowed.intersection_with(gone.complement())
    if corridor.returns_in_windows:
        first, length = 0, minutes
        if not corridor.is_open:
            first = _minutes(instance, origin, corridor.places[-1], pace)
            length -= first + _minutes(instance, corridor.places[0], target, pace)
        starts = [[w.start - first, w.until - length - first] for w in corridor.windows]
        fits = [span for span in starts if span[0] <= span[1]]
        allowed = allowed.intersection_with(cp_model.Domain.from_intervals([*fits, [end, end]]))
    return allowed


def first_arrival(instance: Instance, vehicle_class: VehicleClass, point: str) -> int | None:
    """Return when vehicles can first be at `point`, None if the road is missing."""
    if not vehicle_class.start_place:
        return vehicle_class.available
    minutes = _known(instance, vehicle_class.start_place, point, vehicle_class.pace)
    if minutes is None:
        return None
    start = vehicle_class.available
    for pause in instance.suspensions:
        if minutes and pause.overlaps(start, start + minutes):
            start = pause.until
    return start + minutes


def _add_fleet(convoys: Convoys) -> None:
    """Give every class at every assembly point a level that is never negative."""
    instance = convoys.instance
    for vehicle_class in instance.classes:
        points = sorted({s.point for s in convoys.slots if vehicle_class in s.classes})
        first = {p: first_arrival(instance, vehicle_class, p) for p in points}
        for point, minute in first.items():
            if minute is not None:
                convoys.starts[vehicle_class.id, point] = convoys.number(vehicle_class.count)
        mine = [v for (its, _), v in convoys.starts.items() if its == vehicle_class.id]
        convoys.model.add(sum(mine) <= vehicle_class.count)
        for point, minute in first.items():
            _add_pool(convoys, vehicle_class, point, minute)
        _add_rounds(convoys, vehicle_class)
        _add_vehicle_minutes(convoys, vehicle_class, first)


def _add_pool(convoys: Convoys, vehicle_class: VehicleClass, point: str, first: int | None) -> None:
    """Keep taken + not yet there <= all that ever come, one cumulative of variable capacity."""
    model, coming, intervals, demands = convoys.model, [], [], []
    if first is not None:
        begin = convoys.starts[vehicle_class.id, point]
        coming.append(begin)
        if first:
            intervals.append(model.new_fixed_size_interval_var(0, first, ""))
            demands.append(begin)
    taken = [
        batch
        for slot in convoys.slots
        if slot.point == point and vehicle_class.id in slot.batches
        for batch in slot.batches[vehicle_class.id]
    ]
    for batch in taken:
        intervals.append(_until_end(convoys, batch.start))
        demands.append(batch.count)
    for back in convoys.returns:
        if back.vehicle_class == vehicle_class.id and back.target == point:
            intervals.append(model.new_interval_var(0, back.arrive, back.arrive, ""))
            demands.append(back.count)
            coming.append(back.count)
    model.add_cumulative(intervals, demands, convoys.variable(sum(coming)))
    model.add(sum(batch.count for batch in taken) <= sum(coming))


def _add_rounds(convoys: Convoys, vehicle_class: VehicleClass) -> None:
    """Add the redundant cumulative of the whole class: busy from loading until back anywhere.

    Its capacity is a number, unlike the pools', so that it propagates.
    """
    if not vehicle_class.comes_back:
        return
    model, busy, demands = convoys.model, [], []
    for slot in convoys.slots:
        rounds = [
            _least_out(convoys, slot, d) + vehicle_class.unload + _least_back(convoys, back)
            for (its, d) in slot.rides
            if its == vehicle_class.id
            for back in [[b for b in convoys.returns if b.slot is slot and b.destination == d]]
            if back
        ]
        if not rounds:
            continue
        until = slot.depart + min(rounds)
        for batch in slot.batches[vehicle_class.id]:
            minutes = convoys.number(3 * (convoys.horizon + convoys.instance.end))
            busy.append(model.new_interval_var(batch.start, minutes, until, ""))
            demands.append(batch.count)
    if busy:
        model.add_cumulative(busy, demands, vehicle_class.count)


def _least_back(convoys: Convoys, returns: list[Return]) -> int:
    """Return the least minutes of the empty trips `returns`."""
    corridors = {corridor.id: corridor for corridor in convoys.instance.corridors}
    paces = {c.id: c.pace for c in convoys.instance.classes}
    return min(
        back_minutes(
            convoys.instance,
            corridors[r.corridor],
            r.destination,
            r.target,
            paces[r.vehicle_class],
        )
        or 0
        for r in returns
    )


def _add_vehicle_minutes(
    convoys: Convoys, vehicle_class: VehicleClass, first: dict[str, int | None]
) -> None:
    """Add the redundant sum of all vehicle-minutes: CP-SAT's cumulatives prove too little alone.

    Valid where nobody drives back without riding again, which costs no solution anything.
    """
    spent: list[Var] = [
        convoys.starts[vehicle_class.id, p] * minute
        for p, minute in first.items()
        if minute is not None
    ]
    for slot in convoys.slots:
        for (class_id, d), count in slot.rides.items():
            if class_id == vehicle_class.id:
                spent.append(count * (vehicle_class.load + _least_out(convoys, slot, d)))
    for back in convoys.returns:
        if back.vehicle_class == vehicle_class.id:
            corridor = next(c for c in convoys.instance.corridors if c.id == back.corridor)
            minutes = back_minutes(
                convoys.instance, corridor, back.destination, back.target, vehicle_class.pace
            )
            spent.append(back.count * (vehicle_class.unload + (minutes or 0)))
    latest = convoys.number(convoys.horizon)
    convoys.model.add_max_equality(latest, list(convoys.clearances.values()))
    if spent:
        convoys.model.add(sum(spent) <= vehicle_class.count * latest)


def _least_out(convoys: Convoys, slot: Slot, destination: str) -> int:
    """Return the least minutes from departure to arrival."""
    instance, corridor, pace = convoys.instance, slot.corridor, min(slot.paces)
    if corridor.is_open:
        return _minutes(instance, slot.point, destination, pace)
    inspections = sum(
        checkpoint.minutes
        for checkpoint in instance.checkpoints
        if corridor.id in checkpoint.corridors
        for place in corridor.places
        if place == checkpoint.place
    )
    return (
        _minutes(instance, slot.point, corridor.places[0], pace)
        + sum(corridor.legs[pace])
        + inspections
        + _minutes(instance, corridor.places[-1], destination, pace)
    )
