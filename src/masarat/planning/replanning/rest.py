"""What is left to plan at a minute: what is open, who waits, and where the dispatcher begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.model import Model
from masarat.planning.replanning.remaining import open_instance, remaining_instance
from masarat.planning.replanning.state import (
    Standing,
    Where,
    begin_at,
    standings,
)
from masarat.planning.table import Table, clearance_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from masarat.planning.kernel import Struct
    from masarat.planning.replanning.past import Past
    from masarat.planning.streams import Stream
    from masarat.scenario.instance import Instance


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left to plan.

    Parameters
    ----------
    opened
        Model of the instance as far as it is open from now on; the dispatcher's.
    remaining
        Model of the instance of those who wait; that of streams and bounds.
    standing
        Where vehicles stand.
    """

    instance: Instance
    past: Past
    opened: Model
    remaining: Model
    standing: Mapping[str, Standing]

    def begin(self, streams: Sequence[Stream]) -> Struct:
        """Return the beginning of a dispatch of `streams`."""
        people = np.array([stream.people for stream in streams], np.int64)
        return begin_at(self.opened, self.past, self.standing, people)

    def room(self) -> dict[str, int]:
        """Return people whom destinations can still take, where that is limited."""
        destinations = self.remaining.instance.destinations
        return {d.place: d.capacity for d in destinations if d.capacity is not None}

    def people(self, priority: int | None = None) -> int:
        """Return people who wait, of one priority or of all."""
        groups = self.remaining.instance.groups
        return sum(group.people for group in groups if priority in (None, group.priority))

    def last_arrival(self, priority: int | None = None) -> int:
        """Return the last arrival of those in scope who have departed."""
        groups = self.instance.groups
        scope = frozenset(g.id for g in groups if priority in (None, g.priority))
        return clearance_of(Table(self.past.convoys, self.past.empty_trips), scope)


def rest_of(instance: Instance, past: Past) -> Rest:
    """Return what is left to plan at minute `now` of `instance`."""
    standing = standings(instance, past)
    points = sorted({each.place for each in standing.values() if each.where is Where.POINT})
    opened = Model(open_instance(instance, past), points)
    remaining = Model(remaining_instance(opened, past, standing))
    return Rest(instance, past, opened, remaining, standing)
