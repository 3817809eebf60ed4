"""From the statements about one subject to one value: clauses S5, T2 to T5, W1 to W5, V1 to V5.

The three questions (passage, fighting, control) are answered one by one, and the answers give the
value. So whoever asks what would change a value answers one question anew, not all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from masarat.reports.clauses import values
from masarat.reports.clauses.reading import CLOSED, OPEN, speaks_of
from masarat.reports.clauses.time import past, reopening_in_doubt, replaced, stale
from masarat.reports.clauses.values import Answer
from masarat.reports.clauses.weight import against_interest, discounted, graded, two_voices
from masarat.reports.said import OWN, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from masarat.reports.said import Said, Statement
    from masarat.reports.status import Bearing, Rules, Value

    Idle: TypeAlias = dict[int, str]

QUESTIONS = ("passage", "fighting", "control")
VALUES: tuple[tuple[str, Callable[[Mapping[str, Answer]], bool], Value], ...] = (
    ("V1", values.closed, "closed"),
    ("V2", values.contested, "contested"),
    ("V3", values.open_, "open"),
    ("V4", values.controlled, "controlled"),
    ("V5", values.unknown, "unknown"),
)
_DECIDING = (("W3", against_interest), ("W4", two_voices), ("W5", graded))


class Judged(NamedTuple):
    """A statement, how it bears on the value, and the clause by which it does."""

    statement: Statement
    bearing: Bearing
    clause: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, and how every statement bears on it.

    `by` has control, undisputed. `fresh` are the statements on each question that are neither
    stale nor discounted, `answers` what comes of it. `current` are the ids of those that count.
    """

    value: Value
    by: tuple[str, ...]
    clauses: tuple[str, ...]
    judged: tuple[Judged, ...]
    fresh: Mapping[str, Sequence[Statement]]
    answers: Mapping[str, Answer]
    idle: Idle


def decide(statements: Iterable[Statement], at: int, rules: Rules) -> Decision:
    """Decide what statements about one subject say of it at a moment.

    Parameters
    ----------
    statements
        All that are looked at, in the order of their first publication.
    at
        In seconds since 1970.
    """
    about: dict[str, list[Statement]] = {question: [] for question in QUESTIONS}
    for each in statements:
        about[each.first.reading.question].append(each)
    idle: Idle = {}
    fresh = {question: still_fresh(about[question], at, rules, idle) for question in QUESTIONS}
    answers = {question: answered(fresh[question], rules, idle) for question in QUESTIONS}
    clause, value = value_of(answers)
    deciding = [answer.clause for answer in answers.values() if _bears(answer, value)]
    return Decision(
        value=value,
        by=controllers(answers),
        clauses=tuple(dict.fromkeys(c for c in (*deciding, clause) if c)),
        judged=_judged([s for each in about.values() for s in each], clause, value, answers, idle),
        fresh=fresh,
        answers=answers,
        idle=idle,
    )


def value_of(answers: Mapping[str, Answer]) -> tuple[str, Value]:
    """Return the value that the answers give, and the clause by which."""
    return next((clause, value) for clause, holds, value in VALUES if holds(answers))


