"""Attribution around what is said: `according to X, ...`, `..., according to X`, `..., said X`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from masarat.reports.intake.attribution import until_pause
from masarat.reports.intake.chains import PASSING, chain_of, under
from masarat.reports.intake.tokens import POINT
from masarat.reports.intake.walk import Attribution, clause_start, paused, with_aux
from masarat.reports.intake.zones import read_zone

if TYPE_CHECKING:
    from masarat.reports.intake.phrases import Match
    from masarat.reports.intake.walk import Walk
    from masarat.reports.intake.zones import Zone


def postposed(walk: Walk, cue: Match) -> int:
    """`..., said a diplomat`: the words before the verb are what was said."""
    reading, kind = walk.reading, cue.entry.get("kind")
    if cue.entry.role != "verb" or kind == "topic":
        return 0
    start = with_aux(walk, cue.start)
    clause = clause_start(walk, cue.start)
    if not (paused(reading, start) or paused(reading, clause)) or not walk.said(start):
        return 0
    end = until_pause(reading, cue.end)
    telling = reading.language.subject_first and kind != "relay"
    zone = read_zone(reading, cue.end, end, relaying=PASSING.get(kind, ""), telling=telling)
    if (not zone.chain or reading.language.subject_first) and paused(reading, clause):
        before = read_zone(reading, clause, cue.start)
        if before.chain and clause > walk.now.content:
            zone.chain = before.chain
            start = clause
    if not (walk.said(start) and zone.chain and paused(reading, start)):
        return 0
    return attribute(walk, cue, zone, end)


def attribute(walk: Walk, cue: Match, zone: Zone, end: int) -> int:
    """Attribute the open statement, or note a further relay of it."""
    now = walk.now
    chain = chain_of(walk, cue, zone)
    if now.attribution is not None:
        if chain.speaker is not None and chain.speaker.relays_only:
            now.attribution = replace(now.attribution, chain=under(chain, now.attribution.chain))
        return end
    now.attribution = Attribution(
        chain=chain,
        cue=(cue.start, cue.end),
        modality=cue.entry.get("modality"),
        occasion=zone.occasion,
        times=tuple(zone.times),
        distance=zone.distance,
    )
    walk.speakers.remember(chain)
    return end


def per_phrase(walk: Walk, per: Match) -> int:
    """`According to X, ...` and `..., according to X`."""
    reading = walk.reading
    end = until_pause(reading, per.end)
    zone = read_zone(reading, per.end, end)
    if not zone.chain:
        return per.end
    return preposed_or_not(walk, per, zone, end)


def per_clause(walk: Walk, clause: Match) -> int:
    """`According to what X reported, ...`; return 0 if no reporting verb follows."""
    reading = walk.reading
    verb = reading.marks.at(clause.end, "verb")
    if verb is None:
        return 0
    end = until_pause(reading, verb.end)
    zone = read_zone(reading, verb.end, end, relaying=PASSING.get(verb.entry.get("kind"), ""))
    if reading.language.subject_first and not zone.chain:
        return 0
    if not zone.chain and walk.speakers.carried(verb.entry.get("gender")) is None:
        return 0
    return preposed_or_not(walk, clause, zone, end)


def preposed_or_not(walk: Walk, cue: Match, zone: Zone, end: int) -> int:
    """Attribute what was said before the phrase, else what follows; return the next token."""
    reading = walk.reading
    start = with_aux(walk, cue.start)
    if walk.said(start):
        return attribute(walk, cue, zone, end)
    content = end
    while content < len(reading) and reading.kind(content) == POINT:
        content += 1
    that = reading.marks.at(content, "that")
    content = that.end if that is not None else content
    chain = chain_of(walk, cue, zone)
    walk.speakers.remember(chain)
    attribution = Attribution(
        chain=chain,
        cue=(cue.start, cue.end),
        occasion=zone.occasion,
        times=tuple(zone.times),
        distance=zone.distance,
    )
    walk.open(start, content, attribution)
    return content
