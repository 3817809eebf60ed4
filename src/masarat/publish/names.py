"""Names of what a scenario speaks of, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from masarat.scenario.document import Scenario


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def names(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Names:
    """The name of each thing by its id: in the reader's language, else in English, else the id.

    Parameters
    ----------
    scenario
        Where the names are; None: every name is the id.
    lang
        The reader's language.
    """

    scenario: Scenario | None
    lang: str

    def place(self, place: str) -> str:
        """Return a place's name."""
        return self._places.get(place, place)

    def group(self, group: str) -> str:
        """Return a group's name."""
        return self._groups.get(group, group)

    def corridor(self, corridor: str) -> str:
        """Return a corridor's name."""
        return self._corridors.get(corridor, corridor)

    def vehicles(self, vehicle_class: str) -> str:
        """Return a vehicle class's name."""
        return self._vehicles.get(vehicle_class, vehicle_class)

    def escorts(self, pool: str) -> str:
        """Return an escort pool's name."""
        return self._escorts.get(pool, pool)

    def linked(self, operation: str) -> str:
        """Return a linked operation's name."""
        return self._linked.get(operation, operation)

    def chosen(self, names: Mapping[str, str], fallback: str) -> str:
        """Return the one of `names` that the reader reads, else English, else `fallback`."""
        return names.get(self.lang) or names.get("en") or fallback

    @cached_property
    def _places(self) -> dict[str, str]:
        return self._of(self.scenario.places if self.scenario else ())

    @cached_property
    def _groups(self) -> dict[str, str]:
        return self._of(self.scenario.groups if self.scenario else ())

    @cached_property
    def _corridors(self) -> dict[str, str]:
        return self._of(self.scenario.corridors if self.scenario else ())

    @cached_property
    def _vehicles(self) -> dict[str, str]:
        return self._of(self.scenario.vehicles if self.scenario else ())

    @cached_property
    def _escorts(self) -> dict[str, str]:
        return self._of(self.scenario.escorts if self.scenario else ())

    @cached_property
    def _linked(self) -> dict[str, str]:
        return self._of(self.scenario.linked if self.scenario else ())

    def _of(self, things: Iterable[_Named]) -> dict[str, str]:
        return {thing.id: self.chosen(thing.names, thing.id) for thing in things}
