"""An instance as a scenario of its own: tables of places, minutes, groups, vehicles.

`network.build.build_instance` makes the same instance of it again, so that anything generated can
be written down as a scenario folder and opened in a spreadsheet.
"""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from math import cos, radians
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from masarat.core.windows import Window
from masarat.scenario.document import (
    GroupCount,
    Place,
    RoadsSource,
    Scenario,
    ScenarioCheckpoint,
    ScenarioCorridor,
    ScenarioEscorts,
    ScenarioGroup,
    ScenarioTravel,
    ScenarioVehicles,
    ScenarioWindow,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from masarat.scenario.instance import Corridor, Instance

UTC = "Etc/UTC"
KM_A_DEGREE = 111.32  # of latitude, and of longitude at the equator


def scenario_of(
    instance: Instance,
    *,
    coordinates: Mapping[str, tuple[float, float]] | None = None,
    centre: tuple[float, float] = (0.0, 0.0),
) -> Scenario:
    """Return `instance` as a scenario with a travel table.

    Parameters
    ----------
    instance
        With one pace and without linked operations.
    coordinates
        Place -> (km east, km north) of `centre`; places without stay without coordinates.
    centre
        Latitude and longitude; by default a point at sea that nobody takes for a real city.

    Raises
    ------
    ValueError
        If the instance has several paces or linked operations.
    """
    if len(instance.paces) > 1 or instance.linked:
        msg = "only instances with one pace and without linked operations can be written"
        raise ValueError(msg)
    where = coordinates or {}
    return Scenario(
        title={"en": instance.title},
        start=datetime.fromisoformat(instance.start).astimezone(ZoneInfo(UTC)),
        end=instance.end,
        time_zone=UTC,
        aboard_limit=instance.aboard_limit,
        small_last_convoy=instance.small_last_convoy,
        places=tuple(
            _place(instance, place, kind, _degrees(where.get(place), centre))
            for place, kind in _kinds(instance).items()
        ),
        groups=tuple(
            ScenarioGroup(
                id=g.id,
                at=g.assembly_point,
                people=GroupCount(least=g.people, likely=g.people, most=g.people),
                need=g.need,
                priority=g.priority,
                ready=g.ready,
                destinations=g.destinations,
                unit=g.unit,
                may_split=g.may_split,
                together=g.together,
            )
            for g in instance.groups
        ),
        corridors=tuple(
            ScenarioCorridor(
                id=c.id,
                places=c.places,
                headway=c.headway,
                smallest=c.smallest,
                largest=c.largest,
                per_hour=c.per_hour,
                returns=c.returns,
                returns_in_windows=c.returns_in_windows,
            )
            for c in instance.corridors
        ),
        checkpoints=tuple(
            ScenarioCheckpoint(
                place=c.place,
                lanes=c.lanes,
                minutes=c.minutes,
                longest_wait=c.longest_wait,
                corridors=tuple(sorted(c.corridors)),
                back_corridors=tuple(sorted(c.back_corridors)),
            )
            for c in instance.checkpoints
        ),
        vehicles=tuple(_vehicles(instance)),
        escorts=tuple(
            ScenarioEscorts(id=pool.id, teams=pool.teams, corridors=tuple(sorted(pool.corridors)))
            for pool in instance.escorts
        ),
        windows=tuple(_windows(instance)),
        suspensions=instance.suspensions,
        travel=tuple(_travel(instance)),
        roads=RoadsSource(season_factor=Fraction(1)),
    )


def _kinds(instance: Instance) -> dict[str, str]:
    """Return place -> kind; where one place serves as several, the first kind named wins."""
    kinds: dict[str, str] = {}
    for kind, places in (
        ("assembly", [a.place for a in instance.assembly_points]),
        ("destination", [d.place for d in instance.destinations]),
        ("checkpoint", [c.place for c in instance.checkpoints]),
        ("depot", [c.start_place for c in instance.classes if c.start_place]),
        ("junction", [place for corridor in instance.corridors for place in corridor.places]),
    ):
        for place in places:
            kinds.setdefault(place, kind)
    return kinds


def _degrees(
    km: tuple[float, float] | None, centre: tuple[float, float]
) -> tuple[float | None, float | None]:
    if km is None:
        return None, None
    east, north = km
    latitude = centre[0] + north / KM_A_DEGREE
    longitude = centre[1] + east / (KM_A_DEGREE * cos(radians(centre[0])))
    return round(latitude, 5), round(longitude, 5)


def _place(
    instance: Instance, place: str, kind: str, degrees: tuple[float | None, float | None]
) -> Place:
    bays = {a.place: a.bays for a in instance.assembly_points}
    town = next((d for d in instance.destinations if d.place == place), None)
    return Place(
        id=place,
        lat=degrees[0],
        lon=degrees[1],
        kind=kind,
        bays=bays.get(place),
        capacity=None if town is None else town.capacity,
        ready=0 if town is None else town.ready,
    )


def _vehicles(instance: Instance) -> Iterator[ScenarioVehicles]:
    for c in instance.classes:
        yield ScenarioVehicles(
            id=c.id,
            count=c.count,
            seats=c.seats,
            stretchers=c.stretchers,
            start_place=c.start_place,
            available=c.available,
            load=c.load,
            unload=c.unload,
            speed_factor=instance.paces[c.pace],
            corridors=tuple(sorted(c.corridors)),
            comes_back=c.comes_back,
            own=c.own,
            smallest=c.smallest,
            largest=c.largest,
        )


def _windows(instance: Instance) -> Iterator[ScenarioWindow]:
    always = (Window(0, instance.end),)
    for name, windows in (
        *((corridor.id, corridor.windows) for corridor in instance.corridors),
        *((checkpoint.place, checkpoint.windows) for checkpoint in instance.checkpoints),
    ):
        if windows.windows != always:
            for window in windows:
                yield ScenarioWindow(of=name, window=window)


def _travel(instance: Instance) -> Iterator[ScenarioTravel]:
    minutes = {pair: value[0] for pair, value in instance.roads.items()}
    for corridor in instance.corridors:
        minutes.update(_legs(corridor))
    for (start, end), value in sorted(minutes.items()):
        back = minutes.get((end, start))
        if back == value and end < start:
            continue
        yield ScenarioTravel(start=start, end=end, minutes=value, both_ways=back == value)


def _legs(corridor: Corridor) -> Iterator[tuple[tuple[str, str], int]]:
    if corridor.is_open:
        return
    for pair, value in zip(pairwise(corridor.places), corridor.legs[0], strict=True):
        yield pair, value
    back = pairwise(reversed(corridor.places))
    for pair, value in zip(back, corridor.back_legs[0], strict=True):
        yield pair, value
