"""From an instance to a plan: streams, bounds, search, document."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from masarat.plan.checker import check
from masarat.plan.document import Left, Plan, PriorityClearance
from masarat.planning.bounding import Bounding
from masarat.planning.bounds.search import NONE, Known, Patience, bound_clearance, untold
from masarat.planning.dispatcher import build
from masarat.planning.drawing import Drawing
from masarat.planning.model import Model
from masarat.planning.options import Options
from masarat.planning.proving import Proving, provable, raised
from masarat.planning.reasons import reason_left
from masarat.planning.rotations import RotationSearch, rotation_search, rotations_of
from masarat.planning.rotations.bound import bound_rotations
from masarat.planning.rotations.counted import counted_of
from masarat.planning.rotations.diving import dives
from masarat.planning.rotations.pricing import Pricing
from masarat.planning.rotations.proving import CaseProving, raised_by_cases
from masarat.planning.rotations.shortcuts import with_shortcuts
from masarat.planning.rules import MANY_RIDES
from masarat.planning.search import Search
from masarat.planning.streams import assign, unplaced
from masarat.planning.table import clearance_of, people_arriving, people_moved
from masarat.planning.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from masarat.plan.document import Bound
    from masarat.planning.options import Progress
    from masarat.planning.table import Table
    from masarat.planning.watch import Searching
    from masarat.scenario.instance import Instance


ASSIGNMENTS, FEW = 5, 3
"""How often destinations are assigned before the search begins, and where a table takes long."""

NEARLY = 200
"""A bound is as good as its prices promise when it is lower by a share of one in so many."""

MOST_CELLS = 40_000_000
"""Minutes times rides up to which prices are asked for by the minute where tours do not suffice."""

BEFORE_LAST = 0.85
"""The share of the time that is left to all bounds but the last."""

EVEN = 0.03
"""Corridors that end within this share of each other are evenly busy."""


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
    model, options = Model(instance), options or Options()
    watch = Watch(options, progress or (lambda _: None), stop or (lambda: False))
    search: Searching = _rotating(model, watch) or _first(model, watch)
    if isinstance(search, RotationSearch):
        found = _tour_bounds(search, Patience(stop=watch.late))
        table, bounds, effort = _proven(model, search, found, watch)
    elif options.gap is not None or provable(instance, search):
        finders = _finders(model, search, watch, untold)
        with ThreadPoolExecutor(1) as pool:
            bounding = Bounding()
            bounding.begin(pool, finders)
            first = bounding.all(lambda _: NONE, late=False)
        table, bounds, effort = _proven(model, search, first, watch)
    else:
        table, bounds = _beside(model, search, watch)
        effort = search.effort
    return document(instance, model, table, bounds, options.seed, effort)


def _beside(model: Model, search: Searching, watch: Watch) -> tuple[Table, dict[int | None, Bound]]:
    """Search, and look for bounds at the same time."""
    bounding = Bounding()
    watch.bound, watch.beside = lambda: bounding.best, lambda: bounding.working
    with ThreadPoolExecutor(1) as pool:
        bounding.begin(pool, _finders(model, search, watch, bounding.tell))
        table = watch.run(search)
        bounds = bounding.all(lambda _: NONE, late=False)
    bounding.tell(bounds[None].minutes)
    watch.report(search.score(), search.rounds)
    return table, bounds


def _proven(
    model: Model,
    search: Searching,
    bounds: dict[int | None, Bound],
    watch: Watch,
) -> tuple[Table, dict[int | None, Bound], int]:
    """Search, knowing the bounds, and prove more on the way where that is possible.

    Returns the table, the bounds, and the effort that leads there.
    """
    watch.bound = lambda: bounds[None].minutes
    search = _proving(model, search, bounds[None].minutes, watch.options)
    if isinstance(search, Proving | CaseProving):
        proving = search
        watch.bound = lambda: proving.bound
        proving.ended = lambda: watch.over(proving.rounds)
    table = watch.run(search)
    if isinstance(search, CaseProving):
        search.close()
    if isinstance(search, Proving):
        bounds = {scope: raised(bound, search.bound) for scope, bound in bounds.items()}
    if isinstance(search, CaseProving):
        bounds = dict.fromkeys(bounds, raised_by_cases(bounds[None], search))
    return table, bounds, search.effort


def _proving(model: Model, search: Searching, bound: int, options: Options) -> Searching:
    """Return the search with what can prove more than prices on the way; itself if nothing can."""
    counted = counted_of(search.rotations) if isinstance(search, RotationSearch) else None
    if isinstance(search, RotationSearch) and counted is not None:
        shorter = None
        if counted.shortcuts:
            shorter = RotationSearch(with_shortcuts(counted), options.seed, options.threads)
            shorter = shorter if shorter.complete else None
        return CaseProving(counted, search, shorter, _valid(model))
    if provable(model.instance, search):
        return Proving(model.instance, search, bound, _valid(model))
    return search


def _valid(model: Model) -> Callable[[Table], bool]:
    """Return what tells whether a table is a valid plan: the checker."""
    priorities = {group.priority for group in model.instance.groups}
    none: dict[int | None, Bound] = dict.fromkeys((None, *priorities), NONE)

    def valid(table: Table) -> bool:
        return check(model.instance, document(model.instance, model, table, none, 0, 0)).ok

    return valid


def _rotating(model: Model, watch: Watch) -> RotationSearch | None:
    """Return a search over tours where vehicles do not meet; None where it cannot serve."""
    search = rotation_search(rotations_of(model), watch.options.seed, watch.options.threads)
    if search is not None:
        watch.report(search.score(), search.rounds)
    return search


def _tour_bounds(search: RotationSearch, patience: Patience) -> dict[int | None, Bound]:
    """Bound the one priority, and so everybody, by what tours can be worth.

    The tours that the prices came from are among those that the search begins with. Where rides can
    be counted, all this is done beside the search. Where a ride with hardly anybody is a shortcut,
    full tours say too much, and other prices may prove more.
    """
    (priority,) = search.priorities
    if counted_of(search.rotations) is not None:
        return {priority: NONE, None: NONE}
    pricing = Pricing(search.rotations, search.cost, search.even)
    for _ in pricing.search():
        continue
    bound = bound_rotations(search.rotations, pricing)
    search.plant(dives(pricing))
    promised = bound.minutes * NEARLY >= pricing.excluded * (NEARLY - 1)
    if not promised and search.rotations.struct["ride"].size * search.cost <= MOST_CELLS:
        general = bound_clearance(search.rotations.model, priority, search.cost, patience)
        bound = max(bound, general, key=lambda each: each.minutes)
    return {priority: bound, None: bound}


def _first(model: Model, watch: Watch) -> Searching:
    """Assign destinations and corridors, make first tables, and assign again."""
    options = watch.options
    search = best_start(_assigned(model, options), model.instance, watch)
    many = search.problem.most_rides >= MANY_RIDES
    return Drawing(search, options.seed) if many else search


def _assigned(model: Model, options: Options) -> Iterator[Search]:
    """Yield searches by one assignment after the other.

    Where corridors end unevenly, those that end last were busier than the fluid program believed:
    the next assignment counts them so.
    """
    instance = model.instance
    waiting = {group.id: group.people for group in instance.groups}
    room = {d.place: d.capacity for d in instance.destinations if d.capacity is not None}
    strain = [1.0] * len(instance.corridors)
    for attempt in range(ASSIGNMENTS):
        search = Search(
            build(model, assign(model, waiting, room, strain)), options.seed, options.threads
        )
        yield search
        found = search.strain()
        last = FEW if search.problem.most_rides >= MANY_RIDES else ASSIGNMENTS
        if attempt + 1 == last or (attempt and max(found) - min(found) < EVEN):
            return
        strain = [old * new for old, new in zip(strain, found, strict=True)]


def best_start(searches: Iterable[Search], instance: Instance, watch: Watch) -> Search:
    """Return the search whose first table is best: fewest left, the most urgent counting first.

    Every better one is told to `watch`, with the people of `instance` who are in no stream of it.
    """
    best: tuple[tuple[list[int], int], Search] | None = None
    for search in searches:
        left = unplaced(instance.groups, search.problem.streams)
        rank = ([left.get(priority, 0) for priority in search.priorities], search.best.cost)
        if best is None or rank < best[0]:
            best, watch.unplaced = (rank, search), left
            watch.report(search.best.score(), 0)
    if best is None:
        raise RuntimeError("there is always a start")
    return best[1]


def _finders(
    model: Model, search: Searching, watch: Watch, tell: Callable[[int], None]
) -> dict[int | None, Callable[[], Bound]]:
    """Return what finds the bounds of everybody and of every priority, in this order.

    Priorities of few groups take little time and come first, that of most groups last: it has
    nearly as many as everybody, whose prices it begins with, and some time is left to it. Where
    there is one priority, its bound is everybody's.
    """
    priorities, score = search.priorities, search.score()
    never = model.instance.end + 1
    left = watch.unplaced
    last = never if sum(score.left) or left else max(score.clearance, default=0)
    reached: dict[int | None, int] = {
        priority: never if score.left[rank] or priority in left else score.clearance[rank]
        for rank, priority in enumerate(priorities)
    }
    groups = Counter(group.priority for group in model.instance.groups)
    scopes: list[int | None] = [*sorted(priorities, key=lambda priority: groups[priority])]
    if len(scopes) != 1:
        scopes.insert(max(len(scopes) - 1, 0), None)
    known, late = Known(), partial(watch.late, BEFORE_LAST)
    patience = dict.fromkeys(scopes, Patience(stop=late, tell=tell))
    patience[scopes[-1]] = Patience(stop=watch.late, tell=tell)
    return {
        scope: partial(
            bound_clearance, model, scope, reached.get(scope, last), patience[scope], known
        )
        for scope in scopes
    }


def document(
    instance: Instance,
    model: Model,
    table: Table,
    bounds: dict[int | None, Bound],
    seed: int,
    effort: int,
) -> Plan:
    """Put a movement table and its bounds together as a plan."""
    moved = people_moved(table.convoys)
    rides = [(convoy, ride) for convoy in table.convoys for ride in convoy.rides]
    arriving = people_arriving(table.convoys)
    left = tuple(
        Left(
            group=g.id,
            people=g.people - moved.get(g.id, 0),
            reason=reason_left(model, g, moved, arriving),
        )
        for g in instance.groups
        if g.people > moved.get(g.id, 0)
    )
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
