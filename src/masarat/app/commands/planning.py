"""`masarat plan`, `masarat replan` and `masarat report`."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from masarat.app.commands.options import Counts, News, Output, Search, Streets
from masarat.app.exits import Exit
from masarat.app.terminal import complain, error_console, say, say_json

if TYPE_CHECKING:
    from masarat.app.loading import Case
    from masarat.app.making import Checked
    from masarat.planning.replan import ReplanReport

STOPPING = "Stopping; the best so far is kept."


def plan(
    scenario: Path,
    /,
    *,
    search: Search | None = None,
    output: Output | None = None,
    counts: Counts | None = None,
    streets: Streets | None = None,
) -> int:
    """Make a movement table, with a proof of how far from the best possible it can be.

    The search shows its best clearance time, bound and gap while it runs.
    Ctrl-C stops it: the best table so far is kept and written. Nothing is
    written that breaks a rule.

        masarat plan my-scenario --out out/my-scenario
        masarat plan my-scenario --time-limit 300 --gap 0.02 --lang ar
        masarat plan my-scenario --effort 2000 --seed 7
        masarat plan my-scenario --assume most
        masarat plan my-scenario --reports reports.sqlite --known "2016-12-14 05:00"

    What reports say of streets closes them, forbids them or makes the plan warn,
    as the scenario says; each is named with its reports.

    Exit code 3 says that people are left: they are named with the reason.

    Parameters
    ----------
    scenario
        Folder of tables or .xlsx workbook.
    """
    from masarat.app.interrupt import stopping_on_interrupt
    from masarat.app.loading import load_case
    from masarat.app.making import make_plan
    from masarat.app.progress import ProgressLine
    from masarat.app.writing.folders import folder_of_plan
    from masarat.app.writing.writable import ready_folder
    from masarat.planning import Options

    search, output = search or Search(), output or Output()
    options = Options(**asdict(search))
    asked = (streets or Streets()).asked()
    case = load_case(scenario, (counts or Counts()).assume, asked)
    folder = ready_folder(folder_of_plan(case, output.out))
    complain(case.warnings)
    line = ProgressLine(error_console())
    with (
        stopping_on_interrupt(lambda: line.say(STOPPING)) as stop,
        line,
    ):
        made = make_plan(case.instance, options, line, stop, case.basis)
    return _deliver(case, made, folder, output)


def replan(
    scenario: Path,
    plan: Path,
    /,
    *,
    news: News,
    search: Search | None = None,
    output: Output | None = None,
    reports: Path | None = None,
) -> int:
    """Plan the rest anew from the state at a moment, vehicles on the way included.

    What has departed by then stays as it was; everything later may change.
    A table of what really departed (--actual) needs a row only where it
    differs from the plan.

        masarat replan my-scenario out --at "day 2 14:00" --close ramouseh
        masarat replan my-scenario out --at "day 3 06:00" --fleet bus=25
        masarat replan my-scenario out --at "day 3 11:00" --actual actual.csv
        masarat replan my-scenario out --at start --suspend start "day 2 12:00"
        masarat replan my-scenario out --at "day 2 14:00" --reports reports.sqlite

    With --reports, corridors over streets that by newer reports are closed at that
    moment are closed from then on, and named; their alternatives stay open.

    The plan that this one goes on from stays where it is: --out is another folder.
    Without --out, no plan after other news is replaced.

    Exit code 3 says that people are left: they are named with the reason.

    Parameters
    ----------
    scenario
        Folder of tables or .xlsx workbook that the plan was made from.
    plan
        plan.json, or the folder it is in.
    reports
        Journal or file of reports in which to look for newer ones.
    """
    from masarat.app.continued import matching_case, refuse_altered
    from masarat.app.interrupt import stopping_on_interrupt
    from masarat.app.loading import read_plan
    from masarat.app.making import remake_plan
    from masarat.app.news import read_change
    from masarat.app.progress import ProgressLine
    from masarat.app.streets.lines import newer_lines
    from masarat.app.streets.news import newer_than
    from masarat.app.writing.folders import folder_of_rest
    from masarat.app.writing.writable import ready_folder
    from masarat.planning import Options
    from masarat.planning.replan import changed_instance
    from masarat.planning.replan import report as report_on

    search, output = search or Search(), output or Output()
    document = read_plan(plan)
    refuse_altered(plan, document)
    case, _ = matching_case(scenario, plan, document, reports=reports)
    change = read_change(case, news)
    if reports is not None:
        newer = newer_than(case, document, reports) or ()
        complain(newer_lines(case, newer))
        closed = frozenset(route for each in newer for route in each.closes(change.at))
        change = replace(change, closed=change.closed | closed)
    rest = changed_instance(case.instance, document, change)
    folder = ready_folder(folder_of_rest(case, output.out, rest, plan))
    line = ProgressLine(error_console())
    with stopping_on_interrupt(lambda: line.say(STOPPING)) as stop, line:
        options = Options(**asdict(search))
        case, made = remake_plan(case, document, change, options, line, stop)
    return _deliver(case, made, folder, output, report_on(made, change.at))


def report(
    scenario: Path, plan: Path, /, *, output: Output | None = None, counts: Counts | None = None
) -> int:
    """Write a plan's files again, in another language for instance.

    The plan is checked first; exit code 1 says that it breaks a rule. Without
    --out, no other plan's files are replaced.

        masarat report my-scenario out/plan.json --lang ru --out out/russian

    Parameters
    ----------
    scenario
        Folder of tables or .xlsx workbook that the plan was made from.
    plan
        plan.json, or the folder it is in.
    """
    from masarat.app.continued import matching_case
    from masarat.app.loading import read_plan
    from masarat.app.making import Checked
    from masarat.app.summary import verdict_lines
    from masarat.app.writing.folders import folder_of_report
    from masarat.app.writing.writable import ready_folder
    from masarat.plan.checker import check

    output = output or Output()
    document = read_plan(plan)
    case, given = matching_case(scenario, plan, document, (counts or Counts()).assume)
    folder = ready_folder(folder_of_report(case, output.out, document, anew=bool(given)))
    verdict = check(case.instance, document)
    if not verdict.ok:
        complain(verdict_lines(verdict, document))
        return Exit.REFUSED
    return _deliver(case, Checked(document), folder, output)


def _deliver(
    case: "Case",
    made: "Checked",
    folder: Path,
    output: Output,
    standing: "ReplanReport | None" = None,
) -> int:
    """Write the files of a plan into `folder`, say what it achieves, and return the exit code."""
    from masarat.app.making import Style, write_checked
    from masarat.app.summary import file_lines, plan_content, plan_lines, standing_line

    style = Style(lang=output.lang, report=output.report)
    written = write_checked(case, made, folder, style)
    if output.json:
        rest = {"rest": asdict(standing)} if standing else {}
        say_json({**plan_content(made), **rest, "files": [str(path) for path in written]})
    else:
        say([standing_line(case, standing)] if standing else [])
        say([*plan_lines(case, made), *file_lines(written, folder)])
    return Exit.LEFT if made.left else Exit.DONE
