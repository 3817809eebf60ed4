"""Collecting everything that is wrong with a scenario before saying so once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from masarat.core.errors import Fault, ScenarioError, suggestion

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(slots=True)
class Faults:
    """The faults found so far."""

    found: list[Fault] = field(default_factory=list)

    def add(self, table: str, column: str, found: str, expected: str, hint: str = "") -> None:
        """Add a fault of `column` in `table`; the first fault of its kind is enough."""
        fault = Fault(file=table, field=column, found=found, expected=expected, hint=hint)
        if fault not in self.found:
            self.found.append(fault)

    def known(self, table: str, column: str, word: str, known: Collection[str], what: str) -> bool:
        """Whether `word` is one of `known`; a fault with a suggestion if not."""
        if word in known:
            return True
        self.add(table, column, word, what, suggestion(word, known))
        return False

    def stop(self) -> None:
        """Raise all faults.

        Raises
        ------
        ScenarioError
            If there is any.
        """
        if self.found:
            raise ScenarioError(self.found)
