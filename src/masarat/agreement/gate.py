"""The gate: whether an agreement is in force at a moment. The law is docs/gate.md.

The agreement is in force exactly when no clause of `clauses.gate.GATE` speaks against it. A pure
function of the state and the moment; anything that is not known keeps the gate closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.agreement.cases import GoCase, Moment
from masarat.agreement.clauses import LAW
from masarat.agreement.nextactions import next_actions
from masarat.agreement.verdicts import GoVerdict, Reason, Verdict
from masarat.core.errors import UsageError, suggestion

if TYPE_CHECKING:
    from datetime import datetime

    from masarat.agreement.law import Law
    from masarat.agreement.record import State

_COORDINATION = ("G1", "G2")


def gate(state: State, agreement: str, at: datetime, *, law: Law = LAW) -> Verdict:
    """Return whether `agreement` is in force at the moment `at`, and why not if it is not.

    Raises
    ------
    UsageError
        If there is no such agreement.
    """
    return _verdict(state, moment(state, agreement, at, law=law))


def moment(state: State, agreement: str, at: datetime, *, law: Law = LAW) -> Moment:
    """Return `agreement` at the moment `at`.

    Raises
    ------
    UsageError
        If there is no such agreement, or `at` does not say its offset from UTC.
    """
    if agreement not in state.agreements:
        hint = suggestion(agreement, state.agreements)
        msg = f"there is no agreement {agreement}" + (f" ({hint})" if hint else "")
        raise UsageError(msg)
    if at.utcoffset() is None:
        msg = "a moment needs its offset from UTC"
        raise UsageError(msg)
    return Moment(state.agreements[agreement], at, law)


def _verdict(state: State, now: Moment) -> Verdict:
    reasons = tuple(reason for clause in now.law.gate for reason in clause.check(now))
    coordinated = not any(reason.clause in _COORDINATION for reason in reasons)
    return Verdict(
        agreement=now.agreement.id,
        at=now.at,
        sequence=state.sequence,
        in_force=not reasons,
        coordinated=coordinated,
        revision=now.revision.number if now.revision else 0,
        starts=max((start for start, _ in now.spans), default=None),
        ends=min((until for _, until in now.spans), default=None),
        reasons=reasons,
        details=now.details,
        suspensions=now.suspensions,
        next=next_actions(now),
    )


def go(state: State, agreement: str, convoy: str, at: datetime, *, law: Law = LAW) -> GoVerdict:
    """Return whether `convoy` may depart at the moment `at`, and what holds it back if not.

    Raises
    ------
    UsageError
        As `gate`.
    """
    now = moment(state, agreement, at, law=law)
    case = GoCase(now, _verdict(state, now), convoy)
    reasons = [
        Reason(clause=clause.id, says=against)
        for clause in law.go
        if (against := clause.check(case))
    ]
    closed = case.verdict.reasons if any(reason.clause == "M1" for reason in reasons) else ()
    return GoVerdict(
        agreement=agreement,
        convoy=convoy,
        at=at,
        go=not reasons,
        departs=case.planned.departs if case.planned else None,
        reasons=(*reasons, *closed),
    )
