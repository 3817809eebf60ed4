"""`masarat reports ...`: the commands of reports as one application."""

from collections.abc import Callable

from cyclopts import App

from masarat.app.commands import (
    reports_intake,
    reports_ledger,
    reports_review,
    reports_status,
)

COMMANDS: dict[str, Callable[..., int]] = {
    "draft": reports_intake.draft,
    "review": reports_review.review,
    "add": reports_ledger.add,
    "import": reports_ledger.import_reports,
    "export": reports_ledger.export_reports,
    "list": reports_ledger.list_reports,
    "show": reports_ledger.show_report,
    "status": reports_status.status,
    "figures": reports_status.figures,
    "correct": reports_ledger.correct,
    "retract": reports_ledger.retract,
    "link": reports_ledger.link_reports,
    "grade": reports_ledger.grade,
    "side": reports_ledger.side,
    "source": reports_ledger.source,
}
"""Commands of `masarat reports` by name."""

reports = App(
    name="reports",
    help="Who said what through whom, and what that makes of a road.",
    help_epilogue="",
)
for name, command in COMMANDS.items():
    reports.command(command, name=name)
