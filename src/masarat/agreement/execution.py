"""How the movement goes: departures and arrivals as they happen, beside the table and the counts.

Pure functions of the state and a moment. What happened is a fact, whether it was allowed or not:
a convoy that departed without a go is counted, and raises an alarm.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from masarat.agreement.alarms import Alarm, alarms
from masarat.agreement.clauses import LAW
from masarat.agreement.gate import moment
from masarat.agreement.movements import (
    ConvoyState,
    CountDifference,
    convoy_states,
    count_differences,
)
from masarat.core.instants import write_instant

if TYPE_CHECKING:
    from datetime import datetime

    from masarat.agreement.cases import Moment
    from masarat.agreement.law import Law
    from masarat.agreement.record import State, Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupState:
    """People of a group: on the current table, departed, arrived; on it and not departed."""

    group: str
    planned: int
    departed: int
    arrived: int
    remaining: int

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """An act that every party must know of, and who has said that it was received.

    `of` is the digest of the act, `kind` its kind; `received` has the first receipt of each party,
    `missing` the parties without one.
    """

    of: str
    kind: str
    received: tuple[tuple[str, datetime], ...]
    missing: tuple[str, ...]

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "of": self.of,
            "kind": self.kind,
            "received": {party: write_instant(at) for party, at in self.received},
            "missing": list(self.missing),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """How the movement under an agreement goes, at a moment."""

    agreement: str
    at: datetime
    convoys: tuple[ConvoyState, ...]
    groups: tuple[GroupState, ...]
    differences: tuple[CountDifference, ...]
    alarms: tuple[Alarm, ...]
    notifications: tuple[Notification, ...]

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "agreement": self.agreement,
            "at": write_instant(self.at),
            "convoys": [convoy.to_data() for convoy in self.convoys],
            "groups": [group.to_data() for group in self.groups],
            "differences": [difference.to_data() for difference in self.differences],
            "alarms": [alarm.to_data() for alarm in self.alarms],
            "notifications": [notice.to_data() for notice in self.notifications],
        }


def execution(state: State, agreement: str, at: datetime, *, law: Law = LAW) -> Execution:
    """Return how the movement under `agreement` goes at the moment `at`.

    Raises
    ------
    UsageError
        If there is no such agreement.
    """
    now = moment(state, agreement, at, law=law)
    convoys = convoy_states(now)
    return Execution(
        agreement=agreement,
        at=at,
        convoys=convoys,
        groups=_groups(convoys),
        differences=count_differences(now),
        alarms=alarms(state, now, convoys),
        notifications=_notifications(now),
    )


def _groups(convoys: tuple[ConvoyState, ...]) -> tuple[GroupState, ...]:
    planned: Counter[str] = Counter()
    departed: Counter[str] = Counter()
    arrived: Counter[str] = Counter()
    for convoy in convoys:
        planned.update(convoy.planned)
        departed.update(convoy.departed_people)
        arrived.update(convoy.arrived_people)
    return tuple(
        GroupState(
            group=group,
            planned=planned[group],
            departed=departed[group],
            arrived=arrived[group],
            remaining=max(planned[group] - departed[group], 0),
        )
        for group in sorted(planned.keys() | departed.keys() | arrived.keys())
    )


def _notifications(now: Moment) -> tuple[Notification, ...]:
    draft = now.agreement.draft
    first: dict[str, dict[str, Taken]] = {}
    for taken in filter(now.looks_at, now.agreement.all_taken("received")):
        first.setdefault(taken.act["of"], {}).setdefault(taken.party, taken)
    about = [
        taken
        for kind in ("tabled", "suspended")
        for taken in filter(now.looks_at, now.agreement.all_taken(kind))
    ]
    kinds = {taken.digest: taken.act.kind for taken in sorted(about, key=lambda t: t.sequence)}
    senders = {taken.digest: taken.party for taken in about}
    return tuple(
        Notification(
            of=of,
            kind=kinds.get(of, ""),
            received=tuple((p, taken.at) for p, taken in first.get(of, {}).items()),
            missing=tuple(
                party.id
                for party in draft.parties
                if party.id not in first.get(of, {}) and party.id != senders.get(of)
            ),
        )
        for of in dict.fromkeys((*kinds, *first))
    )
