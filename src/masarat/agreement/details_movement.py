"""Details of the movement: corridors, timetables, inspections, first trips, vehicles, escorts."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import count
from typing import TYPE_CHECKING, Any

from masarat.agreement.details import only
from masarat.agreement.wording import in_languages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from masarat.agreement.details import Detail, Source
    from masarat.plan.document import Convoy, EmptyTrip, Passage, Plan
    from masarat.scenario.instance import Checkpoint, Corridor, VehicleClass


def corridors(source: Source) -> Iterator[Detail]:
    """Yield one detail a corridor: route, purpose, direction, windows, expiry."""
    for corridor in source.instance.corridors:
        names = source.corridors.get(corridor.id, {})
        content = {
            "corridor": corridor.id,
            "names": dict(names),
            "places": list(corridor.places),
            "place_names": only(source.places, corridor.places),
            "purpose": _purpose(source, corridor),
            "windows": source.windows(corridor.windows),
            "headway_minutes": corridor.headway,
            "convoy_vehicles": {"least": corridor.smallest, "most": corridor.largest},
            "vehicles_per_hour": corridor.per_hour,
            "empty_vehicles": {
                "come_back": corridor.returns,
                "in_windows_only": corridor.returns_in_windows,
            },
            "expires": source.moment(source.instance.end),
        }
        yield source.detail("corridor", corridor.id, names, content)


def _purpose(source: Source, corridor: Corridor) -> dict[str, str]:
    if corridor.is_open:
        return in_languages("corridor_open", source.languages)
    first, last = corridor.places[0], corridor.places[-1]
    return in_languages(
        "corridor" if corridor.returns else "corridor_one_way",
        source.languages,
        origin=source.places.get(first) or first,
        target=source.places.get(last) or last,
    )


def timetables(source: Source) -> Iterator[Detail]:
    """Yield one detail a corridor that is used: its convoys and its empty vehicles' returns."""
    for corridor in source.instance.corridors:
        convoys = convoys_of(source.plan, corridor.id, source.kept)
        trips = sorted(
            (trip for trip in source.plan.empty_trips if trip.corridor == corridor.id),
            key=lambda trip: (trip.depart, trip.origin, trip.target, len(trip.vehicles), trip.id),
        )
        if not convoys and not trips:
            continue
        rides = [ride for convoy in convoys.values() for ride in convoy.rides]
        vehicles = [ride.vehicle for ride in rides]
        vehicles += [vehicle for trip in trips for vehicle in trip.vehicles]
        stops = [convoy.assembly_point for convoy in convoys.values()]
        stops += [ride.destination for ride in rides]
        stops += [place for trip in trips for place in (trip.origin, trip.target)]
        names = source.corridors.get(corridor.id, {})
        content = {
            "corridor": corridor.id,
            "names": dict(names),
            "place_names": only(source.places, [*stops, *corridor.places]),
            "group_names": only(source.groups, (x.group for ride in rides for x in ride.loads)),
            "class_names": only(source.classes, map(class_of, vehicles)),
            "aboard_limit": source.instance.aboard_limit or 0,
            "convoys": [_convoy(source, name, convoy) for name, convoy in convoys.items()],
            "empty_vehicles_return": [_empty(source, trip) for trip in trips],
        }
        yield source.detail("timetable", corridor.id, names, content)


def convoys_of(plan: Plan, corridor: str, kept: Mapping[str, str]) -> dict[str, Convoy]:
    """Return a corridor's convoys by the names that details give them, in order of departure.

    Parameters
    ----------
    kept
        Names, by id in the plan, that convoys have already because they departed under an earlier
        revision. All others are numbered after these, so that no name ever means two departures.
    """
    convoys = sorted(
        (convoy for convoy in plan.convoys if convoy.corridor == corridor),
        key=lambda convoy: (convoy.depart, convoy.assembly_point, convoy.id),
    )
    used = [int(kept[c.id].rpartition("/")[2]) for c in convoys if c.id in kept]
    numbers = count(max(used, default=0) + 1)
    return {kept.get(c.id) or f"{corridor}/{next(numbers)}": c for c in convoys}


def class_of(vehicle: str) -> str:
    """Return the class of a vehicle from its id (class, hyphen, number)."""
    return vehicle.rpartition("-")[0]


