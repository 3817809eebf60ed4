"""When a corridor, place or link is open and to whom, and what is to be warned of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from masarat.core.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Collection

Kind = Literal["corridor", "place", "link"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One corridor, place or link is open in `windows` only.

    Parameters
    ----------
    ids
        One id, or the two ends of a link.
    reason
        Why: the status that closes it.
    reports
        The reports that it rests on.
    against
        Reports that say otherwise.
    barred
        To whom it is closed outside `windows`: "people" (convoys), "empty" (empty vehicles), ids of
        corridors or vehicle classes. Empty: to everybody.
    """

    kind: Kind
    ids: tuple[str, ...]
    windows: Windows
    reason: str = ""
    reports: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()

    def is_about(self, kind: str, ids: tuple[str, ...]) -> bool:
        """Whether it is about this object; the two ends of a link come in either order."""
        return self.kind == kind and sorted(self.ids) == sorted(ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """One corridor, place or link may be used, but with a warning in `windows`."""

    kind: Kind
    ids: tuple[str, ...]
    windows: Windows
    reason: str = ""
    reports: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Availability:
    """Openings and cautions; what none of them names is as the scenario says."""

    openings: tuple[Opening, ...] = ()
    cautions: tuple[Caution, ...] = ()

    def of(self, kind: str, *ids: str) -> tuple[Opening, ...]:
        """Return the openings of one object; the two ends of a link in either order."""
        return tuple(opening for opening in self.openings if opening.is_about(kind, ids))

    def to(self, whom: Collection[str]) -> Availability:
        """Return the openings that bind anybody of `whom`, as openings that bind everybody."""
        kept = (
            opening
            for opening in self.openings
            if not opening.barred or not set(whom).isdisjoint(opening.barred)
        )
        return Availability(tuple(replace(opening, barred=()) for opening in kept))

    def never(self) -> Availability:
        """Return the same with nothing open that is closed at some time."""
        shut = Windows(())
        return Availability(tuple(replace(opening, windows=shut) for opening in self.openings))
