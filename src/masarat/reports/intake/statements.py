"""From a sentence to its statements: each a stretch of tokens under one attribution, or none.

The sentence is read once, left to right. A reporting verb or phrase opens a statement; some joints
("and that", "although ..., yet", "while") open the next one under the same attribution.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from masarat.reports.intake.attribution import (
    SHORT_QUOTE,
    Complement,
    complement,
    objects,
    until_pause,
)
from masarat.reports.intake.folding import fold
from masarat.reports.intake.sources import AGENCIES, Zone, head_of, read_source, read_zone
from masarat.reports.intake.speakers import Chain, Speakers
from masarat.reports.intake.timing import timex_at
from masarat.reports.intake.tokens import NUMBER, POINT, QUOTE, WORD

if TYPE_CHECKING:
    from masarat.reports.intake.phrases import Match
    from masarat.reports.intake.sentence import Reading
    from masarat.reports.intake.sources import Source
    from masarat.reports.intake.timing import Timex

_PASSING = {"relay": "from", "learn": "learn"}  # kinds of verb, and what opens their source
_OF_TWO = frozenset({"describe", "accuse"})  # verbs with two nouns after them
_FEWEST = 3  # words that can be a statement
_COMMAS = frozenset("،,")
_OPENERS = frozenset("،,;؛:-–—(/")
_TOPIC, _RELAY, _TELL, _PASSIVE, _PRONOUN = "topic", "relay", "tell", "passive", "pronoun"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who speaks, and the words that say so (tokens `cue`, where in this sentence)."""

    chain: Chain
    cue: tuple[int, int]
    modality: str = ""
    occasion: Match | None = None
    times: tuple[Timex, ...] = ()
    distance: Match | None = None
    passive: bool = False
    direct: bool = False


@dataclass(slots=True)
class Statement:
    """Tokens [start, end) of a statement; what is said begins at `content`."""

    start: int
    content: int
    end: int
    attribution: Attribution | None
    modality: str = ""
    joined: bool = False  # opened by a joint, not by a cue of its own


@dataclass(slots=True)
class _Walk:
    """The state of one reading of a sentence."""

    reading: Reading
    speakers: Speakers
    now: Statement
    done: list[Statement] = field(default_factory=list)
    although: bool = False
    pending: tuple[int, Chain, Zone] | None = None

    def open(self, start: int, content: int, attribution: Attribution | None) -> None:
        """Complete the statement before token `start` and open the next."""
        self.close(start)
        self.now = Statement(start, content, len(self.reading), attribution)
        self.although = False

    def close(self, end: int) -> None:
        """Complete the open statement, if it says anything."""
        self.now.end = end
        if self.said(end):
            self.done.append(self.now)

    def said(self, end: int) -> bool:
        """Whether the open statement has words of its own before token `end`."""
        start = self.now.content
        while (aux := self.reading.marks.at(start, "aux")) is not None and aux.end <= end:
            start = aux.end
        return bool(self.reading.sentence.words(start, end))


def statements(reading: Reading, speakers: Speakers) -> list[Statement]:
    """Return the statements of a sentence in order; `speakers` learns who spoke."""
    walk = _Walk(reading, speakers, Statement(0, 0, len(reading), None))
    index = 0
    while index < len(reading):
        index = max(_step(walk, index), index + 1)
    walk.close(len(reading))
    return walk.done


def _step(walk: _Walk, index: int) -> int:
    reading = walk.reading
    if reading.kind(index) == QUOTE:
        closing = reading.sentence.quotes.get(index)
        if closing is not None and len(reading.sentence.words(index, closing)) > SHORT_QUOTE:
            return closing + 1
        return index + 1
    marks = reading.marks
    cue = marks.at(index, "verb", "participle")
    clause = marks.at(index, "perclause")
    per = marks.at(index, "per")
    if clause is not None and (per is None or clause.end > per.end):
        after = _per_clause(walk, clause)
        if after:
            return after
    if per is not None and marks.at(index, "distance") is None:
        return _per(walk, per)
    again = marks.at(index, "carried")
    if again is not None and walk.speakers.chains:
        return _preposed_or_not(walk, again, Zone(), again.end)
    if cue is not None:
        after = _cue(walk, cue)
        if after:
            return after
    return _joint(walk, index)


