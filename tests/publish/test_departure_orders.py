"""Departure orders of private vehicles say what the movement table says."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import masarat
from masarat.app.loading import case_of
from masarat.app.making import Style, write_outputs
from masarat.plan.document import Load
from masarat.publish.departure_orders import departure_orders
from masarat.scenario.document import GroupCount, ScenarioVehicles
from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.publish import Edition

TINY = Path(__file__).parents[2] / "examples" / "tiny"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the plan of the tiny example with ten people who drive themselves."""
    scenario = masarat.load(TINY)
    families = next(group for group in scenario.groups if group.id == "families")
    drivers = replace(
        families,
        id="drivers",
        people=GroupCount(least=10, likely=10, most=10),
        need=Need.OWN,
        names={},
    )
    cars = ScenarioVehicles(
        id="car",
        count=4,
        seats=3,
        speed_factor=Fraction(1),
        comes_back=False,
        own=True,
        smallest=1,
        largest=2,
    )
    few = replace(families, people=GroupCount(least=10, likely=10, most=10))
    scenario = replace(scenario, groups=(few, drivers), vehicles=(*scenario.vehicles, cars))
    plan = masarat.plan(scenario, time_limit=None, effort=5)
    folder = tmp_path_factory.mktemp("out")
    write_outputs(case_of(scenario), plan, folder, Style(lang="ar", report=False))
    return folder


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))[1:]


def test_orders_add_up_to_the_movement_table(written: Path) -> None:
    rows = table(written / "departure-orders.csv")
    assert sum(int(row[4]) for row in rows) == 4
    assert sum(int(row[5]) for row in rows) == 10
    told = Counter(part.split()[0] for row in rows for part in row[8].split("; ") for _ in range(1))
    convoys = {row[0] for row in table(written / "movement-table.csv") if row[6].startswith("car")}
    assert set(told) == convoys
    assert {(row[9], row[10], row[11], row[12]) for row in rows} == {
        ("square", "road", "hall", "drivers")
    }
    for row in rows:
        for part in row[8].split("; "):
            day, hour = row[2].split()
            assert hour <= part.split()[1] < row[3].split()[1]
            assert day == "2030-05-01"


def test_a_vehicle_with_two_groups_counts_once_and_its_people_for_their_groups(
    small_edition: Callable[[str], Edition],
) -> None:
    edition = small_edition("en")
    own = replace(edition.instance.classes[0], own=True)
    instance = replace(edition.instance, classes=(own, *edition.instance.classes[1:]), _digest=[])
    first, second = edition.plan.convoys
    shared = (Load(group="families", people=3), Load(group="wounded", people=2))
    (ride, *_) = second.rides
    plan = replace(
        edition.plan, convoys=(first, replace(second, rides=(replace(ride, loads=shared),)))
    )
    orders = departure_orders(replace(edition, instance=instance, plan=plan))
    assert orders is not None
    rows = list(csv.reader(io.StringIO(orders.decode("utf-8-sig"))))[1:]
    told = {(row[12], row[9]): (int(row[4]), int(row[5])) for row in rows}
    assert told["families", "mosque"] == (1, 3)
    assert told["wounded", "mosque"] == (0, 2)


def test_without_private_vehicles_there_are_no_orders(tmp_path: Path) -> None:
    scenario = masarat.load(TINY)
    plan = masarat.plan(scenario, time_limit=None, effort=1)
    names = {path.name for path in masarat.write(scenario, plan, tmp_path, report=False)}
    assert "departure-orders.csv" not in names
