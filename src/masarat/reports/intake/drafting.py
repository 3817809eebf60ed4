"""From a news text to draft reports: the whole of the intake as one pure function."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from masarat.reports.intake import judging
from masarat.reports.intake.draft import Draft, Evidence
from masarat.reports.intake.frame import Frame, read_frame
from masarat.reports.intake.lexicon import Language, language
from masarat.reports.intake.sentence import Reading
from masarat.reports.intake.source_text import check, script_of
from masarat.reports.intake.speakers import Chain, Speakers
from masarat.reports.intake.statements import Attribution, Statement, statements
from masarat.reports.intake.timing import Timex, timexes
from masarat.reports.intake.tokens import POINT, QUOTE, Sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from masarat.reports.intake.gazetteer import Found, Gazetteer, Name

_CARRIED_CLAIMS = frozenset(
    {"dispute", "intention", "negotiation", "control", "clashes", "movement"}
)


@dataclass(frozen=True, slots=True)
class _Article:
    text: str
    frame: Frame
    readings: tuple[Reading, ...]
    places: Gazetteer
    barred: frozenset[Name]


def read_drafts(
    text: str,
    places: Gazetteer,
    *,
    published_by: str = "",
    day: date | None = None,
    file: str = "text",
) -> tuple[Draft, ...]:
    """Read the draft reports of a news text, in the order of the text.

    Parameters
    ----------
    text
        The article: plain text in Arabic, English or Russian.
    places
        Names of places to look for.
    published_by
        Who published it; empty: what the text says.
    day
        The day it was published; None: what the text says.
    file
        Name of the text in messages.

    Raises
    ------
    InputError
        If the text is empty, is HTML, or holds characters that reorder what a person sees.
    """
    check(text, file)
    spoken = language(script_of(text))
    readings = tuple(_readings(text, spoken))
    frame = read_frame(readings)
    if published_by:
        frame = replace(frame, published_by=published_by, published_by_original=published_by)
    if day is not None:
        frame = replace(frame, day=day)
    forms = frozenset(t.form for r in readings for t in r.sentence.tokens)
    bare = forms | {spoken.bare_word(form) for form in forms}
    article = _Article(text, frame, readings, places, places.barred(bare))
    return tuple(_drafts(article))


def _readings(text: str, spoken: Language) -> Iterator[Reading]:
    for sentence in sentences(text, spoken.abbreviations, spoken.split):
        yield Reading(text, sentence, spoken.marks(sentence), spoken)


def _drafts(article: _Article) -> Iterator[Draft]:
    speakers = Speakers()
    datelines = dict(article.frame.dateline)
    before: Draft | None = None
    spoken: Attribution | None = None
    for reading in article.readings:
        paragraph = reading.sentence.paragraph
        if paragraph in article.frame.outside:
            continue
        body = datelines.pop(paragraph, None)
        if body is not None:
            reading = _after(reading, body)  # noqa: PLW2901
        found = statements(reading, speakers)
        if spoken is not None and _goes_on_speaking(reading, found):
            found = [replace_attribution(found[0], spoken)]
        spoken = found[-1].attribution if found and _ends_in_speech(reading, found[-1]) else None
        placed = article.places.find(
            reading.sentence.tokens, reading.marks, reading.language, article.barred
        )
        for statement in found:
            draft = _draft(article, reading, statement, placed, before)
            if draft is not None:
                yield draft
                before = draft


def replace_attribution(statement: Statement, attribution: Attribution) -> Statement:
    """Return the statement under an attribution that an earlier sentence gave."""
    return Statement(
        statement.start,
        statement.content,
        statement.end,
        replace(attribution, cue=(0, 0), times=(), occasion=None, distance=None),
    )


def _goes_on_speaking(reading: Reading, found: Sequence[Statement]) -> bool:
    """Whether a sentence is one quotation that goes on after the last."""
    return len(found) == 1 and found[0].attribution is None and reading.kind(0) == QUOTE


def _ends_in_speech(reading: Reading, statement: Statement) -> bool:
    return statement.attribution is not None and (
        statement.attribution.direct or reading.kind(statement.end - 1) == QUOTE
    )


def _after(reading: Reading, offset: int) -> Reading:
    """Return the reading of the part of a sentence from `offset` on."""
    tokens = reading.sentence.tokens
    cut = next(i for i, token in enumerate(tokens) if token.start >= offset)
    quotes = {o - cut: c - cut for o, c in reading.sentence.quotes.items() if o >= cut}
    sentence = Sentence(tokens[cut:], reading.sentence.paragraph, quotes)
    return replace(reading, sentence=sentence, marks=reading.language.marks(sentence))


def _draft(
    article: _Article,
    reading: Reading,
    statement: Statement,
    placed: Sequence[Found],
    before: Draft | None,
) -> Draft | None:
    """Return the draft of a statement; None if the publisher says nothing that is a report."""
    start, end = _trimmed(reading, statement)
    if start >= end:
        return None
    voice = statement.attribution is None
    claimed = judging.claim(reading, statement.content, end, voice=voice)
    if voice and claimed is None:
        return None
    tokens = reading.sentence.tokens
    chain = statement.attribution.chain if statement.attribution else Chain(speaker=None)
    why = _Why(reading)
    kind = claimed.entry.get("claim") if claimed else judging.OTHER
    if claimed:
        why.add("claim", claimed.start, claimed.end, kind)
    firmness = _modality(reading, statement, end, why)
    distances = list(judging.distance(reading, statement.content, end))
    if statement.attribution and statement.attribution.distance:
        mark = statement.attribution.distance
        distances.append((mark.start, mark.end))
    for first, last in distances:
        why.add("distance", first, last, "")
    here = _places(placed, statement, end, why)
    carried = _carried_places(here, kind, chain, before)
    frame = article.frame
    said_by = chain.said_by
    via = [relay for relay in chain.via if relay.english != frame.published_by]
    occasion = statement.attribution.occasion if statement.attribution else None
    why.chain(statement, chain)
    if said_by is not None and said_by.quoted:
        distances.append((0, 0))
    return Draft(
        said_by=said_by.english if said_by else "",
        via=(
            *((occasion.entry.get("gloss"),) if occasion else ()),
            *(relay.english for relay in via),
        ),
        published_by=frame.published_by,
        occurred=_occurred(article, reading, statement, end, firmness, why),
        places=here or carried,
        modality=firmness,
        distanced=bool(distances),
        claim=kind,
        start=tokens[start].start,
        end=tokens[end - 1].end,
        text=article.text[tokens[start].start : tokens[end - 1].end],
        language=reading.language.code,
        said_by_original=said_by.text if said_by else "",
        via_original=(
            *((why.words(occasion.start, occasion.end),) if occasion else ()),
            *(relay.text for relay in via),
        ),
        published_by_original=frame.published_by_original,
        why=tuple(sorted((*why.found, *frame.why), key=lambda e: (e.start, e.end, e.role))),
    )


class _Why:
    """Collects evidence for one draft."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.found: list[Evidence] = []

    def words(self, start: int, end: int) -> str:
        """Return the text of tokens [start, end)."""
        tokens = self._reading.sentence.tokens
        return self._reading.text[tokens[start].start : tokens[end - 1].end]

    def add(self, role: str, start: int, end: int, value: str) -> None:
        """Note tokens [start, end) as evidence."""
        tokens = self._reading.sentence.tokens
        self.found.append(
            Evidence(
                role=role,
                start=tokens[start].start,
                end=tokens[end - 1].end,
                text=self.words(start, end),
                value=value,
            )
        )

    def chain(self, statement: Statement, chain: Chain) -> None:
        """Note the words of the attribution."""
        attribution = statement.attribution
        if attribution is None:
            return
        if attribution.cue != (0, 0):
            self.add("verb", *attribution.cue, "")
        if attribution.occasion:
            self.add(
                "occasion",
                attribution.occasion.start,
                attribution.occasion.end,
                attribution.occasion.entry.get("gloss"),
            )
        sources = [("source", chain.said_by), *(("relay", relay) for relay in chain.via)]
        for role, source in sources:
            if source is not None:
                self.found.append(
                    Evidence(
                        role=role,
                        start=source.start,
                        end=source.end,
                        text=source.text,
                        value=source.english,
                    )
                )


