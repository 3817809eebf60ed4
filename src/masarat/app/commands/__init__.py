"""The commands: each reads its arguments, calls a use case and prints the answer.

No `from __future__ import annotations` in these modules: the command line is made from the types.
Use cases are imported inside, so that `masarat --help` stays quick.
"""

from masarat.app.commands.clearing import clearance
from masarat.app.commands.journal import (
    admit_node,
    export_journal,
    import_journal,
    merge_journals,
    new_journal,
    retire_node,
    show_journal,
    verify_journal,
)
from masarat.app.commands.judging import check, compare, explain
from masarat.app.commands.keys import export_key, new_key, show_keys
from masarat.app.commands.planning import plan, replan, report
from masarat.app.commands.roads import import_network, network_info
from masarat.app.commands.scenarios import new, validate

__all__ = [
    "admit_node",
    "check",
    "clearance",
    "compare",
    "explain",
    "export_journal",
    "export_key",
    "import_journal",
    "import_network",
    "merge_journals",
    "network_info",
    "new",
    "new_journal",
    "new_key",
    "plan",
    "replan",
    "report",
    "retire_node",
    "show_journal",
    "show_keys",
    "validate",
    "verify_journal",
]
