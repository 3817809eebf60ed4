"""How people become vehicles."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from masarat.core.errors import UsageError

OCCUPANCY = Fraction(2)
"""People a private vehicle, where nobody says: our assumption, on the safe side for Europe.

Cars there carry some 1.45 people on an ordinary day (European Environment Agency, indicator
TERM 029, assessment of July 2010); families that flee fill more seats, and some take two cars.
Fewer people a vehicle make more vehicles, so a smaller number never makes the time too short.
"""

CELL_M = 1000
"""Side of the cells in which vehicles are gathered, in metres: ours, some minutes on foot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Who leaves in private vehicles, where the input does not say so itself.

    Parameters
    ----------
    people
        All people on a road network without groups; None: as many as the extract counts.
    occupancy
        People a vehicle; None: the seats of the scenario's own-vehicle class, else `OCCUPANCY`.
    cell_m
        Side of the square cells in which vehicles are gathered, in metres.
    exits
        Where traffic leaves: ids of nodes, or "latitude,longitude"; none: where main roads leave.

    Raises
    ------
    UsageError
        If a number is not positive.
    """

    people: int | None = None
    occupancy: Fraction | None = None
    cell_m: int = CELL_M
    exits: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.people is not None and self.people < 1:
            raise UsageError(f"people: found {self.people}, expected at least 1")
        if self.occupancy is not None and self.occupancy <= 0:
            raise UsageError(f"occupancy: found {self.occupancy}, expected more than 0")
        if self.cell_m < 1:
            raise UsageError(f"cell: found {self.cell_m}, expected at least 1 metre")


def vehicles_of(people: int, occupancy: Fraction) -> int:
    """Return the vehicles that `people` need."""
    return -int(-people // occupancy)


def said(number: Fraction) -> str:
    """Return a number of people a vehicle as people write it."""
    return f"{float(number):g}"
