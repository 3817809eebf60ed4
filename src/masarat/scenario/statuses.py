"""What a scenario says that statuses do to its corridors, places and links.

The words of the statuses are those of `masarat.reports`, which this package does not know: a status
comes here as text ("closed", "controlled by ...") and leaves as what it does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from masarat.core.errors import suggestion
from masarat.scenario.cells import IDS, Kind, WrongCellError, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from masarat.scenario.clock import Clock

Does = Literal["close", "forbid", "warn", "ignore"]

STATUSES = ("open", "closed", "contested", "controlled", "unknown")
"""What a status may be; "controlled" stands for control by anybody."""

BY = "controlled by "
"""How the status begins that names who controls."""

PEOPLE, EMPTY = "people", "empty"
"""Convoys with people aboard, and empty vehicles: what a street may be forbidden to besides ids."""

FORBID = "forbid "


@dataclass(frozen=True, slots=True)
class StatusRule:
    """What one status does. `to`: what "forbid" is for, an id or `PEOPLE` or `EMPTY`."""

    does: Does
    to: str = ""

    def __str__(self) -> str:
        return f"{self.does} {self.to}".rstrip()


PLAIN = {
    "close": StatusRule("close"),
    "warn": StatusRule("warn"),
    "ignore": StatusRule("ignore"),
}
"""The rules that are for everybody, as written."""

USUAL: Mapping[str, tuple[StatusRule, ...]] = {
    "closed": (StatusRule("close"),),
    "contested": (StatusRule("warn"),),
    "unknown": (StatusRule("warn"),),
}
"""What statuses do where the scenario does not say; others do nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsUse:
    """Where a scenario's reports are, relative to it, and what statuses do."""

    ledger: str = ""
    statuses: Mapping[str, tuple[StatusRule, ...]] = field(default_factory=dict)

    def rules(self, status: str) -> tuple[StatusRule, ...]:
        """Return what `status` does: as written for it, for control by anybody, or as usual."""
        general = "controlled" if status.startswith(BY) else status
        for said in (self.statuses, USUAL):
            for name in (status, general):
                if name in said:
                    return said[name]
        return ()


def is_status(name: str) -> bool:
    """Whether a key below `reports.statuses` names a status."""
    return name in STATUSES or bool(name.startswith(BY) and name.removeprefix(BY).strip())


def _read(text: str, clock: Clock | None) -> StatusRule:
    written = plain(text)
    if written in PLAIN:
        return PLAIN[written]
    if written.startswith(FORBID):
        named: tuple[str, ...] = IDS.read(written.removeprefix(FORBID).strip(), clock)
        if len(named) == 1:
            return StatusRule("forbid", named[0])
    expected = (
        "close, warn, ignore or forbid with people, empty, a vehicle class or a corridor behind it"
    )
    raise WrongCellError(expected, suggestion(written, ("close", "warn", "ignore", "forbid")))


STATUS_RULE = Kind("close, warn, ignore, or forbid TO", _read, lambda value, _: str(value))
