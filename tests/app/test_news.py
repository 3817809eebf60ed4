"""News as written on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from masarat.app.commands.options import News
from masarat.app.news import read_change
from masarat.core.errors import UsageError
from masarat.core.windows import Window

if TYPE_CHECKING:
    from pathlib import Path

    from masarat.app.loading import Case


def test_times_are_read_as_in_the_scenario(tiny: Case) -> None:
    news = News(
        at="day 1 07:30",
        close=["road"],
        suspend=[("2030-05-01 08:00", "day 1 09:00"), ("day 1 10:00", "end")],
        fleet=["bus=3", "ambulance=0"],
        lost=["bus-2"],
    )
    change = read_change(tiny, news)
    assert change.at == 90
    assert change.closed == {"road"}
    assert tuple(change.suspensions) == (Window(120, 180), Window(240, 360))
    assert change.lost == {"bus-2"}
    assert change.fleet == {"bus": 3, "ambulance": 0}
    assert change.actual is None


def test_what_really_departed_comes_from_a_table(tiny: Case, tmp_path: Path) -> None:
    path = tmp_path / "actual.csv"
    path.write_text("convoy,departed\nC1,day 1 06:20\n", encoding="utf-8")
    change = read_change(tiny, News(at="day 1 07:30", actual=path))
    assert change.actual is not None
    assert [(each.convoy, each.departed) for each in change.actual.movements] == [("C1", 20)]


def test_every_fault_is_named_with_a_suggestion(tiny: Case) -> None:
    news = News(
        at="noon",
        close=["raod"],
        suspend=[("day 1 08:00", "day 9 08:00")],
        fleet=["bus", "buss=2", "bus=-1"],
        lost=["bus-3"],
    )
    with pytest.raises(UsageError) as raised:
        read_change(tiny, news)
    lines = str(raised.value).splitlines()
    assert lines[0].startswith("--at: found 'noon', expected a time such as")
    assert lines[1].startswith("--close: found 'raod', expected one of road")
    assert "did you mean 'road'?" in lines[1]
    assert lines[2].startswith("--suspend: found 'day 9 08:00', expected a time between")
    assert lines[3] == "--fleet: found 'bus', expected CLASS=COUNT such as bus=25"
    assert "did you mean 'bus'?" in lines[4]
    assert lines[5] == "--fleet: found 'bus=-1', expected CLASS=COUNT such as bus=25"
    assert lines[6].startswith("--lost: found 'bus-3', expected one of bus-1, bus-2")
    assert len(lines) == 7


@pytest.mark.parametrize("number", ["100001", "1000000000", "9" * 5000])
def test_more_vehicles_than_can_be_planned_are_refused(tiny: Case, number: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_change(tiny, News(at="start", fleet=[f"bus={number}"]))
    found = f"--fleet: found 'bus={number}', expected at most 100,000 vehicles of a class"
    assert str(raised.value) == found


def test_as_many_vehicles_as_can_be_planned_are_taken(tiny: Case) -> None:
    assert read_change(tiny, News(at="start", fleet=["bus=100000"])).fleet == {"bus": 100_000}


def test_a_suspension_that_ends_before_it_starts_is_refused(tiny: Case) -> None:
    news = News(at="start", suspend=[("day 1 09:00", "day 1 08:00")])
    with pytest.raises(UsageError, match="a time and a later one"):
        read_change(tiny, news)


def test_a_class_named_twice_and_a_suspension_that_is_over_are_refused(tiny: Case) -> None:
    news = News(
        at="day 1 08:00",
        fleet=["bus=3", "bus=1"],
        suspend=[("day 1 06:30", "day 1 07:00")],
    )
    with pytest.raises(UsageError) as raised:
        read_change(tiny, news)
    assert str(raised.value) == (
        "--fleet: found 'bus=1', expected every class once, and bus was 3 before"
    )
    with pytest.raises(UsageError) as raised:
        read_change(tiny, News(at=news.at, suspend=news.suspend))
    assert str(raised.value) == (
        "--suspend: found '2030-05-01 07:00', expected a time after the news, 2030-05-01 08:00"
    )
