"""Contents of details: what they must say so that the gate can answer.

The content of a detail is plain data under a digest. It says whatever the parties coordinate; the
gate reads only these members, and a revision whose contents it cannot read is not tabled (T6):

    every kind    kind; title: text by language; expires: moment from which no sign-off on it
                  counts, may be left out
    corridor      corridor
    timetable     corridor; convoys: [{convoy, departs, arrives, people: {group: {destination:
                  count}}, ...}]; aboard_limit: minutes, 0 or left out for none
    linked        a, b: [group]; people: {group: count}; tolerance: largest difference of departed
                  shares as "1/10" or "0.1"; or ratio and slack: departed(b) >= ratio *
                  departed(a) - slack
    ceasefire     start, until: moments; in force during [start, until) at most
    list          details: {id: kind} of the whole revision; groups: who is covered; waivers:
                  [{kind, reason}] for standing kinds that are left out

The `list` is a detail like the others, so that nobody can drop a detail, make it one of another
kind, cover other groups or waive a standing kind without the sign-offs of all who must sign the
list.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from masarat.agreement import shapes
from masarat.core.canonical import digest
from masarat.core.instants import read_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from masarat.agreement.shapes import Check

LIST = "list"
"""Kind and id of the detail that lists all details."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Convoy:
    """A convoy of a timetable: its times, its people by group and destination.

    `aboard_limit` is the most minutes aboard, 0 for none.
    """

    id: str
    corridor: str
    departs: datetime
    arrives: datetime
    people: Mapping[str, Mapping[str, int]]
    aboard_limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Two sets of groups whose departures are tied, as in a scenario."""

    a: tuple[str, ...]
    b: tuple[str, ...]
    people: Mapping[str, int]
    tolerance: Fraction | None
    ratio: Fraction | None
    slack: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Kinds of all details of a revision, by id; groups covered; what is waived, with why."""

    details: Mapping[str, str]
    groups: tuple[str, ...]
    waivers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What the gate reads of one content; `data` is the whole of it."""

    kind: str
    title: Mapping[str, str]
    data: Mapping[str, Any]
    expires: datetime | None = None
    corridor: str = ""
    convoys: tuple[Convoy, ...] = ()
    linked: Linked | None = None
    span: tuple[datetime, datetime] | None = None
    listing: Listing | None = None


def listing_content(
    details: Mapping[str, str],
    groups: Iterable[str],
    waivers: Mapping[str, str],
    title: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the content of the `list` for these details.

    Parameters
    ----------
    details
        Kinds of the other details of the revision, by id.
    groups
        Ids of the groups that the revision covers.
    waivers
        Standing kinds that are left out, each with its reason.
    title
        Text by language; by default in English, Arabic and Russian.
    """
    return {
        "kind": LIST,
        "title": dict(title or {"en": "All details", "ar": "كل التفاصيل", "ru": "Все пункты"}),  # noqa: RUF001
        "details": {**details, LIST: LIST},
        "groups": sorted(set(groups)),
        "waivers": [{"kind": kind, "reason": waivers[kind]} for kind in sorted(waivers)],
    }


def tabling(
    contents: Mapping[str, Mapping[str, Any]],
    groups: Iterable[str],
    waivers: Mapping[str, str],
    held: Iterable[str] = (),
) -> dict[str, Any]:
    """Return the members `details` and `contents` of an act that tables these contents.

    Parameters
    ----------
    contents
        Content by detail, without the list, which is added.
    groups, waivers
        As `listing_content`.
    held
        Digests of contents that the journal holds already: they need not be sent again.
    """
    kinds = {detail: content["kind"] for detail, content in contents.items()}
    all_contents = {**contents, LIST: listing_content(kinds, groups, waivers)}
    digests = {detail: digest(content) for detail, content in all_contents.items()}
    known = set(held)
    return {
        "details": digests,
        "contents": {
            digests[detail]: content
            for detail, content in all_contents.items()
            if digests[detail] not in known
        },
    }


