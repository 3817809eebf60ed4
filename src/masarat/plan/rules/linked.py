"""R13: linked operations hold at every minute."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from masarat.plan.verdict import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.plan.document import Plan
    from masarat.plan.rules.ground import Ground
    from masarat.scenario.instance import LinkedOperation


def linked(ground: Ground, plan: Plan) -> Iterator[Violation]:
    """R13: departed people of both sides stay as close as agreed, from the first minute on."""
    departures: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for convoy in plan.convoys:
        for ride in convoy.rides:
            for load in ride.loads:
                departures[convoy.depart][load.group] += load.people
    for operation in ground.instance.linked:
        yield from _operation(ground, operation, departures)


def _operation(
    ground: Ground, operation: LinkedOperation, departures: dict[int, Counter[str]]
) -> Iterator[Violation]:
    total_a = sum(ground.groups[group].people for group in operation.a)
    total_b = sum(ground.groups[group].people for group in operation.b)
    a = b = 0
    for minute in sorted({0, *departures}):
        departed = departures.get(minute, Counter())
        a += sum(departed[group] for group in operation.a)
        b += sum(departed[group] for group in operation.b)
        if not _holds(operation, (a, total_a), (b, total_b)):
            message = (
                f"linked operation '{operation.id}': {a} of {total_a} have departed on one side,"
                f" {b} of {total_b} on the other"
            )
            yield Violation(rule="R13", message=message, minute=minute)


def _holds(operation: LinkedOperation, a: tuple[int, int], b: tuple[int, int]) -> bool:
    if operation.tolerance is not None:
        (now_a, all_a), (now_b, all_b) = a, b
        # Shares times the product of both totals: a set without people has share 0.
        scale_a, scale_b = max(all_a, 1), max(all_b, 1)
        return abs(now_a * scale_b - now_b * scale_a) <= operation.tolerance * scale_a * scale_b
    if operation.ratio is not None:
        return b[0] >= operation.ratio * a[0] - operation.slack
    return True
