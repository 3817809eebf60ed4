"""From history to a whole plan: the rest is planned anew, and bounded for those who still wait."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from masarat.plan.document import Bound
from masarat.planning.bounding import Bounding
from masarat.planning.bounds.search import NONE, Patience, bound_clearance
from masarat.planning.model import Model
from masarat.planning.options import Options
from masarat.planning.replanning.rest import Rest, rest_of
from masarat.planning.replanning.starting import starts
from masarat.planning.solve import best_start, document
from masarat.planning.table import Table
from masarat.planning.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.plan.document import Convoy, EmptyTrip, Plan
    from masarat.planning.options import Progress
    from masarat.planning.replanning.past import Past
    from masarat.planning.search import Score
    from masarat.scenario.instance import Instance

Mover = TypeVar("Mover", "Convoy", "EmptyTrip")

DEPARTED = "departed"
"""Source of a bound that somebody who has departed already makes: their arrival."""


@dataclass(slots=True)
class _Run:
    """One continuation: what is known so far."""

    rest: Rest
    watch: Watch


def resume(
    instance: Instance,
    past: Past,
    old: Plan,
    options: Options | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """Plan what is left at minute `now` of `instance`; return it with the past as one plan.

    Bounds are found while the search runs. They speak of every plan that has this past.

    Parameters
    ----------
    old
        The plan so far: what it had still to do is one of the tables that the search begins with.
    """
    watch = Watch(options or Options(), progress or (lambda _: None), stop or (lambda: False))
    run = _Run(rest_of(instance, past), watch)
    started = starts(run.rest, old, watch.options)
    search = best_start(started, run.rest.remaining.instance, watch)
    score = search.best.score()
    with ThreadPoolExecutor(1) as pool:
        bounding = Bounding()
        watch.bound, watch.beside = lambda: bounding.best, lambda: bounding.working
        bounding.begin(pool, _finders(run, search.problem.priorities, score, bounding))
        table = watch.run(search)
        late = watch.options.effort is None and watch.late()
        bounds = bounding.all(lambda scope: _departed(run.rest, scope), late=late)
    whole = _joined(past, table)
    return document(instance, run.rest.opened, whole, bounds, run.watch.options.seed, search.effort)


# ---- bounds ----


def _finders(
    run: _Run, priorities: tuple[int, ...], score: Score, bounding: Bounding
) -> dict[int | None, Callable[[], Bound]]:
    """Return what finds the bound of everybody, then that of each priority by urgency."""
    left = run.watch.unplaced
    everybody = None if sum(score.left) or left else max(score.clearance, default=0)
    reached = {None: everybody} | {
        priority: None if score.left[rank] or priority in left else score.clearance[rank]
        for rank, priority in enumerate(priorities)
    }
    now = run.rest.instance.now
    bounding.tell(_departed(run.rest, None).minutes)
    patience = Patience(stop=run.watch.late, tell=lambda minutes: bounding.tell(minutes + now))
    return {
        scope: partial(remaining_bound, run.rest, scope, minutes, patience)
        for scope, minutes in reached.items()
    }


def remaining_bound(
    rest: Rest, priority: int | None, reached: int | None, patience: Patience | None = None
) -> Bound:
    """Bound the clearance of all plans with this past from below.

    Parameters
    ----------
    reached
        A clearance that a valid plan with this past has reached; None if some are left in all.
    patience
        Asked to stop, the search ends with what it has.
    """
    now, departed, found = rest.instance.now, _departed(rest, priority), NONE
    if rest.people(priority):
        until = rest.instance.end + 1 if reached is None else reached
        happened = now or any(cls.lost for cls in rest.instance.classes)
        model = rest.remaining if happened else Model(rest.instance)
        found = bound_clearance(model, priority, until - now, patience)
    if not found.minutes or departed.minutes >= found.minutes + now:
        return departed
    return replace(found, minutes=found.minutes + now)


def _departed(rest: Rest, priority: int | None) -> Bound:
    last = rest.last_arrival(priority)
    return Bound(minutes=last, source=(DEPARTED,), certificate={}) if last else NONE


# ---- one plan of both parts ----


def _joined(past: Past, table: Table) -> Table:
    """Return the past, its ids kept, and after it the new convoys and trips with further ids."""
    return Table(
        (*past.convoys, *_numbered(_ids(past.convoys, past.gave_up), table.convoys, "C")),
        (*past.empty_trips, *_numbered(_ids(past.empty_trips), table.empty_trips, "E")),
    )


def _ids(past: tuple[Mover, ...], gave_up: tuple[str, ...] = ()) -> tuple[str, ...]:
    return (*(each.id for each in past), *gave_up)


def _numbered(used: tuple[str, ...], new: tuple[Mover, ...], letter: str) -> tuple[Mover, ...]:
    numbers = [int(found[1]) for name in used if (found := re.search(r"(\d+)$", name))]
    first = max(numbers, default=0) + 1
    width = max([len(str(first + len(new))), *(len(name) - 1 for name in used)])
    return tuple(
        replace(each, id=f"{letter}{number:0{width}}") for number, each in enumerate(new, first)
    )
