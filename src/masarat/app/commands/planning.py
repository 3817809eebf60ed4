"""`masarat plan`, `masarat replan` and `masarat report`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from masarat.app.commands.options import Counts, Lang, Output, Search
from masarat.app.exits import Exit
from masarat.app.terminal import complain, error_console, say, say_json


def plan(
    scenario: Path,
    /,
    *,
    search: Search | None = None,
    output: Output | None = None,
    counts: Counts | None = None,
) -> int:
    """Make a movement table, with a proof of how far from the best possible it can be.

    The search shows its best clearance time, bound and gap while it runs.
    Ctrl-C stops it: the best table so far is kept and written. Nothing is
    written that breaks a rule.

        masarat plan my-scenario --out out/my-scenario
        masarat plan my-scenario --time-limit 300 --gap 0.02 --lang ar
        masarat plan my-scenario --effort 2000 --seed 7
        masarat plan my-scenario --assume most

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
    from masarat.planning import Options

    search = search or Search()
    options = Options(
        time_limit=search.time_limit, effort=search.effort, gap=search.gap, seed=search.seed
    )
    case = load_case(scenario, (counts or Counts()).assume)
    line = ProgressLine(error_console())
    with (
        stopping_on_interrupt(lambda: line.say("Stopping; the best so far is kept.")) as stop,
        line,
    ):
        made = make_plan(case.instance, options, line, stop)
    return _deliver(case, made, scenario, output or Output())


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What happened.

    Parameters
    ----------
    at
        The moment of the news, written as in the scenario.
    close
        Corridor that is closed from that moment on. Repeat it for more.
    suspend
        From when until when nothing may move. Repeat it for more.
    fleet
        Number of vehicles of a class from that moment on. Repeat it for more.
    actual
        CSV table of what really happened, where it differs from the plan.
    """

    at: str
    close: list[str] | None = None
    suspend: list[tuple[str, str]] | None = None
    fleet: list[str] | None = None
    actual: Path | None = None


def replan(
    scenario: Path,
    plan: Path,
    /,
    *,
    news: News,
    search: Search | None = None,
    output: Output | None = None,
) -> int:
    """Plan the rest anew from the state at a moment, vehicles on the way included.

    What has departed by then stays as it was; everything later may change.

        masarat replan my-scenario out --at "day 2 14:00" --close ramouseh
        masarat replan my-scenario out --at "day 3 06:00" --fleet bus=25
        masarat replan my-scenario out --at "2016-12-16 11:00" \\
            --suspend "2016-12-16 11:00" "2016-12-18 12:00" --actual actual.csv

    Exit code 3 says that people are left: they are named with the reason.

    Parameters
    ----------
    scenario
        Folder of tables or .xlsx workbook that the plan was made from.
    plan
        plan.json, or the folder it is in.
    """


def report(
    scenario: Path, plan: Path, /, *, output: Output | None = None, counts: Counts | None = None
) -> int:
    """Write a plan's files again, in another language for instance.

    The plan is checked first, as always.

        masarat report my-scenario out/plan.json --lang ru --out out/russian

    Parameters
    ----------
    scenario
        Folder of tables or .xlsx workbook that the plan was made from.
    plan
        plan.json, or the folder it is in.
    """
