"""What the gate looks at, what counts, and what keeps it closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.agreement.acts import ALL
from masarat.agreement.law import Clause
from masarat.agreement.verdicts import EXPIRED, OTHER, WITHDRAWN, Reason
from masarat.core.instants import read_instant, write_instant

if TYPE_CHECKING:
    from masarat.agreement.cases import Moment, SignOffCase
    from masarat.agreement.record import Taken


def taken_by_then(taken: Taken, moment: Moment) -> bool:
    """What was taken after the moment is not looked at."""
    return taken.at <= moment.at


def same_content(case: SignOffCase) -> str:
    """A sign-off counts while the detail keeps exactly the digest signed, revision by revision."""
    signed = case.sign_off.act
    kept = signed["revision"] >= case.revision.since[case.detail]
    return "" if kept and signed["digest"] == case.revision.details[case.detail] else OTHER


def not_withdrawn(case: SignOffCase) -> str:
    """A withdrawal voids every sign-off of its signatory on the detail that is dated at or before
    it, whenever it arrives; and, as clocks may be wrong, every one that was taken before it.
    """
    dated, sequence = case.withdrawn
    if dated is None:
        return ""
    late = case.sign_off.act.time > dated and case.sign_off.sequence > sequence
    return "" if late else WITHDRAWN


def not_expired(case: SignOffCase) -> str:
    """A sign-off counts until its own moment of expiry, which is excluded."""
    until = case.sign_off.act["until"]
    return EXPIRED if until and read_instant(until) <= case.moment.at else ""


def detail_not_expired(case: SignOffCase) -> str:
    """No sign-off counts from the detail's moment of expiry on."""
    content = case.moment.agreement.content(case.revision, case.detail)
    expired = content.expires is not None and content.expires <= case.moment.at
    return EXPIRED if expired else ""


def key_counts_once(key: str, counted: frozenset[str]) -> bool:
    """One key never counts twice."""
    return key not in counted


def tabled(moment: Moment) -> tuple[Reason, ...]:
    """A revision is tabled."""
    return () if moment.revision else (Reason(clause="G1", says="no revision is tabled"),)


def coordinated(moment: Moment) -> tuple[Reason, ...]:
    """On every detail, every party that must has as many sign-offs that count as it needs."""
    return tuple(
        Reason(
            clause="G2",
            says=f"{party.signed} of {party.needed} sign-offs of {party.party} on {detail.detail}",
            detail=detail.detail,
            party=party.party,
        )
        for detail in moment.details
        for party in detail.parties
        if not party.ok
    )


def started(moment: Moment) -> tuple[Reason, ...]:
    """Every ceasefire has started."""
    return tuple(
        Reason(clause="G3", says=f"in force from {write_instant(start)} at the earliest")
        for start, _ in moment.spans
        if moment.at < start
    )


def not_ended(moment: Moment) -> tuple[Reason, ...]:
    """No ceasefire has ended."""
    return tuple(
        Reason(clause="G4", says=f"ended at {write_instant(until)}")
        for _, until in moment.spans
        if until <= moment.at
    )


def not_suspended(moment: Moment) -> tuple[Reason, ...]:
    """After every suspension of all corridors, all who must have renewed the guarantee."""
    return tuple(
        Reason(clause="G5", says=f"suspended since {write_instant(s.since)}: {s.incident}")
        for s in moment.suspensions
        if s.corridor == ALL
    )


LOOKS = (Clause("G0", taken_by_then),)
COUNTS = (
    Clause("G6", same_content),
    Clause("S2", not_withdrawn),
    Clause("G7", not_expired),
    Clause("G8", detail_not_expired),
)
DISTINCT = (Clause("S3", key_counts_once),)
GATE = (
    Clause("G1", tabled),
    Clause("G2", coordinated),
    Clause("G3", started),
    Clause("G4", not_ended),
    Clause("G5", not_suspended),
)
