"""Which reports are taken back at a moment (clauses K2 to K4)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from masarat.reports.clauses.looking import (
    published_by_then,
    settled,
    taken_back,
    takes_back_its_own,
)

if TYPE_CHECKING:
    from masarat.reports.index import Index
    from masarat.reports.report import Link, Subject
    from masarat.reports.said import Said

_KEEPER = ""


def gone(index: Index, known: int) -> frozenset[str]:
    """Return the ids of the reports that are taken back, as far as was known at `known`."""
    if not index.voids:
        return frozenset()
    attackers = _attackers(index, known)
    out: set[str] = set()
    standing: set[str] = {_KEEPER}
    every = set(attackers) | {name for names in attackers.values() for name in names}
    open_ones = every - standing
    while True:
        news = {name: settled(attackers.get(name, set()), out, standing) for name in open_ones}
        if all(found is None for found in news.values()):
            break
        out |= {name for name, found in news.items() if found is True}
        standing |= {name for name, found in news.items() if found is False}
        open_ones = {name for name, found in news.items() if found is None}
    repeating = {name for name in index.repeats if taken_back(name, out, index.repeats)}
    return frozenset(out | repeating)


def takers(index: Index, known: int) -> frozenset[str]:
    """Return the ids of the reports that take back another, as far as was known at `known`."""
    return frozenset(link.report for link in index.voids if _in_effect(index, link, known))


def _attackers(index: Index, known: int) -> dict[str, set[str]]:
    """Return, for each report that something takes back, what does."""
    found: dict[str, set[str]] = defaultdict(set)
    for link in index.voids:
        if _in_effect(index, link, known):
            for name in {link.target, *_same_statement(index, link)}:
                found[name].add(link.report)
    for name, first in index.repeats.items():
        if first in found:
            found[name] |= found[first] - {name}
    return found


def _in_effect(index: Index, link: Link, known: int) -> bool:
    """Whether a link takes back what was published by then."""
    if not published_by_then(index.published[link.target], known):
        return False
    if link.at is not None and not published_by_then(int(link.at.timestamp()), known):
        return False
    if link.report == _KEEPER:
        return True
    published = index.published.get(link.report)
    return published is not None and published_by_then(published, known)


def _same_statement(index: Index, link: Link) -> set[str]:
    """Return the reports of the statement that its own source takes back."""
    target, taker = _said_by(index, link.target), index.origins.get(link.report)
    if not target or taker is None:
        return set()
    until = index.published[link.report]
    return {
        each.report
        for subject, one in target
        for each in index.heard[subject].said
        if each.report != link.report
        and index.repeats.get(each.report) != link.report
        and each.published <= until
        and takes_back_its_own(taker, one, each)
    }


def _said_by(index: Index, report: str) -> list[tuple[Subject, Said]]:
    return [
        (subject, each)
        for subject in index.about.get(report, ())
        for each in index.heard[subject].said
        if each.report == report and not each.rests
    ]
