"""Drafts of reports from a file, as cells of a row that a person can change before it is entered.

The file is what `masarat reports draft --json` prints: a list of drafts. The id of the report that
a draft makes comes from the draft, so that one that was entered once is known again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from masarat.core.canonical import digest
from masarat.core.errors import Fault, ReportsError
from masarat.reports.exchange.cells import write_list, write_source, write_sources
from masarat.reports.exchange.decoding import fault_of
from masarat.reports.exchange.json_file import parse_json
from masarat.reports.members import Members, Wrong, WrongContentError
from masarat.reports.report import Source
from masarat.reports.vocabulary import KINDS, MODALITIES

if TYPE_CHECKING:
    from pathlib import Path

_NAMELESS = re.compile(r'^["“«]|^(?:an?|some|several|unnamed)\b|\bsources?\b', re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ALWAYS = "0001-01-01T00:00:00Z"
_AGREEMENT = "agreement:agreement"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft: the id of the report that it makes, and its row."""

    id: str
    row: dict[str, str]


def read_drafts(path: Path, *, published: str = "", document: str = "") -> list[Drafted]:
    """Read a file of drafts.

    Parameters
    ----------
    published
        When the text was published, where the drafts do not tell.
    document
        Address of the text.

    Raises
    ------
    ReportsError
        With every fault: which draft, which member.
    OSError
        If it cannot be read.
    """
    content = parse_json(path.read_bytes(), path.name)
    if not isinstance(content, list):
        expected = "a list of drafts; see: masarat reports draft --json"
        raise ReportsError([Fault(file=path.name, expected=expected)])
    faults: list[Fault] = []
    drafts: list[Drafted] = []
    for place, item in enumerate(content, 1):
        try:
            drafts.append(_drafted(item, published, document))
        except WrongContentError as error:
            faults += [fault_of(wrong, path.name, None, str(place)) for wrong in error.wrong]
    if faults:
        raise ReportsError(faults)
    return drafts


def _drafted(item: object, published: str, document: str) -> Drafted:
    """Return one draft.

    Raises
    ------
    WrongContentError
        With every member that is wrong.
    """
    members = Members(item)
    row = members.made(lambda: _read(members, published, document))
    try:
        return Drafted(f"r-{digest(item)[:12]}", row)
    except (TypeError, ValueError, RecursionError) as error:
        raise WrongContentError([Wrong("draft", f"plain data: {error}")]) from error


def _read(members: Members, published: str, document: str) -> dict[str, str]:
    """Return the row that a draft makes."""
    text = members.needed("text")
    start, end = members.whole("start") or 0, members.whole("end") or 0
    if end - start != len(text):
        members.blame("end", f"{start + len(text)}, where the text ends", end)
    why = _evidence(members)
    occasions = {value for role, value, _ in why if role == "occasion"}
    via = [name for name in members.several("via", _text) if name not in occasions]
    places = members.several("places", _text)
    claim = members.text("claim")
    row = {
        "about": "; ".join(f"place:{each}" for each in places) or _AGREEMENT,
        "claim": claim if claim in KINDS else "other",
        "text": "" if claim in KINDS else claim,
        "modality": members.choice("modality", MODALITIES, "asserted"),
        "said_by": write_source(_source(members.text("said_by"))),
        "through": write_sources(Source(name=name) for name in via),
        "published_by": write_source(_source(members.text("published_by"))),
        "occurred": _occurred(members.text("occurred")),
        "published": published or next((v for role, v, _ in why if role == "date" and v), ""),
        "where": "; ".join(sorted(occasions)),
        "quote": text,
        "quote_lang": members.text("language"),
        "quote_start": str(start),
        "quote_end": str(end),
        "document": document,
        "distance": write_list(words for role, _, words in why if role == "distance"),
    }
    if members.get("distanced") and not row["distance"]:
        row["distance"] = "..."
    return {name: cell for name, cell in row.items() if cell}


def _evidence(members: Members) -> list[tuple[str, str, str]]:
    """Return (role, value, words) of what a draft was read from."""
    why = members.get("why")
    found = []
    for each in why if isinstance(why, list) else ():
        if isinstance(each, dict):
            role, value, words = (each.get(name) for name in ("role", "value", "text"))
            if isinstance(role, str) and isinstance(value, str) and isinstance(words, str):
                found.append((role, value, words))
    return found


def _source(name: str) -> Source | None:
    bare = name.strip("\"'“”«» ")
    return Source(name=bare, named=_NAMELESS.search(name) is None) if bare else None


def _occurred(text: str) -> str:
    """Return a time as reports have it: what was "before" a day has no known beginning."""
    before = text.startswith("before ") and _DAY.search(text)
    return f"{_ALWAYS} / {before[0]}T00:00:00Z interval" if before else text


def _text(value: Any) -> str:  # noqa: ANN401
    if not isinstance(value, str) or not value:
        msg = "text"
        raise ValueError(msg)
    return value
