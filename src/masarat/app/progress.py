"""The live line of a running search: best clearance, bound and gap.

In a terminal one line that is rewritten; elsewhere (a file, a pipe, CI) plain lines, one whenever
the best clearance, the bound or the people left changed, but at most one for each second searched.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Protocol

from masarat.app.words import duration, people_words, percent

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from rich.console import Console
    from rich.live import Live
    from rich.status import Status


class Progress(Protocol):
    """What the search tells of itself, as `masarat.planning.Progress`."""

    @property
    def clearance(self) -> int:
        """Best clearance time so far, in minutes."""

    @property
    def bound(self) -> int:
        """Best bound so far, in minutes."""

    @property
    def gap(self) -> float:
        """(clearance - bound) / bound; infinite without a bound."""

    @property
    def people_left(self) -> int:
        """People who are not on the best movement table."""

    @property
    def effort(self) -> int:
        """Search steps bought."""

    @property
    def seconds(self) -> float:
        """Seconds since the search began."""


def line(progress: Progress) -> str:
    """Return one line of text for `progress`."""
    proven = f"bound {duration(progress.bound)}" if progress.bound else "no bound yet"
    if progress.bound and progress.gap >= 0:
        proven += f", gap {percent(progress.gap)}"
    left = f", {people_words(progress.people_left)} left" if progress.people_left else ""
    return (
        f"{progress.seconds:6.1f} s  clearance {duration(progress.clearance)}{left}, "
        f"{proven}, effort {progress.effort:,}"
    )


SECONDS_BETWEEN_LINES = 1.0


class ProgressLine:
    """Shows each `Progress` it is called with on `console`; a context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Live | None = None
        self._shown: tuple[int, int, int] | None = None
        self._shown_at = -SECONDS_BETWEEN_LINES

    def __enter__(self) -> Self:
        """Start the live line, if there is a terminal."""
        if self._console.is_terminal:
            from rich.live import Live

            self._live = Live(console=self._console, refresh_per_second=8, transient=True)
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Take the live line away."""
        if self._live is not None:
            self._live.stop()

    def __call__(self, progress: Progress) -> None:
        """Show `progress`."""
        if self._live is not None:
            self._live.update(line(progress))
            return
        shown = (progress.clearance, progress.bound, progress.people_left)
        if shown != self._shown and progress.seconds >= self._shown_at + SECONDS_BETWEEN_LINES:
            self._shown, self._shown_at = shown, progress.seconds
            self.say(line(progress))

    def say(self, text: str) -> None:
        """Print `text` on a line of its own, above the live line."""
        self._console.print(text, highlight=False, markup=False, soft_wrap=True)


class Stages:
    """Says on `console` which stage of a computation runs; a context manager.

    In a terminal one line with a clock that disappears in the end; elsewhere plain lines, at most
    one a second, and none in the first.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status: Status | None = None
        self._began = self._said = monotonic()

    def __enter__(self) -> Self:
        """Start the live line, if there is a terminal."""
        if self._console.is_terminal:
            self._status = self._console.status("")
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Take the live line away."""
        if self._status is not None:
            self._status.stop()

    def __call__(self, stage: str) -> None:
        """Say that `stage` begins."""
        now = monotonic()
        text = f"{now - self._began:6.1f} s  {stage}"
        if self._status is not None:
            self._status.update(text)
        elif now - self._said >= SECONDS_BETWEEN_LINES:
            self._said = now
            self._console.print(text, highlight=False, markup=False, soft_wrap=True)
