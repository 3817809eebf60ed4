"""When a corridor, place or link is open, and why not at other times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from masarat.core.windows import Windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One corridor, place or link is open in `windows` only.

    `ids` holds one id, or the two ends of a link. `reason` says why, `reports` names the reports
    that it rests on.
    """

    kind: Literal["corridor", "place", "link"]
    ids: tuple[str, ...]
    windows: Windows
    reason: str = ""
    reports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Availability:
    """Openings of corridors, places and links; what no opening names is as the scenario says."""

    openings: tuple[Opening, ...] = ()

    def of(self, kind: str, *ids: str) -> tuple[Opening, ...]:
        """Return the openings of one object; the two ends of a link in either order."""
        return tuple(
            opening
            for opening in self.openings
            if opening.kind == kind and sorted(opening.ids) == sorted(ids)
        )
