"""Options that the commands of reports share."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from masarat.app.commands.options import Lang
from masarat.app.commands.values import whole

Modality = Literal["asserted", "expected", "conditional", "believed", "denied", "refused"]
Relation = Literal["supports", "contradicts", "repeats", "corrects", "retracts"]
Reliability = Literal["A", "B", "C", "D", "E", "F"]
Credibility = Literal[1, 2, 3, 4, 5, 6]


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Which reports, and how they are told.

    Parameters
    ----------
    journal
        The journal, an exported copy, or a file of reports; else $MASARAT_JOURNAL, else
        masarat.sqlite here.
    scenario
        Scenario with the names of places, and with the places of corridors.
    time_zone
        Clock on which times are read and told, as Asia/Damascus; else that of the scenario,
        else UTC.
    lang
        Language: Arabic, English or Russian.
    json
        Print the answer as JSON, for programs.
    """

    journal: str | None = None
    scenario: Path | None = None
    time_zone: str | None = None
    lang: Lang = "en"
    json: bool = False


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """Who enters it, and where.

    Parameters
    ----------
    by
        Office or desk that reviewed it; never a person's name.
    journal
        The journal; else $MASARAT_JOURNAL, else masarat.sqlite here.
    time_zone
        Clock on which times are written, as Asia/Damascus.
    """

    by: Annotated[str, Parameter(name="--as")]
    journal: str | None = None
    time_zone: str = "UTC"


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A report, member by member. Sources are written NAME | ROLE | SIDE, a ? before the nameless.

    Parameters
    ----------
    id
        Id of the report; without one it is made from the content.
    about
        What it is about: place:ID, link:ID,ID, corridor:ID or agreement:ID. Repeat it for more.
    claim
        Kind of claim: control, clashes, open, closed, mined, count, meeting, ...
    by
        Who has control: id of a side.
    what
        What is counted, as people.
    number
        How many.
    text
        The claim in free words.
    modality
        How it is claimed.
    said_by
        Who says it.
    through
        Relay, the one nearest to the speaker first. Repeat it for more.
    published_by
        Who published it.
    occurred
        When it took place: 2016-12-05, 2016-12-05 14:00, 2016-12-05 morning, or FROM / UNTIL.
    said
        When it was said.
    published
        When it was published.
    where
        Place of utterance.
    quote
        The words themselves.
    quote_lang
        Their language.
    document
        Where they stand: an address.
    distance
        Words by which the publisher keeps its distance. Repeat it for more.
    gloss
        The statement in another language, as en=... Repeat it for more.
    reliability
        Of the source, A to F (Admiralty code).
    credibility
        Of the statement, 1 to 6.
    """

    id: str = ""
    about: list[str] | None = None
    claim: str = ""
    by: Annotated[str, Parameter(name="--by")] = ""
    what: str = ""
    number: Annotated[int | None, whole(0)] = None
    text: str = ""
    modality: Modality | None = None
    said_by: str = ""
    through: list[str] | None = None
    published_by: str = ""
    occurred: str = ""
    said: str = ""
    published: str = ""
    where: str = ""
    quote: str = ""
    quote_lang: str = ""
    document: str = ""
    distance: list[str] | None = None
    gloss: list[str] | None = None
    reliability: Reliability | None = None
    credibility: Credibility | None = None
