"""The router that a scenario's roads call for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.network.tables import table_router

if TYPE_CHECKING:
    from masarat.core.availability import Availability
    from masarat.network.faults import Faults
    from masarat.network.router import Router
    from masarat.scenario.document import Scenario


def router_for(scenario: Scenario, availability: Availability, faults: Faults) -> Router:
    """Return the router over the scenario's tables or its imported network."""
    return table_router(scenario, availability, faults)
