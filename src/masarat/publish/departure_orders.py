"""departure-orders.csv: who leaves in private vehicles when, from which place, on which corridor.

A row for every place, corridor, group, destination and hour of the clock; convoys and vehicles are
those of the movement table, so that both always agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from masarat.publish.spreadsheet import csv_bytes

if TYPE_CHECKING:
    from masarat.publish.edition import Edition

COLUMNS = (
    *("assembly_point", "corridor", "quickest_column_from", "quickest_column_until"),
    *("quickest_column_vehicles", "people", "group", "destination", "convoys"),
    *("assembly_point_id", "corridor_id", "destination_id", "group_id"),
)

HOUR = 60

Key = tuple[int, str, str, str, str]
"""Minute from which the hour begins, assembly point, corridor, group, destination."""


@dataclass(slots=True)
class _Hour:
    vehicles: int = 0
    people: int = 0
    convoys: dict[str, int] = field(default_factory=dict)


def departure_orders(edition: Edition) -> bytes | None:
    """Return the orders as CSV, by hour; None where nobody leaves in a private vehicle."""
    hours = _hours(edition)
    if not hours:
        return None
    rows: list[tuple[object, ...]] = [tuple(_head(edition, key) for key in COLUMNS)]
    names, clock = edition.names, edition.clock
    for (start, place, corridor, group, destination), hour in sorted(hours.items()):
        convoys = (f"{convoy} {clock.time(minute)}" for convoy, minute in hour.convoys.items())
        rows.append(
            (
                names.place(place),
                names.corridor(corridor),
                clock.plain(start),
                clock.plain(start + HOUR),
                hour.vehicles,
                hour.people,
                names.group(group),
                names.place(destination),
                "; ".join(convoys),
                place,
                corridor,
                destination,
                group,
            )
        )
    return csv_bytes(rows)


def _head(edition: Edition, key: str) -> str:
    if key == "convoys":
        return edition.words.text("column_convoy")
    return edition.words.text(key if key.startswith("quickest_") else f"column_{key}")


def _hours(edition: Edition) -> dict[Key, _Hour]:
    hours: dict[Key, _Hour] = {}
    past = edition.clock.local(0).minute
    for convoy in sorted(edition.plan.convoys, key=lambda c: (c.depart, c.corridor, c.id)):
        start = (convoy.depart + past) // HOUR * HOUR - past
        for ride in convoy.rides:
            if not edition.class_of(ride.vehicle).own:
                continue
            # a vehicle with people of several groups counts once, for the first of them
            for n, load in enumerate(ride.loads):
                key = (start, convoy.assembly_point, convoy.corridor, load.group, ride.destination)
                hour = hours.setdefault(key, _Hour())
                hour.vehicles += n == 0
                hour.people += load.people
                hour.convoys[convoy.id] = convoy.depart
    return hours
