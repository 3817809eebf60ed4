"""Proof by exhaustion: that a small instance cannot be cleared by a minute.

The search runs over a part of the rules that is small enough to be looked at completely, and wide
enough to hold every valid plan (docs/exhaustive.md). It is the checker's own: what it excludes is
proven whenever the checker has searched again.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from masarat.core.errors import MasaratError
from masarat.plan.exhaustive.relaxed import (
    MOST_GOALS,
    MOST_MINUTES,
    Relaxed,
    has_room,
    relaxed,
    with_rides,
    without_capacities,
)

if TYPE_CHECKING:
    from masarat.scenario.instance import Instance

MOST_STATES = 2_000_000
"""States looked at before the search gives up: a minute or two, and half a gigabyte."""

MOST_MORE = 2
"""Rides more than needed up to which destinations' capacities are looked at."""

_NUMBERS = (
    "points", "corridors", "goals", "lots", "vehicles", "teams", "load", "within", "fillers",
    "capped", "ordered", "small_allowed", "limit", "width",
)  # fmt: skip
_TABLES = (
    "rides", "bays", "ready", "most_to", "lot", "offset", "before", "after", "headway", "smallest",
    "largest", "lanes", "service", "wait", "escorted", "fifo", "first_window", "windows", "access",
    "team_back", "out", "turn",
)  # fmt: skip


class Outcome(Enum):
    """What a search found out about a minute."""

    EXCLUDED = 0
    REACHED = 1
    GAVE_UP = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A convoy of the solution found; `goals` counts its vehicles by destination."""

    assembly_point: str
    corridor: str
    vehicles: int
    entry: int
    goals: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Outcome, states looked at, and the solution's convoys in order of entry where reached."""

    outcome: Outcome
    states: int
    steps: tuple[Step, ...] = ()


class _Problem(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_int64) for name in _NUMBERS),
        *((name, ctypes.POINTER(ctypes.c_int64)) for name in _TABLES),
    )


@cache
def _library() -> ctypes.CDLL:
    found = sorted(Path(__file__).parent.glob("_search.*"))
    ready = [path for path in found if path.suffix in {".so", ".dll"}]
    if not ready:
        raise MasaratError("the compiled search is missing: install the package with pip")
    loaded = ctypes.CDLL(str(ready[0]))
    loaded.exhaustive_search.restype = ctypes.c_int64
    return loaded


def applies(instance: Instance) -> bool:
    """Whether `instance` is small and simple enough to be searched."""
    return instance.end <= MOST_MINUTES and relaxed(instance) is not None


class Cancel:
    """A way to end a search from another thread: it then gives up."""

    def __init__(self) -> None:
        self.flag = np.zeros(1, np.int64)

    def cancel(self) -> None:
        """End the search soon."""
        self.flag[0] = 1

    @property
    def cancelled(self) -> bool:
        """Whether it was to end."""
        return bool(self.flag[0])


def search(
    instance: Instance,
    within: int,
    most_states: int = MOST_STATES,
    cancel: Cancel | None = None,
    width: int = 0,
) -> Answer:
    """Look for a way to move everybody by minute `within`.

    Parameters
    ----------
    within
        A minute from 0 to the instance's end.
    most_states
        States to look at before giving up; the answer depends on nothing else.
    cancel
        Ends the search before.
    width
        Of the states with the same number of rides left, only so many of the most promising ones
        are followed: a search for a way that gives up where it drops any. 0 follows all.

    Returns
    -------
    Answer
        EXCLUDED: no valid plan has everybody arrived by `within`. REACHED: the part of the rules
        that is looked at does not exclude it. GAVE_UP: too many states, or the search does not
        apply.

    Raises
    ------
    MasaratError
        If memory runs out.
    """
    problem = relaxed(instance) if 0 <= within <= MOST_MINUTES else None
    if problem is None:
        return Answer(Outcome.GAVE_UP, 0)
    looking = _Looking(within, most_states, cancel or Cancel(), width)
    found = looking.at(problem)
    return found or Answer(Outcome.EXCLUDED, looking.states)


@dataclass(slots=True)
class _Looking:
    """A search over a problem and those with more rides; `states` have been looked at."""

    within: int
    most_states: int
    cancel: Cancel
    width: int
    states: int = 0

    def at(self, problem: Relaxed, more: int = 0) -> Answer | None:
        """Return what stands against excluding the problem; None if nothing does."""
        found = self._run(problem)
        if found or not problem.capped:
            return found
        for a in range(len(problem.points)):
            rides = problem.rides.copy()
            rides[a] += 1
            wider = with_rides(problem, rides)
            if not has_room(wider):
                return Answer(Outcome.GAVE_UP, self.states)
            found = self._run(without_capacities(wider))
            if found and found.outcome is Outcome.REACHED and more < MOST_MORE:
                found = self.at(wider, more + 1)
            if found:
                return found
        return None

    def _run(self, problem: Relaxed) -> Answer | None:
        limit = max(self.most_states - self.states, 0)
        limits = {"within": self.within, "limit": limit, "width": self.width}
        answer = _run(problem, limits, self.cancel)
        self.states += answer.states
        return None if answer.outcome is Outcome.EXCLUDED else replace(answer, states=self.states)


def _run(problem: Relaxed, limits: dict[str, int], cancel: Cancel) -> Answer:
    sizes = {name: len(getattr(problem, name)) for name in ("points", "corridors", "goals")}
    raw = _Problem()
    for name in _NUMBERS:
        value = (sizes | limits).get(name)
        setattr(raw, name, int(getattr(problem, name)) if value is None else value)
    kept = {name: np.ascontiguousarray(getattr(problem, name), np.int64) for name in _TABLES}
    pointer = ctypes.POINTER(ctypes.c_int64)
    for name, table in kept.items():
        setattr(raw, name, table.ctypes.data_as(pointer))
    path = np.zeros((int(problem.rides.sum()) + 1, 4 + MOST_GOALS), np.int64)
    report = np.zeros(2, np.int64)
    code = _library().exhaustive_search(
        ctypes.byref(raw), *(table.ctypes.data_as(pointer) for table in (path, report, cancel.flag))
    )
    if code not in {outcome.value for outcome in Outcome}:
        raise MasaratError("exhaustive search ran out of memory")
    states, rows = report.tolist()
    return Answer(Outcome(code), states, tuple(_step(problem, row) for row in path[:rows].tolist()))


def _step(problem: Relaxed, row: list[int]) -> Step:
    point, corridor, vehicles, entry, *by_goal = row
    goals = tuple((goal, n) for goal, n in zip(problem.goals, by_goal, strict=False) if n)
    return Step(problem.points[point], problem.corridors[corridor], vehicles, entry, goals)
