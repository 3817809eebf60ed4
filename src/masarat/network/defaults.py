"""What roads are taken to be where their tags do not say; the source stands beside every number."""

from __future__ import annotations

from dataclasses import dataclass

KMH_PER_MPH = 1.609344
"""International mile (1959 agreement): 1,609.344 m exactly."""

METRES_PER = {"metre": 1.0, "kilometre": 1000.0, "mile": 1609.344, "foot": 0.3048}
"""International foot and mile: 0.3048 m and 1,609.344 m exactly (1959 agreement)."""

SATURATION_FLOW = 1900
"""Passenger cars an hour a lane at a green light (Highway Capacity Manual 2010, chapter 18)."""


@dataclass(frozen=True, slots=True)
class RoadClass:
    """Defaults of one highway class.

    Parameters
    ----------
    speed_kmh
        Free-flow speed without a `maxspeed` tag: the table of the OSRM project's car profile
        (profiles/car.lua), which gives speeds driven rather than limits.
    lanes
        Lanes in one direction: OSM wiki, Key:lanes ("Assumptions").
    lane_capacity
        Vehicles an hour a lane, see `HIGHWAY_CLASSES`.
    """

    speed_kmh: int
    lanes: int
    lane_capacity: int


# Capacities a lane, Highway Capacity Manual 2010: freeway at 60 mph 2,300 (exhibit 11-17);
# multilane highway at 55 mph 2,100 (exhibit 14-17); one direction of a two-lane highway 1,700
# (chapter 15); streets with signals the saturation flow times the share of green, here half for
# tertiary streets and two fifths for smaller ones (our assumption). Lanes to which doors and
# pedestrians give access: half of that again (our assumption). A link carries what its road
# carries, at most a ramp's 2,000 at 35 mph (exhibit 13-10).
HIGHWAY_CLASSES = {
    "motorway": RoadClass(90, 2, 2300),
    "motorway_link": RoadClass(45, 1, 2000),
    "trunk": RoadClass(85, 1, 2100),
    "trunk_link": RoadClass(40, 1, 2000),
    "primary": RoadClass(65, 1, 1700),
    "primary_link": RoadClass(30, 1, 1700),
    "secondary": RoadClass(55, 1, 1700),
    "secondary_link": RoadClass(25, 1, 1700),
    "tertiary": RoadClass(40, 1, SATURATION_FLOW // 2),
    "tertiary_link": RoadClass(20, 1, SATURATION_FLOW // 2),
    "unclassified": RoadClass(25, 1, SATURATION_FLOW * 2 // 5),
    "residential": RoadClass(25, 1, SATURATION_FLOW * 2 // 5),
    "living_street": RoadClass(10, 1, SATURATION_FLOW // 5),
    "service": RoadClass(15, 1, SATURATION_FLOW // 5),
}

BUS_CLASSES = {"busway": RoadClass(40, 1, SATURATION_FLOW // 2)}
"""Roads for buses only (OSM wiki, Tag:highway=busway); defaults as a tertiary street."""

IMPLICIT_SPEEDS_KMH = {
    "walk": 7,
    "living_street": 10,
    "urban": 50,
    "rural": 80,
    "trunk": 100,
    "motorway": 120,
    "none": 130,
}
"""Speeds behind tags such as `CH:urban`: OSM wiki, Default speed limits.

Countries differ; these are Switzerland's where it has one (7 km/h is a German court's walking
speed, living streets as in the table above), and 130 is Germany's advisory speed for `none`.
"""

BLOCKING_BARRIERS = frozenset(
    {"block", "bollard", "chain", "cycle_barrier", "debris", "jersey_barrier", "log"}
)
"""Barriers that no vehicle passes unless tagged otherwise: OSM wiki, Key:barrier."""

PRIVATE_WAYS = frozenset({"driveway", "parking_aisle", "drive-through"})
"""Values of `service` that lead nowhere: OSM wiki, Key:service."""
