"""At which minutes something that takes a while may begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from masarat.core.windows import Windows


def within(
    minutes: int, spans: Iterable[tuple[int, int]], offset: int, length: int
) -> NDArray[np.bool_]:
    """Return by minute t whether [t + offset, t + offset + length) is inside one of the spans."""
    found = np.zeros(minutes, bool)
    for start, until in spans:
        first, last = start - offset, until - offset - length
        if last >= 0 and last >= first:
            found[max(first, 0) : last + 1] = True
    return found


def clear(minutes: int, suspensions: Windows, travel: int) -> NDArray[np.bool_]:
    """Return by minute t whether moving in [t, t + travel) meets no suspension."""
    found = np.ones(minutes, bool)
    for pause in suspensions if travel else ():
        found[max(pause.start - travel + 1, 0) : pause.until] = False
    return found


def past(suspensions: Windows, minute: int, travel: int) -> int:
    """Return the first minute from `minute` on at which moving so long meets no suspension."""
    for pause in suspensions if travel else ():
        if pause.overlaps(minute, minute + travel):
            minute = pause.until
    return minute
