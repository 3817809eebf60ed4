"""Best days where many ride types share what follows their entry into a corridor.

A *sequel* is one way on from there: a destination, a convoy size with what it uses, the minutes
until arrival. A *bundle* is the sequels that a *family* of ride types chooses from: the sizes of a
convoy on a line for a destination. Hundreds of assembly points share some dozens of bundles, so
what can be had from an entry on is asked once for all of them (`kernel/sequels.c`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning import kernel
from masarat.planning.bounds.charges import Charges
from masarat.planning.kernel import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from masarat.planning.bounds.days import KindDays, Worths
    from masarat.planning.bounds.prices import Prices
    from masarat.planning.bounds.rides import RideType
    from masarat.planning.bounds.uses import Use

    Ints = NDArray[np.int64]

NEVER = -(1 << 61)
"""Worth less than anything."""


class Sequels:
    """The sequels, bundles and families of one kind's ride types."""

    def __init__(self, of_kind: KindDays) -> None:
        model, types = of_kind.model, of_kind.types
        self.of_kind = of_kind
        lines = [ride.option.line for ride in types]
        self.shift = of_kind.load + model.access[of_kind.pace, lines]
        self.rest = of_kind.length - self.shift
        charges, masks = self._numbers_of_charges(), self._numbers_of_masks()
        self._number(lines, list(zip(charges, of_kind.d, self.rest, masks, strict=True)))

    def _numbers_of_charges(self) -> list[int]:
        """Return by ride type the number of what it uses after its entry."""
        of_kind, known = self.of_kind, dict[tuple[object, ...], int]()
        charged: list[tuple[RideType, tuple[Use, ...]]] = []
        of_use = [-1] * len(of_kind.uses)
        found = []
        for number, shift in zip(of_kind.use.tolist(), self.shift.tolist(), strict=True):
            if of_use[number] < 0:
                ride, used = of_kind.uses[number]
                moved = tuple(
                    replace(use, offset=use.offset - shift) for use in used if use.kind != "bays"
                )
                c = int(of_kind.model.line_c[ride.option.line])
                key = (c, ride.option.size, moved)
                of_use[number] = known.setdefault(key, len(charged))
                if len(known) > len(charged):
                    charged.append((ride, moved))
            found.append(of_use[number])
        self.charges = Charges(of_kind.model, charged)
        """Of what sequels use, its beginnings counted from the entry."""
        return found

    def _numbers_of_masks(self) -> list[int]:
        """Return by ride type the number of the row that says when it may enter."""
        rows: dict[bytes, int] = {}
        known: dict[tuple[int, int], int] = {}
        kept: list[NDArray[np.bool_]] = []
        found = []
        for mask, shift in zip(self.of_kind.mask.tolist(), self.shift.tolist(), strict=True):
            if (mask, shift) not in known:
                by_boarding = self.of_kind.allowed[mask]
                row = np.concatenate((np.repeat(by_boarding[:1], shift), by_boarding))
                row = row[: len(by_boarding)]
                known[mask, shift] = rows.setdefault(row.tobytes(), len(kept))
                if len(rows) > len(kept):
                    kept.append(row)
            found.append(known[mask, shift])
        self.masks = np.array(kept, np.int64)
        return found

    def _number(self, lines: Sequence[int], sequels: list[tuple[int, ...]]) -> None:
        """Sort ride types by family, and number sequels and bundles."""
        of_kind = self.of_kind
        keys = [
            (ride.a, line, ride.d, ride.ready)
            for ride, line in zip(of_kind.types, lines, strict=True)
        ]
        self.order = np.array(sorted(range(len(keys)), key=lambda k: (keys[k], k)), np.int64)
        firsts = [
            place
            for place, k in enumerate(self.order)
            if place == 0 or keys[k] != keys[self.order[place - 1]]
        ]
        bundles: dict[tuple[tuple[int, ...], ...], int] = {}
        self.family_bundle = np.array(
            [
                bundles.setdefault(tuple(sequels[k] for k in self.order[first:end]), len(bundles))
                for first, end in zip(firsts, [*firsts[1:], len(keys)], strict=True)
            ],
            np.int64,
        )
        self.family_type = np.array(firsts, np.int64)
        listed = np.array([sequel for bundle in bundles for sequel in bundle], np.int64)
        self.sequel_cost, self.sequel_d, self.sequel_rest, self.sequel_mask = listed.T.copy()
        self.bundle_first = np.cumsum([0, *map(len, bundles)])

    @property
    def usable(self) -> bool:
        """Whether every ride takes time after its entry."""
        return bool((self.rest > 0).all())

    def best(self, worths: Worths, prices: Prices, until: int) -> Struct:
        """Return the best days under `prices` when everything arrives by `until`."""
        of_kind, width = self.of_kind, until + 1
        points, destinations = len(of_kind.model.assembly), len(of_kind.model.destinations)
        first = self.order[self.family_type]
        shift, bay = self.shift[first], np.array(prices.bays, np.int64)[:, 0]
        masks = np.zeros((len(self.masks), width), np.int64)
        known = self.masks[:, :width]
        masks[:, : known.shape[1]] = known
        beyond = width + int(shift.max())
        found = Struct(
            "sequels",
            {
                "steps": until,
                "points": points,
                "destinations": destinations,
                "bundles": len(self.bundle_first) - 1,
                "width": beyond,
                "bundle_first": self.bundle_first,
                "sequel_d": self.sequel_d,
                "sequel_rest": self.sequel_rest,
                "sequel_mask": self.sequel_mask,
                "sequel_cost": self.sequel_cost,
                "cost_width": worths.costs.shape[1],
                "masks": masks,
                "costs": worths.costs,
                "family_first": np.searchsorted(of_kind.a[first], np.arange(points + 1)),
                "family_reach": self.family_bundle * beyond + shift,
                "family_value": worths.values[first] - bay[of_kind.a[first]] * of_kind.load,
                "family_type": self.family_type,
                **of_kind.turns(1).fields,
                "reach": np.full((len(self.bundle_first) - 1, beyond), NEVER),
                "home": np.zeros((points, width), np.int64),
                "away": np.zeros((destinations, width), np.int64),
                "home_pick": np.zeros((points, width), np.int64),
                "away_pick": np.zeros((destinations, width), np.int64),
            },
        )
        kernel.call("sequel_days", found)
        picks = found["home_pick"]
        found.set_array("home_pick", np.where(picks < 0, -1, self.order[np.maximum(picks, 0)]))
        return found
