"""Reports of movement: which convoy, when, with how many people of which group for where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from masarat.app.agreements.doing import agreement_zone, current
from masarat.app.agreements.speech import read_moment
from masarat.core.errors import UsageError, suggestion
from masarat.core.instants import write_instant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from masarat.agreement.contents import Convoy
    from masarat.agreement.record import Agreement, State
    from masarat.app.agreements.desk import Acting
    from masarat.app.agreements.doing import Body, Make

PEOPLE_FORM = "GROUP:DESTINATION=COUNT, as mashhad:atarib=600"


def convoy_of(agreement: Agreement, name: str) -> Convoy:
    """Return a convoy of the current timetables.

    Raises
    ------
    UsageError
        If there is none of that name, with a suggestion.
    """
    revision = current(agreement)
    contents = (agreement.contents[digest] for digest in revision.details.values())
    convoys = {convoy.id: convoy for content in contents for convoy in content.convoys}
    if name not in convoys:
        hint = suggestion(name, convoys) or f"there are {len(convoys)}: {', '.join(convoys)}"
        msg = f"no timetable of revision {revision.number} has a convoy {name!r} ({hint})"
        raise UsageError(msg)
    return convoys[name]


def read_people(texts: Iterable[str]) -> dict[str, dict[str, int]]:
    """Read counts written as GROUP:DESTINATION=COUNT.

    Raises
    ------
    UsageError
        If one is not written so, or stands twice.
    """
    people: dict[str, dict[str, int]] = {}
    for text in texts:
        place, _, count = text.rpartition("=")
        group, _, destination = place.partition(":")
        if not (group and destination and count.isascii() and count.isdigit()):
            msg = f"--people: found {text!r}, expected {PEOPLE_FORM}"
            raise UsageError(msg)
        if destination in people.setdefault(group, {}):
            msg = f"--people: {group}:{destination} stands twice"
            raise UsageError(msg)
        people[group][destination] = int(count)
    return people


def moved(kind: str, convoy: str, at: str | None, people: list[str] | None) -> Make:
    """Return what reports a departure or an arrival; as on the timetable where nothing is said."""

    def make(_: State, agreement: Agreement, who: Acting) -> list[Body]:
        carried = read_people(people) if people else None
        if carried is None:
            table = convoy_of(agreement, convoy).people
            carried = {group: dict(goes) for group, goes in table.items()}
        return [who.signed(kind, convoy=convoy, at=_at(agreement, who, at), people=carried)]

    return make


def counted(convoy: str, stage: str, at: str | None, people: list[str]) -> Make:
    """Return what reports a monitor's own count at a convoy's departure or arrival."""

    def make(_: State, agreement: Agreement, who: Acting) -> list[Body]:
        carried = read_people(people)
        moment = _at(agreement, who, at)
        return [who.signed("counted", convoy=convoy, at=moment, stage=stage, people=carried)]

    return make


def at_moment(kind: str, at: str | None, **particulars: Any) -> Make:  # noqa: ANN401
    """Return what makes one act about a moment that is written on the agreement's clocks."""

    def make(_: State, agreement: Agreement, who: Acting) -> list[Body]:
        return [who.signed(kind, at=_at(agreement, who, at), **particulars)]

    return make


def expected(kind: str, window: tuple[str, str], **particulars: Any) -> Make:  # noqa: ANN401
    """Return what makes one act about a window written on the agreement's clocks."""

    def make(_: State, agreement: Agreement, who: Acting) -> list[Body]:
        zone = agreement_zone(agreement)
        start, until = (write_instant(read_moment(text, zone, who.time)) for text in window)
        return [who.signed(kind, **{"from": start, "until": until}, **particulars)]

    return make


def _at(agreement: Agreement, who: Acting, text: str | None) -> str:
    return write_instant(read_moment(text, agreement_zone(agreement), who.time))
