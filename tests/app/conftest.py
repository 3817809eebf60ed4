"""The best plan of examples/tiny, written down from its README."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from masarat.app.loading import load_case
from masarat.plan.document import (
    Bound,
    Convoy,
    EmptyTrip,
    Load,
    Passage,
    Plan,
    PriorityClearance,
    Ride,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.app.loading import Case

TINY = Path(__file__).parents[2] / "examples" / "tiny"
NOTHING = Bound(minutes=0, source=(), certificate={})
BUS_TRIPS = (("bus-1", 15, 25), ("bus-2", 15, 30), ("bus-1", 95, 105),
             ("bus-2", 100, 110), ("bus-1", 175, 185), ("bus-2", 180, 190))  # fmt: skip


def bus_convoy(number: int, vehicle: str, board: int, depart: int) -> Convoy:
    ride = Ride(
        vehicle=vehicle,
        board=board,
        destination="hall",
        loads=(Load(group="families", people=10),),
        arrive=depart + 35,
    )
    return convoy(number, depart, ride)


def convoy(number: int, depart: int, ride: Ride) -> Convoy:
    gate = Passage(checkpoint="gate", arrive=depart + 10, start=depart + 10, until=depart + 15)
    return Convoy(
        id=f"convoy-{number}",
        corridor="road",
        assembly_point="square",
        depart=depart,
        entry=depart,
        exit=depart + 35,
        passages=(gate,),
        rides=(ride,),
    )


def empty_trips() -> tuple[EmptyTrip, ...]:
    first = EmptyTrip(
        id="empty-1",
        vehicles=("bus-1", "bus-2"),
        origin="depot",
        target="square",
        depart=0,
        arrive=15,
    )
    back = [
        EmptyTrip(
            id=f"empty-{number}",
            vehicles=(vehicle,),
            origin="hall",
            target="square",
            corridor="road",
            depart=board - 30,
            arrive=board,
        )
        for number, (vehicle, board, _) in enumerate(BUS_TRIPS[2:], start=2)
    ]
    return (first, *back)


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """Hear Ctrl-C as in a terminal: where tests run in the background it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def tiny() -> Case:
    return load_case(TINY)


@pytest.fixture(scope="session")
def hand_plan(tiny: Case) -> Plan:
    ambulance = Ride(
        vehicle="ambulance-1",
        board=0,
        destination="hospital",
        loads=(Load(group="patients", people=2),),
        arrive=50,
    )
    buses = [bus_convoy(number, *trip) for number, trip in enumerate(BUS_TRIPS, start=2)]
    trips = empty_trips()
    driven = 45 + 35 * len(buses) + sum((t.arrive - t.depart) * len(t.vehicles) for t in trips)
    return Plan(
        instance=tiny.instance.digest,
        title=tiny.instance.title,
        start=tiny.instance.start,
        convoys=(convoy(1, 5, ambulance), *buses),
        empty_trips=trips,
        left=(),
        clearance_minutes=225,
        bound=NOTHING,
        by_priority=(
            PriorityClearance(priority=1, clearance_minutes=50, bound=NOTHING),
            PriorityClearance(priority=2, clearance_minutes=225, bound=NOTHING),
        ),
        planned=62,
        staying=0,
        person_minutes=2 * 50 + 10 * sum(depart + 35 for _, _, depart in BUS_TRIPS),
        vehicle_minutes=driven,
        seed=1,
        effort=0,
    )