def controllers(answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """Return the side that has control, if that is undisputed."""
    control = answers["control"].answer
    return (control,) if control else ()


def still_fresh(
    about: Iterable[Statement], at: int, rules: Rules, idle: Idle | None = None
) -> list[Statement]:
    """Return the statements that speak of the moment and count; note why the others do not."""
    fresh = []
    noted = {} if idle is None else idle
    for each in about:
        first = each.first
        if stale(first, at, rules):
            noted[id(each)] = "T2"
        elif not speaks_of(first, at):
            noted[id(each)] = "S5"
        elif discounted(first):
            noted[id(each)] = "W1"
        else:
            fresh.append(each)
    return fresh


def answered(fresh: Sequence[Statement], rules: Rules, idle: Idle | None = None) -> Answer:
    """Return what comes of one question; note by which clause fresh statements do not count."""
    if not fresh:
        return Answer()
    noted = {} if idle is None else idle
    latest = _kept(fresh, "T3", noted, _replaced(fresh))
    current = _kept(latest, "T4", noted, _past(latest, rules))
    answer = _settled([each.first for each in current])
    if answer.answer != "open" or len(current) == len(latest):
        return answer
    closings = [e for e in latest if e.first.reading == CLOSED and noted.get(id(e)) == "T4"]
    if not reopening_in_doubt(current, closings):
        return answer
    for each in closings:
        del noted[id(each)]
    return Answer(conflict=True, clause="T5")


def _kept(
    statements: Sequence[Statement], clause: str, idle: Idle, gone: Callable[[Said], bool]
) -> list[Statement]:
    """Return the statements that are not gone, and note by which clause the others are."""
    left = []
    for each in statements:
        if gone(each.first):
            idle[id(each)] = clause
        else:
            left.append(each)
    return left


def _replaced(statements: Iterable[Statement]) -> Callable[[Said], bool]:
    """Return what tells whether the last statement of the same source replaces one."""
    last: dict[str, Said] = {}
    for each in statements:
        before = last.get(each.first.origin)
        if before is None or replaced(before, each.first):
            last[each.first.origin] = each.first
    return lambda said: replaced(said, last[said.origin])


def _past(statements: Iterable[Statement], rules: Rules) -> Callable[[Said], bool]:
    """Return what tells whether one is past: the newest of each reading is asked."""
    newest: dict[tuple[Reading, bool], Said] = {}
    for each in statements:
        key = each.first.reading, each.first.interest == OWN
        if key not in newest or newest[key].as_of < each.first.as_of:
            newest[key] = each.first
    if len(newest) == 1:
        return lambda _: False
    return lambda said: any(past(said, each, rules) for each in newest.values())


def _settled(current: Sequence[Said]) -> Answer:
    """Return the answer of the statements that count, or that they conflict."""
    readings = {each.reading for each in current}
    conflict = False
    for reading in sorted(readings):
        if reading.negated:
            continue
        if not any(reading.conflicts(other) for other in readings):
            return Answer(reading.answer)
        conflict = True
        con = [each for each in current if each.reading.conflicts(reading)]
        pro = [each for each in current if each.reading == reading]
        for clause, decides in _DECIDING:
            if decides(pro, con):
                return Answer(reading.answer, clause=clause)
    return Answer(conflict=conflict)


def _bears(answer: Answer, value: Value) -> bool:
    """Whether the answer to a question is what the value rests on."""
    if value == "contested":
        return answer.conflict or answer.answer == "clashes"
    return bool(answer.answer) and value in (answer.answer, "controlled")


def _judged(
    statements: Iterable[Statement],
    clause: str,
    value: Value,
    answers: Mapping[str, Answer],
    idle: Idle,
) -> tuple[Judged, ...]:
    """Say of every statement how it bears on the value, and by which clause."""
    known: dict[tuple[Reading, str], tuple[Bearing, str]] = {}
    judged = []
    for each in statements:
        key = each.first.reading, idle.get(id(each), "")
        if key not in known:
            known[key] = _bearing(*key, clause, value, answers[key[0].question])
        judged.append(Judged(each, *known[key]))
    return tuple(judged)


def _bearing(
    reading: Reading, idle: str, clause: str, value: Value, answer: Answer
) -> tuple[Bearing, str]:
    """Return how a statement bears on the value; what does not count is never for it."""
    bearing = _would_bear(reading, value, answer)
    if idle:
        return ("aside" if bearing == "for" else bearing), idle
    return bearing, (answer.clause if bearing != "aside" else "") or clause


def _would_bear(reading: Reading, value: Value, answer: Answer) -> Bearing:
    """Return how a statement bears on the value, if it counts."""
    fighting = reading.question == "fighting" and not reading.negated
    if value == "contested":
        if answer.conflict:
            return "for"
        if reading.question == "fighting" and answer.answer:
            return "against" if reading.negated else "for"
        return "against" if reading == OPEN else "aside"
    question = {"open": "passage", "closed": "passage", "controlled": "control"}.get(value)
    if reading.question == question:
        return "against" if reading.conflicts(Reading(question, answer.answer)) else "for"
    return "against" if fighting and value in ("open", "controlled") else "aside"
