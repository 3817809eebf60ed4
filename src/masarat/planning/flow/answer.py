"""What solving tells: the least time, what sets it, and a flow that attains it.

Flow is counted in units of resolution / 3600 vehicle, time in steps; a rate of one unit a step is
therefore one vehicle an hour, whatever the resolution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEVER = 1 << 40
"""Label of a node that is not reached, in a binding set that no time suffices for."""


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """A set of sources that cannot all be in sinks by `horizon`: why the time is not shorter.

    The proof is one inequality in whole numbers, `supply` > `room` + `crossing`. A vehicle of
    `sources` that is in none of `full_sinks` begins at a node from whose label on (0) it is "in",
    and ends, before `horizon`, at a node whose label is at least `horizon`: it was "out" there. It
    must have entered an arc (u, v) at a time in [label u, label v - transit): of these there are
    at most `crossing` (a minimum cut of the network over time; Ford & Fulkerson 1958).

    Parameters
    ----------
    horizon
        The least time less one step; None: no time suffices, since sinks are too small.
    sources
        Positions in the problem's `sources`, ascending.
    full_sinks
        Positions in the problem's `sinks` of the limited ones that are counted as filled up,
        ascending; all others may take whatever crosses.
    labels
        Step from which on each node is "in", shape (nodes,): 0 at `sources`, at least `horizon` at
        sinks that are not in `full_sinks`.
    arcs, arc_steps
        Arcs of the cut, ascending, and for how many steps each is in it: label v - label u -
        transit > 0. They are the roads that set the time.
    supply
        Units at `sources`.
    room
        Units that `full_sinks` hold.
    crossing
        Sum over `arcs` of capacity * arc_steps, in units.
    """

    horizon: int | None
    sources: NDArray[np.int64]
    full_sinks: NDArray[np.int64]
    labels: NDArray[np.int64]
    arcs: NDArray[np.int64]
    arc_steps: NDArray[np.int64]
    supply: int
    room: int
    crossing: int


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Piecewise constant rates; row i: `index[i]` has `rate[i]` in steps begin[i] to end[i] - 1.

    Rows are ascending by (index, begin), do not overlap and have rate > 0; outside them the rate
    is 0. Shapes are (rows,).

    Parameters
    ----------
    index
        An arc, or a position in the problem's `sources` or `sinks`.
    begin, end
        Half-open interval of steps.
    rate
        Units a step (vehicles an hour), times the witness's `denominator`: int64, or Python
        integers where these do not suffice. Products and sums of them need Python integers.
    """

    index: NDArray[np.int64]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    rate: NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Witness:
    """A flow over time that clears all supplies within the least time. Nobody waits on the way.

    At every node and in every step, what departs there and what arcs bring equals what arcs take
    and what arrives there; sources send exactly their supplies, limited sinks get at most their
    capacities, and arcs take at most theirs.

    Parameters
    ----------
    denominator
        Rates are whole multiples of 1 / denominator unit a step.
    arcs
        Rates at which arcs are entered.
    departures
        Rates at which vehicles leave sources where they waited (not those that pass through).
    arrivals
        Rates at which vehicles end at sinks.
    """

    denominator: int
    arcs: Rates
    departures: Rates
    arrivals: Rates


@dataclass(frozen=True, slots=True, eq=False)
class Clearance:
    """The quickest clearance: the least time, proven from both sides.

    Parameters
    ----------
    steps
        Least T such that all are in sinks by time T (in step T - 1 or before), cut-off sources
        excepted; 0 if nobody has to move, None if no time suffices since sinks are too small.
    resolution_seconds
        Length of a step.
    cut_off
        Positions in the problem's `sources` of those that have vehicles but no way to any sink,
        ascending. They are no part of anything else here.
    binding
        Why `steps` - 1 does not suffice; None only if `steps` is 0.
    witness
        Why `steps` suffices; None only if `steps` is None.
    seconds_used
        Wall-clock time of the computation.
    """

    steps: int | None
    resolution_seconds: int
    cut_off: NDArray[np.int64]
    binding: Binding | None
    witness: Witness | None
    seconds_used: float

    @property
    def clearance_seconds(self) -> int | None:
        """The least time in seconds."""
        return None if self.steps is None else self.steps * self.resolution_seconds


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """What closing one road costs.

    Parameters
    ----------
    road
        Number of the road: an arc, unless roads were given as groups of arcs.
    steps
        Least time without it (of those not cut off); None if the sinks still reached are too small.
    delay_steps
        `steps` less the least time with all roads; None as before.
    cut_off
        Positions in the problem's `sources` of those that the closure cuts off, ascending.
    """

    road: int
    steps: int | None
    delay_steps: int | None
    cut_off: NDArray[np.int64]
