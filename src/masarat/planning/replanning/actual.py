"""What really departed, where it differs from the plan, and the history that this makes.

Every vehicle's day is gone through in order: a convoy that left later makes what follows later; one
that was cancelled or turned back leaves its vehicles at their assembly point. What cannot have been
(a vehicle departs again before it is back) is a fault that names the row, or asks for one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from masarat.core.errors import Fault, InputError, suggestion
from masarat.plan.document import EmptyTrip
from masarat.planning.replanning.past import Past

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from masarat.plan.document import Convoy, Passage, Plan, Ride
    from masarat.planning.replanning.past import Held
    from masarat.scenario.instance import Group, Instance, VehicleClass


class Status(StrEnum):
    """What became of a convoy."""

    DEPARTED = "departed"
    CANCELLED = "cancelled"
    TURNED_BACK = "turned back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What became of one convoy of the plan.

    Parameters
    ----------
    departed
        Minute of departure; None: as planned.
    back
        When a convoy that was cancelled or turned back stands empty at its assembly point again;
        None: by the minute of the news.
    people
        Group to people aboard, where it was not as planned.
    row
        Where it was written, for messages.
    """

    convoy: str
    status: Status = Status.DEPARTED
    departed: int | None = None
    back: int | None = None
    people: Mapping[str, int] = field(default_factory=dict)
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actual:
    """What became of convoys that differ from the plan; all others departed as planned.

    `write` says how minutes are written in messages.
    """

    movements: tuple[Movement, ...]
    file: str = "actual.csv"
    write: Callable[[int], str] = "minute {}".format


def actual_past(instance: Instance, plan: Plan, actual: Actual) -> Past:
    """Return what departed before minute `now` of `instance` as `actual` tells it.

    Raises
    ------
    InputError
        With every fault: convoys that there are not, times that are not past, people who do not
        fit, and convoys that cannot have departed when they are said to.
    """
    reader = _Reader(instance, plan, actual)
    past = reader.past()
    if reader.faults:
        raise InputError(reader.faults)
    return past


@dataclass(slots=True)
class _Stand:
    """Where a vehicle stands and from when on."""

    place: str
    free: int
    held: bool = False


