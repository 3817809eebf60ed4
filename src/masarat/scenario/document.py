"""The scenario: everything known before planning, as people write it, read and frozen.

One dataclass a table; field names are the column names. `folder` and `workbook` read and write it,
`network.build` turns it into an `Instance`. Times are already whole minutes from `start`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from masarat.core.windows import Window, Windows
from masarat.scenario.clock import Clock
from masarat.scenario.statuses import ReportsUse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from fractions import Fraction

    from masarat.scenario.instance import Need


Assume = Literal["least", "likely", "most"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A named point: assembly point, destination, checkpoint, depot or junction.

    `bays`, `capacity` and `ready` matter only where the place serves as assembly point or
    destination; None means any number.
    """

    id: str
    names: Mapping[str, str] = field(default_factory=dict)
    lat: float | None = None
    lon: float | None = None
    kind: str = "junction"
    bays: int | None = None
    capacity: int | None = None
    ready: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCount:
    """Least, likely and most people of a group."""

    least: int
    likely: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioGroup:
    """A number of people at one place. `need` None: they chose to stay."""

    id: str
    names: Mapping[str, str] = field(default_factory=dict)
    at: str
    people: GroupCount
    need: Need | None
    priority: int = 1
    ready: int = 0
    destinations: tuple[str, ...] = ()
    unit: int = 1
    may_split: bool = False
    together: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioCorridor:
    """An agreed route out. No places: an open corridor.

    `return_minutes`: how long an empty vehicle takes backwards; None: as the roads say.
    `alternatives`: how many routes to offer between the places where the roads leave a choice.
    """

    id: str
    names: Mapping[str, str] = field(default_factory=dict)
    places: tuple[str, ...]
    headway: int = 0
    smallest: int = 1
    largest: int
    per_hour: int | None = None
    returns: bool = True
    returns_in_windows: bool = False
    return_minutes: int | None = None
    alternatives: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioCheckpoint:
    """An inspection at a place. Empty `corridors` means every corridor through the place.

    Not `outbound`: convoys are not inspected, only the empty trips of `back_corridors`.
    """

    place: str
    lanes: int
    minutes: int
    longest_wait: int = 0
    corridors: tuple[str, ...] = ()
    back_corridors: tuple[str, ...] = ()
    outbound: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioVehicles:
    """A vehicle class. Empty `corridors`: every one. `speed_factor` multiplies speeds."""

    id: str
    names: Mapping[str, str] = field(default_factory=dict)
    count: int
    seats: int
    stretchers: int = 0
    start_place: str = ""
    available: int = 0
    load: int = 0
    unload: int = 0
    speed_factor: Fraction
    corridors: tuple[str, ...] = ()
    comes_back: bool = True
    own: bool = False
    smallest: int | None = None
    largest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioEscorts:
    """Escort teams. Empty `corridors` means every corridor."""

    id: str
    names: Mapping[str, str] = field(default_factory=dict)
    teams: int
    corridors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioWindow:
    """When a corridor or checkpoint (`of`) may be used; an object without a row may always be.

    `daily`: the window repeats every day from `window` on, until the scenario's end.
    """

    of: str
    window: Window
    daily: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioLinked:
    """A linked operation: group ids on both sides, and either a tolerance or ratio and slack."""

    id: str
    names: Mapping[str, str] = field(default_factory=dict)
    a: tuple[str, ...]
    b: tuple[str, ...]
    tolerance: Fraction | None = None
    ratio: Fraction | None = None
    slack: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioLink:
    """A road between two places. `closed_from` None: open; 0: closed from the start."""

    start: str
    end: str
    length_m: int
    road_class: str
    lanes: int = 1
    speed_kmh: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    one_way: bool = False
    crosses_contact_line: bool = False
    crossing_point: bool = False
    closed_from: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioTravel:
    """Minutes from one place to another, given directly instead of by roads."""

    start: str
    end: str
    minutes: int
    both_ways: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadsSource:
    """Where travel minutes come from besides `links` and `travel`: an imported network file."""

    network: str = ""
    speeds_kmh: Mapping[str, int] = field(default_factory=dict)
    season_factor: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Everything known before planning.

    `season_factor` of `roads` multiplies speeds (0.8: winter, slower). `source` is the folder or
    workbook it was read from; `lines` the file and row of each table's item (table, index) and each
    setting ("settings", key). Both are for messages and finding files only.
    """

    title: Mapping[str, str]
    description: Mapping[str, str] = field(default_factory=dict)
    start: datetime
    end: int
    time_zone: str
    languages: tuple[str, ...] = ("en",)
    aboard_limit: int | None = None
    small_last_convoy: bool = False
    places: tuple[Place, ...]
    groups: tuple[ScenarioGroup, ...]
    corridors: tuple[ScenarioCorridor, ...]
    checkpoints: tuple[ScenarioCheckpoint, ...] = ()
    vehicles: tuple[ScenarioVehicles, ...]
    escorts: tuple[ScenarioEscorts, ...] = ()
    windows: tuple[ScenarioWindow, ...] = ()
    suspensions: Windows
    linked: tuple[ScenarioLinked, ...] = ()
    links: tuple[ScenarioLink, ...] = ()
    travel: tuple[ScenarioTravel, ...] = ()
    roads: RoadsSource
    reports: ReportsUse = field(default_factory=ReportsUse)
    assume: Assume = "likely"
    source: str = field(default="", compare=False)
    lines: Mapping[tuple[str, int | str], tuple[str, int | None]] = field(
        default_factory=dict,
        compare=False,
        repr=False,
    )

    @property
    def clock(self) -> Clock:
        """The scenario's start, zone and end: reads and writes its times."""
        return Clock(start=self.start, end=self.end)

    def where(self, table: str, item: int | str) -> tuple[str, int | None]:
        """Return file and row of a table's item (by index) or of a setting ("settings", key)."""
        row = item + 2 if isinstance(item, int) else None
        file = f"{table}.csv" if table != "settings" else "scenario.yaml"
        return self.lines.get((table, item), (file, row))

    def open_windows(self, of: str) -> Windows:
        """Return when the corridor or checkpoint `of` may be used, inside [0, end).

        Daily windows repeat by the wall clock of the scenario's zone. Without a row: always.
        """
        rows = [row for row in self.windows if row.of == of]
        if not rows:
            return Windows.of([Window(0, self.end)])
        clock = self.clock
        spans = [
            span
            for row in rows
            for span in (clock.repeats(row.window) if row.daily else (row.window,))
        ]
        return Windows.of(spans).clipped(0, self.end)

    def network_file(self) -> Path | None:
        """Return the imported network's file, None if the scenario names none."""
        return self._beside(self.roads.network)

    def ledger_file(self) -> Path | None:
        """Return the journal or file of reports, None if the scenario names none."""
        return self._beside(self.reports.ledger)

    def _beside(self, name: str) -> Path | None:
        """Return the file that the scenario calls `name`, None without a name."""
        source = Path(self.source)
        folder = source.parent if is_workbook(source) else source
        return folder / name if name else None

    def assuming(self, assume: Assume) -> Scenario:
        """Return the scenario with uncertain counts taken as `assume`."""
        return replace(self, assume=assume)

    def people(self, group: ScenarioGroup) -> int:
        """People of `group` under the scenario's assumption."""
        return int(getattr(group.people, self.assume))


def is_workbook(path: Path) -> bool:
    """Whether a scenario of this name is a workbook, not a folder."""
    return path.suffix.casefold() == ".xlsx"
