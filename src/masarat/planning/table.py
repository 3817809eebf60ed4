"""From the kernels' arrays to convoys, empty trips and people left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from masarat.plan.document import Convoy, EmptyTrip, Load, Passage, Ride
from masarat.planning.boarding import boarding_late
from masarat.planning.kernel import BATCH_FIELDS, CONVOY_FIELDS, COUNT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from masarat.planning.dispatcher import Problem
    from masarat.planning.kernel import Struct

_B = {name: number for number, name in enumerate(BATCH_FIELDS)}
_C = {name: number for number, name in enumerate(CONVOY_FIELDS)}


@dataclass(frozen=True, slots=True)
class Table:
    """A movement table, convoys in order of departure."""

    convoys: tuple[Convoy, ...]
    empty_trips: tuple[EmptyTrip, ...]


def read_table(problem: Problem, work: Struct) -> Table:
    """Read the table that the last dispatch left in `work`."""
    counts = dict(zip(COUNT_FIELDS, work["counts"].tolist(), strict=True))
    convoys = counts["convoys"]
    batches = work["batches"].reshape(-1, len(BATCH_FIELDS))[: counts["batches"]].tolist()
    convoy_rows = work["convoys"].reshape(-1, len(CONVOY_FIELDS))[:convoys].tolist()
    aboard: list[list[tuple[int, list[int]]]] = [[] for _ in range(convoys)]
    for row in batches:
        first, count = row[_B["first"]], row[_B["count"]]
        vehicles = work["driven"][first : first + count].tolist()
        aboard[row[_B["convoy"]]] += [(vehicle, row) for vehicle in vehicles]
    order = sorted(
        range(convoys),
        key=lambda c: (convoy_rows[c][_C["depart"]], convoy_rows[c][_C["line"]], c),
    )
    made = [_convoy(problem, convoy_rows[c], aboard[c]) for c in order]
    trips = [trip for c in order for trip in _empty_trips(problem, convoy_rows[c], aboard[c])]
    return numbered(boarding_late(problem.model.instance, _loads(problem), made), trips)


def _loads(problem: Problem) -> dict[str, int]:
    """Return the minutes of loading, by vehicle."""
    classes = problem.model.instance.classes
    return {vehicle: cls.load for cls in classes for vehicle in cls.vehicle_ids()}


def numbered(convoys: Sequence[Convoy], trips: Sequence[EmptyTrip]) -> Table:
    """Give convoys and empty trips ids in order of departure: C01, C02, ... and E01, E02, ..."""
    ordered = sorted(
        convoys, key=lambda c: (c.depart, c.corridor, c.assembly_point, c.rides[0].vehicle)
    )
    empty = sorted(trips, key=lambda t: (t.depart, t.origin, t.target, t.vehicles))
    c_width, e_width = len(str(len(ordered))), len(str(len(empty)))
    return Table(
        tuple(replace(c, id=f"C{n:0{c_width}}") for n, c in enumerate(ordered, 1)),
        tuple(replace(t, id=f"E{n:0{e_width}}") for n, t in enumerate(empty, 1)),
    )


def _convoy(problem: Problem, row: list[int], rides: list[tuple[int, list[int]]]) -> Convoy:
    model, static = problem.model, problem.static
    instance = model.instance
    line, pace, size = row[_C["line"]], row[_C["pace"]], row[_C["size"]]
    c, a = int(model.line_c[line]), int(model.line_a[line])
    passages: list[Passage] = []
    gone = row[_C["entry"]]
    for k, q in enumerate(static["stop_q"][c].tolist()):
        if q < 0:
            break
        checkpoint = instance.checkpoints[q]
        start = gone + int(static["stop_at"][pace, c, k])
        service = checkpoint.service(size)
        passages.append(
            Passage(checkpoint=checkpoint.place, arrive=start, start=start, until=start + service),
        )
        gone += service
    made = [
        Ride(
            vehicle=model.vehicles[vehicle],
            board=batch[_B["board"]],
            destination=model.destinations[problem.streams[batch[_B["stream"]]].destination],
            loads=(
                Load(
                    group=instance.groups[problem.streams[batch[_B["stream"]]].group].id,
                    people=batch[_B["people"]],
                ),
            ),
            arrive=batch[_B["arrive"]],
        )
        for vehicle, batch in rides
    ]
    pool = row[_C["pool"]]
    return Convoy(
        id="",
        corridor=instance.corridors[c].id,
        assembly_point=model.assembly[a],
        depart=row[_C["depart"]],
        entry=row[_C["entry"]],
        exit=row[_C["exit"]],
        passages=tuple(passages),
        escort=instance.escorts[pool].id if pool >= 0 else "",
        rides=tuple(sorted(made, key=lambda ride: ride.vehicle)),
    )


def _empty_trips(
    problem: Problem, row: list[int], rides: list[tuple[int, list[int]]]
) -> list[EmptyTrip]:
    model, static = problem.model, problem.static
    a = int(model.line_a[row[_C["line"]]])
    together: dict[tuple[int, ...], list[int]] = {}
    for vehicle, batch in rides:
        if batch[_B["way"]] == -2:  # noqa: PLR2004  (no trip was needed)
            continue
        fields = ("spot", "kind", "way", "empty_depart", "empty_arrive")
        together.setdefault(tuple(batch[_B[f]] for f in fields), []).append(vehicle)
    trips: list[EmptyTrip] = []
    for (spot, kind, way, depart, arrive), vehicles in sorted(together.items()):
        passages: list[Passage] = []
        if way >= 0:
            ways = model.empty_ways[kind, spot, a]
            gone = depart + next(w.before for w in ways if w.corridor == way)
            for k, q in enumerate(static["back_q"][way].tolist()):
                if q < 0:
                    break
                checkpoint = model.instance.checkpoints[q]
                start = gone + int(static["back_at"][model.kinds[kind].pace, way, k])
                until = start + checkpoint.service(len(vehicles))
                passages.append(
                    Passage(checkpoint=checkpoint.place, arrive=start, start=start, until=until),
                )
                gone += until - start
        trips.append(
            EmptyTrip(
                id="",
                vehicles=tuple(sorted(model.vehicles[v] for v in vehicles)),
                origin=model.spots[spot],
                target=model.assembly[a],
                corridor=model.instance.corridors[way].id if way >= 0 else "",
                depart=depart,
                arrive=arrive,
                passages=tuple(passages),
            ),
        )
    return trips


def people_moved(convoys: Iterable[Convoy]) -> Counter[str]:
    """Return people whom convoys take, by group id."""
    moved: Counter[str] = Counter()
    for convoy in convoys:
        for ride in convoy.rides:
            for load in ride.loads:
                moved[load.group] += load.people
    return moved


def people_arriving(convoys: Iterable[Convoy]) -> Counter[str]:
    """Return people whom convoys bring, by destination."""
    arriving: Counter[str] = Counter()
    for convoy in convoys:
        for ride in convoy.rides:
            arriving[ride.destination] += sum(load.people for load in ride.loads)
    return arriving


def clearance_of(table: Table, groups: frozenset[str]) -> int:
    """Return the last arrival among `groups`, 0 when nobody of them is moved."""
    return max(
        (
            ride.arrive
            for convoy in table.convoys
            for ride in convoy.rides
            if any(load.group in groups for load in ride.loads)
        ),
        default=0,
    )
