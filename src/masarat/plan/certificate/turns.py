"""When a vehicle stands empty after a ride: ways back meet no suspension and no closed window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from masarat.plan.certificate.roundabout import ways_back
from masarat.plan.certificate.ways import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from masarat.plan.certificate.roundabout import Roundabout, WayBack
    from masarat.plan.certificate.ways import Ways
    from masarat.scenario.instance import VehicleClass

    Ints = NDArray[np.int64]


class Turns:
    """When vehicles of a class that arrive at `targets` stand empty at `places`.

    Parameters
    ----------
    steps, step
        Steps of so many minutes until the last minute. A vehicle arrives at the first minute of its
        step, and stands within the step in which it then gets there.
    """

    def __init__(
        self,
        ways: Ways,
        cls: VehicleClass,
        around: Roundabout,
        ends: tuple[Sequence[str], Sequence[str]],
        grid: tuple[int, int],
    ) -> None:
        targets, places = ends
        steps, step = grid
        arrivals = np.arange(steps + 1) * step
        known: dict[tuple[object, ...], int] = {}
        rows: list[Ints] = []
        self._row = np.zeros((len(targets), len(places)), np.int64)
        for i, target in enumerate(targets):
            for j, place in enumerate(places):
                back = [] if target == place else ways_back(ways, cls, target, place)
                back = back if cls.comes_back and _may_wait(ways, back) else []
                quickest = around.detour if back else around.turn
                key = (quickest[target, place], *_apart(back))
                if key not in known:
                    known[key] = len(rows)
                    ready = arrivals + cls.unload
                    stand = arrivals + quickest[target, place]
                    for way in back:
                        stand = np.minimum(stand, _departure(ways, way, ready) + way.travel)
                    rows.append(np.minimum(stand // step, steps + 1))
                self._row[i, j] = known[key]
        self._stand = np.array(rows, np.int64).T.copy()

    def after(self, t: int) -> Ints:
        """Return the step at which those stand who arrive in step `t`: [target, place].

        One more than the last step where that is too late.
        """
        found: Ints = self._stand[t, self._row]
        return found


def _may_wait(ways: Ways, back: Sequence[WayBack]) -> bool:
    bound = any(way.corridor.returns_in_windows for way in back)
    return bound or bool(ways.instance.suspensions)


def _apart(back: Sequence[WayBack]) -> tuple[tuple[object, ...], ...]:
    """Return what tells ways back apart."""
    return tuple((way.corridor.id, way.before, way.inside, way.after) for way in back)


def _departure(ways: Ways, way: WayBack, ready: Ints) -> Ints:
    """Return the first minute from each of `ready` at which a way back may begin; or `NEVER`."""
    minutes = np.arange(int(ready[-1]) + 1)
    allowed = np.ones(len(minutes), bool)
    if way.corridor.returns_in_windows and len(way.corridor.places) != 1:
        entry = minutes + way.before
        allowed[:] = False
        for window in way.corridor.windows:
            allowed |= (entry >= window.start) & (entry + way.inside <= window.until)
    for pause in ways.instance.suspensions if way.travel else ():
        allowed &= (minutes >= pause.until) | (minutes + way.travel <= pause.start)
    departures = np.append(np.flatnonzero(allowed), NEVER)
    found: Ints = departures[np.searchsorted(departures, ready)]
    return found
