"""Details that rest on streets of which something new is reported.

A report never voids a sign-off. Sign-offs are bound to content, and only a change of content voids
them (promise 6): whoever could void what others signed by saying something of a street could stop
any convoy. So a new report is shown, with who said it through whom, and people decide: suspend, or
table another revision. A flag falls when the detail is tabled with another content, made in
knowledge of the report, or when the street is open again; a detail that is tabled as it was keeps
its sign-offs, and its flags.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from masarat.core.instants import write_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from masarat.agreement.cases import Moment
    from masarat.agreement.verdicts import DetailVerdict, NextAction

Street = tuple[str, tuple[str, ...]]
"""Kind (corridor, place or link) and ids, the ends of a link in alphabetical order."""

OPEN, LOOK = "open", "look"
NOTHING: Mapping[str, frozenset[Street]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One report about a street.

    Parameters
    ----------
    says
        What it says on the status: "closed", "not clashes", "control SIDE".
    chain
        Who said it, through whom, published by whom.
    published, known
        When it was published, and when it came to be known here.
    """

    report: str
    says: str
    chain: tuple[str, ...]
    published: datetime
    known: datetime

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "report": self.report,
            "says": self.says,
            "chain": list(self.chain),
            "published": write_instant(self.published),
            "known": write_instant(self.known),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the reports say of a street at a moment: its status, who controls it, and all of them.

    `status` is open, closed, contested, controlled or unknown; `by` are sides.
    """

    street: Street
    status: str
    by: tuple[str, ...] = ()
    heard: tuple[Heard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A detail that rests on a street, and what was reported of it since the detail was tabled."""

    detail: str
    told: Told
    new: tuple[Heard, ...]

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        kind, ids = self.told.street
        return {
            "detail": self.detail,
            "kind": kind,
            "ids": list(ids),
            "status": self.told.status,
            "by": list(self.told.by),
            "reports": [heard.to_data() for heard in self.new],
        }


def flags(
    now: Moment, told: Iterable[Told], between: Mapping[str, frozenset[Street]] = NOTHING
) -> tuple[Flag, ...]:
    """Return the details of the current revision that rest on streets with something new.

    Parameters
    ----------
    told
        What the reports say of streets at the moment.
    between
        As for `rests_on`.

    Returns
    -------
    tuple of Flag
        One a detail and street that is not open and of which a report came to be known after the
        detail was first tabled with its present content; details in their order, then streets.
    """
    if now.revision is None:
        return ()
    revisions, since = now.agreement.revisions, now.revision.since
    by_street = {each.street: each for each in told if each.status != OPEN}
    return tuple(
        Flag(detail=detail, told=by_street[street], new=new)
        for detail, streets in rests_on(now, between).items()
        for street in sorted(streets & by_street.keys())
        if (new := _after(revisions[since[detail] - 1].taken.at, by_street[street]))
    )


def rests_on(
    now: Moment, between: Mapping[str, frozenset[Street]] = NOTHING
) -> dict[str, frozenset[Street]]:
    """Return the corridors, places and links that each detail of the current revision rests on.

    A timetable rests on its corridor's places and on all between them, besides where its convoys
    load and unload.

    Parameters
    ----------
    between
        By corridor, further streets that its ways pass: contents name its places only.
    """
    if now.revision is None:
        return {}
    contents = {d: now.agreement.content(now.revision, d) for d in now.revision.details}
    routes = {
        content.corridor: frozenset(_route(content.data))
        | between.get(content.corridor, frozenset())
        for content in contents.values()
        if content.kind == "corridor"
    }
    return {
        detail: frozenset(_streets(content.kind, content.data))
        | routes.get(content.corridor, frozenset())
        for detail, content in contents.items()
    }


def _after(tabled: datetime, told: Told) -> tuple[Heard, ...]:
    return tuple(heard for heard in told.heard if heard.known > tabled)


def after_reports(
    actions: tuple[NextAction, ...], details: Iterable[DetailVerdict], flagged: Iterable[Flag]
) -> tuple[NextAction, ...]:
    """Return the next actions, with a look at flagged details for parties that have nothing to do.

    Who must table, renew or sign does that; the flags stand beside it.
    """
    named = {flag.detail for flag in flagged}
    concerned: dict[str, list[str]] = {}
    for detail in details:
        for party in detail.parties if detail.detail in named else ():
            concerned.setdefault(party.party, []).append(detail.detail)
    return tuple(
        replace(action, action=LOOK, about=tuple(concerned[action.party]))
        if action.action in ("wait", "none") and action.party in concerned
        else action
        for action in actions
    )


def _route(data: Mapping[str, Any]) -> Iterator[Street]:
    yield "corridor", (str(data["corridor"]),)
    places = list(_places(_listed(data, "places")))
    yield from (("place", (place,)) for place in places)
    pairs = (tuple(sorted({start, end})) for start, end in pairwise(places))
    yield from (("link", pair) for pair in pairs if len(pair) > 1)


def _streets(kind: str, data: Mapping[str, Any]) -> Iterator[Street]:
    """Yield the streets of a content; the gate reads few of its members, others may be anything."""
    found: list[Any] = [data.get("checkpoint")] if kind == "inspection" else []
    for name, members in _PLACES.get(kind, {}).items():
        for item in _listed(data, name):
            found += [item.get(each) for each in members] if isinstance(item, dict) else []
    if kind == "timetable":
        goes = [people for convoy in data["convoys"] for people in convoy["people"].values()]
        found += [destination for people in goes for destination in people]
    if kind == "corridor":
        yield from _route(data)
    yield from (("place", (place,)) for place in _places(found))


def _places(values: Iterable[Any]) -> Iterator[str]:
    yield from (value for value in values if isinstance(value, str) and value)


_PLACES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "timetable": {"convoys": ("assembly_point",), "empty_vehicles_return": ("from", "to")},
    "approach": {"trips": ("from", "to")},
    "destinations": {"destinations": ("place",)},
}
"""Members of contents that hold places: by kind, the list and what names a place in its items."""


def _listed(data: Mapping[str, Any], member: str) -> list[Any]:
    value = data.get(member, [])
    return value if isinstance(value, list) else []
