"""What reports say of a subject, as the clauses see it. Moments are whole seconds since 1970."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

NEVER = -(2**62)
OWN, AGAINST = "own", "against"


class Reading(NamedTuple):
    """What is said on a question: this answer, or not this answer."""

    question: str
    answer: str
    negated: bool = False

    def conflicts(self, other: Reading) -> bool:
        """Whether both cannot be so: different answers, or one and its denial."""
        if self.question != other.question:
            return False
        if self.negated != other.negated:
            return self.answer == other.answer
        return not self.negated and self.answer != other.answer

    def __str__(self) -> str:
        said = f"{self.question} {self.answer}" if self.question == "control" else self.answer
        return f"not {said}" if self.negated else said


class Said(NamedTuple):
    """What one report says of one subject.

    `order` is that of publication. `said` and `until` are the interval in which it was said,
    `dated` whether the report tells; `as_of` is the last moment that it speaks of, `begins` the
    first, `ends` an announced end. `interest` is OWN, AGAINST or empty. `rests` is the report that
    it supports or contradicts.
    """

    order: tuple[int, int, str]
    reading: Reading
    origin: str
    voice: str
    interest: str
    said: int
    until: int
    dated: bool
    as_of: int
    begins: int
    ends: int
    reliability: str
    credibility: int
    rests: str = ""

    @property
    def report(self) -> str:
        """The report's id."""
        return self.order[2]

    @property
    def published(self) -> int:
        """The first moment at which it may have been published."""
        return self.order[0]


@dataclass(slots=True)
class Statement:
    """What a source said once, however many repeated it.

    `first` is its first publication, by which it is judged; `others` are the later ones in order.
    """

    first: Said
    others: list[Said] = field(default_factory=list)
