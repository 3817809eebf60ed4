"""Draft reports: what the intake read in a text, with the evidence for each field.

All offsets count characters (Unicode code points) of the decoded text, from 0, end not included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason for a field of a draft: the words it was read from.

    Parameters
    ----------
    role
        What the words show: `verb`, `source`, `relay`, `occasion`, `publisher`, `date`, `place`,
        `modality`, `claim`, `quotation`, `distance`.
    start, end
        Where they stand in the text. A carried speaker's words stand in an earlier sentence.
    text
        The words themselves.
    value
        What was read from them (an id, a date, a name); empty where the words say it all.
    """

    role: str
    start: int
    end: int
    text: str
    value: str = ""

    def content(self) -> dict[str, Any]:
        """Return the evidence as JSON content."""
        return {name: getattr(self, name) for name in ("role", "start", "end", "text", "value")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One statement as the intake read it; nothing of it is a report until a person accepts it.

    Parameters
    ----------
    said_by
        Who said it: the English name or gloss where the lexicons have one, else the words of the
        text; empty if the publisher speaks itself or the relay names no source.
    via
        Through whom, from the speaker towards the publisher (an agency, an occasion).
    published_by
        Who published it.
    occurred
        When what is said happened: `2016-12-05`, `2016-12-05 morning`, `before 2016-12-05`, or
        alternatives `2016-12-06 evening / 2016-12-07 morning`; empty if the text has no date.
    places
        Ids of the places it is about, in the order of the text.
    modality
        asserted, expected, conditional, believed, denied or refused.
    distanced
        Whether the publisher keeps its distance ("as he put it", quotation marks on a word).
    claim
        Kind of claim.
    start, end
        Where the statement stands in the text.
    text
        The text from `start` to `end`.
    language
        ar, en or ru.
    said_by_original, via_original, published_by_original
        The same as the text words them.
    why
        The evidence, in the order of the text.
    """

    said_by: str
    via: tuple[str, ...]
    published_by: str
    occurred: str
    places: tuple[str, ...]
    modality: str
    distanced: bool
    claim: str
    start: int
    end: int
    text: str
    language: str
    said_by_original: str = ""
    via_original: tuple[str, ...] = ()
    published_by_original: str = ""
    why: tuple[Evidence, ...] = ()

    def content(self) -> dict[str, Any]:
        """Return the draft as JSON content."""
        return {
            "said_by": self.said_by,
            "via": list(self.via),
            "published_by": self.published_by,
            "occurred": self.occurred,
            "places": list(self.places),
            "modality": self.modality,
            "distanced": self.distanced,
            "claim": self.claim,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "language": self.language,
            "said_by_original": self.said_by_original,
            "via_original": list(self.via_original),
            "published_by_original": self.published_by_original,
            "why": [evidence.content() for evidence in self.why],
        }
