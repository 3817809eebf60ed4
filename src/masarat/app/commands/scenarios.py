"""`masarat new` and `masarat validate`."""

from dataclasses import replace
from pathlib import Path

from masarat.app.commands.options import Counts
from masarat.app.exits import Exit
from masarat.app.terminal import say, say_json


def new(folder: Path, /, *, xlsx: bool = False) -> int:
    """Write a small commented scenario to start from.

    It is complete: it can be planned as it is, then changed line by line.

        masarat new my-scenario
        masarat new my-scenario.xlsx

    Parameters
    ----------
    folder
        Folder to make, or workbook, if it ends in .xlsx. What is there is never overwritten.
    xlsx
        Write a workbook with a sheet for each table whatever its name: .xlsx is added to it.
    """
    from masarat.app.starter import write_new

    written = write_new(folder, xlsx=xlsx)
    say([f"Wrote {written}. Now edit it, and: masarat validate {written}"])
    return Exit.DONE


def validate(scenario: Path, /, *, counts: Counts | None = None, json: bool = False) -> int:
    """Say whether a scenario can be planned, and every fault if not.

    Each fault names the file, the row and the field, what was found and what
    was expected. Lines that cannot hold together are listed together. What is
    probably not meant is worth a look, and changes nothing.

        masarat validate my-scenario
        masarat validate my-scenario.xlsx --json

    Exit code 0: everybody can be planned, as far as the tables show. 2: it
    cannot be used. 3: it can be planned, but not for everybody.

    Parameters
    ----------
    scenario
        Folder of tables or .xlsx workbook.
    json
        Print the summary as JSON, for programs.
    """
    from masarat.app.loading import load_case
    from masarat.app.remarks import note_lines, unmovable_lines
    from masarat.app.summary import scenario_content, scenario_lines

    case = load_case(scenario, (counts or Counts()).assume)
    case = replace(case, warnings=(*case.warnings, *unmovable_lines(case)))
    notes = note_lines(case)
    if json:
        say_json(scenario_content(case, notes))
    else:
        say(scenario_lines(case, notes))
    return Exit.LEFT if case.warnings else Exit.DONE
