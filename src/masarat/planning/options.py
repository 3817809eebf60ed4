"""What a caller asks of the planner, and what the planner tells while it works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How long to search, and from which random seed.

    Parameters
    ----------
    time_limit
        Seconds; None for no limit. Ignored when `effort` is given.
    effort
        Search rounds, the same on every machine: the plan then depends on instance, seed and effort
        alone.
    gap
        Stop as soon as (clearance - bound) / bound is at most this.
    seed
        Any whole number.
    threads
        Threads to search on; None: as many as the machine has. Never changes the plan.
    """

    time_limit: float | None = 60.0
    effort: int | None = None
    gap: float | None = None
    seed: int = 1
    threads: int | None = None

    def __post_init__(self) -> None:
        if self.effort is not None and self.effort < 0:
            raise ValueError("effort must be >= 0")
        if self.time_limit is not None and self.time_limit < 0:
            raise ValueError("time_limit must be >= 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where the search stands. `gap` is (clearance - bound) / bound, infinite without a bound."""

    clearance: int
    bound: int
    gap: float
    people_left: int
    effort: int
    seconds: float
