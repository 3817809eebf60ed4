"""From a news text to draft reports: the whole of the intake as one pure function."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from masarat.reports.intake import judging
from masarat.reports.intake.draft import Draft
from masarat.reports.intake.evidence import Why
from masarat.reports.intake.fields import (
    carried_places,
    extent,
    modality_of,
    occurred,
    places_of,
)
from masarat.reports.intake.frame import Frame, read_frame
from masarat.reports.intake.lexicon import Language, language
from masarat.reports.intake.sentence import Reading
from masarat.reports.intake.source_text import check, script_of
from masarat.reports.intake.speakers import Chain, Speakers
from masarat.reports.intake.statements import statements
from masarat.reports.intake.tokens import QUOTE, Sentence, sentences
from masarat.reports.intake.walk import Attribution, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from masarat.reports.intake.gazetteer import Found, Gazetteer, Name


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
        body = datelines.get(paragraph, 0)
        if reading.sentence.end <= body:
            continue
        if reading.sentence.start < body:
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
    start, end = extent(reading, statement)
    if start >= end:
        return None
    voice = statement.attribution is None
    claimed = judging.claim(reading, statement.content, end, voice=voice)
    if voice and claimed is None:
        return None
    tokens = reading.sentence.tokens
    chain = statement.attribution.chain if statement.attribution else Chain(speaker=None)
    why = Why(reading)
    kind = claimed.entry.get("claim") if claimed else judging.OTHER
    if claimed:
        why.add("claim", claimed.start, claimed.end, kind)
    firmness = modality_of(reading, statement, end, why)
    distances = list(judging.distance(reading, statement.content, end))
    if statement.attribution and statement.attribution.distance:
        mark = statement.attribution.distance
        distances.append((mark.start, mark.end))
    for first, last in distances:
        why.add("distance", first, last, "")
    here = places_of(placed, statement, end, why)
    carried = carried_places(here, kind, chain, before)
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
        occurred=occurred(frame.day, reading, statement, end, firmness, why),
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
