"""Verification of bounds that count rides: by a tree of prices, without a solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.plan.certificate.branching import Cases
from masarat.plan.certificate.counted import counted, in_steps

if TYPE_CHECKING:
    from masarat.plan.document import Bound
    from masarat.scenario.instance import Instance


def verify_counted(instance: Instance, bound: Bound, priority: int | None) -> str | None:
    """Return None when a certificate that counts rides proves `bound`, otherwise why not.

    Parameters
    ----------
    priority
        The priority whose groups the bound is about; None for everybody. A bound of everybody may
        rest on a certificate about one priority (its `scope`).
    """
    if bound.minutes <= 0:
        return None
    certificate = bound.certificate
    scope, until = certificate.get("scope", priority), certificate.get("counted")
    if not isinstance(until, int) or isinstance(until, bool) or not 0 <= until <= instance.end:
        return f"its certificate excludes minute {until}, which is not from 0 to the end"
    if priority is not None and scope != priority:
        return f"its certificate is about priority {scope}"
    if bound.minutes > until + 1:
        return f"its certificate excludes minute {until} only"
    problem = counted(instance, scope)
    if isinstance(problem, str):
        return problem
    step = certificate.get("step", 1)
    if not isinstance(step, int) or isinstance(step, bool) or not 1 <= step <= instance.end + 1:
        return f"its certificate counts time in steps of {step}"
    coarse = in_steps(problem, step)
    return Cases(coarse, until // step + coarse.short).fault(certificate.get("cases"))
