"""Which sides stand together, who stands against whom, and what sources are called."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from masarat.reports.report import Alias, Side, Source


def name_key(name: str) -> str:
    """Return a name as it is compared: in NFC, without case, with single spaces."""
    if name.isascii():
        return " ".join(name.lower().split())
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


class Sides:
    """The sides of a ledger."""

    def __init__(self, sides: Iterable[Side]) -> None:
        every = tuple(sides)
        self.names = {side.id: side.names for side in every}
        self._ids = {
            name_key(name): side.id for side in every for name in (side.id, *side.names.values())
        }
        self._camp = {side.id: side.id for side in every}
        for side in every:
            for ally in sorted(side.allies):
                self._join(side.id, ally)
        self._rivals = {
            frozenset((self.camp(side.id), self.camp(rival)))
            for side in every
            for rival in side.rivals
        }

    def id(self, name: str) -> str:
        """Return the id of the side called `name`; what is not known is its own id."""
        return self._ids.get(name_key(name), name.strip())

    def camp(self, side: str) -> str:
        """Return the first, by id, of the sides that stand with this one."""
        return self._camp.get(side, side)

    def together(self, one: str, other: str) -> bool:
        """Whether two sides are one, or allies."""
        return self.camp(one) == self.camp(other)

    def opposed(self, one: str, other: str) -> bool:
        """Whether two sides, or allies of theirs, are rivals."""
        return frozenset((self.camp(one), self.camp(other))) in self._rivals

    def _join(self, one: str, other: str) -> None:
        first, second = sorted((self.camp(one), self.camp(other)))
        self._camp.setdefault(one, one)
        self._camp.setdefault(other, other)
        self._camp = {
            side: first if camp in (first, second) else camp for side, camp in self._camp.items()
        }


class Names:
    """The names of sources: one source by all of them."""

    def __init__(self, sources: Iterable[Alias]) -> None:
        self._known = {
            name_key(name): (name_key(alias.source), alias.side)
            for alias in sources
            for name in (alias.source, *alias.names)
        }

    def source(self, name: str) -> str:
        """Return the name by which a source is compared."""
        key = name_key(name)
        return self._known.get(key, (key, ""))[0]

    def side(self, source: Source) -> str:
        """Return the side of a source: its own, else what is known of that name."""
        return source.side or self._known.get(name_key(source.name), ("", ""))[1]
