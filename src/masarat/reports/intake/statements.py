"""From a sentence to its statements: each a stretch of tokens under one attribution, or none.

The sentence is read once, left to right. A reporting verb or phrase opens a statement; some joints
("and that", "although ..., yet", "while") open the next one under the same attribution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.reports.intake.attribution import SHORT_QUOTE
from masarat.reports.intake.cues import cue_statement
from masarat.reports.intake.placing import per_clause, per_phrase, preposed_or_not
from masarat.reports.intake.tokens import QUOTE
from masarat.reports.intake.walk import Statement, Walk, after_pause
from masarat.reports.intake.zones import Zone

if TYPE_CHECKING:
    from masarat.reports.intake.sentence import Reading
    from masarat.reports.intake.speakers import Speakers


def statements(reading: Reading, speakers: Speakers) -> list[Statement]:
    """Return the statements of a sentence in order; `speakers` learns who spoke."""
    walk = Walk(reading, speakers, Statement(0, 0, len(reading), None))
    index = 0
    while index < len(reading):
        index = max(_step(walk, index), index + 1)
    walk.close(len(reading))
    return walk.done


def _step(walk: Walk, index: int) -> int:
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
        after = per_clause(walk, clause)
        if after:
            return after
    if per is not None and marks.at(index, "distance") is None:
        return per_phrase(walk, per)
    again = marks.at(index, "carried")
    if again is not None and walk.speakers.chains:
        return preposed_or_not(walk, again, Zone(), again.end)
    if cue is not None:
        after = cue_statement(walk, cue)
        if after:
            return after
    return _joint(walk, index)


def _joint(walk: Walk, index: int) -> int:
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
    if split is not None and walk.said(index) and after_pause(walk.reading, index):
        walk.open(index, split.end, attribution)
        walk.now.joined = True
        return split.end
    expected = marks.at(index, "impersonal")
    if expected is not None and walk.said(index):
        if expected.prefix or after_pause(walk.reading, index):
            walk.open(index, index, attribution)
            walk.now.modality = expected.entry.get("value")
        return expected.end
    return index + 1
