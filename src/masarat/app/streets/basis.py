"""What a plan rests on: the reports known to it, as a value, as a file beside the plan, and back.

`reports.json` holds every report about the scenario's corridors, places and links that was known,
and all that was noted about them. The plan carries its digest: so whoever checks the plan asks the
same question of the same reports, wherever the ledger is and whatever has been added to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING

from masarat.app.streets.effects import availability_of, known_ledger
from masarat.app.streets.files import ledger_content
from masarat.core.canonical import digest
from masarat.core.errors import Fault, PlanError
from masarat.core.instants import read_instant, write_instant
from masarat.plan.document import RestsOn
from masarat.planning.streets import passed_streets
from masarat.reports.content import report_content

if TYPE_CHECKING:
    from datetime import datetime

    from masarat.core.availability import Availability
    from masarat.plan.document import Plan
    from masarat.reports.ledger import Ledger
    from masarat.scenario.document import Scenario
    from masarat.scenario.instance import Instance

NAME = "reports.json"


@dataclass(frozen=True, slots=True)
class Basis:
    """The reports that a plan is made with, and what they do.

    Parameters
    ----------
    ledger
        Those about the scenario, as known at `known`.
    """

    ledger: Ledger
    known: datetime
    availability: Availability

    def told(self, instance: Instance, plan: Plan) -> Plan:
        """Return `plan` with what it rests on."""
        streets = passed_streets(instance, plan)
        named = {name for street in streets for name in (*street.reports, *street.against)}
        reports = self.ledger.reports
        rests_on = RestsOn(
            known=write_instant(self.known),
            ledger=digest(ledger_content(self.ledger)),
            digests={name: digest(report_content(reports[name])) for name in sorted(named)},
            streets=streets,
        )
        return replace(plan, rests_on=rests_on)


def basis(ledger: Ledger, scenario: Scenario, known: datetime | None = None) -> Basis:
    """Return what a plan of `scenario` rests on.

    Parameters
    ----------
    known
        Reports published later are not known; None: all of the ledger is known, as at its newest
        publication (before the scenario's start, at its start).
    """
    at = known or max(
        (report.published.start for report in ledger.reports.values()), default=scenario.start
    )
    kept = known_ledger(ledger, scenario, at)
    return Basis(kept, at.astimezone(UTC), availability_of(kept, scenario, at))


def basis_of(plan: Plan, ledger: Ledger, scenario: Scenario, file: str) -> Basis:
    """Return what `plan` rests on, from reports that were kept with it or a ledger they are in.

    Parameters
    ----------
    file
        Where `ledger` was read, for messages.

    Raises
    ------
    PlanError
        If the plan rests on other reports than these, or on none.
    """
    said = plan.rests_on
    if said is None:
        raise PlanError([Fault(file="plan.json", field="rests_on", expected="reports")])
    try:
        known = read_instant(said.known)
    except ValueError as error:
        expected = str(error).removeprefix("expected ")
        fault = Fault(file="plan.json", field="rests_on.known", expected=expected)
        raise PlanError([fault]) from error
    found = basis(ledger, scenario, known)
    if (is_ := digest(ledger_content(found.ledger))) != said.ledger:
        expected = f"the reports that the plan rests on, with digest {said.ledger}"
        raise PlanError([Fault(file=file, found=is_, expected=expected)])
    return found
