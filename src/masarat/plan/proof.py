"""Verification of bounds: by prices, by cases, or by looking at everything.

A certificate proves a bound by its prices (`certificate`); or by `cases` with prices of their own;
or names a minute that exhaustive search excludes (`exhaustive`), and the search is done again. Any
of them is enough; the last that a certificate has is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.plan.certificate import verify_bound, verify_counted
from masarat.plan.exhaustive import Outcome, search

if TYPE_CHECKING:
    from masarat.plan.document import Bound
    from masarat.scenario.instance import Instance


def verify_proof(instance: Instance, bound: Bound, priority: int | None) -> str | None:
    """Return None when the certificate proves `bound`, otherwise a sentence that says why not.

    Parameters
    ----------
    priority
        The priority whose groups the bound is about; None for everybody.
    """
    searched = bound.certificate.get("exhaustive")
    if searched is None:
        by_cases = "cases" in bound.certificate
        return (verify_counted if by_cases else verify_bound)(instance, bound, priority)
    if not isinstance(searched, int) or isinstance(searched, bool) or searched < 0:
        return "its certificate names no minute that search excludes"
    if bound.minutes > searched + 1 or searched > instance.end:
        return f"its certificate excludes minute {searched} only"
    others = {group.priority for group in instance.groups if group.people} - {priority}
    if priority is not None and others:
        return f"its certificate is about everybody, not priority {priority}"
    within = max(bound.minutes - 1, 0)
    if search(instance, within).outcome is Outcome.EXCLUDED:
        return None
    return f"exhaustive search does not exclude minute {within}"
