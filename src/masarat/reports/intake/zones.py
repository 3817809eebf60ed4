"""The zone beside a reporting verb: source, relays, occasion and time in any order.

`وقال أبو عمر، وهو قيادي، لوكالة رويترز في تصريح اليوم إن` is read left to right, each part by the
word that opens it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from masarat.reports.intake.attribution import apposition
from masarat.reports.intake.sources import AGENCIES, head_of, read_source
from masarat.reports.intake.timing import timex_at
from masarat.reports.intake.tokens import NUMBER, POINT, QUOTE, WORD

if TYPE_CHECKING:
    from masarat.reports.intake.phrases import Match
    from masarat.reports.intake.sentence import Reading
    from masarat.reports.intake.sources import Source
    from masarat.reports.intake.timex import Timex

_TO = frozenset({"ل", "لل", "ول", "ولل"})
_PAUSES = frozenset("،,;؛-–—():")


@dataclass(slots=True)
class Zone:
    """What the words around a reporting verb say.

    `chain` goes from the publisher's side to the speaker: agency, newspaper, official; the last
    `cited` of it are named by words such as "quoting".
    """

    chain: list[Source] = field(default_factory=list)
    cited: int = 0
    told: list[Source] = field(default_factory=list)
    occasion: Match | None = None
    times: list[Timex] = field(default_factory=list)
    distance: Match | None = None


@dataclass(slots=True)
class _Scan:
    """Position in a zone that ends at token `end`.

    `opened` is where the open source began (-1: none), `done` whether one was completed.
    """

    reading: Reading
    start: int
    end: int
    relaying: str
    telling: bool
    zone: Zone = field(default_factory=Zone)
    opened: int = -1
    begun: int = -1
    told: bool = False
    done: bool = False
    citing: bool = False

    def close(self, end: int) -> None:
        """Complete the open source before token `end`."""
        if self.opened >= 0:
            source = read_source(self.reading, self.opened, end)
            if source is not None:
                (self.zone.told if self.told else self.zone.chain).append(source)
                self.zone.cited += self.citing and not self.told
                self.done = self.done or not self.told
        self.opened = -1
        self.told = False


def read_zone(
    reading: Reading, start: int, end: int, *, relaying: str = "", telling: bool = False
) -> Zone:
    """Read tokens [start, end) beside a reporting verb.

    With `relaying`, a bare "from" opens the next source of the chain, and so does a phrase of that
    role; with `telling`, an agency is who was told.
    """
    scan = _Scan(reading, start, end, relaying, telling)
    index = start
    while index < end:
        index = _step(scan, index)
    scan.close(end)
    return scan.zone


def _step(scan: _Scan, index: int) -> int:
    """Read what opens at token `index` and return the next token."""
    return _circumstance(scan, index) or _listener(scan, index) or _part(scan, index)


def _circumstance(scan: _Scan, index: int) -> int:
    """Read a time, a mark of distance, an adverbial or "quoting"; return 0 if there is none."""
    marks, tokens = scan.reading.marks, scan.reading.sentence.tokens
    timex = timex_at(tokens[: scan.end], marks, index)
    if timex is not None:
        scan.close(index)
        scan.zone.times.append(timex)
        return timex.end
    origin = marks.at(index, "from", *((scan.relaying,) if scan.relaying else ()))
    if origin is not None and (scan.relaying or _surely(origin)):
        scan.close(index)
        scan.done, scan.citing = False, True
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
    return 0


def _listener(scan: _Scan, index: int) -> int:
    """Read who was told, or where; return 0 if the words do not say so."""
    marks, reading = scan.reading.marks, scan.reading
    if _to_agency(scan, index):
        scan.close(index)
        return _tell(scan, index)
    if marks.at(index, "to") is not None and reading.kind(index + 1) == QUOTE:
        return _tell_quoted(scan, index)
    audience = marks.at(index, "audience")
    if audience is not None:
        scan.close(index)
        return audience.end
    occasion = marks.at(index + (reading.form(index) in reading.language.articles), "occasion")
    if scan.telling and occasion is not None and scan.opened < 0:
        return _skip(scan, index, occasion)
    return 0


def _part(scan: _Scan, index: int) -> int:
    """Read a word of the source itself, or the noun that ends it."""
    tail = scan.reading.marks.at(index, "tail")
    if tail is not None and scan.opened >= 0:
        return tail.end
    if _opens_object(scan, index):
        scan.close(index)
        scan.done = True
        return index + 1
    return _extend(scan, index)


def _surely(origin: Match) -> bool:
    """Whether a word can only open a source: `quoting`, `نقلا عن`, unlike a bare `عن`."""
    return origin.end - origin.start > 1 or origin.entry.get("value") == "sure"


def _tell(scan: _Scan, index: int) -> int:
    """Read the agency that was told, up to the end of its name."""
    scan.opened, scan.told = index, True
    for at in range(index, min(index + 4, scan.end)):
        name = scan.reading.marks.at(at, "name")
        if name is not None and name.entry.get("kind") in AGENCIES and name.end <= scan.end:
            end = name.end
            if end < scan.end and scan.reading.sentence.tokens[end].kind == QUOTE:
                end += 1
            scan.close(end)
            return end
    return index + 1


def _tell_quoted(scan: _Scan, index: int) -> int:
    """Read who was told: a preposition before a name in quotation marks; 0 if they do not close."""
    closing = scan.reading.sentence.quotes.get(index + 1, -1)
    if not index < closing < scan.end:
        return 0
    scan.close(index)
    scan.opened, scan.told = index + 1, True
    scan.close(closing + 1)
    return closing + 1


def _opens_object(scan: _Scan, index: int) -> bool:
    """Whether a noun such as "importance" opens what is said, not a part of a source's name."""
    marks = scan.reading.marks
    return marks.at(index, "object") is not None and marks.at(index - 1, "source") is None


