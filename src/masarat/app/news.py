"""What happened, as written on the command line, in minutes and ids of the scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.core.errors import UsageError, suggestion
from masarat.core.windows import Window, Windows
from masarat.scenario.clock import BadTimeError, Clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from masarat.app.loading import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What happened at minute `at`, besides what a table of actual movements tells.

    Parameters
    ----------
    closed
        Corridors that are closed from `at` on.
    suspensions
        When nothing may move.
    fleet
        Vehicle class to its number of vehicles from `at` on.
    """

    at: int
    closed: tuple[str, ...] = ()
    suspensions: Windows
    fleet: dict[str, int]


def read_news(
    case: Case,
    at: str,
    closed: Sequence[str] = (),
    suspensions: Sequence[tuple[str, str]] = (),
    fleet: Sequence[str] = (),
) -> News:
    """Read what was written on the command line.

    Parameters
    ----------
    at, suspensions
        Times as the scenario writes them.
    fleet
        `CLASS=COUNT`.

    Raises
    ------
    UsageError
        With every fault: times that are none, suspensions that end before they start, corridors
        and classes that the scenario does not have, counts that are no numbers.
    """
    reader = _Reader(Clock(case.scenario.start, case.scenario.end))
    corridors = [corridor.id for corridor in case.instance.corridors]
    classes = [vehicles.id for vehicles in case.instance.classes]
    news = News(
        at=reader.minute("--at", at),
        closed=tuple(reader.known("--close", corridor, corridors) for corridor in closed),
        suspensions=Windows.of(reader.window("--suspend", *pair) for pair in suspensions),
        fleet=dict(reader.count("--fleet", text, classes) for text in fleet),
    )
    if reader.faults:
        raise UsageError("\n".join(reader.faults))
    return news


class _Reader:
    """Reads options one by one and collects their faults."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.faults: list[str] = []

    def fault(self, option: str, found: str, expected: str, hint: str = "") -> None:
        more = f" ({hint})" if hint else ""
        self.faults.append(f"{option}: found {found!r}, expected {expected}{more}")

    def minute(self, option: str, text: str) -> int:
        try:
            minute = self.clock.parse(text)
        except BadTimeError as error:
            self.fault(option, text, error.expected, error.hint)
            return 0
        if not 0 <= minute <= self.clock.end:
            self.fault(option, text, "a time between the scenario's start and end")
        return minute

    def window(self, option: str, start: str, until: str) -> Window:
        first, last = self.minute(option, start), self.minute(option, until)
        if first >= last:
            if not self.faults:
                self.fault(option, f"{start} {until}", "a time and a later one")
            return Window(0, 1)
        return Window(first, last)

    def known(self, option: str, text: str, ids: Iterable[str]) -> str:
        names = list(ids)
        if text not in names:
            hint = suggestion(text, names)
            self.fault(option, text, f"one of {', '.join(names)}", hint)
        return text

    def count(self, option: str, text: str, classes: Iterable[str]) -> tuple[str, int]:
        name, _, number = text.partition("=")
        if not number.isdecimal():
            self.fault(option, text, "CLASS=COUNT such as bus=25")
            return name, 0
        return self.known(option, name, classes), int(number)
