"""What a caller asks of the planner, and what the planner tells while it works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 1_000_000_000
"""Every number stays far inside 64 bits, products included; as on the command line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How long to search, and from which random seed.

    Parameters
    ----------
    time_limit
        Seconds, from 0 on; None for no limit. Ignored when `effort` is given.
    effort
        Search rounds, the same on every machine: the plan then depends on instance, seed and effort
        alone.
    gap
        Stop as soon as (clearance - bound) / bound is at most this, a share from 0 to below 1.
    seed
        A whole number from 0 on.
    threads
        Threads to search on; None: as many as the machine has. Never changes the plan.

    Raises
    ------
    UsageError
        If one of them is not what it says, with every fault.
    """

    time_limit: float | None = 60.0
    effort: int | None = None
    gap: float | None = None
    seed: int = 1
    threads: int | None = None

    def __post_init__(self) -> None:
        faults = [*_faults(self)]
        if faults:
            raise UsageError("\n".join(faults))


def _faults(options: Options) -> Iterator[str]:
    """Say of each option that is given what it should be; NaN is in no range."""
    for name, least in (("effort", 0), ("seed", 0), ("threads", 1)):
        value: object = getattr(options, name)
        if value is not None and not (isinstance(value, int) and least <= value <= MOST):
            yield f"{name}: found {value!r}, expected a whole number from {least} to {MOST:,}"
    limit: object = options.time_limit
    if limit is not None and not (isinstance(limit, int | float) and 0 <= limit <= MOST):
        yield f"time_limit: found {limit!r}, expected seconds, from 0 to {MOST:,}"
    gap: object = options.gap
    if gap is not None and not (isinstance(gap, int | float) and 0 <= gap < 1):
        yield f"gap: found {gap!r}, expected a share from 0 to below 1 (5% is 0.05)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where the search stands. `gap` is (clearance - bound) / bound, infinite without a bound."""

    clearance: int
    bound: int
    gap: float
    people_left: int
    effort: int
    seconds: float
