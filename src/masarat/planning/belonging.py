"""A plan is gone on from, or explained, only on the instance that it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.core.errors import UsageError

if TYPE_CHECKING:
    from masarat.plan.document import Plan
    from masarat.scenario.instance import Instance


def refuse_another(instance: Instance, plan: Plan) -> None:
    """Refuse `plan` if it is not of `instance`.

    Raises
    ------
    UsageError
        If it is not: what happened before a replanned plan is in its own instance alone.
    """
    if plan.instance != instance.digest:
        msg = (
            f"instance: found one with digest {instance.digest}, expected the plan's,"
            f" {plan.instance}; a replanned plan is of the instance that came with it"
        )
        raise UsageError(msg)
