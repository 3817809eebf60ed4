"""The plan: a movement table with its bound, as one frozen document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from masarat.core.windows import Windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """`people` of one group aboard one vehicle."""

    group: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ride:
    """One vehicle's part in a convoy: it loads from minute `board` on and arrives at `arrive`."""

    vehicle: str
    board: int
    destination: str
    loads: tuple[Load, ...]
    arrive: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A checkpoint on the way: reached at `arrive`, inspected during [start, until)."""

    checkpoint: str
    arrive: int
    start: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Convoy:
    """Vehicles that leave one assembly point together on one corridor.

    `entry` is the minute at the corridor's first place, `exit` at its last. On an open corridor
    entry is the departure and exit the last vehicle's arrival. `escort` is the pool that gives the
    team, empty where none is needed.
    """

    id: str
    corridor: str
    assembly_point: str
    depart: int
    entry: int
    exit: int
    passages: tuple[Passage, ...] = ()
    escort: str = ""
    rides: tuple[Ride, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyTrip:
    """Vehicles driving empty together from one place to another.

    `corridor` is empty for the first trip from a class's start place (by the shortest open roads);
    otherwise the corridor driven backwards from a destination to an assembly point.
    """

    id: str
    vehicles: tuple[str, ...]
    origin: str
    target: str
    corridor: str = ""
    depart: int
    arrive: int
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """People of a group who are not on the movement table, and why."""

    group: str
    people: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """No valid plan that moves everybody in scope clears before `minutes`.

    `source` names what binds. `certificate` is plain data that `plan.certificate` re-verifies with
    the instance alone.
    """

    minutes: int
    source: tuple[str, ...]
    certificate: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityClearance:
    """Clearance of the groups of one priority, with its bound."""

    priority: int
    clearance_minutes: int
    bound: Bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A corridor, place or link that reports speak of, what they do, and who passes it.

    `status` to `avoided_by` are as in `StreetStatus` of the instance. `convoys` and `empty_trips`
    are on a way over it at some minute at which the status holds.
    """

    kind: str
    ids: tuple[str, ...]
    status: str
    does: str
    barred: tuple[str, ...] = ()
    windows: Windows
    reports: tuple[str, ...]
    against: tuple[str, ...] = ()
    avoided_by: tuple[str, ...] = ()
    convoys: tuple[str, ...] = ()
    empty_trips: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RestsOn:
    """What was known when the plan was made.

    Parameters
    ----------
    known
        The moment until which reports were known.
    ledger
        SHA-256 of the reports about the scenario's corridors, places and links, and of all that
        was noted about them (`reports.json` beside the plan).
    digests
        SHA-256 of each report that a status names, by id.
    streets
        What they do, street by street.
    """

    known: str
    ledger: str
    digests: Mapping[str, str]
    streets: tuple[Passed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a plan file says that follows from the rest: kept for the checker to compare."""

    digest: str
    gap: float | None
    priority_gaps: tuple[float | None, ...]
    priority_bounds: tuple[int, ...]
    people_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A scenario's movement table with its bound.

    `instance` is the digest of what was planned. `effort` is the number of search steps bought;
    with `seed` and `instance` it determines the plan byte for byte. `planned + left` is every
    group's people. Person-minutes count from the scenario's start to arrival; vehicle-minutes are
    minutes driven, loaded and empty. `rests_on` is None for a plan that was made without reports.
    """

    instance: str
    title: str
    start: str
    convoys: tuple[Convoy, ...]
    empty_trips: tuple[EmptyTrip, ...]
    left: tuple[Left, ...]
    clearance_minutes: int
    bound: Bound
    by_priority: tuple[PriorityClearance, ...]
    planned: int
    staying: int
    person_minutes: int
    vehicle_minutes: int
    seed: int
    effort: int
    rests_on: RestsOn | None = None
    stated: Stated | None = field(default=None, compare=False, repr=False)

    @property
    def people_left(self) -> int:
        """People who are not on the movement table."""
        return sum(left.people for left in self.left)
