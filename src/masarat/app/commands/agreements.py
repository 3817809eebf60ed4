"""`masarat agreement ...`: the commands of agreements as one application."""

from cyclopts import App

from masarat.app.commands import (
    agreement_drafting,
    agreement_moving,
    agreement_signing,
    agreement_talks,
)

COMMANDS = (
    agreement_drafting.parties,
    agreement_drafting.draft,
    agreement_drafting.table,
    agreement_drafting.changes,
    agreement_drafting.show,
    agreement_talks.position,
    agreement_talks.consult,
    agreement_talks.postpone,
    agreement_talks.held,
    agreement_talks.receive,
    agreement_signing.sign,
    agreement_signing.withdraw,
    agreement_signing.take,
    agreement_signing.status,
    agreement_signing.gate,
    agreement_signing.coverage,
    agreement_moving.go,
    agreement_moving.suspend,
    agreement_moving.renew,
    agreement_moving.depart,
    agreement_moving.arrive,
    agreement_moving.back,
    agreement_moving.count,
    agreement_moving.progress,
    agreement_moving.actual,
)
"""Commands of `masarat agreement`."""

agreement = App(
    name="agreement",
    help="Draft, negotiate, sign, and see whether it is in force.",
    help_epilogue="",
)
for command in COMMANDS:
    agreement.command(command)
