"""What happened, as written on the command line, in minutes and ids of the scenario."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from masarat.app.actual_file import read_actual
from masarat.core.errors import UsageError, suggestion
from masarat.core.windows import Window, Windows
from masarat.planning.replan import Change
from masarat.scenario.clock import BadTimeError, Clock
from masarat.scenario.tables import MOST_VEHICLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from masarat.app.commands.options import News
    from masarat.app.loading import Case


MOST_NAMES = 12
"""Names listed in a message."""

DIGITS = 18
"""Of a number that is read at all: reading takes longer the longer it is."""


def read_change(case: Case, news: News) -> Change:
    """Read what happened, as written on the command line.

    Raises
    ------
    UsageError
        With every fault: times that are none, suspensions that end before they start, corridors,
        classes and vehicles that the scenario does not have, counts that are no numbers.
    InputError
        With every fault of the table `actual`.
    """
    instance = case.instance
    clock = Clock(case.scenario.start, case.scenario.end)
    reader = _Reader(clock)
    corridors = [corridor.id for corridor in instance.corridors]
    classes = [vehicles.id for vehicles in instance.classes]
    vehicles = [vehicle for each in instance.classes for vehicle in each.vehicle_ids()]
    change = Change(
        at=reader.minute("--at", news.at),
        closed=frozenset(reader.known("--close", name, corridors) for name in news.close or ()),
        suspensions=Windows.of(reader.window("--suspend", *pair) for pair in news.suspend or ()),
        fleet=reader.counts("--fleet", news.fleet or (), classes),
        lost=frozenset(reader.known("--lost", name, vehicles) for name in news.lost or ()),
    )
    for window in change.suspensions:
        if window.until <= change.at and not reader.faults:
            expected = f"a time after the news, {clock.write(change.at)}"
            reader.fault("--suspend", clock.write(window.until), expected)
    if reader.faults:
        raise UsageError("\n".join(reader.faults))
    if news.actual is None:
        return change
    return replace(change, actual=read_actual(news.actual, clock))


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
            some = ", ".join(names[:MOST_NAMES]) + (", ..." if len(names) > MOST_NAMES else "")
            self.fault(option, text, f"one of {some}", suggestion(text, names))
        return text

    def counts(self, option: str, texts: Iterable[str], classes: Iterable[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for text in texts:
            faults = len(self.faults)
            name, number = self.count(option, text, classes)
            if len(self.faults) > faults:
                continue
            if name in found:
                self.fault(option, text, f"every class once, and {name} was {found[name]} before")
            found[name] = number
        return found

    def count(self, option: str, text: str, classes: Iterable[str]) -> tuple[str, int]:
        name, _, number = text.partition("=")
        if not number.isdecimal():
            self.fault(option, text, "CLASS=COUNT such as bus=25")
            return name, 0
        if len(number) > DIGITS or int(number) > MOST_VEHICLES:
            self.fault(option, text, f"at most {MOST_VEHICLES:,} vehicles of a class")
            return name, 0
        return self.known(option, name, classes), int(number)
