"""From statuses to availability: what, when, by which reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.app.streets.reporting import BRIDGE, CAMP, EVENING, ledger, report, scenario

from masarat.app.streets.basis import basis
from masarat.app.streets.effects import availability_of, known_ledger
from masarat.app.streets.files import ledger_at, ledger_bytes, ledger_content
from masarat.app.streets.spans import named, spans, spoken_of, words
from masarat.core.availability import Availability
from masarat.core.canonical import digest
from masarat.core.errors import InputError
from masarat.core.windows import Window, Windows
from masarat.reports.report import Link, When, corridor, place
from masarat.reports.status import RULES, WEAKEST_FIRST
from masarat.reports.statuses import status
from masarat.scenario.statuses import STATUSES

if TYPE_CHECKING:
    from pathlib import Path

    from masarat.reports.report import Report

END = 1440 * 3
FROM_EVENING = 10 * 60
"""Minutes from the evening on which reports are published to the start."""


def test_a_closed_street_is_closed_until_that_is_stale_then_warned_of() -> None:
    known = ledger(report("r-1", BRIDGE, "closed"))
    found = availability_of(known, scenario(), EVENING)
    [opening], [caution] = found.openings, found.cautions
    stale = RULES.stale_passage * 60 - FROM_EVENING + 1  # said within the minute of publication
    assert opening.ids == ("bridge", "gate")
    assert opening.windows == Windows.of([Window(stale, END)])
    assert (opening.reason, opening.reports, opening.barred) == ("closed", ("r-1",), ())
    assert (caution.reason, caution.windows) == ("unknown", Windows.of([Window(stale, END)]))
    assert caution.reports == ("r-1",)


def test_a_contested_street_names_both_sides() -> None:
    both = ledger(report("r-1", BRIDGE, "closed"), report("r-2", BRIDGE, "open", 1))
    found = availability_of(both, scenario(), EVENING + timedelta(hours=2))
    first = found.cautions[0]
    assert first.reason == "contested"
    assert {*first.reports, *first.against} == {"r-1", "r-2"}
    assert not found.openings


def test_the_scenario_says_what_a_status_does() -> None:
    known = ledger(
        report("r-1", BRIDGE, "control", by="north"), report("r-2", CAMP, "control", by="south")
    )
    ruled = {"controlled by north": "forbid bus,forbid people", "controlled": "warn"}
    found = availability_of(known, scenario(ruled), EVENING)
    assert [each.barred for each in found.openings] == [("bus", "people")]
    assert [each.ids for each in found.cautions] == [("camp",)]
    assert availability_of(known, scenario(), EVENING) == Availability()


def test_what_is_not_spoken_of_has_no_status() -> None:
    counted = ledger(report("r-1", CAMP, "count"), report("r-2", place("atlantis"), "closed"))
    assert availability_of(counted, scenario({"unknown": "close"}), EVENING) == Availability()


def test_what_is_published_later_is_not_known() -> None:
    later = ledger(report("r-1", BRIDGE, "closed", 3))
    assert availability_of(later, scenario(), EVENING) == Availability()
    assert basis(later, scenario()).availability.openings
    assert basis(later, scenario(), EVENING).ledger.reports == {}


def test_what_is_taken_back_was_never_said() -> None:
    said = report("r-1", BRIDGE, "closed")
    known = ledger(said, links=(Link(relation="retracts", target="r-1"),))
    assert availability_of(known, scenario(), EVENING) == Availability()


def test_before_it_begins_nothing_is_known_and_nothing_is_warned_of() -> None:
    start = scenario().clock.moment(120)
    later = replace(report("r-1", BRIDGE, "closed"), occurred=When(start=start))
    found = availability_of(ledger(later), scenario(), EVENING)
    assert [each.windows.windows[0] for each in found.openings] == [Window(0, 120)]
    assert not any(each.windows.clipped(0, 120) for each in found.cautions)


def test_a_corridor_may_be_spoken_of_itself() -> None:
    known = ledger(report("r-1", corridor("road"), "closed"))
    [opening] = availability_of(known, scenario(), EVENING).openings
    assert (opening.kind, opening.ids) == ("corridor", ("road",))


def test_what_matters_is_kept_with_what_is_linked_to_it() -> None:
    first = report("r-1", BRIDGE, "closed")
    second = report("r-2", place("atlantis"), "closed", 1)
    third = report("r-3", place("atlantis"), "open", 1)
    repeat = Link(relation="repeats", report="r-2", target="r-1")
    known = ledger(first, second, third, links=(repeat,))
    kept = known_ledger(known, scenario(), EVENING + timedelta(hours=2))
    assert set(kept.reports) == {"r-1", "r-2"}
    assert len(kept.links) == 1
    assert known_ledger(known, scenario(), EVENING).links == ()


kinds = st.sampled_from(["closed", "open", "clashes", "control"])
moments = st.integers(-100, 60).map(lambda hours: hours / 2)


@st.composite
def reports(draw: st.DrawFn) -> tuple[Report, ...]:
    return tuple(
        report(f"r-{i}", BRIDGE, draw(kinds), draw(moments), by="north", source=draw(sources))
        for i in range(draw(st.integers(1, 5)))
    )


sources = st.sampled_from(["Reuters", "Novosti", "an office"])


@given(known=reports(), minutes=st.lists(st.integers(0, END - 1), min_size=5, max_size=20))
def test_between_the_moments_at_which_it_is_asked_for_a_status_does_not_change(
    known: tuple[Report, ...], minutes: list[int]
) -> None:
    everything, clock = ledger(*known), scenario().clock
    until = EVENING + timedelta(hours=8)
    found = spans(everything, BRIDGE, clock, until)
    for minute in minutes:
        now = status(everything, BRIDGE, clock.moment(minute), known=until)
        holding = [s for s in found if any(w.start <= minute < w.until for w in s.windows)]
        assert len(holding) == spoken_of(now)
        for span in holding:
            assert span.status == words(now)
            assert (span.reports, span.against) == named(now)


@given(known=reports())
def test_a_file_of_reports_is_read_as_it_was_written(
    known: tuple[Report, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    everything = ledger(*known)
    path = tmp_path_factory.mktemp("kept") / "reports.json"
    path.write_bytes(ledger_bytes(everything))
    again = ledger_at(path, UTC)
    assert digest(ledger_content(again)) == digest(ledger_content(everything))
    assert basis(again, scenario()).availability == basis(everything, scenario()).availability


def test_the_order_in_which_reports_came_does_not_matter() -> None:
    said = [report("r-1", BRIDGE, "closed"), report("r-2", BRIDGE, "open", 1)]
    one, other = (basis(ledger(*order), scenario()) for order in (said, said[::-1]))
    assert one.availability == other.availability
    assert ledger_content(one.ledger) == ledger_content(other.ledger)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"format": "masarat reports", "report": []}', "report: expected a member that is known"),
        ('{"format": "masarat reports", "reports": {}}', "reports: expected a list"),
        ('{"format": "masarat reports", "reports": [{}]}', "reports.1.about"),
    ],
)
def test_a_file_that_is_none_is_refused_by_field(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "reports.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        ledger_at(path, UTC)


def test_a_ledger_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        ledger_at(tmp_path / "none.json", UTC)
    with pytest.raises(InputError, match="found 'a folder', expected a journal with reports"):
        ledger_at(tmp_path, UTC)


def test_scenarios_and_reports_have_the_same_words() -> None:
    assert set(STATUSES) == set(WEAKEST_FIRST)
