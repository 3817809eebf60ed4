"""Alarms: what must be looked at now while an agreement is carried out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from masarat.agreement.gate import gate
from masarat.agreement.movements import TURNED_BACK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from masarat.agreement.cases import Moment
    from masarat.agreement.contents import Linked
    from masarat.agreement.movements import ConvoyState
    from masarat.agreement.record import State

ABOARD, UNBALANCED = "aboard too long", "linked operations out of balance"
WITHOUT_GO, OFF_TABLE, EARLY = "departed without go", "not on the table", "departed early"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm: its kind, the convoy or detail that it is about, and the figures."""

    kind: str
    about: str
    says: str

    def to_data(self) -> dict[str, str]:
        """Return it as plain data."""
        return asdict(self)


def alarms(state: State, now: Moment, convoys: tuple[ConvoyState, ...]) -> tuple[Alarm, ...]:
    """Return the alarms at the moment: of convoys in the order of the table, then of links.

    - people aboard longer than the timetable's limit, counted from the departure, on the way or
      until they arrived;
    - a convoy that departed while the agreement was not in force, before its time, or that is not
      on the table;
    - linked operations whose departures have drifted apart.
    """
    found = [alarm for convoy in convoys for alarm in _of_convoy(state, now, convoy)]
    return (*found, *_of_links(now, convoys))


def _of_convoy(state: State, now: Moment, convoy: ConvoyState) -> Iterator[Alarm]:
    name = convoy.convoy
    if not convoy.on_table:
        yield Alarm(kind=OFF_TABLE, about=name, says="the current revision does not have it")
    if convoy.departed is None:
        return
    if not gate(state, now.agreement.id, convoy.departed, law=now.law).in_force:
        yield Alarm(kind=WITHOUT_GO, about=name, says="the agreement was not in force")
    if convoy.departs is not None and convoy.departed < convoy.departs:
        minutes = int((convoy.departs - convoy.departed).total_seconds()) // 60
        yield Alarm(kind=EARLY, about=name, says=f"{minutes} minutes before its time")
    limit = now.convoys[name].aboard_limit if convoy.on_table else 0
    aboard = int(((convoy.arrived or now.at) - convoy.departed).total_seconds())
    if limit and aboard > limit * 60:
        says = f"{aboard // 60} minutes since the departure, at most {limit} agreed"
        yield Alarm(kind=ABOARD, about=name, says=says)


def _of_links(now: Moment, convoys: Iterable[ConvoyState]) -> Iterator[Alarm]:
    if now.revision is None:
        return
    departed: dict[str, int] = {}
    for convoy in convoys:
        if convoy.status != TURNED_BACK:
            for group, people in convoy.departed_people.items():
                departed[group] = departed.get(group, 0) + people
    for detail in sorted(now.revision.details):
        linked = now.agreement.content(now.revision, detail).linked
        if linked is not None and (says := _drift(linked, departed)):
            yield Alarm(kind=UNBALANCED, about=detail, says=says)


def _drift(linked: Linked, departed: Mapping[str, int]) -> str:
    a = sum(departed.get(group, 0) for group in linked.a)
    b = sum(departed.get(group, 0) for group in linked.b)
    if linked.ratio is not None:
        short = linked.ratio * a - linked.slack - b
        return f"{a} and {b} people have departed" if short > 0 else ""
    shares = [
        Fraction(gone, total) if total else Fraction(0)
        for gone, total in (
            (a, sum(linked.people[group] for group in linked.a)),
            (b, sum(linked.people[group] for group in linked.b)),
        )
    ]
    apart = abs(shares[0] - shares[1]) > (linked.tolerance or 0)
    return f"{a} and {b} people have departed" if apart else ""
