"""Who speaks: the words of a source, of the relays between it and the publisher, of the occasion.

The zone beside a reporting verb holds all of these in any order: `وقال أبو عمر، وهو قيادي، لوكالة
رويترز في تصريح اليوم إن`. It is read left to right, each part by the word that opens it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from masarat.reports.intake.timing import Timex, timex_at
from masarat.reports.intake.tokens import NUMBER, POINT, QUOTE, WORD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from masarat.reports.intake.lexicon import Language, Marks
    from masarat.reports.intake.phrases import Match
    from masarat.reports.intake.tokens import Sentence

AGENCIES = frozenset({"agency", "outlet"})
_TO = frozenset({"ل", "لل", "ول", "ولل"})
_PAUSES = frozenset("،,;؛-–—():")


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


@dataclass(slots=True)
class Zone:
    """What the words around a reporting verb say.

    `chain` goes from the publisher's side to the speaker: agency, newspaper, official.
    """

    chain: list[Source] = field(default_factory=list)
    told: list[Source] = field(default_factory=list)
    occasion: Match | None = None
    times: list[Timex] = field(default_factory=list)
    distance: Match | None = None


@dataclass(slots=True)
class _Scan:
    """Position in a zone: where the open source began (-1: none), whether one was completed."""

    sentence: Sentence
    marks: Marks
    language: Language
    text: str
    end: int
    relaying: bool
    zone: Zone = field(default_factory=Zone)
    opened: int = -1
    told: bool = False
    done: bool = False

    def close(self, end: int) -> None:
        """Complete the open source before token `end`."""
        if self.opened >= 0:
            source = read_source(
                self.sentence, self.marks, self.language, self.text, (self.opened, end)
            )
            if source is not None:
                (self.zone.told if self.told else self.zone.chain).append(source)
                self.done = self.done or not self.told
        self.opened = -1
        self.told = False


def read_zone(
    sentence: Sentence,
    marks: Marks,
    language: Language,
    text: str,
    span: tuple[int, int],
    *,
    relaying: bool = False,
) -> Zone:
    """Read tokens `span`; with `relaying`, a bare "from" opens the next source of the chain."""
    index, end = span
    scan = _Scan(sentence, marks, language, text, end, relaying)
    while index < end:
        index = _step(scan, index)
    scan.close(end)
    return scan.zone


def _step(scan: _Scan, index: int) -> int:
    """Read what opens at token `index` and return the next token."""
    marks, tokens = scan.marks, scan.sentence.tokens
    timex = timex_at(tokens[: scan.end], marks, index)
    if timex is not None:
        scan.close(index)
        scan.zone.times.append(timex)
        return timex.end
    origin = marks.at(index, "from")
    if origin is not None and (scan.relaying or origin.end - index > 1):
        scan.close(index)
        scan.done = False
        named = marks.at(origin.end - 1, "distance")
        scan.zone.distance = named or scan.zone.distance
        return max(origin.end, named.end) if named is not None else origin.end
    distance = marks.at(index, "distance")
    if distance is not None:
        scan.zone.distance = distance
        return distance.end
    adverbial = marks.at(index, "adverbial", "quoting")
    if adverbial is not None and adverbial.end <= scan.end and not _in_name(scan, index):
        scan.close(index)
        return _skip(scan, index, adverbial)
    if _to_agency(scan, index):
        scan.close(index)
        scan.opened, scan.told = index, True
        return index + 1
    return _extend(scan, index)


def _in_name(scan: _Scan, index: int) -> bool:
    """Whether a longer known name or title holds the token."""
    for start in range(max(0, index - 3), index + 1):
        match = scan.marks.at(start, "source", "name")
        if match is not None and match.start < index < match.end:
            return True
    return False


def _extend(scan: _Scan, index: int) -> int:
    token = scan.sentence.tokens[index]
    if token.kind == POINT:
        if token.form in _PAUSES:
            scan.close(index)
    elif scan.opened < 0 and token.kind in {WORD, NUMBER, QUOTE} and not scan.done:
        aux = scan.marks.at(index, "aux")
        if aux is not None and aux.end <= scan.end:
            return aux.end
        scan.opened = index
    return index + 1


def _skip(scan: _Scan, index: int, adverbial: Match) -> int:
    """Skip an adverbial up to the next pause, but note the occasion and times in it."""
    tokens = scan.sentence.tokens
    at = index + 1 if scan.marks.at(adverbial.end - 1, "occasion") else adverbial.end
    while at < scan.end and tokens[at].form not in _PAUSES:
        occasion = scan.marks.at(at, "occasion")
        if occasion is not None and scan.zone.occasion is None:
            scan.zone.occasion = occasion
        timex = timex_at(tokens[: scan.end], scan.marks, at)
        if timex is not None:
            scan.zone.times.append(timex)
            return timex.end
        if _to_agency(scan, at):
            scan.opened, scan.told = at, True
            return at + 1
        at += 1
    return at


def _to_agency(scan: _Scan, index: int) -> bool:
    """Whether words such as "to Reuters" begin here."""
    match = scan.marks.at(index, "name", "source")
    if match is None:
        return False
    to = match.prefix in _TO or (
        index > 0
        and (before := scan.marks.at(index - 1, "to")) is not None
        and before.end == index
    )
    audience = scan.marks.at(index, "audience") is not None
    return (to or audience) and match.entry.get("kind") in AGENCIES


def read_source(
    sentence: Sentence, marks: Marks, language: Language, text: str, span: tuple[int, int]
) -> Source | None:
    """Return what tokens `span` say of a source, or None if they hold no word."""
    first, last, quoted = _unquote(sentence, *_trim(sentence, span))
    if first >= last:
        return None
    tokens = sentence.tokens
    head = marks.at(first, "source", "name")
    start = tokens[first].start
    if head is not None and head.prefix == "ل" and text[start] == "ل":
        start += 1
    if head is not None and head.entry.get("kind") == "document" and head.end < last:
        inner = read_source(sentence, marks, language, text, (head.end, last))
        if inner is not None and inner.kind:
            return inner
    end = tokens[last - 1].end
    name = _known(marks, head, first, last)
    kind = name.entry.get("kind") if name else head.entry.get("kind") if head else ""
    gender = name.entry.get("gender") if name else head.entry.get("gender") if head else ""
    return Source(
        start=start,
        end=end,
        text=text[start:end],
        kind=kind,
        gender=gender,
        forms=_forms(language, sentence, first, last),
        name=name.entry.cells if name else None,
        gloss="" if name else gloss(marks, sentence, first, last),
        quoted=quoted,
        definite=head is not None and "ال" in head.prefix,
    )


def _known(marks: Marks, head: Match | None, first: int, last: int) -> Match | None:
    """Return the well-known name that the source is, not one that merely stands in it."""
    for match in marks.within(first, last, "name"):
        kind = match.entry.get("kind")
        if match.start == first or kind == "person":
            return match
        head_kind = head.entry.get("kind") if head else ""
        if (kind in AGENCIES and head_kind in AGENCIES) or kind == head_kind == "organisation":
            return match
    return None


def _forms(language: Language, sentence: Sentence, first: int, last: int) -> frozenset[str]:
    words = sentence.words(first, last)
    return frozenset(language.bare_word(token.form) for token in words)


def _trim(sentence: Sentence, span: tuple[int, int]) -> tuple[int, int]:
    first, last = span
    tokens = sentence.tokens
    while first < last and tokens[first].kind == POINT:
        first += 1
    while first < last and tokens[last - 1].kind == POINT:
        last -= 1
    if first < last and tokens[last - 1].kind == QUOTE and not any(
        sentence.quotes.get(k) == last - 1 for k in range(first, last - 1)
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


def gloss(marks: Marks, sentence: Sentence, first: int, last: int) -> str:
    """Gloss an unnamed source word by word; empty if a word of it has no gloss.

    The head comes last but for its tail: `مسؤول` + `في الجبهة الشامية` + `يتواجد حاليا في تركيا`.
    """
    head = marks.at(first, "source")
    if head is None or not head.entry.get("gloss"):
        return ""
    before: list[str] = []
    after: list[str] = []
    index = head.end
    while index < last:
        token = sentence.tokens[index]
        match = marks.at(index, "name", "source", "tail", "adjective")
        words = _english(match)
        if token.kind == QUOTE:
            index += 1
        elif match is not None and words:
            (after if match.entry.role == "tail" else before).append(words)
            index = match.end
        else:
            return ""
    words = " ".join([*reversed(before), head.entry.get("gloss"), *after])
    return words if head.entry.get("gender") in {"p"} or words.endswith("s") else _article(words, head)


def _english(match: Match | None) -> str:
    if match is None:
        return ""
    if match.entry.role == "name":
        return match.entry.get("en").partition("|")[0]
    return match.entry.get("gloss")


def _article(words: str, head: Match) -> str:
    if "ال" in head.prefix or head.entry.get("kind") == "organisation":
        return f"the {words}"
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"
