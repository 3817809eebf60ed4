"""What is reported of streets, as publishers show it: statuses over time, and who said what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from masarat.plan.document import Passed
    from masarat.publish.edition import Edition

STATUSES = ("open", "closed", "contested", "controlled", "unknown")
"""What a status may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One report on a street.

    Parameters
    ----------
    said_by
        Who says it; empty where the publisher speaks in its own voice.
    through
        Relays, the one nearest to the speaker first.
    published
        Minute of publication from the scenario's start; negative before it.
    says
        "closed", "not clashes", "control SIDE": what it says on the status.
    quote
        The words themselves; empty if they were not kept.
    """

    id: str
    said_by: str
    through: tuple[str, ...]
    published_by: str
    published: int
    says: str
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A status that holds in [start, until), the reports for it and those against it.

    `by` are ids of the sides in control.
    """

    start: int
    until: int
    status: str
    by: tuple[str, ...] = ()
    reports: tuple[Said, ...] = ()
    against: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """A corridor, place or link that reports speak of: its statuses in order of time."""

    kind: Literal["corridor", "place", "link"]
    ids: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """All streets that reports speak of, and names of sides by language."""

    streets: tuple[Street, ...] = ()
    sides: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def street_name(edition: Edition, kind: str, ids: tuple[str, ...]) -> str:
    """Return what a street is called in the reader's language."""
    if kind == "corridor":
        return edition.names.corridor(ids[0])
    return " - ".join(map(edition.names.place, ids))


def side_name(edition: Edition, side: str) -> str:
    """Return what a side is called in the reader's language; its id if it has no name."""
    return edition.names.chosen(edition.reported.sides.get(side, {}), side)


def status_words(edition: Edition, status: str, by: tuple[str, ...]) -> str:
    """Return a status in words: closed, controlled by ..."""
    if status == "controlled" and by:
        sides = edition.words.text("ui_and_sides").join(side_name(edition, side) for side in by)
        return edition.words.text("ui_status_controlled_by", side=sides)
    return edition.words.text(f"ui_status_{status}")


def says_words(edition: Edition, says: str) -> str:
    """Return what a report says on a status, in words."""
    positive = says.removeprefix("not ")
    what, _, side = positive.partition(" ")
    if what == "control" and side:
        words = edition.words.text("ui_status_controlled_by", side=side_name(edition, side))
    else:
        words = edition.words.text(f"ui_says_{what}")
    return words if says == positive else edition.words.text("ui_says_not", says=words)


def chain_words(edition: Edition, said: Said) -> str:
    """Return who said something through whom, published by whom."""
    words = edition.words
    links = [words.text("ui_said_by", who=said.said_by)] if said.said_by else []
    links += [words.text("ui_through", who=who) for who in said.through]
    links.append(words.text("ui_published_by", who=said.published_by))
    return words.text("ui_chain_comma").join(links)


def passed(edition: Edition, street: Street) -> Iterator[Passed]:
    """Yield what the plan says of a street."""
    rests_on = edition.plan.rests_on
    for each in rests_on.streets if rests_on else ():
        if (each.kind, sorted(each.ids)) == (street.kind, sorted(street.ids)):
            yield each


def passed_words(edition: Edition, each: Passed) -> str:
    """Return a street that is passed with its status, in words."""
    status, _, by = each.status.partition(" by ")
    sides = tuple(by.split(", ")) if by else ()
    return edition.words.text(
        "ui_street_line",
        street=street_name(edition, each.kind, each.ids),
        status=status_words(edition, status, sides),
    )
