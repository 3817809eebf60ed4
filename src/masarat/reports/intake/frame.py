"""The frame of an article: who published it, when, and which lines are not its body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from masarat.reports.intake.draft import Evidence
from masarat.reports.intake.timing import timexes
from masarat.reports.intake.tokens import POINT, WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from masarat.reports.intake.sentence import Reading

_HEADER_LINES = 8
_BYLINE_WORDS = 6
_DATELINE_TOKENS = 14
_DATE_LINE_WORDS = 16
_HEADLINE_WORDS = 25
_DASHES = frozenset("-–—")
_ENDS = frozenset(".!؟?:")


@dataclass(frozen=True, slots=True)
class Frame:
    """What the lines around the body say.

    Parameters
    ----------
    published_by, published_by_original
        The publisher in English, and as the text words it; empty if it does not say.
    day
        The day of the article; None if it does not say.
    outside
        Paragraphs that are no body: headline, date line, byline.
    dateline
        For a paragraph that opens with a dateline, the offset where its body begins.
    why
        Evidence for publisher and day.
    """

    published_by: str = ""
    published_by_original: str = ""
    day: date | None = None
    outside: frozenset[int] = frozenset()
    dateline: tuple[tuple[int, int], ...] = ()
    why: tuple[Evidence, ...] = ()


def read_frame(readings: Sequence[Reading]) -> Frame:
    """Read the frame from the sentences of an article."""
    lines: dict[int, list[Reading]] = {}
    for reading in readings:
        if reading.sentence.paragraph < _HEADER_LINES:
            lines.setdefault(reading.sentence.paragraph, []).append(reading)
    outside: set[int] = set()
    publisher: Evidence | None = None
    datelines: list[tuple[int, int]] = []
    headed = False
    several = len({reading.sentence.paragraph for reading in readings}) > 1
    for number, line in lines.items():
        first = line[0]
        if len(line) == 1 and _is_date_line(first):
            outside.add(number)
        elif len(line) == 1 and (found := _byline(first)) is not None and several:
            outside.add(number)
            publisher = publisher or found
        elif several and not headed and len(line) == 1 and _is_headline(first):
            outside.add(number)
            headed = True
        elif (opened := _dateline(first) or _second_dateline(line)) is not None:
            datelines.append((number, opened[0]))
            publisher = publisher or opened[1]
            headed = True
        else:
            headed = True
    day = _day(readings)
    why = tuple(evidence for evidence in (publisher, day) if evidence)
    return Frame(
        published_by=publisher.value if publisher else "",
        published_by_original=publisher.text if publisher else "",
        day=date.fromisoformat(day.value) if day else None,
        outside=frozenset(outside),
        dateline=tuple(datelines),
        why=why,
    )


def _evidence(reading: Reading, role: str, start: int, end: int, value: str) -> Evidence:
    tokens = reading.sentence.tokens
    first, last = tokens[start].start, tokens[end - 1].end
    return Evidence(role=role, start=first, end=last, text=reading.text[first:last], value=value)


def _is_date_line(reading: Reading) -> bool:
    """Whether a line is little more than a date, or a reading time such as "3 minutes"."""
    tokens = reading.sentence.tokens
    words = reading.sentence.words(0, len(tokens))
    if any(reading.marks.at(i, "furniture") for i in range(len(tokens))) and len(words) <= 4:  # noqa: PLR2004
        return True
    found = timexes(tokens, reading.marks, 0, len(tokens))
    dated = sum(len(reading.sentence.words(t.start, t.end)) for t in found if t.month)
    return bool(dated) and len(words) <= _DATE_LINE_WORDS and len(words) - dated <= 4  # noqa: PLR2004


def _byline(reading: Reading) -> Evidence | None:
    """Read a line such as `ميكروسيريا – متابعة`: name, dash, desk; or a known outlet alone."""
    tokens = reading.sentence.tokens
    words = reading.sentence.words(0, len(tokens))
    if not words or len(words) > _BYLINE_WORDS or tokens[-1].form in _ENDS:
        return None
    name = reading.marks.at(0, "name")
    dash = next((i for i, token in enumerate(tokens) if token.form in _DASHES), None)
    desk = dash is not None and any(
        reading.marks.at(i, "desk") is not None for i in range(dash, len(tokens))
    )
    if dash and desk:
        value = name.entry.get("en") if name else ""
        return _publisher(reading, 0, dash, value)
    last = next(
        (m for m in reading.marks.within(0, len(tokens), "name") if m.end == len(tokens)), None
    )
    dashed = last is not None and last.start > 0 and tokens[last.start - 1].form in _DASHES
    if last is not None and dashed and _publishes(last.entry.get("kind")):
        return _publisher(reading, last.start, last.end, last.entry.get("en"))
    if name is not None and name.end == len(tokens) and _publishes(name.entry.get("kind")):
        return _publisher(reading, 0, len(tokens), name.entry.get("en"))
    return None


def _publishes(kind: str) -> bool:
    return kind in {"agency", "outlet"}


def _publisher(reading: Reading, start: int, end: int, names: str) -> Evidence:
    found = _evidence(reading, "publisher", start, end, names.partition("|")[0])
    return found if found.value else _evidence(reading, "publisher", start, end, found.text)


def _dateline(reading: Reading) -> tuple[int, Evidence] | None:
    """Read `الجزائر – (وأج) –`, `دمشق-سانا`, `MOSCOW (Reuters) -`, `МОСКВА, 5 дек. /ТАСС/.`."""
    tokens = reading.sentence.tokens
    for index in range(1, min(_DATELINE_TOKENS, len(tokens))):
        name = reading.marks.at(index, "name")
        if name is None or not _publishes(name.entry.get("kind")):
            continue
        before, after = tokens[index - 1], name.end
        if before.kind != POINT or before.form not in {*_DASHES, "(", "/", "،", ","}:
            return None
        if not all(token.kind != WORD or i < 4 for i, token in enumerate(tokens[:index])):  # noqa: PLR2004
            return None
        while after < len(tokens) and tokens[after].form in {*_DASHES, ")", "/", ".", ":"}:
            after += 1
        closed = after > name.end or before.form in _DASHES
        if not closed:
            return None
        body = tokens[after].start if after < len(tokens) else reading.sentence.end
        return body, _publisher(reading, index, name.end, name.entry.get("en"))
    return None


def _second_dateline(line: Sequence[Reading]) -> tuple[int, Evidence] | None:
    """Read a dateline whose date ends a sentence: `МОСКВА, 5 декабря. /ТАСС/. ...`."""
    if len(line) > 1 and _is_date_line(line[0]):
        return _dateline(line[1])
    return None


def _is_headline(reading: Reading) -> bool:
    tokens = reading.sentence.tokens
    words = reading.sentence.words(0, len(tokens))
    return len(words) <= _HEADLINE_WORDS and tokens[-1].form not in _ENDS


def _day(readings: Sequence[Reading]) -> Evidence | None:
    """Return the first full date of the header lines, else the first of the text."""
    for reading in readings:
        for timex in timexes(
            reading.sentence.tokens, reading.marks, 0, len(reading.sentence.tokens)
        ):
            if timex.full:
                value = timex.resolve(None, ahead=False)
                if value and not timex.bound:
                    return _evidence(reading, "date", timex.start, timex.end, value[:10])
    return None
