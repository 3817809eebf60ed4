"""A large plan is checked in seconds."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction

from tests.plan.naive import empty_plan, with_figures

from masarat.core.windows import Window, Windows
from masarat.plan.checker import check
from masarat.plan.document import Convoy, EmptyTrip, Load, Passage, Plan, Ride
from masarat.scenario.instance import (
    AssemblyPoint,
    Checkpoint,
    Corridor,
    Destination,
    EscortPool,
    Group,
    Instance,
    LinkedOperation,
    Need,
    VehicleClass,
)

POINTS, ROUNDS, SIZE = 200, 15, 5
ROUND = 60
END = ROUNDS * ROUND + 100


def large() -> tuple[Instance, Plan]:
    """Return 200 points, each with a corridor of its own, and 5 buses each that go 15 times.

    A round: load 5, 5 to the corridor, 5 along it with 5 minutes of inspection, 5 to the
    destination, unload 5, 15 back; the next departs 60 minutes later.
    """
    always = Windows.of([Window(0, END)])
    numbers = range(POINTS)
    instance = Instance(
        title="Large",
        start="2030-01-01T06:00:00+02:00",
        end=END,
        groups=tuple(
            Group(
                id=f"g{i}",
                assembly_point=f"a{i}",
                people=ROUNDS * SIZE * 50,
                need=Need.SEAT,
                priority=1,
                destinations=("d",),
            )
            for i in numbers
        ),
        assembly_points=tuple(AssemblyPoint(place=f"a{i}", bays=SIZE) for i in numbers),
        destinations=(Destination(place="d", capacity=POINTS * ROUNDS * SIZE * 50),),
        corridors=tuple(
            Corridor(
                id=f"c{i}",
                places=(f"p{i}", f"q{i}"),
                legs=((5,),),
                back_legs=((5,),),
                windows=always,
                headway=ROUND,
                largest=SIZE,
                per_hour=SIZE,
            )
            for i in numbers
        ),
        checkpoints=tuple(
            Checkpoint(
                place=f"q{i}", lanes=1, minutes=1, windows=always, corridors=frozenset({f"c{i}"})
            )
            for i in numbers
        ),
        escorts=(EscortPool(id="e", teams=POINTS, corridors=frozenset(f"c{i}" for i in numbers)),),
        classes=(
            VehicleClass(
                id="bus",
                count=POINTS * SIZE,
                seats=50,
                load=5,
                unload=5,
                corridors=frozenset(f"c{i}" for i in numbers),
            ),
        ),
        linked=(
            LinkedOperation(
                id="tie",
                a=frozenset(f"g{i}" for i in numbers[::2]),
                b=frozenset(f"g{i}" for i in numbers[1::2]),
                tolerance=Fraction(1, 100),
            ),
        ),
        suspensions=Windows.of([]),
        roads={
            pair: (5,)
            for i in numbers
            for start, end in ((f"a{i}", f"p{i}"), (f"q{i}", "d"))
            for pair in ((start, end), (end, start))
        },
        paces=(Fraction(1),),
    )
    vehicles = instance.classes[0].vehicle_ids()
    convoys, trips = [], []
    for i in numbers:
        buses = vehicles[i * SIZE : (i + 1) * SIZE]
        for round_ in range(ROUNDS):
            depart = 5 + round_ * ROUND
            convoys.append(
                Convoy(
                    id=f"k{i}-{round_}",
                    corridor=f"c{i}",
                    assembly_point=f"a{i}",
                    depart=depart,
                    entry=depart + 5,
                    exit=depart + 15,
                    escort="e",
                    passages=(
                        Passage(
                            checkpoint=f"q{i}",
                            arrive=depart + 10,
                            start=depart + 10,
                            until=depart + 15,
                        ),
                    ),
                    rides=tuple(
                        Ride(
                            vehicle=bus,
                            board=depart - 5,
                            destination="d",
                            loads=(Load(group=f"g{i}", people=50),),
                            arrive=depart + 20,
                        )
                        for bus in buses
                    ),
                )
            )
            if round_ + 1 < ROUNDS:
                trips.append(
                    EmptyTrip(
                        id=f"e{i}-{round_}",
                        vehicles=buses,
                        origin="d",
                        target=f"a{i}",
                        corridor=f"c{i}",
                        depart=depart + 25,
                        arrive=depart + 40,
                    )
                )
    plan = replace(empty_plan(instance), convoys=tuple(convoys), empty_trips=tuple(trips), left=())
    return instance, with_figures(instance, plan)


def test_fifteen_thousand_rides_are_checked_in_seconds() -> None:
    instance, plan = large()
    assert sum(len(convoy.rides) for convoy in plan.convoys) == 15_000
    start = time.process_time()
    verdict = check(instance, plan)
    seconds = time.process_time() - start
    assert verdict.ok, str(verdict)[:500]
    assert seconds < 3
