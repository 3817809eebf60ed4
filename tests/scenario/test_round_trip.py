"""Any scenario survives folder -> workbook -> folder unchanged."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from masarat.core.windows import Window, Windows
from masarat.scenario import folder, workbook
from masarat.scenario.clock import Clock
from masarat.scenario.document import (
    GroupCount,
    Place,
    RoadsSource,
    Scenario,
    ScenarioCheckpoint,
    ScenarioCorridor,
    ScenarioEscorts,
    ScenarioGroup,
    ScenarioLink,
    ScenarioLinked,
    ScenarioTravel,
    ScenarioVehicles,
    ScenarioWindow,
)
from masarat.scenario.instance import Need
from masarat.scenario.statuses import PLAIN, ReportsUse, StatusRule

if TYPE_CHECKING:
    from collections.abc import Callable

LANGUAGES = ("en", "ar", "ru", "ku")
PLACES = tuple(f"p{i}" for i in range(6))
GROUPS = ("g1", "مجموعة", "g-3", "g.4")
CORRIDORS = ("c1", "дорога")
ZONES = ("Asia/Damascus", "Europe/Zurich", "UTC", "Asia/Kathmandu", "America/St_Johns")

# What people can type into a cell: printed characters, inner line breaks.
words = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn"), include_characters="\n\t"), max_size=20
).map(str.strip)
texts = words.filter(lambda text: bool(text) and not text.startswith("#"))
names = st.dictionaries(st.sampled_from(LANGUAGES), texts, max_size=3)
minutes = st.integers(0, 12_000)
some = st.integers(0, 10**9)
fractions = st.one_of(
    st.integers(1, 400).map(lambda n: Fraction(n, 100)),
    st.builds(Fraction, st.integers(1, 30), st.integers(7, 99)),
)
flags = st.booleans()
statuses = st.sampled_from(["closed", "contested", "controlled", "controlled by القوات الحكومية"])
effects = st.sampled_from(
    [*PLAIN.values(), StatusRule("forbid", "bus"), StatusRule("forbid", "empty")]
)
rules = st.one_of(
    st.just((PLAIN["ignore"],)),
    st.lists(effects.filter(lambda rule: rule.does != "ignore"), min_size=1, max_size=2).map(tuple),
)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


def degrees(most: int) -> st.SearchStrategy[float | None]:
    return maybe(st.floats(-most, most).map(lambda x: round(x, 7) + 0.0))


def ids(of: tuple[str, ...], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(of), unique=True, min_size=least).map(tuple)


@st.composite
def places(draw: Callable[..., Any], name: str) -> Place:
    lat, lon = draw(degrees(90)), draw(degrees(180))
    return Place(
        id=name,
        names=draw(names),
        lat=None if lon is None else lat,
        lon=None if lat is None else lon,
        kind=draw(st.sampled_from(["junction", "assembly", "depot"])),
        bays=draw(maybe(st.integers(1, 90))),
        capacity=draw(maybe(some)),
        ready=draw(minutes),
    )


@st.composite
def groups(draw: Callable[..., Any], name: str) -> ScenarioGroup:
    least, likely, most = sorted(draw(st.tuples(some, some, some)))
    need = draw(st.sampled_from([*Need, None])) if name not in GROUPS[:2] else Need.SEAT
    return ScenarioGroup(
        id=name,
        names=draw(names),
        at="p0",
        people=GroupCount(least=least, likely=likely, most=most),
        need=need,
        priority=draw(st.integers(1, 9)),
        ready=draw(minutes),
        destinations=draw(ids(PLACES[1:], 1)) if need else (),
        unit=draw(st.integers(1, 9)),
        may_split=draw(flags),
        together=draw(st.sampled_from(["", "family", "a b"])),
    )


@st.composite
def corridors(draw: Callable[..., Any], name: str) -> ScenarioCorridor:
    smallest = draw(st.integers(1, 50))
    return ScenarioCorridor(
        id=name,
        names=draw(names),
        places=PLACES if name == "c1" else draw(ids(PLACES)),
        headway=draw(minutes),
        smallest=smallest,
        largest=smallest + draw(minutes),
        per_hour=draw(maybe(st.integers(1, 900))),
        returns=draw(flags),
        returns_in_windows=draw(flags),
        return_minutes=draw(maybe(minutes)),
        alternatives=draw(st.integers(1, 4)),
    )


@st.composite
def vehicles(draw: Callable[..., Any], name: str) -> ScenarioVehicles:
    smallest = draw(maybe(st.integers(1, 20)))
    return ScenarioVehicles(
        id=name,
        names=draw(names),
        count=draw(st.integers(1, 2000)),
        seats=draw(st.integers(1, 90)),
        stretchers=draw(st.integers(0, 9)),
        start_place=draw(st.sampled_from(["", "p5"])),
        available=draw(minutes),
        load=draw(minutes),
        unload=draw(minutes),
        speed_factor=draw(fractions),
        corridors=draw(ids(CORRIDORS)),
        comes_back=draw(flags),
        own=draw(flags),
        smallest=smallest,
        largest=None if smallest is None else smallest + draw(minutes),
    )


@st.composite
def windows(draw: Callable[..., Any], clock: Clock) -> ScenarioWindow:
    of = draw(st.sampled_from([*CORRIDORS, "p1"]))
    first = draw(st.integers(0, 1439))
    length = draw(st.integers(1, 1440))
    if draw(flags):
        until = (first + length) % 1440 or 1440
        if until == first:
            until = 1440 if first != 1440 else 1
        return ScenarioWindow(of=of, window=clock.daily(first, until), daily=True)
    start = draw(st.integers(-2000, 12_000))
    return ScenarioWindow(of=of, window=Window(start, start + length), daily=draw(flags))


@st.composite
def linked(draw: Callable[..., Any], name: str) -> ScenarioLinked:
    tolerance = draw(maybe(st.integers(0, 100).map(lambda n: Fraction(n, 100))))
    return ScenarioLinked(
        id=name,
        a=GROUPS[:1],
        b=GROUPS[1:2],
        tolerance=tolerance,
        ratio=None if tolerance is not None else draw(fractions),
        slack=0 if tolerance is not None else draw(some),
    )


links = st.builds(
    ScenarioLink,
    start=st.just("p0"),
    end=st.sampled_from(PLACES[1:]),
    length_m=some,
    road_class=st.sampled_from(["primary", "track"]),
    lanes=st.integers(1, 4),
    speed_kmh=maybe(st.integers(1, 130)),
    names=names,
    one_way=flags,
    crosses_contact_line=flags,
    crossing_point=flags,
    closed_from=maybe(minutes),
)
travel = st.lists(
    st.builds(
        ScenarioTravel,
        start=st.sampled_from(PLACES[:3]),
        end=st.sampled_from(PLACES[3:]),
        minutes=minutes,
        both_ways=flags,
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda row: (row.start, row.end),
).map(tuple)
spans = st.lists(
    st.builds(lambda a, n: Window(a, a + n), minutes, st.integers(1, 3000)), max_size=3
)


@st.composite
def scenarios(draw: Callable[..., Any]) -> Scenario:
    name = draw(st.sampled_from(ZONES))
    wall = datetime(2016, 10, 27) + timedelta(minutes=draw(st.integers(0, 300_000)))  # noqa: DTZ001
    start = (
        wall.replace(tzinfo=ZoneInfo(name)).astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(name))
    )
    clock = Clock(start=start, end=draw(st.integers(1, 20_000)))
    return Scenario(
        title={"en": draw(texts), **draw(names)},
        description=draw(names),
        start=start,
        end=clock.end,
        time_zone=name,
        languages=draw(ids(LANGUAGES, 1)),
        aboard_limit=draw(maybe(minutes)),
        small_last_convoy=draw(flags),
        places=tuple(draw(places(place)) for place in PLACES),
        groups=tuple(draw(groups(group)) for group in GROUPS),
        corridors=tuple(draw(corridors(corridor)) for corridor in CORRIDORS),
        checkpoints=(
            ScenarioCheckpoint(
                place="p1",
                lanes=draw(st.integers(1, 9)),
                minutes=draw(minutes),
                longest_wait=draw(minutes),
                corridors=draw(st.sampled_from([(), ("c1",)])),
                back_corridors=draw(st.sampled_from([(), ("c1",)])),
                outbound=draw(flags),
            ),
        ),
        vehicles=tuple(draw(vehicles(name)) for name in ("bus", "حافلة")),
        escorts=(ScenarioEscorts(id="e", teams=draw(some), corridors=draw(ids(CORRIDORS))),),
        windows=tuple(draw(st.lists(windows(clock), max_size=3))),
        suspensions=Windows.of(draw(spans)),
        linked=tuple(draw(linked(name)) for name in draw(ids(("t1", "t2")))),
        links=tuple(draw(st.lists(links, max_size=3))),
        travel=draw(travel),
        roads=RoadsSource(
            speeds_kmh=draw(
                st.dictionaries(st.sampled_from(["primary", "track"]), st.integers(1, 99))
            ),
            season_factor=draw(fractions),
        ),
        reports=ReportsUse(statuses=draw(st.dictionaries(statuses, rules, max_size=3))),
        assume=draw(st.sampled_from(["least", "likely", "most"])),
    )


def there_and_back(scenario: Scenario) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder.write(scenario, Path(place) / "a")
        first = folder.read(Path(place) / "a")
        assert first == scenario
        workbook.write(first, Path(place) / "b.xlsx")
        second = workbook.read(Path(place) / "b.xlsx")
        assert second == scenario
        folder.write(second, Path(place) / "c")
        for file in (Path(place) / "a").iterdir():
            assert (Path(place) / "c" / file.name).read_bytes() == file.read_bytes()


# A scenario has hundreds of choices: shrinking one takes minutes, so a failure is shown as found.
@settings(max_examples=20, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(scenarios())
def test_folder_workbook_folder(scenario: Scenario) -> None:
    there_and_back(scenario)


@pytest.mark.slow
@settings(max_examples=1000, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(scenarios())
def test_many_folders_and_workbooks(scenario: Scenario) -> None:
    there_and_back(scenario)
