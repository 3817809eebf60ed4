"""Stops of convoys and empty trips, against minutes added up by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from masarat.core.windows import Window, Windows
from masarat.publish.timeline import Stop, convoy_stops, last_stretches, trip_stops
from masarat.scenario.instance import Corridor

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.publish import Edition


def test_a_convoy_waits_and_is_inspected_on_its_way(
    small_edition: Callable[[str], Edition],
) -> None:
    edition = small_edition("en")
    convoy = edition.plan.convoys[1]
    assert convoy_stops(edition, convoy) == (
        Stop("mosque", 12, 163),
        Stop("gate", 173, 189),  # reached at 173, waited 6, inspected 10
        Stop("bridge", 209, 209),
    )
    assert last_stretches(edition, convoy) == ((Stop("bridge", 209, 209), Stop("camp", 239, 239)),)


def test_an_empty_trip_goes_the_corridor_backwards(small_edition: Callable[[str], Edition]) -> None:
    edition = small_edition("en")
    first, _, back = edition.plan.empty_trips
    assert trip_stops(edition, first) == (Stop("depot", 0, 0), Stop("school", 15, 15))
    assert trip_stops(edition, back) == (
        Stop("camp", 93, 93),
        Stop("bridge", 123, 123),  # 30 from the camp
        Stop("gate", 143, 143),
        Stop("mosque", 153, 153),  # 10 from the gate: as the plan says
    )


def test_on_an_open_corridor_only_ends_are_stops(small_edition: Callable[[str], Edition]) -> None:
    edition = small_edition("en")
    free = Corridor(
        id="south",
        places=(),
        legs=(),
        back_legs=(),
        windows=Windows.of([Window(0, 2880)]),
        largest=5,
    )
    opened = replace(edition, instance=replace(edition.instance, corridors=(free,), _digest=[]))
    convoy, trip = replace(edition.plan.convoys[0], passages=()), edition.plan.empty_trips[2]
    assert [stop.place for stop in convoy_stops(opened, convoy)] == ["school"]
    assert [stop.place for stop in trip_stops(opened, trip)] == ["camp", "mosque"]
