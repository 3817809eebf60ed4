"""R13: linked operations hold at every minute."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from masarat.plan.verdict import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from masarat.plan.document import Plan
    from masarat.plan.rules.ground import Ground
    from masarat.scenario.instance import LinkedOperation


def linked(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R13: departed people of both sides stay as close as agreed, from the first minute on.

    What history has pulled apart may come closer step by step.
    """
    departures: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for convoy in plan.convoys:
        for ride in convoy.rides:
            for load in ride.loads:
                departures[convoy.depart][load.group] += load.people
    for operation in ground.instance.linked:
        broken: tuple[Fraction | int, ...] = (0, 0)
        for minute, ahead, message in _excesses(ground, operation, departures):
            later = 0 < ground.instance.now <= minute
            for excess, before in zip(ahead, broken, strict=False):
                if excess > 0 and not (later and excess <= before):
                    yield Violation(rule="R13", message=message, minute=minute)
            broken = ahead


def _excesses(
    ground: Ground, operation: LinkedOperation, departures: dict[int, Counter[str]]
) -> Iterator[tuple[int, tuple[Fraction | int, ...], str]]:
    """Yield minute, by how much more than was agreed each side is ahead, both in words."""
    total_a = sum(ground.groups[group].people for group in operation.a)
    total_b = sum(ground.groups[group].people for group in operation.b)
    a = b = 0
    for minute in sorted({0, *departures}):
        departed = departures.get(minute, Counter())
        a += sum(departed[group] for group in operation.a)
        b += sum(departed[group] for group in operation.b)
        message = (
            f"linked operation '{operation.id}': {a} of {total_a} have departed on one side,"
            f" {b} of {total_b} on the other"
        )
        yield minute, _excess(operation, (a, total_a), (b, total_b)), message


def _excess(
    operation: LinkedOperation, a: tuple[int, int], b: tuple[int, int]
) -> tuple[Fraction | int, ...]:
    """Return by how much more than was agreed `a` is ahead, and with a tolerance `b` (above 0)."""
    if operation.tolerance is not None:
        (now_a, all_a), (now_b, all_b) = a, b
        # Shares times the product of both totals: a set without people has share 0.
        scale_a, scale_b = max(all_a, 1), max(all_b, 1)
        ahead = now_a * scale_b - now_b * scale_a
        agreed = operation.tolerance * scale_a * scale_b
        return ahead - agreed, -ahead - agreed
    if operation.ratio is not None:
        return (operation.ratio * a[0] - operation.slack - b[0],)
    return ()
