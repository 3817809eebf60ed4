"""From paths to frozen values: scenario, instance, plan, and the instance of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.app.instance_file import NAME, read_instance
from masarat.core.availability import Availability
from masarat.core.errors import Fault, ScenarioError, UsageError
from masarat.core.instants import read_instant
from masarat.network.build import build_instance
from masarat.scenario import load as load_scenario
from masarat.scenario import validate
from masarat.scenario.clock import BadTimeError, parse_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from masarat.app.streets.basis import Basis
    from masarat.plan.document import Plan
    from masarat.scenario.document import Assume, Scenario
    from masarat.scenario.instance import Instance

PLAN = "plan.json"
"""The plan's file in the folder that it is written to."""

ASSUMPTIONS: tuple[Assume, ...] = ("likely", "least", "most")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """Which reports to plan with.

    Parameters
    ----------
    ledger
        Journal or file of reports; None: what the scenario names, if it names any.
    known
        The moment until which reports are known: 2016-12-14 05:00 in the scenario's time zone, or
        2016-12-14T03:00:00Z; None: all are.
    """

    ledger: Path | None = None
    known: str | None = None


THE_SCENARIOS = Reports()
"""The reports that the scenario names."""


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario and the instance that was built from it.

    `warnings` say, line by line, who or what cannot be planned however the search goes. `basis` is
    what is known of its streets; None without reports.
    """

    scenario: Scenario
    instance: Instance
    warnings: tuple[str, ...] = ()
    basis: Basis | None = None

    @property
    def availability(self) -> Availability:
        """What is known of its streets does to them."""
        return self.basis.availability if self.basis else Availability()


def case_of(scenario: Scenario, basis: Basis | None = None) -> Case:
    """Build the instance of `scenario` with what is known of its streets.

    Raises
    ------
    ScenarioError
        If its tables do not fit together or to its roads, with every fault.
    NetworkError
        If the road network it names cannot be read.
    """
    found = validate(scenario)
    if found.faults:
        raise ScenarioError(found.faults)
    availability = basis.availability if basis else None
    instance = build_instance(scenario, availability=availability)
    return Case(scenario, instance, found.messages(), basis)


def basis_for(scenario: Scenario, reports: Reports = THE_SCENARIOS) -> Basis | None:
    """Read the reports that `scenario` is planned with; None if there are to be none.

    Raises
    ------
    InputError
        If there is no ledger where one is said to be, or it cannot be read.
    JournalError
        If it is a journal that is not sound.
    UsageError
        If `reports.known` is no time, or there is no ledger.
    """
    file = reports.ledger or scenario.ledger_file()
    if file is None:
        if reports.known is None:
            return None
        raise UsageError("--known says until when reports are known: say which with --reports")
    if reports.ledger is None and not file.exists():
        at, row = scenario.where("settings", "reports.ledger")
        expected = "a journal or file of reports, relative to the scenario"
        found = scenario.reports.ledger
        raise ScenarioError(
            [Fault(file=at, row=row, field="reports.ledger", found=found, expected=expected)]
        )
    from masarat.app.streets.basis import basis
    from masarat.app.streets.files import ledger_at

    ledger = ledger_at(file, scenario.clock.zone)
    return basis(ledger, scenario, _moment(scenario, reports.known))


def _moment(scenario: Scenario, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return read_instant(text)
    except ValueError:
        pass
    try:
        return parse_moment(text, scenario.clock.zone)
    except BadTimeError as error:
        raise UsageError(f"--known: found {text!r}, expected {error.expected}") from error


def load_case(path: Path, assume: Assume | None = None, reports: Reports = THE_SCENARIOS) -> Case:
    """Read the scenario at `path` and build its instance.

    Parameters
    ----------
    path
        Folder or .xlsx workbook.
    assume
        Which of the uncertain counts to take; None: what the scenario says.
    reports
        Which reports to plan with.

    Raises
    ------
    ScenarioError
        If it cannot be used, with every fault.
    NetworkError
        If the road network it names cannot be read.
    InputError, JournalError, UsageError
        As `basis_for`.
    """
    scenario = load_scenario(path)
    scenario = scenario if assume is None else scenario.assuming(assume)
    return case_of(scenario, basis_for(scenario, reports))


def cases(
    path: Path,
    assume: Assume | None = None,
    known: Callable[[Scenario], Basis | None] = lambda _: None,
) -> Iterator[Case]:
    """Yield the scenario at `path` under its own assumption, then under the others.

    With `assume`, only under that one. `known` says what is known of its streets.
    """
    scenario = load_scenario(path)
    basis = known(scenario)
    yield case_of(scenario.assuming(assume or scenario.assume), basis)
    if assume is None:
        for other in ASSUMPTIONS:
            if other != scenario.assume:
                yield case_of(scenario.assuming(other), basis)


def plan_path(path: Path) -> Path:
    """Return the plan's file: `path` itself, or plan.json where `path` is a folder."""
    return path / PLAN if path.is_dir() else path


def read_plan(path: Path) -> Plan:
    """Read the plan at `path` (plan.json or the folder it is in).

    Raises
    ------
    PlanError
        If there is none, or it is not a plan.
    """
    from masarat.plan.files import read

    return read(plan_path(path))


def instance_beside(path: Path, plan: Plan) -> Instance:
    """Return the instance that `masarat plan` wrote beside the plan at `path`.

    Raises
    ------
    PlanError
        If it is missing or belongs to another plan.
    """
    return read_instance(plan_path(path).parent / NAME, plan.instance)
