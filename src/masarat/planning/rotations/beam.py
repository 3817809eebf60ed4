"""Tours of whole loads for given prices, by beam search: of each vehicle those worth most."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from masarat.planning import kernel
from masarat.planning.kernel import Struct
from masarat.planning.rotations.days import Days, Ways

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.rotations.counted import Counted
    from masarat.planning.rotations.days import Path
    from masarat.planning.rotations.search import Near

    Ints = NDArray[np.int64]

LOOK = 25
"""What looking at one place costs, in cells of other tables."""


class Grown(NamedTuple):
    """Tours, those worth most first, and the work that they took."""

    tours: list[Path]
    work: int


class Beam:
    """Tours of the vehicles of one kind that end by a step of time.

    Parameters
    ----------
    counted
        In steps of time: rides of at least one.
    near
        Where tours go from each place.
    width
        Tours kept at each place and step.
    """

    def __init__(self, counted: Counted, kind: int, until: int, near: Near, width: int) -> None:
        sources, shelters = counted.ride.shape[1:]
        at_source, at_shelter = ((until + 1) * n * width for n in (sources, shelters))
        own = Ways(*(each[kind : kind + 1] for each in counted.ways))
        self._days = Days(own, max(until, 1), max(until, 1))
        self._until = until
        self._struct = Struct(
            "beam",
            {
                "steps": until,
                "sources": sources,
                "shelters": shelters,
                "width": width,
                "near": near.shelters.shape[1],
                "least": 0,
                "start": counted.start[kind],
                "ready": counted.ready,
                "ride": counted.ride[kind],
                "turn": counted.turn[kind],
                "worth": np.zeros((sources, shelters), np.int64),
                "loads": np.zeros(sources, np.int64),
                "room": np.zeros(shelters, np.int64),
                "next_shelter": near.shelters,
                "next_source": near.sources,
                "rest": self._days.rest(0),
                "stand": np.zeros(at_source, np.int64),
                "stand_from": np.zeros(at_source, np.int64),
                "arrived": np.zeros(at_shelter, np.int64),
                "arrived_from": np.zeros(at_shelter, np.int64),
                "arrived_source": np.zeros(at_shelter, np.int64),
                "best": np.zeros(shelters, np.int64),
            },
        )

    def grow(self, worth: Ints, loads: Ints, room: Ints, least: int) -> Grown:
        """Return tours worth more than `least`, of `loads` and `room` at most.

        `worth` is what loads collect, [source, shelter].
        """
        struct = self._struct
        self._days.value(worth)
        for name, value in (("worth", worth), ("loads", loads), ("room", room)):
            struct[name][...] = value
        struct.set_number("least", least)
        looked = kernel.call("grow_tours", struct)
        ends = struct["best"][struct["best"] >= 0]
        order = np.argsort(-struct["arrived"][ends], kind="stable")
        tours = [self._tour(end) for end in ends[order].tolist()]
        return Grown(tours, LOOK * looked + self._days.cells)

    def _tour(self, end: int) -> Path:
        struct, legs = self._struct, []
        while end >= 0:
            shelter = end // struct["width"] % struct["shelters"]
            legs.append((int(struct["arrived_source"][end]), shelter))
            end = int(struct["arrived_from"][end])
        return tuple(reversed(legs))
