"""Who speaks: the words that name a source, what kind it is, and how English names it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.reports.intake.tokens import POINT, QUOTE, WORD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from masarat.reports.intake.phrases import Match
    from masarat.reports.intake.sentence import Reading
    from masarat.reports.intake.tokens import Sentence

AGENCIES = frozenset({"agency", "outlet"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The words that name a source.

    Parameters
    ----------
    start, end
        Offsets in the text.
    text
        The words.
    kind
        person, people, unnamed, agency, outlet, organisation, document; empty if unknown.
    gender
        m, f, p (several) or empty.
    forms
        Folded words without clitics, for finding the same source again.
    name
        Row of names.csv, if it is a well-known name.
    gloss
        English words for an unnamed source; empty if the lexicon has none for a part of it.
    quoted
        Whether the publisher put the source itself in quotation marks.
    definite
        Whether it refers back ("the agency", "the same source").
    """

    start: int
    end: int
    text: str
    kind: str = ""
    gender: str = ""
    forms: frozenset[str] = frozenset()
    name: Mapping[str, str] | None = None
    gloss: str = ""
    quoted: bool = False
    definite: bool = False

    @property
    def relays_only(self) -> bool:
        """Whether it is an agency or outlet: it passes words on, and names no speaker itself."""
        return self.kind in AGENCIES

    @property
    def english(self) -> str:
        """English name or gloss, else the words themselves."""
        if self.name and self.name.get("en"):
            return self.name["en"].partition("|")[0]
        words = self.gloss or self.text
        return f'"{words}"' if self.quoted and self.gloss else words


def read_source(reading: Reading, start: int, end: int) -> Source | None:
    """Return what tokens [start, end) say of a source, or None if they hold no word."""
    sentence, text = reading.sentence, reading.text
    first, last = _trim(sentence, start, end)
    opening = first
    first, last, quoted = _unquote(sentence, first, last)
    while first < last and (aux := reading.marks.at(last - 1, "aux")) and aux.end == last:
        last -= 1
    first += _speaks_in(reading, first)
    if first >= last or reading.marks.at(first, "preposition") is not None:
        return None
    tokens = sentence.tokens
    head = _head(reading, first, last)
    part_quoted = opening < first and not quoted and sentence.quotes.get(opening, last) < last
    begins = tokens[opening if part_quoted else first].start
    if head is not None and head.prefix == "ل" and text[begins : begins + 2] != "لل":
        begins += 1
    if head is not None and head.entry.get("kind") == "document" and head.end < last:
        inner = read_source(reading, head.end, last)
        if inner is not None and inner.kind:
            return inner
    ends = tokens[last - 1].end
    name = _known(reading, head, first, last)
    kind = name.entry.get("kind") if name else head.entry.get("kind") if head else ""
    gender = name.entry.get("gender") if name else head.entry.get("gender") if head else ""
    return Source(
        start=begins,
        end=ends,
        text=text[begins:ends],
        kind=kind,
        gender=gender,
        forms=_forms(reading, first, last),
        name=name.entry.cells if name else None,
        gloss="" if name else gloss(reading, first, last),
        quoted=quoted,
        definite=head is not None and "ال" in head.prefix,
    )


def _speaks_in(reading: Reading, first: int) -> bool:
    """Whether a preposition stands before an office that speaks, as Russian has it."""
    if reading.form(first) not in reading.language.settings.get("speaks_in", ()):
        return False
    office = reading.marks.at(first + 1, "source", "name")
    return office is not None and office.entry.get("kind") == "organisation"


def head_of(reading: Reading, first: int) -> Match | None:
    """Return the noun or name that a source opens with, after an article such as "the"."""
    skipped = reading.form(first) in reading.language.articles
    return reading.marks.at(first + skipped, "source", "name")


def _head(reading: Reading, first: int, last: int) -> Match | None:
    """Return the noun that tells what kind of source it is."""
    head = head_of(reading, first)
    if reading.language.settings["head"] == "first":
        return head
    stops = reading.language.settings["stops"]
    for match in reading.marks.within(first, last, "source", "name"):
        if any(reading.form(index) in stops for index in range(first, match.start)):
            break
        head = match
    return head


def _known(reading: Reading, head: Match | None, first: int, last: int) -> Match | None:
    """Return the well-known name that the source is, not one that merely stands in it."""
    belongs = reading.marks.at(first, "belonging") is not None
    for match in reading.marks.within(first, last, "name"):
        kind = match.entry.get("kind")
        if (kind == "person" and not belongs) or (
            match == head and _ends_name(reading, match.end, last)
        ):
            return match
        head_kind = head.entry.get("kind") if head else ""
        beside = head is not None and match.start <= head.end + 1
        if kind in AGENCIES and head_kind in AGENCIES:
            return match
        if kind == head_kind == "organisation" and beside and match.prefix != "ل":
            return match
    return None


def _ends_name(reading: Reading, index: int, last: int) -> bool:
    """Whether a name of an office ends there: `Red Cross`, but not `Red Cross spokeswoman`."""
    adjective = reading.marks.at(index, "adjective")
    return index >= last or reading.kind(index) != WORD or adjective is not None


def _forms(reading: Reading, first: int, last: int) -> frozenset[str]:
    words = reading.sentence.words(first, last)
    return frozenset(reading.language.bare_word(token.form) for token in words)


def _trim(sentence: Sentence, first: int, last: int) -> tuple[int, int]:
    tokens = sentence.tokens
    while first < last and tokens[first].kind == POINT:
        first += 1
    while first < last and tokens[last - 1].kind == POINT:
        last -= 1
    if (
        first < last
        and tokens[last - 1].kind == QUOTE
        and not any(sentence.quotes.get(k) == last - 1 for k in range(first, last - 1))
    ):
        last -= 1
    return first, last


def _unquote(sentence: Sentence, first: int, last: int) -> tuple[int, int, bool]:
    """Step inside quotation marks at either end; tell whether they held the whole source."""
    tokens = sentence.tokens
    if first < last and tokens[first].kind == QUOTE:
        if sentence.quotes.get(first) == last - 1:
            return first + 1, last - 1, True
        return first + 1, last, False
    return first, last, False


def gloss(reading: Reading, first: int, last: int) -> str:
    """Gloss an unnamed source word by word; empty if a word of it has no gloss.

    The head comes last but for its tail: `مسؤول` + `في الجبهة الشامية` + `يتواجد حاليا في تركيا`.
    """
    marks = reading.marks
    head = marks.at(first, "source")
    if head is None or not head.entry.get("gloss"):
        return ""
    before: list[str] = []
    after: list[str] = []
    index = head.end
    while index < last:
        match = marks.at(index, "name", "source", "tail", "adjective")
        words = _english(match)
        if reading.kind(index) == QUOTE:
            index += 1
        elif match is not None and words:
            (after if match.entry.role == "tail" else before).append(words)
            index = match.end
        else:
            return ""
    words = " ".join([*reversed(before), head.entry.get("gloss"), *after])
    return (
        words if head.entry.get("gender") == "p" or words.endswith("s") else _article(words, head)
    )


def _english(match: Match | None) -> str:
    if match is None:
        return ""
    if match.entry.role == "name":
        return match.entry.get("en").partition("|")[0]
    return match.entry.get("gloss")


def _article(words: str, head: Match) -> str:
    if "ال" in head.prefix or head.entry.get("kind") == "organisation":
        return f"the {words}"
    if words.endswith("media"):
        return words
    return f"an {words}" if words[0].lower() in "aeiou" else f"a {words}"
