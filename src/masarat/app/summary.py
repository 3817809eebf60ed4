"""What commands answer: lines for people, plain data for programs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from masarat.app.streets.lines import street_lines
from masarat.app.words import duration, gap_of, people_words, percent
from masarat.plan.content import gap, rests_on_content
from masarat.scenario.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from masarat.app.loading import Case
    from masarat.plan.document import Bound, Plan
    from masarat.plan.verdict import Rule, Verdict
    from masarat.planning.replan import ReplanReport

MOST_VIOLATIONS = 50
"""Violations printed for people; programs get them all."""

MOST_OF_ANOTHER = 6
"""The same where the plan is of another scenario: the rest only follows from that."""


def title(case: Case) -> str:
    """Return the scenario's title in English, else in the first language that it has."""
    titles = case.scenario.title
    return titles.get("en") or next(iter(titles.values()), case.scenario.source)


def scenario_content(case: Case, notes: Sequence[str] = ()) -> dict[str, object]:
    """Return what a scenario holds, as plain data."""
    instance = case.instance
    return {
        "title": title(case),
        "start": instance.start,
        "end_minutes": instance.end,
        "assume": case.scenario.assume,
        "people": sum(group.people for group in instance.groups),
        "staying": instance.staying,
        "groups": len(instance.groups),
        "assembly_points": len(instance.assembly_points),
        "destinations": len(instance.destinations),
        "corridors": len(instance.corridors),
        "checkpoints": len(instance.checkpoints),
        "escort_teams": sum(pool.teams for pool in instance.escorts),
        "vehicles": {vehicles.id: vehicles.count for vehicles in instance.classes},
        "instance": instance.digest,
        "warnings": list(case.warnings),
        "notes": list(notes),
    }


def scenario_lines(case: Case, notes: Sequence[str] = ()) -> list[str]:
    """Say what a scenario holds, who cannot be planned, and what is worth a look."""
    instance = case.instance
    clock = Clock(case.scenario.start, case.scenario.end)
    people = sum(group.people for group in instance.groups)
    fleet = ", ".join(f"{vehicles.count:,} {vehicles.id}" for vehicles in instance.classes)
    return [
        title(case),
        f"  {_date(clock, 0)} to {_date(clock, instance.end)} ({case.scenario.time_zone})",
        (
            f"  {people_words(people)} in {_count(len(instance.groups), 'group')}"
            f" at {_count(len(instance.assembly_points), 'assembly point')}"
            f" to {_count(len(instance.destinations), 'destination')};"
            f" {instance.staying:,} chose to stay"
        ),
        (
            f"  {_count(len(instance.corridors), 'corridor')},"
            f" {_count(len(instance.checkpoints), 'checkpoint')},"
            f" {_count(sum(pool.teams for pool in instance.escorts), 'escort team')}"
        ),
        f"  vehicles: {fleet}",
        "It can be planned." if not case.warnings else "It can be planned, but not for everybody:",
        *(f"  {warning}" for warning in case.warnings),
        *(["Worth a look:"] if notes else []),
        *(f"  {note}" for note in notes),
    ]


def plan_content(plan: Plan) -> dict[str, object]:
    """Return a plan's figures as plain data, under the names of plan.json."""
    return {
        **_clearance_content(plan.clearance_minutes, plan.bound),
        "by_priority": [
            {
                "priority": part.priority,
                "clearance_minutes": part.clearance_minutes,
                "bound_minutes": part.bound.minutes,
                "gap": gap(part.clearance_minutes, part.bound.minutes),
            }
            for part in plan.by_priority
        ],
        "people": {"planned": plan.planned, "left": plan.people_left, "staying": plan.staying},
        "left": [
            {"group": left.group, "people": left.people, "reason": left.reason}
            for left in plan.left
        ],
        "convoys": len(plan.convoys),
        "seed": plan.seed,
        "effort": plan.effort,
        **({} if plan.rests_on is None else {"rests_on": rests_on_content(plan.rests_on)}),
    }


def _clearance_content(minutes: int, bound: Bound) -> dict[str, object]:
    return {
        "clearance_minutes": minutes,
        "bound": {"minutes": bound.minutes, "from": list(bound.source)},
        "gap": gap(minutes, bound.minutes),
    }


def _gap(clearance: int, bound: int, since: int) -> str:
    share = gap_of(clearance, bound, since)
    return "" if share is None else f" (gap {percent(share)})"


def plan_lines(case: Case, plan: Plan) -> list[str]:
    """Say what a plan achieves, and who is left and why."""
    lines = list(_achieved(case, plan)) if plan.planned else ["Nobody is on the movement table."]
    if plan.bound.source:
        lines.append(f"What binds: {', '.join(_binding(case, plan))}")
    if plan.staying:
        lines.append(f"{people_words(plan.staying)} chose to stay")
    lines += left_lines(plan)
    lines += street_lines(case, plan)
    lines.append(f"Every rule was checked and holds. Effort {plan.effort:,}, seed {plan.seed}.")
    return lines


