"""What holds of every status, whatever the reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.reports.making import MOMENTS, SUBJECTS, fewer, hour, ledger, ledgers, reports, when

from masarat.core.errors import UsageError
from masarat.reports.clauses import CLAUSES
from masarat.reports.report import Claim, Link, Report, Source, place
from masarat.reports.statuses import route_status, status, statuses

if TYPE_CHECKING:
    from datetime import datetime

    from masarat.reports.ledger import Ledger
    from masarat.reports.report import Subject
    from masarat.reports.status import Change, Status


def told(found: Status) -> tuple[object, ...]:
    """What may not change: everything but which reports repeat, or say nothing."""
    kept = [each for each in found.evidence if each.says and not each.repeats]
    changes = [each for each in found.changes if each.what != "retracted"]
    return found.value, found.by, found.clauses, kept, changes


def test_text_is_no_subject_and_a_moment_has_a_zone() -> None:
    book = ledger()
    text: Any = "ash-sha-ar"
    with pytest.raises(UsageError, match=r"expected a subject, such as place\('ash-sha-ar'\)"):
        status(book, text, hour(0))
    naive = hour(0).replace(tzinfo=None)
    with pytest.raises(UsageError, match="expected a moment with a time zone"):
        status(book, place("ash-sha-ar"), naive)
    with pytest.raises(UsageError, match="expected a moment with a time zone"):
        route_status(book, ["a", "b"], hour(0), known=naive)


@fewer
@given(ledgers(least=1), MOMENTS, st.data())
def test_a_repeat_never_changes_a_status(book: Ledger, at: datetime, data: st.DataObject) -> None:
    known = data.draw(st.sampled_from(sorted(book.reports.values(), key=lambda each: each.id)))
    later = data.draw(st.integers(0, 48))
    published = known.published
    assert published.until is not None
    by = timedelta(hours=later)
    published = replace(published, start=published.start + by, until=published.until + by)
    by_link = data.draw(st.booleans())
    repeat = replace(
        known,
        id="z-repeat",
        published=published,
        through=(*known.through, known.published_by),
        published_by=Source(name="Yet Another"),
    )
    if known.said_by is None and not known.through and not by_link:
        # Through whom it was read, told as the first of the chain.
        repeat = replace(repeat, said=known.said or known.published)
    link = [Link(relation="repeats", report="z-repeat", target=known.id)] if by_link else []
    assume(not any(known.id in (each.target, each.report) for each in book.links))
    more = book.with_(repeat, *link)
    for subject in SUBJECTS:
        assert told(status(more, subject, at)) == told(status(book, subject, at))


@fewer
@given(ledgers(), MOMENTS, st.data())
def test_the_order_of_arrival_never_matters(
    book: Ledger, at: datetime, data: st.DataObject
) -> None:
    reports = data.draw(st.permutations(list(book.reports.values())))
    links = data.draw(st.permutations(list(book.links)))
    other = ledger(*links, *reports)
    assert statuses(other, at, SUBJECTS) == statuses(book, at, SUBJECTS)
    assert set(statuses(other, at)) == set(statuses(book, at))


@fewer
@given(ledgers(), MOMENTS)
def test_every_status_rests_on_a_report_unless_it_is_unknown(book: Ledger, at: datetime) -> None:
    for subject in SUBJECTS:
        found = status(book, subject, at)
        assert found.reports_for or found.value == "unknown"
        assert set(found.clauses) <= set(CLAUSES)
        assert {each.clause for each in found.evidence} <= set(CLAUSES)


@fewer
@given(ledgers(), MOMENTS, st.data())
def test_a_retraction_restores_what_was_before(
    book: Ledger, at: datetime, data: st.DataObject
) -> None:
    [drawn] = data.draw(reports(least=1, most=1))
    new = replace(drawn, id=data.draw(st.sampled_from(["a-new", "z-new"])))
    after = book.with_(new, Link(relation="retracts", target=new.id))
    for subject in SUBJECTS:
        assert status(after, subject, at) == status(book, subject, at)


@fewer
@given(ledgers(least=1), MOMENTS)
def test_every_report_that_is_looked_at_is_shown_once(book: Ledger, at: datetime) -> None:
    links = [each for each in book.links if each.relation not in ("corrects", "retracts")]
    kept = ledger(*book.reports.values(), *links)
    for subject in SUBJECTS:
        shown = [each.report for each in status(kept, subject, at).evidence]
        about = {
            each.id
            for each in kept.reports.values()
            if subject in each.about and each.published.start <= at
        }
        assert len(shown) == len(set(shown))
        assert about <= set(shown)


@fewer
@given(ledgers(least=1), MOMENTS)
def test_a_conflicting_report_is_never_hidden(book: Ledger, at: datetime) -> None:
    """Whatever says the contrary of an undisputed value stands against it."""
    for subject in SUBJECTS:
        found = status(book, subject, at)
        says = {"open": {"closed", "clashes"}, "closed": {"open", "not closed"}}
        contrary = says.get(found.value, set())
        if found.value == "controlled":
            contrary = {"clashes", f"not control {found.by[0]}"}
            contrary |= {f"control {side}" for side in ("east", "north", "west")}
            contrary -= {f"control {found.by[0]}"}
        assert {e.report for e in found.evidence if e.says in contrary} <= {
            *found.reports_against
        } | _twofold(book)


def _twofold(book: Ledger) -> set[str]:
    """Reports that support or contradict several others may say several things."""
    return {each.report for each in book.links if each.relation in ("supports", "contradicts")}


@fewer
@given(ledgers(), MOMENTS, st.integers(0, 48))
def test_what_is_published_later_changes_nothing(book: Ledger, at: datetime, later: int) -> None:
    end = (at - hour(0)).total_seconds() / 3600
    known = {each.id for each in book.reports.values() if each.published.start <= at}
    then = ledger(
        *(each for each in book.reports.values() if each.id in known),
        *(each for each in book.links if {each.report, each.target} <= known),
    )
    moment = hour(end + later)
    for subject in SUBJECTS:
        assert status(book, subject, moment, known=at) == status(then, subject, moment, known=at)


def _done(book: Ledger, change: Change, subject: Subject, at: datetime) -> Status:
    """Return the status after what a change says has come to be."""
    if change.what == "stale":
        assert change.at is not None
        return status(book, subject, change.at, known=at)
    if change.what == "retracted":
        return status(
            book.with_(Link(relation="retracts", target=change.report)), subject, at, known=at
        )
    kind, _, denied = change.what.partition("_")
    minutes = (at - hour(0)).total_seconds() / 3600
    said = Report(
        id="zz-somebody",
        about=(subject,),
        claim=Claim(kind=kind, by=change.of),
        modality="denied" if denied == "denied" else "asserted",
        published=when(minutes),
        published_by=Source(name="Somebody new"),
    )
    return status(book.with_(said), subject, at)


@fewer
@given(ledgers(least=1), MOMENTS)
def test_what_would_change_a_status_does(book: Ledger, at: datetime) -> None:
    for subject in SUBJECTS:
        for change in status(book, subject, at).changes:
            after = _done(book, change, subject, at)
            by = after.by if after.value == "controlled" else ()
            assert (after.value, by) == (change.to, change.by), change


@fewer
@given(ledgers(), MOMENTS)
def test_a_route_is_as_weak_as_its_weakest_part(book: Ledger, at: datetime) -> None:
    found = route_status(book, ["square", "bridge"], at)
    order = ("closed", "contested", "unknown", "controlled", "open")
    assert found.value == min((part.value for part in found.parts), key=order.index)
    assert found.weakest
    assert found.reports_for or found.value == "unknown"
    assert [str(part.subject) for part in found.parts if part.subject.kind == "place"] == [
        "place:square",
        "place:bridge",
    ]
