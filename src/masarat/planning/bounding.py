"""Bounds beside the search: found on a thread of their own, so that no round waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future, ThreadPoolExecutor

    from masarat.plan.document import Bound


class Bounding:
    """Bounds by scope (a priority, or None: everybody) that one thread looks for in turn.

    Attributes
    ----------
    best
        The best bound that is proven so far: one of a part is one of the whole.
    """

    def __init__(self) -> None:
        self.best = 0
        self._asked: dict[int | None, Future[Bound]] = {}

    @property
    def working(self) -> bool:
        """Whether some bound is still looked for."""
        return any(not future.done() for future in self._asked.values())

    def tell(self, minutes: int) -> None:
        """Note that so many minutes are proven; finders say so on the way."""
        self.best = max(self.best, minutes)

    def begin(
        self, pool: ThreadPoolExecutor, finders: Mapping[int | None, Callable[[], Bound]]
    ) -> None:
        """Have a single thread find the bound of each scope, in this order."""
        self._asked = {scope: pool.submit(find) for scope, find in finders.items()}

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
        if None not in found or best.minutes > found[None].minutes:
            found[None] = best
        return found