def _joint(walk: _Walk, index: int) -> int:
    """Open a statement under the same attribution at a joint, if there is one at `index`."""
    marks, now = walk.reading.marks, walk.now
    attribution = now.attribution
    that = marks.at(index, "andthat")
    if that is not None and attribution is not None and walk.said(index):
        walk.open(index, that.end, attribution)
        return that.end
    although = marks.at(index, "although")
    if although is not None and not walk.said(index):
        now.content = although.end
        walk.although = True
        return although.end
    but = marks.at(index, "but")
    if but is not None and walk.said(index) and (walk.although or attribution is None):
        walk.open(index, but.end, attribution)
        walk.now.joined = True
        return but.end
    split = marks.at(index, "split")
    if split is not None and walk.said(index) and _after_pause(walk.reading, index):
        walk.open(index, split.end, attribution)
        walk.now.joined = True
        return split.end
    expected = marks.at(index, "impersonal")
    if expected is not None and walk.said(index):
        if expected.prefix or _after_pause(walk.reading, index):
            walk.open(index, index, attribution)
            walk.now.modality = expected.entry.get("value")
        return expected.end
    return index + 1


def _after_pause(reading: Reading, index: int) -> bool:
    return reading.form(index - 1) in _OPENERS


def _cue(walk: _Walk, cue: Match) -> int:
    """Read a reporting verb or participle; return the next token, or 0 if it reports nothing."""
    reading, kind = walk.reading, cue.entry.get("kind")
    if cue.entry.role == "participle" and reading.marks.at(cue.start, "from") is not None:
        return 0
    if _is_relative(reading, cue.start) or reading.marks.at(cue.start, "source") is not None:
        return 0
    found = complement(reading, cue)
    if found is None and (kind != _TOPIC or cue.entry.get("modality")):
        found = objects(reading, cue)
    if found is None and reading.language.bare and kind not in {_TOPIC, _PASSIVE}:
        found = _bare(reading, cue, walk)
    if found is None and kind == _TOPIC and cue.entry.role == "verb":
        return _topic(walk, cue)
    if found is None:
        return _postposed(walk, cue)
    return _introduce(walk, cue, found)


def _is_relative(reading: Reading, index: int) -> bool:
    for before in range(max(0, index - 2), index):
        relative = reading.marks.at(before, "relative")
        if relative is not None and relative.end == index:
            return not reading.marks.at(before, "aux")
    return False


def _bare(reading: Reading, cue: Match, walk: _Walk) -> Complement | None:
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
    clause = _clause_start(walk, cue.start)
    if walk.said(clause) and reading.kind(clause - 1) == QUOTE:
        return None
    if reading.form(cue.start - 1) in _COMMAS and walk.said(cue.start) and clause == cue.start:
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


def _subject_before(reading: Reading, cue: Match, walk: _Walk) -> bool:
    return bool(reading.sentence.words(_clause_start(walk, cue.start), cue.start))


def _topic(walk: _Walk, cue: Match) -> int:
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
    zone, start = _zone(walk, cue, Complement(min(stop, following), following))
    chain = _chain(walk, cue, zone)
    if walk.said(start):
        walk.open(start, len(reading), None)
    walk.pending = (start, chain, zone)
    return following


def _introduce(walk: _Walk, cue: Match, found: Complement) -> int:
    """Open the statement that the cue introduces."""
    reading = walk.reading
    said = walk.said(cue.start)
    if said and not _may_open(reading, cue, walk):
        return 0
    zone, start = _zone(walk, cue, found)
    outer = walk.now.attribution
    nested = outer is not None and not walk.said(start) and not walk.now.joined
    if said and not _opens_here(reading, cue, start) and not _lexical(zone):
        return 0
    if cue.entry.role == "participle" and not zone.chain and walk.pending is not None:
        start, chain, before = walk.pending
        zone.occasion = zone.occasion or before.occasion
        zone.times = zone.times or before.times
    elif cue.entry.role == "participle" and not zone.chain and outer is not None:
        chain = outer.chain
    else:
        chain = _chain(walk, cue, zone)
    walk.pending = None
    if nested and outer is not None and zone.chain and chain.speaker != outer.chain.speaker:
        chain = _under(outer.chain, chain)
        start = min(start, walk.now.start)
    same = outer is not None and outer.chain == chain
    attribution = Attribution(
        chain=chain,
        cue=(cue.start, cue.end),
        modality=cue.entry.get("modality"),
        occasion=zone.occasion or (outer.occasion if same and outer else None),
        times=tuple(zone.times) or (outer.times if same and outer else ()),
        distance=zone.distance,
        passive=cue.entry.get("kind") == _PASSIVE,
        direct=reading.kind(found.content) == QUOTE,
    )
    if chain.speaker is not None:
        walk.speakers.remember(chain)
    walk.open(start, found.content, attribution)
    return found.content


