"""What is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from masarat.reports.said import Said


def published_by_then(published: int, known: int) -> bool:
    """What was published after the moment is not looked at."""
    return published <= known


def taken_back(report: str, gone: AbstractSet[str], repeats: Mapping[str, str]) -> bool:
    """What is retracted or corrected is not looked at from then on, nor what a link says repeats
    it. What the keeper of the ledger retracts without a moment was never there.
    """
    return report in gone or repeats.get(report, "") in gone


def takes_back_its_own(taker: str, one: Said, other: Said) -> bool:
    """A source that takes back what it said takes back the statement, wherever it was repeated."""
    return (
        taker == one.origin
        and one.reading == other.reading
        and one.origin == other.origin
        and one.said < other.until
        and other.said < one.until
    )


def settled(
    attackers: AbstractSet[str], gone: AbstractSet[str], standing: AbstractSet[str]
) -> bool | None:
    """A retraction or correction that is itself taken back has no effect, and those that go round
    in a circle have none.

    True: it is taken back. False: it stands. None: that is not settled yet (Dung 1995, the
    grounded extension).
    """
    if any(each in standing for each in attackers):
        return True
    return False if attackers <= gone else None
