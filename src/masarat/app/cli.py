"""The command line: a thin shell over the use cases, one module a command in `app.commands`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cyclopts import App, CycloptsError, Parameter

from masarat.app import commands
from masarat.app.exits import Exit
from masarat.app.interrupt import listen, settle
from masarat.app.terminal import complain, forget_reader, open_streams
from masarat.core.errors import CheckFailed, InputError, MasaratError

if TYPE_CHECKING:
    from collections.abc import Sequence

ABOUT = """Turn an agreement in principle to evacuate people into a movement table.

A first plan in three commands:

    masarat new my-scenario
    masarat validate my-scenario
    masarat plan my-scenario --out out/my-scenario

A scenario is a folder of tables that open in a spreadsheet, or one .xlsx
workbook. A plan is checked against every rule before anything is written,
and states how far from the best possible it can be."""

EPILOGUE = """Every command explains itself: masarat plan --help.
Exit codes: 0 done; 1 the answer is no (check, report, journal verify,
agreement gate and go); 2 the input cannot be used; 3 people are left;
4 a defect of masarat (--debug shows where)."""

DEBUG = "--debug"


def _version() -> str:
    from importlib.metadata import version

    return version("masarat")


def build() -> App:
    """Return the command line application."""
    app = App(
        name="masarat",
        help=ABOUT,
        help_format="plaintext",
        help_epilogue=EPILOGUE,
        version=_version,
        default_parameter=Parameter(negative=()),
        result_action="return_value",
        suppress_keyboard_interrupt=False,
    )
    network = App(name="network", help="Import and look at road networks.", help_epilogue="")
    network.command(commands.import_network, name="import")
    network.command(commands.network_info, name="info")
    keys = App(name="keys", help="Make and show the keys that offices sign with.", help_epilogue="")
    keys.command(commands.new_key, name="new")
    keys.command(commands.show_keys, name="show")
    keys.command(commands.export_key, name="export")
    for command in (
        commands.new,
        commands.validate,
        commands.plan,
        commands.check,
        commands.explain,
        commands.replan,
        commands.compare,
        commands.report,
        commands.clearance,
    ):
        app.command(command, help_epilogue="")
    app.command(network)
    app.command(keys)
    app.command(_journal())
    app.command(
        "masarat.app.commands.agreements:agreement",  # read only when it is asked for
        name="agreement",
        help="Draft, negotiate, sign, and see whether it is in force.",
    )
    app.command(
        "masarat.app.commands.reports:reports",
        name="reports",
        help="Who said what through whom, and what that makes of a road.",
    )
    return app


def _journal() -> App:
    journal = App(
        name="journal", help="Keep the record of everything, and verify it.", help_epilogue=""
    )
    journal.command(commands.new_journal, name="new")
    journal.command(commands.verify_journal, name="verify")
    journal.command(commands.show_journal, name="show")
    journal.command(commands.export_journal, name="export")
    journal.command(commands.import_journal, name="import")
    journal.command(commands.merge_journals, name="merge")
    journal.command(commands.admit_node, name="admit")
    journal.command(commands.retire_node, name="retire")
    return journal


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; nothing is raised but what `--debug` asks for."""
    tokens = [argument for argument in arguments if argument != DEBUG]
    try:
        result = build()(tokens, exit_on_error=False, print_error=False)
    except (CycloptsError, MasaratError, OSError, KeyboardInterrupt) as error:
        if len(tokens) < len(arguments):
            raise
        return _explain(error)
    except SystemExit:  # so rich leaves where nobody reads the help any more
        return Exit.DONE
    except Exception as error:
        if len(tokens) < len(arguments):
            raise
        return _apologise(error)
    return int(result or Exit.DONE)


def _explain(error: BaseException) -> Exit:
    """Say what was wrong with the input and return the exit code."""
    match error:
        case BrokenPipeError():
            forget_reader(sys.stdout)
            return Exit.DONE
        case KeyboardInterrupt():
            settle()
            complain(["Stopped; nothing was written."])
            return Exit.INTERRUPTED
        case CheckFailed():
            complain([str(error), "This is a defect of masarat: nothing was written."])
            return Exit.DEFECT
        case InputError(faults=faults):
            complain([str(fault) for fault in faults])
            complain([f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}."])
        case OSError(filename=str(name), strerror=str(reason)):
            complain([f"{name}: {reason}"])
        case _:
            complain([str(error)])
    return Exit.UNUSABLE


def _apologise(error: Exception) -> Exit:
    complain(
        [
            f"masarat met a defect of its own: {type(error).__name__}: {error}",
            f"Repeat the command with {DEBUG} to see where, and please report it.",
        ],
    )
    return Exit.DEFECT


def main() -> None:
    """Run the command line with the process's arguments and exit."""
    open_streams()
    listen()
    code = run(sys.argv[1:])
    settle()
    sys.exit(code)
