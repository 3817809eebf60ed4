"""The roads that corridors, empty vehicles and the ways between them may take under reports.

What reports close at any minute is gone round for good: nobody has said that it will be open again,
and a plan that waits for it hangs on that. Only where there is no way round are roads taken in the
hours in which they are open; and where they never are, as if nothing were reported, for a route
that is closed and named.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from masarat.core.availability import Availability
from masarat.network.snapping import router_for
from masarat.scenario.statuses import EMPTY, PEOPLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.network.faults import Faults
    from masarat.network.router import Router
    from masarat.scenario.document import Scenario


@dataclass(frozen=True, slots=True)
class Roadways:
    """The routers for whom a street may be closed.

    Parameters
    ----------
    availability
        When corridors, places and links are open besides what the scenario says, and to whom.
    """

    scenario: Scenario
    availability: Availability
    faults: Faults
    _made: dict[Availability, Router] = field(default_factory=dict)

    @property
    def unreported(self) -> Router:
        """The roads as the scenario has them."""
        return self._router(Availability())

    @property
    def access(self) -> Router:
        """The roads to and from corridors: all share them and go round what is barred to some."""
        every = (replace(opening, barred=()) for opening in self.availability.openings)
        return self._router(Availability(tuple(every)))

    def chosen(
        self, corridor: str, fits: Callable[[Router], bool], *, empty: bool = False
    ) -> tuple[Router, bool]:
        """Return the roads for a corridor's way out, or back, as the module says.

        Parameters
        ----------
        fits
            Whether a way is found on these roads.

        Returns
        -------
        Router, bool
            The roads, and whether reports close every way: these roads are then taken as if
            nothing were reported. Where no roads fit, the scenario's.
        """
        binding = self.availability.to({EMPTY if empty else PEOPLE, corridor})
        for each in (binding.never(), binding):
            if each.openings and fits(router := self._router(each)):
                return router, False
        return self.unreported, bool(binding.openings) and fits(self.unreported)

    def _router(self, availability: Availability) -> Router:
        if availability not in self._made:
            self._made[availability] = router_for(self.scenario, availability, self.faults)
        return self._made[availability]
