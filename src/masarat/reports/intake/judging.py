"""What a statement claims, how firmly, and at what distance the publisher keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.reports.intake.attribution import SHORT_QUOTE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.reports.intake.phrases import Match
    from masarat.reports.intake.sentence import Reading

OTHER = "other"
ASSERTED = "asserted"
_SPEECH_ENDS = frozenset("،,-–—")
_FIRMNESS = ("denied", "refused", "conditional", "believed", "expected")


def claim(reading: Reading, start: int, end: int, *, voice: bool = False) -> Match | None:
    """Return the phrase that shows the kind of claim: the lexicon's first row wins.

    With `voice`, only kinds that make a report when the publisher speaks itself.
    """
    found = [
        match
        for match in reading.marks.within(start, end, "claim")
        if not voice or match.entry.get("voice")
    ]
    return min(found, key=lambda match: (int(match.entry.get("row")), match.start), default=None)


def modality(reading: Reading, start: int, end: int) -> Match | None:
    """Return the phrase that shows the strongest modality of tokens [start, end)."""
    found = [
        match
        for match in reading.marks.within(start, end, "modality")
        if reading.marks.at(match.start - 1, "relative") is None
    ]
    return min(
        found,
        key=lambda match: (_FIRMNESS.index(match.entry.get("modality")), match.start),
        default=None,
    )


def distance(reading: Reading, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the tokens by which the publisher keeps its distance from words in [start, end)."""
    for match in reading.marks.within(start, end, "distance"):
        yield match.start, match.end
    for opening, closing in reading.sentence.quotes.items():
        whole = opening == start and closing + 1 >= end
        if start <= opening and closing < end and not whole and _doubted(reading, opening, closing):
            yield opening, closing + 1


def _doubted(reading: Reading, opening: int, closing: int) -> bool:
    """Whether a short quotation is a doubted word: no name, no date, not a whole statement."""
    words = reading.sentence.words(opening + 1, closing)
    if not 0 < len(words) <= SHORT_QUOTE:
        return False
    if opening == 0 and _SPEECH_ENDS & {reading.form(closing + 1), reading.form(closing - 1)}:
        return False
    marks = reading.marks
    first = opening + 1
    if marks.at(first, "name", "weekday", "month", "relative_day") is not None:
        return False
    if reading.form(opening - 1) == ":" or words[0].form.isdecimal():
        return False
    before = opening - 1
    for index in range(max(0, before - 3), before + 1):
        named = marks.at(index, "named")
        if named is not None and named.end == opening:
            return False
    return True
