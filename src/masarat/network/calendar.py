"""Windows in full: daily ones repeated in local time, objects without one always open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from masarat.core.windows import Window, Windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.scenario.document import Scenario, ScenarioWindow


def windows_of(scenario: Scenario, object_id: str) -> Windows:
    """Return when `object_id` (corridor or checkpoint) may be used, within [0, end).

    A daily window repeats at the same time by the clock on every local day; where clocks change
    within the scenario its minutes from the start move accordingly.
    """
    rows = [row for row in scenario.windows if row.of == object_id]
    if not rows:
        return always(scenario)
    spans = (span for row in rows for span in _spans(row, scenario))
    return Windows.of(Window(*span) for span in spans if span[0] < span[1]).clipped(0, scenario.end)


def always(scenario: Scenario) -> Windows:
    """Return the one window over the whole scenario."""
    return Windows.of([Window(0, scenario.end)])


def local_start(scenario: Scenario) -> datetime:
    """Return the scenario's start on the scenario's clock."""
    zone = ZoneInfo(scenario.time_zone)
    if scenario.start.tzinfo is None:
        return scenario.start.replace(tzinfo=zone)
    return scenario.start.astimezone(zone)


def _spans(row: ScenarioWindow, scenario: Scenario) -> Iterator[tuple[int, int]]:
    if not row.daily:
        yield row.window.start, row.window.until
        return
    start = local_start(scenario)
    opens, closes = (_clock(start, m) for m in (row.window.start, row.window.until))
    day = timedelta(0)
    while (minute := _minute(start, opens + day)) < scenario.end:
        yield minute, _minute(start, closes + day)
        day += timedelta(days=1)


def _clock(start: datetime, minute: int) -> datetime:
    """Return what local clocks show `minute` minutes after `start`."""
    moment = start.astimezone(UTC) + timedelta(minutes=minute)
    return moment.astimezone(start.tzinfo).replace(tzinfo=None)


def _minute(start: datetime, clock: datetime) -> int:
    """Return the minutes from `start` until local clocks show `clock`."""
    moment = clock.replace(tzinfo=start.tzinfo).astimezone(UTC)
    return int((moment - start.astimezone(UTC)) / timedelta(minutes=1))
