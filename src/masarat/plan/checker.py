"""The independent checker: judges a plan by docs/rules.md, from the instance and the table alone.

It shares no code with the planner (an import contract holds it to that) and believes nothing that
the plan states: movement, objectives, digests and bounds are computed again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.plan.remaining import history
from masarat.plan.rules import (
    corridors,
    figures,
    form,
    hours,
    linked,
    movement,
    people,
    reports,
    resources,
    vehicles,
)
from masarat.plan.rules.ground import Ground
from masarat.plan.verdict import Rule, Verdict, Violation

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.plan.document import Plan
    from masarat.scenario.instance import Instance

RULES = (
    figures.origin,
    people.everybody,
    people.seats,
    people.units,
    people.readiness,
    people.destinations,
    movement.movement,
    vehicles.one_place_at_a_time,
    resources.bays,
    corridors.sizes,
    corridors.headways,
    resources.escorts,
    hours.windows,
    resources.checkpoints,
    corridors.per_hour,
    linked.linked,
    hours.suspensions,
    vehicles.aboard,
    vehicles.between_start_and_end,
    figures.objectives,
    figures.bounds,
    figures.digests,
    reports.closed,
    reports.told,
)
"""Where the plan is from, the rules in the order of docs/rules.md, what it states of itself."""

AGREED = frozenset[Rule](
    {
        "R3", "R4", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15", "R16",
        "reports",
    },
)  # fmt: skip
"""Rules that history may have broken; the others say what can be at all."""

OF_WHAT_MOVES = tuple(rule for rule in RULES if rule is not reports.told)
"""Rules of what moves; what the plan tells of streets is to be true of history, too."""


def check(instance: Instance, plan: Plan) -> Verdict:
    """Judge `plan` by every rule.

    Parameters
    ----------
    instance
        What was to be planned.
    plan
        The movement table with its figures and bounds. A plan read from a file (`files.read`) is
        also held to the digest and the gaps that the file states.

    Returns
    -------
    Verdict
        Every broken rule, in the order of docs/rules.md; first of all, whether the plan is of
        another instance. A plan without the right form (unknown ids, duplicates, wrong types) is
        otherwise judged by its form alone. Where the instance has history
        (`now`), what departed before is a fact: it is not judged by what was agreed.
    """
    ground = Ground(instance)
    misfits = tuple(form.form(ground, plan))
    if misfits:
        return Verdict((*figures.origin(ground, plan), *misfits))
    violations = tuple(violation for rule in RULES for violation in rule(ground, plan))
    if violations and instance.now:
        happened = _happened(ground, plan)
        violations = tuple(v for v in violations if not happened(v))
    return Verdict(violations)


def _happened(ground: Ground, plan: Plan) -> Callable[[Violation], bool]:
    """Return whether a broken rule is history alone: nobody can be asked to keep it any more.

    History is judged by itself. What it breaks there, in the same words, is not the plan's fault;
    as soon as something later takes part, the words are others.
    """
    past = history(plan, ground.instance.now)
    alone = {v for rule in OF_WHAT_MOVES for v in rule(ground, past) if v.rule in AGREED}
    convoys = {convoy.id for convoy in past.convoys}

    def happened(violation: Violation) -> bool:
        too_small = violation.rule == "R7" and violation.convoy in convoys
        return violation in alone or too_small

    return happened