def _in_name(scan: _Scan, index: int) -> bool:
    """Whether a longer known name or title holds the token."""
    for start in range(max(0, index - 3), index + 1):
        match = scan.reading.marks.at(start, "source", "name")
        if match is not None and match.start < index < match.end:
            return True
    return False


def _extend(scan: _Scan, index: int) -> int:
    token = scan.reading.sentence.tokens[index]
    if token.kind == POINT:
        if token.form in _PAUSES:
            scan.close(index)
    elif scan.done and scan.opened < 0 and _goes_on(scan, index):
        scan.zone.chain.pop()
        scan.opened, scan.done = scan.begun, False
    elif scan.opened < 0 and token.kind in {WORD, NUMBER, QUOTE} and not scan.done:
        aux = scan.reading.marks.at(index, "aux")
        if aux is not None and aux.end <= scan.end:
            return aux.end
        scan.opened = scan.begun = index
    return index + 1


def _goes_on(scan: _Scan, index: int) -> bool:
    """Whether a title or name after a comma belongs to the same person: `الوزير، فلان، ...`."""
    if not scan.zone.chain or scan.zone.chain[-1].kind != "person":
        return False
    tokens = scan.reading.sentence.tokens
    match = scan.reading.marks.at(index, "source", "name")
    after_comma = tokens[index - 1].form in {"،", ","} and scan.begun >= 0
    if not after_comma:
        return False
    if match is not None:
        return match.entry.get("kind") == "person"
    end = apposition(scan.reading, index)
    return bool(end) and end <= scan.end


def _skip(scan: _Scan, index: int, adverbial: Match) -> int:
    """Skip an adverbial up to the next pause, but note the occasion and times in it."""
    tokens = scan.reading.sentence.tokens
    at = index
    while at < scan.end and (tokens[at].form not in _PAUSES or at < adverbial.end):
        occasion = scan.reading.marks.at(at, "occasion")
        if occasion is not None and scan.zone.occasion is None:
            scan.zone.occasion = occasion
        timex = timex_at(tokens[: scan.end], scan.reading.marks, at)
        if timex is not None:
            scan.zone.times.append(timex)
            return timex.end
        if _to_agency(scan, at):
            return _tell(scan, at)
        at += 1
    return at


def _to_agency(scan: _Scan, index: int) -> bool:
    """Whether words such as "to Reuters" begin here."""
    match = head_of(scan.reading, index)
    if match is None:
        return False
    to = match.prefix in _TO or (
        index > scan.start
        and (before := scan.reading.marks.at(index - 1, "to")) is not None
        and before.end == index
    )
    audience = scan.reading.marks.at(index, "audience") is not None
    begun = scan.opened >= 0 or scan.done or scan.reading.language.subject_first
    audience = audience or (scan.telling and begun)
    return (to or audience) and match.entry.get("kind") in AGENCIES