def _binding(case: Case, plan: Plan) -> list[str]:
    """Return what binds, in the words of `masarat explain`."""
    from masarat.planning.explain import binds
    from masarat.publish.binding import bound_words
    from masarat.publish.names import Names
    from masarat.publish.wording import words

    held = binds(case.instance, plan)
    return bound_words(words("en"), Names(None, "en"), plan.bound.source, held)


def _achieved(case: Case, plan: Plan) -> Iterator[str]:
    """Say how many move until when, and how far from the best possible that can be."""
    clock, now = Clock(case.scenario.start, case.scenario.end), case.instance.now
    rides = sum(len(convoy.rides) for convoy in plan.convoys)
    yield (
        f"{people_words(plan.planned)} in {_count(len(plan.convoys), 'convoy')}"
        f" ({_count(rides, 'ride')}), from {_date(clock, 0)}"
        f" to {_date(clock, plan.clearance_minutes)}"
    )
    clearance, bound = plan.clearance_minutes, plan.bound.minutes
    history = " with the same history" if now else ""
    least = f"{history} can do it in less than {duration(bound)}"
    best = f"; no plan for everybody{least}" if bound else ""
    if bound > case.instance.end:
        best = "; no plan can move everybody by the end"
    yield f"Clearance time {duration(clearance)}{best}{_gap(clearance, bound, now)}"
    for part in plan.by_priority:
        clearance, bound = part.clearance_minutes, part.bound.minutes
        best = f", bound {duration(bound)}" if bound else ""
        if bound > case.instance.end:
            best = "; not all can be moved by the end"
        time = (
            f"{duration(clearance)}{best}{_gap(clearance, bound, now)}" if clearance else "nobody"
        )
        yield f"  priority {part.priority}: {time}"


def left_lines(plan: Plan) -> list[str]:
    """Say who is left and why; nothing if nobody is."""
    if not plan.left:
        return []
    return [
        f"{people_words(plan.people_left)} {'is' if plan.people_left == 1 else 'are'} left:",
        *(f"  {left.people:,} of {left.group}: {left.reason}" for left in plan.left),
    ]


def verdict_content(verdict: Verdict) -> dict[str, object]:
    """Return a verdict as plain data."""
    return {
        "ok": verdict.ok,
        "violations": [
            {
                "rule": violation.rule,
                "message": violation.message,
                "convoy": violation.convoy,
                "vehicle": violation.vehicle,
                "group": violation.group,
                "minute": violation.minute,
            }
            for violation in verdict.violations
        ],
    }


def verdict_lines(verdict: Verdict, plan: Plan) -> list[str]:
    """Say whether a plan obeys the rules, and every rule that it breaks."""
    if verdict.ok:
        bound = plan.bound.minutes
        return [
            (
                f"The plan obeys every rule: {people_words(plan.planned)},"
                f" {_count(len(plan.convoys), 'convoy')},"
                f" clearance time {duration(plan.clearance_minutes)}"
                f"{f', bound {duration(bound)} proven' if bound else ''}."
            ),
        ]
    most = MOST_OF_ANOTHER if verdict.violations[0].rule == "digest" else MOST_VIOLATIONS
    shown = [str(violation) for violation in verdict.violations[:most]]
    hidden = len(verdict.violations) - len(shown)
    if hidden:
        shown.append(f"... and {hidden:,} more (--json prints them all)")
    counts = Counter(violation.rule for violation in verdict.violations)
    return [*shown, f"The plan breaks {_listed(counts)}."]


def given_lines(given: Sequence[str]) -> list[str]:
    """Say what a plan that goes on from history takes as given besides the scenario."""
    if not given:
        return []
    return ["The plan goes on from history. It takes as given:", *(f"  {fact}" for fact in given)]


def standing_line(case: Case, standing: ReplanReport) -> str:
    """Say how the rest of a replanned plan stands, from the news on."""
    clock = Clock(case.scenario.start, case.scenario.end)
    gap = "" if standing.gap is None else f" (gap {percent(standing.gap)})"
    return (
        f"From {_date(clock, standing.at)} on: {people_words(standing.waiting)} had not departed;"
        f" {duration(standing.minutes)} more, bound {duration(standing.bound)}{gap}"
    )


def _listed(counts: Mapping[Rule, int]) -> str:
    return ", ".join(f"{rule} ({number:,})" for rule, number in sorted(counts.items(), key=_rule))


def _rule(item: tuple[str, int]) -> tuple[int, str]:
    rule = item[0]
    return (int(rule[1:]) if rule[1:].isdigit() else 99, rule)


def _date(clock: Clock, minute: int) -> str:
    return f"{clock.moment(minute):%Y-%m-%d %H:%M}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def file_lines(written: Iterable[Path], folder: Path) -> list[str]:
    """Say which files were written where."""
    return [f"Wrote {folder}: {', '.join(path.name for path in written)}"]
