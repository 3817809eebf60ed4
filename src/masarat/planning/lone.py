"""What a convoy could do if roads, checkpoints and escorts were there for it alone.

A trip that even such a convoy cannot make is in no plan. The converse does not hold: waits at
several checkpoints may add up to more minutes aboard than are allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.core.windows import Window, Windows
from masarat.planning.kernel import FAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from masarat.planning.model import Model
    from masarat.scenario.instance import Checkpoint, Corridor, Group, VehicleClass

Span = tuple[int, int]
"""The first and the last minute at which something can be."""

ALWAYS = (Window(0, FAR),)


@dataclass(frozen=True, slots=True)
class Trip:
    """A convoy of the least size that takes people of a group over a line to a destination."""

    model: Model
    group: Group
    kind: int
    line: int
    d: int

    @property
    def cls(self) -> VehicleClass:
        """The class of its vehicles."""
        return self.model.kinds[self.kind]

    @property
    def c(self) -> int:
        """The number of its corridor."""
        return int(self.model.line_c[self.line])

    @property
    def corridor(self) -> Corridor:
        """Its corridor."""
        return self.model.instance.corridors[self.c]

    @property
    def least(self) -> int:
        """The fewest vehicles that may go together."""
        if self.cls.alone:
            return self.cls.smallest or 1
        return 1 if self.model.instance.small_last_convoy else self.corridor.smallest

    @property
    def ready(self) -> int:
        """The first minute at which it could depart."""
        return max(self.group.ready + self.cls.load, self.model.instance.now)

    @property
    def access(self) -> int:
        """Minutes from the departure to the corridor's entry."""
        return int(self.model.access[self.cls.pace, self.line])

    @property
    def out(self) -> int:
        """Minutes from the corridor's exit (open corridor: from the departure) to arrival."""
        return int(self.model.out[self.cls.pace, self.line, self.d])

    @property
    def stops(self) -> list[tuple[int, Checkpoint]]:
        """The checkpoints that inspect it, each with the minutes that it drives there."""
        model = self.model
        return [
            (int(model.stop_at[self.cls.pace, self.c, n]), model.instance.checkpoints[int(q)])
            for n, q in enumerate(model.stop_q[self.c])
            if q >= 0
        ]

    @property
    def minutes(self) -> int:
        """Fewest minutes from the departure to the arrival."""
        inspected = sum(checkpoint.service(self.least) for _, checkpoint in self.stops)
        inside = int(self.model.inside[self.cls.pace, self.c])
        return self.access + inside + inspected + self.out

    def is_possible(self) -> bool:
        """Whether nothing stops it."""
        return (
            self.is_reached()
            and self.is_in_limit()
            and self.is_escorted()
            and self.is_within_hour()
            and self.fits(checkpoints=True, pauses=True)
        )

    def is_reached(self) -> bool:
        """Whether roads lead there."""
        return self.out < FAR

    def is_in_limit(self) -> bool:
        """Whether nobody would be aboard for longer than allowed."""
        limit = self.model.instance.aboard_limit
        return limit is None or self.minutes <= limit

    def is_in_time(self) -> bool:
        """Whether it could arrive before the scenario's end if everything were open."""
        return self.ready + self.minutes <= self.model.instance.end

    def is_open(self) -> bool:
        """Whether its corridor is open at some minute from its first possible entry on."""
        return any(window.until > self.ready + self.access for window in self.corridor.windows)

    def is_escorted(self) -> bool:
        """Whether there is an escort team where one is needed."""
        pools = [self.model.instance.escorts[p] for p in self.model.pools[self.c]]
        return not pools or any(pool.teams > 0 for pool in pools)

    def is_within_hour(self) -> bool:
        """Whether so many vehicles as it needs may enter within an hour."""
        return self.corridor.per_hour is None or self.least <= self.corridor.per_hour

    def fits(self, *, checkpoints: bool = False, pauses: bool = False) -> bool:
        """Whether it fits into its corridor's windows before the scenario's end.

        Into those of the checkpoints too with `checkpoints`, between suspensions with `pauses`.
        """
        instance = self.model.instance
        moving = Windows((Window(0, instance.end),))
        for span in moving.minus(instance.suspensions) if pauses else moving:
            entry = max(span.start, self.ready) + self.access
            for window in self.corridor.windows:
                first = (max(window.start, entry), window.until)
                if any(
                    self._arrives(last, window, span) for last in self._exits([first], checkpoints)
                ):
                    return True
        return False

    def _exits(self, entries: Sequence[Span], checkpoints: bool) -> list[Span]:  # noqa: FBT001
        spans, driven = [span for span in entries if span[0] <= span[1]], 0
        for at, checkpoint in self.stops:
            windows = checkpoint.windows if checkpoints else ALWAYS
            spans = _inspected(_later(spans, at - driven), checkpoint, self.least, windows)
            driven = at
        rest = int(self.model.inside[self.cls.pace, self.c]) - driven
        return _later(spans, rest + (self.out if self.corridor.is_open else 0))

    def _arrives(self, exit_: Span, window: Window, span: Window) -> bool:
        onward = 0 if self.corridor.is_open else self.out
        first, last = exit_[0], min(exit_[1], window.until)
        ready = self.model.instance.destinations[self.d].ready
        return first <= last and max(first + onward, ready) <= min(last + onward, span.until)


def _later(spans: Iterable[Span], minutes: int) -> list[Span]:
    return [(first + minutes, last + minutes) for first, last in spans]


def _inspected(
    spans: Sequence[Span], checkpoint: Checkpoint, vehicles: int, windows: Iterable[Window]
) -> list[Span]:
    """Return when a convoy that reaches a checkpoint in one of `spans` has been inspected."""
    takes = checkpoint.service(vehicles)
    begun = [
        (max(first, window.start), min(last + checkpoint.longest_wait, window.until - takes))
        for window in windows
        for first, last in spans
    ]
    return _later((span for span in begun if span[0] <= span[1]), takes)
