"""`masarat reports ...`: the commands of reports as one application."""

from cyclopts import App

from masarat.app.commands import reports_intake

COMMANDS = (reports_intake.draft,)
"""Commands of `masarat reports`."""

reports = App(
    name="reports",
    help="Who said what, through whom: read drafts of reports from news texts.",
    help_epilogue="",
)
for command in COMMANDS:
    reports.command(command)
