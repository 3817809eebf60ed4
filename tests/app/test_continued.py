"""Which instance a plan is of, and what a replanned plan takes as given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from masarat.app.continued import case_of_plan
from masarat.app.instance_file import NAME, write_instance
from masarat.app.loading import load_case
from masarat.core.windows import Window, Windows
from masarat.scenario.template import write_new

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from masarat.plan.document import Plan
    from masarat.scenario.instance import Instance

    Alteration = Callable[[Instance], Instance]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return write_new(tmp_path / "mine")


@pytest.mark.parametrize("assume", ["least", "likely", "most"])
def test_the_assumption_is_found_by_the_digest(place: Path, hand_plan: Plan, assume: str) -> None:
    digest = load_case(place, assume).instance.digest  # type: ignore[arg-type]  # one of three
    case, given = case_of_plan(place, place, replace(hand_plan, instance=digest))
    assert case.scenario.assume == assume
    assert given == ()


def test_the_plan_of_another_scenario_gets_the_scenario_to_be_refused_by(
    place: Path, hand_plan: Plan
) -> None:
    case, given = case_of_plan(place, place, hand_plan)
    assert case.instance.digest == load_case(place).instance.digest != hand_plan.instance
    assert given == ()


def with_instance_beside(
    place: Path, plan: Plan, alteration: Alteration, assume: str = "likely"
) -> tuple[Plan, Instance]:
    instance = alteration(load_case(place, assume).instance)  # type: ignore[arg-type]
    write_instance(instance, place / NAME)
    return replace(plan, instance=instance.digest), instance


def happened(instance: Instance) -> Instance:
    bus = instance.classes[0]
    corridor = instance.corridors[0]
    return replace(
        instance,
        now=120,
        suspensions=Windows.of([Window(130, 190)]),
        corridors=(replace(corridor, windows=corridor.windows.clipped(0, 300)),),
        classes=(
            replace(bus, lost=(("bus-2", 120),)),
            *instance.classes[1:],
            replace(bus, id="bus-120", count=4),
        ),
        _digest=[],
    )


@pytest.mark.parametrize("assume", ["likely", "most"])
def test_what_happened_since_is_believed_and_listed(
    place: Path, hand_plan: Plan, assume: str
) -> None:
    plan, instance = with_instance_beside(place, hand_plan, happened, assume)
    case, given = case_of_plan(place, place, plan)
    assert case.instance == instance
    assert case.scenario.assume == assume
    assert given[0] == "what departed before 2030-04-02 08:00 happened as the plan says"
    text = "\n".join(given)
    assert "corridor north-road is closed from 2030-04-02 11:00 until" in text
    assert "nothing moves from 2030-04-02 08:10 until 2030-04-02 09:10" in text
    assert "bus-2 is lost from 2030-04-02 08:00 on" in text
    assert "4 further vehicles of class bus-120" in text


def fewer_people(instance: Instance) -> Instance:
    groups = instance.groups
    return replace(instance, groups=(replace(groups[0], people=1), *groups[1:]))


def longer_windows(instance: Instance) -> Instance:
    corridor = replace(instance.corridors[0], windows=Windows.of([Window(0, instance.end)]))
    return replace(instance, corridors=(corridor,))


def bigger_buses(instance: Instance) -> Instance:
    classes = instance.classes
    return replace(instance, classes=(replace(classes[0], seats=90), *classes[1:]))


def shorter_headway(instance: Instance) -> Instance:
    return replace(instance, corridors=(replace(instance.corridors[0], headway=0),))


@pytest.mark.parametrize("cheat", [fewer_people, longer_windows, bigger_buses, shorter_headway])
def test_anything_else_beside_the_plan_is_not_believed(
    place: Path, hand_plan: Plan, cheat: Alteration
) -> None:
    def altered(instance: Instance) -> Instance:
        return replace(cheat(happened(instance)), _digest=[])

    plan, _ = with_instance_beside(place, hand_plan, altered)
    case, given = case_of_plan(place, place, plan)
    assert case.instance.digest == load_case(place).instance.digest
    assert given == ()


def test_without_history_nothing_beside_the_plan_is_believed(place: Path, hand_plan: Plan) -> None:
    def suspended(instance: Instance) -> Instance:
        return replace(instance, suspensions=Windows.of([Window(1, 2)]), _digest=[])

    plan, _ = with_instance_beside(place, hand_plan, suspended)
    assert case_of_plan(place, place, plan)[1] == ()
