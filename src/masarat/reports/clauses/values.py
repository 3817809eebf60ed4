"""From what is settled and what is not to one value."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Answer(NamedTuple):
    """What comes of one question: the answer, or a conflict; `clause` is what decided it."""

    answer: str = ""
    conflict: bool = False
    clause: str = ""


def closed(answers: Mapping[str, Answer]) -> bool:
    """Closed, where that it is closed is not disputed."""
    return answers["passage"].answer == "closed"


def contested(answers: Mapping[str, Answer]) -> bool:
    """Contested, where statements that count conflict and none decides, or there is fighting."""
    return any(each.conflict for each in answers.values()) or bool(answers["fighting"].answer)


def open_(answers: Mapping[str, Answer]) -> bool:
    """Open, where that it is open is not disputed."""
    return answers["passage"].answer == "open"


def controlled(answers: Mapping[str, Answer]) -> bool:
    """Controlled by a side, where that is not disputed."""
    return bool(answers["control"].answer)


def unknown(answers: Mapping[str, Answer]) -> bool:
    """Unknown, where nothing that counts says any of these."""
    del answers
    return True
