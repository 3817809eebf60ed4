"""What the parties set besides who they are: the terms that details are drafted with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    Names = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """Who inspects at a checkpoint (ids of parties), and what may be carried, by language.

    Empty `carried`: the standing text.
    """

    by: tuple[str, ...] = ()
    carried: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of an agreement.

    Parameters
    ----------
    names
        Names of the parties by language, by id of the party.
    area
        Where the ceasefire holds, by language; empty: the scenario's title stands for it.
    start, until
        When the ceasefire begins and ends (aware); None: with the scenario.
    inspections
        By id of the checkpoint; under the empty id what holds at all others.
    notice_minutes
        Least minutes between a convoy's notification and its departure.
    monitors, notified, may_suspend, must_renew
        Ids of parties: who monitors, is told of convoys, may suspend, and must renew its guarantee
        before movement resumes.
    """

    names: Mapping[str, Names] = field(default_factory=dict)
    area: Names = field(default_factory=dict)
    start: datetime | None = None
    until: datetime | None = None
    inspections: Mapping[str, Inspection] = field(default_factory=dict)
    notice_minutes: int = 60
    monitors: tuple[str, ...] = ()
    notified: tuple[str, ...] = ()
    may_suspend: tuple[str, ...] = ()
    must_renew: tuple[str, ...] = ()

    def inspection(self, checkpoint: str) -> Inspection:
        """Return who inspects at `checkpoint`, and what may be carried through it."""
        return self.inspections.get(checkpoint) or self.inspections.get("") or Inspection()
