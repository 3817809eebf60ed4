"""The rides that count in every plan, and how soon one can follow another, at least.

Where a ride may have fewer people than a vehicle takes, it may serve as a way to somewhere else.
So of each source exactly as many rides count as it has loads, and others are ways between them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.kernel import FAR
from masarat.planning.rotations.days import Ways

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.rotations.problem import Rotations
    from masarat.scenario.instance import Group

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Counted:
    """Independent rotations with every way between loads, also by rides that do not count.

    Attributes
    ----------
    fleet : [kind]
        Vehicles.
    places, targets
        Where sources and shelters are.
    step
        Minutes in a unit of time; all that follows counts whole ones, rounded down.
    start, ride, turn
        As in `Rotations.struct`.
    loads, ready : [source]
    rooms : [shelter]
        Rides that count and may end there.
    full : [shelter]
        Whether there is no room for everybody.
    shortcuts
        Whether a ride that does not count is shorter than some direct way.
    short
        Rides of a path at most that are shorter than a step, and count as one.
    """

    rotations: Rotations
    places: tuple[str, ...]
    targets: tuple[str, ...]
    step: int
    fleet: Ints
    start: Ints
    ride: Ints
    turn: Ints
    loads: Ints
    ready: Ints
    rooms: Ints
    full: Bools
    shortcuts: bool
    short: int = 0

    @property
    def ways(self) -> Ways:
        """What counted rides take."""
        return Ways(self.start, self.ride, self.turn)

    def steps(self, until: int) -> int:
        """Return the step by which every path ends that ends by a minute."""
        return until // self.step + self.short

    @property
    def most(self) -> tuple[int, ...]:
        """Rides that count: from each source, then to each shelter at most."""
        return (*self.loads.tolist(), *self.rooms.tolist())


def in_steps(counted: Counted, step: int) -> Counted:
    """Return what counts in steps of time, rounded down, but rides as one at least."""
    short = np.any(counted.ride < step, axis=0)
    return replace(
        counted,
        step=step,
        ride=np.maximum(counted.ride // step, 1),
        short=int(
            min(counted.loads[short.any(axis=1)].sum(), counted.rooms[short.any(axis=0)].sum())
        ),
        **{name: getattr(counted, name) // step for name in ("start", "turn", "ready")},
    )


def step_for(counted: Counted, cells: int, until: int) -> int:
    """Return a step of time so long that a table until a minute has so many cells."""
    return max(-(-counted.ride.size * (until + 1) // cells), 1)


def counted_of(rotations: Rotations) -> Counted | None:
    """Return what counts; None where two groups wait at one place."""
    groups, struct, seats = rotations.groups, rotations.struct, rotations.seats
    if len({group.assembly_point for group in groups}) < len(groups):
        return None
    loads, ride = struct["loads"], struct["ride"]
    light = np.array([group.people // _fewest(group) for group in groups], np.int64) > loads
    hop = _by_way_of(np.where(light[None, :, None], ride, FAR), struct["turn"])
    for middle in range(len(groups)):
        hop = np.minimum(hop, hop[:, :, middle, None] + hop[:, None, middle, :])
    start = struct["start"]
    sooner = np.minimum(start, _by_way_of(start[:, None, :], hop)[:, 0, :])
    turn = np.minimum(struct["turn"], _by_way_of(struct["turn"], hop))
    return Counted(
        rotations=rotations,
        places=tuple(group.assembly_point for group in groups),
        targets=tuple(rotations.model.destinations),
        step=1,
        fleet=np.bincount(struct["kind"], minlength=struct["kinds"]).astype(np.int64),
        start=sooner,
        ride=ride,
        turn=turn,
        loads=loads,
        ready=struct["ready"],
        rooms=_rooms(rotations, seats),
        full=np.array([d.capacity is not None for d in rotations.model.instance.destinations]),
        shortcuts=bool((sooner < start).any() or (turn < struct["turn"]).any()),
    )


def _fewest(group: Group) -> int:
    """Return the fewest people that a ride has aboard."""
    return group.people % group.unit or group.unit


def _rooms(rotations: Rotations, seats: int) -> Ints:
    """Return rides that count by shelter: full ones, and what others lack.

    A shelter has room for so many people. Rides below a full load leave more of it to others; all
    that they lack is less than a load for each source.
    """
    groups, total = rotations.groups, int(rotations.struct["loads"].sum())
    rooms = []
    for destination in rotations.model.instance.destinations:
        lack = sum(-g.people % seats for g in groups if destination.place in g.destinations)
        capacity = destination.capacity
        rooms.append(total if capacity is None else min(-(-(capacity + lack) // seats), total))
    return np.array(rooms, np.int64)


def _by_way_of(first: Ints, second: Ints) -> Ints:
    """Return [kind, from, to]: the fewest minutes of one way followed by another."""
    found: Ints = np.minimum((first[:, :, :, None] + second[:, None, :, :]).min(axis=2), FAR)
    return found
