"""No clause is idle: without it, or with its contrary, some case of the page comes out wrong."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import pytest
from tests.reports.cases import cases
from tests.reports.test_status_page import decided, shown

from masarat.reports import deciding
from masarat.reports.clauses import CLAUSES
from masarat.reports.said import Reading
from masarat.reports.status import WEAKEST_FIRST
from masarat.reports.vocabulary import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = cases()


def _deciding_without(clause: str) -> tuple[tuple[str, Callable[..., bool]], ...]:
    return tuple(each for each in deciding._DECIDING if each[0] != clause)


WITHOUT: dict[str, tuple[str, str, Any]] = {
    "K1": ("statuses", "published_by_then", lambda *_: True),
    "K2": ("statuses", "gone", lambda *_: frozenset()),
    "K3": ("takenback", "takes_back_its_own", lambda *_: False),
    "K4": ("takenback", "settled", lambda attackers, *_: bool(attackers)),
    "S1": ("index", "told_as_fact", lambda _: True),
    "S2": ("index", "answers", lambda kind, by: (KINDS[kind].question or "control", by or kind)),
    "S3": ("index", "denied", lambda reading: reading._replace(negated=True)),
    "S4": ("index", "by_another", lambda *_: None),
    "S5": ("deciding", "speaks_of", lambda *_: True),
    "I1": ("clauses.sources", "source_of", lambda report: report.chain[-1]),
    "I2": ("index", "one_statement", lambda *_: None),
    "I3": ("clauses.sources", "voice_of", lambda origin, side, _: f"{origin} {side}"),
    "T1": ("index", "as_of", lambda _, said, __: said),
    "T2": ("deciding", "stale", lambda *_: False),
    "T3": ("deciding", "replaced", lambda *_: False),
    "T4": ("deciding", "past", lambda *_: False),
    "T5": ("deciding", "reopening_in_doubt", lambda *_: False),
    "W1": ("deciding", "discounted", lambda _: False),
    "W2": ("index", "interest", lambda *_: ""),
    "W3": ("deciding", "_DECIDING", _deciding_without("W3")),
    "W4": ("deciding", "_DECIDING", _deciding_without("W4")),
    "W5": ("deciding", "_DECIDING", _deciding_without("W5")),
    "R1": ("statuses", "weakest", lambda values: max(values, key=WEAKEST_FIRST.index)),
    "R2": ("statuses", "covered", lambda part, _: part.value),
    "R3": ("statuses", "takes_part", lambda _: True),
}
"""Where each clause is asked, and what answers in its place."""


def wrong() -> list[str]:
    """Return the numbers of the cases that come out other than the page says."""
    found = []
    for case in CASES:
        now = decided(case)
        said = (shown(now), now.reports_for, now.reports_against)
        if said != (case.value, case.rests, case.against):
            found.append(case.number)
    return found


@pytest.mark.parametrize("clause", WITHOUT)
def test_a_case_turns_on_the_clause(clause: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, name, other = WITHOUT[clause]
    monkeypatch.setattr(importlib.import_module(f"masarat.reports.{module}"), name, other)
    assert wrong()


@pytest.mark.parametrize("place", range(4))
def test_a_case_turns_on_each_value(place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    left = deciding.VALUES[:place] + deciding.VALUES[place + 1 :]
    monkeypatch.setattr(deciding, "VALUES", left)
    assert wrong()


def test_every_clause_is_taken_away() -> None:
    assert {*WITHOUT, "V1", "V2", "V3", "V4", "V5"} == set(CLAUSES)


def test_readings_conflict_both_ways() -> None:
    closed, opened = Reading("passage", "closed"), Reading("passage", "open")
    assert closed.conflicts(opened)
    assert opened.conflicts(closed)
    assert not closed.conflicts(Reading("control", "open"))
    assert not closed._replace(negated=True).conflicts(opened)
