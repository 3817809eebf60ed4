"""The state of one left-to-right reading of a sentence, and where clauses begin in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from masarat.reports.intake.tokens import POINT, QUOTE

if TYPE_CHECKING:
    from masarat.reports.intake.phrases import Match
    from masarat.reports.intake.sentence import Reading
    from masarat.reports.intake.speakers import Chain, Speakers
    from masarat.reports.intake.timex import Timex
    from masarat.reports.intake.zones import Zone

COMMAS = frozenset("،,")
_OPENERS = frozenset("،,;؛:-–—(/")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who speaks, and the words that say so (tokens `cue`, where in this sentence)."""

    chain: Chain
    cue: tuple[int, int]
    modality: str = ""
    occasion: Match | None = None
    times: tuple[Timex, ...] = ()
    distance: Match | None = None
    direct: bool = False


@dataclass(slots=True)
class Statement:
    """Tokens [start, end) of a statement; what is said begins at `content`."""

    start: int
    content: int
    end: int
    attribution: Attribution | None
    modality: str = ""
    joined: bool = False  # opened by a joint, not by a cue of its own


@dataclass(slots=True)
class Walk:
    """The state of one reading of a sentence."""

    reading: Reading
    speakers: Speakers
    now: Statement
    done: list[Statement] = field(default_factory=list)
    although: bool = False
    pending: tuple[int, Chain, Zone] | None = None

    def open(self, start: int, content: int, attribution: Attribution | None) -> None:
        """Complete the statement before token `start` and open the next."""
        self.close(start)
        self.now = Statement(start, content, len(self.reading), attribution)
        self.although = False

    def close(self, end: int) -> None:
        """Complete the open statement, if it says anything."""
        self.now.end = end
        if self.said(end):
            self.done.append(self.now)

    def said(self, end: int) -> bool:
        """Whether the open statement has words of its own before token `end`."""
        start = self.now.content
        while (aux := self.reading.marks.at(start, "aux")) is not None and aux.end <= end:
            start = aux.end
        return bool(self.reading.sentence.words(start, end))


def paused(reading: Reading, index: int) -> bool:
    """Whether such a mark or a quotation mark stands before the token."""
    return after_pause(reading, index) or reading.kind(index - 1) == QUOTE


def after_pause(reading: Reading, index: int) -> bool:
    """Whether a mark that parts clauses stands before the token."""
    return reading.form(index - 1) in _OPENERS


def clause_start(walk: Walk, index: int) -> int:
    """Return the token where the clause of a verb begins: after the last pause or joint."""
    reading = walk.reading
    start = index
    parenthesis = reading.form(index - 1) in COMMAS
    if parenthesis:
        start -= 1
    floor = walk.now.content if walk.now.attribution is not None else 0
    while start > floor:
        before = start - 1
        if (
            reading.kind(before) == POINT
            and reading.form(before) in _OPENERS
            and reading.form(before) != "-"
        ):
            if not parenthesis:
                break
            parenthesis = False
        if reading.marks.at(before, "that", "split", "but", "andthat", "perclause") is not None:
            break
        start -= 1
    return start


def with_aux(walk: Walk, index: int) -> int:
    """Step back over the little words before a verb: `كما كشف`, `وكان قد أعلن`."""
    start = index
    for back in range(1, 5):
        aux = walk.reading.marks.at(index - back, "aux") if index - back >= 0 else None
        if aux is not None and aux.end == start and index - back >= walk.now.start:
            start = index - back
    return start
