"""What a question gives: a bound and a plan of the relaxed instance, of equal effort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.planning.bounds.search import NONE, bound_clearance
from masarat.planning.explaining.binding import still_excludes
from masarat.planning.replanning.continuing import rest_of
from masarat.planning.replanning.past import Past, past_of
from masarat.planning.search import Search

if TYPE_CHECKING:
    from masarat.plan.document import Bound, Plan
    from masarat.planning.model import Model
    from masarat.planning.replanning.continuing import Rest
    from masarat.scenario.instance import Instance


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: people left, and the clearance time."""

    left: int
    clearance: int


def past(instance: Instance, plan: Plan) -> Past:
    """Return the plan's history, empty where nothing has happened."""
    return past_of(plan, instance.now)


def found_with(rest: Rest, effort: int, seed: int) -> Found:
    """Search for `effort` rounds on one thread and return what was found."""
    search = Search(rest.problem, seed, 1)
    streams = rest.problem.streams
    for _ in range(effort if streams else 0):
        search.round()
    score = search.best.score()
    unplaced = rest.people() - sum(stream.people for stream in streams)
    return Found(sum(score.left) + unplaced, max(score.clearance, default=0))


def base_bound(model: Model, plan: Plan) -> Bound:
    """Return a bound with prices, in minutes from the beginning of `model`'s instance.

    That of the plan where it has prices, otherwise a new one.
    """
    if plan.bound.certificate:
        return plan.bound
    return bound_clearance(model, None, model.instance.end + 1)


def relaxed_minutes(rest: Rest, base: Bound) -> int:
    """Return the bound of a relaxed instance, counted as `excluded` of certificates is.

    Where the prices of `base` still prove its minute, that is the answer: no search is needed.
    """
    if not base.certificate:
        return 0
    minutes = int(base.certificate["excluded"]) + 1
    if still_excludes(rest.remaining, base):
        return minutes
    scope = base.certificate.get("scope")
    found = bound_clearance(rest.remaining, scope, minutes)
    if scope is not None:
        whole = bound_clearance(rest.remaining, None, minutes)
        found = max(found, whole, NONE, key=lambda bound: bound.minutes)
    return found.minutes


def relaxed(instance: Instance, plan: Plan) -> Rest:
    """Return what is left to plan of a relaxed instance; all of it where there is no history."""
    return rest_of(instance, past(instance, plan))
