"""The frozen, solver-ready instance: whole numbers only, every name an id.

`network.build` makes it from a scenario and roads; the planner plans it; the checker judges plans
by it. docs/rules.md states rules R1-R16 over exactly these fields.

Times are whole minutes from the scenario's start. A *pace* is an index into `Instance.paces`: all
travel minutes are given for each pace, because a convoy goes at its slowest vehicle's.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from masarat.core.canonical import digest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from masarat.core.windows import Windows


class Need(StrEnum):
    """What a group needs of a vehicle."""

    SEAT = "seat"
    STRETCHER = "stretcher"
    OWN = "own vehicle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People at one assembly point with the same need, priority and permitted destinations.

    `unit` people are never split between vehicles or destinations (1: no such rule). If `people`
    is not a multiple, one unit is smaller. `may_split` allows more than one destination. Groups
    with the same non-empty `together` all go to one same destination.
    """

    id: str
    assembly_point: str
    people: int
    need: Need
    priority: int
    ready: int = 0
    destinations: tuple[str, ...]
    unit: int = 1
    may_split: bool = False
    together: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyPoint:
    """`bays` vehicles can load at the same time; None means any number."""

    place: str
    bays: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """`capacity` people in all (None: any number), from minute `ready` on."""

    place: str
    capacity: int | None = None
    ready: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """An agreed route out.

    `places` in order; empty for an *open* corridor, on which every convoy goes straight from its
    assembly point to the destinations (its entry is its departure, its exit each vehicle's
    arrival). `legs[pace][i]` is the minutes from places[i] to places[i + 1]; `back_legs[pace][i]`
    the minutes of an empty vehicle from places[-1 - i] to places[-2 - i]. `windows` bound convoys
    and, where `returns_in_windows`, empty trips. `per_hour` limits vehicles entering in any 60
    minutes.
    """

    id: str
    places: tuple[str, ...]
    legs: tuple[tuple[int, ...], ...]
    back_legs: tuple[tuple[int, ...], ...]
    windows: Windows
    headway: int = 0
    smallest: int = 1
    largest: int
    per_hour: int | None = None
    returns: bool = True
    returns_in_windows: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the corridor leaves the route open."""
        return not self.places


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """Where vehicles are inspected, one convoy at a time.

    n vehicles take ceil(n / lanes) * minutes. `corridors` whose convoys are inspected here,
    `back_corridors` whose empty trips are.
    """

    place: str
    lanes: int
    minutes: int
    windows: Windows
    longest_wait: int = 0
    corridors: frozenset[str]
    back_corridors: frozenset[str] = frozenset()

    def service(self, vehicles: int) -> int:
        """Minutes for which `vehicles` occupy the checkpoint."""
        return -(-vehicles // self.lanes) * self.minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class EscortPool:
    """`teams` escort teams that serve `corridors`.

    A convoy on a corridor that at least one pool serves needs one team of one of these pools.
    """

    id: str
    teams: int
    corridors: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleClass:
    """Identical vehicles.

    `start_place` is empty for vehicles that are at their group's assembly point from the beginning
    (`own`: they carry only groups that need `Need.OWN`, and no others do). `smallest` and `largest`
    are given for a class that has a convoy size of its own and travels by itself; otherwise None.
    `lost`: (vehicle id, minute) of vehicles that depart on nothing from that minute on.
    """

    id: str
    count: int
    seats: int
    stretchers: int = 0
    start_place: str = ""
    available: int = 0
    load: int = 0
    unload: int = 0
    pace: int = 0
    corridors: frozenset[str]
    comes_back: bool = True
    own: bool = False
    smallest: int | None = None
    largest: int | None = None
    lost: tuple[tuple[str, int], ...] = ()

    @property
    def alone(self) -> bool:
        """Whether the class has a convoy size of its own and travels by itself."""
        return self.largest is not None

    def vehicle_ids(self) -> tuple[str, ...]:
        """Return the ids of the vehicles: class id, hyphen, number from 1 padded to equal width."""
        width = len(str(self.count))
        return tuple(f"{self.id}-{number:0{width}}" for number in range(1, self.count + 1))

    def room(self, need: Need) -> int:
        """People with `need` that one vehicle takes."""
        return room(self, need)


class _Rooms(Protocol):
    @property
    def own(self) -> bool: ...
    @property
    def seats(self) -> int: ...
    @property
    def stretchers(self) -> int: ...


def room(vehicles: _Rooms, need: Need | None) -> int:
    """Return how many people with `need` one vehicle of a class takes."""
    if vehicles.own != (need is Need.OWN):
        return 0
    return vehicles.stretchers if need is Need.STRETCHER else vehicles.seats


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedOperation:
    """Two sets of groups whose departures are tied.

    With `tolerance`: at every minute the departed shares of `a` and of `b` (of the people of these
    groups in the instance) differ by at most it. Otherwise with `ratio` and `slack`:
    departed(b) >= ratio * departed(a) - slack, in people.
    """

    id: str
    a: frozenset[str]
    b: frozenset[str]
    tolerance: Fraction | None = None
    ratio: Fraction | None = None
    slack: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetStatus:
    """What reports say of a corridor, place or link, and what that does to plans.

    Parameters
    ----------
    kind, ids
        "corridor", "place" or "link"; one id, or the two ends of a link.
    status
        As the reports give it: "closed", "contested" ...
    does
        "close": closed in `windows`; "forbid": to those in `barred`; "warn": may be used, and the
        plan warns of it.
    reports, against
        The reports that it rests on, and those that say otherwise.
    corridors, back_corridors
        Whose way out, and whose way back, passes it.
    roads
        Pairs of `Instance.roads` whose way passes it.
    cuts
        Pairs that are missing from `Instance.roads` because every way is closed, this one among
        others.
    avoided_by
        Corridors that would pass it, out or back, and go round it.
    """

    kind: str
    ids: tuple[str, ...]
    status: str
    does: str
    barred: tuple[str, ...] = ()
    windows: Windows
    reports: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    corridors: frozenset[str] = frozenset()
    back_corridors: frozenset[str] = frozenset()
    roads: tuple[tuple[str, str], ...] = ()
    cuts: tuple[tuple[str, str], ...] = ()
    avoided_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """Everything that rules R1-R16 speak of.

    Parameters
    ----------
    roads
        `roads[from, to][pace]`: minutes between two places by the shortest open roads. Holds the
        pairs start place -> assembly point; assembly point -> corridor's first place (and back);
        corridor's last place -> destination (and back); and for open corridors assembly point ->
        destination (and back). A pair that is missing cannot be driven. Ways of loaded vehicles
        pass through no place where convoys are inspected, and hold for empty vehicles between the
        same two places.
    paces
        The distinct speed factors, fastest first; the pace of index 0 is also the escorts'.
    aboard_limit
        Most minutes from the end of loading to arrival; None for no limit.
    small_last_convoy
        Whether an assembly point's last convoy may be smaller than the corridor's minimum.
    staying
        People who chose to stay: shown, protected, never planned.
    now
        The minute from which plans may differ: what departs before it is history (docs/rules.md,
        "History"). 0 before anything has happened.
    held
        (vehicle, assembly point, minute): the vehicle's convoy gave up, and it stands there empty
        from that minute on, and can be used nowhere before. Left out as soon as it has departed.
    gave_up
        Ids of convoys that were cancelled or turned back; no other convoy has them.
    statuses
        What reports say of corridors, places and links, as far as it does something. What closes
        and forbids is in `corridors`, `classes` and `roads` already.
    """

    title: str
    start: str
    end: int
    groups: tuple[Group, ...]
    assembly_points: tuple[AssemblyPoint, ...]
    destinations: tuple[Destination, ...]
    corridors: tuple[Corridor, ...]
    checkpoints: tuple[Checkpoint, ...]
    escorts: tuple[EscortPool, ...]
    classes: tuple[VehicleClass, ...]
    linked: tuple[LinkedOperation, ...] = ()
    suspensions: Windows
    roads: Mapping[tuple[str, str], tuple[int, ...]]
    paces: tuple[Fraction, ...]
    aboard_limit: int | None = None
    small_last_convoy: bool = False
    staying: int = 0
    now: int = 0
    held: tuple[tuple[str, str, int], ...] = ()
    gave_up: tuple[str, ...] = ()
    statuses: tuple[StreetStatus, ...] = ()
    _digest: list[str] = field(default_factory=list, repr=False, compare=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of all fields: what a plan is bound to."""
        if not self._digest:
            self._digest.append(digest(_plain(self)))
        return self._digest[0]


def _plain(instance: Instance) -> dict[str, object]:
    content = asdict(instance)
    del content["_digest"]
    if not instance.now:  # instances without history keep the digests they have always had
        del content["now"]
    for name in ("held", "gave_up", "statuses"):  # so do those without reports, and so on
        if not content[name]:
            del content[name]
    for cls in content["classes"]:
        if not cls["lost"]:
            del cls["lost"]
    content["roads"] = [[*pair, *minutes] for pair, minutes in sorted(instance.roads.items())]
    return {key: _encode(value) for key, value in content.items()}


def _encode(value: object) -> object:
    from fractions import Fraction  # noqa: PLC0415  (only the digest needs it at run time)

    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, dict):
        return {key: _encode(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_encode(item) for item in value]
    return value