_EVERY: Mapping[str, Check] = {
    "kind": shapes.identifier,
    "title": shapes.map_of(shapes.identifier, shapes.some_text),
}
_CONVOY: Mapping[str, Check] = {
    "convoy": shapes.identifier,
    "departs": shapes.instant,
    "arrives": shapes.instant,
    "people": shapes.map_of(shapes.identifier, shapes.map_of(shapes.identifier, shapes.number)),
}
_WAIVER: Mapping[str, Check] = {"kind": shapes.identifier, "reason": shapes.some_text}
_IDS = shapes.list_of(shapes.identifier)
_PARTICULARS: Mapping[str, Mapping[str, Check]] = {
    "corridor": {"corridor": shapes.identifier},
    "timetable": {
        "corridor": shapes.identifier,
        "convoys": shapes.list_of(lambda item: _has(item, _CONVOY, "a convoy")),
    },
    "linked": {
        "a": _IDS,
        "b": _IDS,
        "people": shapes.map_of(shapes.identifier, shapes.number),
    },
    "ceasefire": {"start": shapes.instant, "until": shapes.instant},
    LIST: {
        "details": shapes.map_of(shapes.identifier, shapes.identifier),
        "groups": _IDS,
        "waivers": shapes.list_of(lambda item: shapes.members(item, _WAIVER, "a waiver")),
    },
}


def read_content(data: Any) -> Content:  # noqa: ANN401  (anything that JSON holds)
    """Return what the gate reads of the content `data`.

    Raises
    ------
    ValueError
        If a member that the gate reads is missing or not as expected.
    """
    _has(data, _EVERY, "a content")
    kind: str = data["kind"]
    _has(data, _PARTICULARS.get(kind, {}), f"a content of kind {kind}")
    expires = data.get("expires", "")
    shapes.or_empty(shapes.instant)(expires)
    particulars = _READERS.get(kind, _nothing)(data)
    return Content(
        kind=kind,
        title=data["title"],
        data=data,
        expires=read_instant(expires) if expires else None,
        **particulars,
    )


def _has(data: Any, schema: Mapping[str, Check], what: str) -> None:  # noqa: ANN401
    """Check the members of `schema`; others may be there too."""
    if not isinstance(data, dict):
        raise shapes.refuse(f"{what} to be an object")
    shapes.members({name: data[name] for name in schema if name in data}, schema, what)


def _nothing(data: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001  (one signature for all)
    return {}


def _corridor(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"corridor": data["corridor"]}


def _timetable(data: Mapping[str, Any]) -> dict[str, Any]:
    limit = data.get("aboard_limit", 0)
    shapes.number(limit)
    convoys = tuple(_convoy(item, data["corridor"], limit) for item in data["convoys"])
    if len({convoy.id for convoy in convoys}) < len(convoys):
        raise shapes.refuse("a timetable that names no convoy twice")
    return {"corridor": data["corridor"], "convoys": convoys}


def _convoy(data: Mapping[str, Any], corridor: str, limit: int) -> Convoy:
    departs, arrives = read_instant(data["departs"]), read_instant(data["arrives"])
    if arrives < departs:
        raise shapes.refuse(f"convoy {data['convoy']} to arrive after it departs")
    return Convoy(
        id=data["convoy"],
        corridor=corridor,
        departs=departs,
        arrives=arrives,
        people=data["people"],
        aboard_limit=limit,
    )


def _linked(data: Mapping[str, Any]) -> dict[str, Any]:
    slack = data.get("slack", 0)
    shapes.number(slack)
    tolerance, ratio = _fraction(data, "tolerance"), _fraction(data, "ratio")
    if unknown := {*data["a"], *data["b"]} - data["people"].keys():
        raise shapes.refuse(f"the people of {min(unknown)}")
    if (tolerance is None) == (ratio is None):
        raise shapes.refuse("a linked operation to have either a tolerance or a ratio")
    linked = Linked(
        a=tuple(data["a"]),
        b=tuple(data["b"]),
        people=data["people"],
        tolerance=tolerance,
        ratio=ratio,
        slack=slack,
    )
    return {"linked": linked}


def _fraction(data: Mapping[str, Any], name: str) -> Fraction | None:
    value = data.get(name, "")
    shapes.text(value)
    if not value:
        return None
    try:
        fraction = Fraction(value)
    except (ValueError, ZeroDivisionError) as error:
        raise shapes.refuse(f"{name} to be a number written as 1/10 or 0.1") from error
    if fraction < 0:
        raise shapes.refuse(f"{name} to be 0 or more")
    return fraction


def _ceasefire(data: Mapping[str, Any]) -> dict[str, Any]:
    start, until = read_instant(data["start"]), read_instant(data["until"])
    if until <= start:
        raise shapes.refuse("a ceasefire to end after it starts")
    return {"span": (start, until)}


def _listing(data: Mapping[str, Any]) -> dict[str, Any]:
    waivers = {item["kind"]: item["reason"] for item in data["waivers"]}
    listing = Listing(details=data["details"], groups=tuple(data["groups"]), waivers=waivers)
    return {"listing": listing}


_READERS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "corridor": _corridor,
    "timetable": _timetable,
    "linked": _linked,
    "ceasefire": _ceasefire,
    LIST: _listing,
}
