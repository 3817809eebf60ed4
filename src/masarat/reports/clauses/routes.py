"""A route is as weak as its weakest part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.reports.status import WEAKEST_FIRST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from masarat.reports.status import Status, Value


def weakest(values: Iterable[Value]) -> Value:
    """A route has the value of its weakest part: closed before contested, then unknown,
    controlled, open.
    """
    return min(values, key=WEAKEST_FIRST.index)


def covered(part: Status, corridor: Status | None) -> Value:
    """What is said of a corridor as a whole counts for its places of which nothing is known."""
    if part.value == "unknown" and corridor is not None:
        return corridor.value
    return part.value


def takes_part(part: Status) -> bool:
    """A link, or a corridor as a whole, of which no report speaks takes no part."""
    return part.subject.kind == "place" or bool(part.evidence)
