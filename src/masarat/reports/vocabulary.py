"""The typed vocabulary of reports: kinds of claim and modalities, with words in three languages.

What a claim *reads as* when a status is decided stands in docs/status.md, and here as data:
each kind of claim speaks to one question (control, passage, fighting), or to none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Question = Literal["control", "passage", "fighting"]

MODALITIES = ("asserted", "expected", "conditional", "believed", "denied", "refused")
SUBJECTS = ("place", "link", "corridor", "agreement")
PRECISIONS = ("minute", "hour", "part", "day", "month", "year", "interval")
RELIABILITIES = ("A", "B", "C", "D", "E", "F")
CREDIBILITIES = (1, 2, 3, 4, 5, 6)
LINKS = ("supports", "contradicts", "repeats", "corrects", "retracts")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of claim.

    Parameters
    ----------
    name
        Its word in files.
    question
        Which question about a place or road it answers; empty if none.
    answer
        The answer; empty where `by` says it (control).
    """

    name: str
    question: Question | Literal[""] = ""
    answer: str = ""


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("control", "control"),
        Kind("clashes", "fighting", "clashes"),
        Kind("open", "passage", "open"),
        Kind("closed", "passage", "closed"),
        Kind("mined", "passage", "closed"),
        Kind("damaged"),
        Kind("checkpoint"),
        Kind("movement"),
        Kind("count"),
        Kind("casualties"),
        Kind("intention"),
        Kind("position"),
        Kind("proposal"),
        Kind("negotiation"),
        Kind("meeting"),
        Kind("postponement"),
        Kind("handover"),
        Kind("prospect"),
        Kind("condition"),
        Kind("dispute"),
        Kind("other"),
    )
}
"""Kinds of claim by name. `other` is for what none of them says: its free text says it."""


@cache
def vocabulary(lang: str) -> Mapping[str, str | Mapping[str, str]]:
    """Return what is said about reports in `lang` (ar, en or ru): texts, or one a plural form."""
    source = files("masarat.reports") / "words" / f"{lang}.json"
    loaded: Mapping[str, str | Mapping[str, str]] = json.loads(source.read_text(encoding="utf-8"))
    return loaded
