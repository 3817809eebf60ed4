"""`masarat check`, `masarat explain` and `masarat compare`."""

from dataclasses import asdict
from pathlib import Path

from masarat.app.commands.options import Counts, Lang, Questions
from masarat.app.exits import Exit
from masarat.app.terminal import error_console, say, say_json


def check(
    scenario: Path,
    plan: Path,
    /,
    *,
    counts: Counts | None = None,
    reports: Path | None = None,
    json: bool = False,
) -> int:
    """Judge a plan by every rule, from the scenario and the plan alone.

    The checker shares no code with the planner. It recomputes every minute,
    every figure, the digest and the proof of the bound, and names every
    broken rule with convoy, vehicle and minute.

        masarat check my-scenario out/plan.json
        masarat check my-scenario out/plan.json --json

    A replanned plan goes on from history. What it takes as given besides the
    scenario is read from instance.json beside it, and listed.

    Exit code 0: every rule holds. 1: at least one is broken.
    2: the scenario or the plan cannot be read.

    Parameters
    ----------
    scenario
        Folder of tables or .xlsx workbook.
    plan
        plan.json, or the folder it is in.
    reports
        Journal or file of reports to look for newer ones; else what the scenario names.
    json
        Print the verdict as JSON, for programs.
    """
    from masarat.app.continued import case_of_plan
    from masarat.app.loading import read_plan
    from masarat.app.streets.lines import newer_lines, street_lines
    from masarat.app.streets.news import newer_than
    from masarat.app.summary import given_lines, verdict_content, verdict_lines
    from masarat.plan.checker import check as check_plan

    document = read_plan(plan)
    case, given = case_of_plan(scenario, plan, document, (counts or Counts()).assume, reports)
    verdict = check_plan(case.instance, document)
    news = newer_than(case, document, reports)
    if json:
        known = {} if news is None else {"newer": [each.to_data() for each in news]}
        say_json({**verdict_content(verdict), "given": list(given), **known})
    else:
        say([*given_lines(given), *street_lines(case, document)])
        say([*verdict_lines(verdict, document), *newer_lines(case, news or ())])
    return Exit.DONE if verdict.ok else Exit.REFUSED


def explain(
    plan: Path,
    /,
    *,
    scenario: Path | None = None,
    questions: Questions | None = None,
    lang: Lang = "en",
    json: bool = False,
) -> int:
    """Say what binds, and what each change would save: computed, not guessed.

    One more lane, ten more buses, one more hour of calm, a shorter headway: the
    sentences that negotiators need, with the number to bargain for.

        masarat explain out/plan.json
        masarat explain out/plan.json --quick
        masarat explain out/plan.json --scenario my-scenario --lang ar
        masarat explain out/plan.json --json

    Parameters
    ----------
    plan
        plan.json, or the folder it is in. The instance is read from instance.json beside it.
    scenario
        Folder of tables or .xlsx workbook: for names instead of ids, or where there is no
        instance.json.
    lang
        Language of the sentences: Arabic, English or Russian.
    json
        Print the sentences and their figures as JSON, for programs.
    """
    from masarat.app.continued import matching_case, refuse_altered
    from masarat.app.loading import instance_beside, read_plan
    from masarat.planning import Options
    from masarat.planning.explain import explain as explain_plan
    from masarat.publish.explanation import explanation_sentences, saving_sentence
    from masarat.publish.names import Names
    from masarat.publish.wording import words as words_of

    asked = questions or Questions()
    document = read_plan(plan)
    refuse_altered(plan, document)
    if scenario is None:
        instance, names = instance_beside(plan, document), Names(None, lang)
    else:
        case = matching_case(scenario, plan, document)[0]
        instance, names = case.instance, Names(case.scenario, lang)
    words = words_of(lang)
    options = Options(effort=asked.effort, seed=asked.seed)
    with error_console().status("Planning again with each limit relaxed ...") as status:
        explanation = explain_plan(
            instance,
            document,
            options,
            quick=asked.quick,
            progress=lambda saving: status.update(saving_sentence(saving, words, names)),
        )
    sentences = explanation_sentences(explanation, words, names)
    if json:
        say_json({**asdict(explanation), "sentences": list(sentences)})
    else:
        say(sentences)
    return Exit.DONE


def compare(before: Path, after: Path, /, *, json: bool = False) -> int:
    """Say what changed from one plan to another: times, people, convoys.

    Each plan is named by its file or by the folder it is in. One that was altered
    after it was written is refused.

        masarat compare out/monday out/tuesday
        masarat compare out/monday/plan.json out/tuesday/plan.json --json

    Parameters
    ----------
    before
        plan.json, or the folder it is in.
    after
        plan.json, or the folder it is in.
    json
        Print the differences as JSON, for programs.
    """
    from masarat.app.continued import refuse_altered
    from masarat.app.loading import read_plan
    from masarat.plan.comparison import compare as compare_plans

    plans = {path: read_plan(path) for path in (before, after)}
    for path, document in plans.items():
        refuse_altered(path, document)
    comparison = compare_plans(plans[before], plans[after])
    if json:
        say_json(comparison.data())
    else:
        say(str(comparison).splitlines())
    return Exit.DONE
