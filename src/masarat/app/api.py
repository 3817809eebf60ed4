"""What `import masarat` offers: the use cases as functions over frozen values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from masarat.core.errors import UsageError
from masarat.scenario import load
from masarat.scenario.document import Scenario
from masarat.scenario.instance import Instance

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.app.clearing import Cleared
    from masarat.app.loading import Case
    from masarat.network.traffic import Traffic
    from masarat.network.traffic.demand import Demand
    from masarat.plan.comparison import Comparison
    from masarat.plan.document import Plan
    from masarat.plan.verdict import Verdict
    from masarat.planning import Progress
    from masarat.planning.explain import Bind, Saving
    from masarat.planning.replan import Change

__all__ = [
    "build",
    "check",
    "clearance",
    "compare",
    "explain",
    "load",
    "plan",
    "read",
    "replan",
    "write",
    "write_clearance",
]


def build(
    source: Scenario | Instance | str | Path,
    *,
    reports: str | Path | None = None,
    known: str | None = None,
) -> Instance:
    """Return the solver-ready instance of a scenario.

    Parameters
    ----------
    source
        A scenario, the path of one, or an instance, which is returned as it is.
    reports
        Journal or file of reports; None: what the scenario names, if anything.
    known
        Reports published after this moment are not known ("2016-12-14 05:00" on the scenario's
        clock); None: all are.

    Raises
    ------
    ScenarioError
        If the scenario cannot be used, with every fault.
    NetworkError
        If the road network it names cannot be read.
    InputError, JournalError
        If the reports cannot be read.
    """
    if isinstance(source, Instance):
        return source
    return _case(source, reports, known).instance


def _case(
    source: Scenario | str | Path, reports: str | Path | None = None, known: str | None = None
) -> Case:
    from masarat.app.loading import Reports, basis_for, case_of

    scenario = source if isinstance(source, Scenario) else load(source)
    asked = Reports(ledger=None if reports is None else Path(reports), known=known)
    return case_of(scenario, basis_for(scenario, asked))


def _instance_of(
    source: Scenario | Instance | str | Path, plan: Plan, reports: str | Path | None = None
) -> Instance:
    """Return the instance that `plan` is of: with the reports that it rests on, and no others."""
    if isinstance(source, Instance):
        return source
    from masarat.app.loading import case_of
    from masarat.app.streets.keeping import basis_of_plan

    scenario = source if isinstance(source, Scenario) else load(source)
    file = scenario.ledger_file() if reports is None else Path(reports)
    return case_of(scenario, basis_of_plan(plan, scenario, file)).instance


def plan(  # noqa: PLR0913  (options by name)
    source: Scenario | Instance | str | Path,
    *,
    time_limit: float | None = 60.0,
    effort: int | None = None,
    gap: float | None = None,
    seed: int = 1,
    progress: Callable[[Progress], None] | None = None,
    reports: str | Path | None = None,
    known: str | None = None,
) -> Plan:
    """Return the best movement table found, with its bound, checked.

    Parameters
    ----------
    source
        What to plan: a scenario, the path of one, or an instance.
    time_limit
        Seconds to search.
    effort
        Search steps instead of seconds: the same effort and seed give the same plan.
    gap
        Stop when (clearance - bound) / bound is at most this; 0.05 is 5%.
    seed
        Chooses among equally good ways to search.
    progress
        Called with the best clearance, bound and gap whenever there is news.
    reports, known
        As for `build`.

    Raises
    ------
    ScenarioError, NetworkError
        If the scenario cannot be used.
    InputError, JournalError
        If the reports cannot be read.
    UsageError
        If a number is out of its range, or `source` is an instance that was built with reports: its
        plan could not say which.
    CheckFailed
        If the plan broke a rule: a defect of masarat. No plan leaves unchecked.
    """
    from masarat.app.making import make_plan
    from masarat.planning import Options

    options = Options(time_limit=time_limit, effort=effort, gap=gap, seed=seed)
    if not isinstance(source, Instance):
        case = _case(source, reports, known)
        return make_plan(case.instance, options, progress, basis=case.basis)
    if source.statuses or reports is not None or known is not None:
        raise UsageError("reports go with a scenario: plan that, so that the plan says which")
    return make_plan(source, options, progress)


def check(
    source: Scenario | Instance | str | Path, plan: Plan, *, reports: str | Path | None = None
) -> Verdict:
    """Judge `plan` by every rule, its figures, its digest and its bound.

    Parameters
    ----------
    reports
        The reports that the plan rests on (`reports.json` beside it), or a ledger that holds them;
        None: the scenario's.

    Raises
    ------
    ScenarioError, NetworkError
        If the scenario cannot be used.
    InputError, JournalError
        If the plan rests on reports that are not to be found.
    """
    from masarat.plan.checker import check as check_plan

    return check_plan(_instance_of(source, plan, reports), plan)


class Explained(NamedTuple):
    """What binds, what could be saved (largest savings first), and the same in sentences."""

    binds: tuple[Bind, ...]
    savings: tuple[Saving, ...]
    sentences: tuple[str, ...]


def explain(
    source: Scenario | Instance | str | Path,
    plan: Plan,
    *,
    effort: int | None = None,
    seed: int = 1,
    quick: bool = False,
    lang: str = "en",
) -> Explained:
    """Say what binds, and what one more lane, bus, hour or a shorter headway would save: computed.

    Parameters
    ----------
    effort
        Search steps for each question; None: as many as the planner thinks right.
    quick
        Bounds only: what each change could save at most, without planning again.
    lang
        Language of the sentences: ar, en or ru. Names are those of the scenario, where one is
        given, otherwise ids.

    Raises
    ------
    ScenarioError, NetworkError
        If the scenario cannot be used.
    UsageError
        If there are no words in this language, a number is out of its range, or the plan is not of
        `source`.
    """
    from masarat.planning import Options
    from masarat.planning.explain import explain as explain_plan
    from masarat.publish.explanation import explanation_sentences
    from masarat.publish.names import Names
    from masarat.publish.wording import words

    given = load(source) if isinstance(source, str | Path) else source
    known = given if isinstance(given, Scenario) else None
    options = Options(effort=effort, seed=seed)
    found = explain_plan(_instance_of(given, plan), plan, options, quick=quick)
    sentences = explanation_sentences(found, words(lang), Names(known, lang))
    return Explained(found.binds, found.savings, sentences)


class Replanned(NamedTuple):
    """A replanned plan and the instance that it is of.

    The instance is the earlier plan's with what happened since: check and write the plan with it.
    """

    instance: Instance
    plan: Plan


def replan(
    source: Scenario | Instance | str | Path,
    plan: Plan,
    change: Change,
    *,
    time_limit: float | None = 60.0,
    effort: int | None = None,
    seed: int = 1,
) -> Replanned:
    """Plan the rest anew from the state that `change` describes, vehicles on the way included.

    Parameters
    ----------
    source
        What `plan` was made from; for a plan that was itself replanned, its instance.
    time_limit, effort, seed
        As for `plan`.

    Raises
    ------
    ScenarioError, NetworkError
        If the scenario cannot be used.
    UsageError
        If the plan is not of `source`, a number is out of its range, or the change names what the
        scenario does not have.
    CheckFailed
        If the new plan broke a rule: a defect of masarat.
    """
    from masarat.app.making import checked
    from masarat.planning import Options
    from masarat.planning.replan import changed_instance
    from masarat.planning.replan import replan as replan_plan

    before = _instance_of(source, plan)
    options = Options(time_limit=time_limit, effort=effort, seed=seed)
    after = changed_instance(before, plan, change)
    return Replanned(after, checked(after, replan_plan(before, plan, change, options)))


def clearance(
    source: Scenario | Traffic | str | Path,
    *,
    resolution: int = 1,
    closures: bool = False,
    demand: Demand | None = None,
) -> Cleared:
    """Return the least time in which all private vehicles can be out, with its proof, checked.

    Parameters
    ----------
    source
        A scenario or the path of one, an evacflow file, an OpenStreetMap extract, a GMNS folder, an
        imported network; or traffic as arrays.
    resolution
        Seconds in a step of time: a divisor of 3600.
    closures
        Whether to rank every road that carries vehicles by what its closure would cost.
    demand
        Who drives, where the source does not say so itself.

    Raises
    ------
    ScenarioError, NetworkError
        If the source cannot be used, with every fault.
    UsageError
        If `resolution` does not divide an hour.
    CheckFailed
        If the answer broke a law of flows: a defect of masarat. None leaves unchecked.
    """
    from masarat.app.clearing import clear, read_traffic, traffic_of_scenario
    from masarat.network.traffic.demand import Demand

    who = demand or Demand()
    if isinstance(source, Scenario):
        traffic = traffic_of_scenario(source, who)
    else:
        traffic = read_traffic(Path(source), who) if isinstance(source, str | Path) else source
    return clear(traffic, resolution, closures=closures)


def write_clearance(
    cleared: Cleared, folder: str | Path, *, lang: str = "en", report: bool = True
) -> tuple[Path, ...]:
    """Write all files of a quickest clearance into `folder`; return their paths.

    Parameters
    ----------
    lang
        "ar", "en" or "ru".
    report
        Whether to write report.html.

    Raises
    ------
    UsageError
        If the folder holds a scenario.
    OSError
        If the folder cannot be written to.
    """
    from masarat.app.clearing import write_cleared

    return write_cleared(cleared, Path(folder), lang=lang, report=report)


def compare(before: Plan, after: Plan) -> Comparison:
    """Return what changed from one plan to another."""
    from masarat.plan.comparison import compare as compare_plans

    return compare_plans(before, after)


def read(path: str | Path) -> Plan:
    """Read a plan from plan.json, or from the folder it is in.

    Raises
    ------
    PlanError
        If there is none, or it is not a plan.
    """
    from masarat.app.loading import read_plan

    return read_plan(Path(path))


def write(  # noqa: PLR0913  (options by name)
    scenario: Scenario,
    plan: Plan,
    folder: str | Path,
    *,
    lang: str = "en",
    report: bool = True,
    instance: Instance | None = None,
    reports: str | Path | None = None,
) -> tuple[Path, ...]:
    """Check `plan` and write all its files into `folder`; return their paths.

    Parameters
    ----------
    lang
        "ar", "en" or "ru".
    report
        Whether to write report.html.
    instance
        The instance of a replanned plan; None: the scenario's.
    reports
        As for `check`.

    Raises
    ------
    CheckFailed
        If the plan breaks a rule of the scenario: nothing is written.
    UsageError
        If the folder holds a scenario.
    OSError
        If the folder cannot be written to.
    """
    from masarat.app.loading import Case, case_of
    from masarat.app.making import Style, write_outputs
    from masarat.app.streets.keeping import basis_of_plan

    style = Style(lang=lang, report=report)
    file = scenario.ledger_file() if reports is None else Path(reports)
    basis = basis_of_plan(plan, scenario, file)
    case = case_of(scenario, basis)
    if instance is not None:
        case = Case(scenario, instance, basis=basis)
    return write_outputs(case, plan, Path(folder), style)
