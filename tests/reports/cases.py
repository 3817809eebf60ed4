"""The worked cases of docs/status.md, read from the page.

A report is `[TIME] CHAIN: [MODALITY] CLAIM`, the chain from the publisher back to the speaker with
`<` between; `?` before a speaker without a name, `[side]` behind one who has a side. Behind the
claim may stand `@place`, `said TIME`, `occurred TIME-TIME` and `graded E5`. A line of another form
is a link (`2 retracts 1`, `retract 1`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tests.reports.making import hour, ledger, when

from masarat.reports.report import (
    Claim,
    Link,
    Report,
    Source,
    Subject,
    When,
    corridor,
    link,
    place,
)

if TYPE_CHECKING:
    from datetime import datetime

    from masarat.reports.ledger import Ledger
    from masarat.reports.report import Relation

PAGE = Path(__file__).parents[2] / "docs" / "status.md"
_REPORT = re.compile(r"(\d+)h ([^:]+): (.+)")
_LINK = re.compile(r"(?:(\d+) (\w+)s|(retract)) (\d+)(?: at (\d+)h)?")
_SOURCE = re.compile(r"(\?)?(.+?)(?: \[(\w+)\])?")


@dataclass(frozen=True)
class Case:
    """One row of the table."""

    number: str
    reports: str
    of: str
    at: datetime
    value: str
    rests: tuple[str, ...]
    against: tuple[str, ...]
    clauses: tuple[str, ...]

    @property
    def ledger(self) -> Ledger:
        """The reports of the row and the links between them."""
        things: list[Any] = []
        for line in self.reports.split("; "):
            if found := _REPORT.fullmatch(line.strip()):
                number = sum(isinstance(thing, Report) for thing in things) + 1
                things.append(_report(str(number), *found.groups()))
            else:
                things.append(_link(line.strip()))
        return ledger(*things)

    @property
    def route(self) -> tuple[str, list[str]]:
        """The corridor, if it is one, and the places of a route."""
        whole, colon, places = self.of.rpartition(": ")
        return (whole if colon else ""), places.split(" > ")


def cases() -> list[Case]:
    """Return the rows of the table."""
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    found = []
    for number, rest in rows:
        reports, of, at, value, rests, against, clauses = (p.strip() for p in rest.split(" | "))
        found.append(
            Case(
                number=number,
                reports=reports,
                of=of,
                at=hour(int(at.removesuffix("h"))),
                value=value,
                rests=_listed(rests),
                against=_listed(against),
                clauses=_listed(clauses),
            )
        )
    return found


def _listed(cell: str) -> tuple[str, ...]:
    return () if cell == "-" else tuple(cell.split(", "))


def _report(number: str, time: str, chain: str, said: str) -> Report:
    sources = [_source(part) for part in chain.split(" < ")]
    publisher, *others = sources
    more: dict[str, Any] = {}
    if others:
        more["said_by"] = others[-1]
        more["through"] = tuple(reversed(others[:-1]))
    if found := re.search(r" graded ([A-F])(\d)", said):
        more |= {"reliability": found[1], "credibility": int(found[2])}
    if found := re.search(r" said (\d+)h", said):
        more["said"] = when(int(found[1]))
    if found := re.search(r" occurred (\d+)h-(\d*)h?", said):
        end = hour(int(found[2])) if found[2] else None
        more["occurred"] = When(start=hour(int(found[1])), until=end)
    about = re.findall(r"@(\S+)", said)
    words = re.split(r" (?:graded|said|occurred|@)", said)[0].split()
    if words[0] in ("denied", "expected", "conditional", "believed", "refused"):
        more["modality"] = words.pop(0)
    kind, by = words[0], " ".join(words[1:])
    return Report(
        id=number,
        about=tuple(map(_subject, about)) or (place("square"),),
        claim=Claim(kind=kind, by=by),
        published=when(int(time)),
        published_by=publisher,
        **more,
    )


def _source(text: str) -> Source:
    found = _SOURCE.fullmatch(text.strip())
    assert found
    return Source(name=found[2], side=found[3] or "", named=not found[1])


def _subject(text: str) -> Subject:
    if "-" in text:
        return corridor(text)
    ends = text.split(",")
    return link(*ends) if len(ends) > 1 else place(text)


def _link(text: str) -> Link:
    found = _LINK.fullmatch(text)
    assert found, text
    report, relation, keeper, target, at = found.groups()
    return Link(
        relation=cast("Relation", f"{keeper or relation}s"),
        report=report or "",
        target=target,
        at=hour(int(at)) if at else None,
    )
