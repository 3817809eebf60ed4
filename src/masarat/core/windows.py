"""Half-open intervals of whole minutes and sorted sets of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """The half-open interval [start, until) of whole minutes from the scenario's start.

    Raises
    ------
    ValueError
        If the window is empty or ends before it starts.
    """

    start: int
    until: int

    def __post_init__(self) -> None:
        if self.until <= self.start:
            msg = f"a window must end after it starts, not [{self.start}, {self.until})"
            raise ValueError(msg)

    def holds(self, start: int, until: int) -> bool:
        """Whether [start, until) lies inside this window."""
        return self.start <= start and until <= self.until

    def overlaps(self, start: int, until: int) -> bool:
        """Whether [start, until) shares a minute with this window."""
        return start < self.until and self.start < until

    @property
    def minutes(self) -> int:
        """Length in minutes."""
        return self.until - self.start


@dataclass(frozen=True, slots=True)
class Windows:
    """A sorted set of disjoint windows; adjacent and overlapping ones are merged.

    Build it with `Windows.of`. "Always" is one window over the whole scenario, never an empty set:
    an empty set means never.
    """

    windows: tuple[Window, ...]

    @classmethod
    def of(cls, windows: Iterable[Window]) -> Windows:
        """Sort and merge `windows`."""
        merged: list[Window] = []
        for window in sorted(windows):
            if merged and window.start <= merged[-1].until:
                merged[-1] = Window(merged[-1].start, max(merged[-1].until, window.until))
            else:
                merged.append(window)
        return cls(tuple(merged))

    def __iter__(self) -> Iterator[Window]:
        return iter(self.windows)

    def __len__(self) -> int:
        return len(self.windows)

    def __bool__(self) -> bool:
        return bool(self.windows)

    def hold(self, start: int, until: int) -> bool:
        """Whether [start, until) lies inside one of the windows."""
        return any(window.holds(start, until) for window in self.windows)

    def clipped(self, start: int, until: int) -> Windows:
        """Return the parts inside [start, until)."""
        return Windows(
            tuple(
                Window(max(w.start, start), min(w.until, until))
                for w in self.windows
                if w.start < until and start < w.until
            ),
        )

    def minus(self, others: Windows) -> Windows:
        """Return what is left when `others` are taken away."""
        left = list(self.windows)
        for gone in others:
            cut: list[Window] = []
            for window in left:
                if not window.overlaps(gone.start, gone.until):
                    cut.append(window)
                    continue
                if window.start < gone.start:
                    cut.append(Window(window.start, gone.start))
                if gone.until < window.until:
                    cut.append(Window(gone.until, window.until))
            left = cut
        return Windows(tuple(left))

    @property
    def minutes(self) -> int:
        """Total length in minutes."""
        return sum(window.minutes for window in self.windows)
