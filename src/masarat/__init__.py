"""Masarat: from a scenario to a checked movement table with a proven bound.

The functions here are looked up when first used, so that `import masarat` loads no solver.
`masarat.plan` is both this function and the package of the plan document (docs/adr/0006).
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import masarat.plan as _plan_package

TYPE_CHECKING = False  # as typing has it, which takes most of the time before Ctrl-C is heard
if TYPE_CHECKING:
    from masarat.app.api import (
        build,
        check,
        clearance,
        compare,
        explain,
        load,
        plan,
        read,
        replan,
        write,
        write_clearance,
    )
    from masarat.app.reports.desk import read_ledger
    from masarat.core.errors import InputError, MasaratError
    from masarat.network.traffic.demand import Demand
    from masarat.plan.document import Plan
    from masarat.plan.verdict import Verdict
    from masarat.planning import Progress
    from masarat.planning.replan import Change
    from masarat.reports.ledger import Ledger
    from masarat.reports.report import Report
    from masarat.reports.statuses import route_status, status, statuses
    from masarat.scenario.document import Scenario
    from masarat.scenario.instance import Instance

__all__ = [
    "Change",
    "Demand",
    "InputError",
    "Instance",
    "Ledger",
    "MasaratError",
    "Plan",
    "Progress",
    "Report",
    "Scenario",
    "Verdict",
    "build",
    "check",
    "clearance",
    "compare",
    "explain",
    "load",
    "plan",
    "read",
    "read_ledger",
    "replan",
    "route_status",
    "status",
    "statuses",
    "write",
    "write_clearance",
]

_HOMES = {
    "Change": "masarat.planning.replan",
    "Demand": "masarat.network.traffic.demand",
    "InputError": "masarat.core.errors",
    "Instance": "masarat.scenario.instance",
    "Ledger": "masarat.reports.ledger",
    "MasaratError": "masarat.core.errors",
    "Plan": "masarat.plan.document",
    "Progress": "masarat.planning",
    "Report": "masarat.reports.report",
    "Scenario": "masarat.scenario.document",
    "Verdict": "masarat.plan.verdict",
    "load": "masarat.scenario",
    "read_ledger": "masarat.app.reports.desk",
    **dict.fromkeys(("route_status", "status", "statuses"), "masarat.reports.statuses"),
    **dict.fromkeys(
        (
            *("build", "check", "clearance", "compare", "explain", "read", "replan"),
            *("write", "write_clearance"),
        ),
        "masarat.app.api",
    ),
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'masarat' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _PlanPackage(ModuleType):
    """The package `masarat.plan`, which is called like the function of the same name."""

    def __call__(self, *args: object, **options: object) -> object:
        from masarat.app import api

        return api.plan(*args, **options)  # type: ignore[arg-type]  # the function judges them


_plan_package.__class__ = _PlanPackage