class _Reader:
    """Goes through every vehicle's day and collects faults."""

    def __init__(self, instance: Instance, plan: Plan, actual: Actual) -> None:
        self.instance, self.plan, self.actual = instance, plan, actual
        self.faults: list[Fault] = []
        self.rows = {movement.convoy: movement for movement in actual.movements}
        self.classes = {v: cls for cls in instance.classes for v in cls.vehicle_ids()}
        self.held = {v: _Stand(place, free, held=True) for v, place, free in instance.held}
        self._refuse_rows()

    def fault(self, movement: Movement, column: str, found: object, expected: str) -> None:
        """Note a fault of a row."""
        self.faults.append(
            Fault(
                file=self.actual.file,
                row=movement.row,
                field=column,
                found=str(found),
                expected=expected,
            )
        )

    def _refuse_rows(self) -> None:
        known = {convoy.id: convoy for convoy in self.plan.convoys}
        now, write = self.instance.now, self.actual.write
        for movement in self.actual.movements:
            if self.rows[movement.convoy] is not movement:
                self.fault(movement, "convoy", movement.convoy, "every convoy once")
            if movement.convoy not in known:
                hint = suggestion(movement.convoy, known)
                expected = "a convoy of the plan" + (f" ({hint})" if hint else "")
                self.fault(movement, "convoy", movement.convoy, expected)
            if movement.departed is not None and not 0 <= movement.departed < now:
                found = write(movement.departed)
                self.fault(movement, "departed", found, f"a time before {write(now)}")
            elif movement.convoy in known:
                self._refuse_times(movement, known[movement.convoy])

    def _refuse_times(self, movement: Movement, convoy: Convoy) -> None:
        write, depart = self.actual.write, convoy.depart
        if movement.departed is None and depart >= self.instance.now:
            expected = f"a convoy that was to depart before {write(self.instance.now)}"
            hint = f"{convoy.id} departs at {write(depart)}: what is later is planned anew"
            self.fault(movement, "convoy", convoy.id, f"{expected} ({hint})")
        gone = depart if movement.departed is None else movement.departed
        back = movement.back if movement.status is Status.TURNED_BACK else None
        if back is not None and back < gone:
            expected = f"a time from its departure, {write(gone)}, on"
            self.fault(movement, "back", write(back), expected)

    def past(self) -> Past:
        """Return the history."""
        happened = [moved for convoy in self.plan.convoys if (moved := self._happened(convoy))]
        self._refuse_people(happened)
        convoys = {convoy.id: convoy for convoy in happened}
        trips: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        held: list[Held] = []
        boards: dict[tuple[str, str], int] = {}
        for vehicle, day in self._days().items():
            stand = self._live(vehicle, day, convoys, trips, boards)
            if stand.held:
                held.append((vehicle, stand.place, self._held_from(vehicle, stand)))
        gave_up = {row.convoy for row in self.actual.movements if row.status is not Status.DEPARTED}
        return Past(
            convoys=tuple(_boarded(convoy, boards) for convoy in happened),
            empty_trips=self._trips(trips),
            held=tuple(sorted(held)),
            gave_up=tuple(sorted({*self.instance.gave_up, *gave_up})),
        )

    def _held_from(self, vehicle: str, stand: _Stand) -> int:
        """Return from when a vehicle is held: after everything that it did, unless it was before.

        So the minute alone tells what it did before it was held from what it did afterwards.
        """
        known = self.held.get(vehicle)
        was_held = known is not None and (known.place, known.free) == (stand.place, stand.free)
        return stand.free if was_held else max(stand.free, self.instance.now)

    # ---- convoys ----

    def _departure(self, convoy: Convoy) -> int:
        row = self.rows.get(convoy.id)
        return convoy.depart if row is None or row.departed is None else row.departed

    def _happened(self, convoy: Convoy) -> Convoy | None:
        """Return the convoy as it departed, None if it did not or not yet."""
        row, depart = self.rows.get(convoy.id), self._departure(convoy)
        if depart >= self.instance.now or (row and row.status is not Status.DEPARTED):
            return None
        by = depart - convoy.depart
        moved = replace(
            convoy,
            depart=depart,
            entry=convoy.entry + by,
            exit=convoy.exit + by,
            passages=tuple(_later(passage, by) for passage in convoy.passages),
            rides=tuple(
                replace(ride, board=ride.board + by, arrive=ride.arrive + by)
                for ride in convoy.rides
            ),
        )
        for name, people in (row.people if row else {}).items():
            moved = self._aboard(moved, row, name, people) if row else moved
        return moved

    def _aboard(self, convoy: Convoy, row: Movement, name: str, people: int) -> Convoy:
        """Return the convoy with `people` of a group aboard, spread over those who carry them."""
        groups = {group.id: group for group in self.instance.groups}
        aboard = sum(load.people for r in convoy.rides for load in r.loads if load.group == name)
        if name not in groups or not aboard:
            carried = sorted({load.group for r in convoy.rides for load in r.loads})
            self.fault(row, "group", name, f"a group aboard {convoy.id}: {', '.join(carried)}")
            return convoy
        group, rides, missing = groups[name], list(convoy.rides), people - aboard
        if missing % group.unit:
            expected = f"{aboard} more or less by whole units of {group.unit}"
            self.fault(row, "people", people, expected)
            return convoy
        for number, ride in enumerate(rides):
            change = self._change(ride, group, missing)
            rides[number] = _with_more(ride, name, change)
            missing -= change
        if missing:
            seats = "somebody in every vehicle" if missing < 0 else "no more than there is room for"
            self.fault(row, "people", people, f"{people - missing}: {seats}")
        return replace(convoy, rides=tuple(rides))

    def _change(self, ride: Ride, group: Group, missing: int) -> int:
        """Return how many more (or fewer) of a group this ride can carry, in whole units."""
        here = sum(load.people for load in ride.loads if load.group == group.id)
        if not here:
            return 0
        if missing < 0:
            keep = 0 if len(ride.loads) > 1 else 1
            return -(min(here - keep, -missing) // group.unit) * group.unit
        needs = {other.id: other.need for other in self.instance.groups}
        cls = self.classes[ride.vehicle]
        used = sum(load.people for load in ride.loads if needs[load.group] == group.need)
        return min(cls.room(group.need) - used, missing) // group.unit * group.unit

    def _refuse_people(self, happened: Iterable[Convoy]) -> None:
        gone: defaultdict[str, int] = defaultdict(int)
        for convoy in happened:
            for ride in convoy.rides:
                for load in ride.loads:
                    gone[load.group] += load.people
        for group in self.instance.groups:
            if gone[group.id] > group.people:
                for row in self.actual.movements:
                    if group.id in row.people:
                        expected = (
                            f"at most {group.people} of {group.id} in all, not {gone[group.id]}"
                        )
                        self.fault(row, "people", row.people[group.id], expected)

    # ---- vehicles' days ----

    def _days(self) -> dict[str, list[tuple[int, Convoy | EmptyTrip]]]:
        """Return what each vehicle was to do, in order of the plan; nothing if it is held only."""
        days: defaultdict[str, list[tuple[int, int, Convoy | EmptyTrip]]] = defaultdict(list)
        days.update({vehicle: [] for vehicle in self.held})
        for convoy in self.plan.convoys:
            for ride in convoy.rides:
                days[ride.vehicle].append((ride.board, convoy.depart, convoy))
        for trip in self.plan.empty_trips:
            for vehicle in trip.vehicles:
                days[vehicle].append((trip.depart, trip.arrive, trip))
        return {
            vehicle: [(start, mover) for start, _, mover in sorted(day, key=lambda x: x[:2])]
            for vehicle, day in days.items()
        }

    def _live(
        self,
        vehicle: str,
        day: list[tuple[int, Convoy | EmptyTrip]],
        convoys: Mapping[str, Convoy],
        trips: dict[tuple[str, int], list[str]],
        boards: dict[tuple[str, str], int],
    ) -> _Stand:
        """Go through a vehicle's day; note its empty trips and boardings."""
        cls = self.classes[vehicle]
        stand, held = _Stand(cls.start_place, cls.available), self.held.get(vehicle)
        for start, mover in day:
            if held and held.free <= start:
                stand, held = held, None
            if isinstance(mover, EmptyTrip):
                depart = max(mover.depart, stand.free)
                if mover.origin == stand.place and not stand.held and depart < self.instance.now:
                    trips[mover.id, depart].append(vehicle)
                    stand = _Stand(mover.target, depart + mover.arrive - mover.depart)
            elif mover.id in convoys:
                stand = self._ride(vehicle, cls, stand, convoys[mover.id], boards)
            elif self._gave_up(mover) and stand.place in ("", mover.assembly_point):
                back = self.rows[mover.id].back
                free = self.instance.now if back is None else max(back, stand.free)
                stand = _Stand(mover.assembly_point, free, held=True)
        return held or stand

    def _gave_up(self, convoy: Convoy) -> bool:
        row = self.rows.get(convoy.id)
        return row is not None and row.status is not Status.DEPARTED

    def _ride(
        self,
        vehicle: str,
        cls: VehicleClass,
        stand: _Stand,
        convoy: Convoy,
        boards: dict[tuple[str, str], int],
    ) -> _Stand:
        ride = next(ride for ride in convoy.rides if ride.vehicle == vehicle)
        board = max(ride.board, stand.free)
        there = stand.place in ("", convoy.assembly_point)
        if not there or board + cls.load > convoy.depart:
            row = self.rows.get(convoy.id, Movement(convoy=convoy.id))
            when = f"before {self.actual.write(board + cls.load)}" if there else "at all"
            expected = f"what became of {convoy.id}: {vehicle} cannot depart with it {when}"
            self.fault(row, "convoy", convoy.id, expected)
        boards[convoy.id, vehicle] = board
        return _Stand(ride.destination, ride.arrive + cls.unload)

    def _trips(self, trips: Mapping[tuple[str, int], list[str]]) -> tuple[EmptyTrip, ...]:
        """Return the empty trips that happened; vehicles that left later go by themselves."""
        planned = {trip.id: trip for trip in self.plan.empty_trips}
        parts: defaultdict[str, int] = defaultdict(int)
        made = []
        for (name, depart), vehicles in sorted(trips.items()):
            parts[name] += 1
            moved = self._moved(planned[name], tuple(sorted(vehicles)), depart)
            made.append(replace(moved, id=name if parts[name] == 1 else f"{name}-{parts[name]}"))
        return tuple(sorted(made, key=lambda trip: (trip.depart, trip.id)))

    def _moved(self, trip: EmptyTrip, vehicles: tuple[str, ...], depart: int) -> EmptyTrip:
        checkpoints = {checkpoint.place: checkpoint for checkpoint in self.instance.checkpoints}
        by, passages = depart - trip.depart, []
        for passage in trip.passages:
            moved = _later(passage, by)
            service = checkpoints[passage.checkpoint].service(len(vehicles))
            passages.append(replace(moved, until=moved.start + service))
            by += service - (passage.until - passage.start)
        return replace(
            trip,
            vehicles=vehicles,
            depart=depart,
            arrive=trip.arrive + by,
            passages=tuple(passages),
        )


def _later(passage: Passage, by: int) -> Passage:
    return replace(
        passage, arrive=passage.arrive + by, start=passage.start + by, until=passage.until + by
    )


def _with_more(ride: Ride, group: str, people: int) -> Ride:
    loads = [
        replace(load, people=load.people + people) if load.group == group else load
        for load in ride.loads
    ]
    return replace(ride, loads=tuple(load for load in loads if load.people))


def _boarded(convoy: Convoy, boards: Mapping[tuple[str, str], int]) -> Convoy:
    return replace(
        convoy,
        rides=tuple(
            replace(ride, board=boards.get((convoy.id, ride.vehicle), ride.board))
            for ride in convoy.rides
        ),
    )