def _lexical(zone: Zone) -> bool:
    return bool(zone.chain) and bool(zone.chain[-1].kind)


def _opens_here(reading: Reading, cue: Match, start: int) -> bool:
    """Whether the cue stands where a clause may begin."""
    return (
        bool(cue.prefix)
        or start == 0
        or reading.form(start - 1) in _OPENERS
        or reading.marks.at(start, "aux") is not None
        or cue.entry.role == "participle"
    )


def _may_open(reading: Reading, cue: Match, walk: _Walk) -> bool:
    """Whether a cue inside reported words may open a statement of its own."""
    if walk.now.attribution is None:
        return True
    if cue.entry.role == "participle":
        return reading.form(cue.start - 1) in _COMMAS
    if _opens_here(reading, cue, cue.start):
        return True
    before = reading.marks.at(cue.start - 1, "aux")
    if before is not None:
        return reading.form(cue.start - 1) != "قد"
    return reading.language.subject_first or _clause_start(walk, cue.start) > walk.now.content


def _under(outer: Chain, inner: Chain) -> Chain:
    """Return the inner chain as told by the outer one."""
    if outer.speaker is None:
        return inner
    return replace(inner, relays=(*inner.relays, outer.speaker, *outer.relays))


def _zone(walk: _Walk, cue: Match, found: Complement) -> tuple[Zone, int]:
    """Read the source around a cue; return it and the token where the statement starts."""
    reading = walk.reading
    kind = cue.entry.get("kind")
    start = _with_aux(walk, cue.start)
    passing = _PASSING.get(kind, "")
    foremost = reading.language.subject_first and not passing
    telling = foremost or kind == _TELL
    after = read_zone(reading, cue.end, found.zone_end, relaying=passing, telling=telling)
    if kind == _PASSIVE or cue.entry.role == "participle":
        if kind == _PASSIVE or not (reading.language.subject_first or _lexical(after)):
            after.chain = []
        return after, start
    pronoun = reading.marks.at(start, "aux") if start < cue.start else None
    wants_before = (
        reading.language.subject_first
        or not after.chain
        or (bool(passing) and len(after.chain) == after.cited)
    ) and not (pronoun is not None and pronoun.entry.get("value") == "pronoun")
    if wants_before:
        clause = _clause_start(walk, cue.start)
        before = read_zone(reading, clause, cue.start)
        if before.chain and (reading.language.subject_first or _is_subject(clause, before)):
            if foremost:
                after.chain = after.chain[len(after.chain) - after.cited :]
            after.chain[:0] = before.chain
            after.times[:0] = before.times
            return after, _with_origin(walk, clause, after)
        after.times[:0] = before.times
    return after, start


def _with_origin(walk: _Walk, clause: int, zone: Zone) -> int:
    """Read `Citing unnamed sources, Interfax reported`; return where the statement starts."""
    start = walk.now.start
    origin = walk.reading.marks.at(start, "from")
    if origin is None or origin.end >= clause:
        return clause
    zone.chain.extend(read_zone(walk.reading, start, clause).chain)
    return start


def _is_subject(clause: int, zone: Zone) -> bool:
    """Whether the words before a verb are its subject: they open with a noun that can speak."""
    return bool(zone.chain[0].kind) or clause == 0


