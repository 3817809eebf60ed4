"""What would change a status: every answer is the same decision taken anew, with one thing changed.

Somebody new, of no side, says something at the moment; a report that stands alone is taken back;
or nothing happens until a statement is stale.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from masarat.reports.clauses.time import limit
from masarat.reports.deciding import answered, controllers, still_fresh, value_of
from masarat.reports.said import NEVER, Reading, Said, Statement
from masarat.reports.status import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from masarat.reports.clauses.values import Answer
    from masarat.reports.deciding import Decision
    from masarat.reports.sides import Sides
    from masarat.reports.status import Rules, Value

_MINUTE = 60
_SOMEBODY = "\uffff somebody new"


class Among(NamedTuple):
    """What a status is one among: the sides, and the reports that take back others."""

    sides: Sides
    takers: frozenset[str]


def changes(
    statements: Iterable[Statement], decision: Decision, at: int, rules: Rules, among: Among
) -> tuple[Change, ...]:
    """Return what would change a decision about `statements` at a moment.

    Parameters
    ----------
    statements
        All that were looked at.
    decision
        What was decided.
    at
        When, in seconds since 1970.
    among
        The sides, and the reports that take back others: what their loss would change is more.
    """
    found = []
    for what, of, reading in _new(decision, among.sides):
        said = Statement(_said_now(reading, at))
        fresh = [*decision.fresh[reading.question], said]
        if after := _after(decision, reading.question, answered(fresh, rules)):
            found.append(Change(what, *after, of=of))
    for first, left in _without_one(decision, among.takers):
        if after := _after(decision, first.reading.question, answered(left, rules)):
            found.append(Change("retracted", *after, report=first.report))
    return (*found, *_in_time(statements, decision, at, rules))


def _after(
    decision: Decision, question: str, answer: Answer
) -> tuple[Value, tuple[str, ...]] | None:
    """Return what the value becomes with another answer to a question, None if it stays."""
    if answer == decision.answers[question]:
        return None
    answers = {**decision.answers, question: answer}
    after = _shown(value_of(answers)[1], controllers(answers))
    return None if after == _shown(decision.value, decision.by) else after


def _shown(value: Value, by: tuple[str, ...]) -> tuple[Value, tuple[str, ...]]:
    return value, by if value == "controlled" else ()


def _new(decision: Decision, sides: Sides) -> Iterator[tuple[str, str, Reading]]:
    """Return what somebody new could say: the key of its words, of which side, the reading."""
    yield "open_reported", "", Reading("passage", "open")
    yield "closed_reported", "", Reading("passage", "closed")
    yield "clashes_reported", "", Reading("fighting", "clashes")
    yield "closed_denied", "", Reading("passage", "closed", negated=True)
    yield "clashes_denied", "", Reading("fighting", "clashes", negated=True)
    control = {each.first.reading.answer for each in decision.fresh["control"]}
    for side in sorted({*control, *sides.names} - {*decision.by}):
        yield "control_reported", side, Reading("control", side)
    for side in decision.by:
        yield "control_denied", side, Reading("control", side, negated=True)


def _said_now(reading: Reading, at: int) -> Said:
    return Said(
        order=(at, at + _MINUTE, _SOMEBODY),
        reading=reading,
        origin=_SOMEBODY,
        voice=_SOMEBODY,
        interest="",
        said=at,
        until=at + _MINUTE,
        dated=True,
        as_of=at + _MINUTE,
        begins=NEVER,
        ends=-NEVER,
        reliability="F",
        credibility=6,
    )


def _without_one(
    decision: Decision, takers: frozenset[str]
) -> Iterator[tuple[Said, list[Statement]]]:
    """Return each report that a statement for the value rests on alone, and what is left."""
    for statement, bearing, _ in decision.judged:
        first = statement.first
        if bearing != "for" or id(statement) in decision.idle or statement.others or first.rests:
            continue
        if first.report in takers:
            continue
        left = [each for each in decision.fresh[first.reading.question] if each is not statement]
        if all(each.first.rests != first.report for each in left):
            yield first, left


def _in_time(
    statements: Iterable[Statement], decision: Decision, at: int, rules: Rules
) -> tuple[Change, ...]:
    """Return the next change that time alone brings, if any: statements get stale, begin, end."""
    later = [each for each in statements if each.first.begins > at]
    turns: dict[int, set[str]] = {}
    for each in (*later, *(s for fresh in decision.fresh.values() for s in fresh)):
        if decision.idle.get(id(each)) == "T3":
            continue
        first = each.first
        end = first.as_of + limit(first.reading.question, rules)
        for moment in (end, first.begins, first.ends):
            if at < moment < -NEVER:
                turns.setdefault(moment, set()).add(first.reading.question)
    answers = dict(decision.answers)
    for moment in sorted(turns):
        for question in turns[moment]:
            begun = [each for each in later if each.first.reading.question == question]
            fresh = still_fresh([*decision.fresh[question], *begun], moment, rules)
            answers[question] = answered(fresh, rules)
        after = _shown(value_of(answers)[1], controllers(answers))
        if after != _shown(decision.value, decision.by):
            return (Change("stale", *after, at=datetime.fromtimestamp(moment, UTC)),)
    return ()
