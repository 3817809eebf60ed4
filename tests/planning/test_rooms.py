"""What room at destinations is worth to units of people."""

from __future__ import annotations

import pytest
from tests.planning.hand import group

from masarat.planning.rooms import going_to, has_room, usable
from masarat.scenario.instance import Destination


@pytest.mark.parametrize(
    ("room", "units", "filled"),
    [
        (12, [(5, 10)], 10),
        (3, [(5, 10)], 0),
        (12, [(5, 7)], 12),  # 5 and 2: any sum of both may do
        (11, [(4, 8), (6, 12)], 10),
        (7, [], 0),
    ],
)
def test_room_counts_as_far_as_units_can_fill_it(
    room: int, units: list[tuple[int, int]], filled: int
) -> None:
    groups = [group(f"g{n}", people, unit=unit) for n, (unit, people) in enumerate(units)]
    assert usable(room, groups) == filled


def test_a_destination_has_room_for_all_who_may_go_there() -> None:
    groups = [group("g", 8, destinations=("d", "e")), group("h", 5, destinations=("e",))]
    assert has_room(Destination(place="d", capacity=8), going_to("d", groups))
    assert not has_room(Destination(place="e", capacity=12), going_to("e", groups))
    assert has_room(Destination(place="e"), groups)
