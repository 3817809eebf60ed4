"""Reporting verbs and phrases: where the source ends and the reported words begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.reports.intake.folding import fold
from masarat.reports.intake.timing import timex_at
from masarat.reports.intake.tokens import POINT, QUOTE, WORD

if TYPE_CHECKING:
    from masarat.reports.intake.phrases import Match
    from masarat.reports.intake.sentence import Reading

FARTHEST = 45
"""Tokens between a reporting verb and the words it reports, at most."""

SHORT_QUOTE = 4
"""A quotation of more words is speech; a shorter one may be a name or a distanced word."""

_NAME_WORDS = 4
_COMMAS = frozenset("،,")
_ENDS = frozenset("،,;؛")


@dataclass(frozen=True, slots=True)
class Complement:
    """The zone of the source ends at token `zone_end`; the reported words begin at `content`."""

    zone_end: int
    content: int


def complement(reading: Reading, cue: Match) -> Complement | None:
    """Return where the words that `cue` reports begin, or None if it introduces none."""
    weak = [tuple(map(fold, words.split())) for words in cue.entry.get("after").split("|") if words]
    index = cue.end
    last = min(len(reading), cue.end + FARTHEST)
    while index < last:
        if reading.kind(index) == QUOTE:
            found = _quotation(reading, index)
            if found is not None:
                return found
            index = max(index, reading.sentence.quotes.get(index, index)) + 1
            continue
        found = _that(reading, index) or _weak(reading, index, weak, cue)
        if found is not None:
            return found
        if _other_cue(reading, index, cue):
            return None
        skipped = _origin_end(reading, index)
        index = skipped or index + 1
    return None


def _origin_end(reading: Reading, index: int) -> int:
    """Return the token after "quoting ..." so that its preposition opens no content."""
    origin = reading.marks.at(index, "from", "notthat")
    return origin.end if origin is not None and origin.end - index > 1 else 0


def _that(reading: Reading, index: int) -> Complement | None:
    if reading.form(index) == ":":
        return Complement(index, index + 1)
    blocked = reading.marks.at(index, "notthat")
    that = reading.marks.at(index, "that")
    if that is None or (blocked is not None and blocked.end >= that.end):
        return None
    return Complement(index, that.end)


def _weak(
    reading: Reading, index: int, weak: list[tuple[str, ...]], cue: Match
) -> Complement | None:
    for words in weak:
        if all(reading.form(index + k) == word for k, word in enumerate(words)):
            end = index + len(words)
            that = reading.marks.at(end, "that")
            return Complement(index, that.end if that is not None else end)
        if len(words[0]) == 1 and reading.language.subject_first is False:
            form = reading.form(index)
            is_word = reading.kind(index) == WORD and form.startswith(words[0])
            accused = cue.entry.get("kind") == "accuse" and _deed(reading, index)
            if is_word and (accused or _attached(reading, index, words[0])):
                return Complement(index, index)
    return None


def _deed(reading: Reading, index: int) -> bool:
    """Whether a word with a preposition on it may be what somebody is accused of."""
    named = reading.marks.at(index, "name", "source")
    return named is None and len(reading.form(index)) > SHORT_QUOTE


def _attached(reading: Reading, index: int, preposition: str) -> bool:
    """Whether the token is an object noun with the preposition written on it."""
    match = reading.marks.at(index, "claim", "object", "modality")
    return match is not None and match.prefix.startswith(preposition)


def _quotation(reading: Reading, index: int) -> Complement | None:
    """Return a long quotation as what was said; a short one belongs to the source."""
    closing = reading.sentence.quotes.get(index)
    if closing is None:
        return None
    spoken = any(
        (quoting := reading.marks.at(before, "quoting", "participle")) is not None
        and quoting.end == index
        for before in range(max(0, index - 3), index)
    )
    if not spoken and len(reading.sentence.words(index, closing)) <= SHORT_QUOTE:
        return None
    return Complement(index, index)


def _other_cue(reading: Reading, index: int, cue: Match) -> bool:
    """Whether another reporting verb begins here, so that the first one introduces nothing."""
    other = reading.marks.at(index, "verb", "participle")
    if other is None or other.start == cue.start:
        return False
    if _is_name_part(reading, index):
        return False
    before = reading.form(index - 1)
    if other.entry.role == "participle":
        return before in _COMMAS and not other.entry.get("ambiguous")
    followed = reading.marks.at(other.end, "that") is not None
    return before in _COMMAS or bool(other.prefix) or followed


def _is_name_part(reading: Reading, index: int) -> bool:
    """Whether the token names a source ("spokesman") rather than an act of speech."""
    return reading.marks.at(index, "source", "name") is not None


def objects(reading: Reading, cue: Match) -> Complement | None:
    """Return where the object of a verb such as "denied" begins, by the nouns that open one."""
    for index in range(cue.end, min(len(reading), cue.end + FARTHEST)):
        if reading.kind(index) == POINT and reading.form(index) in _ENDS:
            ahead = timex_at(reading.sentence.tokens, reading.marks, index + 1)
            if ahead is not None and reading.form(ahead.end) in _COMMAS:
                return Complement(ahead.end, ahead.end + 1)
            opens = ahead or reading.marks.at(index + 1, "adverbial", "object")
            if opens is None and not _apposition_end(reading, index + 1):
                return None
        if reading.marks.at(index, "object") is not None:
            return Complement(index, index)
    return None


def _apposition_end(reading: Reading, index: int) -> int:
    """Return the comma that ends a name in apposition (`the spokesman, Said Khatib, ...`), or 0."""
    end = apposition(reading, index)
    return end if end and reading.form(end) in _COMMAS else 0


def apposition(reading: Reading, index: int) -> int:
    """Return the token after two to four plain words that a mark ends, or 0."""
    for end in range(index, min(len(reading), index + _NAME_WORDS + 1)):
        if reading.kind(end) == POINT:
            return end if end - index > 1 else 0
        if reading.kind(end) != WORD or reading.marks.at(
            end, "verb", "that", "object", "adverbial", "participle", "split", "per", "perclause"
        ):
            return 0
    return 0


def until_pause(reading: Reading, start: int) -> int:
    """Return the token where the phrase that starts at `start` pauses."""
    for index in range(start, min(len(reading), start + FARTHEST)):
        if reading.kind(index) == POINT and reading.form(index) in {*_ENDS, ".", ":", "!", "؟"}:
            return index
        that = reading.marks.at(index, "that")
        if that is not None:
            return index
    return min(len(reading), start + FARTHEST)