def _trimmed(reading: Reading, statement: Statement) -> tuple[int, int]:
    """Leave out marks at either end, and a joint at the end that opens what follows."""
    start, end = statement.start, statement.end
    closers = set(reading.sentence.quotes.values())
    while end > start and (_bare(reading, end - 1, closers) or _is_joint(reading, end - 1)):
        end -= 1
    while start < end and _bare(reading, start, reading.sentence.quotes):
        start += 1
    return start, end


def _bare(reading: Reading, index: int, quotes: Collection[int]) -> bool:
    """Whether a token is a mark, or a quotation mark without its other half."""
    kind = reading.kind(index)
    return kind == POINT or (kind == QUOTE and index not in quotes)


def _is_joint(reading: Reading, index: int) -> bool:
    joint = reading.marks.at(index, "split", "perclause", "aux")
    return joint is not None and joint.end == index + 1


def _modality(reading: Reading, statement: Statement, end: int, why: _Why) -> str:
    """Return the verb's own modality, else that of what is said."""
    given = statement.modality or (statement.attribution.modality if statement.attribution else "")
    if given:
        return given
    found = judging.modality(reading, statement.content, end)
    if found is None and statement.attribution is not None:
        found = judging.modality(reading, statement.attribution.cue[1], statement.content)
    if found is None:
        return judging.ASSERTED
    why.add("modality", found.start, found.end, found.entry.get("modality"))
    return found.entry.get("modality")


def _places(placed: Sequence[Found], statement: Statement, end: int, why: _Why) -> tuple[str, ...]:
    ids: list[str] = []
    for found in placed:
        inside = statement.content <= found.start and found.end <= end
        if inside:
            why.add("place", found.start, found.end, " ".join(found.places))
            ids.extend(found.places)
    return tuple(dict.fromkeys(ids))


def _carried_places(
    here: tuple[str, ...], kind: str, chain: Chain, before: Draft | None
) -> tuple[str, ...]:
    """Return the places before, if a relay goes on about the same matter without naming them."""
    if here or before is None or kind not in _CARRIED_CLAIMS or not chain.via:
        return ()
    said_by = chain.said_by.english if chain.said_by else ""
    same = before.via and before.via[-1] == chain.via[-1].english
    return before.places if same and said_by in {"", before.said_by} else ()


def _occurred(
    article: _Article,
    reading: Reading,
    statement: Statement,
    end: int,
    firmness: str,
    why: _Why,
) -> str:
    """Return the time that the words say, else that of speaking, else the article's day."""
    base = article.frame.day
    ahead = firmness == "expected" or any(reading.marks.within(statement.content, end, "future"))
    tokens = reading.sentence.tokens
    inside = timexes(tokens, reading.marks, statement.content, end)
    outside: Sequence[Timex] = statement.attribution.times if statement.attribution else ()
    for timex, past in [*((t, not ahead) for t in inside), *((t, True) for t in outside)]:
        written = timex.resolve(base, ahead=not past)
        if written:
            if timex.end <= len(tokens):
                why.add("date", timex.start, timex.end, written)
            return written
    return base.isoformat() if base else ""
