"""What a question gives: a bound and a plan of the relaxed instance, of equal effort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.planning.bounds.search import NONE, bound_clearance
from masarat.planning.explaining.binding import still_excludes
from masarat.planning.replanning.past import past_of
from masarat.planning.replanning.rest import rest_of
from masarat.planning.replanning.starting import cold_starts, warm_start

if TYPE_CHECKING:
    from masarat.plan.document import Bound, Plan
    from masarat.planning.model import Model
    from masarat.planning.options import Options
    from masarat.planning.replanning.rest import Rest
    from masarat.planning.search import Search
    from masarat.scenario.instance import Instance


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """What a search found: people left, and the clearance time; less is better, in this order."""

    left: int
    clearance: int


def found_with(rest: Rest, plan: Plan, options: Options, *, anew: bool = False) -> Found:
    """Go on from `plan` for `effort` rounds on one thread and return what was found.

    Parameters
    ----------
    anew
        Whether to search from nothing, too: where people may go elsewhere than the plan says.
    """
    searches = [warm_start(rest, plan, options)]
    if anew or searches[0] is None:
        searches.append(min(cold_starts(rest, options), key=lambda search: search.best.cost))
    found = [_after(rest, search, options.effort or 0) for search in searches if search]
    return min(found)


def _after(rest: Rest, search: Search, rounds: int) -> Found:
    streams = search.problem.streams
    for left in range(rounds if streams else 0, 0, -1):
        search.round(left)
    score = search.best.score()
    unplaced = rest.people() - sum(stream.people for stream in streams)
    return Found(sum(score.left) + unplaced, max(score.clearance, default=0))


def base_bound(model: Model, plan: Plan) -> Bound:
    """Return a bound with prices, in minutes from the beginning of `model`'s instance.

    That of the plan where it has prices of all that vehicles share, otherwise a new one.
    """
    if "prices" in plan.bound.certificate:
        return plan.bound
    return bound_clearance(model, None, model.instance.end + 1)


def minutes_of(base: Bound) -> int:
    """Return the minutes that the prices of `base` prove, whatever else proves more."""
    return int(base.certificate["excluded"]) + 1 if base.certificate else 0


def relaxed_minutes(rest: Rest, base: Bound) -> int:
    """Return what prices prove of a relaxed instance, counted as `minutes_of` counts.

    Where the prices of `base` still prove its minute, that is the answer: no search is needed.
    """
    if not base.certificate:
        return 0
    minutes = minutes_of(base)
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
    return rest_of(instance, past_of(instance, plan, instance.now))
