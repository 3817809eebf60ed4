"""docs/status.md is the law: its clauses are the code's, its cases are decided as it says."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from tests.reports.cases import PAGE, Case, cases

from masarat.reports.clauses import CLAUSES, says
from masarat.reports.report import place
from masarat.reports.status import RULES, RouteStatus, Status
from masarat.reports.statuses import route_status, status
from masarat.reports.vocabulary import KINDS

CASES = cases()
TEXT = PAGE.read_text(encoding="utf-8")


def decided(case: Case) -> Status | RouteStatus:
    whole, places = case.route
    if whole or len(places) > 1:
        return route_status(case.ledger, places, case.at, corridor_id=whole)
    return status(case.ledger, place(places[0]), case.at)


def shown(found: Status | RouteStatus) -> str:
    by = f" by {', '.join(found.by)}" if found.value == "controlled" else ""
    return found.value + by


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.number)
def test_a_case_is_decided_as_the_page_says(case: Case) -> None:
    found = decided(case)
    clauses = found.clauses if isinstance(found, Status) else ("R1",)
    assert (shown(found), found.reports_for, found.reports_against) == (
        case.value,
        case.rests,
        case.against,
    )
    assert set(case.clauses) >= set(clauses)


def test_there_are_enough_cases_and_none_is_missing() -> None:
    assert len(CASES) >= 40
    assert [case.number for case in CASES] == [str(n) for n in range(1, len(CASES) + 1)]


def test_every_clause_is_what_some_case_turns_on() -> None:
    assert {clause for case in CASES for clause in case.clauses} == set(CLAUSES)


def test_the_page_says_each_clause_in_the_words_of_the_code() -> None:
    said = dict(re.findall(r"^\| ([A-Z]\d) \| (.*) \|$", TEXT, flags=re.MULTILINE))
    assert said == {number: says(number) for number in CLAUSES}


def test_the_figures_of_the_clauses_are_those_of_the_code() -> None:
    figures = [getattr(RULES, each.name) for each in fields(RULES)]
    assert figures == [24, 72, 168, 12]
    assert "24 hours on fighting, 72 on whether one can pass, 168 on control" in says("T2")
    assert "12 hours later" in says("T4")


def test_the_page_names_every_kind_of_claim() -> None:
    assert set(re.findall(r"`(\w+)`", TEXT.split("## The vocabulary")[1])) >= set(KINDS)
