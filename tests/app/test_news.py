"""News as written on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from masarat.app.news import read_news
from masarat.core.errors import UsageError
from masarat.core.windows import Window

if TYPE_CHECKING:
    from masarat.app.loading import Case


def test_times_are_read_as_in_the_scenario(tiny: Case) -> None:
    news = read_news(
        tiny,
        "day 1 07:30",
        closed=["road"],
        suspensions=[("2030-05-01 08:00", "day 1 09:00"), ("day 1 10:00", "end")],
        fleet=["bus=3", "ambulance=0"],
    )
    assert news.at == 90
    assert news.closed == ("road",)
    assert tuple(news.suspensions) == (Window(120, 180), Window(240, 360))
    assert news.fleet == {"bus": 3, "ambulance": 0}


def test_every_fault_is_named_with_a_suggestion(tiny: Case) -> None:
    with pytest.raises(UsageError) as raised:
        read_news(
            tiny,
            "noon",
            closed=["raod"],
            suspensions=[("day 1 08:00", "day 9 08:00")],
            fleet=["bus", "buss=2", "bus=-1"],
        )
    lines = str(raised.value).splitlines()
    assert lines[0].startswith("--at: found 'noon', expected a time such as")
    assert lines[1].startswith("--close: found 'raod', expected one of road")
    assert "did you mean 'road'?" in lines[1]
    assert lines[2].startswith("--suspend: found 'day 9 08:00', expected a time between")
    assert lines[3] == "--fleet: found 'bus', expected CLASS=COUNT such as bus=25"
    assert "did you mean 'bus'?" in lines[4]
    assert lines[5] == "--fleet: found 'bus=-1', expected CLASS=COUNT such as bus=25"
    assert len(lines) == 6


def test_a_suspension_that_ends_before_it_starts_is_refused(tiny: Case) -> None:
    with pytest.raises(UsageError, match="a time and a later one"):
        read_news(tiny, "start", suspensions=[("day 1 09:00", "day 1 08:00")])
