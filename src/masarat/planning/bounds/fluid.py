"""Prices from the fluid program: cheap, and good where many vehicles make many trips.

Any prices give a valid bound (docs/bound.md), so the program's simplifications cost strength, never
truth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.planning.bounds.prices import Prices
from masarat.planning.streams import HORIZON, fluid_program

if TYPE_CHECKING:
    from masarat.planning.bounds.rides import Scope
    from masarat.planning.model import Model

UNITS = 1_000_000
"""Price units of one minute of the fluid program's horizon, shared among all people."""


def fluid_prices(model: Model, scope: Scope) -> Prices:
    """Return whole prices from the dual values of the fluid program of the groups in scope."""
    instance = model.instance
    waiting = {instance.groups[g].id: instance.groups[g].people for g in scope.groups}
    room = {d.place: d.capacity for d in instance.destinations if d.capacity is not None}
    fluid = fluid_program(model, waiting, room)
    duals = fluid.program.duals()
    people = [duals[row] for (kind, _), row in fluid.rows.items() if kind == "people"]
    unit = UNITS / max(max((abs(value) for value in people), default=0.0), HORIZON / UNITS)

    def of(kind: str, number: int, times: int = 1) -> int:
        row = fluid.rows.get((kind, number))
        return 0 if row is None else round(abs(duals[row]) * unit * times)

    def timed(kind: str, count: int) -> tuple[tuple[int, ...], ...]:
        return tuple((of(kind, number),) for number in range(count))

    corridors, points = instance.corridors, len(instance.assembly_points)
    return Prices(
        people=tuple(of("people", g) for g in range(len(instance.groups))),
        rides=dict.fromkeys(scope.seats, 0),
        destinations=tuple(of("destinations", d) for d in range(len(instance.destinations))),
        corridors=tuple(
            of("corridors", c, corridor.headway) for c, corridor in enumerate(corridors)
        ),
        hours=(0,) * len(corridors),
        small=(0,) * points,
        blocks=(0,),
        escorts=timed("escorts", len(instance.escorts)),
        checkpoints=timed("checkpoints", len(instance.checkpoints)),
        headways=((0,),) * len(corridors),
        flows=((0,),) * len(corridors),
        bays=timed("bays", points),
    )
