"""What ride types are charged by minute of boarding, under prices that change over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from masarat.planning import kernel
from masarat.planning.kernel import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from masarat.planning.bounds.rides import RideType
    from masarat.planning.bounds.uses import Tariff, Use
    from masarat.planning.model import Model

    Ints = NDArray[np.int64]


FREE = -1
"""The number of the row of what costs nothing."""


class Charges:
    """The charges of ride types that use so much of each resource.

    A charge is what the ride pays by itself and its share, rounded down, of what its convoy uses
    in common (docs/bound.md, "What a ride is charged").
    """

    def __init__(self, model: Model, listed: Sequence[tuple[RideType, tuple[Use, ...]]]) -> None:
        corridors = model.line_c
        self._c = _ints([corridors[ride.option.line] for ride, _ in listed])
        self._a = _ints([ride.a for ride, _ in listed])
        self._small = _ints([ride.option.small for ride, _ in listed])
        self._size = _ints([ride.option.size for ride, _ in listed])
        self._first = np.cumsum([0, *(len(used) for _, used in listed)])
        of_rides = [use for _, used in listed for use in used]
        self._shared = _ints([use.shared for use in of_rides])
        self._offset = _ints([use.offset for use in of_rides])
        numbers: dict[tuple[str, tuple[int, ...], int, int], int] = {}
        self._row = _ints([numbers.setdefault(use.tariff, len(numbers)) for use in of_rides])
        self._tariffs = tuple(numbers)

    def __len__(self) -> int:
        """How many ride types are charged."""
        return len(self._size)

    def by_minute(self, tariff: Tariff, minutes: int) -> Ints:
        """Return charges by ride type and minute of boarding: a single one where none changes."""
        prices, width = tariff.prices, 1 if tariff.constant else minutes
        known = [tariff.row(*key) for key in self._tariffs]
        rows = [row for row in known if row is not None]
        table = np.zeros((len(rows), max((len(row) for row in rows), default=0)), np.int64)
        for number, row in enumerate(rows):
            table[number, : len(row)] = row
        priced = np.array([row is not None for row in known], bool)
        numbers = np.where(priced, np.cumsum(priced) - 1, FREE)
        own = _ints(prices.hours)[self._c] + self._small * _ints(prices.small)[self._a]
        charges = Struct(
            "charges",
            {
                "rides": len(self._c),
                "width": width,
                "tariff_width": table.shape[1],
                "first": self._first,
                "size": self._size,
                "common": _ints(prices.corridors)[self._c],
                "own": own,
                "shared": self._shared,
                "offset": np.zeros_like(self._offset) if tariff.constant else self._offset,
                "row": numbers[self._row],
                "tariffs": table,
                "sum": np.zeros(width, np.int64),
                "charge": np.zeros((len(self._c), width), np.int64),
            },
        )
        kernel.call("charge_rides", charges)
        found: Ints = charges["charge"]
        return found


def _ints(values: object) -> Ints:
    return np.array(values, np.int64)