def _convoy(source: Source, name: str, convoy: Convoy) -> dict[str, Any]:
    people: dict[str, Counter[str]] = defaultdict(Counter)
    for ride in convoy.rides:
        for load in ride.loads:
            people[load.group][ride.destination] += load.people
    return {
        "convoy": name,
        "assembly_point": convoy.assembly_point,
        "boards": source.moment(min(ride.board for ride in convoy.rides)),
        "departs": source.moment(convoy.depart),
        "enters": source.moment(convoy.entry),
        "leaves": source.moment(convoy.exit),
        "arrives": source.moment(max(ride.arrive for ride in convoy.rides)),
        "inspections": _passages(source, convoy.passages),
        "escort": convoy.escort,
        "vehicles": _by_class(ride.vehicle for ride in convoy.rides),
        "people": {group: dict(people[group]) for group in sorted(people)},
    }


def _empty(source: Source, trip: EmptyTrip) -> dict[str, Any]:
    return {
        "from": trip.origin,
        "to": trip.target,
        "departs": source.moment(trip.depart),
        "arrives": source.moment(trip.arrive),
        "inspections": _passages(source, trip.passages),
        "vehicles": _by_class(trip.vehicles),
    }


def _passages(source: Source, passages: Iterable[Passage]) -> list[dict[str, str]]:
    return [
        {
            "checkpoint": passage.checkpoint,
            "arrives": source.moment(passage.arrive),
            "from": source.moment(passage.start),
            "until": source.moment(passage.until),
        }
        for passage in passages
    ]


def _by_class(vehicles: Iterable[str]) -> list[dict[str, Any]]:
    counted = Counter(map(class_of, vehicles))
    return [{"class": cls, "vehicles": vehicles} for cls, vehicles in sorted(counted.items())]


def inspections(source: Source) -> Iterator[Detail]:
    """Yield one detail a checkpoint: lanes, minutes, hours, who inspects, what may be carried."""
    for checkpoint in source.instance.checkpoints:
        names = source.places.get(checkpoint.place, {})
        content = _inspection(source, checkpoint)
        yield source.detail("inspection", checkpoint.place, names, content)


def _inspection(source: Source, checkpoint: Checkpoint) -> dict[str, Any]:
    terms = source.terms.inspection(checkpoint.place)
    carried = terms.carried or in_languages("carried", source.languages)
    return {
        "checkpoint": checkpoint.place,
        "names": dict(source.places.get(checkpoint.place, {})),
        "inspected_by": list(terms.by),
        "party_names": only(source.terms.names, terms.by),
        "carried": dict(carried),
        "lanes": checkpoint.lanes,
        "minutes_a_vehicle": checkpoint.minutes,
        "longest_wait_minutes": checkpoint.longest_wait,
        "windows": source.windows(checkpoint.windows),
        "convoys_on": sorted(checkpoint.corridors),
        "empty_vehicles_on": sorted(checkpoint.back_corridors),
    }


def approach(source: Source) -> Iterator[Detail]:
    """Yield the first trips of empty vehicles from where they start, if there are any."""
    trips = sorted(
        (trip for trip in source.plan.empty_trips if not trip.corridor),
        key=lambda trip: (trip.depart, trip.origin, trip.target, len(trip.vehicles), trip.id),
    )
    if trips:
        content = {
            "place_names": only(source.places, (p for t in trips for p in (t.origin, t.target))),
            "class_names": only(source.classes, (class_of(v) for t in trips for v in t.vehicles)),
            "trips": [_empty(source, trip) for trip in trips],
        }
        yield source.detail("approach", "", None, content)


def fleet(source: Source) -> Iterator[Detail]:
    """Yield the vehicles by class, and the escort teams."""
    classes = source.instance.classes
    content = {
        "class_names": only(source.classes, (cls.id for cls in classes)),
        "place_names": only(source.places, (cls.start_place for cls in classes)),
        "classes": [_class(source, cls) for cls in classes],
        "escorts": [
            {"pool": pool.id, "teams": pool.teams, "corridors": sorted(pool.corridors)}
            for pool in source.instance.escorts
        ],
    }
    yield source.detail("fleet", "", None, content)


def _class(source: Source, cls: VehicleClass) -> dict[str, Any]:
    return {
        "class": cls.id,
        "vehicles": cls.count - len(cls.lost),
        "seats": cls.seats,
        "stretchers": cls.stretchers,
        "starts_at": cls.start_place,
        "from": source.moment(cls.available),
        "loading_minutes": cls.load,
        "unloading_minutes": cls.unload,
        "corridors": sorted(cls.corridors),
        "come_back": cls.comes_back,
        "private": cls.own,
    }
