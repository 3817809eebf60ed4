"""examples/tiny: the plan of its README obeys every rule."""

from __future__ import annotations

from pathlib import Path

from masarat.network.build import build_instance
from masarat.plan.checker import check
from masarat.plan.document import Bound, Convoy, EmptyTrip, Load, Passage, Plan, Ride
from masarat.scenario import load

TINY = Path(__file__).resolve().parents[2] / "examples" / "tiny"


def convoy(vehicle: str, board: int, depart: int, group: str) -> Convoy:
    """Return a vehicle alone, times by hand: 10 to the gate, 5 there, 20 to the hall, 10 beyond."""
    patients = group == "patients"
    gate, at_hall = depart + 10, depart + 35
    people = 2 if patients else 10
    ride = Ride(
        vehicle=vehicle,
        board=board,
        destination="hospital" if patients else "hall",
        loads=(Load(group=group, people=people),),
        arrive=at_hall + 10 if patients else at_hall,
    )
    return Convoy(
        id=f"{vehicle}-at-{depart}",
        corridor="road",
        assembly_point="square",
        depart=depart,
        entry=depart,
        exit=at_hall,
        passages=(Passage(checkpoint="gate", arrive=gate, start=gate, until=gate + 5),),
        rides=(ride,),
    )


def back(vehicle: str, depart: int) -> EmptyTrip:
    return EmptyTrip(
        id=f"{vehicle}-back-{depart}",
        vehicles=(vehicle,),
        origin="hall",
        target="square",
        corridor="road",
        depart=depart,
        arrive=depart + 30,
    )


def hand_plan(instance: str) -> Plan:
    out = tuple(
        EmptyTrip(
            id=f"{bus}-out",
            vehicles=(bus,),
            origin="depot",
            target="square",
            depart=0,
            arrive=15,
        )
        for bus in ("bus-1", "bus-2")
    )
    nothing = Bound(minutes=0, source=(), certificate={})
    return Plan(
        instance=instance,
        title="by hand",
        start="2030-05-01T06:00+00:00",
        convoys=(
            convoy("ambulance-1", 0, 5, "patients"),
            convoy("bus-1", 15, 25, "families"),
            convoy("bus-2", 15, 30, "families"),
            convoy("bus-1", 95, 105, "families"),
            convoy("bus-2", 100, 110, "families"),
            convoy("bus-1", 175, 185, "families"),
            convoy("bus-2", 180, 190, "families"),
        ),
        empty_trips=(
            *out,
            back("bus-1", 65),
            back("bus-2", 70),
            back("bus-1", 145),
            back("bus-2", 150),
        ),
        left=(),
        clearance_minutes=225,
        bound=nothing,
        by_priority=(),
        planned=62,
        staying=0,
        person_minutes=0,
        vehicle_minutes=0,
        seed=0,
        effort=0,
    )


def test_the_plan_by_hand_obeys_every_rule() -> None:
    instance = build_instance(load(TINY))
    plan = hand_plan(instance.digest)
    broken = [v for v in check(instance, plan).violations if v.rule.startswith("R")]
    assert broken == []
    assert not {v.rule for v in check(instance, plan).violations} & {"form"}
    assert max(ride.arrive for one in plan.convoys for ride in one.rides) == 225


def test_the_page_shows_this_plan() -> None:
    page = (TINY / "README.md").read_text(encoding="utf-8")
    for one in hand_plan("").convoys[1:]:
        ride, gate = one.rides[0], one.passages[0]
        row = f"| {ride.vehicle} | {ride.board}-{ride.board + 10} | {one.depart} | "
        assert f"{row}{gate.start}-{gate.until} | {ride.arrive} |" in page
