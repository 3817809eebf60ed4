"""What a report says on a status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.reports.said import Reading
from masarat.reports.vocabulary import KINDS

if TYPE_CHECKING:
    from masarat.reports.said import Said

CLOSED, OPEN = Reading("passage", "closed"), Reading("passage", "open")


def told_as_fact(modality: str) -> bool:
    """What is asserted or denied is said; what is expected, conditional, believed or refused says
    nothing of how things are.
    """
    return modality in ("asserted", "denied")


def answers(kind: str, by: str) -> tuple[str, str] | None:
    """Control says who has control; clashes, that there is fighting; open and closed, whether one
    can pass, and mined is closed. Other claims, and control by nobody named, say nothing.
    """
    known = KINDS[kind]
    answer = by if known.question == "control" else known.answer
    return (known.question, answer) if known.question and answer else None


def denied(reading: Reading) -> Reading:
    """Whoever denies that a way is open says that it is closed; any other denial says only what
    is not so.
    """
    return CLOSED if reading == OPEN else reading._replace(negated=not reading.negated)


def by_another(own: Reading | None, relation: str, other: Reading) -> Reading | None:
    """A report that supports another, or contradicts it, says the same, or the opposite, where it
    says nothing of its own.
    """
    if own is not None:
        return None
    return other if relation == "supports" else denied(other)


def speaks_of(first: Said, at: int) -> bool:
    """What begins later says nothing of the moment yet; what was announced with an end says
    nothing from its end on.
    """
    return first.begins <= at < first.ends
