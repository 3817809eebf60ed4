"""The small edition with reports on its streets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from masarat.core.windows import Window, Windows
from masarat.plan.document import Passed, RestsOn
from masarat.publish.streets import Reported, Said, Span, Street

if TYPE_CHECKING:
    from masarat.publish import Edition

OFFICIAL = Said(
    id="r-1",
    said_by="an official",
    through=("Reuters",),
    published_by="a paper",
    published=-120,
    says="closed",
    quote="<b>الطريق مغلق</b>",
)
OFFICE = Said(
    id="r-2", said_by="", through=(), published_by="an office", published=-60, says="open"
)
DENIES = replace(OFFICE, id="r-3", published=-30, says="not clashes")
HOLDS = replace(OFFICE, id="r-4", says="control north")


def reported(edition: Edition) -> Edition:
    """Return `edition` with reports on a link, a corridor and two places."""
    end = edition.instance.end
    streets = (
        Street(
            kind="link",
            ids=("bridge", "gate"),
            spans=(
                Span(start=0, until=60, status="closed", reports=(OFFICIAL,), against=(OFFICE,)),
                Span(start=60, until=end, status="contested", reports=(OFFICIAL, DENIES)),
            ),
        ),
        Street(
            kind="corridor",
            ids=("south",),
            spans=(Span(start=0, until=end, status="open", reports=(OFFICE,)),),
        ),
        Street(
            kind="place",
            ids=("depot",),
            spans=(
                Span(start=30, until=end, status="controlled", by=("north",), reports=(HOLDS,)),
            ),
        ),
        Street(
            kind="place",
            ids=("mosque",),
            spans=(Span(start=0, until=end, status="unknown", reports=(DENIES,)),),
        ),
    )
    told = (
        Passed(
            kind="link",
            ids=("bridge", "gate"),
            status="closed",
            does="close",
            windows=Windows.of([Window(0, 60)]),
            reports=("r-1",),
            avoided_by=("south",),
        ),
        Passed(
            kind="link",
            ids=("bridge", "gate"),
            status="contested",
            does="forbid",
            barred=("people", "bus", "south"),
            windows=Windows.of([Window(60, end)]),
            reports=("r-1", "r-3"),
            convoys=("c1",),
        ),
    )
    rests_on = RestsOn(known="2016-12-15T03:00:00Z", ledger="0" * 64, digests={}, streets=told)
    names = {"north": {"en": "the north", "ar": "الشمال", "ru": "север"}}
    return replace(
        edition,
        plan=replace(edition.plan, rests_on=rests_on),
        reported=Reported(streets=streets, sides=names),
    )
