"""The bus evacuation problem as CP-SAT circuits: one node a load, buses as rounds through node 0.

Exact. Strengthened as one would in practice: loads of a source are picked in order, the total
driving time fits into buses x makespan, and a greedy solution is given as hint and horizon.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks.direct.bep_routes import Route, greedy, last_arrival, plan_of
from benchmarks.direct.result import DirectResult, Status
from ortools.sat.python import cp_model

from masarat.plan.document import Bound

if TYPE_CHECKING:
    from benchmarks.instances.bep import BepInstance

MODEL = "CP-SAT circuits"
STATUSES = {
    cp_model.OPTIMAL: Status.OPTIMAL,
    cp_model.FEASIBLE: Status.FEASIBLE,
    cp_model.INFEASIBLE: Status.INFEASIBLE,
}


@dataclass(frozen=True, slots=True)
class _Circuits:
    """The model's variables; loads are numbered from 0, their circuit nodes from 1."""

    model: cp_model.CpModel
    source: list[int]
    arcs: dict[tuple[int, int], Any]  # (tail node, head node) -> literal
    begins: dict[tuple[int, int], Any]  # (depot, load) -> literal
    shelter: dict[tuple[int, int], Any]  # (load, shelter) -> literal
    picked: list[Any]
    back: list[Any]
    trips: dict[tuple[int, int, int], Any]  # (load, its shelter, source after it) -> literal
    makespan: Any


def solve_bep(
    problem: BepInstance, *, time_limit: float, workers: int = 2, seed: int = 0
) -> DirectResult:
    """Solve `problem` with CP-SAT in at most `time_limit` seconds."""
    begun = perf_counter()
    hint = greedy(problem)
    circuits = _build(problem, last_arrival(problem, hint))
    _give_hint(circuits, problem, hint)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, time_limit - (perf_counter() - begun))
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    status = STATUSES.get(solver.solve(circuits.model), Status.UNKNOWN)
    seconds = perf_counter() - begun
    if status not in {Status.OPTIMAL, Status.FEASIBLE}:
        return DirectResult(model=MODEL, status=status, seconds=seconds)
    routes = _routes(circuits, problem, solver)
    clearance = last_arrival(problem, routes)
    none = Bound(minutes=0, source=(), certificate={})
    return DirectResult(
        model=MODEL,
        status=status,
        clearance=clearance,
        bound=solver.best_objective_bound,
        left=0,
        seconds=seconds,
        plan=plan_of(problem, routes, none),
    )


def _build(problem: BepInstance, horizon: int) -> _Circuits:
    model = cp_model.CpModel()
    source = [i for i, count in enumerate(problem.loads) for _ in range(count)]
    nodes = range(len(source) + 1)
    loads = range(len(source))
    longest_back = max(map(max, problem.back))
    circuits = _Circuits(
        model,
        source,
        {(i, j): model.new_bool_var("") for i in nodes for j in nodes if i != j},
        {(k, i): model.new_bool_var("") for k in range(len(problem.buses)) for i in loads},
        {(i, j): model.new_bool_var("") for i in loads for j in range(len(problem.capacities))},
        [model.new_int_var(0, horizon, "") for _ in loads],
        [model.new_int_var(0, longest_back, "") for _ in loads],
        {
            (load, j, target): model.new_bool_var("")
            for load in loads
            for j in range(len(problem.capacities))
            for target in range(len(problem.loads))
        },
        model.new_int_var(0, horizon, ""),
    )
    model.add_multiple_circuit([(i, j, literal) for (i, j), literal in circuits.arcs.items()])
    _add_depots(circuits, problem)
    _add_shelters(circuits, problem)
    _add_times(circuits, problem)
    model.minimize(circuits.makespan)
    return circuits


def _add_depots(circuits: _Circuits, problem: BepInstance) -> None:
    model, depots = circuits.model, range(len(problem.buses))
    for load, source in enumerate(circuits.source):
        model.add(sum(circuits.begins[k, load] for k in depots) == circuits.arcs[0, load + 1])
        for k in depots:
            model.add(circuits.picked[load] >= problem.start[k][source]).only_enforce_if(
                circuits.begins[k, load]
            )
    for k, count in enumerate(problem.buses):
        model.add(sum(circuits.begins[k, i] for i in range(len(circuits.source))) <= count)


def _add_shelters(circuits: _Circuits, problem: BepInstance) -> None:
    model, shelters = circuits.model, range(len(problem.capacities))
    for load in range(len(circuits.source)):
        model.add_exactly_one(circuits.shelter[load, j] for j in shelters)
    for j, room in enumerate(problem.capacities):
        model.add(sum(circuits.shelter[i, j] for i in range(len(circuits.source))) <= room)


def _out(circuits: _Circuits, problem: BepInstance, load: int) -> Any:  # noqa: ANN401
    minutes = problem.out[circuits.source[load]]
    return sum(circuits.shelter[load, j] * minutes[j] for j in range(len(minutes)))


