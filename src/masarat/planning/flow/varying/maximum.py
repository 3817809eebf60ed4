"""Maximum flows on large networks, continued when capacities rise (planning/kernel/maximum.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from masarat.planning import kernel

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

ENDLESS = 1 << 60
"""Capacity of what takes everything."""

SLICE = 200_000_000
"""Looks at arcs before the kernel lets others speak: about a second."""

State = tuple["NDArray[np.int64]", "NDArray[np.int64]", "NDArray[np.int64]"]


class Preflow:
    """A preflow towards a sink, as large as it can be after each `run`.

    Parameters
    ----------
    nodes, sink
        Number of nodes, and which of them is the sink.
    tail, head, capacity
        Arcs, shape (arcs,).
    excess
        What waits at each node, shape (nodes,).
    """

    def __init__(
        self,
        nodes: int,
        sink: int,
        arcs: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
        excess: NDArray[np.int64],
    ) -> None:
        tail, head, capacity = arcs
        self.capacity = capacity.copy()
        by_node = ("label", "current", "next", "queue", "active", "count")
        self._struct = kernel.Struct(
            "maximum",
            {
                "nodes": nodes,
                "arcs": len(tail),
                "sink": sink,
                "tail": tail,
                "head": head,
                "capacity": self.capacity,
                "slot": np.empty(len(tail), np.int64),
                "first": np.empty(nodes + 1, np.int64),
                "excess": excess.copy(),
                **{name: np.empty(nodes, np.int64) for name in by_node},
                **{name: np.empty(2 * len(tail), np.int64) for name in ("to", "mate", "residual")},
            },
        )
        self._sink = sink
        kernel.call("maximum_link", self._struct)

    def run(self, watch: Callable[[], None] | None = None) -> int:
        """Send as much as can be sent; return all that is at the sink by now.

        `watch` is called about every second; what it raises ends the run.
        """
        while not kernel.call("maximum_run", self._struct, SLICE):
            if watch is not None:
                watch()
        return int(self._struct["excess"][self._sink])

    def widen(self, arcs: NDArray[np.int64], by: int = ENDLESS) -> None:
        """Raise the capacity of `arcs`."""
        self.capacity[arcs] += by
        self._struct["residual"][self._struct["slot"][arcs]] += by

    def state(self) -> State:
        """Return what `restore` needs to undo later runs and widenings."""
        return self.capacity.copy(), self._struct["residual"].copy(), self._struct["excess"].copy()

    def restore(self, state: State) -> None:
        """Go back to a state."""
        self.capacity[:], self._struct["residual"][:], self._struct["excess"][:] = state

    @property
    def leads_on(self) -> NDArray[np.bool_]:
        """Which nodes can still reach the sink, shape (nodes,): one side of a minimum cut."""
        return np.asarray(self._struct["label"] < len(self._struct["label"]))

    @property
    def flow(self) -> NDArray[np.int64]:
        """Flow of every arc, shape (arcs,)."""
        return np.asarray(self.capacity - self._struct["residual"][self._struct["slot"]])
