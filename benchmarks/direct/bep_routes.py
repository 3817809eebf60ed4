"""Routes of the bus evacuation problem: a greedy start, and routes as a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.instances.bep import CORRIDOR, SEATS, BepInstance, instance_of

from masarat.plan.document import Bound, Convoy, EmptyTrip, Load, Plan, PriorityClearance, Ride

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One bus: its depot, then (source, shelter) of each load in order, all counted from 0."""

    depot: int
    trips: tuple[tuple[int, int], ...]


def last_arrival(problem: BepInstance, routes: Sequence[Route]) -> int:
    """Return when the last load arrives."""
    return max((_finish(problem, route) for route in routes if route.trips), default=0)


def _finish(problem: BepInstance, route: Route) -> int:
    source, shelter = route.trips[0]
    time = problem.start[route.depot][source] + problem.out[source][shelter]
    for next_source, next_shelter in route.trips[1:]:
        time += problem.back[shelter][next_source] + problem.out[next_source][next_shelter]
        shelter = next_shelter
    return time


def greedy(problem: BepInstance) -> tuple[Route, ...]:
    """Return routes that always add the trip that arrives first, over all buses and sources."""
    buses = [depot for depot, count in enumerate(problem.buses) for _ in range(count)]
    trips: list[list[tuple[int, int]]] = [[] for _ in buses]
    times = [0 for _ in buses]
    loads, room = list(problem.loads), list(problem.capacities)
    while any(loads):
        arrive, bus, source, shelter = min(
            (times[bus] + _to(problem, buses[bus], trips[bus], i) + problem.out[i][j], bus, i, j)
            for bus in range(len(buses))
            for i, left in enumerate(loads)
            if left
            for j, free in enumerate(room)
            if free
        )
        trips[bus].append((source, shelter))
        times[bus] = arrive
        loads[source] -= 1
        room[shelter] -= 1
    return tuple(
        Route(depot=depot, trips=tuple(done)) for depot, done in zip(buses, trips, strict=True)
    )


def _to(problem: BepInstance, depot: int, trips: Sequence[tuple[int, int]], source: int) -> int:
    return problem.back[trips[-1][1]][source] if trips else problem.start[depot][source]


def plan_of(problem: BepInstance, routes: Sequence[Route], bound: Bound) -> Plan:
    """Return `routes` as a plan for `instance_of(problem)`, every ride a convoy of its own."""
    instance = instance_of(problem)
    convoys: list[Convoy] = []
    trips: list[EmptyTrip] = []
    names = {f"bus-{number}": number - 1 for number in range(1, len(problem.buses) + 1)}
    ids = {names[c.id]: iter(c.vehicle_ids()) for c in instance.classes}
    for route in routes:
        if not route.trips:
            continue
        _follow(problem, route, next(ids[route.depot]), convoys, trips)
    clearance = last_arrival(problem, routes)
    people = sum(problem.loads) * SEATS
    driven = sum(c.exit - c.depart for c in convoys) + sum(t.arrive - t.depart for t in trips)
    return Plan(
        instance=instance.digest,
        title=instance.title,
        start=instance.start,
        convoys=tuple(sorted(convoys, key=lambda convoy: (convoy.depart, convoy.id))),
        empty_trips=tuple(sorted(trips, key=lambda trip: (trip.depart, trip.id))),
        left=(),
        clearance_minutes=clearance,
        bound=bound,
        by_priority=(PriorityClearance(priority=1, clearance_minutes=clearance, bound=bound),),
        planned=people,
        staying=0,
        person_minutes=sum(convoy.exit * SEATS for convoy in convoys),
        vehicle_minutes=driven,
        seed=0,
        effort=0,
    )


def _follow(
    problem: BepInstance,
    route: Route,
    vehicle: str,
    convoys: list[Convoy],
    trips: list[EmptyTrip],
) -> None:
    time, at, corridor = 0, f"depot-{route.depot + 1}", ""
    drive = problem.start[route.depot]
    for source, shelter in route.trips:
        point = f"source-{source + 1}"
        ready = time + drive[source]
        trips.append(
            EmptyTrip(
                id=f"empty-{len(trips) + 1}",
                vehicles=(vehicle,),
                origin=at,
                target=point,
                corridor=corridor,
                depart=time,
                arrive=ready,
            )
        )
        time = ready + problem.out[source][shelter]
        at, corridor, drive = f"shelter-{shelter + 1}", CORRIDOR, problem.back[shelter]
        convoys.append(
            Convoy(
                id=f"convoy-{len(convoys) + 1}",
                corridor=CORRIDOR,
                assembly_point=point,
                depart=ready,
                entry=ready,
                exit=time,
                rides=(
                    Ride(
                        vehicle=vehicle,
                        board=ready,
                        destination=at,
                        loads=(Load(group=f"people-{source + 1}", people=SEATS),),
                        arrive=time,
                    ),
                ),
            )
        )
