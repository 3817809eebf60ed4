"""A small scenario drawn up by hand, a plan for it, and larger ones made by a naive timetable.

The naive timetable keeps the movement's arithmetic (docs/rules.md, "How a convoy moves"), which is
what publishers draw; it does not try to be short.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from masarat.core.windows import Window, Windows
from masarat.plan.document import (
    Bound,
    Convoy,
    EmptyTrip,
    Left,
    Load,
    Passage,
    Plan,
    PriorityClearance,
    Ride,
)
from masarat.publish import Edition, words
from masarat.scenario.document import (
    GroupCount,
    Place,
    RoadsSource,
    Scenario,
    ScenarioCorridor,
    ScenarioGroup,
    ScenarioVehicles,
)
from masarat.scenario.instance import (
    AssemblyPoint,
    Checkpoint,
    Corridor,
    Destination,
    EscortPool,
    Group,
    Instance,
    Need,
    VehicleClass,
)

if TYPE_CHECKING:
    from collections.abc import Callable

END = 2880


def _named(en: str, ar: str, ru: str) -> dict[str, str]:
    return {name: text for name, text in (("en", en), ("ar", ar), ("ru", ru)) if text}


PLACES = (
    Place(id="school", names=_named("School", "المدرسة", "Школа"), lat=36.18, lon=37.13),
    Place(id="mosque", names=_named("Mosque", "المسجد", ""), lat=36.19, lon=37.14),
    Place(
        id="gate",
        names=_named("South gate", "البوابة الجنوبية", "Южные ворота"),
        lat=36.16,
        lon=37.12,
    ),
    Place(id="bridge", names=_named("Bridge", "الجسر", "Мост"), lat=36.15, lon=37.05),
    Place(id="camp", names=_named('=Camp, "east"', "المخيم", "Лагерь"), lat=36.14, lon=36.9),
    Place(id="depot", names={}, lat=36.2, lon=37.2),
)


def small_scenario() -> Scenario:
    """Two groups leave by one corridor through a checkpoint; a third stays."""

    def group(name: str, at: str, people: int, need: Need | None, priority: int) -> ScenarioGroup:
        count = GroupCount(least=people, likely=people, most=people)
        return ScenarioGroup(
            id=name,
            names={"en": name.title(), "ar": "مجموعة"} if name != "staying" else {},
            at=at,
            people=count,
            need=need,
            priority=priority,
            destinations=("camp",),
        )

    return Scenario(
        title=_named("Two <quarters> & a camp", "حيّان ومخيم", "Два квартала и лагерь"),
        start=datetime(2016, 12, 15, 6, 0, tzinfo=ZoneInfo("Asia/Damascus")),
        end=END,
        time_zone="Asia/Damascus",
        languages=("ar", "en", "ru"),
        places=PLACES,
        groups=(
            group("wounded", "school", 4, Need.SEAT, 1),
            group("families", "mosque", 70, Need.SEAT, 2),
            group("staying", "mosque", 12, None, 1),
        ),
        corridors=(
            ScenarioCorridor(
                id="south",
                names=_named("South", "الجنوب", "Юг"),
                places=("gate", "bridge"),
                largest=5,
            ),
        ),
        vehicles=(
            ScenarioVehicles(
                id="bus",
                names=_named("Bus", "حافلة", "Автобус"),
                count=2,
                seats=30,
                speed_factor=Fraction(1),
            ),
        ),
        suspensions=Windows.of([Window(600, 900)]),
        roads=RoadsSource(season_factor=Fraction(1)),
    )


def small_instance() -> Instance:
    """What small_scenario comes to, with minutes small enough to add up by hand."""
    corridor = Corridor(
        id="south",
        places=("gate", "bridge"),
        legs=((20,),),
        back_legs=((20,),),
        windows=Windows.of([Window(0, 720), Window(1440, 2160)]),
        headway=10,
        largest=5,
    )
    return Instance(
        title="Two quarters",
        start="2016-12-15T06:00:00+02:00",
        end=END,
        groups=(
            Group(
                id="wounded",
                assembly_point="school",
                people=4,
                need=Need.SEAT,
                priority=1,
                destinations=("camp",),
            ),
            Group(
                id="families",
                assembly_point="mosque",
                people=70,
                need=Need.SEAT,
                priority=2,
                destinations=("camp",),
            ),
        ),
        assembly_points=(AssemblyPoint(place="school"), AssemblyPoint(place="mosque")),
        destinations=(Destination(place="camp"),),
        corridors=(corridor,),
        checkpoints=(
            Checkpoint(
                place="gate",
                lanes=1,
                minutes=5,
                windows=Windows.of([Window(0, END)]),
                longest_wait=10,
                corridors=frozenset({"south"}),
            ),
        ),
        escorts=(EscortPool(id="convoy-team", teams=1, corridors=frozenset({"south"})),),
        classes=(
            VehicleClass(
                id="bus",
                count=2,
                seats=30,
                start_place="depot",
                load=10,
                unload=5,
                corridors=frozenset({"south"}),
            ),
        ),
        suspensions=Windows.of([Window(600, 900)]),
        roads={
            ("depot", "school"): (15,),
            ("depot", "mosque"): (12,),
            ("school", "gate"): (8,),
            ("mosque", "gate"): (10,),
            ("gate", "mosque"): (10,),
            ("bridge", "camp"): (30,),
            ("camp", "bridge"): (30,),
        },
        paces=(Fraction(1),),
        staying=12,
    )


def small_plan() -> Plan:
    """Two convoys; ten of the 70 are left. By hand: see the numbers beside the minutes."""
    instance = small_instance()
    first = Convoy(
        id="c1",
        corridor="south",
        assembly_point="school",
        depart=25,  # 15 to the school, 10 to load
        entry=33,
        exit=58,  # 33 + 5 inspected + 20
        passages=(Passage(checkpoint="gate", arrive=33, start=33, until=38),),
        escort="convoy-team",
        rides=(
            Ride(
                vehicle="bus-1",
                board=15,
                destination="camp",
                loads=(Load(group="wounded", people=4),),
                arrive=88,
            ),
        ),
    )
    second = Convoy(
        id="c2",
        corridor="south",
        assembly_point="mosque",
        depart=163,
        entry=173,
        exit=209,  # 173 + 6 waited + 10 inspected + 20
        passages=(Passage(checkpoint="gate", arrive=173, start=179, until=189),),
        escort="convoy-team",
        rides=(
            Ride(
                vehicle="bus-1",
                board=153,
                destination="camp",
                loads=(Load(group="families", people=30),),
                arrive=239,
            ),
            Ride(
                vehicle="bus-2",
                board=12,
                destination="camp",
                loads=(Load(group="families", people=30),),
                arrive=239,
            ),
        ),
    )
    return Plan(
        instance=instance.digest,
        title=instance.title,
        start=instance.start,
        convoys=(first, second),
        empty_trips=(
            EmptyTrip(
                id="e1", vehicles=("bus-1",), origin="depot", target="school", depart=0, arrive=15
            ),
            EmptyTrip(
                id="e2", vehicles=("bus-2",), origin="depot", target="mosque", depart=0, arrive=12
            ),
            EmptyTrip(
                id="e3",
                vehicles=("bus-1",),
                origin="camp",
                target="mosque",
                corridor="south",
                depart=93,
                arrive=153,
            ),
        ),
        left=(Left(group="families", people=10, reason="no vehicle is left"),),
        clearance_minutes=239,
        bound=Bound(
            minutes=230, source=("fleet bus", "checkpoint gate", "something else"), certificate={}
        ),
        by_priority=(
            PriorityClearance(
                priority=1,
                clearance_minutes=88,
                bound=Bound(minutes=88, source=("trip",), certificate={}),
            ),
            PriorityClearance(
                priority=2,
                clearance_minutes=239,
                bound=Bound(minutes=230, source=("fleet",), certificate={}),
            ),
        ),
        planned=64,
        staying=12,
        person_minutes=4 * 88 + 60 * 239,
        vehicle_minutes=290,
        seed=1,
        effort=1,
    )


def naive_plan(instance: Instance, *, gap: float = 0.04) -> Plan:
    """Convoys one after another, spread over the corridors, each vehicle back after its round."""
    convoys: list[Convoy] = []
    trips: list[EmptyTrip] = []
    free = {v: (c.available, c.start_place) for c in instance.classes for v in c.vehicle_ids()}
    next_entry = {corridor.id: 60 for corridor in instance.corridors}
    for group in sorted(instance.groups, key=lambda g: g.priority):
        left = group.people
        usable = [c for c in instance.classes if c.room(group.need)]
        ways = [
            (corridor, destination)
            for corridor in instance.corridors
            for destination in group.destinations
            if _reachable(instance, corridor, group.assembly_point, destination)
            and any(corridor.id in c.corridors for c in usable)
        ]
        while left and ways:
            corridor, destination = min(ways, key=lambda way: next_entry[way[0].id])
            kinds = [c for c in usable if corridor.id in c.corridors]
            kind = min(kinds, key=lambda c: min(free[v] for v in c.vehicle_ids()))
            crew = sorted(kind.vehicle_ids(), key=lambda v: free[v])[: min(corridor.largest, 8)]
            room = kind.room(group.need)
            crew = crew[: -(-left // room)]
            convoy = _convoy(
                instance,
                corridor,
                group,
                kind,
                crew,
                destination,
                max(free[v][0] for v in crew),
                next_entry,
                left,
                f"c{len(convoys) + 1}",
            )
            convoys.append(convoy)
            left -= sum(load.people for ride in convoy.rides for load in ride.loads)
            back = _back(instance, corridor, destination, group.assembly_point, kind.pace)
            for ride in convoy.rides:
                home = ride.arrive + kind.unload
                if kind.comes_back:
                    free[ride.vehicle] = (home + back, group.assembly_point)
                else:
                    free[ride.vehicle] = (10**9, "")
            if kind.comes_back:
                home = convoy.rides[0].arrive + kind.unload
                trips.append(
                    EmptyTrip(
                        id=f"e{len(trips) + 1}",
                        vehicles=tuple(crew),
                        origin=destination,
                        target=group.assembly_point,
                        corridor=corridor.id,
                        depart=home,
                        arrive=home + back,
                    ),
                )
    clearance = max(ride.arrive for convoy in convoys for ride in convoy.rides)
    last: dict[int, int] = {}
    priority = {group.id: group.priority for group in instance.groups}
    for convoy in convoys:
        for ride in convoy.rides:
            for load in ride.loads:
                last[priority[load.group]] = max(last.get(priority[load.group], 0), ride.arrive)
    planned = sum(load.people for c in convoys for r in c.rides for load in r.loads)
    return Plan(
        instance=instance.digest,
        title=instance.title,
        start=instance.start,
        convoys=tuple(convoys),
        empty_trips=tuple(trips),
        left=(),
        clearance_minutes=clearance,
        bound=Bound(minutes=int(clearance / (1 + gap)), source=("escorts",), certificate={}),
        by_priority=tuple(
            PriorityClearance(
                priority=p,
                clearance_minutes=m,
                bound=Bound(minutes=int(m / (1 + gap)), source=("fleet",), certificate={}),
            )
            for p, m in sorted(last.items())
        ),
        planned=planned,
        staying=instance.staying,
        person_minutes=1,
        vehicle_minutes=1,
        seed=1,
        effort=1,
    )


def _reachable(instance: Instance, corridor: Corridor, origin: str, destination: str) -> bool:
    if corridor.is_open:
        return (origin, destination) in instance.roads
    first, last = corridor.places[0], corridor.places[-1]
    return (origin == first or (origin, first) in instance.roads) and (
        last == destination or (last, destination) in instance.roads
    )


def _road(instance: Instance, origin: str, target: str, pace: int) -> int:
    return 0 if origin == target else instance.roads[origin, target][pace]


def _back(instance: Instance, corridor: Corridor, origin: str, target: str, pace: int) -> int:
    if corridor.is_open:
        return _road(instance, target, origin, pace)
    first, last = corridor.places[0], corridor.places[-1]
    return (
        _road(instance, last, origin, pace)
        + sum(corridor.back_legs[pace])
        + _road(instance, target, first, pace)
    )


def _convoy(  # noqa: PLR0913, PLR0917  (a step of the naive timetable)
    instance: Instance,
    corridor: Corridor,
    group: Group,
    kind: VehicleClass,
    crew: list[str],
    destination: str,
    ready: int,
    next_entry: dict[str, int],
    left: int,
    name: str,
) -> Convoy:
    pace, load = kind.pace, kind.load
    approach = (
        0 if corridor.is_open else _road(instance, group.assembly_point, corridor.places[0], pace)
    )
    entry = max(ready + load + approach, next_entry[corridor.id])
    service = max(
        (c.service(len(crew)) for c in instance.checkpoints if corridor.id in c.corridors),
        default=0,
    )
    next_entry[corridor.id] = entry + max(corridor.headway, service)
    reach, passages = entry, []
    posts = {c.place: c for c in instance.checkpoints if corridor.id in c.corridors}
    for place, leg in (
        zip(corridor.places, (*corridor.legs[pace], 0), strict=True) if corridor.places else ()
    ):
        if place in posts:
            until = reach + posts[place].service(len(crew))
            passages.append(Passage(checkpoint=place, arrive=reach, start=reach, until=until))
            reach = until
        reach += leg
    end = corridor.places[-1] if corridor.places else group.assembly_point
    arrive = reach + _road(instance, end, destination, pace)
    room = kind.room(group.need)
    rides = []
    for vehicle in crew:
        people = min(room, left)
        left -= people
        rides.append(
            Ride(
                vehicle=vehicle,
                board=entry - approach - load,
                destination=destination,
                loads=(Load(group=group.id, people=people),),
                arrive=arrive,
            ),
        )
    return Convoy(
        id=name,
        corridor=corridor.id,
        assembly_point=group.assembly_point,
        depart=entry - approach,
        entry=entry,
        exit=arrive if corridor.is_open else reach,
        passages=tuple(passages),
        rides=tuple(rides),
    )


@pytest.fixture
def small_edition() -> Callable[[str], Edition]:
    """Give a function from a language to the small edition."""

    def edition(lang: str) -> Edition:
        return Edition(
            scenario=small_scenario(),
            instance=small_instance(),
            plan=small_plan(),
            words=words(lang),
        )

    return edition


@pytest.fixture
def big_edition() -> Edition:
    """15,000 rides of 750,000 people in one direction on three corridors."""
    instance, scenario = small_instance(), small_scenario()
    bus = replace(
        instance.classes[0], count=1500, seats=50, corridors=frozenset({"south", "b", "c"})
    )
    south = instance.corridors[0]
    always = Windows.of([Window(0, 40_000)])
    corridors = tuple(
        replace(south, id=name, windows=always, headway=2, largest=20)
        for name in ("south", "b", "c")
    )
    families = replace(instance.groups[1], people=750_000)
    big = replace(
        instance,
        end=40_000,
        groups=(families,),
        classes=(bus,),
        corridors=corridors,
        escorts=(),
        suspensions=Windows.of([]),
        _digest=[],
        checkpoints=(
            replace(
                instance.checkpoints[0],
                lanes=20,
                corridors=frozenset({"south", "b"}),
                windows=always,
            ),
        ),
    )
    return Edition(scenario=scenario, instance=big, plan=naive_plan(big), words=words("en"))
