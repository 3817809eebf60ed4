"""Reports for tests: short to write, and drawn at random."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from masarat.reports.entries import Things
from masarat.reports.ledger import Ledger
from masarat.reports.report import (
    Alias,
    Claim,
    Grading,
    Link,
    Report,
    Side,
    Source,
    Subject,
    When,
    corridor,
    link,
    place,
)

fewer = settings(max_examples=settings.default.max_examples // 3 if settings.default else 30)
"""For tests that draw whole ledgers: a third of the cases of the profile."""

START = datetime(2016, 12, 5, tzinfo=UTC)
SQUARE = place("square")
SIDES = (
    Side(id="east", names={"en": "East side"}, rivals=frozenset({"west"})),
    Side(id="north", names={"en": "North side"}, allies=frozenset({"east"})),
    Side(id="west", names={"en": "West side"}, rivals=frozenset({"east"})),
)


def hour(n: float) -> datetime:
    """Return the moment `n` hours after the start."""
    return START + timedelta(hours=n)


def when(start: float, hours: float = 1 / 60, precision: Any = "minute") -> When:
    """Return an interval that begins `start` hours after the start."""
    return When(start=hour(start), until=hour(start + hours), precision=precision)


def report(
    name: str,
    kind: str = "open",
    published: float = 0,
    by: str = "",
    **more: Any,
) -> Report:
    """Return a report on the square, published `published` hours after the start."""
    made: dict[str, Any] = {
        "id": name,
        "about": (SQUARE,),
        "claim": Claim(kind=kind, by=by),
        "published": when(published),
        "published_by": Source(name=f"Paper {name}"),
        **more,
    }
    return Report(**made)


def ledger(*things: Any) -> Ledger:
    """Return the ledger of reports and what is said of them, with the sides of this module."""

    def of(kind: type[Any]) -> tuple[Any, ...]:
        return tuple(each for each in things if isinstance(each, kind))

    return Ledger.of(
        Things(
            reports=of(Report),
            links=of(Link),
            gradings=of(Grading),
            sides=(*SIDES, *of(Side)),
            sources=of(Alias),
        )
    )


SUBJECTS: tuple[Subject, ...] = (
    SQUARE,
    place("bridge"),
    link("square", "bridge"),
    corridor("north-road"),
)

_SPEAKERS = st.builds(
    Source,
    name=st.sampled_from(["Office A", "Office B", "an official"]),
    side=st.sampled_from(["", "east", "west", "north"]),
    named=st.booleans(),
)
_OUTLETS = st.builds(Source, name=st.sampled_from(["Paper", "Radio", "Agency", "Herald"]))
_TIMES = st.builds(
    when,
    st.integers(0, 90),
    st.sampled_from([1 / 60, 1, 24]),
    st.sampled_from(["minute", "day", "interval"]),
)
_CLAIMS = st.builds(
    Claim,
    kind=st.sampled_from(
        ["open", "open", "closed", "closed", "clashes", "control", "control", "mined", "meeting"]
    ),
    by=st.sampled_from(["east", "west", "North side"]),
)
MODALITIES: st.SearchStrategy[Any] = st.sampled_from(
    ["asserted"] * 5 + ["denied"] * 2 + ["expected"]
)


@st.composite
def reports(draw: st.DrawFn, least: int = 0, most: int = 8) -> list[Report]:
    """Draw reports with ids r0, r1, ..."""
    count = draw(st.integers(least, most))
    return [
        Report(
            id=f"r{number}",
            about=tuple(draw(st.lists(st.sampled_from(SUBJECTS), min_size=1, unique=True))),
            claim=draw(_CLAIMS),
            modality=draw(MODALITIES),
            said_by=draw(st.none() | _SPEAKERS),
            through=tuple(draw(st.lists(_OUTLETS, max_size=2))),
            published_by=draw(_OUTLETS),
            occurred=draw(st.none() | _TIMES),
            said=draw(st.none() | _TIMES),
            published=draw(_TIMES),
            reliability=draw(st.sampled_from("FFFFABDE")),
            credibility=draw(st.sampled_from([6, 6, 6, 1, 2, 4, 5])),
        )
        for number in range(count)
    ]


@st.composite
def ledgers(draw: st.DrawFn, least: int = 0, most: int = 8) -> Ledger:
    """Draw a ledger with reports and links of every relation between them."""
    made = draw(reports(least, most))
    names = st.sampled_from([each.id for each in made]) if made else st.nothing()
    links = st.builds(
        Link,
        relation=st.sampled_from(["supports", "contradicts", "repeats", "corrects", "retracts"]),
        report=names,
        target=names,
    )
    drawn = draw(st.lists(links, max_size=4)) if made else []
    return ledger(*made, *(each for each in drawn if each.report != each.target))


MOMENTS = st.integers(0, 120).map(hour)