def _clause_start(walk: _Walk, index: int) -> int:
    """Return the token where the clause of a verb begins: after the last pause or joint."""
    reading = walk.reading
    start = index
    parenthesis = reading.form(index - 1) in _COMMAS
    if parenthesis:
        start -= 1
    floor = walk.now.content if walk.now.attribution is not None else 0
    while start > floor:
        before = start - 1
        if (
            reading.kind(before) == POINT
            and reading.form(before) in _OPENERS
            and reading.form(before) != "-"
        ):
            if not parenthesis:
                break
            parenthesis = False
        if reading.marks.at(before, "that", "split", "but", "andthat", "perclause") is not None:
            break
        start -= 1
    return start


def _with_aux(walk: _Walk, index: int) -> int:
    """Step back over the little words before a verb: `كما كشف`, `وكان قد أعلن`."""
    start = index
    for back in range(1, 5):
        aux = walk.reading.marks.at(index - back, "aux") if index - back >= 0 else None
        if aux is not None and aux.end == start and index - back >= walk.now.start:
            start = index - back
    return start


def _chain(walk: _Walk, cue: Match, zone: Zone) -> Chain:
    """Return the chain of a zone, known speakers and carried ones included."""
    if cue.entry.get("kind") == _PASSIVE:
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


def _resolved(walk: _Walk, source: Source) -> Source:
    known = walk.speakers.known(source)
    return known.speaker if known is not None and known.speaker is not None else source


def _postposed(walk: _Walk, cue: Match) -> int:
    """`..., said a diplomat`: the words before the verb are what was said."""
    reading, kind = walk.reading, cue.entry.get("kind")
    if cue.entry.role != "verb" or kind == _TOPIC:
        return 0
    start = _with_aux(walk, cue.start)
    clause = _clause_start(walk, cue.start)
    if not (_paused(reading, start) or _paused(reading, clause)) or not walk.said(start):
        return 0
    end = until_pause(reading, cue.end)
    telling = reading.language.subject_first and kind != _RELAY
    zone = read_zone(reading, cue.end, end, relaying=_PASSING.get(kind, ""), telling=telling)
    if (not zone.chain or reading.language.subject_first) and _paused(reading, clause):
        before = read_zone(reading, clause, cue.start)
        if before.chain and clause > walk.now.content:
            zone.chain = before.chain
            start = clause
    if not (walk.said(start) and zone.chain and _paused(reading, start)):
        return 0
    return _attribute(walk, cue, zone, end)


def _paused(reading: Reading, index: int) -> bool:
    """Whether a mark stands before the token."""
    return reading.form(index - 1) in _OPENERS or reading.kind(index - 1) == QUOTE


def _attribute(walk: _Walk, cue: Match, zone: Zone, end: int) -> int:
    """Attribute the open statement, or note a further relay of it."""
    now = walk.now
    chain = _chain(walk, cue, zone)
    if now.attribution is not None:
        if chain.speaker is not None and chain.speaker.relays_only:
            now.attribution = replace(now.attribution, chain=_under(chain, now.attribution.chain))
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


def _per(walk: _Walk, per: Match) -> int:
    """`According to X, ...` and `..., according to X`."""
    reading = walk.reading
    end = until_pause(reading, per.end)
    zone = read_zone(reading, per.end, end)
    if not zone.chain:
        return per.end
    return _preposed_or_not(walk, per, zone, end)


def _per_clause(walk: _Walk, clause: Match) -> int:
    """`According to what X reported, ...`; return 0 if no reporting verb follows."""
    reading = walk.reading
    verb = reading.marks.at(clause.end, "verb")
    if verb is None:
        return 0
    end = until_pause(reading, verb.end)
    zone = read_zone(reading, verb.end, end, relaying=_PASSING.get(verb.entry.get("kind"), ""))
    if reading.language.subject_first and not zone.chain:
        return 0
    if not zone.chain and walk.speakers.carried(verb.entry.get("gender")) is None:
        return 0
    return _preposed_or_not(walk, clause, zone, end)


def _preposed_or_not(walk: _Walk, cue: Match, zone: Zone, end: int) -> int:
    reading = walk.reading
    start = _with_aux(walk, cue.start)
    if walk.said(start):
        return _attribute(walk, cue, zone, end)
    content = end
    while content < len(reading) and reading.kind(content) == POINT:
        content += 1
    that = reading.marks.at(content, "that")
    content = that.end if that is not None else content
    chain = _chain(walk, cue, zone)
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
