"""How long a statement counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.reports.clauses.reading import CLOSED, OPEN
from masarat.reports.said import OWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from masarat.reports.said import Said, Statement
    from masarat.reports.status import Rules

HOUR = 3600


def as_of(ended: int | None, said: int, published: int) -> int:
    """A statement is as of the end of what it tells of, if it tells that, otherwise of when it
    was said, and never later than its first publication.
    """
    return min(said if ended is None else ended, published)


def limit(question: str, rules: Rules) -> int:
    """Return after how many seconds a statement on a question is stale."""
    hours = {
        "fighting": rules.stale_fighting,
        "passage": rules.stale_passage,
        "control": rules.stale_control,
    }
    return hours[question] * HOUR


def stale(first: Said, at: int, rules: Rules) -> bool:
    """A statement counts for 24 hours on fighting, 72 on whether one can pass, 168 on control;
    then it is stale.
    """
    return at - first.as_of >= limit(first.reading.question, rules)


def replaced(first: Said, later: Said) -> bool:
    """A source's later statement replaces what it said before on the same question."""
    return (
        first.origin == later.origin
        and first.reading.question == later.reading.question
        and (first.as_of, first.order[:2]) < (later.as_of, later.order[:2])
    )


def past(first: Said, later: Said, rules: Rules) -> bool:
    """What others contradict 12 hours later or more is past: things have changed. What a side
    says in its own interest makes nothing past.
    """
    return (
        later.interest != OWN
        and later.as_of - first.as_of >= rules.apart * HOUR
        and first.reading.conflicts(later.reading)
    )


def reopening_in_doubt(opened: Iterable[Statement], closed: Iterable[Statement]) -> bool:
    """What was closed is open again only when two voices say so, or every voice that said closed;
    until then, or until that is stale, it is contested.
    """
    saying = {each.first.voice for each in opened if each.first.reading == OPEN}
    before = {each.first.voice for each in closed if each.first.reading == CLOSED}
    return bool(before) and len(saying) == 1 and not before <= saying
