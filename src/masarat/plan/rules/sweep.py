"""How many are busy at once: one pass over starts and ends in order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def excess(
    intervals: Iterable[tuple[int, float, str]], most: int
) -> Iterator[tuple[int, int, str]]:
    """Yield (minute, how many, who starts) wherever more than `most` of the [start, until) overlap.

    Intervals without a minute are never busy. Each start that exceeds is reported once.
    """
    events = []
    for start, until, name in intervals:
        if start < until:
            events += [(start, 1, name), (until, -1, name)]
    events.sort()  # at one minute ends come first: intervals are half open
    busy = 0
    for minute, change, name in events:
        busy += change
        if change > 0 and busy > most:
            yield int(minute), busy, name
