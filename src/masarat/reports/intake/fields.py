"""The fields of a draft that are read from what is said: extent, modality, places, time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.reports.intake import judging
from masarat.reports.intake.timing import timexes
from masarat.reports.intake.tokens import POINT, QUOTE

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from masarat.reports.intake.draft import Draft
    from masarat.reports.intake.evidence import Why
    from masarat.reports.intake.gazetteer import Found
    from masarat.reports.intake.sentence import Reading
    from masarat.reports.intake.speakers import Chain
    from masarat.reports.intake.timex import Timex
    from masarat.reports.intake.walk import Statement

_CARRIED_CLAIMS = frozenset(
    {"dispute", "intention", "negotiation", "control", "clashes", "movement"}
)


def extent(reading: Reading, statement: Statement) -> tuple[int, int]:
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


def modality_of(reading: Reading, statement: Statement, end: int, why: Why) -> str:
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


def places_of(placed: Sequence[Found], statement: Statement, end: int, why: Why) -> tuple[str, ...]:
    """Return the ids of the places that a statement names."""
    ids: list[str] = []
    for found in placed:
        inside = statement.content <= found.start and found.end <= end
        if inside:
            why.add("place", found.start, found.end, " ".join(found.places))
            ids.extend(found.places)
    return tuple(dict.fromkeys(ids))


def carried_places(
    here: tuple[str, ...], kind: str, chain: Chain, before: Draft | None
) -> tuple[str, ...]:
    """Return the places before, if a relay goes on about the same matter without naming them."""
    if here or before is None or kind not in _CARRIED_CLAIMS or not chain.via:
        return ()
    said_by = chain.said_by.english if chain.said_by else ""
    same = before.via and before.via[-1] == chain.via[-1].english
    return before.places if same and said_by in {"", before.said_by} else ()


def occurred(
    base: date | None,
    reading: Reading,
    statement: Statement,
    end: int,
    firmness: str,
    why: Why,
) -> str:
    """Return the time that the words say, else that of speaking, else the article's day."""
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
