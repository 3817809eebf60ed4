"""What became of each convoy, and what was counted, by whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from masarat.core.instants import read_instant, write_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from masarat.agreement.cases import Moment
    from masarat.agreement.contents import Convoy
    from masarat.agreement.record import Taken

    People = Mapping[str, Mapping[str, int]]

PLANNED, LATE = "planned", "late"
UNDER_WAY, OVERDUE = "under way", "overdue"
ARRIVED, TURNED_BACK = "arrived", "turned back"
_STAGE_OF = {"departed": "departure", "arrived": "arrival"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvoyState:
    """A convoy: the table's times, what was recorded, and people by group.

    `status` is "planned", "late" (not departed at its time), "under way", "overdue" (not arrived
    at its time), "arrived" or "turned back". `on_table` is whether the current revision has it.
    """

    convoy: str
    corridor: str
    status: str
    on_table: bool
    departs: datetime | None
    arrives: datetime | None
    departed: datetime | None
    arrived: datetime | None
    planned: Mapping[str, int]
    departed_people: Mapping[str, int]
    arrived_people: Mapping[str, int]

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        moments = ("departs", "arrives", "departed", "arrived")
        return {
            **asdict(self),
            **{name: _written(getattr(self, name)) for name in moments},
        }


def _written(at: datetime | None) -> str:
    return "" if at is None else write_instant(at)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountDifference:
    """Where two parties counted differently: the people of a group for a destination."""

    convoy: str
    stage: str
    group: str
    destination: str
    counts: tuple[tuple[str, int], ...]

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "convoy": self.convoy,
            "stage": self.stage,
            "group": self.group,
            "destination": self.destination,
            "counts": dict(self.counts),
        }


def latest(taken: Iterable[Taken]) -> Taken | None:
    """Return the report about the latest moment; of several the one taken last."""
    return max(taken, key=lambda each: (each.act["at"], each.sequence), default=None)


def _people(taken: Taken | None) -> dict[str, int]:
    return by_group(taken.act["people"]) if taken else {}


def by_group(people: People) -> dict[str, int]:
    """Return people by group."""
    return {group: sum(people[group].values()) for group in sorted(people)}


def convoy_states(now: Moment) -> tuple[ConvoyState, ...]:
    """Return the convoys of the current table, and those that moved without being on it."""
    moved = sorted(
        name
        for name in now.agreement.convoys - now.convoys.keys()
        if now.taken("departed", name) or now.taken("arrived", name)
    )
    return tuple(_convoy(now, name, now.convoys.get(name)) for name in (*now.convoys, *moved))


def _convoy(now: Moment, name: str, planned: Convoy | None) -> ConvoyState:
    departed, arrived = latest(now.taken("departed", name)), latest(now.taken("arrived", name))
    back = latest(now.taken("turned-back", name))
    if back and departed and back.act["at"] >= departed.act["at"]:
        status, departed, arrived = TURNED_BACK, None, None
    else:
        arrived = arrived if not departed or _after(arrived, departed) else None
        status = _status(now.at, planned, departed, arrived)
    return ConvoyState(
        convoy=name,
        corridor=planned.corridor if planned else "",
        status=status,
        on_table=planned is not None,
        departs=planned.departs if planned else None,
        arrives=planned.arrives if planned else None,
        departed=_at(departed),
        arrived=_at(arrived),
        planned=by_group(planned.people) if planned else {},
        departed_people=_people(departed or arrived),
        arrived_people=_people(arrived),
    )


def _after(arrived: Taken | None, departed: Taken) -> bool:
    """Whether the arrival is of this departure, not of one before the convoy turned back."""
    return arrived is not None and bool(arrived.act["at"] >= departed.act["at"])


def _at(taken: Taken | None) -> datetime | None:
    return read_instant(taken.act["at"]) if taken else None


def _status(
    at: datetime, planned: Convoy | None, departed: Taken | None, arrived: Taken | None
) -> str:
    if arrived:
        return ARRIVED
    if departed:
        return OVERDUE if planned and planned.arrives < at else UNDER_WAY
    return LATE if planned and planned.departs < at else PLANNED


def count_differences(now: Moment) -> tuple[CountDifference, ...]:
    """Return where the latest figures of different parties for a convoy differ.

    Figures are those that implementers record with departures and arrivals and those that monitors
    count independently; the latest of each party stands.
    """
    differences = []
    for convoy in sorted(now.agreement.convoys):
        for stage, figures in _figures(now, convoy).items():
            differences += _differing(convoy, stage, figures)
    return tuple(differences)


def _figures(now: Moment, convoy: str) -> dict[str, dict[str, Counter[tuple[str, str]]]]:
    """Return, by stage, what each party says: people by group and destination."""
    reports: dict[tuple[str, str], list[Taken]] = {}
    for kind in ("departed", "arrived", "counted"):
        for taken in now.taken(kind, convoy):
            stage = taken.act["stage"] if kind == "counted" else _STAGE_OF[kind]
            reports.setdefault((stage, taken.party), []).append(taken)
    figures: dict[str, dict[str, Counter[tuple[str, str]]]] = {}
    for (stage, party), about in sorted(reports.items()):
        people: People = max(about, key=lambda t: (t.act["at"], t.sequence)).act["people"]
        figures.setdefault(stage, {})[party] = Counter(
            {(g, d): count for g, by in people.items() for d, count in by.items()}
        )
    return figures


def _differing(
    convoy: str, stage: str, figures: Mapping[str, Counter[tuple[str, str]]]
) -> list[CountDifference]:
    keys = sorted({key for people in figures.values() for key in people})
    return [
        CountDifference(
            convoy=convoy,
            stage=stage,
            group=group,
            destination=destination,
            counts=tuple((party, people[group, destination]) for party, people in figures.items()),
        )
        for group, destination in keys
        if len({people[group, destination] for people in figures.values()}) > 1
    ]
