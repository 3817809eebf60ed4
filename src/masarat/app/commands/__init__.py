"""The commands: each reads its arguments, calls a use case and prints the answer.

No `from __future__ import annotations` in these modules: the command line is made from the types.
Use cases are imported inside, so that `masarat --help` stays quick.
"""

from masarat.app.commands.judging import check, compare, explain
from masarat.app.commands.planning import plan, replan, report
from masarat.app.commands.roads import import_network, network_info
from masarat.app.commands.scenarios import new, validate

__all__ = [
    "check",
    "compare",
    "explain",
    "import_network",
    "network_info",
    "new",
    "plan",
    "replan",
    "report",
    "validate",
]
