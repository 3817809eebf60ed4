"""From an instance to a plan: streams, bounds, search, document."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from masarat.plan.document import Left, Plan, PriorityClearance
from masarat.planning.bounds.search import NONE, bound_clearance
from masarat.planning.dispatcher import build
from masarat.planning.model import Model
from masarat.planning.options import Options, Progress
from masarat.planning.reasons import reason_left
from masarat.planning.search import Search
from masarat.planning.streams import assign
from masarat.planning.table import clearance_of, people_moved, read_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.plan.document import Bound
    from masarat.planning.search import Score
    from masarat.planning.table import Table
    from masarat.scenario.instance import Instance


ASSIGNMENTS = 5
"""How often destinations are assigned before the search begins."""

EVEN = 0.03
"""Corridors that end within this share of each other are evenly busy."""


@dataclass(slots=True)
class _Run:
    """One call of `solve`: what is known so far."""

    instance: Instance
    model: Model
    options: Options
    tell: Callable[[Progress], None]
    stopped: Callable[[], bool]
    started: float
    bound: int = 0

    def over(self, rounds: int) -> bool:
        """Whether to stop before the next round."""
        if self.stopped():
            return True
        if self.options.effort is not None:
            return rounds >= self.options.effort
        limit = self.options.time_limit
        return limit is not None and time.monotonic() - self.started >= limit

    def report(self, score: Score, rounds: int) -> Progress:
        """Tell where the search stands."""
        clearance = max(score.clearance, default=0)
        gap = (clearance - self.bound) / self.bound if self.bound else math.inf
        progress = Progress(
            clearance=clearance,
            bound=self.bound,
            gap=gap,
            people_left=sum(score.left),
            effort=rounds,
            seconds=time.monotonic() - self.started,
        )
        self.tell(progress)
        return progress


def solve(
    instance: Instance,
    options: Options | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """Plan `instance`: a movement table for as many people as possible, with its bounds.

    Parameters
    ----------
    progress
        Called with every improvement, and now and then.
    stop
        Asked between rounds; True ends the search with the best so far.

    Returns
    -------
    Plan
        The best table found; people who could not be moved are left, with the reason.
    """
    run = _Run(
        instance,
        Model(instance),
        options or Options(),
        progress or (lambda _: None),
        stop or (lambda: False),
        time.monotonic(),
    )
    search = _first(run)
    score = search.best.score()
    bounds = _bounds(run, search.problem.priorities, score)
    run.bound = bounds[None].minutes
    table = _search(run, search)
    return document(instance, run.model, table, bounds, run.options.seed, search.rounds)


def _first(run: _Run) -> Search:
    """Assign destinations and corridors, make first tables, and assign again.

    Where corridors end unevenly, those that end last were busier than the fluid program believed:
    the next assignment counts them so.
    """
    instance = run.instance
    waiting = {group.id: group.people for group in instance.groups}
    room = {d.place: d.capacity for d in instance.destinations if d.capacity is not None}
    strain = [1.0] * len(instance.corridors)
    best: Search | None = None
    for attempt in range(ASSIGNMENTS):
        problem = build(run.model, assign(run.model, waiting, room, strain))
        search = Search(problem, run.options.seed, run.options.threads)
        if best is None or search.best.cost < best.best.cost:
            best = search
            run.report(search.best.score(), 0)
        found = search.strain()
        if attempt and max(found) - min(found) < EVEN:
            break
        strain = [old * new for old, new in zip(strain, found, strict=True)]
    return cast("Search", best)


def _bounds(
    run: _Run,
    priorities: tuple[int, ...],
    score: Score,
) -> dict[int | None, Bound]:
    """Bound every priority and everybody; a bound of a part is one of the whole."""
    found: dict[int | None, Bound] = {}
    for rank, priority in enumerate(priorities):
        reached = score.clearance[rank] if not score.left[rank] else run.instance.end + 1
        found[priority] = bound_clearance(run.model, priority, reached)
    reached = max(score.clearance, default=0) if not sum(score.left) else run.instance.end + 1
    found[None] = NONE if len(priorities) == 1 else bound_clearance(run.model, None, reached)
    best = max(found.values(), key=lambda bound: bound.minutes, default=NONE)
    if best.minutes > found[None].minutes:
        found[None] = best
    return found


def _search(run: _Run, search: Search) -> Table:
    cost, score = search.best.cost, search.best.score()
    shown = run.report(score, search.rounds)
    while not run.over(search.rounds):
        if run.options.gap is not None and not shown.people_left and shown.gap <= run.options.gap:
            break
        search.round()
        if search.best.cost < cost:
            cost, score = search.best.cost, search.best.score()
        shown = run.report(score, search.rounds)
    chain = search.best
    chain.score()
    return read_table(search.problem, chain.work)


def document(
    instance: Instance,
    model: Model,
    table: Table,
    bounds: dict[int | None, Bound],
    seed: int,
    effort: int,
) -> Plan:
    """Put a movement table and its bounds together as a plan."""
    moved = people_moved(table)
    left = tuple(
        Left(group=g.id, people=g.people - moved.get(g.id, 0), reason=reason_left(model, g))
        for g in instance.groups
        if g.people > moved.get(g.id, 0)
    )
    rides = [(convoy, ride) for convoy in table.convoys for ride in convoy.rides]
    by_priority = tuple(
        PriorityClearance(
            priority=priority,
            clearance_minutes=clearance_of(
                table,
                frozenset(g.id for g in instance.groups if g.priority == priority),
            ),
            bound=bounds[priority],
        )
        for priority in sorted({group.priority for group in instance.groups})
    )
    return Plan(
        instance=instance.digest,
        title=instance.title,
        start=instance.start,
        convoys=table.convoys,
        empty_trips=table.empty_trips,
        left=left,
        clearance_minutes=max((ride.arrive for _, ride in rides), default=0),
        bound=bounds[None],
        by_priority=by_priority,
        planned=sum(moved.values()),
        staying=instance.staying,
        person_minutes=sum(ride.arrive * load.people for _, ride in rides for load in ride.loads),
        vehicle_minutes=sum(ride.arrive - convoy.depart for convoy, ride in rides)
        + sum((trip.arrive - trip.depart) * len(trip.vehicles) for trip in table.empty_trips),
        seed=seed,
        effort=effort,
    )
