"""A report: one attributed statement, with its whole chain, and what may be said of reports.

Everything here is frozen. Moments are `datetime` in UTC. Ids are those of the scenario.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

SubjectKind = Literal["place", "link", "corridor", "agreement"]
Precision = Literal["minute", "hour", "part", "day", "month", "year", "interval"]
Modality = Literal["asserted", "expected", "conditional", "believed", "denied", "refused"]
Relation = Literal["supports", "contradicts", "repeats", "corrects", "retracts"]

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """What a report is about: a place, a link, a corridor or an agreement.

    `ids` holds one id, or the two ends of a link in alphabetical order. An agreement that has no
    id yet has the id `agreement`. Written as `place:atarib`, `link:atarib,rashidin`.

    Raises
    ------
    ValueError
        If there are not as many ids as the kind needs.
    """

    kind: SubjectKind
    ids: tuple[str, ...]

    def __post_init__(self) -> None:
        ids = tuple(sorted(self.ids)) if self.kind == "link" else self.ids
        if len(set(ids)) != (2 if self.kind == "link" else 1) or not all(ids):
            msg = "a link has two ends, and a place, a corridor or an agreement one id"
            raise ValueError(msg)
        object.__setattr__(self, "ids", ids)

    def __str__(self) -> str:
        return f"{self.kind}:{','.join(self.ids)}"


def place(name: str) -> Subject:
    """Return the place of this id."""
    return Subject("place", (name,))


def link(start: str, end: str) -> Subject:
    """Return the link between two places, in either direction."""
    return Subject("link", (start, end))


def corridor(name: str) -> Subject:
    """Return the corridor of this id."""
    return Subject("corridor", (name,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who says or relays something: an office, an agency, a spokesperson as published.

    Parameters
    ----------
    name
        As published: "Reuters", "a Levant Front official". Never a private person (ADR 8).
    role
        Office or role as published.
    side
        Id of the side that it belongs to; empty for none.
    named
        Whether the publisher names it. "media sources" and "an official" are not named.
    """

    name: str
    role: str = ""
    side: str = ""
    named: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A half-open interval of time [start, until) in UTC, as precise as the report is.

    "5 December" is the whole day in local time with precision `day`. `until` is None where
    nothing says when it ended.
    """

    start: datetime
    until: datetime | None = None
    precision: Precision = "interval"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is claimed.

    Parameters
    ----------
    kind
        One of `masarat.reports.vocabulary.KINDS`.
    by
        Who controls, holds the checkpoint, moves: id of a side, or text.
    what
        What is counted ("people", "buses"), or moved.
    number
        How many, where the claim is a number: whole.
    text
        The claim in free words, in the language of the report.
    """

    kind: str
    by: str = ""
    what: str = ""
    number: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The words of the publisher, verbatim.

    `start` and `end` are offsets in characters into the document named `document` (an address or
    a digest), of which `text` is the part from start to end.
    """

    text: str
    lang: str = ""
    start: int | None = None
    end: int | None = None
    document: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """One attributed statement.

    Parameters
    ----------
    id
        Its id in the ledger; never used twice.
    about
        What it is about, in order, nothing twice.
    claim, modality
        What is claimed, and how.
    said_by
        Who says it; None where the publisher speaks in its own voice, or does not tell.
    through
        Relays in order, the one nearest to the speaker first.
    published_by
        Whoever published it, where it was read.
    occurred, said, published
        When what is claimed took place, was said, was published.
    where
        Place of utterance, in words.
    quote
        The words themselves.
    distance
        The marks by which the publisher keeps its distance, verbatim: words in quotation marks,
        "as he put it".
    glosses
        The statement in other languages, by language.
    reliability, credibility
        Admiralty code (NATO AJP-2.1): reliability of the source A-F, credibility of the statement
        1-6, as the person who entered it judges. F and 6 say that it cannot be judged.
    extra
        Members that this version does not know, kept as they came: by JSON Pointer (RFC 6901).
    """

    id: str
    about: tuple[Subject, ...]
    claim: Claim
    published: When
    published_by: Source
    modality: Modality = "asserted"
    said_by: Source | None = None
    through: tuple[Source, ...] = ()
    occurred: When | None = None
    said: When | None = None
    where: str = ""
    quote: Quote | None = None
    distance: tuple[str, ...] = ()
    glosses: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    reliability: str = "F"
    credibility: int = 6
    extra: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)

    @property
    def chain(self) -> tuple[Source, ...]:
        """Everybody who handed it on, the speaker first, the publisher last."""
        first = () if self.said_by is None else (self.said_by,)
        return (*first, *self.through, self.published_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How one report stands to another.

    Parameters
    ----------
    relation
        supports, contradicts, repeats, corrects or retracts.
    report
        Id of the report that does so; empty where it is the keeper of the ledger who retracts.
    target
        Id of the report that it is done to.
    at
        From which moment on; None: from the publication of `report`, or where that is empty, as if
        `target` had never been published.
    reason
        Why, in words.
    """

    relation: Relation
    target: str
    report: str = ""
    at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """A grading by a person, which replaces earlier ones of the same report or source.

    A source has a reliability, a report a credibility and, where its source is to be judged
    otherwise in this one case, a reliability of its own. What is None stays as it was.
    """

    report: str = ""
    source: str = ""
    reliability: str | None = None
    credibility: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A side: its names by language, and the sides that it stands with and against."""

    id: str
    names: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    allies: frozenset[str] = frozenset()
    rivals: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """One source by all its names, so that chains meet whatever the language."""

    source: str
    names: tuple[str, ...]
    side: str = ""
