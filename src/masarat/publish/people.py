"""people.csv: who goes where when, by group; who is left and why; who stays, protected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.publish.reasons import reason_words
from masarat.publish.spreadsheet import csv_bytes

if TYPE_CHECKING:
    from masarat.publish.edition import Edition

COLUMNS = (
    ("group", "#affected+group+name"),
    ("assembly_point", "#loc+origin+name"),
    ("priority", "#meta+priority"),
    ("status", "#status"),
    ("people", "#affected+num"),
    ("destination", "#loc+destination+name"),
    ("first_departure", "#date+departure+first"),
    ("last_departure", "#date+departure+last"),
    ("first_arrival", "#date+arrival+first"),
    ("last_arrival", "#date+arrival+last"),
    ("reason", "#status+reason"),
    ("group_id", "#affected+group+id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """People of one group on their way to one destination; times are minutes."""

    group: str
    destination: str
    people: int
    first_departure: int
    last_departure: int
    first_arrival: int
    last_arrival: int


def movements(edition: Edition) -> tuple[Movement, ...]:
    """Return who goes where when, in the scenario's order of groups."""
    trips: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for convoy in edition.plan.convoys:
        for ride in convoy.rides:
            for load in ride.loads:
                key = (load.group, ride.destination)
                trips.setdefault(key, []).append((load.people, convoy.depart, ride.arrive))
    order = {group.id: i for i, group in enumerate(edition.instance.groups)}
    return tuple(
        Movement(
            group=group,
            destination=destination,
            people=sum(people for people, _, _ in rows),
            first_departure=min(depart for _, depart, _ in rows),
            last_departure=max(depart for _, depart, _ in rows),
            first_arrival=min(arrive for _, _, arrive in rows),
            last_arrival=max(arrive for _, _, arrive in rows),
        )
        for (group, destination), rows in sorted(
            trips.items(),
            key=lambda item: (order[item[0][0]], item[0][1]),
        )
    )


def people_table(edition: Edition, *, hxl: bool = False) -> bytes:
    """Return the people table as CSV: those who travel, those left, those who stay."""
    rows: list[tuple[object, ...]] = [
        tuple(edition.words.text(f"column_{key}") for key, _ in COLUMNS),
    ]
    if hxl:
        rows.append(tuple(tag for _, tag in COLUMNS))
    rows.extend(_travelling(edition, movement) for movement in movements(edition))
    rows.extend(_left(edition))
    rows.extend(_staying(edition))
    return csv_bytes(rows)


def _travelling(edition: Edition, movement: Movement) -> tuple[object, ...]:
    group, plain = edition.groups[movement.group], edition.clock.plain
    return (
        edition.names.group(group.id),
        edition.names.place(group.assembly_point),
        group.priority,
        edition.words.text("status_travels"),
        movement.people,
        edition.names.place(movement.destination),
        plain(movement.first_departure),
        plain(movement.last_departure),
        plain(movement.first_arrival),
        plain(movement.last_arrival),
        "",
        group.id,
    )


def _left(edition: Edition) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for left in edition.plan.left:
        group = edition.groups[left.group]
        where = edition.names.place(group.assembly_point)
        status = edition.words.text("status_left")
        head = (edition.names.group(group.id), where, group.priority, status, left.people)
        rows.append((*head, "", "", "", "", "", reason_words(edition, left.reason), group.id))
    return rows


def _staying(edition: Edition) -> list[tuple[object, ...]]:
    status = edition.words.text("status_stays")
    return [
        (
            edition.names.group(group.id),
            edition.names.place(group.at),
            "",
            status,
            edition.scenario.people(group),
            *("",) * 6,
            group.id,
        )
        for group in edition.scenario.groups
        if group.need is None
    ]
