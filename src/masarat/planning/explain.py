"""Explaining: what binds a plan, and what each thing to bargain for would save, computed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING

from masarat.planning.belonging import refuse_another
from masarat.planning.explaining.answers import (
    Found,
    base_bound,
    found_with,
    minutes_of,
    relaxed,
    relaxed_minutes,
)
from masarat.planning.explaining.binding import shares
from masarat.planning.explaining.questions import Ask, Question, questions
from masarat.planning.options import MOST, Options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future

    from masarat.plan.document import Bound, Plan
    from masarat.scenario.instance import Instance

__all__ = ["Ask", "Bind", "Explanation", "Saving", "binds", "explain"]

EFFORT = 90
"""Search rounds for each question when the caller names none: coolings of 1, 2, 4, 8, 16, 59."""

REFERENCES = 4
"""Searches of the unchanged instance; the best of them is what plans of others are held against, so
that a lucky search does not pass for a saving."""

MOST_QUESTIONS = 24
"""Questions asked at most, those about what binds most first."""

THREADS = 2

MOST_WAYS = 5_000
"""Classes times assembly points, corridors and destinations up to which the shares of a plan's own
prices are had in a second; in a metropolis they take as long as the rest of its report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """A resource that the bound rests on, and its share of all that can be had by then."""

    name: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What one thing would save.

    Parameters
    ----------
    ask
        What is asked for.
    resource
        What it relaxes, as bounds name it.
    bound_minutes
        By how much the bound falls.
    most_minutes
        No plan can be shorter than this one by more than that; None where people are left: bounds
        are about plans that move everybody.
    planned_minutes
        By how much a plan found with the same effort is shorter than this one and than the best
        found without the change; None in quick mode.
    people
        How many more people it moves; None in quick mode.
    prices_alone
        Whether the plan's own bound rests on more than prices: `bound_minutes` then compares what
        prices alone prove, and does not say how far that bound falls.
    """

    ask: Ask
    resource: str
    bound_minutes: int
    most_minutes: int | None
    planned_minutes: int | None
    people: int | None
    prices_alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What binds, and what could be saved, largest savings first.

    `sources` is what the plan's bound came from. `publish.explanation` puts it all into sentences.
    """

    sources: tuple[str, ...]
    binds: tuple[Bind, ...]
    savings: tuple[Saving, ...]


def explain(
    instance: Instance,
    plan: Plan,
    options: Options | None = None,
    *,
    quick: bool = False,
    progress: Callable[[Saving], None] | None = None,
) -> Explanation:
    """Say what binds `plan`, and what relaxing each limit would save.

    Every saving is computed: the bound of the instance with that limit relaxed, and a plan of it
    found with the same effort as one of the unchanged instance.

    Parameters
    ----------
    options
        `effort` (search rounds for each question) and `seed`; the rest is not used.
    quick
        Bounds only, no search.
    progress
        Called with every answer.

    Raises
    ------
    UsageError
        If `plan` is not of `instance`.
    """
    refuse_another(instance, plan)
    given = options or Options()
    effort = EFFORT if given.effort is None else given.effort
    search = None if quick else replace(given, effort=effort, threads=1)
    tell = progress or (lambda _: None)
    rest = relaxed(instance, plan)
    base = base_bound(rest.remaining, plan)
    before = _Before(plan, instance.now, rest.last_arrival(), minutes_of(base))
    held = shares(rest.remaining, base) if base.certificate else {}
    asked = _chosen(instance, plan, held)
    with ThreadPoolExecutor(THREADS) as pool:
        references = [
            pool.submit(found_with, rest, plan, _reseeded(search, n), anew=n == 0)
            for n in range(REFERENCES if search else 0)
            if search
        ]
        work = [(question, *_asked(pool, question, plan, base, search)) for question in asked]
        savings = []
        for question, bound, found in work:
            known = min((each.result() for each in references), default=None)
            later = found.result() if found else None
            saving = _saving(question, before, bound.result(), (known, later))
            savings.append(saving)
            tell(saving)
    savings.sort(key=_worth)
    return Explanation(sources=plan.bound.source, binds=_binds(held), savings=tuple(savings))


def _reseeded(search: Options, n: int) -> Options:
    return replace(search, seed=(search.seed + n) % (MOST + 1))


def binds(instance: Instance, plan: Plan) -> tuple[Bind, ...]:
    """Return what the prices of the plan's own bound say of each resource, without a search.

    Nothing where the bound has no prices, or the instance has very many ways.
    """
    sizes = (instance.classes, instance.assembly_points, instance.corridors, instance.destinations)
    if "prices" not in plan.bound.certificate or prod(map(len, sizes)) > MOST_WAYS:
        return ()
    return _binds(shares(relaxed(instance, plan).remaining, plan.bound))


def _binds(held: Mapping[str, float]) -> tuple[Bind, ...]:
    return tuple(
        Bind(name=name, share=round(share, 4))
        for name, share in sorted(held.items(), key=lambda x: (-x[1], x[0]))
    )


def _worth(saving: Saving) -> tuple[int, int, int, str, str]:
    planned = saving.planned_minutes or 0
    return (-(saving.people or 0), -saving.bound_minutes, -planned, saving.ask.kind, saving.ask.of)


def _chosen(instance: Instance, plan: Plan, held: Mapping[str, float]) -> list[Question]:
    """Return the questions to ask: first about what binds most, at most `MOST_QUESTIONS`."""
    named = set(plan.bound.source).union(*(part.bound.source for part in plan.by_priority))

    def rank(question: Question) -> tuple[bool, float]:
        return question.resource not in named, -held.get(question.resource, 0.0)

    full = {name for name, share in held.items() if share > 0}
    worth_asking = [
        question
        for question in questions(instance)
        if not question.resource.startswith("destination") or question.resource in named | full
    ]
    return sorted(worth_asking, key=rank)[:MOST_QUESTIONS]


def _asked(
    pool: ThreadPoolExecutor,
    question: Question,
    plan: Plan,
    base: Bound,
    search: Options | None,
) -> tuple[Future[int], Future[Found] | None]:
    rest = pool.submit(relaxed, question.instance, plan)
    bound = pool.submit(lambda: relaxed_minutes(rest.result(), base))
    if search is None:
        return bound, None
    anew = question.resource.startswith("destination")
    return bound, pool.submit(lambda: found_with(rest.result(), plan, search, anew=anew))


@dataclass(frozen=True, slots=True)
class _Before:
    """What is held against every answer.

    Parameters
    ----------
    departed
        Last arrival of those who have departed, which nothing can change any more.
    priced
        Minutes that prices prove, from `now` on.
    """

    plan: Plan
    now: int
    departed: int
    priced: int

    def bound(self, minutes: int) -> int:
        """Return the bound of which prices prove so many minutes from now on."""
        return max(self.now + minutes, self.departed)


def _saving(
    question: Question,
    before: _Before,
    minutes: int,
    found: tuple[Found | None, Found | None],
) -> Saving:
    plan, priced = before.plan, before.bound(before.priced)
    bound = before.bound(minutes)
    known, later = found
    planned = people = None
    if known is not None and later is not None:
        people = max(known.left - later.left, 0)
        alike = known.left == later.left
        before_it = min(known.clearance, plan.clearance_minutes)
        planned = max(before_it - later.clearance, 0) if alike else 0
    return Saving(
        ask=question.ask,
        resource=question.resource,
        bound_minutes=max(priced - bound, 0),
        most_minutes=None if plan.people_left else max(plan.clearance_minutes - bound, 0),
        planned_minutes=planned,
        people=people,
        prices_alone=priced < plan.bound.minutes,
    )
