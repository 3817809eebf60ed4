"""Many processes at once, and processes killed at any moment: nothing acknowledged is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.journal.writers import NODES, Place, crowd, judged, killed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return Place(str(tmp_path / "journal.sqlite"))
    return Place(request.getfixturevalue("server").new_database())


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


def check_crowd(place: Place, notes: Path, seconds: float) -> None:
    crowd(place, notes, seconds, processes=8)
    found, acknowledged = judged(place, notes)
    assert found.sound, found.broken
    assert found.entries == acknowledged + NODES  # nobody was killed: nothing else was written
    assert acknowledged > 8


def check_killed(place: Place, notes: Path, times: int) -> None:
    killed(place, notes, times)
    found, acknowledged = judged(place, notes)
    assert found.sound, found.broken
    assert acknowledged >= times
    unacknowledged = found.entries - NODES - acknowledged
    assert 0 <= unacknowledged <= 2 * times  # each killed writer had at most one on its way


def test_eight_processes_write_at_once(place: Place, notes: Path) -> None:
    check_crowd(place, notes, seconds=2)


@pytest.mark.slow
def test_eight_processes_write_for_a_minute(place: Place, notes: Path) -> None:
    check_crowd(place, notes, seconds=60)


def test_writers_are_killed(place: Place, notes: Path) -> None:
    check_killed(place, notes, times=5)


@pytest.mark.slow
def test_writers_are_killed_two_hundred_times(place: Place, notes: Path) -> None:
    check_killed(place, notes, times=200)
