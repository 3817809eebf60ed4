"""Reporting verbs that stand before what they report: `X said that ...`, `قال X إن ...`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.reports.intake.attribution import Complement, complement, objects, until_pause
from masarat.reports.intake.chains import PASSIVE, chain_of, lexical, under, zone_of
from masarat.reports.intake.folding import fold
from masarat.reports.intake.placing import postposed
from masarat.reports.intake.sources import AGENCIES, head_of
from masarat.reports.intake.timing import timex_at
from masarat.reports.intake.tokens import NUMBER, QUOTE, WORD
from masarat.reports.intake.walk import COMMAS, Attribution, after_pause, clause_start

if TYPE_CHECKING:
    from masarat.reports.intake.phrases import Match
    from masarat.reports.intake.sentence import Reading
    from masarat.reports.intake.walk import Walk

_TOPIC = "topic"
_FEWEST = 3  # words that can be a statement


def cue_statement(walk: Walk, cue: Match) -> int:
    """Read a reporting verb or participle; return the next token, or 0 if it reports nothing."""
    reading, kind = walk.reading, cue.entry.get("kind")
    if cue.entry.role == "participle" and reading.marks.at(cue.start, "from") is not None:
        return 0
    if _is_relative(reading, cue.start) or reading.marks.at(cue.start, "source") is not None:
        return 0
    found = complement(reading, cue)
    if found is None and (kind != _TOPIC or cue.entry.get("modality")):
        found = objects(reading, cue)
    if found is None and reading.language.bare and kind not in {_TOPIC, PASSIVE}:
        found = _bare(reading, cue, walk)
    if found is None and kind == _TOPIC and cue.entry.role == "verb":
        return _topic(walk, cue)
    if found is None:
        return postposed(walk, cue)
    return _introduce(walk, cue, found)


def _is_relative(reading: Reading, index: int) -> bool:
    for before in range(max(0, index - 2), index):
        relative = reading.marks.at(before, "relative")
        if relative is not None and relative.end == index:
            return not reading.marks.at(before, "aux")
    return False


def _bare(reading: Reading, cue: Match, walk: Walk) -> Complement | None:
    """English: `Lavrov said the ceasefire would hold`; the words follow the verb directly."""
    zone_end = cue.end
    while (after := _addition_end(reading, zone_end)) > zone_end:
        zone_end = after
    words = reading.sentence.words(zone_end, len(reading))
    if (
        len(words) < _FEWEST
        or reading.kind(zone_end) not in {WORD, NUMBER}
        or not _subject_before(reading, cue, walk)
    ):
        return None
    clause = clause_start(walk, cue.start)
    if walk.said(clause) and reading.kind(clause - 1) == QUOTE:
        return None
    if reading.form(cue.start - 1) in COMMAS and walk.said(cue.start) and clause == cue.start:
        return None
    return Complement(zone_end, zone_end)


def _addition_end(reading: Reading, index: int) -> int:
    """Return the token after a time, an audience or an agency told, or `index`."""
    timex = timex_at(reading.sentence.tokens, reading.marks, index)
    if timex is not None:
        return timex.end
    audience = reading.marks.at(index, "audience", "adverbial")
    if audience is not None:
        return audience.end
    told = head_of(reading, index)
    if told is not None and told.entry.role == "name" and told.entry.get("kind") in AGENCIES:
        return told.end
    return index


def _subject_before(reading: Reading, cue: Match, walk: Walk) -> bool:
    return bool(reading.sentence.words(clause_start(walk, cue.start), cue.start))


def _topic(walk: Walk, cue: Match) -> int:
    """`He commented on the proposals, saying ...`: the participle that follows has this speaker."""
    reading = walk.reading
    end = until_pause(reading, cue.end)
    following = next(
        (i for i in range(cue.end, len(reading)) if reading.marks.at(i, "participle") is not None),
        None,
    )
    if (
        following is None
        or complement(reading, reading.marks.at(following, "participle") or cue) is None
    ):
        return 0
    about = {fold(word) for word in cue.entry.get("about").split("|")}
    stop = next((i for i in range(cue.end, end) if reading.form(i) in about), end)
    zone, start = zone_of(walk, cue, Complement(min(stop, following), following))
    chain = chain_of(walk, cue, zone)
    if walk.said(start):
        walk.open(start, len(reading), None)
    walk.pending = (start, chain, zone)
    return following


def _introduce(walk: Walk, cue: Match, found: Complement) -> int:
    """Open the statement that the cue introduces."""
    reading = walk.reading
    said = walk.said(cue.start)
    if said and not _may_open(reading, cue, walk):
        return 0
    zone, start = zone_of(walk, cue, found)
    outer = walk.now.attribution
    nested = outer is not None and not walk.said(start) and not walk.now.joined
    if said and not _opens_here(reading, cue, start) and not lexical(zone):
        return 0
    if cue.entry.role == "participle" and not zone.chain and walk.pending is not None:
        start, chain, before = walk.pending
        zone.occasion = zone.occasion or before.occasion
        zone.times = zone.times or before.times
    elif cue.entry.role == "participle" and not zone.chain and outer is not None:
        chain = outer.chain
    else:
        chain = chain_of(walk, cue, zone)
    walk.pending = None
    if nested and outer is not None and zone.chain and chain.speaker != outer.chain.speaker:
        chain = under(outer.chain, chain)
        start = min(start, walk.now.start)
    same = outer is not None and outer.chain == chain
    attribution = Attribution(
        chain=chain,
        cue=(cue.start, cue.end),
        modality=cue.entry.get("modality"),
        occasion=zone.occasion or (outer.occasion if same and outer else None),
        times=tuple(zone.times) or (outer.times if same and outer else ()),
        distance=zone.distance,
        direct=reading.kind(found.content) == QUOTE,
    )
    if chain.speaker is not None:
        walk.speakers.remember(chain)
    walk.open(start, found.content, attribution)
    return found.content


def _opens_here(reading: Reading, cue: Match, start: int) -> bool:
    """Whether the cue stands where a clause may begin."""
    return (
        bool(cue.prefix)
        or start == 0
        or after_pause(reading, start)
        or reading.marks.at(start, "aux") is not None
        or cue.entry.role == "participle"
    )


def _may_open(reading: Reading, cue: Match, walk: Walk) -> bool:
    """Whether a cue inside reported words may open a statement of its own."""
    if walk.now.attribution is None:
        return True
    if cue.entry.role == "participle":
        return reading.form(cue.start - 1) in COMMAS
    if _opens_here(reading, cue, cue.start):
        return True
    before = reading.marks.at(cue.start - 1, "aux")
    if before is not None:
        return reading.form(cue.start - 1) != "قد"
    return reading.language.subject_first or clause_start(walk, cue.start) > walk.now.content
