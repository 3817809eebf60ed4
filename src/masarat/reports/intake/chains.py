"""Whose words a cue reports: the source around it, known and carried speakers, nested relays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from masarat.reports.intake.sources import read_source
from masarat.reports.intake.speakers import Chain
from masarat.reports.intake.tokens import QUOTE
from masarat.reports.intake.walk import clause_start, with_aux
from masarat.reports.intake.zones import Zone, read_zone

if TYPE_CHECKING:
    from masarat.reports.intake.attribution import Complement
    from masarat.reports.intake.phrases import Match
    from masarat.reports.intake.sentence import Reading
    from masarat.reports.intake.sources import Source
    from masarat.reports.intake.walk import Walk

PASSING = {"relay": "from", "learn": "learn"}
"""Kinds of verb that pass words on, and the role of the words that open their source."""

TELL, PASSIVE, _PRONOUN = "tell", "passive", "pronoun"
_OF_TWO = frozenset({"describe", "accuse"})  # verbs with two nouns after them


def zone_of(walk: Walk, cue: Match, found: Complement) -> tuple[Zone, int]:
    """Read the source around a cue; return it and the token where the statement starts."""
    reading = walk.reading
    kind = cue.entry.get("kind")
    start = with_aux(walk, cue.start)
    passing = PASSING.get(kind, "")
    foremost = reading.language.subject_first and not passing
    telling = foremost or kind == TELL
    after = read_zone(reading, cue.end, found.zone_end, relaying=passing, telling=telling)
    if kind == PASSIVE or cue.entry.role == "participle":
        if kind == PASSIVE or not (reading.language.subject_first or lexical(after)):
            after.chain = []
        return after, start
    pronoun = reading.marks.at(start, "aux") if start < cue.start else None
    wants_before = (
        reading.language.subject_first
        or not after.chain
        or (bool(passing) and len(after.chain) == after.cited)
    ) and not (cue.prefix or _is_pronoun(pronoun))
    if wants_before:
        clause = clause_start(walk, cue.start)
        before = read_zone(reading, clause, cue.start)
        if before.chain and (
            reading.language.subject_first or _is_subject(reading, clause, before)
        ):
            if foremost:
                after.chain = after.chain[len(after.chain) - after.cited :]
            after.chain[:0] = before.chain
            after.times[:0] = before.times
            return after, _with_origin(walk, clause, after)
        after.times[:0] = before.times
    return after, start


def _is_pronoun(aux: Match | None) -> bool:
    """Whether the word before a verb names the subject by a pronoun: `لكنه`."""
    return aux is not None and aux.entry.get("value") == "pronoun"


def _with_origin(walk: Walk, clause: int, zone: Zone) -> int:
    """Read `Citing unnamed sources, Interfax reported`; return where the statement starts."""
    start = walk.now.start
    origin = walk.reading.marks.at(start, "from")
    if origin is None or origin.end >= clause:
        return clause
    zone.chain.extend(read_zone(walk.reading, start, clause).chain)
    return start


def _is_subject(reading: Reading, clause: int, zone: Zone) -> bool:
    """Whether the words before a verb are its subject: they open with a noun that can speak."""
    verbal = reading.marks.at(clause, "verb") is not None
    return not verbal and (bool(zone.chain[0].kind) or clause == 0)


def lexical(zone: Zone) -> bool:
    """Whether the speaker of a zone is of a kind that the lexicon or the names know."""
    return bool(zone.chain) and bool(zone.chain[-1].kind)


def chain_of(walk: Walk, cue: Match, zone: Zone) -> Chain:
    """Return the chain of a zone, known speakers and carried ones included."""
    if cue.entry.get("kind") == PASSIVE:
        return Chain(speaker=None)
    if not zone.chain:
        carried = walk.speakers.carried(cue.entry.get("gender"))
        return carried or Chain(speaker=None, relays=tuple(zone.told))
    *outer, speaker = zone.chain
    if speaker.kind == _PRONOUN:
        carried = walk.speakers.carried(speaker.gender)
        return carried or Chain(speaker=None)
    if cue.entry.get("kind") in _OF_TWO:
        if not speaker.kind:
            return walk.speakers.carried(cue.entry.get("gender")) or Chain(speaker=None)
        speaker = _first_of_two(walk.reading, speaker)
    if not speaker.gender and cue.entry.get("gender"):
        speaker = replace(speaker, gender=cue.entry.get("gender"))
    relays = (*zone.told, *(_resolved(walk, relay) for relay in reversed(outer)))
    known = walk.speakers.known(speaker)
    if known is not None and known.speaker is not None:
        return Chain(speaker=known.speaker, relays=relays or known.relays)
    return Chain(speaker=speaker, relays=relays)


def _first_of_two(reading: Reading, source: Source) -> Source:
    """Return the subject of `accused`, cut before the noun that is its object."""
    inside = [
        i for i, t in enumerate(reading.sentence.tokens) if source.start <= t.start < source.end
    ]
    head = reading.marks.at(inside[0], "source", "name") if inside else None
    for index in inside:
        other = reading.marks.at(index, "source", "name")
        apart = head is not None and index >= head.end
        if apart and (other is not None or reading.kind(index) == QUOTE):
            return read_source(reading, inside[0], index) or source
    return source


def _resolved(walk: Walk, source: Source) -> Source:
    known = walk.speakers.known(source)
    return known.speaker if known is not None and known.speaker is not None else source


def under(outer: Chain, inner: Chain) -> Chain:
    """Return the inner chain as told by the outer one."""
    if outer.speaker is None:
        return inner
    return replace(inner, relays=(*inner.relays, outer.speaker, *outer.relays))
