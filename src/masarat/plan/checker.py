"""The independent checker: judges a plan by docs/rules.md, from the instance and the table alone.

It shares no code with the planner (an import contract holds it to that) and believes nothing that
the plan states: movement, objectives, digests and bounds are computed again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.plan.rules import (
    corridors,
    figures,
    form,
    hours,
    linked,
    movement,
    people,
    resources,
    vehicles,
)
from masarat.plan.rules.ground import Ground
from masarat.plan.verdict import Verdict

if TYPE_CHECKING:
    from masarat.plan.document import Plan
    from masarat.scenario.instance import Instance

RULES = (
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
)
"""The rules in the order of docs/rules.md, then what the plan states of itself."""


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
        Every broken rule, in the order of docs/rules.md. A plan without the right form (unknown
        ids, duplicates, wrong types) is judged by its form alone.
    """
    ground = Ground(instance)
    violations = tuple(form.form(ground, plan))
    if not violations:
        violations = tuple(violation for rule in RULES for violation in rule(ground, plan))
    return Verdict(violations)
