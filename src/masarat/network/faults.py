"""Collecting everything that is wrong with a scenario before saying so once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.core.errors import Fault, ScenarioError
from masarat.scenario.consistency import reference_faults

if TYPE_CHECKING:
    from masarat.scenario.document import Scenario


class Faults:
    """The faults of one scenario, starting with ids that no row defines."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.found = reference_faults(scenario)

    def add(
        self, at: tuple[str, int | str], column: str, found: str, expected: str, hint: str = ""
    ) -> None:
        """Add a fault in a column of a row (`at`: table, index) or in a setting."""
        file, row = self.scenario.where(*at)
        fault = Fault(file=file, row=row, field=column, found=found, expected=expected, hint=hint)
        self.found.append(fault)

    def stop(self) -> None:
        """Raise all faults.

        Raises
        ------
        ScenarioError
            If there is any.
        """
        if self.found:
            raise ScenarioError(self.found)
