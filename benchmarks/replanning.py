"""Replanning measured: the first valid plan, and the gap on the time that remains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.table import Run

from masarat.core.windows import Window, Windows
from masarat.plan.checker import check
from masarat.planning import Options, solve
from masarat.planning.replan import Change, changed_instance, replan, report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.plan.document import Plan
    from masarat.planning import Progress
    from masarat.scenario.instance import Instance

HOURS = (6, 12, 20)
BASE_EFFORT = 8_191
"""Search rounds of the plan that the news meets: some forty seconds on two cores, as a user would
have waited for it."""


def changes(instance: Instance) -> Iterator[tuple[str, Change]]:
    """Yield named news: a closure, a suspension of a day, a quarter of a fleet and one bus lost.

    The corridor that closes is one that nobody depends on.
    """
    needed = {next(iter(c.corridors)) for c in instance.classes if len(c.corridors) == 1}
    closable = max(corridor.id for corridor in instance.corridors if corridor.id not in needed)
    largest = max((cls for cls in instance.classes if cls.comes_back), key=lambda cls: cls.count)
    for hour in HOURS:
        at = hour * 60
        yield f"{closable} closed at {hour} h", Change(at=at, closed=frozenset({closable}))
        pause = Windows.of([Window(at, at + 1440)])
        yield f"suspended at {hour} h", Change(at=at, suspensions=pause)
        fewer = {largest.id: largest.count * 3 // 4}
        yield f"a quarter of {largest.id} lost at {hour} h", Change(at=at, fleet=fewer)
        one = frozenset({largest.vehicle_ids()[0]})
        yield f"a bus lost at {hour} h", Change(at=at, lost=one)


@cache
def base_plan(instance: Hashed) -> Plan:
    """Return the plan that the news meets."""
    return solve(instance.instance, Options(effort=BASE_EFFORT))


@dataclass(frozen=True, slots=True, eq=False)
class Hashed:
    """An instance that is told from others by its digest."""

    instance: Instance

    def __hash__(self) -> int:
        """Return the hash of the digest."""
        return hash(self.instance.digest)

    def __eq__(self, other: object) -> bool:
        """Whether the digests are equal."""
        return isinstance(other, Hashed) and other.instance.digest == self.instance.digest


def measure_replan(instance: Instance, change: Change, time_limit: float, seed: int) -> Run:
    """Replan once; clearance and bound are counted from the news on."""
    plan = base_plan(Hashed(instance))
    first: list[float] = []
    begun = perf_counter()

    def watch(_: Progress) -> None:
        if not first:
            first.append(perf_counter() - begun)

    new = replan(instance, plan, change, Options(time_limit=time_limit, seed=seed), watch)
    seconds = perf_counter() - begun
    verdict = check(changed_instance(instance, plan, change), new)
    found = report(new, change.at)
    return Run(
        clearance=found.minutes,
        bound=found.bound,
        left=found.left,
        seconds=seconds,
        first_complete=first[0] if first and not found.left else None,
        checked=verdict.ok,
        status="" if verdict.ok else f"breaks {', '.join(sorted(verdict.rules))}",
        note="minutes from the news on",
    )
