"""movement-table.csv: a row for every vehicle's ride."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.publish.spreadsheet import csv_bytes

if TYPE_CHECKING:
    from masarat.plan.document import Convoy, Passage, Ride
    from masarat.publish.edition import Edition

# Column key (its heading is word "column_<key>") and HXL hashtag (hxlstandard.org, 1.1).
COLUMNS = (
    ("convoy", "#meta+convoy+id"),
    ("corridor", "#meta+corridor+name"),
    ("assembly_point", "#loc+origin+name"),
    ("departure", "#date+departure"),
    ("departure_minute", "#meta+departure+minute"),
    ("checkpoints", "#meta+checkpoints"),
    ("vehicle", "#meta+vehicle+id"),
    ("vehicle_class", "#meta+vehicle+type"),
    ("boarding", "#date+boarding"),
    ("groups", "#affected+groups"),
    ("people", "#affected+num"),
    ("destination", "#loc+destination+name"),
    ("arrival", "#date+arrival"),
    ("arrival_minute", "#meta+arrival+minute"),
    ("seats", "#capacity+seats+num"),
    ("escort", "#meta+escort"),
    ("corridor_id", "#meta+corridor+id"),
    ("assembly_point_id", "#loc+origin+id"),
    ("destination_id", "#loc+destination+id"),
)


def movement_table(edition: Edition, *, hxl: bool = False) -> bytes:
    """Return the movement table as CSV, rides in order of departure.

    Parameters
    ----------
    hxl
        Put a row of HXL hashtags under the headings.
    """
    rows: list[tuple[object, ...]] = [
        tuple(edition.words.text(f"column_{key}") for key, _ in COLUMNS),
    ]
    if hxl:
        rows.append(tuple(tag for _, tag in COLUMNS))
    for convoy in sorted(edition.plan.convoys, key=lambda c: (c.depart, c.corridor, c.id)):
        rows.extend(_row(edition, convoy, ride) for ride in convoy.rides)
    # HXL tags begin with "#", which no spreadsheet takes for a formula.
    return csv_bytes(rows)


def _row(edition: Edition, convoy: Convoy, ride: Ride) -> tuple[object, ...]:
    clock, place = edition.clock, edition.names.place
    vehicle_class = edition.class_of(ride.vehicle)
    return (
        convoy.id,
        edition.names.corridor(convoy.corridor),
        place(convoy.assembly_point),
        clock.plain(convoy.depart),
        convoy.depart,
        "; ".join(_passage(edition, passage) for passage in convoy.passages),
        ride.vehicle,
        edition.names.vehicles(vehicle_class.id),
        clock.plain(ride.board),
        "; ".join(f"{edition.names.group(load.group)}: {load.people}" for load in ride.loads),
        sum(load.people for load in ride.loads),
        place(ride.destination),
        clock.plain(ride.arrive),
        ride.arrive,
        vehicle_class.seats + vehicle_class.stretchers,
        edition.names.escorts(convoy.escort),
        convoy.corridor,
        convoy.assembly_point,
        ride.destination,
    )


def _passage(edition: Edition, passage: Passage) -> str:
    start, until = edition.clock.time(passage.start), edition.clock.time(passage.until)
    return f"{edition.names.place(passage.checkpoint)} {start}-{until}"
