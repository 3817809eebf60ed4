"""From paths to frozen values: scenario, instance, plan, and the instance of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.app.instance_file import NAME, read_instance
from masarat.core.errors import ScenarioError
from masarat.network.build import build_instance
from masarat.scenario import load as load_scenario
from masarat.scenario import validate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from masarat.plan.document import Plan
    from masarat.scenario.document import Assume, Scenario
    from masarat.scenario.instance import Instance

ASSUMPTIONS: tuple[Assume, ...] = ("likely", "least", "most")


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario and the instance that was built from it.

    `warnings` say, line by line, who or what cannot be planned however the search goes.
    """

    scenario: Scenario
    instance: Instance
    warnings: tuple[str, ...] = ()


def case_of(scenario: Scenario) -> Case:
    """Build the instance of `scenario`.

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
    return Case(scenario, build_instance(scenario), found.messages())


def load_case(path: Path, assume: Assume | None = None) -> Case:
    """Read the scenario at `path` and build its instance.

    Parameters
    ----------
    path
        Folder or .xlsx workbook.
    assume
        Which of the uncertain counts to take; None: what the scenario says.

    Raises
    ------
    ScenarioError
        If it cannot be used, with every fault.
    NetworkError
        If the road network it names cannot be read.
    """
    scenario = load_scenario(path)
    return case_of(scenario if assume is None else scenario.assuming(assume))


def cases(path: Path, assume: Assume | None = None) -> Iterator[Case]:
    """Yield the scenario at `path` under its own assumption, then under the others.

    With `assume`, only under that one.
    """
    first = load_case(path, assume)
    yield first
    if assume is None:
        for other in ASSUMPTIONS:
            if other != first.scenario.assume:
                yield case_of(first.scenario.assuming(other))


def plan_path(path: Path) -> Path:
    """Return the plan's file: `path` itself, or plan.json where `path` is a folder."""
    return path / "plan.json" if path.is_dir() else path


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
