"""Replanning: the rest of an operation planned anew from the state in which it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.plan.content import gap_of
from masarat.planning.belonging import refuse_another
from masarat.planning.replanning.actual import Actual, Movement, Status
from masarat.planning.replanning.change import Change, changed_instance, instance_and_past
from masarat.planning.replanning.continuing import resume

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.plan.document import Plan
    from masarat.planning.options import Options, Progress
    from masarat.scenario.instance import Instance

__all__ = [
    "Actual",
    "Change",
    "Movement",
    "ReplanReport",
    "Status",
    "changed_instance",
    "replan",
    "report",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanReport:
    """How a replanned plan stands, counted from the minute of the news.

    Parameters
    ----------
    waiting
        People who had not departed.
    minutes
        Minutes from then until the last arrival.
    bound
        Minutes that every plan with the same past needs from then on.
    gap
        (minutes - bound) / bound; None where there is no bound, or people are left.
    """

    at: int
    waiting: int
    left: int
    minutes: int
    bound: int
    gap: float | None


def replan(
    instance: Instance,
    plan: Plan,
    change: Change,
    options: Options | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """Plan the rest of `plan` anew after `change`, vehicles on the way included.

    Parameters
    ----------
    instance
        The instance of `plan`.
    progress, stop
        As for `planning.solve`.

    Returns
    -------
    Plan
        History and the new rest as one plan of `changed_instance(instance, plan, change)`. Its
        bounds speak of every plan with this history.

    Raises
    ------
    UsageError
        If `plan` is not of `instance`, or the change names what there is not.
    InputError
        If what really departed cannot have been so.
    """
    refuse_another(instance, plan)
    changed, past = instance_and_past(instance, plan, change)
    return resume(changed, past, plan, options, progress, stop)


def report(plan: Plan, at: int) -> ReplanReport:
    """Say how a plan that was replanned at minute `at` stands."""
    late = [convoy for convoy in plan.convoys if convoy.depart >= at]
    moved = sum(load.people for convoy in late for ride in convoy.rides for load in ride.loads)
    share = gap_of(plan.clearance_minutes, plan.bound.minutes, at)
    return ReplanReport(
        at=at,
        waiting=moved + plan.people_left,
        left=plan.people_left,
        minutes=max(plan.clearance_minutes - at, 0),
        bound=max(plan.bound.minutes - at, 0),
        gap=None if share is None or plan.people_left else float(share),
    )