def _add_times(circuits: _Circuits, problem: BepInstance) -> None:
    model, source = circuits.model, circuits.source
    loads = range(len(source))
    for load in loads:
        arrived = circuits.picked[load] + _out(circuits, problem, load)
        model.add(circuits.makespan >= arrived)
        for other in loads:
            if other != load:
                model.add(circuits.picked[other] >= arrived + circuits.back[load]).only_enforce_if(
                    circuits.arcs[load + 1, other + 1]
                )
        _add_return(circuits, problem, load)
    for one, two in pairwise(loads):
        if source[one] == source[two]:
            model.add(circuits.picked[one] <= circuits.picked[two])
    driven = sum(_out(circuits, problem, load) + circuits.back[load] for load in loads)
    begun = sum(
        literal * problem.start[k][source[load]] for (k, load), literal in circuits.begins.items()
    )
    model.add(driven + begun <= sum(problem.buses) * circuits.makespan)


def _add_return(circuits: _Circuits, problem: BepInstance, load: int) -> None:
    """Tie the time back to the shelter chosen and the source that comes next, linearly."""
    model, shelters, targets = circuits.model, problem.capacities, problem.loads
    trip = {
        (j, t): circuits.trips[load, j, t]
        for j, _ in enumerate(shelters)
        for t, _ in enumerate(targets)
    }
    for target in range(len(targets)):
        arcs = [
            circuits.arcs[load + 1, other + 1]
            for other, source in enumerate(circuits.source)
            if source == target and other != load
        ]
        model.add(sum(trip[j, target] for j in range(len(shelters))) == sum(arcs))
    for j in range(len(shelters)):
        chosen = circuits.shelter[load, j]
        model.add(sum(trip[j, target] for target in range(len(targets))) <= chosen)
    minutes = sum(problem.back[j][target] * literal for (j, target), literal in trip.items())
    model.add(circuits.back[load] == minutes)


def _give_hint(circuits: _Circuits, problem: BepInstance, routes: tuple[Route, ...]) -> None:
    arcs: set[tuple[int, int]] = set()
    begins: set[tuple[int, int]] = set()
    trips: set[tuple[int, int, int]] = set()
    shelters: dict[int, int] = {}
    times: dict[int, int] = {}
    for depot, done in _numbered(circuits, problem, routes):
        arcs.update(pairwise([0, *(load + 1 for load, _, _ in done), 0]))
        begins.add((depot, done[0][0]))
        shelters.update({load: shelter for load, shelter, _ in done})
        times.update({load: time for load, _, time in done})
        trips.update((one, j, circuits.source[two]) for (one, j, _), (two, _, _) in pairwise(done))
    hint = circuits.model.add_hint
    for chosen, literals in (
        (arcs, circuits.arcs),
        (begins, circuits.begins),
        (set(shelters.items()), circuits.shelter),
        (trips, circuits.trips),
    ):
        for key, literal in literals.items():
            hint(literal, key in chosen)
    back = {load: problem.back[j][target] for load, j, target in trips}
    for load, time in times.items():
        hint(circuits.picked[load], time)
        hint(circuits.back[load], back.get(load, 0))
    hint(circuits.makespan, last_arrival(problem, routes))


def _numbered(
    circuits: _Circuits, problem: BepInstance, routes: tuple[Route, ...]
) -> list[tuple[int, list[tuple[int, int, int]]]]:
    """Return depot and (load, shelter, time) per bus; a source's loads are numbered in time."""
    picks = []
    for index, route in enumerate(routes):
        time = 0
        for step, (source, shelter) in enumerate(route.trips):
            before = route.trips[step - 1][1]
            time += problem.back[before][source] if step else problem.start[route.depot][source]
            picks.append((time, index, source, shelter))
            time += problem.out[source][shelter]
    free = {
        target: iter([load for load, source in enumerate(circuits.source) if source == target])
        for target in range(len(problem.loads))
    }
    numbered: list[list[tuple[int, int, int]]] = [[] for _ in routes]
    for time, index, source, shelter in sorted(picks):
        numbered[index].append((next(free[source]), shelter, time))
    return [(route.depot, done) for route, done in zip(routes, numbered, strict=True) if done]


def _routes(
    circuits: _Circuits, problem: BepInstance, solver: cp_model.CpSolver
) -> tuple[Route, ...]:
    follows = {i: j for (i, j), literal in circuits.arcs.items() if i and solver.value(literal)}
    shelters = {i: j for (i, j), literal in circuits.shelter.items() if solver.value(literal)}
    routes = []
    for (depot, first), literal in circuits.begins.items():
        if not solver.value(literal):
            continue
        node, trips = first + 1, []
        while node:
            trips.append((circuits.source[node - 1], shelters[node - 1]))
            node = follows[node]
        routes.append(Route(depot=depot, trips=tuple(trips)))
    if sum(len(route.trips) for route in routes) != sum(problem.loads):
        msg = "the circuits do not cover every load"
        raise AssertionError(msg)
    return tuple(routes)
