"""Whether a revision may be tabled: each clause returns what speaks against it, or nothing.

In this order: a clause may rest on those before it.
"""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from masarat.agreement.contents import LIST, read_content
from masarat.agreement.law import Clause
from masarat.agreement.parties import STANDING
from masarat.core.canonical import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from masarat.agreement.cases import ActCase
    from masarat.agreement.contents import Content, Listing

_KIND = ("tabled",)


def next_number(case: ActCase) -> str:
    """Revisions are numbered 1, 2, 3, ... without a gap."""
    number = len(case.agreement.revisions) + 1
    return "" if case.act["revision"] == number else f"the next revision is {number}"


def contents_there(case: ActCase) -> str:
    """Every content has its digest and is that of a detail, and every detail has a content."""
    contents: Mapping[str, Any] = case.act["contents"]
    for stated, content in contents.items():
        if digest(content) != stated:
            return f"content {stated} has another digest"
        if stated not in case.act["details"].values():
            return f"content {stated} is that of no detail"
    for detail, stated in case.act["details"].items():
        if stated not in contents and stated not in case.agreement.contents:
            return f"detail {detail} has no content"
    return ""


def readable(case: ActCase) -> str:
    """The gate can read every content."""
    for content in case.act["contents"].values():
        try:
            read_content(content)
        except ValueError as error:
            return str(error)
    return ""


def contents_of(case: ActCase) -> dict[str, Content]:
    """Return the content of each detail that the act tables."""
    sent: Mapping[str, Any] = case.act["contents"]
    held = case.agreement.contents
    return {
        detail: held[stated] if stated in held else read_content(sent[stated])
        for detail, stated in case.act["details"].items()
    }


def _listing(case: ActCase) -> Listing | None:
    content = contents_of(case).get(LIST)
    return content.listing if content else None


def list_complete(case: ActCase) -> str:
    """The revision has one detail of kind "list", with this id; it lists all details and kinds."""
    contents = contents_of(case)
    kinds = {detail: content.kind for detail, content in contents.items()}
    listing = _listing(case)
    if listing is None or list(kinds.values()).count(LIST) != 1:
        return f"a revision has one detail of kind {LIST}, with the id {LIST}"
    differing = sorted({d for d, _ in listing.details.items() ^ kinds.items()})
    return f"the list and the details differ in {', '.join(differing)}" if differing else ""


def complete(case: ActCase) -> str:
    """Details of every standing kind are there, or it is waived with a reason that is recorded."""
    listing = _listing(case)
    there = {content.kind for content in contents_of(case).values()}
    waived = listing.waivers if listing else {}
    for kind in (*STANDING, *case.agreement.draft.kinds):
        if kind not in there and kind not in waived:
            return f"no detail of kind {kind}, and no waiver"
    return ""


def covered_once(case: ActCase) -> str:
    """No group is covered by the current revision of another agreement."""
    listing = _listing(case)
    for other in case.state.agreements.values():
        if listing is None or other.id == case.agreement.id or other.revision is None:
            continue
        both = sorted({*listing.groups} & {*other.listing(other.revision).groups})
        if both:
            return f"group {both[0]} is covered by {other.id}; {case.agreement.id} cannot cover it"
    return ""


def convoys_apart(case: ActCase) -> str:
    """No convoy is on two timetables."""
    every = contents_of(case).values()
    times = Counter(convoy.id for content in every for convoy in content.convoys)
    convoy, most = max(times.items(), key=itemgetter(1), default=("", 0))
    return f"convoy {convoy} is on two timetables" if most > 1 else ""


TABLING = (
    Clause("T2", next_number, _KIND),
    Clause("T3", contents_there, _KIND),
    Clause("T6", readable, _KIND),
    Clause("T7", list_complete, _KIND),
    Clause("T4", complete, _KIND),
    Clause("T5", covered_once, _KIND),
    Clause("T8", convoys_apart, _KIND),
)
