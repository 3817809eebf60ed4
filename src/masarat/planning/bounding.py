"""Bounds beside the search: found on a thread of their own, so that no round waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future, ThreadPoolExecutor

    from masarat.plan.document import Bound


class Bounding:
    """Bounds by scope (a priority, or None: everybody) that one thread looks for in turn.

    Parameters
    ----------
    pool
        A single thread.
    finders
        What finds the bound of each scope, in the order in which they are wanted.
    """

    def __init__(
        self, pool: ThreadPoolExecutor, finders: Mapping[int | None, Callable[[], Bound]]
    ) -> None:
        self._asked: dict[int | None, Future[Bound]] = {
            scope: pool.submit(find) for scope, find in finders.items()
        }

    def best(self) -> int:
        """Return the best bound of those that are ready: one of a part is one of the whole."""
        ready = (future for future in self._asked.values() if future.done())
        return max((future.result().minutes for future in ready), default=0)

    def all(
        self, otherwise: Callable[[int | None], Bound], *, late: bool
    ) -> dict[int | None, Bound]:
        """Wait for all bounds. Everybody's is the best of them.

        Parameters
        ----------
        otherwise
            The bound of a scope for which the search has not begun when it is late.
        late
            Whether the time is over: what has not been begun then is not.
        """
        found: dict[int | None, Bound] = {}
        for scope, future in self._asked.items():
            cancelled = late and future.cancel()
            found[scope] = otherwise(scope) if cancelled else future.result()
        best = max(found.values(), key=lambda bound: bound.minutes)
        if best.minutes > found[None].minutes:
            found[None] = best
        return found
